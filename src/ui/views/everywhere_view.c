/* A person in every customer of a partner: who was found where, as the customers answer, and which of them refused. */
#include "base/alloc.h"
#include "ui/views/table_view.h"
#include "ui/views/views.h"
#include <stdio.h>
#include <string.h>

enum { NARROW = 60, NOTE = 4 };
enum { COLUMN_CUSTOMER, COLUMN_NAME, COLUMN_ADDRESS, COLUMN_STATE };

struct row {
    const struct message_customer *customer;
    const struct target *target; /* NULL: the customer refused */
    struct err error;
};

struct everywhere_view {
    struct table_view base;
    char *text;
    struct row *rows; /* people first, then refusals */
    size_t count, capacity, people;
    size_t finished, total;
};

static const struct table_column columns_shown[] = {
    {.name = "customer", .title = "Customer", .least = 8, .weight = 2, .flags = TABLE_KEEP},
    {.name = "displayName", .title = "Display name", .least = 8},
    {.name = "userPrincipalName", .title = "Sign-in name", .weight = 3, .flags = TABLE_IDENTIFIES},
    {.name = "state", .title = "State", .least = 7, .flags = TABLE_KEEP},
};
enum { COLUMNS = sizeof columns_shown / sizeof *columns_shown };

/* --- asking and taking --- */

static void ask(struct table_view *base, struct app *app)
{
    struct everywhere_view *view = (struct everywhere_view *)base;
    struct message message = {.kind = TO_FIND_EVERYWHERE, .arena = arena_new(256)};
    message.text = arena_strdup(message.arena, view->text);
    if (!question_ask(&base->question, app, &message))
        return;
    question_forget(&base->question);
    view->count = view->people = view->finished = view->total = 0;
    table_changed(&base->table, 0);
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
    struct row row = {.error = message->error};
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
    }
    row.target = NULL;
    if (refused)
        insert(view, view->count, &row);
    question_keep(&view->base.question, message);
    table_changed(&view->base.table, view->count);
}

static enum reaction message(struct view *base, struct app *app, struct message *message)
{
    struct everywhere_view *view = (struct everywhere_view *)base;
    if (question_answer(&view->base.question, message) == ANSWER_NONE)
        return REACT_NONE;
    if (message_is_reading(message, "find-users"))
        take(view, app, message);
    if (message->kind == FROM_PROGRESS) {
        view->finished = message->finished;
        view->total = message->total;
    }
    view->base.empty = view->total ? NULL : "There are no customers.";
    return REACT_REDRAW;
}

/* --- rows --- */

static void cell(const void *owner, size_t index, size_t column, struct table_cell *out)
{
    const struct row *row = &((const struct everywhere_view *)owner)->rows[index];
    const struct target *target = row->target;
    if (column == COLUMN_CUSTOMER) {
        out->text = row->customer->name;
    } else if (column == COLUMN_NAME) {
        out->text = target ? app_target_name(target) : "";
    } else if (column == COLUMN_ADDRESS) {
        out->text = target ? target->user_principal_name : row->error.message;
        out->role = target ? out->role : ROLE_ERROR;
    } else {
        out->text = !target ? "refused" : target->enabled ? "Enabled" : "BLOCKED";
        out->role = !target ? ROLE_ERROR : target->enabled ? out->role : ROLE_BLOCKED;
    }
}

/* Whom the cursor is on, while others come in above. */
static void key_of(const void *owner, size_t index, char out[TABLE_KEY])
{
    const struct row *row = &((const struct everywhere_view *)owner)->rows[index];
    snprintf(out, TABLE_KEY, "%.36s%.26s", row->target ? row->target->id : "", row->customer->tenant_id);
}

/* --- the view --- */

static const struct row *row_at(const struct everywhere_view *view)
{
    int row = table_at(&view->base.table);
    return row == TABLE_NO_ROW ? NULL : &view->rows[row];
}

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct everywhere_view *view = (struct everywhere_view *)base;
    char title[96], right[96];
    snprintf(title, sizeof title, "\"%.40s\" in every customer", view->text);
    snprintf(right, sizeof right, "%zu found, %zu refused, %zu of %zu asked", view->people, view->count - view->people,
             view->finished, view->total);
    struct rect below = table_view_draw(&view->base, app, grid, rect, title, rect.width < NARROW ? "" : right, NOTE);
    const struct row *here = row_at(view);
    below = (struct rect){below.x + 1, below.y, below.width - 2, below.height};
    if (here && !here->target)
        grid_wrap(grid, below, grid_wrap(grid, below, 0, ROLE_ERROR, here->error.message), ROLE_WARNING,
                  here->error.hint);
}

static void go(struct table_view *view, struct app *app)
{
    const struct row *row = row_at((const struct everywhere_view *)view);
    if (!row || !app->partner)
        return;
    app_switch_to(app, app_customer_tenant(app, row->customer));
    if (app->next_tenant && row->target) {
        xfree(app->next_filter);
        app->next_filter = xstrdup(row->target->user_principal_name);
    }
}

static void close_everywhere(struct view *base, struct app *app)
{
    struct everywhere_view *view = (struct everywhere_view *)base;
    xfree(view->rows);
    xfree(view->text);
    table_view_close(base, app);
}

void everywhere_view_open(struct app *app, const char *text)
{
    static const struct view_ops ops = {
        .name = "everywhere",
        .title = "Every customer",
        .modal = true,
        .close = close_everywhere,
        .draw = draw,
        .key = table_view_key,
        .message = message,
        .typing = table_view_types,
        .hint = "{choose} go to the user  {narrow} find  {back} back  {copy} copy  {export} export  {refresh} again",
        .hints = table_view_hints};
    static const struct table_ops table_ops = {.name = "everywhere",
                                               .what = "",
                                               .reading = "Asking every customer ...",
                                               .empty = "No match.",
                                               .growing = true,
                                               .cell = cell,
                                               .key = key_of};
    if (app->model->tenant_config->partner_id) {
        app_status(app, ROLE_NORMAL, "This is a customer. Switch to %s (%s) to search all customers.",
                   app->partner->name, keymap_key(&app->keymap, "tenants"));
        return;
    }
    struct everywhere_view *view = xcalloc(1, sizeof *view);
    view->base = (struct table_view){
        .view = {.ops = &ops}, .table = table_make(&table_ops, view, columns_shown, COLUMNS), .ask = ask, .choose = go};
    view->text = xstrdup(text);
    app_push(app, &view->base.view);
    ask(&view->base, app);
}
