/* Inbox rules: listing with and without the hidden ones, making, switching, removing. */
#include "tenant/exchange/exchange_handlers.h"

#include "base/random.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* The rule an identity names: "alias\number", a number, or a name; NULL when there is none. */
static const struct json *find_rule(const struct json *rules, const char *identity)
{
    const char *slash = strrchr(identity, '\\'), *last = slash ? slash + 1 : identity;
    for (const struct json *rule = json_first(rules); rule; rule = json_next(rule))
        if (!strcasecmp(json_text_or(json_get(rule, "Identity"), ""), identity) ||
            !strcmp(json_text_or(json_get(rule, "RuleIdentity"), ""), last) ||
            (!slash && !strcasecmp(json_text_or(json_get(rule, "Name"), ""), identity)))
            return rule;
    return NULL;
}

/* Whose rules: the parameter Mailbox, else what stands before the backslash, else the anchor. */
static bool owner_of(struct cmdlet_call *call, struct mailbox *mailbox)
{
    bool many;
    const char *identity = call_text(call, "Identity"), *slash = identity ? strrchr(identity, '\\') : NULL;
    if (call_text(call, "Mailbox") || !slash)
        return call_mailbox(call, "Mailbox", mailbox);
    const char *alias = arena_strndup(call->arena, identity, (size_t)(slash - identity));
    uint32_t number = exchange_resolve(call->tenant, alias, &many);
    if (number != SEED_NOBODY && mailbox_load(call->tenant, number, mailbox))
        return true;
    call_not_found(call, alias);
    return false;
}

void cmdlet_get_rules(struct cmdlet_call *call)
{
    struct mailbox mailbox;
    const char *identity = call_text(call, "Identity");
    bool hidden = call_true(call, "IncludeHidden");
    if (!owner_of(call, &mailbox))
        return;
    if (!(exchange_roles_of(call->tenant, &call->request->caller) & ~(unsigned)EXCHANGE_VIEW)) { /* REQUESTS §7.5 */
        call_fail(call, 403, "Microsoft.Exchange.Data.Directory.ADNoSuchObjectException",
                  "The operation on mailbox \"%s\" failed because it's out of the current user's read scope.",
                  mailbox.upn);
        return;
    }
    auto_json struct json *rules = mailbox_part(call->tenant, &mailbox, MAILBOX_RULES);
    const struct json *one = identity ? find_rule(rules, identity) : NULL;
    if (identity && !one) {
        call_not_found(call, identity);
        return;
    }
    for (const struct json *rule = json_first(rules); rule; rule = json_next(rule))
        if (one ? rule == one : hidden || !json_true(json_get(rule, "@hidden")))
            json_push(call->rows, json_copy(rule));
}

/* Keep the rules without `gone`, or with it switched. */
static void keep_changed(struct cmdlet_call *call, const struct mailbox *mailbox, const struct json *rules,
                         const struct json *which, bool remove, bool enabled)
{
    struct json *all = json_new_array();
    for (const struct json *rule = json_first(rules); rule; rule = json_next(rule)) {
        if (rule == which && remove)
            continue;
        struct json *copy = json_copy(rule);
        if (rule == which)
            json_set_bool(copy, "Enabled", enabled);
        json_push(all, copy);
    }
    mailbox_keep(call->tenant, mailbox->number, MAILBOX_RULES, all);
}

static void change_rule(struct cmdlet_call *call, bool remove, bool enabled)
{
    struct mailbox mailbox;
    if (!owner_of(call, &mailbox))
        return;
    auto_json struct json *rules = mailbox_part(call->tenant, &mailbox, MAILBOX_RULES);
    const struct json *rule = find_rule(rules, call_text(call, "Identity"));
    const char *name = json_text_or(json_get(rule, "Name"), "");
    if (!rule) {
        call_fail(call, 404, EX_NOT_FOUND, "The inbox rule \"%s\" wasn't found in the mailbox \"%s\".",
                  call_text(call, "Identity"), mailbox.upn);
        return;
    }
    if (!remove && !strncmp(name, "Delegate Rule -", 15)) {
        call_fail(call, 400, "Microsoft.Exchange.Management.Common.InboxRuleOperationException",
                  "The rule '%s' can't be enabled or disabled: it belongs to the mailbox's delegates.", name);
        return;
    }
    if (!remove && json_true(json_get(rule, "Enabled")) == enabled)
        call_warn(call, "The command completed successfully but no settings of '%s' have been modified.", name);
    keep_changed(call, &mailbox, rules, rule, remove, enabled);
}

void cmdlet_remove_rule(struct cmdlet_call *call)
{
    change_rule(call, true, false);
}

void cmdlet_enable_rule(struct cmdlet_call *call)
{
    change_rule(call, false, true);
}

void cmdlet_disable_rule(struct cmdlet_call *call)
{
    change_rule(call, false, false);
}

/* --- a new one --- */

static bool new_fits(struct cmdlet_call *call, const struct json *rules)
{
    static const char *const actions[] = {
        "ForwardTo",    "ForwardAsAttachmentTo", "RedirectTo", "DeleteMessage",      "SoftDeleteMessage",
        "MoveToFolder", "CopyToFolder",          "MarkAsRead", "StopProcessingRules"};
    bool acts = false;
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        acts = acts || call_get(call, actions[i]);
    const struct json *same = find_rule(rules, call_text(call, "Name"));
    if (!acts)
        call_fail(call, 400, EX_ARGUMENT, "The rule must have at least one action.");
    else if (same)
        call_fail(call, 400, "Microsoft.Exchange.Management.Common.InboxRuleAlreadyExistsException",
                  "A rule with the name \"%s\" already exists.", call_text(call, "Name"));
    return !call->reply->status;
}

static void set_plain(struct cmdlet_call *call, struct json *rule)
{
    for (const struct parameter *row = call->cmdlet->parameters; row->name; row++) {
        const struct json *value = call_get(call, row->name);
        if (!(row->flags & PARAMETER_STORED))
            continue;
        if (value)
            json_set(rule, row->name, json_copy(value));
        else if (row->type == PARAMETER_BOOL)
            json_set_bool(rule, row->name, false);
        else
            json_set(rule, row->name, json_new_null());
    }
}

void cmdlet_new_rule(struct cmdlet_call *call)
{
    struct mailbox mailbox;
    uint64_t id;
    if (!call_mailbox(call, "Mailbox", &mailbox))
        return;
    struct json *rules = mailbox_part(call->tenant, &mailbox, MAILBOX_RULES);
    if (!new_fits(call, rules)) {
        json_free(rules);
        return;
    }
    random_bytes(&id, sizeof id);
    const char *number = arena_printf(call->arena, "%020" PRIu64, id | UINT64_C(1) << 63);
    struct json *rule = json_new_object();
    set_plain(call, rule);
    json_set_text(rule, "Identity", arena_printf(call->arena, "%s\\%s", mailbox.alias, number));
    json_set_text(rule, "RuleIdentity", number);
    json_set_text(rule, "MailboxOwnerId", mailbox.alias);
    json_set_bool(rule, "Enabled", true);
    json_set_number(rule, "Priority", (double)json_count(rules) + 1);
    json_set_text(rule, "Description", "");
    json_set_bool(rule, "InError", false);
    json_set_bool(rule, "IsValid", true);
    json_push(call->rows, json_copy(rule));
    json_push(rules, rule);
    mailbox_keep(call->tenant, mailbox.number, MAILBOX_RULES, rules);
}
