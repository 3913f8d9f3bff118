/* Which Graph permissions the rows of actions and sources take: for the sign-in, the doctor and docs/SETUP.md, none of which lists
 * any itself. */
#ifndef WORKER_SCOPES_H
#define WORKER_SCOPES_H

#include "action/action.h"
#include <stddef.h>

/* When a sign-in asks for it. */
enum scope_when {
    SCOPE_ALWAYS,
    SCOPE_RARE,   /* when the action that takes it is first used */
    SCOPE_PARTNER /* when a partner first reads the list of customers */
};

enum { SCOPE_USES = 32 };

struct scope {
    const char *name;
    enum scope_when when;
    const char *uses[SCOPE_USES]; /* labels of the actions and sources that take it */
    size_t use_count;
};

/** The fewest permissions with which every row can be done: of each list of a row one that another takes too, else its first. In
 *  the order of the rows. Static; first called before there are threads. */
const struct scope *scopes_all(size_t *count);
/** The names that are asked for at a sign-in, and beside them (`beside`, NULL-terminated; may be NULL) those; NULL-terminated, in `arena`. */
const char *const *scopes_to_ask(struct arena *arena, const char *const *beside);
/** The one of `names` (any of them suffices; NULL: none is taken) that a sign-in asks for; NULL. */
const char *scopes_one_of(const char *const *names);

#endif
