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
    COLUMN_TARGETS,
    COLUMN_REQUEST
};

static const struct table_column columns_shown[] = {
    {.name = "when", .title = "When", .least = 8, .flags = TABLE_ORDERED},
    {.name = "state", .title = "State", .least = 9, .flags = TABLE_KEEP},
    {.name = "action", .title = "Action", .least = 10, .weight = 2, .flags = TABLE_KEEP},
    {.name = "target", .title = "Target", .weight = 3, .flags = TABLE_IDENTIFIES},
    {.name = "undo", .title = "Undo", .least = 4, .most = 10},
    {.name = "who", .title = "Who", .least = 9, .most = 40},
    {.name = "message", .title = "Message", .flags = TABLE_HIDDEN},
    {.name = "targets", .title = "Targets", .flags = TABLE_HIDDEN},
    {.name = "requestId", .title = "Request id", .flags = TABLE_HIDDEN},
};
enum { COLUMNS = sizeof columns_shown / sizeof *columns_shown };

/* --- asking and taking --- */

static void ask(struct table_view *view, struct app *app)
{
    question_ask(&view->question, app, &(struct message){.kind = TO_JOURNAL});
}

/* A run that was opened and is gone is closed. */
static void arrange(struct journal_view *view)
{
    journal_arrange(view);
    if (view->inside && !view->row_count) {
        view->inside = 0;
        journal_arrange(view);
    }
    table_changed(&view->base.table, view->row_count);
}

static void take(struct journal_view *view, struct message *message)
{
    size_t unsettled = message->unsettled;
    question_forget(&view->base.question);
    question_keep(&view->base.question, message);
    view->entries = message->entries;
    view->entry_count = message->entry_count;
    view->unsettled = unsettled;
    snprintf(view->warning, sizeof view->warning,
             "! %zu change%s unsettled: it is not known whether %s carried out. %s reads %s back.", unsettled,
             unsettled == 1 ? " is" : "s are", unsettled == 1 ? "it was" : "they were",
             keymap_key(&view->app->keymap, "journal.settle"), unsettled == 1 ? "it" : "them");
    view->base.warning = unsettled ? view->warning : NULL;
    arrange(view);
}

static void ask_asked(struct journal_view *view, struct app *app)
{
    int64_t asked = view->asked;
    view->asked = 0;
    for (size_t i = 0; i < view->row_count && asked; i++)
        for (size_t k = 0; k < view->rows[i].count; k++)
            if (view->rows[i].entries[k]->id == asked) {
                table_go_to(&view->base.table, i);
                journal_take_back(view, app, &view->rows[i]);
                return;
            }
}

static enum reaction message(struct view *base, struct app *app, struct message *message)
{
    struct journal_view *view = (struct journal_view *)base;
    if (question_answer(&view->base.question, message) == ANSWER_END && message->error.code == ERR_OK) {
        take(view, message);
        ask_asked(view, app);
    }
    if (question_is_stale(&view->base.question, app, message))
        ask(&view->base, app); /* it has written into the journal */
    return REACT_NONE;
}

static const struct journal_row *row_at(const struct journal_view *view)
{
    int row = table_at(&view->base.table);
    return row == TABLE_NO_ROW ? NULL : &view->rows[row];
}

const struct journal_entry *journal_at(const struct journal_view *view)
{
    const struct journal_row *row = row_at(view);
    return row ? row->entries[0] : NULL;
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

static void undo_mark(const struct app *app, const struct journal_row *row, char *out, size_t size)
{
    const struct journal_entry *entry = row->entries[0];
    struct err e;
    bool may = false;
    for (size_t i = 0; i < row->count && !may; i++)
        may = journal_may_undo(app, row->entries[i], &e);
    if (entry->undoes && row->count == 1)
        snprintf(out, size, "of #%lld", (long long)entry->undoes);
    else if (entry->state == JOURNAL_UNDONE && !may)
        snprintf(out, size, "taken back");
    else
        snprintf(out, size, "%s", may ? keymap_key(&app->keymap, "journal.undo") : "");
}

static void cell(const void *owner, size_t number, size_t column, struct table_cell *out)
{
    const struct journal_view *view = owner;
    const struct journal_row *row = &view->rows[number];
    const struct journal_entry *entry = row->entries[0];
    bool run = row->count > 1;
    const char *const texts[] = {[COLUMN_WHEN] = out->space,
                                 [COLUMN_STATE] = out->space,
                                 [COLUMN_ACTION] = run ? out->space : journal_action(entry),
                                 [COLUMN_TARGET] = run && !entry->playbook ? out->space : row->targets,
                                 [COLUMN_UNDO] = out->space,
                                 [COLUMN_WHO] = entry->operator_name,
                                 [COLUMN_MESSAGE] = row->messages,
                                 [COLUMN_TARGETS] = run ? row->targets : "",
                                 [COLUMN_REQUEST] = row->request_ids};
    out->text = texts[column];
    out->order = entry->begun;
    if (column == COLUMN_WHEN)
        screen_time(entry->begun, out->space);
    else if (column == COLUMN_UNDO)
        undo_mark(view->app, row, out->space, sizeof out->space);
    else if (column == COLUMN_STATE)
        out->role = journal_row_state(row, out->space, sizeof out->space);
    else if (column == COLUMN_ACTION && run)
        snprintf(out->space, sizeof out->space, "%s %s", view->app->ascii ? ">" : "▸",
                 entry->playbook ? entry->playbook_name : journal_action(entry));
    else if (column == COLUMN_TARGET && run && !entry->playbook)
        snprintf(out->space, sizeof out->space, "%zu users", row->count);
    if (column == COLUMN_UNDO)
        out->role = ROLE_KEY;
    else if (column == COLUMN_WHEN || column == COLUMN_WHO)
        out->role = ROLE_DIM;
}

static void key_of(const void *owner, size_t row, char out[TABLE_KEY])
{
    const struct journal_row *of = &((const struct journal_view *)owner)->rows[row];
    snprintf(out, TABLE_KEY, "%s%lld", of->count > 1 ? "run " : "",
             (long long)(of->count > 1 ? journal_group(of->entries[0]) : of->entries[0]->id));
}

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct journal_view *view = (struct journal_view *)base;
    char title[96] = "Journal";
    const struct journal_entry *first = view->inside ? view->rows[0].entries[0] : NULL;
    if (first && first->playbook)
        snprintf(title, sizeof title, "Journal: %.40s, playbook %lld, %zu steps", first->playbook_name,
                 (long long)first->playbook, view->row_count);
    else if (first)
        snprintf(title, sizeof title, "Journal: %.60s, %zu users", journal_action(first), view->row_count);
    table_view_draw(&view->base, app, grid, rect, title, "", 0);
    if (view->detail)
        journal_detail_draw(view, app, grid);
}

/* --- keys --- */

/* Into a run, or out of it (0): another list, in which nothing is narrowed or marked. */
static void go_inside(struct journal_view *view, int64_t run)
{
    const int64_t before = view->inside;
    const struct table *table = &view->base.table;
    struct table fresh = table_make(table->ops, view, table->columns, table->column_count);
    table_free(&view->base.table);
    view->base.table = fresh;
    view->inside = run;
    arrange(view);
    for (size_t i = 0; i < view->row_count && before; i++)
        if (journal_group(view->rows[i].entries[0]) == before)
            table_go_to(&view->base.table, i);
}

static void show_entry(struct table_view *base, struct app *app)
{
    struct journal_view *view = (struct journal_view *)base;
    const struct journal_row *row = row_at(view);
    (void)app;
    if (row && row->count > 1) {
        go_inside(view, journal_group(row->entries[0]));
        return;
    }
    view->detail = row != NULL;
    view->top = 0;
}

/* Those of a row that can be taken back; `e` says why one cannot. */
static size_t add_undone(const struct app *app, const struct journal_row *row, struct journal_entry *out, size_t count,
                         struct err *e)
{
    for (size_t i = 0; i < row->count; i++)
        if (journal_may_undo(app, row->entries[i], e))
            out[count++] = *row->entries[i];
    return count;
}

/* What is marked, or what the cursor is on. */
static struct journal_entry *chosen(const struct journal_view *view, const struct app *app, struct arena *arena,
                                    size_t *count, struct err *e)
{
    struct journal_entry *entries = arena_alloc(arena, (view->entry_count + 1) * sizeof *entries);
    const struct journal_row *here = row_at(view);
    bool any = false;
    *count = 0;
    for (size_t i = 0; i < view->row_count; i++)
        if (table_is_marked(&view->base.table, i)) {
            any = true;
            *count = add_undone(app, &view->rows[i], entries, *count, e);
        }
    if (!any && here)
        *count = add_undone(app, here, entries, 0, e);
    return entries;
}

static bool any_marked(const struct journal_view *view)
{
    for (size_t i = 0; i < view->row_count; i++)
        if (table_is_marked(&view->base.table, i))
            return true;
    return false;
}

static enum reaction undo(struct view *base, struct app *app)
{
    struct journal_view *view = (struct journal_view *)base;
    const struct journal_row *here = row_at(view);
    if (here && here->count > 1 && here->entries[0]->playbook && !any_marked(view)) {
        journal_take_back(view, app, here);
        return REACT_REDRAW;
    }
    auto_arena struct arena *arena = arena_new(0);
    struct err e = {.code = ERR_OK};
    size_t count;
    const struct journal_entry *entries = chosen(view, app, arena, &count, &e);
    bool mixed = false;
    for (size_t i = 1; i < count; i++)
        mixed |= strcmp(entries[i].action, entries[0].action) != 0;
    if (mixed)
        app_status(app, ROLE_WARNING,
                   "They were done by several actions: mark those of one, and take those back together.");
    else if (count)
        confirm_undo_view_open(app, entries, count);
    else if (e.code != ERR_OK)
        app_status(app, ROLE_WARNING, "%s", e.message);
    else
        app_status(app, ROLE_NORMAL, "There is nothing to take back.");
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
    {"journal.undo",
     "Take back the entry, those marked, a run or a playbook",
     "In the journal",
     {'u'},
     IN_LISTS,
     .act = undo},
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
    if (view->detail)
        return detail_key(view, app, code);
    enum reaction reaction = table_view_key(base, app, code);
    if (reaction != REACT_CLOSE || !view->inside)
        return reaction;
    go_inside(view, 0);
    return REACT_REDRAW;
}

static const char *hints(const struct view *base, const struct app *app)
{
    return ((const struct journal_view *)base)->detail ? "{copy} copy the request id  {journal.undo} undo  {back} back"
                                                       : table_view_hints(base, app);
}

static void close_journal(struct view *base, struct app *app)
{
    journal_back_free((struct journal_view *)base);
    arena_free(((struct journal_view *)base)->arena);
    table_view_close(base, app);
}

void journal_view_open(struct app *app)
{
    journal_view_take_back(app, 0);
}

void journal_view_take_back(struct app *app, int64_t entry)
{
    static const struct view_ops ops = {
        .name = "journal",
        .title = "Journal",
        .modal = true,
        .close = close_journal,
        .draw = draw,
        .key = key,
        .message = message,
        .typing = table_view_types,
        .hint =
            "{choose} open  {journal.undo} undo  {back} back  {journal.settle} read back the unsettled  {narrow} find  {copy} copy  {export} export",
        .hints = hints};
    static const struct table_ops table_ops = {.name = "journal",
                                               .marks = true,
                                               .what = "entries",
                                               .reading = "Reading the journal ...",
                                               .empty = "The journal is empty: nothing has been changed from here yet.",
                                               .cell = cell,
                                               .key = key_of};
    struct journal_view *view = xcalloc(1, sizeof *view);
    view->app = app;
    view->asked = entry;
    view->base = (struct table_view){.view = {.ops = &ops},
                                     .table = table_make(&table_ops, view, columns_shown, COLUMNS),
                                     .ask = ask,
                                     .choose = show_entry};
    app_push(app, &view->base.view);
    ask(&view->base, app);
}
