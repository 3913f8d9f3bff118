/* What holds for the whole organization, and who may not send any more. */
#include "tenant/exchange/exchange_handlers.h"

#include "base/clock.h"
#include <string.h>
#include <strings.h>

/* What a scenario says of it, over what is so everywhere; `row` is moved in. */
static void push_over(struct cmdlet_call *call, enum mailboxes_record record, struct json *row)
{
    auto_json struct json *over = mailboxes_record(call->tenant, record);
    json_push(call->rows, json_first(over) ? mailbox_overlay(row, json_first(over)) : row);
}

void cmdlet_get_organization(struct cmdlet_call *call)
{
    struct json *row = json_new_object();
    const struct seed_people *people = store_people(call->tenant->store);
    json_set_text(row, "Identity", people->initial_domain);
    json_set_text(row, "Name", people->initial_domain);
    json_set_text(row, "DisplayName", people->name);
    json_set_text(row, "Guid", call->tenant->tenant_id);
    json_set_bool(row, "AutoExpandingArchiveEnabled", false);
    json_set_bool(row, "AuditDisabled", false);
    json_set_bool(row, "IsDehydrated", false);
    json_set_bool(row, "OAuth2ClientProfileEnabled", true);
    json_set(row, "EwsEnabled", json_new_null());
    json_set_text(row, "EwsApplicationAccessPolicy", NULL);
    json_set_bool(row, "ActivityBasedAuthenticationTimeoutEnabled", true);
    json_set_bool(row, "MessageRecallEnabled", true);
    json_set_bool(row, "PostponeRoamingSignaturesUntilLater", false);
    json_set_bool(row, "SendFromAliasEnabled", false);
    json_set_text(row, "DefaultAuthenticationPolicy", NULL);
    json_set_text(row, "EWSAllowedAppIDs", NULL);
    json_set_bool(row, "RejectDirectSend", false);
    push_over(call, MAILBOXES_ORGANIZATION, row);
}

void cmdlet_get_audit_config(struct cmdlet_call *call)
{
    struct json *row = json_new_object();
    json_set_text(row, "Identity", "Admin Audit Log Settings");
    json_set_bool(row, "AdminAuditLogEnabled", true);
    json_set_bool(row, "UnifiedAuditLogIngestionEnabled", true);
    json_set_text(row, "AdminAuditLogAgeLimit", "90.00:00:00");
    push_over(call, MAILBOXES_AUDIT_CONFIG, row);
}

/* --- blocked senders --- */

static struct json *seeded_block(const struct tenant *tenant, const struct mailbox *mailbox)
{
    char date[CLOCK_TEXT];
    struct json *row = json_new_object();
    json_set_text(row, "SenderAddress", mailbox->address);
    json_set_text(row, "CreatedDatetime",
                  clock_format(store_people(tenant->store)->today - 7 * INT64_C(3600000), date));
    json_set_text(row, "Reason", "OutboundSpamLast24Hours=64;OutboundMailLast24Hours=71;OutboundSpamPercent=901");
    json_set_bool(row, "TemporaryBlock", false);
    return row;
}

/* What was kept says who is blocked ("@until": no longer from then on); the seed blocks one in some hundred. */
static const struct json *kept_of(const struct json *kept, const char *address)
{
    for (const struct json *one = json_first(kept); one; one = json_next(one))
        if (!strcasecmp(json_text_or(json_get(one, "SenderAddress"), ""), address))
            return one;
    return NULL;
}

enum { RELEASE = 1500 }; /* ms */

static struct json *shown_block(const struct json *kept)
{
    struct json *row = json_copy(kept);
    json_remove(row, "@until");
    return row;
}

static struct json *block_of(struct cmdlet_call *call, const struct mailbox *mailbox)
{
    auto_json struct json *kept = mailboxes_record(call->tenant, MAILBOXES_BLOCKED);
    const struct json *one = kept_of(kept, mailbox->address);
    if (one)
        return clock_now() >= json_integer(json_get(one, "@until"), INT64_MAX) ? NULL : shown_block(one);
    bool seeded = mailbox->kind == MAILBOX_USER && !seed_is_added(&mailbox->user.seed) &&
                  (mailbox_dice(mailbox, 500) % 97 == 3 || mailbox->user.seed.traits & TRAIT_AT_RISK);
    return seeded ? seeded_block(call->tenant, mailbox) : NULL;
}

static bool is_blocked(struct cmdlet_call *call, const struct mailbox *mailbox, const void *with)
{
    auto_json struct json *row = block_of(call, mailbox);
    (void)with;
    return row != NULL;
}

/* The one the sender's address names; SEED_NOBODY when it is nobody's. */
static bool sender_of(struct cmdlet_call *call, struct mailbox *mailbox)
{
    bool many;
    uint32_t number = exchange_resolve(call->tenant, call_text(call, "SenderAddress"), &many);
    return number != SEED_NOBODY && mailbox_load(call->tenant, number, mailbox);
}

void cmdlet_get_blocked(struct cmdlet_call *call)
{
    struct mailbox mailbox;
    if (!call_text(call, "SenderAddress")) {
        exchange_walk(call, is_blocked, NULL, block_of);
        return;
    }
    struct json *row = sender_of(call, &mailbox) ? block_of(call, &mailbox) : NULL;
    if (row)
        json_push(call->rows, row);
}

void cmdlet_remove_blocked(struct cmdlet_call *call)
{
    struct mailbox mailbox;
    struct json *row = sender_of(call, &mailbox) ? block_of(call, &mailbox) : NULL;
    auto_json struct json *kept = mailboxes_record(call->tenant, MAILBOXES_BLOCKED);
    const struct json *before = row ? kept_of(kept, mailbox.address) : NULL;
    if (!row || json_get(before, "@until")) { /* not blocked, or released and still listed */
        call_not_found(call, call_text(call, "SenderAddress"));
        json_free(row);
        return;
    }
    struct json *all = json_new_array();
    for (const struct json *one = json_first(kept); one; one = json_next(one))
        if (one != before)
            json_push(all, json_copy(one));
    json_set_number(row, "@until", (double)(clock_now() + RELEASE)); /* it is listed for a while (REQUESTS §7.9) */
    json_push(all, row);
    mailboxes_keep(call->tenant, MAILBOXES_BLOCKED, all);
}
