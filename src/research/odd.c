/* Which members of the services' objects the indicators rest on, and as what they come. One that came as something else is not read as
 * nothing: the source was read in part then. What no indicator reads may be anything. */
#include "research/evidence_own.h"
#include <string.h>

enum {
    T = 1 << JSON_STRING,
    N = 1 << JSON_NUMBER,
    B = 1 << JSON_BOOL,
    A = 1 << JSON_ARRAY,
    O = 1 << JSON_OBJECT,
    SWITCH = B | T, /* Exchange writes it either way */
    MOST = 34
};

struct member {
    const char *path;
    unsigned kinds;
};

static const struct member read_of[RESEARCH_SOURCES][MOST] = {
    [RESEARCH_SIGN_INS] = {{"createdDateTime", T},
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
                           {"status.errorCode", N},
                           {"location", O},
                           {"location.countryOrRegion", T},
                           {"location.geoCoordinates", O},
                           {"location.geoCoordinates.latitude", N},
                           {"location.geoCoordinates.longitude", N},
                           {"deviceDetail", O},
                           {"deviceDetail.deviceId", T},
                           {"deviceDetail.operatingSystem", T},
                           {"deviceDetail.isManaged", B}},
    [RESEARCH_AUDITS] = {{"activityDateTime", T},
                         {"activityDisplayName", T},
                         {"result", T},
                         {"initiatedBy", O},
                         {"targetResources", A},
                         {"additionalDetails", A}},
    [RESEARCH_RISKS] =
        {{"activityDateTime", T}, {"riskEventType", T}, {"riskLevel", T}, {"riskState", T}, {"riskDetail", T}},
    [RESEARCH_RISKY_USER] = {{"riskLastUpdatedDateTime", T}, {"riskLevel", T}, {"riskState", T}, {"riskDetail", T}},
    [RESEARCH_ALERTS] = {{"createdDateTime", T}, {"severity", T}, {"classification", T}, {"evidence", A}},
    [RESEARCH_METHODS] = {{"@odata.type", T}, {"createdDateTime", T}},
    [RESEARCH_GRANTS] = {{"clientId", T}, {"consentType", T}, {"scope", T}},
    [RESEARCH_APPLICATIONS] = {{"appId", T},
                               {"displayName", T},
                               {"createdDateTime", T},
                               {"appOwnerOrganizationId", T},
                               {"verifiedPublisher", O}},
    [RESEARCH_DEVICES] = {{"deviceId", T},
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
    [RESEARCH_MAILBOX_RIGHTS] = {{"User", T}, {"AccessRights", A | T}},
    [RESEARCH_FOLDER_RIGHTS] = {{"User", T | O}, {"AccessRights", A | T}},
    [RESEARCH_BLOCKED_SENDERS] = {{"SenderAddress", T}},
    [RESEARCH_ADMIN_AUDIT_CONFIG] = {{"UnifiedAuditLogIngestionEnabled", SWITCH}},
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
        if (value && json_kind(value) != JSON_NULL && !(members[i].kinds & 1u << json_kind(value)))
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
