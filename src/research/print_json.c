/* A report as JSON (docs/JSON.md). */
#include "research/print.h"

#include "base/clock.h"
#include "research/indicator.h"
#include <string.h>

static void put_text(struct json_writer *w, const char *name, const char *text)
{
    json_name(w, name);
    json_put_text(w, text);
}

static void put_number(struct json_writer *w, const char *name, int64_t number)
{
    json_name(w, name);
    json_put_int(w, number);
}

static void put_time(struct json_writer *w, const char *name, int64_t time)
{
    char text[CLOCK_TEXT];
    put_text(w, name, time ? clock_format(time, text) : NULL);
}

static void put_evidence(struct json_writer *w, const struct evidence_ref *evidence)
{
    const struct record *record = evidence->record;
    json_open(w, '{');
    put_text(w, "source", research_source(evidence->source)->key);
    put_text(w, "id", record ? record_text_at(record, record->kind->id) : NULL);
    put_time(w, "time", evidence->time);
    put_text(w, "value", evidence->value);
    json_close(w);
}

static void put_aside(struct json_writer *w, const struct finding *finding)
{
    json_name(w, "setAside");
    if (!finding->aside) {
        json_put_null(w);
        return;
    }
    json_open(w, '{');
    put_text(w, "by", finding->aside_by);
    put_time(w, "at", finding->aside_at);
    put_text(w, "reason", finding->aside_reason);
    json_close(w);
}

static void put_finding(struct json_writer *w, const struct finding *finding, const struct last_look *last)
{
    json_open(w, '{');
    put_text(w, "id", finding->indicator->id);
    put_text(w, "key", finding->key);
    put_text(w, "severity", severity_name(finding->severity));
    put_number(w, "points", finding->points);
    put_time(w, "time", finding->time);
    put_text(w, "address", finding->place.address && *finding->place.address ? finding->place.address : NULL);
    put_text(w, "modifier", finding->modifier == MODIFIER_NONE ? NULL : modifier_name(finding->modifier));
    put_text(w, "explanation", finding->text);
    put_aside(w, finding);
    if (last) {
        json_name(w, "new");
        json_put_bool(w, finding_is_new(finding, last));
        json_name(w, "notReadLastTime");
        json_put_bool(w, finding_was_unseen(finding, last));
        put_number(w, "newRecords", (int64_t)finding_news(finding, last));
    }
    json_name(w, "evidence");
    json_open(w, '[');
    for (size_t i = 0; i < finding->evidence_count; i++)
        put_evidence(w, &finding->evidence[i]);
    json_close(w);
    json_close(w);
}

static void put_source(struct json_writer *w, const struct source_line *line)
{
    json_open(w, '{');
    put_text(w, "id", research_source(line->source)->key);
    put_text(w, "state", line->state);
    put_time(w, "from", line->from);
    put_time(w, "to", line->to);
    put_number(w, "count", (int64_t)line->count);
    put_text(w, "message", *line->say ? line->say : NULL);
    json_close(w);
}

void report_print_json(const struct report *report, const struct last_look *last, struct json_writer *w)
{
    json_open(w, '{');
    json_name(w, "target");
    json_open(w, '{');
    put_text(w, "id", report->user_id);
    put_text(w, "userPrincipalName", report->name);
    json_close(w);
    put_text(w, "verdict", verdict_name(report->verdict));
    put_number(w, "score", report->score);
    put_text(w, "verdictWithSetAside", verdict_name(report->verdict_all));
    put_number(w, "scoreWithSetAside", report->score_all);
    json_name(w, "provisional");
    json_put_bool(w, report->provisional);
    json_name(w, "decisive");
    json_open(w, '[');
    for (const char *const *rule = report->decisive; *rule; rule++)
        json_put_text(w, *rule);
    json_close(w);
    put_text(w, "pattern", report->pattern);
    if (last)
        put_time(w, "since", last->at);
    json_name(w, "findings");
    json_open(w, '[');
    for (size_t i = 0; i < report->finding_count; i++)
        put_finding(w, report->findings[i], last);
    json_close(w);
    json_name(w, "sources");
    json_open(w, '[');
    for (size_t i = 0; i < report->source_count; i++)
        put_source(w, &report->sources[i]);
    json_close(w);
    put_number(w, "stillOpen", (int64_t)report->open);
    json_close(w);
}
