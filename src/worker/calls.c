/* Calls: each request gets a token and its share of the budget, is sent, and is sent again as the policy says. */
#include "worker/calls.h"
#include "worker/arm.h"
#include "worker/engine.h"

#include "api/http/refusal.h"
#include "api/service.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "base/secret.h"
#include "codec/json_scan.h"
#include "codec/url.h"
#include <assert.h>
#include <string.h>

static struct call *call_new(struct work *work, const struct http_request *request, double cost, call_done *done,
                             void *owner)
{
    struct call *call = xcalloc(1, sizeof *call), **at = &work->calls;
    *call = (struct call){
        .request = request, .workload = request->workload, .cost = cost, .done = done, .owner = owner};
    while (*at)
        at = &(*at)->next;
    *at = call;
    work->busy = true; /* also where it is begun while calls are sent, behind the place of its lane */
    return call;
}

struct call *call_begin(struct job *job, const struct http_request *request, double cost, call_done *done, void *owner)
{
    assert(!job->ended);
    struct call *call = call_new(job->work, request, cost, done, owner);
    call->job = job;
    return call;
}

struct call *call_own(struct work *work, const struct http_request *request, struct arena *arena, int64_t due,
                      call_done *done, void *owner)
{
    struct call *call = call_new(work, request, 1, done, owner);
    call->arena = arena;
    call->due = due;
    return call;
}

/* The request as it is sent where the token belongs into the body: for this sending only. */
static void filled_free(struct call *call)
{
    if (!call->filled)
        return;
    secret_wipe((char *)call->filled->body, call->filled->body_length);
    xfree((char *)call->filled->body);
    xfree(call->filled);
    call->filled = NULL;
}

static const struct http_request *filled(struct call *call, const char *bearer)
{
    /* With its quotes: what stands inside a JSON text has them escaped, so no text of a mailbox can ask for the token. */
    static const char mark[] = "\"Authorization\":\"Bearer {bearer}\"";
    const char *at = call->request->body, *next;
    struct buf body = buf_make(8u << 20);
    if (!call->request->bearer_in_body)
        return call->request;
    filled_free(call);
    for (; (next = strstr(at, mark)); at = next + strlen(mark)) {
        buf_add(&body, at, (size_t)(next - at));
        buf_printf(&body, "\"Authorization\":\"Bearer %s\"", bearer);
    }
    buf_puts(&body, at);
    call->filled = xcalloc(1, sizeof *call->filled);
    *call->filled = *call->request;
    call->filled->body_length = body.length;
    call->filled->body = buf_take(&body);
    call->filled->secret_body = true;
    call->filled->shown_body = call->request->shown_body ? call->request->shown_body : call->request->body;
    return call->filled;
}

static void call_free(struct call *call)
{
    filled_free(call);
    if (call->arena) { /* a token request: its body holds the client's secret */
        if (call->request->body)
            secret_wipe((char *)call->request->body, call->request->body_length);
        arena_free(call->arena);
    }
    xfree(call);
}

static void sweep(struct work *work)
{
    for (struct call **at = &work->calls; *at;) {
        struct call *call = *at;
        if (call->over && !call->tag) {
            *at = call->next;
            call_free(call);
        } else {
            at = &call->next;
        }
    }
}

void call_drop(struct work *work, struct call *call)
{
    if (call->over)
        return;
    call->over = true;
    call->job = NULL;
    if (call->tag)
        transport_cancel(work->transport, call->tag);
}

void calls_drop(struct job *job)
{
    for (struct call *call = job->work->calls; call; call = call->next)
        if (call->job == job)
            call_drop(job->work, call);
}

bool job_has_calls(const struct job *job)
{
    const struct call *call = job->work->calls;
    while (call && call->job != job)
        call = call->next;
    return call != NULL;
}

void calls_free(struct work *work)
{
    while (work->calls) {
        struct call *call = work->calls;
        work->calls = call->next;
        call_free(call);
    }
}

static void finish(struct work *work, struct call *call, const struct http_reply *reply)
{
    assert(!call->over && !call->tag);
    call->over = true;
    call->job = NULL;
    work->busy = true;
    call->done(call->owner, call, reply);
}

static void fail(struct work *work, struct call *call, const struct err *e)
{
    struct http_reply reply = {.error = *e, .received = clock_now(), .body = buf_make(1)};
    finish(work, call, &reply);
}

void calls_fail_waiting(struct work *work, enum http_resource resource, const struct err *e)
{
    struct call *last = work->calls;
    while (last && last->next)
        last = last->next;
    for (struct call *call = work->calls; call; call = call->next) { /* not those that `done` begins */
        if (!call->over && !call->tag && call->request->resource == resource && !call->request->bearer)
            fail(work, call, e);
        if (call == last)
            break;
    }
}

/* --- sending --- */

static enum lane lane_of(const struct call *call)
{
    return call->job ? call->job->lane : LANE_PERSON; /* everybody waits for a token */
}

/* Whether it is sent before the others of its workload: a person waits for it, or the background has let enough of those pass. */
static bool goes_first(const struct work *work, const struct call *call)
{
    enum { PASS_MOST = 16 };
    return lane_of(call) == LANE_PERSON || work->passed[call->workload] >= PASS_MOST;
}

/* Its share of the budget: as budget_take. */
static int64_t take_share(struct work *work, const struct call *call, int64_t now)
{
    int64_t wait = goes_first(work, call) ? budget_take(&work->budget, call->workload, call->cost, now)
                                          : budget_take_spare(&work->budget, call->workload, call->cost, now);
    if (!wait)
        work->passed[call->workload] = lane_of(call) == LANE_PERSON ? work->passed[call->workload] + 1 : 0;
    return wait;
}

/* Milliseconds until it may be sent; 0: it was; -1: when another comes back. */
static int64_t try_send(struct work *work, struct call *call, int64_t now)
{
    enum http_resource resource = call->request->resource;
    const char *bearer = call->request->bearer ? secret_text(call->request->bearer)
                                               : session_token(work->session, resource, clock_now());
    assert(!call->over && !call->tag);
    if (call->due > now)
        return call->due - now;
    if (http_is_write(call->request) && !arm_may_send(work)) {
        struct err e;
        err_set(&e, ERR_REFUSED, "read-only: nothing that changes anything is sent");
        err_hint(&e, "start without --read-only, or lift read_only: on the screen (:arm 15m reason)");
        fail(work, call, &e);
        return 0;
    }
    if (resource != RESOURCE_NONE && !bearer)
        return work->signing_in[resource] ? -1 : work->want_token(work, resource);
    int64_t wait = take_share(work, call, now);
    if (wait)
        return wait;
    call->tag = ++work->last_tag;
    call->attempt++;
    call->generation = work->generation[resource];
    transport_submit(work->transport, filled(call, bearer), bearer, call->tag);
    return 0;
}

void call_hurry(struct work *work, struct call *call)
{
    if (try_send(work, call, clock_monotonic()) == 0)
        transport_wait(work->transport, 0);
}

/* Those that go first, or the others, each in the order in which they were begun. */
static int64_t send_those(struct work *work, bool first, int64_t now)
{
    int64_t next = -1;
    for (struct call *call = work->calls; call; call = call->next) {
        if (call->over || call->tag || goes_first(work, call) != first)
            continue;
        int64_t wait = try_send(work, call, now);
        if (wait > 0 && (next < 0 || wait < next))
            next = wait;
    }
    return next;
}

int64_t calls_step(struct work *work)
{
    int64_t now = clock_monotonic(), first, rest;
    sweep(work);
    first = send_those(work, true, now);
    rest = send_those(work, false, now);
    return first < 0 || (rest >= 0 && rest < first) ? rest : first;
}

/* --- replies --- */

/* A success whose body is no JSON (where a picture is asked for: no picture) did not come from the service (a proxy's page, a broken gateway): what it says is not known. */
static bool garbled(const struct call *call, const struct http_reply *reply)
{
    if (call->request->resource == RESOURCE_NONE || reply->status < 200 || reply->status >= 300)
        return false;
    if (!reply->body.length) /* nothing to read: 204 says so; a 200 has lost it on the way */
        return call->request->repeat == HTTP_READ && reply->status == 200;
    if (call->request->picture)
        return !http_picture_ending(&reply->body);
    struct json_scan scan = json_scan(buf_text(&reply->body), reply->body.length);
    for (;;) {
        enum json_event event = json_scan_next(&scan);
        if (event == SCAN_BAD || event == SCAN_END)
            return event == SCAN_BAD;
    }
}

static void distrust(const struct call *call, struct http_reply *reply)
{
    if (!refusal_is_foreign(reply->status, buf_text(&reply->body), reply->body.length,
                            service_find(call->request->resource)->label, &reply->error)) {
        err_set(&reply->error, ERR_CUT, "the answer (HTTP %ld) is not what the service sends", reply->status);
        err_hint(&reply->error,
                 "check what is on the way to the service, such as a proxy or a sign-in page of the network");
    }
    reply->status = 0;
    reply->unsure = http_is_write(call->request) && call->request->repeat != HTTP_READ;
}

/* Nothing we ask answers with a redirect, and a token goes to no other host. */
static void refuse_redirect(const struct call *call, struct http_reply *reply)
{
    auto_arena struct arena *arena = arena_new(256);
    const char *to = http_reply_header(reply, "location");
    struct url url = {0};
    bool known = to && url_split(arena, to, &url);
    err_set(&reply->error, ERR_REFUSED, "redirected (HTTP %ld) to %.200s: not followed", reply->status,
            known ? url.host : "another address");
    err_hint(&reply->error, "check the endpoints of the tenant in the configuration, and the proxy");
    reply->unsure = http_leaves_open(call->request, reply->status);
    reply->status = 0;
}

static void decide(struct work *work, struct call *call, struct http_reply *reply)
{
    if (garbled(call, reply))
        distrust(call, reply);
    else if (reply->status >= 300 && reply->status < 400)
        refuse_redirect(call, reply);
    struct retry_decision decision = retry_decide(call->request, reply, call->attempt, call->renewals, clock_now(),
                                                  random_below(UINT32_MAX));
    switch (decision.what) {
    case RETRY_AGAIN:
        call->due = work_due(work, decision.ms);
        log_line(LOG_HTTP, LOG_INFO, "%ld: %s %s again in %lld ms", reply->status, call->request->method,
                 call->request->url, (long long)decision.ms);
        if (reply->status == 429 || reply->status == 503)
            work_throttled(work, call->request->workload, decision.ms);
        return;
    case RETRY_RENEW_TOKEN:
        if (call->generation == work->generation[call->request->resource])
            call->renewals++; /* else another request found out first: the token it renewed has not been tried here */
        work_token_refused(work, call->request->resource, call->generation,
                           http_reply_header(reply, "www-authenticate"));
        return;
    case RETRY_READ_BACK:
        log_line(LOG_HTTP, LOG_INFO, "it is not known whether %s %s was carried out: it is read back",
                 call->request->method, call->request->url);
        reply->unsure = true;
        break;
    case RETRY_GIVE_UP:
        if (reply->status >= 200 && reply->status < 300) {
            work_healthy(work);
        } else if (reply->status == 503 || reply->status == 429) {
            work_throttled(work, call->request->workload, 0);
        }
        break;
    }
    finish(work, call, reply);
}

void calls_take(struct work *work)
{
    uint64_t tag;
    struct http_reply *reply;
    while (transport_next(work->transport, &tag, &reply)) {
        struct call *call = work->calls;
        while (call && call->tag != tag)
            call = call->next;
        if (call) {
            call->tag = 0;
            budget_release(&work->budget, call->workload, call->cost, clock_monotonic());
            work_check_clock(work, reply);
            if (!call->over && reply->body.data && /* of one that was dropped the request is gone, and nobody reads */
                (reply->status >= 400 || (call->request->secret_body && !call->request->secret_reply)))
                reply->body.length = secret_mask(reply->body.data, reply->body.length); /* it may be sent back */
            if (!call->over)
                decide(work, call, reply);
            if (call->arena && reply->body.data) /* tokens */
                secret_wipe(reply->body.data, reply->body.length);
        }
        transport_give_back(work->transport, reply);
    }
}
