/* Researches of the screen: asked for here, then written by the worker's messages. */
#include "ui/app/researches.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/place.h"
#include "ui/app/app.h"
#include <assert.h>
#include <ctype.h>
#include <string.h>

struct research *researches_of(const struct app *app, const char *id)
{
    struct research *research = app->model->researches;
    while (research && strcmp(research->target.id, id) != 0)
        research = research->next;
    return research;
}

/* The one of this user, made where there is none, and the first from now on. */
static struct research *raise(struct app *app, const struct target *target)
{
    struct research **at = &app->model->researches, *research;
    while (*at && strcmp((*at)->target.id, target->id) != 0)
        at = &(*at)->next;
    research = *at;
    if (research) {
        *at = research->next;
    } else {
        research = xcalloc(1, sizeof *research);
        research->arena = arena_new(0);
        research->target = target_copy(research->arena, target);
    }
    research->next = app->model->researches;
    app->model->researches = research;
    return research;
}

bool researches_old(const struct research *research)
{
    return research->report && research->written > research->report->now;
}

/* --- asking --- */

static struct message question(const struct target *targets, size_t count, const struct message_research *how)
{
    struct message message = message_about(TO_RESEARCH, NULL, targets, count);
    struct message_research *research = arena_alloc(message.arena, sizeof *research);
    message.urgent = true;
    *research = *how;
    research->aside = arena_strdup(message.arena, how->aside);
    research->reason = arena_strdup(message.arena, how->reason);
    message.research = research;
    return message;
}

static bool post(struct app *app, struct message *message, uint64_t *job)
{
    *job = app_post(app, message);
    message_free(message); /* where it was not posted */
    if (!*job)
        app_status(app, ROLE_WARNING, "Busy: try again in a moment.");
    return *job != 0;
}

static void note_job(struct research *research, uint64_t job)
{
    research->jobs = grow_array(research->jobs, &research->job_capacity, research->job_count + 1,
                                sizeof *research->jobs);
    research->jobs[research->job_count++] = job;
    research->error = (struct err){.code = ERR_OK};
}

static bool is_kept(struct app *app, const struct research *research)
{
    if (research->kept)
        app_status(app, ROLE_NORMAL, "This case was written down: it is not read or judged again.");
    return research->kept != NULL;
}

static bool ask(struct app *app, struct research *research, const struct message_research *how)
{
    uint64_t job;
    if (is_kept(app, research))
        return false;
    struct message message = question(&research->target, 1, how);
    if (!post(app, &message, &job))
        return false;
    note_job(research, job);
    research->of_one = how->judge ? 0 : job;
    return true;
}

/* What is found from now on is new, if it was not there before. What was not read to the end is no look. */
static void remember(struct research *research)
{
    if (!research->report || research->report->provisional)
        return;
    arena_free(research->look_arena);
    research->look_arena = arena_new(0);
    research->last = look_of(research->report, research->look_arena);
}

/* Several users are one question, so that they share what there is of time. */
bool researches_begin(struct app *app, const struct target *targets, size_t count, bool anew)
{
    static const struct message_research all = {.only = RESEARCH_SOURCES};
    auto_arena struct arena *arena = arena_new(0);
    struct target *wanted = arena_alloc(arena, (count + 1) * sizeof *wanted);
    size_t many = 0;
    uint64_t job;
    for (size_t i = count; i-- > 0;) {
        struct research *research = raise(app, &targets[i]);
        if (research->job_count || (research->report && !anew && !researches_old(research)) || is_kept(app, research))
            continue;
        wanted[many++] = research->target;
        research->answered = research->written;
        remember(research);
    }
    struct message message = question(wanted, many, &all);
    if (!many)
        message_free(&message);
    else if (!post(app, &message, &job))
        return false;
    for (size_t i = 0; i < many; i++)
        note_job(researches_of(app, wanted[i].id), job);
    return true;
}

bool researches_read(struct app *app, struct research *research, enum research_source source)
{
    return ask(app, research, &(struct message_research){.only = source});
}

bool researches_cancel(struct app *app, struct research *research, enum research_source source)
{
    if (!research->job_count)
        return false;
    struct message message = {.kind = TO_CANCEL, .arena = arena_new(256)};
    struct message_research *which = arena_alloc(message.arena, sizeof *which);
    which->only = source;
    message.research = which;
    message.subject = arena_strdup(message.arena, research->target.id);
    if (!worker_post(app->worker, &message)) {
        message_free(&message);
        app_status(app, ROLE_WARNING, "The worker is busy; cancel again.");
    }
    return true;
}

bool researches_set_aside(struct app *app, struct research *research, const char *key, const char *reason)
{
    if (is_kept(app, research))
        return false;
    return ask(app, research,
               &(struct message_research){.only = RESEARCH_SOURCES, .judge = true, .aside = key, .reason = reason});
}

/* --- writing down --- */

void researches_keep(struct app *app, struct research *research)
{
    char at[CLOCK_TEXT];
    struct err e = {.code = ERR_OK};
    struct message message = {.kind = TO_KEEP_CASE, .arena = arena_new(0)};
    const char *home = place_home(message.arena, &e);
    if (!home || research->kept || research->keeping) {
        app_status(app, ROLE_WARNING, "%s", home ? "It is written down already." : e.message);
        message_free(&message);
        return;
    }
    if (researches_old(research) && research->job_count) {
        app_status(app, ROLE_WARNING, "It was read before what was done last and is being read again: write it then.");
        message_free(&message);
        return;
    }
    struct message_keep *how = arena_alloc(message.arena, sizeof *how);
    char *folder = arena_printf(message.arena, "%s/roster-case-%.64s-%s", home, research->target.user_principal_name,
                                clock_format(clock_now(), at));
    for (char *c = folder + strlen(home) + 1; *c; c++)
        if (!isalnum((unsigned char)*c) && !strchr("@.-_", *c))
            *c = '_';
    how->folder = folder;
    message.keep = how;
    message.subject = arena_strdup(message.arena, research->target.id);
    if (post(app, &message, &research->keeping))
        app_status(app, ROLE_NORMAL, "The case is being written down ...");
}

void researches_put(struct app *app, const struct target *target, struct report *report, const char *kept)
{
    struct research *research = raise(app, target);
    assert(!research->report);
    research->report = report;
    research->reports = 1;
    research->kept = kept;
}

static void kept(struct app *app, struct research *research, const struct message *end)
{
    research->keeping = 0;
    if (end->error.code == ERR_OK && end->text) {
        research->wrote = arena_strdup(research->arena, end->text);
        app_status(app, ROLE_OK, "The case is written. Its folder and its seal stand in the summary.");
    } else
        app_status(app, ROLE_ERROR, "It could not be written: %s", end->error.message);
}

/* --- what is done to them --- */

/* A write makes what was read before it old; of one that failed nobody knows how far it came. */
static void note_written(struct app *app, const struct message *message)
{
    const struct app_job *job = message->job ? app_job(app, message->job) : NULL;
    bool wrote = message->state == JOB_DONE || message->state == JOB_FAILED || message->state == JOB_UNSETTLED;
    if (!job || job->plan || !wrote || message->index >= job->target_count)
        return;
    struct research *research = researches_of(app, job->targets[message->index].target.id);
    if (research)
        research->written = clock_now();
}

static bool is_written(const struct app *app, const struct research *research)
{
    for (const struct app_job *job = app_jobs(app); job; job = job->next)
        for (size_t i = 0; !job->ended && !job->plan && i < job->target_count; i++)
            if (!strcmp(job->targets[i].target.id, research->target.id))
                return true;
    return false;
}

/* Whatever is old is read again, once for what was done, when nothing more is being done to it. */
static void read_old(struct app *app)
{
    auto_arena struct arena *arena = arena_new(0);
    size_t count = 0, room = 0;
    for (const struct research *research = app->model->researches; research; research = research->next)
        room++;
    struct target *old = arena_alloc(arena, (room + 1) * sizeof *old);
    for (const struct research *research = app->model->researches; research; research = research->next)
        if (researches_old(research) && research->answered < research->written && !research->job_count &&
            !research->kept && !is_written(app, research))
            old[count++] = research->target;
    if (count)
        (void)researches_begin(app, old, count, false);
}

/* --- taking --- */

void researches_message(struct app *app, struct message *message)
{
    if (message->kind == FROM_RESEARCH) {
        struct research *research = researches_of(app, message->subject);
        if (!research || !message->report)
            return;
        report_free(research->report);
        research->report = message->report;
        message->report = NULL;
        research->reports++;
    }
    if (message->kind == FROM_TARGET)
        note_written(app, message);
    for (struct research *research = app->model->researches; research && message->kind == FROM_JOB_END;
         research = research->next) {
        if (research->keeping && research->keeping == message->job)
            kept(app, research, message);
        for (size_t i = 0; i < research->job_count; i++)
            if (research->jobs[i] == message->job) {
                research->jobs[i] = research->jobs[--research->job_count];
                if (message->job != research->of_one)
                    research->error = message->error;
                else if (message->error.code != ERR_OK)
                    app_status(app, ROLE_WARNING, "It could not be read: the line of the source says why.");
                break;
            }
    }
    if (message->kind == FROM_JOB_END)
        read_old(app);
}
