/* The sign-in log of one user, newest first. Both versions of Graph keep interactive sign-ins; what programs do in his name, the steps
 * of an authentication and the session are told by beta alone (REQUESTS §2.4). */
#include "api/graph/graph.h"
#include "api/login/aadsts.h"
#include "base/clean.h"
#include "base/clock.h"
#include "base/seen.h"
#include "codec/json.h"
#include "codec/url.h"
#include "model/words.h"
#include "source/rows.h"
#include <string.h>

#define COUNT_OF(array) (sizeof array / sizeof array[0])
#define KEPT            (INT64_C(30) * 24 * 60 * MINUTES) /* ms: the service keeps thirty days */

enum { PAGE = 200, MOST = 1000, RESTARTS = 100, TEXT = 4096 };

static enum meaning success(const struct value *value)
{
    return strcmp(value->text, "success") != 0 ? MEANS_ODD : MEANS_GOOD;
}

static enum meaning met(const struct value *value)
{
    return !strcmp(value->text, "not met") ? MEANS_BAD : MEANS_NOTHING;
}

/* "hidden" is what a tenant without Entra ID P2 is told of each sign-in: it says nothing of this one. */
static enum meaning risky(const struct value *value)
{
    if (!strcmp(value->text, "hidden"))
        return MEANS_NOTHING;
    return !strcmp(value->text, "high") ? MEANS_BAD : strcmp(value->text, "none") != 0 ? MEANS_ODD : MEANS_NOTHING;
}

static const struct field fields[] = {
    {.name = "id", .label = "Id", .flags = FIELD_REQUIRED},
    {.name = "createdDateTime", .label = "Time", .type = FIELD_TIME, .flags = FIELD_REQUIRED, .least = 16, .most = 20},
    {.name = "result", .label = "Result", .flags = FIELD_BESIDE, .least = 12, .most = 60, .means = success},
    {.name = "appDisplayName", .label = "Application", .least = 10, .most = 30},
    {.name = "clientAppUsed", .label = "Client", .least = 7, .most = 20},
    {.name = "ipAddress", .label = "Address", .least = 15, .most = 39},
    {.name = "place", .label = "Place", .flags = FIELD_BESIDE, .least = 7, .most = 24},
    {.name = "device", .label = "Device", .flags = FIELD_BESIDE, .least = 8, .most = 40},
    {.name = "access", .label = "Access", .flags = FIELD_BESIDE, .least = 7, .most = 14, .means = met},
    {.name = "riskLevelDuringSignIn", .label = "Risk", .least = 4, .most = 8, .means = risky},
    {.name = "errorCode", .label = "Error code", .type = FIELD_NUMBER, .path = "status.errorCode"},
    {.name = "failureReason", .label = "Service says", .path = "status.failureReason"},
    {.name = "additionalDetails", .label = "Further", .path = "status.additionalDetails"},
    {.name = "resourceDisplayName", .label = "Resource"},
    {.name = "isInteractive", .label = "Interactive", .type = FIELD_BOOL},
    {.name = "city", .label = "City", .path = "location.city"},
    {.name = "countryOrRegion", .label = "Country", .path = "location.countryOrRegion"},
    {.name = "deviceName", .label = "Device name", .path = "deviceDetail.displayName"},
    {.name = "deviceId", .label = "Device id", .path = "deviceDetail.deviceId"},
    {.name = "operatingSystem", .label = "System", .path = "deviceDetail.operatingSystem"},
    {.name = "browser", .label = "Browser", .path = "deviceDetail.browser"},
    {.name = "isCompliant", .label = "Compliant", .type = FIELD_BOOL, .path = "deviceDetail.isCompliant"},
    {.name = "isManaged", .label = "Managed", .type = FIELD_BOOL, .path = "deviceDetail.isManaged"},
    {.name = "trustType", .label = "Joined", .path = "deviceDetail.trustType", .words = words_join},
    {.name = "userAgent", .label = "User agent"},
    {.name = "conditionalAccessStatus", .label = "Conditional Access status", .flags = FIELD_HIDDEN},
    {.name = "policies", .label = "Policies", .type = FIELD_TEXTS, .flags = FIELD_BESIDE},
    {.name = "policyNames", .label = "Policy names", .type = FIELD_TEXTS, .flags = FIELD_BESIDE | FIELD_HIDDEN},
    {.name = "policyResults", .label = "Policy results", .type = FIELD_TEXTS, .flags = FIELD_BESIDE | FIELD_HIDDEN},
    {.name = "steps", .label = "Steps", .type = FIELD_TEXTS, .flags = FIELD_BESIDE},
    {.name = "authenticationRequirement", .label = "Required"},
    {.name = "authenticationProtocol", .label = "Protocol"},
    {.name = "originalTransferMethod", .label = "Transfer"},
    {.name = "sessionId", .label = "Session"},
    {.name = "riskState", .label = "Risk state", .words = words_risk_state},
    {.name = "riskDetail", .label = "Risk detail", .words = words_risk_detail},
    {.name = "riskEventTypes_v2", .label = "Risk events", .type = FIELD_TEXTS},
    {.name = "correlationId", .label = "Correlation id"},
    {.name = "userPrincipalName", .label = "User", .flags = FIELD_HIDDEN},
};
static const struct record_kind kind = {.name = "sign-in",
                                        .many = "sign-ins",
                                        .fields = fields,
                                        .count = COUNT_OF(fields),
                                        .id = 0,
                                        .title = 3,
                                        .detail = 2,
                                        .time = 1};

/* --- asking --- */

/* Without a time the service searches all it has, and gives up on large tenants. `to` is rounded up to a whole second: the rows of
 * that second that are known already are told twice. */
static struct http_request *ask(struct reading *reading, const char *more)
{
    char from[CLOCK_TEXT], to[CLOCK_TEXT];
    const char *since = clock_format(reading->from ? reading->from : clock_now() - KEPT, from);
    const char *until = reading->to ? arena_printf(reading->arena, "%%20and%%20createdDateTime%%20le%%20%s",
                                                   clock_format(reading->to + 999, to))
                                    : "";
    const char *path = arena_printf(reading->arena,
                                    "/auditLogs/signIns?$filter=userId%%20eq%%20'%s'%%20and%%20createdDateTime%%20ge"
                                    "%%20%s%s%s&$orderby=createdDateTime%%20desc&$top=%d",
                                    reading->subject, since, until, more, PAGE);
    return graph_beta(reading->arena, graph_get(reading->arena, reading->endpoints, path));
}

static struct http_request *ask_interactive(struct reading *reading)
{
    return ask(reading, "");
}

static struct http_request *ask_others(struct reading *reading)
{
    return ask(reading, "%20and%20signInEventTypes/any(t:%20t%20eq%20'nonInteractiveUser')");
}

/* --- all of them, for a research --- */

/* Interactive and not in one; members of an enumeration that came after its end was written down are told to who asks for them alone. */
static struct http_request *ask_log(struct reading *reading, const char *whose, int64_t to)
{
    char from[CLOCK_TEXT], until[CLOCK_TEXT];
    const char *since = clock_format(reading->from ? reading->from : clock_now() - KEPT, from);
    const char *end = to ? arena_printf(reading->arena, "%%20and%%20createdDateTime%%20le%%20%s",
                                        clock_format(to + 999, until))
                         : "";
    const char *path = arena_printf(reading->arena,
                                    "/auditLogs/signIns?$filter=%s%%20and%%20createdDateTime%%20ge%%20%s%s%%20and%%20"
                                    "signInEventTypes/any(t:t%%20eq%%20'interactiveUser'%%20or%%20t%%20eq%%20'"
                                    "nonInteractiveUser')&$top=%d",
                                    whose, since, end, MOST);
    struct http_request *request = graph_beta(reading->arena, graph_get(reading->arena, reading->endpoints, path));
    request = graph_all_members(reading->arena, request);
    request->batch = false; /* a thousand rows have megabytes */
    return request;
}

struct log {
    struct seen seen;
    int64_t oldest; /* of those that came */
    int restarts;
};

static const char *whose(struct reading *reading)
{
    const char *by = reading->subject                                      ? "userId"
                     : !strcmp(reading->source->name, "sign-ins-with-app") ? "appId"
                                                                           : "ipAddress";
    auto_buf struct buf filter = buf_make(1024), literal = buf_make(512);
    url_odata_literal(&literal, reading->subject ? reading->subject : reading->text);
    buf_printf(&filter, "%s%%20eq%%20%s", by, buf_text(&literal));
    return arena_strdup(reading->arena, buf_text(&filter));
}

static struct http_request *ask_all(struct reading *reading)
{
    reading->own = arena_alloc(reading->arena, sizeof(struct log));
    return ask_log(reading, whose(reading), reading->to);
}

static bool in_words(struct reading *reading, const struct json *object, struct record *record);

static bool take_once(struct reading *reading, const struct json *object, struct record *record)
{
    struct log *log = reading->own;
    if (reading->kept)
        return in_words(reading, object, record);
    int64_t when = record_number(record, "createdDateTime", 0);
    const char *id = record_text(record, "id");
    if (when && (!log->oldest || when < log->oldest))
        log->oldest = when;
    return !(*id && !seen_first(&log->seen, reading->arena, id)) && in_words(reading, object, record);
}

/* A link to the next page dies in a long reading: it goes on at the oldest row there is (REQUESTS §4.1). */
static bool is_dead_link(const struct reading *reading, const struct http_reply *reply)
{
    return reply && reply->status == 400 && reading->paging.pages > 1 &&
           (strcasestr(buf_text(&reply->body), "skip token") || strcasestr(buf_text(&reply->body), "skiptoken"));
}

static enum source_step log_step(struct reading *reading, const struct http_reply *reply)
{
    struct log *log = reading->own;
    if (!is_dead_link(reading, reply) || !log->oldest || log->restarts++ == RESTARTS)
        return pages_step(reading, reply);
    reading->request = ask_log(reading, whose(reading), log->oldest);
    reading->paging = (struct paging){.pages = 0};
    return pages_once(reading);
}

/* --- a row in words --- */

static const char *given(const struct json *object, const char *path)
{
    return json_text_or(json_path(object, path), "");
}

/* "Amsterdam, NL": what is there of several texts. Not known where none is. */
static struct value joined(struct arena *arena, const char *const *texts, size_t count)
{
    auto_buf struct buf all = buf_make(TEXT);
    for (size_t i = 0; i < count; i++)
        if (*texts[i])
            buf_printf(&all, "%s%s", all.length ? ", " : "", texts[i]);
    return (struct value){.known = all.length > 0, .text = clean_strdup(arena, buf_text(&all), all.length)};
}

/* An error code of 0, and nothing else, is a success; a state of Conditional Access is none. */
static const char *result_of(struct arena *arena, const struct record *record)
{
    const struct value *code = record_value(record, "errorCode");
    const struct aadsts *known = code->known ? aadsts_find((int)code->number) : NULL;
    const char *reason = known ? known->sentence : record_text(record, "failureReason");
    if (!code->known)
        return "not told";
    if (!code->number)
        return "success";
    return arena_printf(arena, "%s (%lld)", *reason ? reason : "not successful", (long long)code->number);
}

static const char *access_of(const struct record *record)
{
    static const char *const words[][2] = {{"success", "met"}, {"failure", "not met"}, {"notApplied", "none applied"}};
    const char *status = record_text(record, "conditionalAccessStatus");
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (!strcmp(words[i][0], status))
            return words[i][1];
    return *status ? status : NULL;
}

/* Who may not read policies is not told any: the list is absent then, not empty. */
static void take_policies(struct arena *arena, const struct json *object, struct record *record)
{
    const struct json *list = json_get(object, "appliedConditionalAccessPolicies");
    const char **names = arena_alloc(arena, (json_count(list) + 1) * sizeof *names);
    const char **results = arena_alloc(arena, (json_count(list) + 1) * sizeof *results);
    const char **both = arena_alloc(arena, (json_count(list) + 1) * sizeof *both);
    size_t count = 0, hit = 0;
    if (json_kind(list) != JSON_ARRAY)
        return;
    for (const struct json *one = json_first(list); one; one = json_next(one), count++) {
        const char *name = given(one, "displayName"), *result = given(one, "result");
        names[count] = clean_strdup(arena, name, strlen(name));
        results[count] = clean_strdup(arena, result, strlen(result));
        if (strcmp(result, "notApplied") != 0 && strcmp(result, "notEnabled") != 0 &&
            strcmp(result, "reportOnlyNotApplied") != 0)
            both[hit++] = arena_printf(arena, "%s: %s", names[count], results[count]);
    }
    record_set(record, "policyNames", (struct value){.known = true, .texts = names, .count = count});
    record_set(record, "policyResults", (struct value){.known = true, .texts = results, .count = count});
    record_set(record, "policies", (struct value){.known = true, .texts = both, .count = hit});
}

/* "Password, Password Hash Sync: Correct password" */
static void take_steps(struct arena *arena, const struct json *object, struct record *record)
{
    const struct json *list = json_get(object, "authenticationDetails");
    const char **steps = arena_alloc(arena, (json_count(list) + 1) * sizeof *steps);
    size_t count = 0;
    if (json_kind(list) != JSON_ARRAY)
        return;
    for (const struct json *one = json_first(list); one; one = json_next(one)) {
        const char *detail = given(one, "authenticationMethodDetail"),
                   *result = given(one, "authenticationStepResultDetail");
        const char *step = arena_printf(
            arena, "%s%s%s: %s%s%s", given(one, "authenticationMethod"), *detail ? ", " : "", detail,
            json_true(json_get(one, "succeeded")) ? "succeeded" : "not succeeded", *result ? ", " : "", result);
        steps[count++] = clean_strdup(arena, step, strlen(step));
    }
    record_set(record, "steps", (struct value){.known = true, .texts = steps, .count = count});
}

static bool in_words(struct reading *reading, const struct json *object, struct record *record)
{
    struct arena *arena = reading->page->arena;
    const char *place[] = {given(object, "location.city"), given(object, "location.countryOrRegion")};
    const char *device[] = {given(object, "deviceDetail.displayName"), given(object, "deviceDetail.operatingSystem"),
                            given(object, "deviceDetail.browser")};
    record_set_text(record, "result", result_of(arena, record));
    record_set_text(record, "access", access_of(record));
    record_set(record, "place", joined(arena, place, COUNT_OF(place)));
    record_set(record, "device", joined(arena, device, COUNT_OF(device)));
    take_policies(arena, object, record);
    take_steps(arena, object, record);
    return true;
}

static const char *const readers[] = {"Reports Reader",
                                      "Security Reader",
                                      "Security Operator",
                                      "Security Administrator",
                                      "Global Reader",
                                      "Global Administrator",
                                      NULL};

#define LOG_OF_A_USER                                                                                                  \
    .scope = SOURCE_OF_USER, .whose = "userId", .flags = SOURCE_LOG, .kind = &kind,                                    \
    .needs = ANY_OF("AuditLog.Read.All"), .also = ANY_OF(READS_DIRECTORY), .roles = readers, .plan = "AAD_PREMIUM",    \
    .phase = PHASE_LOGS, .most = PAGE, .finish = in_words

#define LOG_FOR_RESEARCH                                                                                               \
    .kind = &kind, .needs = ANY_OF("AuditLog.Read.All"), .also = ANY_OF(READS_DIRECTORY), .roles = readers,            \
    .plan = "AAD_PREMIUM", .phase = PHASE_LOGS, .ask = ask_all, .finish = take_once, .step = log_step

const struct source graph_sign_in_sources[] = {
    {.name = "sign-ins", .label = "The sign-in log", LOG_OF_A_USER, .ask = ask_interactive},
    {.name = "sign-ins-non-interactive",
     .label = "The log of non-interactive sign-ins",
     LOG_OF_A_USER,
     .ask = ask_others},
    {
        .name = "sign-ins-all",
        .label = "All sign-ins of a user",
        .scope = SOURCE_OF_USER,
        .whose = "userId",
        .flags = SOURCE_STREAM,
        LOG_FOR_RESEARCH,
    },
    {
        .name = "sign-ins-from",
        .label = "All sign-ins from an address",
        .scope = SOURCE_OF_TENANT,
        .flags = SOURCE_STREAM | SOURCE_BY_TEXT,
        LOG_FOR_RESEARCH,
    },
    {
        .name = "sign-ins-with-app",
        .label = "All sign-ins to an application",
        .scope = SOURCE_OF_TENANT,
        .flags = SOURCE_STREAM | SOURCE_BY_TEXT,
        LOG_FOR_RESEARCH,
    },
};
const size_t graph_sign_in_source_count = COUNT_OF(graph_sign_in_sources);
