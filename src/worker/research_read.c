/* The parts of a research and their readers: what begins when, what is enough, and how each source ends. Every one ends with a word. */
#include "worker/research.h"

#include "action/permission.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "worker/engine.h"
#include "worker/tenant_info.h"
#include <assert.h>
#include <string.h>

enum {
    QUERY_LASTS = 300000, /* ms that the service may go on with a query that nobody waits for */
    AT_ONCE = 3           /* users whose audit log is read both ways at once: three queries each */
};

/* --- whom a part is of --- */

bool part_is_of(const struct research *research, const struct part *part, const struct case_file *file)
{
    bool together = part->plan->how != HOW_TRACE || !part->begun || file->traced;
    return part->of ? part->of == file : file->owner == research && together;
}

/* --- ends --- */

/* The service's error code, which stands in brackets at the end of what it said; NULL: there is none. */
static const char *code_of(struct arena *arena, const struct err *e)
{
    const char *open = e->code == ERR_OK ? NULL : strrchr(e->message, '('), *close = open ? strchr(open, ')') : NULL;
    return close ? arena_strndup(arena, open + 1, (size_t)(close - open) - 1) : NULL;
}

/* A person's sign-in holds no permission that opens the source: then it is not the role that is missing. "no-scope:Directory.Read.All". */
static const char *lacks_scope(const struct research *research, const struct reader *reader)
{
    struct held held = work_held(research->job.work);
    const struct source *row = reader->row;
    const char *const *lacks = !permission_held(&held, RESOURCE_GRAPH, row->needs)  ? row->needs
                               : !permission_held(&held, RESOURCE_GRAPH, row->also) ? row->also
                                                                                    : NULL;
    return reader->why == WHY_NOT_PERMITTED && held.caller == CALLER_PERSON && lacks
               ? arena_printf(research->job.arena, "no-scope:%s", lacks[0])
               : NULL;
}

static void tell_progress(const struct research *research)
{
    struct message message = {.kind = FROM_PROGRESS, .job = research->job.id};
    for (const struct part *part = research->parts; part; part = part->next, message.total++)
        message.finished += part->over;
    work_send(research->job.work, &message);
}

static bool is_query(const struct reader *reader)
{
    return reader->part->plan->as == RESEARCH_AUDIT_LOG && reader->row->needs;
}

static void note_left(struct work *work, const struct reader *reader)
{
    int64_t *oldest = &work->queries_left[0];
    if (reader->phase != READER_READS || !is_query(reader))
        return;
    for (size_t i = 0; i < WORK_QUERIES; i++)
        if (work->queries_left[i] < *oldest)
            oldest = &work->queries_left[i];
    *oldest = clock_monotonic() + QUERY_LASTS; /* the service goes on with what is given up here */
}

/* Where nothing had to be asked the other parts of the source say alone how it ended: with them refused it is not read in part. */
static bool says_end(const struct part *part)
{
    size_t count;
    bool alone = true;
    const struct plan *plans = research_plan(&count);
    for (size_t i = 0; i < count; i++)
        alone &= plans[i].as != part->plan->as || &plans[i] == part->plan;
    return alone || !part->nothing;
}

static void settle(struct research *research, struct part *part, enum read_state state, const struct reader *told)
{
    const char *code = lacks_scope(research, told);
    if (!code)
        code = code_of(research->job.arena, &told->error);
    for (size_t i = 1; !code && part->plan->others == HOW_BESIDE && i < part->plan->count; i++)
        code = code_of(research->job.arena, &part->readers[i].error); /* why one way alone had to do */
    part->over = true;
    research->answered |= state != READ_NOT;
    if (state == READ_NOT && research->error.code == ERR_OK)
        research->error = told->error;
    research->job.work->busy = true;
    for (size_t i = 0; i < PLAN_ROWS; i++) {
        struct reader *reader = &part->readers[i];
        struct job *child = reader->child;
        note_left(research->job.work, reader);
        reader->child = NULL;
        if (reader->phase == READER_READS && child && !research->job.ended && !child->ended) /* children go first */
            job_cancel(child);
        reader->phase = READER_OVER;
    }
    for (size_t i = 0; i < research->count; i++) {
        struct case_file *file = research->files[i];
        if (!part_is_of(research, part, file))
            continue;
        if (says_end(part))
            evidence_end(file->evidence, part->plan->as, state, state == READ_WHOLE ? WHY_NOTHING : told->why,
                         state == READ_WHOLE ? NULL : &told->error, code, told->covered_from, 0);
        file->open--;
        file->changed = true;
        if (part->plan->as == RESEARCH_SIGN_INS || part->plan->how == HOW_LOGONS)
            file->signed_in = clock_micros();
    }
    if (!research->job.ended)
        tell_progress(research);
}

static bool is_whole(const struct reader *reader)
{
    return reader->phase == READER_OVER && reader->state == READ_WHOLE;
}

/* Where the first reads everything, or all the others together do, that is enough. */
static const struct reader *enough(const struct part *part)
{
    size_t whole = 0;
    if (is_whole(&part->readers[0]))
        return &part->readers[0];
    for (size_t i = 1; i < part->plan->count && !part->plan->lesser; i++)
        whole += is_whole(&part->readers[i]);
    return part->plan->count > 1 && whole == part->plan->count - 1 ? &part->readers[1] : NULL;
}

static bool all_over(const struct part *part)
{
    for (size_t i = 0; i < part->plan->count; i++)
        if (part->readers[i].phase != READER_OVER)
            return false;
    return true;
}

static void weigh(struct research *research, struct part *part)
{
    const struct reader *whole = enough(part), *told = &part->readers[0];
    bool some = false;
    if (whole) {
        settle(research, part, READ_WHOLE, whole);
        return;
    }
    if (!all_over(part))
        return;
    for (size_t i = part->plan->count; i-- > 0;)
        if (part->readers[i].state != READ_NOT) {
            some = true;
            told = &part->readers[i];
        }
    if (some && told->why == WHY_NOTHING) /* one of several is whole: the others say what is missing */
        for (size_t i = part->plan->count; i-- > 0;)
            if (part->readers[i].why != WHY_NOTHING)
                told = &part->readers[i];
    settle(research, part, some ? READ_IN_PART : READ_NOT, told);
}

/* --- what comes --- */

static struct reader *reader_of(struct job *job, const struct reading *reading)
{
    return ((struct research *)job)->readers[reading->index];
}

static bool is_together(const struct part *part)
{
    return part->plan->how == HOW_TRACE && !part->of;
}

/* The page is the caller's; whoever needs it holds it. */
static void take(struct research *research, struct reader *reader, struct record_page *page)
{
    const struct plan *plan = reader->part->plan;
    bool mentions = (plan->mentions && reader->row->scope == SOURCE_OF_TENANT) || is_together(reader->part);
    for (size_t i = 0; i < research->count && !reader->part->over; i++)
        if (part_is_of(research, reader->part, research->files[i]))
            case_file_take(research->files[i], plan->as, page, mentions);
    record_page_free(page);
}

static void page_in(struct job *job, const struct reading *reading, struct record_page *page)
{
    take((struct research *)job, reader_of(job, reading), page);
}

/* Of several readings of one reader the first that is not whole says why. */
static void note_end(struct reader *reader, const struct reading *reading)
{
    bool first = reader->state == READ_WHOLE && reader->why == WHY_NOTHING;
    reader->covered_from = reading->covered_from > reader->covered_from ? reading->covered_from : reader->covered_from;
    if (reading->state == READ_WHOLE || !first) {
        if (reading->state != READ_NOT && reader->state == READ_NOT)
            reader->state = READ_IN_PART;
        return;
    }
    reader->state = reading->state;
    reader->why = reading->why;
    reader->error = reading->error;
}

/* For those who want to know what was asked. */
static void note_asked(struct research *research, const struct reader *reader, const struct reading *reading)
{
    const struct http_request *asked = reading->asked;
    for (size_t i = 0; asked && i < research->count; i++)
        if (part_is_of(research, reader->part, research->files[i]))
            evidence_ask(
                research->files[i]->evidence, reader->part->plan->as,
                &(struct asked){
                    .row = reader->row->name, .method = asked->method, .url = asked->url, .body = asked->body});
}

/* Those of a part that came to nothing have another way each. */
static void part_asunder(struct research *research, struct part *part)
{
    part->over = true;
    for (size_t i = 0; i < research->count; i++)
        if (part_is_of(research, part, research->files[i]))
            part_alone(research, part, research->files[i]);
}

static void reading_in(struct job *job, struct reading *reading)
{
    struct research *research = (struct research *)job;
    struct reader *reader = reader_of(job, reading);
    struct record_page *page = reading->page;
    reading->page = NULL;
    take(research, reader, page);
    note_asked(research, reader, reading);
    note_end(reader, reading);
    job->work->busy = true;
    if (--reader->under_way || reader->part->over)
        return;
    reader->phase = READER_OVER;
    reader->child = NULL; /* it ends now */
    bool instead = reader->part->plan->others == HOW_INSTEAD;
    if (instead && reader == &reader->part->readers[0] && reader->state != READ_NOT)
        settle(research, reader->part, reader->state, reader);
    else if (is_together(reader->part))
        part_asunder(research, reader->part);
    else
        weigh(research, reader->part);
}

/* --- beginning --- */

static bool is_going(const struct reader *reader)
{
    return reader->phase == READER_DUE || reader->phase == READER_READS;
}

static size_t queries_going(const struct work *work)
{
    size_t count = 0;
    for (size_t i = 0; i < WORK_QUERIES; i++)
        count += work->queries_left[i] > clock_monotonic();
    for (const struct case_file *file = work->cases; file; file = file->next) {
        const struct research *research = file->owner;
        bool counted = false;
        for (const struct case_file *before = work->cases; before != file; before = before->next)
            counted |= before->owner == research;
        for (size_t i = 0; research && !counted && i < research->reader_count; i++)
            count += is_going(research->readers[i]) && is_query(research->readers[i]);
    }
    return count;
}

static bool has_room(const struct research *research, const struct reader *reader)
{
    return !is_query(reader) || queries_going(research->job.work) < WORK_QUERIES;
}

void part_read(struct research *research, struct reader *reader, const char *const *texts, size_t count)
{
    const struct part *part = reader->part;
    bool of_user = reader->row->scope == SOURCE_OF_USER;
    const struct case_file *of = part->of ? part->of : research->files[0];
    struct read_subject *subjects = arena_alloc(research->job.arena, (count + 1) * sizeof *subjects);
    size_t many = texts ? count : 1;
    for (size_t i = 0; i < many; i++)
        subjects[i] = (struct read_subject){.id = of_user ? of->id : NULL,
                                            .name = of_user ? of->name : NULL,
                                            .text = texts ? texts[i] : NULL,
                                            .index = reader->number,
                                            .from = research->base,
                                            .raw = true,
                                            .for_evidence = true};
    reader->phase = READER_READS;
    reader->state = READ_WHOLE;
    reader->why = WHY_NOTHING;
    reader->under_way = many;
    reader->child = read_parts(&research->job, reader->row, subjects, many, page_in, reading_in);
}

void part_nothing(struct research *research, struct part *part)
{
    part->readers[0].state = READ_WHOLE;
    part->readers[0].why = WHY_NOTHING;
    part->nothing = true;
    settle(research, part, READ_WHOLE, &part->readers[0]);
}

/* A query that turns out not to be needed holds its place for minutes: of many users only those have one who need it. */
static bool may_read(const struct research *research, const struct part *part, size_t at)
{
    const struct reader *first = &part->readers[0];
    bool beside = part->plan->others == HOW_BESIDE && (!part->of || research->count <= AT_ONCE);
    bool instead = part->plan->others == HOW_INSTEAD && first->state == READ_NOT;
    return !at || beside || (first->phase == READER_OVER && (instead || part->plan->others == HOW_BESIDE));
}

static void choose_readers(struct research *research, struct part *part)
{
    for (size_t i = 0; i < part->plan->count && !part->over; i++) {
        struct reader *reader = &part->readers[i];
        if (reader->phase == READER_WAITS && may_read(research, part, i) && has_room(research, reader))
            reader->phase = READER_DUE;
    }
}

/* The worker steps the job that was begun last first, and what it asks then is sent in the order of the plan. */
static void begin_readers(struct research *research)
{
    for (size_t i = research->reader_count; i-- > 0;)
        if (research->readers[i]->phase == READER_DUE)
            part_read(research, research->readers[i], NULL, 0);
}

/* Milliseconds until there may be room for a query that waits; -1: only what comes can tell. */
static int64_t until_room(const struct work *work)
{
    int64_t first = -1;
    for (size_t i = 0; i < WORK_QUERIES; i++) {
        int64_t left = work->queries_left[i] - clock_monotonic();
        if (left > 0 && (first < 0 || left < first))
            first = left;
    }
    return first;
}

int64_t parts_step(struct research *research)
{
    for (struct part *part = research->parts; part; part = part->next) {
        bool plain = part->plan->how == HOW_AT_ONCE || part->plan->how == HOW_ON_DEMAND ||
                     (part->plan->how == HOW_TRACE && part->of);
        if (!part->begun && !part->over)
            part_begin(research, part);
        if (plain && part->begun && !part->over)
            choose_readers(research, part);
    }
    begin_readers(research);
    return until_room(research->job.work);
}

/* --- what is to be read --- */

static void add_part(struct research *research, const struct plan *plan, struct case_file *of)
{
    struct part *part = arena_alloc(research->job.arena, sizeof *part);
    *part = (struct part){.plan = plan, .of = of};
    for (size_t i = 0; i < plan->count; i++) {
        struct reader *reader = &part->readers[i];
        *reader = (struct reader){.part = part, .row = plan->rows[i], .number = research->reader_count};
        if (i && plan->lesser && work_held(research->job.work).caller != CALLER_APPLICATION) {
            reader->phase = READER_OVER;
            reader->state = READ_NOT;
        }
        research->readers = grow_array(research->readers, &research->reader_capacity, research->reader_count + 1,
                                       sizeof(struct reader *));
        research->readers[research->reader_count++] = reader;
    }
    *research->last = part;
    research->last = &part->next;
    for (size_t i = 0; i < research->count; i++)
        research->files[i]->open += part_is_of(research, part, research->files[i]);
}

void part_alone(struct research *research, struct part *part, struct case_file *file)
{
    file->traced = NULL;
    file->open--;
    add_part(research, part->plan, file);
}

/* Of the tenant it is read once, for all whom the research reads; where one more user joins a research of others, for him. */
void parts_add(struct research *research, struct case_file *of, enum research_source only)
{
    size_t count;
    const struct plan *plans = research_plan(&count);
    for (size_t i = 0; i < count; i++) {
        const struct plan *plan = &plans[i];
        bool asked = only == RESEARCH_SOURCES ? !research_on_demand(plan->as) : plan->as == only;
        bool together = plan->how == HOW_TRACE && !of && research->count > 1;
        bool of_user = !together && (plan->rows[0]->scope == SOURCE_OF_USER || plan->how == HOW_APPLICATIONS ||
                                     plan->how == HOW_DEVICES || plan->how == HOW_ADDRESSES || plan->how == HOW_SHARED);
        if (!asked)
            continue;
        if (!of_user || of)
            add_part(research, plan, of);
        for (size_t k = 0; of_user && !of && k < research->count; k++)
            if (research->files[k]->owner == research)
                add_part(research, plan, research->files[k]);
    }
}

void parts_cancel(struct research *research, const struct case_file *file, enum research_source only)
{
    for (struct part *part = research->parts; part; part = part->next) {
        struct reader *reader = &part->readers[0];
        if (part->over || (only != RESEARCH_SOURCES && part->plan->as != only) ||
            (file && !part_is_of(research, part, file)))
            continue;
        bool some = file && file->evidence->sources[part->plan->as].count;
        reader->why = WHY_CUT_SHORT;
        err_set(&reader->error, ERR_CANCELLED, "cancelled");
        settle(research, part, some ? READ_IN_PART : READ_NOT, reader);
    }
}
