/* "Research compromised account": one user, everything that speaks for a compromise, and what could not be seen. All panes at once
 * where there is room; else one or two, and Tab goes on. */
#include "ui/views/research_view.h"
#include "ui/views/record_view.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/clock.h"
#include "bundle/case.h"
#include "ui/app/screen.h"
#include "ui/views/export_file.h"
#include "ui/views/table_view.h"
#include "ui/views/views.h"
#include <stdio.h>
#include <string.h>

enum { WIDE = 110, HIGH = 30, MIDDLE = 20, NARROW = 60, HEAD = 4, SOURCES = 7, LOW_HEAD = 2, STRIP = 2 };

/* --- another report --- */

static void take(struct research_view *view, struct app *app)
{
    const struct research *research = research_of(view);
    const struct report *report = research->report;
    if (research->reports == view->reports)
        return;
    view->reports = research->reports;
    table_changed(&view->findings, report ? report->finding_count + 1 : 0);
    research_sources_set(view, report);
    research_timeline_set(&view->timeline, report);
    view->evidence.width = 0; /* its lines are made when they are drawn */
    view->evidence.count = 0;
    app_wake_in(app, 1);
}

/* A case that was written down is shown at once: where it is, and its seal. */
static void take_written(struct research_view *view)
{
    const char *wrote = research_of(view)->wrote;
    if (wrote == view->wrote)
        return;
    view->wrote = wrote;
    view->evidence.width = 0;
    view->focus = view->whole ? PANE_FINDINGS : PANE_EVIDENCE;
    table_go_to(&view->findings, 0);
    list_move_to(&view->evidence.list, 0);
}

static enum reaction message(struct view *base, struct app *app, struct message *told)
{
    (void)told;
    take((struct research_view *)base, app);
    take_written((struct research_view *)base);
    return REACT_NONE;
}

static void tick(struct view *base, struct app *app, int64_t now)
{
    struct research_view *view = (struct research_view *)base;
    size_t rows = view->timeline.report ? view->timeline.report->timeline_count : 0;
    (void)now;
    if (view->timeline.looked_at == rows)
        return;
    if (research_timeline_step(&view->timeline))
        app_wake_in(app, 1);
    app->redraw = true;
}

/* --- drawing --- */

static void pane_name(const struct research_view *view, enum research_pane pane, char *out, size_t size)
{
    static const char *const names[PANES] = {"Findings", "Evidence", "Timeline", "Sources"};
    const struct report *report = research_report(view);
    const struct finding *finding = research_finding(view);
    const size_t counts[PANES] = {report ? report->finding_count : 0, finding ? finding->evidence_count : 0,
                                  report ? report->timeline_count : 0, report ? report->source_count : 0};
    if (report && (pane != PANE_EVIDENCE || finding))
        snprintf(out, size, "%s %zu", names[pane], counts[pane]);
    else
        snprintf(out, size, "%s", report && pane == PANE_EVIDENCE ? "Summary" : names[pane]);
}

static void draw_pane(struct research_view *view, enum research_pane pane, struct grid *grid, struct rect rect)
{
    bool focus = view->focus == pane && view->app->top == &view->view;
    if (rect.height < 1)
        return;
    if (pane == PANE_EVIDENCE) {
        research_evidence_draw(view, grid, rect, focus);
    } else if (pane == PANE_TIMELINE) {
        research_timeline_draw(&view->timeline, grid, rect, focus);
    } else if (pane == PANE_SOURCES) {
        research_sources_draw(view, grid, rect, focus);
    } else {
        table_draw(&view->findings, grid, table_draw_narrow(&view->findings, grid, rect));
    }
}

/* A line with the name of the pane; returns what is below it. */
static struct rect draw_title(const struct research_view *view, enum research_pane pane, struct grid *grid,
                              struct rect rect)
{
    char name[64];
    pane_name(view, pane, name, sizeof name);
    for (int x = 0; x < rect.width; x++)
        grid_put(grid, rect, x, 0, ROLE_BORDER, grid->ascii ? "-" : "─");
    grid_printf(grid, rect, 1, 0, view->focus == pane ? ROLE_TITLE : ROLE_NORMAL, view->focus == pane ? "[%s]" : " %s ",
                name);
    return (struct rect){rect.x, rect.y + 1, rect.width, rect.height - 1};
}

static void draw_titled(struct research_view *view, enum research_pane pane, struct grid *grid, struct rect rect)
{
    draw_pane(view, pane, grid, draw_title(view, pane, grid, rect));
}

static void draw_whole(struct research_view *view, struct grid *grid, struct rect rect)
{
    int sources = rect.height / 6 < SOURCES ? SOURCES : rect.height / 6;
    int upper = (rect.height - sources) / 2, left = rect.width * 9 / 20;
    draw_titled(view, PANE_FINDINGS, grid, (struct rect){rect.x, rect.y, left, upper});
    for (int y = 0; y < upper; y++)
        grid_put(grid, rect, left, y, ROLE_BORDER, grid->ascii ? "|" : "│");
    draw_titled(view, PANE_EVIDENCE, grid, (struct rect){rect.x + left + 1, rect.y, rect.width - left - 1, upper});
    draw_titled(view, PANE_TIMELINE, grid,
                (struct rect){rect.x, rect.y + upper, rect.width, rect.height - upper - sources});
    draw_titled(view, PANE_SOURCES, grid, (struct rect){rect.x, rect.y + rect.height - sources, rect.width, sources});
}

/* The names of all panes in a line, that of the keys in brackets. */
static struct rect draw_tabs(const struct research_view *view, struct grid *grid, struct rect rect)
{
    char name[64];
    int x = 0;
    grid_fill(grid, (struct rect){rect.x, rect.y, rect.width, 1}, ROLE_HEADER);
    for (enum research_pane pane = 0; pane < PANES; pane++) {
        pane_name(view, pane, name, sizeof name);
        if (rect.width < NARROW)
            name[strcspn(name, " ")] = '\0';
        x += grid_printf(grid, rect, x, 0, view->focus == pane ? ROLE_TITLE : ROLE_HEADER,
                         view->focus == pane ? "[%s]" : " %s ", name);
    }
    return (struct rect){rect.x, rect.y + 1, rect.width, rect.height - 1};
}

/* The findings and, where it can be seen, what the one at the cursor rests on; else one pane. */
static void draw_parts(struct research_view *view, struct grid *grid, struct rect rect, bool both)
{
    int upper = (rect.height - 1) * 2 / 5;
    rect = draw_tabs(view, grid, rect);
    if (!both || view->focus > PANE_EVIDENCE) {
        draw_pane(view, view->focus, grid, rect);
        return;
    }
    draw_pane(view, PANE_FINDINGS, grid, (struct rect){rect.x, rect.y, rect.width, upper});
    draw_titled(view, PANE_EVIDENCE, grid, (struct rect){rect.x, rect.y + upper, rect.width, rect.height - upper});
}

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct research_view *view = (struct research_view *)base;
    const struct report *report = research_report(view);
    char title[512], when[RESEARCH_TIME];
    app_target_title(&view->target, rect.width < NARROW, "  ", title, sizeof title);
    view->whole = rect.width >= WIDE && rect.height >= HIGH;
    struct rect in = screen_draw(app, grid, rect, title,
                                 research_of(view)->kept        ? research_of(view)->kept
                                 : research_of(view)->job_count ? "reading ..."
                                 : report                       ? research_as_of(report, when)
                                                                : "");
    bool low = rect.height < MIDDLE;
    int used = research_head_draw(view, grid, (struct rect){in.x, in.y, in.width, low ? LOW_HEAD : HEAD}, low);
    if (!low)
        used += research_strip_draw(report, grid, (struct rect){in.x + 1, in.y + used, in.width - 2, STRIP});
    struct rect rest = {in.x, in.y + used, in.width, in.height - used};
    if (!report)
        return;
    if (view->whole)
        draw_whole(view, grid, rest);
    else
        draw_parts(view, grid, rest, !low);
}

/* --- keys --- */

static struct table *table_of(struct research_view *view)
{
    return view->focus == PANE_SOURCES    ? &view->sources
           : view->focus == PANE_TIMELINE ? &view->timeline.table
                                          : &view->findings;
}

static void copy(const struct research_view *view, struct app *app)
{
    struct table *table = table_of((struct research_view *)view);
    const struct research_evidence *evidence = &view->evidence;
    struct table_cell cell;
    int row = table_at(table);
    if (view->focus == PANE_EVIDENCE && evidence->list.cursor < evidence->count)
        app_copy(app, evidence->lines[evidence->list.cursor].ref ? evidence->lines[evidence->list.cursor].ref->value
                                                                 : evidence->lines[evidence->list.cursor].text);
    else if (row != TABLE_NO_ROW)
        app_copy(app, table_copied(table, (size_t)row, &cell));
}

static void choose(struct research_view *view, struct app *app)
{
    const struct timeline_row *row = research_timeline_at(&view->timeline);
    const struct source_line *line = research_source_at(view);
    if (view->focus == PANE_FINDINGS)
        view->focus = PANE_EVIDENCE;
    else if (view->focus == PANE_EVIDENCE)
        research_evidence_open(view, app);
    else if (view->focus == PANE_TIMELINE && row && row->record)
        record_view_open_titled(app, &view->target, research_source(row->source)->label, row->record);
    else if (view->focus == PANE_SOURCES && line)
        app_status(app, ROLE_NORMAL, "%s: %s. %s %s", research_source(line->source)->label, line->state, line->say,
                   line->would);
}

static bool run_command(struct research_view *view, struct app *app)
{
    if (keymap_is(&app->keymap, "copy", app->pressed))
        copy(view, app);
    else if (keymap_is(&app->keymap, "export", app->pressed))
        export_table_open(app, table_of(view));
    else if (keymap_is(&app->keymap, "refresh", app->pressed) && research_of(view)->job_count)
        app_status(app, ROLE_NORMAL, "It is being read.");
    else if (keymap_is(&app->keymap, "refresh", app->pressed))
        researches_begin(app, &view->target, 1, true);
    else
        return false;
    return true;
}

static bool pane_key(struct research_view *view, int key)
{
    struct research_evidence *evidence = &view->evidence;
    if (view->focus == PANE_EVIDENCE)
        return list_key(&evidence->list, key);
    if (view->focus == PANE_TIMELINE)
        return research_timeline_key(&view->timeline, key);
    return table_key(table_of(view), key);
}

static bool types(const struct research_view *view)
{
    return view->timeline.typing || view->findings.narrowing || view->sources.narrowing;
}

static enum reaction back(struct research_view *view)
{
    bool undone = view->focus == PANE_TIMELINE  ? research_timeline_back(&view->timeline)
                  : view->focus == PANE_SOURCES ? table_back(&view->sources)
                                                : table_back(&view->findings);
    if (undone)
        return REACT_REDRAW;
    if (view->focus != PANE_EVIDENCE || view->whole)
        return REACT_CLOSE;
    view->focus = PANE_FINDINGS;
    return REACT_REDRAW;
}

static bool click(struct research_view *view, struct app *app, int key)
{
    static const enum research_pane panes[] = {PANE_FINDINGS, PANE_TIMELINE, PANE_SOURCES};
    for (size_t i = 0; i < sizeof panes / sizeof *panes; i++) {
        enum research_pane before = view->focus;
        if (!view->whole && panes[i] != view->focus)
            continue;
        view->focus = panes[i];
        if (table_click(table_of(view), app->pointer_x, app->pointer_y)) {
            if (key == KEY_CLICK_TWICE)
                choose(view, app);
            return true;
        }
        view->focus = before;
    }
    return true;
}

static enum reaction key(struct view *base, struct app *app, int key)
{
    struct research_view *view = (struct research_view *)base;
    if (types(view)) {
        bool taken = pane_key(view, key);
        app_wake_in(app, 1);
        return taken ? REACT_REDRAW : REACT_UNHANDLED;
    }
    if (key == KEY_CLICK || key == KEY_CLICK_TWICE)
        return click(view, app, key) ? REACT_REDRAW : REACT_UNHANDLED;
    if (key == KEY_ESCAPE) {
        app_wake_in(app, 1); /* what is shown again is gone through */
        enum reaction reaction = back(view);
        app->quit |= reaction == REACT_CLOSE && !base->below; /* of a case that was opened there is nothing else */
        return app->quit ? REACT_REDRAW : reaction;
    }
    if (key == KEY_TABULATOR || key == KEY_BACK_TAB) {
        view->focus = (view->focus + (key == KEY_TABULATOR ? 1 : PANES - 1)) % PANES;
        return REACT_REDRAW;
    }
    if (key == '/' && (view->focus == PANE_TIMELINE || view->focus == PANE_EVIDENCE)) {
        research_filter(view);
        return REACT_REDRAW;
    }
    if (key == '/')
        return table_do(table_of(view), TABLE_NARROW) ? REACT_REDRAW : REACT_UNHANDLED;
    if (key == KEY_RETURN) {
        choose(view, app);
        return REACT_REDRAW;
    }
    return pane_key(view, key) || run_command(view, app) ? REACT_REDRAW : REACT_UNHANDLED;
}

static bool typing(const struct view *base)
{
    return types((const struct research_view *)base);
}

/* What no other line tells stands first: at 80 columns the rest is in the help. */
#define OTHER_HINTS "{next} pane  {research.menu} actions  "
#define LAST_HINTS  "{back} back  {export} export  {research.user} user  "
#define FINDING_HINTS                                                                                                  \
    OTHER_HINTS "{research.keep} write case  {back} back  {refresh} again  {research.list} by kind  "                  \
                "{research.aside} aside  {export} export  {research.user} user  {research.first} first suspicious  "   \
                "{research.pivot} pivot"

static const char *hints(const struct view *base, const struct app *app)
{
    const struct research_view *view = (const struct research_view *)base;
    const struct finding *finding = research_finding(view);
    (void)app;
    if (types(view))
        return TABLE_VIEW_NARROWING;
    if (view->focus == PANE_TIMELINE)
        return "{choose} open  {research.pivot} pivot  {narrow} filter  " OTHER_HINTS LAST_HINTS
               "{research.suspicious} suspicious only  {research.first} first suspicious  {research.list} by kind  {refresh} again";
    if (view->focus == PANE_SOURCES)
        return "{choose} open  {research.cancel} cancel  {research.again} again  " OTHER_HINTS LAST_HINTS
               "{narrow} find  {refresh} all again";
    if (finding && indicator_group(finding->indicator) == GROUP_M)
        return "{choose} open  {research.remedy} contain  {research.eaten} eaten  " FINDING_HINTS;
    return "{choose} open  {research.remedy} contain  " FINDING_HINTS;
}

/* --- opening --- */

static void close_research(struct view *base, struct app *app)
{
    struct research_view *view = (struct research_view *)base;
    (void)app;
    table_free(&view->findings);
    table_free(&view->sources);
    xfree(view->source_order);
    research_timeline_free(&view->timeline);
    research_evidence_free(&view->evidence);
    arena_free(view->arena);
    xfree(view);
}

void research_pane_open(struct app *app, const struct target *target)
{
    static const struct view_ops ops = {.name = "research",
                                        .title = "Research",
                                        .modal = true,
                                        .close = close_research,
                                        .draw = draw,
                                        .key = key,
                                        .typing = typing,
                                        .message = message,
                                        .tick = tick,
                                        .hints = hints};
    struct research_view *view = xcalloc(1, sizeof *view);
    view->view.ops = &ops;
    view->app = app;
    view->arena = arena_new(0);
    view->target = target_copy(view->arena, target);
    view->findings = research_findings_table(view);
    view->sources = research_sources_table(view);
    research_timeline_init(&view->timeline);
    view->wrote = research_of(view)->wrote;
    take(view, app);
    app_push(app, &view->view);
}

void research_case_open(struct app *app, struct case_opened *opened)
{
    char made[CLOCK_TEXT];
    struct target target = {.display_name = opened->report->name, .user_principal_name = opened->report->name};
    snprintf(target.id, sizeof target.id, "%s", opened->report->user_id);
    const char *kept = arena_printf(opened->arena, "written down %.16sZ", clock_format(opened->about.made, made));
    researches_put(app, &target, opened->report, kept);
    opened->report = NULL;
    research_pane_open(app, &target);
    if (opened->differs)
        app_status(app, ROLE_WARNING,
                   "Judged by this roster, it says something else than the report that was written.");
}

void research_view_open_for(struct app *app, const struct target *targets, size_t count)
{
    if (!researches_begin(app, targets, count, false) && !researches_of(app, targets[0].id))
        return;
    if (count == 1)
        research_pane_open(app, targets);
    else
        research_board_open(app);
}

void research_view_open(struct app *app)
{
    auto_arena struct arena *arena = arena_new(0);
    size_t count;
    if (!app_user(app)) {
        app_status(app, ROLE_WARNING, "There is no user here.");
        return;
    }
    struct target *targets = app_targets(app, arena, &count);
    research_view_open_for(app, targets, count);
}
