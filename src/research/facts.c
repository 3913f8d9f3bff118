/* Objects of the services as facts: sign-ins, states of the directory, message trace. */
#include "base/arena.h"
#include "research/evidence_own.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const struct json *evidence_member(const struct json *object, const char *path)
{
    const struct json *value = json_get(object, path);
    return value ? value : json_path(object, path);
}

const char *evidence_get(struct evidence *evidence, const struct json *object, const char *path)
{
    const struct json *value = evidence_member(object, path);
    char number[32];
    if (json_kind(value) == JSON_NUMBER)
        snprintf(number, sizeof number, "%lld", json_integer(value, 0));
    return evidence_text(evidence, json_kind(value) == JSON_NUMBER ? number : json_text(value));
}

struct place evidence_place(struct evidence *evidence, const char *address, const char *session, const char *token,
                            const char *device, const char *agent)
{
    char plain[ADDRESS_TEXT];
    address_normalise(address, plain);
    return (struct place){.address = evidence_text(evidence, plain),
                          .key = address_key(plain),
                          .session = evidence_text(evidence, session),
                          .token = evidence_text(evidence, token),
                          .device = evidence_text(evidence, device),
                          .agent = evidence_text(evidence, agent)};
}

static struct fact fact(struct evidence *evidence, enum research_source source, const struct record *record,
                        const char *time, const char *name)
{
    return (struct fact){.time = evidence_when(evidence, source, time, name), .record = record, .source = source};
}

static const char *text(const struct json *object, const char *path)
{
    return json_text_or(evidence_member(object, path), "");
}

static enum tri tri(const struct json *value)
{
    return json_kind(value) != JSON_BOOL ? TRI_UNKNOWN : json_true(value) ? TRI_YES : TRI_NO;
}

/* The steps of the authentication: a password that was right, a refused request, a claim that was there already. */
static void take_steps(struct sign_in *row, const struct json *steps)
{
    for (const struct json *step = json_first(steps); step; step = json_next(step)) {
        const char *detail = text(step, "authenticationStepResultDetail");
        if (!strcmp(text(step, "authenticationMethod"), "Password") && json_true(json_get(step, "succeeded")))
            row->password_given = true;
        if (!strncmp(detail, "MFA denied", strlen("MFA denied")))
            row->denied = true;
        if (strstr(detail, "satisfied by claim in the token"))
            row->by_claim = true;
    }
}

bool sign_in_take(struct evidence *evidence, enum research_source source, const struct record *record,
                  const struct json *object)
{
    const struct json *place = json_path(object, "location.geoCoordinates");
    const char *requirement = text(object, "authenticationRequirement");
    struct fact when = fact(evidence, source, record, text(object, "createdDateTime"), "createdDateTime");
    if (!when.time)
        return false;
    const char *user = text(object, "userId");
    bool his = source == RESEARCH_SIGN_INS && (!*user || !strcasecmp(user, evidence->of.user_id));
    if (source == RESEARCH_SIGN_INS && !his) /* his alone were asked for */
        evidence_note_odd(evidence, source, "userId");
    struct sign_in *row = his ? EVIDENCE_PUSH(evidence, sign_ins) : EVIDENCE_PUSH(evidence, others);
#define GET(path) evidence_get(evidence, object, path)
    *row = (struct sign_in){
        .fact = when,
        .place = evidence_place(evidence, text(object, "ipAddress"), text(object, "sessionId"),
                                text(object, "uniqueTokenIdentifier"), text(object, "deviceDetail.deviceId"),
                                text(object, "userAgent")),
        .id = GET("id"),
        .user_id = GET("userId"),
        .app_id = GET("appId"),
        .app = GET("appDisplayName"),
        .resource_id = GET("resourceId"),
        .resource = GET("resourceDisplayName"),
        .owner = GET("appOwnerTenantId"),
        .country = GET("location.countryOrRegion"),
        .city = GET("location.city"),
        .client = GET("clientAppUsed"),
        .protocol = GET("authenticationProtocol"),
        .transfer = GET("originalTransferMethod"),
        .token_type = GET("incomingTokenType"),
        .access_status = GET("conditionalAccessStatus"),
        .device_name = GET("deviceDetail.displayName"),
        .system = GET("deviceDetail.operatingSystem"),
        .bound = GET("tokenProtectionStatusDetails.signInSessionStatus"),
        .correlation = GET("correlationId"),
        .failure = GET("status.failureReason"),
        .latitude = json_number(json_get(place, "latitude"), 0),
        .longitude = json_number(json_get(place, "longitude"), 0),
        .has_place = json_kind(json_get(place, "latitude")) == JSON_NUMBER,
        .interactive = json_true(json_get(object, "isInteractive")),
        .single_factor = !*requirement                                        ? TRI_UNKNOWN
                         : !strcmp(requirement, "singleFactorAuthentication") ? TRI_YES
                                                                              : TRI_NO,
        .managed = tri(json_path(object, "deviceDetail.isManaged")),
        .error = (int)json_integer(json_path(object, "status.errorCode"), -1),
        .network = json_integer(json_get(object, "autonomousSystemNumber"), 0),
    };
    take_steps(row, json_get(object, "authenticationDetails"));
    return true;
}

/* --- states --- */

static void take_application(struct evidence *evidence, const struct record *record, const struct json *object)
{
    struct application *row = EVIDENCE_PUSH(evidence, applications);
    *row = (struct application){
        .fact = fact(evidence, RESEARCH_APPLICATIONS, record, text(object, "createdDateTime"), "createdDateTime"),
        .id = GET("id"),
        .app_id = GET("appId"),
        .name = GET("displayName"),
        .owner = GET("appOwnerOrganizationId"),
        .verified = *text(object, "verifiedPublisher.verifiedPublisherId") ||
                    *text(object, "verifiedPublisher.displayName"),
        .enabled = json_true(json_get(object, "accountEnabled")),
    };
}

static void take_grant(struct evidence *evidence, const struct record *record, const struct json *object)
{
    struct grant *row = EVIDENCE_PUSH(evidence, grants);
    *row = (struct grant){
        .fact = fact(evidence, RESEARCH_GRANTS, record, NULL, NULL),
        .id = GET("id"),
        .client_id = GET("clientId"),
        .scope = GET("scope"),
        .for_all = !strcmp(text(object, "consentType"), "AllPrincipals"),
    };
}

static void take_device(struct evidence *evidence, const struct record *record, const struct json *object)
{
    struct device *row = EVIDENCE_PUSH(evidence, devices);
    *row = (struct device){
        .fact = fact(evidence, RESEARCH_DEVICES, record, text(object, "registrationDateTime"), "registrationDateTime"),
        .id = GET("id"),
        .device_id = GET("deviceId"),
        .name = GET("displayName"),
        .system = GET("operatingSystem"),
        .version = GET("operatingSystemVersion"),
        .trust = GET("trustType"),
        .enabled = json_true(json_get(object, "accountEnabled")),
    };
}

/* "#microsoft.graph.phoneAuthenticationMethod" is "phone". */
static void take_method(struct evidence *evidence, const struct record *record, const struct json *object)
{
    const char *type = text(object, "@odata.type"), *dot = strrchr(type, '.');
    const char *name = dot ? dot + 1 : type, *end = strstr(name, "AuthenticationMethod");
    struct method *row = EVIDENCE_PUSH(evidence, methods);
    *row = (struct method){
        .fact = fact(evidence, RESEARCH_METHODS, record, text(object, "createdDateTime"), "createdDateTime"),
        .id = GET("id"),
        .type = evidence_text(evidence,
                              arena_strndup(evidence->arena, name, end ? (size_t)(end - name) : strlen(name))),
        .name = *text(object, "displayName") ? GET("displayName") : GET("phoneNumber"),
    };
}

static void take_risk(struct evidence *evidence, enum research_source source, const struct record *record,
                      const struct json *object)
{
    bool of_user = source == RESEARCH_RISKY_USER;
    const char *name = of_user ? "riskLastUpdatedDateTime" : "activityDateTime", *when = text(object, name);
    struct risk *row = EVIDENCE_PUSH(evidence, risks);
    *row = (struct risk){
        .fact = fact(evidence, source, record, *when ? when : text(object, "detectedDateTime"), name),
        .place = evidence_place(evidence, text(object, "ipAddress"), NULL, NULL, NULL, NULL),
        .id = GET("id"),
        .type = GET("riskEventType"),
        .level = GET("riskLevel"),
        .state = GET("riskState"),
        .detail = GET("riskDetail"),
    };
}

static void take_sent(struct evidence *evidence, const struct record *record, const struct json *object)
{
    struct sent *row = EVIDENCE_PUSH(evidence, sent);
    const char *received = text(object, "Received");
    *row = (struct sent){
        .fact = fact(evidence, RESEARCH_TRACE, record, *received ? received : text(object, "receivedDateTime"),
                     "the time of a message"),
        .message = *text(object, "MessageId") ? GET("MessageId") : GET("messageId"),
        .sender = *text(object, "SenderAddress") ? GET("SenderAddress") : GET("senderAddress"),
        .recipient = *text(object, "RecipientAddress") ? GET("RecipientAddress") : GET("recipientAddress"),
        .subject = *text(object, "Subject") ? GET("Subject") : GET("subject"),
        .status = *text(object, "Status") ? GET("Status") : GET("status"),
    };
    const char *from = text(object, "FromIP");
    const char *trace = text(object, "MessageTraceId");
    row->place = evidence_place(evidence, *from ? from : text(object, "fromIP"), NULL, NULL, NULL, NULL);
    /* one message has one number for all its recipients */
    row->id = evidence_text(
        evidence, arena_printf(evidence->arena, "%s %s", *trace ? trace : text(object, "id"), row->recipient));
}
#undef GET

bool state_take(struct evidence *evidence, enum research_source source, const struct record *record,
                const struct json *object)
{
    if (source == RESEARCH_APPLICATIONS)
        take_application(evidence, record, object);
    else if (source == RESEARCH_GRANTS)
        take_grant(evidence, record, object);
    else if (source == RESEARCH_DEVICES)
        take_device(evidence, record, object);
    else if (source == RESEARCH_METHODS)
        take_method(evidence, record, object);
    else if (source == RESEARCH_RISKS || source == RESEARCH_RISKY_USER)
        take_risk(evidence, source, record, object);
    else if (source == RESEARCH_TRACE)
        take_sent(evidence, record, object);
    return true;
}

bool item_take(struct evidence *evidence, enum research_source source, const struct record *record,
               const struct json *object)
{
    if (source == RESEARCH_TRACE) /* there may be many, and all that matters is in the fact */
        return false;
    struct item *row = EVIDENCE_PUSH(evidence, items);
    *row = (struct item){.fact = {.record = record, .source = source}, .data = object};
    return true;
}
