/* Roster's own journal, read as a source like those of a service. */
#include "action/action.h"
#include "worker/read.h"
#include <assert.h>

static const char *label_of(const char *name)
{
    const struct action *action = action_find(name);
    return action ? action->label : name; /* of a newer roster */
}

static void put(struct record_page *page, const struct journal_entry *entry)
{
    struct record *record = record_page_add(page);
    record_set_text(record, "id", arena_printf(page->arena, "%lld", (long long)entry->id));
    record_set_text(record, "action", label_of(entry->action));
    record_set_text(record, "operator", arena_strdup(page->arena, entry->operator_name));
    record_set_text(record, "state", journal_state_name(entry->state));
    record_set_text(record, "message", arena_strdup(page->arena, entry->message));
    record_set_text(record, "requestId", arena_strdup(page->arena, entry->request_id));
    record->values[page->kind->time] = (struct value){.known = true, .number = entry->begun};
}

enum source_step read_journal(struct journal *journal, struct reading *reading)
{
    struct err e = {.code = ERR_OK};
    size_t count = 0, most = reading->source->most;
    assert(reading->subject && most);
    struct record_page *page = reading->page = record_page_new(reading->source->kind);
    struct journal_entry *entries = journal_list_of(journal, page->arena, reading->subject, most + 1, &count, &e);
    for (size_t i = 0; entries && i < count && i < most; i++)
        put(page, &entries[i]);
    reading->state = entries ? READ_WHOLE : READ_NOT;
    if (!entries) {
        reading->error = e;
        reading->why = WHY_FAILED;
    } else if (count > most) {
        reading->state = READ_IN_PART;
        reading->why = WHY_TOO_MANY;
        reading->covered_from = entries[most - 1].begun;
        err_set(&reading->error, ERR_TOO_BIG, "the newest %zu entries; `roster journal` lists all", most);
    }
    return SOURCE_OVER;
}
