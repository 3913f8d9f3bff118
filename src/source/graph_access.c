/* Conditional Access: the policies, the places they name, what a user is a member of, and the what-if: which policies would apply to a
 * sign-in that is described (REQUESTS §2.5). */
#include "api/graph/graph.h"
#include "base/clean.h"
#include "codec/json.h"
#include "source/rows.h"
#include <string.h>

#define COUNT_OF(array) (sizeof array / sizeof array[0])

enum { TEXT = 1 << 14 };

static enum meaning applies(const struct value *value)
{
    return !strcmp(value->text, "applies, blocks") ? MEANS_BAD
           : !strcmp(value->text, "applies")       ? MEANS_GOOD
           : !strcmp(value->text, "not known")     ? MEANS_ODD
                                                   : MEANS_NOTHING;
}

#define TEXTS(member, words, at)                                                                                       \
    {                                                                                                                  \
        .name = member, .label = words, .type = FIELD_TEXTS, .path = "conditions." at member                           \
    }
static const struct field policy_fields[] = {
    {.name = "id", .label = "Id", .flags = FIELD_REQUIRED},
    {.name = "displayName", .label = "Policy", .least = 16, .most = 60},
    {.name = "verdict", .label = "Verdict", .flags = FIELD_BESIDE, .least = 9, .most = 27, .means = applies},
    {.name = "reasons", .label = "Because of", .type = FIELD_TEXTS, .flags = FIELD_BESIDE, .least = 8, .most = 40},
    {.name = "demands", .label = "Demands", .flags = FIELD_BESIDE, .least = 10, .most = 60},
    {.name = "state", .label = "State"},
    {.name = "modifiedDateTime", .label = "Changed", .type = FIELD_TIME},
    {.name = "createdDateTime", .label = "Created", .type = FIELD_TIME},
    TEXTS("includeUsers", "Users", "users."),
    TEXTS("excludeUsers", "Not users", "users."),
    TEXTS("includeGroups", "Groups", "users."),
    TEXTS("excludeGroups", "Not groups", "users."),
    TEXTS("includeRoles", "Roles", "users."),
    TEXTS("excludeRoles", "Not roles", "users."),
    {.name = "includeGuests",
     .label = "Guests",
     .path = "conditions.users.includeGuestsOrExternalUsers.guestOrExternalUserTypes"},
    {.name = "excludeGuests",
     .label = "Not guests",
     .path = "conditions.users.excludeGuestsOrExternalUsers.guestOrExternalUserTypes"},
    {.name = "includeGuestsOf",
     .label = "Guests of",
     .path = "conditions.users.includeGuestsOrExternalUsers.externalTenants.membershipKind"},
    {.name = "excludeGuestsOf",
     .label = "Not guests of",
     .path = "conditions.users.excludeGuestsOrExternalUsers.externalTenants.membershipKind"},
    TEXTS("includeApplications", "Applications", "applications."),
    TEXTS("excludeApplications", "Not apps", "applications."),
    TEXTS("includeUserActions", "User actions", "applications."),
    TEXTS("clientAppTypes", "Clients", ""),
    TEXTS("includePlatforms", "Platforms", "platforms."),
    TEXTS("excludePlatforms", "Not platforms", "platforms."),
    TEXTS("includeLocations", "Locations", "locations."),
    TEXTS("excludeLocations", "Not locations", "locations."),
    TEXTS("signInRiskLevels", "Sign-in risk", ""),
    TEXTS("userRiskLevels", "User risk", ""),
    {.name = "transferMethods", .label = "Flow", .path = "conditions.authenticationFlows.transferMethods"},
    {.name = "deviceFilter", .label = "Devices", .path = "conditions.devices.deviceFilter.rule"},
    {.name = "deviceFilterMode", .label = "Devices are", .path = "conditions.devices.deviceFilter.mode"},
    {.name = "policyApplies", .label = "Applies", .type = FIELD_BOOL, .flags = FIELD_HIDDEN},
    {.name = "analysisReasons", .label = "Analysis", .flags = FIELD_HIDDEN},
};
static const struct record_kind policy_kind = {.name = "policy",
                                               .many = "policies",
                                               .fields = policy_fields,
                                               .count = COUNT_OF(policy_fields),
                                               .id = 0,
                                               .title = 1,
                                               .detail = 4,
                                               .time = -1};

/* --- a policy in words --- */

struct word {
    const char *name, *words;
};

static const char *in_words(const struct word *table, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(table[i].name, name))
            return table[i].words;
    return name;
}

static const char *given(const struct json *object, const char *path)
{
    return json_text_or(json_path(object, path), "");
}

static void add(struct buf *out, const char *between, const char *text)
{
    buf_printf(out, "%s%s", out->length ? between : "", text);
}

static void put_grants(const struct json *grants, struct buf *out)
{
    static const struct word words[] = {{"block", "blocks"},
                                        {"mfa", "multi-factor authentication"},
                                        {"compliantDevice", "a compliant device"},
                                        {"domainJoinedDevice", "a hybrid joined device"},
                                        {"approvedApplication", "an approved app"},
                                        {"compliantApplication", "an app with a protection policy"},
                                        {"passwordChange", "a new password"}};
    const char *between = !strcmp(given(grants, "operator"), "OR") ? " or " : " and ";
    const char *strength = given(grants, "authenticationStrength.displayName");
    for (const struct json *one = json_first(json_get(grants, "builtInControls")); one; one = json_next(one))
        add(out, between, in_words(words, COUNT_OF(words), json_text_or(one, "?")));
    if (*strength) {
        add(out, between, "the strength ");
        buf_puts(out, strength);
    }
    if (json_count(json_get(grants, "termsOfUse")))
        add(out, between, "the terms of use");
    for (const struct json *one = json_first(json_get(grants, "customAuthenticationFactors")); one;
         one = json_next(one))
        add(out, between, json_text_or(one, "?"));
}

static bool is_on(const struct json *session, const char *control)
{
    return json_true(json_get(json_get(session, control), "isEnabled"));
}

static void put_session(const struct json *session, struct buf *out)
{
    if (is_on(session, "signInFrequency")) {
        const struct json *value = json_path(session, "signInFrequency.value");
        add(out, "; ", "sign in again ");
        if (json_kind(value) == JSON_NUMBER)
            buf_printf(out, "every %lld %s", json_integer(value, 0), given(session, "signInFrequency.type"));
        else
            buf_puts(out, "every time");
    }
    if (is_on(session, "persistentBrowser")) {
        add(out, "; ", "browser sessions stay: ");
        buf_puts(out, given(session, "persistentBrowser.mode"));
    }
    if (is_on(session, "applicationEnforcedRestrictions"))
        add(out, "; ", "restrictions of the application");
    if (is_on(session, "cloudAppSecurity"))
        add(out, "; ", "control by Defender for Cloud Apps");
}

static const char *verdict_of(const struct record *record)
{
    const struct value *verdict = record_value(record, "policyApplies");
    const char *state = record_text(record, "state"), *why = record_text(record, "analysisReasons");
    if (!verdict->known)
        return NULL;
    if (!verdict->truth) /* who signs in is told in any case: whom a policy is not about it does not apply to */
        return strstr(why, "notEnoughInformation") && !strstr(why, "users") && !strstr(why, "policyNotEnabled")
                   ? "not known"
                   : "does not apply";
    if (!strcmp(state, "enabledForReportingButNotEnforced")) /* of these the service says that they apply, too */
        return "report-only, would apply";
    if (strcmp(state, "enabled") != 0)
        return "not known";
    return !strncmp(record_text(record, "demands"), "blocks", 6) ? "applies, blocks" : "applies";
}

static void take_reasons(struct arena *arena, struct record *record)
{
    static const struct word words[] = {{"notEnoughInformation", "too little is told"},
                                        {"users", "the user"},
                                        {"application", "the application"},
                                        {"userActions", "the user action"},
                                        {"authenticationContext", "the authentication context"},
                                        {"devicePlatform", "the platform"},
                                        {"devices", "the device"},
                                        {"clientApps", "the client"},
                                        {"location", "the location"},
                                        {"signInRisk", "the sign-in risk"},
                                        {"userRisk", "the user risk"},
                                        {"insiderRisk", "the insider risk"},
                                        {"authenticationFlow", "the flow"},
                                        {"time", "the time"},
                                        {"policyNotEnabled", "it is switched off"},
                                        {"emptyPolicy", "it is empty"},
                                        {"invalidPolicy", "it is not valid"}};
    const char *at = record_text(record, "analysisReasons");
    const char **reasons = arena_alloc(arena, (strlen(at) + 1) * sizeof *reasons);
    size_t count = 0;
    for (; *at; at += strcspn(at, ", ") + strspn(at + strcspn(at, ", "), ", ")) {
        const char *name = arena_strndup(arena, at, strcspn(at, ", "));
        if (*name && strcmp(name, "notSet") != 0)
            reasons[count++] = in_words(words, COUNT_OF(words), name);
    }
    record_set(record, "reasons", (struct value){.known = count > 0, .texts = reasons, .count = count});
}

static bool policy_in_words(struct reading *reading, const struct json *object, struct record *record)
{
    struct arena *arena = reading->page->arena;
    auto_buf struct buf demands = buf_make(TEXT);
    put_grants(json_get(object, "grantControls"), &demands);
    put_session(json_get(object, "sessionControls"), &demands);
    record_set_text(record, "demands",
                    demands.length ? clean_strdup(arena, buf_text(&demands), demands.length) : "nothing");
    record_set_text(record, "verdict", verdict_of(record));
    take_reasons(arena, record);
    return true;
}

static struct http_request *ask_policies(struct reading *reading)
{
    return graph_get(reading->arena, reading->endpoints, "/identity/conditionalAccess/policies");
}

/* --- places --- */

static const struct field location_fields[] = {
    {.name = "id", .label = "Id", .flags = FIELD_REQUIRED},
    {.name = "displayName", .label = "Place"},
    {.name = "isTrusted", .label = "Trusted", .type = FIELD_BOOL},
    {.name = "ranges", .label = "Addresses", .type = FIELD_TEXTS, .path = "ipRanges", .each = "cidrAddress"},
    {.name = "countriesAndRegions", .label = "Countries", .type = FIELD_TEXTS},
};
static const struct record_kind location_kind = {.name = "place",
                                                 .many = "places",
                                                 .fields = location_fields,
                                                 .count = COUNT_OF(location_fields),
                                                 .id = 0,
                                                 .title = 1,
                                                 .detail = -1,
                                                 .time = -1};

static struct http_request *ask_locations(struct reading *reading)
{
    return graph_get(reading->arena, reading->endpoints, "/identity/conditionalAccess/namedLocations");
}

/* --- memberships --- */

static const struct field membership_fields[] = {
    {.name = "id", .label = "Object id", .type = FIELD_GUID, .flags = FIELD_REQUIRED},
    {.name = "displayName", .label = "Name"},
    {.name = "type", .label = "Kind", .flags = FIELD_BESIDE},
    {.name = "roleTemplateId", .label = "Role template", .type = FIELD_GUID},
};
static const struct record_kind membership_kind = {.name = "membership",
                                                   .many = "memberships",
                                                   .fields = membership_fields,
                                                   .count = COUNT_OF(membership_fields),
                                                   .id = 0,
                                                   .title = 1,
                                                   .detail = 2,
                                                   .time = -1};

static struct http_request *ask_memberships(struct reading *reading)
{
    return graph_get(reading->arena, reading->endpoints,
                     graph_user_path(reading->arena, reading->subject,
                                     "/transitiveMemberOf?$select=id,displayName,roleTemplateId&$top=999"));
}

/* A role that is not told is not known, and is counted. */
static bool membership_kind_of(struct reading *reading, const struct json *object, struct record *record)
{
    static const struct word words[] = {{"#microsoft.graph.group", "group"},
                                        {"#microsoft.graph.directoryRole", "role"},
                                        {"#microsoft.graph.administrativeUnit", "administrative unit"}};
    const char *type = in_words(words, COUNT_OF(words), json_text_or(json_get(object, "@odata.type"), ""));
    struct arena *arena = reading->page->arena;
    record_set_text(record, "type", *type ? clean_strdup(arena, type, strlen(type)) : NULL);
    if (!strcmp(type, "role") && !record_value(record, "roleTemplateId")->known)
        return decode_refuse(record);
    return true;
}

static const char *const readers[] = {"Conditional Access Administrator",
                                      "Security Reader",
                                      "Security Administrator",
                                      "Global Reader",
                                      "Global Administrator",
                                      NULL};
#define READS_POLICIES ANY_OF("Policy.Read.All", "Policy.Read.ConditionalAccess", "Policy.ReadWrite.ConditionalAccess")

const struct source graph_access_sources[] = {
    {
        .name = "policies",
        .label = "The Conditional Access policies",
        .scope = SOURCE_OF_TENANT,
        .kind = &policy_kind,
        .needs = READS_POLICIES,
        .roles = readers,
        .plan = "AAD_PREMIUM",
        .phase = PHASE_STATE,
        .ask = ask_policies,
        .finish = policy_in_words,
    },
    {
        .name = "places",
        .label = "The named locations",
        .scope = SOURCE_OF_TENANT,
        .kind = &location_kind,
        .needs = READS_POLICIES,
        .roles = readers,
        .plan = "AAD_PREMIUM",
        .phase = PHASE_STATE,
        .ask = ask_locations,
    },
    {
        .name = "memberships",
        .label = "What a user is a member of",
        .scope = SOURCE_OF_USER,
        .kind = &membership_kind,
        .needs = ANY_OF("GroupMember.Read.All", "GroupMember.ReadWrite.All", "Group.Read.All", "Group.ReadWrite.All",
                        READS_DIRECTORY),
        .phase = PHASE_STATE,
        .ask = ask_memberships,
        .finish = membership_kind_of,
    },
    {
        .name = "what-if",
        .label = "The what-if",
        .scope = SOURCE_OF_USER,
        .flags = SOURCE_BY_TEXT,
        .kind = &policy_kind,
        .needs = READS_POLICIES,
        .roles = readers,
        .plan = "AAD_PREMIUM",
        .phase = PHASE_STATE,
        .inputs = what_if_inputs,
        .step = what_if_step,
        .finish = policy_in_words,
    },
};
const size_t graph_access_source_count = COUNT_OF(graph_access_sources);
