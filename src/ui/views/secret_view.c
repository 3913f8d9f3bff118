/* A secret without which a tenant's worker cannot start: typed unseen, moved to it, wiped here. */
#include "base/alloc.h"
#include "ui/app/dialog.h"
#include "ui/screen/entry.h"
#include "ui/views/views.h"

enum { LONGEST = 4096, LINES = 3 };

struct secret_view {
    struct view view;
    struct entry entry;
    struct arena *arena;
    const char *wanted;
    const struct config_tenant *tenant;
};

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct secret_view *view = (struct secret_view *)base;
    (void)rect;
    struct rect in = dialog_frame(app, grid, view->tenant->name, LINES, 0);
    grid_printf(grid, in, 0, 0, ROLE_MODAL, "%s:", view->wanted);
    entry_draw(&view->entry, grid, in, 0, 1, in.width, true, true);
    grid_put(grid, in, 0, 2, ROLE_DIM, "It is kept in memory alone, and wiped at the end.");
}

static enum reaction key(struct view *base, struct app *app, int code)
{
    struct secret_view *view = (struct secret_view *)base;
    if (code == KEY_ESCAPE)
        return REACT_CLOSE;
    if (code != KEY_RETURN)
        return entry_key(&view->entry, code) ? REACT_REDRAW : REACT_UNHANDLED;
    if (!view->entry.text.length) {
        app_status(app, ROLE_WARNING, "Nothing was typed.");
        return REACT_REDRAW;
    }
    app_switch_with(app, view->tenant, secret_new(buf_text(&view->entry.text), view->entry.text.length));
    return REACT_CLOSE;
}

static void close_view(struct view *base, struct app *app)
{
    struct secret_view *view = (struct secret_view *)base;
    (void)app;
    entry_free(&view->entry);
    arena_free(view->arena);
    xfree(view);
}

void secret_view_open(struct app *app, const struct config_tenant *tenant, const char *wanted)
{
    static const struct view_ops ops = {.name = "secret",
                                        .title = "Secret",
                                        .modal = true,
                                        .close = close_view,
                                        .draw = draw,
                                        .key = key,
                                        .typing = view_typing_always,
                                        .hint = "{choose} go on  {back} leave"};
    struct secret_view *view = xcalloc(1, sizeof *view);
    view->view.ops = &ops;
    view->entry = entry_make(LONGEST);
    view->arena = arena_new(256);
    view->wanted = arena_strdup(view->arena, wanted);
    view->tenant = tenant;
    app_push(app, &view->view);
}
