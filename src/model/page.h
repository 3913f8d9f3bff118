/* A page of users: built by whoever decodes a reply (any thread), then moved into the table. */
#ifndef MODEL_PAGE_H
#define MODEL_PAGE_H

#include "model/extra.h"
#include "model/user.h"

struct arena;

struct text { /* any bytes, not terminated; bytes NULL: absent */
    const char *bytes;
    size_t length;
};

struct user_input {
    struct text id, display_name, user_principal_name, mail, job_title, department, usage_location;
    int account_enabled;            /* 1, 0, or -1: unknown */
    bool synced, sync_ended, guest; /* onPremisesSyncEnabled is true, is false; null is neither */
    int64_t created, last_sync;     /* ms; 0: unknown */
    const struct guid *skus;
    size_t sku_count;
};

/* What a filter asks of every user, side by side: a walk through all users would fetch ten times as much. */
struct user_facts {
    uint32_t hay;                      /* as in the user */
    uint32_t licences : 24, flags : 8; /* the number of its set; the user's flags */
};

struct licence_set { /* number 0: no licence */
    const struct guid *skus;
    size_t count;
};

struct user_page {
    struct arena *arena;
    struct user *users;
    struct user_facts *facts; /* one for each user */
    size_t count, capacity, fact_capacity;
    size_t left_out;             /* rows of the reply without a readable id */
    uint32_t *keys[EXTRA_COUNT]; /* one for each user; NULL: none is known */
    struct licence_set *sets;    /* few: most users share theirs */
    size_t set_count, set_capacity;
    struct guid *sku_room; /* for the next sets: a filter reads all of them, so they lie side by side */
    size_t sku_left;
    uint32_t *recent_sets; /* RECENT_SETS, by hash; a set that another pushed out may stand in `sets` twice */
    char
        *haystack; /* folded: name, address, UPN, title, department of each user, parted by \n, each user ended by \0 */
    size_t hay_length, hay_capacity;
};

/** An empty page for about `expected` users. Owned by the caller. */
struct user_page *user_page_new(size_t expected);
void user_page_free(struct user_page *page); /* NULL is fine */
/** Clean, fold and add one user; false (nothing added) when its id is no GUID. */
bool user_page_add(struct user_page *page, const struct user_input *input);
/** Change the flags of a user. */
void user_page_set_flags(struct user_page *page, size_t at, uint8_t flags);
/** Set the key of a column with a source of its own. No user may be added to the page afterwards. */
void user_page_set_key(struct user_page *page, enum extra which, size_t at, uint32_t key);
/** Drop the users whose `gone` is set; the others move up. */
void user_page_remove(struct user_page *page, const bool *gone);
/** User `at` becomes what `from` of the other page is (a copy). */
void user_page_replace(struct user_page *page, size_t at, const struct user_page *other, size_t from);

#endif
