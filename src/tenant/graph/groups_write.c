/* Who may come into a group, and who goes. */
#include "tenant/graph/groups.h"

#include "tenant/graph/deleted.h"
#include "tenant/graph/users.h"
#include <string.h>
#include <strings.h>

enum { BIND_MOST = 20 };

/* Somebody or something to put into a group. */
struct member {
    const char *id;
    uint32_t number; /* SEED_NOBODY: a group */
    const struct seed_group *group;
};

static bool refuse(const struct tenant_request *request, struct tenant_reply *reply, const char *message)
{
    return objects_refuse(request, reply, "Request_BadRequest", NULL, message);
}

/* Groups whose members the cloud, a rule or another service decides on are refused each in its own way. */
static bool may_change(const struct tenant_request *request, struct tenant_reply *reply, const struct seed_group *group)
{
    if (group->flags & GROUP_SYNCED)
        return refuse(request, reply,
                      "Unable to update the specified properties for on-premises mastered Directory Sync objects or "
                      "objects currently undergoing migration.");
    if (group->flags & GROUP_MAIL && !(group->flags & GROUP_UNIFIED))
        return refuse(request, reply, "Cannot Update a mail-enabled security groups and or distribution list.");
    if (group->department)
        return objects_denied(request, reply);
    if (group->flags & GROUP_ROLES && !tenant_caller_holds(request, "RoleManagement.ReadWrite.Directory"))
        return objects_denied(request, reply);
    return true;
}

static bool member_find(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                        const char *id, struct member *out)
{
    *out = (struct member){.id = id, .number = store_find(tenant->store, id)};
    int row = out->number == SEED_NOBODY ? groups_find(tenant->store, id) : NO_GROUP;
    out->group = row == NO_GROUP ? NULL : &seed_groups[row];
    if (out->number != SEED_NOBODY && store_lags(tenant->store, out->number, 4))
        return refuse(request, reply, "Not a valid reference update");
    if (out->number == SEED_NOBODY && !out->group)
        objects_not_found(request, reply, id);
    return out->number != SEED_NOBODY || out->group;
}

static bool is_in(struct tenant *tenant, const struct seed_group *group, const struct member *member)
{
    struct user_record user;
    if (member->group)
        return groups_nested(tenant->store, member->group, group);
    user_record_load(&user, tenant->store, member->number);
    return groups_has(tenant, group, &user);
}

static bool may_join(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                     const struct seed_group *group, const struct member *member)
{
    if (is_in(tenant, group, member))
        return refuse(
            request, reply,
            "One or more added object references already exist for the following modified properties: 'members'.");
    if (member->group && (group->flags & (GROUP_UNIFIED | GROUP_ROLES) || member->group == group))
        return refuse(request, reply, "The group must not be a member of this kind of group.");
    return true;
}

static void join(struct tenant *tenant, const struct seed_group *group, const struct member *member, bool in)
{
    if (member->group)
        groups_set_nested(tenant, member->group, group, in);
    else
        groups_set_member(tenant, group, member->number, in);
}

void groups_add(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct member member;
    const struct seed_group *group = groups_of_path(tenant, request, reply);
    const char *id = group && objects_no_options(request, reply) ? objects_reference_body(request, reply) : NULL;
    if (!id || !may_change(request, reply, group) || !member_find(tenant, request, reply, id, &member) ||
        !may_join(tenant, request, reply, group, &member))
        return;
    join(tenant, group, &member, true);
    tenant_empty(reply, 204);
}

void groups_remove(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct member member;
    const struct seed_group *group = groups_of_path(tenant, request, reply);
    if (!group || !objects_no_options(request, reply) || !may_change(request, reply, group) ||
        !member_find(tenant, request, reply, request->segments[3], &member))
        return;
    if (!is_in(tenant, group, &member)) {
        objects_not_found(request, reply, request->segments[3]);
        return;
    }
    join(tenant, group, &member, false);
    tenant_empty(reply, 204);
}

/* Without /$ref the path names the member itself: what is deleted is the user or the group. The service does so, too. */
void groups_remove_object(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct member member;
    const struct seed_group *group = groups_of_path(tenant, request, reply);
    if (!group || !objects_no_options(request, reply) ||
        !member_find(tenant, request, reply, request->segments[3], &member))
        return;
    if (!is_in(tenant, group, &member)) {
        objects_not_found(request, reply, request->segments[3]);
    } else if (!member.group) {
        deleted_delete_user(tenant, request, reply, member.number);
    } else if (!tenant_caller_holds(request, "Group.ReadWrite.All")) {
        objects_denied(request, reply);
    } else {
        groups_delete(tenant, member.group);
        tenant_empty(reply, 204);
    }
}

/* --- PATCH: up to 20 members at once, all or none --- */

static bool bind_fits(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                      const struct seed_group *group, const struct json *list, struct member *members)
{
    size_t n = 0;
    if (json_kind(list) != JSON_ARRAY || !json_first(list))
        return refuse(request, reply, "The value of 'members@odata.bind' must be an array of references.");
    if (json_count(list) > BIND_MOST)
        return refuse(request, reply, "The number of references in a request exceeds the maximum of 20.");
    for (const struct json *one = json_first(list); one; one = json_next(one)) {
        const char *id = objects_reference(request, reply, json_text(one));
        if (!id || !member_find(tenant, request, reply, id, &members[n]) ||
            !may_join(tenant, request, reply, group, &members[n]))
            return false;
        for (size_t i = 0; i < n; i++)
            if (!strcasecmp(members[i].id, id))
                return refuse(request, reply,
                              "One or more added object references already exist for the following modified "
                              "properties: 'members'.");
        n++;
    }
    return true;
}

void groups_patch(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct member members[BIND_MOST];
    const struct seed_group *group = groups_of_path(tenant, request, reply);
    if (!group || !objects_no_options(request, reply))
        return;
    auto_json struct json *body = request->body_length ? tenant_body(request, reply) : NULL;
    if (request->body_length && !body)
        return;
    const struct json *list = json_get(body, "members@odata.bind");
    for (const struct json *member = json_first(body); member; member = json_next(member)) {
        const char *name = json_key(member), *const *known = group_kind.properties;
        while (*known && strcmp(*known, name) != 0)
            known++;
        if (member == list)
            continue;
        if (*known && strcmp(name, "id") != 0)
            objects_denied(request,
                           reply); /* the rest of a group needs Group.ReadWrite.All, which nobody here is given */
        else
            objects_refuse(request, reply, "Request_BadRequest", name,
                           arena_printf(request->arena, "Invalid property '%s'.", name));
        return;
    }
    if (!list) {
        refuse(request, reply, "Empty Payload. JSON content expected.");
        return;
    }
    if (!may_change(request, reply, group) || !bind_fits(tenant, request, reply, group, list, members))
        return;
    for (size_t i = 0; i < json_count(list); i++)
        join(tenant, group, &members[i], true);
    tenant_empty(reply, 204);
}
