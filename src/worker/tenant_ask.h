/* Asking who the tenant is, as the beginning of a job. */
#ifndef WORKER_TENANT_ASK_H
#define WORKER_TENANT_ASK_H

#include "worker/job.h"
#include "worker/work.h"

/** Ask who the tenant is, then go on in `then` with its id and what was asked (moved; freed with the job): a job that `then` ends. */
struct tenant_ask {
    struct job job;
    struct message asked;
    void (*then)(struct tenant_ask *ask, const char *tenant);
};
void ask_tenant(struct work *work, struct message *asked, void (*then)(struct tenant_ask *ask, const char *tenant));

#endif
