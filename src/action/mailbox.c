/* Actions on the mailbox itself: its type and its archive (REQUESTS §7.1, §7.2). */
#include "action/mailbox.h"

#include "action/rows.h"
#include "base/arena.h"
#include <string.h>
#include <strings.h>

struct http_request *mailbox_invoke(struct flow *flow, const char *cmdlet, const struct exchange_parameter *parameters)
{
    return exchange_invoke(flow->arena, flow->endpoints, cmdlet, flow->target->user_principal_name, parameters);
}

struct http_request *mailbox_read(struct flow *flow)
{
    return mailbox_invoke(flow, "Get-Mailbox",
                          (const struct exchange_parameter[]){{"Identity", .text = flow->target->id}, {NULL}});
}

const struct json *mailbox_of(const struct json *reply)
{
    return json_first(json_get(reply, "value"));
}

const char *mailbox_text(const struct json *reply, const char *name)
{
    return json_text_or(json_get(mailbox_of(reply), name), "");
}

const char *mailbox_restored(struct flow *flow, const char *name)
{
    const char *text = change_restored(flow, name);
    return text ? text : "";
}

const char *mailbox_quoted(struct flow *flow, const char *text)
{
    auto_buf struct buf out = buf_make(BUF_REQUEST);
    json_quote(&out, text, strlen(text));
    return arena_strdup(flow->arena, buf_text(&out));
}

const char *mailbox_raw(struct flow *flow, const struct json *value)
{
    auto_buf struct buf out = buf_make(BUF_REQUEST);
    if (!value)
        return "null";
    json_write(value, &out);
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
               *details = flow->restore ? mailbox_restored(flow, "RecipientTypeDetails") : NULL;
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
        return !strcmp(mailbox_text(now, "RecipientTypeDetails"), types[wanted].details);
    flow_refuse(flow, ERR_USAGE, "this type of mailbox cannot be made here",
                "choose regular, shared, room or equipment");
    return -1;
}

static const char *type_keep(struct flow *flow, const struct json *now)
{
    return arena_printf(flow->arena, "{\"RecipientTypeDetails\":%s}",
                        mailbox_quoted(flow, mailbox_text(now, "RecipientTypeDetails")));
}

static struct http_request *type_write(struct flow *flow)
{
    return mailbox_invoke(flow, "Set-Mailbox",
                          (const struct exchange_parameter[]){{"Identity", .text = flow->target->id},
                                                              {"Type", .text = types[wanted_type(flow)].type},
                                                              {NULL}});
}

static const char *type_say(struct flow *flow, enum change_end end)
{
    (void)end;
    return types[wanted_type(flow)].said;
}

static const struct change convert = {
    .read = mailbox_read,
    .same = type_same,
    .keep = type_keep,
    .write = type_write,
    .say = type_say,
    .already = "The mailbox is of this type already.",
    .lags = "Exchange accepted it and will show it in some minutes.",
    .lag = INT64_C(900000),
};

enum { PREPARE_MAILBOX = 1, PREPARE_SIZE };

bool mailbox_has_archive(const struct json *now)
{
    const char *id = mailbox_text(now, "ArchiveGuid");
    return *id && strcmp(id, "00000000-0000-0000-0000-000000000000") != 0;
}

/* "-mbx…" takes the mailbox out of a policy of the organisation: no hold (§2.3). */
bool mailbox_is_held(const struct json *now)
{
    if (json_true(json_get(mailbox_of(now), "LitigationHoldEnabled")))
        return true;
    for (const struct json *hold = json_first(json_get(mailbox_of(now), "InPlaceHolds")); hold; hold = json_next(hold))
        if (json_text_or(hold, "-")[0] != '-')
            return true;
    return false;
}

static void note_mailbox(struct flow *flow, const struct json *now)
{
    const char *type = mailbox_text(now, "RecipientTypeDetails");
    prepared_note(flow, false, "Now: %s.", *type ? type : "of unknown type");
    if (mailbox_is_held(now))
        prepared_note(flow, true, "The mailbox is on hold: a shared one still needs Exchange Online Plan 2 for that.");
    if (mailbox_has_archive(now))
        prepared_note(flow, true, "The mailbox has an archive: a shared one still needs a licence for that.");
    if (json_true(json_get(mailbox_of(now), "IsDirSynced")))
        prepared_note(flow, true, "Synchronised from Active Directory: convert the remote mailbox there too.");
}

static void note_size(struct flow *flow, const struct json *now)
{
    const char *size = mailbox_text(now, "TotalItemSize");
    double bytes = (double)exchange_bytes(size);
    if (bytes < 0)
        prepared_note(flow, true, "How large the mailbox is could not be read.");
    else if (bytes > MAILBOX_SMALL)
        prepared_note(flow, true, "The mailbox is %.1f GB: over 50 GB a shared one needs Exchange Online Plan 2.",
                      bytes / (1024.0 * 1024 * 1024));
    else
        prepared_note(flow, false, "Size: %.1f GB.", bytes / (1024.0 * 1024 * 1024));
}

static void choose_type(struct flow *flow, const struct json *now)
{
    for (const struct param *param = flow->action->params; param && param->name; param++)
        for (size_t i = 0; i < TYPES; i++)
            if (!strcmp(types[i].details, mailbox_text(now, "RecipientTypeDetails")))
                prepared_param(flow, param->name)->otherwise = types[i].choice;
}

static enum flow_state prepare_convert(struct flow *flow, const struct http_reply *reply)
{
    if (flow->step == 0)
        return flow_send(flow, mailbox_read(flow), PREPARE_MAILBOX);
    auto_json struct json *now = exchange_body(reply, &flow->error);
    if (!now && flow->step == PREPARE_MAILBOX)
        return flow_fail(flow, reply);
    if (flow->step == PREPARE_SIZE) {
        note_size(flow, now);
        return flow_done(flow, "Read.");
    }
    note_mailbox(flow, now);
    choose_type(flow, now);
    return flow_send(
        flow,
        mailbox_invoke(flow, "Get-MailboxStatistics",
                       (const struct exchange_parameter[]){{"Identity", .text = flow->target->id}, {NULL}}),
        PREPARE_SIZE);
}

/* --- enable-archive --- */

static int archive_same(struct flow *flow, const struct json *now)
{
    (void)flow;
    return mailbox_has_archive(now);
}

static struct http_request *archive_write(struct flow *flow)
{
    return mailbox_invoke(flow, "Enable-Mailbox",
                          (const struct exchange_parameter[]){
                              {"Identity", .text = flow->target->id}, {"Archive", .raw = "true"}, {NULL}});
}

static enum change_refusal archive_refused(struct flow *flow, const struct http_reply *reply)
{
    (void)flow;
    return exchange_says(reply, "already has an archive") || exchange_says(reply, "already enabled") ? CHANGE_WAS_SO
                                                                                                     : CHANGE_REFUSED;
}

static const char *archive_keep(struct flow *flow, const struct json *now)
{
    return arena_printf(flow->arena, "{\"ArchiveGuid\":%s}", mailbox_quoted(flow, mailbox_text(now, "ArchiveGuid")));
}

static const struct change enable_archive = {
    .read = mailbox_read,
    .same = archive_same,
    .keep = archive_keep,
    .write = archive_write,
    .refused = archive_refused,
    .done = "The online archive is on.",
    .already = "The mailbox has an archive already.",
    .lags = "Exchange accepted it and will show the archive in some minutes.",
    .lag = INT64_C(900000),
};

/* --- disable-archive: what is in it is kept for 30 days --- */

static int archive_gone(struct flow *flow, const struct json *now)
{
    return !archive_same(flow, now);
}

/* Never without Archive: that takes the mailbox itself. */
static struct http_request *archive_end(struct flow *flow)
{
    return mailbox_invoke(
        flow, "Disable-Mailbox",
        (const struct exchange_parameter[]){
            {"Identity", .text = flow->target->id}, {"Archive", .raw = "true"}, {"Confirm", .raw = "false"}, {NULL}});
}

static const struct change disable_archive = {
    .read = mailbox_read,
    .same = archive_gone,
    .keep = archive_keep,
    .write = archive_end,
    .done =
        "The online archive is off, read back; what is in it is kept for 30 days and comes back with it in that time.",
    .already = "The mailbox has no archive.",
    .lags = "Exchange accepted it and will show it in some minutes.",
    .lag = INT64_C(900000),
};

/* --- expand-archive: no way back --- */

static int archive_expands(struct flow *flow, const struct json *now)
{
    (void)flow;
    return json_true(json_get(mailbox_of(now), "AutoExpandingArchiveEnabled"));
}

static struct http_request *archive_expand(struct flow *flow)
{
    return mailbox_invoke(flow, "Enable-Mailbox",
                          (const struct exchange_parameter[]){
                              {"Identity", .text = flow->target->id}, {"AutoExpandingArchive", .raw = "true"}, {NULL}});
}

static const struct change expand_archive = {
    .read = mailbox_read,
    .same = archive_expands,
    .write = archive_expand,
    .done = "The archive grows by itself when it is nearly full, read back.",
    .already = "The archive grows by itself already.",
    .lags = "Exchange accepted it and will show it in some minutes.",
    .lag = INT64_C(900000),
};

/* --- start-retention --- */

static struct http_request *start_assistant(struct flow *flow)
{
    return mailbox_invoke(flow, "Start-ManagedFolderAssistant",
                          (const struct exchange_parameter[]){{"Identity", .text = flow->target->id}, {NULL}});
}

static const struct change start_retention = {
    .read = mailbox_read,
    .write = start_assistant,
    .again = true,
    .proof = CHANGE_BLIND,
    .done =
        "Exchange was asked to apply the retention policies now; it does within some hours, and nothing shows when.",
};

const struct action mailbox_actions[] = {
    {
        .name = "convert-to-shared",
        .label = "Convert to shared mailbox",
        .key = 'S',
        .group = GROUP_MAIL,
        .touches = TOUCHES_MAILBOX_TYPE,
        .flags = ACTION_BULK,
        .help = "Make the mailbox a shared one.",
        .confirm = "Convert the mailbox of {target} to a shared mailbox?",
        .cmdlets = CMDLETS("Get-Mailbox", "Set-Mailbox"),
        .roles = EXCHANGE_ROLES,
        .prepare = prepare_convert,
        .change = &convert,
        .undo = "convert-mailbox",
    },
    {
        .name = "convert-mailbox",
        .label = "Convert mailbox to…",
        .key = 'C',
        .group = GROUP_MAIL,
        .touches = TOUCHES_MAILBOX_TYPE,
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
        .change = &convert,
        .undo = "convert-mailbox",
    },
    {
        .name = "enable-archive",
        .label = "Enable online archive",
        .key = 'A',
        .group = GROUP_MAIL_SETTINGS,
        .touches = TOUCHES_MAIL,
        .flags = ACTION_BULK,
        .help = "Switch the online archive of the mailbox on.",
        .confirm = "Enable the online archive of {target}?",
        .cmdlets = CMDLETS("Get-Mailbox", "Enable-Mailbox"),
        .roles = EXCHANGE_ROLES,
        .change = &enable_archive,
    },
    {
        .name = "disable-archive",
        .label = "Disable online archive",
        .group = GROUP_MAIL_SETTINGS,
        .touches = TOUCHES_FORWARDING,
        .flags = ACTION_BULK | ACTION_DESTRUCTIVE,
        .help = "Switch the online archive of the mailbox off; what is in it is kept for 30 days.",
        .confirm = "Disable the online archive of {target}? What is in it is deleted after 30 days.",
        .cmdlets = CMDLETS("Get-Mailbox", "Disable-Mailbox"),
        .roles = EXCHANGE_ROLES,
        .change = &disable_archive,
        .undo = "enable-archive",
    },
    {
        .name = "expand-archive",
        .label = "Let the archive grow by itself",
        .group = GROUP_MAIL_SETTINGS,
        .touches = TOUCHES_MAIL,
        .flags = ACTION_BULK,
        .help = "Give the online archive more room whenever it is nearly full; this cannot be switched off again.",
        .confirm = "Let the archive of {target} grow by itself? It cannot be switched off again.",
        .cmdlets = CMDLETS("Get-Mailbox", "Enable-Mailbox"),
        .roles = EXCHANGE_ROLES,
        .change = &expand_archive,
    },
    {
        .name = "start-retention",
        .label = "Apply retention now",
        .group = GROUP_MAIL_SETTINGS,
        .touches = TOUCHES_FORWARDING,
        .flags = ACTION_BULK,
        .help = "Have Exchange apply the retention policies to the mailbox now instead of within a week.",
        .confirm = "Apply the retention policies to the mailbox of {target} now? They may delete or move mail.",
        .cmdlets = CMDLETS("Get-Mailbox", "Start-ManagedFolderAssistant"),
        .roles = EXCHANGE_ROLES,
        .change = &start_retention,
    },
    {.name = NULL},
};
