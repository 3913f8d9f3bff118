/* What a research asks Exchange beside the mailbox itself: rules with and without the hidden ones, rights on the folders that matter,
 * lists, mail flow, auditing. The records keep what the service sent; their few fields name them. */
#include "api/exchange/exchange.h"
#include "base/clean.h"
#include "codec/json.h"
#include "source/rows.h"
#include <string.h>

#define COUNT_OF(array) (sizeof array / sizeof array[0])

/* --- settings: whatever a cmdlet gives --- */

enum { SETTING_ID, SETTING_NAME, SETTING_CHANGED };

static const struct field setting_fields[] = {
    [SETTING_ID] = {.name = "id", .label = "Id", .flags = FIELD_REQUIRED | FIELD_BESIDE},
    [SETTING_NAME] = {.name = "name", .label = "Name", .path = "Name"},
    [SETTING_CHANGED] = {.name = "whenChanged", .label = "Changed", .type = FIELD_TIME, .path = "WhenChanged"},
};

#define KIND(one, several)                                                                                             \
    {                                                                                                                  \
        .name = one, .many = several, .fields = setting_fields, .count = COUNT_OF(setting_fields), .id = SETTING_ID,   \
        .title = SETTING_NAME, .detail = SETTING_ID, .time = SETTING_CHANGED                                           \
    }

static const struct record_kind rule_kind = KIND("inbox rule", "inbox rules"),
                                sweep_kind = KIND("sweep rule", "sweep rules"),
                                transport_kind = KIND("mail flow rule", "mail flow rules"),
                                connector_kind = KIND("connector", "connectors"),
                                remote_kind = KIND("remote domain", "remote domains"),
                                journal_kind = KIND("journal rule", "journal rules"),
                                setting_kind = KIND("setting", "settings"),
                                bypass_kind = KIND("account that is not audited", "accounts that are not audited"),
                                item_kind = KIND("deleted item", "deleted items"),
                                add_in_kind = KIND("add-in", "add-ins");

/* Many an object says who it is in one way only; the one of a mailbox or an organisation need not say it at all. Of a list one that
 * does not is none. */
static bool name_setting(struct reading *reading, const struct json *object, struct record *record)
{
    static const char *const ids[] = {"RuleIdentity", "Identity", "Guid", "SourceId", "Name"};
    const char *id = NULL;
    for (size_t i = 0; i < COUNT_OF(ids) && !id; i++)
        id = source_text(reading->page->arena, json_get(object, ids[i]));
    record_set_text(record, "id", id ? id : reading->source->name);
    return id || reading->source->kind == &setting_kind || decode_refuse(record);
}

/* Exchange gives a line for each account of the organisation, and most of them are audited. */
static bool is_bypassed(struct reading *reading, const struct json *object, struct record *record)
{
    const struct json *bypassed = json_get(object, "AuditBypassEnabled");
    (void)name_setting(reading, object, record);
    return json_kind(bypassed) == JSON_BOOL ? json_true(bypassed) : decode_refuse(record);
}

static struct http_request *of_tenant(struct reading *reading, const char *cmdlet)
{
    return exchange_invoke(reading->arena, reading->endpoints, cmdlet, NULL, NULL);
}

/* The row's own cmdlet, about the user or the organisation. */
static struct http_request *ask_setting(struct reading *reading)
{
    const char *cmdlet = reading->source->cmdlets[0];
    bool by_mailbox = !strcmp(cmdlet, "Get-SweepRule") || !strcmp(cmdlet, "Get-App");
    return reading->source->scope == SOURCE_OF_TENANT
               ? of_tenant(reading, cmdlet)
               : exchange_ask(reading, cmdlet, by_mailbox ? "Mailbox" : "Identity", NULL);
}

static struct http_request *ask_rules(struct reading *reading)
{
    return exchange_ask(reading, "Get-InboxRule", "Mailbox",
                        (const struct exchange_parameter[]){{"ResultSize", .text = "Unlimited"}, {NULL}});
}

static struct http_request *ask_all_rules(struct reading *reading)
{
    return exchange_ask(reading, "Get-InboxRule", "Mailbox",
                        (const struct exchange_parameter[]){
                            {"IncludeHidden", .raw = "true"}, {"ResultSize", .text = "Unlimited"}, {NULL}});
}

static struct http_request *ask_bypass(struct reading *reading)
{
    return exchange_invoke(reading->arena, reading->endpoints, "Get-MailboxAuditBypassAssociation", NULL,
                           (const struct exchange_parameter[]){{"ResultSize", .text = "Unlimited"}, {NULL}});
}

static struct http_request *ask_recoverable(struct reading *reading)
{
    char from[CLOCK_TEXT];
    return exchange_ask(
        reading, "Get-RecoverableItems", "Identity",
        (const struct exchange_parameter[]){
            {"FilterStartTime", .text = clock_format(reading->from ? reading->from : clock_now() - 14 * DAY, from)},
            {NULL}});
}

/* --- rights on folders --- */

/* Those that the indicators look at, by type: their names are in the mailbox's language (REQUESTS §7.6). */
static const char *const folder_types[] = {"Root", "Inbox", "SentItems", "Calendar"};

static const struct field right_fields[] = {
    {.name = "id", .label = "Id", .flags = FIELD_REQUIRED | FIELD_BESIDE},
    {.name = "folder", .label = "Folder", .flags = FIELD_BESIDE},
    {.name = "user", .label = "Who", .path = "User"},
    {.name = "accessRights", .label = "Rights", .type = FIELD_TEXTS, .path = "AccessRights"},
};
static const struct record_kind right_kind = {.name = "folder right",
                                              .many = "folder rights",
                                              .fields = right_fields,
                                              .count = COUNT_OF(right_fields),
                                              .id = 0,
                                              .title = 2,
                                              .detail = 1,
                                              .time = -1};

struct folders {
    const char *ids[COUNT_OF(folder_types)]; /* NULL: the mailbox has none */
    size_t at;
    bool listed; /* all of them: who has rights on each is asked for */
};

static void find_folders(struct reading *reading, struct folders *folders, const struct json *rows)
{
    for (const struct json *one = json_first(rows); one; one = json_next(one))
        for (size_t i = 0; i < COUNT_OF(folder_types); i++)
            if (!strcmp(json_text_or(json_get(one, "FolderType"), ""), folder_types[i]) && !folders->ids[i])
                folders->ids[i] = arena_strdup(reading->arena, json_text(json_get(one, "FolderId")));
}

static struct http_request *ask_folder(struct reading *reading, struct folders *folders)
{
    while (folders->at < COUNT_OF(folder_types) && !folders->ids[folders->at])
        folders->at++;
    if (folders->at == COUNT_OF(folder_types))
        return NULL;
    const char *identity = arena_printf(reading->arena, "%s:%s", reading->subject, folders->ids[folders->at]);
    return exchange_invoke(reading->arena, reading->endpoints, "Get-MailboxFolderPermission", reading->name,
                           (const struct exchange_parameter[]){{"Identity", .text = identity}, {NULL}});
}

/* with_folder() has put the type beside it. */
static bool name_right(struct reading *reading, const struct json *object, struct record *record)
{
    const char *folder = source_text(reading->page->arena, json_get(object, "FolderType"));
    record_set_text(record, "folder", folder);
    record_set_text(record, "id",
                    arena_printf(reading->page->arena, "%s: %s", folder ? folder : "", record_text(record, "user")));
    return folder != NULL;
}

/* The service names the folder in the mailbox's language, where it does: the type is put beside it. */
static struct json *with_folder(const struct json *object, const char *type)
{
    struct json *copy = json_copy(object);
    json_set_text(copy, "FolderType", type);
    return copy;
}

static void take_rights(struct reading *reading, const struct json *rows, const struct folders *folders)
{
    for (const struct json *one = json_first(rows); one; one = json_next(one)) {
        auto_json struct json *row = json_count(one) ? with_folder(one, folder_types[folders->at]) : NULL;
        (void)decode_record(reading, row);
    }
}

/* A list is through: that of the folders, or that of one folder's rights. */
static enum source_step next_folder(struct reading *reading, struct folders *folders)
{
    folders->at += folders->listed;
    folders->listed = true;
    reading->request = ask_folder(reading, folders);
    reading->paging = (struct paging){0};
    return reading->request ? SOURCE_SEND : reading_end(reading);
}

static enum source_step folders_step(struct reading *reading, const struct http_reply *reply)
{
    struct err e = {.code = ERR_OK};
    char *link = NULL;
    if (!reply)
        return exchange_step(reading, NULL);
    if (!reading->own)
        reading->own = arena_alloc(reading->arena, sizeof(struct folders));
    struct folders *folders = reading->own;
    size_t begins = reading->page->count;
    auto_json struct json *body = exchange_body(reply, &e);
    if (!body && folders->listed && e.code == ERR_NOT_FOUND && exchange_says_none(reply))
        return next_folder(reading, folders); /* this one has gone meanwhile */
    if (!body)
        return exchange_refused(reading, reply, &e);
    const struct json *rows = pages_rows(reply, reading->arena, body, &link, &e);
    if (folders->listed)
        take_rights(reading, rows, folders);
    else
        find_folders(reading, folders, rows);
    if (e.code == ERR_OK && !link && !folders->listed && (json_count(rows) || reading->paging.pages) &&
        !ask_folder(reading, folders))
        err_set(&e, ERR_PARSE, "what %s answers names nothing to go on with", reading->source->cmdlets[0]);
    if (e.code != ERR_OK)
        return reading_stop(reading, NULL, &e);
    if (link)
        return pages_next(reading, begins, rows,
                          exchange_next(reading->arena, reading->endpoints, reading->request, link, &e), &e);
    return next_folder(reading, folders);
}

static struct http_request *ask_folders(struct reading *reading)
{
    return exchange_ask(reading, "Get-MailboxFolderStatistics", "Identity", NULL);
}

/* --- rows --- */

#define ROW(row_name, row_label, row_scope, row_kind, ...)                                                             \
    {                                                                                                                  \
        .name = row_name, .label = row_label, .scope = row_scope, .flags = SOURCE_OPEN, .kind = &row_kind,             \
        .phase = PHASE_STATE, __VA_ARGS__                                                                              \
    }
#define PLAIN(cmdlet)                               .cmdlets = ANY_OF(cmdlet), .ask = ask_setting, .finish = name_setting, .step = exchange_step
#define OF_USER(row_name, row_label, row_kind, ...) ROW(row_name, row_label, SOURCE_OF_USER, row_kind, __VA_ARGS__)
#define OF_TENANT(row_name, row_label, row_kind, ...)                                                                  \
    ROW(row_name, row_label, SOURCE_OF_TENANT, row_kind,                                                               \
        .roles = ANY_OF("Exchange Administrator", "Global Reader", "Security Reader"), __VA_ARGS__)
#define RULES(row_ask)                                                                                                 \
    .cmdlets = ANY_OF("Get-InboxRule"), .roles = READS_RULES, .ask = row_ask, .finish = name_setting,                  \
    .step = exchange_step

const struct source exchange_research_sources[] = {
    OF_USER("inbox-rules-shown", "The inbox rules without the hidden ones", rule_kind, RULES(ask_rules)),
    OF_USER("inbox-rules-all", "The inbox rules with the hidden ones", rule_kind, RULES(ask_all_rules)),
    OF_USER("sweep-rules", "The sweep rules", sweep_kind, PLAIN("Get-SweepRule"), .roles = READS_RULES),
    OF_USER("folder-rights", "The rights on the folders that matter", right_kind,
            .cmdlets = ANY_OF("Get-MailboxFolderStatistics", "Get-MailboxFolderPermission"), .roles = READS_MAILBOXES,
            .ask = ask_folders, .finish = name_right, .step = folders_step),
    OF_USER("junk-mail", "The lists of trusted and blocked senders", setting_kind,
            PLAIN("Get-MailboxJunkEmailConfiguration"), .roles = READS_MAILBOXES),
    OF_USER("signature", "The signature", setting_kind, PLAIN("Get-MailboxMessageConfiguration"),
            .roles = READS_MAILBOXES),
    OF_USER("add-ins", "The add-ins of the mailbox", add_in_kind, PLAIN("Get-App"), .roles = READS_MAILBOXES),
    ROW("recoverable-items", "Deleted mail that can be brought back", SOURCE_OF_USER, item_kind,
        .cmdlets = ANY_OF("Get-RecoverableItems"), .ask = ask_recoverable, .finish = name_setting,
        .step = exchange_step),
    OF_TENANT("transport-config", "The organisation's mail settings", setting_kind, PLAIN("Get-TransportConfig")),
    OF_TENANT("organization-config", "The organisation's Exchange settings", setting_kind,
              PLAIN("Get-OrganizationConfig")),
    OF_TENANT("transport-rules", "The mail flow rules", transport_kind, PLAIN("Get-TransportRule")),
    OF_TENANT("inbound-connectors", "The inbound connectors", connector_kind, PLAIN("Get-InboundConnector")),
    OF_TENANT("outbound-connectors", "The outbound connectors", connector_kind, PLAIN("Get-OutboundConnector")),
    OF_TENANT("remote-domains", "The remote domains", remote_kind, PLAIN("Get-RemoteDomain")),
    OF_TENANT("journal-rules", "The journal rules", journal_kind, PLAIN("Get-JournalRule")),
    OF_TENANT("sending-limits", "How much the organisation may send", setting_kind,
              PLAIN("Get-LimitsEnforcementStatus")),
    OF_TENANT("audit-config", "Whether auditing is on", setting_kind, PLAIN("Get-AdminAuditLogConfig")),
    OF_TENANT("audit-bypass", "Accounts whose acts are not audited", bypass_kind,
              .cmdlets = ANY_OF("Get-MailboxAuditBypassAssociation"), .ask = ask_bypass, .finish = is_bypassed,
              .step = exchange_step),
};
const size_t exchange_research_source_count = COUNT_OF(exchange_research_sources);
