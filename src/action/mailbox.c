/* Actions on the mailbox itself: its type, its archive, its forwarding (requests.md §7.1, §7.2, §7.4). */
#include "action/change.h"
#include "action/rows.h"
#include "api/exchange/exchange.h"
#include "base/arena.h"

#include <string.h>
#include <strings.h>

#define EXCHANGE_ROLES                                                                                                 \
    (const char *const[])                                                                                              \
    {                                                                                                                  \
        "Exchange Administrator", "Exchange Recipient Administrator", NULL                                             \
    }
#define CMDLETS(...)                                                                                                   \
    (const char *const[])                                                                                              \
    {                                                                                                                  \
        __VA_ARGS__, NULL                                                                                              \
    }

static struct http_request *invoke(struct flow *flow, const char *cmdlet, const struct exchange_parameter *parameters)
{
    return exchange_invoke(flow->arena, flow->endpoints, cmdlet, flow->target->user_principal_name, parameters);
}

static struct http_request *read_mailbox(struct flow *flow)
{
    return invoke(flow, "Get-Mailbox",
                  (const struct exchange_parameter[]){{"Identity", .text = flow->target->id}, {NULL}});
}

/* The one object of a reply: NULL when there is none. */
static const struct json *first_of(const struct json *reply)
{
    return json_first(json_get(reply, "value"));
}

static const char *text_in(const struct json *reply, const char *name)
{
    return json_text_or(json_get(first_of(reply), name), "");
}

/* A member of what undo was given; valid as long as `restore`. */
static const char *restored(struct flow *flow, const char *name)
{
    struct err ignored;
    auto_json struct json *root = json_parse(flow->restore, strlen(flow->restore), &ignored);
    return arena_strdup(flow->arena, json_text_or(json_get(root, name), ""));
}

static const char *quoted(struct flow *flow, const char *text)
{
    auto_buf struct buf out = buf_make(1u << 16);
    json_quote(&out, text, strlen(text));
    return arena_strdup(flow->arena, buf_text(&out));
}

/* --- convert-mailbox, convert-to-shared --- */

static const struct {
    const char *choice, *type, *details, *said;
} types[] = {
    {"regular", "Regular", "UserMailbox", "Converted to a user mailbox: the account needs a licence for it."},
    {"shared", "Shared", "SharedMailbox",
     "Converted to a shared mailbox. Block the account's sign-in too; a licence may go only now."},
    {"room", "Room", "RoomMailbox", "Converted to a room mailbox."},
    {"equipment", "Equipment", "EquipmentMailbox", "Converted to an equipment mailbox."},
};
enum { TYPES = sizeof types / sizeof types[0], SHARED = 1 };

/* The row of the type that is wanted; of what undo brings back; TYPES when it is none of these. */
static size_t wanted_type(struct flow *flow)
{
    const char *choice = flow_value(flow, "type"),
               *details = flow->restore ? restored(flow, "RecipientTypeDetails") : NULL;
    if (!details && !choice)
        return SHARED;
    for (size_t i = 0; i < TYPES; i++)
        if (details ? !strcmp(types[i].details, details) : !strcmp(types[i].choice, choice))
            return i;
    return TYPES;
}

static int type_same(struct flow *flow, const struct json *now)
{
    size_t wanted = wanted_type(flow);
    if (wanted < TYPES)
        return !strcmp(text_in(now, "RecipientTypeDetails"), types[wanted].details);
    flow_refuse(flow, ERR_USAGE, "this type of mailbox cannot be made here",
                "choose regular, shared, room or equipment");
    return -1;
}

static const char *type_keep(struct flow *flow, const struct json *now)
{
    return arena_printf(flow->arena, "{\"RecipientTypeDetails\":%s}",
                        quoted(flow, text_in(now, "RecipientTypeDetails")));
}

static struct http_request *type_write(struct flow *flow)
{
    return invoke(flow, "Set-Mailbox",
                  (const struct exchange_parameter[]){
                      {"Identity", .text = flow->target->id}, {"Type", .text = types[wanted_type(flow)].type}, {NULL}});
}

static const char *type_said(struct flow *flow)
{
    return types[wanted_type(flow)].said;
}

static enum flow_state convert(struct flow *flow, const struct http_reply *reply)
{
    static const struct change change = {
        .read = read_mailbox,
        .same = type_same,
        .keep = type_keep,
        .write = type_write,
        .said = type_said,
        .already = "The mailbox is of this type already.",
        .lag = "Exchange accepted it and will show it in some minutes.",
    };
    return change_step(flow, reply, &change);
}

enum { PREPARE_MAILBOX = 1, PREPARE_SIZE };

/* "49.5 GB (53,150,220,288 bytes)" → bytes; -1 when it does not say. */
static double bytes_of(const char *size)
{
    const char *at = strchr(size, '(');
    double bytes = 0;
    if (!at)
        return -1;
    for (at++; *at && *at != ' '; at++)
        if (*at >= '0' && *at <= '9')
            bytes = bytes * 10 + (*at - '0');
    return bytes;
}

/* An archive is there when it has an id; its status may still be on the way (§2.3). */
static bool has_archive(const struct json *now)
{
    const char *id = text_in(now, "ArchiveGuid");
    return *id && strcmp(id, "00000000-0000-0000-0000-000000000000") != 0;
}

/* "-mbx…" takes the mailbox out of a policy of the organisation: no hold (§2.3). */
static bool is_held(const struct json *now)
{
    for (const struct json *hold = json_first(json_get(first_of(now), "InPlaceHolds")); hold; hold = json_next(hold))
        if (json_text_or(hold, "-")[0] != '-')
            return true;
    return false;
}

static void note_mailbox(struct flow *flow, const struct json *now)
{
    const char *type = text_in(now, "RecipientTypeDetails");
    prepared_note(flow, false, "Now: %s.", *type ? type : "of unknown type");
    if (json_true(json_get(first_of(now), "LitigationHoldEnabled")) || is_held(now))
        prepared_note(flow, true, "The mailbox is on hold: a shared one still needs Exchange Online Plan 2 for that.");
    if (has_archive(now))
        prepared_note(flow, true, "The mailbox has an archive: a shared one still needs a licence for that.");
    if (json_true(json_get(first_of(now), "IsDirSynced")))
        prepared_note(flow, true, "Synchronised from Active Directory: convert the remote mailbox there too.");
}

static void note_size(struct flow *flow, const struct json *now)
{
    const char *size = text_in(now, "TotalItemSize");
    double bytes = bytes_of(size);
    if (bytes < 0)
        prepared_note(flow, true, "How large the mailbox is could not be read.");
    else if (bytes > 49.0 * 1024 * 1024 * 1024)
        prepared_note(flow, true, "The mailbox is %.1f GB: over 50 GB a shared one needs Exchange Online Plan 2.",
                      bytes / (1024.0 * 1024 * 1024));
    else
        prepared_note(flow, false, "Size: %.1f GB.", bytes / (1024.0 * 1024 * 1024));
}

static void choose_type(struct flow *flow, const struct json *now)
{
    for (const struct param *param = flow->action->params; param && param->name; param++)
        for (size_t i = 0; i < TYPES; i++)
            if (!strcmp(types[i].details, text_in(now, "RecipientTypeDetails")))
                prepared_param(flow, param->name)->otherwise = types[i].choice;
}

static enum flow_state prepare_convert(struct flow *flow, const struct http_reply *reply)
{
    if (flow->step == 0)
        return flow_send(flow, read_mailbox(flow), PREPARE_MAILBOX);
    auto_json struct json *now = exchange_body(reply, &flow->error);
    if (!now && flow->step == PREPARE_MAILBOX)
        return flow_fail(flow, reply);
    if (flow->step == PREPARE_SIZE) {
        note_size(flow, now);
        return flow_done(flow, "Read.");
    }
    note_mailbox(flow, now);
    choose_type(flow, now);
    return flow_send(flow,
                     invoke(flow, "Get-MailboxStatistics",
                            (const struct exchange_parameter[]){{"Identity", .text = flow->target->id}, {NULL}}),
                     PREPARE_SIZE);
}

/* --- enable-archive --- */

static int archive_same(struct flow *flow, const struct json *now)
{
    (void)flow;
    return has_archive(now);
}

static struct http_request *archive_write(struct flow *flow)
{
    return invoke(flow, "Enable-Mailbox",
                  (const struct exchange_parameter[]){
                      {"Identity", .text = flow->target->id}, {"Archive", .raw = "true"}, {NULL}});
}

static bool archive_there(const struct http_reply *reply)
{
    return exchange_says(reply, "already has an archive") || exchange_says(reply, "already enabled");
}

static const char *archive_keep(struct flow *flow, const struct json *now)
{
    return arena_printf(flow->arena, "{\"ArchiveGuid\":%s}", quoted(flow, text_in(now, "ArchiveGuid")));
}

static const char *archive_said(struct flow *flow)
{
    (void)flow;
    return "The online archive is on.";
}

static enum flow_state enable_archive(struct flow *flow, const struct http_reply *reply)
{
    static const struct change change = {
        .read = read_mailbox,
        .same = archive_same,
        .keep = archive_keep,
        .write = archive_write,
        .refused_as_same = archive_there,
        .said = archive_said,
        .already = "The mailbox has an archive already.",
        .lag = "Exchange accepted it and will show the archive in some minutes.",
    };
    return change_step(flow, reply, &change);
}

/* --- forwarding --- */

struct forwarding {
    const char *internal, *smtp; /* "": none */
    const char *also[3];         /* other names Exchange shows the internal one by */
    bool keep_copy;
    bool known; /* which of the two an address is has been found out */
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
    want->internal = restored(flow, "ForwardingAddress");
    want->smtp = restored(flow, "ForwardingSmtpAddress");
    want->keep_copy = json_true(json_get(root, "DeliverToMailboxAndForward"));
    want->known = true;
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
    return is_internal(want, text_in(now, "ForwardingAddress")) &&
           !strcasecmp(without_smtp(text_in(now, "ForwardingSmtpAddress")), without_smtp(want->smtp)) &&
           json_true(json_get(first_of(now), "DeliverToMailboxAndForward")) == want->keep_copy;
}

static const char *null_or(struct flow *flow, const char *text)
{
    return *text ? quoted(flow, text) : "null";
}

static const char *forwarding_keep(struct flow *flow, const struct json *now)
{
    return arena_printf(
        flow->arena, "{\"ForwardingAddress\":%s,\"ForwardingSmtpAddress\":%s,\"DeliverToMailboxAndForward\":%s}",
        null_or(flow, text_in(now, "ForwardingAddress")), null_or(flow, text_in(now, "ForwardingSmtpAddress")),
        json_true(json_get(first_of(now), "DeliverToMailboxAndForward")) ? "true" : "false");
}

static struct http_request *forwarding_write(struct flow *flow)
{
    const struct forwarding *want = wanted(flow);
    return invoke(
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

static const char *forwarding_said(struct flow *flow)
{
    const struct forwarding *want = wanted(flow);
    const char *to = *want->internal ? want->internal : without_smtp(want->smtp), *was = was_there(flow);
    if (!*to)
        return arena_printf(flow->arena, "Forwarding is off%s%s. Inbox rules can forward too.",
                            *was ? "; it went to " : "", was);
    return arena_printf(
        flow->arena, "Mail is forwarded to %s, %s%s", to, want->keep_copy ? "and kept." : "and not kept.",
        *want->smtp ? " It leaves the organisation: the outbound spam policy usually blocks that (5.7.520)." : "");
}

static const struct change forwarding_change = {
    .read = read_mailbox,
    .same = forwarding_same,
    .keep = forwarding_keep,
    .write = forwarding_write,
    .said = forwarding_said,
    .already = "Forwarding is so already.",
};

static enum flow_state disable_forwarding(struct flow *flow, const struct http_reply *reply)
{
    return change_step(flow, reply, &forwarding_change);
}

enum { RESOLVED = 100 };

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
        want->also[i] = arena_strdup(flow->arena, text_in(found, names[i]));
    if (first_of(found))
        want->internal = arena_strdup(flow->arena,
                                      json_text_or(json_get(first_of(found), "PrimarySmtpAddress"), address));
    else
        want->smtp = address;
    want->keep_copy = flow_true(flow, "keep_copy");
    want->known = true;
    flow->step = 0;
    return change_step(flow, NULL, &forwarding_change);
}

static enum flow_state set_forwarding(struct flow *flow, const struct http_reply *reply)
{
    const char *address = flow_value(flow, "address");
    if (flow->step == RESOLVED)
        return resolved(flow, reply);
    if (wanted(flow)->known)
        return change_step(flow, reply, &forwarding_change);
    if (!address || !strchr(address, '@'))
        return flow_refuse(flow, ERR_USAGE, "an e-mail address is expected", "write name@domain");
    return flow_send(
        flow, invoke(flow, "Get-Recipient", (const struct exchange_parameter[]){{"Identity", .text = address}, {NULL}}),
        RESOLVED);
}

static enum flow_state prepare_forwarding(struct flow *flow, const struct http_reply *reply)
{
    if (!flow->step)
        return flow_send(flow, read_mailbox(flow), 1);
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

const struct action mailbox_actions[] = {
    {
        .name = "convert-to-shared",
        .label = "Convert to shared mailbox",
        .key = 'S',
        .group = GROUP_MAIL,
        .flags = ACTION_BULK,
        .help = "Make the mailbox a shared one.",
        .confirm = "Convert the mailbox of {target} to a shared mailbox?",
        .cmdlets = CMDLETS("Get-Mailbox", "Set-Mailbox"),
        .roles = EXCHANGE_ROLES,
        .prepare = prepare_convert,
        .flow = convert,
        .undo = "convert-mailbox",
    },
    {
        .name = "convert-mailbox",
        .label = "Convert mailbox to…",
        .key = 'C',
        .group = GROUP_MAIL,
        .flags = ACTION_BULK,
        .help = "Change what kind of mailbox it is: regular, shared, room or equipment.",
        .confirm = "Convert the mailbox of {target}?",
        .params = (const struct param[]){{.name = "type",
                                          .label = "Type",
                                          .kind = PARAM_CHOICE,
                                          .required = true,
                                          .help = "what the mailbox becomes",
                                          .choices = (const char *const[]){"regular", "shared", "room", "equipment",
                                                                           NULL}},
                                         {.name = NULL}},
        .cmdlets = CMDLETS("Get-Mailbox", "Set-Mailbox"),
        .roles = EXCHANGE_ROLES,
        .prepare = prepare_convert,
        .flow = convert,
        .undo = "convert-mailbox",
    },
    {
        .name = "enable-archive",
        .label = "Enable online archive",
        .key = 'A',
        .group = GROUP_MAIL,
        .flags = ACTION_BULK,
        .help = "Switch the online archive of the mailbox on.",
        .confirm = "Enable the online archive of {target}?",
        .cmdlets = CMDLETS("Get-Mailbox", "Enable-Mailbox"),
        .roles = EXCHANGE_ROLES,
        .flow = enable_archive,
    },
    {
        .name = "disable-forwarding",
        .label = "Disable e-mail forwarding",
        .key = 'f',
        .group = GROUP_MAIL,
        .flags = ACTION_BULK | ACTION_CONTAINMENT,
        .help = "Clear ForwardingAddress and ForwardingSmtpAddress.",
        .confirm = "Stop forwarding the mail of {target}? Inbox rules stay as they are.",
        .cmdlets = CMDLETS("Get-Mailbox", "Set-Mailbox"),
        .roles = EXCHANGE_ROLES,
        .prepare = prepare_forwarding,
        .flow = disable_forwarding,
        .undo = "set-forwarding",
    },
    {
        .name = "set-forwarding",
        .label = "Set e-mail forwarding",
        .key = 'F',
        .group = GROUP_MAIL,
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
        .flow = set_forwarding,
        .undo = "set-forwarding",
    },
    {.name = NULL},
};
