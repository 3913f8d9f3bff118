/* The jobs of the screen: asked for here, then written by the worker's messages. */
#include "ui/app/app_jobs.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "playbook/playbook.h"
#include "ui/app/app.h"
#include <stdio.h>
#include <string.h>

/* What the job remembers for a retry: no secret that was typed; it is asked for again. */
static const struct param_value *keep_values(struct arena *arena, const struct action *action,
                                             const struct param_value *from, size_t count)
{
    struct param_value *to = arena_alloc(arena, (count + 1) * sizeof *to);

    for (size_t i = 0; i < count; i++) {
        bool secret = false;
        for (const struct param *param = action->params; param && param->name; param++)
            secret |= param->kind == PARAM_SECRET && !strcmp(param->name, from[i].name);
        to[i].name = arena_strdup(arena, from[i].name);
        to[i].value = secret ? "" : arena_strdup(arena, from[i].value);
    }
    return to;
}

static void job_free(struct app_job *job)
{
    for (size_t i = 0; i < job->target_count; i++)
        secret_free(job->targets[i].secret);
    arena_free(job->arena);
    xfree(job);
}

/* Posts `message`; on success the job is known. */
static uint64_t job_post(struct app *app, struct app_job *job, struct message *message)
{
    job->id = app_post(app, message);
    if (!job->id) {
        message_free(message);
        job_free(job);
        return 0;
    }
    job->started = clock_now();
    job->next = app->model->jobs;
    app->model->jobs = job;
    return job->id;
}

static struct app_job *run_job(const struct action *action, const struct target *targets, size_t count, unsigned how,
                               struct message *message)
{
    struct app_job *job = xcalloc(1, sizeof *job);
    *message = message_about(TO_RUN, action, targets, count);
    message->plan = how & RUN_PLAN;
    message->typed = how & RUN_TYPED;
    job->arena = arena_new(0);
    job->action = action;
    job->title = action->label;
    job->plan = how & RUN_PLAN;
    job->target_count = count;
    job->targets = arena_alloc(job->arena, (count + 1) * sizeof *job->targets);
    for (size_t i = 0; i < count; i++)
        job->targets[i].target = target_copy(job->arena, &targets[i]);
    return job;
}

uint64_t app_post_run(struct app *app, const struct action *action, const struct target *targets, size_t count,
                      const struct param_value *values, size_t value_count, unsigned how)
{
    struct message message;
    struct app_job *job = run_job(action, targets, count, how, &message);
    job->values = keep_values(job->arena, action, values, value_count);
    job->value_count = value_count;
    message.values = param_values_copy(message.arena, (struct param_values){values, value_count}).items;
    message.value_count = value_count;
    return job_post(app, job, &message);
}

uint64_t app_post_each(struct app *app, const struct action *action, const struct target *targets, size_t count,
                       const struct param_values *each, unsigned how)
{
    struct message message;
    struct app_job *job = run_job(action, targets, count, how, &message);
    struct param_values *kept = arena_alloc(job->arena, (count + 1) * sizeof *kept);
    struct param_values *sent = arena_alloc(message.arena, (count + 1) * sizeof *sent);
    for (size_t i = 0; i < count; i++) {
        kept[i] = (struct param_values){keep_values(job->arena, action, each[i].items, each[i].count), each[i].count};
        sent[i] = param_values_copy(message.arena, each[i]);
    }
    job->each = kept;
    message.each = sent;
    return job_post(app, job, &message);
}

uint64_t app_post_undo(struct app *app, const int64_t *entries, const struct action *undo, const struct target *targets,
                       size_t count, const char *title, unsigned how)
{
    struct app_job *job = xcalloc(1, sizeof *job);
    struct message message = {.kind = TO_RUN,
                              .plan = how & RUN_PLAN,
                              .typed = how & RUN_TYPED,
                              .entry_id_count = count,
                              .arena = arena_new(0)};

    job->arena = arena_new(0);
    job->title = arena_strdup(job->arena, title);
    job->action = undo;
    job->undoes = entries[0];
    job->plan = message.plan;
    job->target_count = count;
    job->targets = arena_alloc(job->arena, count * sizeof *job->targets);
    for (size_t i = 0; i < count; i++)
        job->targets[i].target = target_copy(job->arena, &targets[i]);
    message.entry_ids = memcpy(arena_alloc(message.arena, count * sizeof *entries), entries, count * sizeof *entries);
    return job_post(app, job, &message);
}

/* What a step is called where a job lists whom it was done to. */
static const char *task_name(struct arena *arena, const struct playbook_task *task)
{
    return arena_printf(arena, "%s%s%s", task->step->title, *task->thing ? ": " : "", task->thing);
}

uint64_t app_post_playbook(struct app *app, const struct target *target, const struct playbook_tasks *tasks,
                           const char *name, unsigned how)
{
    struct app_job *job = xcalloc(1, sizeof *job);
    struct message message = message_play(target, tasks, name);
    message.plan = how & RUN_PLAN;
    message.typed = how & RUN_TYPED;
    message.bulk = how & RUN_BULK;
    job->arena = arena_new(0);
    job->plan = how & RUN_PLAN;
    job->steps = true;
    job->title = arena_printf(job->arena, "%c%s %s", *name & ~0x20, name + 1, target->user_principal_name);
    job->targets = arena_alloc(job->arena, (tasks->count + 1) * sizeof *job->targets);
    for (size_t i = 0; i < tasks->count; i++) {
        const struct playbook_task *task = &tasks->items[i];
        if (!task->chosen)
            continue;
        struct job_target *row = &job->targets[job->target_count];
        row->target = target_copy(job->arena, target);
        row->target.display_name = row->target.user_principal_name = task_name(job->arena, task);
        job->target_count++;
    }
    return job_post(app, job, &message);
}

uint64_t app_post_take_back(struct app *app, const int64_t *entries, const struct target *target,
                            const struct playbook_tasks *tasks, const char *title, unsigned how)
{
    struct app_job *job = xcalloc(1, sizeof *job);
    struct message message = {.kind = TO_RUN,
                              .in_turn = true,
                              .typed = how & RUN_TYPED,
                              .entry_id_count = tasks->count,
                              .arena = arena_new(0)};
    int64_t *ids = arena_alloc(message.arena, (tasks->count + 1) * sizeof *ids);
    message.entry_ids = memcpy(ids, entries, tasks->count * sizeof *ids);
    job->arena = arena_new(0);
    job->steps = true;
    job->undoes = entries[0];
    job->title = arena_strdup(job->arena, title);
    job->target_count = tasks->count;
    job->targets = arena_alloc(job->arena, (tasks->count + 1) * sizeof *job->targets);
    for (size_t i = 0; i < tasks->count; i++) {
        job->targets[i].target = target_copy(job->arena, target);
        job->targets[i].target.display_name = job->targets[i].target.user_principal_name = task_name(job->arena,
                                                                                                     &tasks->items[i]);
    }
    return job_post(app, job, &message);
}

uint64_t app_post_resume(struct app *app, int64_t playbook, const char *title, bool typed)
{
    struct app_job *job = xcalloc(1, sizeof *job);
    struct message message = {
        .kind = TO_RUN, .entry_id = playbook, .of_playbook = true, .typed = typed, .arena = arena_new(0)};
    job->arena = arena_new(0);
    job->steps = true;
    job->title = arena_strdup(job->arena, title);
    return job_post(app, job, &message);
}

uint64_t app_post_settle(struct app *app)
{
    struct app_job *job = xcalloc(1, sizeof *job);
    struct message message = {.kind = TO_SETTLE};

    job->arena = arena_new(0);
    job->title = "Read back what is unsettled";
    return job_post(app, job, &message);
}

void app_cancel(struct app *app, uint64_t job)
{
    struct message message = {.kind = TO_CANCEL, .job = job};

    if (!worker_post(app->worker, &message))
        app_status(app, ROLE_WARNING, "The worker is busy; cancel again.");
}

struct app_job *app_job(struct app *app, uint64_t id)
{
    struct app_job *job = app->model->jobs;

    while (job && job->id != id)
        job = job->next;
    return job;
}

bool app_job_waits(const struct app_job *job)
{
    for (size_t i = 0; !job->ended && i < job->target_count; i++)
        if (job->targets[i].state == JOB_RUNNING && job->targets[i].until)
            return true;
    return false;
}

struct app_job *app_jobs(const struct app *app)
{
    return app->model->jobs;
}

void app_job_count(const struct app *app, size_t *running, size_t *failed)
{
    *running = *failed = 0;
    for (const struct app_job *job = app->model->jobs; job; job = job->next) {
        *running += !job->ended;
        *failed += job->ended && !job->plan && !job->seen && (job->failed || job->error.code != ERR_OK);
    }
}

struct secret *app_job_take_secret(struct app *app, uint64_t id, size_t target)
{
    struct app_job *job = app_job(app, id);
    struct secret *secret = NULL;

    if (job && target < job->target_count) {
        secret = job->targets[target].secret;
        job->targets[target].secret = NULL;
        job->secrets -= secret != NULL;
    }
    return secret;
}

size_t app_secrets_waiting(const struct app *app)
{
    size_t count = 0;

    for (const struct app_job *job = app->model->jobs; job; job = job->next)
        count += job->ended ? job->secrets : 0;
    return count;
}

void app_job_drop(struct app *app, uint64_t id)
{
    for (struct app_job **at = &app->model->jobs; *at; at = &(*at)->next) {
        if ((*at)->id == id) {
            struct app_job *job = *at;
            *at = job->next;
            job_free(job);
            return;
        }
    }
}

static void take_requests(struct app_job *job, struct job_target *row, const struct message *message)
{
    struct plan_request *to;

    if (!message->request_count)
        return;
    to = arena_alloc(job->arena, message->request_count * sizeof *to);
    for (size_t i = 0; i < message->request_count; i++) {
        to[i].method = arena_strdup(job->arena, message->requests[i].method);
        to[i].url = arena_strdup(job->arena, message->requests[i].url);
        to[i].body = arena_strdup(job->arena, message->requests[i].body);
        to[i].together = message->requests[i].together;
    }
    row->requests = to;
    row->request_count = message->request_count;
}

/* Room for target `index` of a job whose targets only the journal knew. */
static void grow_targets(struct app_job *job, size_t index)
{
    struct job_target *more;

    if (index < job->target_count || job->action)
        return;
    more = arena_alloc(job->arena, (index + 1) * 2 * sizeof *more);
    if (job->target_count)
        memcpy(more, job->targets, job->target_count * sizeof *more);
    job->targets = more;
    job->target_count = index + 1;
}

/* Who and what it is, where only the journal knew. */
static void take_identity(struct app_job *job, struct job_target *row, const struct message *message)
{
    if (row->target.id[0] || !message->target_count)
        return;
    row->target = target_copy(job->arena, message->targets);
}

/* Done ones lose their mark, so that what is left marked is what is left to do. */
static void unmark(struct app *app, const struct job_target *row)
{
    struct guid id;
    uint32_t at = NO_ROW;

    if (row->state != JOB_DONE && row->state != JOB_ALREADY)
        return;
    if (guid_parse(row->target.id, strlen(row->target.id), &id))
        at = users_find(app->model->users, &id);
    if (at != NO_ROW)
        users_mark(app->model->users, at, false);
}

static void take_target(struct app *app, struct app_job *job, struct message *message)
{
    struct job_target *row = &job->targets[message->index];
    struct guid id;

    take_requests(job, row, message);
    take_identity(job, row, message);
    row->state = message->state;
    row->text = arena_strdup(job->arena, message->text);
    row->until = message->until;
    row->error = message->error;
    row->entry = message->entry_id;
    row->request_id = arena_strdup(job->arena, message->request_id);
    if (message->secret) {
        row->secret_name = arena_strdup(job->arena, message->secret_name);
        job->secrets += row->secret == NULL;
        secret_free(row->secret);
        row->secret = message->secret;
        message->secret = NULL;
    }
    if (message->enabled_changed && !job->plan && guid_parse(row->target.id, strlen(row->target.id), &id))
        users_set_enabled(app->model->users, &id, message->enabled_now);
    if (!job->plan && job->action)
        unmark(app, row);
}

void app_job_tell_end(struct app *app, const struct app_job *job)
{
    enum { TOLD = 10000 }; /* ms */
    const struct job_target *only = job->target_count == 1 ? &job->targets[0] : NULL;
    bool failed = job->failed || job->error.code != ERR_OK;
    char text[256];

    if (only && only->target.user_principal_name && job->error.code == ERR_OK)
        snprintf(text, sizeof text, "%s, %s: %s", job->title, only->target.user_principal_name,
                 job_state_name(only->state));
    else if (job->error.code != ERR_OK)
        snprintf(text, sizeof text, "%s: %.160s", job->title, job->error.message);
    else
        snprintf(text, sizeof text, "%s: %zu ok, %zu failed, %zu left out", job->title, job->ok, job->failed,
                 job->skipped);
    if (!failed && job->ok && !job->undoes && job->action && job->action->undo) {
        app_status(app, ROLE_OK, "%s (%s, %s takes it back)", text, keymap_key(&app->keymap, "jobs"),
                   keymap_key(&app->keymap, "undo"));
        app_status_for(app, TOLD);
    } else
        app_status(app, failed ? ROLE_ERROR : ROLE_OK, "%s (%s)", text, keymap_key(&app->keymap, "jobs"));
}

/* The steps of one that is gone on with. */
static void take_playbook(struct app_job *job, const struct message *message)
{
    const struct message_playbook *playbook = message->playbook;
    job->targets = arena_alloc(job->arena, (playbook->count + 1) * sizeof *job->targets);
    job->target_count = playbook->count;
    for (size_t i = 0; i < playbook->count; i++) {
        job->targets[i].target = target_copy(job->arena, message->targets);
        struct target *named = &job->targets[i].target;
        named->display_name = named->user_principal_name = arena_printf(job->arena, "%s%s%s", playbook->tasks[i].title,
                                                                        *playbook->tasks[i].thing ? ": " : "",
                                                                        playbook->tasks[i].thing);
    }
}

void app_jobs_message(struct app *app, struct message *message)
{
    struct app_job *job = message->job ? app_job(app, message->job) : NULL;

    if (!job)
        return;
    if (message->kind == FROM_PREPARED && message->playbook && !job->target_count)
        take_playbook(job, message);
    if (message->kind == FROM_TARGET) {
        grow_targets(job, message->index);
        if (message->index < job->target_count)
            take_target(app, job, message);
    } else if (message->kind == FROM_PROGRESS) {
        job->finished = message->finished;
        job->ok = message->ok;
        job->failed = message->failed;
        job->skipped = message->skipped;
    } else if (message->kind == FROM_JOB_END) {
        job->ended = true;
        job->error = message->error;
        job->ok = message->ok;
        job->failed = message->failed;
        job->skipped = message->skipped;
        job->finished = job->target_count;
        job->end_time = clock_now();
        if ((!job->plan && !job->watched) || job->error.code == ERR_JOURNAL) /* what is not written is always said */
            app_job_tell_end(app, job);
    }
}

void app_jobs_free(struct app_job *jobs)
{
    while (jobs) {
        struct app_job *job = jobs;
        jobs = job->next;
        job_free(job);
    }
}
