/* Mobile partnerships. */
#include "tenant/exchange/exchange_handlers.h"

#include "base/clock.h"
#include <string.h>
#include <strings.h>

void cmdlet_get_devices(struct cmdlet_call *call)
{
    struct mailbox mailbox;
    if (!call_mailbox(call, "Mailbox", &mailbox))
        return;
    auto_json struct json *devices = mailbox_part(call->tenant, &mailbox, MAILBOX_DEVICES);
    for (const struct json *one = json_first(devices); one; one = json_next(one))
        json_push(call->rows, json_copy(one));
}

static bool is_device(const struct json *device, const char *identity)
{
    return !strcasecmp(json_text_or(json_get(device, "Identity"), ""), identity) ||
           !strcasecmp(json_text_or(json_get(device, "Guid"), ""), identity);
}

/* "alias\ExchangeActiveSyncDevices\…", or a Guid with the mailbox as anchor. */
static bool owner_of(struct cmdlet_call *call, const char *identity, struct mailbox *mailbox)
{
    bool many;
    const char *slash = strchr(identity, '\\');
    if (!slash)
        return call_mailbox(call, NULL, mailbox);
    uint32_t number = exchange_resolve(call->tenant, arena_strndup(call->arena, identity, (size_t)(slash - identity)),
                                       &many);
    if (number != SEED_NOBODY && mailbox_load(call->tenant, number, mailbox))
        return true;
    call_not_found(call, identity);
    return false;
}

/* The account's data alone; without AccountOnly the whole device would go, which is not tried here. */
static void wipe(struct cmdlet_call *call, struct json *device)
{
    char date[CLOCK_TEXT];
    bool asked = json_text(json_get(device, "DeviceWipeRequestTime")),
         acknowledged = json_text(json_get(device, "DeviceWipeAckTime"));
    if (!call_true(call, "AccountOnly") && !call_true(call, "Cancel"))
        call_fail(call, 400, EX_TASK, "The demo tenant wipes no whole device: AccountOnly is needed.");
    else if (call_true(call, "Cancel") && (!asked || acknowledged))
        call_fail(call, 400, EX_TASK, "The wipe of the device can't be canceled: %s.",
                  asked ? "it was acknowledged" : "there's none");
    else
        json_set_text(device, "DeviceWipeRequestTime",
                      call_true(call, "Cancel") ? NULL : clock_format(clock_now(), date));
}

void cmdlet_clear_device(struct cmdlet_call *call)
{
    struct mailbox mailbox;
    bool found = false;
    const char *identity = call_text(call, "Identity");
    if (!owner_of(call, identity, &mailbox))
        return;
    auto_json struct json *devices = mailbox_part(call->tenant, &mailbox, MAILBOX_DEVICES);
    struct json *all = json_new_array();
    for (const struct json *one = json_first(devices); one; one = json_next(one)) {
        struct json *device = json_copy(one);
        if (is_device(one, identity)) {
            found = true;
            wipe(call, device);
        }
        json_push(all, device);
    }
    if (!found)
        call_not_found(call, identity);
    if (found && !call->reply->status)
        mailbox_keep(call->tenant, mailbox.number, MAILBOX_DEVICES, all);
    else
        json_free(all);
}

void cmdlet_remove_device(struct cmdlet_call *call)
{
    bool found = false;
    struct mailbox mailbox;
    const char *identity = call_text(call, "Identity");
    if (!owner_of(call, identity, &mailbox))
        return;
    auto_json struct json *devices = mailbox_part(call->tenant, &mailbox, MAILBOX_DEVICES);
    struct json *kept = json_new_array();
    for (const struct json *one = json_first(devices); one; one = json_next(one)) {
        if (is_device(one, identity))
            found = true;
        else
            json_push(kept, json_copy(one));
    }
    if (found) {
        mailbox_keep(call->tenant, mailbox.number, MAILBOX_DEVICES, kept);
        return;
    }
    json_free(kept);
    call_not_found(call, identity);
}
