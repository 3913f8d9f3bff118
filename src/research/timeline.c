/* Everything that happened, merged: one row for each event, runs of equal ones as one, logons that the sign-in log tells as well left
 * out. */
#include "base/alloc.h"
#include "base/arena.h"
#include "base/clean.h"
#include "base/hash.h"
#include "research/judging.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct named { /* a record that a finding rests on */
    const struct record *record;
    const struct finding *finding;
};

struct merging {
    struct judging *judging;
    struct timeline_row *rows;
    size_t count, capacity;
    const struct timeline_who **whos; /* a hash table */
    size_t who_count, who_capacity;
    const char **copies; /* a hash table of texts of the evidence and, beside each, its copy in the report */
    size_t copy_count, copy_capacity;
    struct named *named; /* by record */
    size_t named_count;
    const char **correlations; /* of sign-ins, sorted by address: kept texts */
    size_t correlation_count;
    struct seen states;
};

/* --- texts: the evidence keeps equal ones once, so its pointers tell them apart --- */

static size_t slot(const char *const *copies, size_t capacity, const char *text)
{
    size_t at = (((uintptr_t)text >> 3) * 2654435761U & (capacity - 1)) * 2;
    while (copies[at] && copies[at] != text)
        at = (at + 2) & (capacity * 2 - 1);
    return at;
}

static const char *copy(struct merging *merging, const char *text)
{
    if (!text || !*text)
        return "";
    if (merging->copy_count * 2 >= merging->copy_capacity) {
        size_t old = merging->copy_capacity, capacity = old ? old * 2 : 1024;
        const char **copies = xcalloc(capacity * 2, sizeof *copies);
        for (size_t i = 0; i < old * 2; i += 2)
            if (merging->copies[i]) {
                size_t at = slot(copies, capacity, merging->copies[i]);
                copies[at] = merging->copies[i];
                copies[at + 1] = merging->copies[i + 1];
            }
        xfree(merging->copies);
        merging->copies = copies;
        merging->copy_capacity = capacity;
    }
    size_t at = slot(merging->copies, merging->copy_capacity, text);
    if (!merging->copies[at]) {
        merging->copies[at] = text;
        merging->copies[at + 1] = arena_strdup(merging->judging->arena, text);
        merging->copy_count++;
    }
    return merging->copies[at + 1];
}

/* --- who: kept once, too --- */

static size_t who_slot(const struct timeline_who *const *whos, size_t capacity, const struct timeline_who *who)
{
    size_t at = hash_bytes(HASH_NOTHING, who, sizeof *who) & (capacity - 1);
    while (whos[at] && memcmp(whos[at], who, sizeof *who) != 0)
        at = (at + 1) & (capacity - 1);
    return at;
}

static const struct timeline_who *keep_who(struct merging *merging, const struct timeline_who *who)
{
    if (merging->who_count * 2 >= merging->who_capacity) {
        size_t capacity = merging->who_capacity ? merging->who_capacity * 2 : 256;
        const struct timeline_who **whos = xcalloc(capacity, sizeof *whos);
        for (size_t i = 0; i < merging->who_capacity; i++)
            if (merging->whos[i])
                whos[who_slot(whos, capacity, merging->whos[i])] = merging->whos[i];
        xfree(merging->whos);
        merging->whos = whos;
        merging->who_capacity = capacity;
    }
    size_t at = who_slot(merging->whos, merging->who_capacity, who);
    if (!merging->whos[at]) {
        struct timeline_who *kept = arena_alloc(merging->judging->arena, sizeof *kept);
        *kept = *who;
        merging->whos[at] = kept;
        merging->who_count++;
    }
    return merging->whos[at];
}

static struct timeline_who who_at(struct merging *merging, const char *actor, const struct place *place)
{
    struct timeline_who who = {copy(merging, actor), "", "", "", "", ""};
    if (place) {
        who.address = copy(merging, place->address);
        who.session = copy(merging, place->session);
        who.agent = copy(merging, place->agent);
        who.where = copy(merging, terms_country_of(merging->judging->terms, place->key));
    }
    return who;
}

static void push(struct merging *merging, const struct fact *fact, const struct place *place,
                 const struct timeline_who *who, const char *verb, const char *object)
{
    merging->rows = grow_array(merging->rows, &merging->capacity, merging->count + 1, sizeof *merging->rows);
    merging->rows[merging->count++] = (struct timeline_row){.time = fact->time,
                                                            .last = fact->time,
                                                            .verb = verb,
                                                            .object = object,
                                                            .who = keep_who(merging, who),
                                                            .record = fact->record,
                                                            .run = 1,
                                                            .source = (uint8_t)fact->source,
                                                            .suspect = place && is_suspect(merging->judging, place)};
}

static bool in_window(const struct merging *merging, const struct fact *fact)
{
    return fact->time >= merging->judging->from && fact->time <= merging->judging->evidence->until;
}

/* --- from each kind of fact --- */

static const char protection[] = "Identity Protection";

static void merge_sign_ins(struct merging *merging)
{
    const struct evidence *evidence = merging->judging->evidence;
    for (size_t i = 0; i < evidence->sign_ins_count; i++) {
        const struct sign_in *fact = &evidence->sign_ins[i];
        if (!in_window(merging, &fact->fact))
            continue;
        struct timeline_who who = who_at(merging, evidence->of.name, &fact->place);
        who.app = copy(merging, fact->app_id);
        if (*fact->country)
            who.where = copy(merging, fact->country);
        push(merging, &fact->fact, &fact->place, &who,
             fact->marks & MARK_SUCCESS          ? "signed in"
             : fact->marks & MARK_PASSWORD_WRONG ? "sign-in refused: wrong password"
             : fact->marks & MARK_PASSWORD_KNOWN ? "sign-in refused, password right"
                                                 : "sign-in refused",
             copy(merging, *fact->app ? fact->app : fact->app_id));
    }
}

static int by_address(const void *a, const void *b)
{
    const char *x = *(const char *const *)a, *y = *(const char *const *)b;
    return x < y ? -1 : x > y;
}

/* A logon that the sign-in log tells as well. */
static bool is_told(const struct merging *merging, const struct act *act)
{
    return *act->correlation && merging->correlation_count &&
           bsearch(&act->correlation, merging->correlations, merging->correlation_count, sizeof(char *), by_address);
}

static void merge_acts(struct merging *merging)
{
    const struct evidence *evidence = merging->judging->evidence;
    for (size_t i = 0; i < evidence->acts_count; i++) {
        const struct act *fact = &evidence->acts[i];
        if (!in_window(merging, &fact->fact) ||
            (fact->logon && (is_told(merging, fact) || (evidence->by_logons && fact->by_subject))))
            continue;
        struct timeline_who who = who_at(merging, fact->actor, &fact->place);
        who.app = copy(merging, fact->app);
        push(merging, &fact->fact, &fact->place, &who, copy(merging, fact->operation),
             copy(merging, *fact->object ? fact->object : fact->folder));
    }
}

static void merge_audits(struct merging *merging)
{
    const struct evidence *evidence = merging->judging->evidence;
    for (size_t i = 0; i < evidence->audits_count; i++) {
        const struct audit *fact = &evidence->audits[i];
        if (!in_window(merging, &fact->fact))
            continue;
        const struct timeline_who who = who_at(merging, fact->actor, &fact->place);
        push(merging, &fact->fact, &fact->place, &who, copy(merging, fact->activity),
             text_of(merging->judging, "%s", audit_object(fact)));
    }
}

static void merge_mail(struct merging *merging)
{
    const struct evidence *evidence = merging->judging->evidence;
    for (size_t i = 0; i < evidence->sent_count; i++) {
        const struct sent *fact = &evidence->sent[i];
        if (!in_window(merging, &fact->fact))
            continue;
        struct timeline_who who = who_at(merging, fact->sender, &fact->place);
        who.app = copy(merging, fact->subject); /* to tell a run by, until it is told */
        push(merging, &fact->fact, &fact->place, &who, fact->by_subject ? "sent mail" : "sent mail to the user",
             text_of(merging->judging, "%s: %s", fact->recipient, fact->subject));
    }
}

static void merge_risks(struct merging *merging)
{
    const struct evidence *evidence = merging->judging->evidence;
    for (size_t i = 0; i < evidence->risks_count; i++) {
        const struct risk *fact = &evidence->risks[i];
        if (fact->fact.source != RESEARCH_RISKS || !in_window(merging, &fact->fact))
            continue;
        struct timeline_who who = who_at(merging, NULL, &fact->place);
        who.actor = protection;
        push(merging, &fact->fact, &fact->place, &who, "risk detected", copy(merging, fact->type));
    }
}

/* How Identity Protection, or somebody, changed its mind about the user. */
static void merge_risk_history(struct merging *merging)
{
    size_t count;
    const struct item *items = evidence_items(merging->judging->evidence, RESEARCH_RISK_HISTORY, &count);
    for (size_t i = 0; i < count; i++) {
        const struct fact fact = {item_time(&items[i], "riskLastUpdatedDateTime"), items[i].fact.record,
                                  RESEARCH_RISK_HISTORY};
        const char *by = item_text(&items[i], "initiatedBy"), *state = item_text(&items[i], "riskState"),
                   *level = item_text(&items[i], "riskLevel"), *detail = item_text(&items[i], "riskDetail");
        if (!in_window(merging, &fact))
            continue;
        struct timeline_who who = who_at(merging, NULL, NULL);
        who.actor = *by ? text_of(merging->judging, "%s", by) : protection;
        push(merging, &fact, NULL, &who, "risk changed",
             text_of(merging->judging, "%s, level %s%s%s", state, level,
                     *detail && strcmp(detail, "none") != 0 ? ": " : "", strcmp(detail, "none") != 0 ? detail : ""));
    }
}

/* Whether no state of this record was merged yet. */
static bool is_first(struct merging *merging, const struct record *record)
{
    char name[32];
    snprintf(name, sizeof name, "%p", (const void *)record);
    return seen_first(&merging->states, merging->judging->own->scratch, name);
}

/* What findings rest on that has a time, and stands in none of the logs: a blocked sender, an alert. */
static void merge_states(struct merging *merging)
{
    const struct report *report = merging->judging->report;
    for (size_t i = 0; i < report->finding_count; i++)
        for (size_t k = 0; k < report->findings[i]->evidence_count; k++) {
            const struct evidence_ref *ref = &report->findings[i]->evidence[k];
            const struct fact fact = {ref->time, ref->record, ref->source};
            if (!ref->time || !in_window(merging, &fact) || ref->source == RESEARCH_SIGN_INS ||
                ref->source == RESEARCH_AUDIT_LOG || ref->source == RESEARCH_AUDITS || ref->source == RESEARCH_TRACE ||
                ref->source == RESEARCH_RISKS || !is_first(merging, ref->record))
                continue;
            struct timeline_who who = who_at(merging, NULL, NULL);
            who.actor = research_source(ref->source)->label;
            push(merging, &fact, NULL, &who, report->findings[i]->indicator->title, report->findings[i]->text);
        }
}

/* --- findings, order, runs --- */

static int by_record(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    if (x->record != y->record)
        return x->record < y->record ? -1 : 1;
    return x->finding->number < y->finding->number ? -1 : x->finding->number > y->finding->number;
}

static void name_records(struct merging *merging)
{
    const struct report *report = merging->judging->report;
    size_t count = 0;
    for (size_t i = 0; i < report->finding_count; i++)
        count += report->findings[i]->evidence_count;
    merging->named = xcalloc(count + 1, sizeof *merging->named);
    for (size_t i = 0; i < report->finding_count; i++)
        for (size_t k = 0; k < report->findings[i]->evidence_count; k++)
            merging->named[merging->named_count++] = (struct named){report->findings[i]->evidence[k].record,
                                                                    report->findings[i]};
    qsort(merging->named, merging->named_count, sizeof *merging->named, by_record);
}

static void add_findings(struct merging *merging, struct timeline_row *row)
{
    size_t low = 0, high = merging->named_count, count = 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (merging->named[middle].record < row->record)
            low = middle + 1;
        else
            high = middle;
    }
    while (low + count < merging->named_count && merging->named[low + count].record == row->record)
        count++;
    if (!count)
        return;
    row->findings = arena_alloc(merging->judging->arena, count * sizeof *row->findings);
    for (size_t i = 0; i < count; i++)
        if (!row->finding_count || row->findings[row->finding_count - 1] != merging->named[low + i].finding)
            row->findings[row->finding_count++] = merging->named[low + i].finding;
}

static int by_time(const void *a, const void *b)
{
    const struct timeline_row *x = a, *y = b;
    return x->time < y->time ? -1 : x->time > y->time;
}

static bool same_findings(const struct timeline_row *a, const struct timeline_row *b)
{
    return a->finding_count == b->finding_count &&
           (!a->finding_count || !memcmp(a->findings, b->findings, a->finding_count * sizeof *a->findings));
}

static bool is_equal(const struct timeline_row *a, const struct timeline_row *b)
{
    bool one_mail = a->source == RESEARCH_TRACE && b->source == RESEARCH_TRACE; /* to many */
    return a->source == b->source && a->verb == b->verb && (one_mail || a->object == b->object) && a->who == b->who &&
           same_findings(a, b);
}

static void keep_rows(struct merging *merging)
{
    struct report *report = merging->judging->report;
    size_t kept = 0;
    if (merging->count)
        qsort(merging->rows, merging->count, sizeof *merging->rows, by_time);
    for (size_t i = 0; i < merging->count; i++) {
        struct timeline_row *row = &merging->rows[i], *last = kept ? &merging->rows[kept - 1] : NULL;
        add_findings(merging, row);
        if (last && is_equal(last, row)) {
            last->run++;
            last->last = row->time;
        } else {
            merging->rows[kept++] = *row;
        }
    }
    report->timeline = kept ? xrealloc(merging->rows, kept * sizeof *report->timeline) : NULL;
    for (size_t i = 0; i < kept; i++)
        if (report->timeline[i].source == RESEARCH_TRACE) {
            struct timeline_who who = *report->timeline[i].who;
            if (report->timeline[i].run > 1)
                report->timeline[i].object = who.app;
            who.app = "";
            report->timeline[i].who = keep_who(merging, &who);
        }
    report->timeline_count = kept;
    if (!kept)
        xfree(merging->rows);
}

void timeline_make(struct judging *judging)
{
    struct merging merging = {.judging = judging};
    const struct evidence *evidence = judging->evidence;
    merging.capacity = evidence->sign_ins_count + evidence->acts_count + evidence->audits_count + evidence->sent_count +
                       64;
    merging.rows = xcalloc(merging.capacity, sizeof *merging.rows);
    merging.correlations = xcalloc(evidence->sign_ins_count + 1, sizeof(char *));
    for (size_t i = 0; i < evidence->sign_ins_count; i++)
        if (*evidence->sign_ins[i].correlation && !evidence->sign_ins[i].from_log)
            merging.correlations[merging.correlation_count++] = evidence->sign_ins[i].correlation;
    qsort(merging.correlations, merging.correlation_count, sizeof(char *), by_address);
    name_records(&merging);
    merge_sign_ins(&merging);
    merge_acts(&merging);
    merge_audits(&merging);
    merge_mail(&merging);
    merge_risks(&merging);
    merge_risk_history(&merging);
    merge_states(&merging);
    keep_rows(&merging);
    xfree(merging.copies);
    xfree(merging.whos);
    xfree(merging.named);
    xfree(merging.correlations);
}
