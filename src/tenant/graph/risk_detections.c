/* What made a user risky: the attempts of strangers in the sign-in log. With P1 alone it is not said what they were
 * (REQUESTS §2). */
#include "tenant/graph/risk.h"

#include "tenant/graph/scenario_log.h"
#include "tenant/graph/sign_ins.h"
#include "tenant/wire/licence.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { WITHOUT_USER_MOST = 20000 };

static const char *const names[] = {"id",
                                    "activity",
                                    "activityDateTime",
                                    "additionalInfo",
                                    "correlationId",
                                    "detectedDateTime",
                                    "detectionTimingType",
                                    "ipAddress",
                                    "lastUpdatedDateTime",
                                    "location",
                                    "requestId",
                                    "riskDetail",
                                    "riskEventType",
                                    "riskLevel",
                                    "riskState",
                                    "source",
                                    "tokenIssuerType",
                                    "userDisplayName",
                                    "userId",
                                    "userPrincipalName",
                                    NULL};
static const char *const options[] = {"$select", "$filter", "$top", "$skiptoken", NULL};
static const struct object_kind kind = {
    .type = "riskDetection", .set = "identityProtection/riskDetections", .properties = names, .options = options};

/* A detection out of the row of the sign-in it was made at. */
static struct json *detection(const struct json *row, bool told)
{
    static const char *const same[][2] = {{"ipAddress", "ipAddress"},
                                          {"correlationId", "correlationId"},
                                          {"location", "location"},
                                          {"riskDetail", "riskDetail"},
                                          {"riskLevel", "riskLevelDuringSignIn"},
                                          {"riskState", "riskState"},
                                          {"userDisplayName", "userDisplayName"},
                                          {"userId", "userId"},
                                          {"userPrincipalName", "userPrincipalName"},
                                          {"requestId", "id"},
                                          {"activityDateTime", "createdDateTime"},
                                          {"detectedDateTime", "createdDateTime"},
                                          {"lastUpdatedDateTime", "createdDateTime"}};
    char id[96];
    struct json *one = json_new_object();
    snprintf(id, sizeof id, "d%.63s", json_text_or(json_get(row, "id"), ""));
    json_set_text(one, "id", id);
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        json_set(one, same[i][0], json_copy(json_get(row, same[i][1])));
    json_set_text(one, "activity", "signin");
    json_set_text(one, "additionalInfo", told ? "[{\"Key\":\"riskReasons\",\"Value\":[\"UnfamiliarASN\"]}]" : "[]");
    json_set_text(one, "detectionTimingType", "realtime");
    json_set_text(one, "riskEventType", told ? "unfamiliarFeatures" : "generic");
    json_set_text(one, "source", "IdentityProtection");
    json_set_text(one, "tokenIssuerType", "AzureAD");
    return one;
}

static void push_of_user(struct tenant *tenant, const struct tenant_request *request, uint32_t number,
                         struct json *list)
{
    const struct seed_people *people = store_people(tenant->store);
    bool told = store_plan(tenant->store) >= PLAN_P2;
    int64_t times[SEED_SIGN_INS];
    struct seed_user user;
    struct seed_attempt attempt;
    seed_user(people, number, &user);
    uint32_t n = seed_sign_in_times(people, &user, true, times);
    for (uint32_t place = 0; place < n; place++) {
        seed_sign_in(people, &user, true, place, times[place], &attempt);
        if (!attempt.strange)
            continue;
        auto_json struct json *row = sign_ins_at(tenant, request, number, place, times[place]);
        json_push(list, detection(row, told));
    }
}

void risk_detections(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char by[] = "userId eq '";
    const char *filter = tenant_query(request, "$filter");
    uint32_t count = store_people(tenant->store)->count, only = SEED_NOBODY;
    size_t rows;
    struct guid id;
    bool said = filter && !strncasecmp(filter, by, strlen(by)) &&
                guid_parse(filter + strlen(by), strnlen(filter + strlen(by), GUID_TEXT - 1), &id);
    if (!licence_permits(tenant, PLAN_P1, request, reply))
        return;
    if (said)
        only = seed_find_id(store_people(tenant->store), &id);
    if (!said && count > WITHOUT_USER_MOST) {
        tenant_error(request, reply, 504, "GatewayTimeout", "The gateway timed out.");
        return;
    }
    struct json *list = json_new_array();
    for (uint32_t number = said ? only : 0; number < count && (!said || number == only); number++)
        push_of_user(tenant, request, number, list);
    scenario_rows(tenant->scenario, SCENARIO_RISK_DETECTIONS, &rows);
    for (uint32_t place = 0; place < rows; place++) /* the filter chooses */
        json_push(list, scenario_log_row(tenant, request, SCENARIO_RISK_DETECTIONS, place, NULL));
    objects_answer_list(request, reply, &kind, list);
}
