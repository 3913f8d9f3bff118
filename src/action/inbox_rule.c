/* One inbox rule of a mailbox: switching it off and on, deleting it (REQUESTS §7.5). */
#include "action/mailbox.h"
#include "action/rows.h"
#include "base/arena.h"

#include <string.h>
#include <strings.h>

static bool wants_on(const struct flow *flow)
{
    return !strcmp(flow->action->name, "enable-inbox-rule");
}

static const char *wanted(struct flow *flow)
{
    const char *rule = flow->restore ? mailbox_restored(flow, "rule") : flow_value(flow, "rule");
    return rule ? rule : "";
}

/* Behind "alias\": the number as a cmdlet of JSON may round it. */
static const char *number_of(const struct json *rule)
{
    const char *identity = json_text_or(json_get(rule, "Identity"), ""), *slash = strrchr(identity, '\\');
    return slash ? slash + 1 : identity;
}

/* The rule with this number or identity, else the only one of this name; how many there are in `*count`. */
static const struct json *find_rule(const struct json *now, const char *wants, size_t *count)
{
    const struct json *found = NULL;
    *count = 0;
    for (const struct json *one = json_first(json_get(now, "value")); one; one = json_next(one)) {
        if (!strcmp(number_of(one), wants) || !strcasecmp(json_text_or(json_get(one, "Identity"), ""), wants)) {
            *count = 1;
            return one;
        }
        if (!strcasecmp(json_text_or(json_get(one, "Name"), ""), wants)) {
            found = one;
            ++*count;
        }
    }
    return found;
}

static struct http_request *read_rules(struct flow *flow)
{
    return mailbox_invoke(flow, "Get-InboxRule",
                          (const struct exchange_parameter[]){{"Mailbox", .text = flow->target->id},
                                                              {"IncludeHidden", .raw = "true"},
                                                              {"ResultSize", .text = "Unlimited"},
                                                              {NULL}});
}

/* A name that fits several is refused with their numbers. */
static int refuse(struct flow *flow, const struct json *now, size_t count)
{
    const char *rule = wanted(flow);
    auto_buf struct buf numbers = buf_make(BUF_REQUEST);
    for (const struct json *one = json_first(json_get(now, "value")); count && one; one = json_next(one))
        if (!strcasecmp(json_text_or(json_get(one, "Name"), ""), rule))
            buf_printf(&numbers, "%s%s", numbers.length ? ", " : "", number_of(one));
    if (count)
        flow_refuse(flow, ERR_AMBIGUOUS, arena_printf(flow->arena, "%zu rules are called \"%s\"", count, rule),
                    arena_printf(flow->arena, "give the number of one: %s", buf_text(&numbers)));
    else
        flow_refuse(flow, ERR_NOT_FOUND, arena_printf(flow->arena, "the mailbox has no inbox rule \"%s\"", rule),
                    "give its name or number: \"roster show USER --panel mail\" lists the names");
    return -1;
}

/* The rule that is meant stays the same one, whatever it is called meanwhile. */
static const struct json *found(struct flow *flow, const struct json *now, size_t *count)
{
    const struct json *rule = find_rule(now, flow->state ? flow->state : wanted(flow), count);
    if (*count == 1)
        flow->state = arena_strdup(flow->arena, json_text_or(json_get(rule, "Identity"), ""));
    return rule;
}

static int switched(struct flow *flow, const struct json *now)
{
    size_t count;
    const struct json *rule = found(flow, now, &count);
    if (count != 1)
        return refuse(flow, now, count);
    if (json_true(json_get(rule, "Enabled")) == wants_on(flow))
        return 1;
    if (strncmp(json_text_or(json_get(rule, "Name"), ""), "Delegate Rule -", strlen("Delegate Rule -")) != 0)
        return 0;
    flow_refuse(flow, ERR_REFUSED, "the rule of a delegate can be neither enabled nor disabled",
                "it goes with the delegate: remove that one in Outlook or on the calendar");
    return -1;
}

/* A rule that was never seen is a wrong name; one that is gone after a write is what was wanted. */
static int deleted(struct flow *flow, const struct json *now)
{
    size_t count;
    (void)found(flow, now, &count);
    if (!count && (flow->state || flow->look))
        return 1;
    return count == 1 ? 0 : refuse(flow, now, count);
}

static const char *keep_switch(struct flow *flow, const struct json *now)
{
    size_t count;
    const struct json *rule = find_rule(now, flow->state, &count);
    return arena_printf(flow->arena, "{\"rule\":%s,\"Name\":%s}", mailbox_quoted(flow, number_of(rule)),
                        mailbox_quoted(flow, json_text_or(json_get(rule, "Name"), "")));
}

/* All of it: there is no other copy. */
static const char *keep_rule(struct flow *flow, const struct json *now)
{
    size_t count;
    auto_buf struct buf out = buf_make(1u << 20);
    json_write(find_rule(now, flow->state, &count), &out);
    return arena_strdup(flow->arena, buf_text(&out));
}

static struct http_request *write_rule(struct flow *flow)
{
    const char *cmdlet = flow->action->cmdlets[1];
    return mailbox_invoke(flow, cmdlet,
                          (const struct exchange_parameter[]){{"Identity", .text = flow->state},
                                                              {"Mailbox", .text = flow->target->id},
                                                              {"Confirm", .raw = "false"},
                                                              {NULL}});
}

#define LOST " Rules that Outlook alone runs are gone with the change."

static const char *say_switched(struct flow *flow, enum change_end end)
{
    (void)end;
    return wants_on(flow) ? "The rule is on, read back." LOST : "The rule is off, read back." LOST;
}

static const struct change switch_rule = {
    .read = read_rules,
    .same = switched,
    .keep = keep_switch,
    .write = write_rule,
    .say = say_switched,
    .already = "The rule is already set this way.",
};

static const struct change delete_rule = {
    .read = read_rules,
    .same = deleted,
    .keep = keep_rule,
    .write = write_rule,
    .done = "The rule is deleted; what it was is in the journal." LOST,
    .already = "The rule is gone already.",
};

static enum flow_state prepare_rule(struct flow *flow, const struct http_reply *reply)
{
    enum { SHOWN = 12 };
    size_t count = 0;
    if (!flow->step)
        return flow_send(flow, read_rules(flow), 1);
    auto_json struct json *now = exchange_body(reply, &flow->error);
    if (!now)
        return flow_fail(flow, reply);
    for (const struct json *one = json_first(json_get(now, "value")); one && count < SHOWN; one = json_next(one)) {
        const char *name = json_text_or(json_get(one, "Name"), "");
        if (exchange_own_rule(name))
            continue;
        prepared_note(flow, false, "%s, %s: %s", name, json_true(json_get(one, "Enabled")) ? "on" : "off",
                      number_of(one));
        count++;
    }
    if (!count)
        prepared_note(flow, true, "The mailbox has no inbox rule.");
    prepared_note(flow, true, "Any change made here deletes the rules that Outlook alone runs, on a computer.");
    return flow_done(flow, "Read.");
}

#define PARAMS                                                                                                         \
    (const struct param[])                                                                                             \
    {                                                                                                                  \
        {.name = "rule",                                                                                               \
         .label = "Rule",                                                                                              \
         .kind = PARAM_TEXT,                                                                                           \
         .required = true,                                                                                             \
         .maximum = 512,                                                                                               \
         .help = "its name, or its number where several have the name"},                                               \
        {                                                                                                              \
            .name = NULL                                                                                               \
        }                                                                                                              \
    }

const struct action inbox_rule_actions[] = {
    {
        .name = "disable-inbox-rule",
        .label = "Disable inbox rule",
        .key = 'z',
        .group = GROUP_MAIL,
        .touches = TOUCHES_FORWARDING,
        .flags = ACTION_CONTAINMENT,
        .help = "Switch one inbox rule of the mailbox off, hidden ones included.",
        .confirm = "Disable an inbox rule of {target}? Rules that Outlook alone runs are deleted by it.",
        .params = PARAMS,
        .cmdlets = CMDLETS("Get-InboxRule", "Disable-InboxRule"),
        .roles = EXCHANGE_ROLES,
        .prepare = prepare_rule,
        .change = &switch_rule,
        .undo = "enable-inbox-rule",
        .saved = "inbox-rules-shown", /* a change by Exchange deletes the rules that only Outlook keeps */
    },
    {
        .name = "enable-inbox-rule",
        .label = "Enable inbox rule",
        .key = 'E',
        .group = GROUP_MAIL,
        .touches = TOUCHES_FORWARDING,
        .help = "Switch one inbox rule of the mailbox on.",
        .confirm = "Enable an inbox rule of {target}? Rules that Outlook alone runs are deleted by it.",
        .params = PARAMS,
        .cmdlets = CMDLETS("Get-InboxRule", "Enable-InboxRule"),
        .roles = EXCHANGE_ROLES,
        .prepare = prepare_rule,
        .change = &switch_rule,
        .undo = "disable-inbox-rule",
        .saved = "inbox-rules-shown",
    },
    {
        .name = "delete-inbox-rule",
        .label = "Delete inbox rule",
        .key = 'Y',
        .group = GROUP_MAIL,
        .touches = TOUCHES_FORWARDING,
        .flags = ACTION_CONTAINMENT,
        .help = "Delete one inbox rule of the mailbox; the journal keeps what it was.",
        .confirm =
            "Delete an inbox rule of {target}? It cannot be put back, and rules that Outlook alone runs go with it.",
        .params = PARAMS,
        .cmdlets = CMDLETS("Get-InboxRule", "Remove-InboxRule"),
        .roles = EXCHANGE_ROLES,
        .prepare = prepare_rule,
        .change = &delete_rule,
        .saved = "inbox-rules-all",
    },
    {.name = NULL},
};
