/* Reading the whole table, page by page. */
#include "worker/begin.h"
#include "worker/engine.h"
#include "worker/read.h"
#include "worker/standing.h"
#include "worker/tenant_info.h"

#include "api/graph/users.h"
#include "api/http/page.h"
#include "base/hash.h"
#include "model/page.h"
#include <assert.h>
#include <string.h>

struct load {
    struct job job;
    struct arena *arenas[2]; /* of the request under way and of the one before */
    size_t read;
    size_t left_out; /* rows without a readable id */
    size_t asked;    /* calls and readings under way */
    bool counted, last_page;
    long total; /* that the service counts; -1: it has not said */
    struct paging paging;
};

enum { SLACK = 999 }; /* users may be added while they are read */

static void load_free(struct job *job)
{
    struct load *load = (struct load *)job;
    arena_free(load->arenas[0]);
    arena_free(load->arenas[1]);
}

static const struct job_kind load_kind = {.name = "load", .size = sizeof(struct load), .free = load_free};

/* The job ends when everything it asked for is in. */
static void end_when_done(struct load *load)
{
    if (load->asked || !load->last_page || load->job.ended)
        return;
    struct message end = {.state = JOB_DONE, .finished = load->read, .total = load->read};
    if (load->left_out)
        reading_left_out(&end.error, load->left_out, "id");
    else if (load->total >= 0 && load->read < (size_t)load->total) {
        err_set(&end.error, ERR_SERVICE, "incomplete: the service counts %ld users and sent %zu", load->total,
                load->read);
        err_hint(&end.error, "read again; who was deleted a moment ago may still be counted");
    }
    job_end(&load->job, &end);
}

/* --- who we are talking to: asked once with every load of the table --- */

static void told_tenant(struct job *job, struct reading *reading)
{
    struct load *load = (struct load *)job;
    load->asked--;
    if (reading->state != READ_NOT || session_identity(job->work->session)) /* else the load fails and says so */
        work_tell_tenant(job->work);
    end_when_done(load);
}

static void told_skus(struct job *job, struct reading *reading)
{
    struct load *load = (struct load *)job;
    struct message message = {.kind = FROM_SKUS, .arena = arena_new(0)};
    const struct record_page *page = reading->page;
    struct message_sku *skus = arena_alloc(message.arena, (page->count + 1) * sizeof *skus);
    load->asked--;
    for (size_t i = 0; i < page->count; i++) {
        const struct record *record = &page->records[i];
        struct message_sku *to = &skus[message.sku_count++];
        const char *id = record_text(record, "skuId");
        bool good = guid_parse(id, strlen(id), &to->sku_id);
        assert(good);
        (void)good;
        to->sku_part_number = arena_strdup(message.arena, record_text(record, "skuPartNumber"));
        to->consumed = (long)record_number(record, "consumedUnits", 0);
        to->enabled = (long)record_number(record, "enabled", 0);
    }
    message.skus = skus;
    work_send(job->work, &message);
    end_when_done(load);
}

/* --- the table --- */

static void page_in(void *owner, const struct call *call, const struct http_reply *reply);

static struct call *ask(struct load *load, struct http_request *request)
{
    load->asked++;
    return call_begin(&load->job, request, 2, page_in, load);
}

static void send_count(struct load *load, long count)
{
    if (load->counted || count < 0)
        return;
    load->counted = true;
    load->total = count;
    struct message message = {
        .kind = FROM_PROGRESS, .job = load->job.id, .finished = load->read, .total = (size_t)count};
    work_send(load->job.work, &message);
}

static bool goes_in_circles(struct load *load, const struct user_page *page)
{
    uint64_t hash = HASH_NOTHING;
    for (size_t i = 0; i < page->count; i++)
        hash = hash_bytes(hash, &page->users[i].id, sizeof page->users[i].id);
    return (load->total >= 0 && load->read > (size_t)load->total + (size_t)load->total / 10 + SLACK) ||
           !paging_page(&load->paging, load->job.arena, page->count, hash, PAGING_IDLE);
}

/* The next page is under way before this one is decoded, so that the service is never idle. */
static bool ask_next(struct load *load, const struct http_reply *reply, struct err *e)
{
    struct arena *arena = arena_new(0);
    char *next = NULL;
    bool read = reply->status < 200 || reply->status > 299 || page_link(reply, arena, &next, e);
    arena_free(load->arenas[0]);
    load->arenas[0] = load->arenas[1];
    load->arenas[1] = arena;
    load->last_page = !next;
    if (!next)
        return read;
    if (!paging_follow(&load->paging, load->job.arena, next))
        return paging_endless(e, load->read, "users");
    struct http_request *request = graph_users_next(arena, &load->job.work->endpoints, next, e);
    if (request)
        call_hurry(load->job.work, ask(load, request));
    return request != NULL;
}

static void page_in(void *owner, const struct call *call, const struct http_reply *reply)
{
    struct load *load = owner;
    struct work *work = load->job.work;
    struct err e = {.code = ERR_OK};
    struct user_page *page = NULL;
    auto_arena struct arena *scratch = arena_new(0);
    long count;
    (void)call;
    load->asked--;
    if (!ask_next(load, reply, &e) || !graph_users_page(reply, scratch, &page, &count, &e)) {
        job_fail(&load->job, &e);
        return;
    }
    send_count(load, count);
    load->read += page->count;
    load->left_out += page->left_out;
    struct message message = {.kind = FROM_USERS_PAGE, .job = load->job.id, .page = page};
    bool endless = !load->last_page && goes_in_circles(load, page);
    message.finished = load->read;
    work_send(work, &message);
    if (endless) {
        paging_endless(&e, load->read, "users");
        job_fail(&load->job, &e);
    } else {
        end_when_done(load);
    }
}

/* An entry that keeps nobody out of bulk runs has to be known before somebody relies on it. */
static void told_standing(struct job *job, struct reading *reading)
{
    struct load *load = (struct load *)job;
    struct err e;
    load->asked--;
    if (!standing_learn(job->work, reading, &e))
        work_notice(job->work, "%s; %s", e.message, e.hint);
    end_when_done(load);
}

void load_users(struct work *work, struct message *asked)
{
    struct load *load = job_begin(work, &load_kind, asked->job);
    load->job.lane = LANE_BACKGROUND;
    load->total = -1;
    load->arenas[1] = arena_new(0);
    ask(load, graph_users_list(load->arenas[1], &work->endpoints));
    load->asked += 2;
    load->asked += standing_ask(&load->job, told_standing);
    read_child(&load->job, "organization", told_tenant);
    read_child(&load->job, "subscriptions", told_skus);
}
