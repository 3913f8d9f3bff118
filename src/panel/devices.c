/* Devices: what the directory and Intune know of them, joined by device id. */
#include "panel/rows.h"

#include "base/arena.h"
#include "model/words.h"

static const struct field fields[] = {
    {.name = "deviceId", .label = "Device id", .type = FIELD_GUID},
    {.name = "displayName", .label = "Name", .least = 12},
    {.name = "operatingSystem", .label = "System", .least = 7},
    {.name = "operatingSystemVersion", .label = "Version", .least = 7},
    {.name = "trustType", .label = "Joined", .least = 8, .words = words_join},
    {.name = "relation", .label = "Relation", .least = 8},
    {.name = "accountEnabled", .label = "Enabled", .type = FIELD_BOOL, .least = 7},
    {.name = "complianceState", .label = "Intune", .least = 10, .words = words_compliance},
    {.name = "model", .label = "Model", .least = 8},
    {.name = "serialNumber", .label = "Serial number"},
    {.name = "registrationDateTime", .label = "Registered", .type = FIELD_TIME, .least = 11},
    {.name = "lastSeen", .label = "Last seen", .type = FIELD_TIME, .least = 11},
    {.name = "objectId", .label = "Object id", .type = FIELD_GUID},
};
static const struct record_kind kind = {.name = "device",
                                        .many = "devices",
                                        .fields = fields,
                                        .count = COUNT_OF(fields),
                                        .id = 0,
                                        .title = 1,
                                        .detail = 2,
                                        .time = 11};

enum { REGISTERED, OWNED, MANAGED };

/* One without a device id stands alone: two of these are not known to be one. */
static void add_directory(struct record_page *page, const struct record *device, const char *relation)
{
    struct record *record = record_page_find(page, "deviceId", record_text(device, "deviceId"));
    if (record) {
        record_set_text(record, "relation",
                        arena_printf(page->arena, "%s, %s", record_text(record, "relation"), relation));
        return;
    }
    record = record_page_add(page);
    for (size_t i = 0; i < kind.count; i++)
        record_take(record, fields[i].name, device, fields[i].name);
    record_take(record, "objectId", device, "id");
    record_take(record, "lastSeen", device, "approximateLastSignInDateTime");
    record_set_text(record, "relation", relation);
    record->raw = device->raw;
}

static void add_managed(struct record_page *page, const struct record *device)
{
    struct record *record = record_page_find(page, "deviceId", record_text(device, "azureADDeviceId"));
    if (!record) { /* Intune alone knows it */
        record = record_page_add(page);
        record_set_text(record, "relation", "user in Intune");
        record->raw = device->raw;
    }
    record_take(record, "complianceState", device, "complianceState");
    record_take(record, "serialNumber", device, "serialNumber");
    record_take(record, "model", device, "model");
    record_take(record, "deviceId", device, "azureADDeviceId");
    if (!*record_text(record, "displayName"))
        record_take(record, "displayName", device, "deviceName");
    if (!*record_text(record, "operatingSystem"))
        record_take(record, "operatingSystem", device, "operatingSystem");
    if (record_number(device, "lastSyncDateTime", 0) > record_number(record, "lastSeen", 0))
        record_take(record, "lastSeen", device, "lastSyncDateTime");
}

static struct record_page *join(const struct part_input *input)
{
    static const char *const relations[] = {[REGISTERED] = "user", [OWNED] = "owner"};
    struct record_page *page = record_page_new(&kind);
    for (int i = REGISTERED; i <= MANAGED; i++) {
        const struct record_page *from = input->from[i]->page;
        for (size_t k = 0; from && k < from->count; k++) {
            if (i == MANAGED)
                add_managed(page, &from->records[k]);
            else
                add_directory(page, &from->records[k], relations[i]);
        }
    }
    return page;
}

static const struct row_action device_actions[] = {{"disable-device", "device", "objectId", "accountEnabled", true},
                                                   {"enable-device", "device", "objectId", "accountEnabled", false},
                                                   {.action = "retire-device", .param = "device", .field = "deviceId"},
                                                   {.action = "sync-device", .param = "device", .field = "deviceId"},
                                                   {.action = "lock-device", .param = "device", .field = "deviceId"},
                                                   {.action = "restart-device", .param = "device", .field = "deviceId"},
                                                   {.action = "wipe-device", .param = "device", .field = "deviceId"},
                                                   {.action = "delete-device", .param = "device", .field = "objectId"},
                                                   {.action = NULL}},
                               phone_actions[] = {{.action = "block-phone", .param = "device", .field = "deviceId"},
                                                  {.action = "allow-phone", .param = "device", .field = "deviceId"},
                                                  {.action = "wipe-phone", .param = "device", .field = "deviceId"},
                                                  {.action = "remove-phone", .param = "device", .field = "deviceId"},
                                                  {.action = NULL}};

static const struct part parts[] = {
    {.title = "Devices",
     .sources = {"registered-devices", "owned-devices", "managed-devices"},
     .form = PART_LIST,
     .fields = FIELDS("displayName", "operatingSystem", "trustType", "relation", "accountEnabled", "complianceState",
                      "registrationDateTime", "lastSeen"),
     .none = "No device.",
     .actions = device_actions,
     .make = join,
     .kind = &kind},
    {.title = "Phones that synchronise mail",
     .sources = {"mobile-devices"},
     .form = PART_LIST,
     .fields = FIELDS("deviceFriendlyName", "deviceOS", "clientType", "firstSyncTime", "lastSuccessSync",
                      "deviceAccessState"),
     .none = "No phone synchronises with the mailbox.",
     .actions = phone_actions},
};
const struct panel panel_devices = {.name = "devices", .label = "Devices", .parts = parts, .count = COUNT_OF(parts)};
