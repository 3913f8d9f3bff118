/* A device of the user: switching it off and on in the directory (REQUESTS §2.7), and ending the partnership of a phone with the mailbox. */
#include "action/mailbox.h"
#include "action/rows.h"
#include "action/thing.h"

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
