/* Asking who a recipient is. */
#include "action/recipient.h"

#include "base/arena.h"
#include <string.h>
#include <strings.h>

struct http_request *recipient_ask(struct flow *flow, const char *given)
{
    return mailbox_invoke(flow, "Get-Recipient",
                          (const struct exchange_parameter[]){{"Identity", .text = given}, {NULL}});
}

struct recipient *recipient_read(struct flow *flow, const struct http_reply *reply, const char *given)
{
    static const char *const names[RECIPIENT_NAMES] = {
        "PrimarySmtpAddress", "Identity", "Name", "Guid", "DistinguishedName", "ExternalDirectoryObjectId"};
    auto_json struct json *found = exchange_body(reply, &flow->error);
    const char *address = mailbox_text(found, names[0]);
    if (!found && flow->error.code != ERR_NOT_FOUND)
        return NULL;
    if (!*address) {
        flow_refuse(flow, ERR_NOT_FOUND,
                    arena_printf(flow->arena, "there is no recipient \"%s\" in the organisation", given),
                    "give the address of a mailbox, a mail user or a group of this tenant");
        return NULL;
    }
    struct recipient *recipient = arena_alloc(flow->arena, sizeof *recipient);
    *recipient = (struct recipient){.given = given};
    for (size_t i = 0; i < RECIPIENT_NAMES; i++)
        recipient->names[i] = arena_strdup(flow->arena, mailbox_text(found, names[i]));
    return recipient;
}

bool recipient_is(const struct recipient *recipient, const char *listed)
{
    bool is = !strcasecmp(recipient->given, listed);
    for (size_t i = 0; i < RECIPIENT_NAMES && *listed; i++)
        is |= !strcasecmp(recipient->names[i], listed);
    return is;
}
