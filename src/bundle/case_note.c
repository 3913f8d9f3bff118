/* The note of a case: Markdown for the ticket. */
#include "base/clock.h"
#include "base/zone.h"
#include "bundle/case.h"
#include "codec/markdown.h"
#include "research/indicator.h"
#include "research/print.h"
#include <string.h>

static void put_line(struct buf *out, const char *name, const char *text)
{
    buf_printf(out, "* %s: ", name);
    markdown_puts(out, text && *text ? text : "not known");
    buf_putc(out, '\n');
}

static void put_times(struct buf *out, const char *name, int64_t time)
{
    char utc[CLOCK_TEXT], here[CLOCK_TEXT];
    buf_printf(out, "* %s: %s (%s)\n", name, clock_format(time, utc), zone_show(time, here));
}

static void put_action(struct buf *out, const struct case_action *action)
{
    char at[CLOCK_TEXT];
    buf_printf(out, "* %s ", clock_format(action->begun, at));
    markdown_puts(out, action->label);
    buf_puts(out, ": ");
    markdown_puts(out, action->state);
    if (*action->message) {
        buf_puts(out, ". ");
        markdown_puts(out, action->message);
    }
    buf_puts(out, " By ");
    markdown_puts(out, action->by);
    if (*action->request_id) {
        buf_puts(out, ", request id ");
        markdown_puts(out, action->request_id);
    }
    buf_printf(out, ", journal %lld\n", (long long)action->number);
}

static void put_actions(const struct case_about *about, struct buf *out)
{
    buf_puts(out, "\n## What was done\n\n");
    for (size_t i = about->action_count; i-- > 0;) /* oldest first */
        put_action(out, &about->actions[i]);
    if (about->actions_unread) {
        buf_puts(out, "* The journal could not be read: ");
        markdown_puts(out, about->actions_unread);
        buf_putc(out, '\n');
    } else if (!about->action_count) {
        buf_puts(out, "Nothing was changed with this journal.\n");
    }
}

/* What was read before something was done does not show what came of it. */
static bool put_old(const struct report *report, const struct case_about *about, struct buf *out)
{
    size_t later = 0;
    char at[CLOCK_TEXT];
    for (size_t i = 0; i < about->action_count; i++) {
        const struct case_action *action = &about->actions[i];
        later += !action->nothing && (action->ended ? action->ended : action->begun) > report->now;
    }
    if (later)
        buf_printf(out,
                   "**This was read at %s, before %zu of the actions above: what they changed is not seen here. "
                   "Research the user again for what is open now.**\n\n",
                   clock_format(report->now, at), later);
    return later;
}

static void put_open(const struct report *report, const struct case_about *about, struct buf *out)
{
    size_t unread = 0, reported = 0;
    buf_puts(out, "\n## What is open\n\n");
    bool old = put_old(report, about, out);
    for (size_t i = 0; i < report->finding_count; i++)
        if (report->findings[i]->open) {
            buf_printf(out, "* **%s** ", report->findings[i]->indicator->id);
            markdown_puts(out, report->findings[i]->text);
            buf_putc(out, '\n');
        }
    for (size_t i = 0; i < report->finding_count; i++)
        if (finding_is_reported(report->findings[i])) {
            reported++;
            buf_printf(out, "* Microsoft still reports **%s** ", report->findings[i]->indicator->id);
            markdown_puts(out, report->findings[i]->text);
            buf_putc(out, '\n');
        }
    for (size_t i = 0; i < report->source_count; i++)
        unread += strcmp(report->sources[i].state, "ok") != 0 && !report->sources[i].waits;
    if (unread)
        buf_printf(out, "* %zu %s not read whole: what would stand there is not known.\n", unread,
                   unread == 1 ? "source was" : "sources were");
    if (report->provisional)
        buf_puts(out, "* The research was still going on when this was written.\n");
    if (!report->open && !reported && !unread && !report->provisional && !old)
        buf_puts(out, "Nothing that was found still stands.\n");
}

void case_note(const struct report *report, const struct case_about *about, struct buf *out)
{
    report_print_markdown(report, NULL, out);
    put_actions(about, out);
    put_open(report, about, out);
    buf_puts(out, "\n## This note\n\n");
    put_line(out, "Made by", about->by);
    put_times(out, "Made", about->made);
    put_times(out, "What was read is as of", report->now);
    put_line(out, "Tenant", about->tenant);
    put_line(out, "Tenant id", about->tenant_id);
    put_line(out, "User id", report->user_id);
    buf_puts(out, "* With: roster " ROSTER_VERSION "\n");
}
