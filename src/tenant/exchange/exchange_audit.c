/* Search-UnifiedAuditLog: records in no order, in sessions that hand out the next rows until none are left. */
#include "tenant/exchange/exchange_handlers.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/random.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define HOUR INT64_C(3600000)
enum { AUDIT_ROWS = 100, AUDIT_MOST = 50000, AUDIT_SESSIONS = 64 };

struct search {
    int64_t from, to;
    struct json **records; /* AuditData */
    size_t count, capacity;
};

static bool in_list(const struct json *list, const char *text)
{
    for (const struct json *one = json_first(list); one; one = json_next(one))
        if (!strcasecmp(json_text_or(one, ""), text))
            return true;
    return !list;
}

/* Whether any of the texts occurs in the record's JSON. */
static bool occurs(const struct json *list, const char *json)
{
    for (const struct json *one = json_first(list); one; one = json_next(one))
        if (strcasestr(json, json_text_or(one, "")))
            return true;
    return !list;
}

static bool fits(struct cmdlet_call *call, const struct search *search, const struct json *record)
{
    int64_t when;
    auto_buf struct buf text = buf_make(1u << 20);
    const char *created = arena_printf(call->arena, "%sZ", json_text_or(json_get(record, "CreationTime"), ""));
    const char *type = call_text(call, "RecordType"), *words = call_text(call, "FreeText");
    if (!clock_parse(created, strlen(created), &when) || when < search->from || when >= search->to)
        return false;
    if (!in_list(call_get(call, "Operations"), json_text_or(json_get(record, "Operation"), "")) ||
        !in_list(call_get(call, "UserIds"), json_text_or(json_get(record, "UserId"), "")))
        return false;
    if (type && !strcasestr(type, json_text_or(json_get(record, "Workload"), "")))
        return false;
    if (!call_get(call, "ObjectIds") && !call_get(call, "IPAddresses") && !words)
        return true;
    json_write(record, &text);
    return occurs(call_get(call, "ObjectIds"), buf_text(&text)) &&
           occurs(call_get(call, "IPAddresses"), buf_text(&text)) && (!words || strcasestr(buf_text(&text), words));
}

static void take(struct cmdlet_call *call, struct search *search, struct json *record)
{
    if (search->count == AUDIT_MOST || !fits(call, search, record)) {
        json_free(record);
        return;
    }
    search->records = grow_array(search->records, &search->capacity, search->count + 1, sizeof *search->records);
    search->records[search->count++] = record;
}

static struct json *record_of(const struct mailbox *mailbox, unsigned salt, const char *operation, const char *workload,
                              int64_t when)
{
    char date[CLOCK_TEXT], id[UUID_TEXT];
    struct seeded seeded = {.state = mailbox->user.seed.dice + 12000 + salt};
    struct json *record = json_new_object();
    clock_format(when, date);
    date[strcspn(date, "Z")] = '\0'; /* in UTC, without saying so */
    json_set_text(record, "CreationTime", date);
    json_set_text(record, "Id", seeded_uuid(&seeded, id));
    json_set_text(record, "Operation", operation);
    json_set_number(record, "RecordType", !strcmp(workload, "Exchange") ? 1 : 15);
    json_set_text(record, "ResultStatus", "True");
    json_set_text(record, "UserKey", mailbox->id);
    json_set_number(record, "UserType", 0);
    json_set_text(record, "Workload", workload);
    json_set_text(record, "UserId", mailbox->upn);
    json_set_text(record, "ClientIP", salt % 2 ? "203.0.113.77" : "198.51.100.24");
    json_set_text(record, "ObjectId", mailbox->upn);
    return record;
}

static void add_parameter(struct json *list, const char *name, const char *value)
{
    struct json *one = json_new_object();
    json_set_text(one, "Name", name);
    json_set_text(one, "Value", value);
    json_push(list, one);
}

/* Rules that are worth a record were made two days ago. */
static void take_rules(struct cmdlet_call *call, struct search *search, const struct mailbox *mailbox)
{
    if (!mailbox_seed_has_odd_rule(mailbox))
        return;
    auto_json struct json *rules = mailbox_seed_rules(call->tenant, mailbox);
    unsigned salt = 20;
    for (const struct json *rule = json_first(rules); rule; rule = json_next(rule), salt++) {
        const char *name = json_text_or(json_get(rule, "Name"), "");
        if (strlen(name) > 3)
            continue;
        struct json *record = record_of(mailbox, salt | 1, "New-InboxRule", "Exchange", search->to),
                    *parameters = json_new_array();
        char date[CLOCK_TEXT];
        clock_format(store_people(call->tenant->store)->today - 2 * 24 * HOUR + salt * HOUR / 2, date);
        date[strcspn(date, "Z")] = '\0';
        json_set_text(record, "CreationTime", date);
        add_parameter(parameters, "Name", name);
        if (json_text(json_get(rule, "MoveToFolder")))
            add_parameter(parameters, "MoveToFolder", json_text(json_get(rule, "MoveToFolder")));
        if (json_first(json_get(rule, "ForwardTo")))
            add_parameter(parameters, "ForwardTo", json_text_or(json_first(json_get(rule, "ForwardTo")), ""));
        json_set(record, "Parameters", parameters);
        take(call, search, record);
    }
}

static void take_user(struct cmdlet_call *call, struct search *search, uint32_t number)
{
    struct mailbox mailbox;
    if (!mailbox_load(call->tenant, number, &mailbox))
        return;
    int64_t today = store_people(call->tenant->store)->today;
    const struct json *operations = call_get(call, "Operations");
    unsigned logons = in_list(operations, "UserLoggedIn") ? mailbox_dice(&mailbox, 700) % 6 : 0;
    for (unsigned i = 0; i < logons; i++)
        take(call, search,
             record_of(&mailbox, 2 * i, "UserLoggedIn", "AzureActiveDirectory",
                       today - (int64_t)i * 24 * HOUR + 8 * HOUR));
    if (in_list(operations, "MailItemsAccessed") && mailbox_dice(&mailbox, 701) % 4 == 0)
        take(call, search, record_of(&mailbox, 14, "MailItemsAccessed", "Exchange", today - 30 * HOUR));
    if (in_list(operations, "New-InboxRule"))
        take_rules(call, search, &mailbox);
}

static void collect(struct cmdlet_call *call, struct search *search)
{
    bool many;
    const struct json *users = call_get(call, "UserIds");
    auto_json struct json *kept = mailboxes_record(call->tenant, MAILBOXES_AUDIT);
    for (const struct json *one = json_first(kept); one; one = json_next(one))
        take(call, search, json_copy(one));
    for (const struct json *one = json_first(users); one; one = json_next(one)) {
        uint32_t number = exchange_resolve(call->tenant, json_text_or(one, ""), &many);
        if (number != SEED_NOBODY)
            take_user(call, search, number);
    }
    for (uint32_t number = 0; !users && number < store_people(call->tenant->store)->count && search->count < AUDIT_MOST;
         number++)
        take_user(call, search, number);
}

/* No order a client could rely on. */
static int by_id(const void *a, const void *b)
{
    const struct json *x = *(struct json *const *)a, *y = *(struct json *const *)b;
    return strcmp(json_text_or(json_get(x, "Id"), ""), json_text_or(json_get(y, "Id"), ""));
}

static struct json *row_of(struct cmdlet_call *call, const struct json *record, size_t index, size_t count)
{
    auto_buf struct buf text = buf_make(1u << 20);
    struct json *row = json_new_object();
    json_write(record, &text);
    json_set_text(row, "RecordType",
                  json_number(json_get(record, "RecordType"), 0) == 1 ? "ExchangeAdmin"
                                                                      : "AzureActiveDirectoryStsLogon");
    json_set_text(row, "CreationDate",
                  arena_printf(call->arena, "%sZ", json_text_or(json_get(record, "CreationTime"), "")));
    json_set_text(row, "UserIds", json_text_or(json_get(record, "UserId"), ""));
    json_set_text(row, "Operations", json_text_or(json_get(record, "Operation"), ""));
    json_set_text(row, "AuditData", buf_text(&text));
    json_set_number(row, "ResultIndex", (double)index + 1);
    json_set_number(row, "ResultCount", (double)count);
    json_set_text(row, "Identity", json_text_or(json_get(record, "Id"), ""));
    return row;
}

/* Where a session goes on; false after failing when its words have changed. */
static bool session_from(struct cmdlet_call *call, const struct json *sessions, size_t *from)
{
    const char *id = call_text(call, "SessionId");
    *from = 0;
    for (const struct json *one = json_first(sessions); id && one; one = json_next(one)) {
        if (strcmp(json_text_or(json_get(one, "id"), ""), id) != 0)
            continue;
        *from = (size_t)json_number(json_get(one, "given"), 0);
        if (!strcmp(json_text_or(json_get(one, "body"), ""), call->request->body))
            return true;
        call_fail(call, 400, EX_ARGUMENT, "The search of the session '%s' was another one.", id);
        return false;
    }
    return true;
}

static void keep_session(struct cmdlet_call *call, const struct json *sessions, size_t given)
{
    const char *id = call_text(call, "SessionId");
    size_t skip = json_count(sessions) >= AUDIT_SESSIONS;
    struct json *all = json_new_array(), *mine = json_new_object();
    for (const struct json *one = json_first(sessions); one; one = json_next(one)) {
        if (skip > 0)
            skip--;
        else if (strcmp(json_text_or(json_get(one, "id"), ""), id) != 0)
            json_push(all, json_copy(one));
    }
    json_set_text(mine, "id", id);
    json_set_number(mine, "given", (double)given);
    json_set_text(mine, "body", call->request->body);
    json_push(all, mine);
    mailboxes_keep(call->tenant, MAILBOXES_SESSIONS, all);
}

static bool window_fits(struct cmdlet_call *call, struct search *search)
{
    const char *from = call_text(call, "StartDate"), *to = call_text(call, "EndDate");
    if (clock_parse(from, strlen(from), &search->from) && clock_parse(to, strlen(to), &search->to) &&
        search->from < search->to)
        return true;
    call_fail(call, 400, EX_ARGUMENT, "The EndDate must be later than the StartDate.");
    return false;
}

void cmdlet_search_audit(struct cmdlet_call *call)
{
    struct search search = {.count = 0};
    size_t from, most = (size_t)json_number(call_get(call, "ResultSize"), AUDIT_ROWS);
    auto_json struct json *sessions = mailboxes_record(call->tenant, MAILBOXES_SESSIONS);
    if (!call_text(call, "SessionId") != !call_text(call, "SessionCommand")) {
        call_fail(call, 400, EX_ARGUMENT, "SessionId and SessionCommand must be given together.");
        return;
    }
    if (!window_fits(call, &search) || !session_from(call, sessions, &from))
        return;
    call->pages_itself = true;
    collect(call, &search);
    if (search.count > 0)
        qsort(search.records, search.count, sizeof *search.records, by_id);
    size_t first = from > 0 && from < search.count && most > 1 ? from - 1 : from; /* a row may come twice */
    for (size_t i = 0; i < search.count; i++) {
        if (i >= first && i < first + most)
            json_push(call->rows, row_of(call, search.records[i], i, search.count));
        json_free(search.records[i]);
    }
    if (call_text(call, "SessionId"))
        keep_session(call, sessions, first + most);
    xfree(search.records);
}
