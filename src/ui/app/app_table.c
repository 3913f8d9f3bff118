/* How the table is shown: filter, preset, order, cursor. */
#include "ui/app/app.h"

#include "base/clock.h"
#include <stdio.h>
#include <string.h>

enum { SORT_SLICE = 4000 /* µs between two keys */, SORT_STEP = 1000 /* rows between two looks at the clock */ };

void app_move_to(struct app *app, size_t position)
{
    size_t count = view_count(app->table);
    app->cursor = position < count ? position : count ? count - 1 : 0;
    const struct user *user = app_user(app);
    if (user)
        app->cursor_id = user->id;
    app->redraw = true;
}

void app_restore_cursor(struct app *app)
{
    uint32_t row = users_find(app->users, &app->cursor_id);
    size_t position = row == NO_ROW ? (size_t)-1 : view_find(app->table, row);
    app_move_to(app, position == (size_t)-1 ? app->cursor : position);
}

void app_apply_filter(struct app *app)
{
    app->filter_error = (struct err){.code = ERR_OK};
    if (view_set_filter(app->table, app->base_filter, buf_text(&app->filter), clock_now(), &app->filter_error)) {
        app->filter_error.code = ERR_OK;
        app_keep_sorted(app);
        app_restore_cursor(app);
    }
    app->redraw = true;
}

void app_set_filter(struct app *app, const char *text)
{
    buf_clear(&app->filter);
    buf_puts(&app->filter, text);
    app_apply_filter(app);
}

void app_set_preset(struct app *app, const char *name, const char *filter)
{
    app->base_name = name;
    app->base_filter = filter;
    app_apply_filter(app);
}

/* All keys are copied: the worker sorts them. */
static void post_sort(struct app *app)
{
    struct message message = {.kind = TO_SORT, .sort = app->sort_copy};
    app->sort_copy = NULL;
    app->sort_job = app_post(app, &message);
    if (!app->sort_job) {
        message_free(&message);
        app->sorting = false;
    }
}

static void begin_copy(struct app *app)
{
    view_sort_job_free(app->sort_copy);
    app->sort_copy = view_sort_job_new(app->table);
    app->sort_job = 0;
    app_wake_in(app, 0);
}

void app_sort(struct app *app, int column, bool descending)
{
    app->sort_column = column;
    app->sort_descending = descending;
    app->sorting = !view_set_sort(app->table, column, descending);
    if (app->sorting) { /* too many to hold up a frame: the worker sorts a copy of the keys */
        begin_copy(app);
    } else {
        view_sort_job_free(app->sort_copy);
        app->sort_copy = NULL;
        app->sort_job = 0;
    }
    app_restore_cursor(app);
}

void app_sort_step(struct app *app)
{
    int64_t until = clock_micros() + SORT_SLICE;
    bool copied = false;
    if (!app->sort_copy)
        return;
    if (!view_sort_is_for(app->table, app->sort_copy)) { /* the table has changed meanwhile */
        app_sort(app, app->sort_column, app->sort_descending);
        return;
    }
    do
        copied = view_sort_job_copy(app->sort_copy, SORT_STEP);
    while (!copied && clock_micros() < until);
    if (copied)
        post_sort(app);
    else
        app_wake_in(app, 0);
}

void app_keep_sorted(struct app *app)
{
    if (!app->sorting && !app->loading && !view_is_sorted(app->table))
        app_sort(app, app->sort_column, app->sort_descending);
}

void app_sort_apply(struct app *app, uint64_t asked, struct view_sort_job *job)
{
    if (asked != app->sort_job) /* another order has been asked for since */
        return;
    app->sort_job = 0;
    app->sorting = false;
    if (!view_sort_apply(app->table, job)) /* the table has changed meanwhile */
        app_sort(app, app->sort_column, app->sort_descending);
    app_keep_sorted(app);
    app_restore_cursor(app);
}

void app_filter_title(const struct app *app, char *out, size_t size)
{
    const char *typed = buf_text(&app->filter);
    bool based = *app->base_filter;
    if (based && *typed)
        snprintf(out, size, "%s + %s", app->base_name, typed);
    else
        snprintf(out, size, "%s", based ? app->base_name : typed);
}
