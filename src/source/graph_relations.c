/* What leads from a user to other objects: groups, roles, units, people, licences, devices, applications, files (REQUESTS §2). */
#include "api/graph/graph.h"
#include "api/graph/groups.h"
#include "api/graph/sites.h"
#include "base/clean.h"
#include "base/guid.h"
#include "codec/json.h"
#include "model/words.h"
#include "source/rows.h"
#include <string.h>

#define COUNT_OF(array) (sizeof array / sizeof array[0])

static bool is_type(const struct json *object, const char *type)
{
    return !strcmp(json_text_or(json_get(object, "@odata.type"), ""), type);
}

/* --- groups --- */

static const struct field membership_fields[] = {
    {.name = "id", .label = "Object id", .type = FIELD_GUID, .flags = FIELD_REQUIRED},
    {.name = "displayName", .label = "Name", .least = 16},
    {.name = "kind", .label = "Kind", .flags = FIELD_BESIDE, .least = 12},
    {.name = "marks", .label = "Marks", .flags = FIELD_BESIDE, .least = 8},
    {.name = "mail", .label = "E-mail", .least = 12},
    {.name = "isChangeable", .label = "Members can be changed here", .type = FIELD_BOOL, .flags = FIELD_BESIDE},
    {.name = "membershipRule", .label = "Rule"},
    {.name = "isAssignableToRole", .label = "Carries roles", .type = FIELD_BOOL},
    {.name = "onPremisesSyncEnabled", .label = "Synchronised", .type = FIELD_BOOL},
    {.name = "groupTypes", .label = "Group types", .type = FIELD_TEXTS},
    {.name = "mailEnabled", .label = "Mail-enabled", .type = FIELD_BOOL},
    {.name = "securityEnabled", .label = "Security-enabled", .type = FIELD_BOOL},
};
enum { MEMBERSHIP_KIND = 2 };
static const struct record_kind membership_kind = {.name = "group",
                                                   .many = "groups",
                                                   .fields = membership_fields,
                                                   .count = COUNT_OF(membership_fields),
                                                   .id = 0,
                                                   .title = 1,
                                                   .detail = MEMBERSHIP_KIND,
                                                   .time = -1};

/* Of a group that may not be seen the service tells the id alone: it stays in the list, by its id. */
static bool describe_membership(struct reading *reading, const struct json *object, struct record *record)
{
    struct arena *arena = reading->page->arena;
    if (!is_type(object, "#microsoft.graph.group") && json_get(object, "@odata.type"))
        return false;
    const struct group *group = graph_groups_one(arena, object);
    record_set_text(record, "kind", group ? group_kind_title(group) : NULL);
    record_set_text(record, "marks", group && *group_marks(arena, group) ? group_marks(arena, group) : NULL);
    if (group)
        record_set(record, "isChangeable", (struct value){.known = true, .truth = !group_refusal(group)});
    if (!*record_text(record, "displayName"))
        record_set_text(record, "displayName", arena_printf(arena, "(hidden) %s", record_text(record, "id")));
    return true;
}

#define GROUP_SELECT                                                                                                   \
    "?$select=id,displayName,mail,mailEnabled,securityEnabled,groupTypes,onPremisesSyncEnabled,membershipRule,"        \
    "isAssignableToRole,assignedLicenses&$top=999"

static struct http_request *ask_memberships(struct reading *reading)
{
    return source_of_user(reading, "/memberOf/microsoft.graph.group" GROUP_SELECT);
}

static struct http_request *ask_transitive(struct reading *reading)
{
    return source_of_user(reading, "/transitiveMemberOf/microsoft.graph.group" GROUP_SELECT);
}

static struct http_request *ask_owned_groups(struct reading *reading)
{
    return source_of_user(reading, "/ownedObjects/microsoft.graph.group" GROUP_SELECT);
}

/* --- administrative units, people --- */

static const struct field unit_fields[] = {
    {.name = "id", .label = "Object id", .type = FIELD_GUID, .flags = FIELD_REQUIRED},
    {.name = "displayName", .label = "Name", .least = 16},
    {.name = "isMemberManagementRestricted", .label = "Restricted", .type = FIELD_BOOL, .least = 10},
    {.name = "description", .label = "Description", .least = 12},
};
static const struct record_kind unit_kind = {.name = "administrative unit",
                                             .many = "administrative units",
                                             .fields = unit_fields,
                                             .count = COUNT_OF(unit_fields),
                                             .id = 0,
                                             .title = 1,
                                             .detail = -1,
                                             .time = -1};

static struct http_request *ask_units(struct reading *reading)
{
    return source_of_user(reading, "/memberOf/microsoft.graph.administrativeUnit?$top=999");
}

static const struct field person_fields[] = {
    {.name = "id", .label = "Object id", .type = FIELD_GUID, .flags = FIELD_REQUIRED},
    {.name = "displayName", .label = "Name", .least = 16},
    {.name = "userPrincipalName", .label = "Sign-in name", .least = 16},
    {.name = "jobTitle", .label = "Job title", .least = 10},
};
static const struct record_kind person_kind = {.name = "person",
                                               .many = "people",
                                               .fields = person_fields,
                                               .count = COUNT_OF(person_fields),
                                               .id = 0,
                                               .title = 1,
                                               .detail = 2,
                                               .time = -1};

#define PERSON_SELECT "?$select=id,displayName,userPrincipalName,jobTitle"

static struct http_request *ask_manager(struct reading *reading)
{
    return source_of_user(reading, "/manager" PERSON_SELECT);
}

static struct http_request *ask_reports(struct reading *reading)
{
    return source_of_user(reading, "/directReports" PERSON_SELECT "&$top=999");
}

static struct http_request *ask_sponsors(struct reading *reading)
{
    return source_of_user(reading, "/sponsors" PERSON_SELECT);
}

/* --- devices --- */

static enum meaning enabled(const struct value *value)
{
    return value->truth ? MEANS_NOTHING : MEANS_BAD;
}

static const struct field device_fields[] = {
    {.name = "id", .label = "Object id", .type = FIELD_GUID, .flags = FIELD_REQUIRED},
    {.name = "deviceId", .label = "Device id", .type = FIELD_GUID},
    {.name = "displayName", .label = "Name", .least = 12},
    {.name = "operatingSystem", .label = "System", .least = 7},
    {.name = "operatingSystemVersion", .label = "Version"},
    {.name = "trustType", .label = "Joined", .least = 8, .words = words_join},
    {.name = "accountEnabled", .label = "Enabled", .type = FIELD_BOOL, .means = enabled, .least = 7},
    {.name = "isCompliant", .label = "Compliant", .type = FIELD_BOOL},
    {.name = "isManaged", .label = "Managed", .type = FIELD_BOOL},
    {.name = "manufacturer", .label = "Maker"},
    {.name = "model", .label = "Model"},
    {.name = "registrationDateTime", .label = "Registered", .type = FIELD_TIME, .least = 11},
    {.name = "approximateLastSignInDateTime", .label = "Last seen", .type = FIELD_TIME, .least = 11},
};
static const struct record_kind device_kind = {.name = "device",
                                               .many = "devices",
                                               .fields = device_fields,
                                               .count = COUNT_OF(device_fields),
                                               .id = 0,
                                               .title = 2,
                                               .detail = 3,
                                               .time = 12};

static struct http_request *ask_devices(struct reading *reading, const char *list)
{
    auto_buf struct buf rest = buf_make(1024);
    buf_printf(&rest, "/%s?$select=", list);
    decode_select(&device_kind, &rest);
    buf_puts(&rest, "&$top=999");
    return source_of_user(reading, buf_text(&rest));
}

static struct http_request *ask_owned_devices(struct reading *reading)
{
    return ask_devices(reading, "ownedDevices");
}

static struct http_request *ask_registered_devices(struct reading *reading)
{
    return ask_devices(reading, "registeredDevices");
}

static enum meaning compliance(const struct value *value)
{
    return !strcmp(value->text, "compliant")      ? MEANS_GOOD
           : !strcmp(value->text, "noncompliant") ? MEANS_BAD
                                                  : MEANS_ODD;
}

static const struct field managed_fields[] = {
    {.name = "id", .label = "Intune id", .flags = FIELD_REQUIRED},
    {.name = "azureADDeviceId", .label = "Device id", .type = FIELD_GUID},
    {.name = "deviceName", .label = "Name"},
    {.name = "operatingSystem", .label = "System"},
    {.name = "osVersion", .label = "Version"},
    {.name = "complianceState", .label = "Compliance", .means = compliance, .words = words_compliance},
    {.name = "managedDeviceOwnerType", .label = "Owner"},
    {.name = "manufacturer", .label = "Maker"},
    {.name = "model", .label = "Model"},
    {.name = "serialNumber", .label = "Serial number"},
    {.name = "isEncrypted", .label = "Encrypted", .type = FIELD_BOOL},
    {.name = "jailBroken", .label = "Jailbroken"},
    {.name = "enrolledDateTime", .label = "Enrolled", .type = FIELD_TIME},
    {.name = "lastSyncDateTime", .label = "Last sync", .type = FIELD_TIME},
};
static const struct record_kind managed_kind = {.name = "managed device",
                                                .many = "managed devices",
                                                .fields = managed_fields,
                                                .count = COUNT_OF(managed_fields),
                                                .id = 0,
                                                .title = 2,
                                                .detail = 3,
                                                .time = 13};

static struct http_request *ask_managed(struct reading *reading)
{
    return source_of_user(reading, "/managedDevices");
}

/* --- the OneDrive --- */

static enum meaning drive_state(const struct value *value)
{
    return !strcmp(value->text, "normal") ? MEANS_GOOD : !strcmp(value->text, "nearing") ? MEANS_ODD : MEANS_BAD;
}

static enum meaning used_part(const struct value *value)
{
    return value->number >= 90 ? MEANS_BAD : value->number >= 75 ? MEANS_ODD : MEANS_NOTHING;
}

static const struct field drive_fields[] = {
    {.name = "id", .label = "Drive id", .flags = FIELD_REQUIRED | FIELD_HIDDEN},
    {.name = "webUrl", .label = "Address"},
    {.name = "part", .label = "Used", .type = FIELD_PERCENT, .means = used_part, .flags = FIELD_BESIDE},
    {.name = "used", .label = "In use", .type = FIELD_SIZE, .path = "quota.used"},
    {.name = "total", .label = "Quota", .type = FIELD_SIZE, .path = "quota.total"},
    {.name = "deleted", .label = "In the recycle bin", .type = FIELD_SIZE, .path = "quota.deleted"},
    {.name = "state", .label = "State", .path = "quota.state", .means = drive_state},
    {.name = "driveType", .label = "Type"},
};
enum { DRIVE_PART = 2, DRIVE_USED, DRIVE_TOTAL };
static const struct record_kind drive_kind = {.name = "OneDrive",
                                              .many = "OneDrives",
                                              .fields = drive_fields,
                                              .count = COUNT_OF(drive_fields),
                                              .id = 0,
                                              .title = 1,
                                              .detail = -1,
                                              .time = -1};

static struct http_request *ask_drive(struct reading *reading)
{
    return source_of_user(reading, "/drive?$select=id,driveType,webUrl,quota");
}

static bool fill_part(struct reading *reading, const struct json *object, struct record *record)
{
    (void)reading;
    (void)object;
    record->values[DRIVE_PART] = value_share(&record->values[DRIVE_USED], &record->values[DRIVE_TOTAL]);
    return true;
}

/* --- applications --- */

static const struct field grant_fields[] = {
    {.name = "id", .label = "Id", .flags = FIELD_REQUIRED},
    {.name = "clientId", .label = "Application", .type = FIELD_GUID},
    {.name = "consentType", .label = "Consent"},
    {.name = "resourceId", .label = "Resource", .type = FIELD_GUID},
    {.name = "scope", .label = "Scopes"},
};
static const struct record_kind grant_kind = {.name = "consent",
                                              .many = "consents",
                                              .fields = grant_fields,
                                              .count = COUNT_OF(grant_fields),
                                              .id = 0,
                                              .title = 1,
                                              .detail = 4,
                                              .time = -1};

static struct http_request *ask_grants(struct reading *reading)
{
    return source_of_user(reading, "/oauth2PermissionGrants");
}

static const struct field assignment_fields[] = {
    {.name = "id", .label = "Id", .flags = FIELD_REQUIRED},
    {.name = "resourceDisplayName", .label = "Application", .least = 16},
    {.name = "principalDisplayName", .label = "Assigned to", .least = 12},
    {.name = "createdDateTime", .label = "Since", .type = FIELD_TIME, .least = 11},
    {.name = "resourceId", .label = "Application's object id", .type = FIELD_GUID},
    {.name = "appRoleId", .label = "Role id", .type = FIELD_GUID},
};
static const struct record_kind assignment_kind = {.name = "assigned application",
                                                   .many = "assigned applications",
                                                   .fields = assignment_fields,
                                                   .count = COUNT_OF(assignment_fields),
                                                   .id = 0,
                                                   .title = 1,
                                                   .detail = -1,
                                                   .time = 3};

static struct http_request *ask_assignments(struct reading *reading)
{
    return source_of_user(reading, "/appRoleAssignments?$top=999");
}

/* The applications of the tenant, for their names and publishers: one user's consents name them by id alone. */
static const struct field principal_fields[] = {
    {.name = "id", .label = "Object id", .type = FIELD_GUID, .flags = FIELD_REQUIRED},
    {.name = "displayName", .label = "Name"},
    {.name = "appId", .label = "Application id", .type = FIELD_GUID},
    {.name = "publisher", .label = "Verified publisher", .path = "verifiedPublisher.displayName"},
    {.name = "appOwnerOrganizationId", .label = "From the tenant", .type = FIELD_GUID},
    {.name = "accountEnabled", .label = "Enabled", .type = FIELD_BOOL},
};
static const struct record_kind principal_kind = {.name = "application",
                                                  .many = "applications",
                                                  .fields = principal_fields,
                                                  .count = COUNT_OF(principal_fields),
                                                  .id = 0,
                                                  .title = 1,
                                                  .detail = 3,
                                                  .time = -1};

static struct http_request *ask_principals(struct reading *reading)
{
    return graph_get(reading->arena, reading->endpoints,
                     "/servicePrincipals?$select=id,displayName,appId,verifiedPublisher,appOwnerOrganizationId,"
                     "accountEnabled&$top=999");
}

#define READS_GROUPS                                                                                                   \
    "GroupMember.Read.All", "GroupMember.ReadWrite.All", "Group.Read.All", "Group.ReadWrite.All", READS_DIRECTORY

#define ROW(row_name, row_label, row_kind, row_ask, ...)                                                               \
    {                                                                                                                  \
        .name = row_name, .label = row_label, .scope = SOURCE_OF_USER, .kind = &row_kind, .phase = PHASE_STATE,        \
        .ask = row_ask, __VA_ARGS__                                                                                    \
    }

const struct source graph_relation_sources[] = {
    ROW("groups", "Groups", membership_kind, ask_memberships, .needs = ANY_OF(READS_GROUPS),
        .finish = describe_membership),
    ROW("all-groups", "Groups, also through others", membership_kind, ask_transitive, .needs = ANY_OF(READS_GROUPS),
        .finish = describe_membership),
    ROW("owned-groups", "Groups the user owns", membership_kind, ask_owned_groups, .needs = ANY_OF(READS_GROUPS),
        .finish = describe_membership),
    ROW("units", "Administrative units", unit_kind, ask_units,
        .needs = ANY_OF("AdministrativeUnit.Read.All", "AdministrativeUnit.ReadWrite.All", READS_DIRECTORY),
        .flags = SOURCE_LATER),
    ROW("manager", "Manager", person_kind, ask_manager, .needs = ANY_OF(READS_USERS),
        .flags = SOURCE_404_IS_NONE | SOURCE_ONE),
    ROW("reports", "Direct reports", person_kind, ask_reports, .needs = ANY_OF(READS_USERS)),
    ROW("sponsors", "Sponsors", person_kind, ask_sponsors, .needs = ANY_OF(READS_USERS)),
    ROW("registered-devices", "Registered devices", device_kind, ask_registered_devices, .needs = ANY_OF(READS_USERS)),
    ROW("owned-devices", "Owned devices", device_kind, ask_owned_devices, .needs = ANY_OF(READS_USERS)),
    ROW("managed-devices", "Intune devices", managed_kind, ask_managed,
        .needs = ANY_OF("DeviceManagementManagedDevices.Read.All", "DeviceManagementManagedDevices.ReadWrite.All"),
        .flags = SOURCE_LATER, .whose = "userId"),
    ROW("drive", "OneDrive", drive_kind, ask_drive,
        .needs = ANY_OF("Files.Read.All", "Files.ReadWrite.All", "Sites.Read.All", "Sites.ReadWrite.All"),
        .flags = SOURCE_404_IS_NONE | SOURCE_LATER | SOURCE_ONE, .finish = fill_part,
        .closed = ONEDRIVE_OF_OTHERS ": an application can read it (docs/SETUP.md)"),
    ROW("grants", "Consents given", grant_kind, ask_grants, .needs = ANY_OF(READS_DIRECTORY), .flags = SOURCE_LATER,
        .whose = "principalId"),
    ROW("assignments", "Assigned applications", assignment_kind, ask_assignments, .needs = ANY_OF(READS_DIRECTORY),
        .flags = SOURCE_LATER),
    {
        .name = "applications",
        .label = "The tenant's applications",
        .scope = SOURCE_OF_TENANT,
        .flags = SOURCE_LATER,
        .kind = &principal_kind,
        .needs = ANY_OF("Application.Read.All", "Application.ReadWrite.All", READS_DIRECTORY),
        .phase = PHASE_STATE,
        .fresh = 10 * MINUTES,
        .ask = ask_principals,
    },
};
const size_t graph_relation_source_count = COUNT_OF(graph_relation_sources);
