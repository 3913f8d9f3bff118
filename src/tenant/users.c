/* Reading users. */
#include "tenant/users.h"

#include "tenant/selection.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool users_caller_holds(const struct tenant_request *request, const char *permission)
{
    for (size_t i = 0; i < request->caller.grant_count; i++)
        if (!strcmp(request->caller.grants[i], permission))
            return true;
    return false;
}

uint32_t users_of_path(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply)
{
    const char *first = request->segments[0], *open = strchr(first, '(');
    char *name = open ? arena_strdup(request->arena, open + 1) : request->segments[1];
    if (open) { /* users('…') */
        size_t length = strlen(name);
        if (length >= 3 && name[0] == '\'' && !strcmp(name + length - 2, "')")) {
            name[length - 2] = '\0';
            name++;
        }
    }
    uint32_t number = store_find(tenant->store, name);
    if (number == SEED_NOBODY)
        tenant_errorf(request, reply, 404, "Request_ResourceNotFound",
                      "Resource '%s' does not exist or one of its queried reference-property objects are not present.", name);
    return number;
}

static void put_context(struct json_writer *w, const struct tenant_request *request, const char *what)
{
    char text[4096];
    const char *select = tenant_query(request, "$select");
    if (select)
        snprintf(text, sizeof text, "%s/%s/$metadata#%s(%s)%s", request->origin, request->version, what, select,
                 request->segment_count > 1 ? "/$entity" : "");
    else
        snprintf(text, sizeof text, "%s/%s/$metadata#%s%s", request->origin, request->version, what,
                 request->segment_count > 1 ? "/$entity" : "");
    json_name(w, "@odata.context");
    json_put_text(w, text);
}

/* --- lists --- */

static uint32_t number_at(const struct tenant_store *store, const struct paging *paging, uint32_t position)
{
    return paging->descending ? store_people(store)->count - 1 - position : position;
}

static bool wanted(const struct paging *paging)
{
    return paging->query.filter || paging->query.search;
}

static uint32_t count_matches(const struct tenant_store *store, const struct paging *paging)
{
    uint32_t count = store_people(store)->count, n = 0;
    struct user_record user;
    if (!wanted(paging))
        return count;
    for (uint32_t number = 0; number < count; number++) {
        user_record_load(&user, store, number);
        n += odata_matches(&paging->query, &user);
    }
    return n;
}

/* The page's numbers, and where the next page begins (the count of all: there is none). */
static uint32_t page_numbers(const struct tenant_store *store, const struct paging *paging, uint32_t *numbers, size_t *n)
{
    uint32_t count = store_people(store)->count, position = paging->from;
    struct user_record user;
    *n = 0;
    for (; position < count; position++) {
        uint32_t number = number_at(store, paging, position);
        if (wanted(paging)) {
            user_record_load(&user, store, number);
            if (!odata_matches(&paging->query, &user))
                continue;
        }
        if (*n == paging->top)
            break;
        numbers[(*n)++] = number;
    }
    return position;
}

void users_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct selection selection;
    struct paging paging;
    uint32_t numbers[999];
    size_t n;
    if (!selection_read(request, reply, true, &selection) || !paging_read(request, reply, &paging))
        return;
    if ((selection.activity || paging.query.sign_in_activity) && paging.top > 500)
        paging.top = 500;
    uint32_t next = page_numbers(tenant->store, &paging, numbers, &n);
    struct json_writer w = json_writer(&reply->body);
    reply->status = 200;
    json_open(&w, '{');
    put_context(&w, request, "users");
    if (paging.counted && !paging.from) {
        json_name(&w, "@odata.count");
        json_put_int(&w, count_matches(tenant->store, &paging));
    }
    if (next < store_people(tenant->store)->count) {
        struct buf link = buf_make(1u << 16);
        paging_link(request, &link, next);
        json_name(&w, "@odata.nextLink");
        json_put_text(&w, buf_text(&link));
        buf_free(&link);
    }
    json_name(&w, "value");
    json_open(&w, '[');
    for (size_t i = 0; i < n; i++) {
        struct user_record user;
        user_record_load(&user, tenant->store, numbers[i]);
        json_open(&w, '{');
        selection_put(&selection, &w, &user);
        json_close(&w);
    }
    json_close(&w);
    json_close(&w);
}

void users_count_text(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const allowed[] = {"$filter", "$search", NULL};
    struct paging paging;
    const char *message = NULL, *filter = tenant_query(request, "$filter"), *search = tenant_query(request, "$search");
    memset(&paging, 0, sizeof paging);
    if (!tenant_allow_query(request, reply, allowed))
        return;
    if (!tenant_eventual(request)) {
        tenant_error(request, reply, 400, "Request_BadRequest",
                     "$count is not currently supported without the header 'ConsistencyLevel: eventual'.");
        return;
    }
    if ((filter && !odata_filter(request->arena, filter, &paging.query, &message)) ||
        (search && !odata_search(request->arena, search, &paging.query, &message))) {
        tenant_error(request, reply, 400, "Request_UnsupportedQuery", message);
        return;
    }
    reply->status = 200;
    reply->content_type = "text/plain";
    buf_printf(&reply->body, "%u", count_matches(tenant->store, &paging));
}

void users_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const allowed[] = {"$select", "$expand", NULL};
    struct selection selection;
    struct user_record user;
    struct guid id;
    if (!tenant_allow_query(request, reply, allowed) || !selection_read(request, reply, false, &selection))
        return;
    if (selection.activity && request->segment_count > 1 &&
        !guid_parse(request->segments[1], strlen(request->segments[1]), &id)) {
        tenant_error(request, reply, 400, "Request_BadRequest",
                     "Get By Key only supports UserId and the key has to be a valid Guid");
        return;
    }
    uint32_t number = users_of_path(tenant, request, reply);
    if (number == SEED_NOBODY)
        return;
    user_record_load(&user, tenant->store, number);
    struct json_writer w = json_writer(&reply->body);
    reply->status = 200;
    json_open(&w, '{');
    put_context(&w, request, "users");
    selection_put(&selection, &w, &user);
    json_close(&w);
}

void users_manager(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const allowed[] = {"$select", NULL};
    struct selection selection;
    struct user_record user;
    if (!tenant_allow_query(request, reply, allowed) || !selection_read(request, reply, false, &selection))
        return;
    uint32_t number = users_of_path(tenant, request, reply);
    if (number == SEED_NOBODY)
        return;
    uint32_t manager = seed_manager(store_people(tenant->store), number);
    if (manager == SEED_NOBODY) {
        tenant_error(request, reply, 404, "Request_ResourceNotFound",
                     "Resource 'manager' does not exist or one of its queried reference-property objects are not present.");
        return;
    }
    user_record_load(&user, tenant->store, manager);
    struct json_writer w = json_writer(&reply->body);
    reply->status = 200;
    json_open(&w, '{');
    put_context(&w, request, "directoryObjects");
    json_name(&w, "@odata.type");
    json_put_text(&w, "#microsoft.graph.user");
    selection_put(&selection, &w, &user);
    json_close(&w);
}

/* --- delta: first every user, then what has been written since --- */

static void put_delta_end(struct tenant *tenant, struct tenant_request *request, struct json_writer *w, uint32_t next,
                          uint64_t sequence, bool more)
{
    struct buf link = buf_make(1u << 14);
    const char *select = tenant_query(request, "$select");
    (void)tenant;
    buf_printf(&link, "%s/%s/users/delta?", request->origin, request->version);
    if (select)
        buf_printf(&link, "$select=%s&", select);
    buf_printf(&link, more ? "$skiptoken=%s" : "$deltatoken=%s",
               token_text(request->arena, more ? "delta" : "since", more ? next : sequence, sequence));
    json_name(w, more ? "@odata.nextLink" : "@odata.deltaLink");
    json_put_text(w, buf_text(&link));
    buf_free(&link);
}

static void put_changes(struct tenant *tenant, struct json_writer *w, const struct selection *selection, uint64_t since)
{
    size_t count;
    const struct store_change *changes = store_changes(tenant->store, &count);
    for (size_t i = 0; i < count; i++) {
        struct user_record user;
        if (changes[i].sequence <= since)
            continue;
        user_record_load(&user, tenant->store, changes[i].number);
        json_open(w, '{');
        selection_put(selection, w, &user);
        json_close(w);
    }
}

/* $select as asked, and always the id. */
static bool delta_selection(struct tenant_request *request, struct tenant_reply *reply, struct selection *selection)
{
    if (!selection_read(request, reply, true, selection))
        return false;
    bool has_id = false;
    for (size_t i = 0; i < selection->count; i++)
        has_id |= selection->chosen[i] == &properties[0];
    if (!has_id && selection->count < MOST_SELECTED)
        selection->chosen[selection->count++] = &properties[0];
    return true;
}

void users_delta(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const allowed[] = {"$select", "$skiptoken", "$deltatoken", NULL};
    enum { PAGE = 200 };
    struct selection selection;
    const char *page = tenant_query(request, "$skiptoken"), *delta = tenant_query(request, "$deltatoken");
    uint64_t from = 0, since = 0, ignored;
    if (!tenant_allow_query(request, reply, allowed) || !delta_selection(request, reply, &selection))
        return;
    uint64_t sequence = store_sequence(tenant->store);
    bool latest = delta && !strcasecmp(delta, "latest");
    if ((page && !token_text_read(page, "delta", &from, &sequence)) ||
        (delta && !latest && !token_text_read(delta, "since", &since, &ignored)) || since > store_sequence(tenant->store)) {
        tenant_error(request, reply, 410, "syncStateNotFound", "The delta token is unknown or has expired; start over.");
        return;
    }
    uint32_t count = store_people(tenant->store)->count, end = delta ? 0 : (uint32_t)from + PAGE;
    struct json_writer w = json_writer(&reply->body);
    reply->status = 200;
    json_open(&w, '{');
    put_context(&w, request, "users");
    put_delta_end(tenant, request, &w, end, sequence, !delta && end < count);
    json_name(&w, "value");
    json_open(&w, '[');
    for (uint32_t number = (uint32_t)from; number < end && number < count; number++) {
        struct user_record user;
        user_record_load(&user, tenant->store, number);
        json_open(&w, '{');
        selection_put(&selection, &w, &user);
        json_close(&w);
    }
    if (delta && !latest)
        put_changes(tenant, &w, &selection, since);
    json_close(&w);
    json_close(&w);
}
