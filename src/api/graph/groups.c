/* Groups of the directory. */
#include "api/graph/groups.h"

#include "base/clean.h"
#include "base/guid.h"
#include "codec/url.h"
#include <string.h>

#define FIELDS                                                                                                         \
    "id,displayName,mail,mailEnabled,securityEnabled,groupTypes,onPremisesSyncEnabled,membershipRule,"                 \
    "isAssignableToRole,resourceProvisioningOptions,assignedLicenses,visibility"

struct http_request *graph_groups_find(struct arena *arena, const struct endpoints *endpoints, const char *id_or_text)
{
    struct guid id;
    auto_buf struct buf path = buf_make(BUF_REQUEST), literal = buf_make(BUF_REQUEST);
    if (guid_parse(id_or_text, strlen(id_or_text), &id)) {
        buf_printf(&path, "/groups/%s?$select=" FIELDS, id_or_text);
        return graph_get(arena, endpoints, buf_text(&path));
    }
    url_odata_literal(&literal, id_or_text);
    buf_printf(&path,
               "/groups?$filter=startsWith(displayName,%s)%%20or%%20startsWith(mail,%s)&$select=" FIELDS "&$top=25",
               buf_text(&literal), buf_text(&literal));
    struct http_request *search = graph_get(arena, endpoints, buf_text(&path));
    search->first_page = true;
    return search;
}

struct http_request *graph_groups_called(struct arena *arena, const struct endpoints *endpoints, const char *name)
{
    auto_buf struct buf path = buf_make(BUF_REQUEST), literal = buf_make(BUF_REQUEST);
    url_odata_literal(&literal, name);
    buf_printf(&path, "/groups?$filter=displayName%%20eq%%20%s%%20or%%20mail%%20eq%%20%s&$select=" FIELDS "&$top=100",
               buf_text(&literal), buf_text(&literal));
    return graph_get(arena, endpoints, buf_text(&path));
}

struct http_request *graph_groups_of(struct arena *arena, const struct endpoints *endpoints, const char *user_id)
{
    return graph_get(arena, endpoints, graph_user_path(arena, user_id, "/memberOf?$select=" FIELDS "&$top=999"));
}

static bool holds(const struct json *list, const char *text)
{
    for (const struct json *one = json_first(list); one; one = json_next(one))
        if (!strcmp(json_text_or(one, ""), text))
            return true;
    return false;
}

static char *cleaned(struct arena *arena, const struct json *value)
{
    const char *text = json_text_or(value, "");
    return clean_strdup(arena, text, strlen(text));
}

struct group *graph_groups_one(struct arena *arena, const struct json *value)
{
    const struct json *types = json_get(value, "groupTypes");
    bool mail = json_true(json_get(value, "mailEnabled")), security = json_true(json_get(value, "securityEnabled"));
    struct group *group = arena_alloc(arena, sizeof *group);
    *group = (struct group){
        .id = cleaned(arena, json_get(value, "id")),
        .display_name = cleaned(arena, json_get(value, "displayName")),
        .mail = cleaned(arena, json_get(value, "mail")),
        .kind = holds(types, "Unified") ? GROUP_KIND_MICROSOFT_365
                : !mail                 ? GROUP_KIND_SECURITY
                : security              ? GROUP_KIND_MAIL_SECURITY
                                        : GROUP_KIND_DISTRIBUTION,
        .dynamic = holds(types, "DynamicMembership"),
        .synced = json_true(json_get(value, "onPremisesSyncEnabled")),
        .role_assignable = json_true(json_get(value, "isAssignableToRole")),
        .open = !strcmp(json_text_or(json_get(value, "visibility"), ""), "Public"),
        .gives_licences = json_count(json_get(value, "assignedLicenses")) > 0,
    };
    return group;
}

struct group *graph_groups_read(const struct http_reply *reply, struct arena *arena, struct err *e)
{
    struct group *first = NULL, **last = &first;
    auto_json struct json *body = graph_body(reply, e);
    const struct json *list = json_get(body, "value");
    if (body && json_kind(list) != JSON_ARRAY)
        return graph_groups_one(arena, body);
    for (const struct json *value = json_first(list); value; value = json_next(value)) {
        const char *type = json_text_or(json_get(value, "@odata.type"), "#microsoft.graph.group");
        if (strcmp(type, "#microsoft.graph.group") != 0)
            continue;
        *last = graph_groups_one(arena, value);
        last = &(*last)->next;
    }
    return first;
}

const char *group_kind_title(const struct group *group)
{
    static const char *const kinds[] = {
        [GROUP_KIND_SECURITY] = "security group",
        [GROUP_KIND_MICROSOFT_365] = "Microsoft 365 group",
        [GROUP_KIND_DISTRIBUTION] = "distribution list",
        [GROUP_KIND_MAIL_SECURITY] = "mail-enabled security group",
    };
    return kinds[group->kind];
}

const char *group_marks(struct arena *arena, const struct group *group)
{
    const char *marks = arena_printf(
        arena, "%s%s%s%s", group->dynamic ? ", dynamic" : "", group->synced ? ", synchronised" : "",
        group->role_assignable ? ", gives roles" : "", group->gives_licences ? ", gives licences" : "");
    return *marks ? marks + 2 : "";
}

const char *group_describe(struct arena *arena, const struct group *group)
{
    const char *marks = group_marks(arena, group);
    return arena_printf(arena, "%s%s%s%s%s", group_kind_title(group), *marks ? ", " : "", marks,
                        *group->mail ? ", " : "", group->mail);
}

const char *group_refusal(const struct group *group)
{
    if (group->dynamic)
        return "its members follow from a rule: change the rule or what it looks at";
    if (group->synced)
        return "it is synchronised from Active Directory: change its members there";
    return NULL;
}

bool group_by_exchange(const struct group *group)
{
    return group->kind == GROUP_KIND_DISTRIBUTION || group->kind == GROUP_KIND_MAIL_SECURITY;
}
