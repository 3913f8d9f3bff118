/* Options of lists, bodies and references, checked the same way for all that is no user. */
#include "tenant/wire/objects.h"

#include "base/guid.h"
#include "tenant/wire/object_filter.h"
#include "tenant/wire/page_token.h"
#include "tenant/wire/selection.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct view { /* of a list */
    const char *select, *filter, *search;
    uint64_t from;
    size_t top;
    bool counted, sorted, descending;
};

/* --- refusals --- */

bool objects_refuse(const struct tenant_request *request, struct tenant_reply *reply, const char *code,
                    const char *target, const char *message)
{
    tenant_error_about(request, reply, 400, code, message, target ? "InvalidValue" : NULL, target);
    return false;
}

bool objects_denied(const struct tenant_request *request, struct tenant_reply *reply)
{
    tenant_error(request, reply, 403, "Authorization_RequestDenied",
                 "Insufficient privileges to complete the operation.");
    return false;
}

void objects_not_found(const struct tenant_request *request, struct tenant_reply *reply, const char *id)
{
    tenant_errorf(request, reply, 404, "Request_ResourceNotFound",
                  "Resource '%s' does not exist or one of its queried reference-property objects are not present.", id);
}

bool objects_no_options(const struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const none[] = {NULL};
    return tenant_allow_query(request, reply, none);
}

static bool unsupported(const struct tenant_request *request, struct tenant_reply *reply, const char *message)
{
    tenant_error(request, reply, 400, "Request_UnsupportedQuery", message);
    return false;
}

/* --- $select --- */

/* The name as the schema spells it, asked in any case; NULL when there is none. */
static const char *named(const char *const *names, const char *name, size_t length)
{
    for (; *names; names++)
        if (strlen(*names) == length && !strncasecmp(*names, name, length))
            return *names;
    return NULL;
}

/* Whether `name` stands in a list of names with commas. */
static bool in_list(const char *list, const char *name)
{
    for (const char *at = list; *at; at += strcspn(at, ",") + (at[strcspn(at, ",")] == ',')) {
        at += strspn(at, " ");
        if (strcspn(at, ", ") == strlen(name) && !strncasecmp(at, name, strlen(name)))
            return true;
    }
    return false;
}

static bool select_fits(const struct tenant_request *request, struct tenant_reply *reply,
                        const struct object_kind *kind, const char *select)
{
    for (const char *at = select ? select : ""; *at;) {
        at += strspn(at, " ");
        size_t length = strcspn(at, ", ");
        if (!named(kind->properties, at, length)) {
            tenant_errorf(request, reply, 400, "BadRequest",
                          "Parsing OData Select and Expand failed: Could not find a property named '%.*s' on type "
                          "'microsoft.graph.%s'.",
                          (int)length, at, kind->type);
            return false;
        }
        at += strcspn(at, ",");
        at += *at == ',';
    }
    return true;
}

/* What $select leaves: annotations and what was expanded stay. */
static struct json *selected(const struct tenant_request *request, const struct json *object, const char *select)
{
    const char *expand = tenant_query(request, "$expand");
    struct json *kept = json_new_object();
    for (const struct json *member = json_first(object); member; member = json_next(member)) {
        const char *name = json_key(member);
        if (!select || name[0] == '@' || in_list(select, name) || (expand && !strcmp(expand, name)))
            json_set(kept, name, json_copy(member));
    }
    return kept;
}

static char *context(const struct tenant_request *request, const struct object_kind *kind, const char *select,
                     const char *tail)
{
    return arena_printf(request->arena, "%s/%s/$metadata#%s%s%s%s%s", request->origin, request->version, kind->set,
                        select ? "(" : "", select ? select : "", select ? ")" : "", tail);
}

void objects_answer(const struct tenant_request *request, struct tenant_reply *reply, const struct object_kind *kind,
                    int status, struct json *object)
{
    static const char *const allowed[] = {"$select", "$expand", NULL};
    const char *select = tenant_query(request, "$select");
    auto_json struct json *owned = object;
    auto_json struct json *root = json_new_object();
    bool get = !strcmp(request->method, "GET");
    if (!(get ? tenant_allow_query(request, reply, allowed) : objects_no_options(request, reply)) ||
        !select_fits(request, reply, kind, select))
        return;
    auto_json struct json *kept = selected(request, owned, select);
    json_set_text(root, "@odata.context", context(request, kind, select, "/$entity"));
    for (const struct json *member = json_first(kept); member; member = json_next(member))
        json_set(root, json_key(member), json_copy(member));
    tenant_json(reply, status, root);
}

/* --- lists --- */

static bool top_fits(const struct tenant_request *request, struct tenant_reply *reply, const struct object_kind *kind,
                     struct view *view)
{
    const char *text = tenant_query(request, "$top");
    size_t length = text ? strlen(text) : 0;
    bool paged = named(kind->options, "$skiptoken", strlen("$skiptoken")) != NULL;
    long top = length && length < 6 && strspn(text, "0123456789") == length ? strtol(text, NULL, 10) : 0;
    view->top = text ? (size_t)top : PAGE_DEFAULT;
    if (!text && !paged) { /* such a list comes in one page */
        view->top = SIZE_MAX / 2;
        return true;
    }
    if (view->top < 1 || view->top > PAGE_MOST)
        return unsupported(request, reply,
                           arena_printf(request->arena,
                                        "Invalid page size specified: '%s'. Must be between 1 and %d "
                                        "inclusive.",
                                        text, PAGE_MOST));
    if (paged && request->page_most && view->top > (size_t)request->page_most)
        view->top = (size_t)request->page_most;
    return true;
}

/* Advanced queries need the header and $count=true. */
static bool advanced_fits(const struct tenant_request *request, struct tenant_reply *reply,
                          const struct object_kind *kind, const struct view *view, const char *operator)
{
    bool needed = operator||(kind->rules == DIRECTORY && view->filter && view->sorted) ||
                  (kind->rules == RELATION && (view->filter || view->sorted));
    if (kind->rules == ORDINARY || !needed || (view->counted && tenant_eventual(request)))
        return true;
    if (view->search && !view->filter && !view->sorted && tenant_eventual(request))
        return true; /* a search alone needs no $count */
    if (view->search && !tenant_eventual(request))
        return unsupported(request, reply,
                           "Request with $search query parameter only works through MSGraph with a special "
                           "request header: 'ConsistencyLevel: eventual'");
    return unsupported(request, reply,
                       arena_printf(request->arena,
                                    "Operator '%s' is not supported because the required parameters might be missing. Try adding "
                                    "$count=true query parameter and ConsistencyLevel:eventual header. Refer to "
                                    "https://aka.ms/graph-docs/advanced-queries for more information",
                                    operator ? operator : view->filter ? "filter" : "orderby"));
}

static bool conditions_fit(const struct tenant_request *request, struct tenant_reply *reply,
                           const struct object_kind *kind, const struct view *view)
{
    struct object_filter filter = {.arena = request->arena, .text = view->filter, .properties = kind->properties};
    struct object_filter search = {.arena = request->arena, .text = view->search, .properties = kind->search};
    if (view->filter && object_filter(&filter, NULL) == OBJECT_BAD)
        return unsupported(request, reply, filter.message);
    if (view->search && object_search(&search, NULL) == OBJECT_BAD)
        return unsupported(request, reply, search.message);
    return advanced_fits(request, reply, kind, view, search.advanced ? search.advanced : filter.advanced);
}

static bool view_read(const struct tenant_request *request, struct tenant_reply *reply, const struct object_kind *kind,
                      struct view *view)
{
    const char *count = tenant_query(request, "$count"), *order = tenant_query(request, "$orderby");
    const char *skip = tenant_query(request, "$skiptoken");
    struct page_token token = {.kind = 'p'};
    *view = (struct view){.select = tenant_query(request, "$select"),
                          .filter = tenant_query(request, "$filter"),
                          .search = tenant_query(request, "$search"),
                          .counted = count && !strcmp(count, "true"),
                          .sorted = order != NULL,
                          .descending = order && !strcmp(order, "displayName desc")};
    if (!tenant_allow_query(request, reply, kind->options) || !select_fits(request, reply, kind, view->select) ||
        !top_fits(request, reply, kind, view))
        return false;
    if (count && strcmp(count, "true") != 0 && strcmp(count, "false") != 0) {
        tenant_errorf(request, reply, 400, "BadRequest", "Invalid value '%s' for $count query option found.", count);
        return false;
    }
    if (order && !view->descending && strcmp(order, "displayName") != 0 && strcmp(order, "displayName asc") != 0)
        return unsupported(request, reply, "Sorting not supported for current query.");
    if (skip && !page_token_read(request->arena, skip, 'p', &token)) {
        tenant_error(request, reply, 400, "Directory_ExpiredPageToken",
                     "The specified page token value is invalid or has expired.");
        return false;
    }
    view->from = token.a;
    return conditions_fit(request, reply, kind, view);
}

static bool matches(const struct tenant_request *request, const struct object_kind *kind, const struct view *view,
                    const struct json *object)
{
    struct object_filter filter = {.arena = request->arena, .text = view->filter, .properties = kind->properties};
    struct object_filter search = {.arena = request->arena, .text = view->search, .properties = kind->search};
    return (!view->filter || object_filter(&filter, object) == OBJECT_HIT) &&
           (!view->search || object_search(&search, object) == OBJECT_HIT);
}

static int by_name(const void *a, const void *b)
{
    const struct json *one = *(const struct json *const *)a, *two = *(const struct json *const *)b;
    return strcasecmp(json_text_or(json_get(one, "displayName"), ""), json_text_or(json_get(two, "displayName"), ""));
}

static void put_next(const struct tenant_request *request, struct json *root, size_t next)
{
    struct buf link = buf_make(1u << 16);
    paging_link(request, &link, (uint32_t)next);
    json_set_text(root, "@odata.nextLink", buf_text(&link));
    buf_free(&link);
}

void objects_answer_list(const struct tenant_request *request, struct tenant_reply *reply,
                         const struct object_kind *kind, struct json *list)
{
    auto_json struct json *all = list;
    auto_json struct json *root = json_new_object();
    struct view view;
    if (!view_read(request, reply, kind, &view))
        return;
    const struct json **found = arena_alloc(request->arena, (json_count(all) + 1) * sizeof *found);
    size_t n = 0;
    for (const struct json *one = json_first(all); one; one = json_next(one))
        if (matches(request, kind, &view, one))
            found[n++] = one;
    if (view.sorted)
        qsort(found, n, sizeof *found, by_name);
    json_set_text(root, "@odata.context", context(request, kind, view.select, ""));
    if (view.counted && !view.from && (kind->rules == ORDINARY || tenant_eventual(request)))
        json_set_number(root, "@odata.count", (double)n);
    if (n > view.from + view.top)
        put_next(request, root, view.from + view.top);
    struct json *value = json_new_array();
    for (size_t i = view.from; i < n && i < view.from + view.top; i++)
        json_push(value, selected(request, found[view.descending ? n - 1 - i : i], view.select));
    json_set(root, "value", value);
    tenant_json(reply, 200, root);
}

void objects_answer_walk(const struct tenant_request *request, struct tenant_reply *reply,
                         const struct object_kind *kind, const struct object_walk *walk)
{
    auto_json struct json *root = json_new_object();
    struct json *value = json_new_array();
    struct view view;
    uint64_t place;
    size_t n = 0;
    if (!view_read(request, reply, kind, &view)) {
        json_free(value);
        return;
    }
    assert(!view.sorted && !view.counted);
    for (place = view.from; place < walk->count; place++) {
        auto_json struct json *one = walk->at(walk->with, (uint32_t)place);
        if (!one || !matches(request, kind, &view, one))
            continue;
        if (n++ == view.top)
            break;
        json_push(value, selected(request, one, view.select));
    }
    json_set_text(root, "@odata.context", context(request, kind, view.select, ""));
    if (place < walk->count)
        put_next(request, root, place);
    json_set(root, "value", value);
    tenant_json(reply, 200, root);
}

/* --- bodies --- */

struct json *objects_body(const struct tenant_request *request, struct tenant_reply *reply, const char *const *known,
                          bool required)
{
    if (!request->body_length && !required)
        return json_new_object();
    if (!request->body_length) {
        objects_refuse(request, reply, "Request_BadRequest", NULL, "Empty Payload. JSON content expected.");
        return NULL;
    }
    auto_json struct json *body = tenant_body(request, reply);
    struct json *spelt = body ? json_new_object() : NULL;
    for (const struct json *member = json_first(body); member; member = json_next(member)) {
        const char *name = json_key(member), *spelling = named(known, name, strlen(name));
        if (spelling) {
            json_set(spelt, spelling, json_copy(member));
            continue;
        }
        objects_refuse(request, reply, "BadRequest", name,
                       arena_printf(request->arena, "Invalid property '%s'.", name));
        json_free(spelt);
        return NULL;
    }
    return spelt;
}

const char *objects_reference(const struct tenant_request *request, struct tenant_reply *reply, const char *url)
{
    static const char *const sets[] = {"/v1.0/directoryObjects/", "/v1.0/users/", "/v1.0/groups/",
                                       "/beta/directoryObjects/", "/beta/users/", "/beta/groups/"};
    size_t length = strlen(request->origin);
    struct guid id;
    bool ours = url && !strncasecmp(url, request->origin, length);
    for (size_t i = 0; ours && i < sizeof sets / sizeof *sets; i++) {
        size_t set = strlen(sets[i]);
        if (strncasecmp(url + length, sets[i], set) != 0)
            continue;
        const char *rest = url + length + set;
        if (guid_parse(rest, strlen(rest), &id))
            return arena_strdup(request->arena, rest);
    }
    objects_refuse(request, reply, "Request_BadRequest", NULL,
                   "Invalid URL specified for '@odata.id': a reference to a directory object by its id is expected.");
    return NULL;
}

const char *objects_reference_body(const struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const known[] = {"@odata.id", NULL};
    auto_json struct json *body = objects_body(request, reply, known, true);
    return body ? objects_reference(request, reply, json_text(json_get(body, "@odata.id"))) : NULL;
}
