/* Reading the policies and the named locations. */
#include "tenant/graph/access.h"

#include "base/clock.h"
#include "tenant/wire/licence.h"
#include <string.h>
#include <strings.h>

static const char *const options[] = {"$select", "$filter", "$top", "$count", "$orderby", "$skiptoken", NULL};
static const char *const policy_names[] = {
    "id",    "templateId", "displayName",   "createdDateTime", "modifiedDateTime",
    "state", "conditions", "grantControls", "sessionControls", NULL};
static const struct object_kind policy_kind = {.type = "conditionalAccessPolicy",
                                               .set = "identity/conditionalAccess/policies",
                                               .properties = policy_names,
                                               .options = options};
static const char *const location_names[] = {"id", "displayName", "createdDateTime", "modifiedDateTime", NULL};
static const struct object_kind location_kind = {.type = "namedLocation",
                                                 .set = "identity/conditionalAccess/namedLocations",
                                                 .properties = location_names,
                                                 .options = options};

/* An application without the permission is told something else (REQUESTS §2.5). Conditional Access is part of Entra ID P1,
 * and refused without it in words of its own. */
bool access_may_read(const struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply)
{
    if (!tenant_caller_holds(request, "Policy.Read.All") &&
        !tenant_caller_holds(request, "Policy.Read.ConditionalAccess") &&
        !tenant_caller_holds(request, "Policy.ReadWrite.ConditionalAccess") && !request->caller.delegated) {
        tenant_error(request, reply, 403, "AccessDenied",
                     "Applications without a signed-in user are not allowed access to this report or data");
        return false;
    }
    return store_plan(tenant->store) >= PLAN_P1 || licence_refuse(PLAN_P2, request, reply);
}

void access_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    if (!access_may_read(tenant, request, reply))
        return;
    struct json *list = json_new_array();
    for (int i = 0; i < access_policy_count; i++)
        json_push(list, access_object(tenant, &access_policies[i]));
    objects_answer_list(request, reply, &policy_kind, list);
}

static void not_found(const struct tenant_request *request, struct tenant_reply *reply)
{
    tenant_errorf(request, reply, 404, "NotFound", "%s could not be found in the directory.", request->segments[3]);
}

void access_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    if (!access_may_read(tenant, request, reply))
        return;
    for (int i = 0; i < access_policy_count; i++)
        if (!strcasecmp(access_policies[i].id, request->segments[3])) {
            objects_answer(request, reply, &policy_kind, 200, access_object(tenant, &access_policies[i]));
            return;
        }
    not_found(request, reply);
}

static struct json *location_object(const struct tenant *tenant, const struct access_location *location)
{
    struct json *one = json_new_object(), *list = json_new_array();
    char date[CLOCK_TEXT];
    bool countries = location->countries[0];
    json_set_text(one, "@odata.type",
                  countries ? "#microsoft.graph.countryNamedLocation" : "#microsoft.graph.ipNamedLocation");
    json_set_text(one, "id", location->id);
    json_set_text(one, "displayName", location->name);
    json_set_text(one, "createdDateTime",
                  clock_format(store_people(tenant->store)->today - 800 * INT64_C(86400000), date));
    json_set_text(one, "modifiedDateTime", NULL);
    for (int i = 0; countries && i < 8 && location->countries[i]; i++)
        json_push(list, json_new_text(location->countries[i]));
    for (int i = 0; i < 4 && location->ranges[i]; i++) {
        struct json *range = json_new_object();
        json_set_text(range, "@odata.type",
                      strchr(location->ranges[i], ':') ? "#microsoft.graph.iPv6CidrRange"
                                                       : "#microsoft.graph.iPv4CidrRange");
        json_set_text(range, "cidrAddress", location->ranges[i]);
        json_push(list, range);
    }
    if (countries) {
        json_set_text(one, "countryLookupMethod", "clientIpAddress");
        json_set_bool(one, "includeUnknownCountriesAndRegions", location->unknown);
    } else {
        json_set_bool(one, "isTrusted", location->trusted);
    }
    json_set(one, countries ? "countriesAndRegions" : "ipRanges", list);
    return one;
}

void access_locations_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    if (!access_may_read(tenant, request, reply))
        return;
    struct json *list = json_new_array();
    for (int i = 0; i < access_location_count; i++)
        json_push(list, location_object(tenant, &access_locations[i]));
    objects_answer_list(request, reply, &location_kind, list);
}

void access_location_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    if (!access_may_read(tenant, request, reply))
        return;
    for (int i = 0; i < access_location_count; i++)
        if (!strcasecmp(access_locations[i].id, request->segments[3])) {
            objects_answer(request, reply, &location_kind, 200, location_object(tenant, &access_locations[i]));
            return;
        }
    not_found(request, reply);
}
