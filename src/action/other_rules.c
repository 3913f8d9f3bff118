/* Rules that are no inbox rules: sweep rules of a mailbox, mail flow rules of the organisation; switched off, and on by undo
 * (REQUESTS §7.8). */
#include "action/mailbox.h"
#include "action/rows.h"
#include "action/thing.h"
#include "base/arena.h"

#include <string.h>

static bool is_sweep(const struct flow *flow)
{
    return strstr(flow->action->name, "sweep") != NULL;
}

/* Undo switches it on; the undo of that, off. */
static bool wants_on(struct flow *flow)
{
    const char *was = flow->restore ? change_restored(flow, "was") : NULL;
    return was && !strcmp(was, "on");
}

static struct http_request *read_rules(struct flow *flow)
{
    const struct exchange_parameter of_mailbox[] = {{"Mailbox", .text = flow->target->id}, {NULL}};
    return mailbox_invoke(flow, flow->action->cmdlets[0], is_sweep(flow) ? of_mailbox : &of_mailbox[1]);
}

/* Mail flow rules tell it as a word. */
static bool is_on(const struct json *rule)
{
    return json_true(json_get(rule, "Enabled")) || !strcmp(json_text_or(json_get(rule, "State"), ""), "Enabled");
}

static int rule_same(struct flow *flow, const struct json *now)
{
    size_t count;
    const struct json *rule = thing_find(flow, now, &count);
    return rule ? is_on(rule) == wants_on(flow) : thing_refuse(flow, now, count);
}

static const char *keep_rule(struct flow *flow, const struct json *now)
{
    size_t count;
    const struct json *rule = thing_find(flow, now, &count);
    auto_json struct json *kept = json_copy(rule);
    auto_buf struct buf out = buf_make(1u << 20);
    json_set_text(kept, "rule", thing_id(flow));
    json_set_text(kept, "was", is_on(rule) ? "on" : "off");
    json_write(kept, &out);
    return arena_strdup(flow->arena, buf_text(&out));
}

static struct http_request *write_rule(struct flow *flow)
{
    struct exchange_parameter parameters[4] = {{"Identity", .text = thing_id(flow)}};
    size_t count = 1;
    if (is_sweep(flow))
        parameters[count++] = (struct exchange_parameter){"Mailbox", .text = flow->target->id};
    parameters[count] = (struct exchange_parameter){"Confirm", .raw = "false"};
    return mailbox_invoke(flow, flow->action->cmdlets[wants_on(flow) ? 2 : 1], parameters);
}

static const char *say(struct flow *flow, enum change_end end)
{
    if (end == CHANGE_ALREADY)
        return wants_on(flow) ? "The rule is on already." : "The rule is off already.";
    return wants_on(flow)   ? "The rule is on again, read back."
           : is_sweep(flow) ? "The rule is off, read back."
                            : "The rule is off for the whole organisation, read back.";
}

static const struct thing sweep = {.what = "sweep rule",
                                   .panel = "mail",
                                   .param = "rule",
                                   .ids = {"Identity", "RuleId", "Guid"},
                                   .names = {"Name"}},
                          flow_rule = {.what = "mail flow rule",
                                       .panel = "mail",
                                       .param = "rule",
                                       .ids = {"Identity", "Guid"},
                                       .names = {"Name"}};

#define SWITCHES .read = read_rules, .same = rule_same, .keep = keep_rule, .write = write_rule, .say = say
static const struct change switch_sweep = {.thing = &sweep, SWITCHES}, switch_flow = {.thing = &flow_rule, SWITCHES};

#define RULE THING_PARAMS(THING_PARAM("rule", "Rule", "its name, or its id where several have the name"))

const struct action other_rules_actions[] = {
    {
        .name = "disable-sweep-rule",
        .label = "Disable sweep rule",
        .group = GROUP_MAIL,
        .touches = TOUCHES_FORWARDING,
        .flags = ACTION_CONTAINMENT | ACTION_OF_ROW,
        .help = "Switch off a rule by which the mailbox clears away mail by itself.",
        .confirm = "Disable a sweep rule of {target}?",
        .params = RULE,
        .cmdlets = CMDLETS("Get-SweepRule", "Disable-SweepRule", "Enable-SweepRule"),
        .roles = EXCHANGE_ROLES,
        .change = &switch_sweep,
        .undo = "disable-sweep-rule",
    },
    {
        .name = "disable-transport-rule",
        .label = "Disable mail flow rule",
        .group = GROUP_MAIL,
        .touches = TOUCHES_FORWARDING,
        .flags = ACTION_CONTAINMENT | ACTION_OF_ROW | ACTION_DESTRUCTIVE,
        .help = "Switch off a mail flow rule of the whole organisation, such as one that an attacker made as the user.",
        .confirm = "Disable a mail flow rule because of {target}? It is off for everybody.",
        .params = RULE,
        .cmdlets = CMDLETS("Get-TransportRule", "Disable-TransportRule", "Enable-TransportRule"),
        .roles = (const char *const[]){"Exchange Administrator", NULL},
        .change = &switch_flow,
        .undo = "disable-transport-rule",
    },
    {.name = NULL},
};
