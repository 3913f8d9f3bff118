/* Asking for profiles and keeping them. */
#include "ui/app/profiles.h"

#include "base/clock.h"
#include "model/extra_read.h"
#include <string.h>

void profiles_free(struct profiles *profiles)
{
    for (size_t i = 0; i < PROFILES; i++)
        record_page_free(profiles->known[i].page);
}

static struct profile *find(struct profiles *profiles, const struct guid *id)
{
    for (size_t i = 0; i < PROFILES; i++)
        if (profiles->known[i].page && guid_equal(&profiles->known[i].id, id))
            return &profiles->known[i];
    return NULL;
}

const struct record *profiles_wanted(const struct profiles *profiles)
{
    const struct profile *profile = find((struct profiles *)profiles, &profiles->id);
    return profile && profile->page->count ? profile->page->records : NULL;
}

static bool is_fresh(const struct profile *profile)
{
    return profile && clock_monotonic() - profile->read < source_find("profile")->fresh;
}

static void stop(struct profiles *profiles, struct app *app)
{
    if (profiles->job)
        app_cancel(app, profiles->job);
    profiles->job = 0;
}

static void ask_in(struct profiles *profiles, struct app *app, int64_t ms)
{
    profiles->due = clock_monotonic() + ms;
    app_wake_in(app, ms);
}

void profiles_want(struct profiles *profiles, struct app *app, const struct guid *id)
{
    if (guid_equal(&profiles->id, id))
        return;
    stop(profiles, app);
    profiles->id = *id;
    profiles->error = (struct err){.code = ERR_OK};
    profiles->due = 0;
    if (!is_fresh(find(profiles, id)))
        ask_in(profiles, app, PROFILE_PATIENCE);
}

static void forget(struct profiles *profiles, const struct guid *id)
{
    struct profile *profile = find(profiles, id);
    if (!profile)
        return;
    record_page_free(profile->page);
    *profile = (struct profile){.page = NULL};
}

void profiles_again(struct profiles *profiles, struct app *app)
{
    stop(profiles, app);
    profiles->error = (struct err){.code = ERR_OK};
    forget(profiles, &profiles->id);
    ask_in(profiles, app, 0);
}

/* What the table's columns do not know of this user is asked for along with the profile. */
static void ask_extras(const struct profiles *profiles, const struct app *app, struct message *message)
{
    const struct source **sources = arena_alloc(message->arena, EXTRA_COUNT * sizeof *sources);
    size_t count = 0;
    sources[count++] = message->sources[0];
    for (enum extra which = EXTRA_NONE + 1; which < EXTRA_COUNT; which++)
        if (app->model->extra_refused[which].code == ERR_OK &&
            extras_key(users_extras(app->model->users), which, &profiles->id) == EXTRA_UNKNOWN)
            sources[count++] = source_find(extra_source(which, true));
    message->sources = sources;
    message->source_count = count;
}

static void ask(struct profiles *profiles, struct app *app)
{
    char id[GUID_TEXT];
    struct message message = message_read("profile", guid_format(&profiles->id, id), NULL);
    ask_extras(profiles, app, &message);
    profiles->job = app_post(app, &message);
    if (!profiles->job) { /* the worker takes no more just now */
        message_free(&message);
        ask_in(profiles, app, PROFILE_PATIENCE);
    }
}

void profiles_tick(struct profiles *profiles, struct app *app, int64_t now)
{
    if (!profiles->due)
        return;
    if (profiles->due > now) {
        app_wake_in(app, profiles->due - now);
        return;
    }
    profiles->due = 0;
    ask(profiles, app);
    app->redraw = true;
}

static void keep(struct profiles *profiles, struct message *message)
{
    struct profile *known = profiles->known;
    forget(profiles, &profiles->id);
    record_page_free(known[PROFILES - 1].page);
    memmove(known + 1, known, (PROFILES - 1) * sizeof *known);
    *known = (struct profile){.id = profiles->id, .page = message->records, .read = clock_monotonic()};
    message->records = NULL;
}

/* Also what failed or is unsettled may have changed something. */
static void changed(struct profiles *profiles, struct app *app, const struct message *message)
{
    struct guid id;
    bool sent = message->state == JOB_DONE || message->state == JOB_FAILED || message->state == JOB_UNSETTLED;
    if (!sent || !message->target_count || !guid_parse(message->targets[0].id, strlen(message->targets[0].id), &id))
        return;
    if (guid_equal(&id, &profiles->id))
        profiles_again(profiles, app);
    else
        forget(profiles, &id);
}

static void refreshed(struct profiles *profiles, struct app *app)
{
    for (size_t i = 0; i < PROFILES; i++)
        if (profiles->known[i].page)
            forget(profiles, &profiles->known[i].id);
    if (!guid_zero(&profiles->id))
        profiles_again(profiles, app);
}

/* A licence or a permission that is missing for one is missing for all. */
static void take_extra(struct app *app, const struct message *message)
{
    enum extra which = message_extra(message, app->model->users, clock_now());
    if (message->why == WHY_NOT_LICENSED || message->why == WHY_NOT_PERMITTED)
        app->model->extra_refused[which] = message->error;
}

void profiles_message(struct profiles *profiles, struct app *app, struct message *message)
{
    bool own = profiles->job && message->job == profiles->job;
    if (own && message->kind == FROM_READ && !message_is_reading(message, "profile")) {
        take_extra(app, message);
    } else if (own && message->kind == FROM_READ && message->read != READ_NOT) {
        keep(profiles, message);
    } else if (own && message->kind == FROM_READ) {
        profiles->error = message->error;
    } else if (own && message->kind == FROM_JOB_END) {
        profiles->job = 0;
        if (message->error.code != ERR_OK)
            profiles->error = message->error;
    } else if (message->kind == FROM_TARGET) {
        changed(profiles, app, message);
    } else if (message->kind == FROM_JOB_END && message->job == app->model->load_job && message->state == JOB_DONE) {
        refreshed(profiles, app);
    }
}
