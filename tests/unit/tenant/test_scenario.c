/* Scenario files: what stands under each key of the format is read at its route, and what no key knows is told. */
#include "exchange_fixture.h"

#include "tenant/state/scenario.h"
#include <stdlib.h>
#include <unistd.h>

#define SUBJECT "bd3587e6-7db1-52cd-813f-50b18697342a"
#define UPN     "sam.user@contoso.com"
#define HEAD                                                                                                           \
    "{\"scenario\":\"T\",\"title\":\"t\",\"now\":\"2026-11-23T12:00:00Z\",\"tenant\":{\"id\":"                         \
    "\"fd1ca816-337b-5807-8895-446f16b6ae98\",\"acceptedDomains\":[\"contoso.com\",\"more.example\"],"                 \
    "\"servicePlans\":[\"AAD_PREMIUM_P2\"]},\"subject\":{\"id\":\"" SUBJECT "\",\"userPrincipalName\":\"" UPN "\"},"

/* Every key, with a mark of its own. */
static const char whole[] = HEAD
    "\"graph\":{"
    "\"user\":{\"id\":\"" SUBJECT "\",\"userPrincipalName\":\"" UPN "\",\"displayName\":\"Sam User\",\"mail\":\"" UPN
    "\",\"jobTitle\":\"mark-user\",\"userType\":\"Member\",\"accountEnabled\":true},"
    "\"authenticationMethods\":[{\"@odata.type\":\"#microsoft.graph.microsoftAuthenticatorAuthenticationMethod\","
    "\"id\":\"e47208cb-e2aa-544f-b078-1ba0eda5732a\",\"displayName\":\"mark-method\"}],"
    "\"registeredDevices\":[{\"id\":\"a3d1cbc5-ebc8-5220-b871-4171bd70056c\",\"deviceId\":"
    "\"5b72e039-10e6-5405-bf94-fe058bd96dc2\",\"displayName\":\"mark-device\",\"operatingSystem\":\"Windows\"}],"
    "\"managedDevices\":[{\"id\":\"6b72e039-10e6-5405-bf94-fe058bd96dc2\",\"deviceName\":\"mark-managed\"}],"
    "\"oauth2PermissionGrants\":[{\"id\":\"g-1\",\"clientId\":\"ef4025f5-3f62-5d8a-b1bf-a087fc3ca027\","
    "\"consentType\":\"Principal\",\"principalId\":\"" SUBJECT "\",\"scope\":\"mark-grant\"},"
    "{\"id\":\"g-2\",\"clientId\":\"ef4025f5-3f62-5d8a-b1bf-a087fc3ca027\",\"consentType\":\"AllPrincipals\","
    "\"principalId\":null,\"scope\":\"mark-for-all\"}],"
    "\"servicePrincipals\":[{\"id\":\"ef4025f5-3f62-5d8a-b1bf-a087fc3ca027\",\"appId\":"
    "\"1211e9f0-2edf-5442-87e3-dbd5f7f5935a\",\"displayName\":\"mark-app\",\"createdDateTime\":"
    "\"2026-11-12T10:00:00Z\",\"appOwnerOrganizationId\":\"fd1ca816-337b-5807-8895-446f16b6ae98\"}],"
    "\"signIns\":[{\"id\":\"dcfac2e4-a0cd-576e-9199-1acc7e750f2a\",\"createdDateTime\":\"2026-11-18T08:00:00Z\","
    "\"userId\":\"" SUBJECT "\",\"userPrincipalName\":\"" UPN
    "\",\"ipAddress\":\"203.0.113.9\",\"isInteractive\":false,\"signInEventTypes\":[\"nonInteractiveUser\"],"
    "\"originalTransferMethod\":\"authenticationTransfer\",\"userAgent\":\"mark-sign-in\",\"status\":"
    "{\"errorCode\":0}},{\"id\":\"dcfac2e4-a0cd-576e-9199-1acc7e750f2b\",\"createdDateTime\":"
    "\"2026-11-18T09:00:00Z\",\"userId\":\"ac1ca816-337b-5807-8895-446f16b6ae98\",\"userPrincipalName\":"
    "\"v.ictim@more.example\",\"ipAddress\":\"203.0.113.9\",\"isInteractive\":true,\"status\":{\"errorCode\":50126}}],"
    "\"directoryAudits\":[{\"id\":\"mark-of-device\",\"activityDateTime\":\"2026-11-18T08:06:00Z\","
    "\"initiatedBy\":{\"user\":null},\"targetResources\":[{\"id\":\"d\",\"type\":\"Device\"}]},"
    "{\"id\":\"mark-audit\",\"activityDateTime\":\"2026-11-18T08:05:00Z\",\"initiatedBy\":"
    "{\"user\":{\"id\":\"" SUBJECT "\"}},\"targetResources\":[{\"id\":\"" SUBJECT "\"}]}],"
    "\"riskDetections\":[{\"id\":\"mark-nameless\",\"detectedDateTime\":\"2026-11-18T08:00:00Z\"},"
    "{\"id\":\"mark-detection\",\"userId\":\"" SUBJECT
    "\",\"riskDetail\":\"microsoftRevokedSessions\",\"detectedDateTime\":\"2026-11-18T08:00:00Z\"}],"
    "\"riskyUser\":{\"id\":\"" SUBJECT "\",\"riskLevel\":\"high\",\"riskState\":\"atRisk\",\"riskDetail\":"
    "\"mark-risk\"},"
    "\"alerts_v2\":[{\"id\":\"mark-alert\",\"createdDateTime\":\"2026-11-18T03:00:00Z\"}],"
    "\"memberOf\":[{\"@odata.type\":\"#microsoft.graph.group\",\"id\":\"cc1ca816-337b-5807-8895-446f16b6ae98\","
    "\"displayName\":\"mark-group\"},{\"@odata.type\":\"#microsoft.graph.directoryRole\",\"id\":\"r\","
    "\"displayName\":\"Global Administrator\",\"roleTemplateId\":\"62e90394-69f5-4237-9190-012177145e10\"}]},"
    "\"exo\":{"
    "\"Get-Mailbox\":{\"ForwardingSmtpAddress\":\"smtp:mark-mailbox@home.example\"},"
    "\"Get-InboxRule\":[{\"Name\":\"mark-rule\",\"RuleIdentity\":\"57\",\"Enabled\":true}],"
    "\"Get-InboxRule:hidden\":[{\"Name\":\"mark-hidden\",\"RuleIdentity\":\"99\",\"Enabled\":true}],"
    "\"Get-SweepRule\":[{\"Name\":\"mark-sweep\"}],"
    "\"Get-MailboxPermission\":[{\"User\":\"mark-right@contoso.com\",\"AccessRights\":[\"FullAccess\"]}],"
    "\"Get-RecipientPermission\":[{\"Trustee\":\"mark-trustee@contoso.com\",\"AccessRights\":[\"SendAs\"]}],"
    "\"Get-MailboxFolderPermission\":{\"\\\\Clients\":[{\"User\":\"mark-folder\",\"AccessRights\":[\"Reviewer\"]}]},"
    "\"Get-CASMailbox\":{\"SmtpClientAuthenticationDisabled\":false,\"mark-protocol\":1},"
    "\"Get-MailboxJunkEmailConfiguration\":{\"TrustedSendersAndDomains\":[\"mark-trusted.example\"]},"
    "\"Get-MailboxAutoReplyConfiguration\":{\"AutoReplyState\":\"Enabled\",\"ExternalMessage\":\"mark-reply\"},"
    "\"Get-MailboxMessageConfiguration\":{\"SignatureText\":\"mark-signature\"},"
    "\"Get-MobileDeviceStatistics\":[{\"DeviceID\":\"mark-phone\"}],"
    "\"Get-MessageTraceV2\":[{\"MessageTraceId\":\"e5a75481-3a7a-5d20-ae62-c76e595a20a2\",\"Received\":"
    "\"2026-11-17T06:05:02Z\",\"SenderAddress\":\"" UPN
    "\",\"RecipientAddress\":\"x\",\"Subject\":\"mark-mail\",\"$series\":{\"count\":12,\"stepSeconds\":10,"
    "\"recipientPattern\":\"p%03d@customer.example\"}}],"
    "\"Get-BlockedSenderAddress\":[{\"SenderAddress\":\"" UPN "\",\"Reason\":\"mark-blocked\"}],"
    "\"Get-TransportRule\":[{\"Name\":\"mark-transport\"}],\"Get-InboundConnector\":[{\"Name\":\"mark-inbound\"}],"
    "\"Get-OutboundConnector\":[{\"Name\":\"mark-outbound\"}],\"Get-RemoteDomain\":[{\"Name\":\"mark-remote\"}],"
    "\"Get-JournalRule\":[{\"Name\":\"mark-journal\"}],"
    "\"Get-MailboxAuditBypassAssociation\":[{\"Name\":\"mark-bypass\",\"AuditBypassEnabled\":true}],"
    "\"Get-AdminAuditLogConfig\":{\"Identity\":\"mark-auditing\"},"
    "\"Get-OrganizationConfig\":{\"EWSAllowedAppIDs\":\"mark-organization\"},"
    "\"Get-TransportConfig\":{\"Identity\":\"mark-config\"},"
    "\"Get-RecoverableItems\":[{\"Subject\":\"mark-recoverable\",\"LastModifiedTime\":\"2026-11-18T08:00:00Z\"}],\"Get-App\":[{\"DisplayName\":\"mark-addin\"}],"
    "\"Get-LimitsEnforcementStatus\":[{\"Mark\":\"mark-limits\"}]},"
    "\"unifiedAuditLog\":[{\"Id\":\"1428d32b-a8f6-5a61-9dc8-5d5833dc5429\",\"CreationTime\":\"2026-11-18T08:10:00\","
    "\"Operation\":\"mark-operation\",\"RecordType\":50,\"UserId\":\"stranger@tailspin.example\",\"ClientIP\":"
    "\"[::ffff:203.0.113.9]:443\",\"MailboxOwnerUPN\":\"" UPN
    "\",\"Parameters\":[{\"Name\":\"When\",\"Value\":\"11/18/2026 6:00:00 AM\"}]}]}";

static char *write_file(const char *text)
{
    char *path = xasprintf("%s/scenario-XXXXXX", BUILD_DIR);
    int fd = mkstemp(path);
    assert_true(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    close(fd);
    return path;
}

static int start_whole(void **state)
{
    static const struct route *const tables[] = {directory_routes, action_routes, detail_routes, NULL};
    auto_str char *path = write_file(whole);
    struct directory *d = xcalloc(1, sizeof *d);
    struct err e = {0};
    clock_set(NOON);
    d->options = (struct options){.users = 90,
                                  .seed = 1,
                                  .token_lifetime = 3600,
                                  .tenant_id = OPTIONS_TENANT_ID,
                                  .client_id = OPTIONS_CLIENT_ID,
                                  .client_secret = "secret",
                                  .exchange_roles = "OrganizationManagement,MailboxImportExport",
                                  .audit_limit = 1000,
                                  .scenarios = {path}};
    d->store = store_new(90, 1);
    if (!front_init(&d->front, &d->options, BASE, d->store, tables, &e))
        fail_msg("%s", e.message);
    unlink(path);
    *state = d;
    return 0;
}

#define ONE_USER "/users/" SUBJECT

static void every_key__is_read__at_its_route(void **state)
{
    static const struct {
        const char *mark, *path, *cmdlet, *parameters;
    } rows[] = {
        {"mark-user", V1 ONE_USER "?$select=jobTitle", NULL, NULL},
        {"mark-method", V1 ONE_USER "/authentication/methods", NULL, NULL},
        {"mark-device", V1 ONE_USER "/registeredDevices", NULL, NULL},
        {"mark-device", V1 ONE_USER "/ownedDevices", NULL, NULL},
        {"mark-device", V1 "/devices/a3d1cbc5-ebc8-5220-b871-4171bd70056c", NULL, NULL},
        {"mark-device", V1 "/devices(deviceId='5b72e039-10e6-5405-bf94-fe058bd96dc2')", NULL, NULL},
        {"mark-managed", V1 ONE_USER "/managedDevices", NULL, NULL},
        {"mark-managed", V1 "/deviceManagement/managedDevices/6b72e039-10e6-5405-bf94-fe058bd96dc2", NULL, NULL},
        {"mark-grant", V1 ONE_USER "/oauth2PermissionGrants", NULL, NULL},
        {"mark-for-all", V1 "/oauth2PermissionGrants?$filter=consentType%20eq%20'AllPrincipals'", NULL, NULL},
        {"mark-app", V1 "/servicePrincipals/ef4025f5-3f62-5d8a-b1bf-a087fc3ca027", NULL, NULL},
        {"mark-app", "/graph/beta/servicePrincipals?$filter=createdDateTime%20ge%202026-11-01T00:00:00Z", NULL, NULL},
        {"mark-sign-in",
         "/graph/beta/auditLogs/signIns?$filter=userId%20eq%20'" SUBJECT
         "'%20and%20signInEventTypes/any(t:t%20eq%20'interactiveUser'%20or%20t%20eq%20'nonInteractiveUser')",
         NULL, NULL},
        {"v.ictim@more.example", V1 "/auditLogs/signIns?$filter=ipAddress%20eq%20'203.0.113.9'", NULL, NULL},
        {"V Ictim", V1 "/users/v.ictim@more.example", NULL, NULL},
        {"more.example", V1 "/domains", NULL, NULL},
        {"more.example", V1 "/organization", NULL, NULL},
        {"mark-audit", V1 "/auditLogs/directoryAudits?$filter=initiatedBy/user/id%20eq%20'" SUBJECT "'", NULL, NULL},
        {"mark-audit", V1 "/auditLogs/directoryAudits?$filter=targetResources/any(r:r/id%20eq%20'" SUBJECT "')", NULL,
         NULL},
        {"mark-of-device", V1 "/auditLogs/directoryAudits?$filter=targetResources/any(r:r/id%20eq%20'" SUBJECT "')",
         NULL, NULL},
        {"mark-nameless", V1 "/identityProtection/riskDetections?$filter=userId%20eq%20'" SUBJECT "'", NULL, NULL},
        {"mark-detection", V1 "/identityProtection/riskDetections?$filter=userId%20eq%20'" SUBJECT "'", NULL, NULL},
        {"mark-risk", V1 "/identityProtection/riskyUsers/" SUBJECT, NULL, NULL},
        {"mark-risk", V1 "/identityProtection/riskyUsers/" SUBJECT "/history", NULL, NULL},
        {"mark-alert", V1 "/security/alerts_v2?$filter=createdDateTime%20ge%202026-11-01T00:00:00Z", NULL, NULL},
        {"mark-group", V1 ONE_USER "/memberOf", NULL, NULL},
        {"Global Administrator", V1 ONE_USER "/transitiveMemberOf", NULL, NULL},
        {"62e90394", V1 "/roleManagement/directory/roleAssignments?$filter=principalId%20eq%20'" SUBJECT "'", NULL,
         NULL},
        {"mark-mailbox", NULL, "Get-Mailbox", "\"Identity\":\"" UPN "\""},
        {"mark-rule", NULL, "Get-InboxRule", "\"Mailbox\":\"" UPN "\""},
        {"mark-hidden", NULL, "Get-InboxRule", "\"Mailbox\":\"" UPN "\",\"IncludeHidden\":true"},
        {"mark-sweep", NULL, "Get-SweepRule", "\"Mailbox\":\"" UPN "\""},
        {"mark-right", NULL, "Get-MailboxPermission", "\"Identity\":\"" UPN "\""},
        {"mark-trustee", NULL, "Get-RecipientPermission", "\"Identity\":\"" UPN "\""},
        {"mark-folder", NULL, "Get-MailboxFolderPermission", "\"Identity\":\"" UPN ":\\\\Clients\""},
        {"/Clients", NULL, "Get-MailboxFolderStatistics", "\"Identity\":\"" UPN "\""},
        {"mark-protocol", NULL, "Get-CASMailbox", "\"Identity\":\"" UPN "\""},
        {"mark-trusted", NULL, "Get-MailboxJunkEmailConfiguration", "\"Identity\":\"" UPN "\""},
        {"mark-reply", NULL, "Get-MailboxAutoReplyConfiguration", "\"Identity\":\"" UPN "\""},
        {"mark-signature", NULL, "Get-MailboxMessageConfiguration", "\"Identity\":\"" UPN "\""},
        {"mark-phone", NULL, "Get-MobileDeviceStatistics", "\"Mailbox\":\"" UPN "\""},
        {"p012@customer.example", NULL, "Get-MessageTraceV2",
         "\"SenderAddress\":\"" UPN
         "\",\"StartDate\":\"2026-11-14T00:00:00Z\",\"EndDate\":\"2026-11-23T00:00:00Z\",\"ResultSize\":5000"},
        {"mark-blocked", NULL, "Get-BlockedSenderAddress", "\"SenderAddress\":\"" UPN "\""},
        {"mark-transport", NULL, "Get-TransportRule", ""},
        {"mark-inbound", NULL, "Get-InboundConnector", ""},
        {"mark-outbound", NULL, "Get-OutboundConnector", ""},
        {"mark-remote", NULL, "Get-RemoteDomain", ""},
        {"mark-journal", NULL, "Get-JournalRule", ""},
        {"mark-bypass", NULL, "Get-MailboxAuditBypassAssociation", "\"ResultSize\":\"Unlimited\""},
        {"mark-auditing", NULL, "Get-AdminAuditLogConfig", ""},
        {"mark-organization", NULL, "Get-OrganizationConfig", ""},
        {"mark-config", NULL, "Get-TransportConfig", ""},
        {"mark-recoverable", NULL, "Get-RecoverableItems", "\"Identity\":\"" UPN "\""},
        {"mark-addin", NULL, "Get-App", "\"Mailbox\":\"" UPN "\""},
        {"mark-limits", NULL, "Get-LimitsEnforcementStatus", ""},
        {"mark-operation", NULL, "Search-UnifiedAuditLog",
         "\"StartDate\":\"2026-11-14T00:00:00Z\",\"EndDate\":\"2026-11-23T00:00:00Z\",\"ObjectIds\":[\"" UPN "\"]"},
        {"mark-operation", NULL, "Search-UnifiedAuditLog",
         "\"StartDate\":\"2026-11-14T00:00:00Z\",\"EndDate\":\"2026-11-23T00:00:00Z\",\"IPAddresses\":[\"203.0.113.9\"]"},
        {"more.example", NULL, "Get-AcceptedDomain", ""},
    };
    struct directory *d = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        auto_answer struct answer a = rows[i].path ? ask_as(d, rows[i].path, (struct ask){.method = NULL})
                                                   : invoke(d, rows[i].cmdlet, "%s", rows[i].parameters);
        if (a.status != 200 || !strstr(a.text, rows[i].mark))
            fail_msg("%s%s: %d, without %s: %.400s", rows[i].path ? rows[i].path : "",
                     rows[i].cmdlet ? rows[i].cmdlet : "", a.status, rows[i].mark, a.text);
    }
}

static void hidden_rules__come__when_asked_for(void **state)
{
    auto_answer struct answer a = invoke(*state, "Get-InboxRule", "\"Mailbox\":\"" UPN "\"");
    assert_int_equal(rows_of(&a), 1);
}

/* What an enumeration got later is told to who asks. */
static void recoverable_items__are_filtered__by_time(void **state)
{
    auto_answer struct answer later = invoke(*state, "Get-RecoverableItems",
                                             "\"Identity\":\"" UPN "\",\"FilterStartTime\":\"2026-11-19T00:00:00Z\"");
    auto_answer struct answer since = invoke(*state, "Get-RecoverableItems",
                                             "\"Identity\":\"" UPN "\",\"FilterStartTime\":\"2026-11-17T00:00:00Z\"");
    assert_int_equal(rows_of(&later), 0);
    assert_int_equal(rows_of(&since), 1);
}

static void later_members__are_told__to_who_asks(void **state)
{
    static const char path[] =
        "/graph/beta/auditLogs/signIns?$filter=signInEventTypes/any(t:t%20eq%20'nonInteractiveUser')"
        "%20and%20userId%20eq%20'" SUBJECT "'";
    auto_answer struct answer plain = ask_as(*state, path, (struct ask){.method = NULL});
    auto_answer struct answer asked = ask_as(*state, path, (struct ask){.prefer = "include-unknown-enum-members"});
    auto_answer struct answer risk = GET(*state, "/identityProtection/riskDetections?$filter=userId eq '" SUBJECT "'");
    assert_string_equal(text_of(row_of(&plain), "originalTransferMethod"), "unknownFutureValue");
    assert_string_equal(text_of(row_of(&asked), "originalTransferMethod"), "authenticationTransfer");
    assert_string_equal(text_of(json_next(row_of(&risk)), "riskDetail"), "unknownFutureValue");
}

/* What belongs to the file's tenant belongs to ours. */
static void tenant__is__the_one_that_serves(void **state)
{
    auto_answer struct answer a = GET(*state, "/servicePrincipals/ef4025f5-3f62-5d8a-b1bf-a087fc3ca027");
    assert_string_equal(text_of(a.json, "appOwnerOrganizationId"), OPTIONS_TENANT_ID);
}

/* --- writes --- */

static void what_is_written__is_read_back(void **state)
{
    static const struct {
        const char *method, *path, *body, *read, *before, *after;
    } rows[] = {
        {"DELETE", "/oauth2PermissionGrants/g-1", NULL, ONE_USER "/oauth2PermissionGrants", "mark-grant", NULL},
        {"PATCH", "/servicePrincipals/ef4025f5-3f62-5d8a-b1bf-a087fc3ca027", "{\"accountEnabled\":false}",
         "/servicePrincipals/ef4025f5-3f62-5d8a-b1bf-a087fc3ca027", NULL, "\"accountEnabled\":false"},
        {"PATCH", "/devices/a3d1cbc5-ebc8-5220-b871-4171bd70056c", "{\"accountEnabled\":false}",
         ONE_USER "/registeredDevices", NULL, "\"accountEnabled\":false"},
        {"DELETE", ONE_USER "/authentication/microsoftAuthenticatorMethods/e47208cb-e2aa-544f-b078-1ba0eda5732a", NULL,
         ONE_USER "/authentication/methods", "mark-method", NULL},
        {"PATCH", "/users/v.ictim@more.example", "{\"accountEnabled\":false}",
         "/users/v.ictim@more.example?$select=accountEnabled", NULL, "\"accountEnabled\":false"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        auto_answer struct answer before = GET(*state, rows[i].read);
        auto_answer struct answer done = ask(*state, rows[i].path,
                                             (struct ask){.method = rows[i].method, .body = rows[i].body});
        auto_answer struct answer after = GET(*state, rows[i].read);
        if (done.status != 204 || !strstr(before.text, rows[i].before ? rows[i].before : ""))
            fail_msg("%s: %d %.300s", rows[i].path, done.status, done.text);
        if (rows[i].before ? strstr(after.text, rows[i].before) != NULL : !strstr(after.text, rows[i].after))
            fail_msg("%s: %.400s", rows[i].read, after.text);
    }
}

static void computed_grants_devices_and_applications__are_written_to_as_well(void **state)
{
    auto_answer struct answer grants = GET(*state, "/oauth2PermissionGrants?$top=5");
    const struct json *grant = json_next(row_of(&grants));
    auto_str char *path = xasprintf("/oauth2PermissionGrants/%s", text_of(grant, "id"));
    auto_answer struct answer gone = ask(*state, path, (struct ask){.method = "DELETE"});
    auto_answer struct answer again = ask(*state, path, (struct ask){.method = "DELETE"});
    auto_answer struct answer devices = GET(*state, "/devices?$top=1");
    auto_str char *device = xasprintf("/devices/%s", text_of(row_of(&devices), "id"));
    auto_answer struct answer off = PATCH(*state, device, "{\"accountEnabled\":false}");
    auto_answer struct answer is = GET(*state, device);
    auto_answer struct answer odd = PATCH(*state, device, "{\"accountEnabled\":\"no\"}");
    assert_int_equal(gone.status, 204);
    assert_int_equal(again.status, 404);
    assert_int_equal(off.status, 204);
    assert_non_null(strstr(is.text, "\"accountEnabled\":false"));
    assert_int_equal(odd.status, 400);
}

/* --- the message trace by Graph --- */

static void trace__wants__its_principal_and_ten_days(void **state)
{
    static const char path[] = "/admin/exchange/tracing/messageTraces?$filter=senderAddress eq '" UPN
                               "' and receivedDateTime ge 2026-11-14T00:00:00Z and receivedDateTime le ";
    auto_str char *good = xasprintf("%s2026-11-23T00:00:00Z&$top=5000", path),
                  *wide = xasprintf("%s2026-11-25T00:00:00Z", path);
    auto_answer struct answer refused = GET(*state, good);
    auto_answer struct answer made = ask(
        *state, "/servicePrincipals",
        (struct ask){.method = "POST", .body = "{\"appId\":\"8bd644d1-64a1-4d4b-ae52-2e0cbf64e373\"}"});
    auto_answer struct answer found = GET(*state, good);
    auto_answer struct answer far = GET(*state, wide);
    assert_refused(refused, 401, "Unauthorized", "Service principal-less Authentication failed");
    assert_int_equal(made.status, 201);
    assert_int_equal(rows_of(&found), 12);
    assert_string_equal(text_of(row_of(&found), "recipientAddress"), "p012@customer.example");
    assert_string_equal(text_of(row_of(&found), "subject"), "mark-mail");
    assert_refused(far, 400, "BadRequest", "10 days");
}

/* --- searches of the audit log --- */

#define WEEK "\"filterStartDateTime\":\"2026-11-14T00:00:00Z\",\"filterEndDateTime\":\"2026-11-23T12:00:00Z\""

static struct answer look(struct directory *d, const struct answer *made, const char *rest)
{
    auto_str char *path = xasprintf("/security/auditLog/queries/%s%s", text_of(made->json, "id"), rest);
    return GET(d, path);
}

static struct answer search(struct directory *d, const char *body)
{
    return ask(d, "/security/auditLog/queries", (struct ask){.method = "POST", .body = body});
}

static void search__runs_a_while__and_tells_when_there_was_more(void **state)
{
    struct directory *d = *state;
    d->front.tenant.audit_delay = 60000;
    d->front.tenant.audit_limit = 3;
    d->front.tenant.audit_failures = 1;
    auto_answer struct answer bad = search(d, "{" WEEK "}");
    auto_answer struct answer made = search(d, "{" WEEK ",\"operationFilters\":[\"UserLoggedIn\"]}");
    clock_set(NOON + 30000);
    auto_answer struct answer runs = look(d, &made, "");
    auto_answer struct answer early = look(d, &made, "/records");
    clock_set(NOON + 60000);
    auto_answer struct answer over = look(d, &made, "");
    auto_answer struct answer failed = look(d, &bad, "");
    auto_answer struct answer nothing = look(d, &bad, "/records");
    assert_string_equal(text_of(failed.json, "status"), "failed");
    assert_int_equal(rows_of(&nothing), 0);
    auto_answer struct answer all = look(d, &made, "/records?$top=2");
    assert_int_equal(made.status, 201);
    assert_string_equal(text_of(made.json, "status"), "notStarted");
    assert_string_equal(text_of(runs.json, "status"), "running");
    assert_int_equal(rows_of(&early), 0);
    assert_string_equal(text_of(over.json, "status"), "succeeded");
    assert_true(json_true(json_get(over.json, "isRecordCountLimitExceeded")));
    assert_int_equal((int)json_number(json_get(over.json, "recordCountLimit"), 0), 3);
    assert_int_equal(rows_of(&all), 2);
    assert_non_null(json_get(all.json, "@odata.nextLink"));
}

static void search__lacks_a_record__the_first_time__where_it_is_unstable(void **state)
{
    static const char *const counts[] = {"recordCountLimit", "isRecordCountLimitExceeded",
                                         "approximateReturnedRecordCount"};
    struct directory *d = *state;
    d->front.tenant.audit_delay = 0;
    d->front.tenant.audit_unstable = 1;
    auto_answer struct answer made = search(d, "{" WEEK ",\"operationFilters\":[\"UserLoggedIn\"]}");
    auto_answer struct answer over = look(d, &made, "");
    auto_answer struct answer first = look(d, &made, "/records?$top=999");
    auto_answer struct answer second = look(d, &made, "/records?$top=999");
    for (size_t i = 0; i < 3; i++)
        assert_null(json_get(over.json, counts[i]));
    assert_true(rows_of(&second) > 1);
    assert_int_equal(rows_of(&first) + 1, rows_of(&second));
}

static void search__is_refused__for_each_reason(void **state)
{
    struct directory *d = *state;
    auto_answer struct answer open = search(d, "{\"filterStartDateTime\":\"2026-11-14T00:00:00Z\"}");
    auto_answer struct answer text = search(d, "{" WEEK ",\"operationFilters\":\"Send\"}");
    auto_answer struct answer name = search(d, "{" WEEK ",\"users\":[]}");
    assert_refused(open, 400, "BadRequest", "filterEndDateTime");
    assert_int_equal(text.status, 400);
    assert_int_equal(name.status, 400);
    d->front.tenant.audit_delay = 60000;
    for (int i = 0; i < 10; i++) {
        auto_answer struct answer one = search(d, "{" WEEK "}");
        assert_int_equal(one.status, 201);
    }
    auto_answer struct answer eleventh = search(d, "{" WEEK "}");
    assert_refused(eleventh, 429, "TooManyRequests", "audit log searches");
    auto_answer struct answer list = GET(d, "/security/auditLog/queries");
    assert_int_equal(rows_of(&list), 0); /* an application sees none */
    struct json *config = json_new_array(), *off = json_new_object();
    json_set_bool(off, "UnifiedAuditLogIngestionEnabled", false);
    json_push(config, off);
    mailboxes_keep(&d->front.tenant, MAILBOXES_AUDIT_CONFIG, config);
    auto_answer struct answer disabled = search(d, "{" WEEK "}");
    assert_refused(disabled, 400, "UnknownError", "\"Status\":\"AuditingDisabledTenant\"");
}

static void without_scenario__nobody__is_added(void **state)
{
    struct directory *d = *state;
    size_t count;
    assert_int_equal(store_people(d->store)->count, 900);
    assert_int_equal(store_find(d->store, UPN), SEED_NOBODY);
    scenario_rows(d->front.tenant.scenario, SCENARIO_SIGN_INS, &count);
    assert_int_equal(count, 0);
}

/* Those who are computed are the same people under the same ids. */
static void others__stay__who_they_are(void **state)
{
    struct directory *d = *state;
    struct seed_people plain;
    struct seed_user one, other;
    seed_people_init(&plain, 90, 1, NOON);
    uint32_t added = 0;
    for (uint32_t number = 0; number < store_people(d->store)->count; number++) {
        seed_user(store_people(d->store), number, &one);
        assert_int_equal(seed_find_id(store_people(d->store), &one.id), number);
        assert_int_equal(seed_find_upn(store_people(d->store), one.user_principal_name), number);
        if (seed_is_added(&one)) {
            added++;
            continue;
        }
        seed_user(&plain, number - added, &other);
        assert_true(guid_equal(&one.id, &other.id));
        assert_string_equal(one.user_principal_name, other.user_principal_name);
        assert_int_equal(one.dice, other.dice);
    }
    assert_int_equal(added, 2);
}

/* --- times --- */

static void times__move__wherever_they_stand(void **state)
{
    static const struct {
        const char *text, *moved;
    } rows[] = {
        {"2026-11-23T12:00:00Z", "2026-11-24T13:00:00Z"},
        {"2026-11-23T12:00:00", "2026-11-24T13:00:00"},
        {"2026-11-23T12:00:00.1234567Z", "2026-11-24T13:00:00.1234567Z"},
        {"[\"2026-12-31T23:30:00Z\"]", "[\"2027-01-02T00:30:00Z\"]"},
        {"from 2026-11-23T12:00:00Z to 2026-11-23T13:00:00Z", "from 2026-11-24T13:00:00Z to 2026-11-24T14:00:00Z"},
        {"11/16/2026 6:00:00 AM", "11/17/2026 7:00:00 AM"},
        {"11/21/2026 11:59:00 AM", "11/22/2026 12:59:00 PM"},
        {"11/21/2026 11:30:00 PM", "11/23/2026 12:30:00 AM"},
        {"198.51.100.24", "198.51.100.24"},
        {"12026-11-23T12:00:00Z", "12026-11-23T12:00:00Z"},
        {"14.00:00:00", "14.00:00:00"},
        {"", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        auto_buf struct buf moved = buf_make(4096);
        scenario_move(rows[i].text, INT64_C(25) * 3600000, &moved);
        assert_string_equal(buf_text(&moved), rows[i].moved);
    }
}

static void clones__have__times_ids_and_patterns_of_their_own(void **state)
{
    static const char text[] =
        "{\"signIns\":[{\"id\":\"a\",\"createdDateTime\":\"2026-11-01T00:00:00Z\",\"$repeat\":[\"2026-11-01T00:00:00Z\","
        "\"2026-11-02T00:00:00Z\"]}],\"unifiedAuditLog\":[{\"Id\":\"b\",\"CreationTime\":\"2026-11-01T00:00:00\","
        "\"ObjectId\":\"x\",\"$series\":{\"count\":3,\"stepSeconds\":50,\"objectPattern\":\"f%02d.pdf\"}}]}";
    struct err e;
    (void)state;
    auto_json struct json *root = json_parse(text, strlen(text), &e), *all = scenario_unfold(root, 3600000, NULL, NULL);
    const struct json *first = json_first(json_get(all, "signIns")), *second = json_next(first);
    assert_int_equal(json_count(json_get(all, "signIns")), 2);
    assert_string_equal(text_of(first, "id"), "a");
    assert_string_not_equal(text_of(second, "id"), "a");
    assert_string_equal(text_of(second, "createdDateTime"), "2026-11-02T01:00:00Z");
    assert_null(json_get(second, "$repeat"));
    const struct json *last = json_next(json_next(json_first(json_get(all, "unifiedAuditLog"))));
    assert_string_equal(text_of(last, "ObjectId"), "f03.pdf");
    assert_string_equal(text_of(last, "CreationTime"), "2026-11-01T01:01:40");
}

/* --- files --- */

static void own_scenarios_and_cases__are__well_formed(void **state)
{
    static const char *const names[] = {"S1", "S3", "S5.json", "s7", "S8", "S9", "traps"};
    char name[16];
    struct err e = {0};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct scenario *scenario = scenario_new();
        if (!scenario_read(scenario, names[i], OPTIONS_TENANT_ID, NOON, &e))
            fail_msg("%s", e.message);
        scenario_free(scenario);
    }
    for (int n = 1; n <= 66; n++) {
        struct scenario *scenario = scenario_new();
        snprintf(name, sizeof name, "small:k%02d", n);
        if (!scenario_read(scenario, name, OPTIONS_TENANT_ID, NOON, &e))
            fail_msg("%s", e.message);
        assert_int_equal(scenario_denies(scenario, "signIns"), n == 12);
        scenario_free(scenario);
    }
}

static void files__share__a_tenant(void **state)
{
    struct scenario *scenario = scenario_new();
    struct err e = {0};
    size_t one, two;
    (void)state;
    assert_true(scenario_read(scenario, "S1", OPTIONS_TENANT_ID, NOON, &e));
    scenario_rows(scenario, SCENARIO_SIGN_INS, &one);
    assert_true(scenario_read(scenario, "S9", OPTIONS_TENANT_ID, NOON, &e));
    scenario_rows(scenario, SCENARIO_SIGN_INS, &two);
    assert_true(two > one && one > 0);
    assert_false(scenario_read(scenario, "S1", OPTIONS_TENANT_ID, NOON, &e));
    assert_non_null(strstr(e.message, "/subject/id"));
    struct directory d = {.options = {.tenant_id = OPTIONS_TENANT_ID}, .store = store_new(40, 1)};
    struct tenant tenant = {.store = d.store, .mailboxes = mailboxes_new(), .scenario = scenario};
    scenario_people(scenario, d.store);
    scenario_apply(scenario, &tenant);
    assert_int_equal(json_count(store_record(d.store, "grants")), 3); /* both call one "g-em" */
    const struct json *principals = store_record(d.store, "servicePrincipals");
    assert_int_equal(json_count(principals), 2); /* both have eM Client, which a tenant has once: */
    assert_true(strncmp(text_of(json_first(principals), "createdDateTime"), "2026-11-18", 10) ==
                0); /* since the first of both */
    for (const struct json *grant = json_first(store_record(d.store, "grants")); grant; grant = json_next(grant))
        assert_non_null(json_get(principals, text_of(grant, "clientId"))); /* and both grants name it */
    mailboxes_free(tenant.mailboxes);
    store_free(d.store);
    scenario_free(scenario);
}

static void mistakes__are_told__with_their_place(void **state)
{
    static const struct {
        const char *text, *message;
    } rows[] = {
        {"{\"a\":", "line 1"},
        {"[]", "an object is wanted"},
        {"{}", "/tenant/id"},
        {HEAD "\"grahp\":{}}", "/grahp: unknown name"},
        {HEAD "\"graph\":{\"signins\":[]}}", "/graph/signins: unknown name"},
        {HEAD "\"graph\":{\"signIns\":{}}}", "/graph/signIns: a list is wanted"},
        {HEAD "\"graph\":{\"signIns\":[{\"createdDateTime\":\"yesterday\"}]}}", "/graph/signIns/0/createdDateTime"},
        {HEAD "\"graph\":{\"riskyUser\":{\"riskLevels\":1}}}", "/graph/riskyUser/riskLevels: unknown name"},
        {HEAD "\"graph\":{\"memberOf\":[{\"$repeat\":[]}]}}", "/graph/memberOf/0/$repeat: unknown name"},
        {HEAD "\"unifiedAuditLog\":[{\"CreationTime\":\"2026-11-01T00:00:00\",\"$series\":{\"count\":0}}]}",
         "/unifiedAuditLog/0/$series: \"count\""},
        {HEAD "\"unifiedAuditLog\":[{\"CreationTime\":\"2026-11-01T00:00:00\",\"$series\":{\"count\":1,\"step\":1}}]}",
         "/unifiedAuditLog/0/$series/step: unknown name"},
        {HEAD "\"exo\":{\"Get-Mailboxes\":[]}}", "/exo/Get-Mailboxes: unknown name"},
        {HEAD "\"deny\":[\"everything\"]}", "/deny: there is no source \"everything\""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        auto_str char *path = write_file(rows[i].text);
        struct scenario *scenario = scenario_new();
        struct err e = {0};
        assert_false(scenario_read(scenario, path, OPTIONS_TENANT_ID, NOON, &e));
        if (!strstr(e.message, rows[i].message) || !strstr(e.message, path))
            fail_msg("\"%s\" is not in \"%s\"", rows[i].message, e.message);
        scenario_free(scenario);
        unlink(path);
    }
}

int main(void)
{
#define WHOLE(name) cmocka_unit_test_setup_teardown(name, start_whole, stop)
    const struct CMUnitTest tests[] = {
        WHOLE(every_key__is_read__at_its_route),
        WHOLE(hidden_rules__come__when_asked_for),
        WHOLE(later_members__are_told__to_who_asks),
        WHOLE(recoverable_items__are_filtered__by_time),
        WHOLE(tenant__is__the_one_that_serves),
        WHOLE(others__stay__who_they_are),
        WHOLE(what_is_written__is_read_back),
        WHOLE(computed_grants_devices_and_applications__are_written_to_as_well),
        WHOLE(trace__wants__its_principal_and_ten_days),
        WHOLE(search__runs_a_while__and_tells_when_there_was_more),
        WHOLE(search__lacks_a_record__the_first_time__where_it_is_unstable),
        WHOLE(search__is_refused__for_each_reason),
        cmocka_unit_test_setup_teardown(without_scenario__nobody__is_added, start, stop),
        cmocka_unit_test(times__move__wherever_they_stand),
        cmocka_unit_test(clones__have__times_ids_and_patterns_of_their_own),
        cmocka_unit_test(own_scenarios_and_cases__are__well_formed),
        cmocka_unit_test(files__share__a_tenant),
        cmocka_unit_test(mistakes__are_told__with_their_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
