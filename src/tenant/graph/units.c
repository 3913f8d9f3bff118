/* Administrative units: one by rule, one assigned in which a role is scoped, one that is restricted. */
#include "tenant/graph/relations.h"

#include "tenant/seed/seed_names.h"
#include <string.h>
#include <strings.h>

#define UNIT(n) "0c1b7f36-6d0e-4b2c-9d1a-0000000000a" n

const struct seed_unit seed_units[] = {
    {UNIT("1"), "Branch Amsterdam", "Who works in Amsterdam, by rule", .city = "Amsterdam"},
    {UNIT("2"), "Executives", NULL, .traits = TRAIT_GLOBAL_ADMIN | TRAIT_ALL_METHODS, .restricted = true},
    {UNIT("3"), "Confidential", "Its members are hidden", .traits = TRAIT_AT_RISK, .hidden = true},
    {UNIT("4"), "Branch Office Berlin", "Assigned by hand", .traits = 0},
    {UNIT("5"), "Projects", "One of two of the name", .traits = 0},
    {UNIT("6"), "Projects", NULL, .traits = 0},
};
const int seed_unit_count = sizeof seed_units / sizeof *seed_units;

const char *const unit_properties[] = {"id",
                                       "deletedDateTime",
                                       "description",
                                       "displayName",
                                       "isMemberManagementRestricted",
                                       "membershipRule",
                                       "membershipRuleProcessingState",
                                       "membershipType",
                                       "visibility",
                                       NULL};
static const char *const options[] = {"$select", "$filter", "$search",    "$orderby",
                                      "$top",    "$count",  "$skiptoken", NULL};
static const char *const searchable[] = {"displayName", "description", NULL};
static const struct object_kind unit_kind = {.type = "administrativeUnit",
                                             .set = "directory/administrativeUnits",
                                             .properties = unit_properties,
                                             .options = options,
                                             .search = searchable,
                                             .rules = DIRECTORY};

bool units_has(const struct seed_unit *unit, const struct user_record *user)
{
    const struct store_value *written = user->change ? store_value(user->change, "units") : NULL;
    const struct json *joined = written ? json_get(written->value, unit->id) : NULL;
    return unit->city ? user->seed.place && !strcmp(user->seed.place->city, unit->city)
           : joined   ? json_true(joined)
                      : user->seed.traits & unit->traits;
}

struct json *units_object(const struct seed_unit *unit)
{
    struct json *one = json_new_object();
    json_set_text(one, "id", unit->id);
    json_set_text(one, "deletedDateTime", NULL);
    json_set_text(one, "description", unit->description);
    json_set_text(one, "displayName", unit->name);
    json_set_bool(one, "isMemberManagementRestricted", unit->restricted);
    json_set_text(one, "membershipRule", unit->city ? "(user.city -eq \"Amsterdam\")" : NULL);
    json_set_text(one, "membershipRuleProcessingState", unit->city ? "On" : NULL);
    json_set_text(one, "membershipType", unit->city ? "Dynamic" : "Assigned");
    json_set_text(one, "visibility", unit->hidden ? "HiddenMembership" : NULL);
    return one;
}

void units_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct json *list = json_new_array();
    (void)tenant;
    for (int i = 0; i < seed_unit_count; i++)
        json_push(list, units_object(&seed_units[i]));
    objects_answer_list(request, reply, &unit_kind, list);
}

/* The unit of the path, whose members are assigned; NULL after answering. */
static const struct seed_unit *assigned_unit(const struct tenant_request *request, struct tenant_reply *reply)
{
    const struct seed_unit *unit = NULL;
    for (int i = 0; i < seed_unit_count; i++)
        if (!strcasecmp(seed_units[i].id, request->segments[2]))
            unit = &seed_units[i];
    if (!unit)
        objects_not_found(request, reply, request->segments[2]);
    else if (unit->city)
        objects_refuse(request, reply, "Request_BadRequest", "members",
                       "Cannot Update a object with dynamic membership type."); /* UNVERIFIED wording */
    return unit && !unit->city ? unit : NULL;
}

/* False when it is so already. */
static bool write_member(struct tenant *tenant, const struct seed_unit *unit, uint32_t number, bool in)
{
    struct user_record user;
    user_record_load(&user, tenant->store, number);
    if (units_has(unit, &user) == in)
        return false;
    const struct store_value *written = user.change ? store_value(user.change, "units") : NULL;
    struct json *all = written ? json_copy(written->value) : json_new_object();
    json_set_bool(all, unit->id, in);
    store_write(tenant->store, number, "units", all);
    return true;
}

void units_add(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    const struct seed_unit *unit = objects_no_options(request, reply) ? assigned_unit(request, reply) : NULL;
    const char *id = unit ? objects_reference_body(request, reply) : NULL;
    uint32_t number = id ? store_find(tenant->store, id) : SEED_NOBODY;
    if (!id)
        return;
    if (number == SEED_NOBODY)
        objects_not_found(request, reply, id);
    else if (!write_member(tenant, unit, number, true))
        objects_refuse(
            request, reply, "Request_BadRequest", NULL,
            "One or more added object references already exist for the following modified properties: 'members'.");
    else
        tenant_empty(reply, 204);
}

void units_remove(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    const struct seed_unit *unit = objects_no_options(request, reply) ? assigned_unit(request, reply) : NULL;
    uint32_t number = unit ? store_find(tenant->store, request->segments[4]) : SEED_NOBODY;
    if (!unit)
        return;
    if (number != SEED_NOBODY && write_member(tenant, unit, number, false))
        tenant_empty(reply, 204);
    else
        objects_not_found(request, reply, request->segments[4]);
}

void units_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    (void)tenant;
    for (int i = 0; i < seed_unit_count; i++)
        if (!strcasecmp(seed_units[i].id, request->segments[2])) {
            objects_answer(request, reply, &unit_kind, 200, units_object(&seed_units[i]));
            return;
        }
    objects_not_found(request, reply, request->segments[2]);
}
