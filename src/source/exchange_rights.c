/* Who else has a hand in one user's mailbox: rights on it and on its folders, its rules, and whether it may send. */
#include "api/exchange/exchange.h"
#include "base/clean.h"
#include "codec/json.h"
#include "source/rows.h"
#include <string.h>
#include <strings.h>

#define COUNT_OF(array) (sizeof array / sizeof array[0])

static enum meaning odd(const struct value *value)
{
    (void)value;
    return MEANS_ODD;
}

/* --- the whole of it --- */

static const struct field permission_fields[] = {
    {.name = "user", .label = "Who", .path = "User", .flags = FIELD_REQUIRED},
    {.name = "accessRights", .label = "Rights", .type = FIELD_TEXTS, .path = "AccessRights"},
    {.name = "inheritanceType", .label = "Reaches", .path = "InheritanceType"},
};
static const struct record_kind permission_kind = {.name = "mailbox permission",
                                                   .many = "mailbox permissions",
                                                   .fields = permission_fields,
                                                   .count = COUNT_OF(permission_fields),
                                                   .id = 0,
                                                   .title = 0,
                                                   .detail = 1,
                                                   .time = -1};

static const struct field trustee_fields[] = {
    {.name = "trustee", .label = "Who", .path = "Trustee", .flags = FIELD_REQUIRED},
    {.name = "accessRights", .label = "Rights", .type = FIELD_TEXTS, .path = "AccessRights"},
};
static const struct record_kind trustee_kind = {.name = "right to send as",
                                                .many = "rights to send as",
                                                .fields = trustee_fields,
                                                .count = COUNT_OF(trustee_fields),
                                                .id = 0,
                                                .title = 0,
                                                .detail = -1,
                                                .time = -1};

static struct http_request *ask_permissions(struct reading *reading)
{
    return exchange_ask(reading, "Get-MailboxPermission", "Identity",
                        (const struct exchange_parameter[]){{"ResultSize", .text = "Unlimited"}, {NULL}});
}

static struct http_request *ask_trustees(struct reading *reading)
{
    return exchange_ask(reading, "Get-RecipientPermission", "Identity",
                        (const struct exchange_parameter[]){{"ResultSize", .text = "Unlimited"}, {NULL}});
}

/* The mailbox itself, what servers pass down and what is denied give nobody a hand in it. */
static bool is_given(struct reading *reading, const struct json *object, struct record *record)
{
    (void)reading;
    return strcasecmp(record_text_at(record, record->kind->id), "NT AUTHORITY\\SELF") != 0 &&
           !json_true(json_get(object, "IsInherited")) && !json_true(json_get(object, "Deny")) &&
           strcasecmp(json_text_or(json_get(object, "AccessControlType"), ""), "Deny") != 0;
}

/* --- folders --- */

static const struct field folder_fields[] = {
    {.name = "folder", .label = "Folder", .flags = FIELD_BESIDE},
    {.name = "user", .label = "Who", .path = "User", .flags = FIELD_REQUIRED},
    {.name = "accessRights", .label = "Rights", .type = FIELD_TEXTS, .path = "AccessRights"},
    {.name = "sharingPermissionFlags", .label = "Delegate", .path = "SharingPermissionFlags"},
    {.name = "notice", .label = "Notice", .flags = FIELD_BESIDE, .means = odd},
};
static const struct record_kind folder_kind = {.name = "folder permission",
                                               .many = "folder permissions",
                                               .fields = folder_fields,
                                               .count = COUNT_OF(folder_fields),
                                               .id = 1,
                                               .title = 1,
                                               .detail = 0,
                                               .time = -1};

/* The folder's type, as its name is in the mailbox's language (REQUESTS §7.6). */
static const char *folder_of(const struct reading *reading)
{
    return !strcmp(reading->source->name, "inbox-rights") ? "Inbox" : "Calendar";
}

static struct http_request *ask_folders(struct reading *reading)
{
    return exchange_ask(reading, "Get-MailboxFolderStatistics", "Identity",
                        (const struct exchange_parameter[]){{"FolderScope", .text = folder_of(reading)}, {NULL}});
}

static struct http_request *ask_rights(struct reading *reading, const struct json *folders)
{
    const struct json *one = json_first(folders);
    while (one && strcmp(json_text_or(json_get(one, "FolderType"), ""), folder_of(reading)) != 0)
        one = json_next(one);
    const char *id = json_text(json_get(one, "FolderId"));
    if (!id)
        return NULL;
    const char *identity = arena_printf(reading->arena, "%s:%s", reading->subject, id);
    return exchange_invoke(reading->arena, reading->endpoints, "Get-MailboxFolderPermission", reading->name,
                           (const struct exchange_parameter[]){{"Identity", .text = identity}, {NULL}});
}

static enum source_step folder_step(struct reading *reading, const struct http_reply *reply)
{
    return exchange_second(reading, reply, ask_rights);
}

static bool shows_little(const char *right)
{
    return !strcmp(right, "AvailabilityOnly") || !strcmp(right, "LimitedDetails");
}

/* Who has no right is nobody. */
static bool finish_folder(struct reading *reading, const struct json *object, struct record *record)
{
    const struct value *rights = record_value(record, "accessRights");
    const char *user = record_text(record, "user"), *right = rights->known && rights->count ? rights->texts[0] : "";
    (void)object;
    record_set_text(record, "folder", folder_of(reading));
    if (!strcmp(user, "Default") && !shows_little(right))
        record_set_text(record, "notice", "everybody in the organisation");
    else if (!strcmp(user, "Anonymous"))
        record_set_text(record, "notice", "anybody outside");
    return strcmp(right, "None") != 0;
}

/* --- inbox rules --- */

static const struct field rule_fields[] = {
    {.name = "identity", .label = "Identity", .path = "Identity", .flags = FIELD_REQUIRED},
    {.name = "name", .label = "Name", .path = "Name"},
    {.name = "rule", .label = "Number", .flags = FIELD_BESIDE},
    {.name = "enabled", .label = "On", .type = FIELD_BOOL, .path = "Enabled"},
    {.name = "priority", .label = "Order", .type = FIELD_NUMBER, .path = "Priority"},
    {.name = "from", .label = "From", .type = FIELD_TEXTS, .path = "From"},
    {.name = "fromAddressContainsWords",
     .label = "Address has",
     .type = FIELD_TEXTS,
     .path = "FromAddressContainsWords"},
    {.name = "subjectContainsWords", .label = "Subject has", .type = FIELD_TEXTS, .path = "SubjectContainsWords"},
    {.name = "subjectOrBodyContainsWords",
     .label = "Subject or text has",
     .type = FIELD_TEXTS,
     .path = "SubjectOrBodyContainsWords"},
    {.name = "bodyContainsWords", .label = "Text has", .type = FIELD_TEXTS, .path = "BodyContainsWords"},
    {.name = "otherConditions", .label = "Other conditions", .type = FIELD_BOOL, .flags = FIELD_BESIDE},
    {.name = "forwardTo", .label = "Forwards to", .type = FIELD_TEXTS, .path = "ForwardTo"},
    {.name = "forwardAsAttachmentTo",
     .label = "Forwards as attachment to",
     .type = FIELD_TEXTS,
     .path = "ForwardAsAttachmentTo"},
    {.name = "redirectTo", .label = "Redirects to", .type = FIELD_TEXTS, .path = "RedirectTo"},
    {.name = "deleteMessage", .label = "Deletes", .type = FIELD_BOOL, .path = "DeleteMessage"},
    {.name = "softDeleteMessage", .label = "Deletes softly", .type = FIELD_BOOL, .path = "SoftDeleteMessage"},
    {.name = "moveToFolder", .label = "Moves to", .path = "MoveToFolder"},
    {.name = "copyToFolder", .label = "Copies to", .path = "CopyToFolder"},
    {.name = "markAsRead", .label = "Marks as read", .type = FIELD_BOOL, .path = "MarkAsRead"},
    {.name = "stopProcessingRules", .label = "Stops", .type = FIELD_BOOL, .path = "StopProcessingRules"},
    {.name = "inError", .label = "In error", .type = FIELD_BOOL, .path = "InError"},
    {.name = "description", .label = "Description", .path = "Description"},
};
static const struct record_kind rule_kind = {.name = "inbox rule",
                                             .many = "inbox rules",
                                             .fields = rule_fields,
                                             .count = COUNT_OF(rule_fields),
                                             .id = 0,
                                             .title = 1,
                                             .detail = 0,
                                             .time = -1};

static struct http_request *ask_rules(struct reading *reading)
{
    return exchange_ask(reading, "Get-InboxRule", "Mailbox",
                        (const struct exchange_parameter[]){
                            {"IncludeHidden", .raw = "true"}, {"ResultSize", .text = "Unlimited"}, {NULL}});
}

/* Whether the rule looks at something that has no field here; not known where the service does not say. */
static struct value other_conditions(const struct json *object)
{
    static const char *const others[] = {"FlaggedForAction",
                                         "FromSubscription",
                                         "HasAttachment",
                                         "HasClassification",
                                         "HeaderContainsWords",
                                         "MessageTypeMatches",
                                         "MyNameInCcBox",
                                         "MyNameInToBox",
                                         "MyNameInToOrCcBox",
                                         "MyNameNotInToBox",
                                         "ReceivedAfterDate",
                                         "ReceivedBeforeDate",
                                         "RecipientAddressContainsWords",
                                         "SentOnlyToMe",
                                         "SentTo",
                                         "WithImportance",
                                         "WithinSizeRangeMaximum",
                                         "WithinSizeRangeMinimum",
                                         "WithSensitivity"};
    struct value value = {.known = false};
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        const struct json *one = json_get(object, others[i]);
        value.known |= one != NULL;
        value.truth |= json_true(one) || json_count(one) || (json_text(one) && *json_text(one));
    }
    return value;
}

/* Those that Exchange keeps for itself are nobody's. The number stands in the identity ("alias\\number"): it is larger than JSON's. */
static bool finish_rule(struct reading *reading, const struct json *object, struct record *record)
{
    const char *identity = record_text(record, "identity"), *slash = strrchr(identity, '\\');
    (void)reading;
    *(struct value *)record_value(record, "otherConditions") = other_conditions(object);
    record_set_text(record, "rule", slash ? slash + 1 : identity);
    return !exchange_own_rule(record_text(record, "name"));
}

/* --- blocked from sending --- */

static enum meaning bad(const struct value *value)
{
    (void)value;
    return MEANS_BAD;
}

static const struct field blocked_fields[] = {
    {.name = "senderAddress",
     .label = "Blocked from sending",
     .path = "SenderAddress",
     .flags = FIELD_REQUIRED,
     .means = bad},
    {.name = "createdDateTime", .label = "Since", .type = FIELD_TIME, .path = "CreatedDatetime", .means = bad},
    {.name = "reason", .label = "Why", .path = "Reason"},
};
static const struct record_kind blocked_kind = {.name = "blocked sender",
                                                .many = "blocked senders",
                                                .fields = blocked_fields,
                                                .count = COUNT_OF(blocked_fields),
                                                .id = 0,
                                                .title = 0,
                                                .detail = 2,
                                                .time = 1};

static struct http_request *ask_whose(struct reading *reading)
{
    return exchange_ask(reading, "Get-Mailbox", "Identity", NULL);
}

/* Who is blocked is listed by the address that mail is sent from, which need not be the sign-in name. */
static struct http_request *ask_blocked(struct reading *reading, const struct json *mailboxes)
{
    const char *address = json_text(json_get(json_first(mailboxes), "PrimarySmtpAddress"));
    reading->own = address ? arena_strdup(reading->arena, address) : NULL;
    return address ? exchange_invoke(reading->arena, reading->endpoints, "Get-BlockedSenderAddress", reading->name,
                                     (const struct exchange_parameter[]){{"SenderAddress", .text = address}, {NULL}})
                   : NULL;
}

static bool is_blocked(struct reading *reading, const struct json *object, struct record *record)
{
    (void)object;
    return !reading->own || !strcasecmp(record_text(record, "senderAddress"), reading->own) ||
           decode_stranger(reading, record);
}

static enum source_step blocked_step(struct reading *reading, const struct http_reply *reply)
{
    return exchange_second(reading, reply, ask_blocked);
}

#define OF_A_MAILBOX .scope = SOURCE_OF_USER, .flags = SOURCE_OPEN, .phase = PHASE_STATE

const struct source exchange_rights_sources[] = {
    {
        .name = "mailbox-permissions",
        .label = "Who may open the mailbox",
        .kind = &permission_kind,
        .cmdlets = ANY_OF("Get-MailboxPermission"),
        .roles = READS_MAILBOXES,
        .ask = ask_permissions,
        .finish = is_given,
        .step = exchange_step,
        OF_A_MAILBOX,
    },
    {
        .name = "send-as",
        .label = "Who may send as the user",
        .kind = &trustee_kind,
        .cmdlets = ANY_OF("Get-RecipientPermission"),
        .roles = READS_MAILBOXES,
        .ask = ask_trustees,
        .finish = is_given,
        .step = exchange_step,
        OF_A_MAILBOX,
    },
    {
        .name = "calendar-rights",
        .label = "The rights on the calendar",
        .kind = &folder_kind,
        .cmdlets = ANY_OF("Get-MailboxFolderStatistics", "Get-MailboxFolderPermission"),
        .roles = READS_MAILBOXES,
        .ask = ask_folders,
        .finish = finish_folder,
        .step = folder_step,
        OF_A_MAILBOX,
    },
    {
        .name = "inbox-rights",
        .label = "The rights on the inbox",
        .kind = &folder_kind,
        .cmdlets = ANY_OF("Get-MailboxFolderStatistics", "Get-MailboxFolderPermission"),
        .roles = READS_MAILBOXES,
        .ask = ask_folders,
        .finish = finish_folder,
        .step = folder_step,
        OF_A_MAILBOX,
    },
    {
        .name = "inbox-rules",
        .label = "The inbox rules",
        .kind = &rule_kind,
        .cmdlets = ANY_OF("Get-InboxRule"),
        .roles = READS_RULES,
        .ask = ask_rules,
        .finish = finish_rule,
        .step = exchange_step,
        OF_A_MAILBOX,
    },
    {
        .name = "blocked-sender",
        .label = "Whether the user is blocked from sending",
        .kind = &blocked_kind,
        .cmdlets = ANY_OF("Get-Mailbox", "Get-BlockedSenderAddress"),
        .roles = ANY_OF("Exchange Administrator", "Global Reader"),
        .ask = ask_whose,
        .finish = is_blocked,
        .step = blocked_step,
        OF_A_MAILBOX,
    },
};
const size_t exchange_rights_source_count = COUNT_OF(exchange_rights_sources);
