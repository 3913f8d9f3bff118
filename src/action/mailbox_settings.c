/* Settings of a mailbox that are switched together and put back as they were: its protocols, whether it is audited (REQUESTS §7.7). */
#include "action/mailbox.h"
#include "action/rows.h"
#include "base/arena.h"

#include <string.h>

struct setting {
    const char *name, *off, *on; /* as JSON: shut and open; "null" is the organisation's */
    bool wide;                   /* with everything=true alone */
};

static const struct setting protocols[] = {
    {"ImapEnabled", "false", "true", false},
    {"PopEnabled", "false", "true", false},
    {"SmtpClientAuthenticationDisabled", "true", "null", false},
    {"MAPIEnabled", "false", "true", true},
    {"OWAEnabled", "false", "true", true},
    {"OWAforDevicesEnabled", "false", "true", true},
    {"EwsEnabled", "false", "null", true},
    {"ActiveSyncEnabled", "false", "true", true},
    {"UniversalOutlookEnabled", "false", "true", true},
    {"OutlookMobileEnabled", "false", "true", true},
    {"MacOutlookEnabled", "false", "true", true},
    {"OneWinNativeOutlookEnabled", "false", "true", true},
    {.name = NULL},
};
static const struct setting bypass[] = {{"AuditBypassEnabled", "false", "false", false}, {.name = NULL}};

enum { MOST_SETTINGS = 12 };

static const struct setting *settings_of(const struct flow *flow)
{
    return strstr(flow->action->name, "protocols") ? protocols : bypass;
}

/* What a setting is to be; NULL: it is left alone. Undo: as it was, what was not kept is left alone. */
static const char *wanted(struct flow *flow, const struct setting *setting)
{
    struct err ignored;
    if (!flow->restore) {
        bool shuts = strcmp(flow->action->name, "restore-protocols") != 0;
        return setting->wide && !flow_true(flow, "everything") ? NULL : shuts ? setting->off : setting->on;
    }
    auto_json struct json *kept = json_parse(flow->restore, strlen(flow->restore), &ignored);
    const struct json *value = json_get(kept, setting->name);
    return value ? mailbox_raw(flow, value) : NULL;
}

static struct http_request *read_settings(struct flow *flow)
{
    return mailbox_invoke(flow, flow->action->cmdlets[0],
                          (const struct exchange_parameter[]){{"Identity", .text = flow->target->id}, {NULL}});
}

/* Keeps what is now, for the write. A setting that this organisation does not have is left alone. */
static int settings_same(struct flow *flow, const struct json *now)
{
    const struct setting *all = settings_of(flow);
    const char **is = arena_alloc(flow->arena, MOST_SETTINGS * sizeof *is);
    bool same = true;
    if (!mailbox_of(now)) {
        flow_refuse(flow, ERR_NOT_FOUND, "Exchange returned nothing about the mailbox",
                    "does the user have an Exchange licence?");
        return -1;
    }
    for (size_t i = 0; all[i].name; i++) {
        const struct json *value = json_get(mailbox_of(now), all[i].name);
        const char *is_to_be = wanted(flow, &all[i]);
        is[i] = is_to_be && value ? mailbox_raw(flow, value) : NULL;
        same &= !is[i] || !strcmp(is[i], is_to_be);
    }
    flow->state = is;
    return same;
}

static const char *keep_settings(struct flow *flow, const struct json *now)
{
    const struct setting *all = settings_of(flow);
    const char **is = flow->state;
    auto_buf struct buf out = buf_make(1u << 14);
    (void)now;
    for (size_t i = 0; all[i].name; i++)
        if (is[i])
            buf_printf(&out, "%s\"%s\":%s", out.length ? "," : "{", all[i].name, is[i]);
    buf_putc(&out, '}');
    return arena_strdup(flow->arena, buf_text(&out));
}

/* Only what differs. */
static struct http_request *write_settings(struct flow *flow)
{
    const struct setting *all = settings_of(flow);
    const char **is = flow->state;
    struct exchange_parameter parameters[MOST_SETTINGS + 2] = {{"Identity", .text = flow->target->id}};
    size_t count = 1;
    for (size_t i = 0; all[i].name; i++)
        if (is[i] && strcmp(is[i], wanted(flow, &all[i])) != 0)
            parameters[count++] = (struct exchange_parameter){all[i].name, .raw = wanted(flow, &all[i])};
    return mailbox_invoke(flow, flow->action->cmdlets[1], parameters);
}

#define GRAPH_STAYS                                                                                                    \
    " Mail stays open to applications through Graph: blocking, revoking and taking back consents close that."

static const char *say(struct flow *flow, enum change_end end)
{
    static const char *const sentences[3][2] = {
        {"The protocols are off, read back." GRAPH_STAYS, "The protocols were off already." GRAPH_STAYS},
        {"The protocols are as they were, read back.", "The protocols are as they were."},
        {"What is done in the mailbox is audited again, read back.", "What is done in the mailbox is audited."},
    };
    bool is_bypass = settings_of(flow) == bypass;
    if (is_bypass && flow->restore)
        return "What is done in the mailbox goes unaudited, as before.";
    size_t which = is_bypass ? 2 : flow->restore || !strcmp(flow->action->name, "restore-protocols");
    return which == 1 && !flow->restore ? "The protocols are open, read back; SMTP is as the organisation has it."
                                        : sentences[which][end == CHANGE_ALREADY];
}

static const struct change switch_settings = {
    .read = read_settings,
    .same = settings_same,
    .keep = keep_settings,
    .write = write_settings,
    .say = say,
};

#define EVERYTHING(help_)                                                                                              \
    (const struct param[])                                                                                             \
    {                                                                                                                  \
        {.name = "everything", .label = "Every protocol", .kind = PARAM_BOOL, .otherwise = "false", .help = help_},    \
        {                                                                                                              \
            .name = NULL                                                                                               \
        }                                                                                                              \
    }

const struct action mailbox_settings_actions[] = {
    {
        .name = "freeze-protocols",
        .label = "Freeze mail protocols",
        .key = 'X',
        .group = GROUP_MAIL_ACCESS,
        .touches = TOUCHES_FORWARDING,
        .flags = ACTION_BULK | ACTION_CONTAINMENT,
        .help = "Shut IMAP, POP and authenticated SMTP of the mailbox, or every way by which mail programs reach it.",
        .confirm = "Freeze the mail protocols of {target}? Programs that use them stop at once.",
        .params = EVERYTHING("Outlook, Outlook on the web, phones and Exchange web services too: the user notices"),
        .cmdlets = CMDLETS("Get-CASMailbox", "Set-CASMailbox"),
        .roles = EXCHANGE_ROLES,
        .change = &switch_settings,
        .undo = "restore-protocols",
    },
    {
        .name = "restore-protocols",
        .label = "Open mail protocols",
        .key = 'Q',
        .group = GROUP_MAIL_ACCESS,
        .touches = TOUCHES_FORWARDING,
        .flags = ACTION_BULK,
        .help =
            "Open IMAP and POP of the mailbox, and leave SMTP to the organisation; undo of a freeze puts back what was.",
        .confirm = "Open the mail protocols of {target}?",
        .params = EVERYTHING("Outlook, Outlook on the web, phones and Exchange web services too"),
        .cmdlets = CMDLETS("Get-CASMailbox", "Set-CASMailbox"),
        .roles = EXCHANGE_ROLES,
        .change = &switch_settings,
        .undo = "restore-protocols",
    },
    {
        .name = "clear-audit-bypass",
        .label = "Audit the mailbox again",
        .group = GROUP_MAIL,
        .touches = TOUCHES_FORWARDING,
        .flags = ACTION_CONTAINMENT,
        .help = "End the exception by which nothing that the user does in mailboxes is recorded.",
        .confirm = "Record again what {target} does in mailboxes?",
        .cmdlets = CMDLETS("Get-MailboxAuditBypassAssociation", "Set-MailboxAuditBypassAssociation"),
        .roles = (const char *const[]){"Exchange Administrator", NULL},
        .change = &switch_settings,
        .undo = "clear-audit-bypass",
    },
    {.name = NULL},
};
