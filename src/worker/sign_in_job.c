/* The job of being signed in: all that a person and the services have to do for it happens on the way to a first answer. */
#include "worker/begin.h"

#include "base/clock.h"
#include "worker/engine.h"
#include "worker/read.h"
#include "worker/tenant_info.h"
#include "worker/tokens.h"

struct sign_job {
    struct job job;
    enum http_resource resource;
};

static void finish(struct sign_job *sign)
{
    struct work *work = sign->job.work;
    const struct session_identity *who = session_identity(work->session);
    struct message end = {.state = JOB_DONE, .arena = arena_new(0)};
    const char *tenant = work->tenant.display_name && *work->tenant.display_name ? work->tenant.display_name
                                                                                 : "the tenant";
    end.text = arena_printf(end.arena, "signed in to %s as %s", tenant,
                            who && *who->operator_name ? who->operator_name : "an unnamed one");
    work_tell_tenant(work);
    job_end(&sign->job, &end);
}

/* Asking for the tenant's name needs a token: all that is needed for one happens on the way. */
static void tenant_in(struct job *job, struct reading *reading)
{
    if (!tenant_known(job->work, reading))
        job_fail(job, &reading->error);
    else
        finish((struct sign_job *)job);
}

/* Another service than Graph: its token alone. */
static int64_t token_step(struct job *job, int64_t now)
{
    struct sign_job *sign = (struct sign_job *)job;
    struct work *work = job->work;
    (void)now;
    if (sign->resource == RESOURCE_GRAPH)
        return -1;
    if (session_token(work->session, sign->resource, clock_now()))
        finish(sign);
    else if (work->given_up[sign->resource].code != ERR_OK)
        job_fail(job, &work->given_up[sign->resource]);
    else if (!work->signing_in[sign->resource])
        return tokens_want(work, sign->resource);
    return -1;
}

static const struct job_kind sign_kind = {.name = "sign-in", .size = sizeof(struct sign_job), .step = token_step};

void sign_in(struct work *work, struct message *asked)
{
    struct sign_job *sign = job_begin(work, &sign_kind, asked->job);
    sign->resource = work->wanted;
    work->wanted = RESOURCE_GRAPH;
    if (sign->resource == RESOURCE_GRAPH)
        read_child(&sign->job, "organization", tenant_in);
}
