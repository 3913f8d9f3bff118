/* One row of the sign-in log, with all it says. */
#include "tenant/graph/risk.h"
#include "tenant/graph/sign_ins.h"

#include "base/clock.h"
#include "base/random.h"
#include "tenant/graph/methods.h"
#include "tenant/seed/seed_names.h"
#include <string.h>

static void set_date(struct json *object, const char *name, int64_t ms)
{
    char date[CLOCK_TEXT];
    json_set_text(object, name, clock_format(ms, date));
}

static void set_uuid(struct json *object, const char *name, uint64_t dice)
{
    char id[UUID_TEXT];
    struct seeded seeded = {.state = dice};
    json_set_text(object, name, seeded_uuid(&seeded, id));
}

static bool is(const struct sign_in_row *row, int code)
{
    return row->seed.error->code == code;
}

/* What fails at the password comes to no policy. */
static bool before_policies(const struct sign_in_row *row)
{
    return is(row, 50126) || is(row, 50053) || is(row, 50055);
}

static bool by_device_code(const struct sign_in_row *row)
{
    return row->seed.interactive && (row->seed.dice >> 40 & 63) == 0;
}

/* Whether the row is risky: "high", "medium", "none". */
static const char *sign_ins_risk(const struct sign_in_row *row)
{
    return !row->seed.strange ? "none" : row->user.seed.traits & TRAIT_AT_RISK ? "high" : "medium";
}

/* --- Conditional Access --- */

static const char *client_kind(const struct seed_client *client)
{
    static const char *const kinds[][2] = {{"Browser", "browser"},
                                           {"Mobile Apps and Desktop clients", "mobileAppsAndDesktopClients"},
                                           {"Exchange ActiveSync", "exchangeActiveSync"}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (!strcmp(kinds[i][0], client->name))
            return kinds[i][1];
    return "other";
}

static const char *platform_of(const struct sign_in_row *row)
{
    static const char *const kinds[][2] = {
        {"Windows", "windows"}, {"iPhone", "iOS"}, {"Android", "android"}, {"MacMDM", "macOS"}};
    for (size_t i = 0; row->seed.device >= 0 && i < sizeof kinds / sizeof *kinds; i++)
        if (!strcmp(kinds[i][0], row->device.system))
            return kinds[i][1];
    return NULL;
}

static bool blocks(const struct access_policy *policy)
{
    return policy->controls[0] && !strcmp(policy->controls[0], "block");
}

static const char *result_of(const struct sign_in_row *row, const struct access_policy *policy,
                             const struct access_attempt *attempt)
{
    bool applies = !access_reasons(row->tenant, policy, &row->user, attempt);
    bool reporting = !strncmp(policy->state, "enabledFor", 10), failed;
    if (!strcmp(policy->state, "disabled"))
        return "notEnabled";
    if (!applies || before_policies(row))
        return reporting ? "reportOnlyNotApplied" : "notApplied";
    if (policy->controls[0] && !strcmp(policy->controls[0], "compliantDevice"))
        failed = row->seed.device < 0 || (!row->device.compliant && strcmp(row->device.trust, "ServerAd") != 0);
    else
        failed = blocks(policy) || is(row, 50074) || is(row, 500121);
    if (reporting && !failed && policy->controls[1])
        return "reportOnlyInterrupted"; /* the user would have been asked for more */
    return failed ? reporting ? "reportOnlyFailure" : "failure" : reporting ? "reportOnlySuccess" : "success";
}

/* What Conditional Access said: the policies' results, and in `status` all of them together. */
static struct json *sign_ins_policies(const struct sign_in_row *row, const char **status)
{
    const struct seed_attempt *s = &row->seed;
    struct access_attempt attempt = {.application = s->application->id,
                                     .office = s->application->office,
                                     .platform = platform_of(row),
                                     .client = client_kind(s->client),
                                     .country = row->located ? s->place->usage_location : "NL",
                                     .address = row->address,
                                     .sign_in_risk = sign_ins_risk(row),
                                     .flow = by_device_code(row) ? "deviceCodeFlow" : NULL};
    struct json *list = json_new_array();
    *status = "notApplied";
    for (int i = 0; i < access_policy_count; i++) {
        const struct access_policy *policy = &access_policies[i];
        const char *result = result_of(row, policy, &attempt);
        struct json *one = json_new_object();
        if (!strcmp(result, "failure") || (!strcmp(result, "success") && strcmp(*status, "failure") != 0))
            *status = result;
        json_set_text(one, "id", policy->id);
        json_set_text(one, "displayName", policy->name);
        json_set(one, "enforcedGrantControls", access_controls(policy));
        json_set(one, "enforcedSessionControls", access_session_controls(policy));
        json_set_text(one, "result", result);
        json_push(list, one);
    }
    return list;
}

/* --- parts --- */

static struct json *device(const struct sign_in_row *row)
{
    static const char *const trusts[][2] = {
        {"AzureAd", "Azure AD joined"}, {"ServerAd", "Hybrid Azure AD joined"}, {"Workplace", "Azure AD registered"}};
    const struct seed_device *d = row->seed.device >= 0 ? &row->device : NULL;
    bool browser = !strcmp(row->seed.client->name, "Browser");
    char id[GUID_TEXT];
    struct json *one = json_new_object();
    const char *trust = "";
    for (size_t i = 0; d && i < sizeof trusts / sizeof *trusts; i++)
        if (!strcmp(trusts[i][0], d->trust))
            trust = trusts[i][1];
    json_set_text(one, "deviceId", d ? guid_format(&d->device_id, id) : "");
    json_set_text(one, "displayName", d ? d->name : "");
    json_set_text(one, "operatingSystem",
                  !d                              ? browser ? "Windows10" : ""
                  : !strcmp(d->system, "Windows") ? "Windows10"
                  : !strcmp(d->system, "iPhone")  ? "Ios 18.6"
                                                  : d->system);
    json_set_text(one, "browser", browser ? "Chrome 142.0.0" : "");
    json_set_bool(one, "isCompliant", d && d->compliant);
    json_set_bool(one, "isManaged", d && d->managed);
    json_set_text(one, "trustType", trust);
    return one;
}

static struct json *location(const struct sign_in_row *row)
{
    static const struct {
        const char *city;
        double latitude, longitude;
    } places[] = {{"Amsterdam", 52.37, 4.9}, {"Berlin", 52.52, 13.41},    {"Lagos", 6.45, 3.39},
                  {"London", 51.51, -0.13},  {"Madrid", 40.42, -3.7},     {"Mumbai", 19.08, 72.88},
                  {"Osaka", 34.69, 135.5},   {"Paris", 48.86, 2.35},      {"Toronto", 43.65, -79.38},
                  {"Warsaw", 52.23, 21.01},  {"Seattle", 47.61, -122.33}, {"Moscow", 55.76, 37.62}};
    struct json *one = json_new_object(), *at = json_new_object();
    const struct seed_place *place = row->located ? row->seed.place : NULL;
    json_set_text(one, "city", place ? place->city : "");
    json_set_text(one, "state", place ? place->state : NULL);
    json_set_text(one, "countryOrRegion", place ? place->usage_location : "");
    json_set(at, "altitude", json_new_null());
    for (size_t i = 0; place && i < sizeof places / sizeof *places; i++)
        if (!strcmp(places[i].city, place->city)) {
            json_set_number(at, "latitude", places[i].latitude);
            json_set_number(at, "longitude", places[i].longitude);
        }
    json_set(one, "geoCoordinates", at);
    return one;
}

static struct json *status_of(const struct sign_in_row *row, bool satisfied)
{
    struct json *one = json_new_object();
    json_set_number(one, "errorCode", row->seed.error->code);
    json_set_text(one, "failureReason", row->seed.error->reason);
    json_set_text(one, "additionalDetails",
                  row->seed.error->code || !satisfied ? row->seed.error->detail
                                                      : "MFA requirement satisfied by claim in the token");
    return one;
}

/* --- beta: the steps of the authentication --- */

static void step(struct json *list, int64_t when, const char *method, const char *detail, const char *requirement,
                 bool good, const char *result)
{
    struct json *one = json_new_object();
    set_date(one, "authenticationStepDateTime", when);
    json_set_text(one, "authenticationMethod", method);
    json_set_text(one, "authenticationMethodDetail", detail);
    json_set_bool(one, "succeeded", good);
    json_set_text(one, "authenticationStepResultDetail", result);
    json_set_text(one, "authenticationStepRequirement", requirement);
    json_push(list, one);
}

static const char *second_factor(const struct sign_in_row *row)
{
    static const char *const shown[][2] = {{"push", "Mobile app notification"},
                                           {"sms", "Text message"},
                                           {"voiceMobile", "Phone call approval (Authentication phone)"},
                                           {"voiceOffice", "Phone call approval (Office phone)"},
                                           {"oath", "OATH verification code"}};
    auto_json struct json *methods = methods_of(&row->user);
    const char *preference = methods_preference(&row->user, methods);
    for (size_t i = 0; preference && i < sizeof shown / sizeof *shown; i++)
        if (!strcmp(shown[i][0], preference))
            return shown[i][1];
    return NULL;
}

static struct json *steps(const struct sign_in_row *row, bool multi)
{
    struct json *list = json_new_array();
    const char *second = second_factor(row);
    bool wrong = before_policies(row);
    if (!row->seed.interactive) {
        step(list, row->seed.when, "Previously satisfied", NULL, "Primary authentication", !is(row, 53003),
             "First factor requirement satisfied by claim in the token");
        return list;
    }
    step(list, row->seed.when, "Password", row->user.seed.synced ? "Password Hash Sync" : "Password in the cloud",
         "Primary authentication", !wrong, wrong ? row->seed.error->reason : "Correct password");
    if (wrong || !multi)
        return list;
    if (is(row, 500121) && second)
        step(list, row->seed.when + 21000, second, NULL, "Multifactor authentication", false, row->seed.error->detail);
    else if (is(row, 0) && second && row->seed.dice >> 58 & 1)
        step(list, row->seed.when + 9000, second, NULL, "Multifactor authentication", true,
             "MFA successfully completed");
    else if (is(row, 0))
        step(list, row->seed.when, "Previously satisfied", NULL, "Multifactor authentication", true,
             "MFA requirement satisfied by claim in the token");
    return list;
}

static void add_beta(const struct sign_in_row *row, struct json *one, bool multi)
{
    const struct seed_attempt *s = &row->seed;
    struct json *kinds = json_new_array(), *processing = json_new_array(), *legacy = json_new_object();
    json_push(kinds, json_new_text(s->interactive ? "interactiveUser" : "nonInteractiveUser"));
    json_set_text(legacy, "key", "Legacy TLS (TLS 1.0, 1.1, 3DES)");
    json_set_text(legacy, "value", s->client->legacy ? "True" : "False");
    json_push(processing, legacy);
    json_set(one, "signInEventTypes", kinds);
    json_set(one, "authenticationDetails", steps(row, multi));
    json_set(one, "authenticationProcessingDetails", processing);
    json_set_text(one, "authenticationRequirement", multi ? "multiFactorAuthentication" : "singleFactorAuthentication");
    json_set(one, "authenticationRequirementPolicies", json_new_array());
    json_set_text(one, "authenticationProtocol", by_device_code(row) ? "deviceCode" : "none");
    json_set_text(one, "originalTransferMethod", by_device_code(row) ? "deviceCodeFlow" : "none");
    json_set_text(one, "incomingTokenType", s->interactive ? "none" : "primaryRefreshToken");
    set_uuid(one, "sessionId", seed_mix(row->user.seed.dice + (uint64_t)(s->when / INT64_C(86400000))));
    set_uuid(one, "originalRequestId", s->dice + 3);
    json_set_text(one, "uniqueTokenIdentifier", is(row, 0) ? row->id : NULL);
    json_set(one, "sessionLifetimePolicies", json_new_array());
    json_set_text(one, "userType", row->user.seed.guest ? "guest" : "member");
    json_set_text(one, "crossTenantAccessType", row->user.seed.guest ? "b2bCollaboration" : "none");
    json_set_text(one, "signInIdentifier", row->user.seed.user_principal_name);
    json_set_number(one, "autonomousSystemNumber", row->seed.strange ? 64511 : 64500);
    json_set_number(one, "processingTimeInMilliseconds", (double)(80 + (s->dice >> 30) % 900));
    json_set_bool(one, "flaggedForReview", false);
    json_set_bool(one, "isTenantRestricted", false);
    json_set_text(one, "tokenIssuerType", "AzureAD");
    json_set_text(one, "tokenIssuerName", "");
    json_set_text(one, "homeTenantId", row->tenant->tenant_id);
    json_set_text(one, "resourceTenantId", row->tenant->tenant_id);
}

static void set_risk(const struct sign_in_row *row, struct json *one)
{
    bool seen = store_plan(row->tenant->store) >= PLAN_P2, risky = row->seed.strange;
    struct json *types = json_new_array();
    const char *state = "none", *detail = "none";
    if (risky)
        risk_standing(&row->user, &state, &detail);
    if (risky)
        json_push(types, json_new_text(seen ? "unfamiliarFeatures" : "generic"));
    json_set_text(one, "riskDetail", seen || !risky ? detail : "hidden");
    json_set_text(one, "riskLevelAggregated", risky && !seen ? "hidden" : sign_ins_risk(row));
    json_set_text(one, "riskLevelDuringSignIn", risky && !seen ? "hidden" : sign_ins_risk(row));
    json_set_text(one, "riskState", state);
    json_set(one, "riskEventTypes_v2", types);
}

static const char *text(const struct sign_in_row *row, const char *name, char scratch[SEED_TEXT])
{
    return property_text(property_find(name, strlen(name)), &row->user, scratch);
}

struct json *sign_ins_object(const struct sign_in_row *row)
{
    const struct seed_attempt *s = &row->seed;
    char id[GUID_TEXT], scratch[SEED_TEXT];
    const char *status;
    struct json *one = json_new_object(), *policies = sign_ins_policies(row, &status);
    bool multi = strcmp(status, "notApplied") != 0;
    json_set_text(one, "id", row->id);
    set_date(one, "createdDateTime", s->when);
    json_set_text(one, "userDisplayName", text(row, "displayName", scratch));
    json_set_text(one, "userPrincipalName", text(row, "userPrincipalName", scratch));
    json_set_text(one, "userId", guid_format(&row->user.seed.id, id));
    json_set_text(one, "appId", s->application->id);
    json_set_text(one, "appDisplayName", s->application->name);
    json_set_text(one, "ipAddress", row->address);
    json_set_text(one, "clientAppUsed", s->client->name);
    json_set_text(one, "userAgent", s->client->agent);
    set_uuid(one, "correlationId", s->dice + 2);
    json_set_text(one, "conditionalAccessStatus", status);
    json_set_bool(one, "isInteractive", s->interactive);
    set_risk(row, one);
    json_set_text(one, "resourceDisplayName", s->application->resource);
    json_set_text(one, "resourceId", s->application->resource_id);
    json_set(one, "status", status_of(row, multi));
    json_set(one, "deviceDetail", device(row));
    json_set(one, "location", location(row));
    if (row->policies)
        json_set(one, "appliedConditionalAccessPolicies", policies);
    else
        json_free(policies);
    if (row->beta)
        add_beta(row, one, multi);
    return one;
}
