/* How a user signs in and what is thought of it: methods, per-user MFA, risk (REQUESTS §2.2, §6.5). */
#include "api/graph/graph.h"
#include "api/graph/methods.h"
#include "base/clock.h"
#include "codec/json.h"
#include "model/words.h"
#include "source/rows.h"
#include <string.h>

#define COUNT_OF(array) (sizeof array / sizeof array[0])

enum { NEW_DAYS = 7 };

/* --- methods --- */

/* A method that an attacker registered is a new one. */
static enum meaning lately(const struct value *value)
{
    return clock_now() - value->number < NEW_DAYS * DAY ? MEANS_ODD : MEANS_NOTHING;
}

static const struct field method_fields[] = {
    {.name = "id", .label = "Id", .flags = FIELD_REQUIRED},
    {.name = "kind", .label = "Method", .flags = FIELD_BESIDE | FIELD_REQUIRED, .least = 12},
    {.name = "detail", .label = "Which", .flags = FIELD_BESIDE, .least = 12},
    {.name = "createdDateTime",
     .label = "Registered",
     .type = FIELD_TIME,
     .flags = FIELD_AGED,
     .least = 11,
     .means = lately},
};
static const struct record_kind method_kind = {.name = "authentication method",
                                               .many = "authentication methods",
                                               .fields = method_fields,
                                               .count = COUNT_OF(method_fields),
                                               .id = 0,
                                               .title = 1,
                                               .detail = 2,
                                               .time = 3};

/* A kind that is not known here is named as the service names it. */
static bool name_method(struct reading *reading, const struct json *object, struct record *record)
{
    const char *type = json_text_or(json_get(object, "@odata.type"), "");
    const struct graph_method_kind *kind = graph_method_kind(type);
    struct arena *arena = reading->page->arena;
    record_set_text(record, "kind", kind ? kind->name : source_text(arena, json_get(object, "@odata.type")));
    if (kind && kind->detail)
        record_set_text(record, "detail", source_text(arena, json_get(object, kind->detail)));
    return true;
}

/* beta: v1.0 leaves out the kinds that beta alone knows (REQUESTS §6.5). */
static struct http_request *ask_methods(struct reading *reading)
{
    return graph_beta(reading->arena, source_of_user(reading, "/authentication/methods"));
}

/* --- per-user MFA --- */

static enum meaning mfa_state(const struct value *value)
{
    return !strcmp(value->text, "disabled") ? MEANS_NOTHING : MEANS_GOOD;
}

static const struct field requirement_fields[] = {
    {.name = "perUserMfaState", .label = "Per-user MFA", .means = mfa_state, .flags = FIELD_REQUIRED},
};
static const struct record_kind requirement_kind = {.name = "authentication requirement",
                                                    .many = "authentication requirements",
                                                    .fields = requirement_fields,
                                                    .count = COUNT_OF(requirement_fields),
                                                    .id = 0,
                                                    .title = 0,
                                                    .detail = -1,
                                                    .time = -1};

static struct http_request *ask_requirements(struct reading *reading)
{
    return graph_beta(reading->arena, source_of_user(reading, "/authentication/requirements"));
}

/* --- risk --- */

static enum meaning risk_level(const struct value *value)
{
    return !strcmp(value->text, "high") || !strcmp(value->text, "medium") ? MEANS_BAD
           : !strcmp(value->text, "none")                                 ? MEANS_NOTHING
                                                                          : MEANS_ODD;
}

static enum meaning risk_state(const struct value *value)
{
    return !strcmp(value->text, "atRisk") || !strcmp(value->text, "confirmedCompromised") ? MEANS_BAD : MEANS_NOTHING;
}

static const struct field risk_fields[] = {
    {.name = "id", .label = "Object id", .flags = FIELD_REQUIRED | FIELD_HIDDEN},
    {.name = "riskLevel", .label = "Risk level", .means = risk_level},
    {.name = "riskState",
     .label = "Risk state",
     .flags = FIELD_REQUIRED,
     .means = risk_state,
     .words = words_risk_state},
    {.name = "riskDetail", .label = "Why", .words = words_risk_detail},
    {.name = "riskLastUpdatedDateTime", .label = "Risk since", .type = FIELD_TIME},
};
static const struct record_kind risk_kind = {.name = "risk",
                                             .many = "risks",
                                             .fields = risk_fields,
                                             .count = COUNT_OF(risk_fields),
                                             .id = 0,
                                             .title = 1,
                                             .detail = 2,
                                             .time = 4};

static const char *const risk_readers[] = {"Security Reader", "Security Operator",    "Security Administrator",
                                           "Global Reader",   "Global Administrator", NULL};

static struct http_request *ask_risk(struct reading *reading)
{
    const char *path = arena_printf(reading->arena, "/identityProtection/riskyUsers/%s", reading->subject);
    return graph_all_members(reading->arena, graph_get(reading->arena, reading->endpoints, path));
}

/* --- how that came to be --- */

static const struct field history_fields[] = {
    {.name = "id", .label = "Id", .flags = FIELD_REQUIRED},
    {.name = "riskLastUpdatedDateTime", .label = "When", .type = FIELD_TIME},
    {.name = "riskState", .label = "Risk state", .means = risk_state, .words = words_risk_state},
    {.name = "riskLevel", .label = "Risk level", .means = risk_level},
    {.name = "riskDetail", .label = "Why", .words = words_risk_detail},
    {.name = "riskEventTypes", .label = "What", .type = FIELD_TEXTS, .path = "activity.riskEventTypes"},
    {.name = "initiatedBy", .label = "By"},
};
static const struct record_kind history_kind = {.name = "change of the risk",
                                                .many = "changes of the risk",
                                                .fields = history_fields,
                                                .count = COUNT_OF(history_fields),
                                                .id = 0,
                                                .title = 2,
                                                .detail = 4,
                                                .time = 1};

static struct http_request *ask_history(struct reading *reading)
{
    const char *path = arena_printf(reading->arena, "/identityProtection/riskyUsers/%s/history", reading->subject);
    return graph_all_members(reading->arena, graph_get(reading->arena, reading->endpoints, path));
}

/* --- what made the user risky --- */

static const struct field detection_fields[] = {
    {.name = "id", .label = "Id", .flags = FIELD_REQUIRED},
    {.name = "detectedDateTime", .label = "Detected", .type = FIELD_TIME, .least = 11},
    {.name = "riskEventType", .label = "What", .least = 16, .words = words_risk_event},
    {.name = "riskLevel", .label = "Risk level", .least = 10, .means = risk_level},
    {.name = "riskState", .label = "Risk state", .least = 10, .means = risk_state, .words = words_risk_state},
    {.name = "ipAddress", .label = "Address", .least = 15, .most = 39},
    {.name = "place", .label = "Place", .flags = FIELD_BESIDE, .least = 7},
    {.name = "riskDetail", .label = "Why", .words = words_risk_detail},
    {.name = "activity", .label = "At"},
    {.name = "activityDateTime", .label = "Happened", .type = FIELD_TIME},
    {.name = "detectionTimingType", .label = "Found"},
    {.name = "source", .label = "Found by"},
    {.name = "requestId", .label = "Sign-in"},
    {.name = "correlationId", .label = "Correlation id"},
};
static const struct record_kind detection_kind = {.name = "risk detection",
                                                  .many = "risk detections",
                                                  .fields = detection_fields,
                                                  .count = COUNT_OF(detection_fields),
                                                  .id = 0,
                                                  .title = 2,
                                                  .detail = 5,
                                                  .time = 1};

static struct http_request *ask_detections(struct reading *reading)
{
    const char *path = arena_printf(reading->arena, "/identityProtection/riskDetections?$filter=userId%%20eq%%20'%s'",
                                    reading->subject);
    return graph_all_members(reading->arena, graph_get(reading->arena, reading->endpoints, path));
}

static bool name_place(struct reading *reading, const struct json *object, struct record *record)
{
    struct arena *arena = reading->page->arena;
    const char *city = source_text(arena, json_path(object, "location.city")),
               *country = source_text(arena, json_path(object, "location.countryOrRegion"));
    record_set_text(record, "place",
                    city && country ? arena_printf(arena, "%s, %s", city, country)
                    : city          ? city
                                    : country);
    return true;
}

const struct source graph_security_sources[] = {
    {
        .name = "methods",
        .label = "Authentication methods",
        .scope = SOURCE_OF_USER,
        .kind = &method_kind,
        .needs = ANY_OF("UserAuthenticationMethod.Read.All", "UserAuthenticationMethod.ReadWrite.All"),
        .roles = (const char *const[]){"Authentication Administrator", "Privileged Authentication Administrator",
                                       "Global Reader", "Global Administrator", NULL},
        .phase = PHASE_STATE,
        .ask = ask_methods,
        .finish = name_method,
    },
    {
        .name = "requirements",
        .label = "Per-user MFA",
        .scope = SOURCE_OF_USER,
        .flags = SOURCE_LATER | SOURCE_ONE,
        .kind = &requirement_kind,
        .needs = ANY_OF("Policy.Read.All", "Policy.ReadWrite.AuthenticationMethod"),
        .phase = PHASE_STATE,
        .ask = ask_requirements,
    },
    {
        .name = "risk",
        .label = "Risk",
        .scope = SOURCE_OF_USER,
        .flags = SOURCE_404_IS_NONE | SOURCE_LATER | SOURCE_HIMSELF,
        .kind = &risk_kind,
        .needs = ANY_OF("IdentityRiskyUser.Read.All", "IdentityRiskyUser.ReadWrite.All"),
        .roles = risk_readers,
        .plan = "AAD_PREMIUM_P2",
        .phase = PHASE_STATE,
        .ask = ask_risk,
    },
    {
        .name = "risk-history",
        .label = "How the risk of a user changed",
        .scope = SOURCE_OF_USER,
        .flags = SOURCE_404_IS_NONE | SOURCE_LATER,
        .kind = &history_kind,
        .needs = ANY_OF("IdentityRiskyUser.Read.All", "IdentityRiskyUser.ReadWrite.All"),
        .roles = risk_readers,
        .plan = "AAD_PREMIUM_P2",
        .phase = PHASE_STATE,
        .ask = ask_history,
    },
    {
        .name = "risk-detections",
        .label = "Risk detections",
        .scope = SOURCE_OF_USER,
        .whose = "userId",
        .flags = SOURCE_LATER,
        .kind = &detection_kind,
        .needs = ANY_OF("IdentityRiskEvent.Read.All", "IdentityRiskEvent.ReadWrite.All"),
        .roles = risk_readers,
        .plan = "AAD_PREMIUM",
        .phase = PHASE_STATE,
        .ask = ask_detections,
        .finish = name_place,
    },
};
const size_t graph_security_source_count = COUNT_OF(graph_security_sources);
