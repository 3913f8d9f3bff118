/* The directory's devices; each belongs to one user of the seed. */
#include "tenant/graph/devices.h"

#include "base/clock.h"
#include "tenant/graph/scenario_log.h"
#include "tenant/graph/users.h"
#include "tenant/seed/seed_devices.h"
#include <string.h>
#include <strings.h>

static const char *const names[] = {"id",
                                    "deletedDateTime",
                                    "accountEnabled",
                                    "approximateLastSignInDateTime",
                                    "complianceExpirationDateTime",
                                    "deviceCategory",
                                    "deviceId",
                                    "deviceMetadata",
                                    "deviceOwnership",
                                    "deviceVersion",
                                    "displayName",
                                    "enrollmentProfileName",
                                    "enrollmentType",
                                    "isCompliant",
                                    "isManaged",
                                    "isManagementRestricted",
                                    "isRooted",
                                    "managementType",
                                    "manufacturer",
                                    "mdmAppId",
                                    "model",
                                    "onPremisesLastSyncDateTime",
                                    "onPremisesSyncEnabled",
                                    "operatingSystem",
                                    "operatingSystemVersion",
                                    "physicalIds",
                                    "profileType",
                                    "registrationDateTime",
                                    "systemLabels",
                                    "trustType",
                                    NULL};
static const char *const options[] = {"$select", "$filter", "$search",    "$orderby",
                                      "$top",    "$count",  "$skiptoken", NULL};
static const char *const searchable[] = {"displayName", NULL};
static const struct object_kind device_kind = {.type = "device",
                                               .set = "devices",
                                               .properties = names,
                                               .options = options,
                                               .search = searchable,
                                               .rules = DIRECTORY};
static const struct object_kind relation_kind = {.type = "directoryObject",
                                                 .set = "directoryObjects",
                                                 .properties = names,
                                                 .options = options,
                                                 .search = searchable,
                                                 .rules = RELATION};

static void set_date(struct json *object, const char *name, int64_t ms)
{
    char date[CLOCK_TEXT];
    json_set_text(object, name, ms ? clock_format(ms, date) : NULL);
}

static struct json *object(const struct tenant *tenant, const struct seed_device *d, bool typed)
{
    char id[GUID_TEXT];
    struct json *one = json_new_object();
    bool hybrid = !strcmp(d->trust, "ServerAd"), desktop = !d->phone;
    if (typed)
        json_set_text(one, "@odata.type", "#microsoft.graph.device");
    json_set_text(one, "id", guid_format(&d->id, id));
    json_set_text(one, "deletedDateTime", NULL);
    const struct json *switched = json_get(store_record(tenant->store, "devicesSwitched"), id);
    json_set_bool(one, "accountEnabled", switched ? json_true(switched) : d->enabled);
    set_date(one, "approximateLastSignInDateTime", d->seen);
    set_date(one, "complianceExpirationDateTime", 0);
    json_set_text(one, "deviceCategory", NULL);
    json_set_text(one, "deviceId", guid_format(&d->device_id, id));
    json_set_text(one, "deviceMetadata", NULL);
    json_set_text(one, "deviceOwnership", !d->managed ? NULL : d->personal ? "Personal" : "Company");
    json_set_number(one, "deviceVersion", 2);
    json_set_text(one, "displayName", d->name);
    json_set_text(one, "enrollmentProfileName", NULL);
    json_set_text(one, "enrollmentType", d->managed ? desktop ? "AzureDomainJoined" : "UserEnrollment" : NULL);
    json_set(one, "isCompliant", d->managed ? json_new_bool(d->compliant) : json_new_null());
    json_set(one, "isManaged", d->managed ? json_new_bool(true) : json_new_null());
    json_set_bool(one, "isManagementRestricted", false);
    json_set(one, "isRooted", desktop ? json_new_null() : json_new_bool(false));
    json_set_text(one, "managementType", d->managed ? "MDM" : NULL);
    json_set_text(one, "manufacturer", d->managed ? d->manufacturer : NULL);
    json_set_text(one, "mdmAppId", d->managed ? "0000000a-0000-0000-c000-000000000000" : NULL);
    json_set_text(one, "model", d->managed ? d->model : NULL);
    set_date(one, "onPremisesLastSyncDateTime", hybrid ? d->seen : 0);
    json_set(one, "onPremisesSyncEnabled", hybrid ? json_new_bool(true) : json_new_null());
    json_set_text(one, "operatingSystem", d->system);
    json_set_text(one, "operatingSystemVersion", d->version);
    json_set(one, "physicalIds", json_new_array());
    json_set_text(one, "profileType", "RegisteredDevice");
    set_date(one, "registrationDateTime", d->registered);
    json_set(one, "systemLabels", json_new_array());
    json_set_text(one, "trustType", d->trust);
    return one;
}

static bool is_deleted(struct tenant *tenant, const struct guid *object_id)
{
    char id[GUID_TEXT];
    return json_get(store_record(tenant->store, "devicesDeleted"), guid_format(object_id, id)) != NULL;
}

/* --- what a scenario brought --- */

/* Those of one owner; NULL: of all. */
static void push_kept(struct tenant *tenant, const char *owner, const char *type, struct json *list)
{
    const struct json *all = store_record(tenant->store, "devices");
    for (const struct json *one = json_first(all); one; one = json_next(one))
        if (!owner || !strcasecmp(json_text_or(json_get(one, "@owner"), ""), owner))
            json_push(list, scenario_object(one, type));
}

static const struct json *kept_by(struct tenant *tenant, const char *name, const char *wanted)
{
    const struct json *all = store_record(tenant->store, "devices");
    for (const struct json *one = json_first(all); one; one = json_next(one))
        if (!strcasecmp(json_text_or(json_get(one, name), ""), wanted))
            return one;
    return NULL;
}

static void answer_of_user(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply,
                           bool owned_only)
{
    struct seed_device devices[SEED_DEVICES];
    struct seed_user user;
    char id[GUID_TEXT];
    uint32_t number = users_of_path(tenant, request, reply);
    if (number == SEED_NOBODY)
        return;
    seed_user(store_people(tenant->store), number, &user);
    int n = seed_devices(store_people(tenant->store), &user, devices);
    struct json *list = json_new_array();
    for (int i = 0; i < n; i++)
        if ((devices[i].owned || !owned_only) && !is_deleted(tenant, &devices[i].id))
            json_push(list, object(tenant, &devices[i], true));
    push_kept(tenant, guid_format(&user.id, id), "#microsoft.graph.device", list);
    objects_answer_list(request, reply, &relation_kind, list);
}

void devices_owned(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    answer_of_user(tenant, request, reply, true);
}

void devices_registered(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    answer_of_user(tenant, request, reply, false);
}

/* --- all of them: place = user × kind --- */

static struct json *at(void *with, uint32_t place)
{
    struct tenant *tenant = with;
    struct seed_device devices[SEED_DEVICES];
    struct seed_user user;
    uint32_t made = store_people(tenant->store)->count * SEED_DEVICES;
    if (place >= made) { /* after those of the seed */
        const struct json *one = json_first(store_record(tenant->store, "devices"));
        for (uint32_t i = made; one && i < place; i++)
            one = json_next(one);
        return one ? scenario_object(one, NULL) : NULL;
    }
    seed_user(store_people(tenant->store), place / SEED_DEVICES, &user);
    int n = seed_devices(store_people(tenant->store), &user, devices), which = (int)(place % SEED_DEVICES);
    return which < n && !is_deleted(tenant, &devices[which].id) ? object(tenant, &devices[which], false) : NULL;
}

/* --- one --- */

struct found {
    const struct json *kept;   /* a scenario's; NULL: of the seed */
    struct seed_device device; /* of the seed */
};

/* By its id, or by the id it gave itself. An id is the same in capitals. */
static bool find(struct tenant *tenant, const char *name, const char *wanted, struct found *found)
{
    const struct seed_people *people = store_people(tenant->store);
    struct seed_device devices[SEED_DEVICES];
    struct seed_user user;
    struct guid id;
    int which = 0;
    *found = (struct found){.kept = kept_by(tenant, name, wanted)};
    if (found->kept)
        return true;
    uint32_t owner = !guid_parse(wanted, strlen(wanted), &id) ? SEED_NOBODY
                     : !strcmp(name, "deviceId")              ? seed_device_by_device_id(people, &id, &which)
                                                              : seed_device_owner(people, &id, &which);
    if (owner == SEED_NOBODY)
        return false;
    seed_user(people, owner, &user);
    seed_devices(people, &user, devices);
    found->device = devices[which];
    return !is_deleted(tenant, &found->device.id);
}

static struct json *found_object(const struct tenant *tenant, const struct found *found)
{
    return found->kept ? scenario_object(found->kept, NULL) : object(tenant, &found->device, false);
}

/* By the one device a filter asks for, which needs no walk through all. */
static bool answer_filtered(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char by[] = "deviceId eq '";
    const char *filter = tenant_query(request, "$filter");
    struct found found;
    struct guid id;
    if (!filter || strncasecmp(filter, by, strlen(by)) != 0 || !guid_parse(filter + strlen(by), GUID_TEXT - 1, &id) ||
        strcmp(filter + strlen(by) + GUID_TEXT - 1, "'") != 0)
        return false;
    struct json *list = json_new_array();
    if (find(tenant, "deviceId", arena_strndup(request->arena, filter + strlen(by), GUID_TEXT - 1), &found))
        json_push(list, found_object(tenant, &found));
    objects_answer_list(request, reply, &device_kind, list);
    return true;
}

void devices_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const plain[] = {"$select", "$filter", "$top", "$skiptoken", NULL};
    struct object_kind kind = device_kind;
    struct object_walk walk = {.count = store_people(tenant->store)->count * SEED_DEVICES +
                                        (uint32_t)json_count(store_record(tenant->store, "devices")),
                               .at = at,
                               .with = tenant};
    if (answer_filtered(tenant, request, reply))
        return;
    kind.options = plain;
    objects_answer_walk(request, reply, &kind, &walk);
}

/* "devices", "{id}", or "devices(deviceId='…')". */
void devices_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char key[] = "devices(deviceId='";
    const char *first = request->segments[0];
    bool by_device = !strncasecmp(first, key, strlen(key));
    const char *wanted = by_device
                             ? arena_strndup(request->arena, first + strlen(key), strcspn(first + strlen(key), "'"))
                             : request->segments[1];
    struct found found;
    if (find(tenant, by_device ? "deviceId" : "id", wanted, &found))
        objects_answer(request, reply, &device_kind, 200, found_object(tenant, &found));
    else
        objects_not_found(request, reply, wanted);
}

static void switch_device(struct tenant *tenant, const struct found *found, bool enabled)
{
    char id[GUID_TEXT];
    if (found->kept)
        json_set_bool((struct json *)found->kept, "accountEnabled", enabled); /* ours to change */
    else
        json_set_bool(store_record(tenant->store, "devicesSwitched"), guid_format(&found->device.id, id), enabled);
}

/* A device may sign in, or not any more. Of an application the service takes that for Windows alone. */
void devices_patch(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const writable[] = {"accountEnabled", NULL};
    struct found found;
    if (!find(tenant, "id", request->segments[1], &found)) {
        objects_not_found(request, reply, request->segments[1]);
        return;
    }
    auto_json struct json *body = objects_no_options(request, reply) ? objects_body(request, reply, writable, true)
                                                                     : NULL;
    const struct json *enabled = json_get(body, "accountEnabled");
    const char *system = found.kept ? json_text_or(json_get(found.kept, "operatingSystem"), "") : found.device.system;
    if (!body)
        return;
    if (json_kind(enabled) != JSON_BOOL)
        objects_refuse(request, reply, "Request_BadRequest", "accountEnabled",
                       "Invalid value specified for property 'accountEnabled' of resource 'Device'.");
    else if (!request->caller.delegated && strcmp(system, "Windows") != 0)
        tenant_error(request, reply, 403, "Authorization_RequestDenied",
                     "Insufficient privileges to complete the operation.");
    else {
        switch_device(tenant, &found, json_true(enabled));
        tenant_empty(reply, 204);
    }
}

/* Gone for good: it has to join again. */
void devices_delete(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct found found;
    char id[GUID_TEXT];
    if (!find(tenant, "id", request->segments[1], &found)) {
        objects_not_found(request, reply, request->segments[1]);
        return;
    }
    const char *system = found.kept ? json_text_or(json_get(found.kept, "operatingSystem"), "") : found.device.system;
    if (!objects_no_options(request, reply))
        return;
    if (!request->caller.delegated && strcmp(system, "Windows") != 0) {
        tenant_error(request, reply, 403, "Authorization_RequestDenied",
                     "Insufficient privileges to complete the operation.");
        return;
    }
    if (found.kept)
        json_remove(store_record(tenant->store, "devices"), json_key(found.kept));
    else
        json_set_bool(store_record(tenant->store, "devicesDeleted"), guid_format(&found.device.id, id), true);
    tenant_empty(reply, 204);
}
