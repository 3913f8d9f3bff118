/* Asking who the tenant is before something is done that belongs to one: an entry of another is not ours to touch. */
#include "worker/tenant_ask.h"
#include "worker/calls.h"

#include "worker/read.h"
#include "worker/tenant_info.h"

static void ask_free(struct job *job)
{
    message_free(&((struct tenant_ask *)job)->asked);
}

static const struct job_kind ask_kind = {.name = "journal", .size = sizeof(struct tenant_ask), .free = ask_free};

static void tenant_in(struct job *job, struct reading *reading)
{
    struct tenant_ask *ask = (struct tenant_ask *)job;
    if (!tenant_known(job->work, reading))
        job_fail(job, &reading->error);
    else
        ask->then(ask, session_identity(job->work->session)->tenant_id);
}

void ask_tenant(struct work *work, struct message *asked, void (*then)(struct tenant_ask *ask, const char *tenant))
{
    struct tenant_ask *ask = job_begin(work, &ask_kind, asked->job);
    ask->asked = *asked;
    *asked = (struct message){0};
    ask->then = then;
    read_child(&ask->job, "organization", tenant_in);
}
