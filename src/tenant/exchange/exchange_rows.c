/* All cmdlets: what they take, who may call them, who answers. */
#include "tenant/exchange/exchange_rows.h"
#include "tenant/exchange/exchange_handlers.h"

#include <string.h>
#include <strings.h>

static const char *const mailbox_rights[] = {
    "FullAccess", "ReadPermission", "ExternalAccount", "DeleteItem", "ChangePermission", "ChangeOwner", NULL};
static const char *const folder_rights[] = {"None",
                                            "Owner",
                                            "PublishingEditor",
                                            "Editor",
                                            "PublishingAuthor",
                                            "Author",
                                            "NonEditingAuthor",
                                            "Reviewer",
                                            "Contributor",
                                            "AvailabilityOnly",
                                            "LimitedDetails",
                                            NULL};
static const char *const sharing_flags[] = {"None", "Delegate", "CanViewPrivateItems", "Delegate,CanViewPrivateItems",
                                            NULL};
static const char *const inheritance[] = {"None", "All", "Descendents", "SelfAndChildren", "Children", NULL};
static const char *const kinds[] = {"UserMailbox", "SharedMailbox", "RoomMailbox", "EquipmentMailbox", NULL};
static const char *const types[] = {"Regular", "Shared", "Room", "Equipment", "Workspace", "Desk", NULL};
static const char *const scopes[] = {"All", "Calendar", "Contacts", "Inbox", "SentItems", NULL};

static const struct cmdlet mailboxes[] = {
    {.name = "Get-Mailbox",
     .parameters = ROWS(TEXT("Identity", 0), TEXT("Filter", 0), PARAMETER_RESULT_SIZE,
                        CHOICES("RecipientTypeDetails", 0, kinds)),
     .roles = READERS,
     .flags = CMDLET_RESULTS,
     .handler = cmdlet_get_mailbox},
    {.name = "Set-Mailbox",
     .parameters = ROWS(
         IDENTITY, CHOICE("Type", 0, types), TEXT("ForwardingAddress", CLEAR), ADDRESS("ForwardingSmtpAddress", CLEAR),
         BOOL("DeliverToMailboxAndForward", STORED), BOOL("HiddenFromAddressListsEnabled", STORED | PARAMETER_ONPREM),
         TEXTS("GrantSendOnBehalfTo", HASH | PARAMETER_NULL), TEXTS("EmailAddresses", HASH | PARAMETER_ONPREM),
         BOOL("LitigationHoldEnabled", PARAMETER_HOLDS), TEXT("LitigationHoldDuration", STORED | PARAMETER_HOLDS),
         TEXT("LitigationHoldOwner", STORED | PARAMETER_HOLDS), BOOL("RetentionHoldEnabled", STORED),
         TEXT("RetentionPolicy", CLEAR), TEXT("RetentionComment", CLEAR), TEXT("RetentionUrl", CLEAR),
         DATE("StartDateForRetentionHold", CLEAR), DATE("EndDateForRetentionHold", CLEAR),
         BOOL("MessageCopyForSentAsEnabled", STORED), BOOL("MessageCopyForSendOnBehalfEnabled", STORED),
         BOOL("AuditEnabled", STORED), TEXT("AuditLogAgeLimit", STORED), TEXTS("AuditOwner", STORED | HASH),
         TEXTS("AuditDelegate", STORED | HASH), TEXTS("AuditAdmin", STORED | HASH),
         BOOL("SingleItemRecoveryEnabled", STORED), TEXT("RetainDeletedItemsFor", STORED), SIZE("ProhibitSendQuota"),
         SIZE("ProhibitSendReceiveQuota"), SIZE("IssueWarningQuota"), SIZE("MaxSendSize"), SIZE("MaxReceiveSize"),
         NUMBER("RecipientLimits", 1000), TEXTS("AcceptMessagesOnlyFromSendersOrMembers", HASH | PARAMETER_NULL),
         TEXTS("RejectMessagesFromSendersOrMembers", HASH | PARAMETER_NULL),
         BOOL("RequireSenderAuthenticationEnabled", STORED), TEXT("MailTip", CLEAR), BOOL("Force", 0), CONFIRM),
     .roles = RECIPIENTS,
     .handler = cmdlet_set_mailbox},
    {.name = "Enable-Mailbox",
     .parameters = ROWS(IDENTITY, BOOL("Archive", 0), BOOL("AutoExpandingArchive", 0), CONFIRM),
     .roles = RECIPIENTS,
     .handler = cmdlet_enable_mailbox},
    {.name = "Disable-Mailbox",
     .parameters = ROWS(IDENTITY, BOOL("Archive", 0), CONFIRM),
     .roles = RECIPIENTS,
     .flags = CMDLET_PROMPTS,
     .handler = cmdlet_disable_mailbox},
    {.name = "Remove-CalendarEvents",
     .parameters = ROWS(IDENTITY, BOOL("CancelOrganizedMeetings", 0), NUMBER("QueryWindowInDays", 1825),
                        DATE("QueryStartDate", 0), BOOL("PreviewOnly", 0), BOOL("UseCustomRouting", 0), CONFIRM),
     .roles = RECIPIENTS,
     .flags = CMDLET_PROMPTS,
     .handler = cmdlet_remove_events},
    {.name = "Get-MailboxStatistics",
     .parameters = ROWS(IDENTITY, BOOL("Archive", 0)),
     .roles = READERS,
     .handler = cmdlet_get_statistics},
    {.name = "Get-MailboxFolderStatistics",
     .parameters = ROWS(IDENTITY, CHOICE("FolderScope", 0, scopes)),
     .roles = READERS,
     .handler = cmdlet_get_folder_statistics},
    {.name = NULL},
};

#define RULE ROWS(IDENTITY, TEXT("Mailbox", 0), BOOL("Force", 0), BOOL("AlwaysDeleteOutlookRulesBlob", 0), CONFIRM)

static const struct cmdlet rules[] = {
    /* View-Only Organization Management has it, and reads no mailbox with it */
    {.name = "Get-InboxRule",
     .parameters = ROWS(TEXT("Identity", 0), TEXT("Mailbox", 0), BOOL("IncludeHidden", 0), PARAMETER_RESULT_SIZE),
     .roles = READERS,
     .flags = CMDLET_RESULTS,
     .handler = cmdlet_get_rules},
    {.name = "New-InboxRule",
     .parameters = ROWS(TEXT("Name", NEEDED | STORED), TEXT("Mailbox", 0), TEXTS("From", STORED),
                        TEXTS("SubjectContainsWords", STORED), TEXTS("SubjectOrBodyContainsWords", STORED),
                        TEXTS("BodyContainsWords", STORED), TEXTS("FromAddressContainsWords", STORED),
                        TEXTS("ForwardTo", STORED), TEXTS("ForwardAsAttachmentTo", STORED), TEXTS("RedirectTo", STORED),
                        BOOL("DeleteMessage", STORED), BOOL("SoftDeleteMessage", STORED), TEXT("MoveToFolder", STORED),
                        TEXT("CopyToFolder", STORED), BOOL("MarkAsRead", STORED), BOOL("StopProcessingRules", STORED),
                        BOOL("Force", 0), BOOL("AlwaysDeleteOutlookRulesBlob", 0), CONFIRM),
     .roles = RECIPIENTS,
     .handler = cmdlet_new_rule},
    {.name = "Enable-InboxRule", .parameters = RULE, .roles = RECIPIENTS, .handler = cmdlet_enable_rule},
    {.name = "Disable-InboxRule",
     .parameters = RULE,
     .roles = RECIPIENTS,
     .flags = CMDLET_PROMPTS,
     .handler = cmdlet_disable_rule},
    {.name = "Remove-InboxRule",
     .parameters = RULE,
     .roles = RECIPIENTS,
     .flags = CMDLET_PROMPTS,
     .handler = cmdlet_remove_rule},
    {.name = NULL},
};

static const struct cmdlet permissions[] = {
    {.name = "Get-MailboxPermission",
     .parameters = ROWS(IDENTITY, TEXT("User", 0), PARAMETER_RESULT_SIZE),
     .roles = READERS,
     .flags = CMDLET_RESULTS,
     .handler = cmdlet_get_permissions},
    {.name = "Add-MailboxPermission",
     .parameters = ROWS(IDENTITY, TEXT("User", NEEDED), CHOICES("AccessRights", NEEDED, mailbox_rights),
                        CHOICE("InheritanceType", 0, inheritance), BOOL("AutoMapping", 0), BOOL("Deny", 0), CONFIRM),
     .roles = RECIPIENTS,
     .handler = cmdlet_add_permission},
    {.name = "Remove-MailboxPermission",
     .parameters = ROWS(IDENTITY, TEXT("User", NEEDED), CHOICES("AccessRights", NEEDED, mailbox_rights),
                        CHOICE("InheritanceType", 0, inheritance), BOOL("Deny", 0), CONFIRM),
     .roles = RECIPIENTS,
     .flags = CMDLET_PROMPTS,
     .handler = cmdlet_remove_permission},
    {.name = "Get-RecipientPermission",
     .parameters = ROWS(TEXT("Identity", 0), TEXT("Trustee", 0), PARAMETER_RESULT_SIZE),
     .roles = READERS,
     .flags = CMDLET_RESULTS,
     .handler = cmdlet_get_trustees},
    {.name = "Add-RecipientPermission",
     .parameters = ROWS(IDENTITY, TEXT("Trustee", NEEDED), CHOICES("AccessRights", NEEDED, LIST("SendAs")), CONFIRM),
     .roles = RECIPIENTS,
     .flags = CMDLET_PROMPTS,
     .handler = cmdlet_add_trustee},
    {.name = "Remove-RecipientPermission",
     .parameters = ROWS(IDENTITY, TEXT("Trustee", NEEDED), CHOICES("AccessRights", NEEDED, LIST("SendAs")), CONFIRM),
     .roles = RECIPIENTS,
     .flags = CMDLET_PROMPTS,
     .handler = cmdlet_remove_trustee},
    {.name = "Get-MailboxFolderPermission",
     .parameters = ROWS(IDENTITY),
     .roles = READERS,
     .handler = cmdlet_get_folder_permissions},
    {.name = "Add-MailboxFolderPermission",
     .parameters = ROWS(IDENTITY, TEXT("User", NEEDED), CHOICES("AccessRights", NEEDED, folder_rights),
                        BOOL("SendNotificationToUser", 0), CHOICE("SharingPermissionFlags", 0, sharing_flags), CONFIRM),
     .roles = RECIPIENTS,
     .handler = cmdlet_add_folder_permission},
    {.name = "Set-MailboxFolderPermission",
     .parameters = ROWS(IDENTITY, TEXT("User", NEEDED), CHOICES("AccessRights", NEEDED, folder_rights),
                        BOOL("SendNotificationToUser", 0), CHOICE("SharingPermissionFlags", 0, sharing_flags), CONFIRM),
     .roles = RECIPIENTS,
     .handler = cmdlet_set_folder_permission},
    {.name = "Remove-MailboxFolderPermission",
     .parameters = ROWS(IDENTITY, TEXT("User", NEEDED), CONFIRM),
     .roles = RECIPIENTS,
     .flags = CMDLET_PROMPTS,
     .handler = cmdlet_remove_folder_permission},
    {.name = NULL},
};

#define AUDITORS (EXCHANGE_ORGANIZATION | EXCHANGE_AUDIT)
#define SENDERS  (EXCHANGE_ORGANIZATION | EXCHANGE_HYGIENE)
#define MEMBER   ROWS(IDENTITY, TEXT("Member", NEEDED), BOOL("BypassSecurityGroupManagerCheck", 0), CONFIRM)

static const struct cmdlet others[] = {
    {.name = "Get-MobileDevice",
     .parameters = ROWS(TEXT("Mailbox", NEEDED)),
     .roles = READERS,
     .handler = cmdlet_get_devices},
    {.name = "Get-MobileDeviceStatistics",
     .parameters = ROWS(TEXT("Mailbox", NEEDED)),
     .roles = READERS,
     .handler = cmdlet_get_devices},
    {.name = "Clear-MobileDevice",
     .parameters = ROWS(IDENTITY, BOOL("AccountOnly", 0), BOOL("Cancel", 0), TEXTS("NotificationEmailAddresses", 0),
                        CONFIRM),
     .roles = RECIPIENTS,
     .flags = CMDLET_PROMPTS,
     .handler = cmdlet_clear_device},
    {.name = "Remove-MobileDevice",
     .parameters = ROWS(IDENTITY, CONFIRM),
     .roles = RECIPIENTS,
     .flags = CMDLET_PROMPTS,
     .handler = cmdlet_remove_device},
    {.name = "Get-OrganizationConfig",
     .parameters = ROWS(PARAMETER_END),
     .roles = READERS,
     .handler = cmdlet_get_organization},
    {.name = "Get-AdminAuditLogConfig",
     .parameters = ROWS(PARAMETER_END),
     .roles = READERS | EXCHANGE_AUDIT,
     .handler = cmdlet_get_audit_config},
    {.name = "Get-BlockedSenderAddress",
     .parameters = ROWS(ADDRESS("SenderAddress", 0)),
     .roles = SENDERS | EXCHANGE_VIEW,
     .handler = cmdlet_get_blocked},
    {.name = "Remove-BlockedSenderAddress",
     .parameters = ROWS(ADDRESS("SenderAddress", NEEDED), TEXT("Reason", 0), CONFIRM),
     .roles = SENDERS,
     .flags = CMDLET_PROMPTS,
     .handler = cmdlet_remove_blocked},
    {.name = "Get-MessageTraceV2",
     .parameters = ROWS(ADDRESSES("SenderAddress"), ADDRESSES("RecipientAddress"), DATE("StartDate", 0),
                        DATE("EndDate", 0), NUMBER("ResultSize", 5000), TEXT("StartingRecipientAddress", 0),
                        TEXT("Status", 0)),
     .roles = READERS | EXCHANGE_HYGIENE,
     .handler = cmdlet_get_trace},
    {.name = "Search-UnifiedAuditLog",
     .parameters = ROWS(DATE("StartDate", NEEDED), DATE("EndDate", NEEDED), TEXTS("Operations", 0), TEXTS("UserIds", 0),
                        TEXTS("ObjectIds", 0), TEXTS("IPAddresses", 0), TEXT("RecordType", 0), TEXT("FreeText", 0),
                        BOOL("Formatted", 0), TEXT("SessionId", 0),
                        CHOICE("SessionCommand", 0, LIST("ReturnLargeSet", "ReturnNextPreviewPage")),
                        NUMBER("ResultSize", 5000), BOOL("HighCompleteness", 0)),
     .roles = AUDITORS,
     .handler = cmdlet_search_audit},
    {.name = "Get-DistributionGroup",
     .parameters = ROWS(TEXT("Identity", 0), PARAMETER_RESULT_SIZE),
     .roles = READERS,
     .flags = CMDLET_RESULTS,
     .handler = cmdlet_get_group},
    {.name = "Get-DistributionGroupMember",
     .parameters = ROWS(IDENTITY, PARAMETER_RESULT_SIZE),
     .roles = READERS,
     .flags = CMDLET_RESULTS,
     .handler = cmdlet_get_members},
    {.name = "Add-DistributionGroupMember", .parameters = MEMBER, .roles = RECIPIENTS, .handler = cmdlet_add_member},
    {.name = "Remove-DistributionGroupMember",
     .parameters = MEMBER,
     .roles = RECIPIENTS,
     .flags = CMDLET_PROMPTS,
     .handler = cmdlet_remove_member},
    {.name = "Get-RoleGroupMember",
     .parameters = ROWS(IDENTITY, PARAMETER_RESULT_SIZE),
     .roles = EXCHANGE_ORGANIZATION | EXCHANGE_VIEW,
     .flags = CMDLET_RESULTS,
     .handler = cmdlet_get_role_members},
    {.name = "Add-RoleGroupMember",
     .parameters = MEMBER,
     .roles = EXCHANGE_ORGANIZATION,
     .handler = cmdlet_add_role_member},
    {.name = "Remove-RoleGroupMember",
     .parameters = MEMBER,
     .roles = EXCHANGE_ORGANIZATION,
     .flags = CMDLET_PROMPTS,
     .handler = cmdlet_remove_role_member},
    {.name = "Get-Recipient",
     .parameters = ROWS(TEXT("Identity", 0), PARAMETER_RESULT_SIZE),
     .roles = READERS,
     .flags = CMDLET_RESULTS,
     .handler = cmdlet_get_recipient},
    {.name = NULL},
};

#define CONFIGURATION(name, record)                                                                                    \
    {                                                                                                                  \
        name, ROWS(PARAMETER_END), EXCHANGE_ORGANIZATION | EXCHANGE_VIEW, 0, cmdlet_get_record, record                 \
    }

#define RECOVERABLE                                                                                                    \
    ROWS(IDENTITY, DATE("FilterStartTime", 0), DATE("FilterEndTime", 0), TEXT("SubjectContains", 0),                   \
         TEXT("FilterItemType", 0),                                                                                    \
         CHOICE("SourceFolder", 0, LIST("DeletedItems", "RecoverableItems", "PurgedItems")), PARAMETER_RESULT_SIZE,    \
         CONFIRM)

/* What research reads beside the mailbox itself. */
static const struct cmdlet posture[] = {
    CONFIGURATION("Get-TransportRule", MAILBOXES_TRANSPORT_RULES),
    CONFIGURATION("Get-InboundConnector", MAILBOXES_INBOUND),
    CONFIGURATION("Get-OutboundConnector", MAILBOXES_OUTBOUND),
    CONFIGURATION("Get-RemoteDomain", MAILBOXES_REMOTE_DOMAINS),
    CONFIGURATION("Get-JournalRule", MAILBOXES_JOURNAL_RULES),
    CONFIGURATION("Get-AcceptedDomain", MAILBOXES_ACCEPTED_DOMAINS),
    CONFIGURATION("Get-TransportConfig", MAILBOXES_TRANSPORT),
    {.name = "Get-MailboxAuditBypassAssociation",
     .parameters = ROWS(TEXT("Identity", 0), PARAMETER_RESULT_SIZE),
     .roles = READERS,
     .flags = CMDLET_RESULTS,
     .handler = cmdlet_get_bypass},
    {.name = "Set-MailboxAuditBypassAssociation",
     .parameters = ROWS(IDENTITY, BOOL("AuditBypassEnabled", NEEDED), CONFIRM),
     .roles = EXCHANGE_ORGANIZATION,
     .handler = cmdlet_set_bypass},
    {.name = "Get-SweepRule",
     .parameters = ROWS(TEXT("Mailbox", 0)),
     .roles = RECIPIENTS,
     .handler = cmdlet_get_list,
     .what = MAILBOX_SWEEPS},
    {.name = "Get-App",
     .parameters = ROWS(TEXT("Mailbox", 0)),
     .roles = RECIPIENTS,
     .handler = cmdlet_get_list,
     .what = MAILBOX_ADDINS},
    /* in no role group but where somebody put it: the role Mailbox Import Export */
    {.name = "Get-RecoverableItems",
     .parameters = RECOVERABLE,
     .roles = EXCHANGE_EXPORT,
     .flags = CMDLET_RESULTS,
     .handler = cmdlet_get_recoverable},
    {.name = "Restore-RecoverableItems",
     .parameters = RECOVERABLE,
     .roles = EXCHANGE_EXPORT,
     .flags = CMDLET_RESULTS,
     .handler = cmdlet_restore_recoverable},
    CONFIGURATION("Get-RetentionPolicy", MAILBOXES_RETENTION),
    CONFIGURATION("Get-LimitsEnforcementStatus", MAILBOXES_LIMITS),
    {.name = "New-SweepRule",
     .parameters = ROWS(TEXT("Name", NEEDED | STORED), TEXT("Provider", NEEDED | STORED), TEXT("Mailbox", 0),
                        TEXT("Sender", STORED), TEXT("DestinationFolder", STORED), BOOL("KeepLatest", STORED), CONFIRM),
     .roles = RECIPIENTS,
     .handler = cmdlet_new_sweep},
    {.name = "Enable-SweepRule",
     .parameters = ROWS(IDENTITY, TEXT("Mailbox", 0), CONFIRM),
     .roles = RECIPIENTS,
     .handler = cmdlet_enable_sweep},
    {.name = "New-TransportRule",
     .parameters = ROWS(TEXT("Name", NEEDED | STORED), TEXTS("From", STORED), TEXTS("BlindCopyTo", STORED),
                        TEXTS("RedirectMessageTo", STORED), BOOL("DeleteMessage", STORED), CONFIRM),
     .roles = EXCHANGE_ORGANIZATION,
     .handler = cmdlet_new_flow_rule},
    {.name = "Enable-TransportRule",
     .parameters = ROWS(IDENTITY, CONFIRM),
     .roles = EXCHANGE_ORGANIZATION,
     .handler = cmdlet_enable_flow_rule},
    {.name = "Disable-TransportRule",
     .parameters = ROWS(IDENTITY, CONFIRM),
     .roles = EXCHANGE_ORGANIZATION,
     .flags = CMDLET_PROMPTS,
     .handler = cmdlet_disable_flow_rule},
    {.name = "Disable-SweepRule",
     .parameters = ROWS(IDENTITY, TEXT("Mailbox", 0), CONFIRM),
     .roles = RECIPIENTS,
     .flags = CMDLET_PROMPTS,
     .handler = cmdlet_disable_sweep},
    {.name = "Get-MailboxMessageConfiguration",
     .parameters = ROWS(IDENTITY),
     .roles = READERS,
     .handler = cmdlet_get_part,
     .what = MAILBOX_SIGNATURE},
    {.name = NULL},
};

const struct cmdlet *const exchange_tables[] = {mailboxes, exchange_settings_rows, rules, permissions, others, posture,
                                                NULL};

const struct cmdlet *exchange_find(const char *name)
{
    for (size_t t = 0; exchange_tables[t]; t++)
        for (const struct cmdlet *row = exchange_tables[t]; row->name; row++)
            if (!strcasecmp(row->name, name))
                return row;
    return NULL;
}

bool exchange_roles(const char *list, unsigned *roles, struct err *e)
{
    static const struct {
        const char *name;
        unsigned role;
    } names[] = {{"OrganizationManagement", EXCHANGE_ORGANIZATION},
                 {"RecipientManagement", EXCHANGE_RECIPIENTS},
                 {"ViewOnlyOrganizationManagement", EXCHANGE_VIEW},
                 {"ViewOnlyAuditLogs", EXCHANGE_AUDIT},
                 {"HygieneManagement", EXCHANGE_HYGIENE},
                 {"MailboxImportExport", EXCHANGE_EXPORT},
                 {"none", 0}};
    *roles = list ? 0 : EXCHANGE_ORGANIZATION;
    for (const char *at = list ? list : ""; *at;) {
        size_t length = strcspn(at, ","), i = 0, count = sizeof names / sizeof *names;
        while (i < count && (strlen(names[i].name) != length || strncasecmp(at, names[i].name, length) != 0))
            i++;
        if (i == count)
            return err_set(e, ERR_USAGE, "--exchange-roles: there is no role group \"%.*s\"", (int)length, at);
        *roles |= names[i].role;
        at += length + (at[length] == ',');
    }
    return true;
}
