/* A search is kept as the object that Graph shows, with when it was asked for; its records are looked up when they are read. */
#include "tenant/graph/audit_queries.h"

#include "base/clock.h"
#include "base/random.h"
#include "tenant/exchange/exchange_audit_search.h"
#include "tenant/state/mailbox.h"
#include "tenant/state/store.h"
#include "tenant/wire/objects.h"
#include "tenant/wire/page_token.h"
#include "tenant/wire/selection.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { SEARCHES_MOST = 10, RECORDS_TOP = 150, RECORDS_MOST = 999 };

static const char *const asked_names[] = {"displayName",
                                          "filterStartDateTime",
                                          "filterEndDateTime",
                                          "recordTypeFilters",
                                          "keywordFilter",
                                          "serviceFilter",
                                          "serviceFilters",
                                          "operationFilters",
                                          "userPrincipalNameFilters",
                                          "ipAddressFilters",
                                          "objectIdFilters",
                                          "administrativeUnitIdFilters",
                                          NULL};

/* --- where a search stands --- */

static int64_t age_of(const struct json *query)
{
    return clock_monotonic() - (int64_t)json_number(json_get(query, "@asked"), 0);
}

/* It waits for a quarter of its time, and runs for the rest. */
static const char *status_of(const struct tenant *tenant, const struct json *query)
{
    int64_t age = age_of(query);
    return age * 4 < tenant->audit_delay          ? "notStarted"
           : age < tenant->audit_delay            ? "running"
           : json_true(json_get(query, "@fails")) ? "failed"
                                                  : "succeeded";
}

static bool has_records(const struct tenant *tenant, const struct json *query)
{
    return !strcmp(status_of(tenant, query), "succeeded");
}

static bool is_over(const struct tenant *tenant, const struct json *query)
{
    return age_of(query) >= tenant->audit_delay;
}

/* A list that is asked for and not empty. */
static const struct json *list_of(const struct json *query, const char *name)
{
    const struct json *list = json_get(query, name);
    return json_first(list) ? list : NULL;
}

static struct audit_search search_of(const struct tenant *tenant, const struct json *query)
{
    struct audit_search search = {.users = list_of(query, "userPrincipalNameFilters"),
                                  .operations = list_of(query, "operationFilters"),
                                  .objects = list_of(query, "objectIdFilters"),
                                  .addresses = list_of(query, "ipAddressFilters"),
                                  .types = list_of(query, "recordTypeFilters"),
                                  .services = list_of(query, "serviceFilters"),
                                  .words = json_text(json_get(query, "keywordFilter")),
                                  .most = (size_t)tenant->audit_limit};
    const char *from = json_text_or(json_get(query, "filterStartDateTime"), ""),
               *to = json_text_or(json_get(query, "filterEndDateTime"), "");
    if (!clock_parse(from, strlen(from), &search.from) || !clock_parse(to, strlen(to), &search.to))
        search.to = search.from; /* it was looked at when it came */
    if (search.words && !*search.words)
        search.words = NULL;
    return search;
}

/* This version does not count what it found, and does not find the same each time. */
static bool is_unstable(const struct tenant *tenant, const struct tenant_request *request)
{
    return tenant->audit_unstable > !strcmp(request->version, "beta");
}

/* The object as it is told now; the counts are there once it is over. */
static struct json *object_of(const struct tenant *tenant, const struct tenant_request *request,
                              const struct json *query)
{
    struct json *one = json_new_object();
    for (const struct json *member = json_first(query); member; member = json_next(member))
        if (json_key(member)[0] != '@')
            json_set(one, json_key(member), json_copy(member));
    json_set_text(one, "status", status_of(tenant, query));
    if (!has_records(tenant, query) || is_unstable(tenant, request))
        return one;
    struct audit_search search = search_of(tenant, query);
    audit_search_run(tenant, &search);
    json_set_number(one, "recordCountLimit", tenant->audit_limit);
    json_set_bool(one, "isRecordCountLimitExceeded", search.left > 0);
    json_set_number(one, "approximateReturnedRecordCount", (double)search.count);
    audit_search_free(&search);
    return one;
}

static void answer_one(const struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                       int status, const struct json *query)
{
    auto_json struct json *root = json_new_object(), *object = object_of(tenant, request, query);
    json_set_text(root, "@odata.context",
                  arena_printf(request->arena, "%s/%s/$metadata#security/auditLog/queries/$entity", request->origin,
                               request->version));
    for (const struct json *member = json_first(object); member; member = json_next(member))
        json_set(root, json_key(member), json_copy(member));
    tenant_json(reply, status, root);
}

static struct json *query_of_path(struct tenant *tenant, const struct tenant_request *request,
                                  struct tenant_reply *reply)
{
    struct json *query = (struct json *)json_get(store_record(tenant->store, "auditQueries"), request->segments[3]);
    if (!query)
        tenant_errorf(request, reply, 404, "UnknownError", "The audit log query '%s' was not found.",
                      request->segments[3]);
    return query;
}

/* --- making one --- */

static bool window_fits(const struct tenant_request *request, struct tenant_reply *reply, const struct json *body)
{
    const char *from = json_text_or(json_get(body, "filterStartDateTime"), ""),
               *to = json_text_or(json_get(body, "filterEndDateTime"), "");
    int64_t start, end;
    if (clock_parse(from, strlen(from), &start) && clock_parse(to, strlen(to), &end) && start < end)
        return true;
    tenant_error(request, reply, 400, "BadRequest",
                 "filterStartDateTime and filterEndDateTime must be given, the one before the other.");
    return false;
}

static bool lists_fit(const struct tenant_request *request, struct tenant_reply *reply, const struct json *body)
{
    for (const struct json *member = json_first(body); member; member = json_next(member)) {
        bool list = strstr(json_key(member), "Filters") != NULL;
        enum json_kind kind = json_kind(member);
        if (kind == JSON_NULL || kind == (list ? JSON_ARRAY : JSON_STRING))
            continue;
        return objects_refuse(request, reply, "BadRequest", json_key(member),
                              arena_printf(request->arena, "Invalid value for the property '%s'.", json_key(member)));
    }
    return true;
}

/* Auditing that is switched off is told by JSON within the message. */
static bool is_audited(const struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply)
{
    auto_json struct json *config = mailboxes_record(tenant, MAILBOXES_AUDIT_CONFIG);
    const struct json *on = json_get(json_first(config), "UnifiedAuditLogIngestionEnabled");
    if (!on || json_true(on))
        return true;
    tenant_error(request, reply, 400, "UnknownError",
                 "{\"Status\":\"AuditingDisabledTenant\",\"Message\":\"Auditing is disabled for this tenant.\"}");
    return false;
}

static bool has_room(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply)
{
    const struct json *all = store_record(tenant->store, "auditQueries");
    size_t running = 0;
    for (const struct json *one = json_first(all); one; one = json_next(one))
        running += !is_over(tenant, one);
    if (running < SEARCHES_MOST)
        return true;
    tenant_error(request, reply, 429, "TooManyRequests",
                 "The maximum number of audit log searches that run at once has been reached.");
    return false;
}

void audit_queries_create(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    char id[UUID_TEXT];
    auto_json struct json *body = objects_no_options(request, reply) ? objects_body(request, reply, asked_names, true)
                                                                     : NULL;
    if (!body || !lists_fit(request, reply, body) || !window_fits(request, reply, body) ||
        !is_audited(tenant, request, reply) || !has_room(tenant, request, reply))
        return;
    struct json *query = json_new_object();
    json_set_text(query, "id", random_uuid(id));
    for (size_t i = 0; asked_names[i]; i++) {
        const struct json *given = json_get(body, asked_names[i]);
        bool list = strstr(asked_names[i], "Filters") != NULL;
        json_set(query, asked_names[i], given ? json_copy(given) : list ? json_new_array() : json_new_null());
    }
    json_remove(query, "serviceFilter");
    if (json_text(json_get(body, "serviceFilter"))) /* beta's earlier name, of one */
        json_push((struct json *)json_get(query, "serviceFilters"), json_copy(json_get(body, "serviceFilter")));
    json_set_number(query, "@asked", (double)clock_monotonic());
    json_set_bool(query, "@fails", tenant->audit_failures > 0);
    tenant->audit_failures -= tenant->audit_failures > 0;
    json_set(query, "@by", request->caller.user_oid ? json_new_text(request->caller.user_oid) : json_new_null());
    json_set(store_record(tenant->store, "auditQueries"), id, query);
    answer_one(tenant, request, reply, 201, query);
}

/* --- reading --- */

/* A person sees those of her own; applications see none. */
void audit_queries_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    auto_json struct json *root = json_new_object();
    struct json *list = json_new_array();
    if (!objects_no_options(request, reply)) {
        json_free(list);
        return;
    }
    const struct json *all = store_record(tenant->store, "auditQueries");
    for (const struct json *one = json_first(all); one; one = json_next(one))
        if (request->caller.user_oid && !strcasecmp(json_text_or(json_get(one, "@by"), ""), request->caller.user_oid))
            json_push(list, object_of(tenant, request, one));
    json_set_text(
        root, "@odata.context",
        arena_printf(request->arena, "%s/%s/$metadata#security/auditLog/queries", request->origin, request->version));
    json_set(root, "value", list);
    tenant_json(reply, 200, root);
}

void audit_queries_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    const struct json *query = objects_no_options(request, reply) ? query_of_path(tenant, request, reply) : NULL;
    if (query)
        answer_one(tenant, request, reply, 200, query);
}

void audit_queries_delete(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    if (!query_of_path(tenant, request, reply))
        return;
    json_remove(store_record(tenant->store, "auditQueries"), request->segments[3]);
    tenant_empty(reply, 204);
}

/* --- records --- */

/* "ExchangeAdmin" in v1.0, "exchangeAdmin" in beta. */
static const char *spelt(const struct tenant_request *request, const char *name)
{
    char *text = arena_strdup(request->arena, name);
    if (!strcmp(request->version, "beta"))
        text[0] = (char)tolower((unsigned char)text[0]);
    return text;
}

/* The data: plain in beta; in v1.0 what not every record has stands under "dynamicProperties". */
static struct json *data_of(const struct tenant_request *request, const struct json *record)
{
    static const char common[] = " CreationTime Id Operation OrganizationId RecordType ResultStatus UserKey UserType "
                                 "Version Workload UserId ";
    bool beta = !strcmp(request->version, "beta");
    struct json *data = json_new_object(), *rest = beta ? data : json_new_object();
    json_set_text(data, "@odata.type", "#microsoft.graph.security.defaultAuditData");
    for (const struct json *member = json_first(record); member; member = json_next(member)) {
        bool plain = strstr(common, arena_printf(request->arena, " %s ", json_key(member))) != NULL;
        json_set(plain ? data : rest, json_key(member), json_copy(member));
    }
    if (!beta)
        json_set(data, "dynamicProperties", rest);
    return data;
}

static struct json *record_object(const struct tenant_request *request, const struct json *record)
{
    static const char *const users[] = {"Regular", "Reserved", "Admin", "DcAdmin", "System", "Application"};
    long long user = json_integer(json_get(record, "UserType"), 0);
    struct json *one = json_new_object(), *units = json_new_array();
    json_push(units, json_new_text(""));
    json_set_text(one, "id", json_text(json_get(record, "Id")));
    json_set_text(one, "createdDateTime",
                  arena_printf(request->arena, "%sZ", json_text_or(json_get(record, "CreationTime"), "")));
    json_set_text(one, "auditLogRecordType", spelt(request, audit_record_type(record)));
    json_set_text(one, "operation", json_text(json_get(record, "Operation")));
    json_set_text(one, "organizationId", json_text(json_get(record, "OrganizationId")));
    json_set_text(one, "userType", spelt(request, users[user >= 0 && user < 6 ? user : 0]));
    json_set_text(one, "userId", json_text(json_get(record, "UserKey")));
    json_set_text(one, "service", json_text(json_get(record, "Workload")));
    json_set_text(one, "objectId", json_text(json_get(record, "ObjectId")));
    json_set_text(one, "userPrincipalName", json_text(json_get(record, "UserId")));
    json_set_text(one, "clientIp", json_text(json_get(record, "ClientIP")));
    json_set(one, "administrativeUnits", units);
    json_set(one, "auditData", data_of(request, record));
    return one;
}

static bool top_fits(const struct tenant_request *request, struct tenant_reply *reply, size_t *out)
{
    const char *top = tenant_query(request, "$top");
    size_t length = top ? strlen(top) : 0;
    *out = !top ? RECORDS_TOP : length < 6 && strspn(top, "0123456789") == length ? strtoul(top, NULL, 10) : 0;
    if (*out < 1 || *out > RECORDS_MOST) {
        tenant_errorf(request, reply, 400, "BadRequest", "Invalid page size: $top must be from 1 to %d.", RECORDS_MOST);
        return false;
    }
    if (request->page_most && *out > (size_t)request->page_most)
        *out = (size_t)request->page_most;
    return true;
}

/* A page; its first record is the last of the page before, as happens. What is not over has no records yet. */
void audit_queries_records(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const allowed[] = {"$top", "$skiptoken", NULL};
    const char *skip = tenant_query(request, "$skiptoken");
    struct page_token token = {.kind = 'p'};
    size_t top;
    struct json *query = tenant_allow_query(request, reply, allowed) && top_fits(request, reply, &top)
                             ? query_of_path(tenant, request, reply)
                             : NULL;
    if (!query)
        return;
    if (skip && !page_token_read(request->arena, skip, 'p', &token)) {
        tenant_error(request, reply, 400, "BadRequest", "Skip token is invalid.");
        return;
    }
    auto_json struct json *root = json_new_object();
    struct json *list = json_new_array();
    struct audit_search search = search_of(tenant, query);
    if (has_records(tenant, query))
        audit_search_run(tenant, &search);
    if (is_unstable(tenant, request) && search.count && !json_get(query, "@given"))
        search.count--; /* the last is not there yet */
    size_t from = (size_t)token.a, first = from && top > 1 ? from - 1 : from, next = first + top;
    for (size_t i = first; i < search.count && i < next; i++)
        json_push(list, record_object(request, search.records[i]));
    json_set_text(root, "@odata.context",
                  arena_printf(request->arena, "%s/%s/$metadata#security/auditLog/queries('%s')/records",
                               request->origin, request->version, request->segments[3]));
    if (next < search.count) {
        auto_buf struct buf link = buf_make(1u << 16);
        paging_link(request, &link, (uint32_t)next);
        json_set_text(root, "@odata.nextLink", buf_text(&link));
    } else if (search.count) {
        json_set_bool(query, "@given", true);
    }
    json_set(root, "value", list);
    audit_search_free(&search);
    tenant_json(reply, 200, root);
}
