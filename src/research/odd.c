/* Which members of the services' objects the indicators rest on, and as what they come. One that came as something else is not read as
 * nothing: the source was read in part then. What no indicator reads may be anything. The same of a time at which nothing can have been. */
#include "research/evidence_own.h"
#include "research/thresholds.h"
#include <string.h>

enum {
    T = 1 << JSON_STRING,
    N = 1 << JSON_NUMBER,
    B = 1 << JSON_BOOL,
    A = 1 << JSON_ARRAY,
    O = 1 << JSON_OBJECT,
    MUST = 1 << 16, /* an object without it tells nothing */
    SWITCH = B | T, /* Exchange writes it either way */
    MOST = 34
};

struct member {
    const char *path;
    unsigned kinds;
};

static const struct member read_of[RESEARCH_SOURCES][MOST] = {
    [RESEARCH_SIGN_INS] = {{"createdDateTime", T | MUST},
                           {"userId", T},
                           {"ipAddress", T},
                           {"sessionId", T},
                           {"uniqueTokenIdentifier", T},
                           {"userAgent", T},
                           {"appId", T},
                           {"resourceId", T},
                           {"appOwnerTenantId", T},
                           {"clientAppUsed", T},
                           {"authenticationProtocol", T},
                           {"originalTransferMethod", T},
                           {"incomingTokenType", T},
                           {"authenticationRequirement", T},
                           {"authenticationDetails", A},
                           {"autonomousSystemNumber", N},
                           {"isInteractive", B},
                           {"status", O},
                           {"status.errorCode", N | MUST},
                           {"location", O},
                           {"location.countryOrRegion", T},
                           {"location.geoCoordinates", O},
                           {"location.geoCoordinates.latitude", N},
                           {"location.geoCoordinates.longitude", N},
                           {"deviceDetail", O},
                           {"deviceDetail.deviceId", T},
                           {"deviceDetail.operatingSystem", T},
                           {"deviceDetail.isManaged", B}},
    [RESEARCH_AUDITS] = {{"activityDateTime", T | MUST},
                         {"activityDisplayName", T | MUST},
                         {"result", T},
                         {"initiatedBy", O},
                         {"targetResources", A},
                         {"additionalDetails", A}},
    [RESEARCH_RISKS] = {{"activityDateTime", T},
                        {"riskEventType", T | MUST},
                        {"riskLevel", T},
                        {"riskState", T | MUST},
                        {"riskDetail", T}},
    [RESEARCH_RISKY_USER] = {{"riskLastUpdatedDateTime", T},
                             {"riskLevel", T},
                             {"riskState", T | MUST},
                             {"riskDetail", T}},
    [RESEARCH_ALERTS] = {{"createdDateTime", T}, {"severity", T | MUST}, {"classification", T}, {"evidence", A}},
    [RESEARCH_METHODS] = {{"@odata.type", T | MUST}, {"createdDateTime", T}},
    [RESEARCH_GRANTS] = {{"clientId", T | MUST}, {"consentType", T | MUST}, {"scope", T}},
    [RESEARCH_APPLICATIONS] = {{"appId", T | MUST},
                               {"displayName", T},
                               {"createdDateTime", T},
                               {"appOwnerOrganizationId", T},
                               {"verifiedPublisher", O}},
    [RESEARCH_DEVICES] = {{"deviceId", T | MUST},
                          {"displayName", T},
                          {"operatingSystemVersion", T},
                          {"registrationDateTime", T},
                          {"accountEnabled", B}},
    [RESEARCH_RULES] = {{"Name", T},
                        {"MoveToFolder", T},
                        {"Enabled", SWITCH},
                        {"DeleteMessage", SWITCH},
                        {"displayName", T},
                        {"conditions", O},
                        {"actions", O}},
    [RESEARCH_ALL_RULES] = {{"Name", T}, {"RuleIdentity", T | N}},
    [RESEARCH_MAILBOX] = {{"ForwardingSmtpAddress", T},
                          {"ForwardingAddress", T},
                          {"DeliverToMailboxAndForward", SWITCH},
                          {"AuditEnabled", SWITCH},
                          {"AuditOwner", A | T}},
    [RESEARCH_CAS_MAILBOX] = {{"SmtpClientAuthenticationDisabled", SWITCH},
                              {"ImapEnabled", SWITCH},
                              {"PopEnabled", SWITCH}},
    [RESEARCH_MAILBOX_RIGHTS] = {{"User", T | MUST}, {"AccessRights", A | T | MUST}},
    [RESEARCH_FOLDER_RIGHTS] = {{"User", T | O | MUST}, {"AccessRights", A | T | MUST}},
    [RESEARCH_BLOCKED_SENDERS] = {{"SenderAddress", T | MUST}},
    [RESEARCH_ADMIN_AUDIT_CONFIG] = {{"UnifiedAuditLogIngestionEnabled", SWITCH | MUST}},
    [RESEARCH_ORGANIZATION_CONFIG] = {{"AuditDisabled", SWITCH}},
    [RESEARCH_TRACE] = {{"SenderAddress", T},
                        {"RecipientAddress", T},
                        {"Subject", T},
                        {"Received", T},
                        {"FromIP", T},
                        {"senderAddress", T},
                        {"recipientAddress", T},
                        {"subject", T},
                        {"receivedDateTime", T},
                        {"fromIP", T}},
    [RESEARCH_AUDIT_LOG] = {{"CreationTime", T},
                            {"Operation", T},
                            {"UserId", T},
                            {"ObjectId", T},
                            {"ClientIP", T},
                            {"MailboxOwnerUPN", T},
                            {"LogonType", N | T},
                            {"AffectedItems", A},
                            {"Folders", A},
                            {"OperationProperties", A},
                            {"ExtendedProperties", A},
                            {"DeviceProperties", A},
                            {"AppAccessContext", O},
                            {"Members", A},
                            {"Parameters", A | T}},
};

/* The first that came as something else; NULL: none did. */
static const char *odd_in(enum research_source source, const struct json *object)
{
    const struct member *members = read_of[source == RESEARCH_ADDRESS_SIGN_INS ? RESEARCH_SIGN_INS : source];
    for (size_t i = 0; i < MOST && members[i].path; i++) {
        const char *path = members[i].path;
        const struct json *value = *path != '@' && strchr(path, '.') ? json_path(object, path) : json_get(object, path);
        bool none = !value || json_kind(value) == JSON_NULL;
        if (none ? members[i].kinds & MUST : !(members[i].kinds & 1u << json_kind(value)))
            return members[i].path;
    }
    return NULL;
}

void evidence_note_odd(struct evidence *evidence, enum research_source source, const char *what)
{
    struct odd *odd = &evidence->own->odd[source];
    if (what && !odd->count++)
        odd->first = what;
}

void evidence_look_odd(struct evidence *evidence, enum research_source source, const struct json *object)
{
    evidence_note_odd(evidence, source, odd_in(source, object));
}

/* The logs are asked for a span, and a clock may be off by hours; a state may be old, but not older than the service. */
int64_t evidence_when(struct evidence *evidence, enum research_source source, const char *text, const char *name)
{
    enum { YEAR_2000 = 10957 /* days */ };
    bool log = source == RESEARCH_SIGN_INS || source == RESEARCH_ADDRESS_SIGN_INS || source == RESEARCH_AUDITS ||
               source == RESEARCH_AUDIT_LOG || source == RESEARCH_TRACE;
    int64_t time = evidence_time(text), first = log ? evidence->base - HOURS(LIMIT_CLOCK) : DAYS(YEAR_2000);
    bool none = !text || !*text || (!log && !strncmp(text, "0001-", 5)); /* as the services write that there is none */
    bool odd = !none && (time < first || time > evidence->until);
    if (odd)
        evidence_note_odd(evidence, source, name);
    return odd && !log ? 0 : time;
}
