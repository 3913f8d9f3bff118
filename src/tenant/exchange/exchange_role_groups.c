/* Role groups: who may do what in Exchange. Members are users and groups; those of the directory's roles are groups. */
#include "tenant/exchange/exchange_handlers.h"

#include <string.h>
#include <strings.h>

static const struct json *group_of(struct cmdlet_call *call, const struct json *all)
{
    const char *name = call_text(call, "Identity");
    for (const struct json *one = json_first(all); one; one = json_next(one))
        if (!strcasecmp(json_text_or(json_get(one, "Name"), ""), name))
            return one;
    call_not_found(call, name);
    return NULL;
}

/* The user that a member stands for; SEED_NOBODY: it is a group. */
static uint32_t user_of(const struct cmdlet_call *call, const struct json *member)
{
    bool many;
    const char *text = json_text_or(member, "");
    return *text == '@' ? SEED_NOBODY : exchange_resolve(call->tenant, text, &many);
}

static struct json *member_row(const struct cmdlet_call *call, const struct json *member)
{
    const char *text = json_text_or(member, "");
    struct json *row = json_new_object();
    if (*text == '@') {
        json_set_text(row, "Name", text + 1);
        json_set_text(row, "DisplayName", text + 1);
        json_set_text(row, "ExternalDirectoryObjectId", "");
        json_set_text(row, "PrimarySmtpAddress", "");
        json_set_text(row, "RecipientType", "Group");
        json_set_text(row, "RecipientTypeDetails", "RoleGroup");
        return row;
    }
    struct mailbox mailbox;
    mailbox_load(call->tenant, user_of(call, member), &mailbox);
    json_set_text(row, "Name", mailbox.id);
    json_set_text(row, "DisplayName", mailbox.name);
    json_set_text(row, "Guid", mailbox.id);
    json_set_text(row, "ExternalDirectoryObjectId", mailbox.id);
    json_set_text(row, "PrimarySmtpAddress", mailbox.address);
    json_set_text(row, "RecipientType", mailbox.kind ? "UserMailbox" : "User");
    json_set_text(row, "RecipientTypeDetails", mailbox.kind ? mailbox_kind_name(mailbox.kind) : "User");
    return row;
}

void cmdlet_get_role_members(struct cmdlet_call *call)
{
    auto_json struct json *all = mailboxes_record(call->tenant, MAILBOXES_ROLE_GROUPS);
    const struct json *group = group_of(call, all);
    for (const struct json *one = json_first(json_get(group, "Members")); one; one = json_next(one))
        if (*json_text_or(one, "") == '@' || user_of(call, one) != SEED_NOBODY)
            json_push(call->rows, member_row(call, one));
}

/* The group with the user of the call put into it, or taken out; false after failing. */
static bool change(struct cmdlet_call *call, struct json *group, bool joins)
{
    bool many, was = false;
    const char *name = call_text(call, "Member");
    uint32_t number = exchange_resolve(call->tenant, name, &many);
    struct mailbox mailbox;
    if (number == SEED_NOBODY) {
        call_not_found(call, name);
        return false;
    }
    mailbox_load(call->tenant, number, &mailbox);
    struct json *members = json_new_array();
    for (const struct json *one = json_first(json_get(group, "Members")); one; one = json_next(one))
        if (user_of(call, one) == number)
            was = true;
        else
            json_push(members, json_copy(one));
    if (joins)
        json_push(members, json_new_text(mailbox.id));
    if (was != joins) {
        json_set(group, "Members", members);
        return true;
    }
    json_free(members);
    call_fail(call, 400,
              joins ? "Microsoft.Exchange.Management.Tasks.MemberAlreadyExistsException"
                    : "Microsoft.Exchange.Management.Tasks.MemberNotFoundException",
              joins ? "The recipient \"%s\" is already a member of the group \"%s\"."
                    : "The recipient \"%s\" isn't a member of the group \"%s\".",
              mailbox.name, json_text_or(json_get(group, "Name"), ""));
    return false;
}

static void change_members(struct cmdlet_call *call, bool joins)
{
    struct json *all = mailboxes_record(call->tenant, MAILBOXES_ROLE_GROUPS);
    struct json *group = (struct json *)group_of(call, all);
    if (group && !call_true(call, "BypassSecurityGroupManagerCheck"))
        call_fail(
            call, 400, "Microsoft.Exchange.Configuration.Tasks.OperationRequiresGroupManagerException",
            "You don't have sufficient permissions. This operation can only be performed by a manager of the group.");
    else if (group && change(call, group, joins)) {
        mailboxes_keep(call->tenant, MAILBOXES_ROLE_GROUPS, all);
        return;
    }
    json_free(all);
}

void cmdlet_add_role_member(struct cmdlet_call *call)
{
    change_members(call, true);
}

void cmdlet_remove_role_member(struct cmdlet_call *call)
{
    change_members(call, false);
}
