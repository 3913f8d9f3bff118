/* The properties of a user as rows: name, type, who may set it, where its value is. Everything that reads, selects, filters or
 * validates a user goes by these rows. */
#ifndef TENANT_PROPERTY_H
#define TENANT_PROPERTY_H

#include "tenant/state/store.h"

enum property_type { TYPE_TEXT, TYPE_BOOL, TYPE_DATE, TYPE_TEXTS, TYPE_OBJECTS, TYPE_OBJECT };

enum property_flag {
    PROPERTY_DEFAULT = 1,     /* returned without $select */
    PROPERTY_WRITABLE = 2,    /* PATCH */
    PROPERTY_CLEARABLE = 4,   /* PATCH with null */
    PROPERTY_SYNCED = 8,      /* writable although the user is mastered on-premises */
    PROPERTY_ALONE = 16,      /* of a single user only: 501 on a collection; written without others */
    PROPERTY_ONLY = 32,       /* nothing but its own permission suffices to set it */
    PROPERTY_PERSON = 64,     /* set by a person, never by an application */
    PROPERTY_EQUAL = 128,     /* $filter: eq, ne, in, not */
    PROPERTY_RANGE = 256,     /* ge, le */
    PROPERTY_STARTS = 512,    /* startsWith */
    PROPERTY_ENDS = 1024,     /* endsWith */
    PROPERTY_SEARCH = 2048,   /* $search */
    PROPERTY_ACTIVITY = 4096, /* signInActivity: a permission of its own, pages of 500 */
    PROPERTY_ASKED = 8192     /* in no schema: returned when selected, to who may read policies */
};

struct user_record { /* a user under way to a reply */
    const struct tenant_store *store;
    const struct store_change *change; /* NULL: as the seed has it */
    struct seed_user seed;
};

enum property_source {
    SOURCE_NULL,
    SOURCE_ARRAY,
    SOURCE_POINTER,
    SOURCE_PLACE,
    SOURCE_DATE,
    SOURCE_FLAG,
    SOURCE_TEXT,
    SOURCE_PUT
};

struct property {
    const char *name;
    enum property_type type;
    unsigned flags;
    size_t longest;             /* characters; 0: no limit */
    const char *permission;     /* one that suffices to set it beside User.ReadWrite.All; NULL: none */
    const char *const *values;  /* the only ones it takes, NULL-terminated; NULL: any */
    const char *const *members; /* of an object that is written member by member, each a text; NULL: none */
    enum property_source source;
    size_t offset; /* in struct seed_user or struct seed_place */
    const char *(*text)(const struct user_record *user, char scratch[SEED_TEXT]); /* NULL: null */
    void (*put)(struct json_writer *w, const struct user_record *user);
};

extern const struct property properties[]; /* the first is the id */
extern const size_t property_count;

const struct property *property_find(const char *name, size_t length); /* NULL: unknown; exact case */
void user_record_load(struct user_record *record, const struct tenant_store *store, uint32_t number);

/** Whether the user is mastered on-premises now. */
bool user_record_synced(const struct user_record *record);

/** A text's value, from `scratch` or the record; NULL for null. */
const char *property_text(const struct property *property, const struct user_record *user, char scratch[SEED_TEXT]);
/** A date's value in ms; 0 for null. */
int64_t property_date(const struct property *property, const struct user_record *user);
/** 1, 0, or -1 for null. */
int property_flag(const struct property *property, const struct user_record *user);
/** Whether a user has no such member at all: the sign-in activity of who never signed in. */
bool property_absent(const struct property *property, const struct user_record *user);
/** Write the value: what was written over it, else the seed's. */
void property_put(const struct property *property, struct json_writer *w, const struct user_record *user);
/** The same as a JSON tree (owned by the caller), for filters over collections and objects. */
struct json *property_value(const struct property *property, const struct user_record *user);
/** The skuIds of the licences held; returns how many, at most `most`. */
size_t property_skus(const struct user_record *user, const char **out, size_t most);

#endif
