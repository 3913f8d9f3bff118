/* What Intune is asked to do with a device that it manages: retire, wipe, synchronise, lock, restart (REQUESTS §2.7, §16.3). The device
 * does it when it is heard of next. */
#include "action/rows.h"
#include "action/thing.h"
#include "api/graph/graph.h"
#include "base/arena.h"

#include <string.h>
#include <strings.h>

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

/* --- orders: Intune keeps the last of each kind --- */

static const struct order {
    const char *action, *call, *done;
} orders[] = {
    {"sync-device", "syncDevice", "The device is asked to synchronise; it does when it is heard of next."},
    {"lock-device", "remoteLock", "The device is asked to lock its screen; it does when it is heard of next."},
    {"restart-device", "rebootNow", "The device is asked to restart; it does when it is heard of next."},
    {"wipe-device", "wipe", "Wiping the device is asked for: all on it goes when it is heard of next."},
};

static const struct order *order_of(const struct flow *flow)
{
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++)
        if (!strcmp(orders[i].action, flow->action->name))
            return &orders[i];
    return &orders[0];
}

/* When it was ordered last; "": never. */
static const char *ordered(const struct flow *flow, const struct json *device)
{
    for (const struct json *one = json_first(json_get(device, "deviceActionResults")); one; one = json_next(one))
        if (!strcasecmp(json_text_or(json_get(one, "actionName"), ""), order_of(flow)->call))
            return json_text_or(json_get(one, "startDateTime"), "");
    return "";
}

/* Twice is not once; only that an order is there that was not tells of one whose answer was lost. */
static int is_ordered(struct flow *flow, const struct json *now)
{
    size_t count;
    const struct json *found = thing_find(flow, now, &count);
    if (!found)
        return thing_refuse(flow, now, count);
    if (!flow->prior || flow->plan)
        return 0;
    struct err ignored;
    auto_json struct json *kept = json_parse(flow->prior, strlen(flow->prior), &ignored);
    const char *before = json_text_or(json_get(kept, "orderedBefore"), "");
    return *ordered(flow, found) && strcmp(ordered(flow, found), before) != 0;
}

static const char *keep_order(struct flow *flow, const struct json *now)
{
    size_t count;
    const struct json *found = thing_find(flow, now, &count);
    auto_buf struct buf out = buf_make(BUF_REQUEST);
    struct json_writer w = json_writer(&out);
    json_open(&w, '{');
    json_member_text(&w, "device", thing_id(flow));
    json_member_text(&w, "deviceName", json_text_or(json_get(found, "deviceName"), ""));
    json_member_text(&w, "orderedBefore", ordered(flow, found));
    json_close(&w);
    return arena_strdup(flow->arena, buf_text(&out));
}

static struct http_request *write_order(struct flow *flow)
{
    const struct order *order = order_of(flow);
    const char *body = strcmp(order->call, "wipe") != 0
                           ? NULL
                           : arena_printf(flow->arena, "{\"keepEnrollmentData\":%s,\"keepUserData\":%s}",
                                          flow_true(flow, "keep_enrolment") ? "true" : "false",
                                          flow_true(flow, "keep_data") ? "true" : "false");
    struct http_request *write = graph_write(
        flow->arena, flow->endpoints, "POST",
        thing_path(flow, arena_printf(flow->arena, "/deviceManagement/managedDevices/{id}/%s", order->call)), body, 204,
        NULL);
    write->repeat = HTTP_CONSUMES;
    return write;
}

static const char *order_say(struct flow *flow, enum change_end end)
{
    (void)end;
    return order_of(flow)->done;
}

static const struct change order = {
    .thing = &managed,
    .read = thing_read,
    .same = is_ordered,
    .keep = keep_order,
    .write = write_order,
    .proof = CHANGE_REPLY,
    .say = order_say,
};

#define THIS_DEVICE THING_PARAM("device", "Device", "its name, or its id where several have the name")
#define ORDERS      ((const char *const[]){"DeviceManagementManagedDevices.PrivilegedOperations.All", NULL})
#define SEES                                                                                                           \
    ((const char *const[]){"DeviceManagementManagedDevices.Read.All", "DeviceManagementManagedDevices.ReadWrite.All",  \
                           NULL})
#define INTUNE ((const char *const[]){"Intune Administrator", NULL})
#define ORDER(name_, label_, help_, confirm_)                                                                          \
    {                                                                                                                  \
        .name = name_, .label = label_, .group = GROUP_FILES, .touches = TOUCHES_SIGN_IN,                              \
        .flags = ACTION_RARE | ACTION_OF_ROW, .help = help_, .confirm = confirm_, .params = THING_PARAMS(THIS_DEVICE), \
        .needs = ORDERS, .reads = SEES, .roles = INTUNE, .change = &order                                              \
    }

const struct action managed_devices_actions[] = {
    {
        .name = "retire-device",
        .label = "Retire device",
        .group = GROUP_FILES,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_CONTAINMENT | ACTION_DESTRUCTIVE | ACTION_RARE | ACTION_OF_ROW,
        .help = "Let Intune take the organisation's data and settings from a device; what is the user's own stays.",
        .confirm = "Retire a device of {target}? The organisation's data goes from it, and it must be enrolled again.",
        .params = THING_PARAMS(THIS_DEVICE),
        .needs = ORDERS,
        .reads = SEES,
        .roles = INTUNE,
        .change = &retire,
    },
    ORDER("sync-device", "Synchronise device", "Let a device that Intune manages report at once.",
          "Let a device of {target} synchronise?"),
    ORDER("lock-device", "Lock device", "Lock the screen of a device that Intune manages, such as one that was lost.",
          "Lock a device of {target}?"),
    ORDER("restart-device", "Restart device", "Restart a device that Intune manages; what is not saved is lost.",
          "Restart a device of {target}? What is not saved on it is lost."),
    {
        .name = "wipe-device",
        .label = "Wipe device",
        .group = GROUP_FILES,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_DESTRUCTIVE | ACTION_RARE | ACTION_OF_ROW,
        .help = "Delete everything on a device; retiring it takes the organisation's data alone.",
        .confirm = "Wipe a device of {target}? Everything on it goes, what is the user's own too.",
        .params = THING_PARAMS(THIS_DEVICE,
                               {.name = "keep_data",
                                .label = "Keep the user's files",
                                .kind = PARAM_BOOL,
                                .otherwise = "false",
                                .help = "Windows: personal files and accounts stay"},
                               {.name = "keep_enrolment",
                                .label = "Keep the enrolment",
                                .kind = PARAM_BOOL,
                                .otherwise = "false",
                                .help = "it stays managed afterwards"}),
        .needs = ORDERS,
        .reads = SEES,
        .roles = INTUNE,
        .change = &order,
    },
    {.name = NULL},
};
