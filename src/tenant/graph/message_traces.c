/* Refused until the service's principal is in the tenant. */
#include "tenant/graph/message_traces.h"

#include "base/clock.h"
#include "tenant/exchange/exchange_trace.h"
#include "tenant/graph/scenario_log.h"
#include "tenant/state/store.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define DAY INT64_C(86400000)
enum { DAYS = 10, KEPT = 90 };

static const struct filter_path paths[] = {{"receivedDateTime", FILTER_RANGE},
                                           {"senderAddress", FILTER_EQ},
                                           {"recipientAddress", FILTER_EQ},
                                           {"subject", FILTER_EQ},
                                           {"status", FILTER_EQ},
                                           {"messageId", FILTER_EQ},
                                           {"fromIP", FILTER_EQ},
                                           {"toIP", FILTER_EQ},
                                           {NULL, 0}};
static const struct log_kind kind = {
    .set = "admin/exchange/tracing/messageTraces", .time = "receivedDateTime", .paths = paths, .most = 5000};

static bool is_set_up(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply)
{
    const struct json *all = store_record(tenant->store, "servicePrincipals");
    for (const struct json *one = json_first(all); one; one = json_next(one))
        if (!strcasecmp(json_text_or(json_get(one, "appId"), ""), MESSAGE_TRACES_APP))
            return true;
    tenant_error(request, reply, 401, "Unauthorized",
                 "Service principal-less Authentication failed: the service principal for App ID " MESSAGE_TRACES_APP
                 " was not found in the tenant. Please create it.");
    return false;
}

/* What stands behind "receivedDateTime WORD"; `otherwise`: nothing. */
static int64_t bound(const struct log_view *view, const char *word, int64_t otherwise)
{
    size_t length = strlen(kind.time), operator= strlen(word);
    int64_t ms;
    for (const char *at = view->filter; at && (at = strcasestr(at, kind.time)); at += length)
        if (at[length] == ' ' && !strncmp(at + length + 1, word, operator) &&
            clock_parse(at + length + 2 + operator, strcspn(at + length + 2 + operator, " )"), &ms))
            return ms;
    return otherwise;
}

static bool window_fits(const struct tenant_request *request, struct tenant_reply *reply, int64_t from, int64_t to)
{
    const char *message = from > to                                 ? "The start of the range is later than its end."
                          : to - from > DAYS * DAY                  ? "The time range can't be more than 10 days."
                          : from < clock_now() - KEPT * DAY - 60000 ? "The start can't be more than 90 days ago."
                                                                    : NULL;
    if (message)
        tenant_error(request, reply, 400, "BadRequest", message);
    return !message;
}

static struct json *trace_object(const struct json *row)
{
    static const char *const names[][2] = {{"id", "MessageTraceId"},
                                           {"senderAddress", "SenderAddress"},
                                           {"recipientAddress", "RecipientAddress"},
                                           {"messageId", "MessageId"},
                                           {"receivedDateTime", "Received"},
                                           {"subject", "Subject"},
                                           {"size", "Size"},
                                           {"fromIP", "FromIP"},
                                           {"toIP", "ToIP"}};
    struct json *one = json_new_object();
    char status[32] = "";
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        json_set(one, names[i][0], json_copy(json_get(row, names[i][1])));
    snprintf(status, sizeof status, "%.30s", json_text_or(json_get(row, "Status"), ""));
    if (*status >= 'A' && *status <= 'Z')
        *status = (char)(*status + ('a' - 'A'));
    json_set_text(one, "status", status);
    return one;
}

static struct json *make(void *with, const struct log_entry *entry)
{
    const struct json *const *rows = with;
    return trace_object(rows[entry->place]);
}

void message_traces_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct log_view view;
    if (!is_set_up(tenant, request, reply) || !log_view_read(request, reply, &kind, &view))
        return;
    int64_t now = clock_now(), to = bound(&view, "le", bound(&view, "lt", now)),
            from = bound(&view, "ge", bound(&view, "gt", to - 2 * DAY));
    if (!window_fits(request, reply, from, to))
        return;
    auto_json struct json *list = exchange_trace(tenant, log_view_wants(request, &view, "senderAddress"),
                                                 log_view_wants(request, &view, "recipientAddress"), from, to);
    const struct json **rows = arena_alloc(request->arena, (json_count(list) + 1) * sizeof *rows);
    struct log_entry *entries = arena_alloc(request->arena, (json_count(list) + 1) * sizeof *entries);
    size_t n = 0;
    for (const struct json *one = json_first(list); one; one = json_next(one), n++) {
        const char *received = json_text_or(json_get(one, "Received"), "");
        rows[n] = one;
        entries[n] = (struct log_entry){.place = (uint32_t)n};
        if (!clock_parse(received, strlen(received), &entries[n].when))
            entries[n].when = 1;
    }
    log_answer(request, reply, &view, entries, n, make, rows);
}

/* ".../messageTraces/{id}/getDetailsByRecipient(recipientAddress='…')": received, and where it went. */
void message_traces_details(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const events[][2] = {{"RECEIVE", "Message received."}, {"DELIVER", "Message delivered."}};
    const char *call = request->segments[5], *quote = strchr(call, '\''), *id = request->segments[4];
    int64_t now = clock_now();
    if (!is_set_up(tenant, request, reply))
        return;
    const char *recipient = quote ? arena_strndup(request->arena, quote + 1, strcspn(quote + 1, "'")) : NULL;
    auto_json struct json *list = exchange_trace(tenant, NULL, recipient, now - KEPT * DAY, now);
    auto_json struct json *root = json_new_object();
    struct json *value = json_new_array();
    for (const struct json *one = json_first(list); one; one = json_next(one))
        for (size_t i = 0; i < 2 && !strcasecmp(json_text_or(json_get(one, "MessageTraceId"), ""), id); i++) {
            struct json *event = json_new_object();
            json_set_text(event, "id", arena_printf(request->arena, "%s-%zu", id, i));
            json_set_text(event, "messageId", json_text(json_get(one, "MessageId")));
            json_set_text(event, "dateTime", json_text(json_get(one, "Received")));
            json_set_text(event, "event", events[i][0]);
            json_set_text(event, "action", "");
            json_set_text(event, "description", events[i][1]);
            json_set_text(event, "data", "<root></root>");
            json_push(value, event);
        }
    json_set_text(root, "@odata.context",
                  arena_printf(request->arena, "%s/%s/$metadata#Collection(microsoft.graph.exchangeMessageTraceDetail)",
                               request->origin, request->version));
    json_set(root, "value", value);
    tenant_json(reply, 200, root);
}
