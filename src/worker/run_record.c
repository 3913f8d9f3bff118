/* What is told about a target, and its end. */
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

struct message run_message(const struct run *run, const struct run_target *t, enum message_kind kind,
                           enum job_state state)
{
    return (struct message){.kind = kind,
                            .job = run->part.of ? run->part.of->id : run->job.id,
                            .arena = arena_new(256),
                            .state = state,
                            .index = run->part.index + (size_t)(t - run->targets)};
}

static struct message outcome_message(struct run *run, struct run_target *t, enum job_state state, const char *text,
                                      const struct err *e)
{
    struct message message = run_message(run, t, run->prepare ? FROM_PREPARED : FROM_TARGET, state);
    message.action = t->flow.action;
    message.entry_id = t->entry;
    struct plan_request *requests = arena_alloc(message.arena, (t->write_count + 1) * sizeof *requests);
    for (size_t i = 0; i < t->write_count; i++)
        requests[i] = (struct plan_request){.method = arena_strdup(message.arena, t->writes[i].method),
                                            .url = arena_strdup(message.arena, t->writes[i].url),
                                            .body = arena_strdup(message.arena, t->writes[i].body),
                                            .together = t->writes[i].together};
    message.requests = requests;
    message.request_count = t->write_count;
    message.targets = targets_copy(message.arena, t->target, 1);
    if (t->flow.made_id)
        snprintf(message.targets->id, sizeof message.targets->id, "%s", t->flow.made_id);
    message.target_count = 1;
    message.before = run->plan ? arena_strdup(message.arena, t->before) : NULL;
    message.text = arena_strdup(message.arena, text);
    message.request_id = t->request_id[0] ? arena_strdup(message.arena, t->request_id) : NULL;
    if (e)
        message.error = *e;
    bool well = state == JOB_DONE || state == JOB_ALREADY;
    /* who was made, or may have been, has a password that is known nowhere else */
    bool made = t->flow.action->flags & ACTION_CREATES && (t->flow.made_id || state == JOB_UNSETTLED);
    if (!run->plan && (well || made)) {
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
    const struct held held = work_held(run->job.work);
    struct err e = {.code = ERR_OK};
    enum permission may = permission_of(t->flow.action, &held, &e);
    if (may != PERMISSION_MAY)
        message->doubt = arena_printf(message->arena, "it will %sbe refused: %s; %s",
                                      may == PERMISSION_CANNOT ? "" : "probably ", e.message, e.hint);
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
    if (t->flow.row_changed && !run->plan && (t->flow.made_id || state == JOB_DONE || state == JOB_ALREADY))
        read_row(run->job.work, t->flow.made_id ? t->flow.made_id : t->target->id);
    if ((t->entry || (run->extra.undoes && state == JOB_ALREADY)) && !run->plan && !run->prepare)
        run_note(run, t, state, e ? e->message : text);
    if (run->part.over)
        run->part.over(run->part.of, run->part.index, &message);
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
