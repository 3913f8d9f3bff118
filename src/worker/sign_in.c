/* A person signs in, one at a time. With a device code: it is shown, and the service is asked until it was entered, declined or
 * is too old. With a browser: an address is shown, and what the browser ends at comes to a port of this machine or is pasted. */
#include "worker/calls.h"
#include "worker/tenant_info.h"
#include "worker/tokens.h"

#include "api/http/loopback.h"
#include "api/login/aadsts.h"
#include "api/login/auth_code.h"
#include "api/login/device_code.h"
#include "api/service.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "worker/scopes.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>

struct sign_in {
    struct work *work;
    enum http_resource resource;
    struct device_code code;
    struct auth_code auth;
    struct loopback *loopback; /* NULL: with a device code */
    int port;
    bool failed; /* `error`: the answer ended it */
    struct err error;
    struct secret *answer; /* what the browser came back with, on its way to the service; NULL: nothing good yet */
    int tries;             /* refusals of it that pass by themselves */
    const char *beside[3]; /* permissions it asks for too, as work->beside */
    bool grows;            /* there is a sign-in already: this one consents to more */
    struct call *call;     /* the one under way, or whose reply is being looked at */
};

/* The address or the code; `e` of SIGN_IN_BROWSER: why what came was no answer. */
static void tell(const struct sign_in *sign_in, enum sign_in_state state, const struct err *e)
{
    struct work *work = sign_in->work;
    const struct service *service = service_find(sign_in->resource);
    const struct device_code *code = &sign_in->code;
    struct message message = {.kind = FROM_SIGN_IN, .arena = arena_new(0)};
    struct message_sign_in *told = arena_alloc(message.arena, sizeof *told);
    const char *why = work->why[sign_in->resource];
    *told = (struct message_sign_in){
        .state = state,
        .service = service->label,
        .client_name = session_is_own_client(work->session, sign_in->resource) ? NULL : service->client_name,
        .user_code = code->user_code ? arena_strdup(message.arena, code->user_code) : "",
        .verification_uri = arena_strdup(message.arena, sign_in->auth.url        ? sign_in->auth.url
                                                        : code->verification_uri ? code->verification_uri
                                                                                 : ""),
        .port = sign_in->port,
        .problem = state == SIGN_IN_BROWSER && e ? arena_printf(message.arena, "%s. %s", e->message, e->hint) : NULL,
        .text = code->message ? arena_strdup(message.arena, code->message) : "",
        .why = *why ? arena_strdup(message.arena, why) : NULL,
        .expires = sign_in->loopback ? sign_in->auth.expires : code->expires,
    };
    message.sign_in = told;
    if (e && state == SIGN_IN_FAILED)
        message.error = *e;
    work_send(work, &message);
}

void sign_in_free(struct work *work)
{
    struct sign_in *sign_in = work->sign_in;
    if (!sign_in)
        return;
    work->sign_in = NULL;
    work->signing_in[sign_in->resource] = false;
    work->busy = true;
    if (sign_in->call)
        call_drop(work, sign_in->call);
    if (sign_in->loopback)
        transport_watch(work->transport, -1);
    loopback_close(sign_in->loopback);
    secret_free(sign_in->answer);
    auth_code_free(&sign_in->auth);
    device_code_free(&sign_in->code);
    xfree(sign_in);
}

/* With a client of one's own every service would ask the same person again: all of them fail now. */
static void give_up(struct sign_in *sign_in, struct err *e)
{
    struct work *work = sign_in->work;
    enum http_resource resource = sign_in->resource;
    session_explain_consent(work->session, resource, e);
    bool own = session_is_own_client(work->session, resource);
    tell(sign_in, SIGN_IN_FAILED, e);
    sign_in_free(work);
    work->wanted = resource;
    for (enum http_resource r = RESOURCE_GRAPH; r < SESSION_RESOURCES; r++)
        if ((r == resource || (own && session_is_own_client(work->session, r))) &&
            !session_token(work->session, r, clock_now())) {
            work->given_up[r] = *e;
            calls_fail_waiting(work, r, e);
        }
}

static void poll_in(void *owner, const struct call *call, const struct http_reply *reply);

static void poll_later(struct sign_in *sign_in)
{
    struct work *work = sign_in->work;
    struct arena *arena = arena_new(0);
    sign_in->call = call_own(work, session_device_poll(work->session, sign_in->resource, &sign_in->code, arena), arena,
                             clock_monotonic() + sign_in->code.interval, poll_in, sign_in);
}

static void signed_in(struct sign_in *sign_in, const struct http_reply *reply)
{
    struct work *work = sign_in->work;
    enum http_resource resource = sign_in->resource;
    struct err e = {.code = ERR_OK};
    if (!session_accept(work->session, resource, reply, clock_now(), &e)) {
        if (!reply->status) /* an answer is good for one use, and whether it was used is not known */
            err_hint(&e, "Sign in again");
        give_up(sign_in, &e);
        return;
    }
    work->generation[resource]++;
    tokens_keep(work, resource, true);
    work_learn(work);
    tell(sign_in, SIGN_IN_DONE, NULL);
    sign_in_free(work);
}

/* Somebody may have signed in to the same tenant in another process meanwhile: then it is over. */
static bool served_elsewhere(struct sign_in *sign_in)
{
    if (!sign_in->grows)
        tokens_look(sign_in->work, sign_in->resource);
    if (sign_in->grows || !session_refresh(sign_in->work->session, sign_in->resource))
        return false;
    tell(sign_in, SIGN_IN_DONE, NULL);
    sign_in_free(sign_in->work);
    return true;
}

static void poll_in(void *owner, const struct call *call, const struct http_reply *reply)
{
    struct sign_in *sign_in = owner;
    struct err e = {.code = ERR_OK};
    (void)call;
    switch (device_code_step(&sign_in->code, reply, clock_now(), &e)) {
    case DEVICE_PENDING:
        if (!served_elsewhere(sign_in))
            poll_later(sign_in);
        break;
    case DEVICE_SIGNED:
        signed_in(sign_in, reply);
        break;
    case DEVICE_OVER:
        give_up(sign_in, &e);
        break;
    }
}

/* Microsoft's own client is not in every cloud, and a tenant can do without it. */
static void explain_client(const struct sign_in *sign_in, const struct http_reply *reply, struct err *e)
{
    struct aadsts_reply said;
    aadsts_read(buf_text(&reply->body), reply->body.length, &said);
    if (!session_is_own_client(sign_in->work->session, sign_in->resource) && aadsts_is_unknown_client(said.code))
        err_hint(
            e,
            "Microsoft's own client for %s is not there (it does not exist in every cloud): register an application "
            "(docs/SETUP.md) and put its client_id into the configuration",
            service_find(sign_in->resource)->label);
}

static void code_in(void *owner, const struct call *call, const struct http_reply *reply)
{
    struct sign_in *sign_in = owner;
    struct err e = {.code = ERR_OK};
    (void)call;
    if (!device_code_read(&sign_in->code, reply, clock_now(), &e)) {
        explain_client(sign_in, reply, &e);
        give_up(sign_in, &e);
        return;
    }
    tell(sign_in, SIGN_IN_CODE, NULL);
    poll_later(sign_in);
}

/* --- with a browser --- */

static void redeemed(void *owner, const struct call *call, const struct http_reply *reply);

static void redeem(struct sign_in *sign_in, int64_t due)
{
    struct work *work = sign_in->work;
    struct arena *arena = arena_new(0);
    sign_in->call = call_own(
        work, session_browser_redeem(work->session, sign_in->resource, &sign_in->auth, sign_in->answer, arena), arena,
        due, redeemed, sign_in);
}

static void redeemed(void *owner, const struct call *call, const struct http_reply *reply)
{
    struct sign_in *sign_in = owner;
    struct err e = {.code = ERR_OK};
    int64_t ms = session_again_in(sign_in->work->session, reply, ++sign_in->tries);
    (void)call;
    if (ms < 0) {
        signed_in(sign_in, reply);
        return;
    }
    aadsts_explain(buf_text(&reply->body), reply->body.length, reply->status, &e);
    work_notice(sign_in->work, "%s: asking again in %lld s.", e.message, (long long)(ms / 1000));
    redeem(sign_in, work_due(sign_in->work, ms));
}

/* What the browser ended at, by itself or pasted. `reply`: what to tell whoever sent it. Its HTTP status; the sign-in may be
 * over afterwards. */
static int take_answer(struct sign_in *sign_in, const char *address, char *reply, size_t size)
{
    struct err e = {.code = ERR_OK};
    struct secret *code = NULL;
    if (sign_in->answer) {
        snprintf(reply, size, "This sign-in was answered already. You may close this page.");
        return 410;
    }
    switch (auth_code_read(&sign_in->auth, address, &code, &e)) {
    case AUTH_SIGNED:
        sign_in->answer = code;
        redeem(sign_in, 0);
        snprintf(reply, size, "roster goes on with the sign-in. You may close this page and go back to it.");
        return 200;
    case AUTH_OVER:
        snprintf(reply, size, "%s. You may close this page.", e.message);
        sign_in->failed = true;
        sign_in->error = e;
        return 200;
    case AUTH_FOREIGN:
        break;
    }
    snprintf(reply, size, "Refused: %s.", e.message);
    tell(sign_in, SIGN_IN_BROWSER, &e);
    return 400;
}

/* Whether the answer ended it. */
static bool is_over(struct sign_in *sign_in)
{
    if (!sign_in->failed)
        return false;
    struct err e = sign_in->error;
    give_up(sign_in, &e);
    return true;
}

/* An icon, a link of something else that knows the port: none is the answer, and none is worth a word. */
static bool is_answer(const char *target)
{
    return !strcmp(target, "/") || !strncmp(target, "/?", 2);
}

int64_t sign_in_step(struct work *work, int64_t now)
{
    enum { LOOK_AGAIN = 5000 };
    struct sign_in *sign_in = work->sign_in;
    const char *target;
    char reply[512];
    if (!sign_in || !sign_in->loopback)
        return -1;
    while ((target = loopback_next(sign_in->loopback))) {
        int status = is_answer(target) ? take_answer(sign_in, target, reply, sizeof reply) : 404;
        loopback_answer(sign_in->loopback, status, status == 404 ? "There is nothing here." : reply);
        if (is_over(sign_in))
            return -1;
    }
    if (sign_in->answer || served_elsewhere(sign_in))
        return -1;
    if (now < sign_in->auth.expires)
        return LOOK_AGAIN;
    struct err e;
    err_set(&e, ERR_SIGN_IN, "sign-in failed: the browser did not come back in time");
    err_hint(&e, "Sign in again; on a machine without a browser paste the address that it ended at");
    give_up(sign_in, &e);
    return -1;
}

/* --- either way --- */

static void begin_browser(struct sign_in *sign_in, const char *const *scopes)
{
    struct work *work = sign_in->work;
    struct err e = {.code = ERR_OK};
    sign_in->loopback = loopback_open(&sign_in->port, &e);
    if (!sign_in->loopback) {
        give_up(sign_in, &e);
        return;
    }
    sign_in->auth = session_browser_begin(work->session, sign_in->resource, scopes, sign_in->port, clock_now());
    transport_watch(work->transport, loopback_fd(sign_in->loopback));
    tell(sign_in, SIGN_IN_BROWSER, NULL);
    work->busy = true;
}

void sign_in_begin(struct work *work, enum http_resource resource)
{
    struct sign_in *sign_in = xcalloc(1, sizeof *sign_in);
    struct arena *arena = arena_new(0);
    assert(!work->sign_in);
    *sign_in = (struct sign_in){
        .work = work, .resource = resource, .grows = session_refresh(work->session, resource) != NULL};
    memcpy(sign_in->beside, work->beside, sizeof sign_in->beside);
    work->beside[0] = NULL;
    work->sign_in = sign_in;
    work->signing_in[resource] = true;
    /* With Microsoft's client for Graph each permission is asked for by name: consent grows with what is needed. */
    bool by_name = resource == RESOURCE_GRAPH && !session_is_own_client(work->session, resource);
    const char *const *scopes = by_name ? scopes_to_ask(arena, sign_in->beside) : NULL;
    if (work->by_browser) {
        begin_browser(sign_in, scopes);
        arena_free(arena);
        return;
    }
    sign_in->call = call_own(work, session_device_request(work->session, resource, scopes, arena), arena, 0, code_in,
                             sign_in);
}

/* The same sign-in the other way. */
static void turn(struct work *work, bool by_browser)
{
    struct sign_in *sign_in = work->sign_in;
    bool same = work->by_browser == by_browser;
    work->by_browser = by_browser;
    if (!sign_in || same || sign_in->answer)
        return;
    enum http_resource resource = sign_in->resource;
    memcpy(work->beside, sign_in->beside, sizeof work->beside);
    sign_in_free(work);
    sign_in_begin(work, resource);
}

void sign_in_answer(struct work *work, enum sign_in_answer answer, const struct secret *address)
{
    struct sign_in *sign_in = work->sign_in;
    char reply[512];
    if (answer == ANSWER_GIVE_UP)
        sign_in_cancel(work);
    else if (answer == ANSWER_BY_CODE || answer == ANSWER_BY_BROWSER)
        turn(work, answer == ANSWER_BY_BROWSER);
    else if (sign_in && sign_in->loopback && take_answer(sign_in, secret_text(address), reply, sizeof reply) != 410)
        is_over(sign_in);
}

void sign_in_cancel(struct work *work)
{
    struct err e;
    if (!work->sign_in)
        return;
    err_set(&e, ERR_CANCELLED, "not signed in to %s: the sign-in was given up",
            service_find(work->sign_in->resource)->label);
    err_hint(&e, "`:sign-in` on the screen, or `roster login`, asks again");
    e.code = ERR_SIGN_IN;
    give_up(work->sign_in, &e);
}
