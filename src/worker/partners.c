/* The list of customers: relationships, then contracts, page by page. */
#include "worker/partners.h"

#include "base/alloc.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void partners_free(struct job *job)
{
    partners_search_free((struct partners *)job);
}

struct message_customer partners_copy(struct arena *arena, const struct customer *customer)
{
    return (struct message_customer){.tenant_id = arena_strdup(arena, customer->tenant_id),
                                     .name = arena_strdup(arena, customer->name),
                                     .domain = arena_strdup(arena, customer->domain),
                                     .status = customer->status,
                                     .roles = arena_strdup(arena, customer->roles),
                                     .ends = customer->ends,
                                     .renews = customer->renews};
}

static int by_name(const void *a, const void *b)
{
    const struct message_customer *one = a, *other = b;
    int order = strcasecmp(one->name, other->name);
    return order ? order : strcmp(one->tenant_id, other->tenant_id);
}

static void send_list(struct partners *partners)
{
    struct message message = {.kind = FROM_CUSTOMERS, .job = partners->job.id, .arena = arena_new(0)};
    struct message_customer *all = arena_alloc(message.arena, (partners->customers.count + 1) * sizeof *all);
    for (const struct customer *one = partners->customers.first; one; one = one->next)
        all[message.customer_count++] = partners_copy(message.arena, one);
    qsort(all, message.customer_count, sizeof *all, by_name);
    message.customers = all;
    work_send(partners->job.work, &message);
}

static void listed(struct partners *partners)
{
    if (!partners->customers.count && partners->refused.code != ERR_OK) {
        job_fail(&partners->job, &partners->refused);
        return;
    }
    send_list(partners);
    if (partners->text)
        partners_search(partners);
    else
        job_done(&partners->job);
}

/* Domains alone are wanted of the contracts, unless there are no relationships: so they come second. */
static void contracts_in(void *owner, const struct call *call, const struct http_reply *reply)
{
    struct partners *partners = owner;
    struct http_request *next = NULL;
    struct err e = {.code = ERR_OK};
    bool all = partners->refused.code != ERR_OK || !partners->customers.count || partners->by_contract;
    (void)call;
    if (!graph_contracts_read(&partners->customers, reply, &partners->job.work->endpoints, all, &next, &e) &&
        partners->refused.code == ERR_OK && !partners->customers.count)
        partners->refused = e;
    partners->by_contract = all; /* once a fallback, one for all pages */
    if (next)
        call_begin(&partners->job, next, 1, contracts_in, partners);
    else
        listed(partners);
}

static void relationships_in(void *owner, const struct call *call, const struct http_reply *reply)
{
    struct partners *partners = owner;
    struct work *work = partners->job.work;
    struct http_request *next = NULL;
    struct err e = {.code = ERR_OK};
    (void)call;
    if (!graph_relationships_read(&partners->customers, reply, &work->endpoints, &next, &e))
        partners->refused = e;
    if (next)
        call_begin(&partners->job, next, 1, relationships_in, partners);
    else
        call_begin(&partners->job, graph_contracts(partners->job.arena, &work->endpoints), 1, contracts_in, partners);
}

void list_customers(struct work *work, struct message *asked)
{
    static const struct job_kind kind = {.name = "customers", .size = sizeof(struct partners), .free = partners_free};
    struct partners *partners = job_begin(work, &kind, asked->job);
    partners->customers = customers_make(partners->job.arena);
    partners->text = asked->kind == TO_FIND_EVERYWHERE ? arena_strdup(partners->job.arena, asked->text) : NULL;
    call_begin(&partners->job, graph_relationships(partners->job.arena, &work->endpoints), 1, relationships_in,
               partners);
}
