/* All cmdlets: what they take, who may call them, who answers. */
#include "tenant/exchange/exchange_handlers.h"

#include <string.h>
#include <strings.h>

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})
#define ROWS(...) ((const struct parameter[]){__VA_ARGS__, PARAMETER_END})
#define NEEDED    PARAMETER_NEEDED
#define STORED    PARAMETER_STORED
#define CLEAR     (PARAMETER_STORED | PARAMETER_NULL)

#define RECIPIENTS (EXCHANGE_ORGANIZATION | EXCHANGE_RECIPIENTS)
#define READERS    (RECIPIENTS | EXCHANGE_VIEW)
#define IDENTITY   PARAMETER_IDENTITY
#define CONFIRM    PARAMETER_CONFIRM
#define TEXT(name, flags)                                                                                              \
    {                                                                                                                  \
        name, PARAMETER_TEXT, flags, NULL, 0                                                                           \
    }
#define ADDRESS(name, flags)                                                                                           \
    {                                                                                                                  \
        name, PARAMETER_TEXT, (flags) | PARAMETER_ADDRESS, NULL, 0                                                     \
    }
#define BOOL(name, flags)                                                                                              \
    {                                                                                                                  \
        name, PARAMETER_BOOL, flags, NULL, 0                                                                           \
    }
#define TEXTS(name, flags)                                                                                             \
    {                                                                                                                  \
        name, PARAMETER_TEXTS, flags, NULL, 0                                                                          \
    }
#define DATE(name, flags)                                                                                              \
    {                                                                                                                  \
        name, PARAMETER_DATE, flags, NULL, 0                                                                           \
    }
#define SIZE(name)                                                                                                     \
    {                                                                                                                  \
        name, PARAMETER_SIZE, STORED, NULL, 0                                                                          \
    }
#define CHOICE(name, flags, values)                                                                                    \
    {                                                                                                                  \
        name, PARAMETER_CHOICE, flags, values, 0                                                                       \
    }
#define CHOICES(name, flags, values)                                                                                   \
    {                                                                                                                  \
        name, PARAMETER_CHOICES, flags, values, 0                                                                      \
    }
#define NUMBER(name, most)                                                                                             \
    {                                                                                                                  \
        name, PARAMETER_NUMBER, 0, NULL, most                                                                          \
    }

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
static const char *const scopes[] = {"All", "Calendar", "Inbox", "SentItems", NULL};

#define HASH (PARAMETER_HASHTABLE)

static const struct cmdlet mailboxes[] = {
    {"Get-Mailbox",
     ROWS({"Identity", PARAMETER_TEXT, 0, NULL, 0}, PARAMETER_RESULT_SIZE, CHOICES("RecipientTypeDetails", 0, kinds)),
     READERS, CMDLET_RESULTS, cmdlet_get_mailbox, 0},
    {"Set-Mailbox",
     ROWS(IDENTITY, CHOICE("Type", 0, types), TEXT("ForwardingAddress", CLEAR), ADDRESS("ForwardingSmtpAddress", CLEAR),
          BOOL("DeliverToMailboxAndForward", STORED), BOOL("HiddenFromAddressListsEnabled", STORED | PARAMETER_ONPREM),
          TEXTS("GrantSendOnBehalfTo", HASH | PARAMETER_NULL), TEXTS("EmailAddresses", HASH | PARAMETER_ONPREM),
          BOOL("LitigationHoldEnabled", 0), TEXT("LitigationHoldDuration", STORED), TEXT("LitigationHoldOwner", STORED),
          BOOL("RetentionHoldEnabled", STORED), TEXT("RetentionPolicy", CLEAR),
          BOOL("MessageCopyForSentAsEnabled", STORED), BOOL("MessageCopyForSendOnBehalfEnabled", STORED),
          BOOL("AuditEnabled", STORED), TEXT("AuditLogAgeLimit", STORED), TEXTS("AuditOwner", STORED | HASH),
          TEXTS("AuditDelegate", STORED | HASH), TEXTS("AuditAdmin", STORED | HASH),
          BOOL("SingleItemRecoveryEnabled", STORED), TEXT("RetainDeletedItemsFor", STORED), SIZE("ProhibitSendQuota"),
          SIZE("ProhibitSendReceiveQuota"), SIZE("IssueWarningQuota"), SIZE("MaxSendSize"), SIZE("MaxReceiveSize"),
          BOOL("Force", 0), CONFIRM),
     RECIPIENTS, 0, cmdlet_set_mailbox, 0},
    {"Enable-Mailbox", ROWS(IDENTITY, BOOL("Archive", 0), BOOL("AutoExpandingArchive", 0), CONFIRM), RECIPIENTS, 0,
     cmdlet_enable_mailbox, 0},
    {"Disable-Mailbox", ROWS(IDENTITY, BOOL("Archive", 0), CONFIRM), RECIPIENTS, CMDLET_PROMPTS, cmdlet_disable_mailbox,
     0},
    {"Get-MailboxStatistics", ROWS(IDENTITY, BOOL("Archive", 0)), READERS, 0, cmdlet_get_statistics, 0},
    {"Get-MailboxFolderStatistics", ROWS(IDENTITY, CHOICE("FolderScope", 0, scopes)), READERS, 0,
     cmdlet_get_folder_statistics, 0},
    {.name = NULL},
};

static const struct cmdlet settings[] = {
    {"Get-CASMailbox", ROWS(IDENTITY), READERS, 0, cmdlet_get_part, MAILBOX_PROTOCOLS},
    {"Set-CASMailbox",
     ROWS(IDENTITY, BOOL("ActiveSyncEnabled", STORED), BOOL("OWAEnabled", STORED), BOOL("OWAforDevicesEnabled", STORED),
          BOOL("MAPIEnabled", STORED), BOOL("EwsEnabled", CLEAR), BOOL("ImapEnabled", STORED),
          BOOL("PopEnabled", STORED), BOOL("SmtpClientAuthenticationDisabled", CLEAR),
          BOOL("UniversalOutlookEnabled", STORED), BOOL("OneWinNativeOutlookEnabled", STORED),
          TEXTS("ActiveSyncBlockedDeviceIDs", CLEAR | HASH), TEXTS("ActiveSyncAllowedDeviceIDs", CLEAR | HASH),
          CONFIRM),
     RECIPIENTS, 0, cmdlet_set_part, MAILBOX_PROTOCOLS},
    {"Get-MailboxAutoReplyConfiguration", ROWS(IDENTITY), READERS, 0, cmdlet_get_part, MAILBOX_REPLIES},
    {"Set-MailboxAutoReplyConfiguration",
     ROWS(IDENTITY, CHOICE("AutoReplyState", STORED, LIST("Enabled", "Disabled", "Scheduled")),
          TEXT("InternalMessage", CLEAR), TEXT("ExternalMessage", CLEAR),
          CHOICE("ExternalAudience", STORED, LIST("None", "Known", "All")), DATE("StartTime", STORED),
          DATE("EndTime", STORED), BOOL("CreateOOFEvent", STORED), TEXT("OOFEventSubject", CLEAR),
          BOOL("AutoDeclineFutureRequestsWhenOOF", STORED), BOOL("DeclineEventsForScheduledOOF", STORED),
          BOOL("DeclineAllEventsForScheduledOOF", STORED), TEXT("DeclineMeetingMessage", CLEAR), CONFIRM),
     RECIPIENTS, 0, cmdlet_set_replies, MAILBOX_REPLIES},
    {"Get-MailboxJunkEmailConfiguration", ROWS(IDENTITY), READERS, 0, cmdlet_get_part, MAILBOX_JUNK},
    {"Set-MailboxJunkEmailConfiguration",
     ROWS(IDENTITY, BOOL("Enabled", STORED), BOOL("TrustedListsOnly", STORED), BOOL("ContactsTrusted", STORED),
          TEXTS("TrustedSendersAndDomains", CLEAR | HASH), TEXTS("BlockedSendersAndDomains", CLEAR | HASH),
          TEXTS("TrustedRecipientsAndDomains", CLEAR | HASH), CONFIRM),
     RECIPIENTS, 0, cmdlet_set_part, MAILBOX_JUNK},
    {.name = NULL},
};

#define RULE ROWS(IDENTITY, TEXT("Mailbox", 0), BOOL("Force", 0), BOOL("AlwaysDeleteOutlookRulesBlob", 0), CONFIRM)

static const struct cmdlet rules[] = {
    /* not for View-Only Organization Management */
    {"Get-InboxRule",
     ROWS({"Identity", PARAMETER_TEXT, 0, NULL, 0}, TEXT("Mailbox", 0), BOOL("IncludeHidden", 0),
          PARAMETER_RESULT_SIZE),
     RECIPIENTS, CMDLET_RESULTS, cmdlet_get_rules, 0},
    {"New-InboxRule",
     ROWS(TEXT("Name", NEEDED | STORED), TEXT("Mailbox", 0), TEXTS("From", STORED),
          TEXTS("SubjectContainsWords", STORED), TEXTS("SubjectOrBodyContainsWords", STORED),
          TEXTS("BodyContainsWords", STORED), TEXTS("FromAddressContainsWords", STORED), TEXTS("ForwardTo", STORED),
          TEXTS("ForwardAsAttachmentTo", STORED), TEXTS("RedirectTo", STORED), BOOL("DeleteMessage", STORED),
          BOOL("SoftDeleteMessage", STORED), TEXT("MoveToFolder", STORED), TEXT("CopyToFolder", STORED),
          BOOL("MarkAsRead", STORED), BOOL("StopProcessingRules", STORED), BOOL("Force", 0),
          BOOL("AlwaysDeleteOutlookRulesBlob", 0), CONFIRM),
     RECIPIENTS, 0, cmdlet_new_rule, 0},
    {"Enable-InboxRule", RULE, RECIPIENTS, 0, cmdlet_enable_rule, 0},
    {"Disable-InboxRule", RULE, RECIPIENTS, CMDLET_PROMPTS, cmdlet_disable_rule, 0},
    {"Remove-InboxRule", RULE, RECIPIENTS, CMDLET_PROMPTS, cmdlet_remove_rule, 0},
    {.name = NULL},
};

static const struct cmdlet permissions[] = {
    {"Get-MailboxPermission", ROWS(IDENTITY, TEXT("User", 0), PARAMETER_RESULT_SIZE), READERS, CMDLET_RESULTS,
     cmdlet_get_permissions, 0},
    {"Add-MailboxPermission",
     ROWS(IDENTITY, TEXT("User", NEEDED), CHOICES("AccessRights", NEEDED, mailbox_rights),
          CHOICE("InheritanceType", 0, inheritance), BOOL("AutoMapping", 0), BOOL("Deny", 0), CONFIRM),
     RECIPIENTS, 0, cmdlet_add_permission, 0},
    {"Remove-MailboxPermission",
     ROWS(IDENTITY, TEXT("User", NEEDED), CHOICES("AccessRights", NEEDED, mailbox_rights),
          CHOICE("InheritanceType", 0, inheritance), BOOL("Deny", 0), CONFIRM),
     RECIPIENTS, CMDLET_PROMPTS, cmdlet_remove_permission, 0},
    {"Get-RecipientPermission", ROWS(IDENTITY, TEXT("Trustee", 0), PARAMETER_RESULT_SIZE), READERS, CMDLET_RESULTS,
     cmdlet_get_trustees, 0},
    {"Add-RecipientPermission",
     ROWS(IDENTITY, TEXT("Trustee", NEEDED), CHOICES("AccessRights", NEEDED, LIST("SendAs")), CONFIRM), RECIPIENTS,
     CMDLET_PROMPTS, cmdlet_add_trustee, 0},
    {"Remove-RecipientPermission",
     ROWS(IDENTITY, TEXT("Trustee", NEEDED), CHOICES("AccessRights", NEEDED, LIST("SendAs")), CONFIRM), RECIPIENTS,
     CMDLET_PROMPTS, cmdlet_remove_trustee, 0},
    {"Get-MailboxFolderPermission", ROWS(IDENTITY), READERS, 0, cmdlet_get_folder_permissions, 0},
    {"Add-MailboxFolderPermission",
     ROWS(IDENTITY, TEXT("User", NEEDED), CHOICES("AccessRights", NEEDED, folder_rights),
          BOOL("SendNotificationToUser", 0), CHOICE("SharingPermissionFlags", 0, sharing_flags), CONFIRM),
     RECIPIENTS, 0, cmdlet_add_folder_permission, 0},
    {"Set-MailboxFolderPermission",
     ROWS(IDENTITY, TEXT("User", NEEDED), CHOICES("AccessRights", NEEDED, folder_rights),
          BOOL("SendNotificationToUser", 0), CHOICE("SharingPermissionFlags", 0, sharing_flags), CONFIRM),
     RECIPIENTS, 0, cmdlet_set_folder_permission, 0},
    {"Remove-MailboxFolderPermission", ROWS(IDENTITY, TEXT("User", NEEDED), CONFIRM), RECIPIENTS, CMDLET_PROMPTS,
     cmdlet_remove_folder_permission, 0},
    {.name = NULL},
};

#define AUDITORS (EXCHANGE_ORGANIZATION | EXCHANGE_AUDIT)
#define SENDERS  (EXCHANGE_ORGANIZATION | EXCHANGE_HYGIENE)
#define MEMBER   ROWS(IDENTITY, TEXT("Member", NEEDED), BOOL("BypassSecurityGroupManagerCheck", 0), CONFIRM)

static const struct cmdlet others[] = {
    {"Get-MobileDevice", ROWS(TEXT("Mailbox", NEEDED)), READERS, 0, cmdlet_get_devices, 0},
    {"Get-MobileDeviceStatistics", ROWS(TEXT("Mailbox", NEEDED)), READERS, 0, cmdlet_get_devices, 0},
    {"Remove-MobileDevice", ROWS(IDENTITY, CONFIRM), RECIPIENTS, CMDLET_PROMPTS, cmdlet_remove_device, 0},
    {"Get-OrganizationConfig", ROWS(PARAMETER_END), READERS, 0, cmdlet_get_organization, 0},
    {"Get-AdminAuditLogConfig", ROWS(PARAMETER_END), READERS | EXCHANGE_AUDIT, 0, cmdlet_get_audit_config, 0},
    {"Get-BlockedSenderAddress", ROWS(ADDRESS("SenderAddress", 0)), SENDERS | EXCHANGE_VIEW, 0, cmdlet_get_blocked, 0},
    {"Remove-BlockedSenderAddress", ROWS(ADDRESS("SenderAddress", NEEDED), TEXT("Reason", 0), CONFIRM), SENDERS,
     CMDLET_PROMPTS, cmdlet_remove_blocked, 0},
    {"Get-MessageTraceV2",
     ROWS(ADDRESS("SenderAddress", 0), ADDRESS("RecipientAddress", 0), DATE("StartDate", 0), DATE("EndDate", 0),
          NUMBER("ResultSize", 5000), TEXT("StartingRecipientAddress", 0), TEXT("Status", 0)),
     READERS | EXCHANGE_HYGIENE, 0, cmdlet_get_trace, 0},
    {"Search-UnifiedAuditLog",
     ROWS(DATE("StartDate", NEEDED), DATE("EndDate", NEEDED), TEXTS("Operations", 0), TEXTS("UserIds", 0),
          TEXTS("ObjectIds", 0), TEXTS("IPAddresses", 0), TEXT("RecordType", 0), TEXT("FreeText", 0),
          BOOL("Formatted", 0), TEXT("SessionId", 0),
          CHOICE("SessionCommand", 0, LIST("ReturnLargeSet", "ReturnNextPreviewPage")), NUMBER("ResultSize", 5000)),
     AUDITORS, 0, cmdlet_search_audit, 0},
    {"Get-DistributionGroup", ROWS({"Identity", PARAMETER_TEXT, 0, NULL, 0}, PARAMETER_RESULT_SIZE), READERS,
     CMDLET_RESULTS, cmdlet_get_group, 0},
    {"Get-DistributionGroupMember", ROWS(IDENTITY, PARAMETER_RESULT_SIZE), READERS, CMDLET_RESULTS, cmdlet_get_members,
     0},
    {"Add-DistributionGroupMember", MEMBER, RECIPIENTS, 0, cmdlet_add_member, 0},
    {"Remove-DistributionGroupMember", MEMBER, RECIPIENTS, CMDLET_PROMPTS, cmdlet_remove_member, 0},
    {"Get-Recipient", ROWS({"Identity", PARAMETER_TEXT, 0, NULL, 0}, PARAMETER_RESULT_SIZE), READERS, CMDLET_RESULTS,
     cmdlet_get_recipient, 0},
    {.name = NULL},
};

#define CONFIGURATION(name, record)                                                                                    \
    {                                                                                                                  \
        name, ROWS(PARAMETER_END), EXCHANGE_ORGANIZATION | EXCHANGE_VIEW, 0, cmdlet_get_record, record                 \
    }

/* What research reads beside the mailbox itself. */
static const struct cmdlet posture[] = {
    CONFIGURATION("Get-TransportRule", MAILBOXES_TRANSPORT_RULES),
    CONFIGURATION("Get-InboundConnector", MAILBOXES_INBOUND),
    CONFIGURATION("Get-OutboundConnector", MAILBOXES_OUTBOUND),
    CONFIGURATION("Get-RemoteDomain", MAILBOXES_REMOTE_DOMAINS),
    CONFIGURATION("Get-JournalRule", MAILBOXES_JOURNAL_RULES),
    CONFIGURATION("Get-AcceptedDomain", MAILBOXES_ACCEPTED_DOMAINS),
    CONFIGURATION("Get-TransportConfig", MAILBOXES_TRANSPORT),
    {"Get-MailboxAuditBypassAssociation", ROWS({"Identity", PARAMETER_TEXT, 0, NULL, 0}, PARAMETER_RESULT_SIZE),
     READERS, CMDLET_RESULTS, cmdlet_get_bypass, 0},
    {"Set-MailboxAuditBypassAssociation", ROWS(IDENTITY, BOOL("AuditBypassEnabled", NEEDED), CONFIRM), RECIPIENTS, 0,
     cmdlet_set_bypass, 0},
    {"Get-SweepRule", ROWS(TEXT("Mailbox", 0)), RECIPIENTS, 0, cmdlet_get_sweeps, 0},
    {"Disable-SweepRule", ROWS(IDENTITY, TEXT("Mailbox", 0), CONFIRM), RECIPIENTS, CMDLET_PROMPTS, cmdlet_disable_sweep,
     0},
    {"Get-MailboxMessageConfiguration", ROWS(IDENTITY), READERS, 0, cmdlet_get_part, MAILBOX_SIGNATURE},
    {.name = NULL},
};

const struct cmdlet *const exchange_tables[] = {mailboxes, settings, rules, permissions, others, posture, NULL};

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
    } names[] = {{"OrganizationManagement", EXCHANGE_ORGANIZATION}, {"RecipientManagement", EXCHANGE_RECIPIENTS},
                 {"ViewOnlyOrganizationManagement", EXCHANGE_VIEW}, {"ViewOnlyAuditLogs", EXCHANGE_AUDIT},
                 {"HygieneManagement", EXCHANGE_HYGIENE},           {"none", 0}};
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
