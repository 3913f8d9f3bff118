/* A person searched in every customer: a few customers at once, each with a token of its own from the same sign-in. What one
 * refuses is told of that one; the others go on. */
#include "worker/begin.h"
#include "worker/engine.h"
#include "worker/read.h"

#include "api/graph/partners.h"
#include "base/alloc.h"
#include "base/clock.h"
#include <string.h>

enum { AT_ONCE = 8 }; /* customers asked at once */

struct everywhere;

struct visit { /* one customer who is asked now */
    struct everywhere *everywhere;
    struct session *session;
    struct arena *arena; /* NULL: free */
    struct secret *bearer;
    struct reading reading;
};

struct everywhere {
    struct job job;
    const char *text;
    const char **customers; /* their tenants */
    size_t count, next;     /* the next to ask */
    struct visit visits[AT_ONCE];
    size_t active, finished, failed;
};

static void go_on(struct everywhere *everywhere);

static void visit_free(struct visit *visit)
{
    if (!visit->arena)
        return;
    session_free(visit->session);
    secret_free(visit->bearer);
    reading_free(&visit->reading);
    arena_free(visit->arena);
    *visit = (struct visit){.arena = NULL};
}

static void everywhere_free(struct job *job)
{
    for (size_t i = 0; i < AT_ONCE; i++)
        visit_free(&((struct everywhere *)job)->visits[i]);
}

/* The reading is over, and the place is free for another. */
static void leave(struct visit *visit)
{
    struct everywhere *everywhere = visit->everywhere;
    everywhere->failed += visit->reading.state == READ_NOT;
    everywhere->finished++;
    everywhere->active--;
    read_tell(&everywhere->job, &visit->reading);
    visit_free(visit);
    struct message progress = {.kind = FROM_PROGRESS,
                               .job = everywhere->job.id,
                               .finished = everywhere->finished,
                               .total = everywhere->count,
                               .failed = everywhere->failed};
    work_send(everywhere->job.work, &progress);
    everywhere->job.work->busy = true; /* go_on() at the next turn: a refusal may come before anything was sent */
}

/* `reply` may be NULL. */
static void refused(struct visit *visit, const struct http_reply *reply, const struct err *e)
{
    reading_stop(&visit->reading, NULL, e);
    if (reply)
        customer_explain(reply, &visit->reading.error);
    leave(visit);
}

static void found_in(void *owner, const struct call *call, const struct http_reply *reply)
{
    struct visit *visit = owner;
    (void)call;
    if (reading_step(&visit->reading, reply) == SOURCE_SEND) { /* never: a search has one page */
        struct err e;
        err_set(&e, ERR_INTERNAL, "a search went on");
        refused(visit, NULL, &e);
        return;
    }
    if (visit->reading.state == READ_NOT)
        customer_explain(reply, &visit->reading.error);
    leave(visit);
}

static void token_in(void *owner, const struct call *call, const struct http_reply *reply)
{
    struct visit *visit = owner;
    struct err e = {.code = ERR_OK};
    (void)call;
    if (!session_accept(visit->session, RESOURCE_GRAPH, reply, clock_now(), &e)) {
        refused(visit, reply, &e);
        return;
    }
    const char *token = session_token(visit->session, RESOURCE_GRAPH, clock_now());
    if (!token) {
        err_set(&e, ERR_SIGN_IN, "the token is over before it can be used");
        refused(visit, NULL, &e);
        return;
    }
    visit->bearer = secret_new(token, strlen(token));
    struct http_request *request = visit->reading.request;
    request->resource = RESOURCE_NONE; /* a refusal is this token's, not the partner's own */
    request->bearer = visit->bearer;
    request->workload = WORKLOAD_CUSTOMERS;
    call_begin(&visit->everywhere->job, request, 1, found_in, visit);
}

static void enter(struct visit *visit, struct everywhere *everywhere)
{
    struct work *work = everywhere->job.work;
    struct err e = {.code = ERR_OK};
    const char *tenant = everywhere->customers[everywhere->next];
    *visit = (struct visit){
        .everywhere = everywhere, .arena = arena_new(0), .session = session_elsewhere(work->session, tenant)};
    visit->reading = (struct reading){.source = source_find("find-users"),
                                      .subject = tenant,
                                      .text = everywhere->text,
                                      .index = everywhere->next++,
                                      .endpoints = &work->endpoints,
                                      .arena = visit->arena};
    everywhere->active++;
    (void)reading_begin(&visit->reading);
    if (session_need(visit->session, RESOURCE_GRAPH, clock_now(), &e) != NEED_REQUEST) {
        if (e.code == ERR_OK)
            err_set(&e, ERR_SIGN_IN, "this sign-in is valid for its own tenant only");
        refused(visit, NULL, &e);
        return;
    }
    struct arena *arena = arena_new(0);
    struct http_request *request = session_request(visit->session, RESOURCE_GRAPH, arena);
    request->workload = WORKLOAD_CUSTOMERS;
    call_own(work, request, arena, 0, token_in, visit)->job = &everywhere->job;
}

static void go_on(struct everywhere *everywhere)
{
    for (size_t i = 0; i < AT_ONCE; i++)
        if (!everywhere->visits[i].arena && everywhere->next < everywhere->count)
            enter(&everywhere->visits[i], everywhere);
    if (everywhere->active || everywhere->next < everywhere->count)
        return;
    struct message end = {.state = everywhere->failed ? JOB_FAILED : JOB_DONE,
                          .finished = everywhere->finished,
                          .total = everywhere->count,
                          .failed = everywhere->failed};
    job_end(&everywhere->job, &end);
}

static int64_t everywhere_step(struct job *job, int64_t now)
{
    (void)now;
    if (((struct everywhere *)job)->customers)
        go_on((struct everywhere *)job);
    return -1;
}

static void customers_in(struct job *job, struct reading *reading)
{
    struct everywhere *everywhere = (struct everywhere *)job;
    if (reading->state == READ_NOT) {
        job_fail(job, &reading->error);
        return;
    }
    everywhere->count = reading->page->count;
    everywhere->customers = arena_alloc(job->arena, (everywhere->count + 1) * sizeof *everywhere->customers);
    for (size_t i = 0; i < everywhere->count; i++)
        everywhere->customers[i] = arena_strdup(job->arena, record_text(&reading->page->records[i], "tenantId"));
    job->lane = LANE_BACKGROUND;
    read_tell(job, reading);
}

void find_everywhere(struct work *work, struct message *asked)
{
    static const struct job_kind kind = {
        .name = "everywhere", .size = sizeof(struct everywhere), .free = everywhere_free, .step = everywhere_step};
    struct everywhere *everywhere = job_begin(work, &kind, asked->job);
    everywhere->text = arena_strdup(everywhere->job.arena, asked->text);
    read_child(&everywhere->job, "customers", customers_in);
}
