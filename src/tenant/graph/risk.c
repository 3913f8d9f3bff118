/* Who is at risk, and an administrator's word on it. */
#include "tenant/graph/risk.h"

#include "base/clock.h"
#include "tenant/graph/users.h"
#include "tenant/seed/seed_sign_ins.h"
#include "tenant/wire/licence.h"
#include <string.h>

enum { IDS_MOST = 60 };

static const char *const names[] = {
    "id",        "isDeleted", "isProcessing",    "riskDetail",        "riskLastUpdatedDateTime",
    "riskLevel", "riskState", "userDisplayName", "userPrincipalName", NULL};
static const char *const options[] = {"$select", "$filter", "$top", "$count", "$skiptoken", NULL};
static const struct object_kind risk_kind = {
    .type = "riskyUser", .set = "identityProtection/riskyUsers", .properties = names, .options = options};

/* Identity Protection is part of Entra ID P2. */
static bool licensed(const struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply)
{
    return licence_permits(tenant, PLAN_P2, request, reply);
}

static void set_verdict(struct json *risk, const char *level, const char *state, const char *detail, int64_t when)
{
    char date[CLOCK_TEXT];
    json_set_text(risk, "riskLevel", level);
    json_set_text(risk, "riskState", state);
    json_set_text(risk, "riskDetail", detail);
    json_set_text(risk, "riskLastUpdatedDateTime", clock_format(when, date));
}

/* What is known of a user's risk; NULL: nothing. To be freed by the caller. */
static struct json *verdict_of(const struct user_record *user)
{
    const struct store_value *written = store_value(user->change, "risk");
    unsigned traits = user->seed.traits, dice = (unsigned)(seed_mix(user->seed.dice + 77) >> 40);
    int64_t today = store_people(user->store)->today;
    if (written)
        return json_copy(written->value);
    bool ordinary = !traits && seed_at_risk(&user->seed);
    if (!ordinary && !(traits & (TRAIT_AT_RISK | TRAIT_REMEDIATED)))
        return NULL;
    struct json *risk = json_new_object();
    if (traits & TRAIT_REMEDIATED)
        set_verdict(risk, "none", "remediated", "userPerformedSecuredPasswordReset", today - INT64_C(86400000));
    else
        set_verdict(risk, ordinary ? dice & 64 ? "low" : "medium" : "high", "atRisk", "none", today - INT64_C(7200000));
    return risk;
}

void risk_standing(const struct user_record *user, const char **state, const char **detail)
{
    static const char *const known[][2] = {{"atRisk", "none"},
                                           {"remediated", "userPerformedSecuredPasswordReset"},
                                           {"dismissed", "adminDismissedAllRiskForUser"},
                                           {"confirmedCompromised", "adminConfirmedUserCompromised"}};
    auto_json struct json *risk = verdict_of(user);
    const char *is = json_text_or(json_get(risk, "riskState"), "");
    *state = "confirmedSafe"; /* then the user never was at risk */
    *detail = "aiConfirmedSigninSafe";
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (!strcmp(known[i][0], is)) {
            *state = known[i][0];
            *detail = known[i][1];
        }
}

static const char *text_of(const struct user_record *user, const char *name, char scratch[SEED_TEXT])
{
    return property_text(property_find(name, strlen(name)), user, scratch);
}

/* The riskyUser; NULL when the user never was at risk. */
static struct json *risky(const struct user_record *user)
{
    char scratch[SEED_TEXT], id[GUID_TEXT];
    struct json *risk = verdict_of(user);
    if (!risk)
        return NULL;
    json_set_text(risk, "id", guid_format(&user->seed.id, id));
    json_set_bool(risk, "isDeleted", false);
    json_set_bool(risk, "isProcessing", false);
    json_set_text(risk, "userDisplayName", text_of(user, "displayName", scratch));
    json_set_text(risk, "userPrincipalName", text_of(user, "userPrincipalName", scratch));
    return risk;
}

void risk_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct user_record user;
    if (!licensed(tenant, request, reply))
        return;
    struct json *list = json_new_array();
    for (uint32_t number = 0; number < store_people(tenant->store)->count; number++) {
        user_record_load(&user, tenant->store, number);
        struct json *one = store_life(tenant->store, number) == LIFE_ALIVE ? risky(&user) : NULL;
        if (one)
            json_push(list, one);
    }
    objects_answer_list(request, reply, &risk_kind, list);
}

void risk_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct user_record user;
    struct guid guid;
    const char *id = request->segments[2];
    if (!licensed(tenant, request, reply))
        return;
    uint32_t number = guid_parse(id, strlen(id), &guid) ? store_find(tenant->store, id) : SEED_NOBODY;
    if (number != SEED_NOBODY)
        user_record_load(&user, tenant->store, number);
    struct json *one = number == SEED_NOBODY ? NULL : risky(&user);
    if (one)
        objects_answer(request, reply, &risk_kind, 200, one);
    else
        tenant_errorf(request, reply, 404, "ResourceNotFound", "Resource '%s' was not found.", id);
}

/* One item: how it stands now. What led there is told by the detections. */
void risk_history(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const more[] = {"id",
                                       "isDeleted",
                                       "isProcessing",
                                       "riskDetail",
                                       "riskLastUpdatedDateTime",
                                       "riskLevel",
                                       "riskState",
                                       "userDisplayName",
                                       "userPrincipalName",
                                       "activity",
                                       "initiatedBy",
                                       "userId",
                                       NULL};
    static const struct object_kind kind = {
        .type = "riskyUserHistoryItem", .set = "riskyUserHistoryItems", .properties = more, .options = options};
    struct user_record user;
    const char *id = request->segments[2];
    if (!licensed(tenant, request, reply))
        return;
    uint32_t number = store_find(tenant->store, id);
    struct json *list = json_new_array(), *one = NULL;
    if (number != SEED_NOBODY) {
        user_record_load(&user, tenant->store, number);
        one = risky(&user);
    }
    if (!one) {
        json_free(list);
        tenant_errorf(request, reply, 404, "ResourceNotFound", "Resource '%s' was not found.", id);
        return;
    }
    struct json *activity = json_new_object();
    json_set(activity, "riskEventTypes", json_new_array());
    json_set(activity, "detail", json_copy(json_get(one, "riskDetail")));
    json_set_text(one, "userId", id);
    json_set_text(one, "initiatedBy", NULL);
    json_set(one, "activity", activity);
    json_push(list, one);
    objects_answer_list(request, reply, &kind, list);
}

/* The users of a body {"userIds": […]}; false after answering. */
static bool ids_read(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                     uint32_t *numbers, size_t *n)
{
    static const char *const known[] = {"userIds", NULL};
    auto_json struct json *body = objects_no_options(request, reply) ? objects_body(request, reply, known, true) : NULL;
    const struct json *ids = json_get(body, "userIds");
    *n = 0;
    if (!body)
        return false;
    if (json_kind(ids) != JSON_ARRAY || !json_first(ids) || json_count(ids) > IDS_MOST)
        return objects_refuse(request, reply, "BadRequest", "userIds",
                              "The parameter 'userIds' must be an array of 1 to 60 ids.");
    for (const struct json *id = json_first(ids); id; id = json_next(id)) {
        const char *text = json_text_or(id, "");
        struct guid guid;
        uint32_t number = guid_parse(text, strlen(text), &guid) ? store_find(tenant->store, text) : SEED_NOBODY;
        if (number == SEED_NOBODY) {
            tenant_errorf(request, reply, 404, "ResourceNotFound", "Resource '%s' was not found.", text);
            return false;
        }
        numbers[(*n)++] = number;
    }
    return true;
}

static const struct verdict {
    const char *level, *state, *detail;
} dismissed = {"none", "dismissed", "adminDismissedAllRiskForUser"},
  compromised = {"high", "confirmedCompromised", "adminConfirmedUserCompromised"},
  safe = {"none", "confirmedSafe", "adminConfirmedAccountSafe"};

static void judge(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply,
                  const struct verdict *verdict)
{
    uint32_t numbers[IDS_MOST];
    size_t n;
    if (!licensed(tenant, request, reply) || !ids_read(tenant, request, reply, numbers, &n))
        return;
    for (size_t i = 0; i < n; i++) {
        struct user_record user;
        user_record_load(&user, tenant->store, numbers[i]);
        struct json *risk = verdict_of(&user);
        if (!risk && verdict == &dismissed) /* there is nothing to dismiss */
            continue;
        risk = risk ? risk : json_new_object();
        set_verdict(risk, verdict->level, verdict->state, verdict->detail, clock_now());
        store_write(tenant->store, numbers[i], "risk", risk);
    }
    tenant_empty(reply, 204);
}

void risk_dismiss(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    judge(tenant, request, reply, &dismissed);
}

void risk_confirm(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    judge(tenant, request, reply, &compromised);
}

void risk_safe(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    judge(tenant, request, reply, &safe);
}
