/* The deleted users: for thirty days they can be brought back. */
#include "base/alloc.h"
#include "base/clock.h"
#include "ui/app/screen.h"
#include "ui/confirm/confirm_view.h"
#include "ui/views/table_view.h"
#include "ui/views/views.h"
#include <stdio.h>
#include <stdlib.h>

enum { KEPT_DAYS = 30, SOON_DAYS = 5, DAY = 86400000 };
enum { COLUMN_NAME, COLUMN_ADDRESS, COLUMN_WHEN, COLUMN_LEFT };

struct deleted_view {
    struct table_view base;
    struct target *users;
};

static const struct table_column columns_shown[] = {
    {.name = "displayName", .title = "Display name", .weight = 2, .flags = TABLE_IDENTIFIES},
    {.name = "userPrincipalName", .title = "Sign-in name", .least = 12, .weight = 3, .flags = TABLE_COPIED},
    {.name = "deletedDateTime", .title = "Deleted", .least = 11, .flags = TABLE_ORDERED},
    {.name = "left", .title = "Left", .least = 7, .flags = TABLE_KEEP | TABLE_ORDERED},
};
enum { COLUMNS = sizeof columns_shown / sizeof *columns_shown };

/* --- asking and taking --- */

static void ask(struct table_view *view, struct app *app)
{
    struct message message = message_read("deleted-users", NULL, NULL);
    question_ask(&view->question, app, &message);
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
    question_forget(&view->base.question);
    question_keep(&view->base.question, message);
    if (message->target_count)
        qsort(message->targets, message->target_count, sizeof *message->targets, newer);
    view->users = message->targets;
    table_changed(&view->base.table, message->target_count);
}

static enum reaction message(struct view *base, struct app *app, struct message *message)
{
    struct deleted_view *view = (struct deleted_view *)base;
    if (question_answer(&view->base.question, message) == ANSWER_PART && message->kind == FROM_READ) {
        view->base.question.error = message->error;
        if (message->read != READ_NOT)
            take(view, message);
    }
    if (question_is_stale(&view->base.question, app, message))
        ask(&view->base, app); /* somebody may have come back, or gone */
    return REACT_NONE;
}

/* --- rows --- */

/* Days until it cannot be undone any more. */
static int days_left(const struct target *user)
{
    int64_t left = user->deleted + (int64_t)KEPT_DAYS * DAY - clock_now();
    return left > 0 ? (int)((left + DAY - 1) / DAY) : 0;
}

static void cell(const void *owner, size_t row, size_t column, struct table_cell *out)
{
    const struct target *user = &((const struct deleted_view *)owner)->users[row];
    int days = days_left(user);
    out->order = user->deleted;
    if (column == COLUMN_NAME) {
        out->text = app_target_name(user);
    } else if (column == COLUMN_ADDRESS) {
        out->text = user->user_principal_name;
    } else if (column == COLUMN_WHEN) {
        screen_time(user->deleted, out->space);
        out->role = ROLE_DIM;
    } else {
        snprintf(out->space, sizeof out->space, days == 1 ? "%d day" : "%d days", days);
        out->role = days <= SOON_DAYS ? ROLE_WARNING : out->role;
    }
}

static void key_of(const void *owner, size_t row, char out[TABLE_KEY])
{
    snprintf(out, TABLE_KEY, "%s", ((const struct deleted_view *)owner)->users[row].id);
}

static const struct table_ops table_ops = {.name = "deleted-users",
                                           .what = "deleted",
                                           .reading = "Reading the deleted users ...",
                                           .empty = "No user was deleted in the last 30 days.",
                                           .marks = true,
                                           .cell = cell,
                                           .key = key_of};

static void restore(struct table_view *base, struct app *app)
{
    auto_arena struct arena *arena = arena_new(0);
    const struct deleted_view *view = (const struct deleted_view *)base;
    const struct table *table = &base->table;
    struct target *targets = arena_alloc(arena, (table->rows + 1) * sizeof *targets);
    size_t count = 0;
    for (size_t row = 0; row < table->rows; row++)
        if (table_is_marked(table, row))
            targets[count++] = view->users[row];
    if (!count && table_at(table) != TABLE_NO_ROW)
        targets[count++] = view->users[table_at(table)];
    if (count)
        confirm_view_open(app, action_find("restore-user"), targets, count);
    else
        app_status(app, ROLE_NORMAL, "There is no user to restore.");
}

static enum reaction restore_key(struct view *view, struct app *app)
{
    restore((struct table_view *)view, app);
    return REACT_REDRAW;
}

const struct ui_command deleted_keys[] = {
    {"deleted.restore",
     "Bring back the user, or those marked",
     "In the deleted users",
     {'r'},
     IN_LISTS,
     .act = restore_key},
    {.name = NULL},
};

/* --- the view --- */

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    table_view_draw((struct table_view *)base, app, grid, rect, "Deleted users", "", 0);
}

void deleted_view_open(struct app *app)
{
    static const struct view_ops ops = {
        .name = "deleted",
        .title = "Deleted users",
        .modal = true,
        .close = table_view_close,
        .draw = draw,
        .key = table_view_key,
        .message = message,
        .typing = table_view_types,
        .hint =
            "{deleted.restore} restore  {mark} mark  {narrow} find  {back} back  {mark-all} all  {unmark} none  {copy} copy  {export} export  {refresh} refresh",
        .hints = table_view_hints};
    struct deleted_view *view = xcalloc(1, sizeof *view);
    view->base = (struct table_view){.view = {.ops = &ops},
                                     .table = table_make(&table_ops, view, columns_shown, COLUMNS),
                                     .ask = ask,
                                     .choose = restore};
    app_push(app, &view->base.view);
    ask(&view->base, app);
}
