/* Get-MessageTraceV2: what was sent and received, newest first. */
#include "tenant/exchange/exchange_trace.h"
#include "tenant/exchange/exchange_handlers.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/random.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define DAY INT64_C(86400000)
enum { TRACE_CALLS = 100, TRACE_WINDOW = 300000, TRACE_ROWS = 1000, TRACE_DAYS = 10, TRACE_KEPT = 90 };

struct trace {
    int64_t from, to;
    const struct json *senders, *recipients; /* one address, or a list; NULL: any */
    const char *after, *status;
    struct json **rows;
    size_t count, capacity;
};

static struct json *message(const struct mailbox *mailbox, unsigned i, int64_t today)
{
    static const char *const others[] = {"ap@northwind.example", "buyer@retail.example", "host@partner.example",
                                         "board@contoso.com"};
    static const char *const subjects[] = {"RE: Invoice 4471", "Minutes of Tuesday", "Quote 8812", "Lunch?",
                                           "Shared document: plan"};
    unsigned dice = mailbox_dice(mailbox, 600 + i);
    bool sent = i % 3 != 2;
    char date[CLOCK_TEXT], id[UUID_TEXT];
    struct seeded seeded = {.state = mailbox->user.seed.dice + 9000 + i};
    struct json *row = json_new_object();
    json_set_text(row, "MessageTraceId", seeded_uuid(&seeded, id));
    json_set_text(row, "Received", clock_format(today - (int64_t)(dice % (7 * 86400)) * 1000, date));
    json_set_text(row, "SenderAddress", sent ? mailbox->address : others[dice % 4]);
    json_set_text(row, "RecipientAddress", sent ? others[dice % 4] : mailbox->address);
    json_set_text(row, "Subject", subjects[dice / 8 % 5]);
    json_set_text(row, "Status", dice / 64 % 20 ? "Delivered" : "Failed");
    json_set_text(row, "FromIP", sent ? "198.51.100.24" : "203.0.113.5");
    json_set_text(row, "ToIP", "");
    json_set_number(row, "Size", 4000 + dice % 90000);
    json_set_text(row, "MessageId", seeded_uuid(&seeded, id));
    return row;
}

/* The next of one address or of a list of them, from NULL on; NULL: none is left. */
static const struct json *next_of(const struct json *addresses, const struct json *before)
{
    if (json_kind(addresses) == JSON_ARRAY)
        return before ? json_next(before) : json_first(addresses);
    return before ? NULL : addresses;
}

static bool is_among(const struct json *addresses, const char *address)
{
    const struct json *one = NULL;
    while ((one = next_of(addresses, one)))
        if (!strcasecmp(json_text_or(one, ""), address))
            return true;
    return !addresses;
}

static bool fits(const struct trace *trace, const struct json *row)
{
    int64_t when = 0;
    const char *received = json_text_or(json_get(row, "Received"), ""),
               *to = json_text_or(json_get(row, "RecipientAddress"), "");
    if (!clock_parse(received, strlen(received), &when) || when < trace->from || when > trace->to)
        return false;
    if (!is_among(trace->senders, json_text_or(json_get(row, "SenderAddress"), "")))
        return false;
    if (trace->status && strcasecmp(json_text_or(json_get(row, "Status"), ""), trace->status) != 0)
        return false;
    return is_among(trace->recipients, to) && (!trace->after || when < trace->to || strcasecmp(to, trace->after) > 0);
}

static void take(struct trace *trace, struct json *row)
{
    if (!fits(trace, row)) {
        json_free(row);
        return;
    }
    trace->rows = grow_array(trace->rows, &trace->capacity, trace->count + 1, sizeof *trace->rows);
    trace->rows[trace->count++] = row;
}

static void take_mailbox(const struct tenant *tenant, struct trace *trace, uint32_t number)
{
    struct mailbox mailbox;
    if (!mailbox_load(tenant, number, &mailbox) || seed_is_added(&mailbox.user.seed))
        return;
    unsigned count = mailbox_dice(&mailbox, 599) % 14;
    for (unsigned i = 0; i < count; i++)
        take(trace, message(&mailbox, i, store_people(tenant->store)->now));
}

/* Whose mail the addresses can mean. */
static size_t resolve(const struct tenant *tenant, const struct json *addresses, uint32_t *numbers)
{
    bool many;
    size_t count = 0;
    const struct json *one = NULL;
    while ((one = next_of(addresses, one))) {
        uint32_t number = exchange_resolve(tenant, json_text_or(one, ""), &many);
        if (number != SEED_NOBODY)
            numbers[count++] = number;
    }
    return count;
}

/* Those whose mail a filter can mean: some senders, some recipients, or everybody. Each once. */
static void collect(const struct tenant *tenant, struct trace *trace)
{
    auto_json struct json *kept = mailboxes_record(tenant, MAILBOXES_MESSAGES);
    size_t room = json_count(trace->senders) + json_count(trace->recipients) + 2;
    uint32_t *numbers = xcalloc(room, sizeof *numbers);
    size_t count = resolve(tenant, trace->senders, numbers);
    count += resolve(tenant, trace->recipients, numbers + count);
    for (const struct json *one = json_first(kept); one; one = json_next(one))
        take(trace, json_copy(one));
    if (!trace->senders && !trace->recipients)
        for (uint32_t number = 0; number < store_people(tenant->store)->count; number++)
            take_mailbox(tenant, trace, number);
    for (size_t i = 0; i < count; i++) {
        size_t before = 0;
        while (numbers[before] != numbers[i])
            before++;
        if (before == i)
            take_mailbox(tenant, trace, numbers[i]);
    }
    xfree(numbers);
}

static int newest_first(const void *a, const void *b)
{
    const struct json *x = *(struct json *const *)a, *y = *(struct json *const *)b;
    int when = strcmp(json_text_or(json_get(y, "Received"), ""), json_text_or(json_get(x, "Received"), ""));
    return when ? when
                : strcasecmp(json_text_or(json_get(x, "RecipientAddress"), ""),
                             json_text_or(json_get(y, "RecipientAddress"), ""));
}

static void sort(struct trace *trace)
{
    if (trace->count > 0)
        qsort(trace->rows, trace->count, sizeof *trace->rows, newest_first);
}

struct json *exchange_trace(const struct tenant *tenant, const char *sender, const char *recipient, int64_t from,
                            int64_t to)
{
    auto_json struct json *senders = sender ? json_new_text(sender) : NULL,
                          *recipients = recipient ? json_new_text(recipient) : NULL;
    struct trace trace = {.from = from, .to = to, .senders = senders, .recipients = recipients};
    struct json *list = json_new_array();
    collect(tenant, &trace);
    sort(&trace);
    for (size_t i = 0; i < trace.count; i++)
        json_push(list, trace.rows[i]);
    xfree(trace.rows);
    return list;
}

static bool read_window(struct cmdlet_call *call, struct trace *trace)
{
    const char *from = call_text(call, "StartDate"), *to = call_text(call, "EndDate");
    int64_t now = clock_now();
    trace->to = now;
    trace->from = now - 2 * DAY;
    if (!from != !to) {
        call_fail(call, 400, EX_ARGUMENT, "StartDate and EndDate must be given together.");
        return false;
    }
    if (from && (!clock_parse(from, strlen(from), &trace->from) || !clock_parse(to, strlen(to), &trace->to)))
        return false;
    if (trace->from > trace->to)
        call_fail(call, 400, EX_ARGUMENT, "EndDate must be later than StartDate.");
    else if (trace->to - trace->from > TRACE_DAYS * DAY)
        call_fail(call, 400, EX_ARGUMENT, "The time range between StartDate and EndDate can't be more than %d days.",
                  TRACE_DAYS);
    else if (trace->from < now - TRACE_KEPT * DAY - 60000)
        call_fail(call, 400, EX_ARGUMENT, "StartDate can't be more than %d days ago.", TRACE_KEPT);
    return !call->reply->status;
}

/* A hundred calls in five minutes. */
static bool may_ask(struct cmdlet_call *call)
{
    auto_json struct json *old = mailboxes_record(call->tenant, MAILBOXES_TRACED);
    struct json *kept = json_new_array();
    int64_t now = clock_monotonic(), first = now;
    for (const struct json *one = json_first(old); one; one = json_next(one)) {
        int64_t when = (int64_t)json_number(one, 0);
        if (when + TRACE_WINDOW <= now)
            continue;
        first = when < first ? when : first;
        json_push(kept, json_copy(one));
    }
    bool may = json_count(kept) < TRACE_CALLS;
    if (may)
        json_push(kept, json_new_number((double)now));
    mailboxes_keep(call->tenant, MAILBOXES_TRACED, kept);
    if (may)
        return true;
    call_fail(call, 429, "Microsoft.Exchange.Management.Tasks.ThrottlingException",
              "Too many requests: at most %d calls in five minutes are allowed for this cmdlet.", TRACE_CALLS);
    tenant_reply_header(call->reply, "Retry-After",
                        arena_printf(call->arena, "%d", (int)((first + TRACE_WINDOW - now) / 1000) + 1));
    return false;
}

void cmdlet_get_trace(struct cmdlet_call *call)
{
    struct trace trace = {.senders = call_get(call, "SenderAddress"),
                          .recipients = call_get(call, "RecipientAddress"),
                          .after = call_text(call, "StartingRecipientAddress"),
                          .status = call_text(call, "Status")};
    size_t most = (size_t)json_number(call_get(call, "ResultSize"), TRACE_ROWS);
    if ((!call->cursor && !may_ask(call)) || !read_window(call, &trace))
        return;
    collect(call->tenant, &trace);
    sort(&trace);
    for (size_t i = 0; i < trace.count; i++)
        if (i < most)
            json_push(call->rows, trace.rows[i]);
        else
            json_free(trace.rows[i]);
    if (trace.count > most)
        call_warn(
            call,
            "There are more results: go on with the last RecipientAddress as StartingRecipientAddress and the last "
            "Received as EndDate.");
    xfree(trace.rows);
}
