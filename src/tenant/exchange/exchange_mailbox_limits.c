/* What Set-Mailbox checks of quotas, retention, senders and the tip, and how it keeps them. */
#include "tenant/exchange/exchange_handlers.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define GB               (1024.0 * 1024 * 1024)
#define MB               (1024.0 * 1024)
#define TIP_SHOWN        175
#define fails(call, ...) (call_fail(call, 400, EX_VALIDATION, __VA_ARGS__), false)

static double size_of(const struct json *settings, const char *name)
{
    return mailbox_size_bytes(json_text_or(json_get(settings, name), ""));
}

/* In rising order, and never more than the licence gives. */
static bool quotas_fit(struct cmdlet_call *call, const struct mailbox *mailbox, struct json *settings)
{
    double most = mailbox->plan == MAILBOX_PLAN_2 ? 100 * GB : mailbox->plan == MAILBOX_KIOSK ? 2 * GB : 50 * GB;
    double warning = size_of(settings, "IssueWarningQuota"), send = size_of(settings, "ProhibitSendQuota"),
           receive = size_of(settings, "ProhibitSendReceiveQuota");
    if (!call_get(call, "IssueWarningQuota") && !call_get(call, "ProhibitSendQuota") &&
        !call_get(call, "ProhibitSendReceiveQuota"))
        return true;
    if (warning < 0 || send < 0 || receive < 0 || warning > send || send > receive)
        return fails(
            call,
            "The quotas of '%s' don't fit: IssueWarningQuota must be at most ProhibitSendQuota, and that at most "
            "ProhibitSendReceiveQuota.",
            mailbox->upn);
    return receive <= most ||
           fails(call, "The quota of '%s' can't be higher than what its license gives.", mailbox->upn);
}

static bool message_sizes_fit(struct cmdlet_call *call)
{
    static const char *const names[] = {"MaxSendSize", "MaxReceiveSize"};
    for (size_t i = 0; i < 2; i++) {
        const char *text = call_text(call, names[i]);
        double bytes = text ? mailbox_size_bytes(text) : MB;
        if (bytes < MB || bytes > 150 * MB)
            return fails(call, "The value of %s must be between 1 MB and 150 MB.", names[i]);
    }
    return true;
}

/* "30" and "30.00:00:00" as the latter; NULL: it is neither. */
static const char *span(struct arena *arena, const char *text)
{
    char *end;
    long days = strtol(text, &end, 10);
    return days >= 0 && end > text && (!*end || !strcmp(end, ".00:00:00")) ? arena_printf(arena, "%ld.00:00:00", days)
                                                                           : NULL;
}

static bool retention_fits(struct cmdlet_call *call, struct json *settings)
{
    const char *policy = call_text(call, "RetentionPolicy"), *deleted = call_text(call, "RetainDeletedItemsFor"),
               *hold = call_text(call, "LitigationHoldDuration");
    const char *kept = deleted ? span(call->arena, deleted) : NULL, *held = hold ? span(call->arena, hold) : NULL;
    bool known = !policy || !*policy;
    auto_json struct json *policies = mailboxes_record(call->tenant, MAILBOXES_RETENTION);
    for (const struct json *one = json_first(policies); one && !known; one = json_next(one))
        known = !strcasecmp(json_text_or(json_get(one, "Name"), ""), policy);
    if (!known)
        return fails(call, "Couldn't find the retention policy \"%s\".", policy);
    if (deleted && (!kept || strtol(kept, NULL, 10) > 30))
        return fails(call, "The value \"%s\" of RetainDeletedItemsFor must be at most 30 days.", deleted);
    if (hold && !held && strcasecmp(hold, "Unlimited") != 0)
        return fails(call, "The value \"%s\" of LitigationHoldDuration isn't a number of days or Unlimited.", hold);
    if (deleted)
        json_set_text(settings, "RetainDeletedItemsFor", kept);
    if (hold)
        json_set_text(settings, "LitigationHoldDuration", held ? held : "Unlimited");
    return true;
}

static bool resolve_all(struct cmdlet_call *call, const struct json *list, struct json *out,
                        const char *(*name)(struct cmdlet_call *, const char *))
{
    const struct json *one = json_text(list) ? list : json_first(list);
    for (; one; one = json_text(list) ? NULL : json_next(one)) {
        if (!call_recipient(call, json_text_or(one, "")))
            return false;
        json_push(out, json_new_text(name(call, json_text(one))));
    }
    return true;
}

struct json *exchange_resolved(struct cmdlet_call *call, const struct json *edit,
                               const char *(*name)(struct cmdlet_call *, const char *))
{
    bool table = json_kind(edit) == JSON_OBJECT;
    struct json *out = table ? json_new_object() : json_new_array();
    for (const struct json *one = table ? json_first(edit) : NULL; one && !call->reply->status; one = json_next(one)) {
        struct json *list = json_new_array();
        if (*json_key(one) != '@')
            resolve_all(call, one, list, name);
        json_set(out, json_key(one), list);
    }
    if (!table)
        resolve_all(call, edit, out, name);
    if (!call->reply->status)
        return out;
    json_free(out);
    return NULL;
}

/* Who may write: the lists show Names, whatever they were given. */
static bool senders_fit(struct cmdlet_call *call, struct json *settings)
{
    static const char *const names[] = {"AcceptMessagesOnlyFromSendersOrMembers", "RejectMessagesFromSendersOrMembers"};
    for (size_t i = 0; i < 2; i++) {
        const struct json *edit = call_get(call, names[i]);
        auto_json struct json *named = edit ? exchange_resolved(call, edit, exchange_recipient_name) : NULL;
        if (edit && !named)
            return false;
        if (edit)
            json_set(settings, names[i], exchange_edit_list(json_get(settings, names[i]), named));
    }
    return true;
}

/* Kept as HTML, as long as what is shown of it is short. */
static bool tip_fits(struct cmdlet_call *call, struct json *settings)
{
    static const char begin[] = "<html>\n<body>\n";
    const char *tip = call_text(call, "MailTip");
    size_t shown = 0;
    bool tag = false;
    for (const char *at = tip ? tip : ""; *at; at++) {
        shown += !tag && *at != '<' && ((unsigned char)*at & 0xc0) != 0x80;
        tag = *at == '<' || (tag && *at != '>');
    }
    if (shown > TIP_SHOWN)
        return fails(call, "A MailTip can't be longer than %d characters.", TIP_SHOWN);
    if (tip && *tip && strncmp(tip, begin, strlen(begin)) != 0)
        json_set_text(settings, "MailTip", arena_printf(call->arena, "%s%s\n</body>\n</html>\n", begin, tip));
    return true;
}

static bool copies_fit(struct cmdlet_call *call, const struct mailbox *mailbox)
{
    bool given = call_get(call, "MessageCopyForSentAsEnabled") || call_get(call, "MessageCopyForSendOnBehalfEnabled");
    return !given || mailbox->kind == MAILBOX_USER || mailbox->kind == MAILBOX_SHARED ||
           fails(call, "Copies of sent messages can be kept only in user and shared mailboxes; '%s' is neither.",
                 mailbox->upn);
}

bool exchange_limits_fit(struct cmdlet_call *call, const struct mailbox *mailbox, struct json *settings)
{
    const struct json *recipients = call_get(call, "RecipientLimits");
    if (recipients)
        json_set_text(settings, "RecipientLimits", arena_printf(call->arena, "%.0f", json_number(recipients, 0)));
    return quotas_fit(call, mailbox, settings) && message_sizes_fit(call) && retention_fits(call, settings) &&
           senders_fit(call, settings) && tip_fits(call, settings) && copies_fit(call, mailbox);
}
