/* What the admin center calls mail settings: properties of a mailbox as parameters (REQUESTS §7.10). */
#include "action/mailbox_property.h"
#include "action/rows.h"

#include <string.h>

/* --- the address lists --- */

static const struct mailbox_property hidden[] = {{.name = "HiddenFromAddressListsEnabled", .wants = "true"},
                                                 {.name = NULL}};
static const struct mailbox_property shown[] = {{.name = "HiddenFromAddressListsEnabled", .wants = "false"},
                                                {.name = NULL}};

static const struct change hide = {
    MAILBOX_PROPERTIES(hidden),
    .done =
        "Hidden from the address lists, read back; mail to the address still arrives. Outlook shows it within a day.",
    .already = "Hidden from the address lists already.",
};

static const struct change show = {
    MAILBOX_PROPERTIES(shown),
    .done = "In the address lists again, read back. Outlook shows it within a day.",
    .already = "In the address lists already.",
};

/* --- programs that reach it --- */

static const struct mailbox_property apps[] = {
    {"OWAEnabled", VALUE_SWITCH, .param = "owa"},
    {"MAPIEnabled", VALUE_SWITCH, .param = "outlook"},
    {"OneWinNativeOutlookEnabled", VALUE_SWITCH, .param = "new_outlook"},
    {"MacOutlookEnabled", VALUE_SWITCH, .param = "mac"},
    {"OutlookMobileEnabled", VALUE_SWITCH, .param = "mobile"},
    {"UniversalOutlookEnabled", VALUE_SWITCH, .param = "windows_mail"},
    {"OWAforDevicesEnabled", VALUE_SWITCH, .param = "owa_devices"},
    {"EwsEnabled", VALUE_SWITCH, .param = "ews"},
    {"ActiveSyncEnabled", VALUE_SWITCH, .param = "activesync"},
    {"ImapEnabled", VALUE_SWITCH, .param = "imap"},
    {"PopEnabled", VALUE_SWITCH, .param = "pop"},
    {"SmtpClientAuthenticationDisabled", VALUE_SHUT, .param = "smtp"},
    {.name = NULL},
};
static const struct change set_apps = {MAILBOX_PROPERTIES(apps)};

/* --- what is kept, and for how long --- */

static const struct mailbox_property copies[] = {
    {"MessageCopyForSentAsEnabled", VALUE_SWITCH, .param = "sent_as"},
    {"MessageCopyForSendOnBehalfEnabled", VALUE_SWITCH, .param = "on_behalf"},
    {.name = NULL},
};
static const struct change set_copies = {MAILBOX_PROPERTIES(copies)};

static const struct mailbox_property retention[] = {
    {"RetentionPolicy", VALUE_TEXT, .param = "policy"},
    {"RetentionHoldEnabled", VALUE_SWITCH, .param = "hold"},
    {"StartDateForRetentionHold", VALUE_TIME, .param = "hold_from"},
    {"EndDateForRetentionHold", VALUE_TIME, .param = "hold_until"},
    {"RetainDeletedItemsFor", VALUE_DAYS, .param = "deleted_days"},
    {"SingleItemRecoveryEnabled", VALUE_SWITCH, .param = "recovery"},
    {.name = NULL},
};
static const struct change set_retention = {MAILBOX_PROPERTIES(retention)};

/* --- how much --- */

static const struct mailbox_property limits[] = {
    {"IssueWarningQuota", VALUE_SIZE, .param = "warning"},
    {"ProhibitSendQuota", VALUE_SIZE, .param = "no_sending"},
    {"ProhibitSendReceiveQuota", VALUE_SIZE, .param = "full"},
    {"MaxSendSize", VALUE_SIZE, .param = "largest_sent"},
    {"MaxReceiveSize", VALUE_SIZE, .param = "largest_received"},
    {"RecipientLimits", VALUE_NUMBER, .param = "recipients"},
    {.name = NULL},
};
static const struct change set_limits = {MAILBOX_PROPERTIES(limits)};

static bool limits_good(struct param_values values, struct err *e)
{
    static const char *const sizes[] = {"warning", "no_sending", "full", "largest_sent", "largest_received"};
    double below = 0;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        const char *text = param_value_of(values, sizes[i]);
        double bytes = text ? mailbox_property_size(text) : 0;
        if (bytes < 0)
            return err_set(e, ERR_USAGE, "%s is a size: 48 GB, 49.5 GB, 35 MB", sizes[i]);
        if (text && i < 3 && bytes < below)
            return err_set(e, ERR_USAGE, "warning, no_sending and full rise in this order");
        below = text ? bytes : below;
    }
    return true;
}

/* --- who may write --- */

static const struct mailbox_property delivery[] = {
    {"AcceptMessagesOnlyFromSendersOrMembers", VALUE_WHO, .param = "only_from"},
    {"RejectMessagesFromSendersOrMembers", VALUE_WHO, .param = "not_from"},
    {"RequireSenderAuthenticationEnabled", VALUE_SWITCH, .param = "inside_only"},
    {"MailTip", VALUE_HTML, .param = "mailtip"},
    {.name = NULL},
};
static const struct change set_delivery = {MAILBOX_PROPERTIES(delivery)};

static const struct mailbox_property junk[] = {
    {"TrustedSendersAndDomains", VALUE_EDIT, .param = "trust", .removes = "untrust"},
    {"BlockedSendersAndDomains", VALUE_EDIT, .param = "block", .removes = "unblock"},
    {.name = NULL},
};
static const struct change set_junk = {MAILBOX_PROPERTIES(junk)};

/* --- priority accounts --- */

static const struct mailbox_property priority[] = {{"VIP", VALUE_SWITCH, .param = "priority"}, {.name = NULL}};
static const struct change set_priority = {
    MAILBOX_PROPERTIES(priority),
    .done = "Set, read back. Protection of priority accounts takes Defender for Office 365 Plan 2.",
};

const struct action mailbox_properties_actions[] = {
    {
        .name = "hide-from-address-list",
        .label = "Hide from address lists",
        .group = GROUP_MAIL,
        .touches = TOUCHES_MAIL,
        .flags = ACTION_BULK,
        .help = "Take the mailbox out of the address lists; mail to it still arrives.",
        .confirm = "Hide {target} from the address lists?",
        .cmdlets = CMDLETS("Get-Mailbox", "Set-Mailbox"),
        .roles = EXCHANGE_ROLES,
        .change = &hide,
        .undo = "show-in-address-list",
    },
    {
        .name = "show-in-address-list",
        .label = "Show in address lists",
        .group = GROUP_MAIL,
        .touches = TOUCHES_MAIL,
        .flags = ACTION_BULK,
        .help = "Put the mailbox into the address lists.",
        .confirm = "Show {target} in the address lists?",
        .cmdlets = CMDLETS("Get-Mailbox", "Set-Mailbox"),
        .roles = EXCHANGE_ROLES,
        .change = &show,
        .undo = "hide-from-address-list",
    },
    {
        .name = "set-mail-apps",
        .label = "Set e-mail apps",
        .group = GROUP_MAIL_ACCESS,
        .touches = TOUCHES_FORWARDING,
        .flags = ACTION_BULK,
        .help = "Say by which programs and protocols the mailbox may be opened.",
        .confirm = "Change by which programs {target} opens the mailbox?",
        .params =
            (const struct param[]){
                SWITCH_PARAM("owa", "Outlook on the web", "in a browser"),
                SWITCH_PARAM("outlook", "Outlook (MAPI)", "Outlook for Windows, the classic one"),
                SWITCH_PARAM("new_outlook", "New Outlook", "the new Outlook for Windows"),
                SWITCH_PARAM("mac", "Outlook for Mac", "the new Outlook for Mac"),
                SWITCH_PARAM("mobile", "Outlook mobile", "Outlook for iOS and Android"),
                SWITCH_PARAM("windows_mail", "Mail of Windows", "the apps Mail and Calendar of Windows 10"),
                SWITCH_PARAM("owa_devices", "OWA for devices", "the older Outlook on the web for devices"),
                TRI_PARAM("ews", "Exchange web services", "counts only where the organisation allows them"),
                SWITCH_PARAM("activesync", "Mobile (ActiveSync)", "the mail apps of telephones"),
                SWITCH_PARAM("imap", "IMAP", "mail programs that read by IMAP"),
                SWITCH_PARAM("pop", "POP", "mail programs that fetch by POP"),
                TRI_PARAM("smtp", "Authenticated SMTP", "programs and devices that send with the password"),
                PARAMS_END},
        .cmdlets = CMDLETS("Get-CASMailbox", "Set-CASMailbox"),
        .roles = EXCHANGE_ROLES,
        .prepare = mailbox_property_prepare,
        .change = &set_apps,
        .undo = "set-mail-apps",
    },
    {
        .name = "set-sent-copies",
        .label = "Keep copies of sent mail",
        .group = GROUP_MAIL_SETTINGS,
        .touches = TOUCHES_MAIL,
        .flags = ACTION_BULK,
        .help = "Keep in the mailbox what others send as it, or on its behalf.",
        .confirm = "Change which sent mail {target} keeps a copy of?",
        .params =
            (const struct param[]){SWITCH_PARAM("sent_as", "Sent as the mailbox", "what others send as the mailbox"),
                                   SWITCH_PARAM("on_behalf", "Sent on its behalf", "what others send on its behalf"),
                                   PARAMS_END},
        .cmdlets = CMDLETS("Get-Mailbox", "Set-Mailbox"),
        .roles = EXCHANGE_ROLES,
        .prepare = mailbox_property_prepare,
        .change = &set_copies,
        .undo = "set-sent-copies",
    },
    {
        .name = "set-retention",
        .label = "Set retention",
        .group = GROUP_MAIL_SETTINGS,
        .touches = TOUCHES_FORWARDING,
        .flags = ACTION_BULK,
        .help = "Choose the retention policy, pause it for a time, and say how long what is deleted can be recovered.",
        .confirm = "Change what is kept in the mailbox of {target}? A retention policy can delete mail.",
        .params =
            (const struct param[]){
                TEXT_PARAM("policy", "Retention policy", 64, "its name; empty: none"),
                SWITCH_PARAM("hold", "Policies paused",
                             "a retention hold: nothing is moved or deleted by policies meanwhile"),
                {.name = "hold_from", .label = "Paused from", .kind = PARAM_DATE_TIME, .help = "empty: at once"},
                {.name = "hold_until",
                 .label = "Paused until",
                 .kind = PARAM_DATE_TIME,
                 .help = "empty: until it is switched off"},
                NUMBER_PARAM("deleted_days", "Deleted items for days", 1,
                             30, "how long what is deleted can be recovered"),
                SWITCH_PARAM("recovery", "Single item recovery", "what the user purges stays recoverable too"),
                PARAMS_END},
        .cmdlets = CMDLETS("Get-Mailbox", "Set-Mailbox"),
        .roles = EXCHANGE_ROLES,
        .prepare = mailbox_property_prepare,
        .change = &set_retention,
        .undo = "set-retention",
    },
    {
        .name = "set-mailbox-limits",
        .label = "Set sizes and limits",
        .group = GROUP_MAIL_SETTINGS,
        .touches = TOUCHES_MAIL,
        .flags = ACTION_BULK,
        .help = "Set quotas, message sizes and the number of recipients of a message.",
        .confirm = "Change the limits of the mailbox of {target}?",
        .params =
            (const struct param[]){
                KEPT_PARAM("warning", "Warns at", 16, "a size: 48 GB; never above what the licence gives"),
                KEPT_PARAM("no_sending", "No sending at", 16, "a size, at least the one that warns"),
                KEPT_PARAM("full", "Full at", 16, "a size, at least the one that stops sending"),
                KEPT_PARAM("largest_sent", "Largest message sent",
                           16, "1 MB to 150 MB; attachments grow by a third on the way"),
                {.name = "largest_received",
                 .label = "Largest message received",
                 .kind = PARAM_TEXT,
                 .maximum = 16,
                 .never_empty = true,
                 .check = limits_good,
                 .help = "1 MB to 150 MB"},
                NUMBER_PARAM("recipients", "Recipients of a message", 1, 1000, "at most"),
                PARAMS_END},
        .cmdlets = CMDLETS("Get-Mailbox", "Set-Mailbox"),
        .roles = EXCHANGE_ROLES,
        .prepare = mailbox_property_prepare,
        .change = &set_limits,
        .undo = "set-mailbox-limits",
    },
    {
        .name = "set-delivery",
        .label = "Set who may write",
        .group = GROUP_MAIL_SETTINGS,
        .touches = TOUCHES_FORWARDING,
        .flags = ACTION_BULK,
        .help = "Say who may send to the mailbox, and what senders are told before they do.",
        .confirm = "Change who may write to {target}?",
        .params =
            (const struct param[]){
                LIST_PARAM("only_from", "Only from",
                           "addresses of people and groups of the organisation, the whole list; empty: from everybody"),
                LIST_PARAM("not_from", "Not from", "the same; empty: nobody is refused"),
                SWITCH_PARAM("inside_only", "From inside alone", "senders outside the organisation are refused"),
                TEXT_PARAM("mailtip", "MailTip", 255, "up to 175 characters that senders see; empty: none"),
                PARAMS_END},
        .cmdlets = CMDLETS("Get-Mailbox", "Set-Mailbox"),
        .roles = EXCHANGE_ROLES,
        .prepare = mailbox_property_prepare,
        .change = &set_delivery,
        .undo = "set-delivery",
    },
    {
        .name = "set-safe-senders",
        .label = "Set safe and blocked senders",
        .group = GROUP_MAIL_SETTINGS,
        .touches = TOUCHES_MAIL,
        .flags = ACTION_BULK,
        .help = "Add senders and domains to the lists of the junk mail filter, or take them out.",
        .confirm = "Change safe and blocked senders of {target}?",
        .params =
            (const struct param[]){
                LIST_PARAM("trust", "Trust",
                           "addresses and domains that are never junk; not those of the organisation itself"),
                LIST_PARAM("untrust", "Trust no more", "as they are listed"),
                LIST_PARAM("block", "Block", "addresses and domains that are always junk"),
                LIST_PARAM("unblock", "Block no more", "as they are listed"), PARAMS_END},
        .cmdlets = CMDLETS("Get-MailboxJunkEmailConfiguration", "Set-MailboxJunkEmailConfiguration"),
        .roles = EXCHANGE_ROLES,
        .prepare = mailbox_property_prepare,
        .change = &set_junk,
        .undo = "set-safe-senders",
    },
    {
        .name = "set-priority-account",
        .label = "Set priority account",
        .group = GROUP_MAIL_SETTINGS,
        .touches = TOUCHES_MAIL,
        .flags = ACTION_BULK,
        .help = "Mark the user as a priority account, or take the mark away.",
        .confirm = "Change whether {target} is a priority account?",
        .params = (const struct param[]){{.name = "priority",
                                          .label = "Priority account",
                                          .kind = PARAM_CHOICE,
                                          .required = true,
                                          .choices = (const char *const[]){"on", "off", NULL},
                                          .help = "on or off"},
                                         PARAMS_END},
        .cmdlets = CMDLETS("Get-User", "Set-User"),
        .roles = EXCHANGE_ROLES,
        .prepare = mailbox_property_prepare,
        .change = &set_priority,
        .undo = "set-priority-account",
    },
    {.name = NULL},
};
