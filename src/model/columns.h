/* The columns of the table as rows: title, widths, text of a cell, order. Nothing else formats a user. */
#ifndef MODEL_COLUMNS_H
#define MODEL_COLUMNS_H

#include "model/field.h"
#include "model/sku.h"
#include "model/users.h"

struct buf;

struct column {
    const char *name;  /* Graph property */
    const char *alias; /* another name for it; NULL: there is none */
    const char *title;
    enum field_type type;
    int least, most; /* width in columns */
    bool shown;      /* by default */
    bool keep;       /* never disappears, however narrow the screen */
    int room; /* beside the default ones where there is room: which one comes first, from 1; 0: only when it is chosen */
    /* Exactly one of the two, for column_cell(): */
    void (*cell)(const struct user *user, const struct sku_names *names, char *out, size_t size);
    /** The value, borrowed from the user; NULL for FIELD_SKUS, the user's own list, and for `extra`. */
    struct value (*value)(const struct user *user);
    void (*extra_cell)(const struct extra_value *value, char *out, size_t size);
    enum extra extra; /* the source of its own; EXTRA_NONE: it is read with the users */
    /** A key whose order is the column's; NULL: by the folded text of the cell. */
    int64_t (*key)(const struct user *user);
    enum user_text text; /* the one its cells show, where it is one that is kept folded; else 0 */
};

extern const struct column columns[];
extern const size_t column_count;

/** Append "displayName, mail, …": by the shorter name of each, which is one of the filter's too. */
void column_names(struct buf *out);
/** The index of the column called `name` (its title and its alias are taken too), or -1. */
int column_find(const char *name);
/** The text of a user's cell into `out`; always terminated, cut at a character; "?" while a value is not known. `names` may be
 *  NULL. */
void column_cell(const struct column *column, const struct users *users, const struct user *user,
                 const struct sku_names *names, char *out, size_t size);

/** A time (ms) as cells show it, in the viewer's zone; "–" for 0. */
void column_time(int64_t time, char *out, size_t size);

#endif
