/* The same address, session, client, application or target of forwarding among all users: those who were looked at, what the logs
 * of the whole tenant have of it, and, of a partner, those of every customer. */
#include "base/alloc.h"
#include "base/arena.h"
#include "base/clock.h"
#include "ui/views/record_view.h"
#include "ui/views/research_view.h"
#include "ui/views/table_view.h"
#include "ui/views/views.h"
#include <stdio.h>
#include <string.h>

enum { MOST = 5000, ADDRESSES = 16 };
enum { COLUMN_USER, COLUMN_UTC, COLUMN_WHAT, COLUMN_ADDRESS, COLUMN_CLIENT, COLUMN_FROM };

struct spread_row {
    int64_t time;
    const char *user, *what, *address, *client, *from;
    const struct record *record; /* NULL: of a report, which may be gone when it is opened */
};

struct research_spread {
    struct table_view base;
    struct app *app;
    struct arena *arena; /* of the target and of what came from reports */
    struct target target;
    struct pivot pivot;
    struct spread_row *rows;
    size_t count, capacity;
    struct record_page **pages; /* of the sign-in log */
    size_t page_count, page_capacity;
    char title[TIMELINE_PIVOT + 64], warning[512];
};

static const struct table_column columns_shown[] = {
    {.name = "user", .title = "User", .least = 16, .weight = 3, .flags = TABLE_IDENTIFIES},
    {.name = "utc", .title = "UTC", .least = 16, .most = 16, .flags = TABLE_KEEP | TABLE_ORDERED},
    {.name = "what", .title = "What", .least = 16, .weight = 3},
    {.name = "address", .title = "Address", .least = 9, .most = 39},
    {.name = "client", .title = "Client", .least = 8, .most = 40},
    {.name = "from", .title = "Read from", .least = 8, .most = 24},
};

/* --- rows --- */

static struct spread_row *add(struct research_spread *view)
{
    view->rows = grow_array(view->rows, &view->capacity, view->count + 1, sizeof *view->rows);
    return &view->rows[view->count++];
}

static void add_research(struct research_spread *view, const struct research *research)
{
    const struct report *report = research->report;
    const char *user = arena_strdup(view->arena, research->target.user_principal_name);
    for (size_t i = 0; report && i < report->timeline_count && view->count < MOST; i++) {
        const struct timeline_row *row = &report->timeline[i];
        if (!pivot_matches(&view->pivot, row))
            continue;
        *add(view) = (struct spread_row){
            .time = row->time,
            .user = user,
            .what = arena_printf(view->arena, "%s%s%s", row->verb, *row->object ? "  " : "", row->object),
            .address = arena_strdup(view->arena, row->who->address),
            .client = arena_strdup(view->arena, row->who->agent),
            .from = "research"};
    }
}

static struct spread_row sign_in_row(struct research_spread *view, const struct record *record)
{
    const char *user = record_text(record, "userPrincipalName"), *result = record_text(record, "result");
    return (struct spread_row){.time = record_number(record, "createdDateTime", 0),
                               .user = *user ? user : record_text(record, "userId"),
                               .what = arena_printf(view->arena, "%s  %s", *result ? result : "sign-in",
                                                    record_text(record, "appDisplayName")),
                               .address = record_text(record, "ipAddress"),
                               .client = record_text(record, "clientAppUsed"),
                               .from = "sign-in log",
                               .record = record};
}

/* Whoever forwards sends in his own name; whoever redirects, in that of the first sender. */
static struct spread_row message_row(struct research_spread *view, const struct record *record)
{
    return (struct spread_row){.time = record_number(record, "received", 0),
                               .user = record_text(record, "sender"),
                               .what = arena_printf(view->arena, "mail  %s", record_text(record, "subject")),
                               .address = "",
                               .client = "",
                               .from = "message trace",
                               .record = record};
}

/* `customer`: whose users these are; NULL: this tenant's. */
static void add_page(struct research_spread *view, struct record_page *page, const char *customer)
{
    view->pages = grow_array(view->pages, &view->page_capacity, view->page_count + 1, sizeof(struct record_page *));
    view->pages[view->page_count++] = page;
    for (size_t i = 0; i < page->count && view->count < MOST; i++) {
        struct spread_row row = (view->pivot.kind == PIVOT_TARGET ? message_row : sign_in_row)(view, &page->records[i]);
        if (customer)
            row.user = arena_printf(view->arena, "%s (%s)", row.user, customer);
        *add(view) = row;
    }
}

static void cell(const void *owner, size_t at, size_t column, struct table_cell *out)
{
    const struct spread_row *row = &((const struct research_spread *)owner)->rows[at];
    char text[CLOCK_TEXT];
    const char *const texts[] = {
        [COLUMN_USER] = row->user,       [COLUMN_UTC] = out->space,     [COLUMN_WHAT] = row->what,
        [COLUMN_ADDRESS] = row->address, [COLUMN_CLIENT] = row->client, [COLUMN_FROM] = row->from};
    if (row->time)
        snprintf(out->space, sizeof out->space, "%.10s %.5s", clock_format(row->time, text), text + 11);
    out->text = texts[column];
    out->order = row->time;
}

/* --- reading --- */

/* The log that is asked about it; NULL: none can be. A session by its addresses: no log finds it by its id. */
static const struct source *log_of(const struct research_spread *view)
{
    static const char *const names[] = {[PIVOT_ADDRESS] = "sign-ins-from",
                                        [PIVOT_SESSION] = "sign-ins-from",
                                        [PIVOT_APP] = "sign-ins-with-app",
                                        [PIVOT_TARGET] = "messages-to",
                                        [PIVOT_SUSPECT] = NULL};
    return names[view->pivot.kind] ? source_find(names[view->pivot.kind]) : NULL;
}

static bool is_among(const char *const *texts, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(texts[i], text))
            return true;
    return false;
}

/* What the log is asked for: the thing itself, or the addresses of the session. */
static struct message question_of(const struct research_spread *view)
{
    struct message message = message_read(log_of(view)->name, NULL, view->pivot.text);
    const struct research *research = researches_of(view->app, view->target.id);
    const struct report *report = research ? research->report : NULL;
    const char **texts = arena_alloc(message.arena, ADDRESSES * sizeof *texts);
    size_t count = 0;
    message.raw = true;
    message.from = report ? report->from : 0;
    if (view->pivot.kind != PIVOT_SESSION)
        return message;
    for (size_t i = 0; report && i < report->timeline_count && count < ADDRESSES; i++) {
        const struct timeline_row *row = &report->timeline[i];
        if (!strcmp(row->who->session, view->pivot.text) && *row->who->address &&
            !is_among(texts, count, row->who->address))
            texts[count++] = arena_strdup(message.arena, row->who->address);
    }
    message.texts = texts;
    message.text_count = count;
    return message;
}

static void gather(struct research_spread *view)
{
    view->count = 0;
    for (const struct research *research = view->app->model->researches; research; research = research->next)
        add_research(view, research);
    table_changed(&view->base.table, view->count);
}

static void ask(struct table_view *base, struct app *app)
{
    struct research_spread *view = (struct research_spread *)base;
    struct message message = log_of(view) ? question_of(view) : (struct message){.kind = TO_READ};
    gather(view);
    if (!message.text_count) {
        message_free(&message);
        snprintf(view->warning, sizeof view->warning,
                 "These are the users who were looked at; no log can be asked for this of everybody.");
        base->warning = view->warning;
        base->question.known = true;
        return;
    }
    question_ask(&base->question, app, &message);
}

static const char *customer_of(const struct app *app, const char *tenant_id)
{
    for (size_t i = 0; i < app->customer_count; i++)
        if (!strcmp(app->customers[i].tenant_id, tenant_id))
            return app->customers[i].name;
    return NULL;
}

static enum reaction tell_progress(struct research_spread *view, const struct message *told)
{
    snprintf(view->warning, sizeof view->warning, "%zu of %zu customers were asked, %zu could not be read.",
             told->finished, told->total, told->failed);
    view->base.warning = told->total ? view->warning : NULL;
    return REACT_REDRAW;
}

static enum reaction customers_key(struct view *base, struct app *app)
{
    struct research_spread *view = (struct research_spread *)base;
    if (!log_of(view)) {
        app_status(app, ROLE_NORMAL, "No log can be asked for this of everybody.");
        return REACT_REDRAW;
    }
    struct message message = question_of(view);
    message.kind = TO_FIND_EVERYWHERE;
    question_ask(&view->base.question, app, &message);
    message_free(&message); /* where it was not asked */
    return REACT_REDRAW;
}

const struct ui_command spread_keys[] = {
    {"spread.customers",
     "Ask every customer of the partner, too",
     "Among all users",
     {'c'},
     IN_LISTS,
     .act = customers_key},
    {.name = NULL},
};

static enum reaction message(struct view *base, struct app *app, struct message *told)
{
    struct research_spread *view = (struct research_spread *)base;
    if (question_answer(&view->base.question, told) != ANSWER_PART || told->kind == FROM_PROGRESS)
        return told->kind == FROM_PROGRESS ? tell_progress(view, told) : REACT_NONE;
    if (told->kind != FROM_READ || told->source != log_of(view))
        return REACT_NONE;
    const char *customer = customer_of(app, told->subject);
    if (!customer)
        view->base.question.error = told->error;
    if (told->records && told->read != READ_NOT) {
        add_page(view, told->records, customer);
        told->records = NULL;
        table_changed(&view->base.table, view->count);
    }
    snprintf(view->warning, sizeof view->warning, "%s",
             view->count == MOST          ? "There are more: these are the first 5,000."
             : told->read == READ_IN_PART ? "The log was read in part: there may be more."
             : view->pivot.kind == PIVOT_SESSION
                 ? "No log finds a session by its id: these are the sign-ins from its addresses."
                 : "");
    view->base.warning = *view->warning ? view->warning : NULL;
    return REACT_REDRAW;
}

/* --- the view --- */

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct research_spread *view = (struct research_spread *)base;
    table_view_draw(&view->base, app, grid, rect, view->title, "", 0);
}

static void choose(struct table_view *base, struct app *app)
{
    struct research_spread *view = (struct research_spread *)base;
    int row = table_at(&base->table);
    if (row != TABLE_NO_ROW && view->rows[row].record)
        record_view_open_titled(app, &view->target, view->pivot.kind == PIVOT_TARGET ? "Message" : "Sign-in",
                                view->rows[row].record);
    else if (row != TABLE_NO_ROW)
        app_status(app, ROLE_NORMAL, "The record opens in the research of %s.", view->rows[row].user);
}

static void close_spread(struct view *base, struct app *app)
{
    struct research_spread *view = (struct research_spread *)base;
    for (size_t i = 0; i < view->page_count; i++)
        record_page_free(view->pages[i]);
    xfree(view->pages);
    xfree(view->rows);
    arena_free(view->arena);
    table_view_close(base, app);
}

void research_spread_open(struct app *app, const struct target *target, const struct pivot *pivot)
{
    static const struct view_ops ops = {
        .name = "spread",
        .title = "Among all users",
        .modal = true,
        .close = close_spread,
        .draw = draw,
        .key = table_view_key,
        .message = message,
        .typing = table_view_types,
        .hint =
            "{choose} record  {narrow} find  {back} back  {spread.customers} in all customers  {sort-right} sort  {copy} copy  {export} export  {refresh} again",
        .hints = table_view_hints};
    static const struct table_ops table_ops = {.name = "spread",
                                               .what = "events",
                                               .reading = "Asking the logs of the tenant ...",
                                               .empty = "Nobody else, in what was read.",
                                               .growing = true,
                                               .cell = cell};
    struct research_spread *view = xcalloc(1, sizeof *view);
    view->app = app;
    view->arena = arena_new(0);
    view->target = target_copy(view->arena, target);
    view->pivot = *pivot;
    snprintf(view->title, sizeof view->title, "All users: %s %s", research_pivot_name(pivot->kind), pivot->text);
    view->base = (struct table_view){
        .view = {.ops = &ops},
        .table = table_make(&table_ops, view, columns_shown, sizeof columns_shown / sizeof *columns_shown),
        .ask = ask,
        .choose = choose};
    app_push(app, &view->base.view);
    ask(&view->base, app);
}
