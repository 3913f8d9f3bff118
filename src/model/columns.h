/* The columns of the table as rows: title, widths, text of a cell, order. Nothing else formats a user. */
#ifndef MODEL_COLUMNS_H
#define MODEL_COLUMNS_H

#include "model/field.h"
#include "model/sku.h"
#include "model/user.h"

struct column {
    const char *name; /* Graph property */
    const char *title;
    enum field_type type;
    int least, most; /* width in columns */
    bool shown;      /* by default */
    bool keep;       /* never disappears, however narrow the screen */
    /** The text of a cell into `out`; always terminated, cut at a character. */
    void (*cell)(const struct user *user, const struct sku_names *names, char *out, size_t size);
    /** The value, borrowed from the user; NULL for FIELD_SKUS: the user's own list. */
    struct value (*value)(const struct user *user);
    /** A key whose order is the column's; NULL: by the folded text of the cell. */
    int64_t (*key)(const struct user *user);
    enum user_text text; /* the one its cells show, where it is one that is kept folded; else 0 */
};

extern const struct column columns[];
extern const size_t column_count;

/** The index of the column called `name` (or titled so), or -1. */
int column_find(const char *name);

#endif
