/* What a mailbox holds before anybody wrote to it, made up from its user's dice. */
#include "tenant/state/mailbox.h"

#include "base/clock.h"
#include <stdio.h>
#include <string.h>

#define DAY     INT64_C(86400000)
#define GB      (1024.0 * 1024 * 1024)
#define NO_GUID "00000000-0000-0000-0000-000000000000"

enum salt {
    KIND,
    SIZE,
    COUNT,
    ARCHIVE,
    FORWARD,
    HOLD,
    REPLY,
    PROTOCOL,
    DELEGATE,
    BEHALF,
    SENDER,
    FOLDER,
    JUNK,
    HIDDEN,
    MEETING,
    DELETED
};

enum mailbox_kind mailbox_seed_kind(const struct mailbox *mailbox)
{
    static const enum mailbox_kind kinds[] = {MAILBOX_SHARED, MAILBOX_SHARED, MAILBOX_SHARED, MAILBOX_SHARED,
                                              MAILBOX_SHARED, MAILBOX_SHARED, MAILBOX_ROOM,   MAILBOX_EQUIPMENT};
    if (mailbox->user.seed.guest || !*mailbox->user.seed.mail || mailbox->user.seed.licence_count)
        return MAILBOX_NONE;
    if (mailbox->user.seed.traits) /* the named ones are what their row says */
        return mailbox->user.seed.traits & TRAIT_SHARED ? MAILBOX_SHARED : MAILBOX_NONE;
    return kinds[mailbox_dice(mailbox, KIND) % 8];
}

/* The address of a colleague who has a mailbox; "" when there is none near. */
static void colleague(const struct tenant *tenant, const struct mailbox *mailbox, unsigned salt, char out[SEED_TEXT])
{
    struct seed_user other;
    const struct seed_people *people = store_people(tenant->store);
    uint32_t number = mailbox_dice(mailbox, salt) % people->seeded;
    out[0] = '\0';
    for (int tries = 0; tries < 16; tries++, number = (number + 1) % people->seeded) {
        if (number == mailbox->number)
            continue;
        seed_user(people, number, &other);
        if (other.guest || seed_is_added(&other) || !*other.mail || !other.licence_count)
            continue;
        snprintf(out, SEED_TEXT, "%s", other.mail);
        return;
    }
}

static void set_date(struct json *object, const char *name, int64_t ms)
{
    char date[CLOCK_TEXT];
    json_set_text(object, name, ms ? clock_format(ms, date) : NULL);
}

static void set_size(struct json *object, const char *name, double bytes)
{
    char text[64];
    json_set_text(object, name, mailbox_size_text(bytes, text));
}

static void seed_forwarding(const struct tenant *tenant, const struct mailbox *mailbox, struct json *settings)
{
    char other[SEED_TEXT];
    bool taken = mailbox->user.seed.traits & TRAIT_AT_RISK;
    unsigned dice = taken ? 2 : mailbox_dice(mailbox, FORWARD) % 64;
    colleague(tenant, mailbox, FORWARD, other);
    json_set_text(settings, "ForwardingAddress", dice == 1 && *other ? other : NULL);
    json_set_text(settings, "ForwardingSmtpAddress", dice == 2 ? "smtp:archive4471@mailbox.example" : NULL);
    json_set_bool(settings, "DeliverToMailboxAndForward", dice == 2);
}

static void seed_holds(const struct mailbox *mailbox, struct json *settings)
{
    static const char *const holds[] = {"UniH5b8f4c1a-2d3e-4f5a-9b6c-7d8e9f0a1b2c", "mbx9696959295989491900:1",
                                        "skp127d7cf1076947929bf136b7a2a8c36f:3", "-mbxcfb30d5e0a0c4d0fa1d6a2f3b4c5d6e7",
                                        "cld7a1c4f0b2e3d4c5b8a9f0e1d2c3b4a59"};
    unsigned dice = mailbox_dice(mailbox, HOLD);
    bool held = mailbox->plan == MAILBOX_PLAN_2 && dice % 24 == 0;
    struct json *list = json_new_array();
    if (dice / 32 % 12 == 0)
        json_push(list, json_new_text(holds[dice / 512 % 5]));
    json_set(settings, "InPlaceHolds", list);
    json_set_bool(settings, "LitigationHoldEnabled", held);
    set_date(settings, "LitigationHoldDate", held ? mailbox->user.seed.created + 90 * DAY : 0);
    json_set_text(settings, "LitigationHoldDuration", "Unlimited");
    json_set_text(settings, "LitigationHoldOwner", held ? "admin@" SEED_DOMAIN : "");
    json_set_bool(settings, "ComplianceTagHoldApplied", dice / 4096 % 50 == 0);
    json_set_bool(settings, "RetentionHoldEnabled", false);
    json_set_text(settings, "RetentionPolicy", "Default MRM Policy");
    json_set_text(settings, "RetentionComment", "");
    json_set_text(settings, "RetentionUrl", "");
    json_set_text(settings, "StartDateForRetentionHold", NULL);
    json_set_text(settings, "EndDateForRetentionHold", NULL);
}

static void seed_archive(const struct mailbox *mailbox, struct json *settings)
{
    bool archive = mailbox->plan >= MAILBOX_PLAN_1 && mailbox_dice(mailbox, ARCHIVE) % 4 == 0;
    char guid[GUID_TEXT], name[SEED_TEXT + 32];
    snprintf(guid, sizeof guid, "%.8s%.28s", mailbox->guid, mailbox->id + 8);
    snprintf(name, sizeof name, "In-Place Archive -%s", mailbox->name);
    struct json *names = json_new_array();
    if (archive)
        json_push(names, json_new_text(name));
    json_set_text(settings, "ArchiveGuid", archive ? guid : NO_GUID);
    json_set_text(settings, "DisabledArchiveGuid", NO_GUID);
    json_set_text(settings, "ArchiveStatus", archive ? "Active" : "None");
    json_set(settings, "ArchiveName", names);
    json_set_bool(settings, "AutoExpandingArchiveEnabled", archive && mailbox_dice(mailbox, ARCHIVE) % 16 == 0);
}

static void seed_quota(const struct mailbox *mailbox, struct json *settings)
{
    enum mailbox_plan plan = mailbox_first_plan(
        mailbox); /* what is kept must not tell which licence there was meanwhile */
    double most = plan == MAILBOX_PLAN_2 ? 100 * GB : plan == MAILBOX_KIOSK ? 2 * GB : 50 * GB;
    set_size(settings, "ProhibitSendReceiveQuota", most);
    set_size(settings, "ProhibitSendQuota", most * 0.99);
    set_size(settings, "IssueWarningQuota", most * 0.98);
    set_size(settings, "RecoverableItemsQuota", 30 * GB);
    set_size(settings, "ArchiveQuota", 100 * GB);
    set_size(settings, "ArchiveWarningQuota", 90 * GB);
    json_set_text(settings, "MaxSendSize", "35 MB (36,700,160 bytes)");
    json_set_text(settings, "MaxReceiveSize", "36 MB (37,748,736 bytes)");
    json_set_text(settings, "RecipientLimits", "500");
    json_set(settings, "AcceptMessagesOnlyFromSendersOrMembers", json_new_array());
    json_set(settings, "RejectMessagesFromSendersOrMembers", json_new_array());
    json_set_bool(settings, "RequireSenderAuthenticationEnabled", false);
    json_set_text(settings, "MailTip", NULL);
}

static void seed_audit(struct json *settings)
{
    static const char *const owner[] = {
        "Update",           "MoveToDeletedItems",       "SoftDelete",  "HardDelete",        "UpdateFolderPermissions",
        "UpdateInboxRules", "UpdateCalendarDelegation", "ApplyRecord", "MailItemsAccessed", "Send"};
    static const char *const names[] = {"AuditOwner", "AuditDelegate", "AuditAdmin"};
    for (size_t n = 0; n < 3; n++) {
        struct json *list = json_new_array();
        for (size_t i = 0; i < sizeof owner / sizeof *owner; i++)
            json_push(list, json_new_text(owner[i]));
        json_set(settings, names[n], list);
    }
    json_set_bool(settings, "AuditEnabled", true);
    json_set_text(settings, "AuditLogAgeLimit", "90.00:00:00");
    json_set_bool(settings, "DefaultAuditSet", true);
    json_set_bool(settings, "SingleItemRecoveryEnabled", true);
    json_set_text(settings, "RetainDeletedItemsFor", "14.00:00:00");
}

static struct json *settings(const struct tenant *tenant, const struct mailbox *mailbox)
{
    struct json *object = json_new_object(), *behalf = json_new_array();
    char other[SEED_TEXT];
    colleague(tenant, mailbox, BEHALF, other);
    if (mailbox_dice(mailbox, BEHALF) % 12 == 0 && *other)
        json_push(behalf, json_new_text(other));
    json_set_text(object, "RecipientTypeDetails", mailbox_kind_name(mailbox->kind));
    seed_forwarding(tenant, mailbox, object);
    seed_holds(mailbox, object);
    seed_archive(mailbox, object);
    seed_quota(mailbox, object);
    seed_audit(object);
    json_set(object, "GrantSendOnBehalfTo", behalf);
    json_set_bool(object, "HiddenFromAddressListsEnabled", mailbox_dice(mailbox, HIDDEN) % 16 == 0);
    json_set_bool(object, "MessageCopyForSentAsEnabled", mailbox->kind == MAILBOX_SHARED);
    json_set_bool(object, "MessageCopyForSendOnBehalfEnabled", mailbox->kind == MAILBOX_SHARED);
    return object;
}

static struct json *protocols(const struct tenant *tenant, const struct mailbox *mailbox)
{
    static const char *const always[] = {"ActiveSyncEnabled",       "OWAEnabled",
                                         "OWAforDevicesEnabled",    "MAPIEnabled",
                                         "UniversalOutlookEnabled", "OneWinNativeOutlookEnabled",
                                         "OutlookMobileEnabled",    "MacOutlookEnabled"};
    unsigned dice = mailbox_dice(mailbox, PROTOCOL);
    struct json *object = json_new_object();
    (void)tenant;
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        json_set_bool(object, always[i], true);
    json_set_bool(object, "ImapEnabled", dice % 3 != 0);
    json_set_bool(object, "PopEnabled", dice % 3 != 0);
    json_set(object, "EwsEnabled", dice / 8 % 4 ? json_new_null() : json_new_bool(true));
    json_set(object, "SmtpClientAuthenticationDisabled",
             dice / 64 % 3 ? json_new_null() : json_new_bool(dice / 512 % 2));
    json_set(object, "ActiveSyncBlockedDeviceIDs", json_new_array());
    json_set(object, "ActiveSyncAllowedDeviceIDs", json_new_array());
    return object;
}

/* As Exchange keeps texts and dates (REQUESTS §7.3); exchange_settings.c does the same to what is written. */
#define FRAMED(text) "<html>\n<body>\n" text "\n</body>\n</html>\n"

static struct json *replies(const struct tenant *tenant, const struct mailbox *mailbox)
{
    static const char *const states[] = {"Enabled", "Scheduled", "Disabled", "Disabled"};
    unsigned dice = mailbox_dice(mailbox, REPLY) % 12;
    int64_t today = store_people(tenant->store)->today;
    const char *state = states[dice > 3 ? 3 : dice];
    bool away = strcmp(state, "Disabled") != 0;
    char date[CLOCK_TEXT + 16];
    struct json *object = json_new_object();
    json_set_text(object, "AutoReplyState", state);
    json_set_text(object, "ExternalAudience", dice == 0 ? "Known" : "All");
    json_set_text(object, "InternalMessage", away ? FRAMED("I am away and read mail again next week.") : "");
    json_set_text(object, "ExternalMessage", away ? FRAMED("Thank you for your message. I am away.") : "");
    clock_format(today + 8 * 3600000, date);
    date[strlen("2026-01-01T08:00:00")] = '\0';
    json_set_text(object, "StartTime", date);
    clock_format(today + 8 * DAY, date);
    snprintf(date + strlen("2026-01-01T08:00:00"), 10, ".0000000Z");
    json_set_text(object, "EndTime", date);
    json_set_bool(object, "CreateOOFEvent", false);
    json_set_text(object, "OOFEventSubject", "");
    json_set_bool(object, "AutoDeclineFutureRequestsWhenOOF", false);
    json_set_bool(object, "DeclineEventsForScheduledOOF", false);
    json_set_bool(object, "DeclineAllEventsForScheduledOOF", false);
    json_set_text(object, "DeclineMeetingMessage", "");
    return object;
}

static struct json *junk(const struct tenant *tenant, const struct mailbox *mailbox)
{
    struct json *object = json_new_object(), *trusted = json_new_array(), *blocked = json_new_array();
    unsigned dice = mailbox_dice(mailbox, JUNK);
    (void)tenant;
    if (dice % 3 == 0)
        json_push(trusted, json_new_text("partner.example"));
    if (dice / 4 % 5 == 0)
        json_push(blocked, json_new_text("newsletter@offers.example"));
    json_set_bool(object, "Enabled", true);
    json_set_bool(object, "TrustedListsOnly", false);
    json_set_bool(object, "ContactsTrusted", false);
    json_set(object, "TrustedSendersAndDomains", trusted);
    json_set(object, "BlockedSendersAndDomains", blocked);
    json_set(object, "TrustedRecipientsAndDomains", json_new_array());
    return object;
}

static struct json *rights(const char *first, const char *second)
{
    struct json *list = json_new_array();
    json_push(list, json_new_text(first));
    if (second)
        json_push(list, json_new_text(second));
    return list;
}

static void push_permission(struct json *list, const char *user, bool inherited, struct json *access)
{
    struct json *row = json_new_object();
    json_set_text(row, "User", user);
    json_set(row, "AccessRights", access);
    json_set_bool(row, "IsInherited", inherited);
    json_set_bool(row, "Deny", false);
    json_set_text(row, "InheritanceType", "All");
    json_push(list, row);
}

static struct json *permissions(const struct tenant *tenant, const struct mailbox *mailbox)
{
    char other[SEED_TEXT];
    struct json *list = json_new_array();
    push_permission(list, "NT AUTHORITY\\SELF", false, rights("FullAccess", "ReadPermission"));
    colleague(tenant, mailbox, DELEGATE, other);
    if (*other && (mailbox_seed_kind(mailbox) == MAILBOX_SHARED || mailbox_dice(mailbox, DELEGATE) % 16 == 0))
        push_permission(list, other, false, rights("FullAccess", NULL));
    return list;
}

static void push_trustee(struct json *list, const char *trustee)
{
    struct json *row = json_new_object();
    json_set_text(row, "Trustee", trustee);
    json_set_text(row, "AccessControlType", "Allow");
    json_set(row, "AccessRights", rights("SendAs", NULL));
    json_set_bool(row, "IsInherited", false);
    json_set_text(row, "InheritanceType", "None");
    json_push(list, row);
}

static struct json *send_as(const struct tenant *tenant, const struct mailbox *mailbox)
{
    char other[SEED_TEXT];
    struct json *list = json_new_array();
    push_trustee(list, "NT AUTHORITY\\SELF");
    colleague(tenant, mailbox, SENDER, other);
    if (*other && (mailbox_seed_kind(mailbox) == MAILBOX_SHARED || mailbox_dice(mailbox, SENDER) % 24 == 0))
        push_trustee(list, other);
    return list;
}

static void push_folder_permission(struct json *list, const char *user, const char *right)
{
    struct json *row = json_new_object();
    json_set_text(row, "User", user);
    json_set(row, "AccessRights", rights(right, NULL));
    json_set_text(row, "SharingPermissionFlags", NULL);
    json_push(list, row);
}

static struct json *folders(const struct tenant *tenant, const struct mailbox *mailbox)
{
    static const char *const paths[] = {"\\", "\\Inbox", "\\Sent Items", "\\Calendar", "\\Contacts"};
    char other[SEED_TEXT];
    struct json *all = json_new_object();
    colleague(tenant, mailbox, FOLDER, other);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        bool calendar = !strcmp(paths[i], "\\Calendar");
        struct json *list = json_new_array();
        push_folder_permission(list, "Default", calendar ? "AvailabilityOnly" : "None");
        push_folder_permission(list, "Anonymous", "None");
        if (calendar && *other && mailbox_dice(mailbox, FOLDER) % 8 == 0)
            push_folder_permission(list, other, "Editor");
        if (i < 2 && *other && mailbox->user.seed.traits & TRAIT_AT_RISK) /* who came in reads along from now on */
            push_folder_permission(list, other, "Reviewer");
        json_set(all, paths[i], list);
    }
    return all;
}

/* Most are small; some are past what a shared mailbox may hold without a licence. */
static struct json *content(const struct tenant *tenant, const struct mailbox *mailbox)
{
    unsigned dice = mailbox_dice(mailbox, SIZE);
    enum mailbox_plan plan = mailbox_first_plan(mailbox);
    double most = plan == MAILBOX_KIOSK ? 2 * GB : plan == MAILBOX_PLAN_2 && dice % 8 == 0 ? 96 * GB : 46 * GB;
    double share = (double)(dice / 8 % 1000) / 1000;
    struct json *object = json_new_object();
    (void)tenant;
    json_set_number(object, "Bytes", (double)(int64_t)(most * share * (dice % 8 ? share : 1)) + 4096);
    json_set_number(object, "Items", mailbox_dice(mailbox, COUNT) % 90000);
    json_set_number(object, "DeletedBytes", mailbox_dice(mailbox, COUNT + 100));
    json_set_number(object, "DeletedItems", mailbox_dice(mailbox, COUNT + 101) % 4000);
    json_set_number(object, "ArchiveBytes", (double)mailbox_dice(mailbox, COUNT + 102) * 8);
    json_set_number(object, "ArchiveItems", mailbox_dice(mailbox, COUNT + 103) % 60000);
    return object;
}

static struct json *nothing(const struct tenant *tenant, const struct mailbox *mailbox)
{
    (void)tenant, (void)mailbox;
    return json_new_array();
}

static struct json *signature(const struct tenant *tenant, const struct mailbox *mailbox)
{
    char text[SEED_TEXT + 32];
    struct json *object = json_new_object();
    (void)tenant;
    snprintf(text, sizeof text, "Kind regards,\r\n%s", mailbox->name);
    json_set_bool(object, "AutoAddSignature", mailbox_dice(mailbox, JUNK + 50) % 2);
    json_set_text(object, "SignatureText", text);
    json_set_text(object, "SignatureHtml", "");
    return object;
}

/* Some within days, one more than two years away: beyond what is cancelled by default. */
static struct json *meetings(const struct tenant *tenant, const struct mailbox *mailbox)
{
    static const char *const subjects[] = {"Weekly", "Budget", "Handover", "Anniversary"};
    static const int days[] = {2, 30, 300, 800};
    struct json *list = json_new_array();
    size_t count = mailbox->kind == MAILBOX_USER ? 1 + mailbox_dice(mailbox, MEETING) % 4 : 0;
    for (size_t i = 0; i < count; i++) {
        struct json *meeting = json_new_object();
        json_set_text(meeting, "Subject", subjects[i]);
        set_date(meeting, "Start", store_people(tenant->store)->today + days[i] * DAY);
        json_push(list, meeting);
    }
    return list;
}

static struct json *deleted(const struct tenant *tenant, const struct mailbox *mailbox)
{
    static const char *const subjects[] = {"Invoice 4711", "Minutes", "Re: Minutes"},
                             *const folders[] = {"Deleted Items\\Inbox", "Recoverable Items\\Deletions",
                                                 "Recoverable Items\\Deletions"};
    struct json *list = json_new_array();
    for (size_t i = 0; i < mailbox_dice(mailbox, DELETED) % 4; i++) {
        struct json *item = json_new_object();
        json_set_text(item, "Subject", subjects[i]);
        json_set_text(item, "ItemClass", "IPM.Note");
        json_set_text(item, "SourceFolder", folders[i]);
        set_date(item, "LastModifiedTime", store_people(tenant->store)->today - (int64_t)(i + 1) * DAY);
        json_push(list, item);
    }
    return list;
}

struct json *mailbox_seed(const struct tenant *tenant, const struct mailbox *mailbox, enum mailbox_part part)
{
    static struct json *(*const seeds[MAILBOX_PARTS])(const struct tenant *, const struct mailbox *) = {
        [MAILBOX_SETTINGS] = settings,
        [MAILBOX_PROTOCOLS] = protocols,
        [MAILBOX_REPLIES] = replies,
        [MAILBOX_JUNK] = junk,
        [MAILBOX_RULES] = mailbox_seed_rules,
        [MAILBOX_PERMISSIONS] = permissions,
        [MAILBOX_SEND_AS] = send_as,
        [MAILBOX_FOLDERS] = folders,
        [MAILBOX_DEVICES] = mailbox_seed_devices,
        [MAILBOX_CONTENT] = content,
        [MAILBOX_SWEEPS] = nothing,
        [MAILBOX_SIGNATURE] = signature,
        [MAILBOX_DELETED] = deleted,
        [MAILBOX_ADDINS] = nothing,
        [MAILBOX_MEETINGS] = meetings,
        [MAILBOX_REGION] = mailbox_seed_region,
        [MAILBOX_HOURS] = mailbox_seed_hours,
        [MAILBOX_BOOKING] = mailbox_seed_booking,
        [MAILBOX_PERSON] = mailbox_seed_person,
    };
    struct json *seeded = seeds[part](tenant, mailbox);
    return seed_is_added(&mailbox->user.seed) ? mailbox_quiet(part, seeded) : seeded;
}
