/* The sources of a research: how each ended, and what its absence means. */
#include "base/alloc.h"
#include "ui/app/app.h"
#include "ui/views/research_view.h"
#include <stdio.h>
#include <string.h>

enum { LEAST_ROWS = 5, DETAIL = 2, RANKS = 4 };
enum { COLUMN_SIGN, COLUMN_SOURCE, COLUMN_STATE, COLUMN_ROWS, COLUMN_FROM, COLUMN_MEANS, COLUMN_EFFECT, COLUMN_WOULD };

static const struct table_column columns_shown[] = {
    {.name = "sign", .title = "", .least = 1, .most = 1, .flags = TABLE_KEEP},
    {.name = "source", .title = "Source", .least = 10, .most = 30, .flags = TABLE_IDENTIFIES},
    {.name = "state", .title = "State", .least = 10, .flags = TABLE_KEEP},
    {.name = "rows", .title = "Rows", .least = 4},
    {.name = "from", .title = "Back to", .least = 15, .most = 15},
    {.name = "means", .title = "What that means", .least = 12, .weight = 4},
    {.name = "effect", .title = "Not judged without it", .flags = TABLE_HIDDEN},
    {.name = "would", .title = "It would have decided", .flags = TABLE_HIDDEN},
};

static const struct source_line *line_at(const struct research_view *view, size_t row)
{
    return &research_report(view)->sources[view->source_order[row]];
}

/* Only of a log it is said how far it goes back. */
static bool is_log(const struct source_line *line)
{
    int phase = research_source(line->source)->phase;
    return phase == 2 || phase == 3;
}

/* What is missing comes first, then what is read in part or still read. */
static int rank_of(const struct source_line *line)
{
    return research_is_going(line)             ? 2
           : !strcmp(line->state, "ok")        ? 3
           : !strcmp(line->state, "not tried") ? 4
           : research_is_read(line)            ? 1
                                               : 0;
}

void research_sources_set(struct research_view *view, const struct report *report)
{
    size_t count = 0, all = report ? report->source_count : 0;
    view->source_order = xrealloc(view->source_order, (all + 1) * sizeof *view->source_order);
    for (int rank = 0; rank <= RANKS; rank++)
        for (size_t i = 0; i < all; i++)
            if (rank_of(&report->sources[i]) == rank)
                view->source_order[count++] = i;
    table_changed(&view->sources, count);
}

/* Of one that is whole there is nothing to say; of the others: why, and what is not judged for it. */
static void say(const struct app *app, const struct source_line *line, struct table_cell *out)
{
    bool whole = !strcmp(line->state, "ok") || research_is_going(line);
    if (line->waits) {
        snprintf(out->space, sizeof out->space, "%s reads it: it is read only when somebody asks. It would decide %s",
                 keymap_key(&app->keymap, "research.again"), line->would);
        return;
    }
    snprintf(out->space, sizeof out->space, "%s%s%s%s%s%s", line->say, *line->say && !whole ? " " : "",
             whole || !*line->effect ? "" : source_line_lacks(line), whole ? "" : line->effect,
             *line->would && *line->effect && !whole ? ". " : "", whole ? "" : line->would);
}

static enum role role_of(const struct source_line *line)
{
    return research_is_going(line)                 ? ROLE_DIM
           : !strcmp(line->state, "ok")            ? ROLE_OK
           : !research_is_read(line) && line->core ? ROLE_ERROR
                                                   : ROLE_WARNING;
}

static const char *sign_of(const struct research_view *view, const struct source_line *line)
{
    bool ascii = view->app->grid->ascii;
    return research_is_going(line)             ? (ascii ? "." : "…")
           : !strcmp(line->state, "ok")        ? (ascii ? "+" : "✓")
           : !strcmp(line->state, "partial")   ? "~"
           : !strcmp(line->state, "not tried") ? "-"
                                               : (ascii ? "x" : "✗");
}

static void cell(const void *owner, size_t row, size_t column, struct table_cell *out)
{
    const struct research_view *view = owner;
    const struct source_line *line = line_at(view, row);
    char from[RESEARCH_TIME];
    switch (column) {
    case COLUMN_SIGN:
        out->text = sign_of(view, line);
        out->role = role_of(line);
        break;
    case COLUMN_SOURCE:
        out->text = research_source(line->source)->label;
        break;
    case COLUMN_STATE:
        out->text = line->state;
        out->role = role_of(line);
        break;
    case COLUMN_ROWS:
        if (research_is_read(line) || research_is_going(line))
            snprintf(out->space, sizeof out->space, "%zu", line->count);
        out->role = ROLE_DIM;
        break;
    case COLUMN_FROM:
        research_utc(research_is_read(line) && is_log(line) ? line->from : 0, from);
        snprintf(out->space, sizeof out->space, "%s", from);
        out->role = ROLE_DIM;
        break;
    case COLUMN_MEANS:
        say(view->app, line, out);
        break;
    default:
        out->text = column == COLUMN_EFFECT ? line->effect : line->would;
    }
}

static void key_of(const void *owner, size_t row, char out[TABLE_KEY])
{
    snprintf(out, TABLE_KEY, "%s", research_source(line_at(owner, row)->source)->key);
}

struct table research_sources_table(const struct research_view *view)
{
    static const struct table_ops ops = {
        .name = "sources", .what = "sources", .reading = "", .empty = "", .ordered = true, .cell = cell, .key = key_of};
    return table_make(&ops, view, columns_shown, sizeof columns_shown / sizeof *columns_shown);
}

void research_sources_draw(struct research_view *view, struct grid *grid, struct rect rect, bool focus)
{
    const struct source_line *line = research_source_at(view);
    struct table_cell cell;
    rect = table_draw_narrow(&view->sources, grid, rect);
    int below = focus && rect.height > LEAST_ROWS ? DETAIL : 0;
    view->sources.still = !focus;
    table_draw(&view->sources, grid, (struct rect){rect.x, rect.y, rect.width, rect.height - below});
    if (!line || !below)
        return;
    struct rect in = {rect.x + 2, rect.y + rect.height - below, rect.width - 4, below};
    const char *text = table_cell(&view->sources, (size_t)table_at(&view->sources), COLUMN_MEANS, &cell);
    grid_wrap(grid, in, 0, *text ? ROLE_NORMAL : ROLE_DIM, *text ? text : "Read to its end.");
}

const struct source_line *research_source_at(const struct research_view *view)
{
    int row = table_at(&view->sources);
    return row != TABLE_NO_ROW ? line_at(view, (size_t)row) : NULL;
}
