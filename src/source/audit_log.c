/* The unified audit log, by whichever way it is searched: what is asked for, and its records. */
#include "source/audit_log.h"

#include "base/clean.h"
#include "base/clock.h"
#include "codec/json.h"
#include <string.h>

#define COUNT_OF(array) (sizeof array / sizeof array[0])

static const struct field fields[] = {
    {.name = "id", .label = "Id", .path = "Id", .flags = FIELD_REQUIRED},
    {.name = "creationTime", .label = "Time", .type = FIELD_TIME, .path = "CreationTime"},
    {.name = "operation", .label = "What", .path = "Operation"},
};
const struct record_kind audit_log_kind = {.name = "audit record",
                                           .many = "audit records",
                                           .fields = fields,
                                           .count = COUNT_OF(fields),
                                           .id = 0,
                                           .title = 2,
                                           .detail = 0,
                                           .time = 1};

/* What others do to a user, his mailbox and the tenant, as the indicators name it; of a busy tenant as little as that takes. */
static const char *const operations[] = {"New-InboxRule",
                                         "Set-InboxRule",
                                         "Enable-InboxRule",
                                         "Disable-InboxRule",
                                         "Remove-InboxRule",
                                         "UpdateInboxRules",
                                         "Set-Mailbox",
                                         "Add-MailboxPermission",
                                         "Remove-MailboxPermission",
                                         "Add-RecipientPermission",
                                         "Remove-RecipientPermission",
                                         "AddFolderPermissions",
                                         "ModifyFolderPermissions",
                                         "RemoveFolderPermissions",
                                         "UpdateCalendarDelegation",
                                         "Add-MailboxFolderPermission",
                                         "Set-MailboxFolderPermission",
                                         "Set-MailboxJunkEmailConfiguration",
                                         "Set-MailboxAutoReplyConfiguration",
                                         "Set-MailboxMessageConfiguration",
                                         "New-SweepRule",
                                         "Set-SweepRule",
                                         "Set-CASMailbox",
                                         "SendAs",
                                         "SendOnBehalf",
                                         "Set-TransportConfig",
                                         "Set-OrganizationConfig",
                                         "Set-AdminAuditLogConfig",
                                         "Set-MailboxAuditBypassAssociation",
                                         "New-TransportRule",
                                         "Set-TransportRule",
                                         "Enable-TransportRule",
                                         "New-InboundConnector",
                                         "Set-InboundConnector",
                                         "New-OutboundConnector",
                                         "Set-OutboundConnector",
                                         "New-RemoteDomain",
                                         "Set-RemoteDomain",
                                         "New-JournalRule",
                                         "Set-JournalRule",
                                         "Add-RoleGroupMember",
                                         "New-ManagementRoleAssignment",
                                         "ChatCreated",
                                         "MemberAdded",
                                         NULL};

bool audit_is_of_tenant(const char *operation)
{
    static const char *const ends[] = {"TransportConfig",     "OrganizationConfig",
                                       "AdminAuditLogConfig", "MailboxAuditBypassAssociation",
                                       "TransportRule",       "Connector",
                                       "RemoteDomain",        "JournalRule",
                                       "RoleGroupMember",     "ManagementRoleAssignment"};
    size_t length = strlen(operation);
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        if (length > strlen(ends[i]) && !strcmp(operation + length - strlen(ends[i]), ends[i]))
            return true;
    return false;
}

static const char *const logons[] = {"UserLoggedIn", "UserLoginFailed", NULL};

static const char *const *list_of(struct reading *reading, const char *one, const char *other)
{
    const char **list = arena_alloc(reading->arena, 3 * sizeof *list);
    list[0] = one ? one : other;
    list[1] = one ? other : NULL;
    return list;
}

/* "a,b" */
static const char *const *split(struct arena *arena, const char *text)
{
    size_t most = 2;
    for (const char *c = text; *c; c++)
        most += *c == ',';
    const char **list = arena_alloc(arena, most * sizeof *list);
    size_t count = 0;
    for (const char *at = text; *at; at += strspn(at, ",")) {
        size_t length = strcspn(at, ",");
        list[count++] = arena_strndup(arena, at, length);
        at += length;
    }
    return list;
}

struct audit_filter audit_filter_of(struct reading *reading, enum audit_way way)
{
    switch (way) {
    case AUDIT_BY_USER:
        return (struct audit_filter){.users = list_of(reading, reading->name, reading->subject)};
    case AUDIT_OF_USER:
        return (struct audit_filter){.objects = list_of(reading, reading->name, reading->subject)};
    case AUDIT_OPERATIONS:
        return (struct audit_filter){.operations = operations};
    case AUDIT_FROM:
        return (struct audit_filter){.addresses = split(reading->arena, reading->text)};
    default:
        return (struct audit_filter){.users = list_of(reading, reading->name, reading->subject), .operations = logons};
    }
}

static struct json *lifted(const struct json *data)
{
    struct json *copy = json_copy(data);
    const struct json *dynamic = json_get(data, "dynamicProperties");
    for (const struct json *one = json_first(dynamic); one; one = json_next(one))
        if (!json_get(data, json_key(one)))
            json_set(copy, json_key(one), json_copy(one));
    json_remove(copy, "dynamicProperties");
    return copy;
}

bool audit_log_take(struct reading *reading, struct seen *seen, const struct json *data)
{
    const char *id = json_text_or(json_get(data, "Id"), "");
    auto_json struct json *copy = json_get(data, "dynamicProperties") ? lifted(data) : NULL;
    if (copy && !*id)
        id = json_text_or(json_get(copy, "Id"), "");
    if (*id && !seen_first(seen, reading->arena, id))
        return false;
    return decode_record(reading, copy ? copy : data);
}
