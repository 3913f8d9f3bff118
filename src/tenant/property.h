/* The properties of a user as rows: name, type, who may set it, how it is written. Everything that reads, selects, filters or
 * validates a user goes by these rows. */
#ifndef TENANT_PROPERTY_H
#define TENANT_PROPERTY_H

#include "tenant/store.h"

enum property_type { TYPE_TEXT, TYPE_BOOL, TYPE_DATE, TYPE_GUID, TYPE_TEXTS, TYPE_OBJECTS, TYPE_OBJECT };

enum property_flag {
    PROPERTY_DEFAULT = 1,   /* returned without $select */
    PROPERTY_WRITABLE = 2,  /* PATCH */
    PROPERTY_CLEARABLE = 4, /* PATCH with null */
    PROPERTY_SYNCED = 8,    /* writable although the user is mastered on-premises */
    PROPERTY_ALONE = 16,    /* of a single user only: 501 on a collection */
    PROPERTY_FILTER = 32,   /* may stand in $filter */
    PROPERTY_HIDDEN = 64    /* written, never read: passwordProfile */
};

struct user_record { /* a user under way to a reply */
    const struct tenant_store *store;
    struct seed_user seed;
    bool changed;
};

struct property {
    const char *name;
    enum property_type type;
    unsigned flags;
    size_t longest; /* characters; 0: no limit */
    const char *permission; /* a permission that suffices to set it beside User.ReadWrite.All; NULL: none */
    /** The seed's value. */
    void (*put)(struct json_writer *w, const struct user_record *user);
};

extern const struct property properties[];
extern const size_t property_count;

const struct property *property_find(const char *name, size_t length); /* NULL: unknown; exact case */
void user_record_load(struct user_record *record, const struct tenant_store *store, uint32_t number);
/** Write the value: what was written over it, else the seed's. */
void property_put(const struct property *property, struct json_writer *w, const struct user_record *user);
/** The same as a JSON tree (owned by the caller), for filters over rare properties. */
struct json *property_value(const struct property *property, const struct user_record *user);

#endif
