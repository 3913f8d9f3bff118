/* Rows are made as far as the page needs them. */
#include "tenant/wire/log_page.h"

#include "base/clock.h"
#include "tenant/wire/page_token.h"
#include "tenant/wire/selection.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool refuse(const struct tenant_request *request, struct tenant_reply *reply, const char *message)
{
    tenant_error(request, reply, 400, "BadRequest", message);
    return false;
}

static bool order_fits(const struct log_kind *kind, const char *order, bool *ascending)
{
    size_t length = strlen(kind->time);
    *ascending = false;
    if (!order)
        return true;
    if (strncasecmp(order, kind->time, length) != 0)
        return false;
    *ascending = strcmp(order + length, " desc") != 0;
    return !order[length] || !strcmp(order + length, " desc") || !strcmp(order + length, " asc");
}

static bool options_fit(const struct tenant_request *request, struct tenant_reply *reply, const struct log_kind *kind)
{
    const char *allowed[12] = {"$filter", "$top", "$skiptoken", "$orderby"};
    size_t n = 4;
    for (size_t i = 0; kind->options && kind->options[i]; i++)
        allowed[n++] = kind->options[i];
    return tenant_allow_query(request, reply, allowed);
}

bool log_view_read(const struct tenant_request *request, struct tenant_reply *reply, const struct log_kind *kind,
                   struct log_view *out)
{
    const char *top = tenant_query(request, "$top"), *skip = tenant_query(request, "$skiptoken");
    size_t length = top ? strlen(top) : 0;
    struct page_token token = {.kind = 'p'};
    *out = (struct log_view){.kind = kind, .filter = tenant_query(request, "$filter"), .top = LOG_PAGE_MOST};
    if (!options_fit(request, reply, kind))
        return false;
    if (top) /* digits alone */
        out->top = length && length < 6 && strspn(top, "0123456789") == length ? (size_t)strtol(top, NULL, 10) : 0;
    size_t most = kind->most ? kind->most : LOG_PAGE_MOST;
    if (out->top < 1 || out->top > most)
        return refuse(
            request, reply,
            arena_printf(request->arena, "Invalid page size specified. Must be between 1 and %zu inclusive.", most));
    if (request->page_most && out->top > (size_t)request->page_most)
        out->top = (size_t)request->page_most;
    if (!order_fits(kind, tenant_query(request, "$orderby"), &out->ascending))
        return refuse(request, reply, "The $orderby expression is not supported.");
    if (skip && !page_token_read(request->arena, skip, 'p', &token))
        return refuse(request, reply, "Skip token is null"); /* REQUESTS §2.4 */
    struct object_filter filter = {.arena = request->arena, .text = out->filter, .paths = kind->paths};
    if (out->filter && object_filter(&filter, NULL) == OBJECT_BAD)
        return refuse(request, reply, filter.message);
    out->from = token.a;
    out->used = filter.used;
    out->joined = filter.joined;
    return true;
}

bool log_view_names(const struct log_view *view, const char *path)
{
    for (size_t i = 0; view->kind->paths[i].path; i++)
        if (!strcmp(view->kind->paths[i].path, path))
            return view->used >> i & 1;
    return false;
}

/* What stands behind "PATH OPERATOR " in the filter; NULL: nothing. */
static const char *operand(const struct log_view *view, const char *path, const char *operator)
{
    size_t length = strlen(path), word = strlen(operator);
    if (!view->filter || view->joined || strstr(view->filter, "not "))
        return NULL;
    for (const char *at = view->filter; (at = strcasestr(at, path)); at += length) {
        bool begins = at == view->filter || at[-1] == ' ' || at[-1] == '(';
        if (begins && at[length] == ' ' && !strncmp(at + length + 1, operator, word) && at[length + 1 + word] == ' ')
            return at + length + 2 + word;
    }
    return NULL;
}

const char *log_view_wants(const struct tenant_request *request, const struct log_view *view, const char *path)
{
    const char *at = operand(view, path, "eq");
    return at && *at == '\'' ? arena_strndup(request->arena, at + 1, strcspn(at + 1, "'")) : NULL;
}

int64_t log_view_since(const struct tenant_request *request, const struct log_view *view)
{
    const char *at = operand(view, view->kind->time, "ge");
    int64_t ms = 0;
    (void)request;
    return at && clock_parse(at, strcspn(at, " )"), &ms) ? ms : 0;
}

static int newest_first(const void *a, const void *b)
{
    const struct log_entry *one = a, *two = b;
    if (one->when != two->when)
        return one->when < two->when ? 1 : -1;
    if (one->number != two->number)
        return one->number < two->number ? -1 : 1;
    return one->place < two->place ? -1 : one->place > two->place;
}

static void put_link(const struct tenant_request *request, struct json *root, size_t next)
{
    auto_buf struct buf link = buf_make(1u << 16);
    paging_link(request, &link, (uint32_t)next);
    json_set_text(root, "@odata.nextLink", buf_text(&link));
}

void log_answer(const struct tenant_request *request, struct tenant_reply *reply, const struct log_view *view,
                struct log_entry *entries, size_t count,
                struct json *(*make)(void *with, const struct log_entry *entry), void *with)
{
    auto_json struct json *root = json_new_object();
    struct json *value = json_new_array();
    size_t n = 0, at = view->from;
    if (count)
        qsort(entries, count, sizeof *entries, newest_first);
    json_set_text(
        root, "@odata.context",
        arena_printf(request->arena, "%s/%s/$metadata#%s", request->origin, request->version, view->kind->set));
    for (; at < count; at++) {
        struct json *one = make(with, &entries[view->ascending ? count - 1 - at : at]);
        struct object_filter filter = {.arena = request->arena, .text = view->filter, .paths = view->kind->paths};
        bool hit = !view->filter || object_filter(&filter, one) == OBJECT_HIT;
        if (hit && n < view->top) {
            json_push(value, one);
            n++;
            continue;
        }
        json_free(one);
        if (hit) /* there is a next one */
            break;
    }
    if (at < count)
        put_link(request, root, at);
    json_set(root, "value", value);
    tenant_json(reply, 200, root);
}
