/* The sources of a research, one row each. */
#include "research/sources.h"
#include <string.h>

static const struct research_source_row rows[RESEARCH_SOURCES] = {
    [RESEARCH_USER] = {"G1", "user", {"profile"}, "User", NULL, "", 1},
    [RESEARCH_METHODS] =
        {"G2", "authenticationMethods", {"methods"}, "Sign-in methods", "methods", "P06 (none left)", 1},
    [RESEARCH_REGISTRATION] =
        {"G3", "userRegistrationDetails", {"mfa-registration"}, "Registration of methods", NULL, "", 1},
    [RESEARCH_SIGN_INS] = {"G4", "signIns", {"sign-ins-all"}, "Sign-ins", "sign-ins", "A", 2},
    [RESEARCH_ADDRESS_SIGN_INS] =
        {"G4", "signInsByAddress", {"sign-ins-from"}, "Sign-ins from an address in question", NULL, "A08 (spray)", 4},
    [RESEARCH_AUDITS] = {"G5",
                         "directoryAudits",
                         {"audit-by", "audit-of", "audit-of-object"},
                         "Directory audit",
                         "directory audit",
                         "P04 P06 P08 P10 T04 T05; P05 P07 P11 from the current state",
                         2},
    [RESEARCH_RISKS] = {"G6", "riskDetections", {"risk-detections"}, "Risk detections", "risk", "R01 R02", 2},
    [RESEARCH_RISKY_USER] = {"G6", "riskyUser", {"risk"}, "State of risk", NULL, "", 2},
    [RESEARCH_RISK_HISTORY] = {"G6", "riskyUserHistory", {"risk-history"}, "History of risk", NULL, "", 2},
    [RESEARCH_ALERTS] = {"G7", "alerts_v2", {"alerts"}, "Alerts", NULL, "R04", 2},
    [RESEARCH_GRANTS] =
        {"G8", "oauth2PermissionGrants", {"grants", "grants-for-all"}, "Grants", "grants", "P01 P02 P11", 1},
    [RESEARCH_APP_ROLES] = {"G8", "appRoleAssignments", {"assignments"}, "Applications assigned", NULL, "", 1},
    [RESEARCH_APPLICATIONS] =
        {"G9", "servicePrincipals", {"new-applications", "application"}, "Applications", NULL, "P01 P02 P03 P11", 1},
    [RESEARCH_DEVICES] =
        {"G10", "registeredDevices", {"registered-devices", "owned-devices"}, "Devices", NULL, "known devices; P09", 1},
    [RESEARCH_MANAGED_DEVICES] =
        {"G11", "managedDevices", {"managed-devices"}, "Managed devices", NULL, "P07 (enrolment)", 1},
    [RESEARCH_MEMBER_OF] = {"G12", "memberOf", {"all-groups"}, "Groups and roles", NULL, "", 1},
    [RESEARCH_ROLES] = {"G12", "roleAssignments", {"roles"}, "Role assignments", NULL, "", 1},
    [RESEARCH_FILES] = {"G15", "drive", {"drive"}, "Sharing of files", NULL, "", 4},
    [RESEARCH_SHARED] = {"G15", "sharedFiles", {"shared-file"}, "Shared files, as they stand", NULL, "", 4},
    [RESEARCH_LICENCES] = {"G16", "licenseDetails", {"licence-details"}, "Licences", NULL, "", 0},
    [RESEARCH_RULES] = {"E1",
                        "Get-InboxRule",
                        {"inbox-rules-shown", "message-rules"},
                        "Inbox rules",
                        "rules",
                        "M05; M01 to M07 from the audit log only",
                        1},
    [RESEARCH_ALL_RULES] =
        {"E1", "Get-InboxRule:hidden", {"inbox-rules-all"}, "Inbox rules, hidden ones too", NULL, "M05", 1},
    [RESEARCH_SWEEP_RULES] = {"E2", "Get-SweepRule", {"sweep-rules"}, "Sweep rules", NULL, "", 1},
    [RESEARCH_MAILBOX] = {"E3", "Get-Mailbox", {"mailbox"}, "Mailbox", "mailbox", "M07 T02", 1},
    [RESEARCH_CAS_MAILBOX] = {"E4", "Get-CASMailbox", {"mailbox-protocols"}, "Protocols", NULL, "T03", 1},
    [RESEARCH_TRANSPORT_CONFIG] =
        {"E4", "Get-TransportConfig", {"transport-config"}, "Transport configuration", NULL, "", 0},
    [RESEARCH_ORGANIZATION_CONFIG] =
        {"E12", "Get-OrganizationConfig", {"organization-config"}, "Organisation", NULL, "T02", 0},
    [RESEARCH_MAILBOX_RIGHTS] = {"E5",
                                 "Get-MailboxPermission",
                                 {"mailbox-permissions"},
                                 "Rights on the mailbox",
                                 "mailbox rights",
                                 "T02 (rights of bypassed accounts)",
                                 1},
    [RESEARCH_SEND_RIGHTS] = {"E5", "Get-RecipientPermission", {"send-as"}, "Rights to send", NULL, "", 1},
    [RESEARCH_FOLDER_RIGHTS] =
        {"E6", "Get-MailboxFolderPermission", {"folder-rights"}, "Rights on folders", NULL, "D02", 1},
    [RESEARCH_JUNK] =
        {"E7", "Get-MailboxJunkEmailConfiguration", {"junk-mail"}, "Trusted and blocked senders", NULL, "M08", 1},
    [RESEARCH_AUTO_REPLY] =
        {"E7", "Get-MailboxAutoReplyConfiguration", {"automatic-replies"}, "Automatic reply", NULL, "M08", 1},
    [RESEARCH_SIGNATURE] = {"E7", "Get-MailboxMessageConfiguration", {"signature"}, "Signature", NULL, "M08", 1},
    [RESEARCH_MOBILE_DEVICES] = {"E8",
                                 "Get-MobileDeviceStatistics",
                                 {"mobile-devices"},
                                 "Mobile devices",
                                 NULL,
                                 "P07 (first synchronisation)",
                                 1},
    [RESEARCH_TRACE] = {"E9",
                        "Get-MessageTraceV2",
                        {"message-trace", "message-trace-graph"},
                        "Message trace",
                        "message trace",
                        "X01 X02",
                        2},
    [RESEARCH_BLOCKED_SENDERS] =
        {"E10", "Get-BlockedSenderAddress", {"blocked-sender"}, "Blocked senders", NULL, "R03", 1},
    [RESEARCH_SENDING_LIMITS] =
        {"E10", "Get-LimitsEnforcementStatus", {"sending-limits"}, "Sending limits", NULL, "", 1},
    [RESEARCH_TRANSPORT_RULES] = {"E11", "Get-TransportRule", {"transport-rules"}, "Mail flow rules", NULL, "T01", 1},
    [RESEARCH_INBOUND_CONNECTORS] =
        {"E11", "Get-InboundConnector", {"inbound-connectors"}, "Inbound connectors", NULL, "", 1},
    [RESEARCH_OUTBOUND_CONNECTORS] =
        {"E11", "Get-OutboundConnector", {"outbound-connectors"}, "Outbound connectors", NULL, "", 1},
    [RESEARCH_REMOTE_DOMAINS] = {"E11", "Get-RemoteDomain", {"remote-domains"}, "Remote domains", NULL, "", 1},
    [RESEARCH_JOURNAL_RULES] = {"E11", "Get-JournalRule", {"journal-rules"}, "Journal rules", NULL, "", 1},
    [RESEARCH_ADMIN_AUDIT_CONFIG] = {"E12", "Get-AdminAuditLogConfig", {"audit-config"}, "Auditing", NULL, "T02", 0},
    [RESEARCH_AUDIT_BYPASS] =
        {"E12", "Get-MailboxAuditBypassAssociation", {"audit-bypass"}, "Accounts that are not audited", NULL, "T02", 0},
    [RESEARCH_AUDIT_LOG] = {"G14",
                            "unifiedAuditLog",
                            {"audit-search", "audit-query-by", "audit-query-of", "audit-search-operations",
                             "audit-query-operations", "audit-logons", "audit-search-from"},
                            "Audit log",
                            "audit log",
                            "M06 M08 D01 D03 X03 X04 X05 X06 X07 X08 T01 T03 T06",
                            3},
    [RESEARCH_RECOVERABLE_ITEMS] = {"E14", "Get-RecoverableItems", {"recoverable-items"}, "Deleted mail", NULL, "", 4},
    [RESEARCH_ADD_INS] = {"E15", "Get-App", {"add-ins"}, "Add-ins", NULL, "", 1},
};

const struct research_source_row *research_source(enum research_source which)
{
    return &rows[which];
}

bool research_on_demand(enum research_source which)
{
    return which == RESEARCH_FILES || which == RESEARCH_SHARED || which == RESEARCH_RECOVERABLE_ITEMS;
}

enum research_source research_source_find(const char *key)
{
    enum research_source at = 0;
    while (at < RESEARCH_SOURCES && strcmp(rows[at].key, key) != 0)
        at++;
    return at;
}
