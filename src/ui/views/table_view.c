/* What every screen with one table does alike. */
#include "ui/views/table_view.h"

#include "base/alloc.h"
#include "ui/app/hint.h"
#include "ui/app/screen.h"
#include "ui/views/export_file.h"
#include <stdio.h>
#include <string.h>

enum { NARROW = 60, TEXT = 128 };

/* --- drawing --- */

/* What there is to say instead of rows, or above them; the lines used. */
static int draw_notice(const struct table_view *view, const struct app *app, struct grid *grid, struct rect rect)
{
    struct rect in = {rect.x + 1, rect.y, rect.width - 2, rect.height};
    const struct table *table = &view->table;
    const struct err *error = &view->question.error;
    char text[TEXT];
    int y = 0;
    if (error->code != ERR_OK) {
        y += grid_wrap(grid, in, y, ROLE_ERROR, error->message);
        y += grid_wrap(grid, in, y, ROLE_NORMAL, error->hint);
        if (error->request_id[0])
            y += grid_printf(grid, in, 0, y, ROLE_DIM, "request id %s", error->request_id) > 0;
        snprintf(text, sizeof text, "%s tries again.", keymap_key(&app->keymap, "refresh"));
        return y + grid_wrap(grid, in, y, ROLE_DIM, view->ask ? text : "");
    }
    if (view->question.job && (!table->rows || !view->question.known))
        y += grid_wrap(grid, in, y, ROLE_DIM, table->ops->reading);
    else if (!table->rows)
        y += grid_wrap(grid, in, y, ROLE_NORMAL, view->empty ? view->empty : table->ops->empty);
    if (view->warning)
        y += grid_wrap(grid, in, y, ROLE_WARNING, view->warning);
    if (table->rows && !table->list.count)
        y += grid_wrap(grid, in, y, ROLE_NORMAL,
                       hint_text(&app->keymap, "No match. {back} shows all again.", text, sizeof text));
    return y;
}

/* "2 marked   more   1/3 deleted": the tenant's name beside it has the right of way where there is little room. */
static void describe(const struct table_view *view, const char *right, bool brief, char *out, size_t size)
{
    char position[TEXT], marks[TEXT];
    const struct table *table = &view->table;
    table_position(table, position, sizeof position);
    table_marks(table, marks, sizeof marks);
    if (brief)
        snprintf(out, size, "%s%s%s", marks, *marks ? "  " : "", position);
    else
        snprintf(out, size, "%s%s%s%s%s%s%s%s", view->question.job && table->rows ? "reading ...   " : "", marks,
                 *marks ? "   " : "", right, *right ? "   " : "", position, *position ? " " : "",
                 *position ? table->ops->what : "");
}

struct rect table_view_draw(struct table_view *view, struct app *app, struct grid *grid, struct rect rect,
                            const char *title, const char *right, int details)
{
    char text[4 * TEXT];
    struct table *table = &view->table;
    describe(view, right, rect.width < NARROW, text, sizeof text);
    struct rect in = table_draw_narrow(table, grid, screen_draw(app, grid, rect, title, text));
    int used = draw_notice(view, app, grid, in);
    struct rect below = {in.x, in.y + in.height - details, in.width, details};
    struct rect rows = {in.x, in.y + used, in.width, in.height - used - details};
    if (table->list.count)
        table_draw(table, grid, rows);
    return below;
}

struct rect table_view_rule(struct grid *grid, struct rect rect)
{
    for (int x = 0; x < rect.width; x++)
        grid_put(grid, rect, x, 0, ROLE_BORDER, grid->ascii ? "-" : "─");
    return (struct rect){rect.x, rect.y + 1, rect.width, rect.height - 1};
}

const char *table_view_hints(const struct view *base, const struct app *app)
{
    const struct table *table = &((const struct table_view *)base)->table;
    (void)app;
    return table->narrowing                        ? TABLE_VIEW_NARROWING
           : table->anchor != (size_t)TABLE_NO_ROW ? "move, then {range} marks the range  {back} leaves it"
                                                   : NULL;
}

bool table_view_types(const struct view *base)
{
    return ((const struct table_view *)base)->table.narrowing;
}

/* --- keys --- */

static void copy(struct table_view *view, struct app *app)
{
    struct table_cell cell;
    int row = table_at(&view->table);
    if (row != TABLE_NO_ROW)
        app_copy(app, table_copied(&view->table, (size_t)row, &cell));
}

/* A command of the users' table, done in this one: its key is the same, also a rebound one. */
static bool run_command(struct table_view *view, struct app *app, const struct ui_command *command)
{
    if (command->table != TABLE_NOTHING)
        return table_do(&view->table, command->table);
    if (!strcmp(command->name, "copy"))
        view->copy ? view->copy(view, app) : copy(view, app);
    else if (!strcmp(command->name, "export"))
        export_table_open(app, &view->table);
    else if (!strcmp(command->name, "refresh") && view->ask)
        view->ask(view, app);
    else
        return false;
    return true;
}

static enum reaction click(struct table_view *view, struct app *app, bool twice)
{
    if (table_click(&view->table, app->pointer_x, app->pointer_y) && twice && view->choose)
        view->choose(view, app);
    return REACT_REDRAW;
}

enum reaction table_view_key(struct view *base, struct app *app, int key)
{
    struct table_view *view = (struct table_view *)base;
    if (view->table.narrowing)
        return table_key(&view->table, key) ? REACT_REDRAW : REACT_UNHANDLED;
    if (key == KEY_CLICK || key == KEY_CLICK_TWICE)
        return click(view, app, key == KEY_CLICK_TWICE);
    if (key == KEY_ESCAPE)
        return table_back(&view->table) ? REACT_REDRAW : REACT_CLOSE;
    if (table_key(&view->table, key))
        return REACT_REDRAW;
    if (key == KEY_RETURN && view->choose) {
        view->choose(view, app);
        return REACT_REDRAW;
    }
    if (key == '/')
        return table_do(&view->table, TABLE_NARROW) ? REACT_REDRAW : REACT_UNHANDLED;
    const struct ui_command *command = keymap_by_key(&app->keymap, app->pressed, IN_LISTS);
    return command && run_command(view, app, command) ? REACT_REDRAW : REACT_UNHANDLED;
}

void table_view_close(struct view *base, struct app *app)
{
    struct table_view *view = (struct table_view *)base;
    question_close(&view->question, app);
    table_free(&view->table);
    xfree(view);
}
