/* Typed fields and values. What is read has a name, a type and a label, and becomes text only where it is shown. */
#ifndef MODEL_FIELD_H
#define MODEL_FIELD_H

#include "base/guid.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct sku_names; /* model/sku.h */

enum field_type {
    FIELD_TEXT,
    FIELD_GUID, /* text of a GUID in lower case; what is no GUID is not known */
    FIELD_BOOL,
    FIELD_NUMBER,
    FIELD_TIME,    /* ms since 1970; 0: never (Graph's 0001-01-01) */
    FIELD_SIZE,    /* bytes */
    FIELD_PERCENT, /* 0 to 100, more where more is used than there is; a bar on the screen */
    FIELD_TEXTS,
    FIELD_SKUS, /* assigned licences */
    FIELD_TYPES
};

struct held_licence {
    struct guid sku;
    const struct guid *disabled; /* service plans that are turned off */
    size_t disabled_count;
};

/* A value of a field: which member counts is said by the field's type. */
struct value {
    bool known;   /* false: not set, not told, or not of its type */
    size_t count; /* of `texts` or `licences` */
    union {
        const char *text; /* FIELD_TEXT, FIELD_GUID; cleaned */
        int64_t number;   /* FIELD_NUMBER, FIELD_TIME, FIELD_SIZE, FIELD_PERCENT */
        bool truth;
        const char *const *texts; /* cleaned */
        const struct held_licence *licences;
    };
};

/* What a value says about the user it belongs to; the screen maps it to a role. */
enum meaning { MEANS_NOTHING, MEANS_GOOD, MEANS_ODD, MEANS_BAD };

enum field_flag {
    FIELD_SHOWN = 1 << 0,    /* as a column: shown by default */
    FIELD_KEEP = 1 << 1,     /* as a column: never disappears, however narrow the screen */
    FIELD_REQUIRED = 1 << 2, /* a row that has no such value is left out */
    FIELD_BESIDE = 1 << 3,   /* not asked for by $select: expanded, or made from other fields */
    FIELD_HIDDEN = 1 << 4,   /* for the program: no panel and no text output shows it */
    FIELD_AGED = 1 << 5      /* a time: a panel says how long ago it was, beside it */
};

struct word; /* model/words.h */

/* One property of what is read: a line of a panel, a column, a member of the JSON. */
struct field {
    const char *name;  /* "accountEnabled": Graph's name where the value is Graph's */
    const char *label; /* "Sign-in allowed" */
    enum field_type type;
    const char *path; /* in the reply, "status.errorCode"; NULL: `name` */
    const char *each; /* FIELD_TEXTS of a list of objects: the member of each; NULL: a list of texts */
    int least, most;  /* width as a column; 0, 0: never one */
    unsigned flags;   /* FIELD_SHOWN, … */
    enum meaning (*means)(const struct value *value); /* NULL: nothing */
    const struct word *words; /* of a text or texts, as people say it (words.h); NULL: as it is written */
};

/** How much of `whole` is used, as a FIELD_PERCENT: not known where either is not or `whole` is nothing; "over 999%" where a service names a
 *  quota that means nothing beside what is used. */
struct value value_share(const struct value *used, const struct value *whole);
/** Append the value as people read it: "yes", "a, b", "2026-11-23T12:00:00Z", names of licences; nothing when it is not known.
 *  `names` may be NULL. */
void field_text(const struct field *field, const struct value *value, const struct sku_names *names, struct buf *out);
enum meaning field_meaning(const struct field *field, const struct value *value);

#endif
