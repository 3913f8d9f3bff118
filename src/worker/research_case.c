/* What is known of one user who is researched: evidence, the pages it points into, and judging it no oftener than is worth it. */
#include "worker/research.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "journal/aside.h"
#include "research/foothold.h"
#include "research/lists.h"
#include "source/audit_log.h"
#include "worker/engine.h"
#include <assert.h>
#include <string.h>
#include <strings.h>

enum {
    PATIENCE = 10,    /* a judging may take a part of the time between two: one in so many */
    SOONEST = 100000, /* µs between two */
    KEPT = 24         /* users of whom what was read is kept */
};

struct case_file *case_file_of(struct work *work, const char *id, const char *name)
{
    struct case_file **at = &work->cases, *file;
    while (*at && strcmp((*at)->id, id) != 0)
        at = &(*at)->next;
    file = *at;
    if (file) {
        *at = file->next;
    } else {
        file = xcalloc(1, sizeof *file);
        file->arena = arena_new(0);
        file->id = arena_strdup(file->arena, id);
        file->name = arena_strdup(file->arena, name && *name ? name : id);
    }
    file->next = work->cases; /* the first is the one asked about last */
    work->cases = file;
    return file;
}

/* --- evidence --- */

void case_file_begin(struct case_file *file, const struct research_case *of)
{
    evidence_free(file->evidence);
    file->evidence = evidence_new(of);
    file->traced = NULL;
    file->cost = file->judged = file->signed_in = 0;
}

void case_file_reread(struct case_file *file, enum research_source as)
{
    evidence_begin(file->evidence, as);
    file->changed = true;
}

/* Whether a record of the tenant concerns the user, by his name or his id; what changes the tenant concerns everybody. */
static bool concerns(const struct case_file *file, enum research_source as, const struct record *record,
                     struct raw_reader *reader)
{
    if (as == RESEARCH_TRACE && file->traced)
        return !strcasecmp(record_text(record, "recipient"), file->traced) ||
               !strcasecmp(record_text(record, "sender"), file->traced);
    const char *raw = record_raw(record, reader);
    return raw && (strcasestr(raw, file->id) || strcasestr(raw, file->name) ||
                   audit_is_of_tenant(record_text(record, "operation")));
}

void case_file_take(struct case_file *file, enum research_source as, struct record_page *page, bool mentions)
{
    struct raw_reader reader = {0};
    size_t taken = 0;
    for (size_t i = 0; i < page->count; i++)
        if (!mentions || concerns(file, as, &page->records[i], &reader))
            taken += evidence_add(file->evidence, as, &page->records[i]);
    raw_reader_free(&reader);
    if (!taken)
        return;
    evidence_hold(file->evidence, as, page);
    file->changed = true;
}

/* --- what is set aside --- */

enum { OWN_ACTS = 1000, CLOCKS = 60 * 1000 /* ms: the services' and this one differ by less */ };

/* What roster did to the user is in the services' logs, too. */
static struct set_aside own_act(const struct journal_entry *entry)
{
    int64_t end = entry->ended ? entry->ended : entry->begun;
    return (struct set_aside){.key = "",
                              .by = entry->operator_name,
                              .reason = "done by roster: it stands in the journal",
                              .at = end,
                              .from = entry->begun - CLOCKS,
                              .to = end + CLOCKS};
}

void case_file_asides(struct work *work, struct case_file *file)
{
    struct arena *arena = arena_new(0);
    struct err unread; /* whoever cannot read the journal is told so elsewhere: then everything counts */
    size_t count = 0;
    const struct journal_aside *kept = journal_asides(work->journal, arena, file->id, &count, &unread);
    size_t done = 0;
    const struct journal_entry *entries = journal_list_of(work->journal, arena, file->id, OWN_ACTS, &done, &unread);
    struct set_aside *asides = arena_alloc(arena, (count + done + 1) * sizeof *asides);
    for (size_t i = 0; kept && i < count; i++)
        asides[i] = (struct set_aside){
            .key = kept[i].finding, .by = kept[i].operator_name, .reason = kept[i].reason, .at = kept[i].at};
    if (!kept)
        count = 0;
    for (size_t i = 0; entries && i < done; i++)
        if (entries[i].state != JOURNAL_ALREADY)
            asides[count++] = own_act(&entries[i]);
    arena_free(file->aside_arena);
    file->aside_arena = arena;
    file->aside = asides;
    file->aside_count = count;
    file->changed = true;
}

bool case_file_set_aside(struct work *work, const struct case_file *file, const char *key, const char *reason,
                         struct err *e)
{
    const struct session_identity *who = session_identity(work->session);
    const struct config_tenant *tenant = work->options->tenant;
    const struct journal_aside aside = {.tenant = who ? who->tenant_id : tenant->tenant_id,
                                        .target_id = file->id,
                                        .finding = key,
                                        .operator_name = who ? who->operator_name : tenant->client_id,
                                        .reason = reason,
                                        .at = clock_now()};
    return (reason ? journal_aside_begin : journal_aside_end)(work->journal, &aside, e);
}

/* --- judging --- */

const struct lists *case_lists(struct work *work)
{
    struct err ignored; /* whoever starts a worker has tried the lines of the configuration before */
    if (!work->lists)
        work->lists = lists_new(work->options->list_lines, work->options->list_line_count, &ignored);
    assert(work->lists);
    return work->lists;
}

/* The report is the screen's once it is sent. */
static void keep_suspects(struct case_file *file, const struct report *report)
{
    size_t count = 0;
    arena_free(file->suspect_arena);
    file->suspect_arena = arena_new(256);
    file->suspects = arena_alloc(file->suspect_arena, (report->foothold_count + 1) * sizeof *file->suspects);
    for (size_t i = 0; i < report->foothold_count; i++)
        if (report->footholds[i].kind == FOOTHOLD_DEVICE && *report->footholds[i].because)
            file->suspects[count++] = arena_strdup(file->suspect_arena, report->footholds[i].id);
}

static void judge(struct work *work, uint64_t job, struct case_file *file)
{
    struct message message = {.kind = FROM_RESEARCH, .job = job, .arena = arena_new(256)};
    int64_t began = clock_micros();
    message.report = research_judge(file->evidence, case_lists(work), file->aside, file->aside_count);
    keep_suspects(file, message.report);
    message.subject = arena_strdup(message.arena, file->id);
    file->judged = clock_micros();
    file->cost = file->judged - began;
    file->changed = false;
    work->busy = true; /* some parts wait for what the judging marks */
    work_send(work, &message);
}

int64_t case_file_judge(struct work *work, uint64_t job, struct case_file *file, bool last)
{
    int64_t pause = file->cost * PATIENCE > SOONEST ? file->cost * PATIENCE : SOONEST,
            due = file->judged ? file->judged + pause : 0, now = clock_micros();
    if (!file->changed || !file->evidence)
        return -1;
    if (!last && due > now)
        return (due - now) / 1000 + 1;
    judge(work, job, file);
    return -1;
}

/* --- the end --- */

static void case_file_free(struct case_file *file)
{
    evidence_free(file->evidence);
    arena_free(file->aside_arena);
    arena_free(file->suspect_arena);
    arena_free(file->arena);
    xfree(file);
}

void case_files_trim(struct work *work, size_t keep)
{
    size_t idle = 0;
    for (struct case_file **at = &work->cases; *at;) {
        struct case_file *file = *at;
        if (file->owner || idle++ < keep) {
            at = &file->next;
            continue;
        }
        *at = file->next;
        case_file_free(file);
    }
}

void case_files_free(struct work *work)
{
    while (work->cases) {
        struct case_file *file = work->cases;
        work->cases = file->next;
        case_file_free(file);
    }
    lists_free(work->lists);
}
