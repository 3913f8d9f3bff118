/* The tenant's own records: organization, licences, domains. Small, so they are built as trees. */
#include "tenant/graph/users.h"

#include "base/clock.h"
#include "tenant/wire/licence.h"
#include "tenant/wire/objects.h"
#include <string.h>

static const char *const list_options[] = {"$select", NULL};

static void set_texts(struct json *object, const char *name, const char *const *texts)
{
    struct json *array = json_new_array();
    for (; *texts; texts++)
        json_push(array, json_new_text(*texts));
    json_set(object, name, array);
}

/* --- organization --- */

static struct json *verified(const struct seed_people *people, const char *name)
{
    bool initial = name == people->initial_domain;
    struct json *object = json_new_object();
    json_set_text(object, "capabilities", "Email, OfficeCommunicationsOnline");
    json_set_bool(object, "isDefault", name == people->domain);
    json_set_bool(object, "isInitial", initial);
    json_set_text(object, "name", name);
    json_set_text(object, "type", name == people->federated_domain ? "Federated" : "Managed");
    return object;
}

static void push_verified(struct tenant *tenant, struct json *list)
{
    const struct seed_people *people = store_people(tenant->store);
    json_push(list, verified(people, people->initial_domain));
    json_push(list, verified(people, people->domain));
    if (people->federated_domain)
        json_push(list, verified(people, people->federated_domain));
    for (const struct json *more = json_first(store_record(tenant->store, "domains")); more; more = json_next(more))
        json_push(list, verified(people, json_key(more))); /* a scenario's */
}

void organization_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const names[] = {"id",
                                        "deletedDateTime",
                                        "displayName",
                                        "tenantType",
                                        "createdDateTime",
                                        "businessPhones",
                                        "street",
                                        "city",
                                        "state",
                                        "postalCode",
                                        "country",
                                        "countryLetterCode",
                                        "defaultUsageLocation",
                                        "preferredLanguage",
                                        "technicalNotificationMails",
                                        "marketingNotificationEmails",
                                        "securityComplianceNotificationMails",
                                        "securityComplianceNotificationPhones",
                                        "onPremisesSyncEnabled",
                                        "onPremisesLastSyncDateTime",
                                        "verifiedDomains",
                                        NULL};
    static const struct object_kind kind = {
        .type = "organization", .set = "organization", .properties = names, .options = list_options};
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
    push_verified(tenant, domains);
    json_set(one, "verifiedDomains", domains);
    json_push(list, one);
    objects_answer_list(request, reply, &kind, list);
}

/* --- domains --- */

void organization_domains(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    const struct seed_people *people = store_people(tenant->store);
    const struct json *more = store_record(tenant->store, "domains");
    const char **domains = arena_alloc(request->arena, (json_count(more) + 4) * sizeof *domains);
    size_t n = 0, managed;
    domains[n++] = people->domain;
    domains[n++] = people->initial_domain;
    for (more = json_first(more); more; more = json_next(more)) /* a scenario's */
        domains[n++] = json_key(more);
    managed = n;
    domains[n] = people->federated_domain; /* may be NULL */
    static const char *const names[] = {"id",
                                        "authenticationType",
                                        "availabilityStatus",
                                        "isAdminManaged",
                                        "isDefault",
                                        "isInitial",
                                        "isRoot",
                                        "isVerified",
                                        "supportedServices",
                                        "passwordValidityPeriodInDays",
                                        "passwordNotificationWindowInDays",
                                        "state",
                                        NULL};
    static const struct object_kind kind = {
        .type = "domain", .set = "domains", .properties = names, .options = list_options};
    static const char *const services[] = {"Email", "OfficeCommunicationsOnline", NULL};
    struct json *list = json_new_array();
    for (size_t i = 0; domains[i]; i++) {
        struct json *one = json_new_object();
        json_set_text(one, "id", domains[i]);
        json_set_text(one, "authenticationType", i < managed ? "Managed" : "Federated");
        json_set_text(one, "availabilityStatus", NULL);
        json_set_bool(one, "isAdminManaged", true);
        json_set_bool(one, "isDefault", i == 0);
        json_set_bool(one, "isInitial", i == 1);
        json_set_bool(one, "isRoot", i < managed);
        json_set_bool(one, "isVerified", true);
        set_texts(one, "supportedServices", services);
        json_set_number(one, "passwordValidityPeriodInDays", 2147483647);
        json_set_number(one, "passwordNotificationWindowInDays", 14);
        json_set_text(one, "state", NULL);
        json_push(list, one);
    }
    objects_answer_list(request, reply, &kind, list);
}

/* --- licences --- */

static struct json *sku(struct tenant *tenant, const struct tenant_request *request, int row)
{
    const struct seed_sku *seed = &seed_skus[row];
    struct json *one = json_new_object(), *units = json_new_object(), *subscriptions = json_new_array();
    json_set_text(one, "id", arena_printf(request->arena, "%s_%s", tenant->tenant_id, seed->sku_id));
    json_set_text(one, "accountId", tenant->tenant_id);
    json_set_text(one, "accountName", "contoso");
    json_set_text(one, "skuId", seed->sku_id);
    json_set_text(one, "skuPartNumber", seed->part_number);
    json_set_text(one, "appliesTo", "User");
    json_set_text(one, "capabilityStatus", seed->grace ? "Warning" : "Enabled");
    json_set_number(one, "consumedUnits", store_consumed(tenant->store, row));
    json_set_number(units, "enabled", seed->grace ? 0 : store_seats(tenant->store, row));
    json_set_number(units, "warning", seed->grace ? store_seats(tenant->store, row) : 0);
    json_set_number(units, "suspended", 0);
    json_set_number(units, "lockedOut", 0);
    json_set(one, "prepaidUnits", units);
    json_push(subscriptions, json_new_text(arena_printf(request->arena, "%.24s%012x", seed->sku_id, 0x5b5c + row)));
    json_set(one, "subscriptionIds", subscriptions);
    json_set(one, "servicePlans", licence_plans(tenant, row, NULL));
    return one;
}

void organization_skus(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const names[] = {"id",
                                        "accountId",
                                        "accountName",
                                        "skuId",
                                        "skuPartNumber",
                                        "appliesTo",
                                        "capabilityStatus",
                                        "consumedUnits",
                                        "prepaidUnits",
                                        "subscriptionIds",
                                        "servicePlans",
                                        NULL};
    static const struct object_kind kind = {
        .type = "subscribedSku", .set = "subscribedSkus", .properties = names, .options = list_options};
    struct json *list = json_new_array();
    for (int row = 0; row < seed_sku_count; row++)
        json_push(list, sku(tenant, request, row));
    objects_answer_list(request, reply, &kind, list);
}
