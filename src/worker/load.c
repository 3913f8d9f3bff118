/* Reading: the whole table page by page, one user in detail, users by a name. */
#include "worker/engine.h"

#include "base/alloc.h"
#include "model/page.h"
#include <string.h>

struct load {
    struct job job;
    struct arena *arenas[2]; /* of the request under way and of the one before */
    size_t read;
    int asked; /* calls under way */
    bool counted, last_page;
    struct target who; /* read_user */
};

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
    job_end(&load->job, &end);
}

/* --- who we are talking to: asked once with every load of the table --- */

static void told_tenant(void *owner, const struct call *call, const struct http_reply *reply)
{
    struct load *load = owner;
    struct work *work = load->job.work;
    const struct session_identity *identity = session_identity(work->session);
    struct organization organization = {0};
    struct err e;
    (void)call;
    load->asked--;
    arena_free(work->tenant_arena);
    work->tenant_arena = arena_new(0);
    work->tenant = (struct message_tenant){.display_name = "", .default_domain = ""};
    if (graph_organization_read(reply, work->tenant_arena, &organization, &e))
        work->tenant = (struct message_tenant){.id = organization.id,
                                               .display_name = organization.display_name,
                                               .default_domain = organization.default_domain};
    if (work->tenant.id || identity) /* else the load fails for the same reason and says so */
        work_tell_tenant(work);
    end_when_done(load);
}

static void told_skus(void *owner, const struct call *call, const struct http_reply *reply)
{
    struct load *load = owner;
    struct err e;
    struct message message = {.kind = FROM_SKUS, .arena = arena_new(0)};
    size_t count = 0;
    (void)call;
    load->asked--;
    struct sku *first = graph_skus_read(reply, message.arena, &e);
    for (const struct sku *sku = first; sku; sku = sku->next)
        count++;
    struct message_sku *skus = arena_alloc(message.arena, (count + 1) * sizeof *skus);
    for (const struct sku *sku = first; sku; sku = sku->next) {
        struct message_sku *to = &skus[message.sku_count];
        if (!guid_parse(sku->id, strlen(sku->id), &to->sku_id))
            continue;
        to->sku_part_number = sku->part_number;
        to->consumed = sku->consumed;
        to->enabled = sku->enabled;
        message.sku_count++;
    }
    message.skus = skus;
    work_send(load->job.work, &message);
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
    struct message message = {.kind = FROM_COUNT, .job = load->job.id, .total = (size_t)count};
    work_send(load->job.work, &message);
}

/* The next page is under way before this one is decoded, so that the service is never idle. */
static bool ask_next(struct load *load, const struct http_reply *reply, struct err *e)
{
    struct arena *arena = arena_new(0);
    char *next = graph_users_peek_next(reply, arena);
    arena_free(load->arenas[0]);
    load->arenas[0] = load->arenas[1];
    load->arenas[1] = arena;
    if (!next)
        return true;
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
    char *next = NULL;
    long count;
    (void)call;
    load->asked--;
    if (!ask_next(load, reply, &e) || !graph_users_page(reply, scratch, &page, &next, &count, &e)) {
        job_fail(&load->job, &e);
        return;
    }
    send_count(load, count);
    load->read += page->count;
    struct message message = {.kind = FROM_USERS_PAGE, .job = load->job.id, .page = page};
    message.finished = load->read;
    work_send(work, &message);
    load->last_page = !next;
    end_when_done(load);
}

void load_users(struct work *work, struct message *asked)
{
    struct load *load = job_begin(work, &load_kind, asked->job);
    load->job.lane = LANE_BACKGROUND;
    load->arenas[1] = arena_new(0);
    ask(load, graph_users_list(load->arenas[1], &work->endpoints));
    load->asked += 2;
    call_begin(&load->job, graph_organization(load->job.arena, &work->endpoints), 1, told_tenant, load);
    call_begin(&load->job, graph_skus(load->job.arena, &work->endpoints), 1, told_skus, load);
}

/* --- one user --- */

static void detail_in(void *owner, const struct call *call, const struct http_reply *reply)
{
    struct load *load = owner;
    struct err e = {.code = ERR_OK};
    struct message message = {.kind = FROM_USER, .job = load->job.id, .arena = arena_new(0)};
    size_t count = 0;
    (void)call;
    struct detail_field *first = graph_user_detail_fields(reply, message.arena, &e);
    if (!first) {
        message_free(&message);
        job_fail(&load->job, &e);
        return;
    }
    for (const struct detail_field *field = first; field; field = field->next)
        count++;
    struct message_field *fields = arena_alloc(message.arena, count * sizeof *fields);
    for (const struct detail_field *field = first; field; field = field->next)
        fields[message.field_count++] = (struct message_field){
            .name = field->name, .label = field->label, .value = field->value};
    message.fields = fields;
    message.targets = arena_alloc(message.arena, sizeof *message.targets);
    *message.targets = load->who;
    message.targets->user_principal_name = message.targets->display_name = NULL;
    message.target_count = 1;
    work_send(load->job.work, &message);
    job_done(&load->job);
}

void read_user(struct work *work, struct message *asked)
{
    struct load *load = job_begin(work, &load_kind, asked->job);
    load->who = asked->targets[0];
    call_begin(&load->job, graph_user_detail(load->job.arena, &work->endpoints, load->who.id), 1, detail_in, load);
}

/* --- users by a name --- */

static void found(void *owner, const struct call *call, const struct http_reply *reply)
{
    struct load *load = owner;
    struct err e = {.code = ERR_OK};
    struct message message = {.kind = FROM_FOUND, .job = load->job.id, .arena = arena_new(0)};
    (void)call;
    struct user_match *first = graph_users_found(reply, message.arena, &e);
    if (!first && e.code != ERR_OK) {
        message_free(&message);
        job_fail(&load->job, &e);
        return;
    }
    size_t count = 0;
    for (const struct user_match *match = first; match; match = match->next)
        count++;
    message.targets = arena_alloc(message.arena, (count + 1) * sizeof *message.targets);
    for (const struct user_match *match = first; match; match = match->next) {
        struct target *target = &message.targets[message.target_count];
        struct guid id;
        if (!guid_parse(match->id, strlen(match->id), &id))
            continue;
        guid_format(&id, target->id);
        target->user_principal_name = match->user_principal_name;
        target->display_name = match->display_name;
        target->enabled_known = true;
        target->enabled = match->enabled;
        target->synced = match->synced;
        target->guest = match->guest;
        message.target_count++;
    }
    work_send(load->job.work, &message);
    job_done(&load->job);
}

void find_users(struct work *work, struct message *asked)
{
    struct load *load = job_begin(work, &load_kind, asked->job);
    call_begin(&load->job, graph_users_find(load->job.arena, &work->endpoints, asked->text), 1, found, load);
}
