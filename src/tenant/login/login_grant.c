/* The token endpoint: which grant, for whom, and the token that comes of it. */
#include "tenant/login/login_call.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/random.h"
#include "codec/base64.h"
#include "tenant/state/lock.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* --- minting --- */

/* The client says by the parameter "claims" that it can be told of ended sessions. */
static bool read_claims(const struct login_call *call, struct token_wish *wish)
{
    struct err e;
    const char *text = login_form(call, "claims");
    if (!text)
        return true;
    auto_json struct json *claims = json_parse(text, strlen(text), &e);
    if (json_kind(claims) != JSON_OBJECT)
        return login_refuse(call, 9002313,
                            "Invalid request. Request is malformed or invalid: 'claims' is no JSON object.");
    const struct json *values = json_path(claims, "access_token.xms_cc.values");
    for (const struct json *one = json_first(values); one; one = json_next(one))
        wish->can_be_told = wish->can_be_told || !strcmp(json_text_or(one, ""), "cp1");
    return true;
}

static void put(struct json_writer *w, const char *name, const char *text)
{
    json_member_text(w, name, text);
}

/* "resource/Name" of everything granted. */
static const char *granted_scope(const struct login_call *call, const struct login_scope *scope,
                                 const struct token_wish *wish)
{
    auto_buf struct buf text = buf_make(1 << 16);
    for (size_t i = 0; i < wish->grant_count; i++)
        buf_printf(&text, "%s%s/%s", i ? " " : "", scope->resource, wish->grants[i]);
    if (scope->all)
        buf_printf(&text, " %s/.default", scope->resource);
    return arena_strdup(call->request->arena, buf_text(&text));
}

/* Whose account it is, for a client that asks: object and home tenant. */
static const char *client_info(struct arena *arena, const char *oid, const char *home)
{
    const char *text = arena_printf(arena, "{\"uid\":\"%s\",\"utid\":\"%s\"}", oid, home);
    auto_buf struct buf encoded = buf_make(512);
    base64url_encode(&encoded, text, strlen(text));
    return arena_strdup(arena, buf_text(&encoded));
}

static void give(struct login_call *call, const struct login_scope *scope, const struct login_tenant *tenant,
                 struct token_wish *wish, const char *refresh)
{
    struct tokens *tokens = call->login->enter(call->login->front, tenant)->tokens;
    struct tenant_reply *reply = call->reply;
    struct arena *arena = call->request->arena;
    auto_buf struct buf token = buf_make(1 << 16), identity = buf_make(1 << 16);
    token_mint(tokens, wish, &token);
    struct json_writer w = json_writer(&reply->body);
    json_open(&w, '{');
    put(&w, "token_type", "Bearer");
    if (wish->user_oid)
        put(&w, "scope", granted_scope(call, scope, wish));
    json_member_int(&w, "expires_in", tokens->lifetime - (tokens->lifetime > 1));
    json_member_int(&w, "ext_expires_in", tokens->lifetime - (tokens->lifetime > 1));
    put(&w, "access_token", buf_text(&token));
    if (refresh)
        put(&w, "refresh_token", refresh);
    if (wish->user_oid && scope->openid) {
        token_mint_identity(tokens, wish, arena_printf(arena, "%s/%s/v2.0", call->request->origin, tenant->id),
                            call->nonce, &identity);
        put(&w, "id_token", buf_text(&identity));
    }
    if (wish->user_oid && login_form(call, "client_info"))
        put(&w, "client_info", client_info(arena, wish->user_oid, wish->home ? wish->home : tenant->id));
    json_close(&w);
    reply->status = 200;
    reply->content_type = "application/json; charset=utf-8";
}

/* --- people --- */

static const char *new_refresh(struct login_call *call, const struct login_person *person, const char *scope)
{
    char a[UUID_TEXT], b[UUID_TEXT];
    struct login *login = call->login;
    struct login_refresh *refresh = xcalloc(1, sizeof *refresh);
    *refresh = (struct login_refresh){.app = call->app,
                                      .person = person,
                                      .scope = xstrdup(scope),
                                      .by_device = call->by_device,
                                      .number = sessions_next(&login->sessions),
                                      .born = clock_now()};
    snprintf(refresh->secret, sizeof refresh->secret, "%s%s", random_uuid(a), random_uuid(b));
    pthread_mutex_lock(&login->lock);
    refresh->next = login->refreshes;
    login->refreshes = refresh;
    pthread_mutex_unlock(&login->lock);
    return refresh->secret;
}

/* Clients that ask for consent as they go keep what they were given when they ask for everything. */
static bool read_scope(const struct login_call *call, const char *scope, const char *before, struct login_scope *out)
{
    struct login_scope first;
    if (!login_scope_read(call, scope, false, out))
        return false;
    if (call->app->dynamic && out->all && login_scope_read(call, before, false, &first) &&
        first.audience == out->audience) {
        out->all = first.all;
        out->names = first.names;
        out->count = first.count;
    }
    return true;
}

bool login_give_person(struct login_call *call, const struct login_person *person, const char *scope,
                       const char *before, bool refresh)
{
    struct arena *arena = call->request->arena;
    struct login_scope asked;
    struct login_identity who = login_identify(call->login, person, arena);
    const struct login_tenant *tenant = call->tenant ? call->tenant : who.home;
    if (!read_scope(call, scope, before, &asked) || !login_unrefused(call, "token", &who, tenant, &asked) ||
        !login_may_enter(call, &who, tenant))
        return false;
    if (call->by_device && call->login->config->block_device_code) /* what renews it counts as the flow it began with */
        return login_refuse(call, 53003, NULL);
    struct login_names roles = login_roles(&who, tenant, arena);
    struct token_wish wish = {.audience = asked.resource,
                              .app_id = call->app->id,
                              .app_name = call->app->name,
                              .proof = call->proof,
                              .user_oid = who.oid,
                              .user_upn = who.upn,
                              .user_name = who.name,
                              .home = tenant == who.home ? NULL : who.home->id,
                              .roles = roles.names,
                              .role_count = roles.count};
    if (!read_claims(call, &wish) || !login_scope_grant(call, &asked, &who, tenant, &wish))
        return false;
    give(call, &asked, tenant, &wish, refresh || asked.offline ? new_refresh(call, person, before) : NULL);
    return true;
}

/* --- refresh tokens --- */

/* What is wrong with a refresh token, as an AADSTS code; 0: nothing, and it is taken. Under the lock. */
static int refresh_state(struct login_call *call, struct login_refresh *refresh)
{
    const struct login_config *config = call->login->config;
    assert(lock_is_held(&call->login->lock));
    if (!refresh || refresh->app != call->app)
        return 70000;
    if (refresh->used)
        return 70000;
    if (clock_now() - refresh->born >= (int64_t)config->refresh_lifetime * 1000)
        return 700082;
    refresh->used = config->refresh_once; /* at once, so that two who ask together do not both get one */
    return 0;
}

/* Whether the user's sessions go on since this token was given; else answered. */
static bool goes_on(const struct login_call *call, const struct login_refresh *refresh)
{
    char issued[CLOCK_TEXT], from[CLOCK_TEXT];
    struct login_identity who = login_identify(call->login, refresh->person, call->request->arena);
    int64_t ended = who.oid ? sessions_ended(&call->login->sessions, who.oid, refresh->number) : 0;
    if (!ended || !who.enabled) /* that the account is blocked is said later */
        return true;
    return login_refuse(
        call, 50173,
        arena_printf(call->request->arena,
                     "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user "
                     "might have changed or reset their password. The grant was issued on '%s' and the TokensValidFrom "
                     "date (before which tokens are not valid) for this user is '%s'.",
                     clock_format(refresh->born, issued), clock_format(ended, from)));
}

static void refresh_grant(struct login_call *call)
{
    const char *secret = login_form(call, "refresh_token"), *scope = login_form(call, "scope");
    struct login *login = call->login;
    if (!secret) {
        login_refuse(call, 900144, "The request body must contain the following parameter: 'refresh_token'.");
        return;
    }
    pthread_mutex_lock(&login->lock);
    struct login_refresh *refresh = login->refreshes;
    while (refresh && strcmp(refresh->secret, secret) != 0)
        refresh = refresh->next;
    int state = refresh_state(call, refresh);
    pthread_mutex_unlock(&login->lock);
    if (state)
        login_refuse(call, state, NULL);
    else if ((call->by_device = refresh->by_device, !goes_on(call, refresh)) ||
             !login_give_person(call, refresh->person, scope ? scope : refresh->scope, refresh->scope, true)) {
        pthread_mutex_lock(&login->lock);
        refresh->used = false; /* a refusal leaves it as it was */
        pthread_mutex_unlock(&login->lock);
    }
}

/* --- applications --- */

static void client_credentials(struct login_call *call)
{
    static const char marker[] = "0997a1d0-0d1d-4acb-b408-d5ca73121e90"; /* every application's token says so */
    const struct login_app *app = call->app;
    struct login_scope asked;
    if (!call->tenant) {
        login_refuse(call, 50059, NULL);
        return;
    }
    if (!login_scope_read(call, login_form(call, "scope"), true, &asked) ||
        !login_unrefused(call, "token", NULL, call->tenant, &asked))
        return;
    const char **roles = arena_alloc(call->request->arena, (app->roles.count + 1) * sizeof *roles);
    for (size_t i = 0; i < app->roles.count; i++)
        roles[i] = app->roles.names[i];
    roles[app->roles.count] = marker;
    struct token_wish wish = {.audience = asked.resource,
                              .app_id = app->id,
                              .app_name = app->name,
                              .proof = call->proof,
                              .roles = app->roles.given ? roles : NULL,
                              .role_count = app->roles.count + 1};
    if (read_claims(call, &wish) && login_scope_grant(call, &asked, NULL, call->tenant, &wish))
        give(call, &asked, call->tenant, &wish, NULL);
}

void login_token(struct login_call *call)
{
    static const struct {
        const char *name;
        bool proof; /* the application has to show who it is */
        void (*answer)(struct login_call *);
    } grants[] = {{"client_credentials", true, client_credentials},
                  {"refresh_token", false, refresh_grant},
                  {"authorization_code", false, login_code_grant},
                  {"urn:ietf:params:oauth:grant-type:device_code", false, login_device_poll},
                  {"device_code", false, login_device_poll}};
    const char *grant = login_form(call, "grant_type");
    if (!grant) {
        login_refuse(call, 900144, "The request body must contain the following parameter: 'grant_type'.");
        return;
    }
    for (size_t i = 0; i < sizeof grants / sizeof *grants; i++)
        if (!strcmp(grants[i].name, grant)) {
            if (login_client(call, grants[i].proof))
                grants[i].answer(call);
            return;
        }
    login_refuse(call, 70003,
                 arena_printf(call->request->arena, "The app requested an unsupported grant type '%s'.", grant));
}
