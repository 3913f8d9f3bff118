/* The reading that most sources are: ask once, follow each nextLink, decode each row. It ends in any case (base/paging.h). */
#include "api/graph/graph.h"
#include "base/hash.h"
#include "codec/json.h"
#include "source/rows.h"
#include <string.h>

enum {
    ROW = 1 << 20,
    MOST = 50000 /* rows of a list that a person looks at, where its source has no limit of its own */
};

/* Of the ids of the records from `begins` on; where none of the rows is a record, of the first row. */
static uint64_t hash_of(const struct record_page *page, size_t begins, const struct json *rows)
{
    uint64_t hash = HASH_NOTHING;
    for (size_t i = begins; i < page->count; i++) {
        const char *id = record_text_at(&page->records[i], page->kind->id);
        hash = hash_bytes(hash, id, strlen(id));
    }
    auto_buf struct buf text = buf_make(ROW);
    if (begins == page->count && json_write(json_first(rows), &text))
        hash = hash_bytes(hash, buf_text(&text), text.length);
    return hash;
}

static enum source_step go_in_circles(struct reading *reading)
{
    struct err e;
    paging_endless(&e, reading->page->count + reading->taken, reading->source->kind->many);
    return reading_stop(reading, NULL, &e);
}

struct http_request *source_of_user(struct reading *reading, const char *rest)
{
    return graph_get(reading->arena, reading->endpoints, graph_user_path(reading->arena, reading->subject, rest));
}

enum source_step pages_once(struct reading *reading)
{
    return paging_follow(&reading->paging, reading->arena, reading->request->url) ? SOURCE_SEND
                                                                                  : go_in_circles(reading);
}

enum source_step pages_next(struct reading *reading, size_t begins, const struct json *rows, struct http_request *next,
                            const struct err *e)
{
    if (!next)
        return reading_stop(reading, NULL, e);
    if (!paging_page(&reading->paging, reading->arena, json_count(rows), hash_of(reading->page, begins, rows),
                     PAGING_IDLE)) {
        reading->page->count = begins;
        return go_in_circles(reading);
    }
    reading->request = next;
    return pages_once(reading);
}

static enum source_step follow(struct reading *reading, size_t begins, const struct json *rows, const char *link)
{
    struct err e = {.code = ERR_OK};
    struct http_request *next = graph_next(reading->arena, reading->endpoints, link, &e);
    if (next) {
        next->headers = reading->request->headers; /* an advanced query has to stay one (REQUESTS §1.3) */
        next->workload = reading->request->workload;
    }
    return pages_next(reading, begins, rows, next, &e);
}

const struct json *pages_rows(const struct http_reply *reply, struct arena *arena, const struct json *body, char **link,
                              struct err *e)
{
    const struct json *rows = json_get(body, "value");
    bool list = json_kind(rows) == JSON_ARRAY;
    *link = NULL;
    if (reply->status != 200)
        err_set(e, ERR_PARSE, "HTTP %ld came where a list was asked for", reply->status);
    else if (!list)
        err_set(e, ERR_PARSE, "the service's list cannot be understood");
    else if (!page_link(reply, arena, link, e))
        *link = NULL;
    return list ? rows : NULL;
}

static size_t most_of(const struct source *source)
{
    return source->most ? source->most : source->flags & SOURCE_STREAM ? SIZE_MAX : MOST;
}

static enum source_step page_in(struct reading *reading, const struct http_reply *reply, const struct json *body)
{
    const struct source *source = reading->source;
    const struct json *list = json_get(body, "value");
    struct err e = {.code = ERR_OK};
    char *link;
    if (json_kind(list) == JSON_ARRAY && source->flags & (SOURCE_ONE | SOURCE_HIMSELF)) {
        err_set(&e, ERR_PARSE, "a list came where one object was asked for");
        return reading_stop(reading, NULL, &e);
    }
    bool read = page_link(reply, reading->arena, &link, &e);
    size_t begins = reading->page->count;
    if (json_kind(list) != JSON_ARRAY)
        (void)decode_record(reading, body); /* one object, not a page of them; if it is left out it is counted */
    bool came = json_kind(list) == JSON_ARRAY || source->flags & (SOURCE_ONE | SOURCE_HIMSELF) ||
                reading->page->count > begins || reading->page->left_out;
    if (!came)
        read = err_set(&e, ERR_PARSE, "the service's list cannot be understood");
    for (const struct json *one = json_kind(list) == JSON_ARRAY ? json_first(list) : NULL; one; one = json_next(one))
        (void)decode_record(reading, one);
    if (!read)
        return reading_stop(reading, NULL, &e);
    if (!link)
        return reading_end(reading);
    if (source->flags & SOURCE_FIRST_PAGE || (!reading->for_evidence && reading->page->count >= most_of(source)))
        return reading_too_many(reading);
    return follow(reading, begins, list, link);
}

enum source_step pages_step(struct reading *reading, const struct http_reply *reply)
{
    struct err e = {.code = ERR_OK};
    if (!reply) {
        reading->request = reading->source->ask(reading);
        return pages_once(reading);
    }
    if (reply->status > 200 && reply->status < 300) { /* created, accepted, a part: none is what was asked for */
        err_set(&e, ERR_PARSE, "HTTP %ld came where %s were asked for", reply->status, reading->source->kind->many);
        return reading_stop(reading, NULL, &e);
    }
    auto_json struct json *body = graph_body(reply, &e);
    return body ? page_in(reading, reply, body) : reading_stop(reading, reply, &e);
}
