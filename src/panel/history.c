/* History: what was done to the user and by him, as the directory's audit log and roster's own journal tell it, in one list. */
#include "base/arena.h"
#include "panel/rows.h"
#include <stdlib.h>
#include <string.h>

enum { OF, BY, JOURNAL };

static enum meaning failed(const struct value *value)
{
    return !strcmp(value->text, "success") || !strcmp(value->text, "done") ? MEANS_NOTHING : MEANS_ODD;
}

static const struct field fields[] = {
    {.name = "time", .label = "Time", .type = FIELD_TIME, .least = 16, .most = 20},
    {.name = "what", .label = "What", .least = 14, .most = 40},
    {.name = "who", .label = "Who", .least = 10, .most = 40},
    {.name = "where", .label = "Where", .least = 6, .most = 11},
    {.name = "result", .label = "Result", .least = 6, .most = 9, .means = failed},
    {.name = "changes", .label = "Details", .type = FIELD_TEXTS, .least = 10, .most = 80},
    {.name = "of", .label = "Of", .type = FIELD_TEXTS, .least = 8, .most = 40},
    {.name = "id", .label = "Id"},
};
enum { TIME, WHAT, WHO, WHERE, RESULT, CHANGES, TARGETS, ID };
static const struct record_kind kind = {.name = "change",
                                        .many = "changes",
                                        .fields = fields,
                                        .count = COUNT_OF(fields),
                                        .id = ID,
                                        .title = WHAT,
                                        .detail = WHO,
                                        .time = TIME};

static bool is_there(const struct record_page *page, const char *id)
{
    for (size_t i = 0; i < page->count; i++)
        if (!strcmp(record_text_at(&page->records[i], ID), id))
            return true;
    return false;
}

/* What he did to himself is in both logs. */
static void take_audit(struct record_page *page, const struct record_page *log)
{
    static const char *const names[] = {
        [TIME] = "activityDateTime", [WHAT] = "activityDisplayName", [WHO] = "who",         [WHERE] = "where",
        [RESULT] = "result",         [CHANGES] = "changes",          [TARGETS] = "targets", [ID] = "id"};
    for (size_t i = 0; log && i < log->count; i++) {
        if (is_there(page, record_text(&log->records[i], "id")))
            continue;
        struct record *record = record_page_add(page);
        for (size_t k = 0; k < COUNT_OF(names); k++)
            record->values[k] = *record_value(&log->records[i], names[k]);
        record->raw = log->records[i].raw;
    }
}

/* The line that the directory wrote of this entry's last request; NULL: none is known. */
static struct record *told_of(struct record_page *page, const struct panel_reading *audit, const struct record *entry)
{
    const char *request = record_text(entry, "requestId");
    for (size_t i = 0; *request && audit->page && i < audit->page->count; i++) {
        const struct record *line = &audit->page->records[i];
        if (!strcmp(record_text(line, "correlationId"), request))
            return record_page_find(page, "id", record_text(line, "id"));
    }
    return NULL;
}

/* What roster did stands there once: as roster calls it, with what the directory says changed. */
static void take_journal(struct record_page *page, const struct part_input *input)
{
    const struct record_page *journal = input->from[JOURNAL]->page;
    for (size_t i = 0; journal && i < journal->count; i++) {
        const struct record *entry = &journal->records[i];
        struct record *told = told_of(page, input->from[OF], entry), *record = told ? told : record_page_add(page);
        const struct value *changes = &record->values[CHANGES];
        const char *message = record_text(entry, "message");
        const char **texts = arena_alloc(page->arena, (changes->count + 1) * sizeof *texts);
        size_t count = *message ? 1 : 0;
        texts[0] = message;
        for (size_t k = 0; changes->known && k < changes->count; k++)
            texts[count++] = changes->texts[k];
        record->values[TIME] = *record_value(entry, "begun");
        record->values[WHAT] = *record_value(entry, "action");
        record->values[WHO] = *record_value(entry, "operator");
        record->values[RESULT] = *record_value(entry, "state");
        record_set_text(record, "where", told ? "roster, audit" : "roster");
        record->values[CHANGES] = (struct value){.known = count > 0, .texts = texts, .count = count};
        record_set_text(record, "id", arena_printf(page->arena, "journal entry %s", record_text(entry, "id")));
    }
}

static int newest_first(const void *a, const void *b)
{
    int64_t one = record_number(a, "time", 0), other = record_number(b, "time", 0);
    return (one < other) - (one > other);
}

static struct record_page *make(const struct part_input *input)
{
    struct record_page *page = record_page_new(&kind);
    take_audit(page, input->from[OF]->page);
    take_audit(page, input->from[BY]->page);
    take_journal(page, input);
    if (page->count)
        qsort(page->records, page->count, sizeof *page->records, newest_first);
    return page;
}

static const struct part parts[] = {
    {.title = "What was done to this user, and what this user did",
     .sources = {"audit-of", "audit-by", "journal"},
     .form = PART_LIST,
     .make = make,
     .kind = &kind,
     .log = true,
     .fields = FIELDS("time", "what", "who", "where", "result", "changes"),
     .none = "Nothing in the last 30 days."},
};
const struct panel panel_history = {.name = "history", .label = "History", .parts = parts, .count = COUNT_OF(parts)};
