/* The form of an action, drawn from its params: a field each. What is typed is checked by action_values. */
#ifndef UI_FORM_H
#define UI_FORM_H

#include "action/action.h"
#include "ui/entry.h"
#include "ui/sheet.h"

struct form_field {
    const struct param *param;
    struct entry entry; /* everything but choices and booleans */
    size_t choice, choices;
    bool on;
    int width;       /* columns it was last drawn in, for moving by line */
    char error[512]; /* why the value cannot be taken; "": it can */
};

struct form {
    struct form_field *fields;
    size_t count;
};

enum form_move {
    FORM_TAKEN,    /* the field took the key */
    FORM_NEXT,     /* on to the next field */
    FORM_PREVIOUS, /* back to the one before */
    FORM_NOT_MINE
};

/** A form of `params` (NULL: without fields) with defaults, and `values` over them. Owned by the caller. */
struct form form_make(const struct param *params, const struct param_value *values, size_t count);
void form_free(struct form *form); /* wipes */
/** A key for field `at`. */
enum form_move form_key(struct form *form, size_t at, int key);
/** The values as action_values makes them, in `arena`. False with the message at each field that is wrong, and the first of them in
 *  `*wrong`. */
bool form_values(struct form *form, const struct action *action, struct arena *arena, struct param_value **values,
                 size_t *count, size_t *wrong);
/** The text of field `at` as --set would give it; NULL when it was left empty. Valid until the next key. */
const char *form_text(const struct form *form, size_t at);
/** Draw every field; `focus` is the one that is typed in (count or more: none). Returns the line of that field. */
int form_draw(struct form *form, struct sheet *sheet, size_t focus);

#endif
