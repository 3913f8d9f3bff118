/* A device of the user: switching it off and on in the directory (REQUESTS §2.7), ending the partnership of a phone with the mailbox
 * or blocking it, retiring what Intune manages. */
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

/* What undo takes back; the undo of that blocks again. */
static bool unblocks(struct flow *flow)
{
    return flow->restore && !change_restored(flow, "undoneBy");
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
    bool blocked = lists(flow, now, BLOCKED), allowed = lists(flow, now, ALLOWED);
    if (!unblocks(flow))
        return blocked && !allowed;
    return !blocked && allowed == (change_restored(flow, "allowed") != NULL);
}

static const char *keep_access(struct flow *flow, const struct json *now)
{
    return arena_printf(flow->arena, "{\"device\":%s%s%s}", mailbox_quoted(flow, *thing_own(flow)),
                        lists(flow, now, ALLOWED) ? ",\"allowed\":\"yes\"" : "",
                        unblocks(flow) ? ",\"undoneBy\":\"block-phone\"" : "");
}

static const char *edit(struct flow *flow, bool adds)
{
    return arena_printf(flow->arena, "{\"@odata.type\":\"#Exchange.GenericHashTable\",\"%s\":%s}",
                        adds ? "add" : "remove", mailbox_quoted(flow, *thing_own(flow)));
}

/* In one call: a phone on both lists is allowed. */
static struct http_request *write_access(struct flow *flow)
{
    bool blocks = !unblocks(flow), allows = !blocks && change_restored(flow, "allowed");
    return mailbox_invoke(flow, "Set-CASMailbox",
                          (const struct exchange_parameter[]){{"Identity", .text = flow->target->id},
                                                              {BLOCKED, .raw = edit(flow, blocks)},
                                                              {ALLOWED, .raw = edit(flow, allows)},
                                                              {NULL}});
}

static const char *access_say(struct flow *flow, enum change_end end)
{
    if (end == CHANGE_ALREADY)
        return unblocks(flow) ? "The phone may synchronise as before." : "The phone is blocked already.";
    return unblocks(flow) ? "The phone may synchronise as before, read back."
                          : "The phone may not synchronise mail any more, read back.";
}

static const struct change block_phone = {
    .thing = &phone,
    .before = find_phone,
    .read = read_access,
    .same = access_same,
    .keep = keep_access,
    .write = write_access,
    .say = access_say,
};

/* --- a device that Intune manages --- */

static const struct thing managed = {
    .what = "device that Intune manages",
    .panel = "devices",
    .param = "device",
    .ids = {"id", "azureADDeviceId"},
    .names = {"deviceName"},
    .list = "/users/{user}/managedDevices",
    .at = "/deviceManagement/managedDevices/{id}/retire",
};

/* Asked for is enough: the device does it when it is heard of next. */
static int is_retired(struct flow *flow, const struct json *now)
{
    size_t count;
    bool known = *thing_id(flow) || flow->look;
    const struct json *found = thing_find(flow, now, &count);
    if (!found)
        return !count && known ? 1 : thing_refuse(flow, now, count);
    return strncasecmp(json_text_or(json_get(found, "managementState"), ""), "retire", strlen("retire")) == 0;
}

static struct http_request *write_retire(struct flow *flow)
{
    return graph_write(flow->arena, flow->endpoints, "POST", thing_path(flow, managed.at), NULL, 204, NULL);
}

static const struct change retire = {
    .thing = &managed,
    .read = thing_read,
    .same = is_retired,
    .keep = thing_keep,
    .write = write_retire,
    .done = "Retiring the device is asked for, read back: it loses the organisation's data when it next reports.",
    .lag = 24 * INT64_C(3600000),
    .already = "Retiring the device is asked for already.",
    .lags = "Intune accepted it; the device loses the organisation's data when it next reports.",
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
        .name = "remove-phone",
        .label = "Remove phone from mailbox",
        .group = GROUP_MAIL,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_CONTAINMENT | ACTION_OF_ROW,
        .help = "End the partnership of a phone with the mailbox; nothing on it is wiped.",
        .confirm = "Remove a phone from the mailbox of {target}? Mail that is on it stays there.",
        .params = DEVICE,
        .cmdlets = CMDLETS("Get-MobileDeviceStatistics", "Remove-MobileDevice"),
        .roles = EXCHANGE_ROLES,
        .change = &remove_phone,
    },
    {
        .name = "block-phone",
        .label = "Block phone",
        .group = GROUP_MAIL,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_CONTAINMENT | ACTION_OF_ROW,
        .help = "Let a phone synchronise with the mailbox no more, whoever has the password.",
        .confirm = "Block a phone from the mailbox of {target}?",
        .params = DEVICE,
        .cmdlets = CMDLETS("Get-MobileDeviceStatistics", "Get-CASMailbox", "Set-CASMailbox"),
        .roles = EXCHANGE_ROLES,
        .change = &block_phone,
        .undo = "block-phone",
    },
    {
        .name = "retire-device",
        .label = "Retire device",
        .group = GROUP_FILES,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_CONTAINMENT | ACTION_DESTRUCTIVE | ACTION_RARE | ACTION_OF_ROW,
        .help = "Let Intune take the organisation's data and settings from a device; what is the user's own stays.",
        .confirm = "Retire a device of {target}? The organisation's data goes from it, and it must be enrolled again.",
        .params = DEVICE,
        .needs = (const char *const[]){"DeviceManagementManagedDevices.PrivilegedOperations.All", NULL},
        .reads = (const char *const[]){"DeviceManagementManagedDevices.Read.All",
                                       "DeviceManagementManagedDevices.ReadWrite.All", NULL},
        .roles = (const char *const[]){"Intune Administrator", NULL},
        .change = &retire,
    },
    {.name = NULL},
};
