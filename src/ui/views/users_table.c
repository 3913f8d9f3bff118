/* The rows of the users' table: filtered, sorted and marked by the model, drawn by the widget of every list. */
#include "ui/views/users_view.h"

#include "ui/app/extra_columns.h"

#include <stdio.h>
#include <string.h>

enum { GUTTER = 3 };

static const struct user *user_at(const struct app *app, size_t position)
{
    return users_at(app->model->users, view_row(app->model->table, position));
}

static void cell(const void *owner, size_t position, size_t at, struct table_cell *out)
{
    const struct users_view *view = owner;
    const struct tenant_model *model = view->app->model;
    const struct column *column = &columns[view->chosen[at]];
    const struct user *user = user_at(view->app, position);
    column_cell(column, model->users, user, model->names, out->space, sizeof out->space);
    if (!strcmp(column->name, "accountEnabled") && user->flags & USER_ENABLED_KNOWN && !(user->flags & USER_ENABLED))
        out->role = ROLE_BLOCKED;
    else if (users_marked(model->users, view_row(model->table, position)))
        out->role = ROLE_MARK;
}

static bool marked(const void *owner, size_t position)
{
    const struct tenant_model *model = ((const struct users_view *)owner)->app->model;
    return users_marked(model->users, view_row(model->table, position));
}

void users_table_make(struct users_view *view, struct app *app)
{
    static const struct table_ops ops = {
        .name = "users", .what = "users", .plain = true, .more = true, .cell = cell, .marked = marked};
    view->app = app;
    view->table = table_make(&ops, view, view->shape, 0);
}

/* The columns that are chosen now, sorted as the model is. */
static void shape(struct users_view *view)
{
    const struct app *app = view->app;
    struct table *table = &view->table;
    if (view->chosen_count != app->chosen_count ||
        memcmp(view->chosen, app->chosen, app->chosen_count * sizeof *app->chosen) != 0) {
        view->chosen_count = app->chosen_count;
        memcpy(view->chosen, app->chosen, app->chosen_count * sizeof *app->chosen);
        for (size_t c = 0; c < app->chosen_count; c++) {
            const struct column *column = &columns[app->chosen[c]];
            bool name = !strcmp(column->name, "displayName");
            view->shape[c] = (struct table_column){.name = column->name,
                                                   .title = column->title,
                                                   .least = column->least,
                                                   .most = column->most,
                                                   .flags = (column->keep ? TABLE_KEEP : 0) |
                                                            (name ? TABLE_IDENTIFIES : 0)};
        }
        table_columns(table, view->shape, app->chosen_count);
    }
    for (size_t c = 0; c < app->chosen_count; c++) {
        const struct column *column = &columns[app->chosen[c]];
        char *title = view->titles[column->extra];
        if (!column->extra)
            continue;
        snprintf(title, sizeof view->titles[0], "%s%s", column->title, extra_columns_mark(app, column));
        view->shape[c].title = title;
    }
    table->sorted = TABLE_NO_ROW;
    for (size_t c = 0; c < app->chosen_count; c++)
        if (app->chosen[c] == app->model->sort_column)
            table->sorted = (int)c;
    table->descending = app->model->sort_descending;
}

static void draw_nothing(const struct app *app, struct grid *grid, struct rect rect)
{
    struct rect inside = {rect.x + GUTTER, rect.y + 1, rect.width - 2 * GUTTER, rect.height - 1};
    const struct tenant_model *model = app->model;
    const struct err *error = &model->load_error;
    const char *again = keymap_key(&app->keymap, "refresh");
    int y = 1;
    if (error->code != ERR_OK && error->code != ERR_CANCELLED && !model->loading) {
        y += grid_wrap(grid, inside, y, ROLE_ERROR, error->message);
        y += grid_wrap(grid, inside, y, ROLE_NORMAL, error->hint);
        if (error->request_id[0])
            y += grid_printf(grid, inside, 0, y, ROLE_DIM, "request id %s", error->request_id) > 0;
        grid_printf(grid, inside, 0, y + 1, ROLE_NORMAL, "%s tries again.", again);
    } else if (model->loading) {
        grid_put(grid, inside, 0, y, ROLE_DIM, "Reading the users of this tenant …");
    } else if (users_count(model->users)) {
        grid_printf(grid, inside, 0, y, ROLE_NORMAL, "No user matches. %s clears the filter, %s shows all.",
                    keymap_key(&app->keymap, "clear-filter"), keymap_key(&app->keymap, "view-all"));
    } else {
        grid_printf(grid, inside, 0, y, ROLE_NORMAL, "This tenant has no users that may be read. %s reads again.",
                    again);
    }
}

void users_table_fit(struct users_view *view)
{
    view->table.list.cursor = view->app->model->cursor;
    table_changed(&view->table, view_count(view->app->model->table));
}

void users_table_draw(struct users_view *view, struct grid *grid, struct rect rect)
{
    struct tenant_model *model = view->app->model;
    struct table *table = &view->table;
    shape(view);
    users_table_fit(view);
    table_draw(table, grid, rect);
    model->cursor_line = rect.y + 1 + (int)(table->list.cursor - table->list.top);
    if (!table->rows)
        draw_nothing(view->app, grid, rect);
}
