/* All inbox rules of a mailbox switched off at once, each with an end of its own (REQUESTS §7.5). */
#include "action/mailbox.h"
#include "action/rows.h"
#include "base/arena.h"
#include "base/clean.h"

#include <string.h>

struct rule {
    const char *identity, *name; /* cleaned, where it is shown */
    const char *why;             /* it could not be switched; NULL: it could, or was not tried yet */
    bool sent;
    struct rule *next;
};

struct rules {
    struct rule *first, *now;
    size_t delegates; /* which cannot be switched at all */
};

/* What undo switches on again: those that were on. */
static bool is_wanted(const struct json *kept, const struct json *rule)
{
    for (const struct json *one = json_first(kept); one; one = json_next(one))
        if (!strcmp(json_text_or(one, ""), json_text_or(json_get(rule, "Identity"), "")))
            return true;
    return false;
}

static struct rule *known(struct rules *rules, const char *identity)
{
    struct rule *rule = rules->first;
    while (rule && strcmp(rule->identity, identity) != 0)
        rule = rule->next;
    return rule;
}

static struct rule *remember(struct flow *flow, struct rules *rules, const struct json *rule)
{
    const char *name = json_text_or(json_get(rule, "Name"), "");
    struct rule **last = &rules->first, *one = arena_alloc(flow->arena, sizeof *one);
    while (*last)
        last = &(*last)->next;
    one->identity = arena_strdup(flow->arena, json_text_or(json_get(rule, "Identity"), ""));
    one->name = clean_strdup(flow->arena, name, strlen(name));
    return *last = one;
}

/* Those that are still to be switched, but for those that were refused; how many. */
static size_t open_rules(struct flow *flow, const struct json *now)
{
    size_t open = 0;
    struct err ignored;
    struct rules *rules = flow->state ? flow->state : arena_alloc(flow->arena, sizeof *rules);
    auto_json struct json *kept = flow->restore ? json_parse(flow->restore, strlen(flow->restore), &ignored) : NULL;
    flow->state = rules;
    rules->delegates = 0;
    for (const struct json *one = json_first(json_get(now, "value")); one; one = json_next(one)) {
        const char *name = json_text_or(json_get(one, "Name"), "");
        bool on = json_true(json_get(one, "Enabled"));
        if (flow->restore ? on || !is_wanted(json_get(kept, "rules"), one) : !on || exchange_own_rule(name))
            continue;
        if (!strncmp(name, "Delegate Rule -", strlen("Delegate Rule -"))) {
            rules->delegates++;
            continue;
        }
        struct rule *rule = known(rules, json_text_or(json_get(one, "Identity"), ""));
        rule = rule ? rule : remember(flow, rules, one);
        open += !rule->why;
    }
    return open;
}

static struct http_request *read_rules(struct flow *flow)
{
    bool hidden = flow->restore || flow_true(flow, "hidden");
    return mailbox_invoke(flow, "Get-InboxRule",
                          (const struct exchange_parameter[]){{"Mailbox", .text = flow->target->id},
                                                              {"IncludeHidden", .raw = hidden ? "true" : "false"},
                                                              {"ResultSize", .text = "Unlimited"},
                                                              {NULL}});
}

static int all_off(struct flow *flow, const struct json *now)
{
    return !open_rules(flow, now);
}

static const char *keep_rules(struct flow *flow, const struct json *now)
{
    auto_buf struct buf out = buf_make(1u << 20);
    (void)now;
    buf_puts(&out, "{\"rules\":[");
    for (const struct rule *rule = ((struct rules *)flow->state)->first; rule; rule = rule->next)
        buf_printf(&out, "%s%s", rule == ((struct rules *)flow->state)->first ? "" : ",",
                   mailbox_quoted(flow, rule->identity));
    buf_puts(&out, "]}");
    return arena_strdup(flow->arena, buf_text(&out));
}

static struct http_request *write_next(struct flow *flow)
{
    struct rules *rules = flow->state;
    struct rule *rule = rules->first;
    while (rule && rule->sent)
        rule = rule->next;
    if (!rule)
        return NULL;
    rules->now = rule;
    rule->sent = true;
    return mailbox_invoke(flow, flow->restore ? "Enable-InboxRule" : "Disable-InboxRule",
                          (const struct exchange_parameter[]){{"Identity", .text = rule->identity},
                                                              {"Mailbox", .text = flow->target->id},
                                                              {"Confirm", .raw = "false"},
                                                              {NULL}});
}

/* After a lost answer all that is open still is sent again. */
static struct http_request *write_first(struct flow *flow)
{
    for (struct rule *rule = ((struct rules *)flow->state)->first; rule; rule = rule->next)
        rule->sent = rule->why != NULL;
    return write_next(flow);
}

/* One that refuses does not keep the others; what one may not do at all ends it. */
static enum change_refusal rule_refused(struct flow *flow, const struct http_reply *reply)
{
    struct rules *rules = flow->state;
    (void)reply;
    if (flow->error.code == ERR_FORBIDDEN)
        return CHANGE_REFUSED;
    if (flow->error.code != ERR_NOT_FOUND) /* gone: it does nothing any more */
        rules->now->why = arena_strdup(flow->arena, flow->error.message);
    return CHANGE_REACHED;
}

static const char *names_of(struct flow *flow, bool refused)
{
    auto_buf struct buf out = buf_make(BUF_REQUEST);
    for (const struct rule *rule = ((struct rules *)flow->state)->first; rule; rule = rule->next)
        if ((rule->why != NULL) == refused)
            buf_printf(&out, "%s%s%s%s%s", out.length ? ", " : "", rule->name, refused ? " (" : "",
                       refused ? rule->why : "", refused ? ")" : "");
    return arena_strdup(flow->arena, buf_text(&out));
}

static int settled(struct flow *flow, const struct json *now)
{
    struct rules *rules = flow->state;
    size_t open = open_rules(flow, now), all = 0, refused = 0;
    for (const struct rule *rule = rules->first; rule; rule = rule->next) {
        all++;
        refused += rule->why != NULL;
    }
    if (open || !refused)
        return !open;
    flow_refuse(
        flow, ERR_REFUSED,
        arena_printf(flow->arena, "%zu of %zu rules could not be switched: %s", refused, all, names_of(flow, true)),
        "the others are done; look at these in the mailbox");
    return -1;
}

#define DELEGATES " Those of delegates cannot be switched: they go with the delegate."

static const char *say(struct flow *flow, enum change_end end)
{
    const char *delegates = ((struct rules *)flow->state)->delegates ? DELEGATES : "";
    if (end == CHANGE_ALREADY)
        return arena_printf(flow->arena, "No rule is to be switched.%s", delegates);
    return arena_printf(flow->arena, "%s, read back: %s. Rules that Outlook alone runs are gone with the change.%s",
                        flow->restore ? "On again" : "Off", names_of(flow, false), delegates);
}

static const struct change disable_all = {
    .read = read_rules,
    .same = all_off,
    .keep = keep_rules,
    .write = write_first,
    .next = write_next,
    .refused = rule_refused,
    .settled = settled,
    .say = say,
};

const struct action inbox_rules_actions[] = {
    {
        .name = "disable-all-inbox-rules",
        .label = "Disable all inbox rules",
        .key = 'U',
        .group = GROUP_MAIL,
        .touches = TOUCHES_FORWARDING,
        .flags = ACTION_BULK | ACTION_CONTAINMENT,
        .help = "Switch off every inbox rule that is on; undo switches the same ones on again.",
        .confirm = "Disable all inbox rules of {target}? Rules that Outlook alone runs are deleted by it.",
        .params = (const struct param[]){{.name = "hidden",
                                          .label = "Hidden ones too",
                                          .kind = PARAM_BOOL,
                                          .otherwise = "false",
                                          .help = "also those that Outlook does not show"},
                                         {.name = NULL}},
        .cmdlets = CMDLETS("Get-InboxRule", "Disable-InboxRule", "Enable-InboxRule"),
        .roles = EXCHANGE_ROLES,
        .change = &disable_all,
        .undo = "disable-all-inbox-rules",
        .saved = "inbox-rules-shown",
    },
    {.name = NULL},
};
