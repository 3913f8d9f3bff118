/* A sign-in in a browser (REQUESTS §12.8): the address to open, and what the browser ends at. Authorization code with PKCE. Pure. */
#ifndef API_LOGIN_AUTH_CODE_H
#define API_LOGIN_AUTH_CODE_H

#include "api/http/exchange.h"

struct auth_code {
    struct arena *arena;
    struct secret *verifier;
    const char *state;       /* comes back with the answer that belongs to this sign-in */
    const char *redirect;    /* "http://localhost:PORT" */
    const char *url, *scope; /* url: to be opened */
    int64_t expires;         /* ms: no answer is taken after it */
};

/** Begin one: verifier and state are new. `claims` may be NULL. Free with auth_code_free. */
struct auth_code auth_code_begin(const char *login, const char *tenant_id, const char *client_id, const char *scope,
                                 const char *claims, int port, int64_t now);
void auth_code_free(struct auth_code *code); /* wipes */

enum auth_answer {
    AUTH_SIGNED, /* `*secret` is the code to be redeemed, the caller's */
    AUTH_OVER,   /* the service ended the sign-in: `e` says why */
    AUTH_FOREIGN /* no answer to this sign-in: `e` says why, and it goes on */
};
/** Read what the browser ended at: the whole address ("http://localhost:PORT/?code=…") or the target that it asked for
 *  ("/?code=…"). */
enum auth_answer auth_code_read(const struct auth_code *code, const char *address, struct secret **secret,
                                struct err *e);
/** The request that redeems the code. `claims` may be NULL. */
struct http_request *auth_code_redeem(const struct auth_code *code, const struct secret *secret, struct arena *arena,
                                      const char *login, const char *tenant_id, const char *client_id,
                                      const char *claims);

#endif
