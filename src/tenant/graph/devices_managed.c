/* Intune's side: the devices it manages. It refuses in a manner of its own (REQUESTS §13.1). */
#include "tenant/graph/devices.h"

#include "base/clock.h"
#include "tenant/graph/rights.h"
#include "tenant/graph/scenario_log.h"
#include "tenant/graph/users.h"
#include "tenant/seed/seed_devices.h"
#include "tenant/state/mailbox.h"
#include <string.h>
#include <strings.h>

static const char *const names[] = {"id",
                                    "azureADDeviceId",
                                    "azureADRegistered",
                                    "complianceState",
                                    "deviceActionResults",
                                    "deviceEnrollmentType",
                                    "deviceName",
                                    "deviceRegistrationState",
                                    "easActivated",
                                    "easDeviceId",
                                    "emailAddress",
                                    "enrolledDateTime",
                                    "freeStorageSpaceInBytes",
                                    "isEncrypted",
                                    "isSupervised",
                                    "jailBroken",
                                    "lastSyncDateTime",
                                    "managedDeviceName",
                                    "managedDeviceOwnerType",
                                    "managementAgent",
                                    "managementState",
                                    "manufacturer",
                                    "model",
                                    "operatingSystem",
                                    "osVersion",
                                    "serialNumber",
                                    "totalStorageSpaceInBytes",
                                    "userDisplayName",
                                    "userId",
                                    "userPrincipalName",
                                    NULL};
static const char *const options[] = {"$select", "$filter", "$top", "$skiptoken", NULL};
static const struct object_kind kind = {
    .type = "managedDevice", .set = "deviceManagement/managedDevices", .properties = names, .options = options};

/* Whether the caller may, and whether there is Intune at all; else answers. Forbidden comes as JSON in a text in a text, by
 * one of two statuses. */
static bool may(const struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                int status, bool allowed)
{
    static const char why[] =
        "{\r\n  \"_version\": 3,\r\n  \"Message\": \"{\\r\\n  \\\"ErrorCode\\\": \\\"Forbidden\\\",\\r\\n  \\\"Message\\\": "
        "\\\"{\\\\r\\\\n  \\\\\\\"_version\\\\\\\": 3,\\\\r\\\\n  \\\\\\\"Message\\\\\\\": \\\\\\\"An error has occurred - "
        "Operation ID (for customer support): 00000000-0000-0000-0000-000000000000\\\\\\\"\\\\r\\\\n}\\\",\\r\\n  "
        "\\\"Target\\\": null\\r\\n}\",\r\n  \"CustomApiErrorPhrase\": \"\",\r\n  \"RetryAfter\": null,\r\n  "
        "\"ErrorSourceService\": \"\",\r\n  \"HttpHeaders\": \"{}\"\r\n}";
    if (store_plan(tenant->store) == PLAN_FREE) {
        tenant_error(request, reply, 400, "BadRequest", "Request not applicable to target tenant.");
        return false;
    }
    if (allowed)
        return true;
    tenant_error(request, reply, status, "UnknownError", why);
    return false;
}

static bool may_read(const struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                     int status)
{
    return may(tenant, request, reply, status, rights_see_managed(request));
}

static bool may_retire(const struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply)
{
    return may(tenant, request, reply, 401, rights_retire(request));
}

static void set_date(struct json *object, const char *name, int64_t ms)
{
    char date[CLOCK_TEXT];
    json_set_text(object, name, clock_format(ms, date));
}

static bool is_retired(const struct tenant *tenant, const char *id)
{
    return json_get(store_record(tenant->store, "devicesRetired"), id) != NULL;
}

static struct json *object(const struct tenant *tenant, const struct user_record *user, const struct seed_device *d)
{
    static const char *const systems[][2] = {
        {"Windows", "Windows"}, {"iPhone", "iOS"}, {"Android", "Android"}, {"MacMDM", "macOS"}};
    char id[GUID_TEXT], scratch[SEED_TEXT];
    struct mailbox mailbox;
    bool mailed = d->phone && mailbox_load(tenant, user->seed.number, &mailbox);
    auto_json struct json *partners = mailed ? mailbox_part(tenant, &mailbox, MAILBOX_DEVICES) : NULL;
    const char *system = d->system;
    /* a phone is the one that reads mail, where its user's mailbox has one */
    const char *eas = json_text_or(json_get(json_first(partners), "DeviceID"), "");
    struct json *one = json_new_object();
    for (size_t i = 0; i < sizeof systems / sizeof *systems; i++)
        if (!strcmp(systems[i][0], d->system))
            system = systems[i][1];
    json_set_text(one, "id", guid_format(&d->intune_id, id));
    json_set_text(one, "userId", guid_format(&user->seed.id, id));
    json_set_text(one, "deviceName", d->name);
    json_set_text(one, "managedDeviceName", d->name);
    json_set_text(one, "managedDeviceOwnerType", d->personal ? "personal" : "company");
    set_date(one, "enrolledDateTime", d->registered);
    set_date(one, "lastSyncDateTime", d->seen);
    json_set_text(one, "operatingSystem", system);
    json_set_text(one, "osVersion", d->version);
    json_set_text(one, "complianceState", d->compliant ? "compliant" : d->enabled ? "noncompliant" : "unknown");
    json_set_text(one, "jailBroken", d->phone ? "False" : "Unknown");
    json_set_text(one, "managementAgent", "mdm");
    guid_format(&d->intune_id, id);
    const struct json *orders = json_get(store_record(tenant->store, "deviceOrders"), id);
    json_set(one, "deviceActionResults", orders ? json_copy(orders) : json_new_array());
    json_set_text(one, "managementState",
                  json_get(store_record(tenant->store, "devicesWiped"), id) ? "wipePending"
                  : is_retired(tenant, id)                                  ? "retirePending"
                                                                            : "managed");
    json_set_text(one, "deviceEnrollmentType", d->phone ? "appleBulkWithUser" : "windowsAzureADJoin");
    json_set_text(one, "deviceRegistrationState", "registered");
    json_set_bool(one, "azureADRegistered", true);
    json_set_text(one, "azureADDeviceId", guid_format(&d->device_id, id));
    json_set_bool(one, "easActivated", *eas != '\0');
    json_set_text(one, "easDeviceId", eas);
    json_set_bool(one, "isEncrypted", d->compliant);
    json_set_bool(one, "isSupervised", false);
    json_set_text(one, "manufacturer", d->manufacturer);
    json_set_text(one, "model", d->model);
    json_set_text(one, "serialNumber", d->serial);
    json_set_number(one, "totalStorageSpaceInBytes", 256060514304.0);
    json_set_number(one, "freeStorageSpaceInBytes", 98784247808.0);
    json_set_text(one, "emailAddress", mailbox_user_text(user, "mail", scratch));
    json_set_text(one, "userPrincipalName", mailbox_user_text(user, "userPrincipalName", scratch));
    json_set_text(one, "userDisplayName", mailbox_user_text(user, "displayName", scratch));
    return one;
}

static void push_of_user(const struct tenant *tenant, uint32_t number, struct json *list)
{
    struct seed_device devices[SEED_DEVICES];
    struct user_record user;
    user_record_load(&user, tenant->store, number);
    int n = seed_devices(store_people(tenant->store), &user.seed, devices);
    for (int i = 0; i < n; i++)
        if (devices[i].managed)
            json_push(list, object(tenant, &user, &devices[i]));
    char id[GUID_TEXT];
    guid_format(&user.seed.id, id);
    const struct json *kept = store_record(tenant->store, "managedDevices");
    for (const struct json *one = json_first(kept); one; one = json_next(one))
        if (!strcasecmp(json_text_or(json_get(one, "@owner"), ""), id))
            json_push(list, scenario_object(one, NULL));
}

static struct json *at(void *with, uint32_t place)
{
    struct tenant *tenant = with;
    struct seed_device devices[SEED_DEVICES];
    struct user_record user;
    uint32_t made = store_people(tenant->store)->count * SEED_DEVICES;
    if (place >= made) { /* after those of the seed */
        const struct json *one = json_first(store_record(tenant->store, "managedDevices"));
        for (uint32_t i = made; one && i < place; i++)
            one = json_next(one);
        return one ? scenario_object(one, NULL) : NULL;
    }
    user_record_load(&user, tenant->store, place / SEED_DEVICES);
    int n = seed_devices(store_people(tenant->store), &user.seed, devices), which = (int)(place % SEED_DEVICES);
    return which < n && devices[which].managed ? object(tenant, &user, &devices[which]) : NULL;
}

/* The user a filter of one comparison asks for; SEED_NOBODY with `*said` false when it asks for something else. */
static uint32_t wanted(const struct tenant *tenant, const struct tenant_request *request, bool *said)
{
    static const char *const by[] = {"userId eq '", "userPrincipalName eq '", "azureADDeviceId eq '"};
    const char *filter = tenant_query(request, "$filter");
    struct guid id;
    int which;
    for (size_t i = 0; filter && i < 3; i++) {
        size_t length = strlen(by[i]), all = strlen(filter);
        if (strncasecmp(filter, by[i], length) != 0 || filter[all - 1] != '\'' || strchr(filter + length, ' '))
            continue;
        const char *value = arena_strndup(request->arena, filter + length, all - length - 1);
        *said = true;
        if (i < 2)
            return store_find(tenant->store, value);
        return guid_parse(value, strlen(value), &id)
                   ? seed_device_by_device_id(store_people(tenant->store), &id, &which)
                   : SEED_NOBODY;
    }
    *said = false;
    return SEED_NOBODY;
}

void devices_managed(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct object_walk walk = {.count = store_people(tenant->store)->count * SEED_DEVICES +
                                        (uint32_t)json_count(store_record(tenant->store, "managedDevices")),
                               .at = at,
                               .with = tenant};
    bool said;
    if (!may_read(tenant, request, reply, 403))
        return;
    uint32_t number = wanted(tenant, request, &said);
    if (!said) {
        objects_answer_walk(request, reply, &kind, &walk);
        return;
    }
    struct json *list = json_new_array();
    if (number != SEED_NOBODY)
        push_of_user(tenant, number, list);
    objects_answer_list(request, reply, &kind, list);
}

void devices_managed_of_user(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    if (!may_read(tenant, request, reply, 401))
        return;
    uint32_t number = users_of_path(tenant, request, reply);
    if (number == SEED_NOBODY)
        return;
    struct json *list = json_new_array();
    push_of_user(tenant, number, list);
    objects_answer_list(request, reply, &kind, list);
}

void devices_managed_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct seed_device devices[SEED_DEVICES];
    struct user_record user;
    struct guid id;
    const char *text = request->segments[2];
    int which = 0;
    if (!may_read(tenant, request, reply, 403))
        return;
    const struct json *kept = json_get(store_record(tenant->store, "managedDevices"), text);
    if (kept) {
        objects_answer(request, reply, &kind, 200, scenario_object(kept, NULL));
        return;
    }
    uint32_t number = guid_parse(text, strlen(text), &id)
                          ? seed_device_by_intune_id(store_people(tenant->store), &id, &which)
                          : SEED_NOBODY;
    if (number == SEED_NOBODY) {
        tenant_errorf(request, reply, 404, "ResourceNotFound", "Device %s was not found.", text);
        return;
    }
    user_record_load(&user, tenant->store, number);
    seed_devices(store_people(tenant->store), &user.seed, devices);
    objects_answer(request, reply, &kind, 200, object(tenant, &user, &devices[which]));
}

/* Asked for: the device does it when it reports. */
void devices_managed_retire(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct guid id;
    int which;
    const char *text = request->segments[2];
    const struct json *kept = json_get(store_record(tenant->store, "managedDevices"), text);
    if (!may_retire(tenant, request, reply) || !objects_no_options(request, reply))
        return;
    if (!kept && (!guid_parse(text, strlen(text), &id) ||
                  seed_device_by_intune_id(store_people(tenant->store), &id, &which) == SEED_NOBODY)) {
        tenant_errorf(request, reply, 404, "ResourceNotFound", "Device %s was not found.", text);
        return;
    }
    if (kept)
        json_set_text((struct json *)kept, "managementState", "retirePending"); /* ours to change */
    else
        json_set_bool(store_record(tenant->store, "devicesRetired"), text, true);
    tenant_empty(reply, 204);
}

/* The newest order of a kind takes the place of the one before. */
static void keep_order(struct tenant *tenant, const char *id, const char *name)
{
    char date[CLOCK_TEXT];
    const struct json *before = json_get(store_record(tenant->store, "deviceOrders"), id);
    struct json *all = json_new_array(), *one = json_new_object();
    for (const struct json *order = json_first(before); order; order = json_next(order))
        if (strcmp(json_text_or(json_get(order, "actionName"), ""), name) != 0)
            json_push(all, json_copy(order));
    json_set_text(one, "actionName", name);
    json_set_text(one, "actionState", "pending");
    json_set_text(one, "startDateTime", clock_format(clock_now(), date));
    json_set_text(one, "lastUpdatedDateTime", clock_format(clock_now(), date));
    json_push(all, one);
    json_set(store_record(tenant->store, "deviceOrders"), id, all);
}

/* "syncDevice", "remoteLock", "rebootNow", "wipe": the last has a body. */
void devices_order(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const of_wipe[] = {"keepEnrollmentData",  "keepUserData",     "macOsUnlockCode",
                                          "persistEsimDataPlan", "useProtectedWipe", NULL};
    const char *text = request->segments[2], *name = request->segments[3];
    struct guid id;
    int which;
    bool wipes = !strcasecmp(name, "wipe");
    if (!may_retire(tenant, request, reply) || !objects_no_options(request, reply))
        return;
    if (!guid_parse(text, strlen(text), &id) ||
        seed_device_by_intune_id(store_people(tenant->store), &id, &which) == SEED_NOBODY) {
        tenant_errorf(request, reply, 404, "ResourceNotFound", "Device %s was not found.", text);
        return;
    }
    auto_json struct json *body = wipes ? objects_body(request, reply, of_wipe, false) : json_new_object();
    if (!body)
        return;
    if (wipes)
        json_set_bool(store_record(tenant->store, "devicesWiped"), text, true);
    keep_order(tenant, text, name);
    tenant_empty(reply, 204);
}
