/* Sending what targets are ready for: alone, or up to twenty in a $batch; and handing the replies back. */
#include "worker/run.h"

#include "api/service.h"
#include "base/alloc.h"
#include "base/clock.h"
#include <assert.h>
#include <string.h>

static void sending_free(struct sending *sending)
{
    if (sending->batch && sending->request->secret_body)
        secret_wipe((char *)sending->request->body, sending->request->body_length);
    arena_free(sending->arena);
    xfree(sending);
}

static void unlink_sending(struct run *run, struct sending *sending)
{
    struct sending **at = &run->sendings;
    while (*at && *at != sending)
        at = &(*at)->next;
    if (*at) {
        *at = sending->next;
        run->sending_count--;
    }
    struct sending **any = &run->job.work->sendings;
    while (*any && *any != sending)
        any = &(*any)->other;
    if (*any)
        *any = sending->other;
    run->job.work->busy = true; /* another run may have waited for an object that is free now */
}

void run_drop_sendings(struct run *run)
{
    while (run->sendings) {
        struct sending *sending = run->sendings;
        call_drop(run->job.work, sending->call);
        unlink_sending(run, sending);
        sending_free(sending);
    }
}

/* Forget the request of a target that travels alone; no reply comes. */
static void run_recall(struct run *run, struct run_target *t)
{
    for (struct sending *sending = run->sendings; sending; sending = sending->next)
        if (sending->count == 1 && sending->targets[0] == t) {
            call_drop(run->job.work, sending->call);
            unlink_sending(run, sending);
            sending_free(sending);
            return;
        }
}

/* What was made on the way is removed again: the flow goes on from here, to clean up. */
void run_clean(struct run *run, struct run_target *t)
{
    struct http_reply reply = {.received = clock_now(), .body = buf_make(1)};
    err_set(&reply.error, ERR_CANCELLED, "cancelled");
    if (t->phase == TARGET_SENT)
        run_recall(run, t);
    t->flow.cancelled = true;
    run_advance(run, t, &reply);
}

/* Reads of targets that have changed nothing yet: nobody waits for their answers any more. */
void run_drop_reads(struct run *run)
{
    for (struct sending **at = &run->sendings; *at;) {
        struct sending *sending = *at;
        bool wrote = false;
        for (size_t i = 0; i < sending->count; i++)
            wrote |= sending->targets[i]->wrote;
        if (wrote) {
            at = &sending->next;
            continue;
        }
        for (size_t i = 0; i < sending->count; i++)
            if (sending->targets[i]->phase == TARGET_SENT)
                sending->targets[i]->phase = TARGET_READY;
        call_drop(run->job.work, sending->call);
        unlink_sending(run, sending);
        sending_free(sending);
    }
}

/* A reply that is final for this request: on with the flow, or the end when cancelled meanwhile. */
static void deliver(struct run *run, struct run_target *t, const struct http_reply *reply)
{
    if (t->phase == TARGET_OVER)
        return;
    if (run->job.cancelled && !t->wrote && !t->flow.must_clean) {
        struct err e;
        err_set(&e, ERR_CANCELLED, "cancelled before anything was changed");
        run_finish(run, t, JOB_CANCELLED, NULL, &e);
        return;
    }
    run_advance(run, t, reply);
    if ((run->job.cancelled || run->hurried) && t->phase != TARGET_OVER && t->flow.must_clean && !t->flow.cancelled)
        run_clean(run, t); /* the secret came after the wish to stop */
}

static void deliver_item(struct run *run, struct run_target *t, struct http_reply *reply,
                         const struct http_reply *whole, const struct call *call)
{
    enum retry_what what = item_decide(run->job.work, &t->item, t->flow.request, reply, whole, call);
    reply->unsure |= what == RETRY_READ_BACK;
    if (what == RETRY_AGAIN)
        t->phase = TARGET_RESEND;
    else
        deliver(run, t, reply);
}

/* Whether one of the first `count` writes to the object. */
static bool holds(const struct sending *sending, const char *object, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (sending->objects[i] && !strcmp(sending->objects[i], object))
            return true;
    return false;
}

static void reply_in(void *owner, const struct call *call, const struct http_reply *reply)
{
    struct sending *sending = owner;
    struct run *run = sending->run;
    unlink_sending(run, sending);
    if (!sending->batch) {
        deliver(run, sending->targets[0], reply);
    } else {
        struct http_request *requests[BATCH_MAX];
        struct http_reply *replies[BATCH_MAX];
        for (size_t i = 0; i < sending->count; i++)
            requests[i] = sending->targets[i]->flow.request;
        batch_split(reply, requests, sending->count, replies);
        for (size_t i = 0; i < sending->count; i++) {
            if (i > 0 && replies[i]->status == 424 && sending->objects[i] && holds(sending, sending->objects[i], i))
                sending->targets[i]->phase = TARGET_READY; /* not carried out, as one before it was refused */
            else
                deliver_item(run, sending->targets[i], replies[i], reply, call);
            http_reply_free(replies[i]);
        }
    }
    sending_free(sending);
}

static void tell_running(struct run *run, struct run_target *t)
{
    if (t->told || run->plan)
        return;
    t->told = true;
    struct message message = run_message(run, t, FROM_TARGET, JOB_RUNNING);
    work_send(run->job.work, &message);
}

static void send_now(struct run *run, struct sending *sending)
{
    for (size_t i = 0; i < sending->count; i++) {
        struct run_target *t = sending->targets[i];
        assert(t->phase == TARGET_READY);
        assert(!http_is_write(t->flow.request) || (t->entry && !run->plan && !run->prepare && !t->flow.look));
        t->phase = TARGET_SENT;
        t->wrote |= http_is_write(t->flow.request);
        sending->objects[i] = arena_strdup(sending->arena, t->flow.request->object);
        tell_running(run, t);
    }
    sending->next = run->sendings;
    run->sendings = sending;
    sending->other = run->job.work->sendings;
    run->job.work->sendings = sending;
    run->sending_count++;
    sending->call = call_begin(&run->job, sending->request,
                               sending->batch ? batch_cost(sending->targets[0]->flow.request, sending->count) : 1,
                               reply_in, sending);
}

static struct sending *sending_new(struct run *run)
{
    struct sending *sending = xcalloc(1, sizeof *sending);
    sending->run = run;
    sending->arena = arena_new(0);
    return sending;
}

/* Whether no other write to what the request writes to is under way, or would be in the same batch: the services refuse writes
 * to one object that meet. In a batch of Graph they may follow each other, when they are all there is in it. */
static bool is_free(const struct run *run, const struct sending *sending, const struct http_request *request)
{
    const struct http_request *first = sending->count ? sending->targets[0]->flow.request : NULL;
    bool chained = sending->count > 1 && batch_is_serial(first, sending->targets[1]->flow.request);
    for (const struct sending *other = run->job.work->sendings; request->object && other; other = other->other)
        if (holds(other, request->object, other->count))
            return false;
    if (first && batch_is_serial(first, request))
        return (chained || sending->count == 1) && !service_find(request->resource)->batch_whole;
    for (size_t i = 0; i < sending->count; i++)
        if (batch_is_serial(sending->targets[i]->flow.request, request))
            return false;
    return !chained;
}

/* Reads and writes in batches of their own: a lost answer to reads is simply asked for again. */
static bool fits(const struct run *run, const struct sending *sending, const struct run_target *t)
{
    if (!is_free(run, sending, t->flow.request))
        return false;
    const struct run_target *first = sending->targets[0];
    return !sending->count ||
           (run->count > 1 && item_fits(&t->item, t->flow.request, &first->item, first->flow.request, sending->count));
}

static bool send_batch(struct run *run, struct sending *sending)
{
    struct http_request *requests[BATCH_MAX];
    for (size_t i = 0; i < sending->count; i++)
        requests[i] = sending->targets[i]->flow.request;
    sending->batch = sending->count > 1;
    sending->request = sending->batch ? batch_build(sending->arena, requests, sending->count) : requests[0];
    if (!sending->request)
        return false;
    send_now(run, sending);
    return true;
}

/* A write that many can share waits for those whose reading is on its way: such services count calls, not users (REQUESTS V16). */
static bool waits_for_others(const struct run *run, const struct run_target *t)
{
    const struct http_request *request = t->flow.request;
    bool coming = false;
    size_t ready = 0;
    if (!request->join || !http_is_write(request))
        return false;
    for (size_t i = run->low; i < run->next; i++) {
        const struct run_target *other = &run->targets[i];
        coming |= other->phase == TARGET_SENT && !other->wrote;
        ready += other->phase == TARGET_READY && batch_together(request, other->flow.request);
    }
    return coming && ready < batch_room(request);
}

void run_send(struct run *run)
{
    while (run->sending_count < MOST_SENDINGS) {
        struct sending *sending = sending_new(run);
        for (size_t i = run->low; i < run->next && sending->count < BATCH_MAX; i++) {
            struct run_target *t = &run->targets[i];
            if (t->phase == TARGET_READY && !run_wants_intent(t) && !waits_for_others(run, t) && fits(run, sending, t))
                sending->targets[sending->count++] = t;
        }
        if (!sending->count || !send_batch(run, sending)) {
            sending_free(sending);
            return;
        }
    }
}
