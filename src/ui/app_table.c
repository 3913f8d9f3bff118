/* How the table is shown: filter, preset, order, cursor. */
#include "ui/app.h"

#include "base/clock.h"
#include <stdio.h>
#include <string.h>

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

void app_sort(struct app *app, int column, bool descending)
{
    app->sort_column = column;
    app->sort_descending = descending;
    app->sorting = !view_set_sort(app->table, column, descending);
    if (app->sorting) { /* too many to hold up a frame: the worker sorts a copy of the keys */
        struct message message = {.kind = TO_SORT, .sort = view_sort_job_new(app->table)};
        if (!app_post(app, &message)) {
            message_free(&message);
            app->sorting = false;
        }
    }
    app_restore_cursor(app);
}

void app_keep_sorted(struct app *app)
{
    if (!app->sorting && !app->loading && !view_is_sorted(app->table))
        app_sort(app, app->sort_column, app->sort_descending);
}

void app_sort_apply(struct app *app, const struct view_sort_job *job)
{
    app->sorting = false;
    if (!view_sort_apply(app->table, job)) /* the table has changed meanwhile */
        app_sort(app, app->sort_column, app->sort_descending);
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
