/* Who owns a group: given and taken; the last one stays. */
#include "tenant/graph/groups.h"

#include <string.h>

static const struct seed_group *group_of(struct tenant *tenant, const struct tenant_request *request,
                                         struct tenant_reply *reply)
{
    int row = groups_find(tenant->store, request->segments[1]);
    if (row == NO_GROUP) {
        objects_not_found(request, reply, request->segments[1]);
        return NULL;
    }
    if (seed_groups[row].flags & GROUP_SYNCED) {
        objects_refuse(request, reply, "Request_BadRequest", NULL,
                       "Unable to update the specified properties for on-premises mastered Directory Sync objects or "
                       "objects currently undergoing migration.");
        return NULL;
    }
    return &seed_groups[row];
}

static void write_owner(struct tenant *tenant, const struct user_record *user, const struct seed_group *group,
                        bool owns)
{
    const struct store_value *written = user->change ? store_value(user->change, "owns") : NULL;
    struct json *all = written ? json_copy(written->value) : json_new_object();
    json_set_bool(all, group->id, owns);
    store_write(tenant->store, user->seed.number, "owns", all);
}

static uint32_t count_owners(struct tenant *tenant, const struct seed_group *group)
{
    uint32_t owners = 0, count = store_people(tenant->store)->count;
    for (uint32_t number = 0; number < count && owners < 2; number++) {
        struct user_record user;
        user_record_load(&user, tenant->store, number);
        owners += store_life(tenant->store, number) == LIFE_ALIVE && groups_owns(tenant, group, &user);
    }
    return owners;
}

void groups_add_owner(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    const struct seed_group *group = objects_no_options(request, reply) ? group_of(tenant, request, reply) : NULL;
    const char *id = group ? objects_reference_body(request, reply) : NULL;
    uint32_t number = id ? store_find(tenant->store, id) : SEED_NOBODY;
    struct user_record user;
    if (!id)
        return;
    if (number == SEED_NOBODY) {
        objects_not_found(request, reply, id);
        return;
    }
    user_record_load(&user, tenant->store, number);
    if (groups_owns(tenant, group, &user)) {
        objects_refuse(
            request, reply, "Request_BadRequest", NULL,
            "One or more added object references already exist for the following modified properties: 'owners'.");
        return;
    }
    write_owner(tenant, &user, group, true);
    tenant_empty(reply, 204);
}

void groups_remove_owner(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    const struct seed_group *group = objects_no_options(request, reply) ? group_of(tenant, request, reply) : NULL;
    uint32_t number = group ? store_find(tenant->store, request->segments[3]) : SEED_NOBODY;
    struct user_record user;
    if (!group)
        return;
    if (number != SEED_NOBODY)
        user_record_load(&user, tenant->store, number);
    if (number == SEED_NOBODY || !groups_owns(tenant, group, &user)) {
        objects_not_found(request, reply, request->segments[3]);
    } else if (count_owners(tenant, group) < 2) {
        objects_refuse(request, reply, "Request_BadRequest", NULL,
                       "The group must have at least one owner, hence this owner cannot be removed.");
    } else {
        write_owner(tenant, &user, group, false);
        tenant_empty(reply, 204);
    }
}
