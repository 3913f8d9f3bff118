/* A report as text and as Markdown. */
#include "research/print.h"

#include "base/clock.h"
#include "codec/markdown.h"
#include "research/indicator.h"
#include <string.h>

const char *source_line_lacks(const struct source_line *line)
{
    return strcmp(line->state, "partial") != 0 ? "Not judged: " : "Judged by what was read: ";
}

/* --- text --- */

struct form {
    const char *title, *part, *item, *strong; /* how they begin; `strong` also ends what it begins */
};
static const struct form as_text = {"", "", "  ", ""}, as_markdown = {"# ", "## ", "* ", "**"};

static void put(const struct form *form, const char *text, struct buf *out)
{
    if (*form->strong)
        markdown_puts(out, text);
    else
        buf_puts(out, text);
}

static void put_time(struct buf *out, int64_t time)
{
    char text[CLOCK_TEXT];
    if (time)
        buf_printf(out, "%.10s %.5s", clock_format(time, text), clock_format(time, text) + 11);
    else
        buf_puts(out, "no date         ");
}

/* What does not count, and why: set aside by somebody, or what roster itself did. */
static void put_uncounted(const struct report *report, struct buf *out)
{
    size_t set = report->aside - report->own;
    if (set)
        buf_printf(out, "%zu %s set aside", set, set == 1 ? "finding was" : "findings were");
    if (report->own)
        buf_printf(out, "%s%zu %s done by roster", set ? ", " : "", report->own,
                   report->own == 1 ? "finding was" : "findings were");
    if (report->aside)
        buf_printf(out, "; with all of them: %s, score %d.\n", verdict_name(report->verdict_all), report->score_all);
}

static void put_head(const struct report *report, const struct form *form, struct buf *out)
{
    char from[CLOCK_TEXT], to[CLOCK_TEXT], base[CLOCK_TEXT];
    buf_puts(out, form->title);
    put(form, report->name, out);
    buf_printf(out, "\n%s%s", *form->strong ? "\n" : "", form->strong);
    put(form, report->sentence, out);
    buf_printf(out, "%s\n", form->strong);
    buf_printf(out, "%sScore %d", *form->strong ? "\n" : "", report->score);
    for (const char *const *rule = report->decisive; *rule; rule++)
        buf_printf(out, "%s%s", rule == report->decisive ? ", decided by " : " ", *rule);
    buf_printf(out, ". Pattern: %s.%s\n", report->pattern,
               report->provisional ? " PROVISIONAL: not everything was read yet." : "");
    buf_printf(out, "Window %.10s to %.10s, baseline since %.10s. %zu of %zu core sources. Rules %s, lists %.12s.\n",
               clock_format(report->from, from), clock_format(report->now, to), clock_format(report->base, base),
               report->core_read, report->core_count, report->rules, report->lists);
    if (report->first) {
        buf_puts(out, "First suspicious event ");
        put_time(out, report->first);
        buf_puts(out, ", last ");
        put_time(out, report->last);
        buf_printf(out, " (UTC). Still open: %zu.\n", report->open);
    }
    put_uncounted(report, out);
}

static void put_lines(const char *title, const char *const *lines, const struct form *form, struct buf *out)
{
    if (lines && *lines)
        buf_printf(out, "\n%s%s\n%s", form->part, title, *form->strong ? "\n" : "");
    for (; lines && *lines; lines++) {
        buf_puts(out, form->item);
        put(form, *lines, out);
        buf_putc(out, '\n');
    }
}

static void put_aside(const struct finding *finding, const struct form *form, struct buf *out)
{
    char when[CLOCK_TEXT];
    buf_puts(out, " [set aside by ");
    put(form, finding->aside_by, out);
    buf_printf(out, ", %.16sZ: ", clock_format(finding->aside_at, when));
    put(form, finding->aside_reason, out);
    buf_puts(out, "]");
}

static void put_finding(const struct finding *finding, const struct last_look *last, const struct form *form,
                        struct buf *out)
{
    size_t news = finding_news(finding, last);
    bool is_new = finding_is_new(finding, last);
    buf_printf(out, "%s%s%s%s %-8s %3d  ", form->item, form->strong, finding->indicator->id, form->strong,
               severity_name(finding->severity), finding->points);
    put_time(out, finding->time);
    buf_puts(out, "  ");
    put(form, finding->text, out);
    if (finding->modifier != MODIFIER_NONE && !finding->aside) { /* that says its reason itself */
        buf_printf(out, " (%s%s", modifier_name(finding->modifier), *finding->because ? ": " : "");
        put(form, finding->because, out);
        buf_puts(out, ")");
    }
    if (finding->aside)
        put_aside(finding, form, out);
    if (is_new)
        buf_puts(out, finding_was_unseen(finding, last) ? " [NOT READ LAST TIME]" : " [NEW]");
    else if (news)
        buf_printf(out, " [%zu new %s]", news, news == 1 ? "record" : "records");
    buf_putc(out, '\n');
    for (size_t i = 0; i < finding->evidence_count && i < 3; i++) {
        buf_printf(out, "%s    %s: ", *form->strong ? "  " : form->item,
                   research_source(finding->evidence[i].source)->label);
        put(form, finding->evidence[i].value, out);
        buf_putc(out, '\n');
    }
    if (finding->evidence_count > 3)
        buf_printf(out, "%s    and %zu more records\n", *form->strong ? "  " : form->item, finding->evidence_count - 3);
}

static void put_sources(const struct report *report, const struct form *form, struct buf *out)
{
    size_t whole = 0;
    buf_printf(out, "\n%sSources that were not read whole\n%s", form->part, *form->strong ? "\n" : "");
    for (size_t i = 0; i < report->source_count; i++) {
        const struct source_line *line = &report->sources[i];
        whole += !strcmp(line->state, "ok");
        if (!strcmp(line->state, "ok") || line->waits)
            continue;
        buf_printf(out, "%s%s: %s%s. ", form->item, research_source(line->source)->label, line->state,
                   line->core ? " (core)" : "");
        put(form, line->say, out);
        buf_printf(out, "%s%s%s\n", *line->effect ? " " : "", *line->effect ? source_line_lacks(line) : "",
                   line->effect);
    }
    buf_printf(out, "%s%zu %s read whole.\n", form->item, whole, whole == 1 ? "source was" : "sources were");
}

static void print(const struct report *report, const struct last_look *last, const struct form *form, struct buf *out)
{
    char at[CLOCK_TEXT];
    put_head(report, form, out);
    put_lines("What it says", report->explanation, form, out);
    if (last && last->at)
        buf_printf(out, "\nCompared with the research of %.16s.\n", clock_format(last->at, at));
    if (report->finding_count)
        buf_printf(out, "\n%sFindings\n%s", form->part, *form->strong ? "\n" : "");
    for (size_t i = 0; i < report->finding_count; i++)
        put_finding(report->findings[i], last, form, out);
    put_lines("To know", report->notes, form, out);
    put_sources(report, form, out);
}

void report_print_text(const struct report *report, const struct last_look *last, struct buf *out)
{
    print(report, last, &as_text, out);
}

void report_print_markdown(const struct report *report, const struct last_look *last, struct buf *out)
{
    print(report, last, &as_markdown, out);
}
