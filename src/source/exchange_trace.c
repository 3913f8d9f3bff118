/* The message trace of one user, what was sent and what came, in spans of ten days, which is as much as one call takes; the same by
 * Graph, where Exchange is closed to us (REQUESTS §4.2); and all that went to one address, whoever sent it. */
#include "api/exchange/exchange.h"
#include "api/graph/graph.h"
#include "base/clock.h"
#include "base/seen.h"
#include "codec/json.h"
#include "codec/url.h"
#include "source/rows.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define COUNT_OF(array) (sizeof array / sizeof array[0])
#define KEPT            (90 * DAY)
#define SLICE           (10 * DAY)

enum { MOST = 5000 /* rows of a call */, WAYS = 2 };

static const struct field trace_fields[] = {
    {.name = "id", .label = "Id", .flags = FIELD_REQUIRED | FIELD_BESIDE},
    {.name = "received", .label = "Time", .type = FIELD_TIME, .flags = FIELD_BESIDE},
    {.name = "subject", .label = "Subject", .flags = FIELD_BESIDE},
    {.name = "sender", .label = "From", .flags = FIELD_BESIDE},
    {.name = "recipient", .label = "To", .flags = FIELD_BESIDE},
    {.name = "status", .label = "Delivery", .flags = FIELD_BESIDE},
    {.name = "size", .label = "Bytes", .type = FIELD_NUMBER, .flags = FIELD_BESIDE},
    {.name = "came", .label = "Received", .type = FIELD_BOOL, .flags = FIELD_BESIDE | FIELD_HIDDEN},
};
static const struct record_kind trace_kind = {.name = "message",
                                              .many = "messages",
                                              .fields = trace_fields,
                                              .count = COUNT_OF(trace_fields),
                                              .id = 0,
                                              .title = 2,
                                              .detail = 4,
                                              .time = 1};

struct trace {
    struct seen seen;
    const char *address;
    int way;          /* 0: what was sent; 1: what came */
    int64_t from, to; /* of the slice that is asked for */
    const char *after;
    size_t rows;  /* of the call so far */
    size_t known; /* messages before the call */
    bool asked;   /* whose address it is */
    int64_t last;
    const char *recipient;
};

/* Exchange writes its members with a capital, Graph without one. */
static const char *member(const struct json *object, const char *upper, const char *lower)
{
    const char *text = json_text(json_get(object, upper));
    return text ? text : json_text_or(json_get(object, lower), "");
}

static int64_t size_of(const struct json *object)
{
    return json_integer(json_get(object, json_get(object, "Size") ? "Size" : "size"), 0);
}

/* A message is told once for each recipient; where a span ends and the next begins, and where a sender writes to himself, twice. */
static bool name_message(struct reading *reading, const struct json *object, struct record *record)
{
    struct arena *arena = reading->page->arena;
    struct trace *trace = reading->own;
    const char *received = member(object, "Received", "receivedDateTime"),
               *recipient = member(object, "RecipientAddress", "recipientAddress");
    const char *id = arena_printf(arena, "%s %s", member(object, "MessageTraceId", "id"), recipient);
    int64_t when;
    if (!clock_parse(received, strlen(received), &when))
        return decode_refuse(record);
    record_set_text(record, "id", id);
    record_set(record, "received", (struct value){.known = true, .number = when});
    record_set_text(record, "subject",
                    source_text(arena, json_get(object, json_get(object, "Subject") ? "Subject" : "subject")));
    record_set_text(record, "sender", arena_strdup(arena, member(object, "SenderAddress", "senderAddress")));
    record_set_text(record, "recipient", arena_strdup(arena, recipient));
    record_set_text(record, "status", arena_strdup(arena, member(object, "Status", "status")));
    record_set(record, "size", (struct value){.known = true, .number = size_of(object)});
    if (reading->kept)
        return true;
    record_set(record, "came", (struct value){.known = true, .truth = !strcasecmp(recipient, trace->address)});
    trace->last = when;
    trace->recipient = arena_strdup(reading->arena, recipient);
    return seen_first(&trace->seen, reading->arena, id);
}

static struct trace *begin(struct reading *reading)
{
    struct trace *trace = reading->own = arena_alloc(reading->arena, sizeof *trace);
    int64_t oldest = clock_now() - KEPT + MINUTES;
    trace->address = reading->text ? reading->text : reading->name ? reading->name : reading->subject;
    trace->way = reading->text ? WAYS - 1 : 0;
    trace->to = reading->to ? reading->to : clock_now();
    if (!reading->from || reading->from < oldest)
        reading->covered_from = oldest;
    return trace;
}

static int64_t begins_at(const struct reading *reading)
{
    return reading->covered_from;
}

static int64_t end_of(const struct reading *reading)
{
    return reading->to ? reading->to : clock_now();
}

/* The next span, older than the last one; false: everything was asked for. */
static bool next_slice(struct reading *reading, struct trace *trace)
{
    if (trace->from && trace->from <= begins_at(reading)) {
        if (++trace->way == WAYS)
            return false;
        trace->to = end_of(reading);
    } else if (trace->from) {
        trace->to = trace->from;
    }
    trace->from = trace->to - SLICE > begins_at(reading) ? trace->to - SLICE : begins_at(reading);
    trace->after = NULL;
    return trace->from < trace->to;
}

static struct http_request *ask_slice(struct reading *reading, struct trace *trace)
{
    char from[CLOCK_TEXT], to[CLOCK_TEXT];
    trace->rows = 0;
    trace->known = trace->seen.count;
    struct http_request *request = exchange_invoke(
        reading->arena, reading->endpoints, "Get-MessageTraceV2", NULL,
        (const struct exchange_parameter[]){{trace->way ? "RecipientAddress" : "SenderAddress", .text = trace->address},
                                            {"StartDate", .text = clock_format(trace->from, from)},
                                            {"EndDate", .text = clock_format(trace->to, to)},
                                            {"ResultSize", .raw = "5000"},
                                            {trace->after ? "StartingRecipientAddress" : NULL, .text = trace->after},
                                            {NULL}});
    request->workload = WORKLOAD_TRACE; /* of the organisation, which is allowed few of them */
    request->batch = false;
    return request;
}

static enum source_step send_slice(struct reading *reading, struct trace *trace)
{
    reading->request = ask_slice(reading, trace);
    reading->paging = (struct paging){0};
    return SOURCE_SEND;
}

/* A full call goes on behind its last row (REQUESTS §4.2): with its recipient, at its time, rounded up to the whole seconds that a
 * call can name. One that brought nothing new would go on for ever. */
static enum source_step after_rows(struct reading *reading, struct trace *trace, bool more)
{
    if (trace->rows < MOST && !more)
        return next_slice(reading, trace) ? send_slice(reading, trace) : reading_end(reading);
    if (trace->seen.count == trace->known || !trace->recipient || trace->last >= trace->to + 1000)
        return reading_too_many(reading);
    trace->to = (trace->last + 999) / 1000 * 1000;
    trace->after = trace->recipient;
    return send_slice(reading, trace);
}

static enum source_step take_rows(struct reading *reading, struct trace *trace, const struct http_reply *reply,
                                  const struct json *body)
{
    struct err e = {.code = ERR_OK};
    char *link = NULL;
    size_t begins = reading->page->count;
    const struct json *rows = pages_rows(reply, reading->arena, body, &link, &e);
    for (const struct json *one = json_first(rows); one; one = json_next(one), trace->rows++)
        (void)decode_record(reading, one);
    if (e.code != ERR_OK)
        return reading_stop(reading, NULL, &e);
    if (!link)
        return after_rows(reading, trace, exchange_says_more(body));
    return pages_next(reading, begins, rows,
                      exchange_next(reading->arena, reading->endpoints, reading->request, link, &e), &e);
}

/* Mail is traced by its address, which need not be the sign-in name. */
static void take_address(struct reading *reading, struct trace *trace, const struct json *body)
{
    const char *address = json_text(json_get(json_first(json_get(body, "value")), "PrimarySmtpAddress"));
    if (address && *address)
        trace->address = arena_strdup(reading->arena, address);
}

static enum source_step trace_step(struct reading *reading, const struct http_reply *reply)
{
    struct err e = {.code = ERR_OK};
    if (!reply) {
        struct trace *trace = begin(reading);
        trace->asked = reading->text != NULL;
        if (trace->asked)
            return next_slice(reading, trace) ? send_slice(reading, trace) : reading_end(reading);
        reading->request = exchange_ask(reading, "Get-Mailbox", "Identity", NULL);
        return SOURCE_SEND;
    }
    struct trace *trace = reading->own;
    auto_json struct json *body = exchange_body(reply, &e);
    if (trace->asked)
        return body ? take_rows(reading, trace, reply, body) : exchange_refused(reading, reply, &e);
    trace->asked = true;
    take_address(reading, trace, body);
    return next_slice(reading, trace) ? send_slice(reading, trace) : reading_end(reading);
}

/* --- by Graph --- */

static enum source_step graph_slice(struct reading *reading, struct trace *trace)
{
    char from[CLOCK_TEXT], to[CLOCK_TEXT];
    auto_buf struct buf literal = buf_make(1024);
    url_odata_literal(&literal, trace->address);
    reading->request = graph_get(
        reading->arena, reading->endpoints,
        arena_printf(reading->arena,
                     "/admin/exchange/tracing/messageTraces?$filter=%s%%20eq%%20%s%%20and%%20receivedDateTime%%20ge%%20"
                     "%s%%20and%%20receivedDateTime%%20le%%20%s&$top=%d",
                     trace->way ? "recipientAddress" : "senderAddress", buf_text(&literal),
                     clock_format(trace->from, from), clock_format(trace->to, to), MOST));
    return pages_once(reading);
}

/* Until its principal is made in the tenant the service answers 401, whatever the token (REQUESTS §4.2): no new one helps. */
static bool not_set_up(const struct http_reply *reply)
{
    return reply->status == 401 && strstr(buf_text(&reply->body), "Service principal-less");
}

static enum source_step graph_trace_step(struct reading *reading, const struct http_reply *reply)
{
    if (!reply)
        return next_slice(reading, begin(reading)) ? graph_slice(reading, reading->own) : reading_end(reading);
    if (not_set_up(reply)) {
        struct err e;
        err_set(&e, ERR_NOT_FOUND, "the message trace of Graph is not set up in this tenant");
        return reading_stop(reading, NULL, &e);
    }
    enum source_step step = pages_step(reading, reply);
    if (step != SOURCE_OVER || reading->state != READ_WHOLE || !next_slice(reading, reading->own))
        return step;
    return graph_slice(reading, reading->own);
}

#define TRACE .kind = &trace_kind, .phase = PHASE_LOGS, .finish = name_message
#define READS_TRACE                                                                                                    \
    .cmdlets = ANY_OF("Get-MessageTraceV2"),                                                                           \
    .roles = ANY_OF("Exchange Administrator", "Global Reader", "Security Reader"), .step = trace_step, TRACE

const struct source exchange_trace_sources[] = {
    {
        .name = "message-trace",
        .label = "The message trace",
        .scope = SOURCE_OF_USER,
        .flags = SOURCE_OPEN | SOURCE_STREAM,
        READS_TRACE,
    },
    {
        .name = "messages-to",
        .label = "The message trace of all mail to an address",
        .scope = SOURCE_OF_TENANT,
        .flags = SOURCE_OPEN | SOURCE_STREAM | SOURCE_BY_TEXT,
        READS_TRACE,
    },
    {
        .name = "message-trace-graph",
        .label = "The message trace by Graph",
        .scope = SOURCE_OF_USER,
        .flags = SOURCE_LATER | SOURCE_STREAM,
        .needs = ANY_OF("ExchangeMessageTrace.Read.All"),
        .roles = ANY_OF("Exchange Administrator"),
        .step = graph_trace_step,
        TRACE,
    },
};
const size_t exchange_trace_source_count = COUNT_OF(exchange_trace_sources);
