/* The tenant's own records: organization, licences, domains. Small, so they are built as trees. */
#include "tenant/users.h"

#include "base/clock.h"
#include <stdio.h>
#include <string.h>

/* Keep what $select names; an unknown name is 400. */
static bool keep_selected(const struct tenant_request *request, struct tenant_reply *reply, const char *type,
                          struct json *object)
{
    const char *select = tenant_query(request, "$select");
    if (!select || !*select)
        return true;
    for (const char *at = select; *at;) {
        size_t length = strcspn(at, ",");
        char *name = arena_strndup(request->arena, at, length);
        at += length + (at[length] == ',');
        if (json_get(object, name))
            continue;
        tenant_errorf(request, reply, 400, "BadRequest",
                      "Parsing OData Select and Expand failed: Could not find a property named '%s' on type "
                      "'microsoft.graph.%s'.", name, type);
        return false;
    }
    for (const struct json *member = json_first(object); member;) {
        const char *name = json_key(member);
        bool keep = false;
        for (const char *at = select; *at; at += strcspn(at, ",") + (at[strcspn(at, ",")] == ','))
            keep |= strcspn(at, ",") == strlen(name) && !strncmp(at, name, strlen(name));
        member = json_next(member);
        if (!keep)
            json_remove(object, name);
    }
    return true;
}

static void answer_list(struct tenant_request *request, struct tenant_reply *reply, const char *type, const char *set,
                        struct json *list)
{
    static const char *const allowed[] = {"$select", NULL};
    auto_json struct json *root = json_new_object();
    json_set_text(root, "@odata.context",
                  arena_printf(request->arena, "%s/%s/$metadata#%s", request->origin, request->version, set));
    json_set(root, "value", list);
    if (!tenant_allow_query(request, reply, allowed))
        return;
    for (const struct json *one = json_first(list); one; one = json_next(one))
        if (!keep_selected(request, reply, type, (struct json *)one))
            return;
    tenant_json(reply, 200, root);
}

static struct json *domain(const char *name, bool initial)
{
    struct json *object = json_new_object();
    json_set_text(object, "capabilities", "Email, OfficeCommunicationsOnline");
    json_set_bool(object, "isDefault", !initial);
    json_set_bool(object, "isInitial", initial);
    json_set_text(object, "name", name);
    json_set_text(object, "type", "Managed");
    return object;
}

void organization_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    char date[CLOCK_TEXT];
    struct json *list = json_new_array(), *one = json_new_object(), *domains = json_new_array();
    json_set_text(one, "id", tenant->tenant_id);
    json_set_text(one, "displayName", "Contoso Ltd");
    json_set_text(one, "countryLetterCode", "NL");
    json_set_text(one, "defaultUsageLocation", "NL");
    json_set_bool(one, "onPremisesSyncEnabled", true);
    json_set_text(one, "onPremisesLastSyncDateTime", clock_format(store_people(tenant->store)->now - 600000, date));
    json_push(domains, domain(SEED_INITIAL_DOMAIN, true));
    json_push(domains, domain(SEED_DOMAIN, false));
    json_set(one, "verifiedDomains", domains);
    json_push(list, one);
    answer_list(request, reply, "organization", "organization", list);
}

void domains_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const names[] = {SEED_DOMAIN, SEED_INITIAL_DOMAIN};
    struct json *list = json_new_array();
    (void)tenant;
    for (int i = 0; i < 2; i++) {
        struct json *one = json_new_object(), *services = json_new_array();
        json_push(services, json_new_text("Email"));
        json_set_text(one, "id", names[i]);
        json_set_text(one, "authenticationType", "Managed");
        json_set_bool(one, "isDefault", i == 0);
        json_set_bool(one, "isInitial", i == 1);
        json_set_bool(one, "isVerified", true);
        json_set(one, "supportedServices", services);
        json_push(list, one);
    }
    answer_list(request, reply, "domain", "domains", list);
}

static struct json *sku(struct tenant *tenant, const struct tenant_request *request, int row)
{
    const struct seed_sku *seed = &seed_skus[row];
    struct json *one = json_new_object(), *units = json_new_object(), *plans = json_new_array(), *plan = json_new_object();
    uint32_t users = store_people(tenant->store)->count, consumed = store_consumed(tenant->store, row);
    uint32_t bought = (uint32_t)((uint64_t)users * (uint64_t)seed->prepaid_percent / 100);
    json_set_text(one, "id", arena_printf(request->arena, "%s_%s", tenant->tenant_id, seed->sku_id));
    json_set_text(one, "skuId", seed->sku_id);
    json_set_text(one, "skuPartNumber", seed->part_number);
    json_set_text(one, "appliesTo", "User");
    json_set_text(one, "capabilityStatus", "Enabled");
    json_set_number(one, "consumedUnits", consumed);
    json_set_number(units, "enabled", bought < consumed + 2 ? consumed + 2 : bought);
    json_set_number(units, "warning", 0);
    json_set_number(units, "suspended", 0);
    json_set_number(units, "lockedOut", 0);
    json_set(one, "prepaidUnits", units);
    json_set_text(plan, "servicePlanId", seed->plan_id);
    json_set_text(plan, "servicePlanName", seed->plan_name);
    json_set_text(plan, "provisioningStatus", "Success");
    json_set_text(plan, "appliesTo", "User");
    json_push(plans, plan);
    json_set(one, "servicePlans", plans);
    return one;
}

void skus_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct json *list = json_new_array();
    for (int row = 0; row < seed_sku_count; row++)
        json_push(list, sku(tenant, request, row));
    answer_list(request, reply, "subscribedSku", "subscribedSkus", list);
}
