/* Distribution groups and recipients: Get-DistributionGroup, its members, Get-Recipient. */
#include "tenant/exchange/exchange_groups.h"

#include "tenant/exchange/exchange_cmdlet.h"
#include "tenant/exchange/exchange_handlers.h"
#include <string.h>
#include <strings.h>

const struct exchange_group exchange_groups[] = {
    {"5d1f0c6a-8f30-4c7c-8f5e-6d5d2f5b0d01", "All Staff", "allstaff", "allstaff@contoso.com", 1, false, false},
    {"5d1f0c6a-8f30-4c7c-8f5e-6d5d2f5b0d02", "Sales Announcements", "sales.news", "sales.news@contoso.com", 5, false,
     false},
    {"5d1f0c6a-8f30-4c7c-8f5e-6d5d2f5b0d03", "Finance Approvers", "finance.approvers", "finance.approvers@contoso.com",
     20, true, false},
    {"5d1f0c6a-8f30-4c7c-8f5e-6d5d2f5b0d04", "Plant Amsterdam", "plant.ams", "plant.ams@contoso.com", 9, false, true},
};
const size_t exchange_group_count = sizeof exchange_groups / sizeof *exchange_groups;

const struct exchange_group *exchange_group_find(const struct tenant *tenant, const char *identity)
{
    (void)tenant;
    for (size_t i = 0; i < exchange_group_count; i++) {
        const struct exchange_group *group = &exchange_groups[i];
        if (!strcasecmp(group->id, identity) || !strcasecmp(group->address, identity) ||
            !strcasecmp(group->alias, identity) || !strcasecmp(group->name, identity))
            return group;
    }
    return NULL;
}

/* What was changed over the seed: {"group", "user", "member"}. */
static const struct json *change_of(const struct json *changes, const struct exchange_group *group, uint32_t user)
{
    for (const struct json *one = json_first(changes); one; one = json_next(one))
        if (!strcmp(json_text_or(json_get(one, "group"), ""), group->id) &&
            json_number(json_get(one, "user"), -1) == user)
            return one;
    return NULL;
}

static bool has(const struct tenant *tenant, const struct json *changes, const struct exchange_group *group,
                const struct mailbox *mailbox)
{
    const struct json *change = change_of(changes, group, mailbox->number);
    (void)tenant;
    if (change)
        return json_true(json_get(change, "member"));
    bool cloud = mailbox->kind == MAILBOX_USER && !mailbox->user.seed.guest && !seed_is_added(&mailbox->user.seed);
    return cloud && mailbox_dice(mailbox, 200 + group->share) % group->share == 0;
}

bool exchange_group_has(const struct tenant *tenant, const struct exchange_group *group, uint32_t user)
{
    struct mailbox mailbox;
    auto_json struct json *changes = mailboxes_record(tenant, MAILBOXES_MEMBERS);
    mailbox_load(tenant, user, &mailbox);
    return has(tenant, changes, group, &mailbox);
}

static void exchange_group_set(const struct tenant *tenant, const struct exchange_group *group, uint32_t user,
                               bool member)
{
    auto_json struct json *old = mailboxes_record(tenant, MAILBOXES_MEMBERS);
    const struct json *before = change_of(old, group, user);
    struct json *all = json_new_array(), *change = json_new_object();
    for (const struct json *one = json_first(old); one; one = json_next(one))
        if (one != before)
            json_push(all, json_copy(one));
    json_set_text(change, "group", group->id);
    json_set_number(change, "user", user);
    json_set_bool(change, "member", member);
    json_push(all, change);
    mailboxes_keep(tenant, MAILBOXES_MEMBERS, all);
}

/* --- cmdlets --- */

static const struct exchange_group *group_of(struct cmdlet_call *call)
{
    const char *identity = call_text(call, "Identity");
    const struct exchange_group *group = exchange_group_find(call->tenant, identity);
    if (!group)
        call_not_found(call, identity);
    return group;
}

static struct json *group_row(const struct exchange_group *group)
{
    struct json *row = json_new_object();
    json_set_text(row, "Identity", group->name);
    json_set_text(row, "Name", group->alias);
    json_set_text(row, "DisplayName", group->name);
    json_set_text(row, "Alias", group->alias);
    json_set_text(row, "Guid", group->id);
    json_set_text(row, "ExternalDirectoryObjectId", group->id);
    json_set_text(row, "PrimarySmtpAddress", group->address);
    json_set_text(row, "GroupType", group->security ? "Universal, SecurityEnabled" : "Universal");
    json_set_text(row, "RecipientType",
                  group->security ? "MailUniversalSecurityGroup" : "MailUniversalDistributionGroup");
    json_set_text(row, "RecipientTypeDetails",
                  group->security ? "MailUniversalSecurityGroup" : "MailUniversalDistributionGroup");
    json_set_bool(row, "IsDirSynced", group->synced);
    json_set_bool(row, "HiddenFromAddressListsEnabled", false);
    return row;
}

void cmdlet_get_group(struct cmdlet_call *call)
{
    const struct exchange_group *one = call_text(call, "Identity") ? group_of(call) : NULL;
    if (call->reply->status)
        return;
    for (size_t i = 0; i < exchange_group_count; i++)
        if (!one || one == &exchange_groups[i])
            json_push(call->rows, group_row(&exchange_groups[i]));
}

static struct json *recipient_row(struct cmdlet_call *call, const struct mailbox *mailbox)
{
    struct json *row = json_new_object();
    json_set_text(row, "Identity", mailbox->id);
    json_set_text(row, "Name", mailbox->id);
    json_set_text(row, "DisplayName", mailbox->name);
    json_set_text(row, "Alias", mailbox->alias);
    json_set_text(row, "Guid", mailbox->id);
    json_set_text(row, "ExternalDirectoryObjectId", mailbox->id);
    json_set_text(row, "PrimarySmtpAddress", mailbox->address);
    json_set_text(row, "DistinguishedName", exchange_distinguished_name(call->tenant, mailbox, call->arena));
    json_set_text(row, "GroupType", NULL);
    json_set_text(row, "RecipientType", mailbox->user.seed.guest ? "MailUser" : "UserMailbox");
    json_set_text(row, "RecipientTypeDetails",
                  mailbox->user.seed.guest ? "GuestMailUser" : mailbox_kind_name(mailbox->kind));
    json_set_bool(row, "IsDirSynced", mailbox->user.seed.synced);
    json_set_bool(row, "HiddenFromAddressListsEnabled", false);
    return row;
}

/* Users from the cursor on, at most a page of them, for whom `wanted` says yes. */
void exchange_walk(struct cmdlet_call *call, bool (*wanted)(struct cmdlet_call *, const struct mailbox *, const void *),
                   const void *with, struct json *(*row)(struct cmdlet_call *, const struct mailbox *))
{
    uint32_t number = (uint32_t)call->cursor, count = store_people(call->tenant->store)->count;
    struct mailbox mailbox;
    size_t rows = 0;
    call->pages_itself = true;
    for (; number < count; number++) {
        mailbox_load(call->tenant, number, &mailbox);
        if (!wanted(call, &mailbox, with))
            continue;
        if (rows == call->page) {
            call->next = number;
            return;
        }
        json_push(call->rows, row(call, &mailbox));
        rows++;
    }
}

struct membership {
    const struct exchange_group *group;
    const struct json *changes;
};

static bool is_member(struct cmdlet_call *call, const struct mailbox *mailbox, const void *with)
{
    const struct membership *membership = with;
    return has(call->tenant, membership->changes, membership->group, mailbox);
}

static bool is_recipient(struct cmdlet_call *call, const struct mailbox *mailbox, const void *with)
{
    (void)call, (void)with;
    return mailbox->kind || (mailbox->user.seed.guest && *mailbox->address);
}

static struct json *row_of_recipient(struct cmdlet_call *call, const struct mailbox *mailbox)
{
    return recipient_row(call, mailbox);
}

void cmdlet_get_members(struct cmdlet_call *call)
{
    const struct exchange_group *group = group_of(call);
    auto_json struct json *changes = mailboxes_record(call->tenant, MAILBOXES_MEMBERS);
    struct membership membership = {group, changes};
    if (group)
        exchange_walk(call, is_member, &membership, row_of_recipient);
}

void cmdlet_get_recipient(struct cmdlet_call *call)
{
    bool many;
    struct mailbox mailbox;
    const char *identity = call_text(call, "Identity");
    if (!identity) {
        exchange_walk(call, is_recipient, NULL, row_of_recipient);
        return;
    }
    const struct exchange_group *group = exchange_group_find(call->tenant, identity);
    uint32_t number = group ? SEED_NOBODY : exchange_resolve(call->tenant, identity, &many);
    if (group) {
        json_push(call->rows, group_row(group));
    } else if (number != SEED_NOBODY &&
               (mailbox_load(call->tenant, number, &mailbox), is_recipient(call, &mailbox, NULL))) {
        json_push(call->rows, recipient_row(call, &mailbox));
    } else if (number == SEED_NOBODY && many) {
        call_fail(
            call, 400, EX_AMBIGUOUS,
            "The operation couldn't be performed because '%s' matches multiple entries. Please use a unique identity.",
            identity);
    } else {
        call_not_found(call, identity);
    }
}

/* The group and the user a change of membership is about; false after failing. */
static bool read_change(struct cmdlet_call *call, const struct exchange_group **group, struct mailbox *member)
{
    bool many;
    const char *name = call_text(call, "Member");
    *group = group_of(call);
    if (!*group)
        return false;
    uint32_t number = exchange_resolve(call->tenant, name, &many);
    if (number == SEED_NOBODY || (mailbox_load(call->tenant, number, member), !is_recipient(call, member, NULL))) {
        call_not_found(call, name);
        return false;
    }
    if (!call_true(call, "BypassSecurityGroupManagerCheck")) {
        call_fail(
            call, 400, "Microsoft.Exchange.Configuration.Tasks.OperationRequiresGroupManagerException",
            "You don't have sufficient permissions. This operation can only be performed by a manager of the group.");
        return false;
    }
    if (!(*group)->synced)
        return true;
    call_fail(
        call, 400, EX_TASK,
        "The operation on group \"%s\" failed because it's out of the current user's write scope. The action '%s' can't be "
        "performed on the object '%s' because the object is being synchronized from your on-premises organization. This action "
        "should be performed on the object in your on-premises organization.",
        (*group)->name, call->cmdlet->name, (*group)->name);
    return false;
}

void cmdlet_add_member(struct cmdlet_call *call)
{
    const struct exchange_group *group;
    struct mailbox member;
    if (!read_change(call, &group, &member))
        return;
    if (exchange_group_has(call->tenant, group, member.number))
        call_fail(call, 400, "Microsoft.Exchange.Management.Tasks.MemberAlreadyExistsException",
                  "The recipient \"%s\" is already a member of the group \"%s\".", member.name, group->name);
    else
        exchange_group_set(call->tenant, group, member.number, true);
}

void cmdlet_remove_member(struct cmdlet_call *call)
{
    const struct exchange_group *group;
    struct mailbox member;
    if (!read_change(call, &group, &member))
        return;
    if (!exchange_group_has(call->tenant, group, member.number))
        call_fail(call, 400, "Microsoft.Exchange.Management.Tasks.MemberNotFoundException",
                  "The recipient \"%s\" isn't a member of the group \"%s\".", member.name, group->name);
    else
        exchange_group_set(call->tenant, group, member.number, false);
}
