/* Mobile partnerships. */
#include "tenant/exchange/exchange_handlers.h"

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
void cmdlet_remove_device(struct cmdlet_call *call)
{
    bool many, found = false;
    struct mailbox mailbox;
    const char *identity = call_text(call, "Identity"), *slash = strchr(identity, '\\');
    if (slash) {
        uint32_t number = exchange_resolve(call->tenant,
                                           arena_strndup(call->arena, identity, (size_t)(slash - identity)), &many);
        if (number == SEED_NOBODY || !mailbox_load(call->tenant, number, &mailbox)) {
            call_not_found(call, identity);
            return;
        }
    } else if (!call_mailbox(call, NULL, &mailbox)) {
        return;
    }
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
