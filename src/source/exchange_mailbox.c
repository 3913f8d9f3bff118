/* One user's mailbox: what it is, how full it is, how it is reached, what it answers, which phones synchronise with it. */
#include "api/exchange/exchange.h"
#include "base/clean.h"
#include "codec/html.h"
#include "codec/json.h"
#include "model/words.h"
#include "source/rows.h"
#include <string.h>
#include <strings.h>

#define COUNT_OF(array) (sizeof array / sizeof array[0])

static struct value *value_of(struct record *record, const char *name)
{
    return (struct value *)record_value(record, name);
}

/* --- the mailbox --- */

static enum meaning odd_where_set(const struct value *value)
{
    return value->count ? MEANS_ODD : MEANS_NOTHING;
}

static const struct field mailbox_fields[] = {
    {.name = "exchangeGuid",
     .label = "Mailbox id",
     .type = FIELD_GUID,
     .path = "ExchangeGuid",
     .flags = FIELD_REQUIRED},
    {.name = "recipientTypeDetails", .label = "Type", .path = "RecipientTypeDetails", .words = words_mailbox},
    {.name = "primarySmtpAddress", .label = "Primary address", .path = "PrimarySmtpAddress"},
    {.name = "aliases", .label = "Other addresses", .type = FIELD_TEXTS, .flags = FIELD_BESIDE},
    {.name = "hiddenFromAddressListsEnabled",
     .label = "Hidden from address lists",
     .type = FIELD_BOOL,
     .path = "HiddenFromAddressListsEnabled"},
    {.name = "forwardingAddress", .label = "Forwarding address", .path = "ForwardingAddress"},
    {.name = "forwardingSmtpAddress", .label = "Forwarding outside address", .path = "ForwardingSmtpAddress"},
    {.name = "deliverToMailboxAndForward",
     .label = "Copy kept when forwarded",
     .type = FIELD_BOOL,
     .path = "DeliverToMailboxAndForward"},
    {.name = "holds", .label = "Holds", .type = FIELD_TEXTS, .flags = FIELD_BESIDE},
    {.name = "retentionPolicy", .label = "Retention policy", .path = "RetentionPolicy"},
    {.name = "prohibitSendReceiveQuota", .label = "Quota", .type = FIELD_SIZE, .path = "ProhibitSendReceiveQuota"},
    {.name = "prohibitSendQuota", .label = "Cannot send from", .type = FIELD_SIZE, .path = "ProhibitSendQuota"},
    {.name = "issueWarningQuota", .label = "Warned from", .type = FIELD_SIZE, .path = "IssueWarningQuota"},
    {.name = "hasArchive", .label = "Archive", .type = FIELD_BOOL, .flags = FIELD_BESIDE},
    {.name = "archiveQuota", .label = "Archive quota", .type = FIELD_SIZE, .path = "ArchiveQuota"},
    {.name = "autoExpandingArchiveEnabled",
     .label = "Archive grows by itself",
     .type = FIELD_BOOL,
     .path = "AutoExpandingArchiveEnabled"},
    {.name = "grantSendOnBehalfTo",
     .label = "Send on behalf",
     .type = FIELD_TEXTS,
     .path = "GrantSendOnBehalfTo",
     .means = odd_where_set},
    {.name = "messageCopyForSentAsEnabled",
     .label = "Keeps what others send as it",
     .type = FIELD_BOOL,
     .path = "MessageCopyForSentAsEnabled"},
    {.name = "messageCopyForSendOnBehalfEnabled",
     .label = "Keeps what is sent on behalf",
     .type = FIELD_BOOL,
     .path = "MessageCopyForSendOnBehalfEnabled"},
    {.name = "isDirSynced", .label = "Synchronised", .type = FIELD_BOOL, .path = "IsDirSynced"},
    {.name = "whenMailboxCreated", .label = "Created", .type = FIELD_TIME, .path = "WhenMailboxCreated"},
};
static const struct record_kind mailbox_kind = {.name = "mailbox",
                                                .many = "mailboxes",
                                                .fields = mailbox_fields,
                                                .count = COUNT_OF(mailbox_fields),
                                                .id = 0,
                                                .title = 2,
                                                .detail = 1,
                                                .time = -1};

static struct http_request *ask_mailbox(struct reading *reading)
{
    return exchange_ask(reading, "Get-Mailbox", "Identity", NULL);
}

static const char *without_smtp(const char *address)
{
    return !strncasecmp(address, "smtp:", 5) ? address + 5 : address;
}

/* "smtp:" is an alias, "SMTP:" the primary one; the others are no addresses of mail (SIP, X500). */
static void list_aliases(struct arena *arena, const struct json *object, struct value *out)
{
    const struct json *all = json_get(object, "EmailAddresses");
    const char **texts = arena_alloc(arena, (json_count(all) + 1) * sizeof *texts);
    *out = (struct value){.known = json_kind(all) == JSON_ARRAY, .texts = texts};
    for (const struct json *one = json_first(all); one; one = json_next(one))
        if (!strncmp(json_text_or(one, ""), "smtp:", 5))
            texts[out->count++] = clean_strdup(arena, json_text(one) + 5, strlen(json_text(one) + 5));
}

/* What stands in InPlaceHolds, by how it begins (REQUESTS §2.3); what begins otherwise is an In-Place Hold. */
static const struct {
    const char *begins, *means;
} holds[] = {
    {"UniH", "eDiscovery case"},
    {"mbx", "Purview retention of mail"},
    {"skp", "Purview retention of chats"},
    {"-mbx", "Left out of a retention policy of the organisation"},
    {"", "In-Place Hold"},
};

static const char *hold_text(struct arena *arena, const char *hold)
{
    size_t i = 0;
    while (strncmp(hold, holds[i].begins, strlen(holds[i].begins)) != 0)
        i++;
    return arena_printf(arena, "%s (%s)", holds[i].means, hold);
}

static const char *litigation_text(struct arena *arena, const struct json *object)
{
    const char *date = json_text_or(json_get(object, "LitigationHoldDate"), ""),
               *owner = json_text_or(json_get(object, "LitigationHoldOwner"), ""),
               *duration = json_text_or(json_get(object, "LitigationHoldDuration"), "");
    char *text = arena_printf(arena, "Litigation hold%s%.10s%s%s%s%s", *date ? " since " : "", date,
                              *owner ? " by " : "", owner, *duration ? ", for " : "",
                              !strcasecmp(duration, "Unlimited") ? "all time" : duration);
    return clean_strdup(arena, text, strlen(text));
}

static void list_holds(struct arena *arena, const struct json *object, struct value *out)
{
    const struct json *in_place = json_get(object, "InPlaceHolds");
    const char **texts = arena_alloc(arena, (json_count(in_place) + 4) * sizeof *texts);
    *out = (struct value){.known = true, .texts = texts};
    if (json_true(json_get(object, "LitigationHoldEnabled")))
        texts[out->count++] = litigation_text(arena, object);
    for (const struct json *one = json_first(in_place); one; one = json_next(one)) {
        const char *text = json_text_or(one, "");
        texts[out->count++] = hold_text(arena, clean_strdup(arena, text, strlen(text)));
    }
    if (json_true(json_get(object, "ComplianceTagHoldApplied")))
        texts[out->count++] = "A retention label on something in it";
    if (json_true(json_get(object, "RetentionHoldEnabled")))
        texts[out->count++] = "Retention hold: its policies are suspended";
}

static bool finish_mailbox(struct reading *reading, const struct json *object, struct record *record)
{
    static const char none[] = "00000000-0000-0000-0000-000000000000";
    struct arena *arena = reading->page->arena;
    const char *archive = json_text(json_get(object, "ArchiveGuid"));
    *value_of(record, "hasArchive") = (struct value){.known = archive, .truth = archive && strcmp(archive, none) != 0};
    struct value *smtp = value_of(record, "forwardingSmtpAddress");
    if (smtp->known)
        smtp->text = without_smtp(smtp->text);
    list_aliases(arena, object, value_of(record, "aliases"));
    list_holds(arena, object, value_of(record, "holds"));
    return true;
}

/* --- how full it is --- */

static const struct field statistics_fields[] = {
    {.name = "mailboxGuid", .label = "Mailbox id", .type = FIELD_GUID, .path = "MailboxGuid", .flags = FIELD_REQUIRED},
    {.name = "totalItemSize", .label = "Used", .type = FIELD_SIZE, .path = "TotalItemSize"},
    {.name = "itemCount", .label = "Items", .type = FIELD_NUMBER, .path = "ItemCount"},
    {.name = "totalDeletedItemSize", .label = "Deleted, size", .type = FIELD_SIZE, .path = "TotalDeletedItemSize"},
    {.name = "deletedItemCount", .label = "Deleted items", .type = FIELD_NUMBER, .path = "DeletedItemCount"},
    {.name = "lastLogonTime", .label = "Last opened", .type = FIELD_TIME, .path = "LastLogonTime"},
};
static const struct record_kind statistics_kind = {.name = "mailbox size",
                                                   .many = "mailbox sizes",
                                                   .fields = statistics_fields,
                                                   .count = COUNT_OF(statistics_fields),
                                                   .id = 0,
                                                   .title = -1,
                                                   .detail = -1,
                                                   .time = -1};

static struct http_request *ask_statistics(struct reading *reading)
{
    return exchange_ask(reading, "Get-MailboxStatistics", "Identity", NULL);
}

static struct http_request *ask_archive(struct reading *reading)
{
    return exchange_ask(reading, "Get-MailboxStatistics", "Identity",
                        (const struct exchange_parameter[]){{"Archive", .raw = "true"}, {NULL}});
}

/* --- protocols --- */

static const char as_organisation[] = "as the organisation has it";

static enum meaning odd_where_on(const struct value *value)
{
    return !strcmp(value->text, "on") ? MEANS_ODD : MEANS_NOTHING;
}

static const struct field protocol_fields[] = {
    {.name = "guid", .label = "Mailbox id", .path = "Guid", .flags = FIELD_REQUIRED | FIELD_HIDDEN},
    {.name = "owaEnabled", .label = "Outlook on the web", .path = "OWAEnabled", .flags = FIELD_BESIDE},
    {.name = "mapiEnabled", .label = "Outlook (MAPI)", .path = "MAPIEnabled", .flags = FIELD_BESIDE},
    {.name = "ewsEnabled", .label = "Exchange web services", .path = "EwsEnabled", .flags = FIELD_BESIDE},
    {.name = "activeSyncEnabled", .label = "Mobile (ActiveSync)", .path = "ActiveSyncEnabled", .flags = FIELD_BESIDE},
    {.name = "imapEnabled", .label = "IMAP", .path = "ImapEnabled", .flags = FIELD_BESIDE},
    {.name = "popEnabled", .label = "POP", .path = "PopEnabled", .flags = FIELD_BESIDE},
    {.name = "smtpClientAuthentication",
     .label = "Authenticated SMTP",
     .path = "SmtpClientAuthenticationDisabled",
     .flags = FIELD_BESIDE,
     .means = odd_where_on},
};
static const struct record_kind protocol_kind = {.name = "protocols",
                                                 .many = "protocols",
                                                 .fields = protocol_fields,
                                                 .count = COUNT_OF(protocol_fields),
                                                 .id = 0,
                                                 .title = -1,
                                                 .detail = -1,
                                                 .time = -1};

static struct http_request *ask_protocols(struct reading *reading)
{
    return exchange_ask(reading, "Get-CASMailbox", "Identity", NULL);
}

/* Three states: on, off, and null, which is neither. The last one is turned round by the service. */
static bool finish_protocols(struct reading *reading, const struct json *object, struct record *record)
{
    (void)reading;
    for (size_t i = 1; i < COUNT_OF(protocol_fields); i++) {
        const struct json *from = json_get(object, protocol_fields[i].path);
        bool on = json_true(from) != (strstr(protocol_fields[i].path, "Disabled") != NULL);
        record->values[i] = (struct value){.known = from && json_kind(from) <= JSON_BOOL,
                                           .text = json_kind(from) == JSON_NULL ? as_organisation
                                                   : on                         ? "on"
                                                                                : "off"};
    }
    return true;
}

/* --- automatic replies --- */

static enum meaning odd_unless_off(const struct value *value)
{
    return strcmp(value->text, "Disabled") != 0 ? MEANS_ODD : MEANS_NOTHING;
}

static const struct field reply_fields[] = {
    {.name = "autoReplyState",
     .label = "State",
     .path = "AutoReplyState",
     .flags = FIELD_REQUIRED,
     .words = words_replies,
     .means = odd_unless_off},
    {.name = "startTime", .label = "From", .type = FIELD_TIME, .path = "StartTime"},
    {.name = "endTime", .label = "Until", .type = FIELD_TIME, .path = "EndTime"},
    {.name = "externalAudience", .label = "Outside it goes to", .path = "ExternalAudience", .words = words_audience},
    {.name = "internalMessage", .label = "Text", .path = "InternalMessage"},
    {.name = "externalMessage", .label = "Text outside", .path = "ExternalMessage"},
};
static const struct record_kind reply_kind = {.name = "automatic reply",
                                              .many = "automatic replies",
                                              .fields = reply_fields,
                                              .count = COUNT_OF(reply_fields),
                                              .id = 0,
                                              .title = 0,
                                              .detail = -1,
                                              .time = -1};

static struct http_request *ask_replies(struct reading *reading)
{
    return exchange_ask(reading, "Get-MailboxAutoReplyConfiguration", "Identity", NULL);
}

static void plain(struct arena *arena, const struct json *object, struct record *record, const char *name,
                  const char *member)
{
    const char *text = html_text(arena, json_text_or(json_get(object, member), ""));
    *value_of(record, name) = (struct value){.known = *text, .text = clean_strdup(arena, text, strlen(text))};
}

/* The service keeps times and texts that are not in force: they are not shown as if they were. */
static bool finish_replies(struct reading *reading, const struct json *object, struct record *record)
{
    const char *state = record_text(record, "autoReplyState");
    plain(reading->page->arena, object, record, "internalMessage", "InternalMessage");
    plain(reading->page->arena, object, record, "externalMessage", "ExternalMessage");
    for (size_t i = 1; i < COUNT_OF(reply_fields); i++)
        if (!strcmp(state, "Disabled") || (reply_fields[i].type == FIELD_TIME && strcmp(state, "Scheduled") != 0))
            record->values[i].known = false;
    return true;
}

/* --- phones --- */

static enum meaning odd_unless_allowed(const struct value *value)
{
    return strcmp(value->text, "Allowed") != 0 ? MEANS_ODD : MEANS_NOTHING;
}

static const struct field device_fields[] = {
    {.name = "guid",
     .label = "Partnership id",
     .type = FIELD_GUID,
     .path = "Guid",
     .flags = FIELD_REQUIRED | FIELD_HIDDEN},
    {.name = "deviceFriendlyName", .label = "Device", .path = "DeviceFriendlyName"},
    {.name = "deviceModel", .label = "Model", .path = "DeviceModel"},
    {.name = "deviceOS", .label = "System", .path = "DeviceOS"},
    {.name = "clientType", .label = "Client", .path = "ClientType"},
    {.name = "firstSyncTime", .label = "First sync", .type = FIELD_TIME, .path = "FirstSyncTime"},
    {.name = "lastSuccessSync", .label = "Last sync", .type = FIELD_TIME, .path = "LastSuccessSync"},
    {.name = "deviceAccessState", .label = "Access", .path = "DeviceAccessState", .means = odd_unless_allowed},
    {.name = "status", .label = "Status", .path = "Status"},
    {.name = "deviceId", .label = "Device id", .path = "DeviceID"},
    {.name = "deviceType", .label = "Kind", .path = "DeviceType"},
    {.name = "clientVersion", .label = "Client version", .path = "ClientVersion"},
};
static const struct record_kind device_kind = {.name = "mobile partnership",
                                               .many = "mobile partnerships",
                                               .fields = device_fields,
                                               .count = COUNT_OF(device_fields),
                                               .id = 0,
                                               .title = 1,
                                               .detail = 2,
                                               .time = 5};

static struct http_request *ask_devices(struct reading *reading)
{
    return exchange_ask(reading, "Get-MobileDeviceStatistics", "Mailbox", NULL);
}

#define OF_A_MAILBOX                                                                                                   \
    .scope = SOURCE_OF_USER, .flags = SOURCE_OPEN, .roles = READS_MAILBOXES, .phase = PHASE_STATE, .step = exchange_step

const struct source exchange_mailbox_sources[] = {
    {
        .name = "mailbox",
        .label = "The mailbox",
        .whose = EXCHANGE_WHOSE,
        .kind = &mailbox_kind,
        .cmdlets = ANY_OF("Get-Mailbox"),
        .ask = ask_mailbox,
        .finish = finish_mailbox,
        OF_A_MAILBOX,
    },
    {
        .name = "mailbox-statistics",
        .label = "The size of the mailbox",
        .kind = &statistics_kind,
        .cmdlets = ANY_OF("Get-MailboxStatistics"),
        .ask = ask_statistics,
        OF_A_MAILBOX,
    },
    {
        .name = "archive-statistics",
        .label = "The size of the archive",
        .kind = &statistics_kind,
        .cmdlets = ANY_OF("Get-MailboxStatistics"),
        .ask = ask_archive,
        OF_A_MAILBOX,
    },
    {
        .name = "mailbox-protocols",
        .label = "The protocols of the mailbox",
        .whose = EXCHANGE_WHOSE,
        .kind = &protocol_kind,
        .cmdlets = ANY_OF("Get-CASMailbox"),
        .ask = ask_protocols,
        .finish = finish_protocols,
        OF_A_MAILBOX,
    },
    {
        .name = "automatic-replies",
        .label = "The automatic replies",
        .kind = &reply_kind,
        .cmdlets = ANY_OF("Get-MailboxAutoReplyConfiguration"),
        .ask = ask_replies,
        .finish = finish_replies,
        OF_A_MAILBOX,
    },
    {
        .name = "mobile-devices",
        .label = "The phones of the mailbox",
        .kind = &device_kind,
        .cmdlets = ANY_OF("Get-MobileDeviceStatistics"),
        .ask = ask_devices,
        OF_A_MAILBOX,
    },
};
const size_t exchange_mailbox_source_count = COUNT_OF(exchange_mailbox_sources);
