/* The authorization endpoint: a sign-in in a browser, and the code that it ends with. */
#include "tenant/login/login_call.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/random.h"
#include "codec/digest.h"
#include "codec/url.h"
#include "tenant/login/aadsts.h"
#include "tenant/state/lock.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { CODE_LIFE = 600000 /* ms */, CHALLENGE = 43 /* characters of a SHA-256 in base64url */ };

struct login_code {
    struct login_code *next;
    char code[80];
    const struct login_app *app;
    const struct login_tenant *tenant;
    const struct login_person *person;
    char *scope, *redirect, *challenge, *nonce; /* challenge and nonce NULL: none */
    int64_t born;
    bool used;
};

/* --- where the answer goes --- */

/* The same address, where the port of a loopback one does not count (RFC 8252 §7.3). */
static bool same_redirect(struct arena *arena, const char *registered, const char *asked)
{
    struct url one, other;
    if (!url_split(arena, registered, &one) || !url_split(arena, asked, &other))
        return !strcmp(registered, asked);
    bool loopback = url_is_loopback(registered) && !strcmp(one.scheme, "http");
    return !strcmp(one.scheme, other.scheme) && !strcmp(one.host, other.host) && !strcmp(one.path, other.path) &&
           !*other.query && (loopback || one.port == other.port);
}

static const struct login_names *redirects_of(const struct login_app *app)
{
    static const char *const names[] = {"http://localhost",
                                        "https://login.microsoftonline.com/common/oauth2/nativeclient"};
    static const struct login_names usual = {.names = (const char **)names, .count = 2};
    static const struct login_names none = {.names = NULL};
    return app->redirects.given ? &app->redirects : app->public_client ? &usual : &none;
}

bool login_redirect_fits(const struct login_app *app, const char *asked, struct arena *arena)
{
    const struct login_names *known = redirects_of(app);
    for (size_t i = 0; asked && i < known->count; i++)
        if (same_redirect(arena, known->names[i], asked))
            return true;
    return false;
}

static void page(struct login_call *call, int status, const char *text)
{
    buf_printf(&call->reply->body, "<!DOCTYPE html><html><head><title>Sign in</title></head><body>%s</body></html>",
               text);
    call->reply->status = status;
    call->reply->content_type = "text/html; charset=utf-8";
}

/* An error that is shown, for there is nowhere to send it. */
static bool show(struct login_call *call, int code, const char *message)
{
    page(call, 400, arena_printf(call->request->arena, "<p>AADSTS%d: %s</p>", code, message));
    return false;
}

void login_redirect(struct login_call *call, const char *redirect, const struct tenant_pair *pairs, size_t count)
{
    auto_buf struct buf url = buf_make(16384);
    buf_puts(&url, redirect);
    for (size_t i = 0, put = 0; i < count; i++) {
        if (!pairs[i].value)
            continue;
        buf_printf(&url, "%s%s=", put++ ? "&" : strchr(redirect, '?') ? "&" : "?", pairs[i].name);
        url_encode(&url, pairs[i].value);
    }
    call->reply->status = 302;
    tenant_reply_header(call->reply, "Location", arena_strdup(call->request->arena, buf_text(&url)));
}

static const char *field(const struct login_call *call, const char *name)
{
    return tenant_query(call->request, name);
}

static bool send_error(struct login_call *call, const char *error, int code, const char *message)
{
    login_redirect(
        call, field(call, "redirect_uri"),
        (const struct tenant_pair[]){
            {"error", error},
            {"error_description", code ? arena_printf(call->request->arena, "AADSTS%d: %s", code, message) : message},
            {"state", field(call, "state")}},
        3);
    return false;
}

/* --- what is asked for --- */

static bool find_app(struct login_call *call)
{
    struct arena *arena = call->request->arena;
    const char *id = field(call, "client_id"), *redirect = field(call, "redirect_uri");
    if (!id)
        return show(call, 900144, "The request body must contain the following parameter: 'client_id'.");
    call->app = login_config_app(call->login->config, id);
    if (!call->app || (call->app->single_tenant && !call->tenant))
        return show(call, 700016, "Application with the given identifier was not found in the directory.");
    if (!redirects_of(call->app)->count)
        return show(call, 500113, aadsts_find(500113)->message);
    if (redirect && login_redirect_fits(call->app, redirect, arena))
        return true;
    return show(call, 50011,
                "The redirect URI specified in the request does not match the redirect URIs configured for the "
                "application.");
}

static bool is_asked_right(struct login_call *call)
{
    const char *type = field(call, "response_type"), *way = field(call, "code_challenge_method");
    const char *challenge = field(call, "code_challenge"), *mode = field(call, "response_mode");
    if (!type || strcmp(type, "code") != 0)
        return send_error(call, "unsupported_response_type", 700051,
                          "response_type is not enabled for the application.");
    if (mode && strcmp(mode, "query") != 0)
        return send_error(call, "invalid_request", 9002313, "Invalid request: this 'response_mode' is not known here.");
    if (challenge && (!way || strcmp(way, "S256") != 0))
        return send_error(call, "invalid_request", 9002313, "Invalid request: the code challenge method must be S256.");
    if (challenge && strlen(challenge) != CHALLENGE)
        return send_error(call, "invalid_request", 501471, "Invalid size of Code_Challenge parameter.");
    if (!field(call, "scope"))
        return send_error(call, "invalid_request", 900144, "The request must contain the parameter 'scope'.");
    return true;
}

/* --- the person --- */

static char *copied(const char *text)
{
    return text ? xstrdup(text) : NULL;
}

static void send_code(struct login_call *call, const struct login_person *person)
{
    char a[UUID_TEXT], b[UUID_TEXT];
    struct login_code *code = xcalloc(1, sizeof *code);
    *code = (struct login_code){.app = call->app,
                                .tenant = call->tenant,
                                .person = person,
                                .scope = copied(field(call, "scope")),
                                .redirect = copied(field(call, "redirect_uri")),
                                .challenge = copied(field(call, "code_challenge")),
                                .nonce = copied(field(call, "nonce")),
                                .born = clock_now()};
    snprintf(code->code, sizeof code->code, "1.%s.%s", random_uuid(a), random_uuid(b));
    pthread_mutex_lock(&call->login->lock);
    code->next = call->login->codes;
    call->login->codes = code;
    pthread_mutex_unlock(&call->login->lock);
    login_redirect(call, code->redirect,
                   (const struct tenant_pair[]){
                       {"code", code->code}, {"state", field(call, "state")}, {"session_state", random_uuid(a)}},
                   3);
}

/* Who is signed in in this browser already: the first who answers by himself. */
static const struct login_person *who_answers(const struct login_config *config)
{
    for (size_t i = 0; i < config->person_count; i++)
        if (config->people[i].answer != ANSWER_WAIT)
            return &config->people[i];
    return NULL;
}

static void decided(struct login_call *call, const struct login_person *person, bool approved)
{
    struct login_identity who = login_identify(call->login, person, call->request->arena);
    const struct login_tenant *tenant = call->tenant ? call->tenant : who.home;
    if (!approved) {
        send_error(call, "access_denied", 65004, "User declined to consent to access the app.");
        return;
    }
    const struct login_error *due = login_due(call, "authorize", &who, tenant, NULL);
    if (due)
        send_error(call, aadsts_find(due->code)->error, due->code,
                   due->message ? due->message : aadsts_find(due->code)->message);
    else
        send_code(call, person);
}

void login_authorize(struct login_call *call, bool post)
{
    struct login *login = call->login;
    if (!find_app(call) || !is_asked_right(call))
        return;
    const struct login_person *waits = post ? NULL : who_answers(login->config);
    if (waits) {
        decided(call, waits, waits->answer == ANSWER_APPROVE);
        return;
    }
    if (!post) {
        page(call, 200,
             "<form method=\"post\">Account <input name=\"user\"> Password <input name=\"password\" type=\"password\"> "
             "<button name=\"action\" value=\"approve\">Sign in</button> <button name=\"action\" "
             "value=\"decline\">Cancel</button></form>");
        return;
    }
    const char *upn = login_form(call, "user"), *password = login_form(call, "password");
    const char *action = login_form(call, "action");
    bool declined = action && !strcmp(action, "decline");
    const struct login_person *person = upn && *upn                   ? login_person(login, upn)
                                        : login->config->person_count ? login->config->people
                                                                      : NULL;
    if (!person)
        show(call, 50034, "The user account does not exist in the directory.");
    else if (!declined && person->password && (!password || strcmp(password, person->password) != 0))
        show(call, 50126, "Error validating credentials due to invalid username or password.");
    else
        decided(call, person, !declined);
}

/* --- the code is redeemed --- */

static bool proves(const struct login_code *code, const char *verifier)
{
    auto_buf struct buf digest = buf_make(128);
    if (!code->challenge)
        return true;
    if (!verifier || strlen(verifier) < 43 || strlen(verifier) > 128)
        return false;
    digest_sha256_url(&digest, verifier, strlen(verifier));
    return !strcmp(buf_text(&digest), code->challenge);
}

/* What is wrong with it, as an AADSTS code; 0: nothing, and it is taken. Under the lock. */
static int code_state(struct login_call *call, struct login_code *code)
{
    const char *redirect = login_form(call, "redirect_uri");
    assert(lock_is_held(&call->login->lock));
    if (!code || code->app != call->app)
        return 70000;
    if (code->used)
        return 54005;
    if (clock_now() - code->born >= CODE_LIFE)
        return 70008;
    if (code->tenant != call->tenant)
        return 700005;
    if (!redirect || strcmp(redirect, code->redirect) != 0)
        return 500112;
    if (!proves(code, login_form(call, "code_verifier")))
        return 501481;
    code->used = true;
    return 0;
}

void login_code_grant(struct login_call *call)
{
    struct login *login = call->login;
    const char *secret = login_form(call, "code");
    if (!secret) {
        login_refuse(call, 900144, "The request body must contain the following parameter: 'code'.");
        return;
    }
    pthread_mutex_lock(&login->lock);
    struct login_code *code = login->codes;
    while (code && strcmp(code->code, secret) != 0)
        code = code->next;
    int state = code_state(call, code);
    pthread_mutex_unlock(&login->lock);
    if (state) {
        login_refuse(call, state, NULL);
        return;
    }
    call->nonce = code->nonce;
    const char *scope = login_form(call, "scope");
    login_give_person(call, code->person, scope ? scope : code->scope, code->scope, false);
}

void login_codes_free(struct login *login)
{
    while (login->codes) {
        struct login_code *next = login->codes->next;
        xfree(login->codes->scope);
        xfree(login->codes->redirect);
        xfree(login->codes->challenge);
        xfree(login->codes->nonce);
        xfree(login->codes);
        login->codes = next;
    }
}
