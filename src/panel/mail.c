/* Mail: the mailbox, how full it is, where its mail goes, and who else has a hand in it. */
#include "panel/mail.h"

#include "base/arena.h"
#include "panel/rows.h"

static const struct record *first_of(const struct panel_reading *reading)
{
    return reading->page && reading->page->count ? reading->page->records : NULL;
}

/* --- how full it is --- */

static enum meaning odd_when_full(const struct value *value)
{
    return value->number >= 100 ? MEANS_BAD : value->number >= 90 ? MEANS_ODD : MEANS_NOTHING;
}

enum {
    SHARE,
    SIZE,
    QUOTA,
    NO_SENDING,
    WARNED,
    ITEMS,
    DELETED_SIZE,
    DELETED_ITEMS,
    LAST_LOGON,
    ARCHIVE,
    ARCHIVE_SHARE,
    ARCHIVE_SIZE,
    ARCHIVE_QUOTA,
    ARCHIVE_ITEMS,
    ARCHIVE_GROWS,
    USAGE_FIELDS
};

static const struct field usage_fields[USAGE_FIELDS] = {
    [SHARE] = {.name = "used", .label = "Used", .type = FIELD_PERCENT, .means = odd_when_full},
    [SIZE] = {.name = "totalItemSize", .label = "Size", .type = FIELD_SIZE},
    [QUOTA] = {.name = "prohibitSendReceiveQuota", .label = "Quota", .type = FIELD_SIZE},
    [NO_SENDING] = {.name = "prohibitSendQuota", .label = "Cannot send from", .type = FIELD_SIZE},
    [WARNED] = {.name = "issueWarningQuota", .label = "Warned from", .type = FIELD_SIZE},
    [ITEMS] = {.name = "itemCount", .label = "Items", .type = FIELD_NUMBER},
    [DELETED_SIZE] = {.name = "totalDeletedItemSize", .label = "Recoverable, size", .type = FIELD_SIZE},
    [DELETED_ITEMS] = {.name = "deletedItemCount", .label = "Recoverable items", .type = FIELD_NUMBER},
    [LAST_LOGON] = {.name = "lastLogonTime", .label = "Last opened", .type = FIELD_TIME},
    [ARCHIVE] = {.name = "hasArchive", .label = "Archive", .type = FIELD_BOOL},
    [ARCHIVE_SHARE] = {.name = "archiveUsed", .label = "Archive used", .type = FIELD_PERCENT, .means = odd_when_full},
    [ARCHIVE_SIZE] = {.name = "archiveSize", .label = "Archive size", .type = FIELD_SIZE},
    [ARCHIVE_QUOTA] = {.name = "archiveQuota", .label = "Archive quota", .type = FIELD_SIZE},
    [ARCHIVE_ITEMS] = {.name = "archiveItemCount", .label = "Archive items", .type = FIELD_NUMBER},
    [ARCHIVE_GROWS] = {.name = "autoExpandingArchiveEnabled", .label = "Archive grows by itself", .type = FIELD_BOOL},
};
static const struct record_kind usage_kind = {.name = "mailbox usage",
                                              .many = "mailbox usages",
                                              .fields = usage_fields,
                                              .count = USAGE_FIELDS,
                                              .id = SHARE,
                                              .title = -1,
                                              .detail = -1,
                                              .time = -1};

static void copy_fields(struct record *to, size_t first, size_t end, const struct record *from)
{
    for (size_t i = first; from && i < end; i++) {
        const struct value *value = record_value(from, to->kind->fields[i].name);
        if (value->known)
            to->values[i] = *value;
    }
}

static struct record_page *make_usage(const struct part_input *input)
{
    const struct record *size = first_of(input->from[0]), *mailbox = first_of(input->from[1]),
                        *archive = first_of(input->from[2]);
    struct record_page *page = record_page_new(&usage_kind);
    if (!size && !archive)
        return page;
    struct record *usage = record_page_add(page);
    copy_fields(usage, SIZE, USAGE_FIELDS, mailbox);
    copy_fields(usage, SIZE, ARCHIVE, size);
    if (archive) {
        usage->values[ARCHIVE_SIZE] = *record_value(archive, "totalItemSize");
        usage->values[ARCHIVE_ITEMS] = *record_value(archive, "itemCount");
    }
    if (!record_true(usage, "hasArchive"))
        usage->values[ARCHIVE_QUOTA].known = usage->values[ARCHIVE_GROWS].known = false;
    usage->values[SHARE] = value_share(&usage->values[SIZE], &usage->values[QUOTA]);
    usage->values[ARCHIVE_SHARE] = value_share(&usage->values[ARCHIVE_SIZE], &usage->values[ARCHIVE_QUOTA]);
    return page;
}

/* --- where its mail goes --- */

static const char inside[] = "inside", outside[] = "outside", nowhere[] = "not known";

static enum meaning bad_when_outside(const struct value *value)
{
    return value->text == outside ? MEANS_BAD : value->text == nowhere ? MEANS_ODD : MEANS_NOTHING;
}

static const struct field forwarding_fields[] = {
    {.name = "forwarded", .label = "Forwarded", .type = FIELD_BOOL},
    {.name = "to", .label = "To"},
    {.name = "leads", .label = "That is", .means = bad_when_outside},
    {.name = "deliverToMailboxAndForward", .label = "A copy is kept", .type = FIELD_BOOL},
    {.name = "ignored", .label = "Set beside, without effect"},
};
static const struct record_kind forwarding_kind = {.name = "forwarding",
                                                   .many = "forwardings",
                                                   .fields = forwarding_fields,
                                                   .count = COUNT_OF(forwarding_fields),
                                                   .id = 1,
                                                   .title = 1,
                                                   .detail = -1,
                                                   .time = -1};

/* Where both addresses are set, the recipient of the organisation wins (REQUESTS §7.4). */
static struct record_page *make_forwarding(const struct part_input *input)
{
    static const char *const leads[] = {
        [MAIL_INSIDE] = inside, [MAIL_OUTSIDE] = outside, [MAIL_NOWHERE_KNOWN] = nowhere};
    const struct record *mailbox = first_of(input->from[0]);
    struct record_page *page = record_page_new(&forwarding_kind);
    if (!mailbox)
        return page;
    struct record *record = record_page_add(page);
    const char *recipient = record_text(mailbox, "forwardingAddress"),
               *smtp = record_text(mailbox, "forwardingSmtpAddress"), *to = *recipient ? recipient : smtp;
    record->values[0] = (struct value){.known = true, .truth = *to};
    if (!*to)
        return page;
    record_set_text(record, "to", to);
    record_set_text(record, "leads", leads[mail_leads(to, input->from[1])]);
    record->values[3] = *record_value(mailbox, "deliverToMailboxAndForward");
    record_set_text(record, "ignored", *recipient && *smtp ? smtp : NULL);
    return page;
}

/* --- one record for each text of a list --- */

static const struct field hold_fields[] = {{.name = "hold", .label = "Hold"}},
                          behalf_fields[] = {{.name = "user", .label = "Who"}};
static const struct record_kind hold_kind = {.name = "hold",
                                             .many = "holds",
                                             .fields = hold_fields,
                                             .count = 1,
                                             .id = 0,
                                             .title = 0,
                                             .detail = -1,
                                             .time = -1},
                                behalf_kind = {.name = "right to send on behalf",
                                               .many = "rights to send on behalf",
                                               .fields = behalf_fields,
                                               .count = 1,
                                               .id = 0,
                                               .title = 0,
                                               .detail = -1,
                                               .time = -1};

static struct record_page *each_of(const struct part_input *input, const char *field, const struct record_kind *kind)
{
    const struct record *mailbox = first_of(input->from[0]);
    struct record_page *page = record_page_new(kind);
    const struct value *list = mailbox ? record_value(mailbox, field) : NULL;
    for (size_t i = 0; list && list->known && i < list->count; i++)
        record_set_text(record_page_add(page), kind->fields[0].name, list->texts[i]);
    return page;
}

static struct record_page *make_holds(const struct part_input *input)
{
    return each_of(input, "holds", &hold_kind);
}

static struct record_page *make_behalf(const struct part_input *input)
{
    return each_of(input, "grantSendOnBehalfTo", &behalf_kind);
}

static const struct row_action
    rule_actions[] = {{"disable-inbox-rule", "rule", "rule", "enabled", true},
                      {"enable-inbox-rule", "rule", "rule", "enabled", false},
                      {.action = "delete-inbox-rule", .param = "rule", .field = "rule"},
                      {.action = NULL}},
    access_actions[] = {{.action = "remove-full-access", .param = "user", .field = "user"}, {.action = NULL}},
    behalf_actions[] = {{.action = "remove-send-on-behalf", .param = "user", .field = "user"}, {.action = NULL}},
    calendar_actions[] = {{.action = "remove-folder-permission", .param = "user", .field = "user"}, {.action = NULL}},
    trustee_actions[] = {{.action = "remove-send-as", .param = "user", .field = "trustee"}, {.action = NULL}};

static const struct part parts[] = {
    {.title = "Sending", .sources = {"blocked-sender"}, .none = "Not blocked for outbound spam.", .with = "mailbox"},
    {.title = "Mailbox",
     .sources = {"mailbox"},
     .fields = FIELDS("recipientTypeDetails", "primarySmtpAddress", "aliases", "hiddenFromAddressListsEnabled",
                      "retentionPolicy", "messageCopyForSentAsEnabled", "messageCopyForSendOnBehalfEnabled",
                      "isDirSynced", "whenMailboxCreated"),
     .none = "No mailbox in Exchange Online."},
    {.title = "Usage",
     .sources = {"mailbox-statistics", "mailbox", "archive-statistics"},
     .make = make_usage,
     .kind = &usage_kind,
     .none = "Nobody has opened the mailbox yet.",
     .with = "mailbox"},
    {.title = "Forwarding",
     .sources = {"mailbox", "accepted-domains"},
     .make = make_forwarding,
     .kind = &forwarding_kind,
     .with = "mailbox"},
    {.title = "Automatic replies", .sources = {"automatic-replies"}, .none = "Off.", .with = "mailbox"},
    {.title = "Inbox rules",
     .sources = {"inbox-rules", "accepted-domains"},
     .form = PART_LIST,
     .fields = FIELDS("name", "enabled", "notice", "does", "when"),
     .make = mail_rule_records,
     .kind = &mail_rule_kind,
     .actions = rule_actions,
     .none = "No rule, hidden ones included.",
     .with = "mailbox"},
    {.title = "Full access",
     .sources = {"mailbox-permissions"},
     .form = PART_LIST,
     .fields = FIELDS("user", "accessRights"),
     .actions = access_actions,
     .none = "Nobody else.",
     .with = "mailbox"},
    {.title = "Send as",
     .sources = {"send-as"},
     .form = PART_LIST,
     .fields = FIELDS("trustee"),
     .actions = trustee_actions,
     .none = "Nobody else.",
     .with = "mailbox"},
    {.title = "Send on behalf",
     .sources = {"mailbox"},
     .form = PART_LIST,
     .make = make_behalf,
     .kind = &behalf_kind,
     .actions = behalf_actions,
     .none = "Nobody else.",
     .with = "mailbox"},
    {.title = "Rights on the calendar",
     .sources = {"calendar-rights"},
     .form = PART_LIST,
     .fields = FIELDS("user", "accessRights", "sharingPermissionFlags", "notice"),
     .actions = calendar_actions,
     .none = "Nobody but the owner.",
     .with = "mailbox"},
    {.title = "Rights on the inbox",
     .sources = {"inbox-rights"},
     .form = PART_LIST,
     .fields = FIELDS("user", "accessRights", "notice"),
     .none = "Nobody but the owner.",
     .with = "mailbox"},
    {.title = "Holds",
     .sources = {"mailbox"},
     .form = PART_LIST,
     .make = make_holds,
     .kind = &hold_kind,
     .none = "None.",
     .with = "mailbox"},
    {.title = "Protocols", .sources = {"mailbox-protocols"}, .with = "mailbox"},
    {.title = "Phones",
     .sources = {"mobile-devices"},
     .form = PART_LIST,
     .fields = FIELDS("deviceFriendlyName", "deviceOS", "clientType", "firstSyncTime", "lastSuccessSync",
                      "deviceAccessState"),
     .none = "No phone synchronises with it.",
     .with = "mailbox"},
};
const struct panel panel_mail = {.name = "mail", .label = "Mail", .parts = parts, .count = COUNT_OF(parts)};
