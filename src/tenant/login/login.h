/* The sign-in service: token endpoint, device codes, consent, discovery, errors as Entra gives them. */
#ifndef TENANT_LOGIN_H
#define TENANT_LOGIN_H

#include "tenant/login/login_config.h"
#include "tenant/state/sessions.h"
#include "tenant/state/tenant.h"
#include "tenant/state/token.h"
#include "tenant/wire/request.h"

struct login_device;
struct login_code;
struct login_refresh;
struct login_memory;
struct tenant_front;

struct login {
    struct tokens *tokens; /* of the tenant this one stands for */
    const char *tenant_id;
    const char *const *grants; /* Graph permissions an application has unless its row says otherwise */
    size_t grant_count;
    struct tenant *tenant;
    const struct login_tenant *described; /* this tenant in the configuration */
    /* The tenant behind a row of the configuration, made when it is first asked for; `front` is passed through. */
    struct tenant *(*enter)(struct tenant_front *front, const struct login_tenant *tenant);
    struct tenant_front *front;
    const char *origin;          /* "http://127.0.0.1:PORT" */
    struct login_config *config; /* the first tenant's alone, as is what follows */
    struct sessions sessions;
    pthread_mutex_t lock; /* guards the lists and the configured refusals' counters */
    struct login_device *devices;
    struct login_code *codes;
    struct login_refresh *refreshes;
    struct login_memory *memory; /* consents given, assertions seen */
};

/** Answer a request below /login; `request->segments` begin after it. */
void login_answer(struct login *login, const struct tenant_request *request, struct tenant_reply *reply);
/** Answer with an error of the service: `code` is the AADSTS number. */
void login_error(const struct tenant_request *request, struct tenant_reply *reply, int status, const char *error,
                 int code, const char *message);
/** The older token endpoint: the multi-factor connector's alone (login_connector.c). */
void login_connector_token(struct login *login, const struct tenant_request *request, struct tenant_reply *reply,
                           const struct tenant_pair *form, size_t count);
void login_free(struct login *login);

#endif
