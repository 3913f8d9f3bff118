/* The word lists of the seed. */
#ifndef TENANT_SEED_NAMES_H
#define TENANT_SEED_NAMES_H

#include <stdbool.h>

struct seed_place {
    const char *city, *state, *country, *usage_location, *street, *language,
        *phone; /* phone: all but the last four digits */
};

/* When a user of seed_situations signed in; ordinary people did in the last weeks, or never. */
enum seed_sign_in {
    SIGN_IN_ORDINARY,
    SIGN_IN_NEVER,
    SIGN_IN_PROGRAMS, /* non-interactively alone */
    SIGN_IN_STALE,    /* SEED_STALE_DAYS ago */
    SIGN_IN_REFUSED   /* tries, and has not succeeded for weeks */
};

enum { SEED_STALE_DAYS = 200, SEED_REFUSED_DAYS = 40 };

struct seed_special { /* a user with an awkward name */
    const char *display_name, *nickname, *what;
    const char *job_title, *department; /* NULL: like everybody's */
    bool synced, no_mail;
    unsigned traits;    /* of a situation: enum seed_trait */
    const char *domain; /* NULL: SEED_DOMAIN */
    const char *mail;   /* before the @; NULL: as in the name */
    enum seed_sign_in sign_in;
    bool unreported; /* not in the registration report */
};

extern const char *const seed_given[], *const seed_surnames[], *const seed_departments[], *const seed_titles[];
extern const int seed_given_count, seed_surname_count, seed_department_count, seed_title_count;
extern const struct seed_place seed_places[];
extern const int seed_place_count;
extern const struct seed_special seed_specials[]; /* with the situations at most SEED_SPECIALS */
extern const int seed_special_count;
extern const struct seed_special seed_situations[];
extern const int seed_situation_count;

#endif
