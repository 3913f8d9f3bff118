/* Sign-in errors in plain words: one table (requests.md §12.7). */
#ifndef API_LOGIN_AADSTS_H
#define API_LOGIN_AADSTS_H

#include "base/err.h"
#include <stddef.h>

struct aadsts {
    int code;
    const char *sentence; /* what happened */
    const char *hint;     /* what to do */
};

/** The row of a code, NULL when it is not in the table. */
const struct aadsts *aadsts_find(int code);
/** Fill `e` (SIGN_IN) from the body of a token endpoint's error reply, whatever it holds. Always false. */
bool aadsts_explain(const char *body, size_t length, long status, struct err *e);

#endif
