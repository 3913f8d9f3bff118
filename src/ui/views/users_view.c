/* The main screen: users, what is known about the load, the keys. */
#include "ui/views/users_view.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "ui/app/views.h"
#include "ui/commands.h"
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { NARROW = 60 };

/* 12431 → "12,431" */
static char *grouped(size_t number, char out[32])
{
    char plain[32];
    int length = snprintf(plain, sizeof plain, "%zu", number), to = 0;
    for (int i = 0; i < length; i++) {
        if (i && (length - i) % 3 == 0)
            out[to++] = ',';
        out[to++] = plain[i];
    }
    out[to] = '\0';
    return out;
}

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
    char count[32], since[32], mark[32], right[160];
    const char *domain = app->model->tenant && strcmp(app->model->tenant->default_domain, "")
                             ? app->model->tenant->default_domain
                             : "";
    bool narrow = rect.width < NARROW;
    as_of(app, since);
    grid_fill(grid, (struct rect){rect.x, rect.y, rect.width, 1}, ROLE_TENANT);
    snprintf(right, sizeof right, "%s user%s%s%s%s ", grouped(users_count(app->model->users), count),
             users_count(app->model->users) == 1 ? "" : "s", narrow || !*since ? "" : "   ", narrow ? "" : since,
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
    snprintf(text, sizeof text, "%s/%s ", grouped(shown ? app->model->cursor + 1 : 0, at), grouped(shown, all));
    return grid_put_right(grid, rect, 1, ROLE_NORMAL, text);
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
        char text[400];
        struct rect before = {rect.x, rect.y, edge - rect.x - 2, rect.height};
        snprintf(text, sizeof text, "filter: %s", filter);
        edge = grid_put_right(grid, before, 1, app->model->filter_error.code == ERR_OK ? ROLE_FILTER : ROLE_ERROR,
                              text);
    }
    struct rect left = {rect.x, rect.y, edge - rect.x - 1, rect.height};
    /* the marks are never pushed out: an action would be done to them */
    struct rect views = {left.x, left.y, left.width - (marks ? (int)strlen(marked) + 2 : 0), left.height};
    int x = 1 +
            grid_put(grid, views, 1, 1, ROLE_DIM, rect.width < NARROW ? "1-6" : "1 All 2 Enabled 3 Blocked 4 Guests");
    if (rect.width >= NARROW + 40)
        x += grid_put(grid, views, x, 1, ROLE_DIM, " 5 Unlicensed 6 Synced");
    grid_put(grid, left, x + (x > 1 ? 2 : 0), 1, ROLE_MARK, marked);
}

static int draw_jobs(struct app *app, struct grid *grid, struct rect rect, int y)
{
    size_t running, failed;
    char text[96];
    app_job_count(app, &running, &failed);
    size_t secrets = app_secrets_waiting(app);
    if (!running && !failed && !secrets)
        return rect.x + rect.width;
    if (secrets) /* before anything else: they are shown once, and nowhere else */
        snprintf(text, sizeof text, "%zu secret%s to see (J) ", secrets, secrets == 1 ? "" : "s");
    else if (running && failed)
        snprintf(text, sizeof text, "jobs: %zu running, %zu failed (J) ", running, failed);
    else
        snprintf(text, sizeof text, "jobs: %zu %s (J) ", failed ? failed : running, failed ? "failed" : "running");
    return grid_put_right(grid, rect, y, failed ? ROLE_ERROR : secrets ? ROLE_WARNING : ROLE_PROGRESS, text);
}

static void draw_progress(struct app *app, struct grid *grid, struct rect rect, int y)
{
    char done[32], all[32], text[96];
    size_t have = app->model->load_pages_users, total = app->model->load_total > have ? app->model->load_total : have;
    int room = rect.width / 3;
    int filled = total ? (int)((double)have / (double)total * room) : 0;
    grid_put(grid, rect, 1, y, ROLE_PROGRESS, grid->ascii ? "[" : "▕");
    for (int i = 0; i < room; i++)
        grid_put(grid, rect, 2 + i, y, i < filled ? ROLE_PROGRESS : ROLE_DIM,
                 i < filled ? grid->ascii ? "#" : "█" : " ");
    grid_put(grid, rect, 2 + room, y, ROLE_PROGRESS, grid->ascii ? "]" : "▏");
    if (app->model->load_total)
        snprintf(text, sizeof text, "%s of %s loading", grouped(have, done), grouped(total, all));
    else
        snprintf(text, sizeof text, "%s loading", grouped(have, done));
    grid_put(grid, rect, room + 4, y, ROLE_NORMAL, text);
}

void users_bottom_draw(struct app *app, struct grid *grid, struct rect rect, int y)
{
    int edge = draw_jobs(app, grid, rect, y);
    struct rect left = {rect.x, rect.y, edge - rect.x - 1, rect.height};
    if (app->status.length)
        grid_put(grid, left, 1, y, app->status_role, buf_text(&app->status));
    else if (app->model->filter_error.code != ERR_OK)
        grid_printf(grid, left, 1, y, ROLE_ERROR, "filter: %s", app->model->filter_error.message);
    else if (app->model->health)
        grid_printf(grid, left, 1, y, ROLE_WARNING, "%s", app->model->health);
    else if (app->model->loading)
        draw_progress(app, grid, left, y);
    else if (app->model->load_error.code != ERR_OK)
        grid_printf(grid, left, 1, y, ROLE_ERROR, "Not everything was read: %s (F5)", app->model->load_error.message);
    else if (app->model->sorting)
        grid_put(grid, left, 1, y, ROLE_DIM, "sorting …");
}

static void draw_hints(const struct app *app, struct grid *grid, struct rect rect, int y)
{
    const struct view *top = app->top;
    const char *hints = top->ops->hints ? top->ops->hints(top, app) : NULL;
    if (!hints)
        hints = rect.width < NARROW ? "Enter menu  / filter  ? help"
                                    : "Enter menu  i info  Space mark  / filter  c columns  : commands  ? help";
    grid_fill(grid, (struct rect){rect.x, rect.y + y, rect.width, 1}, ROLE_HEADER);
    grid_put(grid, rect, 1, y, ROLE_HEADER, hints);
}

/* What a panel beside the table leaves of the width. */
static int table_width(const struct app *app, int width)
{
    for (const struct view *view = app->top; view; view = view->below)
        if (view->ops->takes)
            width -= view->ops->takes(view, app);
    return width;
}

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct users_view *view = (struct users_view *)base;
    draw_title(app, grid, rect);
    draw_marks(app, grid, rect);
    users_table_draw(view, grid, (struct rect){rect.x, rect.y + 2, table_width(app, rect.width), rect.height - 4});
    users_bottom_draw(app, grid, rect, rect.height - 2);
    draw_hints(app, grid, rect, rect.height - 1);
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
        menu_view_open(app);
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
    if (code == KEY_ESCAPE && (app->model->filter.length || *app->model->base_filter)) {
        buf_clear(&app->model->filter);
        app_set_preset(app, presets[0].name, presets[0].filter);
        return REACT_REDRAW;
    }
    for (size_t i = 0; i < app->config->view_count; i++) /* own views on 7, 8, 9 */
        if (code == '7' + (int)i && i < 3) {
            app_set_preset(app, app->config->views[i].name, app->config->views[i].filter);
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

static void close_users(struct view *base, struct app *app)
{
    (void)app;
    table_free(&((struct users_view *)base)->table);
    xfree(base);
}

void users_view_open(struct app *app)
{
    static const struct view_ops ops = {
        .name = "users", .title = "Users", .close = close_users, .draw = draw, .key = key, .tick = tick};
    struct users_view *view = xcalloc(1, sizeof *view);
    view->view.ops = &ops;
    users_table_make(view, app);
    app_push(app, &view->view);
}
