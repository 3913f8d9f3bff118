/* Keeping what is in a mailbox as evidence, and letting a mailbox send again (REQUESTS §7.9). */
#include "action/mailbox.h"
#include "action/rows.h"
#include "base/arena.h"

#include <string.h>
#include <strings.h>

/* --- litigation hold --- */

#define HOLD     "LitigationHoldEnabled"
#define RECOVERY "SingleItemRecoveryEnabled"
#define RETAINED "RetainDeletedItemsFor"
#define LONGEST  "30.00:00:00"

/* A mailbox without the licence for a hold keeps what is deleted as long as it can. */
struct hold {
    bool instead, sent;
};

static struct hold *state_of(struct flow *flow)
{
    if (!flow->state)
        flow->state = arena_alloc(flow->arena, sizeof(struct hold));
    return flow->state;
}

static bool keeps_long(const struct json *now)
{
    return json_true(json_get(mailbox_of(now), RECOVERY)) && !strcmp(mailbox_text(now, RETAINED), LONGEST);
}

static int is_held(struct flow *flow, const struct json *now)
{
    return json_true(json_get(mailbox_of(now), HOLD)) || (state_of(flow)->instead && keeps_long(now));
}

static const char *keep_hold(struct flow *flow, const struct json *now)
{
    const struct json *mailbox = mailbox_of(now);
    return arena_printf(flow->arena, "{\"" HOLD "\":%s,\"" RECOVERY "\":%s,\"" RETAINED "\":%s}",
                        json_true(json_get(mailbox, HOLD)) ? "true" : "false",
                        json_true(json_get(mailbox, RECOVERY)) ? "true" : "false",
                        mailbox_quoted(flow, mailbox_text(now, RETAINED)));
}

static struct http_request *set(struct flow *flow, const char *hold, const char *recovery, const char *retained)
{
    struct exchange_parameter parameters[5] = {{"Identity", .text = flow->target->id}};
    size_t count = 1;
    if (hold)
        parameters[count++] = (struct exchange_parameter){HOLD, .raw = hold};
    if (recovery)
        parameters[count++] = (struct exchange_parameter){RECOVERY, .raw = recovery};
    if (retained)
        parameters[count++] = (struct exchange_parameter){RETAINED, .text = retained};
    return mailbox_invoke(flow, "Set-Mailbox", parameters);
}

static struct http_request *write_hold(struct flow *flow)
{
    state_of(flow)->sent = false;
    return set(flow, "true", NULL, NULL);
}

static enum change_refusal hold_refused(struct flow *flow, const struct http_reply *reply)
{
    struct hold *hold = state_of(flow);
    if (hold->instead || reply->status != 400 || !strcasestr(flow->error.message, "licen"))
        return CHANGE_REFUSED;
    hold->instead = true;
    return CHANGE_REACHED;
}

static struct http_request *write_instead(struct flow *flow)
{
    struct hold *hold = state_of(flow);
    if (!hold->instead || hold->sent)
        return NULL;
    hold->sent = true;
    return set(flow, NULL, "true", LONGEST);
}

static const char *say_hold(struct flow *flow, enum change_end end)
{
    if (state_of(flow)->instead)
        return "The mailbox has no licence for a hold: what is deleted is kept for 30 days instead, read back.";
    return end == CHANGE_ALREADY ? "The mailbox is on hold already."
                                 : "The mailbox is on hold, read back; it is in force within four hours.";
}

static const struct change start_hold = {
    .read = mailbox_read,
    .same = is_held,
    .keep = keep_hold,
    .write = write_hold,
    .next = write_instead,
    .refused = hold_refused,
    .say = say_hold,
};

/* By hand the hold alone; undo brings back what stood beside it. */
static bool was_true(struct flow *flow, const char *name)
{
    struct err ignored;
    auto_json struct json *kept = flow->restore ? json_parse(flow->restore, strlen(flow->restore), &ignored) : NULL;
    return json_true(json_get(kept, name));
}

static int hold_ended(struct flow *flow, const struct json *now)
{
    const struct json *mailbox = mailbox_of(now);
    bool hold = json_true(json_get(mailbox, HOLD)), recovery = json_true(json_get(mailbox, RECOVERY));
    if (!flow->restore)
        return !hold;
    return hold == was_true(flow, HOLD) && recovery == was_true(flow, RECOVERY) &&
           !strcmp(mailbox_text(now, RETAINED), mailbox_restored(flow, RETAINED));
}

static struct http_request *write_end(struct flow *flow)
{
    if (!flow->restore)
        return set(flow, "false", NULL, NULL);
    return set(flow, was_true(flow, HOLD) ? "true" : "false", was_true(flow, RECOVERY) ? "true" : "false",
               mailbox_restored(flow, RETAINED));
}

static const struct change end_hold = {
    .read = mailbox_read,
    .same = hold_ended,
    .keep = keep_hold,
    .write = write_end,
    .done = "The hold is over, read back; what only the hold kept is deleted.",
    .already = "The mailbox is on no hold.",
};

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
        .cmdlets = CMDLETS("Get-Mailbox", "Set-Mailbox"),
        .roles = (const char *const[]){"Exchange Administrator", NULL},
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
