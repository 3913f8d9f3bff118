/* Who is above whom, and setting it. */
#include "tenant/graph/users.h"

#include "tenant/wire/objects.h"
#include <string.h>

/* Whether `above` is below `number`, or the same: a manager must not be. */
static bool goes_round(const struct tenant_store *store, uint32_t number, uint32_t above)
{
    for (int steps = 0; above != SEED_NOBODY && steps < 64; steps++) {
        if (above == number)
            return true;
        above = store_manager(store, above);
    }
    return false;
}

void users_set_manager(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct user_record user;
    uint32_t number = objects_no_options(request, reply) ? users_of_path(tenant, request, reply) : SEED_NOBODY;
    const char *id = number == SEED_NOBODY ? NULL : objects_reference_body(request, reply);
    if (!id)
        return;
    uint32_t above = store_find(tenant->store, id);
    user_record_load(&user, tenant->store, number);
    if (above == SEED_NOBODY) {
        objects_not_found(request, reply, id);
    } else if (user_record_synced(&user)) {
        objects_refuse(
            request, reply, "Request_BadRequest", NULL,
            "Unable to update the specified properties for on-premises mastered Directory Sync objects or objects "
            "currently undergoing migration.");
    } else if (goes_round(tenant->store, number, above)) {
        objects_refuse(request, reply, "Request_BadRequest", NULL,
                       "The manager of a user must not be the user or below the user.");
    } else {
        store_write(tenant->store, number, "manager", json_new_text(id));
        tenant_empty(reply, 204);
    }
}

void users_clear_manager(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    uint32_t number = objects_no_options(request, reply) ? users_of_path(tenant, request, reply) : SEED_NOBODY;
    if (number == SEED_NOBODY)
        return;
    if (store_manager(tenant->store, number) == SEED_NOBODY) {
        objects_not_found(request, reply, "manager");
        return;
    }
    store_write(tenant->store, number, "manager", json_new_null());
    tenant_empty(reply, 204);
}

/* --- where a user is mastered --- */

static const struct object_kind *behaviour_kind(const struct tenant_request *request)
{
    static const char *const names[] = {"id", "isCloudManaged", NULL};
    struct object_kind *kind = arena_alloc(request->arena, sizeof *kind);
    *kind = (struct object_kind){
        .type = "onPremisesSyncBehavior",
        .set = arena_printf(request->arena, "users('%s')/onPremisesSyncBehavior", request->segments[1]),
        .properties = names};
    return kind;
}

void users_sync_behaviour(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    char id[GUID_TEXT];
    uint32_t number = users_of_path(tenant, request, reply);
    if (number == SEED_NOBODY)
        return;
    const struct store_value *written = store_value(store_change(tenant->store, number), "isCloudManaged");
    struct guid guid = seed_id(store_people(tenant->store), number);
    struct json *one = json_new_object();
    json_set_text(one, "id", guid_format(&guid, id));
    json_set_bool(one, "isCloudManaged", written && json_true(written->value));
    objects_answer(request, reply, behaviour_kind(request), 200, one);
}

void users_set_sync_behaviour(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const known[] = {"isCloudManaged", NULL};
    struct user_record user;
    uint32_t number = objects_no_options(request, reply) ? users_of_path(tenant, request, reply) : SEED_NOBODY;
    auto_json struct json *body = number == SEED_NOBODY ? NULL : objects_body(request, reply, known, true);
    const struct json *wanted = json_get(body, "isCloudManaged");
    if (!body)
        return;
    user_record_load(&user, tenant->store, number);
    if (json_kind(wanted) != JSON_BOOL) {
        objects_refuse(request, reply, "Request_BadRequest", "isCloudManaged",
                       "Invalid value specified for property 'isCloudManaged'.");
    } else if (!user.seed.synced) {
        objects_refuse(
            request, reply, "Request_BadRequest", NULL,
            "The source of authority can be changed of an object that is synchronized from on-premises only.");
    } else {
        const char *name = property_find("onPremisesSyncEnabled", strlen("onPremisesSyncEnabled"))->name;
        store_write(tenant->store, number, "isCloudManaged", json_copy(wanted));
        store_write(tenant->store, number, name, json_new_bool(!json_true(wanted)));
        tenant_empty(reply, 204);
    }
}
