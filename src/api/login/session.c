/* Tokens of one tenant: what is needed, what is kept. */
#include "api/login/session_state.h"

#include "api/http/refusal.h"
#include "api/login/aadsts.h"
#include "api/login/arc.h"
#include "api/login/form.h"
#include "api/service.h"
#include "base/alloc.h"
#include "base/log.h"
#include "codec/base64.h"
#include "codec/jwt.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define RENEW_BEFORE_MS  120000 /* of a token that lives shorter: in the middle of its life */
#define SHORTEST_LIFE_MS 10000  /* less would be asked for again and again */

static struct secret *copied(const struct secret *secret)
{
    return secret ? secret_new(secret_text(secret), secret_length(secret)) : NULL;
}

struct session *session_new(const struct session_options *o)
{
    struct session *s = xcalloc(1, sizeof *s);
    s->arena = arena_new(0);
    s->grant = o->grant;
    s->tenant_id = arena_strdup(s->arena, o->tenant_id);
    s->client_id = arena_strdup(s->arena, o->client_id);
    s->client_secret = copied(o->client_secret);
    s->key = o->key;
    s->identity_endpoint = arena_strdup(s->arena, o->identity_endpoint);
    s->identity_header = copied(o->identity_header);
    s->arc_folder = arena_strdup(s->arena, o->arc_folder);
    s->refresh[RESOURCE_GRAPH] = copied(o->refresh_token);
    s->endpoints.cloud = o->endpoints->cloud;
    for (enum http_resource r = RESOURCE_GRAPH; r < RESOURCES; r++)
        s->endpoints.at[r] = arena_strdup(s->arena, o->endpoints->at[r]);
    if (o->tokens)
        session_take_tokens(s, o->tokens);
    return s;
}

struct session *session_elsewhere(const struct session *from, const char *tenant_id)
{
    struct session *s = session_new(&(struct session_options){.grant = from->grant,
                                                              .tenant_id = tenant_id,
                                                              .client_id = from->client_id,
                                                              .client_secret = from->client_secret,
                                                              .refresh_token = session_refresh(from, RESOURCE_GRAPH),
                                                              .key = from->key,
                                                              .endpoints = &from->endpoints});
    service_forget_tenant(&s->endpoints);
    return s;
}

bool session_is_fit(const struct session *s, struct err *e)
{
    if (s->misfit.code != ERR_OK)
        *e = s->misfit;
    return s->misfit.code == ERR_OK;
}

void session_set_address(struct session *s, enum http_resource resource, const char *url)
{
    s->endpoints.at[resource] = arena_strdup(s->arena, url);
}

void session_free(struct session *s)
{
    if (!s)
        return;
    for (int i = 0; i < SESSION_RESOURCES; i++) {
        secret_free(s->tokens[i].text);
        secret_free(s->refresh[i]);
        arena_free(s->tokens[i].arena);
        xfree(s->tokens[i].challenge);
    }
    secret_free(s->client_secret);
    secret_free(s->identity_header);
    secret_free(s->arc_key);
    arena_free(s->identity_arena);
    arena_free(s->arena);
    xfree(s);
}

/* --- clients and their refresh tokens --- */

/* Which `refresh` serves a resource. */
static enum http_resource session_slot(const struct session *s, enum http_resource resource)
{
    return session_is_own_client(s, resource) || resource == RESOURCE_NONE ? RESOURCE_GRAPH : resource;
}

const char *session_client(const struct session *s, enum http_resource resource)
{
    return session_is_own_client(s, resource) ? s->client_id : service_find(resource)->client_id;
}

bool session_is_own_client(const struct session *s, enum http_resource resource)
{
    return s->client_id && !(s->grant == GRANT_DEVICE_CODE && service_find(resource)->people_by_microsoft);
}

const struct secret *session_refresh(const struct session *s, enum http_resource resource)
{
    return s->refresh[session_slot(s, resource)];
}

void session_set_refresh(struct session *s, enum http_resource resource, const struct secret *token)
{
    enum http_resource slot = session_slot(s, resource);
    struct secret *copy = copied(token);
    secret_free(s->refresh[slot]);
    s->refresh[slot] = copy;
}

/* --- what is there, what is needed --- */

static bool is_good(const struct session *s, enum http_resource resource, int64_t now)
{
    const struct held_token *token = &s->tokens[resource];
    int64_t ahead = s->grant == GRANT_TOKENS            ? 0
                    : token->life / 2 < RENEW_BEFORE_MS ? token->life / 2
                                                        : RENEW_BEFORE_MS;
    return resource != RESOURCE_NONE && token->text && token->expires - now >= ahead;
}

const char *session_token(const struct session *s, enum http_resource resource, int64_t now)
{
    return is_good(s, resource, now) && !session_names_domain(s) ? secret_text(s->tokens[resource].text) : NULL;
}

int64_t session_expires(const struct session *s, enum http_resource resource)
{
    return s->tokens[resource].text ? s->tokens[resource].expires : 0;
}

const char *session_audience(const struct session *s, enum http_resource resource)
{
    const char *root = s->endpoints.at[resource];
    return root ? root : "";
}

static enum session_need no_more_tokens(const struct session *s, enum http_resource resource, struct err *e)
{
    const char *service = service_find(resource)->label;
    if (s->tokens[resource].expires)
        err_set(e, ERR_SIGN_IN, "the token for %s that was handed over is no longer good", service);
    else
        err_set(e, ERR_SIGN_IN, "no token for %s was handed over", service);
    err_hint(e, "put a fresh one into ROSTER_ACCESS_TOKEN (several: separated by a space) and start again");
    return NEED_HELP;
}

enum session_need session_need(const struct session *s, enum http_resource resource, int64_t now, struct err *e)
{
    if (session_token(s, resource, now))
        return NEED_NOTHING;
    if (s->grant == GRANT_TOKENS && !is_good(s, resource, now))
        return no_more_tokens(s, resource, e);
    return s->grant == GRANT_DEVICE_CODE && !session_refresh(s, resource) ? NEED_PERSON : NEED_REQUEST;
}

/* --- replies --- */

/* A number, also one that is written as text (as managed identities answer). */
static double number_of(const struct json *value, double otherwise)
{
    const char *text = json_text(value);
    char *end = NULL;
    double number = text ? strtod(text, &end) : 0;
    return text && end != text && !*end ? number : json_number(value, otherwise);
}

static int64_t end_of(const struct json *root, int64_t now)
{
    double on = number_of(json_get(root, "expires_on"), 0);
    double seconds = number_of(json_get(root, "expires_in"), on > 0 ? on - (double)(now / 1000) : 3599);
    seconds = seconds < 0 ? 0 : seconds > 86400 * 2 ? 86400 * 2 : seconds;
    return now + (int64_t)(seconds * 1000);
}

static bool wants_consent(const char *hint)
{
    return strstr(hint, "grant consent") != NULL;
}

/* Of a registration the address, ready to be opened. Microsoft's own client has no list of permissions that an address could name. */
void session_explain_consent(const struct session *s, enum http_resource resource, struct err *e)
{
    auto_arena struct arena *arena = arena_new(0);
    if (!e || !wants_consent(e->hint))
        return;
    if (!session_is_own_client(s, resource))
        err_hint(
            e,
            "An administrator has to sign in with roster once and consent for the organisation; or use an application "
            "of your own (docs/SETUP.md)");
    else
        err_hint(e, "An administrator has to grant consent: %s",
                 login_consent_url(arena, s->endpoints.at[RESOURCE_LOGIN], s->tenant_id, session_client(s, resource),
                                   arena_printf(arena, "%s/.default", session_audience(s, resource))));
}

/* Refused for good: only a person can go on. */
static bool needs_person(const struct aadsts_reply *said)
{
    const struct aadsts *row = aadsts_find(said->code);
    if (row && wants_consent(row->hint)) /* what is missing is missing for this service alone */
        return false;
    return !strcmp(said->error, "invalid_grant") || !strcmp(said->error, "interaction_required") ||
           !strcmp(said->error, "login_required") || !strcmp(said->error, "consent_required");
}

static bool refused(struct session *s, enum http_resource resource, const struct http_reply *reply, struct err *e)
{
    struct aadsts_reply said;
    aadsts_read(buf_text(&reply->body), reply->body.length, &said);
    aadsts_explain(buf_text(&reply->body), reply->body.length, reply->status, e);
    session_explain_consent(s, resource, e);
    log_line(LOG_LOGIN, LOG_ERROR, "no token for %s: %s (AADSTS%d, %s)", session_audience(s, resource),
             e ? e->message : "", said.code, said.error);
    if (s->grant == GRANT_DEVICE_CODE && needs_person(&said))
        session_set_refresh(s, resource, NULL);
    return false;
}

bool session_accept(struct session *s, enum http_resource resource, const struct http_reply *reply, int64_t now,
                    struct err *e)
{
    if (session_names_domain(s))
        return session_accept_tenant(s, reply, e);
    if (reply->status == 0) {
        if (e)
            *e = reply->error;
        return false;
    }
    if (reply->status != 200)
        return refused(s, resource, reply, e);
    struct err ignored;
    auto_json_wiped struct json *root = json_parse(buf_text(&reply->body), reply->body.length, &ignored);
    const char *text = json_text(json_get(root, "access_token"));
    if (!http_token_is_sound(text))
        return !refusal_is_foreign(reply->status, buf_text(&reply->body), reply->body.length, "the sign-in service",
                                   e) &&
               err_set(e, ERR_SIGN_IN, "the sign-in service answered without a token");
    auto_json struct json *claims = jwt_claims(text, &ignored); /* an opaque token is fine too */
    if (!session_fits(s, resource, claims, e))
        return false;
    struct held_token *token = &s->tokens[resource];
    int64_t expires = end_of(root, now);
    if (expires - now < SHORTEST_LIFE_MS) {
        err_set(e, ERR_SIGN_IN, "the sign-in service gave a token for %s that is over at once",
                service_find(resource)->label);
        return err_hint(e, "Check this machine's clock, and the tenant's policy for how long tokens live");
    }
    secret_free(token->text);
    token->text = secret_new(text, strlen(text));
    token->expires = expires;
    token->life = expires - now;
    xfree(token->challenge);
    token->challenge = NULL;
    const char *refresh = json_text(json_get(root, "refresh_token"));
    if (refresh && *refresh) {
        auto_secret struct secret *fresh = secret_new(refresh, strlen(refresh));
        session_set_refresh(s, resource, fresh);
    }
    session_read_claims(s, resource, claims);
    log_line(LOG_LOGIN, LOG_INFO, "a token for %s, good for %lld min, %zu permissions, %s refresh token",
             session_audience(s, resource), (long long)((token->expires - now) / 60000), token->count,
             refresh && *refresh ? "a new" : "no new");
    return true;
}

bool session_challenged(struct session *s, const struct http_reply *reply, struct err *e)
{
    bool answered = s->arc_key != NULL;
    secret_free(s->arc_key);
    s->arc_key = NULL;
    if (!s->arc_folder || reply->status != 401 || answered)
        return false;
    s->arc_key = arc_key_read(s->arc_folder, http_reply_header(reply, "www-authenticate"), e);
    return s->arc_key != NULL;
}

int64_t session_again_in(const struct session *s, const struct http_reply *reply, int attempt)
{
    enum { ATTEMPTS = 4, OF_A_MACHINE = 7, NEW_CERTIFICATE = 10000, UNKNOWN_CERTIFICATE = 700027 };
    struct aadsts_reply said;
    bool machine = s->grant == GRANT_MANAGED; /* not set up yet, being renewed, throttled (REQUESTS §12.9) */
    if (reply->status < 400 || attempt >= (machine ? OF_A_MACHINE : ATTEMPTS))
        return -1;
    if (machine && (reply->status == 404 || reply->status == 410 || reply->status == 429 || reply->status >= 500))
        return (int64_t)1000 << attempt;
    aadsts_read(buf_text(&reply->body), reply->body.length, &said);
    if (s->key && said.code == UNKNOWN_CERTIFICATE) /* a new certificate takes a while to be known everywhere */
        return NEW_CERTIFICATE;
    return aadsts_is_transient(said.code) ? (int64_t)1000 << attempt : -1;
}

/* claims="…" of a WWW-Authenticate header, decoded: JSON. NULL when there is none. */
static char *claims_asked(const char *challenge)
{
    static const char name[] = "claims=\"";
    const char *at = challenge;
    auto_buf struct buf text = buf_make(16384);
    struct err ignored;
    while ((at = strcasestr(at, name)) && at > challenge && at[-1] != ' ' && at[-1] != ',' && at[-1] != '\t')
        at++; /* the end of another word */
    if (!at)
        return NULL;
    at += strlen(name);
    if (!base64_decode(&text, at, strcspn(at, "\"")))
        return NULL;
    auto_json struct json *claims = json_parse(buf_text(&text), text.length, &ignored);
    return json_kind(claims) == JSON_OBJECT ? xstrdup(buf_text(&text)) : NULL;
}

void session_forget(struct session *s, enum http_resource resource, const char *challenge)
{
    struct held_token *token = &s->tokens[resource];
    secret_free(token->text);
    token->text = NULL;
    token->expires = s->grant == GRANT_TOKENS ? 1 : 0; /* it was there */
    xfree(token->challenge);
    token->challenge = challenge ? claims_asked(challenge) : NULL;
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
    return s->identity_arena ? s->roles : NULL;
}

bool session_allows(const struct session *s, enum http_resource resource, const char *name)
{
    for (size_t i = 0; i < s->tokens[resource].count; i++)
        if (strcasecmp(s->tokens[resource].permissions[i], name) == 0)
            return true;
    return false;
}
