/* Checking a batch, carrying out its items in order, and putting their replies together. */
#include "tenant/front/batch.h"

#include "codec/base64.h"
#include "tenant/front/graph.h"
#include "tenant/front/rules.h"
#include <string.h>
#include <strings.h>

enum { BATCH_MOST = 20 };

struct item {
    const struct json *json;
    const char *id, *method, *url;
    size_t depends[BATCH_MOST];
    size_t depends_count;
    int status; /* once answered */
};

struct batch {
    bool serial;
    struct item items[BATCH_MOST];
    size_t count;
};

static bool refuse(const struct tenant_request *request, struct tenant_reply *reply, const char *why)
{
    tenant_errorf(request, reply, 400, "BadRequest", "Invalid batch payload format. %s", why);
    return false;
}

static size_t find_item(const struct batch *batch, const char *id)
{
    size_t at = 0;
    while (at < batch->count && strcasecmp(batch->items[at].id, id) != 0)
        at++;
    return at;
}

/* Ids are strings; numbers are taken, too, and come back as strings. */
static const char *id_of(struct arena *arena, const struct json *id)
{
    if (json_kind(id) == JSON_NUMBER)
        return arena_printf(arena, "%lld", json_integer(id, 0));
    return json_text_or(id, "");
}

static bool read_depends(struct batch *batch, struct item *item, const struct tenant_request *request,
                         struct tenant_reply *reply)
{
    const struct json *list = json_get(item->json, "dependsOn");
    for (const struct json *id = json_first(list); id; id = json_next(id)) {
        size_t at = find_item(batch, id_of(request->arena, id));
        if (at == batch->count || item->depends_count == BATCH_MOST)
            return refuse(request, reply, "A request depends on an id that does not come before it.");
        item->depends[item->depends_count++] = at;
    }
    return true;
}

static bool read_item(struct batch *batch, const struct json *json, const struct tenant_request *request,
                      struct tenant_reply *reply)
{
    struct item item = {.json = json,
                        .id = id_of(request->arena, json_get(json, "id")),
                        .method = json_text(json_get(json, "method")),
                        .url = json_text(json_get(json, "url"))};
    if (!item.id[0])
        return refuse(request, reply, "Every request needs an id.");
    if (!item.method || !item.url)
        return refuse(request, reply, "Every request needs a method and a url.");
    if (find_item(batch, item.id) < batch->count)
        return refuse(request, reply, "Request ids must be unique.");
    if (!read_depends(batch, &item, request, reply))
        return false;
    batch->items[batch->count++] = item;
    return true;
}

/* Graph takes batches that are parallel, serial (each after the one before), or where all wait for the same one. */
static bool order_is_plain(struct batch *batch)
{
    bool serial = true, same = true;
    size_t first = BATCH_MOST;
    for (size_t i = 0; i < batch->count; i++) {
        const struct item *item = &batch->items[i];
        if (i > 0 && (item->depends_count != 1 || item->depends[0] != i - 1))
            serial = false;
        for (size_t d = 0; d < item->depends_count; d++) {
            if (first == BATCH_MOST)
                first = item->depends[d];
            same = same && item->depends_count == 1 && item->depends[d] == first;
        }
    }
    batch->serial = serial;
    return serial || same;
}

static bool read_batch(struct batch *batch, const struct json *body, const struct tenant_request *request,
                       struct tenant_reply *reply)
{
    const struct json *list = json_get(body, "requests");
    if (json_kind(list) != JSON_ARRAY || json_count(list) == 0)
        return refuse(request, reply, "The payload needs a 'requests' array.");
    if (json_count(list) > BATCH_MOST) {
        tenant_error(request, reply, 400, "BadRequest",
                     "Number of batch request steps exceeds the maximum value of 20.");
        return false;
    }
    for (const struct json *json = json_first(list); json; json = json_next(json))
        if (!read_item(batch, json, request, reply))
            return false;
    return order_is_plain(batch) ||
           refuse(request, reply, "Requests must all be parallel, all serial, or depend on the same request.");
}

static void read_headers(struct tenant_request *item, const struct json *headers)
{
    item->headers = arena_alloc(item->arena, (json_count(headers) + 1) * sizeof *item->headers);
    for (const struct json *h = json_first(headers); h; h = json_next(h))
        item->headers[item->header_count++] = (struct tenant_pair){arena_strdup(item->arena, json_key(h)),
                                                                   json_text_or(h, "")};
}

static void read_body(struct tenant_request *item, const struct json *body)
{
    item->body = "";
    if (!body)
        return;
    auto_buf struct buf text = buf_make(8u << 20);
    json_write(body, &text);
    item->body = arena_strndup(item->arena, buf_text(&text), text.length);
    item->body_length = text.length;
}

/* The item as a request of its own; false when its URL cannot be one. */
static bool item_request(const struct tenant_request *outer, const struct item *item, struct tenant_request *out)
{
    *out = (struct tenant_request){.method = item->method,
                                   .version = outer->version,
                                   .arena = outer->arena,
                                   .caller = outer->caller,
                                   .origin = outer->origin,
                                   .id = outer->id,
                                   .client_id = outer->client_id,
                                   .page_most = outer->page_most,
                                   .in_batch = true};
    read_headers(out, json_get(item->json, "headers"));
    read_body(out, json_get(item->json, "body"));
    const char *url = item->url + (item->url[0] == '/');
    size_t length = strcspn(url, "?");
    const char *query = url[length] ? url + length + 1 : "";
    if (strstr(url, "://") && strstr(url, "://") < url + length)
        return false;
    return request_parse(out, arena_printf(outer->arena, "/%.*s", (int)length, url), query);
}

static bool waits_for_failed(const struct batch *batch, const struct item *item)
{
    for (size_t d = 0; d < item->depends_count; d++)
        if (batch->items[item->depends[d]].status >= 400)
            return true;
    return false;
}

/* Writes but DELETE need a body and its type inside a batch, even when there is nothing to say. */
static bool body_is_missing(const struct tenant_request *item)
{
    bool write = strcmp(item->method, "GET") != 0 && strcmp(item->method, "DELETE") != 0;
    return write && (item->body_length == 0 || !tenant_header(item, "Content-Type"));
}

static void perform(struct tenant_front *front, const struct batch *batch, const struct item *item,
                    struct tenant_request *request, struct tenant_reply *reply, const struct fault_decision *fault)
{
    if (waits_for_failed(batch, item))
        tenant_error(request, reply, 424, "FailedDependency",
                     "The request was not carried out because a request it depends on failed.");
    else if (request->segment_count > 0 && !strcasecmp(request->segments[0], "$batch"))
        tenant_error(request, reply, 400, "BadRequest", "A batch cannot hold a batch.");
    else if (body_is_missing(request))
        tenant_error(request, reply, 400, "BadRequest",
                     "Write requests (excluding DELETE) must contain the Content-Type header declaration.");
    else
        graph_perform(front, request, reply, fault);
}

static void write_item_headers(struct json_writer *w, const struct tenant_reply *reply)
{
    json_name(w, "headers");
    json_open(w, '{');
    if (reply->body.length > 0) {
        json_name(w, "Content-Type");
        json_put_text(w, reply->content_type ? reply->content_type : "application/json");
    }
    json_name(w, "Cache-Control");
    json_put_text(w, "no-cache");
    for (size_t i = 0; i < reply->header_count; i++) {
        json_name(w, reply->headers[i].name);
        json_put_text(w, reply->headers[i].value);
    }
    json_close(w);
}

static void write_item(struct json_writer *w, const struct item *item, const struct tenant_reply *reply)
{
    const char *type = reply->content_type;
    json_open(w, '{');
    json_name(w, "id");
    json_put_text(w, item->id);
    json_name(w, "status");
    json_put_int(w, reply->status);
    write_item_headers(w, reply);
    if (reply->body.length > 0) {
        json_name(w, "body");
        if (!type || strstr(type, "json")) {
            json_put_raw(w, reply->body.data, reply->body.length);
        } else if (!strncmp(type, "text/", 5)) {
            json_put_text(w, buf_text(&reply->body));
        } else {
            auto_buf struct buf encoded = buf_make(TENANT_REPLY_LIMIT);
            base64_encode(&encoded, reply->body.data, reply->body.length);
            json_put_text(w, buf_text(&encoded));
        }
    }
    json_close(w);
}

/* Carry out one item and append its reply; false when a fault cuts the connection before it. */
static bool answer_item(struct tenant_front *front, struct round *round, const struct tenant_request *outer,
                        struct batch *batch, struct item *item, struct json_writer *w)
{
    struct tenant_request request;
    struct tenant_reply reply = {.body = buf_make(TENANT_REPLY_LIMIT)};
    bool good = item_request(outer, item, &request);
    const char *url = arena_printf(outer->arena, "%s/%s/%s", outer->origin, outer->version,
                                   item->url + (item->url[0] == '/'));
    struct fault_decision fault = {.retry_after = -1};
    request.serial = batch->serial;
    if (good)
        fault = rules_fault(front, &request, "");
    fault_wait(&fault);
    if (fault.kind == FAULT_CUT) {
        rules_note(front, &request, url, 0, &fault);
        rules_spoil_batch(round, &fault);
        return false;
    }
    if (good)
        perform(front, batch, item, &request, &reply, &fault);
    else
        tenant_error(outer, &reply, 400, "BadRequest", "The url of a batch request must be relative.");
    item->status = reply.status;
    rules_note(front, &request, url, reply.status, &fault);
    rules_spoil_batch(round, &fault);
    if (fault.kind == FAULT_GARBAGE)
        json_put_raw(w, "{\"id\":<<<", 9);
    else
        write_item(w, item, &reply);
    buf_free(&reply.body);
    return true;
}

void batch_answer(struct tenant_front *front, struct round *round, struct tenant_request *request)
{
    struct tenant_reply *reply = &round->reply;
    struct batch batch = {.count = 0};
    auto_json struct json *body = tenant_body(request, reply);
    if (!body || !read_batch(&batch, body, request, reply))
        return;
    struct json_writer w = json_writer(&reply->body);
    json_open(&w, '{');
    json_name(&w, "responses");
    json_open(&w, '[');
    for (size_t i = 0; i < batch.count; i++)
        if (!answer_item(front, round, request, &batch, &batch.items[i], &w))
            return;
    json_close(&w);
    json_close(&w);
    reply->status = 200;
    reply->content_type = "application/json";
}
