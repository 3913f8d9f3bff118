/* The people of the demo tenant: user number i of a seed, computed when asked for, never stored. Numbers are in the order of
 * display names, so the directory needs no sorting however large it is. */
#ifndef TENANT_SEED_H
#define TENANT_SEED_H

#include "base/guid.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SEED_DOMAIN           "contoso.com"
#define SEED_INITIAL_DOMAIN   "contoso.onmicrosoft.com"
#define SEED_FEDERATED_DOMAIN "fed.contoso.com"
#define SEED_NOBODY           UINT32_MAX

enum {
    SEED_TEXT = 640,
    SEED_LICENCES = 4,
    SEED_SPECIALS = 64,
    SEED_PLANS = 9,
    SEED_BASE_SKUS = 5,
    SEED_GROUPS = 48,
    SEED_MADE_GROUPS = 500, /* that can be made beside them */
    SEED_SKUS = 12,         /* products of Microsoft's */
    SEED_MADE_SKUS = 200,   /* that can be made beside them */
    SEED_SITUATIONS_FROM = 80
};

/* What is special about a user of seed_situations; ordinary people have none of these. */
enum seed_trait {
    TRAIT_GUEST = 1,
    TRAIT_BLOCKED = 1 << 1,
    TRAIT_ONCE_SYNCED = 1 << 2,
    TRAIT_NO_LICENCE = 1 << 3,
    TRAIT_NO_LOCATION = 1 << 4,
    TRAIT_FEDERATED = 1 << 5,
    TRAIT_GROUP_LICENCE = 1 << 6,
    TRAIT_NO_DRIVE = 1 << 7,
    TRAIT_TAP = 1 << 8,
    TRAIT_TAP_EXEMPT = 1 << 9,
    TRAIT_PASSWORD_ONLY = 1 << 10,
    TRAIT_KEY_ONLY = 1 << 11,
    TRAIT_ALL_METHODS = 1 << 12,
    TRAIT_MFA_ENABLED = 1 << 13,
    TRAIT_MFA_ENFORCED = 1 << 14,
    TRAIT_AT_RISK = 1 << 15,
    TRAIT_REMEDIATED = 1 << 16,
    TRAIT_GLOBAL_ADMIN = 1 << 17,
    TRAIT_HELPDESK = 1 << 18,
    TRAIT_SITUATION = 1 << 19,     /* all of them */
    TRAIT_SHARED = 1 << 20,        /* the account of a shared mailbox */
    TRAIT_ELIGIBLE = 1 << 21,      /* may activate a role, and has not */
    TRAIT_UNIT_ROLE = 1 << 22,     /* has a role of the tenant's own, within an administrative unit */
    TRAIT_LICENCE_TWICE = 1 << 23, /* has the licence of a group directly, too */
    TRAIT_LOCKED_DRIVE = 1 << 25,  /* an administrator has closed the site of the OneDrive */
    TRAIT_ADDED = 1 << 24          /* came with a scenario: nothing is made up */
};

/* Somebody who is in the directory beside those who are computed. */
struct seed_added {
    uint32_t place; /* the number, out */
    struct guid id;
    char display_name[SEED_TEXT], user_principal_name[SEED_TEXT], mail[SEED_TEXT]; /* mail "": null */
    bool enabled, guest;
    int licences[SEED_LICENCES]; /* rows of seed_skus */
    int licence_count;
    int64_t created, password_changed, last_sign_in, last_background, last_success; /* 0: never */
};

struct seed_people {
    uint32_t count;  /* of all, those added among them */
    uint32_t seeded; /* of all before the first who was made by a request; those have the numbers from here on */
    uint64_t seed;
    const struct seed_added *added; /* ascending by number */
    uint32_t added_count;
    const char *name, *domain, *initial_domain,
        *federated_domain; /* of the tenant they belong to; the last may be NULL */
    int64_t now, today;    /* ms: what dates are relative to; `today` is its midnight */
    uint32_t special_count;
    uint32_t special_place[SEED_SPECIALS]; /* their places among those who are computed, ascending */
    int special_row[SEED_SPECIALS];        /* rows of seed_specials, then of seed_situations */
};

struct seed_user {
    uint32_t number;
    struct guid id;
    char display_name[SEED_TEXT], user_principal_name[SEED_TEXT], mail[SEED_TEXT]; /* mail "" : null */
    char given_name[96], surname[96], nickname[96];                                /* "" : null */
    const char *job_title, *department;                                            /* NULL: null */
    const struct seed_place *place;                                                /* NULL: a guest's */
    bool enabled, guest, synced, once_synced;
    int licences[SEED_LICENCES]; /* rows of seed_skus */
    int licence_count;
    unsigned traits;                              /* enum seed_trait */
    int64_t created, last_sync, password_changed; /* 0: never */
    int64_t last_sign_in, last_background,
        last_success;           /* attempts by hand and by programs, what went well; 0: never */
    bool unreported;            /* the registration report has no row yet */
    const char *initial_domain; /* of the tenant */
    uint64_t dice;              /* more of the same, for whoever needs it */
};

struct seed_plan {
    const char *id, *name;
};

struct seed_sku {
    const char *sku_id, *part_number;
    int prepaid_percent;                /* of the users, how many are bought; 0: just as many as are used */
    struct seed_plan plans[SEED_PLANS]; /* the rest NULL */
    bool grace;                         /* the subscription has lapsed: what was bought is in its grace period */
};

extern struct seed_sku seed_skus[SEED_SKUS + SEED_MADE_SKUS];
extern int seed_sku_count;

/** Make so many products beside Microsoft's, at most SEED_MADE_SKUS: once, before there are threads. */
void seed_skus_make(int count);

/** `now` in ms. The same count, seed and day give the same people. */
void seed_people_init(struct seed_people *people, uint32_t count, uint64_t seed, int64_t now);
/** Put people where their names belong: `added` is sorted, and must outlive the rest. Once, before anybody is asked for. */
void seed_people_add(struct seed_people *people, struct seed_added *added, uint32_t count);
/** Somebody new, whose number is the first after all others; `people->added` must have room. */
uint32_t seed_people_append(struct seed_people *people, struct seed_added *room, const struct seed_added *person);
/** The number of somebody by the place among those who are computed. */
uint32_t seed_number(const struct seed_people *people, uint32_t computed);
void seed_user(const struct seed_people *people, uint32_t number, struct seed_user *out);
/** Whether the first licence comes from the group of its product. */
bool seed_licensed_by_group(const struct seed_user *user);
/** The product that a group would give the user and cannot, a row of seed_skus; -1: none. */
int seed_failed_licence(const struct seed_user *user);
/** Licences alone, which is cheap. */
int seed_licences(const struct seed_people *people, uint32_t number, int out[SEED_LICENCES]);
struct guid seed_id(const struct seed_people *people, uint32_t number);
/** The number behind an id or a user principal name (any case), SEED_NOBODY when it is nobody's. */
uint32_t seed_find_id(const struct seed_people *people, const struct guid *id);
uint32_t seed_find_upn(const struct seed_people *people, const char *user_principal_name);
/** By the address of a member or guest from the beginning, which need not be the name. */
uint32_t seed_find_mail(const struct seed_people *people, const char *address);
uint32_t seed_manager(const struct seed_people *people, uint32_t number);
/** Whether nothing of this user is made up. */
bool seed_is_added(const struct seed_user *user);

/* Between the files of the seed: */
/** Who was added under `*number`; NULL, and `*number` becomes the place among those who are computed. */
const struct seed_added *seed_added_at(const struct seed_people *people, uint32_t *number);
/** How many of those who are computed come before a folded name. */
uint32_t seed_computed_before(const struct seed_people *people, const char *folded);
void seed_added_user(const struct seed_people *people, const struct seed_added *added, struct seed_user *out);
/** The number of who was added with this id, name or address; SEED_NOBODY: nobody. */
uint32_t seed_added_by_id(const struct seed_people *people, const struct guid *id);
uint32_t seed_added_by_upn(const struct seed_people *people, const char *user_principal_name);
uint32_t seed_added_by_mail(const struct seed_people *people, const char *address);
/** A well-mixed number for `x`: the dice everything here is thrown with. */
uint64_t seed_mix(uint64_t x);

#endif
