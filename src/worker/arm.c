/* Read-only: no write leaves, whoever asks. What the configuration closes can be lifted for a time with a reason, which the journal
 * keeps; what the command line closes cannot. What was begun in that time is finished, also when it is over. */
#include "worker/arm.h"
#include "worker/begin.h"
#include "worker/engine.h"
#include "worker/tenant_ask.h"
#include "worker/tenant_info.h"

#include "base/alloc.h"
#include "base/clock.h"

struct arm {
    struct journal_entry entry;
    char *reason;
    int64_t until; /* ms */
};

enum { LONGEST = 8 * 3600 * 1000 };

/* The time is over, but something that began in it is not. */
static bool is_over(const struct arm *arm, int64_t now)
{
    return arm->until <= now;
}

bool arm_may_begin(const struct work *work, struct err *e)
{
    if (!work->options->read_only || (work->arm && !is_over(work->arm, clock_now())))
        return true;
    err_set(e, ERR_REFUSED, "read-only: nothing is changed");
    return err_hint(e, work->options->read_only_always
                           ? "start without --read-only"
                           : "lift it for a time on the screen (:arm 15m reason), or change read_only: in the "
                             "configuration");
}

static void tell(struct work *work)
{
    struct message message = {.kind = FROM_ARMED, .until = work->arm ? work->arm->until : 0};
    work_send(work, &message);
}

/* The entry says when it ends from the beginning on, so that it is right even when roster does not live to see it. */
static bool note(struct work *work, struct arm *arm, const char *tenant, struct err *e)
{
    const struct session_identity *who = session_identity(work->session);
    arm->entry = (struct journal_entry){.begun = clock_now(),
                                        .tenant = tenant,
                                        .operator_name = who ? who->operator_name : "",
                                        .action = "arm",
                                        .target_id = "",
                                        .target_upn = "",
                                        .target_name = ""};
    if (!journal_intent(work->journal, &arm->entry, &arm->entry.id, e))
        return false;
    arm->entry.message = arm->reason;
    arm->entry.state = JOURNAL_DONE;
    arm->entry.ended = arm->until;
    return journal_outcome(work->journal, &arm->entry, e);
}

static void arm_free(struct arm *arm)
{
    xfree(arm->reason);
    xfree(arm);
}

static void arm_known(struct tenant_ask *ask, const char *tenant)
{
    struct work *work = ask->job.work;
    struct err e = {.code = ERR_OK};
    struct arm *arm = xcalloc(1, sizeof *arm);
    int64_t latest = clock_now() + LONGEST;
    arm->reason = xstrdup(ask->asked.text);
    arm->until = ask->asked.until < latest ? ask->asked.until : latest;
    if (!note(work, arm, tenant, &e)) {
        arm_free(arm);
        job_fail(&ask->job, &e);
        return;
    }
    arm_end(work);
    work->arm = arm;
    tell(work);
    struct message end = {.state = JOB_DONE};
    job_end(&ask->job, &end);
}

/* `e` says why it cannot be lifted. */
static bool may_lift(const struct work *work, const struct message *asked, struct err *e)
{
    if (!work->options->read_only)
        return err_set(e, ERR_REFUSED, "nothing is read-only here");
    if (work->options->read_only_always) {
        err_set(e, ERR_REFUSED, "started with --read-only, which nothing lifts");
        return err_hint(e, "start without --read-only");
    }
    return (asked->text && *asked->text) || err_set(e, ERR_REFUSED, "a reason is needed");
}

void arm_end(struct work *work)
{
    struct arm *arm = work->arm;
    struct err e = {.code = ERR_OK};
    if (!arm)
        return;
    work->arm = NULL;
    arm->entry.ended = arm->until < clock_now() ? arm->until : clock_now();
    if (!journal_outcome(work->journal, &arm->entry, &e))
        work_notice(work, "Read-only holds again; the journal does not say since when: %s", e.message);
    arm_free(arm);
    tell(work);
}

static bool is_writing(const struct work *work)
{
    const struct job *job = work->jobs;
    while (job && !(job->writes && !job->ended))
        job = job->next;
    return job != NULL;
}

static void disarm(struct work *work)
{
    if (work->arm && is_writing(work))
        work->arm->until = clock_now(); /* nothing more is begun; what is under way ends first */
    else
        arm_end(work);
}

void arm(struct work *work, struct message *asked)
{
    struct message end = {.kind = FROM_JOB_END, .job = asked->job, .state = JOB_REFUSED};
    if (!asked->until)
        disarm(work);
    else if (may_lift(work, asked, &end.error))
        ask_tenant(work, asked, arm_known);
    else
        work_send(work, &end);
}

int64_t arm_step(struct work *work, int64_t now)
{
    if (!work->arm)
        return -1;
    if (!is_over(work->arm, now))
        return work->arm->until - now;
    if (is_writing(work))
        return -1; /* its end turns the worker again */
    arm_end(work);
    return -1;
}
