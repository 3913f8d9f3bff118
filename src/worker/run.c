/* Runs: targets begin in a window, wait, are sent together, and end one by one. */
#include "worker/run.h"
#include "worker/begin.h"
#include "worker/suspects.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/random.h"
#include <assert.h>
#include <string.h>

static void run_free(struct job *job)
{
    struct run *run = (struct run *)job;
    run_drop_sendings(run);
    for (size_t i = 0; i < run->count; i++) {
        secret_free(run->targets[i].flow.secret);
        for (size_t k = 0; k < 2; k++)
            secret_free(run->targets[i].flow.kept[k]);
        arena_free(run->targets[i].flow.arena);
    }
    xfree(run->targets);
    arena_free(run->arena);
}

static void cancel_target(struct run *run, struct run_target *t)
{
    struct err e;
    bool looks = run->extra.looks; /* the entry that is looked at stays as it is: nobody knows */
    err_set(&e, ERR_CANCELLED,
            looks ? "not known whether it was carried out: cancelled" : "cancelled before anything was changed");
    run_finish(run, t, looks ? JOB_UNSETTLED : JOB_CANCELLED, NULL, &e);
}

/* What has written is finished; the rest ends here, also when it waits for an answer. */
static void run_cancel(struct job *job)
{
    struct run *run = (struct run *)job;
    run_drop_reads(run);
    for (size_t i = run->low; i < run->count; i++) {
        struct run_target *t = &run->targets[i];
        if (t->phase == TARGET_OVER || t->flow.cancelled)
            continue;
        if (t->flow.must_clean)
            run_clean(run, t);
        else if (t->phase != TARGET_SENT && !t->wrote)
            cancel_target(run, t);
    }
}

/* The user quits: nobody waits for a person's answer any more; everything else is finished. */
static void run_hurry(struct job *job)
{
    struct run *run = (struct run *)job;
    run->hurried = true;
    for (size_t i = run->low; i < run->next; i++) {
        struct run_target *t = &run->targets[i];
        if (t->phase != TARGET_OVER && t->flow.must_clean && !t->flow.cancelled)
            run_clean(run, t);
    }
}

/* What gives access back asks for the devices of somebody else; what is looked back at was decided. */
static bool learn_suspects(struct run *run, struct run_target *t)
{
    struct err e;
    if (!t->flow.action->lets_in || run->extra.looks || run->prepare)
        return true;
    t->flow.suspects = suspect_devices(run->job.work, t->flow.arena, t->target->id, &e);
    if (!t->flow.suspects)
        run_finish(run, t, JOB_FAILED, NULL, &e);
    return t->flow.suspects != NULL;
}

static void begin_target(struct run *run, struct run_target *t)
{
    run->active++;
    run_flow_begin(run, t);
    if (learn_suspects(run, t) && !run_guard(run, t))
        run_advance(run, t, NULL);
}

static int64_t wake_targets(struct run *run, int64_t now)
{
    int64_t next = -1;
    for (size_t i = run->low; i < run->next; i++) {
        struct run_target *t = &run->targets[i];
        if (t->phase != TARGET_WAIT && t->phase != TARGET_RESEND)
            continue;
        int64_t due = t->phase == TARGET_WAIT ? t->due : t->item.due;
        if (due > now) {
            next = next < 0 || due - now < next ? due - now : next;
        } else if (t->phase == TARGET_RESEND) {
            t->phase = TARGET_READY;
        } else {
            run_advance(run, t, NULL);
        }
    }
    return next;
}

static void tell_progress(struct run *run)
{
    if (run->over == run->told || run->plan || run->prepare || run->part.of)
        return;
    run->told = run->over;
    struct message progress = {.kind = FROM_PROGRESS,
                               .job = run->job.id,
                               .finished = run->over,
                               .total = run->count,
                               .ok = run->ok,
                               .failed = run->failed,
                               .skipped = run->skipped};
    work_send(run->job.work, &progress);
}

/* Of two waits; -1: none. */
static int64_t sooner(int64_t a, int64_t b)
{
    return a < 0 || (b >= 0 && b < a) ? b : a;
}

static int64_t run_step(struct job *job, int64_t now)
{
    struct run *run = (struct run *)job;
    int64_t wait = run->consent.use && !job->cancelled ? consent_step(job->work, &run->consent) : 0;
    if (wait)
        return wait;
    if (run_guard_waits(run) && !job->ended)
        return -1;
    if (job->ended)
        return -1;
    run_fuse(run); /* before the next begin: the first one may have failed meanwhile */
    size_t begun = run->next;
    while (run->next < run->count && run_room(run)) {
        struct run_target *t = &run->targets[run->next++];
        if (t->phase != TARGET_OVER)
            begin_target(run, t);
    }
    run_guard_ask(run, begun);
    int64_t next = wake_targets(run, now);
    int64_t intents = run_intents(run, now);
    run_send(run);
    run_fuse(run);
    while (run->low < run->count && run->targets[run->low].phase == TARGET_OVER)
        run->low++;
    tell_progress(run);
    int64_t outcomes = run_outcomes(run, now);
    if (run->over == run->count && outcomes < 0 && !job->ended) {
        assert(!run->active && run->next == run->count);
        struct message end = {.state = job->cancelled && run->skipped && !run->failed ? JOB_CANCELLED
                                       : run->plan                                    ? JOB_PLANNED
                                       : run->failed                                  ? JOB_FAILED
                                                                                      : JOB_DONE,
                              .finished = run->over,
                              .total = run->count,
                              .ok = run->ok,
                              .failed = run->failed,
                              .skipped = run->skipped};
        if (run_lost(run, &end.error))
            end.state = JOB_FAILED;
        job_end(job, &end);
        return -1;
    }
    next = sooner(sooner(next, intents), outcomes);
    /* room in the window came free while stepping: go on at once */
    return run->next < run->count && run_room(run) ? 0 : next;
}

/* The deadline is over: writes on their way become unsettled in the journal. */
static void run_abandon(struct job *job)
{
    struct run *run = (struct run *)job;
    struct err e;
    err_set(&e, ERR_CANCELLED, "roster had to end before the outcome was known");
    err_hint(&e, "look at the journal: what is unsettled can be read back");
    job->cancelled = true;
    run->abandoned = true;
    run_drop_sendings(run);
    for (size_t i = run->low; i < run->count; i++)
        if (run->targets[i].phase != TARGET_OVER)
            run_finish(run, &run->targets[i], run->targets[i].wrote || run->extra.looks ? JOB_UNSETTLED : JOB_CANCELLED,
                       NULL, &e);
    run_step(job, clock_monotonic());
}

/* What some values alone take, as giving a role: the rare permissions of the actions that give it. */
static void consent_of_values(struct run *run, const struct message *asked)
{
    const char *const **lists[] = {&run->consent.needs, &run->consent.also};
    size_t count = 0;
    for (const struct param *param = run->action ? run->action->params : NULL; param && param->name; param++) {
        const struct action *gives = param->gives ? action_find(param->gives) : NULL;
        bool given = param_value_of(run->values, param->name) != NULL;
        for (size_t i = 0; run->each && i < asked->target_count && !given; i++)
            given = param_value_of(run->each[i], param->name) != NULL;
        if (!given || !gives || !(gives->flags & ACTION_RARE) || count == sizeof lists / sizeof *lists)
            continue;
        *lists[count++] = gives->needs;
        run->consent.use = gives->label;
    }
    run->consent.over = !count;
}

static void begin(struct work *work, struct message *asked, const struct run_extra *extra, const struct run_part *part)
{
    static const struct job_kind kind = {.name = "run",
                                         .size = sizeof(struct run),
                                         .cancel = run_cancel,
                                         .hurry = run_hurry,
                                         .abandon = run_abandon,
                                         .free = run_free,
                                         .step = run_step};
    struct run *run = part ? job_begin_child(part->of, &kind, 0) : job_begin(work, &kind, asked->job);
    run->job.writes = asked->kind != TO_PREPARE && !asked->plan && !(extra && extra->looks);
    run->arena = asked->arena;
    run->action = asked->action;
    run->values = (struct param_values){asked->values, asked->value_count};
    run->each = asked->each;
    run->expects = asked->expects;
    run->planned = asked->planned;
    run->plan = asked->plan;
    run->typed = asked->typed;
    run->prepare = asked->kind == TO_PREPARE;
    if (extra)
        run->extra = *extra;
    if (run->action && run->action->flags & ACTION_RARE && (!run->prepare || run->action->prepare))
        run->consent = (struct consent){
            .use = run->action->label, .needs = run->action->needs, .also = run->action->reads};
    else if (!run->prepare)
        consent_of_values(run, asked);
    random_bytes(&run->number, sizeof run->number);
    run->number = (run->number & ((INT64_C(1) << 53) - 1)) | 1; /* as JSON can say it */
    if (part) {
        assert(asked->target_count == 1);
        run->part = *part;
        run->number = part->number;
    }
    run->count = asked->target_count;
    run->targets = xcalloc(run->count ? run->count : 1, sizeof *run->targets);
    for (size_t i = 0; i < run->count; i++) {
        const struct journal_entry *look = run->extra.looks ? &run->extra.looks[i] : NULL;
        run->targets[i].target = &asked->targets[i];
        run->targets[i].flow.action = look ? action_find(look->action) : run->action;
    }
    asked->arena = NULL; /* ours now */
}

void run_begin(struct work *work, struct message *asked, const struct run_extra *extra)
{
    begin(work, asked, extra, NULL);
}

void run_begin_part(struct message *asked, const struct run_extra *extra, const struct run_part *part)
{
    begin(part->of->work, asked, extra, part);
}

void run_action(struct work *work, struct message *asked)
{
    begin(work, asked, NULL, NULL);
}
