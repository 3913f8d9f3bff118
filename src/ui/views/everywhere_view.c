/* A person in every customer of a partner: who was found where, as the customers answer, and which of them refused. */
#include "base/alloc.h"
#include "ui/app/screen.h"
#include "ui/app/views.h"
#include "ui/screen/list.h"
#include <stdio.h>
#include <string.h>

enum { NARROW = 60, STATE = 8, NOTE = 2 };

struct row {
    struct arena *arena; /* of one answer; with its first row */
    const struct message_customer *customer;
    const struct target *target; /* NULL: the customer refused */
    struct err error;
};

struct everywhere_view {
    struct view view;
    struct list list;
    struct arena *arena;
    const char *text;
    struct row *rows; /* people first, then refusals */
    size_t count, capacity, people;
    uint64_t asked; /* 0: no question is under way */
    size_t finished, total;
    struct err error;
};

/* --- taking --- */

static void forget(struct everywhere_view *view)
{
    for (size_t i = 0; i < view->count; i++)
        arena_free(view->rows[i].arena);
    view->count = view->people = view->finished = view->total = 0;
}

static void ask(struct everywhere_view *view, struct app *app)
{
    struct message message = {.kind = TO_FIND_EVERYWHERE, .arena = arena_new(256)};
    message.text = arena_strdup(message.arena, view->text);
    if (!view->asked && (view->asked = app_post(app, &message)))
        forget(view);
    message_free(&message); /* where it was not posted */
}

static void insert(struct everywhere_view *view, size_t at, const struct row *row)
{
    view->rows = grow_array(view->rows, &view->capacity, view->count + 1, sizeof *view->rows);
    memmove(&view->rows[at + 1], &view->rows[at], (view->count - at) * sizeof *view->rows);
    view->rows[at] = *row;
    view->count++;
}

static void take(struct everywhere_view *view, const struct app *app, struct message *message)
{
    struct row row = {.arena = message->arena, .error = message->error};
    bool refused = message->read == READ_NOT;
    message_targets(message);
    for (size_t i = 0; i < app->customer_count; i++)
        if (!strcmp(app->customers[i].tenant_id, message->subject))
            row.customer = message_customer_copy(message->arena, &app->customers[i]);
    if (!row.customer || (!refused && !message->target_count))
        return;
    for (size_t i = 0; i < message->target_count; i++) {
        row.target = &message->targets[i];
        insert(view, view->people++, &row);
        row.arena = NULL;
    }
    if (refused)
        insert(view, view->count, &row);
    message->arena = NULL;
    message->targets = NULL;
    message->target_count = 0;
}

static enum reaction message(struct view *base, struct app *app, struct message *message)
{
    struct everywhere_view *view = (struct everywhere_view *)base;
    if (!view->asked || message->job != view->asked)
        return REACT_NONE;
    if (message_is_reading(message, "find-users"))
        take(view, app, message);
    if (message->kind == FROM_PROGRESS) {
        view->finished = message->finished;
        view->total = message->total;
    }
    if (message->kind == FROM_JOB_END) {
        view->asked = 0;
        view->error = message->error;
    }
    return REACT_REDRAW;
}

/* --- drawing --- */

static void put(struct grid *grid, struct rect rect, int x, int y, int width, enum role role, const char *text)
{
    if (width > 0)
        grid_put(grid, (struct rect){rect.x + x, rect.y, width, rect.height}, 0, y, role, text);
}

static void draw_row(struct grid *grid, struct rect rect, int y, const struct row *row, bool here)
{
    enum role role = here ? ROLE_CURSOR : ROLE_NORMAL;
    int room = rect.width - 3 - STATE - 1, name = rect.width < NARROW ? 0 : room * 3 / 10, tenant = room * 3 / 10;
    int rest = room - tenant - 1 - (name ? name + 1 : 0);
    if (here)
        grid_fill(grid, (struct rect){rect.x, rect.y + y, rect.width, 1}, role);
    grid_put(grid, rect, 0, y, role, here ? ">" : " ");
    put(grid, rect, 2, y, tenant, role, row->customer->name);
    if (!row->target) {
        put(grid, rect, 2 + tenant + 1, y, room - tenant, here ? role : ROLE_ERROR, row->error.message);
        return;
    }
    put(grid, rect, 2 + tenant + 1, y, name, role, app_target_name(row->target));
    put(grid, rect, 2 + tenant + 1 + (name ? name + 1 : 0), y, rest, role, row->target->user_principal_name);
    put(grid, rect, rect.width - STATE, y, STATE,
        here                   ? role
        : row->target->enabled ? ROLE_NORMAL
                               : ROLE_BLOCKED,
        row->target->enabled ? "Enabled" : "BLOCKED");
}

static const struct row *row_at(const struct everywhere_view *view)
{
    return view->list.cursor < view->count ? &view->rows[view->list.cursor] : NULL;
}

static int draw_notice(const struct everywhere_view *view, struct grid *grid, struct rect rect)
{
    struct rect in = {rect.x + 1, rect.y, rect.width - 2, rect.height};
    int y = 0;
    if (view->error.code != ERR_OK) {
        y += grid_wrap(grid, in, y, ROLE_ERROR, view->error.message);
        y += grid_wrap(grid, in, y, ROLE_NORMAL, view->error.hint);
    } else if (!view->asked && !view->count) {
        y += grid_wrap(grid, in, y, ROLE_NORMAL, view->total ? "Nobody is called so." : "There are no customers.");
    }
    return y;
}

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct everywhere_view *view = (struct everywhere_view *)base;
    char title[96], right[96];
    snprintf(title, sizeof title, "\"%.40s\" in every customer", view->text);
    snprintf(right, sizeof right, "%zu found, %zu refused, %zu of %zu asked", view->people, view->count - view->people,
             view->finished, view->total);
    struct rect in = screen_draw(app, grid, rect, title, rect.width < NARROW ? "" : right);
    int used = draw_notice(view, grid, in);
    struct rect rows = {in.x, in.y + used, in.width, in.height - used - NOTE};
    list_fit(&view->list, view->count, rows.height > 0 ? rows.height : 1);
    for (int y = 0; y < rows.height && view->list.top + (size_t)y < view->count; y++) {
        size_t at = view->list.top + (size_t)y;
        draw_row(grid, rows, y, &view->rows[at], at == view->list.cursor);
    }
    const struct row *here = row_at(view);
    if (here && !here->target)
        grid_wrap(grid, (struct rect){in.x + 1, in.y, in.width - 2, in.height}, in.height - NOTE, ROLE_WARNING,
                  here->error.hint);
}

/* --- keys --- */

static void go(const struct everywhere_view *view, struct app *app)
{
    const struct row *row = row_at(view);
    if (!row || !app->partner)
        return;
    app_switch_to(app, app_customer_tenant(app, row->customer));
    if (app->next_tenant && row->target) {
        xfree(app->next_filter);
        app->next_filter = xstrdup(row->target->user_principal_name);
    }
}

static enum reaction key(struct view *base, struct app *app, int code)
{
    struct everywhere_view *view = (struct everywhere_view *)base;
    list_fit(&view->list, view->count, view->list.height > 0 ? view->list.height : 1);
    switch (app->pasting ? 0 : code) {
    case 0:
        return REACT_NONE;
    case KEY_ESCAPE:
    case 'q':
        return REACT_CLOSE;
    case KEY_RETURN:
        go(view, app);
        return REACT_REDRAW;
    case 'y':
        if (row_at(view))
            app_copy(app,
                     row_at(view)->target ? row_at(view)->target->user_principal_name : row_at(view)->error.message);
        return REACT_REDRAW;
    case KEY_FUNCTION + 5:
    case KEY_CTRL('R'):
        ask(view, app);
        return REACT_REDRAW;
    default:
        return list_key(&view->list, code) ? REACT_REDRAW : REACT_UNHANDLED;
    }
}

static const char *hints(const struct view *base, const struct app *app)
{
    (void)base;
    return app->grid->width < NARROW ? "Enter go there  y copy  Esc"
                                     : "Enter go to the user in that tenant  y copy  F5 again  Esc back";
}

static void close_everywhere(struct view *base, struct app *app)
{
    struct everywhere_view *view = (struct everywhere_view *)base;
    if (view->asked)
        app_cancel(app, view->asked);
    forget(view);
    xfree(view->rows);
    arena_free(view->arena);
    xfree(view);
}

void everywhere_view_open(struct app *app, const char *text)
{
    static const struct view_ops ops = {.name = "everywhere",
                                        .title = "Every customer",
                                        .modal = true,
                                        .close = close_everywhere,
                                        .draw = draw,
                                        .key = key,
                                        .message = message,
                                        .hints = hints};
    if (app->model->tenant_config->partner_id) {
        app_status(app, ROLE_NORMAL, "This is a customer: T, then %s, whose customers are asked.", app->partner->name);
        return;
    }
    struct everywhere_view *view = xcalloc(1, sizeof *view);
    view->view.ops = &ops;
    view->arena = arena_new(256);
    view->text = arena_strdup(view->arena, text);
    app_push(app, &view->view);
    ask(view, app);
}
