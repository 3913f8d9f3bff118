/* Reading: sources for subjects as one job. Each reading is stepped like a flow and ends by itself, whole, in part or not read;
 * what is asked about several subjects travels in a $batch where it can. */
#include "worker/read.h"
#include "api/http/batch.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "worker/begin.h"
#include "worker/consent.h"
#include "worker/engine.h"
#include "worker/item.h"
#include "worker/tenant_info.h"
#include "worker/tokens.h"
#include <assert.h>
#include <string.h>

/* Requests or batches of one job under way: of what is asked about one user, all of a panel. */
enum { MOST_PARCELS = 24, MOST_BATCHES = 8 };

enum phase { FRESH, READY, SENT, AGAIN, OVER };

struct one { /* a source for a subject, or a list of it */
    struct reading reading;
    struct arena *arena;
    enum phase phase;
    struct item item;
    struct one *first; /* of the lists that make one reading; itself: it is that */
    size_t lists;      /* of the first: how many, and */
    size_t open;       /* how many are not over */
};

struct read;

struct parcel { /* one request or one batch under way */
    struct read *read;
    struct parcel *next;
    struct arena *arena;
    struct http_request *request;
    struct one *ones[BATCH_MAX];
    size_t count;
};

struct read {
    struct job job;
    struct one *ones; /* in the order in which they begin */
    size_t count, low, over;
    size_t told, not_read; /* readings */
    bool many;             /* about several subjects: they may travel together */
    struct parcel *parcels;
    size_t parcel_count;
    struct consent consent; /* of a source whose permission is asked for when it is first read */
    struct err error;       /* of the first that could not be read */
    read_done *done;        /* of a child */
    read_part *part;        /* of a child; NULL: all at the end */
};

/* --- ending --- */

static void parcel_free(struct parcel *parcel)
{
    struct parcel **at = &parcel->read->parcels;
    while (*at != parcel)
        at = &(*at)->next;
    *at = parcel->next;
    parcel->read->parcel_count--;
    arena_free(parcel->arena);
    xfree(parcel);
}

static void read_free(struct job *job)
{
    struct read *read = (struct read *)job;
    while (read->parcels)
        parcel_free(read->parcels);
    for (size_t i = 0; i < read->count; i++) {
        reading_free(&read->ones[i].reading);
        arena_free(read->ones[i].arena);
    }
}

/* Rows of the table are none of anybody's question: the table takes them when they come. */
static void send_rows(struct read *read, struct reading *reading)
{
    struct message message = {.kind = FROM_USERS_PAGE, .page = reading->users};
    reading->users = NULL;
    work_send(read->job.work, &message);
}

static void tell(struct job *job, const struct reading *reading, enum read_state state, struct record_page *page)
{
    struct message message = {.kind = FROM_READ, .job = job->id, .arena = arena_new(256), .index = reading->index};
    const char *subject = reading->subject ? reading->subject : reading->text;
    message.source = reading->source;
    message.subject = arena_strdup(message.arena, subject ? subject : "");
    message.text = reading->text ? arena_strdup(message.arena, reading->text) : NULL;
    message.read = state;
    message.why = reading->why;
    message.covered_from = reading->covered_from;
    message.error = reading->error;
    message.records = page;
    work_send(job->work, &message);
}

void read_tell(struct job *job, struct reading *reading)
{
    struct record_page *page = reading->page;
    reading->page = NULL;
    tell(job, reading, reading->state, page);
}

static void finish(struct read *read)
{
    struct message end = {.state = JOB_DONE, .finished = read->told, .total = read->told, .failed = read->not_read};
    if (read->told && read->not_read == read->told) {
        end.state = JOB_FAILED;
        end.error = read->error;
    }
    job_end(&read->job, &end);
}

static void tell_one(struct read *read, struct one *one)
{
    struct reading *reading = &one->reading;
    for (size_t i = 1; i < one->lists; i++)
        reading_join(reading, &one[i].reading);
    read->told++;
    if (reading->state == READ_NOT && !read->not_read++)
        read->error = reading->error;
    work_learn_reading(read->job.work, reading);
    if (reading->users)
        send_rows(read, reading);
    else if (read->done)
        read->done(read->job.parent, reading);
    else if (read->job.id)
        read_tell(&read->job, reading);
    for (size_t i = 0; i < one->lists; i++)
        reading_free(&one[i].reading);
}

static void reading_over(struct read *read, struct one *one)
{
    one->phase = OVER;
    record_page_close(one->reading.page);
    read->over++;
    if (!--one->first->open)
        tell_one(read, one->first);
    if (read->over == read->count)
        finish(read);
}

/* --- stepping --- */

/* What is there already is handed on; the next request may have to wait. */
static void hand_on(struct read *read, struct one *one)
{
    struct reading *reading = &one->reading;
    bool comes = reading->source->flags & SOURCE_STREAM && reading->page->count;
    if (reading->pause) {
        one->phase = AGAIN;
        one->item.due = clock_monotonic() + reading->pause;
    }
    if (comes && read->part)
        read->part(read->job.parent, reading, reading_take(reading));
    else if (comes && read->job.id)
        tell(&read->job, reading, READ_GOING, reading_take(reading));
}

/* A reading asks nobody to sign in to one more client: what an action needs is asked for by the action. */
static enum source_step only_where_signed_in(struct read *read, struct one *one)
{
    struct reading *reading = &one->reading;
    enum http_resource resource = reading->request->resource;
    struct err e = {.code = ERR_OK};
    if (resource != RESOURCE_SHAREPOINT || tokens_need(read->job.work, resource, &e) != NEED_PERSON)
        return SOURCE_SEND;
    err_set(&e, ERR_FORBIDDEN, "not signed in to SharePoint's administration yet");
    err_hint(&e, "the action \"Set OneDrive sharing\" asks for it when it needs it");
    enum source_step step = reading_stop(reading, NULL, &e);
    reading->why = WHY_NOT_SIGNED_IN;
    return step;
}

static void stepped(struct read *read, struct one *one, enum source_step step)
{
    if (one->reading.sharepoint)
        work_learn_sharepoint(read->job.work, one->reading.sharepoint);
    if (step == SOURCE_SEND)
        step = only_where_signed_in(read, one);
    one->item = (struct item){0};
    one->phase = READY;
    read->job.work->busy = true;
    if (step == SOURCE_OVER)
        reading_over(read, one);
    else
        hand_on(read, one);
}

/* Who is signed in is known by the time that a reply comes. */
static enum source_step take_reply(struct read *read, struct one *one, const struct http_reply *reply)
{
    const struct session_identity *identity = session_identity(read->job.work->session);
    one->reading.person = identity && identity->delegated;
    return reading_step(&one->reading, reply);
}

static void take_item(struct read *read, struct one *one, const struct http_reply *reply,
                      const struct http_reply *whole, const struct call *call)
{
    one->phase = AGAIN;
    if (item_decide(read->job.work, &one->item, one->reading.request, reply, whole, call) != RETRY_AGAIN)
        stepped(read, one, take_reply(read, one, reply));
}

static void reply_in(void *owner, const struct call *call, const struct http_reply *reply)
{
    struct parcel *parcel = owner;
    struct read *read = parcel->read;
    struct http_request *requests[BATCH_MAX];
    struct http_reply *replies[BATCH_MAX];
    struct one *ones[BATCH_MAX];
    size_t count = parcel->count;
    memcpy(ones, parcel->ones, sizeof ones);
    if (count == 1) {
        parcel_free(parcel);
        stepped(read, ones[0], take_reply(read, ones[0], reply));
        return;
    }
    for (size_t i = 0; i < count; i++)
        requests[i] = ones[i]->reading.request;
    batch_split(reply, requests, count, replies);
    parcel_free(parcel);
    for (size_t i = 0; i < count; i++) {
        take_item(read, ones[i], replies[i], reply, call);
        http_reply_free(replies[i]);
    }
}

/* --- sending --- */

static bool is_ready(struct read *read, struct one *one, int64_t now)
{
    bool local = one->reading.source->flags & SOURCE_LOCAL;
    if (one->phase == FRESH)
        stepped(read, one, local ? read_journal(read->job.work->journal, &one->reading) : reading_begin(&one->reading));
    return one->phase == READY || (one->phase == AGAIN && one->item.due <= now);
}

/* Of one list of one source: a slow one does not hold up the others, and subjects that travel together end together. */
static bool fits(const struct read *read, const struct parcel *parcel, const struct one *one)
{
    if (!parcel->count)
        return true;
    const struct one *first = parcel->ones[0];
    return read->many && one->reading.source == first->reading.source && one->reading.list == first->reading.list &&
           item_fits(&one->item, one->reading.request, &first->item, first->reading.request, parcel->count);
}

/* The next request: one that is ready, with all that may travel beside it. False when nothing is ready. */
static bool send_parcel(struct read *read, int64_t now)
{
    struct http_request *requests[BATCH_MAX];
    struct parcel *parcel = xcalloc(1, sizeof *parcel);
    *parcel = (struct parcel){.read = read, .next = read->parcels, .arena = arena_new(0)};
    read->parcels = parcel;
    read->parcel_count++;
    for (size_t i = read->low; i < read->count && parcel->count < BATCH_MAX && !read->job.ended; i++)
        if (is_ready(read, &read->ones[i], now) && fits(read, parcel, &read->ones[i])) {
            requests[parcel->count] = read->ones[i].reading.request;
            parcel->ones[parcel->count++] = &read->ones[i];
            if (!read->many)
                break;
        }
    if (!parcel->count || read->job.ended) {
        parcel_free(parcel);
        return false;
    }
    for (size_t i = 0; i < parcel->count; i++)
        parcel->ones[i]->phase = SENT;
    parcel->request = parcel->count == 1 ? requests[0] : batch_build(parcel->arena, requests, parcel->count);
    assert(parcel->request);
    call_begin(&read->job, parcel->request, batch_cost(requests[0], parcel->count), reply_in, parcel);
    return true;
}

static int64_t read_step(struct job *job, int64_t now)
{
    struct read *read = (struct read *)job;
    int64_t next = -1, wait = read->consent.use ? consent_step(job->work, &read->consent) : 0;
    if (wait)
        return wait;
    while (read->low < read->count && read->ones[read->low].phase == OVER)
        read->low++;
    size_t most = read->many ? MOST_BATCHES : MOST_PARCELS;
    while (read->parcel_count < most && send_parcel(read, now))
        ;
    for (size_t i = read->low; i < read->count && !job->ended; i++)
        if (read->ones[i].phase == AGAIN && (next < 0 || read->ones[i].item.due - now < next))
            next = read->ones[i].item.due > now ? read->ones[i].item.due - now : 0;
    return next;
}

/* --- beginning --- */

static const struct job_kind read_kind = {
    .name = "read", .size = sizeof(struct read), .free = read_free, .step = read_step};

static void add_list(struct read *read, const struct source *source, const struct read_subject *of, size_t list,
                     const struct message *asked)
{
    struct one *one = &read->ones[read->count++];
    one->first = one - list;
    one->first->lists = one->first->open = list + 1;
    one->arena = arena_new(0);
    one->reading = (struct reading){.source = source,
                                    .subject = arena_strdup(read->job.arena, of->id),
                                    .name = arena_strdup(read->job.arena, of->name),
                                    .index = of->index,
                                    .list = list,
                                    .for_evidence = of->for_evidence,
                                    .text = arena_strdup(read->job.arena, of->text),
                                    .from = asked->from,
                                    .to = asked->to,
                                    .raw = asked->raw,
                                    .endpoints = &read->job.work->endpoints,
                                    .arena = one->arena};
}

static size_t lists_of(const struct source *source)
{
    return source->lists ? source->lists : 1;
}

static void add(struct read *read, const struct source *source, const struct read_subject *of,
                const struct message *asked)
{
    assert((source->scope == SOURCE_OF_TENANT || of->id) && (!(source->flags & SOURCE_BY_TEXT) || of->text));
    if (source->flags & SOURCE_PARTNER || (source->flags & SOURCE_LATER && asked->consent))
        read->consent = (struct consent){.use = source->label, .needs = source->needs, .also = source->also};
    for (size_t list = 0; list < lists_of(source); list++)
        add_list(read, source, of, list, asked);
}

static void add_source(struct read *read, const struct source *source, const struct message *asked)
{
    if (source->scope == SOURCE_OF_USER)
        for (size_t i = 0; i < asked->target_count; i++)
            add(read, source,
                &(struct read_subject){.id = asked->targets[i].id,
                                       .name = asked->targets[i].user_principal_name,
                                       .text = source->flags & SOURCE_BY_TEXT ? asked->texts[0] : NULL,
                                       .index = i},
                asked);
    else if (source->flags & SOURCE_BY_TEXT)
        for (size_t i = 0; i < asked->text_count; i++)
            add(read, source, &(struct read_subject){.text = asked->texts[i], .index = i}, asked);
    else
        add(read, source, &(struct read_subject){.id = NULL}, asked);
}

void read_sources(struct work *work, struct message *asked)
{
    struct read *read = job_begin(work, &read_kind, asked->job);
    size_t most = 1;
    for (size_t i = 0; i < asked->source_count; i++)
        most += lists_of(asked->sources[i]) * (asked->target_count + asked->text_count + 1);
    read->ones = arena_alloc(read->job.arena, most * sizeof *read->ones);
    read->job.lane = asked->urgent ? LANE_PERSON : LANE_BACKGROUND;
    read->many = asked->target_count > 1 || asked->text_count > 1;
    for (enum source_phase phase = PHASE_STATE; phase < PHASE_END; phase++)
        for (size_t i = 0; i < asked->source_count; i++)
            if (asked->sources[i]->phase == phase)
                add_source(read, asked->sources[i], asked);
    for (size_t i = 0; asked->soon && asked->soon[i]; i++)
        if (asked->soon[i]->cmdlets)
            tokens_soon(work, RESOURCE_EXCHANGE);
    if (!read->count)
        finish(read);
}

static void begin(struct read *read, const struct source *source, const struct read_subject *subjects, size_t count,
                  read_done *done)
{
    assert(source);
    read->ones = arena_alloc(read->job.arena, count * lists_of(source) * sizeof *read->ones);
    read->done = done;
    read->many = count > 1;
    for (size_t i = 0; i < count; i++)
        add(read, source, &subjects[i],
            &(struct message){.kind = TO_READ, .from = subjects[i].from, .to = subjects[i].to, .raw = subjects[i].raw});
}

void read_child(struct job *owner, const char *source, read_done *done)
{
    read_children(owner, source, &(struct read_subject){0}, 1, done);
}

void read_children(struct job *owner, const char *source, const struct read_subject *subjects, size_t count,
                   read_done *done)
{
    read_parts(owner, source_find(source), subjects, count, NULL, done);
}

struct job *read_parts(struct job *owner, const struct source *source, const struct read_subject *subjects,
                       size_t count, read_part *part, read_done *done)
{
    struct read *read = job_begin_child(owner, &read_kind, 0);
    begin(read, source, subjects, count, done);
    read->part = part;
    return &read->job;
}

void read_row(struct work *work, const char *user_id)
{
    begin(job_begin(work, &read_kind, 0), source_find("users"), &(struct read_subject){.id = user_id}, 1, NULL);
}
