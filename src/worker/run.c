/* Runs: targets begin in a window, wait, are sent together, and end one by one. */
#include "worker/run.h"

#include "base/alloc.h"
#include "base/clock.h"
#include <string.h>
#include <strings.h>

static void run_free(struct job *job)
{
    struct run *run = (struct run *)job;
    run_drop_sendings(run);
    for (size_t i = 0; i < run->count; i++) {
        secret_free(run->targets[i].flow.secret);
        arena_free(run->targets[i].flow.arena);
    }
    xfree(run->targets);
    arena_free(run->arena);
    xfree(run);
}

static void cancel_target(struct run *run, struct run_target *t)
{
    struct err e;
    err_set(&e, ERR_CANCELLED, "cancelled before anything was changed");
    run_finish(run, t, JOB_CANCELLED, NULL, &e);
}

/* What has written is finished; the rest ends here, also when it waits for an answer. */
static void run_cancel(struct job *job)
{
    struct run *run = (struct run *)job;
    run->cancelled = true;
    run_drop_reads(run);
    for (size_t i = run->low; i < run->count; i++) {
        struct run_target *t = &run->targets[i];
        if (t->phase != TARGET_OVER && t->phase != TARGET_SENT && !t->wrote)
            cancel_target(run, t);
    }
}

static bool is_break_glass(const struct config_tenant *tenant, const struct target *target)
{
    for (const char *const *name = tenant->break_glass; name && *name; name++)
        if (!strcasecmp(*name, target->id) || !strcasecmp(*name, target->user_principal_name))
            return true;
    return false;
}

/* What is refused before a single request: true when the target is over. */
static bool guarded(struct run *run, struct run_target *t)
{
    const struct worker_options *options = run->job.work->options;
    struct err e;
    if (run->plan || run->extra.looks)
        return false;
    if (options->read_only) {
        err_set(&e, ERR_REFUSED, "read-only: nothing is changed");
        err_hint(&e, "start without --read-only (and read_only: in the configuration)");
    } else if (run->count > 1 && is_break_glass(options->tenant, t->target)) {
        err_set(&e, ERR_REFUSED, "a break-glass account is never part of a bulk run");
        err_hint(&e, "do it to this account alone if you mean it");
    } else {
        return false;
    }
    run_finish(run, t, JOB_REFUSED, NULL, &e);
    return true;
}

static void begin_target(struct run *run, struct run_target *t)
{
    const struct journal_entry *look = run->extra.looks ? &run->extra.looks[t - run->targets] : NULL;
    run->active++;
    t->flow = (struct flow){
        .action = t->flow.action,
        .target = t->target,
        .values = run->values,
        .value_count = run->value_count,
        .endpoints = &run->job.work->endpoints,
        .arena = arena_new(0),
        .plan = run->plan,
    };
    if (look) {
        t->flow.look = true;
        t->flow.attempts = 1; /* what is found done was done by the entry that is looked at */
        t->flow.prior = look->prior ? look->prior : "";
        t->entry = look->id;
    }
    if (!guarded(run, t))
        run_advance(run, t, NULL);
}

static int64_t wake_targets(struct run *run, int64_t now)
{
    int64_t next = -1;
    for (size_t i = run->low; i < run->next; i++) {
        struct run_target *t = &run->targets[i];
        if (t->phase != TARGET_WAIT && t->phase != TARGET_RESEND)
            continue;
        if (t->due > now) {
            next = next < 0 || t->due - now < next ? t->due - now : next;
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
    if (run->over == run->told || run->plan)
        return;
    run->told = run->over;
    struct message progress = {.kind = FROM_PROGRESS, .job = run->job.id, .finished = run->over, .total = run->count,
                               .ok = run->ok, .failed = run->failed, .skipped = run->skipped};
    work_send(run->job.work, &progress);
}

static int64_t run_step(struct job *job, int64_t now)
{
    struct run *run = (struct run *)job;
    while (run->next < run->count && run->active < MOST_ACTIVE) {
        struct run_target *t = &run->targets[run->next++];
        if (t->phase != TARGET_OVER)
            begin_target(run, t);
    }
    int64_t next = wake_targets(run, now);
    run_intents(run);
    run_send(run);
    while (run->low < run->count && run->targets[run->low].phase == TARGET_OVER)
        run->low++;
    tell_progress(run);
    if (run->over == run->count && !job->ended) {
        struct message end = {.state = run->plan     ? JOB_PLANNED
                                       : run->failed ? JOB_FAILED
                                       : run->cancelled && run->skipped ? JOB_CANCELLED : JOB_DONE,
                              .finished = run->over, .total = run->count,
                              .ok = run->ok, .failed = run->failed, .skipped = run->skipped};
        job_end(job, &end);
        return -1;
    }
    /* room in the window came free while stepping: go on at once */
    return run->next < run->count && run->active < MOST_ACTIVE ? 0 : next;
}

void run_begin(struct work *work, struct message *asked, const struct run_extra *extra)
{
    struct run *run = xcalloc(1, sizeof *run);
    run->job = (struct job){.cancel = run_cancel, .free = run_free, .step = run_step, .writes = !asked->plan};
    run->arena = asked->arena;
    run->action = asked->action;
    run->values = asked->values;
    run->value_count = asked->value_count;
    run->plan = asked->plan;
    if (extra)
        run->extra = *extra;
    run->count = asked->target_count;
    run->targets = xcalloc(run->count ? run->count : 1, sizeof *run->targets);
    for (size_t i = 0; i < run->count; i++) {
        const struct journal_entry *look = run->extra.looks ? &run->extra.looks[i] : NULL;
        run->targets[i].target = &asked->targets[i];
        run->targets[i].flow.action = look ? action_find(look->action) : run->action;
    }
    asked->arena = NULL; /* ours now */
    job_begin(&run->job, work, asked->job);
}

void run_action(struct work *work, struct message *asked)
{
    run_begin(work, asked, NULL);
}

void runs_abandon(struct work *work)
{
    for (struct job *job = work->jobs; job; job = job->next) {
        struct run *run = (struct run *)job;
        struct err e;
        if (job->step != run_step || job->ended)
            continue;
        err_set(&e, ERR_CANCELLED, "roster had to end before the outcome was known");
        err_hint(&e, "look at the journal: what is unsettled can be read back");
        run->cancelled = true;
        run_drop_sendings(run);
        for (size_t i = run->low; i < run->count; i++)
            if (run->targets[i].phase != TARGET_OVER)
                run_finish(run, &run->targets[i], run->targets[i].wrote ? JOB_UNSETTLED : JOB_CANCELLED, NULL, &e);
        run_step(job, clock_monotonic());
    }
}
