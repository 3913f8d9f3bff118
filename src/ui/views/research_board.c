/* Several researches: whom to look at first. */
#include "base/alloc.h"
#include "research/indicator.h"
#include "ui/views/research_view.h"
#include "ui/views/table_view.h"
#include "ui/views/views.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    COLUMN_NAME,
    COLUMN_VERDICT,
    COLUMN_SCORE,
    COLUMN_STATE,
    COLUMN_FIRST,
    COLUMN_OPEN,
    COLUMN_WORST,
    COLUMN_PATTERN,
    COLUMN_ADDRESS
};

struct research_board {
    struct table_view base;
    struct app *app;
    const struct research **rows;
    size_t count, capacity;
    size_t going;
};

static const struct table_column columns_shown[] = {
    {.name = "name", .title = "Name", .least = 12, .most = 28, .flags = TABLE_IDENTIFIES},
    {.name = "verdict", .title = "Verdict", .least = 18, .weight = 9, .flags = TABLE_KEEP},
    {.name = "score", .title = "Score", .least = 5, .flags = TABLE_ORDERED},
    {.name = "state", .title = "Sources", .least = 10, .most = 30},
    {.name = "first", .title = "First suspicious", .least = 15, .most = 16},
    {.name = "open", .title = "Open", .least = 4, .flags = TABLE_ORDERED},
    {.name = "worst", .title = "Worst finding", .least = 12, .most = 48, .weight = 6},
    {.name = "pattern", .title = "Pattern", .least = 8, .most = 40},
    {.name = "address", .title = "Address", .least = 12, .most = 40, .flags = TABLE_COPIED},
};

/* --- rows --- */

/* Worst first; of whom nothing is known yet stands below those of whom something is, above those without evidence. */
static int badness(const struct research *research)
{
    static const int ranks[] = {
        [VERDICT_NO_EVIDENCE] = 0, [VERDICT_INCONCLUSIVE] = 2, [VERDICT_SUSPICIOUS] = 3, [VERDICT_LIKELY] = 4};
    const struct report *report = research->report;
    return !report || (report->verdict == VERDICT_NO_EVIDENCE && report->provisional) ? 1 : ranks[report->verdict];
}

static int worst_first(const void *a, const void *b)
{
    const struct research *x = *(const struct research *const *)a, *y = *(const struct research *const *)b;
    int order = badness(y) - badness(x);
    int score = (y->report ? y->report->score : 0) - (x->report ? x->report->score : 0);
    return order ? order : score ? score : strcmp(x->target.user_principal_name, y->target.user_principal_name);
}

static void gather(struct research_board *board)
{
    board->count = board->going = 0;
    for (const struct research *research = board->app->model->researches; research; research = research->next) {
        board->rows = grow_array(board->rows, &board->capacity, board->count + 1, sizeof(struct research *));
        board->rows[board->count++] = research;
        board->going += research->job_count > 0;
    }
    if (board->count)
        qsort(board->rows, board->count, sizeof(struct research *), worst_first);
    table_changed(&board->base.table, board->count);
}

static void state_text(const struct research *research, char *out, size_t size)
{
    const struct report *report = research->report;
    size_t unread = report ? research_unread(report) : 0, going = report ? research_going(report) : 0;
    if (!research->job_count && research->error.code != ERR_OK)
        snprintf(out, size, "failed: %s", research->error.message);
    else if (research->job_count && report)
        snprintf(out, size, "%zu to come", going);
    else if (research->job_count)
        snprintf(out, size, "reading ...");
    else if (!report)
        snprintf(out, size, "not read");
    else if (researches_old(research))
        snprintf(out, size, "older than what was done");
    else if (unread)
        snprintf(out, size, "%zu not read", unread);
    else
        snprintf(out, size, "all read");
}

static void report_cell(const struct report *report, size_t column, struct table_cell *out)
{
    char time[RESEARCH_TIME];
    switch (column) {
    case COLUMN_VERDICT:
        snprintf(out->space, sizeof out->space, "%s%s", verdict_name(report->verdict),
                 report->provisional ? " (prov.)" : "");
        out->role = research_verdict_role(report);
        break;
    case COLUMN_SCORE:
        snprintf(out->space, sizeof out->space, "%d", report->score);
        out->order = report->score;
        break;
    case COLUMN_WORST:
        if (report->finding_count)
            snprintf(out->space, sizeof out->space, "%s %s", research_severity(report->findings[0]->severity),
                     report->findings[0]->indicator->title);
        break;
    case COLUMN_FIRST:
        research_utc(report->first, time);
        snprintf(out->space, sizeof out->space, "%s", time);
        break;
    case COLUMN_OPEN:
        snprintf(out->space, sizeof out->space, "%zu", report->open);
        out->order = (int64_t)report->open;
        break;
    default:
        out->text = report->pattern;
    }
}

static void cell(const void *owner, size_t row, size_t column, struct table_cell *out)
{
    const struct research *research = ((const struct research_board *)owner)->rows[row];
    if (column == COLUMN_NAME)
        out->text = app_target_name(&research->target);
    else if (column == COLUMN_ADDRESS)
        out->text = research->target.user_principal_name;
    else if (column == COLUMN_STATE)
        state_text(research, out->space, sizeof out->space);
    else if (research->report)
        report_cell(research->report, column, out);
    else if (column == COLUMN_VERDICT)
        out->text = "not known yet";
    if (column == COLUMN_ADDRESS || column == COLUMN_STATE)
        out->role = ROLE_DIM;
}

static void key_of(const void *owner, size_t row, char out[TABLE_KEY])
{
    snprintf(out, TABLE_KEY, "%s", ((const struct research_board *)owner)->rows[row]->target.id);
}

/* --- the view --- */

static enum reaction message(struct view *base, struct app *app, struct message *told)
{
    (void)app;
    if (told->kind == FROM_RESEARCH || told->kind == FROM_JOB_END)
        gather((struct research_board *)base);
    return REACT_NONE;
}

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct research_board *board = (struct research_board *)base;
    char right[64] = "";
    gather(board); /* a pane above may have asked for more */
    if (board->going)
        snprintf(right, sizeof right, "%zu being read", board->going);
    table_view_draw(&board->base, app, grid, rect, "Researches", right, 0);
}

static const struct research *at(const struct research_board *board)
{
    int row = table_at(&board->base.table);
    return row == TABLE_NO_ROW ? NULL : board->rows[row];
}

static void choose(struct table_view *base, struct app *app)
{
    const struct research *research = at((struct research_board *)base);
    if (research)
        research_pane_open(app, &research->target);
}

static void again(struct table_view *base, struct app *app)
{
    struct research_board *board = (struct research_board *)base;
    struct target *targets = xcalloc(board->count + 1, sizeof *targets);
    for (size_t i = 0; i < board->count; i++)
        targets[i] = board->rows[i]->target;
    if (board->count)
        researches_begin(app, targets, board->count, true);
    xfree(targets);
    gather(board);
}

static enum reaction cancel(struct view *base, struct app *app)
{
    struct research_board *board = (struct research_board *)base;
    const struct research *research = at(board);
    if (!research || !researches_cancel(app, researches_of(app, research->target.id), RESEARCH_SOURCES))
        app_status(app, ROLE_NORMAL, "Nothing is being read of this user.");
    return REACT_REDRAW;
}

static enum reaction actions(struct view *base, struct app *app)
{
    const struct research *research = at((struct research_board *)base);
    if (research)
        menu_view_open_for(app, &research->target);
    return REACT_REDRAW;
}

const struct ui_command board_keys[] = {
    {"researches.cancel", "Cancel the research at the cursor", "Among researches", {'c'}, IN_LISTS, .act = cancel},
    {"researches.menu", "The menu of actions for this user", "Among researches", {'.'}, IN_LISTS, .act = actions},
    {.name = NULL},
};

static void close_board(struct view *base, struct app *app)
{
    xfree(((struct research_board *)base)->rows);
    table_view_close(base, app);
}

void research_board_open(struct app *app)
{
    static const struct view_ops ops = {
        .name = "researches",
        .title = "Researches",
        .modal = true,
        .close = close_board,
        .draw = draw,
        .key = table_view_key,
        .message = message,
        .typing = table_view_types,
        .hint =
            "{choose} open  {researches.menu} actions  {researches.cancel} cancel  {narrow} find  {back} back  {sort-right} sort  {copy} copy  {export} export  {refresh} all again",
        .hints = table_view_hints};
    static const struct table_ops table_ops = {
        .name = "researches",
        .what = "users",
        .empty = "Nobody was looked at yet: mark users in the table, and research them.",
        .growing = true,
        .cell = cell,
        .key = key_of};
    struct research_board *board = xcalloc(1, sizeof *board);
    board->app = app;
    board->base = (struct table_view){
        .view = {.ops = &ops},
        .table = table_make(&table_ops, board, columns_shown, sizeof columns_shown / sizeof *columns_shown),
        .ask = again,
        .choose = choose};
    gather(board);
    app_push(app, &board->base.view);
}
