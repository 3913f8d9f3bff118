/* What every row of every source must have, whoever adds it; and how readings end. */
#include "unit.h"

#include "api/graph/graph.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "codec/json.h"
#include "model/page.h"
#include "reply_fixture.h"
#include "source/source.h"
#include <ctype.h>
#include <stdio.h>

#define ONE "00000000-0000-4000-8000-000000000001"
#define TWO "00000000-0000-4000-8000-000000000002"

static const struct endpoints endpoints = {.at = {[RESOURCE_LOGIN] = "https://login.microsoftonline.com",
                                                  [RESOURCE_GRAPH] = "https://graph.microsoft.com",
                                                  [RESOURCE_EXCHANGE] = "https://outlook.office365.com"},
                                           .tenant_id = ONE};

static struct reading reading_of(struct arena *arena, const char *name)
{
    const struct source *source = source_find(name);
    assert_non_null(source);
    return (struct reading){.source = source,
                            .subject = source->scope == SOURCE_OF_USER ? ONE : NULL,
                            .name = !strcmp(name, "onedrive-site") ? "ann@c" : NULL,
                            .text = source->inputs                   ? "country=NL"
                                    : source->flags & SOURCE_BY_TEXT ? "ann"
                                                                     : NULL,
                            .endpoints = &endpoints,
                            .arena = arena};
}

static enum source_step answer(struct reading *reading, long status, const char *body)
{
    struct http_reply *reply = reply_of(status, body);
    enum source_step step = reading_step(reading, reply);
    http_reply_free(reply);
    return step;
}

/* --- the table --- */

static void sources__are_whole__each_row(void **state)
{
    size_t count;
    const struct source *const *all = source_all(&count);
    (void)state;
    assert_true(count >= 10);
    for (size_t i = 0; i < count; i++) {
        const struct source *row = all[i];
        assert_ptr_equal(source_find(row->name), row); /* also: no two of one name */
        assert_int_equal(strspn(row->name, "abcdefghijklmnopqrstuvwxyz-"), strlen(row->name));
        assert_true(isupper((unsigned char)*row->label));
        assert_true(row->phase >= PHASE_STATE && row->phase < PHASE_END);
        if (!row->kind || !(row->ask || row->step) != ((row->flags & SOURCE_LOCAL) != 0))
            fail_msg("%s: no kind of record, or nothing to ask", row->name);
        if (row->flags & SOURCE_LOG)
            assert_true(row->kind->time >= 0 && row->most); /* what is older is asked for by its time */
        assert_true(!row->inputs || row->flags & SOURCE_BY_TEXT);
        if (!row->needs == !(row->flags & SOURCE_OPEN))
            fail_msg("%s: names a permission, or says that it takes none", row->name);
        for (const char *const *need = row->needs; need && *need; need++)
            if (!strchr(*need, '.'))
                fail_msg("%s: %s is no permission", row->name, *need);
    }
}

static void record_kinds__are_whole__each_field(void **state)
{
    size_t count;
    const struct source *const *all = source_all(&count);
    (void)state;
    for (size_t i = 0; i < count; i++) {
        const struct record_kind *kind = all[i]->kind;
        const int at[] = {kind->id, kind->title, kind->detail, kind->time};
        assert_true(*kind->name && *kind->many);
        for (size_t k = 0; k < sizeof at / sizeof at[0]; k++)
            assert_true(at[k] >= -1 && at[k] < (int)kind->count);
        assert_true(kind->id >= 0 && kind->fields[kind->id].flags & FIELD_REQUIRED);
        assert_true(kind->time < 0 || kind->fields[kind->time].type == FIELD_TIME);
        for (size_t k = 0; k < kind->count; k++) {
            assert_true(kind->fields[k].type < FIELD_TYPES && *kind->fields[k].label);
            for (size_t j = 0; j < k; j++)
                if (!strcmp(kind->fields[j].name, kind->fields[k].name))
                    fail_msg("%s: %s twice", kind->name, kind->fields[k].name);
        }
    }
}

#define ASKS(cmdlet, parameters) "{\"CmdletInput\":{\"CmdletName\":\"" cmdlet "\",\"Parameters\":{" parameters "}}}"

#define ASKS_SO(cmdlet, parameters) "{\"CmdletInput\":{\"CmdletName\":\"" cmdlet "\",\"Parameters\":{" parameters
#define AUDIT_DATA                                                                                                     \
    "\"AuditData\":\"{\\\"Id\\\":\\\"r\\\",\\\"CreationTime\\\":\\\"2026-01-01T08:00:00\\\",\\\"Operation\\\":\\\"Set-Mailbox\\\"}\""

/* A reply for each row, as the service writes it, and what must come out of it. */
static const struct {
    const char *source, *asks; /* a part of the first request's address; of a cmdlet's call: of its body */
    const char *replies[4];
    const char *field, *text; /* of the first record; field NULL: compact rows */
} samples[] = {
    {"users",
     "/v1.0/users?$select=id,displayName",
     {"{\"value\":[{\"id\":\"" ONE "\",\"displayName\":\"Ann\"}]}"},
     NULL,
     "Ann"},
    {"profile",
     "/users/" ONE "?$select=displayName,userPrincipalName,mail,id,accountEnabled",
     {"{\"id\":\"" ONE "\",\"displayName\":\"Ann\",\"manager\":{\"displayName\":\"Bob\"}}"},
     "manager",
     "Bob"},
    {"profile",
     ",serviceProvisioningErrors,onPremisesProvisioningErrors&$expand=manager",
     {"{\"id\":\"" ONE "\",\"proxyAddresses\":[\"smtp:a@c.onmicrosoft.com\",\"SMTP:ann@c\",\"SIP:ann@c\"]}"},
     "addresses",
     "ann@c (primary), a@c.onmicrosoft.com, SIP:ann@c"},
    {"profile",
     "/users/" ONE "?$select=",
     {"{\"id\":\"" ONE
      "\",\"serviceProvisioningErrors\":[{\"serviceInstance\":\"exchange/1\",\"isResolved\":false,\"errorDetail\":"
      "\"<E><ErrorDescription>The address is in use.</ErrorDescription></E>\"},{\"isResolved\":true}]}"},
     "serviceErrors",
     "exchange/1: The address is in use., a service: not told what (resolved)"},
    {"profile",
     "/users/" ONE "?$select=",
     {"{\"id\":\"" ONE "\",\"onPremisesProvisioningErrors\":[{\"category\":\"PropertyConflict\","
      "\"propertyCausingError\":\"proxyAddresses\",\"value\":\"SMTP:info@c\"}]}"},
     "syncErrors",
     "PropertyConflict: proxyAddresses = SMTP:info@c"},
    {"find-users",
     "/users?$select=id,displayName,userPrincipalName,accountEnabled,userType,onPremisesSyncEnabled&$top=25&$count=true&$search=",
     {"{\"value\":[{\"id\":\"" ONE "\",\"accountEnabled\":false}]}"},
     "accountEnabled",
     "no"},
    {"deleted-users",
     "/directory/deletedItems/microsoft.graph.user?$select=id,displayName,userPrincipalName,mail,deletedDateTime&$top=999",
     {"{\"value\":[{\"id\":\"" ONE "\",\"userPrincipalName\":\"00000000000040008000000000000001ann@c\"}]}"},
     "userPrincipalName",
     "ann@c"},
    {"roles",
     "/transitiveMemberOf?$select=id,displayName,roleTemplateId,isAssignableToRole&$top=999",
     {"{\"value\":[{\"id\":\"r\",\"@odata.type\":\"#microsoft.graph.directoryRole\",\"displayName\":\"Desk\"}]}"},
     "displayName",
     "Desk"},
    {"photo",
     "/v1.0/users/" ONE "/photo",
     {"{\"@odata.mediaContentType\":\"image/jpeg\",\"id\":\"240X240\",\"height\":240,\"width\":200}"},
     "size",
     "200 × 240"},
    {"photo-picture", "/v1.0/users/" ONE "/photo/$value", {"\xff\xd8\xff\xe0"}, "image", "/9j/4A=="},
    {"last-sign-ins",
     "/v1.0/users?$select=id,signInActivity&$top=500",
     {"{\"value\":[{\"id\":\"" ONE "\",\"signInActivity\":{\"lastSignInDateTime\":\"2026-01-01T08:00:00Z\"}}]}"},
     "lastSignInDateTime",
     "2026-01-01T08:00:00Z"},
    {"last-sign-in",
     "/users/" ONE "?$select=id,signInActivity",
     {"{\"id\":\"" ONE "\",\"signInActivity\":{\"lastNonInteractiveSignInDateTime\":\"2026-01-01T08:00:00Z\"}}"},
     "lastNonInteractiveSignInDateTime",
     "2026-01-01T08:00:00Z"},
    {"mfa-registrations",
     "/v1.0/reports/authenticationMethods/userRegistrationDetails?$top=999",
     {"{\"value\":[{\"id\":\"" ONE "\",\"isMfaRegistered\":true,\"methodsRegistered\":[\"mobilePhone\",\"email\"]}]}"},
     "methodsRegistered",
     "mobile phone, e-mail"},
    {"mfa-registration",
     "/reports/authenticationMethods/userRegistrationDetails/" ONE,
     {"{\"id\":\"" ONE "\",\"isMfaRegistered\":false}"},
     "isMfaRegistered",
     "no"},
    {"methods",
     "/beta/users/" ONE "/authentication/methods",
     {"{\"value\":[{\"@odata.type\":\"#microsoft.graph.phoneAuthenticationMethod\",\"id\":\"3179e48a\",\"phoneNumber\":\"+1 5\"}]}"},
     "detail",
     "+1 5"},
    {"methods",
     "/beta/users/" ONE "/authentication/methods",
     {"{\"value\":[{\"@odata.type\":\"#microsoft.graph.newAuthenticationMethod\",\"id\":\"1\"}]}"},
     "kind",
     "#microsoft.graph.newAuthenticationMethod"},
    {"requirements",
     "/beta/users/" ONE "/authentication/requirements",
     {"{\"perUserMfaState\":\"enforced\"}"},
     "perUserMfaState",
     "enforced"},
    {"risk",
     "/identityProtection/riskyUsers/" ONE,
     {"{\"id\":\"" ONE "\",\"riskLevel\":\"high\",\"riskState\":\"atRisk\"}"},
     "riskState",
     "at risk"},
    {"risk-history",
     "/identityProtection/riskyUsers/" ONE "/history",
     {"{\"value\":[{\"id\":\"" ONE
      "1\",\"riskState\":\"remediated\",\"riskDetail\":\"userPerformedSecuredPasswordReset\","
      "\"activity\":{\"riskEventTypes\":[\"unfamiliarFeatures\"]}}]}"},
     "riskEventTypes",
     "unfamiliarFeatures"},
    {"risk-detections",
     "/identityProtection/riskDetections?$filter=userId%20eq%20'" ONE "'",
     {"{\"value\":[{\"id\":\"d1\",\"riskEventType\":\"generic\",\"location\":{\"city\":\"Oslo\",\"countryOrRegion\":\"NO\"}}]}"},
     "place",
     "Oslo, NO"},
    {"licence-states",
     "/users/" ONE "?$select=id,licenseAssignmentStates",
     {"{\"id\":\"" ONE "\",\"licenseAssignmentStates\":[{\"skuId\":\"" ONE
      "\",\"disabledPlans\":[],\"assignedByGroup\":null,\"state\":\"Error\",\"error\":\"CountViolation\"}]}"},
     "error",
     "CountViolation"},
    {"groups",
     "/users/" ONE "/memberOf/microsoft.graph.group?$select=id,displayName,",
     {"{\"value\":[{\"id\":\"" ONE
      "\",\"displayName\":\"G\",\"securityEnabled\":true,\"groupTypes\":[],\"assignedLicenses\":[{\"skuId\":\"x\"}],"
      "\"isAssignableToRole\":true}]}"},
     "marks",
     "gives roles, gives licences"},
    {"all-groups",
     "/users/" ONE "/transitiveMemberOf/microsoft.graph.group?$select=id,displayName,",
     {"{\"value\":[{\"id\":\"" ONE "\",\"displayName\":null}]}"},
     "displayName",
     "(hidden) " ONE},
    {"owned-groups",
     "/users/" ONE "/ownedObjects/microsoft.graph.group?$select=id,displayName,",
     {"{\"value\":[{\"id\":\"" ONE "\",\"displayName\":\"Mine\",\"securityEnabled\":true}]}"},
     "displayName",
     "Mine"},
    {"units",
     "/users/" ONE "/memberOf/microsoft.graph.administrativeUnit",
     {"{\"value\":[{\"id\":\"" ONE "\",\"displayName\":\"Oslo\",\"isMemberManagementRestricted\":true}]}"},
     "isMemberManagementRestricted",
     "yes"},
    {"manager",
     "/users/" ONE "/manager?$select=id,displayName,",
     {"{\"id\":\"" ONE "\",\"displayName\":\"Ann\"}"},
     "displayName",
     "Ann"},
    {"reports",
     "/users/" ONE "/directReports?$select=id,displayName,",
     {"{\"value\":[{\"id\":\"" ONE "\",\"displayName\":\"Bob\"}]}"},
     "displayName",
     "Bob"},
    {"sponsors",
     "/users/" ONE "/sponsors?$select=id,displayName,",
     {"{\"value\":[{\"id\":\"" ONE "\",\"displayName\":\"Eve\"}]}"},
     "displayName",
     "Eve"},
    {"registered-devices",
     "/users/" ONE "/registeredDevices?$select=id,deviceId,displayName,",
     {"{\"value\":[{\"id\":\"" ONE "\",\"deviceId\":\"" ONE "\",\"isCompliant\":false}]}"},
     "isCompliant",
     "no"},
    {"owned-devices",
     "/users/" ONE "/ownedDevices?$select=id,deviceId,displayName,",
     {"{\"value\":[{\"id\":\"" ONE "\",\"trustType\":\"Workplace\"}]}"},
     "trustType",
     "registered"},
    {"managed-devices",
     "/users/" ONE "/managedDevices",
     {"{\"value\":[{\"id\":\"m1\",\"complianceState\":\"noncompliant\"}]}"},
     "complianceState",
     "not compliant"},
    {"drive",
     "/users/" ONE "/drive?$select=id,driveType,webUrl,quota",
     {"{\"id\":\"b!x\",\"quota\":{\"used\":262144,\"total\":1048576,\"state\":\"normal\"}}"},
     "part",
     "25%"},
    {"grants",
     "/users/" ONE "/oauth2PermissionGrants",
     {"{\"value\":[{\"id\":\"g\",\"clientId\":\"" ONE "\",\"scope\":\"Mail.Read\"}]}"},
     "scope",
     "Mail.Read"},
    {"assignments",
     "/users/" ONE "/appRoleAssignments?$top=999",
     {"{\"value\":[{\"id\":\"a\",\"resourceDisplayName\":\"Payroll\"}]}"},
     "resourceDisplayName",
     "Payroll"},
    {"applications",
     "/servicePrincipals?$select=id,displayName,appId,verifiedPublisher,",
     {"{\"value\":[{\"id\":\"" ONE
      "\",\"displayName\":\"App\",\"verifiedPublisher\":{\"displayName\":\"Fabrikam\"}}]}"},
     "publisher",
     "Fabrikam"},
    {"find-groups",
     "/groups?$filter=startsWith(displayName,",
     {"{\"value\":[{\"id\":\"" ONE
      "\",\"displayName\":\"G\",\"securityEnabled\":true,\"groupTypes\":[\"DynamicMembership\"]}]}"},
     "description",
     "its members follow from a rule: change the rule or what it looks at (security group, dynamic)"},
    {"find-sites",
     "/sites?search=ann",
     {"{\"value\":[{\"id\":\"h,1,2\",\"webUrl\":\"https://c.sharepoint.com/sites/x\"}]}"},
     "webUrl",
     "https://c.sharepoint.com/sites/x"},
    {"organization",
     "/organization?$select=id,displayName,verifiedDomains,",
     {"{\"value\":[{\"id\":\"" ONE
      "\",\"verifiedDomains\":[{\"name\":\"a\"},{\"isDefault\":false},{\"name\":\"b\",\"isDefault\":true}]}]}"},
     "defaultDomain",
     "b"},
    {"subscriptions",
     "/subscribedSkus",
     {"{\"value\":[{\"skuId\":\"" ONE
      "\",\"prepaidUnits\":{\"enabled\":5},\"servicePlans\":[{\"servicePlanName\":\"P1\"},{\"servicePlanName\":\"P2\"}]}]}"},
     "servicePlans",
     "P1, P2"},
    {"customers",
     "/tenantRelationships/delegatedAdminRelationships",
     {"{\"value\":[{\"status\":\"active\",\"customer\":{\"tenantId\":\"t\",\"displayName\":\"Fabrikam\"},\"accessDetails\":"
      "{\"unifiedRoles\":[{\"roleDefinitionId\":\"fe930be7-5e62-47db-91af-98c3a49a38b1\"},{\"roleDefinitionId\":\"x\"}]}}]}",
      "{\"value\":[{\"customerId\":\"t\",\"defaultDomainName\":\"fabrikam.com\"}]}"},
     "roles",
     "User Administrator, x"},
    {"sign-ins",
     "/beta/auditLogs/signIns?$filter=userId%20eq%20'" ONE "'%20and%20createdDateTime%20ge%20",
     {"{\"value\":[{\"id\":\"s\",\"createdDateTime\":\"2026-01-01T08:00:00Z\",\"status\":{\"errorCode\":50126,"
      "\"failureReason\":\"Error validating credentials\"},\"conditionalAccessStatus\":\"success\"}]}"},
     "result",
     "the user name or password is wrong (50126)"},
    {"sign-ins-non-interactive",
     "%20and%20signInEventTypes/any(t:%20t%20eq%20'nonInteractiveUser')&$orderby=createdDateTime%20desc&$top=200",
     {"{\"value\":[{\"id\":\"s\",\"createdDateTime\":\"2026-01-01T08:00:00Z\",\"authenticationDetails\":[{\"authenticationMethod\":"
      "\"Password\",\"authenticationMethodDetail\":\"Password Hash Sync\",\"succeeded\":true,"
      "\"authenticationStepResultDetail\":\"Correct password\"}]}]}"},
     "steps",
     "Password, Password Hash Sync: succeeded, Correct password"},
    {"audit-of",
     "/auditLogs/directoryAudits?$filter=targetResources/any(t:t/id%20eq%20'" ONE "')%20and%20activityDateTime%20ge%20",
     {"{\"value\":[{\"id\":\"a\",\"activityDateTime\":\"2026-01-01T08:00:00Z\",\"targetResources\":[{\"modifiedProperties\":["
      "{\"displayName\":\"Department\",\"oldValue\":\"[\\\"Sales\\\"]\",\"newValue\":\"\\\"Finance\\\"\"},"
      "{\"displayName\":\"City\",\"oldValue\":\"null\",\"newValue\":\"plain\"}]}]}]}"},
     "changes",
     "Department: from Sales to Finance, City: plain"},
    {"audit-by",
     "/auditLogs/directoryAudits?$filter=initiatedBy/user/id%20eq%20'" ONE "'%20and%20activityDateTime%20ge%20",
     {"{\"value\":[{\"id\":\"a\",\"activityDateTime\":\"2026-01-01T08:00:00Z\",\"initiatedBy\":{\"user\":"
      "{\"userPrincipalName\":\"Sync_DC1_0f@contoso.onmicrosoft.com\"}}}]}"},
     "where",
     "sync"},
    {"policies",
     "/v1.0/identity/conditionalAccess/policies",
     {"{\"value\":[{\"id\":\"p\",\"grantControls\":{\"operator\":\"OR\",\"builtInControls\":[\"mfa\",\"compliantDevice\"]},"
      "\"sessionControls\":{\"signInFrequency\":{\"isEnabled\":true,\"value\":4,\"type\":\"hours\"}}}]}"},
     "demands",
     "multi-factor authentication or a compliant device; sign in again every 4 hours"},
    {"places",
     "/identity/conditionalAccess/namedLocations",
     {"{\"value\":[{\"id\":\"l\",\"ipRanges\":[{\"cidrAddress\":\"192.0.2.0/24\"}]}]}"},
     "ranges",
     "192.0.2.0/24"},
    {"memberships",
     "/transitiveMemberOf?$select=id,displayName,roleTemplateId&$top=999",
     {"{\"value\":[{\"@odata.type\":\"#microsoft.graph.directoryRole\",\"id\":\"" ONE "\",\"roleTemplateId\":\"" TWO
      "\"}]}"},
     "type",
     "role"},
    {"what-if",
     "/v1.0/identity/conditionalAccess/evaluate",
     {"{\"value\":[{\"id\":\"p\",\"state\":\"enabledForReportingButNotEnforced\",\"policyApplies\":true,"
      "\"grantControls\":{\"builtInControls\":[\"block\"]}}]}"},
     "verdict",
     "report-only, would apply"},
    {"exchange-cmdlets",
     "/EXOModuleFile",
     {"{\"value\":[{\"exportedCmdlets\":\"Get-Mailbox,Set-Mailbox\"}]}"},
     "cmdlets",
     "Get-Mailbox, Set-Mailbox"},
    {"accepted-domains",
     ASKS("Get-AcceptedDomain", ""),
     {"{\"value\":[{\"DomainName\":\"contoso.com\",\"DomainType\":\"Authoritative\"}]}"},
     "domainType",
     "Authoritative"},
    {"mailbox",
     ASKS("Get-Mailbox", "\"Identity\":\"" ONE "\""),
     {"{\"value\":[{\"ExchangeGuid\":\"" TWO
      "\",\"LitigationHoldEnabled\":true,\"LitigationHoldDate\":\"2026-01-02T03:04:05Z\","
      "\"LitigationHoldOwner\":\"ann@c\",\"LitigationHoldDuration\":\"Unlimited\",\"RetentionHoldEnabled\":true,"
      "\"InPlaceHolds\":[\"UniH1\",\"mbx2\",\"skp3\",\"-mbx4\",\"cld5\"]}]}"},
     "holds",
     "Litigation hold since 2026-01-02 by ann@c, for all time, eDiscovery case (UniH1), Purview retention of mail (mbx2), "
     "Purview retention of chats (skp3), Left out of a retention policy of the organisation (-mbx4), In-Place Hold (cld5), "
     "Retention hold: its policies are suspended"},
    {"mailbox-statistics",
     ASKS("Get-MailboxStatistics", "\"Identity\":\"" ONE "\""),
     {"{\"value\":[{\"MailboxGuid\":\"" TWO "\",\"TotalItemSize\":\"49.5 GB (53,150,220,288 bytes)\"}]}"},
     "totalItemSize",
     "49.5 GB"},
    {"archive-statistics",
     ASKS("Get-MailboxStatistics", "\"Identity\":\"" ONE "\",\"Archive\":true"),
     {"{\"value\":[{\"MailboxGuid\":\"" TWO "\",\"TotalItemSize\":\"Unlimited\",\"ItemCount\":7}]}"},
     "totalItemSize",
     ""},
    {"mailbox-protocols",
     ASKS("Get-CASMailbox", "\"Identity\":\"" ONE "\""),
     {"{\"value\":[{\"Guid\":\"" TWO "\",\"OWAEnabled\":true,\"SmtpClientAuthenticationDisabled\":null}]}"},
     "smtpClientAuthentication",
     "as the organisation has it"},
    {"automatic-replies",
     ASKS("Get-MailboxAutoReplyConfiguration", "\"Identity\":\"" ONE "\""),
     {"{\"value\":[{\"AutoReplyState\":\"Enabled\",\"InternalMessage\":\"<html>\\n<body>\\nI&#39;m away.\\n</body></html>\","
      "\"StartTime\":\"2026-01-01T08:00:00\"}]}"},
     "internalMessage",
     "I'm away."},
    {"mobile-devices",
     ASKS("Get-MobileDeviceStatistics", "\"Mailbox\":\"" ONE "\""),
     {"{\"value\":[{\"Guid\":\"" TWO "\",\"FirstSyncTime\":\"2026-01-01T08:00:00.0000000Z\"}]}"},
     "firstSyncTime",
     "2026-01-01T08:00:00Z"},
    {"mailbox-permissions", /* its own, what is inherited and what is denied are nobody's */
     ASKS("Get-MailboxPermission", "\"Identity\":\"" ONE "\",\"ResultSize\":\"Unlimited\""),
     {"{\"value\":[{\"User\":\"NT AUTHORITY\\\\SELF\"},{\"User\":\"a@c\",\"IsInherited\":true},{\"User\":\"b@c\",\"Deny\":true},"
      "{\"User\":\"ann@c\",\"AccessRights\":[\"FullAccess\",\"DeleteItem\"],\"IsInherited\":false,\"Deny\":false}]}"},
     "accessRights",
     "FullAccess, DeleteItem"},
    {"send-as",
     ASKS("Get-RecipientPermission", "\"Identity\":\"" ONE "\",\"ResultSize\":\"Unlimited\""),
     {"{\"value\":[{\"Trustee\":\"NT AUTHORITY\\\\SELF\"},{\"Trustee\":\"b@c\",\"AccessControlType\":\"Deny\"},"
      "{\"Trustee\":\"ann@c\",\"AccessControlType\":\"Allow\"}]}"},
     "trustee",
     "ann@c"},
    {"calendar-rights", /* its name is in the mailbox's language, its type is not */
     ASKS("Get-MailboxFolderStatistics", "\"Identity\":\"" ONE "\",\"FolderScope\":\"Calendar\""),
     {"{\"value\":[{\"FolderType\":\"User Created\",\"FolderId\":\"no\"},{\"Name\":\"Kalender\",\"FolderType\":\"Calendar\",\"FolderId\":\"LgA=\"}]}",
      "{\"value\":[{\"User\":\"Default\",\"AccessRights\":[\"Reviewer\"]},{\"User\":\"Anonymous\",\"AccessRights\":[\"None\"]}]}"},
     "notice",
     "everybody in the organisation"},
    {"inbox-rights",
     ASKS("Get-MailboxFolderStatistics", "\"Identity\":\"" ONE "\",\"FolderScope\":\"Inbox\""),
     {"{\"value\":[{\"FolderType\":\"Inbox\",\"FolderId\":\"LgA=\"}]}",
      "{\"value\":[{\"User\":\"ann@c\",\"AccessRights\":[\"Editor\"]}]}"},
     "folder",
     "Inbox"},
    {"inbox-rules", /* those that Exchange keeps for itself are nobody's; the number is larger than JSON's */
     ASKS("Get-InboxRule", "\"Mailbox\":\"" ONE "\",\"IncludeHidden\":true,\"ResultSize\":\"Unlimited\""),
     {"{\"value\":[{\"Name\":\"Junk E-mail Rule\",\"Identity\":\"ann\\\\1\"},{\"Name\":\"Microsoft.Exchange.OOF.X\",\"Identity\":\"ann\\\\2\"},"
      "{\"Name\":\".\",\"Identity\":\"ann\\\\13372037854775807001\",\"RuleIdentity\":13372037854775807001}]}"},
     "rule",
     "13372037854775807001"},
    {"blocked-sender", /* by the address that mail is sent from */
     ASKS("Get-Mailbox", "\"Identity\":\"" ONE "\""),
     {"{\"value\":[{\"PrimarySmtpAddress\":\"ann@c\"}]}",
      "{\"value\":[{\"SenderAddress\":\"ann@c\",\"CreatedDatetime\":\"2026-01-01T08:00:00\"}]}"},
     "createdDateTime",
     "2026-01-01T08:00:00Z"},
    {"sign-ins-all",
     "/beta/auditLogs/signIns?$filter=userId%20eq%20%27" ONE "%27%20and%20createdDateTime%20ge%20",
     {"{\"value\":[{\"id\":\"s1\",\"createdDateTime\":\"2026-01-01T08:00:00Z\",\"status\":{\"errorCode\":0}}],"
      "\"@odata.nextLink\":\"https://graph.microsoft.com/beta/auditLogs/signIns?$skiptoken=2\"}",
      "{\"value\":[{\"id\":\"s1\",\"createdDateTime\":\"2026-01-01T08:00:00Z\"}]}"},
     "result",
     "success"},
    {"sign-ins-from",
     "/beta/auditLogs/signIns?$filter=ipAddress%20eq%20%27ann%27%20and%20createdDateTime%20ge%20",
     {"{\"value\":[{\"id\":\"s1\",\"createdDateTime\":\"2026-01-01T08:00:00Z\",\"ipAddress\":\"ann\"}]}"},
     "ipAddress",
     "ann"},
    {"sign-ins-with-app",
     "/beta/auditLogs/signIns?$filter=appId%20eq%20%27ann%27%20and%20createdDateTime%20ge%20",
     {"{\"value\":[{\"id\":\"s1\",\"createdDateTime\":\"2026-01-01T08:00:00Z\",\"appDisplayName\":\"Sync\"}]}"},
     "appDisplayName",
     "Sync"},
    {"audit-of-object",
     "/auditLogs/directoryAudits?$filter=targetResources/any(t:t/id%20eq%20%27ann%27)%20and%20activityDateTime%20ge%20",
     {"{\"value\":[{\"id\":\"a\",\"activityDateTime\":\"2026-01-01T08:00:00Z\",\"activityDisplayName\":\"Register device\"}]}"},
     "activityDisplayName",
     "Register device"},
    {"grants-for-all",
     "/v1.0/oauth2PermissionGrants?$filter=consentType%20eq%20'AllPrincipals'",
     {"{\"value\":[{\"id\":\"g\",\"consentType\":\"Principal\"},{\"id\":\"h\",\"consentType\":\"AllPrincipals\","
      "\"scope\":\"Mail.Read\"}]}"},
     "scope",
     "Mail.Read"},
    {"new-applications",
     "/beta/servicePrincipals?$filter=createdDateTime%20ge%20",
     {"{\"value\":[{\"id\":\"" ONE "\",\"displayName\":\"eM Client\",\"createdDateTime\":\"2026-01-01T08:00:00Z\"}]}"},
     "createdDateTime",
     "2026-01-01T08:00:00Z"},
    {"application",
     "/beta/servicePrincipals/ann?$select=id,appId,displayName,createdDateTime,",
     {"{\"id\":\"" ONE "\",\"verifiedPublisher\":{\"displayName\":\"Fabrikam\"}}"},
     "publisher",
     "Fabrikam"},
    {"application-credentials", /* whole with the issuers that it trusts */
     "/v1.0/applications?$filter=id%20eq%20%27ann%27%20or%20appId%20eq%20%27ann%27&$select=id,appId,",
     {"{\"value\":[{\"id\":\"" ONE "\",\"passwordCredentials\":[{\"keyId\":\"" TWO "\"}],\"keyCredentials\":[]}]}",
      "{\"value\":[{\"id\":\"" TWO "\",\"issuer\":\"https://token.elsewhere.example\"}]}"},
     "issuers",
     TWO},
    {"alerts",
     "/v1.0/security/alerts_v2?$filter=createdDateTime%20ge%20",
     {"{\"value\":[{\"id\":\"a\",\"title\":\"Suspicious rule\",\"severity\":\"high\"}]}"},
     "title",
     "Suspicious rule"},
    {"message-rules",
     "/users/" ONE "/mailFolders/inbox/messageRules",
     {"{\"value\":[{\"id\":\"r\",\"displayName\":\".\",\"isEnabled\":true}]}"},
     "isEnabled",
     "yes"},
    {"shared-file",
     "/v1.0/shares/u!YW5u/driveItem/permissions",
     {"{\"value\":[{\"id\":\"p\",\"link\":{\"scope\":\"anonymous\"},\"roles\":[\"read\"]}]}"},
     "scope",
     "anonymous"},
    {"licence-details",
     "/users/" ONE "/licenseDetails",
     {"{\"value\":[{\"id\":\"l\",\"servicePlans\":[{\"servicePlanName\":\"AAD_PREMIUM\"},{\"servicePlanName\":"
      "\"EXCHANGE_S_STANDARD\"}]}]}"},
     "servicePlans",
     "AAD_PREMIUM, EXCHANGE_S_STANDARD"},
    {"inbox-rules-shown",
     ASKS("Get-InboxRule", "\"Mailbox\":\"" ONE "\",\"ResultSize\":\"Unlimited\""),
     {"{\"value\":[{\"Name\":\".\",\"Identity\":\"ann\\\\9\",\"RuleIdentity\":\"9\"}]}"},
     "id",
     "9"},
    {"inbox-rules-all", /* Exchange's own, too: what is hidden is judged by who reads it */
     ASKS("Get-InboxRule", "\"Mailbox\":\"" ONE "\",\"IncludeHidden\":true,\"ResultSize\":\"Unlimited\""),
     {"{\"value\":[{\"Name\":\"Junk E-mail Rule\",\"RuleIdentity\":\"1\"}]}"},
     "name",
     "Junk E-mail Rule"},
    {"sweep-rules",
     ASKS("Get-SweepRule", "\"Mailbox\":\"" ONE "\""),
     {"{\"value\":[{\"Name\":\"x\",\"Identity\":\"ann\\\\1\"}]}"},
     "name",
     "x"},
    {"folder-rights", /* found by their types, one call each */
     ASKS("Get-MailboxFolderStatistics", "\"Identity\":\"" ONE "\""),
     {"{\"value\":[{\"FolderType\":\"Calendar\",\"FolderId\":\"c\"},{\"FolderType\":\"Inbox\",\"FolderId\":\"i\"}]}",
      "{\"value\":[]}", "{\"value\":[{\"User\":\"Default\",\"AccessRights\":[\"Reviewer\"]}]}"},
     "folder",
     "Calendar"},
    {"junk-mail",
     ASKS("Get-MailboxJunkEmailConfiguration", "\"Identity\":\"" ONE "\""),
     {"{\"value\":[{\"TrustedSendersAndDomains\":[]}]}"}, /* says nothing of whose it is */
     "id",
     "junk-mail"},
    {"signature",
     ASKS("Get-MailboxMessageConfiguration", "\"Identity\":\"" ONE "\""),
     {"{\"value\":[{\"Identity\":\"ann\"}]}"},
     "id",
     "ann"},
    {"add-ins",
     ASKS("Get-App", "\"Mailbox\":\"" ONE "\""),
     {"{\"value\":[{\"Identity\":\"ann\\\\1\",\"Name\":\"x\"}]}"},
     "id",
     "ann\\1"},
    {"recoverable-items",
     ASKS_SO("Get-RecoverableItems", "\"Identity\":\"" ONE "\",\"FilterStartTime\":\""),
     {"{\"value\":[{\"Identity\":\"r\"}]}"},
     "id",
     "r"},
    {"transport-config",
     ASKS("Get-TransportConfig", ""),
     {"{\"value\":[{\"Name\":\"x\",\"SmtpClientAuthenticationDisabled\":true}]}"},
     "name",
     "x"},
    {"organization-config", ASKS("Get-OrganizationConfig", ""), {"{\"value\":[{\"Name\":\"x\"}]}"}, "name", "x"},
    {"transport-rules",
     ASKS("Get-TransportRule", ""),
     {"{\"value\":[{\"Guid\":\"" ONE "\",\"Name\":\"x\",\"WhenChanged\":\"2026-01-01T08:00:00.0000000Z\"}]}"},
     "whenChanged",
     "2026-01-01T08:00:00Z"},
    {"inbound-connectors", ASKS("Get-InboundConnector", ""), {"{\"value\":[{\"Identity\":\"x\"}]}"}, "id", "x"},
    {"outbound-connectors", ASKS("Get-OutboundConnector", ""), {"{\"value\":[{\"Identity\":\"x\"}]}"}, "id", "x"},
    {"remote-domains", ASKS("Get-RemoteDomain", ""), {"{\"value\":[{\"Identity\":\"x\"}]}"}, "id", "x"},
    {"journal-rules", ASKS("Get-JournalRule", ""), {"{\"value\":[{\"Identity\":\"x\"}]}"}, "id", "x"},
    {"sending-limits", ASKS("Get-LimitsEnforcementStatus", ""), {"{\"value\":[{\"Identity\":\"x\"}]}"}, "id", "x"},
    {"audit-config",
     ASKS("Get-AdminAuditLogConfig", ""),
     {"{\"value\":[{\"UnifiedAuditLogIngestionEnabled\":true}]}"},
     "id",
     "audit-config"},
    {"audit-bypass", /* of all accounts those whose acts are not kept */
     ASKS("Get-MailboxAuditBypassAssociation", "\"ResultSize\":\"Unlimited\""),
     {"{\"value\":[{\"Identity\":\"bob\",\"AuditBypassEnabled\":false},{\"Identity\":\"ann\",\"AuditBypassEnabled\":true}]}"},
     "id",
     "ann"},
    {"message-trace", /* of the mailbox's own address: sent, then come; a mail to oneself is one */
     ASKS("Get-Mailbox", "\"Identity\":\"" ONE "\""),
     {"{\"value\":[{\"PrimarySmtpAddress\":\"ann@c\"}]}",
      "{\"value\":[{\"MessageTraceId\":\"m\",\"Received\":\"2026-01-01T08:00:00\",\"RecipientAddress\":\"ann@c\"}]}",
      "{\"value\":[{\"MessageTraceId\":\"m\",\"Received\":\"2026-01-01T08:00:00\",\"RecipientAddress\":\"ann@c\"}]}"},
     "received",
     "2026-01-01T08:00:00Z"},
    {"messages-to", /* whoever sent it: the address is told */
     ASKS_SO("Get-MessageTraceV2", "\"RecipientAddress\":\"ann\""),
     {"{\"value\":[{\"MessageTraceId\":\"m\",\"Received\":\"2026-01-01T08:00:00\",\"SenderAddress\":\"bob@c\","
      "\"RecipientAddress\":\"ann\"}]}"},
     "sender",
     "bob@c"},
    {"message-trace-graph",
     "/v1.0/users/" ONE "?$select=id,mail",
     {"{\"id\":\"" ONE "\",\"mail\":\"ann@c\"}",
      "{\"value\":[{\"id\":\"m\",\"receivedDateTime\":\"2026-01-01T08:00:00Z\",\"recipientAddress\":\"bob@c\"}]}",
      "{\"value\":[]}"},
     "recipient",
     "bob@c"},
    {"audit-search", /* by the user, then of him: what is both is one record */
     ASKS_SO("Search-UnifiedAuditLog", "\"StartDate\":\""),
     {"{\"value\":[{\"Identity\":\"r\",\"ResultCount\":1," AUDIT_DATA
      "},{\"Identity\":\"r\",\"ResultCount\":1," AUDIT_DATA
      ",\"AuditSearchRequestMetadata\":{\"moreRecordsAvailable\":false}}]}",
      "{\"value\":[{\"Identity\":\"r\",\"ResultCount\":1," AUDIT_DATA "}]}", "{\"value\":[]}"},
     "creationTime",
     "2026-01-01T08:00:00Z"},
    {"audit-search-operations",
     ASKS_SO("Search-UnifiedAuditLog", "\"StartDate\":\""),
     {"{\"value\":[{\"Identity\":\"r\",\"ResultCount\":1," AUDIT_DATA "}]}", "{\"value\":[]}"},
     "operation",
     "Set-Mailbox"},
    {"audit-search-from",
     ASKS_SO("Search-UnifiedAuditLog", "\"StartDate\":\""),
     {"{\"value\":[{\"Identity\":\"r\",\"ResultCount\":1," AUDIT_DATA "}]}", "{\"value\":[]}"},
     "id",
     "r"},
    {"audit-logons",
     ASKS_SO("Search-UnifiedAuditLog", "\"StartDate\":\""),
     {"{\"value\":[{\"Identity\":\"r\",\"ResultCount\":1," AUDIT_DATA "}]}", "{\"value\":[]}"},
     "id",
     "r"},
    {"audit-query-by", /* v1.0 puts members elsewhere, and says others beside the data */
     "\"userPrincipalNameFilters\":[\"" ONE "\"]",
     {"{\"id\":\"" TWO "\",\"status\":\"notStarted\"}",
      "{\"id\":\"" TWO "\",\"status\":\"succeeded\",\"recordCountLimit\":9}",
      "{\"value\":[{\"id\":\"r\",\"createdDateTime\":\"2026-01-01T08:00:00Z\",\"auditData\":{\"dynamicProperties\":{"
      "\"Operation\":\"Send\"}}}]}"},
     "operation",
     "Send"},
    {"audit-query-of",
     "\"objectIdFilters\":[\"" ONE "\"]",
     {"{\"id\":\"" TWO "\"}", "{\"status\":\"succeeded\",\"recordCountLimit\":9}",
      "{\"value\":[{\"id\":\"x\",\"auditData\":{\"Id\":\"r\",\"Operation\":\"Send\"}}]}"},
     "id",
     "r"},
    {"audit-query-operations",
     "\"operationFilters\":[\"New-InboxRule\",",
     {"{\"id\":\"" TWO "\"}", "{\"status\":\"succeeded\",\"recordCountLimit\":9}",
      "{\"value\":[{\"id\":\"x\",\"auditData\":{\"Id\":\"r\",\"Operation\":\"Send\"}}]}"},
     "operation",
     "Send"},
    {"onedrive-site",
     "/v1.0/sites/root",
     {"{\"webUrl\":\"https://contoso.sharepoint.com\"}",
      "[{\"ErrorInfo\":null},7,{\"_Child_Items_\":[{\"Url\":\"https://contoso-my.sharepoint.com/personal/ann/\"}]}]",
      "[{\"ErrorInfo\":null},7,{\"Url\":\"https://contoso-my.sharepoint.com/personal/ann\",\"SharingCapability\":2}]"},
     "sharing",
     "anyone who has a link"},
};

static void check_sample(size_t at)
{
    auto_arena struct arena *arena = arena_new(0);
    auto_buf struct buf text = buf_make(4096);
    struct reading reading = reading_of(arena, samples[at].source);
    if (strstr(samples[at].source, "message"))
        reading.from = clock_now() - 86400000; /* one span of each way */
    enum source_step step = reading_begin(&reading);
    assert_int_equal(step, SOURCE_SEND);
    assert_false(http_is_write(reading.request));
    const char *body = reading.request->body ? reading.request->body : "";
    if (!strstr(reading.request->url, samples[at].asks) && !strstr(body, samples[at].asks))
        fail_msg("%s asks %s %s", samples[at].source, reading.request->url, body);
    for (size_t i = 0; i < 4 && samples[at].replies[i]; i++) {
        assert_int_equal(step, SOURCE_SEND);
        step = answer(&reading, 200, samples[at].replies[i]);
    }
    if (step != SOURCE_OVER || reading.state != READ_WHOLE || reading.error.code != ERR_OK)
        fail_msg("%s: %s, %s", samples[at].source, read_state_name(reading.state), reading.error.message);
    const struct record_kind *kind = reading.source->kind;
    if (!samples[at].field) {
        assert_string_equal(reading.users->users[0].display_name, samples[at].text);
    } else {
        assert_int_equal(reading.page->count, 1);
        for (size_t i = 0; i < kind->count; i++)
            if (!strcmp(kind->fields[i].name, samples[at].field))
                field_text(&kind->fields[i], &reading.page->records[0].values[i], NULL, &text);
        if (strcmp(buf_text(&text), samples[at].text) != 0)
            fail_msg("%s: %s is \"%s\"", samples[at].source, samples[at].field, buf_text(&text));
    }
    reading_free(&reading);
}

static void sources__decode__a_reply_each(void **state)
{
    size_t count;
    const struct source *const *all = source_all(&count);
    (void)state;
    for (size_t i = 0; i < count; i++) {
        size_t at = 0;
        if (all[i]->flags & SOURCE_LOCAL) /* the worker fills it: tests/unit/worker/test_read.c */
            continue;
        while (at < sizeof samples / sizeof samples[0] && strcmp(samples[at].source, all[i]->name) != 0)
            at++;
        if (at == sizeof samples / sizeof samples[0])
            fail_msg("%s: no reply that it decodes is tested", all[i]->name);
    }
    for (size_t at = 0; at < sizeof samples / sizeof samples[0]; at++)
        check_sample(at);
}

/* The first `good` replies of a sample, then one and the same for every question. */
static void lie(size_t at, size_t good, long status, const char *body)
{
    auto_arena struct arena *arena = arena_new(0);
    struct reading reading = reading_of(arena, samples[at].source);
    enum source_step step = reading_begin(&reading);
    size_t asked = 0;
    for (size_t i = 0; step == SOURCE_SEND && i < good; i++)
        step = answer(&reading, 200, samples[at].replies[i]);
    bool told = step == SOURCE_SEND;
    for (; step == SOURCE_SEND && asked < 200; asked++)
        step = answer(&reading, status, body);
    if (step == SOURCE_SEND)
        fail_msg("%s: goes on for ever with %ld %s", samples[at].source, status, body);
    if (told && reading.state == READ_WHOLE)
        fail_msg("%s: %ld %s after %zu good replies passes for the whole", samples[at].source, status, body, good);
    reading_free(&reading);
}

/* Not users, which have a reader of their own, nor a picture. Of customers, whose contracts come second and name but their domains, no
 * list alone is told. */
static bool is_asked(size_t at, size_t good, size_t lie)
{
    bool customers = !strcmp(samples[at].source, "customers");
    return samples[at].field && strcmp(samples[at].source, "photo-picture") != 0 && (!customers || (!good && lie < 6));
}

/* However the service answers with success: what is no list, stands beside an error, or leads round and round is not the whole. */
static void no_source__is_whole__when_the_service_lies(void **state)
{
    static const struct {
        long status;
        const char *body;
    } lies[] = {
        {200, "{}"},
        {200, "[]"},
        {200, "\"x\""},
        {200, "{\"value\":null}"},
        {200, "{\"value\":{}}"},
        {200, "{\"value\":\"x\"}"},
        {200, "{\"value\":[],\"error\":{\"code\":\"x\",\"message\":\"y\"}}"},
        {200, "{\"value\":[],\"@odata.nextLink\":5}"},
        {200, "{\"value\":[],\"@odata.nextLink\":\"https://evil.example/\"}"},
        {200, "{\"value\":[],\"@odata.nextLink\":\"https://outlook.office365.com/x\"}"},
        {200, "{\"value\":[],\"@odata.nextLink\":\"https://graph.microsoft.com/v1.0/x\"}"},
        {200, "{\"value\":[{}]}"},
        {200, "{\"value\":[5]}"},
        {202, "{\"value\":[]}"},
        {204, ""},
    };
    (void)state;
    for (size_t at = 0; at < sizeof samples / sizeof samples[0]; at++)
        for (size_t good = 0; good < 3 && (!good || samples[at].replies[good - 1]); good++)
            for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++)
                if (is_asked(at, good, i))
                    lie(at, good, lies[i].status, lies[i].body);
}

/* --- decoding --- */

static void profile__is_left_out__when_it_is_of_somebody_else(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct reading reading = reading_of(arena, "profile");
    (void)state;
    (void)reading_begin(&reading);
    answer(&reading, 200, "{\"id\":\"" TWO "\",\"displayName\":\"Eve\"}");
    assert_int_equal(reading.page->count, 0);
    assert_int_equal(reading.page->left_out, 1);
    assert_int_not_equal(reading.state, READ_WHOLE);
    reading_free(&reading);
}

static void licences__are_not_none__where_the_reply_has_no_list(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct reading reading = reading_of(arena, "licence-states");
    (void)state;
    (void)reading_begin(&reading);
    answer(&reading, 200, "{\"id\":\"" ONE "\"}");
    assert_int_equal(reading.state, READ_NOT);
    assert_int_equal(reading.why, WHY_FAILED);
    reading_free(&reading);
}

static void sign_in__is_left_out__when_a_time_is_none(void **state)
{
    static const struct {
        const char *activity;
        size_t left_out;
    } rows[] = {{"null", 0},
                {"{}", 0},
                {"{\"lastSignInDateTime\":null}", 0},
                {"{\"lastSignInDateTime\":\"2026-01-01T08:00:00Z\"}", 0},
                {"{\"lastSignInDateTime\":\"soon\"}", 1},
                {"{\"lastSignInDateTime\":7}", 1},
                {"{\"lastSignInDateTime\":\"9999-12-31T23:59:59Z\"}", 1},
                {"5", 1},
                {"\"x\"", 1}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct reading reading = reading_of(arena, "last-sign-in");
        (void)reading_begin(&reading);
        answer(&reading, 200, arena_printf(arena, "{\"id\":\"" ONE "\",\"signInActivity\":%s}", rows[i].activity));
        assert_int_equal(reading.page->left_out, rows[i].left_out);
        reading_free(&reading);
    }
}

static void record__has_a_value__only_of_the_fields_type(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct reading reading = reading_of(arena, "profile");
    (void)state;
    reading.raw = true;
    reading.subject = "00000000-0000-4000-8000-00000000000a";
    (void)reading_begin(&reading);
    answer(
        &reading, 200,
        "{\"id\":\"00000000-0000-4000-8000-00000000000A\",\"displayName\":7,\"mail\":\"\",\"accountEnabled\":\"true\","
        "\"onPremisesSyncEnabled\":false,\"businessPhones\":[\"1\",2,\"\\u001b[3\"],\"proxyAddresses\":[],\"otherMails\":null,"
        "\"createdDateTime\":\"2026-01-01T08:00:00Z\",\"lastPasswordChangeDateTime\":\"soon\","
        "\"signInSessionsValidFromDateTime\":\"0001-01-01T00:00:00Z\",\"manager\":null,"
        "\"assignedLicenses\":[{\"skuId\":\"" ONE "\",\"disabledPlans\":[\"" TWO "\",\"x\"]},{\"skuId\":\"y\"}]}");
    assert_int_equal(reading.state, READ_IN_PART); /* a value that is something else is not known, and not none */
    assert_string_equal(reading.error.message, "4 values could not be read, the first: businessPhones");
    const struct record *record = &reading.page->records[0];
    assert_string_equal(record_text(record, "id"), "00000000-0000-4000-8000-00000000000a");
    assert_false(record_value(record, "displayName")->known);
    assert_false(record_value(record, "mail")->known);
    assert_false(record_value(record, "accountEnabled")->known);
    assert_false(record_value(record, "manager")->known);
    assert_false(record_value(record, "no such field")->known);
    assert_true(record_value(record, "onPremisesSyncEnabled")->known);
    assert_false(record_true(record, "onPremisesSyncEnabled"));
    assert_int_equal(record_value(record, "businessPhones")->count, 2);
    assert_null(strchr(record_value(record, "businessPhones")->texts[1], '\033'));
    assert_true(record_value(record, "proxyAddresses")->known);
    assert_false(record_value(record, "otherMails")->known);
    assert_int_equal(record_number(record, "createdDateTime", -1), 1767254400000);
    assert_int_equal(record_number(record, "lastPasswordChangeDateTime", -1), -1);
    assert_int_equal(record_number(record, "signInSessionsValidFromDateTime", -1), 0); /* never, and that is known */
    const struct value *licences = record_value(record, "assignedLicenses");
    assert_int_equal(licences->count, 1);
    assert_int_equal(licences->licences[0].disabled_count, 1);
    assert_non_null(strstr(record->raw, "\"soon\""));
    reading_free(&reading);
}

/* Whether what the rules read is what it should be, the evidence sees (test_evidence.c): here only what nobody would see any more counts. */
static void evidence__is_whole__whatever_else_came_as_something_else(void **state)
{
    static const struct {
        const char *source, *reply;
        enum read_state state;
    } rows[] = {
        {"profile", "{\"id\":\"" ONE "\",\"businessPhones\":7}", READ_WHOLE},
        {"grants-for-all", "{\"value\":[{\"id\":\"g\",\"consentType\":7}]}", READ_IN_PART},
        {"audit-bypass", "{\"value\":[{\"Name\":\"a\",\"AuditBypassEnabled\":\"yes\"}]}", READ_NOT},
        {"audit-bypass",
         "{\"value\":[{\"Name\":\"a\",\"AuditBypassEnabled\":\"yes\"},{\"Name\":\"b\",\"AuditBypassEnabled\":true}]}",
         READ_IN_PART},
        {"inbox-rules-shown", "{\"value\":[{\"Name\":null,\"RuleIdentity\":null,\"Enabled\":null}]}", READ_NOT},
        {"inbox-rules-shown", "{\"value\":[{\"Name\":null,\"RuleIdentity\":null},{\"Name\":\"a\"}]}", READ_IN_PART},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct reading reading = reading_of(arena, rows[i].source);
        reading.for_evidence = true;
        (void)reading_begin(&reading);
        answer(&reading, 200, rows[i].reply);
        if (reading.state != rows[i].state)
            fail_msg("%s: %s", rows[i].source, read_state_name(reading.state));
        reading_free(&reading);
    }
}

/* Mail is traced by an address. Where nobody tells it the sign-in name must do, and that is said; one call takes several. */
static void trace__is_of_the_address__as_far_as_it_is_known(void **state)
{
#define NO    "{\"error\":{\"code\":\"Forbidden\",\"message\":\"no\"}}"
#define NOBOX "{\"value\":[]}"
    static const struct {
        const char *source, *text;
        struct {
            long status;
            const char *body;
        } replies[3];
        const char *asks; /* in the first call of the trace */
        enum read_state state;
    } rows[] = {
        {"message-trace",
         NULL,
         {{200, "{\"value\":[{\"PrimarySmtpAddress\":\"box@c\"}]}"}},
         "\"SenderAddress\":\"box@c\"",
         READ_WHOLE},
        {"message-trace",
         NULL,
         {{403, NO}, {200, "{\"mail\":\"mail@c\"}"}},
         "\"SenderAddress\":\"mail@c\"",
         READ_WHOLE},
        {"message-trace", NULL, {{403, NO}, {403, NO}}, "\"SenderAddress\":\"ann@sign.in\"", READ_IN_PART},
        {"message-trace-graph",
         NULL,
         {{200, "{\"mail\":\"mail@c\"}"}},
         "senderAddress%20eq%20%27mail%40c%27",
         READ_WHOLE},
        {"message-trace-graph", NULL, {{403, NO}}, "senderAddress%20eq%20%27ann%40sign.in%27", READ_IN_PART},
        {"message-trace", "a@c,b@c", {{0, NULL}}, "\"SenderAddress\":[\"a@c\",\"b@c\"]", READ_WHOLE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct reading reading = reading_of(arena, rows[i].source);
        int calls = 0;
        reading.name = "ann@sign.in";
        reading.text = rows[i].text;
        reading.from = clock_now() - INT64_C(30) * 86400000; /* three spans of each way, and not a moment more */
        enum source_step step = reading_begin(&reading);
        for (size_t k = 0; rows[i].replies[k].body; k++)
            step = answer(&reading, rows[i].replies[k].status, rows[i].replies[k].body);
        const char *body = reading.request->body ? reading.request->body : reading.request->url;
        if (!strstr(body, rows[i].asks))
            fail_msg("%zu: %s", i, body);
        for (; step == SOURCE_SEND && calls < 20; calls++)
            step = answer(&reading, 200, NOBOX);
        assert_int_equal(calls, 6);
        assert_int_equal(reading.state, rows[i].state);
        reading_free(&reading);
    }
}

/* Where v1.0 does not say how many records there are, and its pages give more the second time, beta is asked. */
static void audit_query__is_read_twice__where_nobody_counts(void **state)
{
#define MADE  "{\"id\":\"" TWO "\"}"
#define AGAIN "{\"id\":\"" ONE "\"}"
#define DONE  "{\"status\":\"succeeded\"}"
#define ROWS  "{\"id\":\"x\",\"auditData\":{\"Id\":\"r\",\"Operation\":\"Send\"}}"
#define FEWER "{\"value\":[" ROWS "]}"
#define MORE  "{\"value\":[" ROWS ",{\"id\":\"y\",\"auditData\":{\"Id\":\"s\",\"Operation\":\"Send\"}}]}"
    static const struct {
        const char *replies[9];
        size_t records;
        enum read_state state;
    } rows[] = {
        {{MADE, DONE, FEWER, FEWER}, 1, READ_WHOLE},
        {{MADE, DONE, FEWER, MORE, AGAIN, DONE, MORE, MORE}, 2, READ_WHOLE}, /* of beta */
        {{MADE, DONE, FEWER, MORE, AGAIN, DONE, FEWER, MORE}, 2, READ_IN_PART},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct reading reading = reading_of(arena, "audit-query-by");
        reading.from = clock_now() - 86400000;
        enum source_step step = reading_begin(&reading);
        for (size_t k = 0; rows[i].replies[k]; k++) {
            assert_int_equal(step, SOURCE_SEND);
            assert_int_equal(strstr(reading.request->url, "/beta/") != NULL, k > 3);
            step = answer(&reading, 200, rows[i].replies[k]);
        }
        assert_int_equal(step, SOURCE_OVER);
        assert_int_equal(reading.page->count, rows[i].records);
        assert_int_equal(reading.state, rows[i].state);
        assert_int_equal(reading.state == READ_IN_PART, strstr(reading.error.message, "(unstable)") != NULL);
        reading_free(&reading);
    }
}

/* What is not the query that was made, or never gets anywhere, is given up with a word. */
static void audit_query__ends_with_a_word__when_the_service_errs(void **state)
{
    static const struct {
        const char *replies[5]; /* the last is given again and again */
        const char *says;
    } rows[] = {
        {{MADE, "{\"status\":\"parked\"}"}, "\"parked\", which is not known here"},
        {{MADE, "{\"status\":null}"}, "\"\", which is not known here"},
        {{MADE, "{\"status\":\"running\"}"}, "still runs after 60 minutes"},
        {{"{\"id\":\"" TWO "\",\"userPrincipalNameFilters\":[\"other@contoso.com\"]}"}, "another audit query"},
        {{MADE, "{\"status\":\"succeeded\",\"userPrincipalNameFilters\":[],\"objectIdFilters\":[\"" ONE "\"]}"},
         "another audit query"},
        {{MADE, DONE, FEWER, MORE, MADE}, "another audit query"}, /* of two, one id */
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct reading reading = reading_of(arena, "audit-query-by");
        reading.from = clock_now() - 86400000;
        enum source_step step = reading_begin(&reading);
        for (size_t k = 0, turns = 0; step == SOURCE_SEND && turns < 400; turns++) {
            step = answer(&reading, 200, rows[i].replies[k]);
            k += k + 1 < 5 && rows[i].replies[k + 1];
        }
        assert_int_equal(step, SOURCE_OVER);
        if (!strstr(reading.error.message, rows[i].says))
            fail_msg("%zu: %s", i, reading.error.message);
        reading_free(&reading);
    }
}

static void record__is_left_out__and_counted__without_a_readable_id(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    static const char *const sources[] = {"find-users", "users"};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct reading reading = reading_of(arena, sources[i]);
        (void)reading_begin(&reading);
        answer(&reading, 200, "{\"value\":[{\"id\":\"" ONE "\"},{\"id\":\"7\"},{\"displayName\":\"x\"},{}]}");
        assert_int_equal(reading.state, READ_IN_PART);
        assert_int_equal(reading.why, WHY_LEFT_OUT);
        assert_int_equal(reading.page->left_out, 3);
        assert_string_equal(reading.error.message, "3 rows were left out: no readable id");
        reading_free(&reading);
    }
}

/* --- pages and ends --- */

#define NEXT(n) "\"@odata.nextLink\":\"https://graph.microsoft.com/v1.0/x?$skiptoken=" n "\""

static void pages__are_followed__with_the_headers_of_the_first(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct reading reading = reading_of(arena, "deleted-users");
    (void)state;
    (void)reading_begin(&reading);
    reading.request = graph_eventual(arena, reading.request);
    assert_int_equal(answer(&reading, 200, "{\"value\":[{\"id\":\"" ONE "\"}]," NEXT("a") "}"), SOURCE_SEND);
    assert_string_equal(reading.request->url, "https://graph.microsoft.com/v1.0/x?$skiptoken=a");
    assert_string_equal(header_of(reading.request, "ConsistencyLevel"), "eventual");
    assert_int_equal(answer(&reading, 200, "{\"value\":[]," NEXT("b") "}"), SOURCE_SEND); /* short pages are allowed */
    assert_int_equal(answer(&reading, 200, "{\"value\":[{\"id\":\"" TWO "\"}]}"), SOURCE_OVER);
    assert_int_equal(reading.state, READ_WHOLE);
    assert_int_equal(reading.page->count, 2);
    reading_free(&reading);
}

/* Without it a session that Microsoft revoked is "unknownFutureValue". */
static void risks_and_alerts__are_asked__for_every_member(void **state)
{
    static const char *const names[] = {"risk", "risk-detections", "alerts", "sign-ins-all"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct reading reading = reading_of(arena, names[i]);
        assert_int_equal(reading_begin(&reading), SOURCE_SEND);
        if (strcmp(header_of(reading.request, "Prefer"), "include-unknown-enum-members") != 0)
            fail_msg("%s", names[i]);
        reading_free(&reading);
    }
}

static void pages__end_with_a_word__when_the_service_goes_in_circles(void **state)
{
#define PAGE(id, next) "{\"value\":[{\"id\":\"" id "\"}]," NEXT(next) "}"
    static const char *const rows[][3] = {
        {PAGE(ONE, "a"), PAGE(TWO, "a")},
        {PAGE(ONE, "a"), PAGE(ONE, "b")},
        {PAGE(ONE, "a"), PAGE(TWO, "b"), PAGE(ONE, "c")}, /* and so on, with a new link each time */
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct reading reading = reading_of(arena, "deleted-users");
        enum source_step step = reading_begin(&reading);
        for (size_t k = 0; k < 3 && rows[i][k]; k++) {
            assert_int_equal(step, SOURCE_SEND);
            step = answer(&reading, 200, rows[i][k]);
        }
        assert_int_equal(step, SOURCE_OVER);
        assert_int_equal(reading.state, READ_IN_PART);
        assert_int_equal(reading.why, WHY_FAILED);
        assert_non_null(strstr(reading.error.message, "do not come to an end"));
        reading_free(&reading);
    }
}

/* A page of which nothing is kept is no empty page: what is looked for may stand on the last. */
static void pages__go_on__while_rows_come_of_which_none_is_kept(void **state)
{
    enum { PAGES = 60 };
    static const struct {
        const char *source, *link, *other[2], *kept;
    } rows[] = {
        {"audit-bypass",
         "https://outlook.office365.com/adminapi/beta/" ONE "/InvokeCommand?$skiptoken=",
         {"{\"Name\":\"n", "\",\"AuditBypassEnabled\":false}"},
         "{\"Name\":\"n\",\"AuditBypassEnabled\":true}"},
        {"grants-for-all",
         "https://graph.microsoft.com/v1.0/oauth2PermissionGrants?$skiptoken=",
         {"{\"id\":\"g", "\",\"consentType\":\"Principal\"}"},
         "{\"id\":\"g\",\"consentType\":\"AllPrincipals\"}"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct reading reading = reading_of(arena, rows[i].source);
        enum source_step step = reading_begin(&reading);
        for (int page = 0; page < PAGES && step == SOURCE_SEND; page++) {
            auto_buf struct buf body = buf_make(1024);
            buf_printf(&body, "{\"value\":[%s%d%s],\"@odata.nextLink\":\"%s%d\"}", rows[i].other[0], page,
                       rows[i].other[1], rows[i].link, page);
            step = answer(&reading, 200, buf_text(&body));
        }
        assert_int_equal(step, SOURCE_SEND);
        assert_int_equal(answer(&reading, 200, arena_printf(arena, "{\"value\":[%s]}", rows[i].kept)), SOURCE_OVER);
        assert_int_equal(reading.state, READ_WHOLE);
        assert_int_equal(reading.page->count, 1);
        reading_free(&reading);
        reading = reading_of(arena, rows[i].source); /* the same rows once more are none */
        step = reading_begin(&reading);
        for (int page = 0; page < PAGES && step == SOURCE_SEND; page++) {
            auto_buf struct buf body = buf_make(1024);
            buf_printf(&body, "{\"value\":[%s%d%s],\"@odata.nextLink\":\"%s%d\"}", rows[i].other[0], 1,
                       rows[i].other[1], rows[i].link, page);
            step = answer(&reading, 200, buf_text(&body));
        }
        assert_int_equal(step, SOURCE_OVER);
        assert_int_equal(reading.state, READ_NOT);
        reading_free(&reading);
    }
}

static void pages__end__when_none_has_a_row(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct reading reading = reading_of(arena, "deleted-users");
    enum source_step step = reading_begin(&reading);
    int asked = 0;
    (void)state;
    for (; step == SOURCE_SEND && asked < 100; asked++) {
        char body[128];
        snprintf(body, sizeof body, "{\"value\":[]," NEXT("%d") "}", asked);
        step = answer(&reading, 200, body);
    }
    assert_true(step == SOURCE_OVER && asked < 100);
    assert_int_equal(reading.state, READ_NOT);
    reading_free(&reading);
}

static void pages__are_not_followed__to_another_host(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct reading reading = reading_of(arena, "deleted-users");
    (void)state;
    (void)reading_begin(&reading);
    assert_int_equal(
        answer(&reading, 200, "{\"value\":[{\"id\":\"" ONE "\"}],\"@odata.nextLink\":\"https://evil.example/\"}"),
        SOURCE_OVER);
    assert_int_equal(reading.state, READ_IN_PART);
    assert_int_equal(reading.error.code, ERR_REFUSED);
    reading_free(&reading);
}

static void search__stops_at_its_first_page__and_says_so(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct reading reading = reading_of(arena, "find-users");
    (void)state;
    (void)reading_begin(&reading);
    assert_int_equal(answer(&reading, 200, "{\"value\":[{\"id\":\"" ONE "\"}]," NEXT("a") "}"), SOURCE_OVER);
    assert_int_equal(reading.why, WHY_TOO_MANY);
    assert_string_equal(reading.error.message, "more than 1 users: the rest was not read");
    reading_free(&reading);
}

static void reading__says__why_it_is_not_whole(void **state)
{
#define ERROR(code, text) "{\"error\":{\"code\":\"" code "\",\"message\":\"" text "\"}}"
    static const struct {
        const char *source;
        long status;
        const char *body;
        enum read_state ends;
        enum read_why why;
    } rows[] = {
        {"profile", 403, ERROR("Authorization_RequestDenied", "Insufficient privileges"), READ_NOT, WHY_NOT_PERMITTED},
        {"profile", 403, ERROR("Authentication_RequestFromNonPremiumTenantOrB2CTenant", "m"), READ_NOT,
         WHY_NOT_LICENSED},
        {"profile", 404, ERROR("Request_ResourceNotFound", "m"), READ_NOT, WHY_NOT_THERE},
        {"find-users", 404, ERROR("Request_ResourceNotFound", "m"), READ_WHOLE, WHY_NOTHING}, /* nobody of that name */
        {"profile", 429, ERROR("TooManyRequests", "m"), READ_NOT, WHY_THROTTLED},
        {"profile", 500, ERROR("c", "m"), READ_NOT, WHY_FAILED},
        {"profile", 200, "<html>", READ_NOT, WHY_FAILED},
        {"profile", 0, "", READ_NOT, WHY_CUT_SHORT},
        {"customers", 200, "{\"value\":[]}", READ_WHOLE, WHY_NOTHING},
        {"exchange-cmdlets", 403, ERROR("c", "m"), READ_NOT, WHY_NOT_PERMITTED},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct reading reading = reading_of(arena, rows[i].source);
        enum source_step step = reading_begin(&reading);
        for (int asked = 0; step == SOURCE_SEND && asked < 3; asked++)
            step = answer(&reading, rows[i].status, rows[i].body);
        if (step != SOURCE_OVER || reading.state != rows[i].ends || reading.why != rows[i].why)
            fail_msg("row %zu: %s, %s: %s", i, read_state_name(reading.state), read_why_name(reading.why),
                     reading.error.message);
        assert_int_equal(reading.state == READ_WHOLE, reading.error.code == ERR_OK);
        reading_free(&reading);
    }
}

/* "The tenant does not have it" is said only where every product in use names its plans. */
static void licence__is_called_missing__only_where_all_plans_are_named(void **state)
{
#define PRODUCTS(plans) "{\"value\":[{\"skuId\":\"" ONE "\",\"capabilityStatus\":\"Enabled\"" plans "}]}"
    static const struct {
        const char *source, *products, *hint;
    } rows[] = {
        {"last-sign-in", PRODUCTS(",\"servicePlans\":[{\"servicePlanName\":\"AAD_PREMIUM\"}]"), "Directory.Read.All"},
        {"last-sign-in",
         PRODUCTS(",\"servicePlans\":[{\"servicePlanName\":\"AAD_PREMIUM\",\"provisioningStatus\":\"Disabled\"}]"),
         "P1, which the tenant does not have"},
        {"last-sign-in",
         PRODUCTS(",\"servicePlans\":[{\"servicePlanName\":\"AAD_PREMIUM\",\"provisioningStatus\":\"PendingInput\"}]"),
         "Directory.Read.All"},
        {"last-sign-in", PRODUCTS(",\"servicePlans\":[]"), "P1, which the tenant does not have"},
        {"risk", PRODUCTS(",\"servicePlans\":[{\"servicePlanName\":\"AAD_PREMIUM\"}]"),
         "P2, which the tenant does not"},
        {"last-sign-in", PRODUCTS(""), "where the tenant has it"},
        {"last-sign-in", PRODUCTS(",\"servicePlans\":null"), "where the tenant has it"},
        {"last-sign-in", "{}", "where the tenant has it"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct reading reading = reading_of(arena, rows[i].source);
        (void)reading_begin(&reading);
        assert_int_equal(answer(&reading, 403, ERROR("Authentication_RequestFromNonPremiumTenantOrB2CTenant", "m")),
                         SOURCE_SEND);
        assert_int_equal(answer(&reading, 200, rows[i].products), SOURCE_OVER);
        if (!strstr(reading.error.hint, rows[i].hint))
            fail_msg("row %zu: %s", i, reading.error.hint);
        reading_free(&reading);
    }
}

/* What is no answer to the question is not known: never "none", never another user's. */
static void answers__to_another_question__are_none(void **state)
{
    static const struct {
        const char *source;
        long status;
        const char *body;
    } rows[] = {
        {"risk", 200, "{\"value\":[]}"},
        {"risk", 200, "{\"id\":\"" TWO "\",\"riskLevel\":\"none\"}"},
        {"last-sign-in", 200, "{\"id\":\"" TWO "\"}"},
        {"mfa-registration", 200, "{\"value\":[]}"},
        {"requirements", 200, "{\"value\":[]}"},
        {"drive", 200, "{\"value\":[]}"},
        {"roles", 202, "{\"value\":[]}"},
        {"roles", 206, "{\"value\":[]}"},
        {"groups", 204, ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct reading reading = reading_of(arena, rows[i].source);
        (void)reading_begin(&reading);
        assert_int_equal(answer(&reading, rows[i].status, rows[i].body), SOURCE_OVER);
        if (reading.state == READ_WHOLE || reading.page->count)
            fail_msg("row %zu: %s: %s", i, rows[i].source, read_state_name(reading.state));
        reading_free(&reading);
    }
}

/* A row that names another user is none of an answer about this one; a row that names nobody is. */
static void record__is_left_out__where_it_is_about_somebody_else(void **state)
{
    static const struct {
        const char *source, *body;
        size_t left;
        enum read_state state;
    } rows[] = {
        {"sign-ins",
         "{\"value\":[{\"id\":\"a\",\"createdDateTime\":\"2026-01-01T00:00:00Z\",\"userId\":\"" ONE
         "\"},{\"id\":\"b\",\"createdDateTime\":\"2026-01-01T00:00:00Z\",\"userId\":\"" TWO
         "\"},{\"id\":\"c\",\"createdDateTime\":\"2026-01-01T00:00:00Z\"}]}",
         2, READ_IN_PART},
        {"sign-ins-non-interactive",
         "{\"value\":[{\"id\":\"b\",\"createdDateTime\":\"2026-01-01T00:00:00Z\",\"userId\":\"" TWO "\"}]}", 0,
         READ_NOT},
        {"risk-detections",
         "{\"value\":[{\"id\":\"b\",\"createdDateTime\":\"2026-01-01T00:00:00Z\",\"userId\":\"" TWO "\"}]}", 0,
         READ_NOT},
        {"risk", "{\"id\":\"" TWO "\",\"riskLevel\":\"none\"}", 0, READ_NOT},
        {"grants",
         "{\"value\":[{\"id\":\"a\",\"principalId\":\"" ONE "\"},{\"id\":\"b\",\"principalId\":\"" TWO
         "\"},{\"id\":\"c\",\"principalId\":null}]}",
         2, READ_IN_PART},
        {"managed-devices", "{\"value\":[{\"id\":\"" TWO "\",\"userId\":\"" TWO "\"}]}", 0, READ_NOT},
        {"mailbox", "{\"value\":[{\"Guid\":\"" ONE "\",\"ExternalDirectoryObjectId\":\"" TWO "\"}]}", 0, READ_NOT},
        {"mailbox-protocols", "{\"value\":[{\"Guid\":\"" ONE "\",\"ExternalDirectoryObjectId\":\"" TWO "\"}]}", 0,
         READ_NOT},
        {"audit-by",
         "{\"value\":[{\"id\":\"b\",\"activityDateTime\":\"2026-01-01T00:00:00Z\",\"initiatedBy\":{\"user\":{\"id\":\"" TWO
         "\"}}}]}",
         0, READ_NOT},
        {"audit-of",
         "{\"value\":[{\"id\":\"a\",\"activityDateTime\":\"2026-01-01T00:00:00Z\",\"targetResources\":[{\"id\":\"" TWO
         "\"}]},{\"id\":\"b\",\"activityDateTime\":\"2026-01-01T00:00:00Z\",\"targetResources\":[{\"id\":\"" TWO
         "\"},{\"id\":\"" ONE "\"}]}]}",
         1, READ_IN_PART},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct reading reading = reading_of(arena, rows[i].source);
        (void)reading_begin(&reading);
        assert_int_equal(answer(&reading, 200, rows[i].body), SOURCE_OVER);
        assert_int_equal(reading.page->count, rows[i].left);
        assert_int_equal(reading.state, rows[i].state);
        assert_int_equal(reading.why, WHY_LEFT_OUT);
        assert_string_equal(reading.error.message, "the service answered about somebody else: 1 row was left out");
        reading_free(&reading);
    }
}

/* Somebody is meant by an id or an address, and another one comes. */
static void find__gives_nobody_else(void **state)
{
#define BOB ",\"userPrincipalName\":\"bob@c\",\"mail\":\"b@d\",\"proxyAddresses\":[\"SMTP:b@d\",\"smtp:old@d\"]}"
    static const struct {
        const char *text;
        size_t count;
    } rows[] = {{"bob@C", 1}, {"B@d", 1}, {"old@d", 1}, {"ann@c", 0}, {TWO, 1}, {ONE, 0}, {"bob", 1}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct reading reading = reading_of(arena, "find-users");
        bool one = strlen(rows[i].text) == strlen(ONE);
        reading.text = rows[i].text;
        (void)reading_begin(&reading);
        (void)answer(&reading, 200, one ? "{\"id\":\"" TWO "\"" BOB : "{\"value\":[{\"id\":\"" TWO "\"" BOB "]}");
        if (reading.page->count != rows[i].count || (reading.state == READ_WHOLE) != (rows[i].count == 1))
            fail_msg("%s: %zu", rows[i].text, reading.page->count);
        reading_free(&reading);
    }
}

/* The mailbox of somebody else tells no address to go on with, and what comes of another address than was asked for is left out. */
static void address__is_of_the_user__or_it_is_said(void **state)
{
#define BOX "{\"value\":[{\"PrimarySmtpAddress\":\"ann@c\",\"ExternalDirectoryObjectId\":\"" ONE "\"}]}"
#define MAIL                                                                                                           \
    "{\"value\":[{\"MessageTraceId\":\"m\",\"Received\":\"2026-01-01T08:00:00\",\"SenderAddress\":\"bob@c\","          \
    "\"RecipientAddress\":\"dan@c\"}]}"
    static const struct {
        const char *source, *replies[2], *then; /* of each further call */
    } rows[] = {
        {"message-trace",
         {"{\"value\":[{\"PrimarySmtpAddress\":\"bob@c\",\"ExternalDirectoryObjectId\":\"" TWO "\"}]}"},
         NULL},
        {"message-trace", {BOX}, MAIL},
        {"message-trace-graph", {"{\"id\":\"" TWO "\",\"mail\":\"bob@c\"}"}, NULL},
        {"blocked-sender",
         {"{\"value\":[{\"PrimarySmtpAddress\":\"bob@c\",\"ExternalDirectoryObjectId\":\"" TWO "\"}]}"},
         NULL},
        {"blocked-sender", {BOX, "{\"value\":[{\"SenderAddress\":\"bob@c\"}]}"}, NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct reading reading = reading_of(arena, rows[i].source);
        enum source_step step = reading_begin(&reading);
        for (size_t k = 0; step == SOURCE_SEND && k < 40 && (k < 2 && rows[i].replies[k] ? true : rows[i].then != NULL);
             k++)
            step = answer(&reading, 200, k < 2 && rows[i].replies[k] ? rows[i].replies[k] : rows[i].then);
        if (step != SOURCE_OVER || reading.state != READ_NOT || reading.page->count ||
            !strstr(reading.error.message, "about somebody else"))
            fail_msg("%zu: %s, %s, \"%s\"", i, rows[i].source, read_state_name(reading.state), reading.error.message);
        reading_free(&reading);
    }
}

/* Pages of which each has something new are no circle: a list that a person looks at ends all the same. */
/* Rows of the audit log, of `told` that there are, as one call gives them. */
static enum source_step answer_rows(struct reading *reading, size_t from, size_t count, size_t told)
{
    auto_buf struct buf body = buf_make(1u << 24);
    buf_puts(&body, "{\"value\":[");
    for (size_t i = from; i < from + count; i++)
        buf_printf(
            &body,
            "%s{\"Identity\":\"%zu\",\"ResultCount\":%zu,\"AuditData\":\"{\\\"Id\\\":\\\"%zu\\\",\\\"CreationTime"
            "\\\":\\\"2026-01-01T08:00:00\\\",\\\"Operation\\\":\\\"Send\\\"}\"}",
            i > from ? "," : "", i, told, i);
    buf_puts(&body, "]}");
    return answer(reading, 200, buf_text(&body));
}

/* A session that stops at ten thousand of more is halved; one that stops early of few is a reading in part. */
static void audit_search__is_halved__where_a_session_stops_short(void **state)
{
    static const struct {
        size_t given, told, halves; /* rows of the first session, and of each half of its span (0: none is asked for) */
        enum read_state ends;
    } rows[] = {{10000, 15000, 7500, READ_WHOLE}, {10000, 10000, 0, READ_WHOLE}, {4000, 9000, 0, READ_IN_PART}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct reading reading = reading_of(arena, "audit-logons");
        enum source_step step = reading_begin(&reading);
        for (size_t from = 0; from < rows[i].given && step == SOURCE_SEND; from += 2000)
            step = answer_rows(&reading, from, 2000, rows[i].told);
        step = answer_rows(&reading, 0, 0, 0);
        assert_int_equal(step, rows[i].halves ? SOURCE_SEND : SOURCE_OVER);
        for (size_t half = 0; rows[i].halves && half < 2; half++) {
            assert_int_equal(step, SOURCE_SEND);
            assert_int_equal(answer_rows(&reading, half * rows[i].halves, rows[i].halves, rows[i].halves), SOURCE_SEND);
            step = answer_rows(&reading, 0, 0, 0);
        }
        assert_int_equal(step, SOURCE_OVER);
        assert_int_equal(reading.page->count, rows[i].halves ? 2 * rows[i].halves : rows[i].given);
        assert_int_equal(reading.state, rows[i].ends);
        reading_free(&reading);
    }
}

static void list__ends__where_it_grows_without_end(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct reading reading = reading_of(arena, "groups");
    auto_buf struct buf body = buf_make(1u << 24);
    enum source_step step = reading_begin(&reading);
    size_t pages = 0;
    (void)state;
    for (; step == SOURCE_SEND && pages < 100; pages++) {
        buf_clear(&body);
        buf_puts(&body, "{\"value\":[");
        for (size_t i = 0; i < 999; i++)
            buf_printf(&body, "%s{\"id\":\"00000000-0000-4000-8000-%06zu%06zu\"}", i ? "," : "", pages, i);
        buf_printf(&body, "],\"@odata.nextLink\":\"https://graph.microsoft.com/v1.0/groups?$skiptoken=%zu\"}", pages);
        step = answer(&reading, 200, buf_text(&body));
    }
    assert_int_equal(step, SOURCE_OVER);
    assert_in_range(reading.page->count, 50000, 51000);
    assert_int_equal(reading.state, READ_IN_PART);
    assert_int_equal(reading.why, WHY_TOO_MANY);
    reading_free(&reading);
}

/* Of three lists one says nothing new, and what one is refused is not known. */
static void lists__are_one_reading__when_they_are_joined(void **state)
{
    static const char *const desk = "{\"value\":[{\"id\":\"a\",\"roleDefinition\":{\"displayName\":\"Desk\"}},"
                                    "{\"id\":\"b\",\"roleDefinition\":{\"displayName\":\"Door\"}}]}",
                             *const held = "{\"value\":[{\"id\":\"r\",\"@odata.type\":\"#microsoft.graph."
                                           "directoryRole\",\"displayName\":\"Desk\"}]}";
    auto_arena struct arena *arena = arena_new(0);
    struct reading lists[3];
    (void)state;
    assert_int_equal(source_find("roles")->lists, 4);
    for (size_t i = 0; i < 3; i++) {
        lists[i] = reading_of(arena, "roles");
        lists[i].list = (size_t[]){0, 2, 3}[i]; /* held, assigned, eligible */
        assert_int_equal(reading_begin(&lists[i]), SOURCE_SEND);
        assert_int_equal(answer(&lists[i], i < 2 ? 200 : 403, i == 0 ? held : i == 1 ? desk : "{}"), SOURCE_OVER);
    }
    reading_join(&lists[0], &lists[1]);
    assert_int_equal(lists[0].state, READ_WHOLE);
    assert_int_equal(lists[0].page->count, 2);
    assert_string_equal(record_text(&lists[0].page->records[1], "displayName"), "Door");
    reading_join(&lists[0], &lists[2]);
    assert_int_equal(lists[0].state, READ_IN_PART);
    assert_int_equal(lists[0].why, WHY_NOT_PERMITTED);
    assert_int_equal(lists[0].page->count, 2);
    for (size_t i = 0; i < 3; i++)
        reading_free(&lists[i]);
}

static void refusal__names__what_the_source_takes(void **state)
{
    static const struct {
        const char *source, *body, *hint;
    } rows[] = {
        {"policies", ERROR("AccessDenied", "Applications without a signed-in user are not allowed access"),
         "It takes the permission Policy.Read.All; of a person also the role Conditional Access Administrator, "
         "Security Reader, Security Administrator, Global Reader or Global Administrator"},
        {"audit-of", ERROR("Authentication_RequestFromUnsupportedUserRole", "User is not in the allowed roles"),
         "Your role cannot read this: Reports Reader, Security Reader, Security Administrator, Global Reader or Global "
         "Administrator can"},
        {"memberships", ERROR("Authorization_RequestDenied", "Insufficient privileges"),
         "It takes the permission GroupMember.Read.All"},
        {"memberships", ERROR("Forbidden", "m"), "A permission or a role is missing"}, /* it may be something else */
        {"policies", ERROR("AccessDenied", "Your tenant is not licensed for this feature."),
         "This needs Microsoft Entra ID P1"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct reading reading = reading_of(arena, rows[i].source);
        (void)reading_begin(&reading);
        assert_int_equal(answer(&reading, 403, rows[i].body), SOURCE_OVER);
        assert_int_equal(reading.why, strstr(rows[i].hint, "ID P1") ? WHY_NOT_LICENSED : WHY_NOT_PERMITTED);
        assert_string_equal(reading.error.hint, rows[i].hint);
        reading_free(&reading);
    }
}

static void reading__keeps_what_it_has__when_a_later_page_fails(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct reading reading = reading_of(arena, "deleted-users");
    (void)state;
    (void)reading_begin(&reading);
    assert_int_equal(answer(&reading, 200,
                            "{\"value\":[{\"id\":\"" ONE
                            "\",\"deletedDateTime\":\"2026-01-01T08:00:00Z\"}]," NEXT("a") "}"),
                     SOURCE_SEND);
    assert_int_equal(answer(&reading, 500, "{}"), SOURCE_OVER);
    assert_int_equal(reading.state, READ_IN_PART);
    assert_int_equal(reading.page->count, 1);
    assert_int_equal(reading.covered_from, 1767254400000);
    reading_free(&reading);
}

static void reading__is_not_unread__when_its_records_were_handed_on_before(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct reading reading = reading_of(arena, "deleted-users");
    (void)state;
    (void)reading_begin(&reading);
    assert_int_equal(answer(&reading, 200, "{\"value\":[{\"id\":\"" ONE "\"},{}]," NEXT("a") "}"), SOURCE_SEND);
    struct record_page *page = reading_take(&reading);
    assert_int_equal(page->count, 1);
    assert_int_equal(reading.page->count, 0);
    assert_int_equal(answer(&reading, 200, "{\"value\":[{\"id\":\"" TWO "\"}]," NEXT("b") "}"), SOURCE_SEND);
    record_page_free(reading_take(&reading));
    assert_string_equal(record_text(page->records, "id"), ONE); /* its own arena */
    record_page_free(page);
    assert_int_equal(answer(&reading, 500, "{}"), SOURCE_OVER);
    assert_int_equal(reading.state, READ_IN_PART);
    assert_int_equal(reading.page->left_out, 1); /* of all pages */
    reading_free(&reading);
}

static void administration__is_looked_for__at_sharepoint_alone(void **state)
{
    static const struct {
        const char *root, *admin;
    } rows[] = {
        {"https://contoso.sharepoint.com", "https://contoso-admin.sharepoint.com"},
        {"https://contoso.sharepoint.us/", "https://contoso-admin.sharepoint.us"},
        {"https://contoso.sharepoint-mil.us", "https://contoso-admin.sharepoint-mil.us"},
        {"https://contoso.sharepoint.com.evil.example", NULL},
        {"https://contoso.sharepoint-evil.com", NULL},
        {"https://contoso.sharepointx.com", NULL},
        {"http://contoso.sharepoint.com", NULL},
        {"https://sharepoint.com", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct reading reading = reading_of(arena, "onedrive-site");
        reading_begin(&reading);
        enum source_step step = answer(&reading, 200, arena_printf(arena, "{\"webUrl\":\"%s\"}", rows[i].root));
        assert_int_equal(step, rows[i].admin ? SOURCE_SEND : SOURCE_OVER);
        if (rows[i].admin)
            assert_string_equal(reading.sharepoint, rows[i].admin);
        else
            assert_int_equal(reading.state, READ_NOT);
        reading_free(&reading);
    }
}

static void onedrive__is_none__only_where_sites_are_listed(void **state)
{
    static const struct {
        const char *reply;
        enum read_state state;
    } rows[] = {
        {"[{\"ErrorInfo\":null},7,{\"_Child_Items_\":[]}]", READ_WHOLE},
        {"[{\"ErrorInfo\":null},7,{}]", READ_NOT},
        {"[{\"ErrorInfo\":null},7,{\"_Child_Items_\":null}]", READ_NOT},
        {"[{\"ErrorInfo\":null}]", READ_NOT},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct reading reading = reading_of(arena, "onedrive-site");
        reading_begin(&reading);
        answer(&reading, 200, "{\"webUrl\":\"https://contoso.sharepoint.com\"}");
        assert_int_equal(answer(&reading, 200, rows[i].reply), SOURCE_OVER);
        assert_int_equal(reading.state, rows[i].state);
        reading_free(&reading);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sources__are_whole__each_row),
        cmocka_unit_test(record_kinds__are_whole__each_field),
        cmocka_unit_test(sources__decode__a_reply_each),
        cmocka_unit_test(no_source__is_whole__when_the_service_lies),
        cmocka_unit_test(profile__is_left_out__when_it_is_of_somebody_else),
        cmocka_unit_test(licences__are_not_none__where_the_reply_has_no_list),
        cmocka_unit_test(sign_in__is_left_out__when_a_time_is_none),
        cmocka_unit_test(record__has_a_value__only_of_the_fields_type),
        cmocka_unit_test(record__is_left_out__and_counted__without_a_readable_id),
        cmocka_unit_test(evidence__is_whole__whatever_else_came_as_something_else),
        cmocka_unit_test(trace__is_of_the_address__as_far_as_it_is_known),
        cmocka_unit_test(audit_query__is_read_twice__where_nobody_counts),
        cmocka_unit_test(audit_query__ends_with_a_word__when_the_service_errs),
        cmocka_unit_test(pages__are_followed__with_the_headers_of_the_first),
        cmocka_unit_test(pages__end_with_a_word__when_the_service_goes_in_circles),
        cmocka_unit_test(risks_and_alerts__are_asked__for_every_member),
        cmocka_unit_test(pages__go_on__while_rows_come_of_which_none_is_kept),
        cmocka_unit_test(pages__end__when_none_has_a_row),
        cmocka_unit_test(pages__are_not_followed__to_another_host),
        cmocka_unit_test(search__stops_at_its_first_page__and_says_so),
        cmocka_unit_test(reading__says__why_it_is_not_whole),
        cmocka_unit_test(record__is_left_out__where_it_is_about_somebody_else),
        cmocka_unit_test(find__gives_nobody_else),
        cmocka_unit_test(address__is_of_the_user__or_it_is_said),
        cmocka_unit_test(audit_search__is_halved__where_a_session_stops_short),
        cmocka_unit_test(list__ends__where_it_grows_without_end),
        cmocka_unit_test(lists__are_one_reading__when_they_are_joined),
        cmocka_unit_test(refusal__names__what_the_source_takes),
        cmocka_unit_test(answers__to_another_question__are_none),
        cmocka_unit_test(administration__is_looked_for__at_sharepoint_alone),
        cmocka_unit_test(onedrive__is_none__only_where_sites_are_listed),
        cmocka_unit_test(licence__is_called_missing__only_where_all_plans_are_named),
        cmocka_unit_test(reading__keeps_what_it_has__when_a_later_page_fails),
        cmocka_unit_test(reading__is_not_unread__when_its_records_were_handed_on_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
