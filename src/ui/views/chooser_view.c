/* Which columns are shown, and in which order. */
#include "base/alloc.h"
#include "ui/app/frame.h"
#include "ui/views/table_view.h"
#include "ui/views/views.h"
#include <stdio.h>

enum { WIDTH = 40 };

struct chooser {
    struct view view;
    struct app *app;
    struct table table;
    int order[APP_COLUMNS]; /* every column: the shown ones first, as they stand */
    size_t count;
};

static void cell(const void *owner, size_t row, size_t column, struct table_cell *out)
{
    const struct chooser *chooser = owner;
    (void)column;
    snprintf(out->space, sizeof out->space, "[%s] %s", app_shows(chooser->app, chooser->order[row]) ? "x" : " ",
             columns[chooser->order[row]].title);
}

static void key_of(const void *owner, size_t row, char out[TABLE_KEY])
{
    snprintf(out, TABLE_KEY, "%d", ((const struct chooser *)owner)->order[row]);
}

static void apply(struct chooser *chooser, const bool *shown)
{
    struct app *app = chooser->app;
    app->chosen_count = 0;
    for (size_t i = 0; i < chooser->count; i++)
        if (shown[chooser->order[i]])
            app->chosen[app->chosen_count++] = chooser->order[i];
    table_changed(&chooser->table, chooser->count);
}

static void shown_now(const struct chooser *chooser, bool shown[APP_COLUMNS])
{
    for (size_t i = 0; i < chooser->count; i++)
        shown[chooser->order[i]] = app_shows(chooser->app, chooser->order[i]);
}

static enum reaction toggle(struct view *base, struct app *app)
{
    struct chooser *chooser = (struct chooser *)base;
    bool shown[APP_COLUMNS] = {false};
    int row = table_at(&chooser->table);
    if (row == TABLE_NO_ROW)
        return REACT_NONE;
    int column = chooser->order[row];
    if (columns[column].keep) {
        app_status(app, ROLE_WARNING, "%s is always shown.", columns[column].title);
        return REACT_REDRAW;
    }
    shown_now(chooser, shown);
    shown[column] = !shown[column];
    apply(chooser, shown);
    return REACT_REDRAW;
}

/* Among what is seen: with a part of the columns left by `/` too. */
static enum reaction move(struct view *base, int by)
{
    struct chooser *chooser = (struct chooser *)base;
    bool shown[APP_COLUMNS] = {false};
    size_t at = chooser->table.list.cursor, to = at + (size_t)by;
    if (to >= chooser->table.list.count)
        return REACT_NONE;
    shown_now(chooser, shown);
    size_t from = table_row(&chooser->table, at), other = table_row(&chooser->table, to);
    int column = chooser->order[from];
    chooser->order[from] = chooser->order[other];
    chooser->order[other] = column;
    apply(chooser, shown);
    return REACT_REDRAW;
}

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct chooser *chooser = (struct chooser *)base;
    int most = rect.height - 3, height = (int)chooser->count + 2 < most ? (int)chooser->count + 2 : most;
    struct rect box = {(rect.width - WIDTH) / 2, 1 + (most - height) / 2, WIDTH, height};
    struct rect in = table_draw_narrow(&chooser->table, grid, frame_draw(app, grid, box, "Columns"));
    if (chooser->table.list.count)
        table_draw(&chooser->table, grid, in);
    else
        grid_put(grid, in, 1, 0, ROLE_MODAL, "No match.");
}

static enum reaction move_left(struct view *base, struct app *app)
{
    (void)app;
    return move(base, -1);
}

static enum reaction move_right(struct view *base, struct app *app)
{
    (void)app;
    return move(base, 1);
}

#define GROUP "In the columns"
const struct ui_command columns_keys[] = {
    {"columns.toggle", "Show or hide the column", GROUP, {KEY_SPACE}, IN_OTHERS, .act = toggle},
    {"columns.left", "Move the column to the left", GROUP, {'<'}, IN_OTHERS, .act = move_left},
    {"columns.right", "Move the column to the right", GROUP, {'>'}, IN_OTHERS, .act = move_right},
    {.name = NULL},
};

static enum reaction key(struct view *base, struct app *app, int code)
{
    struct chooser *chooser = (struct chooser *)base;
    if (chooser->table.narrowing)
        return table_key(&chooser->table, code) ? REACT_REDRAW : REACT_UNHANDLED;
    if (code == KEY_CLICK || code == KEY_CLICK_TWICE) {
        if (table_click(&chooser->table, app->pointer_x, app->pointer_y) && code == KEY_CLICK_TWICE)
            toggle(base, app);
    } else if (code == KEY_ESCAPE) {
        return table_back(&chooser->table) ? REACT_REDRAW : REACT_CLOSE;
    } else if (code == KEY_RETURN || keymap_is(&app->keymap, "columns", code)) {
        return REACT_CLOSE;
    } else if (code == '/') {
        table_do(&chooser->table, TABLE_NARROW);
    } else if (!table_key(&chooser->table, code)) {
        return REACT_UNHANDLED;
    }
    return REACT_REDRAW;
}

static void close_chooser(struct view *base, struct app *app)
{
    (void)app;
    table_free(&((struct chooser *)base)->table);
    xfree(base);
}

static const char *hints(const struct view *base, const struct app *app)
{
    (void)app;
    return ((const struct chooser *)base)->table.narrowing
               ? TABLE_VIEW_NARROWING
               : "{columns.toggle} show or hide  {columns.left} {columns.right} move  {choose} done  {narrow} find";
}

static bool typing(const struct view *base)
{
    return ((const struct chooser *)base)->table.narrowing;
}

void chooser_view_open(struct app *app)
{
    static const struct view_ops ops = {.name = "columns",
                                        .title = "Columns",
                                        .modal = true,
                                        .close = close_chooser,
                                        .draw = draw,
                                        .key = key,
                                        .typing = typing,
                                        .hints = hints};
    static const struct table_column shape = {.name = "column", .title = "Column", .flags = TABLE_IDENTIFIES};
    static const struct table_ops table_ops = {
        .name = "columns", .what = "columns", .ordered = true, .headless = true, .cell = cell, .key = key_of};
    struct chooser *chooser = xcalloc(1, sizeof *chooser);
    chooser->view.ops = &ops;
    chooser->app = app;
    chooser->table = table_make(&table_ops, chooser, &shape, 1);
    chooser->table.role = ROLE_MODAL;
    for (size_t i = 0; i < app->chosen_count; i++)
        chooser->order[chooser->count++] = app->chosen[i];
    for (size_t i = 0; i < column_count && chooser->count < APP_COLUMNS; i++)
        if (!app_shows(app, (int)i))
            chooser->order[chooser->count++] = (int)i;
    table_changed(&chooser->table, chooser->count);
    app_push(app, &chooser->view);
}
