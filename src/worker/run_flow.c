/* Stepping flows: the heart of a run.
 *
 * A flow (src/action) is a function from the last reply to what comes next: send this, wait, already so, done, failed. It knows
 * neither the network nor the journal nor time. A run has a flow for each target, and run_advance() is the one place where a flow is
 * called. Whoever has something for the flow calls it: begin_target() and wake_targets() in run.c with no reply, deliver() in
 * run_send.c with one, run_clean() with an error that stands for the wish to stop.
 *
 *   FRESH --begin_target--> READY --run_send--> SENT --deliver--> run_advance --> READY, WAIT or OVER
 *                             ^                   |                                  |
 *                             +---- RESEND <------+ (deliver_item: later, again)     +-- WAIT: when due, run_advance
 *
 * First comes the guard (guard.c): the target's roles are read (ASKED) before its flow is stepped at all. READY is as far as
 * run_advance() goes with a request: all targets that are ready in a step get their intents in one transaction (run_intents), and only
 * then run_send() sends them, together where that is possible.
 *
 * The same function serves what is not a run:
 *
 * - A plan sends reads. A write answers itself with the sample of its request, and the loop below goes on with that; a wait is
 *   over at once.
 * - Looking back (`look`) sends reads. The first write that the flow wants is the answer: it was not carried out. That counts when it
 *   was found several times and is old enough; before, the flow is begun anew.
 * - Preparing a confirmation steps the action's `prepare` in place of its flow.
 *
 * What holds:
 *
 * - A target that is OVER is never stepped: run_finish() took its flow apart.
 * - No write of a plan, of preparing or of looking back is READY when it leaves this file; run_send.c asserts it.
 * - A write that is sent has an entry in the journal. What became of it is never guessed: `unsure` (the answer was lost) and `unread`
 *   (it was accepted, and what would show it could not be read) end as unsettled.
 * - What has written is finished, whoever cancels; what made something on the way (`must_clean`) removes it. */
#include "worker/run.h"
#include "worker/tenant_info.h"
#include "worker/tokens.h"

#include "base/clock.h"
#include "codec/json.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { LOOKS = 3, FIRST_PAUSE = 2000 /* ms */ }; /* of reading back what was not found carried out */

/* A write as it is told; a repetition of the last one is not told twice. */
static void note_write(struct run_target *t, const struct http_request *request)
{
    struct plan_request told = {.method = request->method,
                                .url = request->url,
                                .together = request->join ? request->join_most : 0,
                                .body = request->shown_body ? request->shown_body : request->body};
    const struct plan_request *last = t->write_count ? &t->writes[t->write_count - 1] : NULL;
    if (last && !strcmp(last->method, told.method) && !strcmp(last->url, told.url) &&
        !strcmp(last->body ? last->body : "", told.body ? told.body : ""))
        return;
    if (!t->write_count)
        t->before = t->flow.prior;
    if (t->write_count == MOST_WRITES)
        return;
    if (told.body)
        told.body = arena_strdup(t->flow.arena, told.body);
    t->writes[t->write_count++] = told;
}

/* --- the flow of a target --- */

/* What the values were when the entry was made; NULL and 0 when it had none. */
static void values_of_entry(struct flow *flow, const struct journal_entry *entry)
{
    struct err ignored;
    auto_json struct json *root = entry->parameters ? json_parse(entry->parameters, strlen(entry->parameters), &ignored)
                                                    : NULL;
    struct param_value *values = arena_alloc(flow->arena, (json_count(root) + 1) * sizeof *values);
    flow->value_count = 0;
    for (const struct json *value = json_first(root); value; value = json_next(value))
        values[flow->value_count++] = (struct param_value){.name = arena_strdup(flow->arena, json_key(value)),
                                                           .value = arena_strdup(flow->arena, json_text_or(value, ""))};
    flow->values = values;
}

void run_flow_begin(struct run *run, struct run_target *t)
{
    const struct journal_entry *look = run->extra.looks ? &run->extra.looks[t - run->targets] : NULL;
    const struct journal_entry *undoes = run->extra.undoes ? &run->extra.undoes[t - run->targets] : NULL;
    const struct param_values values = run->each ? run->each[t - run->targets] : run->values;
    arena_free(t->flow.arena);
    t->flow = (struct flow){
        .action = t->flow.action,
        .target = t->target,
        .values = values.items,
        .value_count = values.count,
        .endpoints = &run->job.work->endpoints,
        .arena = arena_new(0),
        .plan = run->plan,
        .several = run->prepare && run->count > 1,
    };
    if (run->prepare) {
        struct err ignored;
        struct work *work = run->job.work;
        enum session_need need = tokens_need(work, RESOURCE_EXCHANGE, &ignored);
        t->flow.prepared = arena_alloc(t->flow.arena, sizeof *t->flow.prepared);
        t->flow.no_exchange = !work->endpoints.at[RESOURCE_EXCHANGE] || need == NEED_PERSON || need == NEED_HELP;
    }
    if (look) {
        t->flow.look = true;
        t->flow.attempts = 1; /* what is found done was done by the entry that is looked at */
        t->flow.prior = look->prior ? look->prior : "";
        t->entry = look->id;
    }
    if (undoes)
        t->flow.restore = undoes->prior ? undoes->prior : "{}";
    if (look || undoes)
        values_of_entry(&t->flow, look ? look : undoes);
}

static struct http_reply sample_reply(const struct http_request *request)
{
    struct http_reply reply = {.status = request->sample_status, .body = buf_make(1u << 20), .received = clock_now()};
    if (request->sample_body)
        buf_puts(&reply.body, request->sample_body);
    return reply;
}

/* Nothing of a plan leaves, whatever its flow forgot. */
static void not_planned(struct run *run, struct run_target *t)
{
    struct err e;
    err_set(&e, ERR_INTERNAL, "a defect of roster: a write without a sample cannot be planned, and was not sent");
    run_finish(run, t, JOB_FAILED, NULL, &e);
}

/* Whether a flow that failed leaves open what became of its write: the answer was lost, or what would prove it could not be read. */
static bool is_open(const struct run_target *t)
{
    if (t->flow.look)
        return (t->unread && t->flow.error.code != ERR_NOT_FOUND) || t->flow.error.code == ERR_PARSE;
    return t->unsure || (t->accepted && (t->unread || t->flow.stale || t->flow.error.code == ERR_PARSE));
}

static void left_open(struct run *run, struct run_target *t)
{
    struct err e = t->flow.error;
    err_set(&e, t->flow.error.code, "%s: %.400s",
            t->accepted ? "accepted, but not read back" : "not known whether it was carried out",
            t->flow.error.message);
    err_hint(&e, "`roster settle`, or the journal on the screen, reads it back");
    snprintf(e.request_id, sizeof e.request_id, "%s", t->flow.error.request_id);
    run_finish(run, t, JOB_UNSETTLED, NULL, &e);
}

static void ended(struct run *run, struct run_target *t, enum flow_state state)
{
    if (state == FLOW_FAILED && is_open(t))
        left_open(run, t);
    else if (state == FLOW_FAILED)
        run_finish(run, t, t->flow.error.code == ERR_CANCELLED ? JOB_CANCELLED : JOB_FAILED, NULL, &t->flow.error);
    else if (run->prepare)
        run_finish(run, t, JOB_DONE, NULL, NULL); /* what was found is told, not that it was read */
    else if (run->plan && state == FLOW_DONE)
        run_finish(run, t, JOB_PLANNED, t->flow.message, NULL);
    else
        run_finish(run, t, state == FLOW_ALREADY ? JOB_ALREADY : JOB_DONE, t->flow.message, NULL);
}

static void note_reply(struct run_target *t, const struct http_reply *reply)
{
    const char *id = http_reply_header(reply, "request-id");
    bool success = reply->status >= 200 && reply->status < 300;
    if (!t->flow.request)
        return;
    t->unread = !http_is_write(t->flow.request) && !success;
    if (!http_is_write(t->flow.request))
        return;
    if (id)
        snprintf(t->request_id, sizeof t->request_id, "%s", id);
    t->unsure = reply->unsure;
    t->accepted = success && !reply->unsure;
}

/* What the flow waits for is shown while it does. */
static void tell_waiting(struct run *run, struct run_target *t, enum flow_state state)
{
    if (!t->flow.progress || run->plan || (state != FLOW_SEND && state != FLOW_WAIT))
        return;
    struct message message = run_message(run, t, FROM_TARGET, JOB_RUNNING);
    message.until = t->flow.until;
    message.text = arena_strdup(message.arena, t->flow.progress);
    t->told = true;
    work_send(run->job.work, &message);
}

/* What was sent a moment ago may still be under way: it is looked for again, with growing pauses, until it is old enough. */
static bool look_again(struct run *run, struct run_target *t)
{
    const struct journal_entry *entry = &run->extra.looks[t - run->targets];
    int64_t now = clock_now(), after = run->job.work->options->settle_after * 1000;
    int64_t last = entry->ended > entry->begun ? entry->ended : entry->begun;
    if (!t->looked++)
        t->decided = (last < now ? last : now) + after; /* a clock that was set back does not make it wait for longer */
    if (!after || (t->looked >= LOOKS && now >= t->decided))
        return false;
    int64_t pause = FIRST_PAUSE << (t->looked < LOOKS ? t->looked - 1 : LOOKS), left = t->decided - now;
    if (t->looked >= LOOKS && left < pause)
        pause = left;
    run_flow_begin(run, t);
    t->flow.progress = "not carried out so far, but it may still be under way";
    t->flow.until = now + (left > pause ? left : pause);
    tell_waiting(run, t, FLOW_WAIT);
    t->phase = TARGET_WAIT;
    t->due = clock_monotonic() + pause;
    return true;
}

/* Whether the service may have taken what it does not show yet: it takes its time with this. */
static bool may_still_show(struct run *run, struct run_target *t)
{
    const struct journal_entry *entry = &run->extra.looks[t - run->targets];
    char until[CLOCK_TEXT];
    struct err e;
    int64_t last = entry->ended > entry->begun ? entry->ended : entry->begun;
    if (!t->flow.lag || clock_now() >= last + t->flow.lag)
        return false;
    err_set(&e, ERR_SERVICE, "not seen so far: the service may take until %s to show it",
            clock_format(last + t->flow.lag, until));
    err_hint(&e, "read it back again then (`roster settle`)");
    run_finish(run, t, JOB_UNSETTLED, NULL, &e);
    return true;
}

static void not_carried_out(struct run *run, struct run_target *t)
{
    struct err e;
    if (look_again(run, t) || may_still_show(run, t))
        return;
    err_set(&e, ERR_SERVICE, "read back: it was not carried out");
    err_hint(&e, "do it again if it is still wanted");
    run_finish(run, t, JOB_FAILED, NULL, &e);
}

/* The write is told. False: something else was signed off, and the target is over. */
static bool is_as_planned(struct run *run, struct run_target *t)
{
    struct err e;
    note_write(t, t->flow.request);
    if (run_expected(run, t, &e))
        return true;
    run_finish(run, t, t->wrote ? JOB_FAILED : JOB_REFUSED, NULL, &e);
    return false;
}

/* One alone; of several the first, for what is the same for all of them. */
static bool is_prepared(const struct run *run, const struct run_target *t)
{
    return run->count == 1 || (t->flow.action->flags & ACTION_PREPARES_SEVERAL && t == run->targets);
}

void run_advance(struct run *run, struct run_target *t, const struct http_reply *reply)
{
    const struct session_identity *identity = session_identity(run->job.work->session);
    struct http_reply sample = {0};
    bool look = t->flow.look;

    assert(t->phase != TARGET_OVER && t->flow.arena);
    if (run->prepare && (!is_prepared(run, t) || run->extra.undoes || !t->flow.action->prepare)) {
        run_finish(run, t, JOB_DONE, NULL, NULL);
        return;
    }
    if (reply)
        note_reply(t, reply);
    for (;;) {
        t->flow.delegated = identity && identity->delegated;
        t->flow.now = clock_now();
        t->flow.progress = NULL;
        enum flow_state state = flow_step(&t->flow, reply);
        if (t->flow.sharepoint)
            work_learn_sharepoint(run->job.work, t->flow.sharepoint);
        tell_waiting(run, t, state);
        buf_free(&sample.body);
        if (state == FLOW_WAIT && !run->plan) {
            t->phase = TARGET_WAIT;
            t->due = work_due(run->job.work, t->flow.wait);
            return;
        }
        reply = NULL;
        if (state == FLOW_WAIT)
            continue;
        if (state != FLOW_SEND) {
            ended(run, t, state);
            return;
        }
        if (look && http_is_write(t->flow.request)) {
            not_carried_out(run, t);
            return;
        }
        if (http_is_write(t->flow.request) && (!run_guard_others(run, t) || !is_as_planned(run, t)))
            return;
        if (!run->plan || !t->flow.request->sample_status)
            break;
        sample = sample_reply(t->flow.request);
        reply = &sample;
    }
    if (http_is_write(t->flow.request) && (run->plan || run->prepare)) {
        not_planned(run, t);
        return;
    }
    t->item = (struct item){0};
    t->phase = TARGET_READY;
}
