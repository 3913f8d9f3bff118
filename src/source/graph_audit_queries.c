/* The unified audit log by Graph's audit queries: a query is made, works for minutes, and then has records in pages. One that succeeded
 * may still have more than it gives: its span is split then (REQUESTS §4.3). Asked of v1.0, and of beta where that fails. */
#include "api/graph/graph.h"
#include "base/clock.h"
#include "codec/json.h"
#include "source/audit_log.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define KEPT     (180 * DAY)
#define SHORTEST DAY            /* a span that is not split any more */
#define FIRST    INT64_C(2000)  /* ms between two looks at a query */
#define SLOWEST  INT64_C(30000) /* the longest pause */
#define PATIENCE (60 * MINUTES) /* after which a query is given up */
#define UNHEARD  (5 * MINUTES)  /* the same of one in a state that is not known here: it may never be over */

enum { SPANS = 64, QUERIES = 60, TRIES = 3, PAGE = 999, REPLY = 96 << 20 };

enum step { STEP_CREATE, STEP_POLL, STEP_RECORDS };

struct span {
    int64_t from, to;
};

struct queries {
    struct seen seen;
    struct span spans[SPANS]; /* what is still to be asked for; the last is asked for now */
    size_t count, made;
    const char *id;
    int64_t pause, waited;
    int tries;         /* of the present request, which came back broken */
    bool counted;      /* the service says how many records the query has */
    struct seen given; /* of the records: in this turn of the pages */
    size_t before;     /* how many the first turn gave */
    int turn;
    bool beta, cut, unstable;
};

static void put_list(struct json_writer *w, const char *name, const char *const *list)
{
    if (!list)
        return;
    json_name(w, name);
    json_open(w, '[');
    for (; *list; list++)
        json_put_text(w, *list);
    json_close(w);
}

static enum audit_way way_of(const struct source *source)
{
    return !strcmp(source->name, "audit-query-by")   ? AUDIT_BY_USER
           : !strcmp(source->name, "audit-query-of") ? AUDIT_OF_USER
                                                     : AUDIT_OPERATIONS;
}

static void put_body(struct reading *reading, const struct span *span, struct buf *out)
{
    char from[CLOCK_TEXT], to[CLOCK_TEXT];
    struct audit_filter filter = audit_filter_of(reading, way_of(reading->source));
    struct json_writer w = json_writer(out);
    json_open(&w, '{');
    json_name(&w, "displayName");
    json_put_text(&w, "roster research");
    json_name(&w, "filterStartDateTime");
    json_put_text(&w, clock_format(span->from, from));
    json_name(&w, "filterEndDateTime");
    json_put_text(&w, clock_format(span->to, to));
    put_list(&w, "userPrincipalNameFilters", filter.users);
    put_list(&w, "objectIdFilters", filter.objects);
    put_list(&w, "ipAddressFilters", filter.addresses);
    put_list(&w, "operationFilters", filter.operations);
    json_close(&w);
}

static enum source_step send(struct reading *reading, const struct queries *queries, struct http_request *request)
{
    request->batch = false;
    request->reply_limit = REPLY;
    reading->request = queries->beta ? graph_beta(reading->arena, request) : request;
    return SOURCE_SEND;
}

static enum source_step create(struct reading *reading, struct queries *queries)
{
    auto_buf struct buf body = buf_make(BUF_REQUEST);
    put_body(reading, &queries->spans[queries->count - 1], &body);
    struct http_request *request = graph_write(reading->arena, reading->endpoints, "POST", "/security/auditLog/queries",
                                               buf_text(&body), 0, NULL);
    request->repeat = HTTP_READ; /* what is made is a question; one too many does no harm */
    reading->step = STEP_CREATE;
    queries->pause = FIRST;
    queries->waited = 0;
    queries->made++;
    return send(reading, queries, request);
}

static enum source_step about_query(struct reading *reading, struct queries *queries, enum step step, const char *rest)
{
    const char *path = arena_printf(reading->arena, "/security/auditLog/queries/%s%s", queries->id, rest);
    reading->step = step;
    return send(reading, queries, graph_get(reading->arena, reading->endpoints, path));
}

static enum source_step poll(struct reading *reading, struct queries *queries)
{
    enum source_step step = about_query(reading, queries, STEP_POLL, "");
    reading->pause = queries->pause;
    queries->waited += queries->pause;
    queries->pause = queries->pause * 3 / 2 < SLOWEST ? queries->pause * 3 / 2 : SLOWEST;
    return step;
}

static enum source_step in_part(struct reading *reading, enum read_why why)
{
    reading->state = READ_IN_PART;
    reading->why = why;
    return SOURCE_OVER;
}

static enum source_step next_span(struct reading *reading, struct queries *queries)
{
    if (--queries->count)
        return create(reading, queries);
    if ((!queries->cut && !queries->unstable) || reading->page->left_out)
        return reading_end(reading);
    if (queries->unstable) {
        err_set(&reading->error, ERR_TOO_BIG, "the audit search gives unstable counts (unstable)");
        return in_part(reading, WHY_TOO_MANY);
    }
    err_set(&reading->error, ERR_TOO_BIG, "more rows exist than were read");
    return in_part(reading, WHY_TOO_MANY);
}

/* Halves of whole days. */
static bool split(struct queries *queries)
{
    struct span *span = &queries->spans[queries->count - 1];
    int64_t days = (span->to - span->from) / SHORTEST, middle = span->from + days / 2 * SHORTEST;
    if (days < 2 || queries->count == SPANS || queries->made >= QUERIES)
        return false;
    queries->spans[queries->count++] = (struct span){middle, span->to};
    span->to = middle;
    return true;
}

/* Auditing that is switched off is told within the text, as JSON of its own (REQUESTS §4.3). */
static bool auditing_is_off(const struct http_reply *reply)
{
    return strstr(buf_text(&reply->body), "AuditingDisabledTenant") != NULL;
}

static enum source_step refused(struct reading *reading, struct queries *queries, const struct http_reply *reply,
                                struct err *e)
{
    bool asked = !queries->id && queries->made == 1;
    if (auditing_is_off(reply)) {
        err_set(e, ERR_FORBIDDEN, "the unified audit log is switched off");
        (void)reading_stop(reading, NULL, e);
        reading->why = WHY_DISABLED;
        return SOURCE_OVER;
    }
    if (asked && !queries->beta && (reply->status == 400 || reply->status == 404 || reply->status == 501)) {
        queries->beta = true;
        queries->made--;
        return create(reading, queries);
    }
    return reading_stop(reading, reply, e);
}

/* What an answer about a query says of its filters, where it says it; a list that was not given may come empty. */
static bool is_asked_for(const struct json *body, const char *name, const char *const *asked)
{
    const struct json *list = json_get(body, name), *one = json_first(list);
    if (json_kind(list) != JSON_ARRAY)
        return true;
    for (; asked && *asked && one; asked++, one = json_next(one))
        if (strcasecmp(json_text_or(one, ""), *asked) != 0)
            return false;
    return !one && !(asked && *asked);
}

/* The records of another query would be taken for all there are. */
static bool is_ours(struct reading *reading, const struct json *body)
{
    struct audit_filter filter = audit_filter_of(reading, way_of(reading->source));
    return is_asked_for(body, "userPrincipalNameFilters", filter.users) &&
           is_asked_for(body, "objectIdFilters", filter.objects) &&
           is_asked_for(body, "ipAddressFilters", filter.addresses) &&
           is_asked_for(body, "operationFilters", filter.operations);
}

static enum source_step is_another(struct reading *reading)
{
    struct err e;
    err_set(&e, ERR_PARSE, "the service answers with another audit query than the one that was made");
    return reading_stop(reading, NULL, &e);
}

static enum source_step created(struct reading *reading, struct queries *queries, const struct json *body)
{
    struct err e;
    const char *id = json_text(json_get(body, "id"));
    if (!is_ours(reading, body) || (id && queries->id && !strcasecmp(id, queries->id)))
        return is_another(reading);
    if (id && *id && strlen(id) == strspn(id, "0123456789abcdefABCDEF-")) {
        queries->id = arena_strdup(reading->arena, id);
        return poll(reading, queries);
    }
    err_set(&e, ERR_PARSE, "the audit query that was made has no id");
    return reading_stop(reading, NULL, &e);
}

static enum source_step failed(struct reading *reading, struct queries *queries, const char *status)
{
    struct err e;
    if (split(queries))
        return create(reading, queries);
    if (!queries->beta) {
        queries->beta = true;
        return create(reading, queries);
    }
    err_set(&e, ERR_SERVICE, "the audit query ended as \"%.40s\"", status);
    return reading_stop(reading, NULL, &e);
}

/* Of all that v1.0 and beta may say of it any one is enough. */
static bool says_count(const struct json *body)
{
    static const char *const names[] = {"recordCountLimit", "isRecordCountLimitExceeded",
                                        "approximateReturnedRecordCount"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (json_kind(json_get(body, names[i])) != JSON_NULL)
            return true;
    return false;
}

/* The records from their first page on. */
static enum source_step turn(struct reading *reading, struct queries *queries)
{
    char rest[32];
    snprintf(rest, sizeof rest, "/records?$top=%d", PAGE);
    queries->before = queries->given.count;
    queries->given = (struct seen){.slots = NULL};
    reading->paging = (struct paging){0}; /* the same pages are no circle */
    return about_query(reading, queries, STEP_RECORDS, rest);
}

/* No page is left. Where nobody said how many there are, a second turn has to give as many; else the other version is asked. */
static enum source_step turned(struct reading *reading, struct queries *queries)
{
    if (queries->counted || (queries->turn && queries->before == queries->given.count))
        return next_span(reading, queries);
    if (!queries->turn++)
        return turn(reading, queries);
    if (!queries->beta) {
        queries->beta = true;
        return create(reading, queries);
    }
    queries->unstable = true;
    return next_span(reading, queries);
}

static bool is_at_work(const char *status)
{
    return !strcmp(status, "notStarted") || !strcmp(status, "running");
}

static enum source_step looked(struct reading *reading, struct queries *queries, const struct json *body)
{
    struct err e;
    const char *status = json_text_or(json_get(body, "status"), "");
    if (!is_ours(reading, body))
        return is_another(reading);
    if (!strcmp(status, "failed") || !strcmp(status, "cancelled"))
        return failed(reading, queries, status);
    if (strcmp(status, "succeeded") != 0 && queries->waited < (is_at_work(status) ? PATIENCE : UNHEARD))
        return poll(reading, queries);
    if (strcmp(status, "succeeded") != 0) {
        if (is_at_work(status))
            err_set(&e, ERR_TIMEOUT, "the audit query still runs after %d minutes", (int)(queries->waited / MINUTES));
        else
            err_set(&e, ERR_TIMEOUT, "the audit query says \"%.40s\", which is not known here", status);
        return reading_stop(reading, NULL, &e);
    }
    if (json_true(json_get(body, "isRecordCountLimitExceeded"))) {
        if (split(queries))
            return create(reading, queries);
        queries->cut = true;
    }
    queries->counted = says_count(body);
    queries->turn = 0;
    return turn(reading, queries);
}

/* A record's own members say what its data may lack. */
static void take_record(struct reading *reading, struct queries *queries, const struct json *record)
{
    static const char *const also[][2] = {{"Id", "id"},
                                          {"CreationTime", "createdDateTime"},
                                          {"Operation", "operation"},
                                          {"UserId", "userPrincipalName"},
                                          {"ClientIP", "clientIp"}};
    const struct json *given = json_get(record, "auditData"), *dynamic = json_get(given, "dynamicProperties");
    auto_json struct json *data = json_kind(given) == JSON_OBJECT ? json_copy(given) : json_new_object();
    for (size_t i = 0; i < sizeof also / sizeof also[0]; i++)
        if (!json_get(given, also[i][0]) && !json_get(dynamic, also[i][0]) && json_text(json_get(record, also[i][1])))
            json_set_text(data, also[i][0], json_text(json_get(record, also[i][1])));
    (void)seen_first(&queries->given, reading->arena, json_text_or(json_get(data, "Id"), ""));
    (void)audit_log_take(reading, &queries->seen, data);
}

static enum source_step took(struct reading *reading, struct queries *queries, const struct http_reply *reply,
                             const struct json *body)
{
    struct err e = {.code = ERR_OK};
    char *link = NULL;
    for (const struct json *one = json_first(pages_rows(reply, reading->arena, body, &link, &e)); one;
         one = json_next(one))
        take_record(reading, queries, one);
    if (e.code != ERR_OK)
        return reading_stop(reading, NULL, &e);
    if (!link)
        return turned(reading, queries);
    struct http_request *next = graph_next(reading->arena, reading->endpoints, link, &e);
    if (!next)
        return reading_stop(reading, NULL, &e);
    next->reply_limit = REPLY;
    next->workload = reading->request->workload;
    reading->request = next;
    return pages_once(reading);
}

static enum source_step begin(struct reading *reading)
{
    struct queries *queries = reading->own = arena_alloc(reading->arena, sizeof *queries);
    int64_t now = clock_now();
    struct err e;
    if (reading->endpoints->cloud != CLOUD_GLOBAL) {
        err_set(&e, ERR_NOT_FOUND, "this cloud has no asynchronous audit search (no-asynchronous)");
        return reading_stop(reading, NULL, &e);
    }
    queries->spans[queries->count++] = (struct span){reading->from ? reading->from : now - KEPT + MINUTES,
                                                     reading->to ? reading->to : now + MINUTES};
    return create(reading, queries);
}

static enum source_step queries_step(struct reading *reading, const struct http_reply *reply)
{
    struct err e = {.code = ERR_OK};
    struct queries *queries = reading->own;
    if (!reply)
        return begin(reading);
    auto_json struct json *body = graph_body(reply, &e);
    if (!body && e.code == ERR_PARSE &&
        ++queries->tries < TRIES) /* a page cut off in the middle comes whole the next time */
        return SOURCE_SEND;
    if (!body)
        return refused(reading, queries, reply, &e);
    queries->tries = 0;
    return reading->step == STEP_CREATE ? created(reading, queries, body)
           : reading->step == STEP_POLL ? looked(reading, queries, body)
                                        : took(reading, queries, reply, body);
}

#define QUERY                                                                                                          \
    .flags = SOURCE_LATER | SOURCE_STREAM, .kind = &audit_log_kind, .needs = ANY_OF("AuditLogsQuery.Read.All"),        \
    .phase = PHASE_AUDIT, .step = queries_step

const struct source graph_audit_query_sources[] = {
    {
        .name = "audit-query-by",
        .label = "The audit log of what a user did, by a query",
        .scope = SOURCE_OF_USER,
        QUERY,
    },
    {
        .name = "audit-query-of",
        .label = "The audit log of what was done to a user, by a query",
        .scope = SOURCE_OF_USER,
        QUERY,
    },
    {
        .name = "audit-query-operations",
        .label = "The audit log of what matters, by a query",
        .scope = SOURCE_OF_TENANT,
        QUERY,
    },
};
const size_t graph_audit_query_source_count = 3;
