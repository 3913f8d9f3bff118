/* Search-UnifiedAuditLog: records in no order, in sessions that hand out the next rows until none are left. */
#include "tenant/exchange/exchange_audit_search.h"
#include "tenant/exchange/exchange_handlers.h"

#include "base/alloc.h"
#include "base/clock.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    AUDIT_ROWS = 100,
    AUDIT_MOST = 50000,  /* rows of a session of ReturnLargeSet */
    AUDIT_SORTED = 5000, /* of ReturnNextPreviewPage */
    AUDIT_MIXED = 10000, /* of one that was called with both */
    AUDIT_SESSIONS = 64
};

/* Where a call stands in its session. */
struct session {
    size_t from; /* the first row */
    size_t most; /* rows of the session */
    bool mixed;  /* called with another SessionCommand before */
};

/* What must stay the same in a session. To be freed by the caller. */
static char *search_of(const struct cmdlet_call *call)
{
    auto_json struct json *search = json_copy(call->parameters);
    auto_buf struct buf text = buf_make(1u << 20);
    json_remove(search, "SessionCommand");
    json_write(search, &text);
    return xstrdup(buf_text(&text));
}

static struct json *row_of(struct cmdlet_call *call, const struct json *record, size_t index, size_t count, bool more)
{
    auto_buf struct buf text = buf_make(1u << 20);
    struct json *row = json_new_object(), *about = json_new_object();
    json_write(record, &text);
    json_set_bool(about, "moreRecordsAvailable", more);
    json_set_text(row, "RecordType", audit_record_type(record));
    json_set_text(row, "CreationDate",
                  arena_printf(call->arena, "%sZ", json_text_or(json_get(record, "CreationTime"), "")));
    json_set_text(row, "UserIds", json_text_or(json_get(record, "UserId"), ""));
    json_set_text(row, "Operations", json_text_or(json_get(record, "Operation"), ""));
    json_set_text(row, "AuditData", buf_text(&text));
    json_set_number(row, "ResultIndex", (double)index + 1);
    json_set_number(row, "ResultCount", (double)count);
    json_set_text(row, "Identity", json_text_or(json_get(record, "Id"), ""));
    json_set(row, "AuditSearchRequestMetadata", about);
    return row;
}

/* Where a session goes on; false after failing when its words have changed. A link of the page before goes on within the rows
 * that the session gave last. */
static bool session_from(struct cmdlet_call *call, const struct json *sessions, struct session *session)
{
    const char *id = call_text(call, "SessionId"), *command = call_text(call, "SessionCommand");
    bool sorted = command && !strcasecmp(command, "ReturnNextPreviewPage");
    auto_str char *search = search_of(call);
    *session = (struct session){.most = sorted ? AUDIT_SORTED : AUDIT_MOST};
    for (const struct json *one = json_first(sessions); id && one; one = json_next(one)) {
        if (strcmp(json_text_or(json_get(one, "id"), ""), id) != 0)
            continue;
        session->from = (size_t)json_number(json_get(one, call->cursor ? "from" : "given"), 0);
        session->mixed = json_true(json_get(one, "mixed")) || sorted != json_true(json_get(one, "sorted"));
        session->most = session->mixed ? AUDIT_MIXED : session->most;
        if (!strcmp(json_text_or(json_get(one, "search"), ""), search))
            return true;
        call_fail(call, 400, EX_ARGUMENT, "The search of the session '%s' was another one.", id);
        return false;
    }
    return true;
}

static void keep_session(struct cmdlet_call *call, const struct json *sessions, const struct session *session,
                         size_t given)
{
    const char *id = call_text(call, "SessionId");
    auto_str char *search = search_of(call);
    size_t skip = json_count(sessions) >= AUDIT_SESSIONS;
    struct json *all = json_new_array(), *mine = json_new_object();
    for (const struct json *one = json_first(sessions); one; one = json_next(one)) {
        if (skip > 0)
            skip--;
        else if (strcmp(json_text_or(json_get(one, "id"), ""), id) != 0)
            json_push(all, json_copy(one));
    }
    json_set_text(mine, "id", id);
    json_set_number(mine, "from", (double)session->from);
    json_set_number(mine, "given", (double)given);
    json_set_bool(mine, "sorted", !strcasecmp(call_text(call, "SessionCommand"), "ReturnNextPreviewPage"));
    json_set_bool(mine, "mixed", session->mixed);
    json_set_text(mine, "search", search);
    json_push(all, mine);
    mailboxes_keep(call->tenant, MAILBOXES_SESSIONS, all);
}

static bool window_fits(struct cmdlet_call *call, struct audit_search *search)
{
    const char *from = call_text(call, "StartDate"), *to = call_text(call, "EndDate");
    if (clock_parse(from, strlen(from), &search->from) && clock_parse(to, strlen(to), &search->to) &&
        search->from < search->to)
        return true;
    call_fail(call, 400, EX_ARGUMENT, "The EndDate must be later than the StartDate.");
    return false;
}

/* "ExchangeAdmin" alone, as the list a search takes; NULL: any. To be freed by the caller. */
static struct json *types_of(const struct cmdlet_call *call)
{
    const char *type = call_text(call, "RecordType");
    struct json *list = type ? json_new_array() : NULL;
    if (type)
        json_push(list, json_new_text(type));
    return list;
}

static int newest_first(const void *a, const void *b)
{
    const struct json *const *one = a, *const *other = b;
    return strcmp(json_text_or(json_get(*other, "CreationTime"), ""), json_text_or(json_get(*one, "CreationTime"), ""));
}

void cmdlet_search_audit(struct cmdlet_call *call)
{
    auto_json struct json *types = types_of(call);
    struct audit_search search = {.users = call_get(call, "UserIds"),
                                  .operations = call_get(call, "Operations"),
                                  .objects = call_get(call, "ObjectIds"),
                                  .addresses = call_get(call, "IPAddresses"),
                                  .types = types,
                                  .words = call_text(call, "FreeText"),
                                  .most = AUDIT_MOST};
    struct session session;
    size_t most = (size_t)json_number(call_get(call, "ResultSize"), AUDIT_ROWS);
    auto_json struct json *sessions = mailboxes_record(call->tenant, MAILBOXES_SESSIONS);
    if (!call_text(call, "SessionId") != !call_text(call, "SessionCommand")) {
        call_fail(call, 400, EX_ARGUMENT, "SessionId and SessionCommand must be given together.");
        return;
    }
    if (!window_fits(call, &search) || !session_from(call, sessions, &session))
        return;
    audit_search_run(call->tenant, &search);
    size_t from = session.from, first = from > 0 && from < search.count && most > 1 ? from - 1 : from; /* one twice */
    if (session.most == AUDIT_SORTED)
        qsort(search.records, search.count, sizeof *search.records, newest_first);
    for (size_t i = first; from < session.most && i < search.count && i < first + most && i < session.most; i++)
        json_push(call->rows, row_of(call, search.records[i], i, search.count, first + most < search.count));
    audit_search_free(&search);
    if (call_text(call, "SessionId"))
        keep_session(call, sessions, &session, first + most);
}
