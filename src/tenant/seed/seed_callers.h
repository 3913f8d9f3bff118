/* Who signs in to the demo tenant beside its users: a person for each set of rights that Microsoft's tables tell apart. */
#ifndef TENANT_SEED_CALLERS_H
#define TENANT_SEED_CALLERS_H

#include <stdbool.h>

struct seed_caller {
    const char *upn, *oid, *name;
    const char *role; /* directory role; NULL: none */
    bool recipients;  /* in Exchange's role group Recipient Management, which no token shows */
    const char *owns; /* nickname of the group whose owner it is; NULL: none */
};

extern const struct seed_caller seed_callers[];
extern const int seed_caller_count;

/** The caller with an object id; NULL when it is none of them. */
const struct seed_caller *seed_caller_find(const char *oid);

#endif
