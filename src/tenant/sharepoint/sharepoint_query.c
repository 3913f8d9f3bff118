/* ProcessQuery: object paths, the actions on them in order, and one JSON array as the reply, whatever comes of it. */
#include "tenant/sharepoint/sharepoint_state.h"

#include "base/random.h"
#include "tenant/state/lock.h"
#include "tenant/state/property.h"
#include "tenant/wire/xml_tree.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define QUERY_SPACE "http://schemas.microsoft.com/sharepoint/clientquery/2009"
#define TENANT_TYPE "{268004ae-ef6b-4e9b-8425-127220d84719}"
#define FILTER_TYPE "{b92aeee2-c92c-4b67-abcc-024e471bc140}"
#define SERVER      "Microsoft.SharePoint.Client.ServerException"
#define MEBIBYTE    1048576.0 /* what sizes are counted in */
#define INVALID     "Microsoft.SharePoint.Client.InvalidClientQueryException"
enum { SITES_MOST = 200 };

enum object_kind { OBJECT_TENANT, OBJECT_OPERATION, OBJECT_SITE, OBJECT_SITES };

struct object {
    struct object *next;
    const char *id;
    enum object_kind kind;
    bool complete;         /* an operation */
    uint32_t number;       /* a site: whose; sites that were looked for: SEED_NOBODY when there is none */
    int sharing;           /* a site: as set, written by Update */
    double limit, warning; /* the same, MB */
};

struct query {
    struct tenant *tenant;
    const struct tenant_caller *caller;
    struct arena *arena;
    const struct xml_tree *paths;
    struct object *objects; /* made so far */
    struct buf results;     /* ",id,value" … */
    const char *error, *type;
    int code;
};

static bool fail(struct query *q, const char *type, int code, const char *message)
{
    if (!q->error) {
        q->error = message;
        q->type = type;
        q->code = code;
    }
    return false;
}

static bool is(const struct xml_tree *element, const char *name)
{
    return !strcmp(element->name, name) && !strcmp(element->space, QUERY_SPACE);
}

/* --- objects --- */

static struct object *new_object(struct query *q, const char *id, enum object_kind kind)
{
    struct object *object = arena_alloc(q->arena, sizeof *object);
    object->id = id;
    object->kind = kind;
    object->next = q->objects;
    q->objects = object;
    return object;
}

/* The n-th parameter when it has the type; NULL after failing. */
static const struct xml_tree *parameter(struct query *q, const struct xml_tree *owner, size_t n, size_t count,
                                        const char *type)
{
    size_t have = 0;
    const struct xml_tree *found = NULL;
    for (const struct xml_tree *one = owner ? owner->first : NULL; one; one = one->next, have++)
        if (have == n && is(one, "Parameter") &&
            !strcmp(xml_tree_attribute(one, "Type") ? xml_tree_attribute(one, "Type") : "", type))
            found = one;
    if (!found || have != count)
        fail(q, INVALID, -1, "A parameter is missing, has the wrong type, or is too many.");
    return have == count ? found : NULL;
}

static struct object *request_sites(struct query *q, const struct xml_tree *path)
{
    const struct xml_tree *list = parameter(q, xml_tree_child(path, "Parameters"), 0, 1, "Array");
    size_t count = 0;
    bool complete = true;
    if (!sharepoint_provisions(q->tenant, q->caller)) {
        fail(q, "System.UnauthorizedAccessException", -2147024891, SHAREPOINT_UNAUTHORIZED);
        return NULL;
    }
    for (const struct xml_tree *one = list ? list->first : NULL; one; one = one->next, count++)
        if (!is(one, "Object") ||
            strcmp(xml_tree_attribute(one, "Type") ? xml_tree_attribute(one, "Type") : "", "String") != 0 ||
            !*one->text)
            fail(q, SERVER, -2147024809, "The list of users holds a value that is empty or no text.");
    if (list && (count == 0 || count > SITES_MOST))
        fail(q, SERVER, -2147024809, "The list of users must hold 1 to 200 users.");
    for (const struct xml_tree *one = list ? list->first : NULL; one && !q->error; one = one->next) {
        uint32_t number = store_find(q->tenant->store, one->text);
        if (number == SEED_NOBODY)
            fail(q, SERVER, -2130575276,
                 arena_printf(q->arena, "The specified user %s could not be found.", one->text));
        else
            complete = sharepoint_request_site(q->tenant, number) && complete;
    }
    if (q->error)
        return NULL;
    struct object *object = new_object(q, xml_tree_attribute(path, "Id"), OBJECT_OPERATION);
    object->complete = complete;
    return object;
}

static struct object *site_by_url(struct query *q, const struct xml_tree *path)
{
    const struct xml_tree *parameters = xml_tree_child(path, "Parameters"),
                          *url = parameter(q, parameters, 0, 2, "String"),
                          *details = parameter(q, parameters, 1, 2, "Boolean");
    if (!url || !details)
        return NULL;
    if (strcmp(details->text, "true") != 0 && strcmp(details->text, "false") != 0) {
        fail(q, INVALID, -1, "A boolean must be true or false.");
        return NULL;
    }
    uint32_t number = sharepoint_site_of(q->tenant, url->text);
    if (number == SEED_NOBODY) {
        fail(q, "Microsoft.Online.SharePoint.Common.SpoNoSiteException", -1,
             arena_printf(q->arena, "Cannot get site %s.", url->text));
        return NULL;
    }
    struct object *object = new_object(q, xml_tree_attribute(path, "Id"), OBJECT_SITE);
    object->number = number;
    object->sharing = tenant_onedrive_sharing(q->tenant, number);
    object->limit = tenant_onedrive_total(q->tenant, number) / MEBIBYTE;
    object->warning = sharepoint_warning(q->tenant, number);
    return object;
}

/* The value of a property of the filter; "" when it is missing or of another type. */
static const char *filter_property(const struct xml_tree *filter, const char *name, const char *type)
{
    for (const struct xml_tree *one = filter->first; one; one = one->next) {
        const char *have = xml_tree_attribute(one, "Name"), *kind = xml_tree_attribute(one, "Type");
        if (is(one, "Property") && have && kind && !strcmp(have, name) && !strcmp(kind, type))
            return one->text;
    }
    return "";
}

/* Sites by a filter: personal ones by their owner alone. */
static struct object *sites_by_filter(struct query *q, const struct xml_tree *path)
{
    static const char before[] = "Owner -eq '";
    const struct xml_tree *parameters = xml_tree_child(path, "Parameters"),
                          *filter = parameters ? parameters->first : NULL;
    const char *type = filter ? xml_tree_attribute(filter, "TypeId") : NULL;
    const char *text = type && !strcasecmp(type, FILTER_TYPE) ? filter_property(filter, "Filter", "String") : "";
    size_t length = strlen(text);
    if (length <= sizeof before || strncmp(text, before, sizeof before - 1) != 0 || text[length - 1] != '\'' ||
        strcmp(filter_property(filter, "IncludePersonalSite", "Enum"), "1") != 0 ||
        strcmp(filter_property(filter, "StartIndex", "String"), "0") != 0) {
        fail(q, INVALID, -1, "The filter of the sites is not supported.");
        return NULL;
    }
    char *owner = arena_strdup(q->arena, text + sizeof before - 1), *to = owner;
    owner[strlen(owner) - 1] = '\0';
    for (const char *from = owner; *from; from++) /* a quote inside is doubled */
        if (*from != '\'' || from[1] != '\'')
            *to++ = *from;
    *to = '\0';
    uint32_t number = store_find(q->tenant->store, owner);
    struct object *object = new_object(q, xml_tree_attribute(path, "Id"), OBJECT_SITES);
    bool there = number != SEED_NOBODY && tenant_onedrive_state(q->tenant, number) == ONEDRIVE_READY;
    object->number = there ? number : SEED_NOBODY;
    return object;
}

static const struct method {
    const char *name;
    struct object *(*make)(struct query *, const struct xml_tree *);
} methods[] = {{"RequestPersonalSites", request_sites},
               {"GetSitePropertiesByUrl", site_by_url},
               {"GetSitePropertiesFromSharePointByFilters", sites_by_filter}};

static struct object *object_of(struct query *q, const char *id, int depth);

static struct object *make(struct query *q, const struct xml_tree *path, int depth)
{
    const char *name = xml_tree_attribute(path, "Name"), *type = xml_tree_attribute(path, "TypeId");
    if (is(path, "Constructor") && type && !strcasecmp(type, TENANT_TYPE))
        return new_object(q, xml_tree_attribute(path, "Id"), OBJECT_TENANT);
    if (!is(path, "Method") || !name) {
        fail(q, INVALID, -1, "An object path of an unknown kind.");
        return NULL;
    }
    const struct object *parent = object_of(q, xml_tree_attribute(path, "ParentId"), depth + 1);
    for (size_t i = 0; parent && parent->kind == OBJECT_TENANT && i < sizeof methods / sizeof *methods; i++)
        if (!strcmp(methods[i].name, name))
            return methods[i].make(q, path);
    fail(q, INVALID, -1, arena_printf(q->arena, "The method \"%s\" does not exist.", name));
    return NULL;
}

/* The object of a path, made when it is first asked for; NULL after failing. */
static struct object *object_of(struct query *q, const char *id, int depth)
{
    for (struct object *one = q->objects; id && one; one = one->next)
        if (!strcmp(one->id, id))
            return one;
    for (const struct xml_tree *path = id && depth < 8 ? q->paths->first : NULL; path; path = path->next)
        if (xml_tree_attribute(path, "Id") && !strcmp(xml_tree_attribute(path, "Id"), id))
            return make(q, path, depth);
    fail(q, INVALID, -1, arena_printf(q->arena, "The object path \"%s\" does not exist.", id ? id : ""));
    return NULL;
}

/* --- actions --- */

static void put_site(struct query *q, struct json *value, uint32_t number, int sharing)
{
    char scratch[SEED_TEXT];
    struct user_record owner;
    user_record_load(&owner, q->tenant->store, number);
    json_set_text(value, "Url", tenant_onedrive_url(q->tenant, number, q->arena));
    json_set_text(value, "Owner",
                  property_text(property_find("userPrincipalName", strlen("userPrincipalName")), &owner, scratch));
    json_set_number(value, "SharingCapability", sharing);
    json_set_number(value, "StorageUsage", (double)(int64_t)(tenant_onedrive_used(q->tenant, number) / MEBIBYTE));
    json_set_number(value, "StorageMaximumLevel", tenant_onedrive_total(q->tenant, number) / MEBIBYTE);
    json_set_number(value, "StorageWarningLevel", sharepoint_warning(q->tenant, number));
    json_set_text(value, "SiteId",
                  arena_printf(q->arena, "/Guid(%s)/", sharepoint_site_id(q->tenant, number, q->arena)));
    json_set_text(value, "Template", "SPSPERS#10");
    json_set_text(value, "Status", "Active");
    json_set_text(value, "LockState", tenant_onedrive_locked(q->tenant, number) ? "NoAccess" : "Unlock");
}

static struct json *value_of(struct query *q, const struct object *object)
{
    static const char *const types[] = {"Microsoft.Online.SharePoint.TenantAdministration.Tenant",
                                        "Microsoft.Online.SharePoint.TenantAdministration.SpoOperation",
                                        "Microsoft.Online.SharePoint.TenantAdministration.SiteProperties",
                                        "Microsoft.Online.SharePoint.TenantAdministration.SPOSitePropertiesEnumerable"};
    struct json *value = json_new_object();
    json_set_text(value, "_ObjectType_", types[object->kind]);
    json_set_text(value, "_ObjectIdentity_",
                  arena_printf(q->arena, "908bed80-a04a-4433-b4a0-883d9847d110:%s\nObject\n%s", q->tenant->tenant_id,
                               object->id));
    if (object->kind == OBJECT_TENANT) {
        json_set_number(value, "SharingCapability", SHAREPOINT_TENANT_SHARING);
    } else if (object->kind == OBJECT_OPERATION) {
        json_set_bool(value, "HasTimedout", false);
        json_set_bool(value, "IsComplete", object->complete);
        json_set_number(value, "PollingInterval", 15000);
    } else if (object->kind == OBJECT_SITE) {
        put_site(q, value, object->number, object->sharing);
    } else {
        struct json *items = json_new_array();
        if (object->number != SEED_NOBODY) {
            struct json *site = json_new_object();
            json_set_text(site, "_ObjectType_", types[OBJECT_SITE]);
            put_site(q, site, object->number, tenant_onedrive_sharing(q->tenant, object->number));
            json_push(items, site);
        }
        json_set_number(value, "NextStartIndex", -1);
        json_set_text(value, "NextStartIndexFromSharePoint", NULL);
        json_set(value, "_Child_Items_", items);
    }
    return value;
}

static void put_result(struct query *q, const char *id, const struct json *value)
{
    buf_printf(&q->results, ",%s,", id);
    json_write(value, &q->results);
}

static bool do_path(struct query *q, const struct xml_tree *action, struct object *object)
{
    auto_json struct json *value = json_new_object();
    (void)object;
    json_set_bool(value, "IsNull", false);
    put_result(q, xml_tree_attribute(action, "Id"), value);
    return true;
}

static bool do_query(struct query *q, const struct xml_tree *action, struct object *object)
{
    const struct xml_tree *inner = xml_tree_child(action, "Query"),
                          *wanted = inner ? xml_tree_child(inner, "Properties") : NULL;
    const char *all = inner ? xml_tree_attribute(inner, "SelectAllProperties") : NULL;
    auto_json struct json *value = value_of(q, object);
    const struct xml_tree *children = xml_tree_child(action, "ChildItemQuery");
    if (object->kind == OBJECT_SITES && !children)
        json_remove(value, "_Child_Items_");
    if (!wanted || !all || (strcmp(all, "true") != 0 && strcmp(all, "false") != 0))
        return fail(q, INVALID, -1, "A query without properties.");
    struct json *kept = json_new_object();
    json_set(kept, "_ObjectType_", json_copy(json_get(value, "_ObjectType_")));
    json_set(kept, "_ObjectIdentity_", json_copy(json_get(value, "_ObjectIdentity_")));
    for (const struct xml_tree *one = wanted->first; one; one = one->next) {
        const char *name = xml_tree_attribute(one, "Name");
        if (!is(one, "Property") || !name || !json_get(value, name))
            fail(q, INVALID, -1,
                 arena_printf(q->arena, "The field or property \"%s\" does not exist.", name ? name : ""));
        else
            json_set(kept, name, json_copy(json_get(value, name)));
    }
    put_result(q, xml_tree_attribute(action, "Id"), !strcmp(all, "true") ? value : kept);
    json_free(kept);
    return !q->error;
}

static bool set_level(struct query *q, const struct xml_tree *action, struct object *object, const char *name)
{
    const struct xml_tree *value = parameter(q, action, 0, 1, "Int64");
    bool limit = !strcmp(name, "StorageMaximumLevel");
    if (!value || (!limit && strcmp(name, "StorageWarningLevel") != 0))
        return fail(q, INVALID, -1, "The property does not exist or is read-only.");
    if (!*value->text || strspn(value->text, "0123456789") != strlen(value->text) || strlen(value->text) > 12)
        return fail(q, INVALID, -1, "The value is no Int64.");
    *(limit ? &object->limit : &object->warning) = strtod(value->text, NULL);
    return true;
}

static bool do_set(struct query *q, const struct xml_tree *action, struct object *object)
{
    const char *name = xml_tree_attribute(action, "Name");
    if (object->kind == OBJECT_SITE && name && !strncmp(name, "Storage", strlen("Storage")))
        return set_level(q, action, object, name);
    if (object->kind != OBJECT_SITE || !name || strcmp(name, "SharingCapability") != 0)
        return fail(q, INVALID, -1, "The property does not exist or is read-only.");
    const struct xml_tree *value = parameter(q, action, 0, 1, "Enum");
    if (!value)
        return false;
    if (strlen(value->text) != 1 || value->text[0] < '0' || value->text[0] > '3')
        return fail(q, INVALID, -1, "The value is none of the enumeration.");
    object->sharing = value->text[0] - '0';
    return true;
}

static bool do_method(struct query *q, const struct xml_tree *action, struct object *object)
{
    const char *name = xml_tree_attribute(action, "Name");
    if (object->kind != OBJECT_SITE || !name || strcmp(name, "Update") != 0)
        return fail(q, INVALID, -1, "The method does not exist.");
    if (sharepoint_looser(object->sharing, SHAREPOINT_TENANT_SHARING))
        return fail(q, SERVER, -1,
                    "The sharing capability of the site can't be less restrictive than that of the tenant.");
    if (object->limit > SHAREPOINT_MOST || object->limit < 1 || object->warning > object->limit)
        return fail(q, SERVER, -1, "The storage quota is not within the limits of the user's license.");
    sharepoint_set_sharing(q->tenant, object->number, object->sharing);
    sharepoint_set_limit(q->tenant, object->number, object->limit, object->warning);
    return true;
}

static const struct action {
    const char *name;
    bool (*run)(struct query *, const struct xml_tree *, struct object *);
} actions[] = {{"ObjectPath", do_path}, {"Query", do_query}, {"SetProperty", do_set}, {"Method", do_method}};

static bool is_number(const char *text)
{
    return text && *text && strspn(text, "0123456789") == strlen(text) && strlen(text) < 9;
}

static bool run_action(struct query *q, const struct xml_tree *element)
{
    const struct action *action = NULL;
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        if (is(element, actions[i].name))
            action = &actions[i];
    if (!action || !is_number(xml_tree_attribute(element, "Id")))
        return fail(q, INVALID, -1, "An action of an unknown kind, or without an id.");
    struct object *object = object_of(q, xml_tree_attribute(element, "ObjectPathId"), 0);
    return object && action->run(q, element, object);
}

static bool envelope_fits(struct query *q, const struct xml_tree *root)
{
    const char *schema = xml_tree_attribute(root, "SchemaVersion"),
               *library = xml_tree_attribute(root, "LibraryVersion");
    const struct xml_tree *first = root->first, *second = first ? first->next : NULL;
    if (!is(root, "Request") || !schema || strcmp(schema, "15.0.0.0") != 0 || !library ||
        strcmp(library, "16.0.0.0") != 0 || !xml_tree_attribute(root, "ApplicationName"))
        return fail(q, INVALID, -1, "The request is no client query of version 15.0.0.0.");
    if (!second || second->next || !is(first, "Actions") || !is(second, "ObjectPaths") || !first->first)
        return fail(q, INVALID, -1, "The request must hold Actions and ObjectPaths.");
    q->paths = second;
    return true;
}

static void put_header(struct json_writer *w, const struct query *q)
{
    char trace[UUID_TEXT];
    json_open(w, '{');
    json_member_text(w, "SchemaVersion", "15.0.0.0");
    json_member_text(w, "LibraryVersion", "16.0.26330.12011");
    json_name(w, "ErrorInfo");
    if (q->error) {
        json_open(w, '{');
        json_member_text(w, "ErrorMessage", q->error);
        json_name(w, "ErrorValue");
        json_put_null(w);
        json_member_text(w, "TraceCorrelationId", random_uuid(trace));
        json_member_int(w, "ErrorCode", q->code);
        json_member_text(w, "ErrorTypeName", q->type);
        json_close(w);
    } else {
        json_put_null(w);
    }
    json_member_text(w, "TraceCorrelationId", random_uuid(trace));
    json_close(w);
}

void sharepoint_query(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply)
{
    struct err e = {0};
    assert(lock_is_held(&tenant->lock));
    struct query q = {
        .tenant = tenant, .caller = &request->caller, .arena = request->arena, .results = buf_make(1u << 20)};
    const struct xml_tree *root = xml_tree_parse(request->arena, request->body, request->body_length, &e);
    if (!root)
        fail(&q, INVALID, -1, arena_strdup(request->arena, e.message));
    else if (envelope_fits(&q, root))
        for (const struct xml_tree *action = root->first->first; action && run_action(&q, action);
             action = action->next)
            continue;
    struct json_writer w = json_writer(&reply->body);
    json_open(&w, '[');
    put_header(&w, &q);
    if (!q.error) /* what was done before an error stays done, but its results are not told */
        buf_add(&reply->body, buf_text(&q.results), q.results.length);
    json_close(&w);
    buf_free(&q.results);
    reply->status = 200;
    reply->content_type = "application/json; charset=utf-8";
}
