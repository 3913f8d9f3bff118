/* The tenant's own records: organization, licences, domains. Small, so they are built as trees. */
#include "tenant/users.h"

#include "base/clock.h"
#include <string.h>

/* Whether `name` stands in the list of $select. */
static bool in_list(const char *select, const char *name)
{
    for (const char *at = select; *at; at += strcspn(at, ",") + (at[strcspn(at, ",")] == ','))
        if (strcspn(at, ",") == strlen(name) && !strncmp(at, name, strlen(name)))
            return true;
    return false;
}

/* Keep what $select names; an unknown name is 400. */
static struct json *selected(const struct tenant_request *request, struct tenant_reply *reply, const char *type,
                             const struct json *object, const char *select)
{
    for (const char *at = select; *at;) {
        size_t length = strcspn(at, ",");
        const char *name = arena_strndup(request->arena, at, length);
        at += length + (at[length] == ',');
        if (json_get(object, name))
            continue;
        tenant_errorf(request, reply, 400, "BadRequest",
                      "Parsing OData Select and Expand failed: Could not find a property named '%s' on type "
                      "'microsoft.graph.%s'.", name, type);
        return NULL;
    }
    struct json *kept = json_new_object();
    for (const struct json *member = json_first(object); member; member = json_next(member))
        if (in_list(select, json_key(member)))
            json_set(kept, json_key(member), json_copy(member));
    return kept;
}

/* Answer with a list (consumed). */
static void answer_list(struct tenant_request *request, struct tenant_reply *reply, const char *type, const char *set,
                        struct json *list)
{
    static const char *const allowed[] = {"$select", NULL};
    auto_json struct json *all = list;
    auto_json struct json *root = json_new_object();
    const char *select = tenant_query(request, "$select");
    if (!tenant_allow_query(request, reply, allowed))
        return;
    struct json *value = json_new_array();
    json_set_text(root, "@odata.context",
                  arena_printf(request->arena, "%s/%s/$metadata#%s%s%s%s", request->origin, request->version, set,
                               select ? "(" : "", select ? select : "", select ? ")" : ""));
    json_set(root, "value", value);
    for (const struct json *one = json_first(all); one; one = json_next(one)) {
        struct json *kept = select ? selected(request, reply, type, one, select) : json_copy(one);
        if (!kept)
            return;
        json_push(value, kept);
    }
    tenant_json(reply, 200, root);
}

static void set_texts(struct json *object, const char *name, const char *const *texts)
{
    struct json *array = json_new_array();
    for (; *texts; texts++)
        json_push(array, json_new_text(*texts));
    json_set(object, name, array);
}

/* --- organization --- */

static struct json *verified(const char *name, bool initial)
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
    static const char *const nothing[] = {NULL}, *const phones[] = {"+31 20 555 0100", NULL};
    char date[CLOCK_TEXT];
    const struct seed_people *people = store_people(tenant->store);
    const char *const mails[] = {arena_printf(request->arena, "it@%s", people->domain), NULL};
    struct json *list = json_new_array(), *one = json_new_object(), *domains = json_new_array();
    json_set_text(one, "id", tenant->tenant_id);
    json_set_text(one, "deletedDateTime", NULL);
    json_set_text(one, "displayName", people->name);
    json_set_text(one, "tenantType", "AAD");
    json_set_text(one, "createdDateTime", clock_format(people->today - 4500 * INT64_C(86400000), date));
    set_texts(one, "businessPhones", phones);
    json_set_text(one, "street", "Damrak 1");
    json_set_text(one, "city", "Amsterdam");
    json_set_text(one, "state", "Noord-Holland");
    json_set_text(one, "postalCode", "1012 LG");
    json_set_text(one, "country", NULL);
    json_set_text(one, "countryLetterCode", "NL");
    json_set_text(one, "defaultUsageLocation", "NL");
    json_set_text(one, "preferredLanguage", "en");
    set_texts(one, "technicalNotificationMails", mails);
    set_texts(one, "marketingNotificationEmails", nothing);
    set_texts(one, "securityComplianceNotificationMails", nothing);
    set_texts(one, "securityComplianceNotificationPhones", nothing);
    json_set_bool(one, "onPremisesSyncEnabled", true);
    json_set_text(one, "onPremisesLastSyncDateTime", clock_format(people->now - people->now % 1800000, date));
    json_push(domains, verified(people->initial_domain, true));
    json_push(domains, verified(people->domain, false));
    json_set(one, "verifiedDomains", domains);
    json_push(list, one);
    answer_list(request, reply, "organization", "organization", list);
}

/* --- domains --- */

void organization_domains(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    const struct seed_people *people = store_people(tenant->store);
    const char *const names[] = {people->domain, people->initial_domain};
    static const char *const services[] = {"Email", "OfficeCommunicationsOnline", NULL};
    struct json *list = json_new_array();
    for (int i = 0; i < 2; i++) {
        struct json *one = json_new_object();
        json_set_text(one, "id", names[i]);
        json_set_text(one, "authenticationType", "Managed");
        json_set_text(one, "availabilityStatus", NULL);
        json_set_bool(one, "isAdminManaged", true);
        json_set_bool(one, "isDefault", i == 0);
        json_set_bool(one, "isInitial", i == 1);
        json_set_bool(one, "isRoot", true);
        json_set_bool(one, "isVerified", true);
        set_texts(one, "supportedServices", services);
        json_set_number(one, "passwordValidityPeriodInDays", 2147483647);
        json_set_number(one, "passwordNotificationWindowInDays", 14);
        json_set_text(one, "state", NULL);
        json_push(list, one);
    }
    answer_list(request, reply, "domain", "domains", list);
}

/* --- licences --- */

static struct json *plans_of(const struct seed_sku *seed)
{
    struct json *plans = json_new_array();
    for (int i = 0; i < SEED_PLANS && seed->plans[i].id; i++) {
        struct json *plan = json_new_object();
        json_set_text(plan, "servicePlanId", seed->plans[i].id);
        json_set_text(plan, "servicePlanName", seed->plans[i].name);
        json_set_text(plan, "provisioningStatus", "Success");
        json_set_text(plan, "appliesTo", strcmp(seed->plans[i].name, "EXCHANGE_S_FOUNDATION") ? "User" : "Company");
        json_push(plans, plan);
    }
    return plans;
}

static struct json *sku(struct tenant *tenant, const struct tenant_request *request, int row)
{
    const struct seed_sku *seed = &seed_skus[row];
    struct json *one = json_new_object(), *units = json_new_object(), *subscriptions = json_new_array();
    uint32_t users = store_people(tenant->store)->count, consumed = store_consumed(tenant->store, row);
    uint32_t bought = (uint32_t)((uint64_t)users * (uint64_t)seed->prepaid_percent / 100);
    json_set_text(one, "id", arena_printf(request->arena, "%s_%s", tenant->tenant_id, seed->sku_id));
    json_set_text(one, "accountId", tenant->tenant_id);
    json_set_text(one, "accountName", "contoso");
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
    json_push(subscriptions, json_new_text(arena_printf(request->arena, "%.24s%012x", seed->sku_id, 0x5b5c + row)));
    json_set(one, "subscriptionIds", subscriptions);
    json_set(one, "servicePlans", plans_of(seed));
    return one;
}

void organization_skus(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct json *list = json_new_array();
    for (int row = 0; row < seed_sku_count; row++)
        json_push(list, sku(tenant, request, row));
    answer_list(request, reply, "subscribedSku", "subscribedSkus", list);
}
