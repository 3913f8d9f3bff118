/* What did this rule eat: the messages that came to a user, and which of them one of his inbox rules would take. */
#include "base/alloc.h"
#include "base/arena.h"
#include "base/clock.h"
#include "research/rule_catch.h"
#include "ui/views/record_view.h"
#include "ui/views/research_view.h"
#include "ui/views/table_view.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NOTE = 4, DAYS = 14, NARROW = 60 };
enum { COLUMN_UTC, COLUMN_CAUGHT, COLUMN_FROM, COLUMN_SUBJECT, COLUMN_WHY };

struct rule_row {
    const struct record *record;
    struct traced_message message;
    enum caught caught;
    const char *why;
};

struct rule_view {
    struct table_view base;
    struct arena *arena; /* of the target, the rule and what is said of the messages */
    struct target target;
    const struct rule_catch *rule;
    const char *conditions;
    int64_t made; /* ms; 0: not known */
    int64_t from; /* ms: the beginning of the window */
    struct rule_row *rows;
    size_t count, capacity, counts[CAUGHT + 1];
    struct record_page **pages;
    size_t page_count, page_capacity;
    char title[512], warning[640];
};

static const struct table_column columns_shown[] = {
    {.name = "utc", .title = "UTC", .least = 16, .most = 16, .flags = TABLE_KEEP | TABLE_ORDERED},
    {.name = "caught", .title = "Rule", .least = 15, .most = 15, .flags = TABLE_KEEP | TABLE_ORDERED},
    {.name = "from", .title = "From", .least = 12, .weight = 2},
    {.name = "subject", .title = "Subject", .least = 12, .weight = 3, .flags = TABLE_IDENTIFIES},
    {.name = "why", .title = "Why", .least = 12, .weight = 3},
};

/* --- reading --- */

static void forget(struct rule_view *view)
{
    for (size_t i = 0; i < view->page_count; i++)
        record_page_free(view->pages[i]);
    view->page_count = view->count = 0;
    memset(view->counts, 0, sizeof view->counts);
    view->warning[0] = '\0';
}

static void ask(struct table_view *base, struct app *app)
{
    struct rule_view *view = (struct rule_view *)base;
    struct message message = message_read("message-trace", view->target.id, NULL);
    message.targets->user_principal_name = arena_strdup(message.arena, view->target.user_principal_name);
    message.raw = true;
    message.from = view->from;
    if (!question_ask(&base->question, app, &message))
        return;
    forget(view);
    table_changed(&base->table, 0);
}

/* What is caught, then what cannot be told, each the newest first: what is not caught is counted and no more. */
static bool is_before(const struct rule_row *a, const struct rule_row *b)
{
    return a->caught != b->caught ? a->caught > b->caught : a->message.received > b->message.received;
}

static int in_order(const void *a, const void *b)
{
    return is_before(a, b) ? -1 : is_before(b, a) ? 1 : 0;
}

static void take_page(struct rule_view *view, struct record_page *page)
{
    view->pages = grow_array(view->pages, &view->page_capacity, view->page_count + 1, sizeof(struct record_page *));
    view->pages[view->page_count++] = page;
    for (size_t i = 0; i < page->count; i++) {
        struct rule_row row = {.record = &page->records[i]};
        if (!traced_message_of(row.record, &row.message))
            continue;
        row.caught = rule_catches(view->rule, &row.message, &row.why, view->arena);
        view->counts[row.caught]++;
        if (row.caught == CAUGHT_NOT)
            continue;
        view->rows = grow_array(view->rows, &view->capacity, view->count + 1, sizeof *view->rows);
        view->rows[view->count++] = row;
    }
    if (view->count)
        qsort(view->rows, view->count, sizeof *view->rows, in_order);
    table_changed(&view->base.table, view->count);
}

static enum reaction message(struct view *base, struct app *app, struct message *told)
{
    struct rule_view *view = (struct rule_view *)base;
    char from[CLOCK_TEXT];
    (void)app;
    if (question_answer(&view->base.question, told) == ANSWER_NONE)
        return REACT_NONE;
    if (!message_is_reading(told, "message-trace"))
        return REACT_REDRAW;
    view->base.question.error = told->read == READ_NOT ? told->error : (struct err){.code = ERR_OK};
    if (told->records && told->read != READ_NOT) {
        take_page(view, told->records);
        told->records = NULL;
    }
    if (told->read == READ_IN_PART)
        snprintf(view->warning, sizeof view->warning, "The message trace was read in part, there may be more: %s",
                 told->error.code != ERR_OK ? told->error.message : read_why_name(told->why));
    else if (told->covered_from > view->from + INT64_C(3600000))
        snprintf(view->warning, sizeof view->warning, "The trace reaches back to %.10s only.",
                 clock_format(told->covered_from, from));
    view->base.warning = *view->warning ? view->warning : NULL;
    return REACT_REDRAW;
}

/* --- drawing --- */

static void cell(const void *owner, size_t at, size_t column, struct table_cell *out)
{
    const struct rule_view *view = owner;
    const struct rule_row *row = &view->rows[at];
    bool early = row->caught == CAUGHT && view->made && row->message.received < view->made; /* than the rule */
    char text[CLOCK_TEXT];
    const char *const texts[] = {[COLUMN_UTC] = out->space,
                                 [COLUMN_CAUGHT] = early ? "would be caught" : caught_name(row->caught),
                                 [COLUMN_FROM] = row->message.sender,
                                 [COLUMN_SUBJECT] = row->message.subject,
                                 [COLUMN_WHY] = row->why};
    if (column == COLUMN_UTC)
        snprintf(out->space, sizeof out->space, "%.10s %.5s", clock_format(row->message.received, text), text + 11);
    out->text = texts[column];
    out->order = column == COLUMN_CAUGHT ? (int64_t)row->caught : row->message.received;
    if (column == COLUMN_CAUGHT)
        out->role = early ? ROLE_NORMAL : row->caught == CAUGHT ? ROLE_ERROR : ROLE_WARNING;
}

static void key_of(const void *owner, size_t at, char out[TABLE_KEY])
{
    snprintf(out, TABLE_KEY, "%.60s", record_text(((const struct rule_view *)owner)->rows[at].record, "id"));
}

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct rule_view *view = (struct rule_view *)base;
    char right[128];
    int row = table_at(&view->base.table);
    snprintf(right, sizeof right, "%zu caught, %zu cannot be told, %zu not", view->counts[CAUGHT],
             view->counts[CAUGHT_UNTOLD], view->counts[CAUGHT_NOT]);
    struct rect below = table_view_draw(&view->base, app, grid, rect, view->title, rect.width < NARROW ? "" : right,
                                        NOTE);
    below = table_view_rule(grid, below);
    below = (struct rect){below.x + 1, below.y, below.width - 2, below.height};
    int used = row == TABLE_NO_ROW ? 0 : grid_wrap(grid, below, 0, ROLE_NORMAL, view->rows[row].why);
    grid_wrap(grid, below, used, ROLE_DIM, view->conditions);
}

static void choose(struct table_view *base, struct app *app)
{
    struct rule_view *view = (struct rule_view *)base;
    int row = table_at(&base->table);
    if (row != TABLE_NO_ROW)
        record_view_open_titled(app, &view->target, "Message", view->rows[row].record);
}

static void close_rule(struct view *base, struct app *app)
{
    struct rule_view *view = (struct rule_view *)base;
    forget(view);
    xfree(view->pages);
    xfree(view->rows);
    arena_free(view->arena);
    table_view_close(base, app);
}

/* --- opening --- */

bool rule_view_is_about(const struct record *record)
{
    auto_arena struct arena *arena = arena_new(0);
    return rule_catch_of_record(record, arena) != NULL;
}

/* "It takes mail with words in the subject: invoice; has an attachment." */
static const char *say_conditions(const struct rule_catch *rule, int64_t from, int64_t made, struct arena *arena)
{
    auto_buf struct buf text = buf_make(BUF_REQUEST);
    char time[CLOCK_TEXT];
    unsigned count;
    const char *const *texts = rule_catch_conditions(rule, &count);
    for (unsigned i = 0; i < count; i++)
        buf_printf(&text, "%s%s", i ? "; " : "It takes mail by: ", texts[i]);
    buf_puts(&text, count ? "." : "It has no condition: it takes all mail.");
    buf_printf(&text, " Mail since %.10s.", clock_format(from, time));
    if (made)
        buf_printf(&text, " Made or changed %.16sZ.", clock_format(made, time));
    else
        buf_puts(&text, " When it was made is not known here: what came before is among it.");
    return arena_strdup(arena, buf_text(&text));
}

void rule_view_open(struct app *app, const struct target *target, const struct record *record, int64_t made)
{
    static const struct view_ops ops = {
        .name = "rule",
        .title = "What a rule eats",
        .modal = true,
        .close = close_rule,
        .draw = draw,
        .key = table_view_key,
        .message = message,
        .typing = table_view_types,
        .hint = "{choose} message  {narrow} find  {back} back  {sort-right} sort  {export} export  {refresh} again",
        .hints = table_view_hints};
    static const struct table_ops table_ops = {.name = "rule",
                                               .what = "messages",
                                               .reading = "Asking the message trace ...",
                                               .empty = "No message that came in this time is caught, as far as the "
                                                        "trace tells.",
                                               .growing = true,
                                               .cell = cell,
                                               .key = key_of};
    const struct research *research = researches_of(app, target->id);
    struct arena *arena = arena_new(0);
    const struct rule_catch *rule = rule_catch_of_record(record, arena);
    if (!rule) {
        arena_free(arena);
        app_status(app, ROLE_NORMAL, "This is no inbox rule whose conditions can be read: choose a record of a rule.");
        return;
    }
    struct rule_view *view = xcalloc(1, sizeof *view);
    view->arena = arena;
    view->target = target_copy(arena, target);
    view->rule = rule;
    view->made = made;
    view->from = research && research->report ? research->report->from : clock_now() - DAYS * INT64_C(86400000);
    view->conditions = say_conditions(rule, view->from, made, arena);
    snprintf(view->title, sizeof view->title, "Eaten by \"%.100s\": %.200s", rule_catch_name(rule),
             app_target_name(target));
    view->base = (struct table_view){
        .view = {.ops = &ops},
        .table = table_make(&table_ops, view, columns_shown, sizeof columns_shown / sizeof *columns_shown),
        .ask = ask,
        .choose = choose};
    app_push(app, &view->base.view);
    ask(&view->base, app);
}
