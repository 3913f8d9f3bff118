/* Values for the form of a new user out of a link: one of CIPP's, a roster: link, or a bare query string (docs/PREFILL.md). */
#ifndef ACTION_PREFILL_H
#define ACTION_PREFILL_H

#include "action/action.h"

struct prefill {
    const char *customer;       /* customerId: the tenant's name, id or domain; NULL: none */
    struct param_values values; /* by the names of the parameters */
    const char **problems;      /* what was not understood, one sentence each, NULL-terminated */
};

/** Whether the text looks like one: for what is pasted. */
bool prefill_is_one(const char *text);
/** Read it; everything in `arena`. False with `e`: it is none. */
bool prefill_read(struct arena *arena, const char *text, struct prefill *out, struct err *e) MUST_USE;

#endif
