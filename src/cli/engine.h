/* The worker for a command without a screen: start it, post one job, hand each message to a callback until the job ends. */
#ifndef CLI_ENGINE_H
#define CLI_ENGINE_H

#include "base/buf.h"
#include "cli/options.h"
#include "config/config.h"
#include "worker/worker.h"
#include <signal.h>

struct playbook;

struct engine {
    struct config *config;
    const struct config_tenant *tenant;
    struct worker *worker;
    sigset_t waiting;    /* the signal mask to wait with */
    bool pastes;         /* the address that a browser ended at may come on standard input */
    struct buf line;     /* what of it has come; a browser is waited for while it has memory */
    int64_t begun, told; /* when a job was posted, and something was last said of it; 0: nothing was */
    size_t finished, total;
    const struct source *const *soon; /* that will be asked next (message.soon); NULL: not known */
    bool person;                      /* somebody has to sign in */
    char health[160];                 /* why it lasts, as the worker says; "" */
    int64_t until;                    /* when a signal ends the waiting for the worker; 0: none came */
};

/** Start the worker of a tenant; `typed` as in worker_options. NULL with `e`. */
struct worker *engine_start(const struct config *config, const struct options *options,
                            const struct config_tenant *tenant, const struct secret *typed, struct err *e) MUST_USE;
/** The configuration, with all that the screen wants of it checked, too. Owned by the caller; NULL with `e`. */
struct config *engine_config(const struct options *options, struct err *e) MUST_USE;
/** The playbook of this name, of the configuration or that comes with roster; in `arena`. False with `e`. */
bool engine_playbook(struct arena *arena, const struct config *config, const char *name, struct playbook *out,
                     struct err *e) MUST_USE;
/** Read the configuration and start the worker; `soon` is kept. False with `e`. */
bool engine_open(struct engine *engine, const struct options *options, struct err *e) MUST_USE;
void engine_close(struct engine *engine);

/** Post `message` (it is cleared) as job 1 and call `each` (may be NULL) for everything that comes, up to and including FROM_JOB_END (for
 *  TO_JOURNAL: FROM_JOURNAL). False with `e` when the job failed as a whole. */
bool engine_run(struct engine *engine, struct message *message, void (*each)(void *context, struct message *message),
                void *context, struct err *e) MUST_USE;

/* Several jobs, numbered from 1 in the order of their making. */
struct engine_jobs {
    size_t count, at_once;
    struct message (*make)(void *context, size_t at);
    void (*each)(void *context, struct message *message); /* everything that comes; `job` says whose it is */
    void *context;
};

/** Post them, no more than so many side by side, until each has ended. False with `e`: not all were begun, or not all is known. */
bool engine_run_all(struct engine *engine, const struct engine_jobs *jobs, struct err *e) MUST_USE;

#endif
