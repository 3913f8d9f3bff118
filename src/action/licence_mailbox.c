/* Before the licence goes: without one a mailbox is gone after 30 days, unless it is a shared one that is small, without an archive and
 * not on hold. What could not be read is not safe. */
#include "action/licence_mailbox.h"

#include "action/mailbox.h"
#include <string.h>

enum { BEGIN, MAILBOX, SIZE };

static enum flow_state needed(struct flow *flow, const char *why)
{
    return flow_refuse(flow, ERR_REFUSED, why,
                       "it needs a licence with Exchange: leave keep_mailbox out to take it all the same");
}

static enum flow_state look_at_mailbox(struct flow *flow, const struct http_reply *reply)
{
    auto_json struct json *now = exchange_body(reply, &flow->error);
    if (!now && flow->error.code == ERR_NOT_FOUND)
        return FLOW_DONE;
    if (!now)
        return flow_fail(flow, reply);
    bool shared = !strcmp(mailbox_text(now, "RecipientTypeDetails"), "SharedMailbox");
    if (!shared && !flow->plan) /* in a plan the step that converts it has not been taken either */
        return flow_refuse(flow, ERR_REFUSED,
                           "the mailbox is not a shared one: without a licence it is gone after 30 days",
                           "convert it first (`roster do convert-to-shared`)");
    if (mailbox_is_held(now))
        return needed(flow, "the mailbox is on hold");
    if (mailbox_has_archive(now))
        return needed(flow, "the mailbox has an archive");
    return flow_send(
        flow,
        mailbox_invoke(flow, "Get-MailboxStatistics",
                       (const struct exchange_parameter[]){{"Identity", .text = flow->target->id}, {NULL}}),
        SIZE);
}

static enum flow_state look_at_size(struct flow *flow, const struct http_reply *reply)
{
    auto_json struct json *now = exchange_body(reply, &flow->error);
    if (!now)
        return flow_fail(flow, reply);
    double bytes = (double)exchange_bytes(mailbox_text(now, "TotalItemSize"));
    if (bytes < 0)
        return needed(flow, "how large the mailbox is could not be read");
    return bytes <= MAILBOX_SMALL ? FLOW_DONE
                                  : needed(flow, "the mailbox is as large as one without a licence may be, or larger");
}

enum flow_state licence_mailbox_check(struct flow *flow, const struct http_reply *reply)
{
    if (flow->restore || !flow_true(flow, "keep_mailbox"))
        return FLOW_DONE;
    if (flow->step == BEGIN)
        return flow_send(flow, mailbox_read(flow), MAILBOX);
    return flow->step == MAILBOX ? look_at_mailbox(flow, reply) : look_at_size(flow, reply);
}
