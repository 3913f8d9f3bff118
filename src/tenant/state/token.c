/* Minting and checking access tokens. */
#include "tenant/state/token.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/random.h"
#include "codec/base64.h"
#include "codec/digest.h"
#include "codec/jwt.h"
#include "codec/url.h"
#include "tenant/state/sessions.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void tokens_init(struct tokens *tokens, const char *tenant_id, int lifetime)
{
    *tokens = (struct tokens){.tenant_id = tenant_id, .lifetime = lifetime};
    random_bytes(tokens->key, sizeof tokens->key);
    pthread_mutex_init(&tokens->lock, NULL);
}

void tokens_free(struct tokens *tokens)
{
    for (size_t i = 0; i < tokens->expired_count; i++)
        xfree(tokens->expired[i]);
    xfree(tokens->expired);
    pthread_mutex_destroy(&tokens->lock);
}

static bool host_ends(const char *host, const char *end)
{
    size_t length = strlen(host), tail = strlen(end);
    return length >= tail && !strcasecmp(host + length - tail, end);
}

enum token_audience token_audience_of(const char *resource)
{
    static const char *const own[AUDIENCES] = {"/graph", "/exchange", "/sharepoint", "/mfa"};
    auto_arena struct arena *arena = arena_new(0);
    struct url url;
    if (!url_split(arena, resource, &url))
        return AUDIENCES;
    if (url_is_loopback(resource)) {
        for (enum token_audience i = 0; i < AUDIENCES; i++)
            if (!strncmp(url.path, own[i], strlen(own[i])))
                return i;
        return AUDIENCES;
    }
    if (!strcmp(url.host, "graph.microsoft.com"))
        return AUDIENCE_GRAPH;
    if (!strcmp(url.host, "outlook.office365.com") || !strcmp(url.host, "outlook.office.com"))
        return AUDIENCE_EXCHANGE;
    if (host_ends(url.host, ".sharepoint.com"))
        return AUDIENCE_SHAREPOINT;
    return strcmp(url.host, "adnotifications.windowsazure.com") ? AUDIENCES : AUDIENCE_MFA;
}

static struct json *texts(const char *const *list, size_t count)
{
    struct json *array = json_new_array();
    for (size_t i = 0; i < count; i++)
        json_push(array, json_new_text(list[i]));
    return array;
}

/* Directory roles: a person is a Global Administrator, the application an Exchange Administrator. */
static struct json *role_ids(bool user)
{
    static const char *const person[] = {"62e90394-69f5-4237-9190-012177145e10",
                                         "b79fbf4d-3ef9-4689-8143-76b194e85509"};
    static const char *const application[] = {
        "fe930be7-5e62-47db-91af-98c3a49a38b1", /* User Administrator and Exchange Administrator, as docs/SETUP.md says */
        "29232cdf-9323-42fd-ade2-1d097af3e4de", "0997a1d0-0d1d-4acb-b408-d5ca73121e90"};
    return user ? texts(person, 2) : texts(application, 3);
}

static void set_grants(struct json *claims, const struct token_wish *wish)
{
    if (!wish->user_oid) {
        json_set(claims, "roles", texts(wish->grants, wish->grant_count));
        return;
    }
    auto_buf struct buf scopes = buf_make(1 << 16);
    for (size_t i = 0; i < wish->grant_count; i++)
        buf_printf(&scopes, "%s%s", i ? " " : "", wish->grants[i]);
    json_set_text(claims, "scp", buf_text(&scopes));
    json_set_text(claims, "upn", wish->user_upn);
}

/* The claims an access token and an id_token share. */
static struct json *begin_claims(const struct tokens *tokens, const char *audience, int64_t now)
{
    auto_str char *issuer = xasprintf("https://sts.windows.net/%s/", tokens->tenant_id);
    struct json *claims = json_new_object();
    json_set_text(claims, "aud", audience);
    json_set_text(claims, "iss", issuer);
    json_set_number(claims, "iat", (double)now);
    json_set_number(claims, "nbf", (double)now);
    json_set_number(claims, "exp", (double)(now + tokens->lifetime));
    return claims;
}

/* What only some tokens say. */
static void set_optional(struct json *claims, const struct tokens *tokens, const struct token_wish *wish)
{
    static const char *const told[] = {"cp1"};
    if (wish->app_name)
        json_set_text(claims, "app_displayname", wish->app_name);
    if (wish->user_name)
        json_set_text(claims, "name", wish->user_name);
    if (wish->can_be_told)
        json_set(claims, "xms_cc", texts(told, 1));
    if (wish->home) {
        auto_str char *home = xasprintf("https://sts.windows.net/%s/", wish->home);
        json_set_text(claims, "idp", home);
    }
    if (tokens->sessions) {
        auto_str char *session = xasprintf("%llu", (unsigned long long)sessions_next(tokens->sessions));
        json_set_text(claims, "rh", session);
    }
}

const char *token_principal(const char *app_id, char out[UUID_TEXT])
{
    struct seeded seeded = {.state = hash_bytes(HASH_NOTHING, app_id, strlen(app_id))};
    return seeded_uuid(&seeded, out);
}

void token_mint(struct tokens *tokens, const struct token_wish *wish, struct buf *out)
{
    char id[UUID_TEXT], principal[UUID_TEXT];
    int64_t now = clock_now() / 1000;
    static const char *const proofs[] = {"0", "1", "2"};
    struct json *claims = begin_claims(tokens, wish->audience, now);
    json_set_text(claims, "appid", wish->app_id);
    json_set_text(claims, "appidacr", proofs[wish->proof]);
    json_set_text(claims, "idtyp", wish->user_oid ? "user" : "app");
    json_set_text(claims, "oid", wish->user_oid ? wish->user_oid : token_principal(wish->app_id, principal));
    set_grants(claims, wish);
    json_set_text(claims, "tid", tokens->tenant_id);
    json_set_text(claims, "uti", random_uuid(id));
    json_set_text(claims, "ver", "1.0");
    json_set(claims, "wids", wish->roles ? texts(wish->roles, wish->role_count) : role_ids(wish->user_oid != NULL));
    set_optional(claims, tokens, wish);
    if (!jwt_sign_hs256(claims, tokens->key, sizeof tokens->key, out))
        buf_clear(out);
    json_free(claims);
}

void token_mint_identity(struct tokens *tokens, const struct token_wish *wish, const char *issuer, const char *nonce,
                         struct buf *out)
{
    struct json *claims = begin_claims(tokens, wish->app_id, clock_now() / 1000);
    auto_str char *pair = xasprintf("%s %s", wish->app_id, wish->user_oid);
    auto_buf struct buf subject = buf_make(128); /* another one for each application */
    digest_sha256_url(&subject, pair, strlen(pair));
    json_set_text(claims, "iss", issuer);
    json_set_text(claims, "sub", buf_text(&subject));
    if (nonce)
        json_set_text(claims, "nonce", nonce);
    json_set_text(claims, "oid", wish->user_oid);
    json_set_text(claims, "preferred_username", wish->user_upn);
    json_set_text(claims, "name", wish->user_name);
    json_set_text(claims, "tid", tokens->tenant_id);
    json_set_text(claims, "ver", "2.0");
    if (!jwt_sign_hs256(claims, tokens->key, sizeof tokens->key, out))
        buf_clear(out);
    json_free(claims);
}

/* Directory roles that read and do not write. */
static bool reads_only(const struct json *roles)
{
    static const char *const readers[] = {
        "f2ef992c-3afb-46b9-b7cf-a126ee74c451", "5d6b6bb7-de71-4623-b4af-96380a352509",
        "88d8e3e3-8f55-4a1e-953a-9b9898b8876b", "b79fbf4d-3ef9-4689-8143-76b194e85509"};
    for (const struct json *role = json_first(roles); role; role = json_next(role)) {
        size_t i = 0;
        while (i < sizeof readers / sizeof *readers && strcmp(readers[i], json_text_or(role, "")) != 0)
            i++;
        if (i == sizeof readers / sizeof *readers)
            return false;
    }
    return true;
}

static void read_caller(const struct json *claims, struct arena *arena, struct tenant_caller *caller)
{
    const struct json *roles = json_get(claims, "roles");
    const char *scopes = json_text(json_get(claims, "scp"));
    caller->app_id = arena_strdup(arena, json_text(json_get(claims, "appid")));
    caller->delegated = scopes != NULL;
    caller->foreign = json_get(claims, "idp") != NULL;
    caller->reads_only = caller->delegated && reads_only(json_get(claims, "wids"));
    caller->roles = arena_alloc(arena, (json_count(json_get(claims, "wids")) + 1) * sizeof *caller->roles);
    for (const struct json *role = json_first(json_get(claims, "wids")); role; role = json_next(role))
        caller->roles[caller->role_count++] = arena_strdup(arena, json_text_or(role, ""));
    caller->by_certificate = !strcmp(json_text_or(json_get(claims, "appidacr"), ""), "2");
    if (caller->delegated)
        caller->user_oid = arena_strdup(arena, json_text(json_get(claims, "oid")));
    size_t most = scopes ? strlen(scopes) / 2 + 1 : json_count(roles);
    caller->grants = arena_alloc(arena, (most + 1) * sizeof *caller->grants);
    if (!scopes) {
        for (const struct json *role = json_first(roles); role; role = json_next(role))
            caller->grants[caller->grant_count++] = arena_strdup(arena, json_text_or(role, ""));
        return;
    }
    for (const char *at = scopes; *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        caller->grants[caller->grant_count++] = arena_strndup(arena, at, length);
        at += length;
    }
}

static bool ended_early(struct tokens *tokens, const char *id)
{
    bool found = false;
    pthread_mutex_lock(&tokens->lock);
    for (size_t i = 0; i < tokens->expired_count && !found; i++)
        found = !strcmp(tokens->expired[i], id);
    pthread_mutex_unlock(&tokens->lock);
    return found;
}

/* Whether the sessions of the token's user were ended since, for a client that can be told; then the claims it must ask for. */
static bool ended_for_client(const struct tokens *tokens, const struct json *claims, struct arena *arena,
                             struct tenant_caller *caller)
{
    const char *user = json_text(json_get(claims, "oid")), *session = json_text(json_get(claims, "rh"));
    if (!tokens->sessions || !user || !session || !json_get(claims, "scp") || !json_get(claims, "xms_cc"))
        return false;
    int64_t ended = sessions_ended(tokens->sessions, user, strtoull(session, NULL, 10));
    if (!ended)
        return false;
    auto_buf struct buf text = buf_make(1024);
    const char *wanted = arena_printf(arena, "{\"access_token\":{\"nbf\":{\"essential\":true,\"value\":\"%lld\"}}}",
                                      (long long)(ended / 1000));
    base64_encode(&text, wanted, strlen(wanted));
    caller->challenge = arena_strdup(arena, buf_text(&text));
    return true;
}

enum token_verdict token_check(struct tokens *tokens, const char *authorization, enum token_audience audience,
                               struct arena *arena, struct tenant_caller *caller, const char **id)
{
    struct err e = {0};
    if (!authorization || strncasecmp(authorization, "Bearer ", 7) != 0 || !authorization[7])
        return TOKEN_MISSING;
    const char *token = authorization + 7 + strspn(authorization + 7, " ");
    auto_json struct json *unverified = jwt_claims(token, &e);
    if (!unverified)
        return TOKEN_MALFORMED;
    auto_json struct json *claims = jwt_verify_hs256(token, tokens->key, sizeof tokens->key, &e);
    if (!claims)
        return TOKEN_FORGED;
    if (token_audience_of(json_text_or(json_get(claims, "aud"), "")) != audience)
        return TOKEN_WRONG_AUDIENCE;
    *id = arena_strdup(arena, json_text_or(json_get(claims, "uti"), ""));
    if ((double)clock_now() / 1000 >= json_number(json_get(claims, "exp"), 0) || ended_early(tokens, *id))
        return TOKEN_EXPIRED;
    if (ended_for_client(tokens, claims, arena, caller))
        return TOKEN_REVOKED;
    read_caller(claims, arena, caller);
    return TOKEN_GOOD;
}

void token_expire(struct tokens *tokens, const char *id)
{
    if (ended_early(tokens, id))
        return;
    pthread_mutex_lock(&tokens->lock);
    tokens->expired = grow_array(tokens->expired, &tokens->expired_capacity, tokens->expired_count + 1,
                                 sizeof *tokens->expired);
    tokens->expired[tokens->expired_count++] = xstrdup(id);
    pthread_mutex_unlock(&tokens->lock);
}

const char *token_sentence(enum token_verdict verdict)
{
    switch (verdict) {
    case TOKEN_MISSING:
        return "Access token is empty.";
    case TOKEN_MALFORMED:
        return "IDX14100: JWT is not well formed, there are no dots (.).\nThe token needs to be in JWS or JWE "
               "Compact Serialization Format.";
    case TOKEN_FORGED:
        return "Access token validation failure. Invalid signature.";
    case TOKEN_WRONG_AUDIENCE:
        return "Access token validation failure. Invalid audience.";
    case TOKEN_EXPIRED:
        return "Lifetime validation failed, the token is expired.";
    case TOKEN_REVOKED:
        return "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp";
    case TOKEN_GOOD:
        break;
    }
    return "";
}
