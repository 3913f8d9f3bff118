/* A role group of Exchange: taking the user out of it, who could do with it what it may in every mailbox (REQUESTS §7.12). */
#include "action/mailbox.h"
#include "action/rows.h"
#include "action/thing.h"
#include "base/arena.h"
#include "base/clean.h"

#include <string.h>
#include <strings.h>

/* Who is in it decides who is in the others. */
#define HIGHEST "Organization Management"

static const char *group_of(struct flow *flow)
{
    const char *group = flow->restore ? change_restored(flow, "group") : flow_value(flow, "group");
    return group ? group : "";
}

/* Undo puts back; the undo of that takes out once more. */
static bool gives(struct flow *flow)
{
    return flow->restore && !change_restored(flow, "undoneBy");
}

static struct http_request *read_members(struct flow *flow)
{
    return mailbox_invoke(flow, "Get-RoleGroupMember",
                          (const struct exchange_parameter[]){
                              {"Identity", .text = group_of(flow)}, {"ResultSize", .text = "Unlimited"}, {NULL}});
}

static bool is_target(const struct flow *flow, const struct json *member)
{
    return !strcasecmp(json_text_or(json_get(member, "ExternalDirectoryObjectId"), ""), flow->target->id);
}

static int is_as_wanted(struct flow *flow, const struct json *now)
{
    size_t others = 0;
    bool member = false;
    if (!now || json_kind(json_get(now, "value")) != JSON_ARRAY) {
        if (!now)
            flow_refuse(flow, ERR_NOT_FOUND, arena_printf(flow->arena, "there is no role group \"%s\"", group_of(flow)),
                        "give its name as Exchange has it, such as " HIGHEST " or Recipient Management");
        else
            flow_refuse(flow, ERR_PARSE, "the members of the role group came in a form that cannot be read",
                        "try again; what was sent stands in the journal");
        return -1;
    }
    for (const struct json *one = json_first(json_get(now, "value")); one; one = json_next(one)) {
        member |= is_target(flow, one);
        others += !is_target(flow, one);
    }
    if (gives(flow) || !member)
        return gives(flow) == member;
    if (others || strcasecmp(group_of(flow), HIGHEST) != 0)
        return 0;
    flow_refuse(flow, ERR_REFUSED, "the user is the last member of " HIGHEST,
                "put somebody else into it first: it decides who is in the others");
    return -1;
}

static const char *keep_group(struct flow *flow, const struct json *now)
{
    (void)now;
    return arena_printf(flow->arena, "{\"group\":%s%s%s}", mailbox_quoted(flow, group_of(flow)),
                        gives(flow) ? ",\"undoneBy\":" : "",
                        gives(flow) ? mailbox_quoted(flow, flow->action->name) : "");
}

static struct http_request *write_member(struct flow *flow)
{
    return mailbox_invoke(flow, gives(flow) ? "Add-RoleGroupMember" : "Remove-RoleGroupMember",
                          (const struct exchange_parameter[]){{"Identity", .text = group_of(flow)},
                                                              {"Member", .text = flow->target->id},
                                                              {"BypassSecurityGroupManagerCheck", .raw = "true"},
                                                              {"Confirm", .raw = "false"},
                                                              {NULL}});
}

static const char *say(struct flow *flow, enum change_end end)
{
    const char *group = clean_strdup(flow->arena, group_of(flow), strlen(group_of(flow)));
    if (end == CHANGE_ALREADY)
        return arena_printf(flow->arena,
                            gives(flow) ? "The user is in %s already."
                                        : "The user is no member of %s, unless by a group that is one.",
                            group);
    return arena_printf(flow->arena,
                        gives(flow)
                            ? "The user is in %s again, read back."
                            : "The user is in %s no more, read back; sessions that are open keep it for a while.",
                        group);
}

static const struct change leave = {
    .read = read_members,
    .none = true,
    .same = is_as_wanted,
    .keep = keep_group,
    .write = write_member,
    .say = say,
};

const struct action role_group_actions[] = {
    {
        .name = "remove-role-group-member",
        .label = "Take out of a role group",
        .group = GROUP_MAIL,
        .touches = TOUCHES_GROUPS,
        .flags = ACTION_CONTAINMENT | ACTION_RARE | ACTION_OF_ROW,
        .help = "Take the user out of a role group of Exchange; never the last one out of " HIGHEST ".",
        .confirm = "Take {target} out of a role group of Exchange?",
        .params = THING_PARAMS(THING_PARAM("group", "Role group", "its name, such as " HIGHEST)),
        .cmdlets = CMDLETS("Get-RoleGroupMember", "Remove-RoleGroupMember", "Add-RoleGroupMember"),
        .roles = (const char *const[]){"Exchange Administrator", NULL},
        .change = &leave,
        .undo = "remove-role-group-member",
    },
    {.name = NULL},
};
