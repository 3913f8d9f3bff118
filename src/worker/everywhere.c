/* A person searched in every customer: a few customers at once, each with a token of its own from the same sign-in. What one
 * refuses is told of that one; the others go on. */
#include "worker/partners.h"

#include "base/alloc.h"
#include "base/clock.h"
#include <string.h>

static void go_on(struct partners *partners);

static void visit_free(struct visit *visit)
{
    if (!visit->customer)
        return;
    session_free(visit->session);
    secret_free(visit->bearer);
    arena_free(visit->arena);
    *visit = (struct visit){0};
}

void partners_search_free(struct partners *partners)
{
    for (size_t i = 0; i < PARTNERS_AT_ONCE; i++)
        visit_free(&partners->visits[i]);
}

/* What came of one customer; `e` may be NULL. */
static void tell(struct visit *visit, const struct user_match *found, const struct err *e)
{
    struct partners *partners = visit->partners;
    struct message message = {.kind = FROM_FOUND, .job = partners->job.id, .arena = arena_new(0), .customer_count = 1};
    struct message_customer *customer = arena_alloc(message.arena, sizeof *customer);
    size_t count = 0;
    *customer = partners_copy(message.arena, visit->customer);
    message.customers = customer;
    for (const struct user_match *match = found; match; match = match->next)
        count++;
    message.targets = arena_alloc(message.arena, (count + 1) * sizeof *message.targets);
    for (const struct user_match *match = found; match; match = match->next) {
        struct target *target = &message.targets[message.target_count];
        struct guid id;
        if (!guid_parse(match->id, strlen(match->id), &id))
            continue;
        guid_format(&id, target->id);
        target->user_principal_name = arena_strdup(message.arena, match->user_principal_name);
        target->display_name = arena_strdup(message.arena, match->display_name);
        target->enabled_known = true;
        target->enabled = match->enabled;
        target->synced = match->synced;
        target->guest = match->guest;
        message.target_count++;
    }
    if (e)
        message.error = *e;
    work_send(partners->job.work, &message);
}

/* The place is free for another. */
static void leave(struct visit *visit, const struct user_match *found, const struct err *e)
{
    struct partners *partners = visit->partners;
    tell(visit, found, e);
    partners->failed += e != NULL;
    partners->finished++;
    partners->active--;
    visit_free(visit);
    struct message progress = {.kind = FROM_PROGRESS,
                               .job = partners->job.id,
                               .finished = partners->finished,
                               .total = partners->customers.count,
                               .failed = partners->failed};
    work_send(partners->job.work, &progress);
    go_on(partners);
}

static void found_in(void *owner, const struct call *call, const struct http_reply *reply)
{
    struct visit *visit = owner;
    struct err e = {.code = ERR_OK};
    (void)call;
    struct user_match *found = graph_users_found(reply, visit->arena, &e);
    if (e.code != ERR_OK)
        customer_explain(reply, &e);
    leave(visit, found, e.code == ERR_OK ? NULL : &e);
}

static void token_in(void *owner, const struct call *call, const struct http_reply *reply)
{
    struct visit *visit = owner;
    struct work *work = visit->partners->job.work;
    struct err e = {.code = ERR_OK};
    (void)call;
    if (!session_accept(visit->session, RESOURCE_GRAPH, reply, clock_now(), &e)) {
        customer_explain(reply, &e);
        leave(visit, NULL, &e);
        return;
    }
    const char *token = session_token(visit->session, RESOURCE_GRAPH, clock_now());
    if (!token) {
        err_set(&e, ERR_SIGN_IN, "the token is over before it can be used");
        leave(visit, NULL, &e);
        return;
    }
    visit->bearer = secret_new(token, strlen(token));
    struct http_request *request = graph_users_find(visit->arena, &work->endpoints, visit->partners->text);
    request->resource = RESOURCE_NONE; /* a refusal is this token's, not the partner's own */
    request->bearer = visit->bearer;
    request->workload = WORKLOAD_CUSTOMERS;
    call_begin(&visit->partners->job, request, 1, found_in, visit);
}

static void enter(struct visit *visit, struct partners *partners, const struct customer *customer)
{
    struct work *work = partners->job.work;
    struct err e = {.code = ERR_OK};
    *visit = (struct visit){.partners = partners,
                            .customer = customer,
                            .arena = arena_new(0),
                            .session = session_elsewhere(work->session, customer->tenant_id)};
    partners->active++;
    if (session_need(visit->session, RESOURCE_GRAPH, clock_now(), &e) != NEED_REQUEST) {
        if (e.code == ERR_OK)
            err_set(&e, ERR_SIGN_IN, "this sign-in is good for its own tenant alone");
        tell(visit, NULL, &e);
        partners->failed++;
        partners->finished++;
        partners->active--;
        visit_free(visit);
        return;
    }
    struct arena *arena = arena_new(0);
    struct http_request *request = session_request(visit->session, RESOURCE_GRAPH, arena);
    request->workload = WORKLOAD_CUSTOMERS;
    call_own(work, request, arena, 0, token_in, visit)->job = &partners->job;
}

static void go_on(struct partners *partners)
{
    for (size_t i = 0; i < PARTNERS_AT_ONCE; i++)
        while (partners->next && !partners->visits[i].customer) {
            const struct customer *customer = partners->next;
            partners->next = customer->next;
            enter(&partners->visits[i], partners, customer);
        }
    if (partners->active || partners->next || partners->job.ended)
        return;
    struct message end = {.state = partners->failed ? JOB_FAILED : JOB_DONE,
                          .finished = partners->finished,
                          .total = partners->customers.count,
                          .failed = partners->failed};
    job_end(&partners->job, &end);
}

void partners_search(struct partners *partners)
{
    partners->job.lane = LANE_BACKGROUND;
    partners->next = partners->customers.first;
    go_on(partners);
}
