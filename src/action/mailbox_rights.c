/* Who else may open a mailbox, and who may send as its owner: giving it, taking it (REQUESTS §7.6). */
#include "action/mailbox.h"
#include "action/rows.h"
#include "base/arena.h"

#include <string.h>
#include <strings.h>

struct right {
    const char *holder, *name; /* the parameter that says who, and what is given */
};

static struct right right_of(const struct flow *flow)
{
    return strstr(flow->action->name, "send-as") ? (struct right){"Trustee", "SendAs"}
                                                 : (struct right){"User", "FullAccess"};
}

static bool gives(const struct flow *flow)
{
    return !strncmp(flow->action->name, "give-", 5);
}

static const char *holder(struct flow *flow)
{
    const char *user = flow->restore ? mailbox_restored(flow, "user") : flow_value(flow, "user");
    return user ? user : "";
}

/* Exchange finds out who that is, by id, address or name. */
static struct http_request *read_right(struct flow *flow)
{
    return mailbox_invoke(flow, flow->action->cmdlets[0],
                          (const struct exchange_parameter[]){{"Identity", .text = flow->target->id},
                                                              {right_of(flow).holder, .text = holder(flow)},
                                                              {NULL}});
}

/* What is inherited cannot be taken here, and what is denied gives nothing. */
static const struct json *given(struct flow *flow, const struct json *now)
{
    for (const struct json *row = json_first(json_get(now, "value")); row; row = json_next(row)) {
        bool denied = json_true(json_get(row, "Deny")) ||
                      !strcasecmp(json_text_or(json_get(row, "AccessControlType"), ""), "Deny");
        const struct json *right = json_first(json_get(row, "AccessRights"));
        while (right && !strcasestr(json_text_or(right, ""), right_of(flow).name))
            right = json_next(right);
        if (right && !denied && !json_true(json_get(row, "IsInherited")))
            return row;
    }
    return NULL;
}

static int right_same(struct flow *flow, const struct json *now)
{
    return (given(flow, now) != NULL) == gives(flow);
}

static const char *right_keep(struct flow *flow, const struct json *now)
{
    const struct json *row = given(flow, now);
    return arena_printf(flow->arena, "{\"user\":%s,\"InheritanceType\":%s}", mailbox_quoted(flow, holder(flow)),
                        mailbox_quoted(flow, json_text_or(json_get(row, "InheritanceType"), "All")));
}

static struct http_request *right_write(struct flow *flow)
{
    struct right right = right_of(flow);
    const char *reaches = flow->restore ? mailbox_restored(flow, "InheritanceType") : "All";
    struct exchange_parameter all[8] = {
        {"Identity", .text = flow->target->id},
        {right.holder, .text = holder(flow)},
        {"AccessRights", .raw = arena_printf(flow->arena, "[\"%s\"]", right.name)},
    };
    size_t count = 3;
    if (gives(flow) && !strcmp(right.name, "FullAccess")) {
        all[count++] = (struct exchange_parameter){"InheritanceType", .text = reaches};
        all[count++] = (struct exchange_parameter){"AutoMapping", .raw = flow_true(flow, "automap") ? "true" : "false"};
    }
    all[count++] = (struct exchange_parameter){"Confirm", .raw = "false"};
    return mailbox_invoke(flow, flow->action->cmdlets[1], all);
}

static const char *right_say(struct flow *flow, enum change_end end)
{
    bool full = !strcmp(right_of(flow).name, "FullAccess");
    const char *may = full ? "open the mailbox" : "send as the user";
    (void)end;
    return arena_printf(flow->arena,
                        gives(flow) ? "%s may %s now; it takes effect within an hour.%s"
                                    : "%s may not %s any more; it takes effect within an hour.%s",
                        holder(flow), may,
                        flow->restore && full ? " The mailbox does not appear in Outlook by itself." : "");
}

static const struct change set_right = {
    .read = read_right,
    .same = right_same,
    .keep = right_keep,
    .write = right_write,
    .say = right_say,
    .already = "Already set this way.",
};

#define WHO(kind_of_param, text)                                                                                       \
    {                                                                                                                  \
        .name = "user", .label = "Who", .kind = kind_of_param, .required = true, .maximum = 320, .help = text          \
    }
#define END                                                                                                            \
    {                                                                                                                  \
        .name = NULL                                                                                                   \
    }
#define AS_LISTED "who has it: an address, or the name that Exchange shows"

const struct action mailbox_rights_actions[] = {
    {
        .name = "give-full-access",
        .label = "Give full access to mailbox",
        .key = 'a',
        .group = GROUP_MAIL_ACCESS,
        .touches = TOUCHES_FORWARDING,
        .help = "Let somebody open the mailbox and read everything in it.",
        .confirm = "Let somebody read all mail of {target}?",
        .params = (const struct param[]){WHO(PARAM_USER, "who may open it: a user, or a group with an address"),
                                         {.name = "automap",
                                          .label = "Appears in Outlook by itself",
                                          .kind = PARAM_BOOL,
                                          .otherwise = "true",
                                          .help = "the mailbox appears in that person's Outlook by itself"},
                                         END},
        .cmdlets = CMDLETS("Get-MailboxPermission", "Add-MailboxPermission"),
        .roles = EXCHANGE_ROLES,
        .change = &set_right,
        .undo = "remove-full-access",
    },
    {
        .name = "remove-full-access",
        .label = "Remove full access to mailbox",
        .key = 'B',
        .group = GROUP_MAIL_ACCESS,
        .touches = TOUCHES_FORWARDING,
        .flags = ACTION_CONTAINMENT,
        .help = "Take from somebody the right to open the mailbox.",
        .confirm = "Take from somebody the right to open the mailbox of {target}?",
        .params = (const struct param[]){WHO(PARAM_TEXT, AS_LISTED), END},
        .cmdlets = CMDLETS("Get-MailboxPermission", "Remove-MailboxPermission"),
        .roles = EXCHANGE_ROLES,
        .change = &set_right,
        .undo = "give-full-access",
    },
    {
        .name = "give-send-as",
        .label = "Give the right to send as",
        .key = 's',
        .group = GROUP_MAIL_ACCESS,
        .touches = TOUCHES_FORWARDING,
        .help = "Let somebody send mail as if it came from the user.",
        .confirm = "Let somebody send mail as {target}?",
        .params = (const struct param[]){WHO(PARAM_USER, "who may send: a user, or a group with an address"), END},
        .cmdlets = CMDLETS("Get-RecipientPermission", "Add-RecipientPermission"),
        .roles = EXCHANGE_ROLES,
        .change = &set_right,
        .undo = "remove-send-as",
    },
    {
        .name = "remove-send-as",
        .label = "Remove the right to send as",
        .key = 'N',
        .group = GROUP_MAIL_ACCESS,
        .touches = TOUCHES_FORWARDING,
        .flags = ACTION_CONTAINMENT,
        .help = "Take from somebody the right to send mail as the user.",
        .confirm = "Take from somebody the right to send mail as {target}?",
        .params = (const struct param[]){WHO(PARAM_TEXT, AS_LISTED), END},
        .cmdlets = CMDLETS("Get-RecipientPermission", "Remove-RecipientPermission"),
        .roles = EXCHANGE_ROLES,
        .change = &set_right,
        .undo = "give-send-as",
    },
    {.name = NULL},
};
