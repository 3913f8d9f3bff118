/* Jobs: what was asked for, from its beginning to the one message that ends it. */
#include "worker/engine.h"

#include "base/alloc.h"
#include "base/log.h"
#include "worker/calls.h"
#include <assert.h>

void *job_begin(struct work *work, const struct job_kind *kind, uint64_t id)
{
    struct job *job = xcalloc(1, kind->size);
    *job = (struct job){.id = id, .kind = kind, .work = work, .arena = arena_new(0), .next = work->jobs};
    work->jobs = job;
    work->busy = true;
    log_line(LOG_JOB, LOG_DEBUG, "%s %llu begins", kind->name, (unsigned long long)id);
    return job;
}

void *job_begin_child(struct job *parent, const struct job_kind *kind, uint64_t id)
{
    assert(!parent->ended && !parent->cancelled);
    struct job *job = job_begin(parent->work, kind, id);
    job->parent = parent;
    job->lane = parent->lane;
    parent->children++;
    return job;
}

/* --- the end --- */

static struct job *living_child(const struct job *parent)
{
    struct job *job = parent->children ? parent->work->jobs : NULL;
    while (job && (job->parent != parent || job->ended))
        job = job->next;
    return job;
}

static void cancel_children(struct job *parent)
{
    for (struct job *job = parent->children ? parent->work->jobs : NULL; job; job = job->next)
        if (job->parent == parent)
            job_cancel(job);
}

/* Of one that has no way of its own: when the last child has finished what it must. */
static void end_cancelled(struct job *job)
{
    struct err e;
    if (living_child(job))
        return;
    err_set(&e, ERR_CANCELLED, "cancelled");
    job_fail(job, &e);
}

static void tell_parent(struct job *child, const struct message *end)
{
    struct job *parent = child->parent;
    bool plainly = parent->cancelled && !parent->kind->cancel;
    if (parent->ended)
        return;
    if (plainly)
        end_cancelled(parent);
    else if (parent->kind->child_ended)
        parent->kind->child_ended(parent, child, end);
}

void job_end(struct job *job, struct message *end)
{
    if (job->ended) {
        message_free(end);
        return;
    }
    job->ended = true;
    job->work->busy = true;
    log_line(LOG_JOB, end->state == JOB_FAILED ? LOG_INFO : LOG_DEBUG, "%s %llu ends: %s%s%s", job->kind->name,
             (unsigned long long)job->id, job_state_name(end->state), end->error.code != ERR_OK ? ", " : "",
             end->error.code != ERR_OK ? end->error.message : "");
    end->kind = FROM_JOB_END;
    end->job = job->id;
    calls_drop(job);
    cancel_children(job);
    if (job->parent)
        tell_parent(job, end);
    if (job->id)
        work_send(job->work, end);
    else
        message_free(end);
}

void job_fail(struct job *job, const struct err *e)
{
    struct message end = {.state = e->code == ERR_CANCELLED ? JOB_CANCELLED : JOB_FAILED, .error = *e};
    job_end(job, &end);
}

void job_done(struct job *job)
{
    struct message end = {.state = JOB_DONE};
    job_end(job, &end);
}

void job_hand_over(struct job *job)
{
    assert(!job->parent);
    job->id = 0;
    job_done(job);
}

void job_cancel(struct job *job)
{
    if (job->ended)
        return;
    job->cancelled = true;
    job->work->busy = true;
    if (job->kind->cancel) {
        job->kind->cancel(job);
        return;
    }
    calls_drop(job);
    cancel_children(job);
    end_cancelled(job);
}

void jobs_cancel(struct work *work, uint64_t id)
{
    for (struct job *job = work->jobs; job; job = job->next)
        if (!job->ended && (id ? job->id == id : !job->parent))
            job_cancel(job);
}

static void job_free(struct job *job)
{
    assert(job->ended && !job->children && !job_has_calls(job));
    if (job->parent)
        job->parent->children--;
    if (job->kind->free)
        job->kind->free(job);
    arena_free(job->arena);
    xfree(job);
}

void jobs_free_ended(struct work *work)
{
    for (struct job **at = &work->jobs; *at;) { /* children stand before their parents: they began later */
        struct job *job = *at;
        if (job->ended && !job->children) {
            *at = job->next;
            job_free(job);
        } else {
            at = &job->next;
        }
    }
}
