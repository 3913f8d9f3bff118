/* The journal: what was changed, by whom, and what can be taken back. */
#include "ui/views/journal_view.h"

#include "base/alloc.h"
#include "ui/app/screen.h"
#include "ui/confirm/confirm.h"
#include <stdio.h>
#include <string.h>

enum { NARROW = 60, WIDE = 100, WHEN = 11, ACTION = 24, WHO = 36, STATE = 9, MARK = 10 };

/* --- asking and taking --- */

static void ask(struct journal_view *view, struct app *app)
{
    struct message message = {.kind = TO_JOURNAL};
    view->asked = app_post(app, &message);
    if (!view->asked)
        message_free(&message);
}

static void take(struct journal_view *view, struct message *message)
{
    view->asked = 0;
    view->known = true;
    view->error = message->error;
    if (message->error.code != ERR_OK)
        return; /* what was known stays */
    arena_free(view->arena);
    view->arena = message->arena;
    view->entries = message->entries;
    view->count = message->entry_count;
    view->unsettled = message->unsettled;
    message->arena = NULL;
    for (size_t i = 0; i < view->count; i++)
        if (view->entries[i].id == view->at)
            view->list.cursor = i;
}

static enum reaction message(struct view *base, struct app *app, struct message *message)
{
    struct journal_view *view = (struct journal_view *)base;
    if (message->kind == FROM_JOURNAL && message->job == view->asked)
        take(view, message);
    const struct app_job *job = message->kind == FROM_JOB_END ? app_job(app, message->job) : NULL;
    if (job && !job->plan && !view->asked)
        ask(view, app); /* it has written into the journal */
    return REACT_NONE;
}

static const struct journal_entry *entry_at(const struct journal_view *view)
{
    return view->list.cursor < view->count ? &view->entries[view->list.cursor] : NULL;
}

bool journal_may_undo(const struct app *app, const struct journal_entry *entry, struct err *e)
{
    const struct action *action = action_find(entry->action);
    if (app->model->tenant && strcmp(app->model->tenant->id, entry->tenant) != 0)
        return err_set(e, ERR_REFUSED, "That was done in another tenant (%s).", entry->tenant);
    if (!action || !action->undo)
        return err_set(e, ERR_REFUSED, "%s cannot be taken back.", journal_action(entry));
    if (entry->state == JOURNAL_UNDONE)
        return err_set(e, ERR_REFUSED, "It has been taken back already.");
    if (entry->state == JOURNAL_UNSETTLED || entry->state == JOURNAL_INTENT)
        return err_set(e, ERR_REFUSED, "Nobody knows yet whether it was carried out: S reads it back first.");
    return entry->state == JOURNAL_DONE ||
           err_set(e, ERR_REFUSED, "Nothing was changed: there is nothing to take back.");
}

const char *journal_action(const struct journal_entry *entry)
{
    const struct action *action = action_find(entry->action);
    return action ? action->label : entry->action;
}

const char *journal_word(enum journal_state state)
{
    return state == JOURNAL_UNSETTLED ? "UNSETTLED"
           : state == JOURNAL_FAILED  ? "FAILED"
           : state == JOURNAL_INTENT  ? "under way"
                                      : journal_state_name(state);
}

enum role journal_role(enum journal_state state)
{
    return state == JOURNAL_UNSETTLED ? ROLE_WARNING
           : state == JOURNAL_FAILED  ? ROLE_ERROR
           : state == JOURNAL_INTENT  ? ROLE_PROGRESS
           : state == JOURNAL_UNDONE  ? ROLE_DIM
                                      : ROLE_OK;
}

/* --- drawing --- */

static void undo_mark(const struct app *app, const struct journal_entry *entry, char *out, size_t size)
{
    struct err e;
    if (entry->undoes)
        snprintf(out, size, "of #%lld", (long long)entry->undoes);
    else if (entry->state == JOURNAL_UNDONE)
        snprintf(out, size, "taken back");
    else
        snprintf(out, size, "%s", journal_may_undo(app, entry, &e) ? "u" : "");
}

/* Where the columns begin and how wide they are; 0: not shown. */
struct layout {
    int when, state, action, target, who, mark;
};

static struct layout lay_out(int width)
{
    struct layout l = {.when = width < NARROW ? 0 : WHEN,
                       .state = STATE,
                       .mark = width < NARROW ? 0 : MARK,
                       .who = width < WIDE ? 0 : WHO,
                       .action = width < NARROW ? 15
                                 : width < WIDE ? 18
                                                : ACTION};
    int taken = 2 + l.state + 1 + l.action + 1 + (l.when ? l.when + 1 : 0) + (l.who ? l.who + 1 : 0) +
                (l.mark ? l.mark + 1 : 0);
    l.target = width - taken - 1;
    return l;
}

static int put(struct grid *grid, struct rect rect, int x, int y, int width, enum role role, const char *text)
{
    if (!width)
        return x;
    grid_put(grid, (struct rect){rect.x + x, rect.y, width, rect.height}, 0, y, role, text ? text : "");
    return x + width + 1;
}

static void draw_header(struct grid *grid, struct rect rect)
{
    struct layout l = lay_out(rect.width);
    grid_fill(grid, (struct rect){rect.x, rect.y, rect.width, 1}, ROLE_HEADER);
    int x = put(grid, rect, 2, 0, l.when, ROLE_HEADER, "When");
    x = put(grid, rect, x, 0, l.state, ROLE_HEADER, "State");
    x = put(grid, rect, x, 0, l.action, ROLE_HEADER, "Action");
    x = put(grid, rect, x, 0, l.target, ROLE_HEADER, "Target");
    x = put(grid, rect, x, 0, l.who, ROLE_HEADER, "Who");
    put(grid, rect, x, 0, l.mark, ROLE_HEADER, "Undo");
}

static void draw_row(const struct app *app, struct grid *grid, struct rect rect, int y,
                     const struct journal_entry *entry, bool here)
{
    struct layout l = lay_out(rect.width);
    enum role role = here ? ROLE_CURSOR : ROLE_NORMAL;
    char when[32], mark[32];
    screen_time(entry->begun, when);
    undo_mark(app, entry, mark, sizeof mark);
    grid_put(grid, rect, 0, y, role, here ? ">" : " ");
    int x = put(grid, rect, 2, y, l.when, ROLE_DIM, when);
    x = put(grid, rect, x, y, l.state, journal_role(entry->state), journal_word(entry->state));
    x = put(grid, rect, x, y, l.action, role, journal_action(entry));
    x = put(grid, rect, x, y, l.target, ROLE_NORMAL, entry->target_upn);
    x = put(grid, rect, x, y, l.who, ROLE_DIM, entry->operator_name);
    put(grid, rect, x, y, l.mark, ROLE_KEY, mark);
}

/* What there is to say instead of, or above, the entries; returns the lines used. */
static int draw_notice(const struct journal_view *view, struct grid *grid, struct rect rect)
{
    struct rect in = {rect.x + 1, rect.y, rect.width - 2, rect.height};
    char text[160];
    int y = 0;
    if (view->error.code != ERR_OK) {
        y += grid_wrap(grid, in, y, ROLE_ERROR, view->error.message);
        y += grid_wrap(grid, in, y, ROLE_NORMAL, view->error.hint);
    } else if (!view->known) {
        y += grid_wrap(grid, in, y, ROLE_DIM, "Reading the journal ...");
    } else if (!view->count) {
        y += grid_wrap(grid, in, y, ROLE_NORMAL, "The journal is empty: nothing has been changed from here yet.");
    } else if (view->unsettled) {
        snprintf(text, sizeof text, "! %zu change%s unsettled: nobody knows whether %s carried out. S reads %s back.",
                 view->unsettled, view->unsettled == 1 ? " is" : "s are", view->unsettled == 1 ? "it was" : "they were",
                 view->unsettled == 1 ? "it" : "them");
        y += grid_wrap(grid, in, y, ROLE_WARNING, text);
    }
    return y;
}

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct journal_view *view = (struct journal_view *)base;
    char right[48];
    snprintf(right, sizeof right, "%zu entr%s", view->count, view->count == 1 ? "y" : "ies");
    struct rect in = screen_draw(app, grid, rect, "Journal", view->known ? right : "");
    int used = draw_notice(view, grid, in);
    struct rect rows = {in.x, in.y + used, in.width, in.height - used};
    list_fit(&view->list, view->count, rows.height - 1);
    if (!view->count)
        return;
    draw_header(grid, rows);
    for (int y = 0; y + 1 < rows.height && view->list.top + (size_t)y < view->count; y++) {
        size_t n = view->list.top + (size_t)y;
        draw_row(app, grid, rows, y + 1, &view->entries[n], n == view->list.cursor);
    }
    if (view->detail)
        journal_detail_draw(view, app, grid);
}

/* --- keys --- */

static void undo(struct journal_view *view, struct app *app)
{
    const struct journal_entry *entry = entry_at(view);
    struct err e;
    if (!entry)
        app_status(app, ROLE_NORMAL, "There is nothing to take back.");
    else if (journal_may_undo(app, entry, &e))
        confirm_undo_view_open(app, entry);
    else
        app_status(app, ROLE_WARNING, "%s", e.message);
}

static void settle(struct journal_view *view, struct app *app)
{
    if (!view->unsettled) {
        app_status(app, ROLE_OK, "Nothing is unsettled.");
        return;
    }
    uint64_t job = app_post_settle(app);
    if (job)
        confirm_job_open(app, job);
}

static void copy_request_id(const struct journal_view *view, struct app *app)
{
    const struct journal_entry *entry = entry_at(view);
    if (entry && entry->request_id && *entry->request_id)
        app_copy(app, entry->request_id);
    else
        app_status(app, ROLE_NORMAL, "The service gave no request id.");
}

static enum reaction detail_key(struct journal_view *view, int code)
{
    if (code == KEY_ESCAPE || code == 'q' || code == KEY_RETURN)
        view->detail = false;
    else if (!sheet_key(&view->top, view->height, code))
        return REACT_UNHANDLED;
    return REACT_REDRAW;
}

static enum reaction list_keys(struct journal_view *view, int code)
{
    if (code == KEY_ESCAPE || code == 'q')
        return REACT_CLOSE;
    if (code == KEY_RETURN && entry_at(view)) {
        view->detail = true;
        view->top = 0;
        return REACT_REDRAW;
    }
    if (!list_key(&view->list, code))
        return REACT_UNHANDLED;
    view->at = entry_at(view) ? entry_at(view)->id : 0;
    return REACT_REDRAW;
}

static enum reaction key(struct view *base, struct app *app, int code)
{
    struct journal_view *view = (struct journal_view *)base;
    list_fit(&view->list, view->count, view->list.height); /* keys may come faster than frames */
    switch (code) {
    case 'L':
        return REACT_NONE;
    case 'u':
        undo(view, app);
        return REACT_REDRAW;
    case 'S':
        settle(view, app);
        return REACT_REDRAW;
    case 'y':
        copy_request_id(view, app);
        return REACT_REDRAW;
    case KEY_FUNCTION + 5:
    case KEY_CTRL('R'):
        if (!view->asked)
            ask(view, app);
        return REACT_REDRAW;
    default:
        return view->detail ? detail_key(view, code) : list_keys(view, code);
    }
}

static void close_journal(struct view *base, struct app *app)
{
    struct journal_view *view = (struct journal_view *)base;
    (void)app;
    arena_free(view->arena);
    xfree(view);
}

static const char *hints(const struct view *base, const struct app *app)
{
    const struct journal_view *view = (const struct journal_view *)base;
    if (view->detail)
        return "y copy the request id  u undo  Esc back";
    return app->grid->width < NARROW ? "Enter details  u undo  S read back  Esc"
                                     : "Enter details  u undo  S read back the unsettled  y copy request id  Esc back";
}

void journal_view_open(struct app *app)
{
    static const struct view_ops ops = {.name = "journal",
                                        .title = "Journal",
                                        .modal = true,
                                        .close = close_journal,
                                        .draw = draw,
                                        .key = key,
                                        .message = message,
                                        .hints = hints};
    struct journal_view *view = xcalloc(1, sizeof *view);
    view->view.ops = &ops;
    app_push(app, &view->view);
    ask(view, app);
}
