/* The message trace of one user, what was sent and what came, in spans of ten days, which is as much as one call takes, or of several
 * users together, as there are few calls; the same by Graph, where Exchange is closed to us (REQUESTS §4.2); and all that went to one
 * address, whoever sent it. */
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
#define GAP             (60 * MINUTES) /* at the far end, which is worth no call of its own */

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
    const char *addresses; /* one, or several, parted by commas */
    bool guessed;          /* it is the sign-in name: what the address is could not be read */
    int way;               /* 0: what was sent; 1: what came */
    int64_t from, to;      /* of the slice that is asked for */
    int64_t end;           /* of the whole */
    const char *after;
    size_t rows;  /* of the call so far */
    size_t known; /* messages before the call */
    int asked;    /* whose address it is: of Exchange (1), of Graph (2); 3: it is known, as far as it can be */
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

static bool is_among(const char *addresses, const char *address)
{
    size_t length = strlen(address);
    for (const char *at = addresses; *at; at += strcspn(at, ","), at += *at == ',')
        if (strcspn(at, ",") == length && !strncasecmp(at, address, length))
            return true;
    return false;
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
    record_set(record, "came", (struct value){.known = true, .truth = is_among(trace->addresses, recipient)});
    trace->last = when;
    trace->recipient = arena_strdup(reading->arena, recipient);
    const char *asked = trace->way ? recipient : record_text(record, "sender");
    if (*asked && !is_among(trace->addresses, asked))
        return decode_stranger(reading, record);
    return seen_first(&trace->seen, reading->arena, id);
}

static struct trace *begin(struct reading *reading)
{
    struct trace *trace = reading->own = arena_alloc(reading->arena, sizeof *trace);
    int64_t oldest = clock_now() - KEPT + MINUTES;
    trace->addresses = reading->text ? reading->text : reading->name ? reading->name : reading->subject;
    trace->way = reading->subject ? 0 : WAYS - 1;
    trace->to = trace->end = reading->to ? reading->to : clock_now();
    if (!reading->from || reading->from < oldest)
        reading->covered_from = oldest;
    int64_t rest = (trace->to - reading->covered_from) % SLICE;
    if (rest < GAP && rest < trace->to - reading->covered_from)
        reading->covered_from += rest;
    return trace;
}

static int64_t begins_at(const struct reading *reading)
{
    return reading->covered_from;
}

/* The next span, older than the last one; false: everything was asked for. */
static bool next_slice(struct reading *reading, struct trace *trace)
{
    if (trace->from && trace->from <= begins_at(reading)) {
        if (++trace->way == WAYS)
            return false;
        trace->to = trace->end;
    } else if (trace->from) {
        trace->to = trace->from;
    }
    trace->from = trace->to - SLICE > begins_at(reading) ? trace->to - SLICE : begins_at(reading);
    trace->after = NULL;
    return trace->from < trace->to;
}

/* One address as a text, several as a list. */
static struct exchange_parameter addresses_of(struct reading *reading, const struct trace *trace)
{
    const char *name = trace->way ? "RecipientAddress" : "SenderAddress", *all = trace->addresses;
    if (!strchr(all, ','))
        return (struct exchange_parameter){name, .text = all};
    auto_buf struct buf list = buf_make(BUF_REQUEST);
    for (const char *at = all; *at; at += strcspn(at, ","), at += *at == ',') {
        buf_puts(&list, at == all ? "[" : ",");
        json_quote(&list, at, strcspn(at, ","));
    }
    buf_puts(&list, "]");
    return (struct exchange_parameter){name, .raw = arena_strdup(reading->arena, buf_text(&list))};
}

static struct http_request *ask_slice(struct reading *reading, struct trace *trace)
{
    char from[CLOCK_TEXT], to[CLOCK_TEXT];
    trace->rows = 0;
    trace->known = trace->seen.count;
    struct http_request *request = exchange_invoke(
        reading->arena, reading->endpoints, "Get-MessageTraceV2", NULL,
        (const struct exchange_parameter[]){addresses_of(reading, trace),
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

static enum source_step graph_slice(struct reading *reading, struct trace *trace)
{
    char from[CLOCK_TEXT], to[CLOCK_TEXT];
    auto_buf struct buf literal = buf_make(1024);
    url_odata_literal(&literal, trace->addresses);
    reading->request = graph_get(
        reading->arena, reading->endpoints,
        arena_printf(reading->arena,
                     "/admin/exchange/tracing/messageTraces?$filter=%s%%20eq%%20%s%%20and%%20receivedDateTime%%20ge%%20"
                     "%s%%20and%%20receivedDateTime%%20le%%20%s&$top=%d",
                     trace->way ? "recipientAddress" : "senderAddress", buf_text(&literal),
                     clock_format(trace->from, from), clock_format(trace->to, to), MOST));
    return pages_once(reading);
}

/* The next span, or the end. By the sign-in name alone it may not be all there is. */
static enum source_step go_on(struct reading *reading, struct trace *trace)
{
    if (next_slice(reading, trace))
        return reading->source->cmdlets ? send_slice(reading, trace) : graph_slice(reading, trace);
    if (reading_end(reading) == SOURCE_OVER && reading->state == READ_WHOLE && trace->guessed) {
        reading->state = READ_IN_PART;
        reading->why = WHY_FAILED;
        err_set(&reading->error, ERR_FORBIDDEN,
                "the mail address could not be read: traced by the sign-in name (by-name)");
    }
    return SOURCE_OVER;
}

/* A full call goes on behind its last row (REQUESTS §4.2): with its recipient, at its time, rounded up to the whole seconds that a
 * call can name. One that brought nothing new would go on for ever. */
static enum source_step after_rows(struct reading *reading, struct trace *trace, bool more)
{
    if (trace->rows < MOST && !more)
        return go_on(reading, trace);
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

static enum source_step ask_graph(struct reading *reading, struct trace *trace)
{
    trace->asked = 2;
    reading->request = source_of_user(reading, "?$select=id,mail");
    return SOURCE_SEND;
}

/* Mail is traced by its address, which need not be the sign-in name: Exchange knows it, and Graph as a rule. */
static enum source_step take_address(struct reading *reading, struct trace *trace, const struct http_reply *reply,
                                     const struct json *body, const struct err *e)
{
    bool exchange = trace->asked == 1;
    const struct json *first = exchange ? json_first(json_get(body, "value")) : body;
    const char *address = json_text(json_get(first, exchange ? "PrimarySmtpAddress" : "mail"));
    if (decode_is_another(reading, first, exchange ? EXCHANGE_WHOSE : "id"))
        return exchange_stranger(reading);
    bool none = exchange && !body && e->code == ERR_NOT_FOUND && exchange_says_none(reply);
    if (address && *address)
        trace->addresses = arena_strdup(reading->arena, address);
    else if (exchange && !none)
        return ask_graph(reading, trace);
    trace->guessed = !none && !(address && *address);
    trace->asked = 3;
    return go_on(reading, trace);
}

static enum source_step trace_step(struct reading *reading, const struct http_reply *reply)
{
    struct err e = {.code = ERR_OK};
    if (!reply) {
        struct trace *trace = begin(reading);
        trace->asked = reading->text ? 3 : 1;
        if (reading->text)
            return go_on(reading, trace);
        reading->request = exchange_ask(reading, "Get-Mailbox", "Identity", NULL);
        return SOURCE_SEND;
    }
    struct trace *trace = reading->own;
    auto_json struct json *body = trace->asked == 2 ? graph_body(reply, &e) : exchange_body(reply, &e);
    if (trace->asked < 3)
        return take_address(reading, trace, reply, body, &e);
    return body ? take_rows(reading, trace, reply, body) : exchange_refused(reading, reply, &e);
}

/* --- by Graph --- */

/* Until its principal is made in the tenant the service answers 401, whatever the token (REQUESTS §4.2): no new one helps. */
static bool not_set_up(const struct http_reply *reply)
{
    return reply->status == 401 && strstr(buf_text(&reply->body), "Service principal-less");
}

static enum source_step graph_trace_step(struct reading *reading, const struct http_reply *reply)
{
    struct err e = {.code = ERR_OK};
    struct trace *trace = reply ? reading->own : begin(reading);
    if (!reply)
        return ask_graph(reading, trace);
    if (trace->asked < 3) {
        auto_json struct json *user = graph_body(reply, &e);
        return take_address(reading, trace, reply, user, &e);
    }
    if (not_set_up(reply)) {
        err_set(&e, ERR_NOT_FOUND, "the message trace of Graph is not set up in this tenant");
        return reading_stop(reading, NULL, &e);
    }
    enum source_step step = pages_step(reading, reply);
    return step == SOURCE_OVER && reading->state == READ_WHOLE ? go_on(reading, trace) : step;
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
