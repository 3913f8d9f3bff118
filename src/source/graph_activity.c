/* What the list of users does not hold of them: when they signed in last, and which methods they registered. Read in passes of
 * their own, by id: a licence or a permission that is missing must not empty the table (REQUESTS §1.3). */
#include "api/graph/graph.h"
#include "codec/json.h"
#include "model/words.h"
#include "source/rows.h"

#define COUNT_OF(array) (sizeof array / sizeof array[0])

/* A time is absent when there was no such sign-in since the service keeps them: interactive ones since April 2020, others since
 * May 2020, successful ones since December 2023. */
static const struct field sign_in_fields[] = {
    {.name = "id", .label = "Object id", .type = FIELD_GUID, .flags = FIELD_REQUIRED},
    {.name = "lastSignInDateTime",
     .label = "Last interactive sign-in",
     .type = FIELD_TIME,
     .flags = FIELD_AGED,
     .path = "signInActivity.lastSignInDateTime"},
    {.name = "lastNonInteractiveSignInDateTime",
     .label = "Last non-interactive sign-in",
     .type = FIELD_TIME,
     .flags = FIELD_AGED,
     .path = "signInActivity.lastNonInteractiveSignInDateTime"},
    {.name = "lastSuccessfulSignInDateTime",
     .label = "Last successful sign-in",
     .type = FIELD_TIME,
     .flags = FIELD_AGED,
     .path = "signInActivity.lastSuccessfulSignInDateTime"},
};
static const struct record_kind sign_in_kind = {.name = "last sign-in",
                                                .many = "last sign-ins",
                                                .fields = sign_in_fields,
                                                .count = COUNT_OF(sign_in_fields),
                                                .id = 0,
                                                .title = -1,
                                                .detail = -1,
                                                .time = -1};

/* The service gives 500 a page, whatever is asked for. Of one user it wants the id, not the name. */
static struct http_request *ask_sign_ins(struct reading *reading)
{
    static const char select[] = "?$select=id,signInActivity";
    if (reading->subject)
        return graph_get(reading->arena, reading->endpoints, graph_user_path(reading->arena, reading->subject, select));
    return graph_get(reading->arena, reading->endpoints, "/users?$select=id,signInActivity&$top=500");
}

static const struct field registration_fields[] = {
    {.name = "id", .label = "Object id", .type = FIELD_GUID, .flags = FIELD_REQUIRED},
    {.name = "isMfaRegistered", .label = "Registered for MFA", .type = FIELD_BOOL},
    {.name = "isMfaCapable", .label = "Capable of MFA", .type = FIELD_BOOL},
    {.name = "methodsRegistered", .label = "Methods", .type = FIELD_TEXTS, .words = words_method},
    {.name = "lastUpdatedDateTime", .label = "Reported", .type = FIELD_TIME},
};
static const struct record_kind registration_kind = {.name = "MFA registration",
                                                     .many = "MFA registrations",
                                                     .fields = registration_fields,
                                                     .count = COUNT_OF(registration_fields),
                                                     .id = 0,
                                                     .title = -1,
                                                     .detail = -1,
                                                     .time = -1};

static const char *const report_readers[] = {"Reports Reader", "Security Reader",      "Security Administrator",
                                             "Global Reader",  "Global Administrator", NULL};

/* The report is some hours old, and lists no user whose sign-in is blocked. */
static struct http_request *ask_registrations(struct reading *reading)
{
    static const char path[] = "/reports/authenticationMethods/userRegistrationDetails";
    if (reading->subject)
        return graph_get(reading->arena, reading->endpoints,
                         arena_printf(reading->arena, "%s/%s", path, reading->subject));
    return graph_get(reading->arena, reading->endpoints, arena_printf(reading->arena, "%s?$top=999", path));
}

/* What is absent or null was never; what is there and is no time is not known, and never taken for "never". */
static bool readable_times(struct reading *reading, const struct json *object, struct record *record)
{
    const struct json *activity = json_get(object, "signInActivity");
    (void)reading;
    if (!activity || json_kind(activity) == JSON_NULL)
        return true;
    if (json_kind(activity) != JSON_OBJECT)
        return decode_refuse(record);
    for (size_t i = 1; i < sign_in_kind.count; i++) {
        const struct json *given = json_get(activity, sign_in_fields[i].name);
        const struct value *time = &record->values[i];
        bool absent = !given || json_kind(given) == JSON_NULL;
        if (!absent && (!time->known || time->number < 0 || time->number / 1000 >= UINT32_MAX))
            return decode_refuse(record);
    }
    return true;
}

const struct source graph_activity_sources[] = {
    {
        .name = "last-sign-ins",
        .label = "When users signed in last",
        .scope = SOURCE_OF_TENANT,
        .flags = SOURCE_STREAM,
        .kind = &sign_in_kind,
        .needs = ANY_OF("AuditLog.Read.All"),
        .also = ANY_OF(READS_USERS),
        .plan = "AAD_PREMIUM",
        .phase = PHASE_STATE,
        .ask = ask_sign_ins,
        .finish = readable_times,
    },
    {
        .name = "last-sign-in",
        .label = "When a user signed in last",
        .scope = SOURCE_OF_USER,
        .flags = SOURCE_HIMSELF,
        .kind = &sign_in_kind,
        .needs = ANY_OF("AuditLog.Read.All"),
        .also = ANY_OF(READS_USERS),
        .plan = "AAD_PREMIUM",
        .phase = PHASE_STATE,
        .ask = ask_sign_ins,
        .finish = readable_times,
    },
    {
        .name = "mfa-registrations",
        .label = "Who is registered for MFA",
        .scope = SOURCE_OF_TENANT,
        .flags = SOURCE_STREAM,
        .kind = &registration_kind,
        .needs = ANY_OF("AuditLog.Read.All"),
        .roles = report_readers,
        .plan = "AAD_PREMIUM",
        .phase = PHASE_STATE,
        .ask = ask_registrations,
    },
    {
        .name = "mfa-registration",
        .label = "Whether a user is registered for MFA",
        .scope = SOURCE_OF_USER,
        .flags = SOURCE_404_IS_NONE | SOURCE_HIMSELF,
        .kind = &registration_kind,
        .needs = ANY_OF("AuditLog.Read.All"),
        .roles = report_readers,
        .plan = "AAD_PREMIUM",
        .phase = PHASE_STATE,
        .ask = ask_registrations,
    },
};
const size_t graph_activity_source_count = COUNT_OF(graph_activity_sources);
