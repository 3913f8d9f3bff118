/* Delegated administration as the partner sees it, and as the customer's directory enforces it. */
#include "tenant/login/partner.h"

#include "base/clock.h"
#include "tenant/graph/users.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { PAGE = 100, PAGE_MOST = 999 };

static const struct login_config *config_of(const struct tenant *tenant)
{
    return tenant->home->login->config;
}

/* Whether the customers are this tenant's: those of the first one. */
static bool is_partner(const struct tenant *tenant)
{
    return tenant->home == tenant;
}

/* --- lists --- */

/* Whether `name` is one of the comma-separated names. */
static bool in_list(const char *list, const char *name)
{
    for (const char *at = list; *at; at += strcspn(at, ",") + (at[strcspn(at, ",")] == ','))
        if (strcspn(at, ",") == strlen(name) && !strncmp(at, name, strlen(name)))
            return true;
    return false;
}

static bool known_names(const struct tenant_request *request, struct tenant_reply *reply, const struct json *sample,
                        const char *type, const char *select)
{
    for (const char *at = select; *at;) {
        size_t length = strcspn(at, ",");
        const char *name = arena_strndup(request->arena, at, length);
        at += length + (at[length] == ',');
        if (json_get(sample, name))
            continue;
        tenant_errorf(
            request, reply, 400, "BadRequest",
            "Parsing OData Select and Expand failed: Could not find a property named '%s' on type 'microsoft.graph.%s'.",
            name, type);
        return false;
    }
    return true;
}

static struct json *select_of(const struct json *object, const char *select)
{
    struct json *kept = json_new_object();
    for (const struct json *member = json_first(object); member; member = json_next(member))
        if (in_list(select, json_key(member)))
            json_set(kept, json_key(member), json_copy(member));
    return kept;
}

/* The link to what follows `from`: the options as asked, with another place. */
static const char *next_link(const struct tenant_request *request, size_t from)
{
    auto_buf struct buf link = buf_make(1 << 16);
    buf_printf(&link, "%s/%s%s?", request->origin, request->version, request->path);
    for (const char *at = request->query_text; *at;) {
        size_t length = strcspn(at, "&");
        if (strncasecmp(at, "$skiptoken=", 11) != 0 && strncasecmp(at, "%24skiptoken=", 13) != 0)
            buf_printf(&link, "%.*s&", (int)length, at);
        at += length + (at[length] == '&');
    }
    buf_printf(&link, "$skiptoken=%zu", from);
    return arena_strdup(request->arena, buf_text(&link));
}

static bool number_of(const struct tenant_request *request, struct tenant_reply *reply, const char *option,
                      long otherwise, long least, long most, long *out)
{
    const char *text = tenant_query(request, option);
    char *end = NULL;
    *out = text ? strtol(text, &end, 10) : otherwise;
    if (!text || (end != text && !*end && *out >= least && *out <= most))
        return true;
    tenant_errorf(request, reply, 400, "BadRequest", "Invalid value '%s' for %s.", text, option);
    return false;
}

/* Answer with a page of a list (consumed). */
static void answer_list(const struct tenant_request *request, struct tenant_reply *reply, const char *type,
                        const char *set, struct json *list)
{
    static const char *const allowed[] = {"$select", "$filter", "$top", "$skiptoken", NULL};
    auto_json struct json *all = list;
    const char *select = tenant_query(request, "$select");
    long top, from, place = 0;
    if (!tenant_allow_query(request, reply, allowed) || !number_of(request, reply, "$top", PAGE, 1, PAGE_MOST, &top) ||
        !number_of(request, reply, "$skiptoken", 0, 0, 1000000, &from) ||
        (select && json_first(all) && !known_names(request, reply, json_first(all), type, select)))
        return;
    auto_json struct json *root = json_new_object();
    struct json *value = json_new_array();
    json_set_text(root, "@odata.context",
                  arena_printf(request->arena, "%s/%s/$metadata#%s%s%s%s", request->origin, request->version, set,
                               select ? "(" : "", select ? select : "", select ? ")" : ""));
    if ((long)json_count(all) > from + top)
        json_set_text(root, "@odata.nextLink", next_link(request, (size_t)(from + top)));
    json_set(root, "value", value);
    for (const struct json *one = json_first(all); one; one = json_next(one), place++)
        if (place >= from && place < from + top)
            json_push(value, select ? select_of(one, select) : json_copy(one));
    tenant_json(reply, 200, root);
}

/* --- relationships --- */

static struct json *details_of(const struct login_relationship *relationship)
{
    struct json *details = json_new_object(), *roles = json_new_array();
    for (size_t i = 0; i < relationship->roles.count; i++) {
        struct json *role = json_new_object();
        json_set_text(role, "roleDefinitionId", relationship->roles.names[i]);
        json_push(roles, role);
    }
    json_set(details, "unifiedRoles", roles);
    return details;
}

static struct json *relationship_of(const struct tenant_request *request, const struct login_tenant *customer,
                                    const struct login_relationship *relationship, size_t place)
{
    char date[CLOCK_TEXT];
    struct json *one = json_new_object(), *whom = json_new_object();
    json_set_text(one, "id",
                  relationship->id ? relationship->id
                                   : arena_printf(request->arena, "%s-%s%04zu", customer->id,
                                                  "5b3c0a52-1c2d-4e3f-8a4b-00000000", place));
    json_set_text(one, "displayName", relationship->name ? relationship->name : customer->name);
    json_set_text(one, "duration", relationship->duration);
    json_set_text(one, "autoExtendDuration", relationship->auto_extend);
    json_set_text(one, "status", relationship->status);
    json_set_text(one, "createdDateTime", clock_format(relationship->end - 730 * INT64_C(86400000), date));
    json_set_text(one, "activatedDateTime", clock_format(relationship->end - 730 * INT64_C(86400000), date));
    json_set_text(one, "lastModifiedDateTime", clock_format(relationship->end - 365 * INT64_C(86400000), date));
    json_set_text(one, "endDateTime", clock_format(relationship->end, date));
    json_set_text(whom, "tenantId", customer->id);
    json_set_text(whom, "displayName", customer->name);
    json_set(one, "customer", whom);
    json_set(one, "accessDetails", details_of(relationship));
    return one;
}

/* The status a filter asks for ("" for any); NULL after answering 400. */
static const char *wanted_status(const struct tenant_request *request, struct tenant_reply *reply)
{
    const char *filter = tenant_query(request, "$filter");
    static const char begin[] = "status eq '";
    size_t length = filter ? strlen(filter) : 0;
    if (!filter)
        return "";
    if (!strncmp(filter, begin, sizeof begin - 1) && length > sizeof begin && filter[length - 1] == '\'')
        return arena_strndup(request->arena, filter + sizeof begin - 1, length - sizeof begin);
    tenant_errorf(request, reply, 400, "BadRequest", "Invalid filter clause: only status can be compared, not '%s'.",
                  filter);
    return NULL;
}

static void list_relationships(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    const struct login_config *config = config_of(tenant);
    const char *status = wanted_status(request, reply);
    if (!status)
        return;
    struct json *list = json_new_array();
    for (size_t i = 1; is_partner(tenant) && i < config->tenant_count; i++) {
        const struct login_tenant *customer = &config->tenants[i];
        for (size_t k = 0; k < customer->relationship_count; k++)
            if (!*status || !strcmp(status, customer->relationships[k].status))
                json_push(list, relationship_of(request, customer, &customer->relationships[k], k));
    }
    answer_list(request, reply, "delegatedAdminRelationship", "tenantRelationships/delegatedAdminRelationships", list);
}

static bool is_active(const struct login_relationship *relationship)
{
    return !strcmp(relationship->status, "active") || !strcmp(relationship->status, "expiring");
}

static bool has_active(const struct login_tenant *customer)
{
    for (size_t i = 0; i < customer->relationship_count; i++)
        if (is_active(&customer->relationships[i]))
            return true;
    return false;
}

static void list_customers(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    const struct login_config *config = config_of(tenant);
    struct json *list = json_new_array();
    for (size_t i = 1; is_partner(tenant) && i < config->tenant_count; i++) {
        const struct login_tenant *customer = &config->tenants[i];
        if (!has_active(customer))
            continue;
        struct json *one = json_new_object();
        json_set_text(one, "id", customer->id);
        json_set_text(one, "tenantId", customer->id);
        json_set_text(one, "displayName", customer->name);
        json_push(list, one);
    }
    answer_list(request, reply, "delegatedAdminCustomer", "tenantRelationships/delegatedAdminCustomers", list);
}

static void list_contracts(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    const struct login_config *config = config_of(tenant);
    struct json *list = json_new_array();
    for (size_t i = 1; is_partner(tenant) && i < config->tenant_count; i++) {
        const struct login_tenant *customer = &config->tenants[i];
        if (!customer->contract)
            continue;
        struct json *one = json_new_object();
        json_set_text(one, "id", arena_printf(request->arena, "%.24sc0de%08zx", customer->id, i));
        json_set_text(one, "deletedDateTime", NULL);
        json_set_text(one, "contractType", "Reseller");
        json_set_text(one, "customerId", customer->id);
        json_set_text(one, "defaultDomainName", customer->domain);
        json_set_text(one, "displayName", customer->name);
        json_push(list, one);
    }
    answer_list(request, reply, "contract", "contracts", list);
}

/* --- a tenant by its id --- */

static void find_tenant(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    const char *argument = strstr(request->segments[1], "(tenantId='");
    const char *id = argument ? argument + strlen("(tenantId='") : "";
    struct guid guid;
    size_t length = strlen(id);
    if (length != 38 || strcmp(id + 36, "')") != 0 || !guid_parse(id, 36, &guid)) {
        tenant_error(request, reply, 400, "BadRequest", "The parameter tenantId must be a GUID in quotes.");
        return;
    }
    const struct login_tenant *found = login_config_tenant(config_of(tenant), arena_strndup(request->arena, id, 36));
    if (!found) {
        tenant_errorf(request, reply, 404, "ResourceNotFound",
                      "Unable to find tenant information for the tenant %.36s.", id);
        return;
    }
    auto_json struct json *answer = json_new_object();
    json_set_text(answer, "@odata.context",
                  arena_printf(request->arena, "%s/%s/$metadata#microsoft.graph.tenantInformation", request->origin,
                               request->version));
    json_set_text(answer, "tenantId", found->id);
    json_set_text(answer, "federationBrandName", NULL);
    json_set_text(answer, "displayName", found->name);
    json_set_text(answer, "defaultDomainName", found->domain);
    tenant_json(reply, 200, answer);
}

#define ANY_OF(...)        ((const char *const[]){__VA_ARGS__, NULL})
#define READ_RELATIONSHIPS ANY_OF("DelegatedAdminRelationship.Read.All", "DelegatedAdminRelationship.ReadWrite.All")
#define READ_DIRECTORY     ANY_OF("Directory.Read.All", "Directory.ReadWrite.All")
#define READ_TENANTS       ANY_OF("CrossTenantInformation.ReadBasic.All")

const struct route partner_routes[] = {
    ROUTE("GET", "tenantRelationships/delegatedAdminRelationships", READ_RELATIONSHIPS, 1, 0, list_relationships),
    ROUTE("GET", "tenantRelationships/delegatedAdminCustomers", READ_RELATIONSHIPS, 1, 0, list_customers),
    ROUTE("GET", "tenantRelationships/findTenantInformationByTenantId(*)", READ_TENANTS, 1, 0, find_tenant),
    ROUTE("GET", "contracts", READ_DIRECTORY, 3, 0, list_contracts),
    {.method = NULL},
};

/* --- what the customer's directory says to the partner's people --- */

bool partner_permits(const struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply)
{
    const struct tenant_caller *caller = &request->caller;
    const struct login_tenant *customer = tenant->login->described;
    if (!caller->foreign || !customer->relationship_count)
        return true;
    if (!has_active(customer))
        tenant_error(request, reply, 403, "CoreException", "User was not found.");
    else if (caller->role_count <= 1) /* the one that everybody has */
        tenant_error(request, reply, 403, "Authorization_RequestDenied",
                     "Unable to initialize the authorization context.");
    else
        return true;
    return false;
}
