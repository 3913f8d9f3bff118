/* The sources of a research, one row each. */
#include "research/sources.h"
#include <string.h>

static const struct research_source_row rows[RESEARCH_SOURCES] = {
    [RESEARCH_USER] = {"G1", "user", {0}, "User", NULL, "", 1},
    [RESEARCH_METHODS] = {"G2", "authenticationMethods", {0}, "Sign-in methods", "methods", "P06 (none left)", 1},
    [RESEARCH_REGISTRATION] = {"G3", "userRegistrationDetails", {0}, "Registration of methods", NULL, "", 1},
    [RESEARCH_SIGN_INS] = {"G4", "signIns", {0}, "Sign-ins", "sign-ins", "A", 2},
    [RESEARCH_ADDRESS_SIGN_INS] =
        {"G4", "signInsByAddress", {0}, "Sign-ins from an address in question", NULL, "A08 (spray)", 4},
    [RESEARCH_AUDITS] = {"G5",
                         "directoryAudits",
                         {0},
                         "Directory audit",
                         "directory audit",
                         "P04 P06 P08 P10 T04 T05; P05 P07 P11 from the current state",
                         2},
    [RESEARCH_RISKS] = {"G6", "riskDetections", {0}, "Risk detections", "risk", "R01 R02", 2},
    [RESEARCH_RISKY_USER] = {"G6", "riskyUser", {0}, "State of risk", NULL, "", 2},
    [RESEARCH_ALERTS] = {"G7", "alerts_v2", {0}, "Alerts", NULL, "R04", 2},
    [RESEARCH_GRANTS] = {"G8", "oauth2PermissionGrants", {0}, "Grants", "grants", "P01 P02 P11", 1},
    [RESEARCH_APP_ROLES] = {"G8", "appRoleAssignments", {0}, "Applications assigned", NULL, "", 1},
    [RESEARCH_APPLICATIONS] = {"G9", "servicePrincipals", {0}, "Applications", NULL, "P01 P02 P03 P11", 1},
    [RESEARCH_DEVICES] = {"G10", "registeredDevices", {0}, "Devices", NULL, "known devices; P09", 1},
    [RESEARCH_MANAGED_DEVICES] = {"G11", "managedDevices", {0}, "Managed devices", NULL, "P07 (enrolment)", 1},
    [RESEARCH_MEMBER_OF] = {"G12", "memberOf", {0}, "Groups and roles", NULL, "", 1},
    [RESEARCH_ROLES] = {"G12", "roleAssignments", {0}, "Role assignments", NULL, "", 1},
    [RESEARCH_FILES] = {"G15", "drive", {0}, "Sharing of files", NULL, "", 4},
    [RESEARCH_LICENCES] = {"G16", "licenseDetails", {0}, "Licences", NULL, "", 0},
    [RESEARCH_RULES] =
        {"E1", "Get-InboxRule", {0}, "Inbox rules", "rules", "M05; M01 to M07 from the audit log only", 1},
    [RESEARCH_ALL_RULES] = {"E1", "Get-InboxRule:hidden", {0}, "Inbox rules, hidden ones too", NULL, "M05", 1},
    [RESEARCH_SWEEP_RULES] = {"E2", "Get-SweepRule", {0}, "Sweep rules", NULL, "", 1},
    [RESEARCH_MAILBOX] = {"E3", "Get-Mailbox", {0}, "Mailbox", "mailbox", "M07 T02", 1},
    [RESEARCH_CAS_MAILBOX] = {"E4", "Get-CASMailbox", {0}, "Protocols", NULL, "T03", 1},
    [RESEARCH_TRANSPORT_CONFIG] = {"E4", "Get-TransportConfig", {0}, "Transport configuration", NULL, "", 0},
    [RESEARCH_ORGANIZATION_CONFIG] = {"E12", "Get-OrganizationConfig", {0}, "Organisation", NULL, "T02", 0},
    [RESEARCH_MAILBOX_RIGHTS] = {"E5",
                                 "Get-MailboxPermission",
                                 {0},
                                 "Rights on the mailbox",
                                 "mailbox rights",
                                 "T02 (rights of bypassed accounts)",
                                 1},
    [RESEARCH_SEND_RIGHTS] = {"E5", "Get-RecipientPermission", {0}, "Rights to send", NULL, "", 1},
    [RESEARCH_FOLDER_RIGHTS] = {"E6", "Get-MailboxFolderPermission", {0}, "Rights on folders", NULL, "D02", 1},
    [RESEARCH_JUNK] = {"E7", "Get-MailboxJunkEmailConfiguration", {0}, "Safe and blocked senders", NULL, "M08", 1},
    [RESEARCH_AUTO_REPLY] = {"E7", "Get-MailboxAutoReplyConfiguration", {0}, "Automatic reply", NULL, "M08", 1},
    [RESEARCH_SIGNATURE] = {"E7", "Get-MailboxMessageConfiguration", {0}, "Signature", NULL, "M08", 1},
    [RESEARCH_MOBILE_DEVICES] =
        {"E8", "Get-MobileDeviceStatistics", {0}, "Mobile devices", NULL, "P07 (first synchronisation)", 1},
    [RESEARCH_TRACE] = {"E9", "Get-MessageTraceV2", {0}, "Message trace", "message trace", "X01 X02", 2},
    [RESEARCH_BLOCKED_SENDERS] = {"E10", "Get-BlockedSenderAddress", {0}, "Blocked senders", NULL, "R03", 1},
    [RESEARCH_SENDING_LIMITS] = {"E10", "Get-LimitsEnforcementStatus", {0}, "Sending limits", NULL, "", 1},
    [RESEARCH_TRANSPORT_RULES] = {"E11", "Get-TransportRule", {0}, "Mail flow rules", NULL, "T01", 1},
    [RESEARCH_INBOUND_CONNECTORS] = {"E11", "Get-InboundConnector", {0}, "Inbound connectors", NULL, "", 1},
    [RESEARCH_OUTBOUND_CONNECTORS] = {"E11", "Get-OutboundConnector", {0}, "Outbound connectors", NULL, "", 1},
    [RESEARCH_REMOTE_DOMAINS] = {"E11", "Get-RemoteDomain", {0}, "Remote domains", NULL, "", 1},
    [RESEARCH_JOURNAL_RULES] = {"E11", "Get-JournalRule", {0}, "Journal rules", NULL, "", 1},
    [RESEARCH_ADMIN_AUDIT_CONFIG] = {"E12", "Get-AdminAuditLogConfig", {0}, "Auditing", NULL, "T02", 0},
    [RESEARCH_AUDIT_BYPASS] =
        {"E12", "Get-MailboxAuditBypassAssociation", {0}, "Accounts that are not audited", NULL, "T02", 0},
    [RESEARCH_AUDIT_LOG] = {"G14",
                            "unifiedAuditLog",
                            {0},
                            "Audit log",
                            "audit log",
                            "M06 M08 D01 D03 X03 X04 X05 X06 X07 X08 T01 T03 T06",
                            3},
    [RESEARCH_RECOVERABLE_ITEMS] = {"E14", "Get-RecoverableItems", {0}, "Deleted mail", NULL, "", 4},
    [RESEARCH_ADD_INS] = {"E15", "Get-App", {0}, "Add-ins", NULL, "", 1},
};

const struct research_source_row *research_source(enum research_source which)
{
    return &rows[which];
}

enum research_source research_source_find(const char *key)
{
    enum research_source at = 0;
    while (at < RESEARCH_SOURCES && strcmp(rows[at].key, key) != 0)
        at++;
    return at;
}
