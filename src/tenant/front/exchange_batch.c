/* Checking a batch for Exchange, and carrying out its items. */
#include "tenant/front/exchange_batch.h"

#include "tenant/exchange/exchange.h"
#include "tenant/front/rules.h"
#include <string.h>
#include <strings.h>

enum { BATCH_MOST = 10 };

static bool refuse(struct tenant_reply *reply, const char *why)
{
    exchange_error(reply, 400, "BadRequest", "Microsoft.OData.ODataException", why);
    return false;
}

static bool is_unique(const struct json *list, const struct json *item, const char *id)
{
    for (const struct json *one = json_first(list); one && one != item; one = json_next(one))
        if (!strcasecmp(json_text_or(json_get(one, "id"), ""), id))
            return false;
    return true;
}

static bool list_fits(const struct json *list, struct tenant_reply *reply)
{
    if (json_kind(list) != JSON_ARRAY || json_count(list) == 0)
        return refuse(reply, "The payload needs a 'requests' array.");
    if (json_count(list) > BATCH_MOST)
        return refuse(reply, "The batch holds more than 10 requests.");
    for (const struct json *item = json_first(list); item; item = json_next(item)) {
        const char *id = json_text(json_get(item, "id"));
        if (!id || !*id || !is_unique(list, item, id))
            return refuse(reply, "Every request needs an id of its own that is a string.");
        if (!json_text(json_get(item, "method")) || !json_text(json_get(item, "url")))
            return refuse(reply, "Every request needs a method and a url.");
    }
    return true;
}

/* The item as a request of its own; false when its URL is not an absolute one of this service. */
static bool item_request(const struct tenant_request *outer, const struct json *item, struct tenant_request *out)
{
    const struct json *headers = json_get(item, "headers"), *body = json_get(item, "body");
    const char *url = json_text_or(json_get(item, "url"), ""), *origin = outer->origin;
    *out = (struct tenant_request){.method = json_text_or(json_get(item, "method"), ""),
                                   .version = "",
                                   .path = url,
                                   .query_text = "",
                                   .body = "",
                                   .arena = outer->arena,
                                   .origin = origin,
                                   .id = outer->id,
                                   .client_id = outer->client_id,
                                   .in_batch = true};
    out->headers = arena_alloc(outer->arena, (json_count(headers) + 1) * sizeof *out->headers);
    for (const struct json *h = json_first(headers); h; h = json_next(h))
        out->headers[out->header_count++] = (struct tenant_pair){arena_strdup(outer->arena, json_key(h)),
                                                                 json_text_or(h, "")};
    if (body) {
        auto_buf struct buf text = buf_make(8u << 20);
        json_write(body, &text);
        out->body = arena_strndup(outer->arena, buf_text(&text), text.length);
        out->body_length = text.length;
    }
    if (strncmp(url, origin, strlen(origin)) != 0 || url[strlen(origin)] != '/')
        return false;
    const char *rest = url + strlen(origin);
    size_t length = strcspn(rest, "?");
    return request_parse(out, arena_strndup(outer->arena, rest, length), rest[length] ? rest + length + 1 : "");
}

static void write_item(struct json_writer *w, const char *id, const struct tenant_reply *reply)
{
    json_open(w, '{');
    json_member_text(w, "id", id);
    json_member_int(w, "status", reply->status);
    json_name(w, "headers");
    json_open(w, '{');
    for (size_t i = 0; i < reply->header_count; i++) {
        json_member_text(w, reply->headers[i].name, reply->headers[i].value);
    }
    json_close(w);
    if (reply->body.length > 0 && reply->body.data[0]) { /* NUL bytes are no JSON: the item has no body then */
        json_name(w, "body");
        json_put_raw(w, reply->body.data, reply->body.length);
    }
    json_close(w);
}

static void perform(struct tenant_front *front, struct tenant_request *request, struct tenant_reply *reply,
                    const struct fault_decision *fault, bool good)
{
    bool nested = good && request->segment_count > 0 &&
                  !strcmp(request->segments[request->segment_count - 1], "$batch");
    if (!good)
        refuse(reply, "The url of a request in a batch must be absolute and of this service.");
    else if (nested)
        refuse(reply, "A batch cannot hold a batch.");
    else
        exchange_answer(&front->tenant, request, reply, fault);
}

/* Carry out one item and write its reply; false when a fault cuts the connection before it. */
static bool answer_item(struct tenant_front *front, struct round *round, const struct tenant_request *outer,
                        const struct json *item, struct buf *out)
{
    const char *url = json_text_or(json_get(item, "url"), "");
    struct json_writer w = json_writer(out);
    struct tenant_request request;
    struct tenant_reply reply = {.body = buf_make(TENANT_REPLY_LIMIT)};
    bool good = item_request(outer, item, &request);
    struct fault_decision fault = {.retry_after = -1};
    if (good)
        fault = rules_fault(front, &request, "exchange");
    fault_wait(&fault);
    if (fault.kind == FAULT_CUT) {
        rules_note(front, &request, url, 0, &fault);
        rules_spoil_batch(round, &fault);
        return false;
    }
    perform(front, &request, &reply, &fault, good);
    rules_note(front, &request, url, reply.status, &fault);
    rules_spoil_batch(round, &fault);
    if (fault.kind == FAULT_GARBAGE)
        json_put_raw(&w, "{\"id\":<<<", 9);
    else
        write_item(&w, json_text_or(json_get(item, "id"), ""), &reply);
    buf_free(&reply.body);
    return true;
}

void exchange_batch_answer(struct tenant_front *front, struct round *round, struct tenant_request *request)
{
    struct err e = {0};
    struct tenant_reply *reply = &round->reply;
    const char *type = tenant_header(request, "Content-Type");
    struct buf replies[BATCH_MOST];
    size_t count = 0;
    bool whole = true;
    auto_json struct json *body = json_parse(request->body, request->body_length, &e);
    const struct json *list = json_get(body, "requests");
    if (strcmp(request->method, "POST") != 0 || !type || strncasecmp(type, "application/json", 16) != 0 || !body) {
        refuse(reply, "A batch is posted as JSON.");
        return;
    }
    if (!list_fits(list, reply))
        return;
    for (const struct json *item = json_first(list); item && whole; item = json_next(item)) {
        replies[count] = buf_make(TENANT_REPLY_LIMIT);
        whole = answer_item(front, round, request, item, &replies[count++]);
    }
    struct json_writer w = json_writer(&reply->body);
    json_open(&w, '{');
    json_name(&w, "responses");
    json_open(&w, '[');
    while (count-- > 0) { /* the order is nothing to rely on */
        if (whole)
            json_put_raw(&w, buf_text(&replies[count]), replies[count].length);
        buf_free(&replies[count]);
    }
    json_close(&w);
    json_close(&w);
    reply->status = 200;
}
