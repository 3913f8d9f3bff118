/* What a finding rests on: its words, why it matters, what else it may be, and the records that prove it. */
#include "base/alloc.h"
#include "base/arena.h"
#include "research/indicator.h"
#include "ui/app/app.h"
#include "ui/screen/keys.h"
#include "ui/views/record_view.h"
#include "ui/views/research_view.h"
#include <stdio.h>
#include <string.h>

enum { LEAST_WIDTH = 12, SUMMARY_FINDINGS = 3 };

void research_evidence_free(struct research_evidence *evidence)
{
    arena_free(evidence->arena);
    xfree(evidence->lines);
}

static struct evidence_line *add(struct research_evidence *evidence, enum role role, const char *text)
{
    evidence->lines = grow_array(evidence->lines, &evidence->capacity, evidence->count + 1, sizeof *evidence->lines);
    evidence->lines[evidence->count] = (struct evidence_line){.text = text, .role = role};
    return &evidence->lines[evidence->count++];
}

/* Wrapped by words; nothing for "". */
static void say(struct research_evidence *evidence, enum role role, const char *text)
{
    for (size_t skip; text && *text; text += skip) {
        size_t length = grid_wrap_part(text, evidence->width, &skip);
        if (!length && !skip)
            return;
        add(evidence, role, arena_strndup(evidence->arena, text, length));
        text += length;
    }
}

static void gap(struct research_evidence *evidence)
{
    if (evidence->count && *evidence->lines[evidence->count - 1].text)
        add(evidence, ROLE_NORMAL, "");
}

static void say_part(struct research_evidence *evidence, const char *title, const char *text)
{
    if (!text || !*text)
        return;
    gap(evidence);
    say(evidence, ROLE_DIM, title);
    say(evidence, ROLE_NORMAL, text);
}

/* --- the finding --- */

static void say_points(struct research_evidence *evidence, const struct finding *finding)
{
    const char *state = finding->state == FINDING_PAST      ? "past"
                        : finding->state == FINDING_UNKNOWN ? "it is not known whether it still holds"
                        : finding->open                     ? "still open"
                        : finding_is_reported(finding)      ? "Microsoft still reports it"
                                                            : "it still holds, and leaves nothing to close";
    const char *modifier = modifier_name(finding->modifier);
    char time[RESEARCH_TIME];
    research_both(finding->time, time);
    say(evidence, ROLE_NORMAL,
        arena_printf(evidence->arena, "%s, %d point%s%s%s%s%s, %s", severity_name(finding->severity), finding->points,
                     finding->points == 1 ? "" : "s", *modifier ? " (" : "", modifier,
                     *finding->because ? arena_printf(evidence->arena, ": %s", finding->because) : "",
                     *modifier ? ")" : "", state));
    say(evidence, ROLE_NORMAL, time);
    if (finding->place.address && *finding->place.address)
        say(evidence, ROLE_NORMAL,
            arena_printf(evidence->arena, "from %s%s%s", finding->place.address, *finding->place.agent ? ", " : "",
                         finding->place.agent));
}

static void say_aside(struct research_evidence *evidence, const struct finding *finding)
{
    char when[RESEARCH_TIME];
    research_both(finding->aside_at, when);
    say(evidence, ROLE_WARNING,
        arena_printf(evidence->arena, "Set aside by %s, %s: %s",
                     finding->aside_by && *finding->aside_by ? finding->aside_by : "somebody", when,
                     finding->aside_reason));
}

static void say_finding(struct research_evidence *evidence, const struct finding *finding)
{
    const struct indicator *indicator = finding->indicator;
    say(evidence, ROLE_TITLE, arena_printf(evidence->arena, "%s  %s", indicator->id, indicator->title));
    if (finding->aside)
        say_aside(evidence, finding);
    say(evidence, ROLE_NORMAL, finding->text);
    gap(evidence);
    say_points(evidence, finding);
    if (finding->explained)
        say(evidence, ROLE_NORMAL, arena_printf(evidence->arena, "Explained: %s", finding->explained));
    gap(evidence);
    say(evidence, ROLE_DIM,
        arena_printf(evidence->arena, "Evidence: %zu record%s", finding->evidence_count,
                     finding->evidence_count == 1 ? "" : "s"));
    for (size_t i = 0; i < finding->evidence_count; i++) {
        const struct evidence_ref *ref = &finding->evidence[i];
        char time[RESEARCH_TIME];
        research_utc(ref->time, time);
        add(evidence, ROLE_NORMAL,
            arena_printf(evidence->arena, "%s%s%s  %s", time, *time ? "  " : "", research_source(ref->source)->label,
                         ref->value))
            ->ref = ref;
    }
    say_part(evidence, "Why it matters", indicator->why);
    say_part(evidence, "What else it may be", indicator->false_positives);
}

/* --- the summary --- */

static void say_texts(struct research_evidence *evidence, const char *title, const char *const *texts)
{
    for (size_t i = 0; texts && texts[i]; i++) {
        if (!i) {
            gap(evidence);
            say(evidence, ROLE_DIM, title);
        }
        say(evidence, ROLE_NORMAL, texts[i]);
    }
}

static void say_unread(struct research_evidence *evidence, const struct report *report)
{
    bool any = false;
    for (size_t i = 0; i < report->source_count; i++) {
        const struct source_line *line = &report->sources[i];
        if (research_is_read(line) || research_is_going(line))
            continue;
        if (!any) {
            gap(evidence);
            say(evidence, ROLE_DIM, "Not read: nothing is known of it");
        }
        any = true;
        say(evidence, line->core ? ROLE_WARNING : ROLE_NORMAL,
            arena_printf(evidence->arena, "%s: %s. %s", research_source(line->source)->label, line->state, line->say));
    }
}

static void say_summary(struct research_evidence *evidence, const struct report *report, const char *wrote)
{
    if (wrote) { /* "32 files in …, seal …": the seal is what somebody has to write down */
        say(evidence, ROLE_OK, "The case is written down");
        say(evidence, ROLE_NORMAL, wrote);
        gap(evidence);
    }
    say(evidence, research_verdict_role(report), report->sentence);
    say_texts(evidence, "In short", report->explanation);
    if (!report->finding_count)
        say(evidence, ROLE_NORMAL,
            research_going(report) ? "No finding so far: sources are still being read."
                                   : "No indicator has found anything in what was read.");
    say_texts(evidence, "Addresses under suspicion", report->suspect_addresses);
    say_texts(evidence, "To be known", report->notes);
    say_unread(evidence, report);
    gap(evidence);
    say(evidence, ROLE_DIM,
        arena_printf(evidence->arena, "Rules %s, lists %.12s", report->rules ? report->rules : "",
                     report->lists ? report->lists : ""));
}

/* --- the lines --- */

static void research_evidence_make(struct research_view *view, int width)
{
    struct research_evidence *evidence = &view->evidence;
    const struct report *report = research_report(view);
    const struct finding *finding = research_finding(view);
    const char *key = finding ? finding->key : "";
    bool same = evidence->arena && !strcmp(evidence->key, key);
    arena_free(evidence->arena);
    evidence->arena = arena_new(0);
    evidence->count = 0;
    evidence->width = width < LEAST_WIDTH ? LEAST_WIDTH : width;
    snprintf(evidence->key, sizeof evidence->key, "%s", key);
    if (report && finding)
        say_finding(evidence, finding);
    else if (report)
        say_summary(evidence, report, research_of(view)->wrote);
    list_fit(&evidence->list, evidence->count, evidence->list.height > 0 ? evidence->list.height : 1);
    for (size_t i = 0; !same && i <= evidence->count; i++)
        if (i == evidence->count || evidence->lines[i].ref) {
            evidence->list.top = 0;
            list_move_to(&evidence->list, i == evidence->count ? 0 : i);
            break;
        }
}

void research_evidence_draw(struct research_view *view, struct grid *grid, struct rect rect, bool focus)
{
    struct research_evidence *evidence = &view->evidence;
    struct rect in = {rect.x + 2, rect.y, rect.width - 3, rect.height};
    const struct finding *finding = research_finding(view);
    if (evidence->width != in.width || strcmp(evidence->key, finding ? finding->key : "") != 0)
        research_evidence_make(view, in.width);
    list_fit(&evidence->list, evidence->count, rect.height);
    if (!focus)
        evidence->list.top = 0; /* it is read from its beginning */
    for (int y = 0; y < rect.height && evidence->list.top + (size_t)y < evidence->count; y++) {
        size_t at = evidence->list.top + (size_t)y;
        const struct evidence_line *line = &evidence->lines[at];
        bool here = focus && at == evidence->list.cursor;
        if (here)
            grid_fill(grid, (struct rect){rect.x, rect.y + y, rect.width - 1, 1}, ROLE_CURSOR);
        if (here || line->ref)
            grid_put(grid, rect, 0, y, here ? ROLE_CURSOR : ROLE_KEY, here ? ">" : grid->ascii ? "-" : "▸");
        grid_put(grid, in, 0, y, here ? ROLE_CURSOR : line->role, line->text);
    }
    struct rect edge = {rect.x + rect.width - 1, rect.y, 1, rect.height};
    if (evidence->list.top)
        grid_put(grid, edge, 0, 0, ROLE_KEY, grid->ascii ? "^" : "↑");
    if (evidence->list.top + (size_t)rect.height < evidence->count)
        grid_put(grid, edge, 0, rect.height - 1, ROLE_KEY, grid->ascii ? "v" : "↓");
}

static const struct evidence_line *line_at(const struct research_view *view)
{
    const struct research_evidence *evidence = &view->evidence;
    return evidence->list.cursor < evidence->count ? &evidence->lines[evidence->list.cursor] : NULL;
}

const struct record *research_evidence_at(const struct research_view *view)
{
    const struct evidence_line *line = line_at(view);
    return line && line->ref ? line->ref->record : NULL;
}

void research_evidence_open(struct research_view *view, struct app *app)
{
    const struct evidence_line *line = line_at(view);
    if (line && line->ref)
        record_view_open_titled(app, &view->target, research_source(line->ref->source)->label, line->ref->record);
    else
        app_status(app, ROLE_NORMAL, "A record opens where the line begins with %s.", app->grid->ascii ? "-" : "▸");
}
