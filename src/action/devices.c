/* A device of the user: switching it off and on in the directory (REQUESTS §2.7), and ending the partnership of a phone with the mailbox. */
#include "action/mailbox.h"
#include "action/rows.h"
#include "action/thing.h"
#include "api/graph/graph.h"
#include "base/arena.h"

#include <string.h>

/* --- a device of the directory --- */

static bool wants_on(const struct flow *flow)
{
    return !strcmp(flow->action->name, "enable-device");
}

static struct http_request *read_devices(struct flow *flow)
{
    return graph_get(flow->arena, flow->endpoints,
                     graph_user_path(flow->arena, flow->target->id,
                                     "/registeredDevices?$select=id,deviceId,displayName,operatingSystem,accountEnabled"
                                     "&$top=999"));
}

static int device_same(struct flow *flow, const struct json *now)
{
    size_t count;
    const struct json *found = thing_find(flow, now, &count);
    if (!found)
        return thing_refuse(flow, now, count);
    return json_true(json_get(found, "accountEnabled")) == wants_on(flow);
}

static const char *keep_device(struct flow *flow, const struct json *now)
{
    size_t count;
    const struct json *found = thing_find(flow, now, &count);
    return arena_printf(flow->arena, "{\"device\":%s,\"displayName\":%s}",
                        mailbox_quoted(flow, json_text_or(json_get(found, "id"), "")),
                        mailbox_quoted(flow, json_text_or(json_get(found, "displayName"), "")));
}

static struct http_request *write_device(struct flow *flow)
{
    return graph_write(flow->arena, flow->endpoints, "PATCH", arena_printf(flow->arena, "/devices/%s", thing_id(flow)),
                       wants_on(flow) ? "{\"accountEnabled\":true}" : "{\"accountEnabled\":false}", 204, NULL);
}

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

static const char *device_say(struct flow *flow, enum change_end end)
{
    static const char *const sentences[][2] = {
        [CHANGE_DONE] = {"The device is disabled, read back.", "The device is enabled, read back."},
        [CHANGE_ALREADY] = {"The device was disabled already.", "The device was enabled already."},
        [CHANGE_FOUND] = {"The device is disabled, read back.", "The device is enabled, read back."},
    };
    return sentences[end][wants_on(flow)];
}

static const struct thing device = {
    .what = "device", .panel = "devices", .param = "device", .ids = {"id", "deviceId"}, .names = {"displayName"}};

static const struct change switch_device = {
    .thing = &device,
    .read = read_devices,
    .same = device_same,
    .keep = keep_device,
    .write = write_device,
    .refused = device_refused,
    .say = device_say,
};

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
    {.name = NULL},
};
