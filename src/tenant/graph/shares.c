/* A file by its address: who may open it, as the sharing that the audit log tells left it. */
#include "tenant/graph/sites.h"

#include "base/clock.h"
#include "codec/base64.h"
#include "tenant/exchange/exchange_audit_search.h"
#include "tenant/wire/objects.h"
#include <string.h>

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

static struct json *list_of(const struct audit_search *search, const char *address, struct arena *arena)
{
    struct json *list = json_new_array();
    for (size_t i = 0; i < search->count; i++) {
        const struct json *record = search->records[i];
        const char *operation = json_text_or(json_get(record, "Operation"), "");
        if (strcmp(json_text_or(json_get(record, "ObjectId"), ""), address) != 0)
            continue;
        if (!json_count(list))
            json_push(list, permission("owner", "owner", NULL, json_text_or(json_get(record, "UserId"), "")));
        bool anyone = !strncmp(operation, "Anonymous", 9);
        json_push(list, permission(arena_printf(arena, "p%zu", i), "read", anyone ? "anonymous" : "users",
                                   anyone ? NULL : json_text(json_get(record, "TargetUserOrGroupName"))));
    }
    return list;
}

void shares_permissions(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const sharing[] = {"AnonymousLinkCreated",     "AnonymousLinkUpdated", "AddedToSecureLink",
                                          "SharingInvitationCreated", "SecureLinkCreated",    "CompanyLinkCreated"};
    static const char *const names[] = {"id", "roles", "link", "grantedToV2", NULL};
    static const char *const options[] = {"$select", "$top", "$skiptoken", NULL};
    static const struct object_kind kind = {
        .type = "permission", .set = "permissions", .properties = names, .options = options};
    const char *address = address_of(request);
    auto_json struct json *operations = json_new_array();
    for (size_t i = 0; i < sizeof sharing / sizeof *sharing; i++)
        json_push(operations, json_new_text(sharing[i]));
    struct audit_search search = {
        .from = clock_now() - KEPT, .to = clock_now(), .operations = operations, .most = MOST};
    audit_search_run(tenant, &search);
    struct json *list = list_of(&search, address ? address : "", request->arena);
    audit_search_free(&search);
    if (json_count(list)) {
        objects_answer_list(request, reply, &kind, list);
        return;
    }
    json_free(list);
    tenant_error(request, reply, 404, "itemNotFound", "The resource could not be found.");
}
