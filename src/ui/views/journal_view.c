/* The journal: what was changed, by whom, and what can be taken back. */
#include "ui/views/journal_view.h"

#include "base/alloc.h"
#include "ui/app/screen.h"
#include "ui/confirm/confirm_view.h"
#include "ui/views/views.h"
#include <stdio.h>
#include <string.h>

enum {
    COLUMN_WHEN,
    COLUMN_STATE,
    COLUMN_ACTION,
    COLUMN_TARGET,
    COLUMN_UNDO,
    COLUMN_WHO,
    COLUMN_MESSAGE,
    COLUMN_REQUEST
};

static const struct table_column columns_shown[] = {
    {.name = "when", .title = "When", .least = 8, .flags = TABLE_ORDERED},
    {.name = "state", .title = "State", .least = 9, .flags = TABLE_KEEP},
    {.name = "action", .title = "Action", .least = 10, .weight = 2, .flags = TABLE_KEEP},
    {.name = "target", .title = "Target", .weight = 3, .flags = TABLE_IDENTIFIES},
    {.name = "undo", .title = "Undo", .least = 4, .most = 10},
    {.name = "who", .title = "Who", .least = 12, .most = 40},
    {.name = "message", .title = "Message", .flags = TABLE_HIDDEN},
    {.name = "requestId", .title = "Request id", .flags = TABLE_HIDDEN},
};
enum { COLUMNS = sizeof columns_shown / sizeof *columns_shown };

/* --- asking and taking --- */

static void ask(struct table_view *view, struct app *app)
{
    question_ask(&view->question, app, &(struct message){.kind = TO_JOURNAL});
}

static void take(struct journal_view *view, struct message *message)
{
    size_t unsettled = message->unsettled;
    question_forget(&view->base.question);
    question_keep(&view->base.question, message);
    view->entries = message->entries;
    view->unsettled = unsettled;
    snprintf(view->warning, sizeof view->warning,
             "! %zu change%s unsettled: it is not known whether %s carried out. %s reads %s back.", unsettled,
             unsettled == 1 ? " is" : "s are", unsettled == 1 ? "it was" : "they were",
             keymap_key(&view->app->keymap, "journal.settle"), unsettled == 1 ? "it" : "them");
    view->base.warning = unsettled ? view->warning : NULL;
    table_changed(&view->base.table, message->entry_count);
}

static enum reaction message(struct view *base, struct app *app, struct message *message)
{
    struct journal_view *view = (struct journal_view *)base;
    if (question_answer(&view->base.question, message) == ANSWER_END && message->error.code == ERR_OK)
        take(view, message);
    if (question_is_stale(&view->base.question, app, message))
        ask(&view->base, app); /* it has written into the journal */
    return REACT_NONE;
}

const struct journal_entry *journal_at(const struct journal_view *view)
{
    int row = table_at(&view->base.table);
    return row == TABLE_NO_ROW ? NULL : &view->entries[row];
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
        return err_set(e, ERR_REFUSED,
                       "It is not known yet whether it was carried out. Press %s to read it back first.",
                       keymap_key(&app->keymap, "journal.settle"));
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

/* --- rows --- */

static void undo_mark(const struct app *app, const struct journal_entry *entry, char *out, size_t size)
{
    struct err e;
    if (entry->undoes)
        snprintf(out, size, "of #%lld", (long long)entry->undoes);
    else if (entry->state == JOURNAL_UNDONE)
        snprintf(out, size, "taken back");
    else
        snprintf(out, size, "%s", journal_may_undo(app, entry, &e) ? keymap_key(&app->keymap, "journal.undo") : "");
}

static void cell(const void *owner, size_t row, size_t column, struct table_cell *out)
{
    const struct journal_view *view = owner;
    const struct journal_entry *entry = &view->entries[row];
    const char *const texts[] = {[COLUMN_WHEN] = out->space,
                                 [COLUMN_STATE] = journal_word(entry->state),
                                 [COLUMN_ACTION] = journal_action(entry),
                                 [COLUMN_TARGET] = entry->target_upn && *entry->target_upn ? entry->target_upn
                                                                                           : entry->target_id,
                                 [COLUMN_UNDO] = out->space,
                                 [COLUMN_WHO] = entry->operator_name,
                                 [COLUMN_MESSAGE] = entry->message,
                                 [COLUMN_REQUEST] = entry->request_id};
    out->text = texts[column];
    out->order = entry->begun;
    if (column == COLUMN_WHEN)
        screen_time(entry->begun, out->space);
    else if (column == COLUMN_UNDO)
        undo_mark(view->app, entry, out->space, sizeof out->space);
    if (column == COLUMN_STATE)
        out->role = journal_role(entry->state);
    else if (column == COLUMN_UNDO)
        out->role = ROLE_KEY;
    else if (column == COLUMN_WHEN || column == COLUMN_WHO)
        out->role = ROLE_DIM;
}

static void key_of(const void *owner, size_t row, char out[TABLE_KEY])
{
    snprintf(out, TABLE_KEY, "%lld", (long long)((const struct journal_view *)owner)->entries[row].id);
}

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct journal_view *view = (struct journal_view *)base;
    table_view_draw(&view->base, app, grid, rect, "Journal", "", 0);
    if (view->detail)
        journal_detail_draw(view, app, grid);
}

/* --- keys --- */

static void show_entry(struct table_view *base, struct app *app)
{
    struct journal_view *view = (struct journal_view *)base;
    (void)app;
    view->detail = journal_at(view) != NULL;
    view->top = 0;
}

static enum reaction undo(struct view *view, struct app *app)
{
    const struct journal_entry *entry = journal_at((const struct journal_view *)view);
    struct err e;
    if (!entry)
        app_status(app, ROLE_NORMAL, "There is nothing to take back.");
    else if (journal_may_undo(app, entry, &e))
        confirm_undo_view_open(app, entry);
    else
        app_status(app, ROLE_WARNING, "%s", e.message);
    return REACT_REDRAW;
}

static enum reaction settle(struct view *view, struct app *app)
{
    uint64_t job = 0;
    if (!((const struct journal_view *)view)->unsettled)
        app_status(app, ROLE_OK, "Nothing is unsettled.");
    else
        job = app_post_settle(app);
    if (job)
        confirm_job_open(app, job);
    return REACT_REDRAW;
}

const struct ui_command journal_keys[] = {
    {"journal.undo", "Take the entry back", "In the journal", {'u'}, IN_LISTS, .act = undo},
    {"journal.settle", "Read back what is unsettled", "In the journal", {'r'}, IN_LISTS, .act = settle},
    {.name = NULL},
};

static void copy_request_id(const struct journal_view *view, struct app *app)
{
    const struct journal_entry *entry = journal_at(view);
    if (entry && entry->request_id && *entry->request_id)
        app_copy(app, entry->request_id);
    else
        app_status(app, ROLE_NORMAL, "The service gave no request id.");
}

static enum reaction detail_key(struct journal_view *view, struct app *app, int code)
{
    if (code == KEY_ESCAPE || code == KEY_RETURN)
        view->detail = false;
    else if (keymap_is(&app->keymap, "copy", code))
        copy_request_id(view, app);
    else if (!sheet_key(&view->top, view->height, code))
        return REACT_UNHANDLED;
    return REACT_REDRAW;
}

static enum reaction key(struct view *base, struct app *app, int code)
{
    struct journal_view *view = (struct journal_view *)base;
    return view->detail ? detail_key(view, app, code) : table_view_key(base, app, code);
}

static const char *hints(const struct view *base, const struct app *app)
{
    return ((const struct journal_view *)base)->detail ? "{copy} copy the request id  {journal.undo} undo  {back} back"
                                                       : table_view_hints(base, app);
}

void journal_view_open(struct app *app)
{
    static const struct view_ops ops = {
        .name = "journal",
        .title = "Journal",
        .modal = true,
        .close = table_view_close,
        .draw = draw,
        .key = key,
        .message = message,
        .typing = table_view_types,
        .hint =
            "{choose} details  {journal.undo} undo  {back} back  {journal.settle} read back the unsettled  {narrow} find  {copy} copy  {export} export",
        .hints = hints};
    static const struct table_ops table_ops = {.name = "journal",
                                               .what = "entries",
                                               .reading = "Reading the journal ...",
                                               .empty = "The journal is empty: nothing has been changed from here yet.",
                                               .cell = cell,
                                               .key = key_of};
    struct journal_view *view = xcalloc(1, sizeof *view);
    view->app = app;
    view->base = (struct table_view){.view = {.ops = &ops},
                                     .table = table_make(&table_ops, view, columns_shown, COLUMNS),
                                     .ask = ask,
                                     .choose = show_entry};
    app_push(app, &view->base.view);
    ask(&view->base, app);
}
