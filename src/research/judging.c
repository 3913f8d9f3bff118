/* What rules are given and what they find: collections of the evidence, findings, their evidence. */
#include "research/judging.h"
#include "base/alloc.h"
#include "base/arena.h"
#include "base/clean.h"
#include "research/evidence_own.h"
#include "research/lists.h"
#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MOST_EVIDENCE = 1023 }; /* records of one finding; the others are counted */

/* --- collections --- */

static bool in_span(const struct judging *judging, int64_t time, unsigned which)
{
    bool window = time >= judging->from && time <= judging->evidence->until;
    bool baseline = time >= judging->base && time < judging->from;
    unsigned wanted = which & (IN_WINDOW | IN_BASELINE);
    return !wanted || (wanted & IN_WINDOW && window) || (wanted & IN_BASELINE && baseline);
}

static bool by_whom(bool by_subject, unsigned which)
{
    return !(which & BY_SUBJECT && !by_subject) && !(which & BY_OTHERS && by_subject);
}

/* Whether one of the names parted by "|" is `name`. */
static bool is_one_of(const char *names, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = names; *at; at += strcspn(at, "|"), at += *at == '|')
        if (strcspn(at, "|") == length && !strncasecmp(at, name, length))
            return true;
    return false;
}

static bool on_mailbox(const struct judging *judging, const struct act *act)
{
    const struct evidence *evidence = judging->evidence;
    const char *identity;
    if (evidence_is_subject(evidence, act->owner) || evidence_is_subject(evidence, act->object))
        return true;
    if (*evidence->of.user_id && strcasestr(act->object, evidence->of.user_id))
        return true;
    identity = *act->owner ? NULL : act_parameter(evidence, act, "Identity");
    return identity && evidence_is_subject(evidence, identity);
}

static bool act_fits(const struct judging *judging, const struct act *act, unsigned which)
{
    return in_span(judging, act->fact.time, which) && by_whom(act->by_subject, which) &&
           !(which & SUCCEEDED && act->failed) && !(which & ON_SUBJECT && !on_mailbox(judging, act));
}

static int by_place_in_array(const void *a, const void *b)
{
    const struct act *x = *(const struct act *const *)a, *y = *(const struct act *const *)b;
    return x < y ? -1 : x > y;
}

struct acts acts_of(struct judging *judging, const char *operations, unsigned which)
{
    const struct evidence *evidence = judging->evidence;
    const struct act **index = (const struct act **)evidence->own->by_operation;
    size_t count = evidence->acts_count, found = 0, room = 0;
    const struct act **list = NULL;
    for (size_t from = 0, end; from < count; from = end) { /* a run of one operation after another */
        for (end = from + 1; end < count && index[end]->operation == index[from]->operation; end++)
            ;
        if (operations && !is_one_of(operations, index[from]->operation))
            continue;
        list = grow_array(list, &room, found + (end - from), sizeof *list);
        for (size_t i = from; i < end; i++)
            if (act_fits(judging, index[i], which))
                list[found++] = index[i];
    }
    const struct act **kept = arena_alloc(judging->own->rule, (found + 1) * sizeof *kept);
    if (found)
        memcpy(kept, list, found * sizeof *kept);
    xfree(list);
    qsort(kept, found, sizeof *kept, by_place_in_array);
    return (struct acts){kept, found};
}

const char *audit_kind(struct judging *judging, const struct audit *audit, const char *indicator)
{
    const struct list_row *row = lists_find_with(judging->lists, LIST_AUDIT_ACTIVITIES, audit->activity, indicator);
    return row ? row->fields[2] : NULL;
}

struct audits audits_of(struct judging *judging, const char *indicator, unsigned which)
{
    const struct evidence *evidence = judging->evidence;
    const struct audit **kept = arena_alloc(judging->own->rule, (evidence->audits_count + 1) * sizeof *kept);
    size_t count = 0;
    for (size_t i = 0; i < evidence->audits_count; i++) {
        const struct audit *audit = &evidence->audits[i];
        if (in_span(judging, audit->fact.time, which) && by_whom(audit->by_subject, which) &&
            !(which & ON_SUBJECT && !audit->on_subject) && !(which & SUCCEEDED && audit->failed) &&
            (!indicator || audit_kind(judging, audit, indicator)))
            kept[count++] = audit;
    }
    return (struct audits){kept, count};
}

struct sign_ins sign_ins_of(struct judging *judging, unsigned which)
{
    const struct evidence *evidence = judging->evidence;
    const struct sign_in **kept = arena_alloc(judging->own->rule, (evidence->sign_ins_count + 1) * sizeof *kept);
    size_t count = 0;
    for (size_t i = 0; i < evidence->sign_ins_count; i++) {
        const struct sign_in *row = &evidence->sign_ins[i];
        if (in_span(judging, row->fact.time, which) && !(which & SUCCEEDED && !(row->marks & MARK_SUCCESS)) &&
            !(which & STRAY && !(row->marks & MARK_STRAY)) && !(which & INTERACTIVE && !row->interactive))
            kept[count++] = row;
    }
    return (struct sign_ins){kept, count};
}

struct sents sents_of(struct judging *judging, unsigned which)
{
    const struct evidence *evidence = judging->evidence;
    const struct sent **kept = arena_alloc(judging->own->rule, (evidence->sent_count + 1) * sizeof *kept);
    size_t count = 0;
    for (size_t i = 0; i < evidence->sent_count; i++)
        if (in_span(judging, evidence->sent[i].fact.time, which) && by_whom(evidence->sent[i].by_subject, which))
            kept[count++] = &evidence->sent[i];
    return (struct sents){kept, count};
}

bool subject_has_role(struct judging *judging)
{
    size_t count, roles;
    const struct item *items = evidence_items(judging->evidence, RESEARCH_MEMBER_OF, &count);
    evidence_items(judging->evidence, RESEARCH_ROLES, &roles);
    for (size_t i = 0; i < count; i++)
        if (strstr(item_text(&items[i], "@odata.type"), "directoryRole"))
            return true;
    return roles > 0;
}

const struct application *application_of(struct judging *judging, const char *id)
{
    const struct evidence *evidence = judging->evidence;
    for (size_t i = 0; id && *id && i < evidence->applications_count; i++)
        if (!strcasecmp(evidence->applications[i].id, id) || !strcasecmp(evidence->applications[i].app_id, id))
            return &evidence->applications[i];
    return NULL;
}

bool application_is_microsoft(struct judging *judging, const struct application *application)
{
    return application && lists_has(judging->lists, LIST_OWNER_TENANTS_MICROSOFT, application->owner);
}

bool application_is_own(struct judging *judging, const struct application *application)
{
    return application && *application->owner && !strcasecmp(application->owner, judging->evidence->of.tenant_id);
}

bool places_are_known(struct judging *judging)
{
    return judging->evidence->sign_ins_count > 0;
}

const char *text_of(struct judging *judging, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = arena_vprintf(judging->arena, format, arguments);
    va_end(arguments);
    return clean_strdup(judging->arena, text, strlen(text));
}

/* --- findings --- */

static const char *copy(struct judging *judging, const char *text)
{
    return text && *text ? clean_strdup(judging->arena, text, strlen(text)) : "";
}

/* The report outlives the evidence: its places have texts of their own. */
static struct place copy_place(struct judging *judging, const struct place *place)
{
    return (struct place){.address = copy(judging, place->address),
                          .key = place->key,
                          .session = copy(judging, place->session),
                          .token = copy(judging, place->token),
                          .device = copy(judging, place->device),
                          .agent = copy(judging, place->agent)};
}

/* What names a finding over several looks: what it is about, else when it was; a number where that is not enough. */
static const char *key_of(struct judging *judging, const struct finding *finding)
{
    const char *about = *finding->about ? finding->about : text_of(judging, "%lld", (long long)finding->time);
    const char *key = text_of(judging, "%s %s", finding->indicator->id, about);
    const char *whole = key;
    for (size_t i = 0, number = 2; i < judging->own->found_count; i++)
        if (!strcmp(judging->own->found[i]->key, whole)) {
            whole = text_of(judging, "%s #%zu", key, number++);
            i = (size_t)-1;
        }
    return whole;
}

static void set_aside(struct judging *judging, struct finding *finding)
{
    for (size_t i = 0; i < judging->own->aside_count; i++) {
        const struct set_aside *aside = &judging->own->aside[i];
        if (!strcmp(aside->key, finding->key)) {
            finding->aside = true;
            finding->aside_by = copy(judging, aside->by);
            finding->aside_reason = copy(judging, aside->reason);
            finding->aside_at = aside->at;
        }
    }
}

struct finding *finding_add(struct judging *judging, const struct finding_fact *fact, const char *text, ...)
{
    struct judging_own *own = judging->own;
    const struct indicator *indicator = fact->id ? indicator_find(fact->id) : judging->indicator;
    struct finding *finding = arena_alloc(judging->arena, sizeof *finding);
    va_list arguments;
    assert(indicator);
    va_start(arguments, text);
    const char *said = arena_vprintf(judging->arena, text, arguments);
    va_end(arguments);
    *finding = (struct finding){
        .indicator = indicator,
        .severity = fact->severity,
        .because = "",
        .state = fact->state,
        .time = fact->time,
        .text = copy(judging, said),
        .key = "",
        .about = copy(judging, fact->about),
        .app_id = copy(judging, fact->app_id),
        .target = copy(judging, fact->target),
        .place = copy_place(judging, fact->place ? fact->place : &(struct place){0}),
        .explained = fact->explained ? copy(judging, fact->explained) : NULL,
        .by_subject = fact->by_subject,
        .undated = fact->undated,
        .dateless = fact->dateless || indicator->flags & INDICATOR_DATELESS,
        .unexplainable = fact->never_explained || indicator->flags & INDICATOR_UNEXPLAINABLE,
        .untestable = fact->untestable,
        .unless_anchor = fact->unless_anchor,
        .shown_only = fact->shown_only,
        .no_anchor = fact->no_anchor,
        .aside_by = "",
        .aside_reason = "",
        .open = fact->state == FINDING_ACTIVE,
        .number = own->found_count,
    };
    finding->key = key_of(judging, finding);
    set_aside(judging, finding);
    own->found = grow_array(own->found, &own->found_capacity, own->found_count + 1, sizeof(struct finding *));
    own->found[own->found_count++] = finding;
    return finding;
}

void finding_evidence(struct judging *judging, struct finding *finding, const struct fact *fact, const char *value, ...)
{
    size_t room = finding->evidence_count;
    if (room == MOST_EVIDENCE) {
        finding->evidence_more++;
        return;
    }
    if (!(room & (room + 1))) { /* a power of two less one: the array is full */
        struct evidence_ref *more = arena_alloc(judging->arena, (room * 2 + 1) * sizeof *more);
        if (room)
            memcpy(more, finding->evidence, room * sizeof *more);
        finding->evidence = more;
    }
    va_list arguments;
    va_start(arguments, value);
    const char *said = arena_vprintf(judging->arena, value, arguments);
    va_end(arguments);
    assert(fact->record);
    finding->evidence[finding->evidence_count++] = (struct evidence_ref){
        .record = fact->record, .source = fact->source, .time = fact->time, .value = copy(judging, said)};
}

void finding_place(struct judging *judging, struct finding *finding, const struct place *place)
{
    struct judging_own *own = judging->own;
    char name[256];
    snprintf(name, sizeof name, "%zu %d/%llx %s", finding->number, place->key.family,
             (unsigned long long)place->key.bits, place->session ? place->session : "");
    if (!seen_first(&own->places, own->scratch, name))
        return;
    size_t count = finding->place_count;
    if (!(count & (count + 1))) { /* a power of two less one: the array is full */
        const struct place **more = arena_alloc(judging->arena, (count * 2 + 1) * sizeof *more);
        if (count)
            memcpy(more, finding->places, count * sizeof *more);
        finding->places = more;
    }
    struct place *kept = arena_alloc(judging->arena, sizeof *kept);
    *kept = copy_place(judging, place);
    finding->places[finding->place_count++] = kept;
}

void finding_more(struct judging *judging, struct finding *finding, const char *text, ...)
{
    va_list arguments;
    va_start(arguments, text);
    const char *more = arena_vprintf(judging->arena, text, arguments);
    va_end(arguments);
    char *copied = arena_strdup(judging->arena, more);
    copied[0] = (char)toupper((unsigned char)copied[0]);
    finding->text = text_of(judging, "%s. %s", finding->text, copied);
}

void finding_drop(struct judging *judging, struct finding *finding)
{
    (void)judging;
    finding->dropped = true;
}

struct findings findings_of(struct judging *judging, const char *ids)
{
    struct judging_own *own = judging->own;
    struct finding **kept = arena_alloc(judging->own->rule, (own->found_count + 1) * sizeof *kept);
    size_t count = 0;
    for (size_t i = 0; i < own->found_count; i++)
        if (!own->found[i]->dropped && (!ids || is_one_of(ids, own->found[i]->indicator->id)))
            kept[count++] = own->found[i];
    return (struct findings){kept, count};
}
