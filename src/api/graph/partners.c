/* Relationships and contracts, and what customers' tenants refuse. */
#include "api/graph/partners.h"

#include "api/graph/roles.h"
#include "api/http/page.h"
#include "base/clean.h"
#include "base/clock.h"
#include <string.h>
#include <strings.h>

enum { ROLES_TEXT = 2048 };

struct customers customers_make(struct arena *arena)
{
    return (struct customers){.arena = arena};
}

struct http_request *graph_relationships(struct arena *arena, const struct endpoints *endpoints)
{
    return graph_get(arena, endpoints,
                     "/tenantRelationships/delegatedAdminRelationships"
                     "?$select=customer,displayName,status,endDateTime,autoExtendDuration,accessDetails");
}

struct http_request *graph_contracts(struct arena *arena, const struct endpoints *endpoints)
{
    return graph_get(arena, endpoints,
                     "/contracts?$top=999&$select=customerId,defaultDomainName,displayName,contractType");
}

/* --- the list --- */

static char *cleaned(struct arena *arena, const struct json *value)
{
    const char *text = json_text_or(value, "");
    return clean_strdup(arena, text, strlen(text));
}

static struct customer *find(const struct customers *customers, const char *tenant_id)
{
    struct customer *one = customers->first;
    while (one && strcasecmp(one->tenant_id, tenant_id) != 0)
        one = one->next;
    return one;
}

static struct customer *add(struct customers *customers, const struct json *id, const struct json *name)
{
    struct customer *one = arena_alloc(customers->arena, sizeof *one);
    *one = (struct customer){.tenant_id = cleaned(customers->arena, id),
                             .name = cleaned(customers->arena, name),
                             .domain = arena_strdup(customers->arena, ""),
                             .status = "contract",
                             .roles = arena_strdup(customers->arena, "")};
    if (!customers->last)
        customers->last = &customers->first;
    *customers->last = one;
    customers->last = &one->next;
    customers->count++;
    return one;
}

/* The names of both lists, each once. */
static char *joined_roles(struct arena *arena, const char *known, const struct json *roles)
{
    auto_buf struct buf text = buf_make(ROLES_TEXT);
    buf_puts(&text, known);
    for (const struct json *role = json_first(roles); role; role = json_next(role)) {
        const char *id = json_text_or(json_get(role, "roleDefinitionId"), ""), *name = graph_role_name(id);
        char *shown = clean_strdup(arena, name ? name : id, strlen(name ? name : id));
        if (*shown && !strstr(buf_text(&text), shown))
            buf_printf(&text, "%s%s", text.length ? ", " : "", shown);
    }
    return arena_strdup(arena, buf_text(&text));
}

/* Several relationships with one customer hold together: all their roles, to the end of the last. */
static void take_relationship(struct customers *customers, const struct json *relationship)
{
    const char *status = json_text_or(json_get(relationship, "status"), "");
    const struct json *whom = json_get(relationship, "customer");
    const char *extend = json_text_or(json_get(relationship, "autoExtendDuration"), "PT0S");
    bool active = !strcmp(status, "active");
    int64_t ends = 0;
    if ((!active && strcmp(status, "expiring") != 0) || !*json_text_or(json_get(whom, "tenantId"), ""))
        return;
    struct customer *one = find(customers, json_text_or(json_get(whom, "tenantId"), ""));
    if (!one)
        one = add(customers, json_get(whom, "tenantId"), json_get(whom, "displayName"));
    one->status = active || !strcmp(one->status, "active") ? "active" : "expiring";
    one->roles = joined_roles(customers->arena, one->roles, json_path(relationship, "accessDetails.unifiedRoles"));
    const char *end = json_text_or(json_get(relationship, "endDateTime"), "");
    if (clock_parse(end, strlen(end), &ends) && ends > one->ends) {
        one->ends = ends;
        one->renews = strcmp(extend, "PT0S") != 0 && strcmp(extend, "P0D") != 0;
    }
}

static void take_contract(struct customers *customers, const struct json *contract, bool all)
{
    const char *id = json_text_or(json_get(contract, "customerId"), "");
    struct customer *one = *id ? find(customers, id) : NULL;
    if (!one && all && *id)
        one = add(customers, json_get(contract, "customerId"), json_get(contract, "displayName"));
    if (one)
        one->domain = cleaned(customers->arena, json_get(contract, "defaultDomainName"));
}

/* The body of a page, and the request for what follows it. */
static struct json *page_of(struct customers *customers, const struct http_reply *reply,
                            const struct endpoints *endpoints, struct http_request **next, struct err *e)
{
    struct json *body = graph_body(reply, e);
    char *link = NULL;
    bool read = body && page_link(reply, customers->arena, &link, e);
    if (read && (reply->status != 200 || json_kind(json_get(body, "value")) != JSON_ARRAY))
        read = err_set(e, ERR_PARSE, "the service's list cannot be understood");
    *next = read && link ? graph_next(customers->arena, endpoints, link, e) : NULL;
    if (!body || (read && !link) || *next)
        return body;
    json_free(body);
    return NULL;
}

bool graph_relationships_read(struct customers *customers, const struct http_reply *reply,
                              const struct endpoints *endpoints, struct http_request **next, struct err *e)
{
    auto_json struct json *body = page_of(customers, reply, endpoints, next, e);
    for (const struct json *one = json_first(json_get(body, "value")); one; one = json_next(one))
        take_relationship(customers, one);
    return body != NULL;
}

bool graph_contracts_read(struct customers *customers, const struct http_reply *reply,
                          const struct endpoints *endpoints, bool all, struct http_request **next, struct err *e)
{
    auto_json struct json *body = page_of(customers, reply, endpoints, next, e);
    for (const struct json *one = json_first(json_get(body, "value")); one; one = json_next(one))
        take_contract(customers, one, all);
    return body != NULL;
}

/* --- refusals --- */

static const struct {
    int code;
    const char *hint;
} sign_ins[] = {
    {65001,
     "roster's application is not consented in that customer: consent it there (Partner Center's applicationconsents)"},
    {700016,
     "roster's application is not consented in that customer: consent it there (Partner Center's applicationconsents)"},
    {90099,
     "roster's application is not consented in that customer: consent it there (Partner Center's applicationconsents)"},
    {50020, "your account is a guest there, or in no group that the relationship gives a role"},
    {50177, "your account is a guest there, or in no group that the relationship gives a role"},
    {53003, "the customer's Conditional Access applies to partners: it has to leave service providers out"},
    {50158, "the customer's Conditional Access applies to partners: it has to leave service providers out"},
    {50076, "the customer's Conditional Access applies to partners: it has to leave service providers out"},
    {530034, "your account is held to be risky: clear that in your own tenant first"},
    {5000224, "that tenant is deleted, or the id is wrong: the relationship may be of the past"},
    {90002, "that tenant is deleted, or the id is wrong: the relationship may be of the past"},
};

static const struct {
    const char *says, *hint;
} graphs[] = {
    {"Unable to initialize the authorization context",
     "no role of the relationship suits: add one to it, and your group to the role"},
    {"User was not found", "the relationship has ended: ask the customer for a new one"},
    {"CoreException", "the relationship has ended: ask the customer for a new one"},
};

void customer_explain(const struct http_reply *reply, struct err *e)
{
    struct err ignored;
    const char *text = buf_text(&reply->body);
    auto_json struct json *body = reply->body.length ? json_parse(text, reply->body.length, &ignored) : NULL;
    long long code = json_integer(json_first(json_get(body, "error_codes")), 0);
    for (size_t i = 0; code && i < sizeof sign_ins / sizeof sign_ins[0]; i++)
        if (sign_ins[i].code == code) {
            err_hint(e, "%s", sign_ins[i].hint);
            return;
        }
    for (size_t i = 0; !code && reply->status == 403 && i < sizeof graphs / sizeof graphs[0]; i++)
        if (strstr(text, graphs[i].says)) {
            err_hint(e, "%s", graphs[i].hint);
            return;
        }
}
