/* Tokens of one tenant: what to ask for and what to keep. */
#include "api/login/session.h"

#include "api/graph/roles.h"
#include "api/login/aadsts.h"
#include "base/alloc.h"
#include "base/clean.h"
#include "codec/json.h"
#include "codec/jwt.h"
#include "codec/url.h"
#include <string.h>
#include <strings.h>

#define RENEW_BEFORE_MS 120000

struct held_token {
    struct secret *text;
    int64_t expires;
    const char **permissions;
    size_t count;
    struct arena *arena; /* of the permissions */
};

struct session {
    struct arena *arena;
    const char *tenant_id, *client_id;
    struct secret *client_secret, *refresh_token;
    struct endpoints endpoints;
    struct held_token tokens[SESSION_RESOURCES];
    struct session_identity identity;
    struct arena *identity_arena;
    const char **roles; /* in identity_arena; NULL: unknown */
};

struct session *session_new(const struct session_options *o)
{
    struct session *s = xcalloc(1, sizeof *s);
    s->arena = arena_new(0);
    s->tenant_id = arena_strdup(s->arena, o->tenant_id);
    s->client_id = arena_strdup(s->arena, o->client_id);
    if (o->client_secret)
        s->client_secret = secret_new(secret_text(o->client_secret), secret_length(o->client_secret));
    if (o->refresh_token)
        s->refresh_token = secret_new(secret_text(o->refresh_token), secret_length(o->refresh_token));
    s->endpoints = (struct endpoints){
        .login = arena_strdup(s->arena, o->endpoints->login),
        .graph = arena_strdup(s->arena, o->endpoints->graph),
        .exchange = arena_strdup(s->arena, o->endpoints->exchange),
        .sharepoint = arena_strdup(s->arena, o->endpoints->sharepoint),
        .mfa = arena_strdup(s->arena, o->endpoints->mfa),
    };
    return s;
}

void session_set_sharepoint(struct session *s, const char *url)
{
    s->endpoints.sharepoint = arena_strdup(s->arena, url);
}

void session_free(struct session *s)
{
    if (!s)
        return;
    for (int i = 0; i < SESSION_RESOURCES; i++) {
        secret_free(s->tokens[i].text);
        arena_free(s->tokens[i].arena);
    }
    secret_free(s->client_secret);
    secret_free(s->refresh_token);
    arena_free(s->identity_arena);
    arena_free(s->arena);
    xfree(s);
}

const char *session_token(const struct session *s, enum http_resource resource, int64_t now)
{
    const struct held_token *token = &s->tokens[resource];
    if (resource == RESOURCE_NONE || !token->text || token->expires - now < RENEW_BEFORE_MS)
        return NULL;
    return secret_text(token->text);
}

static const char *resource_root(const struct session *s, enum http_resource resource)
{
    const char *root = resource == RESOURCE_EXCHANGE     ? s->endpoints.exchange
                       : resource == RESOURCE_SHAREPOINT ? s->endpoints.sharepoint
                                                         : s->endpoints.graph;
    return root ? root : "";
}

static void form_field(struct buf *form, const char *name, const char *value)
{
    if (form->length)
        buf_putc(form, '&');
    buf_puts(form, name);
    buf_putc(form, '=');
    url_encode(form, value);
}

struct http_request *session_request(const struct session *s, enum http_resource resource, struct arena *arena)
{
    auto_buf struct buf url = buf_make(4096), form = buf_make(64u << 10);
    buf_printf(&url, "%s/", s->endpoints.login);
    url_encode(&url, s->tenant_id);
    buf_puts(&url, "/oauth2/v2.0/token");
    const char *scope = arena_printf(arena, "%s/.default%s", resource_root(s, resource),
                                     s->refresh_token ? " offline_access" : "");
    form_field(&form, "grant_type", s->refresh_token ? "refresh_token" : "client_credentials");
    form_field(&form, "client_id", s->client_id);
    form_field(&form, "scope", scope);
    const char *shown = arena_printf(arena, "%s&{secrets}", buf_text(&form));
    if (s->client_secret)
        form_field(&form, "client_secret", secret_text(s->client_secret));
    if (s->refresh_token)
        form_field(&form, "refresh_token", secret_text(s->refresh_token));
    struct http_request *r = arena_alloc(arena, sizeof *r);
    *r = (struct http_request){
        .method = "POST",
        .url = arena_strdup(arena, buf_text(&url)),
        .headers = http_header_add(arena, NULL, "Content-Type", "application/x-www-form-urlencoded"),
        .body = arena_strdup(arena, buf_text(&form)),
        .body_length = form.length,
        .repeat = HTTP_READ, /* another token does no harm */
        .resource = RESOURCE_NONE,
        .workload = WORKLOAD_LOGIN,
        .secret_body = true,
        .shown_body = shown,
        .reply_limit = 1u << 20,
    };
    if (form.data)
        secret_wipe(form.data, form.length);
    return r;
}

static void read_permissions(struct held_token *token, const struct json *claims)
{
    const struct json *roles = json_get(claims, "roles");
    const char *scopes = json_text_or(json_get(claims, "scp"), "");
    size_t room = json_count(roles) + strlen(scopes) / 2 + 1;
    arena_free(token->arena);
    token->arena = arena_new(0);
    token->permissions = arena_alloc(token->arena, room * sizeof *token->permissions);
    token->count = 0;
    for (const struct json *role = json_first(roles); role; role = json_next(role))
        if (json_text(role))
            token->permissions[token->count++] = arena_strdup(token->arena, json_text(role));
    while (*scopes) {
        size_t length = strcspn(scopes, " ");
        if (length)
            token->permissions[token->count++] = arena_strndup(token->arena, scopes, length);
        scopes += length + (scopes[length] == ' ');
    }
}

/* Roles by name; NULL when the token does not say, or one is not known here: then nothing can be ruled out. */
static const char **read_roles(struct arena *arena, const struct json *wids)
{
    size_t n = 0;
    const char **names = arena_alloc(arena, (json_count(wids) + 1) * sizeof *names);
    for (const struct json *wid = json_first(wids); wid; wid = json_next(wid)) {
        const char *name = graph_role_name(json_text_or(wid, ""));
        if (!name && strcasecmp(json_text_or(wid, ""), "b79fbf4d-3ef9-4689-8143-76b194e85509") != 0) /* "no role" */
            return NULL;
        if (name)
            names[n++] = name;
    }
    return json_kind(wids) == JSON_ARRAY ? names : NULL;
}

static void read_identity(struct session *s, const struct json *claims)
{
    static const char *const names[] = {"upn", "preferred_username", "app_displayname", "appid"};
    const char *name = NULL;
    for (size_t i = 0; i < sizeof names / sizeof names[0] && !name; i++)
        name = json_text(json_get(claims, names[i]));
    name = name ? name : s->client_id;
    arena_free(s->identity_arena);
    s->identity_arena = arena_new(0);
    s->roles = read_roles(s->identity_arena, json_get(claims, "wids"));
    s->identity = (struct session_identity){
        .operator_name = clean_strdup(s->identity_arena, name, strlen(name)),
        .tenant_id = arena_strdup(s->identity_arena, json_text_or(json_get(claims, "tid"), s->tenant_id)),
        .object_id = arena_strdup(s->identity_arena, json_text_or(json_get(claims, "oid"), "")),
        .delegated = json_text(json_get(claims, "scp")) != NULL,
    };
}

bool session_accept(struct session *s, enum http_resource resource, const struct http_reply *reply, int64_t now,
                    struct err *e)
{
    if (reply->status == 0) {
        if (e)
            *e = reply->error;
        return false;
    }
    if (reply->status != 200)
        return aadsts_explain(buf_text(&reply->body), reply->body.length, reply->status, e);
    auto_json struct json *root = json_parse(buf_text(&reply->body), reply->body.length, e);
    const char *text = json_text(json_get(root, "access_token"));
    if (!text || !*text)
        return err_set(e, ERR_SIGN_IN, "the sign-in service answered without a token");
    struct held_token *token = &s->tokens[resource];
    secret_free(token->text);
    token->text = secret_new(text, strlen(text));
    double seconds = json_number(json_get(root, "expires_in"), 3599);
    seconds = seconds < 0 ? 0 : seconds > 86400 * 2 ? 86400 * 2 : seconds;
    token->expires = now + (int64_t)(seconds * 1000);
    const char *refresh = json_text(json_get(root, "refresh_token"));
    if (refresh && *refresh) {
        secret_free(s->refresh_token);
        s->refresh_token = secret_new(refresh, strlen(refresh));
    }
    struct err ignored;
    auto_json struct json *claims = jwt_claims(text, &ignored); /* an opaque token is fine too */
    read_permissions(token, claims);
    if (resource == RESOURCE_GRAPH)
        read_identity(s, claims);
    return true;
}

void session_forget(struct session *s, enum http_resource resource)
{
    secret_free(s->tokens[resource].text);
    s->tokens[resource].text = NULL;
    s->tokens[resource].expires = 0;
}

const struct session_identity *session_identity(const struct session *s)
{
    return s->identity_arena ? &s->identity : NULL;
}

const char *const *session_permissions(const struct session *s, enum http_resource resource, size_t *count)
{
    *count = s->tokens[resource].count;
    return s->tokens[resource].permissions;
}

const char *const *session_roles(const struct session *s)
{
    return s->identity_arena && s->identity.delegated ? s->roles : NULL;
}

bool session_allows(const struct session *s, enum http_resource resource, const char *name)
{
    for (size_t i = 0; i < s->tokens[resource].count; i++)
        if (strcasecmp(s->tokens[resource].permissions[i], name) == 0)
            return true;
    return false;
}
