/* How the table is shown: filter, preset, order, cursor. */
#include "ui/app/app.h"

#include "base/clock.h"
#include <stdio.h>
#include <string.h>

enum { SORT_SLICE = 4000 /* µs between two keys */, SORT_STEP = 1000 /* rows between two looks at the clock */ };

bool app_shows(const struct app *app, int column)
{
    for (size_t i = 0; i < app->chosen_count; i++)
        if (app->chosen[i] == column)
            return true;
    return false;
}

void app_move_to(struct app *app, size_t position)
{
    size_t count = view_count(app->model->table);
    app->model->cursor = position < count ? position : count ? count - 1 : 0;
    const struct user *user = app_user(app);
    if (user)
        app->model->cursor_id = user->id;
    app->redraw = true;
}

void app_restore_cursor(struct app *app)
{
    uint32_t row = users_find(app->model->users, &app->model->cursor_id);
    size_t position = row == NO_ROW ? (size_t)-1 : view_find(app->model->table, row);
    app_move_to(app, position == (size_t)-1 ? app->model->cursor : position);
}

static void app_apply_filter(struct app *app)
{
    struct tenant_model *model = app->model;
    struct err ignored;
    model->filter_error = (struct err){.code = ERR_OK};
    if (view_set_filter(model->table, model->base_filter, buf_text(&model->filter), clock_now(), &model->filter_error))
        model->filter_error.code = ERR_OK;
    else if (!view_set_filter(model->table, model->base_filter, "", clock_now(), &ignored)) /* it hides nothing */
        return;
    app_keep_sorted(app);
    app_restore_cursor(app);
    app->redraw = true;
}

void app_set_filter(struct app *app, const char *text)
{
    buf_clear(&app->model->filter);
    buf_puts(&app->model->filter, text);
    app_apply_filter(app);
}

void app_set_preset(struct app *app, const char *name, const char *filter)
{
    app->model->base_name = name;
    app->model->base_filter = filter;
    app_apply_filter(app);
}

/* All keys are copied: the worker sorts them. */
static void post_sort(struct app *app)
{
    struct message message = {.kind = TO_SORT, .sort = app->model->sort_copy};
    app->model->sort_copy = NULL;
    app->model->sort_job = app_post(app, &message);
    if (!app->model->sort_job) {
        message_free(&message);
        app->model->sorting = false;
    }
}

static void begin_copy(struct app *app)
{
    view_sort_job_free(app->model->sort_copy);
    app->model->sort_copy = view_sort_job_new(app->model->table);
    app->model->sort_job = 0;
    app_wake_in(app, 0);
}

void app_sort(struct app *app, int column, bool descending)
{
    app->model->sort_column = column;
    app->model->sort_descending = descending;
    app->model->sorting = !view_set_sort(app->model->table, column, descending);
    if (app->model->sorting) { /* too many to hold up a frame: the worker sorts a copy of the keys */
        begin_copy(app);
    } else {
        view_sort_job_free(app->model->sort_copy);
        app->model->sort_copy = NULL;
        app->model->sort_job = 0;
    }
    app_restore_cursor(app);
}

void app_sort_step(struct app *app)
{
    int64_t until = clock_micros() + SORT_SLICE;
    bool copied = false;
    if (!app->model->sort_copy)
        return;
    if (!view_sort_is_for(app->model->table, app->model->sort_copy)) { /* the table has changed meanwhile */
        app_sort(app, app->model->sort_column, app->model->sort_descending);
        return;
    }
    do
        copied = view_sort_job_copy(app->model->sort_copy, SORT_STEP);
    while (!copied && clock_micros() < until);
    if (copied)
        post_sort(app);
    else
        app_wake_in(app, 0);
}

void app_keep_sorted(struct app *app)
{
    if (!app->model->sorting && !app->model->loading && !view_is_sorted(app->model->table))
        app_sort(app, app->model->sort_column, app->model->sort_descending);
}

void app_sort_apply(struct app *app, uint64_t asked, struct view_sort_job *job)
{
    if (asked != app->model->sort_job) /* another order has been asked for since */
        return;
    app->model->sort_job = 0;
    app->model->sorting = false;
    if (!view_sort_apply(app->model->table, job)) /* the table has changed meanwhile */
        app_sort(app, app->model->sort_column, app->model->sort_descending);
    app_keep_sorted(app);
    app_restore_cursor(app);
}

void app_filter_title(const struct app *app, char *out, size_t size)
{
    const char *typed = buf_text(&app->model->filter);
    bool based = *app->model->base_filter;
    if (based && *typed)
        snprintf(out, size, "%s + %s", app->model->base_name, typed);
    else
        snprintf(out, size, "%s", based ? app->model->base_name : typed);
}
