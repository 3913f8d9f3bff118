/* Asking about single users and keeping the answers. */
#include "ui/app/user_readings.h"

#include "base/alloc.h"
#include "base/clock.h"
#include <stdio.h>
#include <string.h>

enum { FRESH = 60000 /* ms, of a source that says nothing else */ };

struct panel_readings *user_readings_of(struct app *app, const struct target *user)
{
    struct panel_readings *of = app->model->readings.of, found;
    size_t at = 0;
    while (at + 1 < USERS_READ && strcmp(of[at].subject, user->id) != 0)
        at++;
    if (strcmp(of[at].subject, user->id) != 0) {
        user_readings_cancel(app, &of[at], NULL);
        panel_readings_free(&of[at]);
        snprintf(of[at].subject, sizeof of[at].subject, "%s", user->id);
    }
    of[at].shared = &app->model->readings.tenant;
    panel_readings_named(&of[at], user->user_principal_name);
    found = of[at];
    memmove(of + 1, of, at * sizeof *of);
    of[0] = found;
    return of;
}

static bool is_fresh(const struct panel_reading *reading)
{
    int64_t fresh = reading->source->fresh ? reading->source->fresh : FRESH;
    return reading->over && reading->at && (reading->state == READ_NOT || clock_now() - reading->at < fresh);
}

/* `to`: only what is older; 0: the newest. */
static bool post(struct app *app, struct panel_readings *readings, const struct source *source, int64_t to)
{
    struct panel_reading *reading = panel_reading_of(readings, source);
    struct message message = message_read(source->name, source->scope == SOURCE_OF_USER ? readings->subject : NULL,
                                          reading->text);
    user_readings_cancel(app, readings, source);
    if (message.target_count)
        message.targets->user_principal_name = arena_strdup(message.arena, readings->name);
    message.raw = true;
    message.to = to;
    reading->older = to != 0;
    reading->job = app_post(app, &message);
    message_free(&message); /* where it was not posted */
    return reading->job != 0;
}

bool user_readings_again(struct app *app, struct panel_readings *readings, const struct source *source)
{
    return post(app, readings, source, 0);
}

bool user_readings_ask(struct app *app, struct panel_readings *readings, const struct source *source, const char *text)
{
    struct panel_reading *reading = panel_reading_of(readings, source);
    xfree(reading->text);
    record_page_free(reading->page);
    reading->text = xstrdup(text);
    reading->page = NULL;
    reading->over = false;
    return post(app, readings, source, 0);
}

bool user_readings_older(struct app *app, struct panel_readings *readings, const struct source *source)
{
    const struct panel_reading *reading = panel_reading_of(readings, source);
    if (reading->job || !panel_reading_goes_on(reading))
        return false;
    const struct record *last = &reading->page->records[reading->page->count - 1];
    return post(app, readings, source, last->values[source->kind->time].number);
}

bool user_readings_want(struct app *app, struct panel_readings *readings, const struct source *source)
{
    struct panel_reading *reading = panel_reading_of(readings, source);
    return reading->job || is_fresh(reading) || user_readings_again(app, readings, source);
}

/* What is of the tenant goes on for the next user, unless it is meant itself. */
bool user_readings_cancel(struct app *app, struct panel_readings *readings, const struct source *source)
{
    bool any = false;
    if (readings->shared && source && source->scope == SOURCE_OF_TENANT)
        readings = readings->shared;
    for (size_t i = 0; i < readings->count; i++) {
        struct panel_reading *reading = &readings->of[i];
        if (!reading->job || (source && reading->source != source))
            continue;
        app_cancel(app, reading->job);
        reading->job = 0;
        any = true;
    }
    return any;
}

static bool give_up(struct app *app, struct panel_readings *readings, const struct source *source)
{
    for (size_t i = 0; i < readings->count; i++) {
        struct panel_reading *reading = &readings->of[i];
        if (!reading->job || reading->over || (source && reading->source != source))
            continue;
        reading->over = true;
        reading->state = READ_NOT;
        reading->why = WHY_CUT_SHORT;
        reading->at = clock_now();
        err_set(&reading->error, ERR_CANCELLED, "cancelled");
    }
    return user_readings_cancel(app, readings, source);
}

bool user_readings_give_up(struct app *app, struct panel_readings *readings, const struct source *source)
{
    bool any = give_up(app, readings, source);
    return (readings->shared && give_up(app, readings->shared, source)) || any;
}

static struct panel_reading *job_in(struct panel_readings *readings, uint64_t job)
{
    for (size_t i = 0; job && i < readings->count; i++)
        if (readings->of[i].job == job)
            return &readings->of[i];
    return NULL;
}

static struct panel_reading *find_job(struct user_readings *all, uint64_t job)
{
    struct panel_reading *found = job_in(&all->tenant, job);
    for (size_t i = 0; !found && i < USERS_READ; i++)
        found = job_in(&all->of[i], job);
    return found;
}

/* More of a log: behind what is there. What brings nothing new would be asked for without end. */
static void take_older(struct panel_reading *reading, struct message *message)
{
    size_t came = message->records ? record_page_join(reading->page, message->records) : 0;
    message->records = NULL;
    reading->state = message->read == READ_WHOLE ? READ_WHOLE : READ_IN_PART;
    reading->why = message->why;
    reading->error = message->error;
    reading->covered_from = message->read == READ_NOT ? reading->covered_from : message->covered_from;
    if (message->why == WHY_TOO_MANY && !came) {
        reading->why = WHY_FAILED;
        err_set(&reading->error, ERR_SERVICE, "the service gives the same rows again: what is older was not read");
    }
}

/* What came stays where the next try brings nothing. */
static void take(struct panel_reading *reading, struct message *message)
{
    if (reading->older && reading->page) {
        take_older(reading, message);
        return;
    }
    reading->over = true;
    reading->state = message->read;
    reading->why = message->why;
    reading->error = message->error;
    reading->covered_from = message->covered_from;
    reading->at = clock_now();
    if (message->read == READ_NOT && reading->page)
        return;
    record_page_free(reading->page);
    reading->page = message->records;
    message->records = NULL;
}

static void forget(struct panel_readings *readings)
{
    for (size_t i = 0; i < readings->count; i++)
        readings->of[i].at = 0;
}

/* Also what failed or is unsettled may have changed something. */
static void changed(struct user_readings *all, const struct message *message)
{
    bool sent = message->state == JOB_DONE || message->state == JOB_FAILED || message->state == JOB_UNSETTLED;
    for (size_t i = 0; sent && message->target_count && i < USERS_READ; i++)
        if (!strcmp(all->of[i].subject, message->targets[0].id))
            forget(&all->of[i]);
}

/* A new table: what was read beside it is old, too. */
static void refreshed(struct user_readings *all)
{
    for (size_t i = 0; i < USERS_READ; i++)
        forget(&all->of[i]);
    forget(&all->tenant);
}

/* What the table has a column for, it takes along. A licence or a permission that is missing for one is missing for all. */
static void take_extra(struct app *app, const struct message *message)
{
    enum extra which = message_extra(message, app->model->users, clock_now());
    if (which != EXTRA_NONE && (message->why == WHY_NOT_LICENSED || message->why == WHY_NOT_PERMITTED))
        app->model->extra_refused[which] = message->error;
}

void user_readings_message(struct app *app, struct message *message)
{
    struct user_readings *all = &app->model->readings;
    struct panel_reading *reading = find_job(all, message->job);
    if (message->kind == FROM_TARGET)
        changed(all, message);
    if (message->kind == FROM_JOB_END && message->job == app->model->load_job && message->state == JOB_DONE)
        refreshed(all);
    if (reading && message->kind == FROM_READ) {
        take_extra(app, message);
        take(reading, message);
    }
    if (reading && message->kind == FROM_JOB_END) {
        reading->job = 0;
        if (message->error.code != ERR_OK && !reading->over) { /* it never began */
            reading->over = true;
            reading->state = READ_NOT;
            reading->why = WHY_FAILED;
            reading->error = message->error;
            reading->at = clock_now();
        }
    }
}
