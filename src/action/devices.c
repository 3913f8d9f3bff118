/* A device of the user: switching it off and on in the directory and deleting it (REQUESTS §2.7), ending the partnership of a phone with
 * the mailbox or blocking it. */
#include "action/mailbox.h"
#include "action/rows.h"
#include "action/thing.h"
#include "api/graph/graph.h"
#include "base/arena.h"

#include <string.h>
#include <strings.h>

/* --- a device of the directory --- */

/* An application changes no device that does not run Windows, whatever it is granted; a permission would be the wrong advice. */
static enum change_refusal device_refused(struct flow *flow, const struct http_reply *reply)
{
    if (reply->status != 403 || flow->delegated)
        return CHANGE_REFUSED;
    flow->error.code = ERR_REFUSED;
    err_hint(&flow->error,
             "An application, with Device.ReadWrite.All, changes Windows devices alone: a person with the "
             "role Cloud Device Administrator changes others, or end the phone's partnership");
    return CHANGE_REFUSED;
}

static const struct thing device = {
    .what = "device",
    .panel = "devices",
    .param = "device",
    .ids = {"id", "deviceId"},
    .names = {"displayName"},
    .list = "/users/{user}/registeredDevices?$select=id,deviceId,displayName,operatingSystem,accountEnabled&$top=999",
    .at = "/devices/{id}",
};

static const struct change switch_device = {THING_SWITCH(device), .refused = device_refused};

static const struct thing deleted_device = {
    .what = "device",
    .panel = "devices",
    .param = "device",
    .ids = {"id", "deviceId"},
    .names = {"displayName"},
    .list = "/users/{user}/registeredDevices?$select=id,deviceId,displayName,operatingSystem,accountEnabled&$top=999",
    .at = "/devices/{id}",
    .gone = "The device is deleted, read back: it must join again to be used.",
};

static enum change_refusal delete_refused(struct flow *flow, const struct http_reply *reply)
{
    return reply->status == 403 ? device_refused(flow, reply) : thing_refused(flow, reply);
}

static const struct change delete_device = {.thing = &deleted_device,
                                            .read = thing_read,
                                            .same = thing_gone,
                                            .keep = thing_keep,
                                            .write = thing_write,
                                            .refused = delete_refused,
                                            .say = thing_say};

/* --- a phone that synchronises with the mailbox --- */

static struct http_request *read_phones(struct flow *flow)
{
    return mailbox_invoke(flow, "Get-MobileDeviceStatistics",
                          (const struct exchange_parameter[]){{"Mailbox", .text = flow->target->id}, {NULL}});
}

static struct http_request *write_phone(struct flow *flow)
{
    return mailbox_invoke(
        flow, "Remove-MobileDevice",
        (const struct exchange_parameter[]){{"Identity", .text = thing_id(flow)}, {"Confirm", .raw = "false"}, {NULL}});
}

static const struct thing phone = {.what = "phone",
                                   .panel = "devices",
                                   .param = "device",
                                   .ids = {"Identity", "Guid", "DeviceID", "DeviceId"},
                                   .names = {"DeviceFriendlyName"}};

static const struct change remove_phone = {
    .thing = &phone,
    .read = read_phones,
    .same = thing_gone,
    .keep = thing_keep,
    .write = write_phone,
    .done = "The phone is no partner of the mailbox any more; with the right password it can become one again.",
    .already = "The phone is gone already.",
};

/* --- a phone that may not synchronise --- */

#define BLOCKED "ActiveSyncBlockedDeviceIDs"
#define ALLOWED "ActiveSyncAllowedDeviceIDs"

/* On which of the two lists it is to be. Undo: as it was. */
static bool wants_blocked(struct flow *flow)
{
    if (flow->restore)
        return change_restored(flow, "blocked") || change_restored(flow, "undoneBy");
    return !strcmp(flow->action->name, "block-phone");
}

static bool wants_allowed(struct flow *flow)
{
    return flow->restore ? change_restored(flow, "allowed") && !change_restored(flow, "undoneBy")
                         : !wants_blocked(flow);
}

/* Which phone it is, by the list that has its names: the mailbox's settings know the id of its partnership alone. */
static enum flow_state find_phone(struct flow *flow, const struct http_reply *reply)
{
    enum { PHONES = 1 };
    size_t count;
    if (flow->restore)
        *thing_own(flow) = (void *)arena_strdup(flow->arena, change_restored(flow, "device"));
    if (flow->restore)
        return FLOW_DONE;
    if (flow->step != PHONES)
        return flow_send(flow, read_phones(flow), PHONES);
    auto_json struct json *now = exchange_body(reply, &flow->error);
    if (!now)
        return flow_fail(flow, reply);
    const struct json *found = thing_find(flow, now, &count);
    if (!found) {
        thing_refuse(flow, now, count);
        return FLOW_FAILED;
    }
    const char *id = json_text_or(json_get(found, "DeviceID"), json_text_or(json_get(found, "DeviceId"), ""));
    *thing_own(flow) = arena_strdup(flow->arena, id);
    return FLOW_DONE;
}

static struct http_request *read_access(struct flow *flow)
{
    return mailbox_invoke(flow, "Get-CASMailbox",
                          (const struct exchange_parameter[]){{"Identity", .text = flow->target->id}, {NULL}});
}

static bool lists(struct flow *flow, const struct json *now, const char *name)
{
    const struct json *list = json_get(mailbox_of(now), name);
    for (const struct json *one = json_first(list); one; one = json_next(one))
        if (!strcasecmp(json_text_or(one, ""), (const char *)*thing_own(flow)))
            return true;
    return false;
}

static int access_same(struct flow *flow, const struct json *now)
{
    return lists(flow, now, BLOCKED) == wants_blocked(flow) && lists(flow, now, ALLOWED) == wants_allowed(flow);
}

static const char *keep_access(struct flow *flow, const struct json *now)
{
    return arena_printf(flow->arena, "{\"device\":%s%s%s}", mailbox_quoted(flow, *thing_own(flow)),
                        lists(flow, now, BLOCKED) ? ",\"blocked\":\"yes\"" : "",
                        lists(flow, now, ALLOWED) ? ",\"allowed\":\"yes\"" : "");
}

static const char *edit(struct flow *flow, bool adds)
{
    return arena_printf(flow->arena, "{\"@odata.type\":\"#Exchange.GenericHashTable\",\"%s\":%s}",
                        adds ? "add" : "remove", mailbox_quoted(flow, *thing_own(flow)));
}

/* In one call: a phone on both lists is allowed. */
static struct http_request *write_access(struct flow *flow)
{
    return mailbox_invoke(flow, "Set-CASMailbox",
                          (const struct exchange_parameter[]){{"Identity", .text = flow->target->id},
                                                              {BLOCKED, .raw = edit(flow, wants_blocked(flow))},
                                                              {ALLOWED, .raw = edit(flow, wants_allowed(flow))},
                                                              {NULL}});
}

static const char *access_say(struct flow *flow, enum change_end end)
{
    const char *is = wants_blocked(flow)   ? "The phone may not synchronise mail"
                     : wants_allowed(flow) ? "The phone may synchronise mail, whatever the organisation's rules say"
                                           : "The phone may synchronise as before";
    return arena_printf(flow->arena, "%s%s.", is, end == CHANGE_ALREADY ? " already" : ", read back");
}

static const struct change phone_access = {
    .thing = &phone,
    .before = find_phone,
    .read = read_access,
    .same = access_same,
    .keep = keep_access,
    .write = write_access,
    .say = access_say,
};

/* --- the account's data on a phone --- */

/* Asked for is enough: the phone does it when it is heard of next. Undo: it is not asked for, where it was not yet. */
static int wipe_same(struct flow *flow, const struct json *now)
{
    size_t count;
    const struct json *found = thing_find(flow, now, &count);
    if (!found)
        return thing_refuse(flow, now, count);
    return (json_text(json_get(found, "DeviceWipeRequestTime")) != NULL) == !flow->restore;
}

/* Never without AccountOnly: that wipes all of the phone. */
static struct http_request *write_wipe(struct flow *flow)
{
    return mailbox_invoke(flow, "Clear-MobileDevice",
                          (const struct exchange_parameter[]){{"Identity", .text = thing_id(flow)},
                                                              {flow->restore ? "Cancel" : "AccountOnly", .raw = "true"},
                                                              {"Confirm", .raw = "false"},
                                                              {NULL}});
}

static const char *wipe_say(struct flow *flow, enum change_end end)
{
    if (flow->restore)
        return end == CHANGE_ALREADY ? "No wipe is asked for." : "The wipe is called off, read back.";
    return end == CHANGE_ALREADY ? "Wiping the account's data is asked for already."
                                 : "Wiping the account's data is asked for, read back: it goes when the phone next "
                                   "synchronises; all else on it stays.";
}

static const struct change wipe_phone = {
    .thing = &phone,
    .read = read_phones,
    .same = wipe_same,
    .keep = thing_keep,
    .write = write_wipe,
    .say = wipe_say,
};

#define DEVICE THING_PARAMS(THING_PARAM("device", "Device", "its name, or its id where several have the name"))
/* A person needs the first, an application has the second alone. */
#define CHANGES_DEVICES ((const char *const[]){"Directory.AccessAsUser.All", "Device.ReadWrite.All", NULL})
#define DEVICE_ROLES    ((const char *const[]){"Cloud Device Administrator", "Intune Administrator", NULL})

const struct action devices_actions[] = {
    {
        .name = "disable-device",
        .label = "Disable device",
        .group = GROUP_FILES,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_CONTAINMENT | ACTION_RARE | ACTION_OF_ROW,
        .help = "Let nobody sign in from a device of the user any more.",
        .confirm = "Disable a device of {target}? Nobody signs in from it then.",
        .params = DEVICE,
        .needs = CHANGES_DEVICES,
        .roles = DEVICE_ROLES,
        .change = &switch_device,
        .undo = "enable-device",
    },
    {
        .name = "enable-device",
        .label = "Enable device",
        .group = GROUP_FILES,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_RARE | ACTION_OF_ROW,
        .help = "Let a device of the user be signed in from again.",
        .confirm = "Enable a device of {target}?",
        .params = DEVICE,
        .needs = CHANGES_DEVICES,
        .roles = DEVICE_ROLES,
        .change = &switch_device,
        .undo = "disable-device",
    },
    {
        .name = "delete-device",
        .label = "Delete device",
        .group = GROUP_FILES,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_DESTRUCTIVE | ACTION_RARE | ACTION_OF_ROW,
        .help = "Delete a device from the directory; its BitLocker key goes with it: read that first.",
        .confirm = "Delete a device of {target}? It must join again, and its BitLocker key is lost here.",
        .params = DEVICE,
        .needs = CHANGES_DEVICES,
        .roles = DEVICE_ROLES,
        .change = &delete_device,
        .saved = "registered-devices",
    },
    {
        .name = "remove-phone",
        .label = "Remove phone from mailbox",
        .group = GROUP_MAIL_ACCESS,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_CONTAINMENT | ACTION_OF_ROW,
        .help = "End the partnership of a phone with the mailbox; nothing on it is wiped.",
        .confirm = "Remove a phone from the mailbox of {target}? Mail that is on it stays there.",
        .params = DEVICE,
        .cmdlets = CMDLETS("Get-MobileDeviceStatistics", "Remove-MobileDevice"),
        .roles = EXCHANGE_ROLES,
        .change = &remove_phone,
        .saved = "mobile-devices",
    },
    {
        .name = "block-phone",
        .label = "Block phone",
        .group = GROUP_MAIL_ACCESS,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_CONTAINMENT | ACTION_OF_ROW,
        .help = "Stop a phone from synchronising with the mailbox, whoever has the password.",
        .confirm = "Block a phone from the mailbox of {target}?",
        .params = DEVICE,
        .cmdlets = CMDLETS("Get-MobileDeviceStatistics", "Get-CASMailbox", "Set-CASMailbox"),
        .roles = EXCHANGE_ROLES,
        .change = &phone_access,
        .undo = "block-phone",
    },
    {
        .name = "allow-phone",
        .label = "Allow phone",
        .group = GROUP_MAIL_ACCESS,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_OF_ROW,
        .help = "Let a phone synchronise with the mailbox, also where the organisation's rules would block it.",
        .confirm = "Allow a phone to synchronise with the mailbox of {target}?",
        .params = DEVICE,
        .cmdlets = CMDLETS("Get-MobileDeviceStatistics", "Get-CASMailbox", "Set-CASMailbox"),
        .roles = EXCHANGE_ROLES,
        .change = &phone_access,
        .undo = "allow-phone",
    },
    {
        .name = "wipe-phone",
        .label = "Wipe the account from a phone",
        .group = GROUP_MAIL_ACCESS,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_CONTAINMENT | ACTION_DESTRUCTIVE | ACTION_OF_ROW,
        .help =
            "Take mail, calendar and contacts of the account from a phone when it next synchronises; all else stays.",
        .confirm = "Wipe the data of {target} from a phone? It cannot be called off once the phone has answered.",
        .params = DEVICE,
        .cmdlets = CMDLETS("Get-MobileDeviceStatistics", "Clear-MobileDevice"),
        .roles = EXCHANGE_ROLES,
        .change = &wipe_phone,
        .undo = "wipe-phone",
    },
    {.name = NULL},
};
