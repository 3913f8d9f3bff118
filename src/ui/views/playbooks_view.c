/* The playbooks there are: what each does, and doing it to a user, or to all that are marked. */
#include "base/alloc.h"
#include "ui/app/screen.h"
#include "ui/screen/sheet.h"
#include "ui/views/remedy_view.h"
#include "ui/views/views.h"
#include <stdio.h>
#include <string.h>

enum { COLUMN_NAME, COLUMN_HELP };

static const struct table_column columns_shown[] = {
    {.name = "name", .title = "Playbook", .least = 10, .flags = TABLE_IDENTIFIES},
    {.name = "help", .title = "What it does", .least = 20, .weight = 1, .flags = TABLE_KEEP},
};

struct playbooks_view {
    struct view view;
    const struct app *app;
    struct arena *arena;
    struct target *targets;
    size_t count;
    struct table table;
    struct playbook_tasks tasks; /* of the playbook that is asked about */
    const struct playbook *asked;
    int top;
};

/* Containing comes first: it follows from a research, and so is of one user. */
static const struct playbook *playbook_of(const struct playbooks_view *view, size_t row)
{
    size_t own = view->count == 1;
    return row < own ? &playbook_contain : &view->app->playbooks[row - own];
}

static const char *help_of(const struct playbook *playbook, char *space, size_t size)
{
    size_t used = 0;
    if (*playbook->help)
        return playbook->help;
    *space = '\0';
    for (size_t i = 1; i < playbook->count && used < size; i++)
        used += (size_t)snprintf(space + used, size - used, "%s%s", i > 1 ? ", " : "", playbook->steps[i].title);
    return space;
}

static void cell(const void *owner, size_t row, size_t column, struct table_cell *out)
{
    const struct playbook *playbook = playbook_of(owner, row);
    out->text = column == COLUMN_NAME ? playbook->name : help_of(playbook, out->space, sizeof out->space);
}

static const struct table_ops table_ops = {.name = "playbooks", .what = "playbooks", .ordered = true, .cell = cell};

static void draw_steps(struct sheet *sheet, const struct playbook *playbook)
{
    char line[512];
    for (size_t i = 0; i < playbook->count; i++) {
        const struct playbook_step *step = &playbook->steps[i];
        size_t used = (size_t)snprintf(line, sizeof line, "%s%s", step->title,
                                       playbook_saved(step) ? "  (saved before)" : "");
        for (size_t k = 0; k < step->value_count && used < sizeof line; k++)
            used += (size_t)snprintf(line + used, sizeof line - used, "  %s=%s", step->values[k].name,
                                     step->values[k].value);
        sheet_wrap(sheet, ROLE_NORMAL, line);
        if (step->why)
            sheet_indent(sheet, 2, ROLE_DIM, step->why);
    }
}

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct playbooks_view *view = (struct playbooks_view *)base;
    char title[512];
    if (view->count == 1)
        snprintf(title, sizeof title, "Playbooks for %.200s", view->targets[0].user_principal_name);
    else
        snprintf(title, sizeof title, "Playbooks for %zu users", view->count);
    struct rect in = screen_draw(app, grid, rect, title, "");
    int rows = (int)view->table.list.count + 1, most = in.height / 2, at = table_at(&view->table);
    rows = rows > most ? most : rows;
    table_draw(&view->table, grid, (struct rect){in.x, in.y, in.width, rows});
    for (int x = 0; x < in.width; x++)
        grid_put(grid, in, x, rows, ROLE_BORDER, grid->ascii ? "-" : "─");
    auto_sheet struct sheet sheet = sheet_make(grid, in.width - 2, ROLE_NORMAL);
    if (at != TABLE_NO_ROW)
        draw_steps(&sheet, playbook_of(view, (size_t)at));
    sheet_show(&sheet, grid, (struct rect){in.x + 1, in.y + rows + 1, in.width - 2, in.height - rows - 1}, &view->top);
}

/* A job each: what fails of one leaves the others going. */
static void carry_out(struct app *app, void *owner, bool typed)
{
    struct playbooks_view *view = owner;
    unsigned how = (typed ? RUN_TYPED : 0) | (view->count > 1 ? RUN_BULK : 0);
    size_t begun = 0;
    for (size_t i = 0; i < view->count; i++)
        begun += app_post_playbook(app, &view->targets[i], &view->tasks, view->asked->name, how) != 0;
    if (begun < view->count)
        app_status(app, ROLE_WARNING, "The worker takes no more just now: %zu of %zu were begun.", begun, view->count);
    else
        app_status(app, ROLE_NORMAL, "Begun: %s shows how it goes.", keymap_key(&app->keymap, "jobs"));
}

static void choose(struct playbooks_view *view, struct app *app)
{
    int at = table_at(&view->table);
    if (at == TABLE_NO_ROW)
        return;
    view->asked = playbook_of(view, (size_t)at);
    if (view->asked->researched) {
        remedy_view_open_for(app, view->targets, 1);
        return;
    }
    view->tasks = playbook_tasks_whole(view->arena, view->asked);
    remedy_ask_open(app, &(struct remedy_question){.title = view->asked->label,
                                                   .targets = view->targets,
                                                   .count = view->count,
                                                   .tasks = &view->tasks,
                                                   .then = carry_out,
                                                   .owner = view});
}

static enum reaction key(struct view *base, struct app *app, int key)
{
    struct playbooks_view *view = (struct playbooks_view *)base;
    if (key == KEY_ESCAPE)
        return REACT_CLOSE;
    if (key == KEY_RETURN) {
        choose(view, app);
        return REACT_REDRAW;
    }
    if (key == KEY_CLICK || key == KEY_CLICK_TWICE)
        return table_click(&view->table, app->pointer_x, app->pointer_y) ? REACT_REDRAW : REACT_UNHANDLED;
    if (key == KEY_PAGE_DOWN || key == KEY_PAGE_UP) {
        view->top += key == KEY_PAGE_DOWN ? 5 : -5;
        return REACT_REDRAW;
    }
    view->top = 0;
    return table_key(&view->table, key) ? REACT_REDRAW : REACT_UNHANDLED;
}

static void close_view(struct view *base, struct app *app)
{
    struct playbooks_view *view = (struct playbooks_view *)base;
    (void)app;
    table_free(&view->table);
    arena_free(view->arena);
    xfree(view);
}

void playbooks_view_open_for(struct app *app, const struct target *targets, size_t count)
{
    static const struct view_ops ops = {.name = "playbooks",
                                        .title = "Playbooks",
                                        .modal = true,
                                        .close = close_view,
                                        .draw = draw,
                                        .key = key,
                                        .hint = "{choose} do it  {up}{down} another  {back} back"};
    if (!count)
        return;
    struct playbooks_view *view = xcalloc(1, sizeof *view);
    view->view.ops = &ops;
    view->app = app;
    view->arena = arena_new(0);
    view->targets = arena_alloc(view->arena, count * sizeof *view->targets);
    view->count = count;
    for (size_t i = 0; i < count; i++)
        view->targets[i] = target_copy(view->arena, &targets[i]);
    view->table = table_make(&table_ops, view, columns_shown, sizeof columns_shown / sizeof *columns_shown);
    table_changed(&view->table, app->playbook_count + (count == 1));
    app_push(app, &view->view);
}

void playbooks_view_open(struct app *app)
{
    auto_arena struct arena *arena = arena_new(0);
    size_t count;
    const struct target *targets = app_targets(app, arena, &count);
    playbooks_view_open_for(app, targets, count);
}
