/* $batch: many requests in one, and one reply back into many. */
#include "api/http/batch.h"

#include "base/alloc.h"
#include "codec/json.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool may_travel(const struct http_request *r, const char *prefix)
{
    return r->batch && strncmp(r->url, prefix, strlen(prefix)) == 0 && r->url[strlen(prefix)] == '/';
}

static void put_item(struct json_writer *w, const struct http_request *r, size_t prefix, size_t id)
{
    char text[8];
    snprintf(text, sizeof text, "%zu", id);
    json_open(w, '{');
    json_name(w, "id");
    json_put_text(w, text);
    json_name(w, "method");
    json_put_text(w, r->method);
    json_name(w, "url");
    json_put_text(w, r->url + prefix);
    if (r->headers) {
        json_name(w, "headers");
        json_open(w, '{');
        for (const struct http_header *h = r->headers; h; h = h->next) {
            json_name(w, h->name);
            json_put_text(w, h->value);
        }
        json_close(w);
    }
    if (r->body) {
        json_name(w, "body");
        json_put_raw(w, r->body, r->body_length);
    }
    json_close(w);
}

struct http_request *batch_build(struct arena *arena, const struct endpoints *endpoints,
                                 struct http_request *const requests[], size_t n)
{
    const char *prefix = arena_printf(arena, "%s/v1.0", endpoints->graph);
    if (n == 0 || n > BATCH_MAX)
        return NULL;
    auto_buf struct buf body = buf_make(4u << 20);
    struct json_writer w = json_writer(&body);
    struct http_request *batch = arena_alloc(arena, sizeof *batch);
    *batch = (struct http_request){.method = "POST", .repeat = HTTP_READ, .resource = RESOURCE_GRAPH};
    batch->workload = requests[0]->workload;
    json_open(&w, '{');
    json_name(&w, "requests");
    json_open(&w, '[');
    for (size_t i = 0; i < n; i++) {
        if (!may_travel(requests[i], prefix))
            return NULL;
        put_item(&w, requests[i], strlen(prefix), i + 1);
        if (requests[i]->repeat > batch->repeat)
            batch->repeat = requests[i]->repeat;
        if (requests[i]->secret_body)
            batch->secret_body = true;
    }
    json_close(&w);
    json_close(&w);
    if (body.overflow)
        return NULL;
    batch->url = arena_printf(arena, "%s/$batch", prefix);
    batch->headers = http_header_add(arena, NULL, "Content-Type", "application/json");
    batch->body = arena_strndup(arena, buf_text(&body), body.length);
    batch->body_length = body.length;
    batch->shown_body = batch->secret_body ? "{a batch with secrets}" : NULL;
    return batch;
}

static bool is_write(const struct http_request *r)
{
    return http_is_write(r) && r->repeat != HTTP_READ;
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
    reply->unsure = whole->unsure && is_write(r);
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
    reply->unsure = is_write(r) && (reply->status == 500 || reply->status == 502 || reply->status == 504);
    for (const struct json *h = json_first(json_get(item, "headers")); h; h = json_next(h)) {
        char *name = arena_strdup(reply->arena, json_key(h));
        for (char *c = name; *c; c++)
            *c = (char)tolower((unsigned char)*c);
        if (json_text(h))
            reply->headers = http_header_add(reply->arena, reply->headers, name, json_text(h));
    }
    if (json_kind(body) == JSON_STRING)
        buf_puts(&reply->body, json_text(body));
    else if (json_kind(body) != JSON_NULL)
        json_write(body, &reply->body);
    return reply;
}

static struct http_reply *missing(const struct http_reply *whole, const struct http_request *r)
{
    struct http_reply *reply = reply_new(whole);
    err_set(&reply->error, ERR_CUT, "the service answered a batch without one of its items");
    reply->unsure = is_write(r);
    return reply;
}

void batch_split(const struct http_reply *reply, struct http_request *const requests[], size_t n, struct http_reply *out[])
{
    struct err ignored;
    auto_json struct json *root = NULL;
    for (size_t i = 0; i < n; i++)
        out[i] = NULL;
    if (reply->status == 200)
        root = json_parse(buf_text(&reply->body), reply->body.length, &ignored);
    for (const struct json *item = json_first(json_get(root, "responses")); item; item = json_next(item)) {
        const char *id = json_text_or(json_get(item, "id"), "");
        size_t at = (size_t)strtoul(id, NULL, 10);
        long long status = json_integer(json_get(item, "status"), 0);
        if (at >= 1 && at <= n && !out[at - 1] && status >= 100 && status <= 599)
            out[at - 1] = of_item(reply, item, requests[at - 1]);
    }
    for (size_t i = 0; i < n; i++)
        if (!out[i])
            out[i] = reply->status == 200 ? missing(reply, requests[i]) : copy_whole(reply, requests[i]);
}
