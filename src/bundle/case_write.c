/* Writing a case: the records of each source, an object a line; case.json, which says what these files are; the report; the note. */
#include "base/alloc.h"
#include "base/clock.h"
#include "bundle/case.h"
#include "codec/json.h"
#include "research/print.h"
#include <assert.h>
#include <string.h>

enum { CHUNK = 8 << 20 /* bytes of records in a file; one more record may go over it */, DOCUMENT = 64 << 20 };

struct part { /* a file of records */
    enum research_source source;
    const struct source *row;
    size_t from, count;
    const char *name;
};

struct writing {
    struct bundle *bundle;
    const struct evidence *evidence;
    const struct report *report;
    const struct case_about *about;
    struct arena *arena;
    struct evidence_record *records;
    size_t record_count;
    struct part *parts;
    size_t part_count, part_capacity;
};

static const struct source *row_of(const struct evidence_record *record)
{
    const char *const *served = research_source(record->source)->served;
    for (size_t i = 0; served[i]; i++)
        if (source_find(served[i])->kind == record->record->kind)
            return source_find(served[i]);
    return source_find(served[0]);
}

static struct part *begin_part(struct writing *writing, size_t at)
{
    const struct evidence_record *record = &writing->records[at];
    writing->parts = grow_array(writing->parts, &writing->part_capacity, writing->part_count + 1,
                                sizeof *writing->parts);
    struct part *part = &writing->parts[writing->part_count++];
    *part = (struct part){.source = record->source, .row = row_of(record), .from = at};
    return part;
}

static const char *add_json(struct bundle *bundle, const char *name, struct buf *text, struct err *e)
{
    auto_buf struct buf inert = buf_make(BUNDLE_FILE_MOST);
    json_inert(&inert, buf_text(text), text->length);
    buf_clear(text);
    if (inert.overflow || text->overflow) {
        err_set(e, ERR_TOO_BIG, "%s is too large for a bundle", name);
        return NULL;
    }
    return bundle_add(bundle, name, buf_text(&inert), inert.length, e);
}

static bool add_part(struct writing *writing, struct part *part, struct buf *text, struct err *e)
{
    const char *key = research_source(part->source)->key;
    part->name = add_json(writing->bundle, arena_printf(writing->arena, "%s.jsonl", key), text, e);
    return part->name != NULL;
}

static bool write_records(struct writing *writing, struct err *e)
{
    auto_buf struct buf text = buf_make(BUNDLE_FILE_MOST);
    struct raw_reader reader = {0};
    bool good = true;
    struct part *part = NULL;
    for (size_t i = 0; good && i < writing->record_count; i++) {
        const struct evidence_record *record = &writing->records[i];
        const char *raw = record_raw(record->record, &reader);
        if (part && (part->source != record->source ||
                     writing->records[part->from].record->kind != record->record->kind || text.length > CHUNK)) {
            good = add_part(writing, part, &text, e);
            part = NULL;
        }
        if (!part)
            part = begin_part(writing, i);
        assert(raw); /* it was read to become evidence */
        buf_puts(&text, raw);
        buf_putc(&text, '\n');
        part->count++;
    }
    if (good && part)
        good = add_part(writing, part, &text, e);
    raw_reader_free(&reader);
    return good;
}

/* --- case.json --- */

static void put_time(struct json_writer *w, const char *name, int64_t time)
{
    char text[CLOCK_TEXT];
    json_member_text(w, name, time ? clock_format(time, text) : NULL);
}

static void put_asked(struct json_writer *w, const struct evidence *evidence, enum research_source source)
{
    json_name(w, "requests");
    json_open(w, '[');
    for (size_t i = 0; i < evidence->asked_count; i++) {
        const struct asked *asked = &evidence->asked[i];
        if (asked->source != source)
            continue;
        json_open(w, '{');
        json_member_text(w, "row", asked->row);
        json_member_text(w, "method", asked->method);
        json_member_text(w, "url", asked->url);
        json_name(w, "body");
        json_put_body(w, asked->body);
        json_close(w);
    }
    json_close(w);
}

static void put_files(struct json_writer *w, const struct writing *writing, enum research_source source)
{
    json_name(w, "files");
    json_open(w, '[');
    for (size_t i = 0; i < writing->part_count; i++)
        if (writing->parts[i].source == source) {
            json_open(w, '{');
            json_member_text(w, "name", writing->parts[i].name);
            json_member_text(w, "row", writing->parts[i].row->name);
            json_member_int(w, "records", (long long)writing->parts[i].count);
            json_close(w);
        }
    json_close(w);
}

static void put_source(struct json_writer *w, const struct writing *writing, enum research_source source)
{
    const struct evidence *evidence = writing->evidence;
    const struct source_span *span = &evidence->sources[source];
    json_open(w, '{');
    json_member_text(w, "id", research_source(source)->key);
    json_member_text(w, "label", research_source(source)->label);
    json_member_text(w, "state", read_state_name(span->state));
    json_member_text(w, "why", read_why_name(span->why));
    json_member_text(w, "message", span->error);
    json_member_text(w, "code", span->code);
    json_member_int(w, "from", span->from);
    json_member_int(w, "to", span->to);
    json_member_int(w, "count", (long long)span->count);
    put_asked(w, evidence, source);
    put_files(w, writing, source);
    json_close(w);
}

static void put_user(struct json_writer *w, const struct research_case *of)
{
    json_name(w, "user");
    json_open(w, '{');
    json_member_text(w, "id", of->user_id);
    json_member_text(w, "userPrincipalName", of->name);
    json_close(w);
    json_member_int(w, "now", of->now);
    json_member_int(w, "window", of->window);
    json_member_int(w, "baseline", of->baseline);
    json_member_bool(w, "riskLicensed", of->risk_licensed);
    json_member_bool(w, "application", of->application);
    json_name(w, "domains");
    json_open(w, '[');
    for (const char *const *domain = of->domains; domain && *domain; domain++)
        json_put_text(w, *domain);
    json_close(w);
}

static void put_judged_by(struct json_writer *w, const struct case_about *about)
{
    json_name(w, "lists");
    json_open(w, '[');
    for (size_t i = 0; i < about->line_count; i++) {
        json_open(w, '{');
        json_member_text(w, "list", about->lines[i].list);
        json_member_text(w, "line", about->lines[i].line);
        json_close(w);
    }
    json_close(w);
    json_name(w, "setAside");
    json_open(w, '[');
    for (size_t i = 0; i < about->aside_count; i++) {
        json_open(w, '{');
        json_member_text(w, "key", about->aside[i].key);
        json_member_text(w, "by", about->aside[i].by);
        json_member_text(w, "reason", about->aside[i].reason);
        json_member_int(w, "at", about->aside[i].at);
        json_member_int(w, "from", about->aside[i].from);
        json_member_int(w, "to", about->aside[i].to);
        json_close(w);
    }
    json_close(w);
}

static void put_actions(struct json_writer *w, const struct case_about *about)
{
    json_name(w, "actions");
    json_open(w, '[');
    for (size_t i = 0; i < about->action_count; i++) {
        const struct case_action *action = &about->actions[i];
        json_open(w, '{');
        json_member_int(w, "journal", action->number);
        put_time(w, "begun", action->begun);
        put_time(w, "ended", action->ended);
        json_member_text(w, "action", action->label);
        json_member_text(w, "by", action->by);
        json_member_text(w, "state", action->state);
        json_member_text(w, "message", action->message);
        json_member_text(w, "requestId", action->request_id);
        json_close(w);
    }
    json_close(w);
    json_member_text(w, "actionsNotRead", about->actions_unread);
}

static void put_case(const struct writing *writing, struct buf *out)
{
    const struct case_about *about = writing->about;
    struct json_writer w = json_writer(out);
    json_open(&w, '{');
    json_member_text(&w, "format", "roster case 1");
    json_member_text(&w, "roster", ROSTER_VERSION);
    put_time(&w, "made", about->made);
    json_member_text(&w, "by", about->by);
    json_name(&w, "tenant");
    json_open(&w, '{');
    json_member_text(&w, "id", about->tenant_id);
    json_member_text(&w, "name", about->tenant);
    json_close(&w);
    put_user(&w, &writing->evidence->of);
    json_member_text(&w, "rules", writing->report->rules);
    json_member_text(&w, "listsVersion", writing->report->lists);
    put_judged_by(&w, about);
    put_actions(&w, about);
    json_name(&w, "sources");
    json_open(&w, '[');
    for (int source = 0; source < RESEARCH_SOURCES; source++)
        if (writing->evidence->sources[source].tried)
            put_source(&w, writing, (enum research_source)source);
    json_close(&w);
    json_close(&w);
    buf_putc(out, '\n');
}

bool case_write(struct bundle *bundle, const struct evidence *evidence, const struct report *report,
                const struct case_about *about, struct err *e)
{
    auto_arena struct arena *arena = arena_new(0);
    auto_buf struct buf text = buf_make(DOCUMENT);
    struct writing writing = {.bundle = bundle, .evidence = evidence, .report = report, .about = about, .arena = arena};
    struct json_writer w = json_writer(&text);
    writing.records = evidence_records(evidence, &writing.record_count);
    bool good = write_records(&writing, e);
    if (good) {
        put_case(&writing, &text);
        good = add_json(bundle, "case.json", &text, e);
    }
    if (good) {
        report_print_json(report, NULL, &w);
        buf_putc(&text, '\n');
        good = add_json(bundle, "report.json", &text, e);
    }
    if (good) {
        case_note(report, about, &text);
        good = bundle_add(bundle, "note.md", buf_text(&text), text.length, e);
    }
    xfree(writing.records);
    xfree(writing.parts);
    return good;
}
