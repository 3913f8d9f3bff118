/* A device of the user: switching it off and on in the directory (REQUESTS §2.7), and ending the partnership of a phone with the mailbox. */
#include "action/mailbox.h"
#include "action/rows.h"
#include "api/graph/graph.h"
#include "base/arena.h"
#include "base/clean.h"

#include <string.h>
#include <strings.h>

static const char *wanted(struct flow *flow)
{
    const char *device = flow->restore ? change_restored(flow, "device") : flow_value(flow, "device");
    return device ? device : "";
}

static bool is_called(const struct json *device, const char *const *names, const char *text)
{
    for (; *names; names++)
        if (!strcasecmp(json_text_or(json_get(device, *names), ""), text))
            return true;
    return false;
}

/* The one of a list that is meant: by one of its ids, else the only one of this name; how many there are in `*count`. */
static const struct json *find(const struct json *now, const char *const *ids, const char *const *names,
                               const char *text, size_t *count)
{
    const struct json *found = NULL;
    *count = 0;
    for (const struct json *one = json_first(json_get(now, "value")); *text && one; one = json_next(one)) {
        if (is_called(one, ids, text)) {
            *count = 1;
            return one;
        }
        if (is_called(one, names, text)) {
            found = one;
            ++*count;
        }
    }
    return found;
}

static int refuse(struct flow *flow, size_t count, const char *what)
{
    const char *text = wanted(flow);
    if (count)
        flow_refuse(flow, ERR_AMBIGUOUS, arena_printf(flow->arena, "%zu %ss are called \"%s\"", count, what, text),
                    "give the id of one: \"roster show USER --panel devices -o json\" has them");
    else
        flow_refuse(flow, ERR_NOT_FOUND, arena_printf(flow->arena, "the user has no %s \"%s\"", what, text),
                    "\"roster show USER --panel devices\" lists them");
    return -1;
}

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

static const struct json *find_device(struct flow *flow, const struct json *now, size_t *count)
{
    static const char *const ids[] = {"id", "deviceId", NULL}, *const names[] = {"displayName", NULL};
    const struct json *device = find(now, ids, names, flow->state ? flow->state : wanted(flow), count);
    if (*count == 1)
        flow->state = arena_strdup(flow->arena, json_text_or(json_get(device, "id"), ""));
    return device;
}

static int device_same(struct flow *flow, const struct json *now)
{
    size_t count;
    const struct json *device = find_device(flow, now, &count);
    if (count != 1)
        return refuse(flow, count, "device");
    return json_true(json_get(device, "accountEnabled")) == wants_on(flow);
}

static const char *keep_device(struct flow *flow, const struct json *now)
{
    size_t count;
    const struct json *device = find_device(flow, now, &count);
    return arena_printf(flow->arena, "{\"device\":%s,\"displayName\":%s}",
                        mailbox_quoted(flow, json_text_or(json_get(device, "id"), "")),
                        mailbox_quoted(flow, json_text_or(json_get(device, "displayName"), "")));
}

static struct http_request *write_device(struct flow *flow)
{
    return graph_write(flow->arena, flow->endpoints, "PATCH",
                       arena_printf(flow->arena, "/devices/%s", (const char *)flow->state),
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

static const struct change switch_device = {
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

static const struct json *find_phone(struct flow *flow, const struct json *now, size_t *count)
{
    static const char *const ids[] = {"Identity", "Guid", "DeviceID", "DeviceId", NULL}, *const names[] = {
                                                                                             "DeviceFriendlyName",
                                                                                             NULL};
    const struct json *phone = find(now, ids, names, flow->state ? flow->state : wanted(flow), count);
    if (*count == 1)
        flow->state = arena_strdup(flow->arena, json_text_or(json_get(phone, "Identity"), ""));
    return phone;
}

/* One that was never seen is a wrong name; one that is gone after a write is what was wanted. */
static int phone_gone(struct flow *flow, const struct json *now)
{
    size_t count;
    bool known = flow->state || flow->look;
    (void)find_phone(flow, now, &count);
    if (!count && known)
        return 1;
    return count == 1 ? 0 : refuse(flow, count, "phone");
}

static const char *keep_phone(struct flow *flow, const struct json *now)
{
    size_t count;
    auto_buf struct buf out = buf_make(1u << 16);
    json_write(find_phone(flow, now, &count), &out);
    return arena_strdup(flow->arena, buf_text(&out));
}

static struct http_request *write_phone(struct flow *flow)
{
    return mailbox_invoke(
        flow, "Remove-MobileDevice",
        (const struct exchange_parameter[]){{"Identity", .text = flow->state}, {"Confirm", .raw = "false"}, {NULL}});
}

static const struct change remove_phone = {
    .read = read_phones,
    .same = phone_gone,
    .keep = keep_phone,
    .write = write_phone,
    .done = "The phone is no partner of the mailbox any more; with the right password it can become one again.",
    .already = "The phone is gone already.",
};

#define DEVICE(help_)                                                                                                  \
    (const struct param[])                                                                                             \
    {                                                                                                                  \
        {.name = "device", .label = "Device", .kind = PARAM_TEXT, .required = true, .maximum = 512, .help = help_},    \
        {                                                                                                              \
            .name = NULL                                                                                               \
        }                                                                                                              \
    }
/* A person needs the first, an application has the second alone. */
#define CHANGES_DEVICES ((const char *const[]){"Directory.AccessAsUser.All", "Device.ReadWrite.All", NULL})
#define DEVICE_ROLES    ((const char *const[]){"Cloud Device Administrator", "Intune Administrator", NULL})

const struct action devices_actions[] = {
    {
        .name = "disable-device",
        .label = "Disable device",
        .key = 'X',
        .group = GROUP_FILES,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_CONTAINMENT | ACTION_RARE | ACTION_OF_ROW,
        .help = "Let nobody sign in from a device of the user any more.",
        .confirm = "Disable a device of {target}? Nobody signs in from it then.",
        .params = DEVICE("its name, or its id where several have the name"),
        .needs = CHANGES_DEVICES,
        .roles = DEVICE_ROLES,
        .change = &switch_device,
        .undo = "enable-device",
    },
    {
        .name = "enable-device",
        .label = "Enable device",
        .key = 'T',
        .group = GROUP_FILES,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_RARE | ACTION_OF_ROW,
        .help = "Let a device of the user be signed in from again.",
        .confirm = "Enable a device of {target}?",
        .params = DEVICE("its name, or its id where several have the name"),
        .needs = CHANGES_DEVICES,
        .roles = DEVICE_ROLES,
        .change = &switch_device,
        .undo = "disable-device",
    },
    {
        .name = "remove-phone",
        .label = "Remove phone from mailbox",
        .key = 'Q',
        .group = GROUP_MAIL,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_CONTAINMENT | ACTION_OF_ROW,
        .help = "End the partnership of a phone with the mailbox; nothing on it is wiped.",
        .confirm = "Remove a phone from the mailbox of {target}? Mail that is on it stays there.",
        .params = DEVICE("its name, or its id where several have the name"),
        .cmdlets = CMDLETS("Get-MobileDeviceStatistics", "Remove-MobileDevice"),
        .roles = EXCHANGE_ROLES,
        .change = &remove_phone,
    },
    {.name = NULL},
};
