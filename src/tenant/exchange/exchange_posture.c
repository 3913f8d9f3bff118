/* What research looks at beside mailboxes: mail flow, auditing that is bypassed, sweep rules. */
#include "tenant/exchange/exchange_handlers.h"

#include "base/clock.h"
#include "base/random.h"
#include <string.h>
#include <strings.h>

void cmdlet_get_record(struct cmdlet_call *call)
{
    auto_json struct json *rows = mailboxes_record(call->tenant, (enum mailboxes_record)call->cmdlet->what);
    for (const struct json *one = json_first(rows); one; one = json_next(one))
        json_push(call->rows, json_copy(one));
}

/* --- who is not audited --- */

static bool has(const struct json *list, const char *text)
{
    for (const struct json *one = json_first(list); one; one = json_next(one))
        if (!strcmp(json_text_or(one, ""), text))
            return true;
    return false;
}

static struct json *bypass_row(struct cmdlet_call *call, const struct mailbox *mailbox)
{
    auto_json struct json *bypassed = mailboxes_record(call->tenant, MAILBOXES_BYPASSED);
    struct json *row = json_new_object();
    json_set_text(row, "Identity", mailbox->id);
    json_set_text(row, "Name", mailbox->name);
    json_set_text(row, "ObjectId", mailbox->id);
    json_set_bool(row, "AuditBypassEnabled", has(bypassed, mailbox->id));
    return row;
}

static bool is_mailbox(struct cmdlet_call *call, const struct mailbox *mailbox, const void *with)
{
    (void)call, (void)with;
    return mailbox->kind != MAILBOX_NONE;
}

void cmdlet_get_bypass(struct cmdlet_call *call)
{
    struct mailbox mailbox;
    if (!call_text(call, "Identity")) {
        bool first = call->cursor == 0;
        exchange_walk(call, is_mailbox, NULL, bypass_row);
        auto_json struct json *others = mailboxes_record(call->tenant, MAILBOXES_BYPASS_ROWS);
        for (const struct json *one = first ? json_first(others) : NULL; one && json_count(call->rows) < call->page;
             one = json_next(one))
            json_push(call->rows, json_copy(one));
    } else if (call_mailbox(call, "Identity", &mailbox))
        json_push(call->rows, bypass_row(call, &mailbox));
}

void cmdlet_set_bypass(struct cmdlet_call *call)
{
    struct mailbox mailbox;
    if (!call_mailbox(call, "Identity", &mailbox))
        return;
    auto_json struct json *old = mailboxes_record(call->tenant, MAILBOXES_BYPASSED);
    auto_json struct json *edit = json_new_object();
    json_set_text(edit, call_true(call, "AuditBypassEnabled") ? "add" : "remove", mailbox.id);
    mailboxes_keep(call->tenant, MAILBOXES_BYPASSED, exchange_edit_list(old, edit));
}

/* --- lists of the mailbox; sweep rules --- */

void cmdlet_get_list(struct cmdlet_call *call)
{
    struct mailbox mailbox;
    if (!call_mailbox(call, "Mailbox", &mailbox))
        return;
    auto_json struct json *rows = mailbox_part(call->tenant, &mailbox, (enum mailbox_part)call->cmdlet->what);
    for (const struct json *one = json_first(rows); one; one = json_next(one))
        json_push(call->rows, json_copy(one));
}

static bool was_within(const struct cmdlet_call *call, const struct json *item)
{
    const char *from = call_text(call, "FilterStartTime"), *to = call_text(call, "FilterEndTime"),
               *words = call_text(call, "SubjectContains"),
               *when = json_text_or(json_get(item, "LastModifiedTime"), "");
    int64_t start = INT64_MIN, end = INT64_MAX, at = 0;
    if (from && !clock_parse(from, strlen(from), &start))
        return false;
    if (to && !clock_parse(to, strlen(to), &end))
        return false;
    if (words && !strcasestr(json_text_or(json_get(item, "Subject"), ""), words))
        return false;
    return !clock_parse(when, strlen(when), &at) || (at >= start && at <= end);
}

static bool is_meant(const struct cmdlet_call *call, const struct json *item)
{
    const char *folder = call_text(call, "SourceFolder");
    static const char *const names[][2] = {{"DeletedItems", "Deleted Items"},
                                           {"RecoverableItems", "Recoverable Items\\Deletions"},
                                           {"PurgedItems", "Recoverable Items\\Purges"}};
    const char *is = json_text_or(json_get(item, "SourceFolder"), "");
    bool fits = !folder;
    for (size_t i = 0; folder && i < 3; i++)
        fits |= !strcasecmp(names[i][0], folder) && !strncmp(is, names[i][1], strlen(names[i][1]));
    return fits && was_within(call, item);
}

void cmdlet_get_recoverable(struct cmdlet_call *call)
{
    struct mailbox mailbox;
    if (!call_mailbox(call, "Identity", &mailbox))
        return;
    auto_json struct json *items = mailbox_part(call->tenant, &mailbox, MAILBOX_DELETED);
    for (const struct json *one = json_first(items); one; one = json_next(one))
        if (is_meant(call, one))
            json_push(call->rows, json_copy(one));
}

void cmdlet_restore_recoverable(struct cmdlet_call *call)
{
    struct mailbox mailbox;
    if (!call_mailbox(call, "Identity", &mailbox))
        return;
    auto_json struct json *items = mailbox_part(call->tenant, &mailbox, MAILBOX_DELETED);
    struct json *kept = json_new_array();
    for (const struct json *one = json_first(items); one; one = json_next(one)) {
        if (!is_meant(call, one)) {
            json_push(kept, json_copy(one));
            continue;
        }
        struct json *row = json_copy(one);
        json_set_bool(row, "WasRestoredSuccessfully", true);
        json_push(call->rows, row);
    }
    mailbox_keep(call->tenant, mailbox.number, MAILBOX_DELETED, kept);
}

/* The rules with the one of this identity switched; NULL: there is none. */
static struct json *switched(const struct json *rules, const char *identity, bool on)
{
    bool found = false;
    struct json *all = json_new_array();
    for (const struct json *one = json_first(rules); one; one = json_next(one)) {
        struct json *rule = json_copy(one);
        if (!strcasecmp(json_text_or(json_get(one, "Name"), ""), identity) ||
            !strcasecmp(json_text_or(json_get(one, "Guid"), ""), identity) ||
            !strcasecmp(json_text_or(json_get(one, "Identity"), ""), identity)) {
            if (json_get(one, "State"))
                json_set_text(rule, "State", on ? "Enabled" : "Disabled");
            else
                json_set_bool(rule, "Enabled", on);
            found = true;
        }
        json_push(all, rule);
    }
    if (found)
        return all;
    json_free(all);
    return NULL;
}

static void switch_sweep(struct cmdlet_call *call, bool on)
{
    struct mailbox mailbox;
    if (!call_mailbox(call, "Mailbox", &mailbox))
        return;
    auto_json struct json *old = mailbox_part(call->tenant, &mailbox, MAILBOX_SWEEPS);
    struct json *all = switched(old, call_text(call, "Identity"), on);
    if (all)
        mailbox_keep(call->tenant, mailbox.number, MAILBOX_SWEEPS, all);
    else
        call_not_found(call, call_text(call, "Identity"));
}

void cmdlet_disable_sweep(struct cmdlet_call *call)
{
    switch_sweep(call, false);
}

void cmdlet_enable_sweep(struct cmdlet_call *call)
{
    switch_sweep(call, true);
}

/* What was given, with an id; the caller's. */
static struct json *new_rule(struct cmdlet_call *call)
{
    char id[UUID_TEXT];
    struct json *rule = json_new_object();
    for (const struct parameter *row = call->cmdlet->parameters; row->name; row++)
        if (row->flags & PARAMETER_STORED)
            json_set(rule, row->name,
                     call_get(call, row->name) ? json_copy(call_get(call, row->name)) : json_new_null());
    json_set_text(rule, "Guid", random_uuid(id));
    return rule;
}

void cmdlet_new_sweep(struct cmdlet_call *call)
{
    struct mailbox mailbox;
    if (!call_mailbox(call, "Mailbox", &mailbox))
        return;
    struct json *rule = new_rule(call), *all = mailbox_part(call->tenant, &mailbox, MAILBOX_SWEEPS);
    json_set_text(rule, "Identity",
                  arena_printf(call->arena, "%s\\%s", mailbox.alias, json_text(json_get(rule, "Guid"))));
    json_set_text(rule, "RuleId", json_text(json_get(rule, "Guid")));
    json_set_bool(rule, "Enabled", true);
    json_push(call->rows, json_copy(rule));
    json_push(all, rule);
    mailbox_keep(call->tenant, mailbox.number, MAILBOX_SWEEPS, all);
}

/* --- mail flow rules --- */

static void switch_flow(struct cmdlet_call *call, bool on)
{
    auto_json struct json *old = mailboxes_record(call->tenant, MAILBOXES_TRANSPORT_RULES);
    struct json *all = switched(old, call_text(call, "Identity"), on);
    if (all)
        mailboxes_keep(call->tenant, MAILBOXES_TRANSPORT_RULES, all);
    else
        call_not_found(call, call_text(call, "Identity"));
}

void cmdlet_disable_flow_rule(struct cmdlet_call *call)
{
    switch_flow(call, false);
}

void cmdlet_enable_flow_rule(struct cmdlet_call *call)
{
    switch_flow(call, true);
}

void cmdlet_new_flow_rule(struct cmdlet_call *call)
{
    struct json *rule = new_rule(call), *all = mailboxes_record(call->tenant, MAILBOXES_TRANSPORT_RULES);
    json_set_text(rule, "Identity", json_text(json_get(rule, "Name")));
    json_set_text(rule, "State", "Enabled");
    json_set_text(rule, "Mode", "Enforce");
    json_set_number(rule, "Priority", (double)json_count(all));
    json_push(call->rows, json_copy(rule));
    json_push(all, rule);
    mailboxes_keep(call->tenant, MAILBOXES_TRANSPORT_RULES, all);
}
