/* The errors of the sign-in service by their AADSTS number: status, OAuth error, sub-error and sentence. */
#ifndef TENANT_AADSTS_H
#define TENANT_AADSTS_H

#include <stddef.h>

struct aadsts {
    int code, status;
    const char *error, *suberror, *message; /* suberror NULL: none */
};

/** The row of a code; NULL when the service has no such code. */
const struct aadsts *aadsts_find(int code);
/** Every row, in ascending order. */
const struct aadsts *aadsts_all(size_t *count);

#endif
