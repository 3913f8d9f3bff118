/* The main screen: users, what is known about the load, the keys. */
#include "ui/views/users_view.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "ui/app/extra_columns.h"
#include "ui/app/hint.h"
#include "ui/app/status.h"
#include "ui/views/views.h"
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { NARROW = 60, ROOM = 17 /* lines without which the table needs them all */ };

static void as_of(const struct app *app, char out[32])
{
    time_t seconds = (time_t)(app->model->as_of / 1000);
    struct tm when;
    out[0] = '\0';
    if (app->model->as_of && localtime_r(&seconds, &when))
        strftime(out, 32, "as of %H:%M", &when);
}

static void draw_title(struct app *app, struct grid *grid, struct rect rect)
{
    char count[APP_PART], since[32], mark[32], right[160];
    const char *domain = app->model->tenant && strcmp(app->model->tenant->default_domain, "")
                             ? app->model->tenant->default_domain
                             : "";
    bool narrow = rect.width < NARROW;
    as_of(app, since);
    grid_fill(grid, (struct rect){rect.x, rect.y, rect.width, 1}, ROLE_TENANT);
    app_table_part(app, count);
    snprintf(right, sizeof right, "%s%s%s%s ", count, narrow || !*since ? "" : "   ", narrow ? "" : since,
             app_mark(app, mark));
    int edge = grid_put_right(grid, rect, 0, ROLE_TENANT, right);
    struct rect left = {rect.x, rect.y, edge - rect.x - 1, 1};
    int x = 1 + grid_put(grid, left, 1, 0, ROLE_TENANT, app_tenant_title(app));
    if (*domain)
        grid_put(grid, left, x + 2, 0, ROLE_TENANT, domain);
}

/* "17/12,431" at the end of the line, plain: it is written at every move of the cursor. Returns the column it starts at. */
static int draw_position(const struct app *app, struct grid *grid, struct rect rect)
{
    char at[32], all[32], text[80];
    size_t shown = view_count(app->model->table);
    snprintf(text, sizeof text, "%s/%s ", status_number(shown ? app->model->cursor + 1 : 0, at),
             status_number(shown, all));
    return grid_put_right(grid, rect, 1, ROLE_NORMAL, text);
}

/* One entry of the row of presets; the column after it, or the same where it has no room. */
static int draw_preset(const struct app *app, struct grid *grid, struct rect rect, int x, const char *key,
                       const char *name, bool key_alone)
{
    char text[96];
    snprintf(text, sizeof text, key_alone ? "%s" : "%s %s", key, name);
    if (x + utf8_width(text) > rect.width)
        return x;
    bool in_force = !strcmp(name, app->model->base_name);
    return x + grid_put(grid, rect, x, 1, in_force ? ROLE_TITLE : ROLE_DIM, text) + 1;
}

/* The columns that all presets take with their names. */
static int presets_width(const struct app *app)
{
    int width = 1;
    for (const struct ui_command *command = app->keymap.rows; command->name; command++) {
        bool own = command->own && (size_t)command->own <= app->config->view_count;
        const char *name = own               ? app->config->views[command->own - 1].name
                           : command->preset ? command->preset->name
                                             : NULL;
        width += name ? utf8_width(keymap_key(&app->keymap, command->name)) + utf8_width(name) + 2 : 0;
    }
    return width;
}

/* Where not all names have room, those of the configuration have it: the others are known, and their keys stay. */
static int draw_presets(const struct app *app, struct grid *grid, struct rect rect)
{
    int x = 1;
    bool own_first = app->config->view_count && presets_width(app) > rect.width;
    for (const struct ui_command *command = app->keymap.rows; command->name; command++) {
        bool own = command->own && (size_t)command->own <= app->config->view_count;
        if (!command->preset && !own)
            continue;
        const char *key = keymap_key(&app->keymap, command->name);
        const char *name = own ? app->config->views[command->own - 1].name : command->preset->name;
        bool alone = !own && own_first && strcmp(name, app->model->base_name) != 0;
        int after = draw_preset(app, grid, rect, x, key, name, alone);
        x = own && after == x ? draw_preset(app, grid, rect, x, key, name, true) : after;
    }
    return x;
}

static void draw_marks(struct app *app, struct grid *grid, struct rect rect)
{
    char filter[256], marked[48] = "";
    uint32_t marks = users_marked_count(app->model->users);
    app_filter_title(app, filter, sizeof filter);
    if (marks)
        snprintf(marked, sizeof marked, "%u marked", marks);
    int edge = draw_position(app, grid, rect);
    if (*filter) {
        char text[400], part[APP_PART];
        bool whole = extra_columns_whole(app) && !app_table_part(app, part);
        struct rect before = {rect.x, rect.y, edge - rect.x - 2, rect.height};
        snprintf(text, sizeof text, "filter: %s%s", filter, whole ? "" : "  INCOMPLETE");
        edge = grid_put_right(grid, before, 1, app->model->filter_error.code == ERR_OK ? ROLE_FILTER : ROLE_ERROR,
                              text);
    }
    struct rect left = {rect.x, rect.y, edge - rect.x - 1, rect.height};
    /* the marks are never pushed out: an action would be done to them */
    struct rect views = {left.x, left.y, left.width - (marks ? (int)strlen(marked) + 2 : 0), left.height};
    int x = draw_presets(app, grid, views);
    grid_put(grid, left, x + 1, 1, ROLE_MARK, marked);
}

/* What a panel beside the table leaves of the width. */
static int table_width(const struct app *app, int width)
{
    for (const struct view *view = app->top; view; view = view->below)
        if (view->ops->takes)
            width -= view->ops->takes(view, app);
    return width;
}

/* What a newcomer may try, above the status line where there is room for it; returns its lines. */
static int draw_greeting(const struct app *app, struct grid *grid, struct rect rect)
{
    int lines = 0;
    while (app->greeting && app->greeting[lines])
        lines++;
    if (rect.height < ROOM + lines)
        return 0;
    for (int i = 0; i < lines; i++)
        hint_draw(&app->keymap, app->greeting[i], grid, (struct rect){rect.x + 1, rect.y, rect.width - 2, rect.height},
                  rect.height - 2 - lines + i, ROLE_PROGRESS);
    return lines;
}

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct users_view *view = (struct users_view *)base;
    extra_columns_ask(app);
    draw_title(app, grid, rect);
    draw_marks(app, grid, rect);
    struct rect table = {rect.x, rect.y + 2, table_width(app, rect.width),
                         rect.height - 4 - draw_greeting(app, grid, rect)};
    users_table_draw(view, grid, table);
    (void)status_draw(app, grid, rect); /* over the table, where it takes more */
}

static enum reaction click(struct users_view *view, struct app *app, bool twice)
{
    int column = table_column_at(&view->table, app->pointer_x, app->pointer_y);
    if (column != TABLE_NO_ROW)
        app_sort(app, view->chosen[column], view->table.sorted == column && !view->table.descending);
    if (column != TABLE_NO_ROW || !table_click(&view->table, app->pointer_x, app->pointer_y))
        return column != TABLE_NO_ROW ? REACT_REDRAW : REACT_NONE;
    app_move_to(app, view->table.list.cursor);
    if (twice)
        app_run(app, keymap_find(&app->keymap, "menu"));
    return REACT_REDRAW;
}

static enum reaction key(struct view *base, struct app *app, int code)
{
    struct users_view *view = (struct users_view *)base;
    if (code == KEY_CLICK || code == KEY_CLICK_TWICE)
        return click(view, app, code == KEY_CLICK_TWICE);
    users_table_fit(view);
    if (table_key(&view->table, code)) {
        app_move_to(app, view->table.list.cursor);
        return REACT_REDRAW;
    }
    return REACT_UNHANDLED;
}

/* The countdown of what is lifted. */
static void tick(struct view *base, struct app *app, int64_t now)
{
    (void)base, (void)now;
    app->redraw |= app->model->armed_until != 0;
}

static enum reaction message(struct view *base, struct app *app, struct message *told)
{
    (void)base;
    extra_columns_message(app, told);
    return REACT_REDRAW;
}

static void close_users(struct view *base, struct app *app)
{
    (void)app;
    table_free(&((struct users_view *)base)->table);
    xfree(base);
}

void users_view_open(struct app *app)
{
    static const struct view_ops ops = {
        .name = "users",
        .title = "Users",
        .close = close_users,
        .draw = draw,
        .key = key,
        .message = message,
        .tick = tick,
        .hint =
            "{menu} menu  {filter} filter  {help} help  {info} info  {mark} mark  {commands} commands  {columns} columns"};
    struct users_view *view = xcalloc(1, sizeof *view);
    view->view.ops = &ops;
    users_table_make(view, app);
    app_push(app, &view->view);
}
