/* The rows of the journal: what was done to several at once is one line, which opens to its targets. */
#include "ui/views/journal_view.h"

#include "base/buf.h"
#include <stdio.h>
#include <string.h>

enum { LONGEST = 1 << 16 };

static const char *target_of(const struct journal_entry *entry)
{
    return entry->target_upn && *entry->target_upn ? entry->target_upn : entry->target_id;
}

static const char *join(struct arena *arena, const struct journal_row *row,
                        const char *(*text_of)(const struct journal_entry *entry))
{
    auto_buf struct buf text = buf_make(LONGEST);
    for (size_t i = 0; i < row->count; i++) {
        const char *one = text_of(row->entries[i]);
        bool same = i && one && text_of(row->entries[i - 1]) && !strcmp(one, text_of(row->entries[i - 1]));
        if (one && *one && !same)
            buf_printf(&text, "%s%s", text.length ? ", " : "", one);
    }
    return arena_strdup(arena, buf_text(&text));
}

static const char *message_of(const struct journal_entry *entry)
{
    return entry->message;
}

static const char *request_of(const struct journal_entry *entry)
{
    return entry->request_id;
}

static void add_row(struct journal_view *view, const struct journal_entry **entries, size_t count)
{
    struct journal_row *row = &view->rows[view->row_count++];
    *row = (struct journal_row){.entries = entries, .count = count};
    row->targets = join(view->arena, row, target_of);
    row->messages = join(view->arena, row, message_of);
    row->request_ids = join(view->arena, row, request_of);
}

int64_t journal_group(const struct journal_entry *entry)
{
    return entry->playbook ? -entry->playbook : entry->run;
}

/* Those of the run of entry `at` that nobody has taken yet, itself first. */
static size_t take_run(const struct journal_view *view, size_t at, bool *taken, const struct journal_entry **out)
{
    size_t count = 0;
    for (size_t i = at; i < view->entry_count; i++)
        if (i == at || (journal_group(&view->entries[at]) &&
                        journal_group(&view->entries[i]) == journal_group(&view->entries[at]) && !taken[i])) {
            taken[i] = true;
            out[count++] = &view->entries[i];
        }
    return count;
}

void journal_arrange(struct journal_view *view)
{
    arena_free(view->arena);
    view->arena = arena_new(0);
    view->row_count = 0;
    view->rows = arena_alloc(view->arena, (view->entry_count + 1) * sizeof *view->rows);
    const struct journal_entry **all = arena_alloc(view->arena, (view->entry_count + 1) * sizeof *all);
    bool *taken = arena_alloc(view->arena, view->entry_count + 1);
    memset(taken, 0, view->entry_count + 1);
    for (size_t i = 0; i < view->entry_count; i++) {
        bool inside = view->inside && journal_group(&view->entries[i]) == view->inside;
        size_t count = taken[i] || (view->inside && !inside) ? 0 : take_run(view, i, taken, all);
        for (size_t k = 0; inside && k < count; k++)
            add_row(view, &all[k], 1);
        if (!inside && count)
            add_row(view, all, count);
        all += count;
    }
}

/* What wants attention comes last in the words and first in the colour. */
enum role journal_row_state(const struct journal_row *row, char *out, size_t size)
{
    static const enum journal_state order[] = {JOURNAL_DONE,   JOURNAL_ALREADY, JOURNAL_UNDONE,
                                               JOURNAL_INTENT, JOURNAL_FAILED,  JOURNAL_UNSETTLED};
    auto_buf struct buf text = buf_make(256);
    enum role role = ROLE_OK;
    if (row->count == 1) {
        snprintf(out, size, "%s", journal_word(row->entries[0]->state));
        return journal_role(row->entries[0]->state);
    }
    for (size_t k = 0; k < sizeof order / sizeof order[0]; k++) {
        size_t count = 0;
        for (size_t i = 0; i < row->count; i++)
            count += row->entries[i]->state == order[k];
        if (!count)
            continue;
        buf_printf(&text, "%s%zu %s", text.length ? ", " : "", count, journal_word(order[k]));
        role = journal_role(order[k]);
    }
    snprintf(out, size, "%s", buf_text(&text));
    return role;
}
