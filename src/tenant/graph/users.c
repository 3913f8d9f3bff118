/* Reading users: lists, counts, one user, the manager. */
#include "tenant/graph/users.h"

#include "tenant/wire/selection.h"
#include <string.h>
#include <strings.h>

/* Somebody new is found by the id before by the name, and read before anything is done (REQUESTS §10.1). */
static bool lags(const struct tenant *tenant, const struct tenant_request *request, uint32_t number)
{
    struct guid id;
    bool by_id = guid_parse(request->segments[1], strlen(request->segments[1]), &id);
    return store_lags(tenant->store, number, !by_id ? 4 : request->segment_count > 2 ? 3 : 2);
}

uint32_t users_of_path(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply)
{
    const char *name = request->segments[1];
    uint32_t number = store_find(tenant->store, name);
    if (number != SEED_NOBODY && lags(tenant, request, number)) {
        number = SEED_NOBODY;
        if (request->segment_count > 2 && !strcasecmp(request->segments[2], "assignLicense")) {
            tenant_error(request, reply, 404, "Directory_ObjectNotFound",
                         "Unable to read the company information from the directory.");
            return number;
        }
    }
    if (number == SEED_NOBODY)
        tenant_errorf(request, reply, 404, "Request_ResourceNotFound",
                      "Resource '%s' does not exist or one of its queried reference-property objects are not present.",
                      name);
    return number;
}

void users_put_context(struct json_writer *w, const struct tenant_request *request, const char *what,
                       const char *select, const char *tail)
{
    json_member_text(w, "@odata.context",
                     arena_printf(request->arena, "%s/%s/$metadata#%s%s%s%s%s", request->origin, request->version, what,
                                  select ? "(" : "", select ? select : "", select ? ")" : "", tail));
}

/* --- lists --- */

static uint32_t number_at(const struct tenant_store *store, const struct paging *paging, uint32_t position)
{
    return paging->descending ? store_people(store)->count - 1 - position : position;
}

static bool is_listed(const struct tenant_store *store, const struct odata_query *query, uint32_t number)
{
    struct user_record user;
    if (store_life(store, number) != LIFE_ALIVE || store_lags(store, number, 4))
        return false;
    if (!query->filter && !query->search)
        return true;
    user_record_load(&user, store, number);
    return odata_matches(query, &user);
}

static uint32_t count_matches(const struct tenant_store *store, const struct odata_query *query)
{
    uint32_t count = store_people(store)->count, n = 0;
    if (!query->filter && !query->search)
        return store_alive(store);
    for (uint32_t number = 0; number < count; number++)
        n += is_listed(store, query, number);
    return n;
}

/* The page's numbers, and the position where the next page begins (the count of all: there is none). */
static uint32_t page_numbers(const struct tenant_store *store, const struct paging *paging, uint32_t *numbers,
                             size_t *n)
{
    uint32_t count = store_people(store)->count, position = paging->from;
    *n = 0;
    for (; position < count; position++) {
        uint32_t number = number_at(store, paging, position);
        if (!is_listed(store, &paging->query, number))
            continue;
        if (*n == paging->top)
            break;
        numbers[(*n)++] = number;
    }
    return position;
}

static void put_users(struct tenant *tenant, struct json_writer *w, const struct selection *selection,
                      const uint32_t *numbers, size_t n)
{
    struct user_record user;
    json_name(w, "value");
    json_open(w, '[');
    for (size_t i = 0; i < n; i++) {
        user_record_load(&user, tenant->store, numbers[i]);
        json_open(w, '{');
        selection_put(selection, w, &user);
        json_close(w);
    }
    json_close(w);
}

/* $skip is refused in words of its own. */
static bool list_options(const struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const allowed[] = {"$select", "$filter", "$search",    "$orderby", "$top",
                                          "$count",  "$expand", "$skiptoken", NULL};
    if (tenant_query(request, "$skip")) {
        tenant_error(request, reply, 400, "Request_BadRequest", "'$skip' is not supported by the service.");
        return false;
    }
    return tenant_allow_query(request, reply, allowed);
}

void users_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    const char *select = tenant_query(request, "$select");
    struct selection selection;
    struct paging paging;
    uint32_t numbers[PAGE_MOST];
    size_t n;
    if (!list_options(request, reply) || !selection_read(tenant, request, reply, select, true, &selection) ||
        !paging_read(tenant, request, reply, &paging))
        return;
    if ((selection.activity || paging.query.sign_in_activity) && paging.top > PAGE_MOST_ACTIVITY)
        paging.top = PAGE_MOST_ACTIVITY;
    uint32_t next = page_numbers(tenant->store, &paging, numbers, &n);
    struct json_writer w = json_writer(&reply->body);
    reply->status = 200;
    json_open(&w, '{');
    users_put_context(&w, request, "users", select, "");
    if (paging.counted && !tenant_query(request, "$skiptoken")) {
        json_member_int(&w, "@odata.count", count_matches(tenant->store, &paging.query));
    }
    if (next < store_people(tenant->store)->count) {
        struct buf link = buf_make(1u << 16);
        paging_link(request, &link, next);
        json_member_text(&w, "@odata.nextLink", buf_text(&link));
        buf_free(&link);
    }
    put_users(tenant, &w, &selection, numbers, n);
    json_close(&w);
}

void users_count(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const allowed[] = {"$filter", "$search", NULL};
    struct odata_query query = {.filter = NULL};
    if (!tenant_allow_query(request, reply, allowed))
        return;
    if (!tenant_eventual(request)) {
        tenant_error(request, reply, 400, "Request_BadRequest",
                     "$count is not currently supported without the header 'ConsistencyLevel: eventual'.");
        return;
    }
    if (!paging_conditions(tenant, request, reply, &query))
        return;
    reply->status = 200;
    reply->content_type = "text/plain";
    buf_printf(&reply->body, "%u", count_matches(tenant->store, &query));
}

/* --- one user --- */

static void put_one(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply,
                    const struct selection *selection, uint32_t number, const char *set)
{
    struct user_record user;
    struct json_writer w = json_writer(&reply->body);
    user_record_load(&user, tenant->store, number);
    reply->status = 200;
    json_open(&w, '{');
    users_put_context(&w, request, set, tenant_query(request, "$select"), "/$entity");
    if (strcmp(set, "users") != 0) {
        json_member_text(&w, "@odata.type", "#microsoft.graph.user");
    }
    selection_put(selection, &w, &user);
    json_close(&w);
}

void users_answer(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply, uint32_t number,
                  const char *set)
{
    static const char *const allowed[] = {"$select", NULL};
    struct selection selection;
    if (tenant_allow_query(request, reply, allowed) &&
        selection_read(tenant, request, reply, tenant_query(request, "$select"), false, &selection))
        put_one(tenant, request, reply, &selection, number, set);
}

void users_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const allowed[] = {"$select", "$expand", NULL};
    struct selection selection;
    struct guid id;
    if (!tenant_allow_query(request, reply, allowed) ||
        !selection_read(tenant, request, reply, tenant_query(request, "$select"), false, &selection))
        return;
    if (selection.activity && !guid_parse(request->segments[1], strlen(request->segments[1]), &id)) {
        tenant_error(request, reply, 400, "Request_BadRequest",
                     "Get By Key only supports UserId and the key has to be a valid Guid");
        return;
    }
    uint32_t number = users_of_path(tenant, request, reply);
    if (number != SEED_NOBODY)
        put_one(tenant, request, reply, &selection, number, "users");
}

void users_manager(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const allowed[] = {"$select", NULL};
    struct selection selection;
    if (!tenant_allow_query(request, reply, allowed) ||
        !selection_read(tenant, request, reply, tenant_query(request, "$select"), false, &selection))
        return;
    uint32_t number = users_of_path(tenant, request, reply);
    if (number == SEED_NOBODY)
        return;
    uint32_t manager = store_manager(tenant->store, number);
    if (manager == SEED_NOBODY)
        tenant_error(
            request, reply, 404, "Request_ResourceNotFound",
            "Resource 'manager' does not exist or one of its queried reference-property objects are not present.");
    else
        put_one(tenant, request, reply, &selection, manager, "directoryObjects");
}
