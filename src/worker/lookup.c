/* Small questions beside the table: what a text may mean, what Exchange offers, who was deleted, one row anew. */
#include "worker/engine.h"

#include "api/exchange/exchange.h"
#include "api/graph/groups.h"
#include "api/graph/sites.h"
#include "base/alloc.h"
#include "base/clock.h"
#include <string.h>
#include <strings.h>

struct question {
    struct job job;
    enum param_kind kind;
};

static const struct job_kind question_kind = {.name = "question", .size = sizeof(struct question)};

static void question_done(struct question *question, struct message *answer)
{
    answer->job = question->job.id;
    work_send(question->job.work, answer);
    job_done(&question->job);
}

/* --- what a text may mean --- */

static struct prepared_option *option(struct arena *arena, struct prepared_option ***last, const char *value,
                                      const char *label, const char *detail)
{
    struct prepared_option *one = arena_alloc(arena, sizeof *one);
    *one = (struct prepared_option){.value = value, .label = *label ? label : value, .detail = detail};
    **last = one;
    *last = &one->next;
    return one;
}

static struct prepared_option *options_of(struct arena *arena, enum param_kind kind, const struct http_reply *reply,
                                          struct err *e)
{
    struct prepared_option *first = NULL, **last = &first;
    if (kind == PARAM_GROUP)
        for (const struct group *g = graph_groups_read(reply, arena, NULL, e); g; g = g->next) {
            const char *refusal = group_refusal(g);
            option(arena, &last, g->id, g->display_name,
                   refusal ? arena_printf(arena, "%s (%s)", refusal, group_describe(arena, g))
                           : group_describe(arena, g));
        }
    else if (kind == PARAM_SITE)
        for (const struct site *s = graph_sites_read(reply, arena, e); s; s = s->next)
            option(arena, &last, s->id, s->display_name, s->web_url);
    else
        for (const struct user_match *u = graph_users_found(reply, arena, e); u; u = u->next)
            option(arena, &last, u->id, u->display_name, u->user_principal_name);
    return first;
}

static void options_in(void *owner, const struct call *call, const struct http_reply *reply)
{
    struct question *question = owner;
    struct message answer = {.kind = FROM_OPTIONS, .arena = arena_new(0), .lookup = question->kind};
    struct err e = {.code = ERR_OK};
    (void)call;
    answer.options = options_of(answer.arena, question->kind, reply, &e);
    if (!answer.options && e.code != ERR_OK && e.code != ERR_NOT_FOUND) {
        message_free(&answer);
        job_fail(&question->job, &e);
        return;
    }
    question_done(question, &answer);
}

void look_up(struct work *work, struct message *asked)
{
    struct question *question = job_begin(work, &question_kind, asked->job);
    struct arena *arena = question->job.arena;
    question->kind = asked->lookup;
    struct http_request *request = asked->lookup == PARAM_GROUP
                                       ? graph_groups_find(arena, &work->endpoints, asked->text)
                                   : asked->lookup == PARAM_SITE
                                       ? graph_sites_find(arena, &work->endpoints, asked->text)
                                       : graph_users_find(arena, &work->endpoints, asked->text);
    call_begin(&question->job, request, 1, options_in, question);
}

/* --- what Exchange offers --- */

static void probed(void *owner, const struct call *call, const struct http_reply *reply)
{
    struct question *question = owner;
    struct work *work = question->job.work;
    struct err e = {.code = ERR_OK};
    (void)call;
    arena_free(work->cmdlets_arena);
    work->cmdlets_arena = arena_new(0);
    work->cmdlets = exchange_probe_read(reply, work->cmdlets_arena, &e);
    if (!work->cmdlets) {
        job_fail(&question->job, &e);
        return;
    }
    work_tell_tenant(work);
    job_done(&question->job);
}

void probe(struct work *work, struct message *asked)
{
    struct question *question = job_begin(work, &question_kind, asked->job);
    if (!work->endpoints.at[RESOURCE_EXCHANGE]) {
        job_done(&question->job);
        return;
    }
    call_begin(&question->job, exchange_probe(question->job.arena, &work->endpoints), 1, probed, question);
}

/* --- who was deleted --- */

/* A deleted user's sign-in name has the id before it, without its dashes, so that the name is free: people know it without. */
static const char *plain_name(const char *id, const char *upn)
{
    const char *at = upn;
    for (; upn && *id; id++)
        if (*id != '-' && strncasecmp(at++, id, 1) != 0)
            return upn;
    return at && *at ? at : upn;
}

static void deleted_in(void *owner, const struct call *call, const struct http_reply *reply)
{
    struct question *question = owner;
    struct message answer = {.kind = FROM_FOUND, .arena = arena_new(0)};
    struct err e = {.code = ERR_OK};
    size_t count = 0;
    (void)call;
    struct deleted_user *first = graph_deleted_read(reply, answer.arena, &e);
    if (!first && e.code != ERR_OK) {
        message_free(&answer);
        job_fail(&question->job, &e);
        return;
    }
    for (const struct deleted_user *user = first; user; user = user->next)
        count++;
    answer.targets = arena_alloc(answer.arena, (count + 1) * sizeof *answer.targets);
    for (const struct deleted_user *user = first; user; user = user->next) {
        struct target *target = &answer.targets[answer.target_count];
        struct guid id;
        if (!guid_parse(user->id, strlen(user->id), &id))
            continue;
        guid_format(&id, target->id);
        target->user_principal_name = plain_name(target->id, user->user_principal_name);
        target->display_name = user->display_name;
        target->deleted = user->deleted;
        answer.target_count++;
    }
    question_done(question, &answer);
}

void list_deleted(struct work *work, struct message *asked)
{
    struct question *question = job_begin(work, &question_kind, asked->job);
    call_begin(&question->job, graph_deleted_list(question->job.arena, &work->endpoints), 2, deleted_in, question);
}

/* --- one row of the table anew, after an action has changed it --- */

static void row_in(void *owner, const struct call *call, const struct http_reply *reply)
{
    struct question *question = owner;
    struct message answer = {.kind = FROM_USERS_PAGE};
    struct err e;
    char *next;
    long count;
    (void)call;
    if (graph_users_page(reply, question->job.arena, &answer.page, &next, &count, &e))
        work_send(question->job.work, &answer);
    job_done(&question->job); /* nobody asked: nobody is told when it fails */
}

void read_row(struct work *work, const char *user_id)
{
    struct question *question = job_begin(work, &question_kind, 0);
    call_begin(&question->job, graph_users_row(question->job.arena, &work->endpoints, user_id), 1, row_in, question);
}
