/* What if: which policies apply to a sign-in that is described, and why the others do not. Report-only policies apply, too
 * (REQUESTS §2.5). */
#include "tenant/graph/access.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

#define TYPE "#microsoft.graph."

static const char *const body_names[] = {"signInIdentity", "signInContext", "signInConditions", "appliedPoliciesOnly",
                                         NULL};
static const char *const condition_names[] = {"devicePlatform",
                                              "clientAppType",
                                              "country",
                                              "ipAddress",
                                              "userRiskLevel",
                                              "signInRiskLevel",
                                              "insiderRiskLevel",
                                              "servicePrincipalRiskLevel",
                                              "authenticationFlow",
                                              "deviceInfo",
                                              NULL};

static bool refuse(const struct tenant_request *request, struct tenant_reply *reply, const char *target,
                   const char *message)
{
    return objects_refuse(request, reply, "BadRequest", target, message);
}

static bool stands_in(const char *const *list, const char *text)
{
    while (*list && strcasecmp(*list, text) != 0)
        list++;
    return *list != NULL;
}

/* --- the body --- */

static bool identity_read(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                          const struct json *identity, struct user_record *user)
{
    const char *type = json_text_or(json_get(identity, "@odata.type"), ""),
               *id = json_text(json_get(identity, "userId"));
    struct guid guid;
    if (strcmp(type, TYPE "userSignIn") != 0)
        return refuse(request, reply, "signInIdentity",
                      "A type named 'microsoft.graph.signInIdentity' is abstract; '@odata.type' is required.");
    uint32_t number = id && guid_parse(id, strlen(id), &guid) ? store_find(tenant->store, id) : SEED_NOBODY;
    if (number == SEED_NOBODY)
        return refuse(request, reply, "userId", "The user of 'signInIdentity' was not found.");
    user_record_load(user, tenant->store, number);
    return true;
}

static bool context_read(const struct tenant_request *request, struct tenant_reply *reply, const struct json *context,
                         struct access_attempt *out)
{
    const char *type = json_text_or(json_get(context, "@odata.type"), "");
    const struct json *applications = json_get(context, "includeApplications");
    static const char *const office[] = {
        "00000002-0000-0ff1-ce00-000000000000", "00000003-0000-0ff1-ce00-000000000000", "Office365",
        "1fec8e78-bce4-4aaf-ab1b-5451cc387264", "4765445b-32c6-49b0-83e6-1d93765276ca", NULL};
    if (!strcmp(type, TYPE "applicationContext") && json_text(json_first(applications))) {
        out->application = json_text(json_first(applications));
        out->office = stands_in(office, out->application);
        return true;
    }
    if (!strcmp(type, TYPE "userActionContext")) {
        const char *action = json_text_or(json_get(context, "userAction"), "");
        out->action = !strcmp(action, "registerSecurityInformation") ? "urn:user:registersecurityinfo"
                      : !strcmp(action, "registerOrJoinDevices")     ? "urn:user:registerdevice"
                                                                     : NULL;
        return out->action || refuse(request, reply, "userAction", "Invalid value specified for 'userAction'.");
    }
    if (!strcmp(type, TYPE "authContext") && json_text(json_get(context, "authenticationContextValue"))) {
        out->application = json_text(json_get(context, "authenticationContextValue"));
        return true;
    }
    return refuse(request, reply, "signInContext", "A signInContext with its '@odata.type' and its value is required.");
}

static bool conditions_read(const struct tenant_request *request, struct tenant_reply *reply,
                            const struct json *conditions, struct access_attempt *out)
{
    static const char *const platforms[] = {"android", "iOS", "windows", "windowsPhone", "macOS", "linux", NULL},
                             *const clients[] = {"browser",
                                                 "mobileAppsAndDesktopClients",
                                                 "exchangeActiveSync",
                                                 "easSupported",
                                                 "other",
                                                 NULL},
                             *const risks[] = {"low", "medium", "high", "hidden", "none", NULL},
                             *const flows[] = {"none", "deviceCodeFlow", "authenticationTransfer", NULL};
    struct access_attempt *a = out;
    const struct {
        const char *name;
        const char *const *values;
        const char **into;
    } texts[] = {{"devicePlatform", platforms, &a->platform},
                 {"clientAppType", clients, &a->client},
                 {"userRiskLevel", risks, &a->user_risk},
                 {"signInRiskLevel", risks, &a->sign_in_risk},
                 {"country", NULL, &a->country},
                 {"ipAddress", NULL, &a->address}};
    unsigned char address[16];
    for (const struct json *member = json_first(conditions); member; member = json_next(member))
        if (!stands_in(condition_names, json_key(member)))
            return refuse(request, reply, json_key(member),
                          arena_printf(request->arena, "Invalid property '%s'.", json_key(member)));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const struct json *value = json_get(conditions, texts[i].name);
        *texts[i].into = json_text(value);
        if (json_kind(value) != JSON_NULL &&
            (!json_text(value) || (texts[i].values && !stands_in(texts[i].values, json_text(value)))))
            return refuse(request, reply, texts[i].name, "Invalid value specified for a condition of the sign-in.");
    }
    if (a->country && strlen(a->country) != 2)
        return refuse(request, reply, "country", "The country must be a code of two letters.");
    if (a->address && inet_pton(AF_INET, a->address, address) != 1 && inet_pton(AF_INET6, a->address, address) != 1)
        return refuse(request, reply, "ipAddress", "The ipAddress is invalid.");
    a->flow = json_text(json_path(conditions, "authenticationFlow.transferMethod"));
    return !a->flow || stands_in(flows, a->flow) ||
           refuse(request, reply, "transferMethod", "Invalid value specified for 'transferMethod'.");
}

/* --- the answer --- */

static char *reasons_text(struct arena *arena, unsigned reasons)
{
    static const struct {
        unsigned bit;
        const char *name;
    } names[] = {{ACCESS_UNKNOWN, "notEnoughInformation"},
                 {ACCESS_USERS, "users"},
                 {ACCESS_APPLICATION, "application"},
                 {ACCESS_ACTION, "userActions"},
                 {ACCESS_PLATFORM, "devicePlatform"},
                 {ACCESS_CLIENT, "clientApps"},
                 {ACCESS_LOCATION, "location"},
                 {ACCESS_SIGN_IN_RISK, "signInRisk"},
                 {ACCESS_DISABLED, "policyNotEnabled"},
                 {ACCESS_USER_RISK, "userRisk"},
                 {ACCESS_FLOW, "authenticationFlow"}};
    char *text = arena_strdup(arena, "");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (reasons & names[i].bit)
            text = arena_printf(arena, "%s%s%s", text, *text ? "," : "", names[i].name);
    return *text ? text : arena_strdup(arena, "notSet");
}

static void answer(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                   const struct user_record *user, const struct access_attempt *attempt, bool applied_only)
{
    auto_json struct json *root = json_new_object();
    struct json *list = json_new_array();
    for (int i = 0; i < access_policy_count; i++) {
        unsigned reasons = access_reasons(tenant, &access_policies[i], user, attempt);
        if (reasons && applied_only)
            continue;
        struct json *one = access_object(tenant, &access_policies[i]);
        json_set_bool(one, "policyApplies", !reasons);
        json_set_text(one, "analysisReasons", reasons_text(request->arena, reasons));
        json_push(list, one);
    }
    json_set_text(root, "@odata.context",
                  arena_printf(request->arena, "%s/%s/$metadata#Collection(microsoft.graph.whatIfAnalysisResult)",
                               request->origin, request->version));
    json_set(root, "value", list);
    tenant_json(reply, 200, root);
}

void access_evaluate(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct user_record user;
    struct access_attempt attempt = {.application = NULL};
    if (!access_may_read(tenant, request, reply) || !objects_no_options(request, reply))
        return;
    auto_json struct json *body = objects_body(request, reply, body_names, true);
    const struct json *conditions = json_get(body, "signInConditions"), *only = json_get(body, "appliedPoliciesOnly");
    if (!body)
        return;
    if (json_kind(conditions) != JSON_OBJECT)
        refuse(request, reply, "signInConditions", "The parameter 'signInConditions' is required.");
    else if (only && json_kind(only) != JSON_BOOL)
        refuse(request, reply, "appliedPoliciesOnly", "The parameter 'appliedPoliciesOnly' must be a Boolean.");
    else if (identity_read(tenant, request, reply, json_get(body, "signInIdentity"), &user) &&
             context_read(request, reply, json_get(body, "signInContext"), &attempt) &&
             conditions_read(request, reply, conditions, &attempt))
        answer(tenant, request, reply, &user, &attempt, json_true(only));
}
