/* One reading a column, of all users. While it goes on the table shows what is there: filter and order look again each time a
 * quarter more is known, and at the end. */
#include "ui/app/extra_columns.h"

#include "base/clock.h"
#include "base/zone.h"
#include "model/extra_read.h"
#include <stdio.h>

static const struct column *column_of(enum extra which)
{
    size_t i = 0;
    while (columns[i].extra != which)
        i++;
    return &columns[i];
}

static bool is_wanted(const struct app *app, enum extra which)
{
    for (size_t i = 0; i < app->chosen_count; i++)
        if (columns[app->chosen[i]].extra == which)
            return true;
    return view_asks(app->model->table, which);
}

static struct extra_status status_of(const struct app *app, enum extra which)
{
    return extras_status(users_extras(app->model->users), which);
}

static void ask(struct app *app, enum extra which)
{
    struct message message = message_read(extra_source(which, false), NULL, NULL);
    message.urgent = false; /* all users: what a person waits for goes first */
    uint64_t job = app_post(app, &message);
    if (!job) { /* the worker takes no more just now */
        message_free(&message);
        return;
    }
    app->model->extra_jobs[which] = job;
    app->model->extra_loads[which] = app->model->load_job;
    app->model->extra_refused[which] = (struct err){.code = ERR_OK};
    app->model->extra_shown[which] = 0;
    users_extra_begin(app->model->users, which);
}

void extra_columns_ask(struct app *app)
{
    const struct tenant_model *model = app->model;
    for (enum extra which = EXTRA_NONE + 1; which < EXTRA_COUNT; which++) {
        bool refreshed = model->extra_loads[which] != model->load_job && !model->extra_jobs[which];
        if ((refreshed || status_of(app, which).state == EXTRA_NOT_ASKED) && is_wanted(app, which))
            ask(app, which);
    }
}

/* More is known: filter and order may say otherwise. */
static void show(struct app *app, enum extra which, bool ended)
{
    struct tenant_model *model = app->model;
    size_t read = status_of(app, which).read;
    if (!ended && read < model->extra_shown[which] + model->extra_shown[which] / 4 + 1)
        return;
    model->extra_shown[which] = read;
    app->redraw = true;
    if (!view_asks(model->table, which) || (!ended && model->sorting))
        return;
    view_rebuild(model->table);
    app_keep_sorted(app);
    app_restore_cursor(app);
}

void extra_columns_message(struct app *app, struct message *message)
{
    uint64_t *jobs = app->model->extra_jobs;
    enum extra which = EXTRA_NONE + 1;
    while (which < EXTRA_COUNT && (!message->job || jobs[which] != message->job))
        which++;
    if (which == EXTRA_COUNT)
        return;
    if (message->kind == FROM_READ) {
        message_extra(message, app->model->users, clock_now());
        show(app, which, message->read != READ_GOING);
    } else if (message->kind == FROM_JOB_END) {
        jobs[which] = 0;
        if (status_of(app, which).state == EXTRA_READING) /* it ended before it was read */
            users_extra_end(app->model->users, which, EXTRA_NOT_READ, clock_now(), message->error.message,
                            message->error.hint);
    }
}

const char *extra_columns_mark(const struct app *app, const struct column *column)
{
    enum extra_state state = column->extra ? status_of(app, column->extra).state : EXTRA_WHOLE;
    if (state == EXTRA_READING)
        return app->grid->ascii ? " ..." : " …";
    return state == EXTRA_IN_PART || state == EXTRA_NOT_READ ? " !" : "";
}

bool extra_columns_whole(const struct app *app)
{
    bool whole = true;
    for (enum extra which = EXTRA_NONE + 1; which < EXTRA_COUNT; which++)
        whole &= !view_asks(app->model->table, which) || status_of(app, which).state == EXTRA_WHOLE;
    return whole;
}

bool extra_columns_notice(const struct app *app, char *out, size_t size, bool *trouble)
{
    for (enum extra which = EXTRA_NONE + 1; which < EXTRA_COUNT; which++) {
        const struct extra_status status = status_of(app, which);
        const char *title = column_of(which)->title;
        *trouble = status.state == EXTRA_IN_PART || status.state == EXTRA_NOT_READ;
        if (!is_wanted(app, which) || (!*trouble && status.state != EXTRA_READING))
            continue;
        char since[CLOCK_TEXT + 32] = "", when[CLOCK_TEXT];
        if (status.as_of) /* what is there is of the reading before */
            snprintf(since, sizeof since, ", older ones of %s", zone_show(status.as_of, when));
        if (!*trouble)
            snprintf(out, size, "%s: %zu of %u read%s", title, status.read, users_count(app->model->users), since);
        else
            snprintf(out, size, "%s %s (%s)%s: %s", title,
                     status.state == EXTRA_IN_PART ? "was read in part" : "was not read",
                     keymap_key(&app->keymap, "refresh"), since, *status.hint ? status.hint : status.why);
        return true;
    }
    return false;
}
