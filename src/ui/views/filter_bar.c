/* The filter line: what is typed filters at once; a text that cannot be read says so and hides nothing. And ranges of marks. */
#include "base/alloc.h"
#include "base/utf8.h"
#include "ui/app/hint.h"
#include "ui/screen/entry.h"
#include "ui/views/views.h"
#include <string.h>

struct filter_bar {
    struct view view;
    struct entry entry;
    char *before; /* to go back to on Esc */
    bool moved;   /* the cursor, by hand: it stays where it is */
};

static void bar_close(struct view *base, struct app *app)
{
    struct filter_bar *bar = (struct filter_bar *)base;
    (void)app;
    entry_free(&bar->entry);
    xfree(bar->before);
    xfree(bar);
}

static void bar_draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct filter_bar *bar = (struct filter_bar *)base;
    int y = rect.height - 2;
    grid_fill(grid, (struct rect){rect.x, rect.y + y, rect.width, 1}, ROLE_INPUT);
    grid_put(grid, rect, 0, y, ROLE_KEY, "/");
    const struct err *error = &app->model->filter_error;
    bool wrong = (error->code != ERR_OK || bar->entry.lost) && rect.width > 50;
    int typed = utf8_width(buf_text(&bar->entry.text)) + 2, half = rect.width / 2;
    int width = !wrong ? rect.width - 2 : typed < half ? typed : half;
    entry_draw(&bar->entry, grid, rect, 1, y, width, true, false);
    struct rect rest = {rect.x + width + 2, rect.y, rect.width - width - 3, rect.height};
    if (wrong && bar->entry.lost)
        grid_put(grid, rest, 0, y, ROLE_ERROR, "too long: empty it (Ctrl-U)");
    else if (wrong)
        grid_printf(grid, rest, 0, y, ROLE_ERROR, "%s%s%s", error->message, *error->hint ? ": " : "", error->hint);
}

static enum reaction bar_key(struct view *base, struct app *app, int key)
{
    struct filter_bar *bar = (struct filter_bar *)base;
    if (key == KEY_RETURN) /* what cannot be read would stand above a table that it does not filter */
        return app->model->filter_error.code == ERR_OK ? REACT_CLOSE : REACT_REDRAW;
    if (key == KEY_ESCAPE) {
        app_set_filter(app, bar->before);
        return REACT_CLOSE;
    }
    if (key == KEY_ARROW_UP || key == KEY_ARROW_DOWN || key == KEY_PAGE_UP || key == KEY_PAGE_DOWN) {
        bar->moved = true;
        return REACT_UNHANDLED; /* the table moves */
    }
    if (entry_key(&bar->entry, key) && !bar->entry.lost &&
        strcmp(buf_text(&bar->entry.text), buf_text(&app->model->filter)) != 0) {
        app_set_filter(app, buf_text(&bar->entry.text));
        if (!bar->moved)
            app_move_to(app, 0); /* the first match */
    }
    return REACT_REDRAW;
}

static const char *bar_hints(const struct view *base, const struct app *app)
{
    (void)base;
    return app->model->filter_error.code != ERR_OK
               ? "It cannot be read: mend it, or {back} leaves the filter as it was."
               : "{choose} keep  {back} back  words  field:value  -not  \"a phrase\"  created:<30d  status:blocked";
}

void filter_bar_open(struct app *app)
{
    static const struct view_ops ops = {.name = "filter",
                                        .title = "Filter",
                                        .close = bar_close,
                                        .draw = bar_draw,
                                        .key = bar_key,
                                        .typing = view_typing_always,
                                        .hints = bar_hints};
    struct filter_bar *bar = xcalloc(1, sizeof *bar);
    bar->view.ops = &ops;
    bar->entry = entry_make(4096);
    entry_set(&bar->entry, buf_text(&app->model->filter));
    bar->before = xstrdup(buf_text(&app->model->filter));
    app_push(app, &bar->view);
}

/* --- a range of marks: from an anchor to the cursor --- */

struct range {
    struct view view;
    struct guid anchor;
};

static void range_close(struct view *base, struct app *app)
{
    (void)app;
    xfree(base);
}

static void range_draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    (void)base;
    grid_fill(grid, (struct rect){rect.x, rect.y + rect.height - 2, rect.width, 1}, ROLE_NORMAL);
    char text[128];
    hint_text(&app->keymap, "Range: move, then {range} or {range.mark} marks it, {back} leaves.", text, sizeof text);
    grid_put(grid, rect, 1, rect.height - 2, ROLE_MARK, text);
}

static void mark_range(struct app *app, const struct range *range)
{
    uint32_t row = users_find(app->model->users, &range->anchor);
    size_t from = row == NO_ROW ? (size_t)-1 : view_find(app->model->table, row), to = app->model->cursor;
    if (from == (size_t)-1)
        from = to;
    if (from > to) {
        size_t swap = from;
        from = to;
        to = swap;
    }
    for (size_t i = from; i <= to && i < view_count(app->model->table); i++)
        users_mark(app->model->users, view_row(app->model->table, i), true);
}

static enum reaction mark_it(struct view *base, struct app *app)
{
    mark_range(app, (struct range *)base);
    return REACT_CLOSE;
}

const struct ui_command range_keys[] = {
    {"range.mark", "Mark the range", "While a range is marked", {KEY_SPACE}, IN_OTHERS, .act = mark_it},
    {.name = NULL},
};

static enum reaction range_key(struct view *base, struct app *app, int key)
{
    if (keymap_is(&app->keymap, "range", key) || key == KEY_RETURN)
        return mark_it(base, app);
    return key == KEY_ESCAPE ? REACT_CLOSE : REACT_UNHANDLED;
}

void range_view_open(struct app *app)
{
    static const struct view_ops ops = {
        .name = "range", .title = "Range", .close = range_close, .draw = range_draw, .key = range_key};
    struct range *range = xcalloc(1, sizeof *range);
    const struct user *user = app_user(app);
    range->view.ops = &ops;
    if (user)
        range->anchor = user->id;
    app_push(app, &range->view);
}
