/* $batch: many requests in one, and one reply back into many. */
#include "api/http/batch.h"

#include "api/http/budget.h"
#include "api/http/join.h"
#include "api/service.h"
#include "base/alloc.h"
#include "base/secret.h"
#include "codec/json.h"
#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { ID_TEXT = 24 };

/* The part of a URL in front of what a batch's items name. 0: it travels alone. */
static size_t prefix_of(const struct http_request *r)
{
    const struct service *service = service_find(r->resource);
    return r->batch && r->resource != RESOURCE_NONE && service->batch_most ? service->batch_prefix(r->url) : 0;
}

size_t batch_room(const struct http_request *request)
{
    if (request->join)
        return request->join_most;
    size_t most = prefix_of(request) ? service_find(request->resource)->batch_most : 1;
    size_t counted = budget_room(request->workload);
    return counted < most ? counted : most;
}

double batch_cost(const struct http_request *first, size_t n)
{
    return first->join ? 1 : (double)n;
}

bool batch_together(const struct http_request *one, const struct http_request *other)
{
    if (one->join || other->join)
        return join_together(one, other);
    size_t prefix = prefix_of(one);
    return prefix && one->workload == other->workload && prefix == prefix_of(other) &&
           one->resource == other->resource && strncmp(one->url, other->url, prefix) == 0 &&
           http_is_write(one) == http_is_write(other);
}

static void put_header(struct json_writer *w, const char *name, const char *value)
{
    json_member_text(w, name, value);
}

static void put_headers(struct json_writer *w, const struct http_request *r)
{
    bool bearer = service_find(r->resource)->batch_whole;
    if (!r->headers && !bearer)
        return;
    json_name(w, "headers");
    json_open(w, '{');
    if (bearer)
        put_header(w, "Authorization", "Bearer {bearer}");
    for (const struct http_header *h = r->headers; h; h = h->next)
        put_header(w, h->name, h->value);
    json_close(w);
}

bool batch_is_serial(const struct http_request *one, const struct http_request *other)
{
    return one->object && other->object && !strcmp(one->object, other->object);
}

static void put_item(struct json_writer *w, const struct http_request *r, size_t id, bool serial)
{
    char text[ID_TEXT];
    snprintf(text, sizeof text, "%zu", id);
    json_open(w, '{');
    put_header(w, "id", text);
    put_header(w, "method", r->method);
    put_header(w, "url", service_find(r->resource)->batch_whole ? r->url : r->url + prefix_of(r));
    if (serial) {
        snprintf(text, sizeof text, "%zu", id - 1);
        json_name(w, "dependsOn");
        json_open(w, '[');
        json_put_text(w, text);
        json_close(w);
    }
    put_headers(w, r);
    if (r->body) {
        json_name(w, "body");
        json_put_raw(w, r->body, r->body_length);
    }
    json_close(w);
}

static struct http_request *batch_of(struct arena *arena, const struct http_request *first)
{
    struct http_request *batch = arena_alloc(arena, sizeof *batch);
    *batch = (struct http_request){
        .method = "POST",
        .url = arena_printf(arena, "%.*s/$batch", (int)prefix_of(first), first->url),
        .headers = http_header_add(arena, NULL, "Content-Type", "application/json"),
        .repeat = HTTP_READ,
        .resource = first->resource,
        .workload = first->workload,
    };
    if (!service_find(first->resource)->batch_whole)
        return batch;
    batch->bearer_in_body = true;
    for (const struct http_header *h = first->headers; h; h = h->next)
        if (!strcmp(h->name, "X-AnchorMailbox") || !strcmp(h->name, "Accept"))
            batch->headers = http_header_add(arena, batch->headers, h->name, h->value);
    batch->headers = http_header_add(arena, batch->headers, "Prefer", "odata.maxpagesize=1000;odata.continue-on-error");
    batch->headers = http_header_add(arena, batch->headers, "parameter-based-routing", "true");
    return batch;
}

struct http_request *batch_build(struct arena *arena, struct http_request *const requests[], size_t n)
{
    if (n == 0 || n > batch_room(requests[0]))
        return NULL;
    if (requests[0]->join)
        return join_build(arena, requests, n);
    if (!prefix_of(requests[0]))
        return NULL;
    auto_buf struct buf body = buf_make(4u << 20);
    struct json_writer w = json_writer(&body);
    struct http_request *batch = batch_of(arena, requests[0]);
    json_open(&w, '{');
    json_name(&w, "requests");
    json_open(&w, '[');
    for (size_t i = 0; i < n; i++) {
        if (!batch_together(requests[0], requests[i]))
            return NULL;
        put_item(&w, requests[i], i + 1, i > 0 && batch_is_serial(requests[i - 1], requests[i]));
        if (requests[i]->repeat > batch->repeat)
            batch->repeat = requests[i]->repeat;
        batch->secret_body |= requests[i]->secret_body;
        batch->secret_reply |= requests[i]->secret_reply;
    }
    json_close(&w);
    json_close(&w);
    if (body.overflow)
        return NULL;
    batch->body = arena_strndup(arena, buf_text(&body), body.length);
    batch->body_length = body.length;
    batch->shown_body = batch->secret_body ? "{a batch with secrets}" : NULL;
    return batch;
}

static struct http_reply *reply_new(const struct http_reply *whole)
{
    struct http_reply *reply = xcalloc(1, sizeof *reply);
    reply->arena = arena_new(0);
    reply->body = buf_make(32u << 20);
    reply->received = whole->received;
    return reply;
}

static struct http_reply *copy_whole(const struct http_reply *whole, const struct http_request *r)
{
    struct http_reply *reply = reply_new(whole);
    reply->status = whole->status;
    reply->error = whole->error;
    reply->unsure = whole->unsure && http_is_write(r);
    for (const struct http_header *h = whole->headers; h; h = h->next)
        reply->headers = http_header_add(reply->arena, reply->headers, h->name, h->value);
    buf_add(&reply->body, buf_text(&whole->body), whole->body.length);
    return reply;
}

static struct http_reply *of_item(const struct http_reply *whole, const struct json *item, const struct http_request *r)
{
    struct http_reply *reply = reply_new(whole);
    const struct json *body = json_get(item, "body");
    reply->status = (long)json_integer(json_get(item, "status"), 0);
    reply->unsure = http_leaves_open(r, reply->status);
    for (const struct json *h = json_first(json_get(item, "headers")); h; h = json_next(h)) {
        char *name = arena_strdup(reply->arena, json_key(h));
        for (char *c = name; *c; c++)
            *c = (char)tolower((unsigned char)*c);
        auto_buf struct buf number = buf_make(64);
        if (json_kind(h) == JSON_NUMBER && json_write(h, &number))
            reply->headers = http_header_add(reply->arena, reply->headers, name, buf_text(&number));
        else if (json_text(h))
            reply->headers = http_header_add(reply->arena, reply->headers, name, json_text(h));
    }
    if (json_kind(body) == JSON_STRING)
        buf_puts(&reply->body, json_text(body));
    else if (json_kind(body) != JSON_NULL)
        json_write(body, &reply->body);
    if (reply->status >= 400 && reply->body.data)
        reply->body.length = secret_mask(reply->body.data, reply->body.length); /* it may be sent back */
    return reply;
}

/* Which of `n` requests an item answers, counted from 1: its id is exactly one that was given. 0: none of them. */
static size_t place_of(const struct json *item, size_t n)
{
    const char *id = json_text_or(json_get(item, "id"), "");
    for (size_t at = 1; at <= n; at++) {
        char given[ID_TEXT];
        snprintf(given, sizeof given, "%zu", at);
        if (!strcmp(id, given))
            return at;
    }
    return 0;
}

static struct http_reply *missing(const struct http_reply *whole, const struct http_request *r)
{
    struct http_reply *reply = reply_new(whole);
    err_set(&reply->error, ERR_CUT, "the service answered a batch without a clear answer to one of its items");
    reply->unsure = http_is_write(r);
    return reply;
}

/* Its part of the answer to all. What a list does not hold is not there, unless the list goes on. */
static struct http_reply *of_joined(const struct http_reply *whole, const struct json *root,
                                    const struct http_request *r)
{
    const struct json *found = http_is_write(r) ? NULL : join_find(root, r);
    if (http_is_write(r))
        return copy_whole(whole, r);
    if (!found &&
        (json_kind(json_get(root, "value")) != JSON_ARRAY || json_kind(json_get(root, "@odata.nextLink")) != JSON_NULL))
        return missing(whole, r);
    struct http_reply *reply = reply_new(whole);
    reply->status = found ? 200 : 404;
    if (found)
        json_write(found, &reply->body);
    else
        buf_printf(&reply->body, "{\"error\":{\"code\":\"ResourceNotFound\",\"message\":\"%s was not found.\"}}",
                   r->join_id);
    return reply;
}

void batch_split(const struct http_reply *reply, struct http_request *const requests[], size_t n,
                 struct http_reply *out[])
{
    struct err ignored;
    auto_json struct json *root = NULL;
    unsigned times[BATCH_MAX] = {0};
    assert(n <= BATCH_MAX);
    for (size_t i = 0; i < n; i++)
        out[i] = NULL;
    bool success = reply->status >= 200 && reply->status < 300;
    if (success)
        root = json_parse(buf_text(&reply->body), reply->body.length, &ignored);
    bool joined = requests[0]->join; /* then it is the answer to one call, and holds no items */
    for (size_t i = 0; success && joined && i < n; i++)
        out[i] = of_joined(reply, root, requests[i]);
    const struct json *item = joined ? NULL : json_first(json_get(root, "responses"));
    for (; item; item = json_next(item)) {
        size_t at = place_of(item, n);
        long long status = json_integer(json_get(item, "status"), 0);
        if (at && ++times[at - 1] == 1 && status >= 200 && status <= 599)
            out[at - 1] = of_item(reply, item, requests[at - 1]);
    }
    for (size_t i = 0; i < n; i++)
        if (times[i] > 1) { /* it says two things of one: neither is known to be true */
            http_reply_free(out[i]);
            out[i] = NULL;
        }
    for (size_t i = 0; i < n; i++)
        if (!out[i])
            out[i] = success ? missing(reply, requests[i]) : copy_whole(reply, requests[i]);
    const char *id = http_reply_header(reply, "request-id"); /* an item seldom has one of its own */
    for (size_t i = 0; id && i < n; i++)
        if (!http_reply_header(out[i], "request-id"))
            out[i]->headers = http_header_add(out[i]->arena, out[i]->headers, "request-id", id);
}
