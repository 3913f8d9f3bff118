/* One cmdlet from its envelope to its page of rows. */
#include "tenant/exchange/exchange_cmdlet.h"

#include "base/clock.h"
#include "base/hash.h"
#include "tenant/state/scenario.h"
#include "tenant/wire/page_token.h"
#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { PAGE_MOST = 1000, PAGE_LEAST = 2, LINK_LIFE = 300000 /* ms */ };

/* --- the request --- */

static bool refuse(struct tenant_reply *reply, const char *message)
{
    exchange_error(reply, 400, "BadRequest", "Microsoft.Exchange.Admin.OData.Core.ODataServiceException", message);
    return false;
}

/* The anchor routes the request: a mailbox by name, or the system's. */
static bool anchor_fits(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply)
{
    static const char system[] = "SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@";
    const char *anchor = tenant_header(request, "X-AnchorMailbox");
    if (!anchor || !*anchor)
        return refuse(reply, "The request cannot be routed: the header X-AnchorMailbox is missing.");
    bool app = !strncmp(anchor, "APP:", 4);
    const char *name = app || !strncmp(anchor, "UPN:", 4) ? anchor + 4 : anchor;
    if (!strncmp(name, system, sizeof system - 1)) {
        const char *domain = name + sizeof system - 1;
        if (!strcasecmp(domain, app ? tenant->tenant_id : store_people(tenant->store)->initial_domain))
            return true;
    } else if (!app && strchr(name, '@') > name && strchr(name, '@')[1]) {
        return true;
    }
    return refuse(reply, arena_printf(request->arena,
                                      "The request cannot be routed: X-AnchorMailbox '%s' names no mailbox.", anchor));
}

static bool headers_fit(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                        const char *cmdlet)
{
    const char *named = tenant_header(request, "X-CmdletName"), *format = tenant_header(request, "X-ResponseFormat");
    if (named && strcasecmp(named, cmdlet) != 0)
        return refuse(reply, arena_printf(request->arena, "X-CmdletName '%s' is not the cmdlet of the body, '%s'.",
                                          named, cmdlet));
    if (format && strcasecmp(format, "json") != 0)
        return refuse(reply, arena_printf(request->arena, "X-ResponseFormat '%s' is not supported.", format));
    return anchor_fits(tenant, request, reply);
}

static bool query_fits(const struct tenant_request *request, struct tenant_reply *reply)
{
    for (size_t i = 0; i < request->query_count; i++) {
        const char *name = request->query[i].name;
        if (strcmp(name, "$select") != 0 && strcmp(name, "$skiptoken") != 0)
            return refuse(reply, arena_printf(request->arena, "The query parameter '%s' is not supported.", name));
    }
    return true;
}

/* The envelope holds the cmdlet's name and its parameters and nothing else. */
static const struct json *envelope_of(const struct json *body, struct tenant_reply *reply, const char **name)
{
    const struct json *input = json_get(body, "CmdletInput"), *parameters = json_get(input, "Parameters");
    *name = json_text(json_get(input, "CmdletName"));
    if (json_count(body) != 1 || json_kind(input) != JSON_OBJECT) {
        refuse(reply, "The body must be an object with the one member 'CmdletInput'.");
        return NULL;
    }
    if (!*name || !**name || json_count(input) != (size_t)1 + (parameters != NULL)) {
        refuse(reply, "'CmdletInput' takes a 'CmdletName' and 'Parameters'.");
        return NULL;
    }
    if (parameters && json_kind(parameters) != JSON_OBJECT) {
        refuse(reply, "'Parameters' must be an object.");
        return NULL;
    }
    return input;
}

static struct json *read_body(const struct tenant_request *request, struct tenant_reply *reply)
{
    struct err e = {0};
    const char *type = tenant_header(request, "Content-Type");
    if (!type || strncasecmp(type, "application/json", 16) != 0) {
        exchange_error(reply, 415, "UnsupportedMediaType", "System.NotSupportedException",
                       "The Content-Type must be application/json.");
        return NULL;
    }
    struct json *body = json_parse(request->body, request->body_length, &e);
    if (!body)
        refuse(reply, arena_printf(request->arena, "The request body is no JSON: %s", e.message));
    return body;
}

/* --- pages --- */

struct page {
    size_t size;
    uint64_t from, given; /* where to go on; how many rows came before */
    uint64_t most;        /* rows in all */
    uint64_t body;        /* a hash of what is asked */
};

static size_t page_size(const struct tenant_request *request)
{
    const char *prefer = tenant_header(request, "Prefer"),
               *at = prefer ? strcasestr(prefer, "odata.maxpagesize=") : NULL;
    long wanted = at ? strtol(at + 18, NULL, 10) : PAGE_MOST;
    if (request->page_most && wanted > request->page_most)
        wanted = request->page_most;
    return (size_t)(wanted < PAGE_LEAST ? PAGE_LEAST : wanted > PAGE_MOST ? PAGE_MOST : wanted);
}

/* A link is for the same words again, and not for long. */
static bool read_link(const struct tenant_request *request, struct tenant_reply *reply, struct page *page)
{
    struct page_token token;
    const char *text = tenant_query(request, "$skiptoken");
    if (!text)
        return true;
    if (!page_token_read(request->arena, text, 'x', &token))
        return refuse(reply, "The $skiptoken is not valid.");
    if ((uint64_t)clock_now() > token.c + LINK_LIFE) {
        exchange_error(reply, 404, "NotFound", "Microsoft.Exchange.Admin.OData.Core.ODataServiceException",
                       "The result set of this link has expired.");
        return false;
    }
    if (token.b != page->body)
        return refuse(reply, "The body is not the one the link was given for.");
    page->from = token.a;
    page->given = strtoull(token.filter, NULL, 10);
    return true;
}

static uint64_t most_rows(const struct cmdlet_call *call)
{
    const struct json *size = call_get(call, "ResultSize");
    if (!size || !(call->cmdlet->flags & CMDLET_RESULTS))
        return call->cmdlet->flags & CMDLET_RESULTS ? PAGE_MOST : UINT64_MAX;
    if (json_kind(size) == JSON_NUMBER)
        return (uint64_t)json_number(size, 0);
    const char *text = json_text_or(size, "");
    return !strcasecmp(text, "Unlimited") ? UINT64_MAX : strtoull(text, NULL, 10);
}

/* Cut the rows of a handler that made them all down to the page. */
static void cut_page(struct cmdlet_call *call)
{
    struct json *kept = json_new_array();
    uint64_t at = 0;
    for (const struct json *row = json_first(call->rows); row; row = json_next(row), at++)
        if (at >= call->cursor && at < call->cursor + call->page)
            json_push(kept, json_copy(row));
    call->next = call->cursor + call->page < at ? call->cursor + call->page : 0;
    json_free(call->rows);
    call->rows = kept;
}

/* --- the reply --- */

static bool selected(const char *select, const char *name)
{
    for (const char *at = select; *at;) {
        size_t length = strcspn(at, ",");
        if (length == strlen(name) && !strncasecmp(at, name, length))
            return true;
        at += length + (at[length] == ',');
    }
    return false;
}

/* Every name of $select must be a property of the rows. */
static bool select_fits(const struct cmdlet_call *call, const char *select)
{
    const struct json *row = json_first(call->rows);
    for (const char *at = select; row && *at;) {
        size_t length = strcspn(at, ",");
        const char *name = arena_strndup(call->arena, at, length);
        bool found = false;
        for (const struct json *member = json_first(row); member && !found; member = json_next(member))
            found = !strcasecmp(json_key(member), name);
        if (!found)
            return refuse(call->reply, arena_printf(call->arena, "Could not find a property named '%s'.", name));
        at += length + (at[length] == ',');
    }
    return true;
}

static void put_rows(struct json_writer *w, const struct cmdlet_call *call, const char *select)
{
    json_name(w, "value");
    json_open(w, '[');
    for (const struct json *row = json_first(call->rows); row; row = json_next(row)) {
        json_open(w, '{');
        for (const struct json *member = json_first(row); member; member = json_next(member)) {
            const char *name = json_key(member);
            if (name[0] == '@' || (select && !selected(select, name)))
                continue;
            auto_buf struct buf text = buf_make(1u << 24);
            json_write(member, &text);
            if (json_kind(member) == JSON_ARRAY) {
                json_name(w, arena_printf(call->arena, "%s@odata.type", name));
                json_put_text(w, "#Collection(String)");
            }
            json_name(w, name);
            json_put_raw(w, buf_text(&text), text.length);
        }
        json_close(w);
    }
    json_close(w);
}

static void answer(struct cmdlet_call *call, const char *link, const char *select)
{
    const char *origin = arena_printf(call->arena, "%s/adminapi/beta/%s", call->request->origin,
                                      call->tenant->tenant_id);
    struct json_writer w = json_writer(&call->reply->body);
    json_open(&w, '{');
    json_name(&w, "@odata.context");
    json_put_text(&w, arena_printf(call->arena, "%s/$metadata#Collection(Exchange.%s)", origin, call->cmdlet->name));
    if (call->warning_count) {
        json_name(&w, "adminapi.warnings@odata.type");
        json_put_text(&w, "#Collection(String)");
        json_name(&w, "@adminapi.warnings");
        json_open(&w, '[');
        for (size_t i = 0; i < call->warning_count; i++)
            json_put_text(&w, call->warnings[i]);
        json_close(&w);
    }
    put_rows(&w, call, select);
    if (link) {
        json_name(&w, "@odata.nextLink");
        json_put_text(&w, arena_printf(call->arena, "%s/InvokeCommand?%s%s%s$skiptoken=%s", origin,
                                       select ? "$select=" : "", select ? select : "", select ? "&" : "", link));
    }
    json_close(&w);
    call->reply->status = 200;
}

static void run(struct tenant *tenant, struct cmdlet_call *call, struct page *page)
{
    const char *select = tenant_query(call->request, "$select"), *link = NULL;
    page->most = most_rows(call);
    uint64_t left = page->most > page->given ? page->most - page->given : 0;
    call->cursor = page->from;
    call->page = left < page->size ? (size_t)left : page->size;
    pthread_mutex_lock(&tenant->lock);
    call->cmdlet->handler(call);
    pthread_mutex_unlock(&tenant->lock);
    if (call->reply->status)
        return;
    if (!call->pages_itself)
        cut_page(call);
    assert(json_count(call->rows) <= call->page);
    if (call->next && left > call->page) {
        struct page_token token = {.kind = 'x', .a = call->next, .b = page->body, .c = (uint64_t)clock_now()};
        token.filter = arena_printf(call->arena, "%" PRIu64, page->given + json_count(call->rows));
        link = page_token_write(call->arena, &token);
    } else if (call->next && !call_get(call, "ResultSize")) {
        call_warn(call,
                  "There are more results available than are currently displayed. To view them, increase the value for "
                  "the ResultSize parameter.");
    }
    if (!select || select_fits(call, select))
        answer(call, link, select);
}

void exchange_invoke_cmdlet(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    const char *name;
    auto_json struct json *body = read_body(request, reply);
    const struct json *input = body ? envelope_of(body, reply, &name) : NULL;
    if (!input || !query_fits(request, reply) || !headers_fit(tenant, request, reply, name))
        return;
    const struct cmdlet *cmdlet = exchange_find(name);
    if (cmdlet && request->caller.delegated && !(cmdlet->roles & exchange_roles_of(tenant, &request->caller))) {
        exchange_not_allowed(request, reply, cmdlet->name);
        return;
    }
    bool denied = cmdlet && (scenario_denies(tenant->scenario, cmdlet->name) ||
                             (!strcmp(cmdlet->name, "Search-UnifiedAuditLog") &&
                              scenario_denies(tenant->scenario, "unifiedAuditLog")));
    if (!cmdlet || denied || !(cmdlet->roles & exchange_roles_of(tenant, &request->caller))) {
        exchange_forbidden(request, reply,
                           arena_printf(request->arena, "The cmdlet %s is not allowed by the caller's roles.", name));
        return;
    }
    struct cmdlet_call call = {.tenant = tenant,
                               .request = request,
                               .reply = reply,
                               .cmdlet = cmdlet,
                               .parameters = json_get(input, "Parameters"),
                               .arena = request->arena,
                               .rows = json_new_array()};
    struct page page = {.size = page_size(request),
                        .body = hash_bytes(HASH_NOTHING, request->body, strlen(request->body))};
    if (exchange_check_call(&call) && read_link(request, reply, &page))
        run(tenant, &call, &page);
    json_free(call.rows);
}
