/* Tokens: asked for once however many calls wait, renewed, kept in the store and shared with other processes. */
#include "worker/tokens.h"
#include "worker/engine.h"
#include "worker/tenant_info.h"

#include "api/graph/partners.h"
#include "base/clock.h"
#include <assert.h>
#include <stdio.h>

static void token_in(void *owner, const struct call *call, const struct http_reply *reply);

static void fetch(struct work *work, enum http_resource resource, int64_t due, int tries)
{
    struct arena *arena = arena_new(0);
    assert(!work->signing_in[resource]);
    struct call *call = call_own(work, session_request(work->session, resource, arena), arena, due, token_in, work);
    call->fetches = resource;
    call->tries = tries;
    work->renewing++;
    work->signing_in[resource] = true;
}

/* Refused: again in a while, by a person, or not at all. */
static void refused(struct work *work, const struct call *call, const struct http_reply *reply, bool dropped,
                    const struct err *said)
{
    enum http_resource resource = call->fetches;
    struct err why = *said, *e = &why;
    if (session_challenged(work->session, reply, e)) {
        fetch(work, resource, 0, call->tries + 1);
        return;
    }
    int64_t ms = session_again_in(work->session, reply, call->tries + 1);
    if (ms >= 0) {
        work_notice(work, "%s: asking again in %lld s.", e->message, (long long)(ms / 1000));
        fetch(work, resource, work_due(work, ms), call->tries + 1);
    } else if (dropped) {
        snprintf(work->why[resource], sizeof work->why[resource], "%.*s", (int)sizeof work->why[resource] - 1,
                 e->message);
        work->given_up[resource].code = ERR_OK;
    } else {
        work->given_up[resource] = *e;
        calls_fail_waiting(work, resource, e);
    }
}

static void token_in(void *owner, const struct call *call, const struct http_reply *reply)
{
    struct work *work = owner;
    struct err e = {.code = ERR_OK};
    enum http_resource resource = call->fetches;
    const struct secret *used = session_refresh(work->session, resource);
    auto_secret struct secret *before = used ? secret_new(secret_text(used), secret_length(used)) : NULL;
    work->signing_in[resource] = false;
    work->renewing--;
    work->generation[resource]++;
    if (session_accept(work->session, resource, reply, clock_now(), &e)) {
        tokens_keep(work, resource, false);
        work_learn(work);
    } else {
        bool dropped = before && !session_refresh(work->session, resource),
             elsewhere = work->options->tenant->partner_id != NULL;
        if (elsewhere)
            customer_explain(reply, &e);
        if (dropped && !elsewhere) /* what one customer refuses is good for the others */
            tokens_forget(work, resource, before);
        refused(work, call, reply, dropped, &e);
    }
    if (work->store && !work->renewing)
        store_release(work->store);
}

/* Another process may be renewing: what it stores serves here, too. */
static int64_t renew(struct work *work, enum http_resource resource)
{
    enum { LOOK_AGAIN = 50 };
    if (work->store && !store_claim(work->store))
        return LOOK_AGAIN;
    tokens_look(work, resource); /* what came between the look and the claim */
    fetch(work, resource, 0, 0);
    return -1;
}

enum session_need tokens_need(struct work *work, enum http_resource resource, struct err *e)
{
    tokens_look(work, resource);
    return session_need(work->session, resource, clock_now(), e);
}

int64_t tokens_want(struct work *work, enum http_resource resource)
{
    struct err e = {.code = ERR_OK};
    switch (tokens_need(work, resource, &e)) {
    case NEED_NOTHING:
        work->busy = true;
        break;
    case NEED_REQUEST:
        return renew(work, resource);
    case NEED_PERSON:
        if (work->given_up[resource].code != ERR_OK)
            calls_fail_waiting(work, resource, &work->given_up[resource]);
        else if (!work->sign_in) /* one after the other: the first may serve the next */
            sign_in_begin(work, resource);
        break;
    case NEED_HELP:
        work->given_up[resource] = e;
        calls_fail_waiting(work, resource, &e);
        break;
    }
    return -1;
}

void tokens_soon(struct work *work, enum http_resource resource)
{
    struct err ignored;
    if (tokens_need(work, resource, &ignored) == NEED_REQUEST && !work->signing_in[resource])
        renew(work, resource);
}

void tokens_ask_again(struct work *work)
{
    for (enum http_resource r = RESOURCE_GRAPH; r < SESSION_RESOURCES; r++)
        work->given_up[r].code = ERR_OK;
}
