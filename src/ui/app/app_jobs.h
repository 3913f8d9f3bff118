/* What the screen knows of the jobs it asked for: fed by messages alone. */
#ifndef UI_APP_JOBS_H
#define UI_APP_JOBS_H

#include "worker/message.h"

struct app;

struct job_target {
    struct target target;
    enum job_state state;
    const char *text; /* in the job's arena; NULL: none */
    int64_t until;    /* while it runs: when the waiting that `text` tells of ends at the latest, ms; 0: unknown */
    struct err error;
    int64_t entry;           /* of the journal; 0: none */
    const char *request_id;  /* the service's, of its last write; NULL: none */
    struct secret *secret;   /* until taken */
    const char *secret_name; /* what it is; NULL: a password */
    const struct plan_request *requests;
    size_t request_count;
};

struct app_job {
    uint64_t id;
    struct arena *arena;
    const struct action *action; /* NULL: one for each target (reading back) */
    const char *title;
    bool steps;     /* its targets are the steps of a playbook */
    int64_t undoes; /* the (first) journal entry it takes back; 0: none */
    bool plan, ended;
    bool seen;    /* somebody has looked at how it ended */
    bool watched; /* a view shows how it goes: its end needs no line in the status bar */
    struct job_target *targets;
    size_t target_count;
    size_t secrets; /* waiting to be taken */
    size_t finished, ok, failed, skipped;
    struct err error;
    int64_t started, end_time; /* ms */
    const struct param_value *values;
    size_t value_count;
    const struct param_values *each; /* of each target, instead of `values`; NULL: the same for all */
    struct app_job *next;            /* older */
};

enum run_how {
    RUN_PLAN = 1,
    RUN_TYPED = 2 /* the target's name was typed */,
    RUN_BULK = 4 /* it is done to others, too */
};

/** Post a run of `action` (or its plan); everything is copied. The job's id, 0 when the worker takes no more. */
uint64_t app_post_run(struct app *app, const struct action *action, const struct target *targets, size_t count,
                      const struct param_value *values, size_t value_count, unsigned how);
/** The same with values of its own for each target. */
uint64_t app_post_each(struct app *app, const struct action *action, const struct target *targets, size_t count,
                       const struct param_values *each, unsigned how);
struct playbook_tasks;
/** Post the chosen ones of `tasks` on `target` (or their plan), a target of the job for each, called by its step. Everything is copied. */
uint64_t app_post_playbook(struct app *app, const struct target *target, const struct playbook_tasks *tasks,
                           const char *name, unsigned how);
/** Post taking back these entries of one user, one after the other; each is a task that was chosen. */
uint64_t app_post_take_back(struct app *app, const int64_t *entries, const struct target *target,
                            const struct playbook_tasks *tasks, const char *title, unsigned how);
/** Post going on with an interrupted playbook of the journal. */
uint64_t app_post_resume(struct app *app, int64_t playbook, const char *title, bool typed);
/** Post the undo of journal entries (or its plan), by the action `undo`; an entry for each target. Everything is copied. */
uint64_t app_post_undo(struct app *app, const int64_t *entries, const struct action *undo, const struct target *targets,
                       size_t count, const char *title, unsigned how);
/** Post the reading back of every unsettled journal entry: its targets become known as they end. */
uint64_t app_post_settle(struct app *app);
void app_cancel(struct app *app, uint64_t job);
struct app_job *app_job(struct app *app, uint64_t id); /* NULL when unknown */
/** Whether a target of this job waits for somebody or something, with an end to count down to. */
bool app_job_waits(const struct app_job *job);
struct app_job *app_jobs(const struct app *app); /* newest first */
/** Say in the status line how a job ended, and for ten seconds how it is taken back where it can be. */
void app_job_tell_end(struct app *app, const struct app_job *job);
/** Those that run, and those that failed and nobody has looked at yet. */
void app_job_count(const struct app *app, size_t *running, size_t *failed);
/** Take the secret of a target out; owned by the caller. NULL when there is none. */
struct secret *app_job_take_secret(struct app *app, uint64_t id, size_t target);
/** Secrets of ended jobs that nobody has taken yet. */
size_t app_secrets_waiting(const struct app *app);
/** Forget a job (a plan that was looked at); its secrets are wiped. */
void app_job_drop(struct app *app, uint64_t id);
/** Feed a message; those of other jobs do nothing. */
void app_jobs_message(struct app *app, struct message *message);
/** Free a list of jobs; secrets that nobody has taken are wiped. */
void app_jobs_free(struct app_job *jobs);

#endif
