/* The demo tenant's access tokens: signed, with an audience, permissions and an end. */
#ifndef TENANT_TOKEN_H
#define TENANT_TOKEN_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/random.h"
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum token_audience { AUDIENCE_GRAPH, AUDIENCE_EXCHANGE, AUDIENCE_SHAREPOINT, AUDIENCE_MFA, AUDIENCES };

enum token_verdict {
    TOKEN_GOOD,
    TOKEN_MISSING,
    TOKEN_MALFORMED,
    TOKEN_FORGED,
    TOKEN_WRONG_AUDIENCE,
    TOKEN_EXPIRED,
    TOKEN_REVOKED /* the user's sessions were ended, and the client said it can be told (cp1) */
};

struct sessions;

/* Shared by all connections; `lock` guards what expired early. */
struct tokens {
    const char *tenant_id;
    uint8_t key[32];
    int lifetime;              /* seconds */
    struct sessions *sessions; /* NULL: none ends */
    pthread_mutex_t lock;
    char **expired; /* ids of tokens that a fault ended */
    size_t expired_count, expired_capacity;
};

/* Who the access token speaks for. */
struct tenant_caller {
    const char *app_id;
    const char *user_oid; /* NULL for an application alone */
    const char *token_id;
    const char **grants; /* roles or scopes */
    size_t grant_count;
    bool delegated;
    bool foreign;        /* a user of another tenant */
    bool reads_only;     /* a user none of whose directory roles lets write */
    bool by_certificate; /* the application signed in with one */
    const char **roles;  /* directory roles by template id, the one everybody has included */
    size_t role_count;
    const char *challenge; /* base64 of the claims wanted, when the sessions were ended */
};

/* What a new token says. */
struct token_wish {
    const char *audience; /* the resource as asked for */
    const char *app_id;
    const char *user_oid, *user_upn; /* NULL for an application alone */
    const char *const *grants;
    size_t grant_count;
    const char *app_name, *user_name; /* may be NULL */
    int proof;                        /* how the application showed who it is: enum login_proof */
    const char *home;                 /* the user's own tenant, when this is another */
    const char **roles;               /* directory roles by template id; NULL: an administrator's */
    size_t role_count;
    bool can_be_told; /* capability cp1 */
};

void tokens_init(struct tokens *tokens, const char *tenant_id, int lifetime);
void tokens_free(struct tokens *tokens);
void token_mint(struct tokens *tokens, const struct token_wish *wish, struct buf *out);
/** The id_token: who has signed in, for the application itself. `issuer`: of version 2.0; `nonce` may be NULL. */
void token_mint_identity(struct tokens *tokens, const struct token_wish *wish, const char *issuer, const char *nonce,
                         struct buf *out);
/** Check "Bearer …" for one service; fills `caller` (in `arena`) and `id` when good; `caller->challenge` when revoked. */
enum token_verdict token_check(struct tokens *tokens, const char *authorization, enum token_audience audience,
                               struct arena *arena, struct tenant_caller *caller, const char **id);
/** The id of the application's service principal, which is another one than the application's; gives `out`. */
const char *token_principal(const char *app_id, char out[UUID_TEXT]);
/** From now on the token with this id counts as expired. */
void token_expire(struct tokens *tokens, const char *id);
/** Which service a resource ("https://graph.microsoft.com", or a path of our own) names; AUDIENCES for none. */
enum token_audience token_audience_of(const char *resource);
/** The sentence Graph gives with a 401. */
const char *token_sentence(enum token_verdict verdict);

#endif
