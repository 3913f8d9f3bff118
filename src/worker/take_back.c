/* Taking back what several actions did, one entry after the other, as the outcome of each is what the next begins with: of a playbook the
 * last step first. Each is an ordinary run, with its guards, its intent and its reading back; one that fails leaves the others going. */
#include "worker/begin.h"
#include "worker/record.h"
#include "worker/run.h"
#include "worker/tenant_ask.h"

#include "base/random.h"
#include <string.h>

struct take_back {
    struct job job;
    struct message asked; /* owns the numbers of the entries */
    const char *tenant;
    size_t at, ok, failed, skipped;
    bool under_way;
};

static void count(struct take_back *back, enum job_state state)
{
    back->ok += state == JOB_DONE || state == JOB_ALREADY || state == JOB_PLANNED;
    back->failed += state == JOB_FAILED || state == JOB_UNSETTLED || state == JOB_REFUSED;
    back->skipped += state == JOB_SKIPPED || state == JOB_CANCELLED;
    back->under_way = false;
    back->at++;
    back->job.work->busy = true;
}

static void entry_over(struct job *job, size_t index, const struct message *told)
{
    struct take_back *back = (struct take_back *)job;
    if (index == back->at)
        count(back, told->state);
}

/* One that does not even begin. */
static void refuse(struct take_back *back, enum job_state state, const struct err *e)
{
    struct message message = {.kind = FROM_TARGET,
                              .job = back->job.id,
                              .arena = arena_new(256),
                              .index = back->at,
                              .state = state,
                              .error = *e};
    message.text = arena_strdup(message.arena, e->message);
    work_send(back->job.work, &message);
    count(back, state);
}

static void begin_entry(struct take_back *back)
{
    struct message run = {.kind = TO_RUN, .arena = arena_new(0), .target_count = 1};
    struct journal_entry *entry = arena_alloc(run.arena, sizeof *entry);
    struct err e = {.code = ERR_OK};
    int64_t number;
    if (!journal_get(back->job.work->journal, run.arena, back->asked.entry_ids[back->at], entry, &e) ||
        !record_may_take_back(entry, back->tenant, &run.action, &e)) {
        message_free(&run);
        refuse(back, JOB_REFUSED, &e);
        return;
    }
    run.plan = back->asked.plan;
    run.typed = back->asked.typed;
    run.targets = arena_alloc(run.arena, sizeof *run.targets);
    record_journal_target(entry, run.targets);
    random_bytes(&number, sizeof number);
    back->under_way = true;
    run_begin_part(&run, &(struct run_extra){.undoes = entry},
                   &(struct run_part){.of = &back->job,
                                      .index = back->at,
                                      .number = (number & ((INT64_C(1) << 53) - 1)) | 1,
                                      .over = entry_over});
}

static void end(struct take_back *back)
{
    struct message message = {.total = back->asked.entry_id_count,
                              .finished = back->at,
                              .ok = back->ok,
                              .failed = back->failed,
                              .skipped = back->skipped,
                              .state = back->asked.plan ? JOB_PLANNED
                                       : back->skipped  ? JOB_CANCELLED
                                       : back->failed   ? JOB_FAILED
                                                        : JOB_DONE};
    job_end(&back->job, &message);
}

static int64_t take_back_step(struct job *job, int64_t now)
{
    struct take_back *back = (struct take_back *)job;
    struct err e;
    (void)now;
    if (back->under_way || job->ended)
        return -1;
    err_set(&e, ERR_CANCELLED, "cancelled before it began");
    while (job->cancelled && back->at < back->asked.entry_id_count)
        refuse(back, JOB_CANCELLED, &e);
    if (back->at < back->asked.entry_id_count)
        begin_entry(back);
    else
        end(back);
    return back->under_way || job->ended ? -1 : 0;
}

static void for_children(struct job *job, void (*then)(struct job *child))
{
    for (struct job *child = job->work->jobs; child; child = child->next)
        if (child->parent == job && !child->ended)
            then(child);
}

static void take_back_cancel(struct job *job)
{
    for_children(job, job_cancel);
    job->work->busy = true;
}

static void hurry_child(struct job *child)
{
    if (child->kind->hurry)
        child->kind->hurry(child);
}

static void take_back_hurry(struct job *job)
{
    for_children(job, hurry_child);
}

static void take_back_abandon(struct job *job)
{
    job->cancelled = true;
    end((struct take_back *)job);
}

/* A run that failed as a whole, before its target was over. */
static void child_ended(struct job *job, struct job *child, const struct message *how)
{
    struct take_back *back = (struct take_back *)job;
    if (strcmp(child->kind->name, "run") != 0 || !back->under_way || ((struct run *)child)->part.index != back->at ||
        ((struct run *)child)->over)
        return;
    refuse(back, how->state == JOB_CANCELLED ? JOB_CANCELLED : JOB_FAILED, &how->error);
}

static void take_back_free(struct job *job)
{
    message_free(&((struct take_back *)job)->asked);
}

static void tenant_in(struct tenant_ask *ask, const char *tenant)
{
    static const struct job_kind kind = {.name = "take back",
                                         .size = sizeof(struct take_back),
                                         .cancel = take_back_cancel,
                                         .hurry = take_back_hurry,
                                         .abandon = take_back_abandon,
                                         .free = take_back_free,
                                         .step = take_back_step,
                                         .child_ended = child_ended};
    struct take_back *back = job_begin(ask->job.work, &kind, ask->job.id);
    back->asked = ask->asked;
    ask->asked = (struct message){0};
    job_hand_over(&ask->job);
    back->tenant = arena_strdup(back->job.arena, tenant);
    back->job.writes = !back->asked.plan;
    back->job.work->busy = true;
}

void take_back_in_turn(struct work *work, struct message *asked)
{
    ask_tenant(work, asked, tenant_in);
}
