/* Sign-in errors in plain words: one table (REQUESTS §12.7). */
#ifndef API_LOGIN_AADSTS_H
#define API_LOGIN_AADSTS_H

#include "base/err.h"
#include <stddef.h>

struct aadsts {
    int code;
    const char *sentence; /* what happened */
    const char *hint;     /* what to do */
};

/* What the body of a token endpoint's error reply says. */
struct aadsts_reply {
    int code;       /* AADSTS…; 0: none */
    char error[48]; /* "invalid_grant"; "" when the body is none of these */
    char trace[64]; /* trace id and time, for Microsoft's support */
};

void aadsts_read(const char *body, size_t length, struct aadsts_reply *out);
/** The client is not known there (REQUESTS §12.4: Microsoft's own are not in every cloud). */
bool aadsts_is_unknown_client(int code);
/** A refusal that may be about the way of signing in: policies can forbid device codes alone. */
bool aadsts_may_be_the_flow(int code);
/** A fault of the service that passes by itself. */
bool aadsts_is_transient(int code);
/** The row of a code, NULL when it is not in the table. */
const struct aadsts *aadsts_find(int code);
/** Fill `e` (SIGN_IN) from the body of a token endpoint's error reply, whatever it holds; trace id and time become its
 *  request id. Always false. */
bool aadsts_explain(const char *body, size_t length, long status, struct err *e);

#endif
