/* The ids of all in the body of a write, or in the $filter of a read. */
#include "api/http/join.h"

#include "codec/url.h"
#include <assert.h>
#include <string.h>
#include <strings.h>

/* The address without the object: a read's ends with "/id". */
static size_t base_of(const struct http_request *r)
{
    size_t length = strlen(r->url), id = strlen(r->join_id) + 1;
    if (http_is_write(r))
        return length;
    assert(length > id && !strcmp(r->url + length - id + 1, r->join_id));
    return length - id;
}

bool join_together(const struct http_request *one, const struct http_request *other)
{
    return one->join && other->join && !strcmp(one->join, other->join) && !strcmp(one->method, other->method) &&
           one->resource == other->resource && base_of(one) == base_of(other) &&
           !strncmp(one->url, other->url, base_of(one));
}

static const char *body_of(struct arena *arena, struct http_request *const requests[], size_t n)
{
    auto_buf struct buf body = buf_make(1u << 20);
    struct json_writer w = json_writer(&body);
    json_open(&w, '{');
    json_name(&w, requests[0]->join);
    json_open(&w, '[');
    for (size_t i = 0; i < n; i++)
        json_put_text(&w, requests[i]->join_id);
    json_close(&w);
    json_close(&w);
    return arena_strdup(arena, buf_text(&body));
}

static const char *filter_of(struct arena *arena, struct http_request *const requests[], size_t n)
{
    auto_buf struct buf filter = buf_make(1u << 20);
    for (size_t i = 0; i < n; i++)
        buf_printf(&filter, "%s%s eq '%s'", i ? " or " : "", requests[i]->join, requests[i]->join_id);
    auto_buf struct buf escaped = buf_make(1u << 20);
    url_encode(&escaped, buf_text(&filter));
    return arena_strdup(arena, buf_text(&escaped));
}

struct http_request *join_build(struct arena *arena, struct http_request *const requests[], size_t n)
{
    struct http_request *all = arena_alloc(arena, sizeof *all);
    *all = *requests[0];
    all->join = all->join_id = NULL;
    for (size_t i = 1; i < n; i++)
        if (!join_together(requests[0], requests[i]))
            return NULL;
    if (http_is_write(all)) {
        all->body = body_of(arena, requests, n);
        all->body_length = strlen(all->body);
    } else {
        all->url = arena_printf(arena, "%.*s?$filter=%s&$top=%zu", (int)base_of(requests[0]), all->url,
                                filter_of(arena, requests, n), n);
    }
    return all;
}

const struct json *join_find(const struct json *list, const struct http_request *request)
{
    for (const struct json *one = json_first(json_get(list, "value")); one; one = json_next(one))
        if (!strcasecmp(json_text_or(json_get(one, request->join), ""), request->join_id))
            return one;
    return NULL;
}
