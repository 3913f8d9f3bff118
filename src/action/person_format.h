/* Values made of others: "{givenName} {surname}", "{f}{last}@contoso.com". */
#ifndef ACTION_PERSON_FORMAT_H
#define ACTION_PERSON_FORMAT_H

#include "base/arena.h"
#include "base/err.h"
#include <stdbool.h>

/* What names stand for. */
struct person_names {
    const char *(*of)(const void *context, const char *name); /* "" when it is empty, NULL when there is no such name */
    const void *context;
};

/** `text` with each {name} replaced, in `arena`; {} is nothing, {first} and {last} are the names, {f} and {l} their first letters. For
 *  an `address` what is put in becomes small letters without accents, blanks and what cannot stand there. NULL with `e`: a name that
 *  there is not, or of which nothing is left. */
const char *person_format(struct arena *arena, const char *text, bool address, const struct person_names *names,
                          struct err *e);

#endif
