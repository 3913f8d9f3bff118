/* The reading that most sources are: ask once, follow each nextLink, decode each row. It ends in any case: a link that came
 * before, the same rows again, or pages without rows that do not stop are the service's fault and told as such. */
#include "api/graph/graph.h"
#include "api/http/page.h"
#include "source/rows.h"
#include <string.h>

enum { EMPTY_PAGES = 16 };

uint64_t pages_hash(const struct record_page *page)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (size_t i = 0; i < page->count; i++)
        for (const char *at = record_text_at(&page->records[i], page->kind->id); *at; at++)
            hash = (hash ^ (unsigned char)*at) * 1099511628211u;
    return hash;
}

/* The rows of the last page are those of the page before it, in the same order. */
static bool is_same_again(const struct reading *reading, size_t before, size_t begins)
{
    const struct record_page *page = reading->page;
    size_t count = page->count - begins;
    if (reading->taken && !begins) /* the page before is with somebody else */
        return count && reading->seen == pages_hash(page);
    if (page->kind->id < 0 || !count || begins - before != count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (strcmp(record_text_at(&page->records[before + i], page->kind->id),
                   record_text_at(&page->records[begins + i], page->kind->id)) != 0)
            return false;
    return true;
}

static enum source_step go_in_circles(struct reading *reading)
{
    struct err e;
    err_set(&e, ERR_SERVICE, "the service's pages do not come to an end: stopped after %zu %s",
            reading->page->count + reading->taken, reading->source->kind->many);
    return reading_stop(reading, NULL, &e);
}

enum source_step pages_once(struct reading *reading)
{
    for (const struct reading_link *one = reading->links; one; one = one->next)
        if (!strcmp(one->url, reading->request->url))
            return go_in_circles(reading);
    struct reading_link *link = arena_alloc(reading->arena, sizeof *link);
    *link = (struct reading_link){.url = reading->request->url, .next = reading->links};
    reading->links = link;
    return SOURCE_SEND;
}

static enum source_step follow(struct reading *reading, const char *link)
{
    struct err e = {.code = ERR_OK};
    struct http_header *headers = reading->request->headers;
    reading->request = graph_next(reading->arena, reading->endpoints, link, &e);
    if (!reading->request)
        return reading_stop(reading, NULL, &e);
    reading->request->headers = headers; /* an advanced query has to stay one (REQUESTS §1.3) */
    return pages_once(reading);
}

static enum source_step page_in(struct reading *reading, const struct http_reply *reply, const struct json *body)
{
    const struct source *source = reading->source;
    const struct json *list = json_get(body, "value");
    struct err e = {.code = ERR_OK};
    char *link;
    bool read = page_link(reply, reading->arena, &link, &e);
    size_t before = reading->page_begins, begins = reading->page->count;
    if (json_kind(list) != JSON_ARRAY)
        (void)decode_record(reading, body); /* one object, not a page of them; if it is left out it is counted */
    for (const struct json *one = json_kind(list) == JSON_ARRAY ? json_first(list) : NULL; one; one = json_next(one))
        (void)decode_record(reading, one);
    reading->page_begins = begins;
    reading->empty_pages = reading->page->count > begins ? 0 : reading->empty_pages + 1;
    if (!read)
        return reading_stop(reading, NULL, &e);
    if (!link)
        return reading_end(reading);
    if (source->flags & SOURCE_FIRST_PAGE || (source->most && reading->page->count >= source->most))
        return reading_too_many(reading);
    if (reading->empty_pages > EMPTY_PAGES)
        return go_in_circles(reading);
    if (is_same_again(reading, before, begins)) {
        reading->page->count = begins;
        return go_in_circles(reading);
    }
    return follow(reading, link);
}

enum source_step pages_step(struct reading *reading, const struct http_reply *reply)
{
    struct err e = {.code = ERR_OK};
    if (!reply) {
        reading->request = reading->source->ask(reading);
        return pages_once(reading);
    }
    auto_json struct json *body = graph_body(reply, &e);
    return body ? page_in(reading, reply, body) : reading_stop(reading, reply, &e);
}
