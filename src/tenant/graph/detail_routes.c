/* The routes of a close look at one user: logs, policies, devices, what an application was granted. */
#include "tenant/graph/access.h"
#include "tenant/graph/alerts.h"
#include "tenant/graph/audit_queries.h"
#include "tenant/graph/audits.h"
#include "tenant/graph/devices.h"
#include "tenant/graph/grants.h"
#include "tenant/graph/groups.h"
#include "tenant/graph/mail_settings.h"
#include "tenant/graph/message_traces.h"
#include "tenant/graph/photos.h"
#include "tenant/graph/relations.h"
#include "tenant/graph/risk.h"
#include "tenant/graph/roles.h"
#include "tenant/graph/sign_ins.h"
#include "tenant/graph/usage.h"
#include "tenant/wire/route.h"

#define ANY_OF(...) ((const char *const[]){__VA_ARGS__, NULL})
#define ANYBODY     ((const char *const[]){NULL}) /* the handler refuses in words of its own */
#define READ_LOG    ANY_OF("AuditLog.Read.All")
#define READ_QUERIES                                                                                                   \
    ANY_OF("AuditLogsQuery.Read.All", "AuditLogsQuery-Exchange.Read.All", "AuditLogsQuery-Entra.Read.All",             \
           "AuditLogsQuery-SharePoint.Read.All", "AuditLogsQuery-OneDrive.Read.All")
#define READ_POLICY    ANY_OF("Policy.Read.All", "Policy.Read.ConditionalAccess", "Policy.ReadWrite.ConditionalAccess")
#define READ_ALL       "Directory.Read.All", "Directory.ReadWrite.All"
#define READ_USERS     ANY_OF("User.Read.All", "User.ReadWrite.All", READ_ALL)
#define READ_GROUPS    ANY_OF("GroupMember.Read.All", "GroupMember.ReadWrite.All", "Group.Read.All", READ_ALL)
#define READ_DEVICES   ANY_OF("Device.Read.All", "Device.ReadWrite.All", READ_ALL)
#define READ_DIRECTORY ANY_OF(READ_ALL)
#define READ_UNITS     ANY_OF("AdministrativeUnit.Read.All", "AdministrativeUnit.ReadWrite.All", READ_ALL)
#define READ_PHOTO     ANY_OF("ProfilePhoto.Read.All", "ProfilePhoto.ReadWrite.All", "User.Read.All", "User.ReadWrite.All")
#define READ_PHOTO_USER                                                                                                \
    ANY_OF("ProfilePhoto.Read.All", "ProfilePhoto.ReadWrite.All", "User.ReadBasic.All", "User.Read.All",               \
           "User.ReadWrite.All")
#define READ_ELIGIBLE                                                                                                  \
    ANY_OF("RoleEligibilitySchedule.Read.Directory", "RoleManagement.Read.Directory", "RoleManagement.Read.All",       \
           "RoleManagement.ReadWrite.Directory")
#define WRITE_GRANTS         ANY_OF("DelegatedPermissionGrant.ReadWrite.All", "Directory.ReadWrite.All")
#define ASSIGN_APPS          ANY_OF("AppRoleAssignment.ReadWrite.All")
#define READ_MAIL_SETTINGS   ANY_OF("MailboxSettings.Read", "MailboxSettings.ReadWrite")
#define READ_MANAGED         ANY_OF("DeviceManagementManagedDevices.Read.All", "DeviceManagementManagedDevices.ReadWrite.All")
#define READ_REPORTS         ANY_OF("Reports.Read.All")
#define READ_REPORT_SETTINGS ANY_OF("ReportSettings.Read.All", "ReportSettings.ReadWrite.All")

const struct route detail_routes[] = {
    /* logs */
    ROUTE("GET", "auditLogs/signIns", READ_LOG, 1, 0, sign_ins_list),
    ROUTE("GET", "auditLogs/signIns/{id}", READ_LOG, 1, 0, sign_ins_get),
    ROUTE("GET", "auditLogs/directoryAudits", READ_LOG, 1, 0, audits_list),
    ROUTE("GET", "auditLogs/directoryAudits/{id}", READ_LOG, 1, 0, audits_get),
    ROUTE("POST", "security/auditLog/queries", READ_QUERIES, 1, 0, audit_queries_create),
    ROUTE("GET", "security/auditLog/queries", READ_QUERIES, 1, 0, audit_queries_list),
    ROUTE("GET", "security/auditLog/queries/{id}", READ_QUERIES, 1, 0, audit_queries_get),
    ROUTE("DELETE", "security/auditLog/queries/{id}", READ_QUERIES, 1, 0, audit_queries_delete),
    ROUTE("GET", "security/auditLog/queries/{id}/records", READ_QUERIES, 1, 0, audit_queries_records),
    ROUTE("GET", "security/alerts_v2", ANY_OF("SecurityAlert.Read.All", "SecurityAlert.ReadWrite.All"), 1, 0,
          alerts_list),
    /* Conditional Access */
    ROUTE_EACH("GET", "identity/conditionalAccess/policies", READ_POLICY, ANYBODY, 1, 0, access_list),
    ROUTE_EACH("GET", "identity/conditionalAccess/policies/{id}", READ_POLICY, ANYBODY, 1, 0, access_get),
    ROUTE_EACH("GET", "identity/conditionalAccess/namedLocations", READ_POLICY, ANYBODY, 1, 0, access_locations_list),
    ROUTE_EACH("GET", "identity/conditionalAccess/namedLocations/{id}", READ_POLICY, ANYBODY, 1, 0,
               access_location_get),
    ROUTE_EACH("POST", "identity/conditionalAccess/evaluate", READ_POLICY, ANYBODY, 1, 0, access_evaluate),
    ROUTE("GET", "identityProtection/riskDetections",
          ANY_OF("IdentityRiskEvent.Read.All", "IdentityRiskEvent.ReadWrite.All"), 1, 0, risk_detections),
    /* from a user to others */
    ROUTE("GET", "users/{id}/directReports", READ_USERS, 2, 0, relations_reports),
    ROUTE("GET", "users/{id}/sponsors", READ_USERS, 1, 0, relations_sponsors),
    ROUTE("GET", "users/{id}/ownedObjects", READ_USERS, 2, 0, relations_owned),
    ROUTE("GET", "users/{id}/ownedObjects/microsoft.graph.group", READ_GROUPS, 2, 0, relations_owned),
    ROUTE("GET", "users/{id}/memberOf/microsoft.graph.administrativeUnit", READ_UNITS, 2, 0, memberships_direct),
    ROUTE("GET", "users/{id}/transitiveMemberOf/microsoft.graph.administrativeUnit", READ_UNITS, 2, 0,
          memberships_transitive),
    ROUTE("GET", "directory/administrativeUnits", READ_UNITS, 1, 0, units_list),
    ROUTE("GET", "directory/administrativeUnits/{id}", READ_UNITS, 1, 0, units_get),
    ROUTE_EACH("GET", "users/{id}/photo", READ_PHOTO_USER, READ_PHOTO, 1, 0, photos_get),
    ROUTE("DELETE", "users/{id}/photo/$value", ANY_OF("ProfilePhoto.ReadWrite.All", "User.ReadWrite.All"), 1, 0,
          photos_delete),
    ROUTE_EACH("GET", "users/{id}/photo/$value", READ_PHOTO_USER, READ_PHOTO, 1, ROUTE_TEXT, photos_value),
    ROUTE_EACH("GET", "users/{id}/photos/{size}/$value", READ_PHOTO_USER, READ_PHOTO, 1, ROUTE_TEXT, photos_value),
    /* devices */
    ROUTE("GET", "users/{id}/ownedDevices", READ_USERS, 2, 0, devices_owned),
    ROUTE("GET", "users/{id}/registeredDevices", READ_USERS, 2, 0, devices_registered),
    ROUTE("GET", "devices", READ_DEVICES, 2, 0, devices_list),
    ROUTE("GET", "devices/{id}", READ_DEVICES, 1, 0, devices_get),
    ROUTE("GET", "devices(*)", READ_DEVICES, 1, 0, devices_get),
    ROUTE_EACH("DELETE", "devices/{id}", ANY_OF("Directory.AccessAsUser.All"), ANY_OF("Device.ReadWrite.All"), 1, 0,
               devices_delete),
    ROUTE_EACH("PATCH", "devices/{id}", ANY_OF("Directory.AccessAsUser.All"), ANY_OF("Device.ReadWrite.All"), 1, 0,
               devices_patch),
    /* applications */
    ROUTE("GET", "users/{id}/oauth2PermissionGrants", READ_DIRECTORY, 1, 0, grants_of_user),
    ROUTE("GET", "users/{id}/appRoleAssignments", READ_DIRECTORY, 1, 0, grants_assignments),
    ROUTE("POST", "users/{id}/appRoleAssignments", ASSIGN_APPS, 1, 0, grants_assign),
    ROUTE("DELETE", "users/{id}/appRoleAssignments/{assignment}", ASSIGN_APPS, 1, 0, grants_unassign),
    ROUTE("GET", "oauth2PermissionGrants", READ_DIRECTORY, 1, 0, grants_list),
    ROUTE("POST", "oauth2PermissionGrants", WRITE_GRANTS, 1, 0, grants_create),
    ROUTE("DELETE", "oauth2PermissionGrants/{id}", WRITE_GRANTS, 1, 0, grants_delete),
    /* roles */
    ROUTE("GET", "roleManagement/directory/roleEligibilitySchedules", READ_ELIGIBLE, 1, 0, roles_eligible_schedules),
    /* mail */
    ROUTE("GET", "users/{id}/mailboxSettings", READ_MAIL_SETTINGS, 1, 0, mail_settings_get),
    ROUTE("GET", "users/{id}/mailFolders/inbox/messageRules", READ_MAIL_SETTINGS, 1, 0, mail_settings_rules),
    ROUTE("GET", "admin/exchange/tracing/messageTraces", ANY_OF("ExchangeMessageTrace.Read.All"), 1, 0,
          message_traces_list),
    ROUTE("GET", "admin/exchange/tracing/messageTraces/{id}/getDetailsByRecipient(*)",
          ANY_OF("ExchangeMessageTrace.Read.All"), 1, 0, message_traces_details),
    /* Intune */
    ROUTE("GET", "deviceManagement/managedDevices", READ_MANAGED, 1, 0, devices_managed),
    ROUTE("GET", "deviceManagement/managedDevices/{id}", READ_MANAGED, 1, 0, devices_managed_get),
    ROUTE("POST", "deviceManagement/managedDevices/{id}/retire",
          ANY_OF("DeviceManagementManagedDevices.PrivilegedOperations.All"), 1, 0, devices_managed_retire),
#define ORDER(name)                                                                                                    \
    ROUTE("POST", "deviceManagement/managedDevices/{id}/" name,                                                        \
          ANY_OF("DeviceManagementManagedDevices.PrivilegedOperations.All"), 1, 0, devices_order)
    ORDER("syncDevice"),
    ORDER("remoteLock"),
    ORDER("rebootNow"),
    ROUTE("POST", "deviceManagement/managedDevices/{id}/wipe",
          ANY_OF("DeviceManagementManagedDevices.ReadWrite.All",
                 "DeviceManagementManagedDevices.PrivilegedOperations.All"),
          1, 0, devices_order),
    ROUTE("GET", "users/{id}/managedDevices", READ_MANAGED, 1, 0, devices_managed_of_user),
    /* usage */
    ROUTE("GET", "reports/getMailboxUsageDetail(*)", READ_REPORTS, 1, 0, usage_report),
    ROUTE("GET", "reports/getOneDriveUsageAccountDetail(*)", READ_REPORTS, 1, 0, usage_report),
    ROUTE("GET", "admin/reportSettings", READ_REPORT_SETTINGS, 1, 0, usage_settings),
    ROUTE("PATCH", "admin/reportSettings", ANY_OF("ReportSettings.ReadWrite.All"), 1, 0, usage_set_settings),
    {.method = NULL},
};
