/* Something searched in every customer: a person, or whom a suspect address, application or target of forwarding touches. A few
 * customers at once, each with a token of its own from the same sign-in. What one refuses is told of that one; the others go on. */
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
    struct endpoints endpoints;
    const char *tenant;
    size_t text; /* which is asked for now */
    bool failed;
    struct reading reading;
};

struct everywhere {
    struct job job;
    const struct source *source;
    const char **texts;
    size_t text_count;
    int64_t from;
    bool raw;
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

/* The customer is through, and the place is free for another. */
static void leave(struct visit *visit)
{
    struct everywhere *everywhere = visit->everywhere;
    everywhere->failed += visit->failed;
    everywhere->finished++;
    everywhere->active--;
    visit_free(visit);
    struct message progress = {.kind = FROM_PROGRESS,
                               .job = everywhere->job.id,
                               .finished = everywhere->finished,
                               .total = everywhere->count,
                               .failed = everywhere->failed};
    work_send(everywhere->job.work, &progress);
    everywhere->job.work->busy = true; /* go_on() at the next turn: a refusal may come before anything was sent */
}

static void tell(struct visit *visit)
{
    visit->failed |= visit->reading.state == READ_NOT;
    visit->reading.subject = visit->tenant; /* who it is about */
    read_tell(&visit->everywhere->job, &visit->reading);
}

/* No more is asked of this customer. `reply` may be NULL. */
static void refused(struct visit *visit, const struct http_reply *reply, const struct err *e)
{
    reading_stop(&visit->reading, NULL, e);
    if (reply)
        customer_explain(reply, &visit->reading.error);
    tell(visit);
    leave(visit);
}

static void send(struct visit *visit);

static void ask(struct visit *visit)
{
    struct everywhere *everywhere = visit->everywhere;
    reading_free(&visit->reading);
    visit->reading = (struct reading){.source = everywhere->source,
                                      .text = everywhere->texts[visit->text],
                                      .index = visit->text,
                                      .from = everywhere->from,
                                      .raw = everywhere->raw,
                                      .endpoints = &visit->endpoints,
                                      .arena = visit->arena};
    (void)reading_begin(&visit->reading);
    send(visit);
}

static void came(void *owner, const struct call *call, const struct http_reply *reply)
{
    struct visit *visit = owner;
    (void)call;
    if (reading_step(&visit->reading, reply) == SOURCE_SEND) {
        send(visit);
        return;
    }
    if (visit->reading.state == READ_NOT)
        customer_explain(reply, &visit->reading.error);
    tell(visit);
    if (++visit->text < visit->everywhere->text_count)
        ask(visit);
    else
        leave(visit);
}

static void go(struct visit *visit, const char *token)
{
    struct http_request *request = visit->reading.request;
    secret_free(visit->bearer);
    visit->bearer = secret_new(token, strlen(token));
    request->resource = RESOURCE_NONE; /* a refusal is this token's, not the partner's own */
    request->bearer = visit->bearer;
    request->workload = WORKLOAD_CUSTOMERS;
    call_begin(&visit->everywhere->job, request, 1, came, visit);
}

static void token_in(void *owner, const struct call *call, const struct http_reply *reply)
{
    struct visit *visit = owner;
    struct err e = {.code = ERR_OK};
    enum http_resource resource = visit->reading.request->resource;
    (void)call;
    if (!session_accept(visit->session, resource, reply, clock_now(), &e)) {
        refused(visit, reply, &e);
        return;
    }
    const char *token = session_token(visit->session, resource, clock_now());
    if (token) {
        go(visit, token);
        return;
    }
    err_set(&e, ERR_SIGN_IN, "the token is over before it can be used");
    refused(visit, NULL, &e);
}

/* What the reading wants, with a token of the customer for it. */
static void send(struct visit *visit)
{
    struct err e = {.code = ERR_OK};
    enum http_resource resource = visit->reading.request->resource;
    const char *token = session_token(visit->session, resource, clock_now());
    if (token) {
        go(visit, token);
        return;
    }
    if (session_need(visit->session, resource, clock_now(), &e) != NEED_REQUEST) {
        if (e.code == ERR_OK)
            err_set(&e, ERR_SIGN_IN, "this sign-in is valid for its own tenant only");
        refused(visit, NULL, &e);
        return;
    }
    struct arena *arena = arena_new(0);
    struct http_request *request = session_request(visit->session, resource, arena);
    request->workload = WORKLOAD_CUSTOMERS;
    call_own(visit->everywhere->job.work, request, arena, 0, token_in, visit)->job = &visit->everywhere->job;
}

static void enter(struct visit *visit, struct everywhere *everywhere)
{
    struct work *work = everywhere->job.work;
    const char *tenant = everywhere->customers[everywhere->next++];
    *visit = (struct visit){.everywhere = everywhere,
                            .arena = arena_new(0),
                            .tenant = tenant,
                            .session = session_elsewhere(work->session, tenant),
                            .endpoints = work->endpoints};
    visit->endpoints.tenant_id = tenant;
    everywhere->active++;
    ask(visit);
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
    everywhere->source = asked->source_count ? asked->sources[0] : source_find("find-users");
    everywhere->text_count = asked->source_count ? asked->text_count : 1;
    everywhere->texts = arena_alloc(everywhere->job.arena, (everywhere->text_count + 1) * sizeof(char *));
    for (size_t i = 0; i < everywhere->text_count; i++)
        everywhere->texts[i] = arena_strdup(everywhere->job.arena, asked->source_count ? asked->texts[i] : asked->text);
    everywhere->from = asked->from;
    everywhere->raw = asked->raw;
    read_child(&everywhere->job, "customers", customers_in);
}
