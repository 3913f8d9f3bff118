/* Reading mailboxes: Get-Mailbox, sizes, folders. */
#include "tenant/exchange/exchange_handlers.h"

#include "base/clock.h"
#include <string.h>
#include <strings.h>

#define NO_GUID "00000000-0000-0000-0000-000000000000"

bool exchange_has_archive(const struct json *settings)
{
    return strcmp(json_text_or(json_get(settings, "ArchiveGuid"), NO_GUID), NO_GUID) != 0;
}

/* The directory's addresses, with at least the primary one. */
static struct json *addresses(const struct mailbox *mailbox)
{
    const struct property *row = property_find("proxyAddresses", strlen("proxyAddresses"));
    struct json *list = property_value(row, &mailbox->user);
    if (json_count(list) > 0)
        return list;
    struct buf text = buf_make(SEED_TEXT + 8);
    buf_printf(&text, "SMTP:%s", mailbox->address);
    json_push(list, json_new_text(buf_text(&text)));
    buf_free(&text);
    return list;
}

struct json *exchange_mailbox_row(const struct tenant *tenant, const struct mailbox *mailbox)
{
    char date[CLOCK_TEXT];
    auto_json struct json *settings = mailbox_part(tenant, mailbox, MAILBOX_SETTINGS);
    struct json *row = json_new_object(), *capabilities = json_new_array();
    const struct property *enabled = property_find("accountEnabled", strlen("accountEnabled"));
    if (mailbox->plan)
        json_push(capabilities,
                  json_new_text(mailbox->plan == MAILBOX_PLAN_2 ? "BPOS_S_Enterprise" : "BPOS_S_Standard"));
    json_set_text(row, "Identity", mailbox->id);
    json_set_text(row, "Name", mailbox->id);
    json_set_text(row, "DisplayName", mailbox->name);
    json_set_text(row, "Alias", mailbox->alias);
    json_set_text(row, "UserPrincipalName", mailbox->upn);
    json_set_text(row, "PrimarySmtpAddress", mailbox->address);
    json_set_text(row, "ExchangeGuid", mailbox->guid);
    json_set_text(row, "Guid", mailbox->guid);
    json_set_text(row, "ExternalDirectoryObjectId", mailbox->id);
    json_set_text(row, "RecipientType", "UserMailbox");
    json_set(row, "EmailAddresses", addresses(mailbox));
    json_set_bool(row, "IsDirSynced", mailbox->user.seed.synced);
    json_set_bool(row, "IsMailboxEnabled", true);
    json_set_bool(row, "AccountDisabled", property_flag(enabled, &mailbox->user) == 0);
    json_set_bool(row, "SKUAssigned", mailbox->plan != MAILBOX_UNLICENSED);
    json_set(row, "PersistedCapabilities", capabilities);
    json_set(row, "WhenSoftDeleted", json_new_null());
    json_set_text(row, "WhenCreatedUTC", clock_format(mailbox->user.seed.created, date));
    json_set_text(row, "WhenMailboxCreated", date);
    for (const struct json *one = json_first(settings); one; one = json_next(one))
        json_set(row, json_key(one), json_copy(one));
    return row;
}

static struct json *row_of(struct cmdlet_call *call, const struct mailbox *mailbox)
{
    struct json *row = exchange_mailbox_row(call->tenant, mailbox);
    json_set_text(row, "DistinguishedName", exchange_distinguished_name(call->tenant, mailbox, call->arena));
    return row;
}

/* --- Filter: who forwards to somebody, for whom somebody may send; by distinguished names alone, as the service has it --- */

struct filter {
    const char *property;
    uint32_t number;
};

/* "ForwardingAddress -eq 'CN=…'", where quotes in the name are doubled; false after failing. */
static bool filter_read(struct cmdlet_call *call, struct filter *out)
{
    static const char *const filterable[] = {"GrantSendOnBehalfTo", "ForwardingAddress"};
    static const char equals[] = " -eq '";
    const char *text = call_text(call, "Filter");
    for (size_t i = 0; i < 2; i++) {
        size_t length = strlen(filterable[i]), all = strlen(text);
        if (strncasecmp(text, filterable[i], length) != 0 || strncasecmp(text + length, equals, strlen(equals)) != 0 ||
            text[all - 1] != '\'')
            continue;
        const char *name = text + length + strlen(equals);
        *out = (struct filter){
            .property = filterable[i],
            .number = exchange_by_distinguished_name(call->tenant, arena_strndup(call->arena, name, strlen(name) - 1))};
        return true;
    }
    call_fail(call, 400, EX_ARGUMENT, "Cannot bind parameter 'Filter' to the target. \"%s\" is not a valid filter.",
              text);
    return false;
}

static bool names_user(struct cmdlet_call *call, const struct json *value, uint32_t number)
{
    bool many;
    return json_text(value) && exchange_resolve(call->tenant, json_text(value), &many) == number;
}

static bool is_filtered(struct cmdlet_call *call, const struct mailbox *mailbox, const void *with)
{
    const struct filter *filter = with;
    if (!mailbox->kind || filter->number == SEED_NOBODY)
        return false;
    auto_json struct json *settings = mailbox_part(call->tenant, mailbox, MAILBOX_SETTINGS);
    const struct json *value = json_get(settings, filter->property);
    bool found = names_user(call, value, filter->number);
    for (const struct json *one = json_first(value); one && !found; one = json_next(one))
        found = names_user(call, one, filter->number);
    return found;
}

static bool is_listed(struct cmdlet_call *call, const struct mailbox *mailbox, const void *with)
{
    const struct json *kinds = with;
    (void)call;
    for (const struct json *one = json_first(kinds); one; one = json_next(one))
        if (!strcasecmp(json_text_or(one, ""), mailbox_kind_name(mailbox->kind)))
            return mailbox->kind;
    return mailbox->kind && !kinds;
}

void cmdlet_get_mailbox(struct cmdlet_call *call)
{
    struct mailbox mailbox;
    struct filter filter;
    if (call_text(call, "Filter")) {
        if (filter_read(call, &filter))
            exchange_walk(call, is_filtered, &filter, row_of);
    } else if (!call_text(call, "Identity"))
        exchange_walk(call, is_listed, call_get(call, "RecipientTypeDetails"), row_of);
    else if (call_mailbox(call, "Identity", &mailbox))
        json_push(call->rows, row_of(call, &mailbox));
}

/* --- sizes --- */

static void set_size(struct json *row, const char *name, double bytes)
{
    char text[64];
    json_set_text(row, name, mailbox_size_text(bytes, text));
}

struct json *exchange_statistics_row(const struct tenant *tenant, const struct mailbox *mailbox, bool archive)
{
    char date[CLOCK_TEXT];
    auto_json struct json *content = mailbox_part(tenant, mailbox, MAILBOX_CONTENT);
    int64_t seen = archive ? 0 : mailbox->user.seed.last_sign_in;
    struct json *row = json_new_object();
    json_set_text(row, "DisplayName", mailbox->name);
    json_set_text(row, "MailboxGuid", mailbox->guid);
    json_set_bool(row, "IsArchiveMailbox", archive);
    set_size(row, "TotalItemSize", json_number(json_get(content, archive ? "ArchiveBytes" : "Bytes"), 0));
    json_set_number(row, "ItemCount", json_number(json_get(content, archive ? "ArchiveItems" : "Items"), 0));
    set_size(row, "TotalDeletedItemSize", archive ? 0 : json_number(json_get(content, "DeletedBytes"), 0));
    json_set_number(row, "DeletedItemCount", archive ? 0 : json_number(json_get(content, "DeletedItems"), 0));
    json_set_text(row, "LastLogonTime", seen ? clock_format(seen, date) : NULL);
    json_set_text(row, "LastUserActionTime", seen ? date : NULL);
    json_set_text(row, "MailboxTypeDetail", mailbox_kind_name(mailbox->kind));
    return row;
}

void cmdlet_get_statistics(struct cmdlet_call *call)
{
    struct mailbox mailbox;
    bool archive = call_true(call, "Archive");
    if (!call_mailbox(call, "Identity", &mailbox))
        return;
    auto_json struct json *settings = mailbox_part(call->tenant, &mailbox, MAILBOX_SETTINGS);
    if (archive && !exchange_has_archive(settings))
        call_fail(call, 404, EX_NOT_FOUND, "The user '%s' doesn't have an archive mailbox.", mailbox.upn);
    else
        json_push(call->rows, exchange_statistics_row(call->tenant, &mailbox, archive));
}

/* A folder of the user's own, by its path ("\\Clients\\Old"). */
static struct json *own_folder(struct cmdlet_call *call, const struct mailbox *mailbox, const char *path)
{
    char *slashed = arena_strdup(call->arena, path);
    for (char *at = slashed; *at; at++)
        *at = *at == '\\' ? '/' : *at;
    const char *last = strrchr(slashed, '/');
    struct json *row = json_new_object();
    json_set_text(row, "Name", last ? last + 1 : slashed);
    json_set_text(row, "Identity", arena_printf(call->arena, "%s%s", mailbox->alias, path));
    json_set_text(row, "FolderPath", slashed);
    json_set_text(row, "FolderId", exchange_folder_id(mailbox, path, call->arena));
    json_set_text(row, "FolderType", "User Created");
    json_set_number(row, "ItemsInFolder", 0);
    return row;
}

/* Folder names in the mailbox's own language: only the type tells the calendar. */
void cmdlet_get_folder_statistics(struct cmdlet_call *call)
{
    static const struct {
        const char *path, *type, *english, *german;
    } folders[] = {{"\\", "Root", "Top of Information Store", "Oberste Ebene des Informationsspeichers"},
                   {"\\Inbox", "Inbox", "Inbox", "Posteingang"},
                   {"\\Sent Items", "SentItems", "Sent Items", "Gesendete Elemente"},
                   {"\\Calendar", "Calendar", "Calendar", "Kalender"},
                   {"\\Contacts", "Contacts", "Contacts", "Kontakte"},
                   {"\\Calendar\\Birthdays", "User Created", "Birthdays", "Geburtstage"}};
    struct mailbox mailbox;
    char scratch[SEED_TEXT];
    const char *scope = call_text(call, "FolderScope");
    if (!call_mailbox(call, "Identity", &mailbox))
        return;
    auto_json struct json *meetings = mailbox_part(call->tenant, &mailbox, MAILBOX_MEETINGS);
    auto_json struct json *region = mailbox_part(call->tenant, &mailbox, MAILBOX_REGION);
    const char *named = json_text_or(json_get(region, "@folders"),
                                     mailbox_user_text(&mailbox.user, "preferredLanguage", scratch));
    bool german = !strncmp(named, "de", 2);
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        bool in_scope = !scope || !strcasecmp(scope, "All") ||
                        !strncasecmp(folders[i].path + 1, scope, strlen(scope)) || !strcasecmp(folders[i].type, scope);
        if (!in_scope)
            continue;
        const char *name = german ? folders[i].german : folders[i].english;
        struct json *row = json_new_object();
        json_set_text(row, "Name", name);
        json_set_text(row, "Identity", arena_printf(call->arena, "%s\\%s", mailbox.alias, name));
        json_set_text(row, "FolderPath", arena_printf(call->arena, "/%s", name));
        json_set_text(row, "FolderId", exchange_folder_id(&mailbox, folders[i].path, call->arena));
        json_set_text(row, "FolderType", folders[i].type);
        bool calendar = !strcmp(folders[i].type, "Calendar");
        json_set_number(row, "ItemsInFolder",
                        mailbox_dice(&mailbox, 300 + (unsigned)i) % 5000 +
                            (calendar ? (double)json_count(meetings) : 0));
        json_push(call->rows, row);
    }
    auto_json struct json *kept = mailbox_part(call->tenant, &mailbox, MAILBOX_FOLDERS);
    for (const struct json *one = scope && strcasecmp(scope, "All") ? NULL : json_first(kept); one;
         one = json_next(one)) {
        size_t i = 0;
        while (i < sizeof folders / sizeof *folders && strcasecmp(folders[i].path, json_key(one)) != 0)
            i++;
        if (i == sizeof folders / sizeof *folders)
            json_push(call->rows, own_folder(call, &mailbox, json_key(one)));
    }
}
