/* Finding one user, its details, and the tenant's own records. */
#include "api/graph/users.h"

#include "base/clean.h"
#include "base/guid.h"
#include "codec/url.h"
#include <string.h>

bool graph_users_find_is_exact(const char *text)
{
    struct guid guid;
    return guid_parse(text, strlen(text), &guid) || strchr(text, '@');
}

struct http_request *graph_users_find(struct arena *arena, const struct endpoints *endpoints, const char *text)
{
    static const char select[] =
        "$select=id,displayName,userPrincipalName,accountEnabled,userType,onPremisesSyncEnabled";
    if (graph_users_find_is_exact(text))
        return graph_get(arena, endpoints, graph_user_path(arena, text, arena_printf(arena, "?%s", select)));
    auto_buf struct buf plain = buf_make(4096), path = buf_make(16384);
    for (const char *c = text; *c; c++) /* a quote or backslash would end the phrase */
        buf_putc(&plain, *c == '"' || *c == '\\' ? ' ' : *c);
    char *query = arena_printf(arena, "\"displayName:%s\" OR \"userPrincipalName:%s\"", buf_text(&plain),
                               buf_text(&plain));
    buf_printf(&path, "/users?%s&$top=25&$count=true&$search=", select);
    url_encode(&path, query);
    struct http_request *r = graph_get(arena, endpoints, buf_text(&path));
    r->headers = http_header_add(arena, r->headers, "ConsistencyLevel", "eventual");
    return r;
}

static char *cleaned(struct arena *arena, const struct json *value)
{
    const char *text = json_text_or(value, "");
    return clean_strdup(arena, text, strlen(text));
}

struct user_match *graph_users_found(const struct http_reply *reply, struct arena *arena, struct err *e)
{
    struct user_match *first = NULL, **last = &first;
    *e = (struct err){0};
    if (reply->status == 404)
        return NULL;
    auto_json struct json *root = graph_body(reply, e);
    const struct json *list = json_get(root, "value");
    for (const struct json *u = list ? json_first(list) : root; u; u = list ? json_next(u) : NULL) {
        struct user_match *m = arena_alloc(arena, sizeof *m);
        m->id = cleaned(arena, json_get(u, "id"));
        m->user_principal_name = cleaned(arena, json_get(u, "userPrincipalName"));
        m->display_name = cleaned(arena, json_get(u, "displayName"));
        m->enabled = json_true(json_get(u, "accountEnabled"));
        m->synced = json_true(json_get(u, "onPremisesSyncEnabled"));
        m->guest = !strcmp(json_text_or(json_get(u, "userType"), ""), "Guest");
        *last = m;
        last = &m->next;
    }
    return first;
}

static const struct {
    const char *name, *label;
} fields[] = {
    {"displayName", "Display name"},
    {"userPrincipalName", "Sign-in name"},
    {"mail", "E-mail"},
    {"id", "Object id"},
    {"accountEnabled", "Sign-in allowed"},
    {"userType", "User type"},
    {"givenName", "First name"},
    {"surname", "Last name"},
    {"jobTitle", "Job title"},
    {"department", "Department"},
    {"companyName", "Company"},
    {"officeLocation", "Office"},
    {"businessPhones", "Business phone"},
    {"mobilePhone", "Mobile phone"},
    {"streetAddress", "Street"},
    {"city", "City"},
    {"state", "State"},
    {"postalCode", "Postal code"},
    {"country", "Country"},
    {"usageLocation", "Usage location"},
    {"preferredLanguage", "Language"},
    {"employeeId", "Employee id"},
    {"proxyAddresses", "Addresses"},
    {"otherMails", "Other e-mail"},
    {"createdDateTime", "Created"},
    {"lastPasswordChangeDateTime", "Password changed"},
    {"signInSessionsValidFromDateTime", "Sessions valid from"},
    {"onPremisesSyncEnabled", "Synchronised"},
    {"onPremisesLastSyncDateTime", "Last synchronised"},
    {"onPremisesSamAccountName", "SAM account name"},
    {"onPremisesDistinguishedName", "Distinguished name"},
    {"onPremisesImmutableId", "Immutable id"},
};

struct http_request *graph_user_detail(struct arena *arena, const struct endpoints *endpoints, const char *id)
{
    auto_buf struct buf rest = buf_make(8192);
    buf_puts(&rest, "?$select=assignedLicenses");
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        buf_printf(&rest, ",%s", fields[i].name);
    buf_puts(&rest, "&$expand=manager($select=id,displayName,userPrincipalName)");
    return graph_get(arena, endpoints, graph_user_path(arena, id, buf_text(&rest)));
}

static char *formatted(struct arena *arena, const struct json *value)
{
    auto_buf struct buf out = buf_make(64u << 10);
    switch (json_kind(value)) {
    case JSON_STRING:
        return cleaned(arena, value);
    case JSON_BOOL:
        return arena_strdup(arena, json_true(value) ? "yes" : "no");
    case JSON_ARRAY:
        for (const struct json *c = json_first(value); c; c = json_next(c))
            if (json_text(c))
                buf_printf(&out, "%s%s", out.length ? ", " : "", json_text(c));
        return clean_strdup(arena, buf_text(&out), out.length);
    default:
        return arena_strdup(arena, "");
    }
}

static struct detail_field *field_new(struct arena *arena, const char *name, const char *label, char *value)
{
    struct detail_field *f = arena_alloc(arena, sizeof *f);
    *f = (struct detail_field){.name = name, .label = label, .value = value};
    return f;
}

struct detail_field *graph_user_detail_fields(const struct http_reply *reply, struct arena *arena, struct err *e)
{
    auto_json struct json *root = graph_body(reply, e);
    struct detail_field *first = NULL, **last = &first;
    if (!root)
        return NULL;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        *last = field_new(arena, fields[i].name, fields[i].label, formatted(arena, json_get(root, fields[i].name)));
        last = &(*last)->next;
    }
    *last = field_new(arena, "manager", "Manager", cleaned(arena, json_path(root, "manager.displayName")));
    return first;
}

struct http_request *graph_organization(struct arena *arena, const struct endpoints *endpoints)
{
    return graph_get(arena, endpoints,
                     "/organization?$select=id,displayName,verifiedDomains,onPremisesSyncEnabled,"
                     "onPremisesLastSyncDateTime,defaultUsageLocation,countryLetterCode");
}

bool graph_organization_read(const struct http_reply *reply, struct arena *arena, struct organization *out,
                             struct err *e)
{
    auto_json struct json *root = graph_body(reply, e);
    const struct json *first = json_first(json_get(root, "value")), *domain = NULL;
    if (!root)
        return false;
    for (const struct json *d = json_first(json_get(first, "verifiedDomains")); d; d = json_next(d))
        if (json_true(json_get(d, "isDefault")))
            domain = d;
    out->id = cleaned(arena, json_get(first, "id"));
    out->display_name = cleaned(arena, json_get(first, "displayName"));
    out->default_domain = cleaned(arena, json_get(domain, "name"));
    out->country = cleaned(arena, json_get(first, "countryLetterCode"));
    return true;
}

struct http_request *graph_skus(struct arena *arena, const struct endpoints *endpoints)
{
    return graph_get(arena, endpoints, "/subscribedSkus");
}

struct sku *graph_skus_read(const struct http_reply *reply, struct arena *arena, struct err *e)
{
    struct sku *first = NULL, **last = &first;
    *e = (struct err){0};
    auto_json struct json *root = graph_body(reply, e);
    for (const struct json *s = json_first(json_get(root, "value")); s; s = json_next(s)) {
        struct sku *sku = arena_alloc(arena, sizeof *sku);
        sku->id = cleaned(arena, json_get(s, "skuId"));
        sku->part_number = cleaned(arena, json_get(s, "skuPartNumber"));
        sku->enabled = (long)json_integer(json_path(s, "prepaidUnits.enabled"), 0);
        sku->consumed = (long)json_integer(json_get(s, "consumedUnits"), 0);
        *last = sku;
        last = &sku->next;
    }
    return first;
}

static bool is_in_use(const struct json *sku)
{
    const char *status = json_text_or(json_get(sku, "capabilityStatus"), "Enabled");
    return !strcmp(status, "Enabled") || !strcmp(status, "Warning");
}

bool graph_plans_read(const struct http_reply *reply, struct entra_plans *out, struct err *e)
{
    auto_json struct json *root = graph_body(reply, e);
    *out = (struct entra_plans){0};
    for (const struct json *sku = json_first(json_get(root, "value")); sku; sku = json_next(sku))
        for (const struct json *plan = is_in_use(sku) ? json_first(json_get(sku, "servicePlans")) : NULL; plan;
             plan = json_next(plan)) {
            const char *name = json_text_or(json_get(plan, "servicePlanName"), "");
            out->p2 |= !strcmp(name, "AAD_PREMIUM_P2");
            out->p1 |= !strncmp(name, "AAD_PREMIUM", 11);
        }
    return root != NULL;
}
