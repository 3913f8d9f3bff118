/* The deleted users: for thirty days they can be brought back. */
#include "base/alloc.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "ui/app/screen.h"
#include "ui/app/views.h"
#include "ui/screen/entry.h"
#include "ui/screen/list.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NARROW = 60, KEPT_DAYS = 30, SOON_DAYS = 5, DAY = 86400000, FOLDED = 1024 };

struct deleted_view {
    struct view view;
    struct list list;
    uint64_t asked; /* the question under way; 0: none */
    bool known;     /* it was answered once */
    struct err error;
    struct arena *arena; /* of the users */
    struct target *users;
    bool *marked;
    size_t count;
    size_t *shown; /* those that the filter leaves */
    size_t shown_count;
    struct entry filter;
    bool filtering; /* keys go into the filter */
};

/* --- asking and taking --- */

static void ask(struct deleted_view *view, struct app *app)
{
    struct message message = message_read("deleted-users", NULL, NULL);
    if (!view->asked)
        view->asked = app_post(app, &message);
    message_free(&message); /* where it was not posted */
}

static bool matches(const struct deleted_view *view, const struct target *user)
{
    char text[FOLDED], wanted[FOLDED], folded[FOLDED];
    int length = snprintf(text, sizeof text, "%.400s %.400s", user->display_name ? user->display_name : "",
                          user->user_principal_name ? user->user_principal_name : "");
    utf8_fold(text, (size_t)length, folded, sizeof folded);
    utf8_fold(buf_text(&view->filter.text), view->filter.text.length, wanted, sizeof wanted);
    return strstr(folded, wanted) != NULL;
}

static void apply_filter(struct deleted_view *view)
{
    view->shown_count = 0;
    for (size_t i = 0; i < view->count; i++)
        if (matches(view, &view->users[i]))
            view->shown[view->shown_count++] = i;
    list_fit(&view->list, view->shown_count, view->list.height > 0 ? view->list.height : 1);
}

static bool was_marked(const struct deleted_view *view, const char *id)
{
    for (size_t i = 0; i < view->count; i++)
        if (view->marked[i] && !strcmp(view->users[i].id, id))
            return true;
    return false;
}

/* The newest first: who was deleted by mistake was deleted lately. */
static int newer(const void *a, const void *b)
{
    const struct target *one = a, *other = b;
    return (one->deleted < other->deleted) - (one->deleted > other->deleted);
}

static void take(struct deleted_view *view, struct message *message)
{
    message_targets(message);
    bool *marked = arena_alloc(message->arena, (message->target_count + 1) * sizeof *marked);
    if (message->target_count)
        qsort(message->targets, message->target_count, sizeof *message->targets, newer);
    for (size_t i = 0; i < message->target_count; i++)
        marked[i] = was_marked(view, message->targets[i].id);
    arena_free(view->arena);
    view->arena = message->arena;
    view->users = message->targets;
    view->count = message->target_count;
    view->marked = marked;
    view->shown = arena_alloc(view->arena, (view->count + 1) * sizeof *view->shown);
    view->known = true;
    message->arena = NULL;
    apply_filter(view);
}

static enum reaction message(struct view *base, struct app *app, struct message *message)
{
    struct deleted_view *view = (struct deleted_view *)base;
    const struct app_job *job = message->kind == FROM_JOB_END ? app_job(app, message->job) : NULL;
    if (message->kind == FROM_READ && message->job == view->asked) {
        view->error = message->error;
        if (message->read != READ_NOT)
            take(view, message);
    }
    if (message->kind == FROM_JOB_END && message->job == view->asked) {
        view->asked = 0;
        if (message->error.code != ERR_OK)
            view->error = message->error;
    } else if (job && !job->plan) {
        ask(view, app); /* somebody may have come back, or gone */
    }
    return REACT_NONE;
}

/* --- whom --- */

static struct target *user_at(const struct deleted_view *view)
{
    return view->list.cursor < view->shown_count ? &view->users[view->shown[view->list.cursor]] : NULL;
}

static size_t count_marked(const struct deleted_view *view)
{
    size_t count = 0;
    for (size_t i = 0; i < view->count; i++)
        count += view->marked[i];
    return count;
}

static void restore(const struct deleted_view *view, struct app *app)
{
    auto_arena struct arena *arena = arena_new(0);
    const struct action *action = action_find("restore-user");
    struct target *targets = arena_alloc(arena, (view->count + 1) * sizeof *targets);
    size_t count = 0;
    for (size_t i = 0; i < view->count; i++)
        if (view->marked[i])
            targets[count++] = view->users[i];
    if (!count && user_at(view))
        targets[count++] = *user_at(view);
    if (count && action)
        confirm_view_open(app, action, targets, count);
    else
        app_status(app, ROLE_NORMAL, "There is nobody here to restore.");
}

/* --- drawing --- */

/* Days until it cannot be undone any more. */
static int days_left(const struct target *user)
{
    int64_t left = user->deleted + (int64_t)KEPT_DAYS * DAY - clock_now();
    return left > 0 ? (int)((left + DAY - 1) / DAY) : 0;
}

static void put(struct grid *grid, struct rect rect, int x, int y, int width, enum role role, const char *text)
{
    if (width > 0)
        grid_put(grid, (struct rect){rect.x + x, rect.y, width, rect.height}, 0, y, role, text ? text : "");
}

static void draw_line(struct grid *grid, struct rect rect, int y, enum role role, const char *const cells[4],
                      enum role last)
{
    bool narrow = rect.width < NARROW;
    int left = 9, when = narrow ? 0 : 17, room = rect.width - 5 - left - (when ? when + 1 : 0);
    int name = narrow ? room : room * 2 / 5, upn = room - name - 1;
    put(grid, rect, 4, y, name, role, cells[0]);
    put(grid, rect, 4 + name + 1, y, upn, role, cells[1]);
    put(grid, rect, rect.width - left - when - (when ? 1 : 0), y, when, role == ROLE_NORMAL ? ROLE_DIM : role,
        cells[2]);
    put(grid, rect, rect.width - left, y, left, last, cells[3]);
}

static void draw_row(const struct deleted_view *view, struct grid *grid, struct rect rect, int y, size_t at)
{
    const struct target *user = &view->users[view->shown[at]];
    bool here = at == view->list.cursor, marked = view->marked[view->shown[at]];
    int days = days_left(user);
    char when[32], left[32];
    enum role role = here ? ROLE_CURSOR : ROLE_NORMAL;
    screen_time(user->deleted, when);
    snprintf(left, sizeof left, days == 1 ? "%d day" : "%d days", days);
    if (here)
        grid_fill(grid, (struct rect){rect.x, rect.y + y, rect.width, 1}, ROLE_CURSOR);
    grid_put(grid, rect, 0, y, role, here ? ">" : " ");
    grid_put(grid, rect, 1, y, marked ? ROLE_MARK : role, !marked ? " " : grid->ascii ? "*" : "●");
    draw_line(grid, rect, y, role, (const char *const[]){app_target_name(user), user->user_principal_name, when, left},
              here                ? ROLE_CURSOR
              : days <= SOON_DAYS ? ROLE_WARNING
                                  : ROLE_NORMAL);
}

/* What there is to say instead of rows, or above them; the lines used. */
static int draw_notice(const struct deleted_view *view, struct grid *grid, struct rect rect)
{
    struct rect in = {rect.x + 1, rect.y, rect.width - 2, rect.height};
    int y = 0;
    if (view->error.code != ERR_OK) {
        y += grid_wrap(grid, in, y, ROLE_ERROR, view->error.message);
        y += grid_wrap(grid, in, y, ROLE_NORMAL, view->error.hint);
        y += grid_wrap(grid, in, y, ROLE_DIM, "F5 tries again.");
    } else if (!view->known) {
        y += grid_wrap(grid, in, y, ROLE_DIM,
                       grid->ascii ? "Reading the deleted users ..." : "Reading the deleted users …");
    } else if (!view->count) {
        y += grid_wrap(grid, in, y, ROLE_NORMAL, "Nobody is here: no user was deleted in the last 30 days.");
    } else if (!view->shown_count) {
        y += grid_wrap(grid, in, y, ROLE_NORMAL, "Nobody here has this in the name.");
    }
    return y;
}

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    static const char *const titles[] = {"Display name", "Sign-in name", "Deleted", "Left"};
    struct deleted_view *view = (struct deleted_view *)base;
    size_t marked = count_marked(view);
    char right[64] = "";
    if (view->known && marked)
        snprintf(right, sizeof right, "%zu marked of %zu", marked, view->count);
    else if (view->known)
        snprintf(right, sizeof right, "%zu deleted", view->count);
    struct rect in = screen_draw(app, grid, rect, "Deleted users", right);
    if (view->filtering || view->filter.text.length) {
        grid_put(grid, in, 1, 0, ROLE_KEY, "/");
        entry_draw(&view->filter, grid, in, 2, 0, in.width - 4, view->filtering, false);
        in = (struct rect){in.x, in.y + 1, in.width, in.height - 1};
    }
    int used = draw_notice(view, grid, in);
    struct rect rows = {in.x, in.y + used + 1, in.width, in.height - used - 1};
    list_fit(&view->list, view->shown_count, rows.height > 0 ? rows.height : 1);
    if (!view->shown_count)
        return;
    grid_fill(grid, (struct rect){rows.x, rows.y - 1, rows.width, 1}, ROLE_HEADER);
    draw_line(grid, (struct rect){rows.x, rows.y - 1, rows.width, 1}, 0, ROLE_HEADER, titles, ROLE_HEADER);
    for (int y = 0; y < rows.height && view->list.top + (size_t)y < view->shown_count; y++)
        draw_row(view, grid, rows, y, view->list.top + (size_t)y);
}

/* --- keys --- */

static enum reaction filter_key(struct deleted_view *view, int code)
{
    if (code == KEY_ESCAPE)
        entry_set(&view->filter, "");
    else if (code != KEY_RETURN && !entry_key(&view->filter, code))
        return !key_is_text(code) && list_key(&view->list, code) ? REACT_REDRAW : REACT_UNHANDLED;
    view->filtering = code != KEY_ESCAPE && code != KEY_RETURN;
    apply_filter(view);
    return REACT_REDRAW;
}

static void mark_all(struct deleted_view *view, bool on)
{
    for (size_t i = 0; i < view->shown_count; i++)
        view->marked[view->shown[i]] = on;
    for (size_t i = 0; i < view->count && !on; i++)
        view->marked[i] = false;
}

static enum reaction leave(struct deleted_view *view)
{
    if (!view->filter.text.length)
        return REACT_CLOSE;
    entry_set(&view->filter, "");
    apply_filter(view);
    return REACT_REDRAW;
}

static enum reaction list_keys(struct deleted_view *view, struct app *app, int code)
{
    switch (code) {
    case KEY_ESCAPE:
        return leave(view);
    case 'q':
        return REACT_CLOSE;
    case 'X':
        return REACT_NONE;
    case '/':
        view->filtering = true;
        return REACT_REDRAW;
    case 'r':
    case KEY_RETURN:
        restore(view, app);
        return REACT_REDRAW;
    case '*':
        mark_all(view, true);
        return REACT_REDRAW;
    case 'U':
        mark_all(view, false);
        return REACT_REDRAW;
    case KEY_SPACE:
        if (user_at(view)) {
            bool *mark = &view->marked[view->shown[view->list.cursor]];
            *mark = !*mark;
            list_move_to(&view->list, view->list.cursor + 1);
        }
        return REACT_REDRAW;
    case 'y':
        if (user_at(view))
            app_copy(app, user_at(view)->user_principal_name);
        return REACT_REDRAW;
    case KEY_FUNCTION + 5:
    case KEY_CTRL('R'):
        ask(view, app);
        return REACT_REDRAW;
    default:
        return list_key(&view->list, code) ? REACT_REDRAW : REACT_UNHANDLED;
    }
}

static enum reaction key(struct view *base, struct app *app, int code)
{
    struct deleted_view *view = (struct deleted_view *)base;
    if (view->filtering)
        return filter_key(view, code);
    return app->pasting ? REACT_NONE : list_keys(view, app, code);
}

static void close_deleted(struct view *base, struct app *app)
{
    struct deleted_view *view = (struct deleted_view *)base;
    if (view->asked)
        app_cancel(app, view->asked);
    entry_free(&view->filter);
    arena_free(view->arena);
    xfree(view);
}

static const char *hints(const struct view *base, const struct app *app)
{
    if (((const struct deleted_view *)base)->filtering)
        return "type a part of the name  Enter keeps it  Esc all again";
    return app->grid->width < NARROW ? "r restore  Space mark  / find  Esc"
                                     : "r restore  Space mark  * all  U none  / find  y copy  F5 refresh  Esc back";
}

void deleted_view_open(struct app *app)
{
    static const struct view_ops ops = {.name = "deleted",
                                        .title = "Deleted users",
                                        .modal = true,
                                        .close = close_deleted,
                                        .draw = draw,
                                        .key = key,
                                        .message = message,
                                        .hints = hints};
    struct deleted_view *view = xcalloc(1, sizeof *view);
    view->view.ops = &ops;
    view->filter = entry_make(128);
    app_push(app, &view->view);
    ask(view, app);
}
