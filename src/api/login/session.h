/* One tenant's sign-in as a state machine: says what to ask, takes what came back, keeps the tokens. No sockets, no waiting. */
#ifndef API_LOGIN_SESSION_H
#define API_LOGIN_SESSION_H

#include "api/graph/endpoints.h"
#include "api/http/exchange.h"
#include "base/secret.h"

#define SESSION_RESOURCES (RESOURCE_SHAREPOINT + 1)

struct session;

struct session_options {
    const char *tenant_id, *client_id;
    const struct secret *client_secret; /* NULL: public client, needs a refresh token; copied */
    const struct secret *refresh_token; /* NULL: client credentials; copied */
    const struct endpoints *endpoints;  /* copied */
};

/** Owned by the caller. */
struct session *session_new(const struct session_options *options);
void session_free(struct session *session); /* NULL is fine; wipes every token */

/** Where SharePoint's administration is, found out after the start: what its tokens are asked for. */
void session_set_sharepoint(struct session *session, const char *url);
/** The bearer token for a resource, good for two minutes at least; NULL when session_request has to be sent. Valid until
 *  the next session_accept or session_forget. RESOURCE_NONE gives NULL. */
const char *session_token(const struct session *session, enum http_resource resource, int64_t now);
/** The request for a token, in `arena` (which holds the secret until freed; the body is marked secret). */
struct http_request *session_request(const struct session *session, enum http_resource resource, struct arena *arena);
/** Take the reply to session_request. False with `e` (SIGN_IN, or the transport's own error) when there is no token. */
bool session_accept(struct session *session, enum http_resource resource, const struct http_reply *reply, int64_t now,
                    struct err *e) MUST_USE;
/** The service answered 401: this token is worth nothing any more. */
void session_forget(struct session *session, enum http_resource resource);

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
/** The directory roles of the person who is signed in (NULL-terminated, by name); NULL: unknown, or an application. */
const char *const *session_roles(const struct session *session);
/** Whether one of the permissions is `name` (case-insensitive). */
bool session_allows(const struct session *session, enum http_resource resource, const char *name);

#endif
