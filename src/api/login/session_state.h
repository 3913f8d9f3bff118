/* The inside of a session: what its files share. Nobody outside src/api/login includes this. */
#ifndef API_LOGIN_SESSION_STATE_H
#define API_LOGIN_SESSION_STATE_H

#include "api/login/session.h"
#include "codec/json.h"

struct held_token {
    struct secret *text;
    int64_t expires, life; /* ms; `life`: as long as it was good when it came */
    const char **permissions;
    size_t count;
    const char *object_id; /* whose it is, "" where it does not say */
    const char *tenant_id; /* the same */
    struct arena *arena;   /* of the permissions, and of whose it is */
    char *challenge;       /* claims that the service asked for, decoded; NULL: none */
};

struct session {
    struct arena *arena;
    enum session_grant grant;
    const char *tenant_id, *client_id;
    struct secret *client_secret;
    const struct assertion_key *key;
    const char *identity_endpoint;
    struct secret *identity_header;
    const char *arc_folder;
    struct secret *arc_key; /* for the next request alone */
    struct err misfit;      /* why a token that was handed over is of no use here; code ERR_OK: none is */
    struct endpoints endpoints;
    struct secret *refresh[SESSION_RESOURCES]; /* by the client's slot */
    struct held_token tokens[SESSION_RESOURCES];
    struct session_identity identity;
    struct arena *identity_arena;
    const char **roles; /* in identity_arena; NULL: unknown */
};

/** Where a resource's tokens are good: its scope without /.default. */
const char *session_audience(const struct session *session, enum http_resource resource);
/** Whether a token is for this tenant and, of a person, of the one who signed in to Graph; false with `e` (SIGN_IN). An opaque
 *  one (`claims` NULL) does not say. */
bool session_fits(const struct session *session, enum http_resource resource, const struct json *claims,
                  struct err *e) MUST_USE;
/** Take over what the claims of a new token tell. */
void session_read_claims(struct session *session, enum http_resource resource, const struct json *claims);
/** Whether the tenant is named by a domain, and tokens come from elsewhere than a sign-in to it: whose it is has to be asked before one is
 *  used. Accepting the answer gives the session the tenant's id, and makes this false; false with `e`: it is not known, or a token that
 *  was handed over is another's. */
bool session_names_domain(const struct session *session);
struct http_request *session_tenant_request(const struct session *session, struct arena *arena);
bool session_accept_tenant(struct session *session, const struct http_reply *reply, struct err *e) MUST_USE;
/** Put the tokens that were handed over where they belong. */
void session_take_tokens(struct session *session, const struct secret *tokens);

#endif
