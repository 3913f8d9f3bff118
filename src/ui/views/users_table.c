/* The rows of the table. */
#include "ui/views/users_view.h"

#include "base/utf8.h"
#include <stdio.h>
#include <string.h>

enum { CELL_BYTES = 512, GUTTER = 3, MENU = 2 };

static const char *arrow(const struct app *app, int column)
{
    if (app->model->sort_column != column)
        return "";
    if (app->grid->ascii)
        return app->model->sort_descending ? " v" : " ^";
    return app->model->sort_descending ? " ▼" : " ▲";
}

static void same_columns(struct users_view *view, const struct app *app)
{
    if (view->chosen_count == app->chosen_count &&
        !memcmp(view->chosen, app->chosen, app->chosen_count * sizeof *app->chosen))
        return;
    view->chosen_count = app->chosen_count;
    memcpy(view->chosen, app->chosen, app->chosen_count * sizeof *app->chosen);
    memset(view->wants, 0, sizeof view->wants);
}

/* What the visible rows would like, and two columns for the arrow of the sorted one. */
static void measure(struct users_view *view, struct app *app, int rows)
{
    char text[CELL_BYTES];
    for (size_t c = 0; c < app->chosen_count; c++) {
        const struct column *column = &columns[app->chosen[c]];
        int title = utf8_width(column->title) + (app->model->sort_column == app->chosen[c] ? 2 : 0);
        if (title > view->wants[c])
            view->wants[c] = title;
        for (size_t i = view->list.top; i < view_count(app->model->table) && i < view->list.top + (size_t)rows; i++) {
            column->cell(users_at(app->model->users, view_row(app->model->table, i)), app->model->names, text,
                         sizeof text);
            int width = utf8_width(text);
            if (width > view->wants[c])
                view->wants[c] = width;
        }
    }
}

static enum role cell_role(const struct column *column, const struct user *user, bool at_cursor, bool marked)
{
    if (at_cursor && !strcmp(column->name, "displayName"))
        return ROLE_CURSOR;
    if (!strcmp(column->name, "accountEnabled") && user->flags & USER_ENABLED_KNOWN && !(user->flags & USER_ENABLED))
        return ROLE_BLOCKED;
    return marked ? ROLE_MARK : ROLE_NORMAL;
}

/* Only the sign and the name of the cursor's line look different: a move costs few bytes on a slow line. */
static void draw_row(struct app *app, struct grid *grid, struct rect rect, int y, size_t position, const int *widths)
{
    const struct user *user = users_at(app->model->users, view_row(app->model->table, position));
    bool at_cursor = position == app->model->cursor,
         marked = users_marked(app->model->users, view_row(app->model->table, position));
    char text[CELL_BYTES];
    int x = GUTTER;
    if (at_cursor) {
        app->model->cursor_line = rect.y + y;
        grid_put(grid, rect, 0, y, ROLE_CURSOR, ">");
    }
    if (marked)
        grid_put(grid, rect, 1, y, ROLE_MARK, grid->ascii ? "*" : "●");
    for (size_t c = 0; c < app->chosen_count; c++) {
        const struct column *column = &columns[app->chosen[c]];
        if (!widths[c])
            continue;
        column->cell(user, app->model->names, text, sizeof text);
        struct rect cell = {rect.x + x, rect.y, widths[c], rect.height};
        enum role role = cell_role(column, user, at_cursor, marked);
        int used = grid_put(grid, cell, 0, y, role, text);
        if (role == ROLE_CURSOR && used < 1)
            grid_put(grid, cell, 0, y, role, " ");
        x += widths[c] + 1;
    }
    grid_put_right(grid, rect, y, at_cursor ? ROLE_KEY : ROLE_DIM, grid->ascii ? "..." : "⋯");
}

static void draw_header(struct app *app, struct grid *grid, struct rect rect, const int *widths)
{
    int x = GUTTER;
    grid_fill(grid, (struct rect){rect.x, rect.y, rect.width, 1}, ROLE_HEADER);
    for (size_t c = 0; c < app->chosen_count; c++) {
        char title[96];
        if (!widths[c])
            continue;
        snprintf(title, sizeof title, "%s%s", columns[app->chosen[c]].title, arrow(app, app->chosen[c]));
        grid_put(grid, (struct rect){rect.x + x, rect.y, widths[c], 1}, 0, 0, ROLE_HEADER, title);
        x += widths[c] + 1;
    }
}

static void draw_nothing(struct app *app, struct grid *grid, struct rect rect)
{
    struct rect inside = {rect.x + GUTTER, rect.y + 1, rect.width - 2 * GUTTER, rect.height - 1};
    int y = 1;
    if (app->model->load_error.code != ERR_OK && app->model->load_error.code != ERR_CANCELLED && !app->model->loading) {
        y += grid_wrap(grid, inside, y, ROLE_ERROR, app->model->load_error.message);
        y += grid_wrap(grid, inside, y, ROLE_NORMAL, app->model->load_error.hint);
        if (app->model->load_error.request_id[0])
            y += grid_printf(grid, inside, 0, y, ROLE_DIM, "request id %s", app->model->load_error.request_id) > 0;
        grid_put(grid, inside, 0, y + 1, ROLE_NORMAL, "F5 tries again.");
    } else if (app->model->loading) {
        grid_put(grid, inside, 0, y, ROLE_DIM, "Reading the users of this tenant …");
    } else if (users_count(app->model->users)) {
        grid_put(grid, inside, 0, y, ROLE_NORMAL, "No user matches. Esc clears the filter, 1 shows all.");
    } else {
        grid_put(grid, inside, 0, y, ROLE_NORMAL, "This tenant has no users that may be read. F5 reads again.");
    }
}

void users_table_draw(struct users_view *view, struct app *app, struct grid *grid, struct rect rect)
{
    int widths[APP_COLUMNS] = {0}, rows = rect.height - 1;
    list_fit(&view->list, view_count(app->model->table), rows);
    view->list.cursor = app->model->cursor;
    list_fit(&view->list, view_count(app->model->table), rows);
    same_columns(view, app);
    measure(view, app, rows);
    columns_fit(app->chosen, view->wants, app->chosen_count, rect.width - GUTTER - MENU - 1, widths);
    draw_header(app, grid, rect, widths);
    if (!view_count(app->model->table))
        draw_nothing(app, grid, rect);
    for (int i = 0; i < rows && view->list.top + (size_t)i < view_count(app->model->table); i++)
        draw_row(app, grid, rect, i + 1, view->list.top + (size_t)i, widths);
}
