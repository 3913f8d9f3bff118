/* How the screen says what a report holds: times, severities, how sources ended. */
#include "base/clock.h"
#include "base/zone.h"
#include "ui/app/app.h"
#include "ui/views/research_view.h"
#include <stdio.h>
#include <string.h>
#include <time.h>

struct research *research_of(const struct research_view *view)
{
    return researches_of(view->app, view->target.id);
}

const struct report *research_report(const struct research_view *view)
{
    return research_of(view)->report;
}

void research_utc(int64_t time, char out[RESEARCH_TIME])
{
    char text[CLOCK_TEXT];
    out[0] = '\0';
    if (time)
        snprintf(out, RESEARCH_TIME, "%.5s %.9s", clock_format(time, text) + 5, text + 11);
}

/* The seconds are the same in every zone. */
void research_here(int64_t time, char out[RESEARCH_TIME])
{
    char text[CLOCK_TEXT], utc[CLOCK_TEXT];
    out[0] = '\0';
    if (time)
        snprintf(out, RESEARCH_TIME, "%.5s:%.2s%s", zone_show(time, text) + 11, clock_format(time, utc) + 17,
                 text + 16);
}

void research_both(int64_t time, char out[RESEARCH_TIME])
{
    char text[CLOCK_TEXT], here[RESEARCH_TIME];
    research_here(time, here);
    out[0] = '\0';
    if (time)
        snprintf(out, RESEARCH_TIME, "%.10s %.9s (%.24s)", clock_format(time, text), text + 11, here);
}

char *research_as_of(const struct report *report, char out[RESEARCH_TIME])
{
    char text[CLOCK_TEXT];
    snprintf(out, RESEARCH_TIME, "as of %.5s", zone_show(report->now, text) + 11);
    return out;
}

char *research_is_old(const struct app *app, const struct research *research, char out[RESEARCH_TEXT])
{
    char when[RESEARCH_TIME];
    if (!researches_old(research))
        return NULL;
    research_as_of(research->report, when);
    if (research->job_count)
        snprintf(out, RESEARCH_TEXT, "%s, before what was done since: it is read again", when);
    else
        snprintf(out, RESEARCH_TEXT, "%s, before what was done since: %s reads it again", when,
                 keymap_key(&app->keymap, "refresh"));
    return out;
}

/* What was not found is no good news: no verdict is green. */
enum role research_verdict_role(const struct report *report)
{
    static const enum role roles[] = {[VERDICT_NO_EVIDENCE] = ROLE_TITLE,
                                      [VERDICT_INCONCLUSIVE] = ROLE_WARNING,
                                      [VERDICT_SUSPICIOUS] = ROLE_WARNING,
                                      [VERDICT_LIKELY] = ROLE_ERROR};
    return roles[report->verdict];
}

static const struct {
    const char *name;
    enum role role;
} severities[SEVERITIES] = {[SEVERITY_INFO] = {"info", ROLE_DIM},
                            [SEVERITY_LOW] = {"low", ROLE_NORMAL},
                            [SEVERITY_MEDIUM] = {"MED", ROLE_WARNING},
                            [SEVERITY_HIGH] = {"HIGH", ROLE_ERROR},
                            [SEVERITY_CRITICAL] = {"CRIT", ROLE_ERROR}};

enum role research_severity_role(enum severity severity)
{
    return severities[severity].role;
}

const char *research_severity(enum severity severity)
{
    return severities[severity].name;
}

bool research_is_going(const struct source_line *line)
{
    return !strcmp(line->state, "being read");
}

bool research_is_read(const struct source_line *line)
{
    return !strcmp(line->state, "ok") || !strcmp(line->state, "partial");
}

size_t research_going(const struct report *report)
{
    size_t count = 0;
    for (size_t i = 0; i < report->source_count; i++)
        count += research_is_going(&report->sources[i]);
    return count;
}

size_t research_unread(const struct report *report)
{
    size_t count = 0;
    for (size_t i = 0; i < report->source_count; i++)
        count += !research_is_read(&report->sources[i]) && !research_is_going(&report->sources[i]) &&
                 !report->sources[i].waits;
    return count;
}

const char *research_pivot_name(enum pivot_kind kind)
{
    static const char *const names[] = {"",    "Address", "Session", "Client",
                                        "App", "Goes to", "Finding", "Suspicious rows"};
    return names[kind];
}
