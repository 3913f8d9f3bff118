/* A person signs in: a code is shown, the service is asked until it was entered, declined or is too old. One at a time. */
#include "worker/calls.h"
#include "worker/tenant_info.h"
#include "worker/tokens.h"

#include "api/login/device_code.h"
#include "api/service.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "worker/scopes.h"
#include <assert.h>

struct sign_in {
    struct work *work;
    enum http_resource resource;
    struct device_code code;
    bool grows;        /* there is a sign-in already: this one consents to more */
    struct call *call; /* the one under way, or whose reply is being looked at */
};

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
        .client_name = session_is_own_client(work->session) ? NULL : service->client_name,
        .user_code = code->user_code ? arena_strdup(message.arena, code->user_code) : "",
        .verification_uri = code->verification_uri ? arena_strdup(message.arena, code->verification_uri) : "",
        .text = code->message ? arena_strdup(message.arena, code->message) : "",
        .why = *why ? arena_strdup(message.arena, why) : NULL,
        .expires = code->expires,
    };
    message.sign_in = told;
    if (e)
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
    call_drop(work, sign_in->call);
    device_code_free(&sign_in->code);
    xfree(sign_in);
}

/* With a client of one's own every service would ask the same person again: all of them fail now. */
static void give_up(struct sign_in *sign_in, const struct err *e)
{
    struct work *work = sign_in->work;
    enum http_resource resource = sign_in->resource;
    bool own = session_is_own_client(work->session);
    tell(sign_in, SIGN_IN_FAILED, e);
    sign_in_free(work);
    work->wanted = resource;
    for (enum http_resource r = RESOURCE_GRAPH; r < SESSION_RESOURCES; r++)
        if ((r == resource || own) && !session_token(work->session, r, clock_now())) {
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
        give_up(sign_in, &e);
        return;
    }
    work->generation[resource]++;
    tokens_keep(work, resource, true);
    work_learn(work);
    tell(sign_in, SIGN_IN_DONE, NULL);
    sign_in_free(work);
}

/* Somebody may have signed in to the same tenant in another process meanwhile. */
static void pending(struct sign_in *sign_in)
{
    struct work *work = sign_in->work;
    if (!sign_in->grows)
        tokens_look(work, sign_in->resource);
    if (sign_in->grows || !session_refresh(work->session, sign_in->resource)) {
        poll_later(sign_in);
        return;
    }
    tell(sign_in, SIGN_IN_DONE, NULL);
    sign_in_free(work);
}

static void poll_in(void *owner, const struct call *call, const struct http_reply *reply)
{
    struct sign_in *sign_in = owner;
    struct err e = {.code = ERR_OK};
    (void)call;
    switch (device_code_step(&sign_in->code, reply, clock_now(), &e)) {
    case DEVICE_PENDING:
        pending(sign_in);
        break;
    case DEVICE_SIGNED:
        signed_in(sign_in, reply);
        break;
    case DEVICE_OVER:
        give_up(sign_in, &e);
        break;
    }
}

static void code_in(void *owner, const struct call *call, const struct http_reply *reply)
{
    struct sign_in *sign_in = owner;
    struct err e = {.code = ERR_OK};
    (void)call;
    if (!device_code_read(&sign_in->code, reply, clock_now(), &e)) {
        give_up(sign_in, &e);
        return;
    }
    tell(sign_in, SIGN_IN_CODE, NULL);
    poll_later(sign_in);
}

void sign_in_begin(struct work *work, enum http_resource resource)
{
    struct sign_in *sign_in = xcalloc(1, sizeof *sign_in);
    struct arena *arena = arena_new(0);
    assert(!work->sign_in);
    *sign_in = (struct sign_in){
        .work = work, .resource = resource, .grows = session_refresh(work->session, resource) != NULL};
    work->sign_in = sign_in;
    work->signing_in[resource] = true;
    /* With Microsoft's client for Graph each permission is asked for by name: consent grows with what is needed. */
    bool by_name = resource == RESOURCE_GRAPH && !session_is_own_client(work->session);
    const char *const *scopes = by_name ? scopes_to_ask(arena, work->beside) : NULL;
    sign_in->call = call_own(work, session_device_request(work->session, resource, scopes, arena), arena, 0, code_in,
                             sign_in);
    work->beside[0] = NULL;
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
