/* Which columns are shown, and in which order. */
#include "base/alloc.h"
#include "ui/app/frame.h"
#include "ui/app/views.h"
#include "ui/screen/list.h"
#include <string.h>

enum { WIDTH = 40 };

struct chooser {
    struct view view;
    struct list list;
    int order[APP_COLUMNS]; /* every column: the shown ones first, as they stand */
    size_t count;
};

static bool is_shown(const struct app *app, int column)
{
    for (size_t i = 0; i < app->chosen_count; i++)
        if (app->chosen[i] == column)
            return true;
    return false;
}

static void apply(struct chooser *chooser, struct app *app, const bool *shown)
{
    app->chosen_count = 0;
    for (size_t i = 0; i < chooser->count; i++)
        if (shown[chooser->order[i]])
            app->chosen[app->chosen_count++] = chooser->order[i];
}

static void toggle(struct chooser *chooser, struct app *app)
{
    bool shown[APP_COLUMNS] = {false};
    int column = chooser->order[chooser->list.cursor];
    if (columns[column].keep) {
        app_status(app, ROLE_WARNING, "%s is always shown.", columns[column].title);
        return;
    }
    for (size_t i = 0; i < chooser->count; i++)
        shown[chooser->order[i]] = is_shown(app, chooser->order[i]);
    shown[column] = !shown[column];
    apply(chooser, app, shown);
}

static void move(struct chooser *chooser, struct app *app, int by)
{
    bool shown[APP_COLUMNS] = {false};
    size_t from = chooser->list.cursor, to = from + (size_t)by;
    if (to >= chooser->count)
        return;
    for (size_t i = 0; i < chooser->count; i++)
        shown[chooser->order[i]] = is_shown(app, chooser->order[i]);
    int column = chooser->order[from];
    chooser->order[from] = chooser->order[to];
    chooser->order[to] = column;
    list_move_to(&chooser->list, to);
    apply(chooser, app, shown);
}

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct chooser *chooser = (struct chooser *)base;
    int most = rect.height - 3, height = (int)chooser->count + 2 < most ? (int)chooser->count + 2 : most;
    struct rect box = {(rect.width - WIDTH) / 2, 1 + (most - height) / 2, WIDTH, height};
    struct rect in = frame_draw(app, grid, box, "Columns");
    list_fit(&chooser->list, chooser->count, in.height);
    frame_more(grid, box, chooser->list.top > 0, chooser->list.top + (size_t)in.height < chooser->count);
    for (int y = 0; y < in.height && chooser->list.top + (size_t)y < chooser->count; y++) {
        size_t at = chooser->list.top + (size_t)y;
        int column = chooser->order[at];
        if (at == chooser->list.cursor)
            grid_fill(grid, (struct rect){in.x, in.y + y, in.width, 1}, ROLE_CURSOR);
        grid_printf(grid, in, 0, y, at == chooser->list.cursor ? ROLE_CURSOR : ROLE_MODAL, "%s [%s] %s",
                    at == chooser->list.cursor ? ">" : " ", is_shown(app, column) ? "x" : " ", columns[column].title);
    }
}

static enum reaction key(struct view *base, struct app *app, int code)
{
    struct chooser *chooser = (struct chooser *)base;
    if (code == KEY_ESCAPE || code == 'q' || code == KEY_RETURN || code == 'c')
        return REACT_CLOSE;
    if (code == KEY_SPACE)
        toggle(chooser, app);
    else if (code == '<')
        move(chooser, app, -1);
    else if (code == '>')
        move(chooser, app, 1);
    else if (!list_key(&chooser->list, code))
        return REACT_UNHANDLED;
    return REACT_REDRAW;
}

static void close_chooser(struct view *base, struct app *app)
{
    (void)app;
    xfree(base);
}

static const char *hints(const struct view *base, const struct app *app)
{
    (void)base, (void)app;
    return "Space shown or not  < > move  Enter done";
}

void chooser_view_open(struct app *app)
{
    static const struct view_ops ops = {.name = "columns",
                                        .title = "Columns",
                                        .modal = true,
                                        .close = close_chooser,
                                        .draw = draw,
                                        .key = key,
                                        .hints = hints};
    struct chooser *chooser = xcalloc(1, sizeof *chooser);
    chooser->view.ops = &ops;
    for (size_t i = 0; i < app->chosen_count; i++)
        chooser->order[chooser->count++] = app->chosen[i];
    for (size_t i = 0; i < column_count && chooser->count < APP_COLUMNS; i++)
        if (!is_shown(app, (int)i))
            chooser->order[chooser->count++] = (int)i;
    list_fit(&chooser->list, chooser->count, 1); /* until it is drawn */
    app_push(app, &chooser->view);
}
