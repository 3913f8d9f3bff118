/* Keeping what is in a mailbox as evidence, and letting a mailbox send again (REQUESTS §7.9). */
#include "action/mailbox_property.h"
#include "action/rows.h"
#include "base/arena.h"

#include <string.h>
#include <strings.h>

/* --- litigation hold --- */

#define HOLD     "LitigationHoldEnabled"
#define RECOVERY "SingleItemRecoveryEnabled"
#define RETAINED "RetainDeletedItemsFor"
#define LONGEST  "30.00:00:00"

static const struct mailbox_property started[] = {
    {.name = HOLD, .wants = "true"},
    {"LitigationHoldDuration", VALUE_DAYS, .param = "days"},
    {"RetentionComment", VALUE_TEXT, .param = "note"},
    {"RetentionUrl", VALUE_TEXT, .param = "page"},
    {.name = NULL},
};
/* By hand the hold alone; undo brings back what stood beside it. */
static const struct mailbox_property ended[] = {
    {.name = HOLD, .wants = "false"},
    {.name = "LitigationHoldDuration", .value = VALUE_DAYS},
    {.name = "RetentionComment", .value = VALUE_TEXT},
    {.name = "RetentionUrl", .value = VALUE_TEXT},
    {.name = RECOVERY},
    {.name = RETAINED, .value = VALUE_DAYS},
    {.name = NULL},
};

/* A mailbox without the licence for a hold keeps what is deleted as long as it can. */
enum { HELD, INSTEAD, INSTEAD_SENT };

static bool keeps_long(const struct json *now)
{
    return json_true(json_get(mailbox_of(now), RECOVERY)) && !strcmp(mailbox_text(now, RETAINED), LONGEST);
}

static int is_held(struct flow *flow, const struct json *now)
{
    return *mailbox_property_own(flow) == HELD ? mailbox_property_same(flow, now) : keeps_long(now);
}

/* What differs, and what is set where there is no licence. */
static const char *keep_hold(struct flow *flow, const struct json *now)
{
    const char *differs = mailbox_property_keep(flow, now);
    return arena_printf(flow->arena, "%.*s,\"" RECOVERY "\":%s,\"" RETAINED "\":%s}", (int)strlen(differs) - 1, differs,
                        mailbox_raw(flow, json_get(mailbox_of(now), RECOVERY)),
                        mailbox_raw(flow, json_get(mailbox_of(now), RETAINED)));
}

static enum change_refusal hold_refused(struct flow *flow, const struct http_reply *reply)
{
    int *instead = mailbox_property_own(flow);
    if (*instead || reply->status != 400 || !strcasestr(flow->error.message, "licen"))
        return CHANGE_REFUSED;
    *instead = INSTEAD;
    return CHANGE_REACHED;
}

static struct http_request *write_instead(struct flow *flow)
{
    int *instead = mailbox_property_own(flow);
    if (*instead != INSTEAD)
        return NULL;
    *instead = INSTEAD_SENT;
    return mailbox_invoke(
        flow, "Set-Mailbox",
        (const struct exchange_parameter[]){
            {"Identity", .text = flow->target->id}, {RECOVERY, .raw = "true"}, {RETAINED, .text = LONGEST}, {NULL}});
}

static const char *say_hold(struct flow *flow, enum change_end end)
{
    if (*mailbox_property_own(flow))
        return "The mailbox has no licence for a hold: what is deleted is kept for 30 days instead, read back.";
    return end == CHANGE_ALREADY ? "The mailbox is on hold already."
                                 : "The mailbox is on hold, read back; it is in force within four hours.";
}

static const struct change start_hold = {
    .properties = started,
    .before = mailbox_property_before,
    .read = mailbox_property_read,
    .same = is_held,
    .keep = keep_hold,
    .write = mailbox_property_write,
    .next = write_instead,
    .refused = hold_refused,
    .say = say_hold,
};

static const struct change end_hold = {
    MAILBOX_PROPERTIES(ended),
    .done = "The hold is over, read back; what only the hold kept is deleted.",
    .already = "The mailbox is on no hold.",
};

static bool days_good(struct param_values values, struct err *e)
{
    const char *days = param_value_of(values, "days");
    bool number = days && strspn(days, "0123456789") == strlen(days) && strspn(days, "0") < strlen(days) &&
                  strlen(days) < 6;
    return !days || number || !strcasecmp(days, "unlimited") ||
           err_set(e, ERR_USAGE, "days is a number of days, or unlimited");
}

/* --- released --- */

static struct http_request *read_blocked(struct flow *flow)
{
    return mailbox_invoke(
        flow, "Get-BlockedSenderAddress",
        (const struct exchange_parameter[]){{"SenderAddress", .text = flow->target->user_principal_name}, {NULL}});
}

static int is_released(struct flow *flow, const struct json *now)
{
    (void)flow;
    return mailbox_of(now) == NULL;
}

static const char *keep_block(struct flow *flow, const struct json *now)
{
    auto_buf struct buf out = buf_make(1u << 16);
    json_write(mailbox_of(now), &out);
    return arena_strdup(flow->arena, buf_text(&out));
}

static struct http_request *write_release(struct flow *flow)
{
    return mailbox_invoke(
        flow, "Remove-BlockedSenderAddress",
        (const struct exchange_parameter[]){
            {"SenderAddress", .text = flow->target->user_principal_name}, {"Confirm", .raw = "false"}, {NULL}});
}

/* An earlier attempt, whose answer was lost, released the user: still listed, and not to be found any more. */
static enum change_refusal release_refused(struct flow *flow, const struct http_reply *reply)
{
    (void)reply;
    return flow->error.code == ERR_NOT_FOUND && flow->attempts ? CHANGE_REACHED : CHANGE_REFUSED;
}

static const struct change release = {
    .read = read_blocked,
    .same = is_released,
    .keep = keep_block,
    .write = write_release,
    .refused = release_refused,
    .done = "The user may send again, read back.",
    .already = "The user is not blocked from sending.",
    .lags = "Exchange accepted it; the user may send again within an hour.",
    .lag = INT64_C(3600000),
};

const struct action mailbox_hold_actions[] = {
    {
        .name = "start-litigation-hold",
        .label = "Start litigation hold",
        .key = 'H',
        .group = GROUP_MAIL,
        .touches = TOUCHES_MAIL,
        .flags = ACTION_BULK,
        .help = "Keep everything in the mailbox as evidence; without a licence for that, what is deleted for 30 days.",
        .confirm = "Keep everything in the mailbox of {target}?",
        .params = (const struct param[]){{.name = "days",
                                          .label = "Days",
                                          .kind = PARAM_TEXT,
                                          .maximum = 9,
                                          .never_empty = true,
                                          .check = days_good,
                                          .help = "how long each message is kept: a number, or unlimited"},
                                         {.name = "note",
                                          .label = "Note for the user",
                                          .kind = PARAM_TEXT,
                                          .maximum = 255,
                                          .help = "shown in Outlook; empty: none; not given: unchanged"},
                                         {.name = "page",
                                          .label = "Web page",
                                          .kind = PARAM_TEXT,
                                          .maximum = 255,
                                          .help = "where the user reads more, shown in Outlook"},
                                         PARAMS_END},
        .cmdlets = CMDLETS("Get-Mailbox", "Set-Mailbox"),
        .roles = (const char *const[]){"Exchange Administrator", NULL},
        .prepare = mailbox_property_prepare,
        .change = &start_hold,
        .undo = "end-litigation-hold",
    },
    {
        .name = "end-litigation-hold",
        .label = "End litigation hold",
        .key = 'J',
        .group = GROUP_MAIL,
        .touches = TOUCHES_FORWARDING,
        .flags = ACTION_DESTRUCTIVE,
        .help = "End the hold of the mailbox: what only the hold kept is deleted for good.",
        .confirm = "End the hold of {target}? What only the hold kept is deleted for good.",
        .cmdlets = CMDLETS("Get-Mailbox", "Set-Mailbox"),
        .roles = (const char *const[]){"Exchange Administrator", NULL},
        .change = &end_hold,
    },
    {
        .name = "release-sender",
        .label = "Let a blocked user send again",
        .key = '0',
        .group = GROUP_MAIL,
        .touches = TOUCHES_FORWARDING,
        .help = "Take the user off the list of those who may not send for outbound spam; contain the account first.",
        .confirm = "Let {target} send again? Whoever still has the account sends on; Microsoft limits how often.",
        .cmdlets = CMDLETS("Get-BlockedSenderAddress", "Remove-BlockedSenderAddress"),
        .roles = (const char *const[]){"Exchange Administrator", "Security Administrator", NULL},
        .change = &release,
    },
    {.name = NULL},
};
