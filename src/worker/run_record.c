/* What is written down and told about a target: intents, outcomes, and its end. */
#include "worker/begin.h"
#include "worker/read.h"
#include "worker/run.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/log.h"
#include "codec/json.h"
#include "worker/tenant_info.h"
#include <assert.h>
#include <stdio.h>

/* --- the journal --- */

static char *requests_json(struct run_target *t)
{
    auto_buf struct buf out = buf_make(1u << 20);
    struct json_writer w = json_writer(&out);
    json_open(&w, '[');
    for (size_t i = 0; i < t->write_count; i++) {
        const struct plan_request *request = &t->writes[i];
        json_open(&w, '{');
        json_name(&w, "method");
        json_put_text(&w, request->method);
        json_name(&w, "url");
        json_put_text(&w, request->url);
        json_name(&w, "body");
        json_put_body(&w, request->body);
        json_close(&w);
    }
    json_close(&w);
    return arena_strdup(t->flow.arena, buf_text(&out));
}

/* What the action was told, without secrets: undo and settling need it. */
static const char *parameters_json(const struct run_target *t)
{
    const struct flow *flow = &t->flow;
    auto_buf struct buf out = buf_make(1u << 20);
    struct json_writer w = json_writer(&out);
    if (!flow->value_count)
        return NULL;
    json_open(&w, '{');
    for (const struct param *param = flow->action->params; param && param->name; param++) {
        const char *value = param->kind == PARAM_SECRET ? NULL : flow_value(flow, param->name);
        if (!value)
            continue;
        json_name(&w, param->name);
        json_put_text(&w, value);
    }
    json_close(&w);
    return arena_strdup(flow->arena, buf_text(&out));
}

static struct journal_entry intent_of(struct run *run, struct run_target *t)
{
    const struct session_identity *identity = session_identity(run->job.work->session);
    const struct journal_entry *undoes = run->extra.undoes ? &run->extra.undoes[t - run->targets] : NULL;
    return (struct journal_entry){
        .begun = clock_now(),
        .tenant = identity ? identity->tenant_id : run->job.work->options->tenant->tenant_id,
        .operator_name = identity ? identity->operator_name : run->job.work->options->tenant->client_id,
        .action = run->action->name,
        .target_id = t->target->id,
        .target_upn = t->target->user_principal_name,
        .target_name = t->target->display_name,
        .prior = t->flow.prior,
        .parameters = parameters_json(t),
        .requests = requests_json(t),
        .undoes = undoes ? undoes->id : 0,
    };
}

static bool wants_intent(const struct run_target *t)
{
    return t->phase == TARGET_READY && !t->entry && http_is_write(t->flow.request);
}

/* Whether the token allows the action; known now, because every flow reads before it writes. */
static bool permitted(struct run *run, struct err *e)
{
    struct held held = work_held(run->job.work);
    held.grows = false; /* it was asked for, if it could be */
    return action_permitted(run->action, &held, e);
}

void run_intents(struct run *run)
{
    struct journal_entry *entries;
    struct err e = {.code = ERR_OK};
    int64_t *ids;
    size_t n = 0, at = 0;

    if (run->plan)
        return;
    for (size_t i = run->low; i < run->next; i++)
        n += wants_intent(&run->targets[i]);
    if (!n)
        return;
    bool may = permitted(run, &e);
    entries = xcalloc(n, sizeof *entries);
    ids = xcalloc(n, sizeof *ids);
    for (size_t i = run->low; i < run->next; i++)
        if (wants_intent(&run->targets[i]))
            entries[at++] = intent_of(run, &run->targets[i]);
    bool good = may && journal_intents(run->job.work->journal, entries, n, ids, &e);
    at = 0;
    for (size_t i = run->low; i < run->next; i++) {
        struct run_target *t = &run->targets[i];
        if (!wants_intent(t))
            continue;
        if (good)
            t->entry = ids[at++];
        else
            run_finish(run, t, may ? JOB_FAILED : JOB_REFUSED, NULL, &e);
    }
    xfree(ids);
    xfree(entries);
}

static void write_outcome(struct run *run, struct run_target *t, enum job_state state, const char *text)
{
    static const enum journal_state states[] = {
        [JOB_DONE] = JOURNAL_DONE,           [JOB_ALREADY] = JOURNAL_ALREADY, [JOB_FAILED] = JOURNAL_FAILED,
        [JOB_UNSETTLED] = JOURNAL_UNSETTLED, [JOB_REFUSED] = JOURNAL_FAILED,  [JOB_CANCELLED] = JOURNAL_FAILED,
        [JOB_SKIPPED] = JOURNAL_FAILED,
    };
    struct err e = {.code = ERR_OK};
    struct journal_entry entry = {
        .id = t->entry,
        .ended = clock_now(),
        .state = states[state],
        .message = text,
        .target_id = t->flow.made_id,
        .request_id = t->request_id[0] ? t->request_id : NULL,
        .requests = t->write_count ? requests_json(t) : NULL,
    };
    if (journal_outcome(run->job.work->journal, &entry, &e))
        return;
    struct message health = {.kind = FROM_HEALTH, .arena = arena_new(0)};
    health.text = arena_printf(health.arena, "%s: the outcome of entry %lld is not in it", e.message,
                               (long long)t->entry);
    work_send(run->job.work, &health);
}

/* --- the end of a target --- */

static struct message outcome_message(struct run *run, struct run_target *t, enum job_state state, const char *text,
                                      const struct err *e)
{
    struct message message = {.kind = run->prepare                        ? FROM_PREPARED
                                      : run->plan && state == JOB_PLANNED ? FROM_PLAN
                                                                          : FROM_TARGET,
                              .job = run->job.id,
                              .arena = arena_new(0),
                              .action = t->flow.action,
                              .state = state,
                              .index = (size_t)(t - run->targets)};
    struct plan_request *requests = arena_alloc(message.arena, (t->write_count + 1) * sizeof *requests);
    for (size_t i = 0; i < t->write_count; i++)
        requests[i] = (struct plan_request){.method = arena_strdup(message.arena, t->writes[i].method),
                                            .url = arena_strdup(message.arena, t->writes[i].url),
                                            .body = arena_strdup(message.arena, t->writes[i].body)};
    message.requests = requests;
    message.request_count = t->write_count;
    message.targets = arena_alloc(message.arena, sizeof *message.targets);
    *message.targets = *t->target;
    if (t->flow.made_id)
        snprintf(message.targets->id, sizeof message.targets->id, "%s", t->flow.made_id);
    message.targets->user_principal_name = arena_strdup(message.arena, t->target->user_principal_name);
    message.targets->display_name = arena_strdup(message.arena, t->target->display_name);
    message.target_count = 1;
    message.text = arena_strdup(message.arena, text);
    if (e)
        message.error = *e;
    if (!run->plan && (state == JOB_DONE || state == JOB_ALREADY)) {
        message.enabled_changed = t->flow.enabled_changed;
        message.enabled_now = t->flow.enabled_now;
        message.removed = t->flow.removed;
        message.secret = flow_take_secret(&t->flow);
        message.secret_name = arena_strdup(message.arena, t->flow.secret_name);
    }
    return message;
}

/* Warnings and what prepare found; the latter lives in the flow's arena, which moves with the message. */
static void add_prepared(const struct run *run, struct run_target *t, struct message *message)
{
    if (!t->flow.arena)
        return;
    message->warnings = (const char *const *)guard_warnings(message->arena, t->flow.action, t->target, &t->facts);
    if (run->count > 1)
        message->text = arena_strdup(message->arena, guard_left_out(t->flow.action, &t->facts));
    message->wants_name = guard_wants_name(t->flow.action, &t->facts);
    if (message->error.code == ERR_OK)
        message->prepared = prepared_copy(message->arena, t->flow.prepared);
}

static void log_outcome(const struct run *run, const struct run_target *t, enum job_state state, const char *text)
{
    const char *how = run->prepare ? "prepare " : run->plan ? "plan " : "";
    const struct action *action = run->action ? run->action : t->flow.action;
    bool bad = state == JOB_FAILED || state == JOB_UNSETTLED;
    log_line(LOG_JOB, bad ? LOG_ERROR : LOG_INFO, "%s%s %s: %s%s%s", how, action ? action->name : "settle",
             t->target->id, job_state_name(state), text ? ", " : "", text ? text : "");
}

void run_finish(struct run *run, struct run_target *t, enum job_state state, const char *text, const struct err *e)
{
    assert(t->phase != TARGET_OVER && run->over < run->count);
    struct message message = outcome_message(run, t, state, text, e);
    log_outcome(run, t, state, e ? e->message : text);
    if (run->prepare)
        add_prepared(run, t, &message);
    if (t->flow.row_changed && !run->plan && (state == JOB_DONE || state == JOB_ALREADY))
        read_row(run->job.work, t->flow.made_id ? t->flow.made_id : t->target->id);
    if (t->entry && !run->plan)
        write_outcome(run, t, state, e ? e->message : text);
    work_send(run->job.work, &message);
    run->active -= t->flow.arena != NULL; /* it had begun */
    t->phase = TARGET_OVER;
    run->over++;
    run->ok += state == JOB_DONE || state == JOB_ALREADY || state == JOB_PLANNED;
    run->failed += state == JOB_FAILED || state == JOB_UNSETTLED;
    run->skipped += state == JOB_SKIPPED || state == JOB_REFUSED || state == JOB_CANCELLED;
    secret_free(flow_take_secret(&t->flow));
    for (size_t i = 0; i < 2; i++) {
        secret_free(t->flow.kept[i]);
        t->flow.kept[i] = NULL;
    }
    arena_free(t->flow.arena);
    t->flow.arena = NULL;
}
