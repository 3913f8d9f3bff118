/* Forwarding the mail of a mailbox, and stopping that (REQUESTS §7.4). */
#include "action/mailbox.h"
#include "action/rows.h"
#include "base/arena.h"

#include <string.h>
#include <strings.h>

struct forwarding {
    const char *internal, *smtp; /* "": none */
    const char *also[3];         /* other names Exchange shows the internal one by */
    bool keep_copy;
};

static const char *without_smtp(const char *address)
{
    return !strncasecmp(address, "smtp:", 5) ? address + 5 : address;
}

static struct forwarding *wanted(struct flow *flow)
{
    struct forwarding *want = flow->state;
    if (want)
        return want;
    flow->state = want = arena_alloc(flow->arena, sizeof *want);
    want->internal = want->smtp = want->also[0] = want->also[1] = want->also[2] = "";
    if (!flow->restore)
        return want;
    struct err ignored;
    auto_json struct json *root = json_parse(flow->restore, strlen(flow->restore), &ignored);
    want->internal = mailbox_restored(flow, "ForwardingAddress");
    want->smtp = mailbox_restored(flow, "ForwardingSmtpAddress");
    want->keep_copy = json_true(json_get(root, "DeliverToMailboxAndForward"));
    return want;
}

static bool is_internal(const struct forwarding *want, const char *shown)
{
    bool same = !strcasecmp(shown, want->internal);
    for (size_t i = 0; i < 3; i++)
        same |= *want->also[i] && !strcasecmp(shown, want->also[i]);
    return same;
}

static int forwarding_same(struct flow *flow, const struct json *now)
{
    const struct forwarding *want = wanted(flow);
    return is_internal(want, mailbox_text(now, "ForwardingAddress")) &&
           !strcasecmp(without_smtp(mailbox_text(now, "ForwardingSmtpAddress")), without_smtp(want->smtp)) &&
           json_true(json_get(mailbox_of(now), "DeliverToMailboxAndForward")) == want->keep_copy;
}

static const char *null_or(struct flow *flow, const char *text)
{
    return *text ? mailbox_quoted(flow, text) : "null";
}

static const char *forwarding_keep(struct flow *flow, const struct json *now)
{
    return arena_printf(flow->arena,
                        "{\"ForwardingAddress\":%s,\"ForwardingSmtpAddress\":%s,\"DeliverToMailboxAndForward\":%s}",
                        null_or(flow, mailbox_text(now, "ForwardingAddress")),
                        null_or(flow, mailbox_text(now, "ForwardingSmtpAddress")),
                        json_true(json_get(mailbox_of(now), "DeliverToMailboxAndForward")) ? "true" : "false");
}

static struct http_request *forwarding_write(struct flow *flow)
{
    const struct forwarding *want = wanted(flow);
    return mailbox_invoke(
        flow, "Set-Mailbox",
        (const struct exchange_parameter[]){{"Identity", .text = flow->target->id},
                                            {"ForwardingAddress", .raw = null_or(flow, want->internal)},
                                            {"ForwardingSmtpAddress", .raw = null_or(flow, without_smtp(want->smtp))},
                                            {"DeliverToMailboxAndForward", .raw = want->keep_copy ? "true" : "false"},
                                            {NULL}});
}

/* What stood there before, for the sentence. */
static const char *was_there(struct flow *flow)
{
    struct err ignored;
    const char *prior = flow->prior ? flow->prior : "{}";
    auto_json struct json *root = json_parse(prior, strlen(prior), &ignored);
    const char *internal = json_text_or(json_get(root, "ForwardingAddress"), "");
    const char *smtp = without_smtp(json_text_or(json_get(root, "ForwardingSmtpAddress"), ""));
    return arena_printf(flow->arena, "%s%s%s", internal, *internal && *smtp ? " and " : "", smtp);
}

/* The domain that the user signs in with is the tenant's. */
static bool is_own_domain(const struct flow *flow, const char *address)
{
    const char *name = flow->target->user_principal_name;
    const char *own = name ? strrchr(name, '@') : NULL, *domain = strrchr(address, '@');
    return own && domain && !strcasecmp(own, domain);
}

static const char *forwarding_say(struct flow *flow, enum change_end end)
{
    const struct forwarding *want = wanted(flow);
    (void)end;
    const char *to = *want->internal ? want->internal : without_smtp(want->smtp), *was = was_there(flow);
    if (!*to)
        return arena_printf(flow->arena, "Forwarding is off%s%s. Inbox rules can forward too.",
                            *was ? "; it went to " : "", was);
    const char *warns =
        !*want->smtp ? ""
        : is_own_domain(flow, without_smtp(want->smtp))
            ? " Nobody of the tenant has that address, though the domain is its own: look whether it is right."
            : " It leaves the organisation: the outbound spam policy usually blocks that (5.7.520).";
    return arena_printf(flow->arena, "Mail is forwarded to %s, %s%s", to,
                        want->keep_copy ? "and kept." : "and not kept.", warns);
}

/* Is the address one of the tenant's own recipients? Then Exchange forwards inside. */
static enum flow_state resolved(struct flow *flow, const struct http_reply *reply)
{
    struct forwarding *want = wanted(flow);
    auto_json struct json *found = exchange_body(reply, &flow->error);
    const char *address = flow_value(flow, "address");
    if (!found && flow->error.code != ERR_NOT_FOUND)
        return flow_fail(flow, reply);
    flow->error = (struct err){.code = ERR_OK};
    static const char *const names[] = {"Identity", "Name", "DistinguishedName"};
    for (size_t i = 0; i < 3; i++)
        want->also[i] = arena_strdup(flow->arena, mailbox_text(found, names[i]));
    if (mailbox_of(found))
        want->internal = arena_strdup(flow->arena,
                                      json_text_or(json_get(mailbox_of(found), "PrimarySmtpAddress"), address));
    else
        want->smtp = address;
    want->keep_copy = flow_true(flow, "keep_copy");
    return FLOW_DONE;
}

enum { BEGIN, RESOLVED };

/* Stopping, and bringing back what was there, know where to without asking. */
static enum flow_state resolve(struct flow *flow, const struct http_reply *reply)
{
    const char *address = flow_value(flow, "address");
    if (flow->step == RESOLVED)
        return resolved(flow, reply);
    if (flow->restore || !flow->action->params)
        return FLOW_DONE;
    if (!address || !strchr(address, '@'))
        return flow_refuse(flow, ERR_USAGE, "an e-mail address is expected", "write name@domain");
    return flow_send(flow,
                     mailbox_invoke(flow, "Get-Recipient",
                                    (const struct exchange_parameter[]){{"Identity", .text = address}, {NULL}}),
                     RESOLVED);
}

static const struct change set_forwarding = {
    .before = resolve,
    .read = mailbox_read,
    .same = forwarding_same,
    .keep = forwarding_keep,
    .write = forwarding_write,
    .say = forwarding_say,
    .already = "Forwarding is already set this way.",
};

static enum flow_state prepare_forwarding(struct flow *flow, const struct http_reply *reply)
{
    if (!flow->step)
        return flow_send(flow, mailbox_read(flow), 1);
    auto_json struct json *now = exchange_body(reply, &flow->error);
    if (!now)
        return flow_fail(flow, reply);
    flow->prior = forwarding_keep(flow, now);
    const char *was = was_there(flow);
    if (*was)
        prepared_note(flow, true, "Now forwarded to %s.", was);
    else
        prepared_note(flow, false, "Nothing is forwarded now.");
    if (flow->action->params)
        prepared_note(flow, false, "An address outside gets mail only if the outbound spam policy allows it.");
    return flow_done(flow, "Read.");
}

const struct action forwarding_actions[] = {
    {
        .name = "disable-forwarding",
        .label = "Disable e-mail forwarding",
        .key = 'f',
        .group = GROUP_MAIL,
        .touches = TOUCHES_FORWARDING,
        .flags = ACTION_BULK | ACTION_CONTAINMENT,
        .help = "Clear ForwardingAddress and ForwardingSmtpAddress.",
        .confirm = "Stop forwarding the mail of {target}? Inbox rules stay as they are.",
        .cmdlets = CMDLETS("Get-Mailbox", "Set-Mailbox"),
        .roles = EXCHANGE_ROLES,
        .prepare = prepare_forwarding,
        .change = &set_forwarding,
        .undo = "set-forwarding",
    },
    {
        .name = "set-forwarding",
        .label = "Set e-mail forwarding",
        .key = 'F',
        .group = GROUP_MAIL,
        .touches = TOUCHES_FORWARDING,
        .help = "Forward the mail of the mailbox to another address.",
        .confirm = "Forward the mail of {target}?",
        .params = (const struct param[]){{.name = "address",
                                          .label = "Address",
                                          .kind = PARAM_TEXT,
                                          .required = true,
                                          .maximum = 320,
                                          .help = "where mail goes: a recipient of the tenant, or outside"},
                                         {.name = "keep_copy",
                                          .label = "Keep a copy",
                                          .kind = PARAM_BOOL,
                                          .otherwise = "true",
                                          .help = "mail is delivered to the mailbox too"},
                                         {.name = NULL}},
        .cmdlets = CMDLETS("Get-Mailbox", "Get-Recipient", "Set-Mailbox"),
        .roles = EXCHANGE_ROLES,
        .prepare = prepare_forwarding,
        .change = &set_forwarding,
        .undo = "set-forwarding",
    },
    {.name = NULL},
};
