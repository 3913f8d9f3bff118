/* One tenant's sign-in as a state machine: says what to ask, takes what came back, keeps the tokens. No sockets, no waiting. */
#ifndef API_LOGIN_SESSION_H
#define API_LOGIN_SESSION_H

#include "api/http/exchange.h"
#include "base/secret.h"
#include "codec/assertion.h"

struct session;
struct device_code; /* api/login/device_code.h */
struct auth_code;   /* api/login/auth_code.h */

enum session_grant {
    GRANT_SECRET,      /* client credentials with a secret */
    GRANT_CERTIFICATE, /* client credentials with an assertion */
    GRANT_DEVICE_CODE, /* a person, by a refresh token or a sign-in */
    GRANT_TOKENS,      /* what was handed over, as long as it lasts */
    GRANT_MANAGED      /* this machine's identity */
};

struct session_options {
    enum session_grant grant;
    const char *tenant_id;
    const char *client_id;              /* NULL with a device code: Microsoft's public clients, one for each resource */
    const struct secret *client_secret; /* copied */
    const struct secret *refresh_token; /* what is there already; copied */
    const struct secret *tokens;        /* GRANT_TOKENS: access tokens, separated by white space; copied */
    const struct assertion_key *key;    /* borrowed */
    const char *identity_endpoint;      /* GRANT_MANAGED: where, NULL: the virtual machine's; */
    const struct secret *identity_header; /* and what it wants to hear; copied */
    const char *arc_folder;               /* GRANT_MANAGED by Azure Arc's agent, whose keys lie here; NULL: another */
    const struct endpoints *endpoints;    /* copied */
};

/** Owned by the caller. */
struct session *session_new(const struct session_options *options);
/** The same sign-in in another tenant: for a partner's customer. No token of the other one. Owned by the caller. */
struct session *session_elsewhere(const struct session *session, const char *tenant_id);
void session_free(struct session *session); /* NULL is fine; wipes every token */

/** Whether the tokens that were handed over are of use here; false with `e`: one is for another service or another tenant. */
bool session_is_fit(const struct session *session, struct err *e) MUST_USE;
/** Where a service is, found out after the start: what its tokens are asked for. */
void session_set_address(struct session *session, enum http_resource resource, const char *url);
/** The bearer token for a resource, good for two minutes at least (one handed over: to its end); NULL when something has to be
 *  done first (session_need). Valid until the next session_accept or session_forget. RESOURCE_NONE gives NULL. */
const char *session_token(const struct session *session, enum http_resource resource, int64_t now);
/** When the token of a resource ends, ms; 0: there is none. */
int64_t session_expires(const struct session *session, enum http_resource resource);

enum session_need {
    NEED_NOTHING, /* session_token has it */
    NEED_REQUEST, /* session_request */
    NEED_PERSON,  /* session_device_request: somebody has to sign in */
    NEED_HELP     /* nothing roster could do: `e` says why */
};
enum session_need session_need(const struct session *session, enum http_resource resource, int64_t now, struct err *e);

/** The request for a token, in `arena` (which holds the secret until freed; the body is marked secret). */
struct http_request *session_request(const struct session *session, enum http_resource resource, struct arena *arena);
/** The request for a device code, and the one that asks whether it was used. `scopes`: names of the resource's permissions
 *  (NULL-terminated); NULL: all that the client has consent for. */
struct http_request *session_device_request(const struct session *session, enum http_resource resource,
                                            const char *const *scopes, struct arena *arena);
struct http_request *session_device_poll(const struct session *session, enum http_resource resource,
                                         const struct device_code *code, struct arena *arena);
/** A sign-in in a browser that ends at `port` of this machine, and the request that redeems what it ended with. */
struct auth_code session_browser_begin(const struct session *session, enum http_resource resource,
                                       const char *const *scopes, int port, int64_t now);
struct http_request *session_browser_redeem(const struct session *session, enum http_resource resource,
                                            const struct auth_code *code, const struct secret *secret,
                                            struct arena *arena);
/** Where consent is what is missing, the hint says how an administrator gives it to this session's client. `e` may be NULL. */
void session_explain_consent(const struct session *session, enum http_resource resource, struct err *e);
/** Take the reply to any of them that holds tokens. False with `e` (SIGN_IN, or the transport's own error) when there is none, or
 *  it is for another tenant, or of somebody else than signed in to Graph; a
 *  refresh token that is refused for good is dropped, and a person is needed then. An `id_token` beside them is not read: it is
 *  not verified here, so nothing may be decided from it. Who has signed in is what the access token says, which its service checks. */
bool session_accept(struct session *session, enum http_resource resource, const struct http_reply *reply, int64_t now,
                    struct err *e) MUST_USE;
/** The refusal is Azure Arc's challenge, and its key was read: the same is to be asked again, at once. False with `e` untouched
 *  where it is none; with `e` set where the key may not or cannot be read. */
bool session_challenged(struct session *session, const struct http_reply *reply, struct err *e);
/** Whether the refusal passes by itself: milliseconds until the same is to be asked again, -1: it does not. `attempt`: how often
 *  it was asked. */
int64_t session_again_in(const struct session *session, const struct http_reply *reply, int attempt);
/** The service answered 401: this token is worth nothing any more. `challenge`: its WWW-Authenticate, NULL: none; the claims it
 *  names go with the next request. */
void session_forget(struct session *session, enum http_resource resource, const char *challenge);

/** The client that signs in for a resource; the resources of one client share its refresh token. */
const char *session_client(const struct session *session, enum http_resource resource);
/** Whether that is a registration of the tenant's own. */
bool session_is_own_client(const struct session *session, enum http_resource resource);
/** The refresh token of the client of a resource; NULL: none. */
const struct secret *session_refresh(const struct session *session, enum http_resource resource);
/** Use another; NULL: none. Copied. */
void session_set_refresh(struct session *session, enum http_resource resource, const struct secret *token);

/* Who and what the Graph token says; for display and hints only. */
struct session_identity {
    const char *operator_name; /* upn, or the app's display name, or its id; cleaned */
    const char *tenant_id;
    const char *object_id; /* of the operator; "" when unknown */
    bool delegated;        /* a person signed in (scp); otherwise the application (roles) */
};
/** NULL before the first Graph token. Borrowed until the next session_accept. */
const struct session_identity *session_identity(const struct session *session);
/** The roles or scopes of a resource's token; `*count` of them, and a NULL after them; borrowed until the next session_accept. */
const char *const *session_permissions(const struct session *session, enum http_resource resource, size_t *count);
/** The directory roles of who is signed in (NULL-terminated, by name); NULL: unknown. */
const char *const *session_roles(const struct session *session);
/** Whether one of the permissions is `name` (case-insensitive). */
bool session_allows(const struct session *session, enum http_resource resource, const char *name);

#endif
