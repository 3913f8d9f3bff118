/* Asking for users by a text, and what the tenant owns. */
#include "api/graph/users.h"

#include "base/clean.h"
#include "base/guid.h"
#include "codec/url.h"
#include <string.h>

bool graph_users_find_is_exact(const char *text)
{
    struct guid guid;
    return guid_parse(text, strlen(text), &guid);
}

/* Whose name or address it is: a guest's own, an alias. The service keeps a primary address as "SMTP:", others as "smtp:". */
static struct http_request *by_address(struct arena *arena, const struct endpoints *endpoints, const char *address,
                                       const char *select)
{
    auto_buf struct buf quoted = buf_make(BUF_REQUEST), path = buf_make(BUF_REQUEST);
    for (const char *c = address; *c; c++)
        buf_printf(&quoted, *c == '\'' ? "''" : "%c", *c);
    const char *a = buf_text(&quoted);
    buf_printf(&path, "/users%s&$top=25&$filter=", select);
    url_encode(&path, arena_printf(arena,
                                   "userPrincipalName eq '%s' or mail eq '%s' or proxyAddresses/any(p:p eq 'smtp:%s') "
                                   "or proxyAddresses/any(p:p eq 'SMTP:%s')",
                                   a, a, a, a));
    return graph_get(arena, endpoints, buf_text(&path));
}

struct http_request *graph_users_find(struct arena *arena, const struct endpoints *endpoints, const char *text,
                                      const char *select)
{
    if (graph_users_find_is_exact(text))
        return graph_get(arena, endpoints, graph_user_path(arena, text, select));
    if (strchr(text, '@'))
        return by_address(arena, endpoints, text, select);
    auto_buf struct buf plain = buf_make(BUF_REQUEST), path = buf_make(BUF_REQUEST);
    for (const char *c = text; *c; c++) /* a quote or backslash would end the phrase */
        buf_putc(&plain, *c == '"' || *c == '\\' ? ' ' : *c);
    char *query = arena_printf(arena, "\"displayName:%s\" OR \"userPrincipalName:%s\"", buf_text(&plain),
                               buf_text(&plain));
    buf_printf(&path, "/users%s&$top=25&$count=true&$search=", select);
    url_encode(&path, query);
    struct http_request *r = graph_get(arena, endpoints, buf_text(&path));
    r->headers = http_header_add(arena, r->headers, "ConsistencyLevel", "eventual");
    r->first_page = true;
    return r;
}

static char *cleaned(struct arena *arena, const struct json *value)
{
    const char *text = json_text_or(value, "");
    return clean_strdup(arena, text, strlen(text));
}

struct http_request *graph_skus(struct arena *arena, const struct endpoints *endpoints)
{
    return graph_get(arena, endpoints, "/subscribedSkus");
}

static struct sku_plan *plans_of(struct arena *arena, const struct json *list)
{
    struct sku_plan *first = NULL, **last = &first;
    for (const struct json *one = json_first(list); one; one = json_next(one)) {
        if (strcmp(json_text_or(json_get(one, "appliesTo"), "User"), "User") != 0)
            continue;
        struct sku_plan *plan = arena_alloc(arena, sizeof *plan);
        plan->id = cleaned(arena, json_get(one, "servicePlanId"));
        plan->name = cleaned(arena, json_get(one, "servicePlanName"));
        *last = plan;
        last = &plan->next;
    }
    return first;
}

struct sku *graph_skus_read(const struct http_reply *reply, struct arena *arena, struct err *e)
{
    struct sku *first = NULL, **last = &first;
    *e = (struct err){0};
    auto_json struct json *root = graph_body(reply, e);
    for (const struct json *s = json_first(json_get(root, "value")); s; s = json_next(s)) {
        struct sku *sku = arena_alloc(arena, sizeof *sku);
        sku->id = cleaned(arena, json_get(s, "skuId"));
        sku->part_number = cleaned(arena, json_get(s, "skuPartNumber"));
        sku->enabled = (long)json_integer(json_path(s, "prepaidUnits.enabled"), 0);
        sku->warning = (long)json_integer(json_path(s, "prepaidUnits.warning"), 0);
        sku->consumed = (long)json_integer(json_get(s, "consumedUnits"), 0);
        sku->plans = plans_of(arena, json_get(s, "servicePlans"));
        *last = sku;
        last = &sku->next;
    }
    return first;
}
