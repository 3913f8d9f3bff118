/* The unified audit log by Search-UnifiedAuditLog: sessions that hand out the next rows, in no order and some twice, until none are left.
 * A session ends at fifty thousand rows, and one that timed out gives none: the span is halved then (REQUESTS §4.3). */
#include "api/exchange/exchange.h"
#include "base/clock.h"
#include "base/guid.h"
#include "base/random.h"
#include "codec/json.h"
#include "source/audit_log.h"
#include <string.h>

#define COUNT_OF(array) (sizeof array / sizeof array[0])
#define KEPT            (180 * DAY)
#define SHORTEST        (60 * MINUTES) /* a span that is not halved any more */

enum {
    CEILING = 50000, /* rows of a session */
    LOWER = 10000,   /* where the service takes it that a session's commands were mixed */
    SPANS = 16,
    SESSIONS = 60,
    REPLY = 96 << 20
};

struct span {
    enum audit_way way;
    int64_t from, to;
};

struct search {
    struct seen seen;
    struct span spans[SPANS]; /* what is still to be asked for; the last is asked for now */
    size_t count;
    const char *session;
    size_t sessions;
    struct seen rows; /* of the session: received */
    size_t told;      /* of the session: how many there are, as it says */
    bool more;        /* the call said so */
    bool cut;         /* somewhere there are more than were read */
};

static void put_list(struct buf *out, const char *const *list)
{
    buf_putc(out, '[');
    for (size_t i = 0; list[i]; i++) {
        buf_puts(out, i ? "," : "");
        json_quote(out, list[i], strlen(list[i]));
    }
    buf_putc(out, ']');
}

static void add_list(struct reading *reading, struct exchange_parameter *parameters, size_t *count, const char *name,
                     const char *const *list)
{
    auto_buf struct buf text = buf_make(BUF_REQUEST);
    if (!list)
        return;
    put_list(&text, list);
    parameters[(*count)++] = (struct exchange_parameter){name, .raw = arena_strdup(reading->arena, buf_text(&text))};
}

static struct http_request *ask_rows(struct reading *reading, struct search *search)
{
    const struct span *span = &search->spans[search->count - 1];
    struct audit_filter filter = audit_filter_of(reading, span->way);
    char *from = arena_alloc(reading->arena, CLOCK_TEXT), *to = arena_alloc(reading->arena, CLOCK_TEXT);
    struct exchange_parameter parameters[12] = {{"StartDate", .text = clock_format(span->from, from)},
                                                {"EndDate", .text = clock_format(span->to, to)},
                                                {"SessionId", .text = search->session},
                                                {"SessionCommand", .text = "ReturnLargeSet"},
                                                {"ResultSize", .raw = "5000"}};
    size_t count = 5;
    add_list(reading, parameters, &count, "UserIds", filter.users);
    add_list(reading, parameters, &count, "ObjectIds", filter.objects);
    add_list(reading, parameters, &count, "IPAddresses", filter.addresses);
    add_list(reading, parameters, &count, "Operations", filter.operations);
    struct http_request *request = exchange_invoke(reading->arena, reading->endpoints, "Search-UnifiedAuditLog",
                                                   reading->name, parameters);
    request->batch = false; /* one may take a minute */
    request->reply_limit = REPLY;
    search->more = false;
    return request;
}

static enum source_step next_session(struct reading *reading, struct search *search)
{
    struct guid id;
    char text[GUID_TEXT];
    random_bytes(&id, sizeof id);
    search->session = arena_strdup(reading->arena, guid_format(&id, text));
    search->rows = (struct seen){.slots = NULL};
    search->told = 0;
    reading->paging = (struct paging){0};
    search->sessions++;
    reading->request = ask_rows(reading, search);
    return SOURCE_SEND;
}

/* Two halves instead of the span; false: it is too short, or there are too many. */
static bool halve(struct search *search)
{
    struct span *span = &search->spans[search->count - 1];
    int64_t middle = span->from + (span->to - span->from) / 2000 * 1000;
    if (span->to - span->from <= SHORTEST || search->count == SPANS || search->sessions >= SESSIONS)
        return false;
    search->spans[search->count++] = (struct span){span->way, middle, span->to};
    span->to = middle;
    return true;
}

static enum source_step finish(struct reading *reading, const struct search *search)
{
    if (!search->cut || reading->page->left_out)
        return reading_end(reading);
    reading->state = READ_IN_PART;
    reading->why = WHY_TOO_MANY;
    err_set(&reading->error, ERR_TOO_BIG, "more rows exist than were read");
    return SOURCE_OVER;
}

static enum source_step next_span(struct reading *reading, struct search *search)
{
    return --search->count ? next_session(reading, search) : finish(reading, search);
}

/* The session gives no more. */
static enum source_step session_over(struct reading *reading, struct search *search, bool timed_out)
{
    bool too_much = timed_out || search->rows.count >= CEILING ||
                    (search->rows.count >= LOWER && search->rows.count < search->told);
    if (too_much && halve(search))
        return next_session(reading, search);
    search->cut |= too_much || search->rows.count < search->told;
    return next_span(reading, search);
}

static void take_row(struct reading *reading, struct search *search, const struct json *row)
{
    struct err ignored;
    const char *text = json_text_or(json_get(row, "AuditData"), "");
    auto_json struct json *data = json_parse(text, strlen(text), &ignored);
    const struct json *more = json_path(row, "AuditSearchRequestMetadata.moreRecordsAvailable");
    size_t told = (size_t)json_integer(json_get(row, "ResultCount"), 0);
    search->told = told > search->told ? told : search->told;
    search->more |= json_true(more);
    (void)seen_first(&search->rows, reading->arena, json_text_or(json_get(row, "Identity"), text));
    if (data)
        (void)audit_log_take(reading, &search->seen, data);
    else
        reading->page->left_out++;
}

/* Whether any row says that it is no row: the search timed out within the service. */
static bool timed_out(const struct json *rows)
{
    const struct json *first = json_first(rows);
    return first && json_integer(json_get(first, "ResultIndex"), 0) == -1;
}

/* "moreRecordsAvailable: false" is the end; where nothing is said, a call without rows is. */
static bool says_end(const struct json *rows, const struct search *search)
{
    return json_path(json_first(rows), "AuditSearchRequestMetadata.moreRecordsAvailable") && !search->more;
}

static enum source_step take_rows(struct reading *reading, struct search *search, const struct http_reply *reply,
                                  const struct json *body)
{
    struct err e = {.code = ERR_OK};
    char *link = NULL;
    const struct json *rows = pages_rows(reply, reading->arena, body, &link, &e);
    size_t known = search->rows.count, begins = reading->page->count;
    if (timed_out(rows))
        return session_over(reading, search, true);
    for (const struct json *one = json_first(rows); one; one = json_next(one))
        take_row(reading, search, one);
    if (e.code != ERR_OK)
        return reading_stop(reading, NULL, &e);
    if (link)
        return pages_next(reading, begins, rows,
                          exchange_next(reading->arena, reading->endpoints, reading->request, link, &e), &e);
    if (!json_count(rows) || says_end(rows, search) || search->rows.count == known || search->rows.count >= CEILING)
        return session_over(reading, search, false);
    reading->request = ask_rows(reading, search);
    return SOURCE_SEND;
}

static void want(struct reading *reading, struct search *search, enum audit_way way)
{
    int64_t now = clock_now();
    search->spans[search->count++] = (struct span){way, reading->from ? reading->from : now - KEPT + MINUTES,
                                                   reading->to ? reading->to : now + MINUTES};
}

static enum source_step begin(struct reading *reading)
{
    struct search *search = reading->own = arena_alloc(reading->arena, sizeof *search);
    const char *name = reading->source->name;
    if (!strcmp(name, "audit-search")) { /* what the user did is asked for first */
        want(reading, search, AUDIT_OF_USER);
        want(reading, search, AUDIT_BY_USER);
    } else {
        want(reading, search,
             !strcmp(name, "audit-search-operations") ? AUDIT_OPERATIONS
             : !strcmp(name, "audit-search-from")     ? AUDIT_FROM
                                                      : AUDIT_LOGONS);
    }
    return next_session(reading, search);
}

static enum source_step search_step(struct reading *reading, const struct http_reply *reply)
{
    struct err e = {.code = ERR_OK};
    if (!reply)
        return begin(reading);
    auto_json struct json *body = exchange_body(reply, &e);
    return body ? take_rows(reading, reading->own, reply, body) : exchange_refused(reading, reply, &e);
}

#define SEARCH                                                                                                         \
    .kind = &audit_log_kind, .cmdlets = ANY_OF("Search-UnifiedAuditLog"),                                              \
    .roles = ANY_OF("Exchange Administrator", "Global Reader", "Security Reader"), .phase = PHASE_AUDIT,               \
    .step = search_step

const struct source exchange_audit_sources[] = {
    {
        .name = "audit-search",
        .label = "The audit log of a user, searched by Exchange",
        .scope = SOURCE_OF_USER,
        .flags = SOURCE_OPEN | SOURCE_STREAM,
        SEARCH,
    },
    {
        .name = "audit-search-operations",
        .label = "The audit log of what matters, searched by Exchange",
        .scope = SOURCE_OF_TENANT,
        .flags = SOURCE_OPEN | SOURCE_STREAM,
        SEARCH,
    },
    {
        .name = "audit-search-from",
        .label = "The audit log of addresses, searched by Exchange",
        .scope = SOURCE_OF_TENANT,
        .flags = SOURCE_OPEN | SOURCE_STREAM | SOURCE_BY_TEXT,
        SEARCH,
    },
    {
        .name = "audit-logons",
        .label = "The sign-ins of a user in the audit log",
        .scope = SOURCE_OF_USER,
        .flags = SOURCE_OPEN | SOURCE_STREAM,
        SEARCH,
    },
};
const size_t exchange_audit_source_count = COUNT_OF(exchange_audit_sources);
