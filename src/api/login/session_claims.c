/* What tokens say about themselves: permissions, roles, who it is, and for which service. */
#include "api/login/session_state.h"

#include "api/graph/roles.h"
#include "api/service.h"
#include "base/clean.h"
#include "base/guid.h"
#include "codec/jwt.h"
#include "codec/url.h"
#include <string.h>
#include <strings.h>

static const char *name_in(const struct json *claims)
{
    static const char *const names[] = {"upn", "preferred_username", "app_displayname", "appid"};
    const char *name = NULL;
    for (size_t i = 0; i < sizeof names / sizeof names[0] && !name; i++)
        name = json_text(json_get(claims, names[i]));
    return name;
}

/* --- whether it is for us --- */

/* A domain is not told from another one's here: of an address that is asked by it, the service knows whose it is (else: session_tenant.c). */
static bool fits_tenant(const struct session *s, const struct json *claims, struct err *e)
{
    struct guid wanted, named;
    const char *tenant = json_text_or(json_get(claims, "tid"), "");
    if (!guid_parse(s->tenant_id, strlen(s->tenant_id), &wanted) || !guid_parse(tenant, strlen(tenant), &named) ||
        guid_equal(&wanted, &named))
        return true;
    err_set(e, ERR_SIGN_IN, "the token is for tenant %s, and the configuration names %s", tenant, s->tenant_id);
    return err_hint(e, "Sign in to the tenant that is meant, or correct tenant_id in the configuration");
}

/* Microsoft's clients are signed in to one by one. What one person does is not journaled as another's. */
bool session_fits(const struct session *s, enum http_resource resource, const struct json *claims, struct err *e)
{
    auto_arena struct arena *arena = arena_new(0);
    const char *who = json_text_or(json_get(claims, "oid"), ""), *name = name_in(claims);
    if (!fits_tenant(s, claims, e))
        return false;
    if (s->grant != GRANT_DEVICE_CODE || resource == RESOURCE_GRAPH || !s->identity_arena || !*who ||
        !*s->identity.object_id || !strcasecmp(who, s->identity.object_id))
        return true;
    err_set(e, ERR_SIGN_IN, "%s was signed in to as %.120s, Microsoft Graph as %.120s", service_find(resource)->label,
            name ? clean_strdup(arena, name, strlen(name)) : who, s->identity.operator_name);
    return err_hint(e, "Sign in to all services as one person: `roster logout`, then sign in again");
}

/* --- what it tells --- */

static void read_permissions(struct held_token *token, const struct json *claims)
{
    const struct json *roles = json_get(claims, "roles");
    const char *scopes = json_text_or(json_get(claims, "scp"), "");
    size_t room = json_count(roles) + strlen(scopes) / 2 + 2;
    arena_free(token->arena);
    token->arena = arena_new(0);
    token->permissions = arena_alloc(token->arena, room * sizeof *token->permissions);
    token->count = 0;
    token->object_id = arena_strdup(token->arena, json_text_or(json_get(claims, "oid"), ""));
    token->tenant_id = arena_strdup(token->arena, json_text_or(json_get(claims, "tid"), ""));
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
    static const char nobody[] = "b79fbf4d-3ef9-4689-8143-76b194e85509";      /* in every person's token, */
    static const char application[] = "0997a1d0-0d1d-4acb-b408-d5ca73121e90"; /* and in every application's */
    size_t n = 0;
    const char **names = arena_alloc(arena, (json_count(wids) + 1) * sizeof *names);
    for (const struct json *wid = json_first(wids); wid; wid = json_next(wid)) {
        const char *name = graph_role_name(json_text_or(wid, ""));
        if (!name && strcasecmp(json_text_or(wid, ""), nobody) != 0 &&
            strcasecmp(json_text_or(wid, ""), application) != 0)
            return NULL;
        if (name)
            names[n++] = name;
    }
    return json_kind(wids) == JSON_ARRAY ? names : NULL;
}

static void read_identity(struct session *s, const struct json *claims)
{
    const char *name = name_in(claims);
    name = name ? name : s->client_id ? s->client_id : "";
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

void session_read_claims(struct session *s, enum http_resource resource, const struct json *claims)
{
    read_permissions(&s->tokens[resource], claims);
    if (resource != RESOURCE_GRAPH)
        return;
    read_identity(s, claims);
    for (enum http_resource r = RESOURCE_GRAPH + 1; s->grant == GRANT_DEVICE_CODE && r < SESSION_RESOURCES; r++)
        if (s->tokens[r].text && *s->tokens[r].object_id && *s->identity.object_id &&
            strcasecmp(s->tokens[r].object_id, s->identity.object_id) != 0)
            session_forget(s, r, NULL); /* of who was signed in before */
}

/* --- tokens handed over --- */

/* What follows the port of an address on loopback: a tunnel gives it another one. Any other address as it is. */
static const char *behind_port(const char *address)
{
    static const char loopback[] = "http://127.0.0.1:";
    const char *at = address + sizeof loopback - 1;
    return strncmp(address, loopback, sizeof loopback - 1) ? address : at + strspn(at, "0123456789");
}

static bool is_audience(const char *audience, const char *address, const char *id)
{
    audience = behind_port(audience);
    address = behind_port(address);
    size_t length = strlen(address);
    if (!strcasecmp(audience, id))
        return true;
    return length && !strncasecmp(audience, address, length) && (!audience[length] || !strcmp(audience + length, "/"));
}

/* Whether it is the address of a service that has one in each tenant, in any cloud. */
static bool is_tenants_own(const char *audience, const struct service *service)
{
    static const char hole[] = "{tenant}";
    for (enum cloud c = CLOUD_GLOBAL; c < CLOUDS; c++) {
        const char *at = service->address[c] ? strstr(service->address[c], hole) : NULL;
        if (at && strcasestr(audience, at + strlen(hole)))
            return true;
    }
    return false;
}

/* An opaque token is taken for Graph's: the service will say. RESOURCE_NONE: it is for something else. */
static enum http_resource resource_of(const struct session *s, const struct json *claims)
{
    const char *audience = json_text_or(json_get(claims, "aud"), "");
    for (enum http_resource r = RESOURCE_GRAPH; r < SESSION_RESOURCES; r++)
        if (is_audience(audience, session_audience(s, r), service_find(r)->app_id) ||
            is_tenants_own(audience, service_find(r)))
            return r;
    return *audience ? RESOURCE_NONE : RESOURCE_GRAPH;
}

static void take_token(struct session *s, const char *text, size_t length)
{
    struct err ignored;
    auto_secret struct secret *token = secret_new(text, length);
    if (!http_token_is_sound(secret_text(token)))
        return;
    auto_json struct json *claims = jwt_claims(secret_text(token), &ignored);
    enum http_resource resource = resource_of(s, claims);
    const char *audience = json_text_or(json_get(claims, "aud"), "");
    if (resource == RESOURCE_NONE) {
        err_set(&s->misfit, ERR_CONFIG, "a token in ROSTER_ACCESS_TOKEN is for %.120s, which roster does not ask",
                clean_strdup(s->arena, audience, strlen(audience)));
        err_hint(&s->misfit, "tokens for Graph (%s), Exchange and SharePoint are accepted",
                 session_audience(s, RESOURCE_GRAPH));
        return;
    }
    if (!session_fits(s, resource, claims, &s->misfit))
        return;
    if (service_is_per_tenant(resource) && !s->endpoints.at[resource] && !strncmp(audience, "https://", 8))
        session_set_address(s, resource, audience);
    secret_free(s->tokens[resource].text);
    s->tokens[resource].text = secret_new(text, length);
    int64_t seconds = json_integer(json_get(claims, "exp"), INT64_MAX / 1000);
    s->tokens[resource].expires = seconds < INT64_MAX / 1000 ? (seconds > 0 ? seconds : 0) * 1000 : INT64_MAX;
    session_read_claims(s, resource, claims);
}

void session_take_tokens(struct session *s, const struct secret *tokens)
{
    static const char between[] = " \t\r\n";
    const char *at = secret_text(tokens);
    for (at += strspn(at, between); *at; at += strspn(at, between)) {
        size_t length = strcspn(at, between);
        take_token(s, at, length);
        at += length;
    }
}
