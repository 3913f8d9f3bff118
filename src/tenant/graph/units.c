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
    return unit->city ? user->seed.place && !strcmp(user->seed.place->city, unit->city)
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
