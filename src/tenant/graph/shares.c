/* A file by its address: who may open it, as the sharing that the audit log tells left it, and taking that back. */
#include "tenant/graph/sites.h"

#include "base/clock.h"
#include "base/hash.h"
#include "codec/base64.h"
#include "tenant/exchange/exchange_audit_search.h"
#include "tenant/state/store.h"
#include "tenant/wire/objects.h"
#include <string.h>
#include <strings.h>

#define KEPT (INT64_C(180) * 86400000)

enum { MOST = 10000 };

/* "u!" and the address as base64url; NULL: it is none. */
static const char *address_of(const struct tenant_request *request)
{
    const char *given = request->segments[1];
    auto_buf struct buf text = buf_make(8192), out = buf_make(8192);
    if (strncmp(given, "u!", 2) != 0)
        return NULL;
    for (given += 2; *given; given++)
        buf_putc(&text, *given == '-' ? '+' : *given == '_' ? '/' : *given);
    while (text.length % 4)
        buf_putc(&text, '=');
    return base64_decode(&out, buf_text(&text), text.length) ? arena_strdup(request->arena, buf_text(&out)) : NULL;
}

/* --- ids: of the library and the file, made of the address --- */

/* As far as the library: "https://host/personal/x", "https://host/sites/x". */
static size_t site_length(const char *address)
{
    const char *at = strstr(address, "://");
    at = at ? at + 3 : address;
    for (int i = 0; i < 3 && *at; i++)
        at += strcspn(at, "/") + (i < 2 && at[strcspn(at, "/")] == '/');
    return (size_t)(at - address);
}

static const char *drive_of(const char *address, struct arena *arena)
{
    return arena_printf(arena, "b!%016llx",
                        (unsigned long long)hash_bytes(HASH_NOTHING, address, site_length(address)));
}

static const char *item_of(const char *address, struct arena *arena)
{
    return arena_printf(arena, "01%016llX", (unsigned long long)hash_bytes(HASH_NOTHING, address, strlen(address)));
}

/* --- who may open it --- */

static struct json *permission(const char *id, const char *role, const char *scope, const char *who)
{
    struct json *one = json_new_object(), *roles = json_new_array();
    json_push(roles, json_new_text(role));
    json_set_text(one, "id", id);
    json_set(one, "roles", roles);
    if (scope) {
        struct json *link = json_new_object();
        json_set_text(link, "scope", scope);
        json_set_text(link, "type", "view");
        json_set(one, "link", link);
    }
    if (who) {
        struct json *granted = json_new_object(), *user = json_new_object();
        json_set_text(user, "displayName", who);
        json_set_text(user, "email", who);
        json_set(granted, "user", user);
        json_set(one, "grantedToV2", granted);
    }
    return one;
}

/* Whoever may open the library may open what is in it; that is taken back there alone. */
static struct json *inherited(const char *address, struct arena *arena)
{
    struct json *one = permission("members", "write", NULL, NULL), *group = json_new_object(),
                *granted = json_new_object(), *from = json_new_object();
    json_set_text(group, "displayName", "Members of the site");
    json_set_text(group, "loginName", "Members of the site");
    json_set(granted, "siteGroup", group);
    json_set(one, "grantedToV2", granted);
    json_set_text(from, "driveId", drive_of(address, arena));
    json_set_text(from, "path", "/drive/root:");
    json_set(one, "inheritedFrom", from);
    return one;
}

static bool is_removed(struct tenant *tenant, const char *address, const char *id)
{
    const struct json *removed = json_get(store_record(tenant->store, "unshared"), address);
    for (const struct json *one = json_first(removed); one; one = json_next(one))
        if (!strcmp(json_text_or(one, ""), id))
            return true;
    return false;
}

/* Of the record that made it: the numbers of a search are others in each. */
static const char *permission_id(const struct json *record, struct arena *arena)
{
    auto_buf struct buf text = buf_make(1u << 20);
    json_write(record, &text);
    return arena_printf(arena, "p%016llx", (unsigned long long)hash_bytes(HASH_NOTHING, buf_text(&text), text.length));
}

static struct json *list_of(struct tenant *tenant, const struct audit_search *search, const char *address,
                            struct arena *arena)
{
    struct json *list = json_new_array();
    for (size_t i = 0; i < search->count; i++) {
        const struct json *record = search->records[i];
        const char *operation = json_text_or(json_get(record, "Operation"), ""), *id = permission_id(record, arena);
        if (strcmp(json_text_or(json_get(record, "ObjectId"), ""), address) != 0)
            continue;
        if (!json_count(list)) {
            json_push(list, permission("owner", "owner", NULL, json_text_or(json_get(record, "UserId"), "")));
            if (!strstr(address, "/personal/"))
                json_push(list, inherited(address, arena));
        }
        bool anyone = !strncmp(operation, "Anonymous", 9);
        if (!is_removed(tenant, address, id))
            json_push(list, permission(id, "read", anyone ? "anonymous" : "users",
                                       anyone ? NULL : json_text(json_get(record, "TargetUserOrGroupName"))));
    }
    return list;
}

static void search_sharing(struct tenant *tenant, struct audit_search *search)
{
    static const char *const sharing[] = {"AnonymousLinkCreated",     "AnonymousLinkUpdated", "AddedToSecureLink",
                                          "SharingInvitationCreated", "SecureLinkCreated",    "CompanyLinkCreated"};
    auto_json struct json *operations = json_new_array();
    for (size_t i = 0; i < sizeof sharing / sizeof *sharing; i++)
        json_push(operations, json_new_text(sharing[i]));
    *search = (struct audit_search){
        .from = clock_now() - KEPT, .to = clock_now(), .operations = operations, .most = MOST};
    audit_search_run(tenant, search);
    search->operations = NULL;
}

static void not_found(const struct tenant_request *request, struct tenant_reply *reply)
{
    tenant_error(request, reply, 404, "itemNotFound", "The resource could not be found.");
}

/* Who may open what is at the address; the caller's. NULL: no such file is known. */
static struct json *permissions_of(struct tenant *tenant, const char *address, struct arena *arena)
{
    struct audit_search search;
    search_sharing(tenant, &search);
    struct json *list = list_of(tenant, &search, address, arena);
    audit_search_free(&search);
    if (json_count(list))
        return list;
    json_free(list);
    return NULL;
}

static const char *const permission_names[] = {"id",         "roles", "link", "grantedToV2", "inheritedFrom",
                                               "invitation", NULL};
static const char *const list_options[] = {"$select", "$top", "$skiptoken", NULL};
static const struct object_kind permission_kind = {
    .type = "permission", .set = "permissions", .properties = permission_names, .options = list_options};

static void answer_permissions(const struct tenant_request *request, struct tenant_reply *reply, struct json *list)
{
    if (list)
        objects_answer_list(request, reply, &permission_kind, list);
    else
        not_found(request, reply);
}

void shares_permissions(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    const char *address = address_of(request);
    answer_permissions(request, reply, permissions_of(tenant, address ? address : "", request->arena));
}

/* --- the file itself --- */

void shares_item(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const names[] = {"id", "name", "webUrl", "parentReference", NULL};
    static const struct object_kind kind = {.type = "driveItem", .set = "shares", .properties = names};
    const char *address = address_of(request), *slash = address ? strrchr(address, '/') : NULL;
    struct json *list = slash ? permissions_of(tenant, address, request->arena) : NULL;
    if (!list) {
        not_found(request, reply);
        return;
    }
    json_free(list);
    struct json *one = json_new_object(), *parent = json_new_object();
    json_set_text(one, "id", item_of(address, request->arena));
    json_set_text(one, "name", slash + 1);
    json_set_text(one, "webUrl", address);
    json_set_text(parent, "driveId", drive_of(address, request->arena));
    json_set_text(parent, "driveType", strstr(address, "/personal/") ? "business" : "documentLibrary");
    json_set_text(parent, "path", "/drive/root:");
    json_set(one, "parentReference", parent);
    objects_answer(request, reply, &kind, 200, one);
}

/* The address of the file of the path, "drives/{id}/items/{item}/…"; NULL: there is none. */
static const char *address_of_item(struct tenant *tenant, const struct tenant_request *request)
{
    struct audit_search search;
    const char *found = NULL;
    search_sharing(tenant, &search);
    for (size_t i = 0; i < search.count && !found; i++) {
        const char *address = json_text_or(json_get(search.records[i], "ObjectId"), "");
        if (!strcmp(drive_of(address, request->arena), request->segments[1]) &&
            !strcmp(item_of(address, request->arena), request->segments[3]))
            found = arena_strdup(request->arena, address);
    }
    audit_search_free(&search);
    return found;
}

/* A person opens what is his own, whatever roles he has: here nobody who signs in shares a file. */
static const char *item_for(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply)
{
    const char *address = address_of_item(tenant, request);
    if (address && !request->caller.delegated)
        return address;
    if (address)
        tenant_error(request, reply, 403, "accessDenied", "Access denied");
    else
        not_found(request, reply);
    return NULL;
}

void shares_item_permissions(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    const char *address = item_for(tenant, request, reply);
    if (address)
        answer_permissions(request, reply, permissions_of(tenant, address, request->arena));
}

void shares_remove_permission(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    const char *address = item_for(tenant, request, reply), *id = request->segments[5];
    if (!address || !objects_no_options(request, reply))
        return;
    auto_json struct json *list = permissions_of(tenant, address, request->arena);
    const struct json *one = json_first(list);
    while (one && strcmp(json_text_or(json_get(one, "id"), ""), id) != 0)
        one = json_next(one);
    if (!one) {
        not_found(request, reply);
    } else if (json_get(one, "inheritedFrom") || !strcmp(id, "owner")) {
        tenant_error(request, reply, 400, "invalidRequest", "The permission cannot be removed from this item.");
    } else {
        struct json *record = store_record(tenant->store, "unshared");
        if (!json_get(record, address))
            json_set(record, address, json_new_array());
        json_push((struct json *)json_get(record, address), json_new_text(id));
        tenant_empty(reply, 204);
    }
}
