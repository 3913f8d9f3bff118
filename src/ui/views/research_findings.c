/* The findings of a research, worst first, under a line that sums them up. */
#include "research/indicator.h"
#include "research/look.h"
#include "ui/app/app.h"
#include "ui/views/research_view.h"
#include <stdio.h>

enum { COLUMN_SEVERITY, COLUMN_TITLE, COLUMN_TEXT, COLUMN_POINTS, COLUMN_TIME, COLUMN_STATE, COLUMN_ID };

static const struct table_column columns_shown[] = {
    {.name = "severity", .title = "Sev.", .least = 5, .most = 5, .flags = TABLE_KEEP},
    {.name = "title", .title = "Finding", .least = 22, .weight = 9, .flags = TABLE_IDENTIFIES},
    {.name = "text", .title = "What", .flags = TABLE_HIDDEN | TABLE_COPIED},
    {.name = "points", .title = "Pts", .least = 3},
    {.name = "time", .title = "UTC", .least = 15, .most = 15},
    {.name = "state", .title = "State", .least = 8},
    {.name = "id", .title = "Id", .least = 3, .flags = TABLE_KEEP},
};

static const struct last_look *last_of(const struct research_view *view)
{
    const struct research *research = researches_of(view->app, view->target.id);
    return research ? &research->last : NULL;
}

static const char *state_of(const struct finding *finding, const struct last_look *last)
{
    if (finding_was_unseen(finding, last)) /* it may have been there */
        return "unseen";
    if (finding_is_new(finding, last))
        return "NEW";
    return finding->state == FINDING_PAST      ? "past"
           : finding->state == FINDING_UNKNOWN ? ""
           : finding->open                     ? "open"
           : finding_is_reported(finding)      ? "reported"
                                               : "holds";
}

static void summary_cell(const struct report *report, const struct last_look *last, size_t column,
                         struct table_cell *out)
{
    size_t new = 0;
    for (size_t i = 0; i < report->finding_count; i++)
        new += finding_is_new(report->findings[i], last);
    if (column == COLUMN_TITLE && last && last->at)
        snprintf(out->space, sizeof out->space, "Summary: %zu, %zu new", report->finding_count, new);
    else if (column == COLUMN_TITLE)
        snprintf(out->space, sizeof out->space, "Summary: %zu finding%s", report->finding_count,
                 report->finding_count == 1 ? "" : "s");
    else if (column == COLUMN_POINTS)
        snprintf(out->space, sizeof out->space, "%d", report->score);
    else if (column == COLUMN_TEXT)
        out->text = report->sentence;
}

static void cell(const void *owner, size_t row, size_t column, struct table_cell *out)
{
    const struct report *report = research_report(owner);
    if (!row) {
        summary_cell(report, last_of(owner), column, out);
        return;
    }
    const struct finding *finding = report->findings[row - 1];
    char time[RESEARCH_TIME];
    research_utc(finding->time, time);
    snprintf(out->space, sizeof out->space, "%d", finding->points);
    if (column == COLUMN_TIME)
        snprintf(out->space, sizeof out->space, "%s", time);
    if (column == COLUMN_TITLE && finding->aside)
        snprintf(out->space, sizeof out->space, "%s: %.100s", finding->own ? "by roster" : "set aside",
                 finding->indicator->title);
    const char *const texts[] = {[COLUMN_SEVERITY] = finding->aside ? "-" : research_severity(finding->severity),
                                 [COLUMN_TITLE] = finding->aside ? out->space : finding->indicator->title,
                                 [COLUMN_TEXT] = finding->text,
                                 [COLUMN_POINTS] = out->space,
                                 [COLUMN_TIME] = out->space,
                                 [COLUMN_STATE] = state_of(finding, last_of(owner)),
                                 [COLUMN_ID] = finding->indicator->id};
    out->text = texts[column];
    if (finding->aside)
        out->role = ROLE_DIM;
    else if (column == COLUMN_SEVERITY)
        out->role = research_severity_role(finding->severity);
    else if (column != COLUMN_TITLE)
        out->role = ROLE_DIM;
}

static void key_of(const void *owner, size_t row, char out[TABLE_KEY])
{
    const struct report *report = research_report(owner);
    snprintf(out, TABLE_KEY, "%.*s", TABLE_KEY - 1, row ? report->findings[row - 1]->key : "");
}

struct table research_findings_table(const struct research_view *view)
{
    static const struct table_ops ops = {.name = "findings",
                                         .what = "findings",
                                         .reading = "",
                                         .empty = "No finding matches.",
                                         .ordered = true,
                                         .cell = cell,
                                         .key = key_of};
    return table_make(&ops, view, columns_shown, sizeof columns_shown / sizeof *columns_shown);
}

const struct finding *research_finding(const struct research_view *view)
{
    const struct report *report = research_report(view);
    int row = table_at(&view->findings);
    return report && row > 0 ? report->findings[row - 1] : NULL;
}
