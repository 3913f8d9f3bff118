/* A list's pages, put together. */
#include "action/whole.h"

#include "api/exchange/exchange.h"
#include "api/graph/graph.h"
#include "api/http/page.h"
#include "base/hash.h"
#include "codec/json.h"
#include <string.h>

enum { MOST_BYTES = 64 << 20, PAGE_BYTES = 32 << 20 };

struct whole_page {
    const char *rows;
    struct whole_page *before;
};

/* The services that give lists in pages, in JSON. */
static bool may_be_list(const struct http_request *request, const struct http_reply *reply)
{
    return request && (request->resource == RESOURCE_GRAPH || request->resource == RESOURCE_EXCHANGE) &&
           !http_is_write(request) && !request->first_page && !request->picture && !request->secret_reply &&
           reply->status == 200;
}

/* False with `e` where no more pages may come. */
static bool keep_page(struct flow *flow, const struct json *rows, struct err *e)
{
    struct whole *list = &flow->list;
    auto_buf struct buf text = buf_make(PAGE_BYTES);
    if (json_kind(rows) != JSON_ARRAY || !json_write(rows, &text))
        return err_set(e, ERR_PARSE, "the service's list cannot be understood");
    if (!paging_page(&list->paging, flow->arena, json_count(rows),
                     hash_bytes(HASH_NOTHING, buf_text(&text), text.length), PAGING_IDLE))
        return paging_endless(e, list->paging.pages, "pages");
    list->bytes += text.length;
    if (list->bytes > MOST_BYTES)
        return err_set(e, ERR_TOO_BIG, "the service's list is larger than what can be held");
    struct whole_page *page = arena_alloc(flow->arena, sizeof *page);
    *page = (struct whole_page){arena_strdup(flow->arena, buf_text(&text)), list->last};
    list->last = page;
    return true;
}

static struct http_request *next_of(struct flow *flow, const char *link, struct err *e)
{
    const struct http_request *now = flow->request;
    if (now->resource == RESOURCE_EXCHANGE)
        return exchange_next(flow->arena, flow->endpoints, now, link, e);
    struct http_request *next = graph_next(flow->arena, flow->endpoints, link, e);
    if (next) {
        next->headers = now->headers; /* an advanced query has to stay one (REQUESTS §1.3) */
        next->workload = now->workload;
    }
    return next;
}

/* The rows of the pages before, in front. */
static void join(struct flow *flow, struct json *body, struct http_reply *joined)
{
    struct err ignored;
    auto_json struct json *last = json_copy(json_get(body, "value"));
    struct json *all = json_new_array();
    struct whole_page *first = NULL;
    for (struct whole_page *page = flow->list.last, *before; page; page = before) {
        before = page->before;
        page->before = first;
        first = page;
    }
    for (const struct whole_page *page = first; page; page = page->before) {
        auto_json struct json *rows = json_parse(page->rows, strlen(page->rows), &ignored);
        for (const struct json *row = json_first(rows); row; row = json_next(row))
            json_push(all, json_copy(row));
    }
    for (const struct json *row = json_first(last); row; row = json_next(row))
        json_push(all, json_copy(row));
    json_set(body, "value", all);
    joined->body = buf_make(2 * (size_t)MOST_BYTES);
    json_write(body, &joined->body);
}

static const struct http_reply *unread(struct flow *flow, struct http_reply *joined, const struct err *e)
{
    flow->list = (struct whole){0};
    *joined = (struct http_reply){.error = *e};
    if (!*joined->error.hint)
        err_hint(&joined->error, "try again later; --trace FILE shows what the service answers");
    return joined;
}

bool whole_goes_on(struct flow *flow, const struct http_reply *reply, struct http_reply *joined,
                   const struct http_reply **whole)
{
    struct err e = {.code = ERR_OK}, ignored;
    char *link = NULL;
    *whole = reply;
    bool list = reply && may_be_list(flow->request, reply);
    bool read = list && page_link(reply, flow->arena, &link, &e);
    auto_json struct json *body = list && (!read || link || flow->list.last)
                                      ? json_parse(buf_text(&reply->body), reply->body.length, &ignored)
                                      : NULL;
    if (!body) { /* what is no JSON, or refused, the flow tells in its own way */
        flow->list = (struct whole){0};
        return false;
    }
    struct http_request *next = NULL;
    if (link && paging_follow(&flow->list.paging, flow->arena, link)) {
        if (keep_page(flow, json_get(body, "value"), &e))
            next = next_of(flow, link, &e);
    } else if (link) {
        (void)paging_endless(&e, flow->list.paging.pages, "pages");
    }
    if (next) {
        flow->request = next;
        return true;
    }
    if (e.code != ERR_OK) {
        *whole = unread(flow, joined, &e);
        return false;
    }
    *joined = *reply;
    join(flow, body, joined);
    flow->list = (struct whole){0};
    *whole = joined;
    return false;
}
