/* The evidence of a case: arrays that fill as sources answer, and how each source ended. */
#include "base/alloc.h"
#include "base/arena.h"
#include "base/clean.h"
#include "base/clock.h"
#include "base/hash.h"
#include "research/evidence_own.h"
#include "research/thresholds.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define COUNT_OF(array) (sizeof array / sizeof array[0])

void *evidence_push(void *array, size_t *count, size_t *capacity, size_t size)
{
    void **at = array;
    *at = grow_array(*at, capacity, *count + 1, size);
    return memset((char *)*at + (*count)++ * size, 0, size);
}

static uint64_t text_hash(const char *text, size_t length)
{
    return hash_bytes(HASH_NOTHING, text, length);
}

static void grow_texts(struct evidence_own *own)
{
    size_t capacity = own->text_capacity ? own->text_capacity * 2 : 1024;
    const char **texts = xcalloc(capacity, sizeof *texts);
    for (size_t i = 0; i < own->text_capacity; i++)
        if (own->texts[i]) {
            size_t at = text_hash(own->texts[i], strlen(own->texts[i])) & (capacity - 1);
            while (texts[at])
                at = (at + 1) & (capacity - 1);
            texts[at] = own->texts[i];
        }
    xfree(own->texts);
    own->texts = texts;
    own->text_capacity = capacity;
}

const char *evidence_text(const struct evidence *evidence, const char *text)
{
    if (text && !clean_is(text, strlen(text)))
        text = clean_strdup(evidence->arena, text, strlen(text));
    return evidence_lines(evidence, text);
}

const char *evidence_lines(const struct evidence *evidence, const char *text)
{
    struct evidence_own *own = evidence->own;
    if (!text || !*text)
        return "";
    if (own->text_count * 2 >= own->text_capacity)
        grow_texts(own);
    size_t at = text_hash(text, strlen(text)) & (own->text_capacity - 1);
    while (own->texts[at] && strcmp(own->texts[at], text) != 0)
        at = (at + 1) & (own->text_capacity - 1);
    if (!own->texts[at]) {
        own->texts[at] = arena_strdup(evidence->arena, text);
        own->text_count++;
    }
    return own->texts[at];
}

static const char *const *copy_texts(struct evidence *evidence, const char *const *texts)
{
    size_t count = 0;
    while (texts && texts[count])
        count++;
    const char **copy = arena_alloc(evidence->arena, (count + 1) * sizeof *copy);
    for (size_t i = 0; i < count; i++)
        copy[i] = evidence_text(evidence, texts[i]);
    return copy;
}

struct evidence *evidence_new(const struct research_case *of)
{
    struct evidence *evidence = xcalloc(1, sizeof *evidence);
    evidence->arena = arena_new(0);
    evidence->own = xcalloc(1, sizeof *evidence->own);
    evidence->of = *of;
    evidence->of.user_id = evidence_text(evidence, of->user_id);
    evidence->of.name = evidence_text(evidence, of->name);
    evidence->of.tenant_id = evidence_text(evidence, of->tenant_id);
    evidence->of.domains = copy_texts(evidence, of->domains);
    evidence->addresses = copy_texts(evidence, (const char *const[]){of->name, NULL});
    evidence->from = of->now - DAYS(of->window ? of->window : LIMIT_WINDOW);
    evidence->until = of->now + HOURS(LIMIT_CLOCK);
    evidence->base = evidence->from - DAYS(of->baseline ? of->baseline : LIMIT_BASELINE);
    return evidence;
}

void evidence_free(struct evidence *evidence)
{
    if (!evidence)
        return;
    struct evidence_own *own = evidence->own;
    act_forget(evidence);
    for (size_t i = 0; i < own->trees_count; i++)
        json_free(own->trees[i].root);
    for (size_t i = 0; i < own->pages_count; i++)
        record_page_free(own->pages[i].page);
    raw_reader_free(&own->reader);
    void *arrays[] = {evidence->sign_ins, evidence->others,  evidence->audits,
                      evidence->acts,     evidence->sent,    evidence->applications,
                      evidence->grants,   evidence->devices, evidence->methods,
                      evidence->risks,    evidence->items,   evidence->asked,
                      own->texts,         own->trees,        own->parsed,
                      own->pages,         own->by_operation, own};
    for (size_t i = 0; i < COUNT_OF(arrays); i++)
        xfree(arrays[i]);
    arena_free(evidence->arena);
    xfree(evidence);
}

/* --- the arrays as one table: each begins with a struct fact --- */

struct array {
    size_t items, count, size; /* offsets in struct evidence; bytes of one */
    size_t id;                 /* offset of its id in one; 0: it has none */
    int (*order)(const void *a, const void *b);
};

/* By time, then by id: in the order in which answers happened to arrive an opened case would be judged in another way. */
static int in_order(const struct fact *a, const struct fact *b, const char *id, const char *other)
{
    int by_time = (a->time > b->time) - (a->time < b->time), from = (int)a->source - (int)b->source;
    return by_time ? by_time : from ? from : strcmp(id, other);
}

#define ORDER(type)                                                                                                    \
    static int type##_order(const void *a, const void *b)                                                              \
    {                                                                                                                  \
        const struct type *x = a, *y = b;                                                                              \
        return in_order(&x->fact, &y->fact, x->id, y->id);                                                             \
    }
ORDER(sign_in)
ORDER(audit)
ORDER(act)
ORDER(sent)
ORDER(application)
ORDER(grant)
ORDER(device)
ORDER(method)
ORDER(risk)

#define ARRAY(name, type)                                                                                              \
    {                                                                                                                  \
        offsetof(struct evidence, name), offsetof(struct evidence, name##_count), sizeof(struct type), 0, NULL         \
    }
#define ARRAY_ID(name, type)                                                                                           \
    {                                                                                                                  \
        offsetof(struct evidence, name), offsetof(struct evidence, name##_count), sizeof(struct type),                 \
            offsetof(struct type, id), type##_order                                                                    \
    }

static const struct array arrays[] = {
    ARRAY_ID(sign_ins, sign_in), ARRAY_ID(others, sign_in), ARRAY_ID(audits, audit),
    ARRAY_ID(acts, act),         ARRAY_ID(sent, sent),      ARRAY_ID(applications, application),
    ARRAY_ID(grants, grant),     ARRAY_ID(devices, device), ARRAY_ID(methods, method),
    ARRAY_ID(risks, risk),       ARRAY(items, item),
};

static struct fact *fact_at(struct evidence *evidence, const struct array *array, size_t at)
{
    return (struct fact *)(void *)(*(char **)(void *)((char *)evidence + array->items) + at * array->size);
}

static size_t *count_of(struct evidence *evidence, const struct array *array)
{
    return (size_t *)(void *)((char *)evidence + array->count);
}

/* Keep those of the array for which `keep` says so, in their order. */
static void sift(struct evidence *evidence, const struct array *array,
                 bool (*keep)(struct evidence *, const struct array *, const struct fact *, void *), void *data)
{
    size_t *count = count_of(evidence, array), kept = 0;
    for (size_t i = 0; i < *count; i++)
        if (keep(evidence, array, fact_at(evidence, array, i), data)) {
            if (kept != i)
                memcpy(fact_at(evidence, array, kept), fact_at(evidence, array, i), array->size);
            kept++;
        }
    *count = kept;
}

static bool of_another(struct evidence *evidence, const struct array *array, const struct fact *fact, void *data)
{
    (void)evidence;
    (void)array;
    return fact->source != *(const enum research_source *)data;
}

static void release_pages(struct evidence_own *own, enum research_source source)
{
    size_t kept = 0;
    for (size_t i = 0; i < own->pages_count; i++) {
        if (own->pages[i].source == source)
            record_page_free(own->pages[i].page);
        else
            own->pages[kept++] = own->pages[i];
    }
    own->pages_count = kept;
}

void evidence_begin(struct evidence *evidence, enum research_source source)
{
    struct evidence_own *own = evidence->own;
    size_t kept = 0;
    act_forget(evidence);
    raw_reader_free(&own->reader); /* a page that goes may hold its block */
    for (size_t i = 0; i < COUNT_OF(arrays); i++)
        sift(evidence, &arrays[i], of_another, &source);
    for (size_t i = 0; i < own->trees_count; i++) {
        if (own->trees[i].source == source)
            json_free(own->trees[i].root);
        else
            own->trees[kept++] = own->trees[i];
    }
    own->trees_count = kept;
    evidence_forget_asked(evidence, source);
    release_pages(own, source);
    own->parts[source] = 0;
    own->odd[source] = (struct odd){0};
    own->seen[source] = (struct seen){0};
    evidence->sources[source] = (struct source_span){.tried = true, .state = READ_GOING, .error = "", .code = ""};
    evidence->ready = false;
}

/* A service may tell the same on two pages. Logs may be long, and what they tell has ids. */
static bool is_told_twice(struct evidence *evidence, enum research_source source, const char *raw)
{
    bool log = source == RESEARCH_SIGN_INS || source == RESEARCH_ADDRESS_SIGN_INS || source == RESEARCH_AUDIT_LOG ||
               source == RESEARCH_TRACE;
    return raw && !log && !seen_first(&evidence->own->seen[source], evidence->arena, raw);
}

bool evidence_add(struct evidence *evidence, enum research_source source, const struct record *record)
{
    const char *raw = record_raw(record, &evidence->own->reader);
    if (is_told_twice(evidence, source, raw))
        return true;
    return evidence_add_read(evidence, source, record, raw ? json_parse(raw, strlen(raw), NULL) : NULL);
}

bool evidence_add_read(struct evidence *evidence, enum research_source source, const struct record *record,
                       struct json *root)
{
    bool taken = false;
    if (json_kind(root) == JSON_OBJECT) {
        if (source != RESEARCH_AUDIT_LOG) /* those have their data within */
            evidence_look_odd(evidence, source, root);
        bool kept = source == RESEARCH_AUDITS ? audit_take(evidence, record, root) : false;
        if (!kept && source == RESEARCH_AUDIT_LOG)
            taken = act_take(evidence, record, root);
        else if (!kept && (source == RESEARCH_SIGN_INS || source == RESEARCH_ADDRESS_SIGN_INS))
            taken = sign_in_take(evidence, source, record, root);
        else if (!kept && source != RESEARCH_AUDITS) {
            taken = state_take(evidence, source, record, root);
            kept = item_take(evidence, source, record, root); /* a state can be read by name as well */
        }
        if (kept) {
            *(struct tree *)EVIDENCE_PUSH(evidence->own, trees) = (struct tree){source, root};
            root = NULL;
            taken = true;
        }
    }
    json_free(root);
    if (!taken)
        evidence_note_odd(evidence, source, "a record");
    if (taken) {
        struct source_span *span = &evidence->sources[source];
        if (!span->tried) /* until somebody says that it is over, more may come */
            *span = (struct source_span){.tried = true, .state = READ_GOING, .error = "", .code = ""};
        span->count++;
        evidence->ready = false;
    }
    return taken;
}

void evidence_hold(struct evidence *evidence, enum research_source source, struct record_page *page)
{
    *(struct kept_page *)EVIDENCE_PUSH(evidence->own, pages) = (struct kept_page){source, record_page_keep(page)};
}

size_t evidence_add_page(struct evidence *evidence, enum research_source source, struct record_page *page)
{
    size_t unread = 0;
    evidence_hold(evidence, source, page);
    for (size_t i = 0; i < page->count; i++)
        unread += !evidence_add(evidence, source, &page->records[i]);
    return unread;
}

/* What was read whole, but not all of it as it should be. */
static void say_odd(struct evidence *evidence, enum research_source source)
{
    const struct odd *odd = &evidence->own->odd[source];
    struct source_span *span = &evidence->sources[source];
    if (!odd->count || span->state != READ_WHOLE)
        return;
    span->state = span->count ? READ_IN_PART : READ_NOT;
    span->why = WHY_LEFT_OUT;
    const char *what = odd->count == 1 ? "value could not be read:" : "values could not be read, the first:";
    span->error = evidence_text(evidence, arena_printf(evidence->arena, "%zu %s %s", odd->count, what, odd->first));
}

void evidence_end(struct evidence *evidence, enum research_source source, enum read_state state, enum read_why why,
                  const struct err *error, const char *code, int64_t from, int64_t to)
{
    struct source_span *span = &evidence->sources[source];
    struct source_span part = {.tried = true,
                               .state = state,
                               .why = why,
                               .error = evidence_text(evidence, error ? error->message : NULL),
                               .code = evidence_text(evidence, code),
                               .from = from,
                               .to = to,
                               .count = span->count};
    if (evidence->own->parts[source]++) {
        if (state == READ_WHOLE || (state == READ_NOT && span->state == READ_NOT)) {
            part.why = span->why;
            part.error = span->error;
            part.code = span->code;
        }
        part.state = state == span->state ? state : READ_IN_PART;
        part.from = from > span->from ? from : span->from;
        part.to = !to || (span->to && span->to < to) ? span->to : to;
    }
    *span = part;
    say_odd(evidence, source);
    evidence->ready = false;
}

/* --- getting ready --- */

static int by_source(const void *a, const void *b)
{
    const struct fact *x = a, *y = b;
    return (int)x->source - (int)y->source;
}

struct ids {
    const char **at;
    size_t mask;
};

static const char *id_of(const struct array *array, const struct fact *fact)
{
    return array->id ? *(const char *const *)(const void *)((const char *)fact + array->id) : "";
}

/* Ids are kept texts: equal ones are the same pointer. */
static bool is_first(struct evidence *evidence, const struct array *array, const struct fact *fact, void *data)
{
    struct ids *seen = data;
    const char *id = id_of(array, fact);
    if (!*id)
        return true;
    size_t at = ((uintptr_t)id >> 3) * 2654435761U & seen->mask;
    while (seen->at[at] && seen->at[at] != id)
        at = (at + 1) & seen->mask;
    bool first = !seen->at[at];
    evidence->sources[fact->source].count -= !first && evidence->sources[fact->source].count > 0;
    seen->at[at] = id;
    return first;
}

static void drop_duplicates(struct evidence *evidence, const struct array *array)
{
    size_t room = 64;
    while (room < *count_of(evidence, array) * 2)
        room *= 2;
    struct ids seen = {xcalloc(room, sizeof *seen.at), room - 1};
    sift(evidence, array, is_first, &seen);
    xfree(seen.at);
}

static bool sorted(struct evidence *evidence, const struct array *array)
{
    for (size_t i = 1; i < *count_of(evidence, array); i++)
        if (array->order(fact_at(evidence, array, i - 1), fact_at(evidence, array, i)) > 0)
            return false;
    return true;
}

static int by_operation(const void *a, const void *b)
{
    const struct act *x = *(const struct act *const *)a, *y = *(const struct act *const *)b;
    if (x->operation != y->operation)
        return x->operation < y->operation ? -1 : 1;
    return x < y ? -1 : x > y; /* they are sorted by time */
}

static void index_acts(struct evidence *evidence)
{
    struct evidence_own *own = evidence->own;
    xfree(own->by_operation);
    own->by_operation = xcalloc(evidence->acts_count + 1, sizeof *own->by_operation);
    for (size_t i = 0; i < evidence->acts_count; i++)
        own->by_operation[i] = &evidence->acts[i];
    qsort(own->by_operation, evidence->acts_count, sizeof *own->by_operation, by_operation);
}

static void index_items(struct evidence *evidence)
{
    size_t at = 0;
    if (evidence->items_count)
        qsort(evidence->items, evidence->items_count, sizeof *evidence->items, by_source);
    for (size_t source = 0; source <= RESEARCH_SOURCES; source++) {
        while (at < evidence->items_count && (size_t)evidence->items[at].fact.source < source)
            at++;
        evidence->own->item_from[source] = at;
    }
}

/* Every address of the user: his names, and those of his mailbox. */
static void gather_addresses(struct evidence *evidence)
{
    const char *all[64];
    size_t count = 0;
    all[count++] = evidence->of.name;
    for (size_t i = 0; i < evidence->items_count; i++) {
        const struct item *item = &evidence->items[i];
        if (item->fact.source != RESEARCH_USER && item->fact.source != RESEARCH_MAILBOX)
            continue;
        static const char *const names[] = {"userPrincipalName", "mail", "UserPrincipalName", "PrimarySmtpAddress"};
        for (size_t n = 0; n < COUNT_OF(names) && count < 60; n++)
            if (*item_text(item, names[n]))
                all[count++] = evidence_text(evidence, item_text(item, names[n]));
        static const char *const lists[] = {"proxyAddresses", "EmailAddresses"};
        for (size_t n = 0; n < COUNT_OF(lists); n++)
            for (const struct json *one = json_first(json_get(item->data, lists[n])); one && count < 60;
                 one = json_next(one)) {
                const char *text = json_text_or(one, "");
                if (!strncasecmp(text, "smtp:", 5))
                    all[count++] = evidence_text(evidence, text + 5);
            }
    }
    all[count] = NULL;
    evidence->addresses = copy_texts(evidence, all);
}

static const struct application *find_application(const struct evidence *evidence, const char *id)
{
    for (size_t i = 0; i < evidence->applications_count; i++)
        if (*id && !strcasecmp(evidence->applications[i].id, id))
            return &evidence->applications[i];
    return NULL;
}

static void settle(struct evidence *evidence)
{
    for (size_t i = 0; i < evidence->grants_count; i++)
        evidence->grants[i].application = find_application(evidence, evidence->grants[i].client_id);
    for (size_t i = 0; i < evidence->acts_count; i++)
        evidence->acts[i].by_subject = evidence_is_subject(evidence, evidence->acts[i].actor);
    for (size_t i = 0; i < evidence->sent_count; i++) {
        evidence->sent[i].by_subject = evidence_is_subject(evidence, evidence->sent[i].sender);
        evidence->sent[i].to_subject = evidence_is_subject(evidence, evidence->sent[i].recipient);
    }
}

static bool is_no_logon(struct evidence *evidence, const struct array *array, const struct fact *fact, void *data)
{
    (void)evidence;
    (void)array;
    (void)data;
    return !((const struct sign_in *)(const void *)fact)->from_log;
}

void evidence_ready(struct evidence *evidence)
{
    if (evidence->ready)
        return;
    act_forget(evidence);
    sift(evidence, &arrays[0], is_no_logon, NULL);
    sift(evidence, &arrays[1], is_no_logon, NULL);
    index_items(evidence);
    gather_addresses(evidence);
    for (size_t i = 0; i + 1 < COUNT_OF(arrays); i++) {
        if (!sorted(evidence, &arrays[i]))
            qsort(fact_at(evidence, &arrays[i], 0), *count_of(evidence, &arrays[i]), arrays[i].size, arrays[i].order);
        drop_duplicates(evidence, &arrays[i]);
    }
    settle(evidence);
    if (evidence->acts_capacity > evidence->acts_count + evidence->acts_count / 8) { /* there may be 200,000 */
        evidence->acts_capacity = evidence->acts_count + 1;
        evidence->acts = xrealloc(evidence->acts, evidence->acts_capacity * sizeof(struct act));
    }
    index_acts(evidence);
    if ((evidence->by_logons = !evidence_has(evidence, RESEARCH_SIGN_INS)))
        sign_ins_of_logons(evidence);
    evidence->ready = true;
}
