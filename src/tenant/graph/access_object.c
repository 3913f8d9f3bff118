/* A policy as Graph shows it. */
#include "tenant/graph/access.h"

#include "base/clock.h"
#include "tenant/graph/groups.h"
#include <stdio.h>
#include <string.h>

#define DAY INT64_C(86400000)

static struct json *texts(const char *const list[ACCESS_LIST])
{
    struct json *array = json_new_array();
    for (int i = 0; i < ACCESS_LIST && list[i]; i++)
        json_push(array, json_new_text(list[i]));
    return array;
}

/* Ids for nicknames; what is an id or a word of the service stays. */
static struct json *people(const struct tenant *tenant, const char *const list[ACCESS_LIST])
{
    const struct seed_people *all = store_people(tenant->store);
    const char *domains[] = {all->domain, all->initial_domain};
    struct json *array = json_new_array();
    for (int i = 0; i < ACCESS_LIST && list[i]; i++) {
        char upn[SEED_TEXT], id[GUID_TEXT];
        uint32_t number = SEED_NOBODY;
        for (int d = 0; d < 2 && number == SEED_NOBODY && strcmp(list[i], "All") != 0; d++) {
            snprintf(upn, sizeof upn, "%s@%s", list[i], domains[d]);
            number = store_find(tenant->store, upn);
        }
        struct guid guid = number == SEED_NOBODY ? (struct guid){{0}} : seed_id(all, number);
        json_push(array, json_new_text(number == SEED_NOBODY ? list[i] : guid_format(&guid, id)));
    }
    return array;
}

static struct json *groups(const char *const list[ACCESS_LIST])
{
    struct json *array = json_new_array();
    for (int i = 0; i < ACCESS_LIST && list[i]; i++) {
        const char *id = list[i];
        for (int g = 0; g < seed_group_count; g++)
            if (!strcmp(seed_groups[g].nickname, id))
                id = seed_groups[g].id;
        json_push(array, json_new_text(id));
    }
    return array;
}

static struct json *guests(const char *types)
{
    if (!types)
        return json_new_null();
    struct json *one = json_new_object(), *tenants = json_new_object();
    json_set_text(tenants, "@odata.type", "#microsoft.graph.conditionalAccessAllExternalTenants");
    json_set_text(tenants, "membershipKind", "all");
    json_set_text(one, "guestOrExternalUserTypes", types);
    json_set(one, "externalTenants", tenants);
    return one;
}

static struct json *users(const struct tenant *tenant, const struct access_policy *p)
{
    struct json *one = json_new_object();
    json_set(one, "includeUsers", people(tenant, p->users));
    json_set(one, "excludeUsers", people(tenant, p->not_users));
    json_set(one, "includeGroups", groups(p->groups));
    json_set(one, "excludeGroups", groups(p->not_groups));
    json_set(one, "includeRoles", texts(p->roles));
    json_set(one, "excludeRoles", texts(p->not_roles));
    json_set(one, "includeGuestsOrExternalUsers", guests(p->guests));
    json_set(one, "excludeGuestsOrExternalUsers", guests(p->not_guests));
    return one;
}

/* A pair of lists, null when neither says anything. */
static struct json *pair(const char *include, const char *const in[ACCESS_LIST], const char *exclude,
                         const char *const out[ACCESS_LIST])
{
    if (!in[0] && !out[0])
        return json_new_null();
    struct json *one = json_new_object();
    json_set(one, include, texts(in));
    json_set(one, exclude, texts(out));
    return one;
}

static struct json *conditions(const struct tenant *tenant, const struct access_policy *p)
{
    struct json *one = json_new_object(), *applications = json_new_object(), *flows = json_new_null();
    json_set(applications, "includeApplications", texts(p->applications));
    json_set(applications, "excludeApplications", texts(p->not_applications));
    json_set(applications, "includeUserActions", texts(p->user_actions));
    json_set(applications, "includeAuthenticationContextClassReferences", json_new_array());
    json_set(applications, "applicationFilter", json_new_null());
    if (p->flow) {
        json_free(flows);
        flows = json_new_object();
        json_set_text(flows, "transferMethods", p->flow);
    }
    json_set(one, "userRiskLevels", texts(p->user_risks));
    json_set(one, "signInRiskLevels", texts(p->sign_in_risks));
    json_set(one, "servicePrincipalRiskLevels", json_new_array());
    json_set(one, "insiderRiskLevels", json_new_null());
    json_set(one, "clientAppTypes", texts(p->clients));
    json_set(one, "platforms", pair("includePlatforms", p->platforms, "excludePlatforms", p->not_platforms));
    json_set(one, "locations", pair("includeLocations", p->locations, "excludeLocations", p->not_locations));
    json_set(one, "devices", json_new_null());
    json_set(one, "clientApplications", json_new_null());
    json_set(one, "authenticationFlows", flows);
    json_set(one, "applications", applications);
    json_set(one, "users", users(tenant, p));
    return one;
}

static struct json *strength(const char *name)
{
    if (!name)
        return json_new_null();
    struct json *one = json_new_object(), *combinations = json_new_array();
    json_push(combinations, json_new_text("windowsHelloForBusiness"));
    json_push(combinations, json_new_text("fido2"));
    json_push(combinations, json_new_text("x509CertificateMultiFactor"));
    json_set_text(one, "id", "00000000-0000-0000-0000-000000000004");
    json_set_text(one, "displayName", name);
    json_set_text(one, "policyType", "builtIn");
    json_set_text(one, "requirementsSatisfied", "mfa");
    json_set(one, "allowedCombinations", combinations);
    return one;
}

static struct json *grants(const struct access_policy *p)
{
    struct json *one = json_new_object();
    json_set_text(one, "operator", p->operator);
    json_set(one, "builtInControls", texts(p->controls));
    json_set(one, "customAuthenticationFactors", json_new_array());
    json_set(one, "termsOfUse", json_new_array());
    json_set(one, "authenticationStrength", strength(p->strength));
    return one;
}

static struct json *session(const struct access_policy *p)
{
    if (!p->frequency)
        return json_new_null();
    struct json *one = json_new_object(), *frequency = json_new_object();
    bool always = p->frequency < 0;
    json_set(frequency, "value", always ? json_new_null() : json_new_number(p->frequency));
    json_set_text(frequency, "type", always ? NULL : "hours");
    json_set_text(frequency, "authenticationType", "primaryAndSecondaryAuthentication");
    json_set_text(frequency, "frequencyInterval", always ? "everyTime" : "timeBased");
    json_set_bool(frequency, "isEnabled", true);
    json_set(one, "disableResilienceDefaults", json_new_null());
    json_set(one, "applicationEnforcedRestrictions", json_new_null());
    json_set(one, "cloudAppSecurity", json_new_null());
    json_set(one, "persistentBrowser", json_new_null());
    json_set(one, "signInFrequency", frequency);
    return one;
}

struct json *access_controls(const struct access_policy *policy)
{
    static const struct {
        const char *control, *shown; /* the log has names of its own */
    } names[] = {{"mfa", "Mfa"},
                 {"block", "Block"},
                 {"compliantDevice", "RequireCompliantDevice"},
                 {"domainJoinedDevice", "RequireDomainJoinedDevice"},
                 {"passwordChange", "RequirePasswordChange"},
                 {"approvedApplication", "RequireApprovedApp"}};
    struct json *list = json_new_array();
    for (int i = 0; i < ACCESS_LIST && policy->controls[i]; i++)
        for (size_t n = 0; n < sizeof names / sizeof *names; n++)
            if (!strcmp(names[n].control, policy->controls[i]))
                json_push(list, json_new_text(names[n].shown));
    if (policy->strength)
        json_push(list, json_new_text(policy->strength));
    return list;
}

struct json *access_session_controls(const struct access_policy *policy)
{
    struct json *list = json_new_array();
    if (policy->frequency)
        json_push(list, json_new_text("SignInFrequency"));
    return list;
}

struct json *access_object(struct tenant *tenant, const struct access_policy *policy)
{
    const struct seed_people *all = store_people(tenant->store);
    int row = (int)(policy - access_policies);
    char date[CLOCK_TEXT];
    struct json *one = json_new_object();
    json_set_text(one, "id", policy->id);
    json_set_text(one, "templateId", policy->template_id);
    json_set_text(one, "displayName", policy->name);
    json_set_text(one, "createdDateTime", clock_format(all->today - (900 - row * 70) * DAY, date));
    json_set_text(one, "modifiedDateTime", row % 3 ? clock_format(all->today - (40 - row) * DAY, date) : NULL);
    json_set_text(one, "state", policy->state);
    json_set(one, "conditions", conditions(tenant, policy));
    json_set(one, "grantControls", grants(policy));
    json_set(one, "sessionControls", session(policy));
    return one;
}
