/* The sign-in service: token endpoint, device codes, discovery, errors as Entra gives them. */
#ifndef TENANT_LOGIN_H
#define TENANT_LOGIN_H

#include "tenant/tenant.h"
#include "tenant/token.h"

struct login_refresh;

struct login {
    struct tokens *tokens;
    const char *tenant_id, *client_id, *client_secret;
    const char *user_oid, *user_upn;  /* who answers a device code; NULL: nobody */
    const char *const *grants;        /* Graph permissions */
    size_t grant_count;
    struct tenant *tenant;            /* knows the secrets of the multi-factor connector */
    const char *origin;               /* "http://127.0.0.1:PORT" */
    pthread_mutex_t lock;             /* guards the list */
    struct login_refresh *codes;      /* device codes and refresh tokens given out */
};

/** Answer a request below /login; `request->segments` begin after it. */
void login_answer(struct login *login, const struct tenant_request *request,
                  struct tenant_reply *reply);
/** Answer with an error of the service: `code` is the AADSTS number. */
void login_error(const struct tenant_request *request, struct tenant_reply *reply, int status,
                 const char *error, int code, const char *message);
/** The older token endpoint: the multi-factor connector's alone (mfa_connector_login.c). */
void login_connector_token(struct login *login, const struct tenant_request *request, struct tenant_reply *reply,
                           const struct tenant_pair *form, size_t count);
void login_free(struct login *login);

#endif
