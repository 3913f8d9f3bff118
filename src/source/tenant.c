/* The tenant itself: who it is, what it owns, and a partner's customers. */
#include "api/graph/partners.h"
#include "api/graph/users.h"
#include "base/clean.h"
#include "codec/json.h"
#include "source/rows.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define COUNT_OF(array) (sizeof array / sizeof array[0])

/* --- who it is --- */

static const struct field organization_fields[] = {
    {.name = "id", .label = "Tenant id", .type = FIELD_GUID, .flags = FIELD_REQUIRED},
    {.name = "displayName", .label = "Name"},
    {.name = "defaultDomain", .label = "Default domain", .flags = FIELD_BESIDE},
    {.name = "verifiedDomains", .label = "Domains", .type = FIELD_TEXTS, .each = "name"},
    {.name = "countryLetterCode", .label = "Country"},
    {.name = "defaultUsageLocation", .label = "Default usage location"},
    {.name = "onPremisesSyncEnabled", .label = "Synchronised", .type = FIELD_BOOL},
    {.name = "onPremisesLastSyncDateTime", .label = "Last synchronised", .type = FIELD_TIME},
};
static const struct record_kind organization_kind = {.name = "organization",
                                                     .many = "organizations",
                                                     .fields = organization_fields,
                                                     .count = COUNT_OF(organization_fields),
                                                     .id = 0,
                                                     .title = 1,
                                                     .detail = 2,
                                                     .time = -1};

static struct http_request *ask_organization(struct reading *reading)
{
    auto_buf struct buf path = buf_make(1024);
    buf_puts(&path, "/organization?$select=");
    decode_select(&organization_kind, &path);
    return graph_get(reading->arena, reading->endpoints, buf_text(&path));
}

static bool name_domain(struct reading *reading, const struct json *object, struct record *record)
{
    const struct value *domains = record_value(record, "verifiedDomains");
    size_t at = 0;
    (void)reading;
    for (const struct json *one = json_first(json_get(object, "verifiedDomains")); one; one = json_next(one)) {
        if (at < domains->count && json_true(json_get(one, "isDefault")))
            record_set_text(record, "defaultDomain", domains->texts[at]);
        at += json_text(json_get(one, "name")) != NULL;
    }
    return true;
}

/* --- what it owns --- */

static const struct field subscription_fields[] = {
    {.name = "skuId", .label = "Product id", .type = FIELD_GUID, .flags = FIELD_REQUIRED},
    {.name = "skuPartNumber", .label = "Part number"},
    {.name = "capabilityStatus", .label = "Status"},
    {.name = "enabled", .label = "Owned", .type = FIELD_NUMBER, .path = "prepaidUnits.enabled"},
    {.name = "consumedUnits", .label = "Used", .type = FIELD_NUMBER},
    {.name = "servicePlans", .label = "Service plans", .type = FIELD_TEXTS, .each = "servicePlanName"},
    {.name = "servicePlanIds",
     .label = "Ids of the service plans",
     .type = FIELD_TEXTS,
     .path = "servicePlans",
     .each = "servicePlanId",
     .flags = FIELD_HIDDEN},
    {.name = "plansOff", .label = "Plans switched off", .type = FIELD_TEXTS, .flags = FIELD_BESIDE},
};
static const struct record_kind subscription_kind = {.name = "subscription",
                                                     .many = "subscriptions",
                                                     .fields = subscription_fields,
                                                     .count = COUNT_OF(subscription_fields),
                                                     .id = 0,
                                                     .title = 1,
                                                     .detail = -1,
                                                     .time = -1};

static struct http_request *ask_subscriptions(struct reading *reading)
{
    return graph_skus(reading->arena, reading->endpoints);
}

bool name_plans_off(struct reading *reading, const struct json *object, struct record *record)
{
    const struct json *plans = json_get(object, "servicePlans");
    const char **off = arena_alloc(reading->arena, (json_count(plans) + 1) * sizeof *off);
    struct value value = {.known = json_kind(plans) == JSON_ARRAY, .texts = off};
    for (const struct json *one = json_first(plans); one; one = json_next(one)) {
        const char *name = json_text_or(json_get(one, "servicePlanName"), "");
        if (!strcmp(json_text_or(json_get(one, "provisioningStatus"), ""), "Disabled"))
            off[value.count++] = clean_strdup(reading->arena, name, strlen(name));
    }
    record_set(record, "plansOff", value);
    return true;
}

bool subscription_runs(const struct record *subscription, const char *plan)
{
    const struct value *off = record_value(subscription, "plansOff");
    bool runs = subscription_in_use(subscription);
    for (size_t i = 0; i < off->count; i++)
        runs &= strcmp(off->texts[i], plan) != 0;
    return runs;
}

bool subscription_in_use(const struct record *subscription)
{
    const char *status = record_text(subscription, "capabilityStatus");
    return !*status || !strcmp(status, "Enabled") || !strcmp(status, "Warning");
}

bool subscriptions_hold(const struct record_page *page, const char *plan)
{
    bool there = false;
    for (size_t i = 0; i < page->count; i++) {
        const struct value *plans = record_value(&page->records[i], "servicePlans");
        for (size_t k = 0; k < plans->count; k++)
            there |= !strncmp(plans->texts[k], plan, strlen(plan)) &&
                     subscription_runs(&page->records[i], plans->texts[k]);
    }
    return there;
}

bool subscriptions_tell(const struct record_page *page)
{
    bool told = true;
    for (size_t i = 0; i < page->count; i++)
        told &= !subscription_in_use(&page->records[i]) || record_value(&page->records[i], "servicePlans")->known;
    return told;
}

/* --- a partner's customers: relationships, then contracts --- */

static const struct field customer_fields[] = {
    {.name = "name", .label = "Name"},
    {.name = "tenantId", .label = "Tenant id", .flags = FIELD_REQUIRED},
    {.name = "defaultDomainName", .label = "Default domain"},
    {.name = "status", .label = "Status"},
    {.name = "endDateTime", .label = "Ends", .type = FIELD_TIME},
    {.name = "renews", .label = "Renews itself", .type = FIELD_BOOL},
    {.name = "roles", .label = "Roles", .type = FIELD_TEXTS},
};
enum { CUSTOMER_NAME, CUSTOMER_ID, CUSTOMER_DOMAIN, CUSTOMER_STATUS, CUSTOMER_ENDS, CUSTOMER_RENEWS, CUSTOMER_ROLES };
static const struct record_kind customer_kind = {.name = "customer",
                                                 .many = "customers",
                                                 .fields = customer_fields,
                                                 .count = COUNT_OF(customer_fields),
                                                 .id = CUSTOMER_ID,
                                                 .title = CUSTOMER_NAME,
                                                 .detail = CUSTOMER_DOMAIN,
                                                 .time = -1};

struct partner { /* state of the reading */
    struct customers customers;
    bool by_contract;   /* contracts stand in for relationships */
    struct err refused; /* why the relationships could not be read */
    bool cut;           /* some of them were: what is known of customers is a part */
};

enum { IDLE_CONTRACTS = 1000 }; /* they may tell domains alone */

enum { RELATIONSHIPS = 1, CONTRACTS };

static struct value text_value(const char *text)
{
    return (struct value){.known = *text != '\0', .text = text};
}

static void take_customer(struct record_page *page, const struct customer *customer)
{
    struct value *values = record_page_add(page)->values;
    values[CUSTOMER_ID] = text_value(arena_strdup(page->arena, customer->tenant_id));
    values[CUSTOMER_NAME] = text_value(arena_strdup(page->arena, customer->name));
    values[CUSTOMER_DOMAIN] = text_value(arena_strdup(page->arena, customer->domain));
    values[CUSTOMER_STATUS] = text_value(customer->status);
    values[CUSTOMER_ENDS] = (struct value){.known = customer->ends != 0, .number = customer->ends};
    values[CUSTOMER_RENEWS] = (struct value){.known = true, .truth = customer->renews};
    const char **roles = arena_alloc(page->arena, (strlen(customer->roles) / 2 + 2) * sizeof *roles);
    struct value *all = &values[CUSTOMER_ROLES];
    *all = (struct value){.known = true, .texts = roles};
    for (const char *at = customer->roles; *at; at += strspn(at, ", ")) {
        size_t length = strcspn(at, ",");
        roles[all->count++] = arena_strndup(page->arena, at, length);
        at += length;
    }
}

static int by_name(const void *a, const void *b)
{
    const struct record *one = a, *other = b;
    int order = strcasecmp(record_text_at(one, CUSTOMER_NAME), record_text_at(other, CUSTOMER_NAME));
    return order ? order : strcmp(record_text_at(one, CUSTOMER_ID), record_text_at(other, CUSTOMER_ID));
}

/* With contracts alone nobody is seen who is a customer by delegated administration. */
static void name_the_unlisted(struct err *e)
{
    struct err why = *e;
    err_set(e, why.code,
            "only customers with a contract are listed, not those by delegated administration alone: %.200s",
            why.message);
    err_hint(e, "DelegatedAdminRelationship.Read.All is needed: register an application that has it (docs/SETUP.md)");
}

static enum source_step listed(struct reading *reading, const struct http_reply *reply)
{
    struct partner *partner = reading->own;
    if (!partner->customers.count && partner->refused.code != ERR_OK)
        return reading_stop(reading, reply, &partner->refused);
    for (const struct customer *one = partner->customers.first; one; one = one->next)
        take_customer(reading->page, one);
    if (reading->page->count)
        qsort(reading->page->records, reading->page->count, sizeof *reading->page->records, by_name);
    if (partner->refused.code == ERR_OK)
        return reading_end(reading);
    if (!partner->cut)
        name_the_unlisted(&partner->refused);
    return reading_stop(reading, NULL, &partner->refused);
}

static enum source_step customers_step(struct reading *reading, const struct http_reply *reply)
{
    struct partner *partner = reading->own;
    struct http_request *next = NULL;
    struct err e = {.code = ERR_OK};
    size_t known = partner ? partner->customers.count : 0;
    if (!reply) {
        reading->own = partner = arena_alloc(reading->arena, sizeof *partner);
        partner->customers = customers_make(reading->arena);
        reading->step = RELATIONSHIPS;
        reading->request = graph_relationships(reading->arena, reading->endpoints);
        return SOURCE_SEND;
    }
    if (reading->step == RELATIONSHIPS) {
        if (!graph_relationships_read(&partner->customers, reply, reading->endpoints, &next, &e))
            partner->refused = e;
        partner->cut = partner->refused.code != ERR_OK && known;
    } else { /* of contracts domains alone are wanted, unless there are no relationships */
        partner->by_contract |= partner->refused.code != ERR_OK || !partner->customers.count;
        if (!graph_contracts_read(&partner->customers, reply, reading->endpoints, partner->by_contract, &next, &e) &&
            partner->refused.code == ERR_OK && !partner->customers.count)
            partner->refused = e;
    }
    size_t more = partner->customers.count - known, most = reading->step == CONTRACTS ? IDLE_CONTRACTS : PAGING_IDLE;
    if (next && !paging_page(&reading->paging, reading->arena, more, partner->customers.count, most)) {
        paging_endless(&partner->refused, partner->customers.count, "customers");
        partner->cut = partner->customers.count != 0;
        next = NULL;
    }
    if (!next)
        reading->paging.idle = 0;
    if (!next && reading->step == CONTRACTS)
        return listed(reading, reply);
    reading->step = next ? reading->step : CONTRACTS;
    reading->request = next ? next : graph_contracts(reading->arena, reading->endpoints);
    return pages_once(reading);
}

const struct source tenant_sources[] = {
    {
        .name = "organization",
        .label = "The tenant's name and domains",
        .scope = SOURCE_OF_TENANT,
        .kind = &organization_kind,
        .needs = ANY_OF("Organization.Read.All", "User.Read", READS_USERS),
        .phase = PHASE_STATE,
        .ask = ask_organization,
        .finish = name_domain,
    },
    {
        .name = "subscriptions",
        .label = "Which licences there are",
        .scope = SOURCE_OF_TENANT,
        .kind = &subscription_kind,
        .needs = ANY_OF("LicenseAssignment.Read.All", "LicenseAssignment.ReadWrite.All", "Organization.Read.All",
                        READS_DIRECTORY),
        .phase = PHASE_STATE,
        .ask = ask_subscriptions,
        .finish = name_plans_off,
    },
    {
        .name = "customers",
        .label = "A partner's customers",
        .scope = SOURCE_OF_TENANT,
        .flags = SOURCE_PARTNER,
        .kind = &customer_kind,
        .needs = ANY_OF("DelegatedAdminRelationship.Read.All", "DelegatedAdminRelationship.ReadWrite.All"),
        .phase = PHASE_STATE,
        .step = customers_step,
    },
};
const size_t tenant_source_count = COUNT_OF(tenant_sources);
