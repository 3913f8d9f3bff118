/* The routes behind the actions on a user: what each needs and what it costs. */
#include "tenant/graph/applications.h"
#include "tenant/graph/deleted.h"
#include "tenant/graph/groups.h"
#include "tenant/graph/licences.h"
#include "tenant/graph/methods.h"
#include "tenant/graph/numbers.h"
#include "tenant/graph/policies.h"
#include "tenant/graph/registration.h"
#include "tenant/graph/relations.h"
#include "tenant/graph/risk.h"
#include "tenant/graph/roles.h"
#include "tenant/graph/service_principals.h"
#include "tenant/graph/sites.h"
#include "tenant/graph/users.h"
#include "tenant/graph/users_create.h"
#include "tenant/wire/route.h"

#define ANY_OF(...)    ((const char *const[]){__VA_ARGS__, NULL})
#define READ_ALL       "Directory.Read.All", "Directory.ReadWrite.All"
#define WRITE_USER     ANY_OF("User.ReadWrite.All", "Directory.ReadWrite.All")
#define CREATE_USER    ANY_OF("User.Create", "User.ReadWrite.All", "Directory.ReadWrite.All")
#define DELETE_USER    ANY_OF("User.DeleteRestore.All", "User.ReadWrite.All", "Directory.ReadWrite.All")
#define READ_DELETED   ANY_OF("User.Read.All", "User.ReadWrite.All", "User.DeleteRestore.All", READ_ALL)
#define SYNC_BEHAVIOUR ANY_OF("User-OnPremisesSyncBehavior.ReadWrite.All")
#define READ_GROUP                                                                                                     \
    ANY_OF("GroupMember.Read.All", "Group.Read.All", "GroupMember.ReadWrite.All", "Group.ReadWrite.All", READ_ALL)
#define WRITE_MEMBERS   ANY_OF("GroupMember.ReadWrite.All", "Group.ReadWrite.All", "Directory.ReadWrite.All")
#define READ_OWN_GROUPS ANY_OF("GroupMember.Read.All", "GroupMember.ReadWrite.All", READ_ALL)
#define READ_MEMBER_OF  ANY_OF("GroupMember.ReadWrite.All", READ_ALL)
#define READ_TRANSITIVE ANY_OF("User.Read.All", "User.ReadWrite.All", READ_ALL)
#define READ_ROLES                                                                                                     \
    ANY_OF("RoleManagement.Read.Directory", "RoleManagement.Read.All", "RoleManagement.ReadWrite.Directory", READ_ALL)
#define READ_ELIGIBLE                                                                                                  \
    ANY_OF("RoleEligibilitySchedule.Read.Directory", "RoleManagement.Read.Directory",                                  \
           "RoleManagement.ReadWrite.Directory")
#define WRITE_ROLES ANY_OF("RoleManagement.ReadWrite.Directory")
#define READ_ACTIVE                                                                                                    \
    ANY_OF("RoleAssignmentSchedule.Read.Directory", "RoleManagement.Read.Directory", "RoleManagement.Read.All",        \
           "RoleAssignmentSchedule.ReadWrite.Directory", "RoleManagement.ReadWrite.Directory")
#define WRITE_ACTIVE    ANY_OF("RoleAssignmentSchedule.ReadWrite.Directory", "RoleManagement.ReadWrite.Directory")
#define WRITE_ELIGIBLE  ANY_OF("RoleEligibilitySchedule.ReadWrite.Directory", "RoleManagement.ReadWrite.Directory")
#define WRITE_UNITS     ANY_OF("AdministrativeUnit.ReadWrite.All")
#define READ_NUMBERS    ANY_OF("TeamsTelephoneNumber.Read.All", "TeamsTelephoneNumber.ReadWrite.All")
#define WRITE_NUMBERS   ANY_OF("TeamsTelephoneNumber.ReadWrite.All")
#define ASSIGN_LICENCES ANY_OF("LicenseAssignment.ReadWrite.All", "User.ReadWrite.All", "Directory.ReadWrite.All")
#define READ_LICENCES                                                                                                  \
    ANY_OF("LicenseAssignment.Read.All", "LicenseAssignment.ReadWrite.All", "User.Read.All", "User.ReadWrite.All",     \
           READ_ALL)
#define READ_POLICY ANY_OF("Policy.Read.All")
#define READ_METHOD_POLICY                                                                                             \
    ANY_OF("Policy.Read.AuthenticationMethod", "Policy.Read.All", "Policy.ReadWrite.AuthenticationMethod")
#define WRITE_METHOD_POLICY ANY_OF("Policy.ReadWrite.AuthenticationMethod")
#define READ_METHODS        ANY_OF("UserAuthenticationMethod.Read.All", "UserAuthenticationMethod.ReadWrite.All")
#define WRITE_METHODS       ANY_OF("UserAuthenticationMethod.ReadWrite.All")
#define READ_AUDIT          ANY_OF("AuditLog.Read.All")
#define READ_RISK           ANY_OF("IdentityRiskyUser.Read.All", "IdentityRiskyUser.ReadWrite.All")
#define WRITE_RISK          ANY_OF("IdentityRiskyUser.ReadWrite.All")
#define READ_APPLICATIONS   ANY_OF("Application.Read.All", "Application.ReadWrite.All", READ_ALL)
#define WRITE_APPLICATIONS  ANY_OF("Application.ReadWrite.All")
#define READ_FILES          ANY_OF("Files.Read.All", "Files.ReadWrite.All", "Sites.Read.All", "Sites.ReadWrite.All")
#define WRITE_FILES         ANY_OF("Files.ReadWrite.All", "Sites.ReadWrite.All")
#define READ_SITES          ANY_OF("Sites.Read.All", "Sites.ReadWrite.All", "Sites.FullControl.All")

/* One kind of method: list, look, delete. The permission with the kind's own name suffices, too. */
#define KIND_READ(own)                                                                                                 \
    ANY_OF("UserAuthMethod-" own ".Read.All", "UserAuthMethod-" own ".ReadWrite.All",                                  \
           "UserAuthenticationMethod.Read.All", "UserAuthenticationMethod.ReadWrite.All")
#define KIND_WRITE(own) ANY_OF("UserAuthMethod-" own ".ReadWrite.All", "UserAuthenticationMethod.ReadWrite.All")
#define KIND(segment, own, flags)                                                                                      \
    ROUTE("GET", "users/{id}/authentication/" segment, KIND_READ(own), 1, flags, methods_list_kind),                   \
        ROUTE("GET", "users/{id}/authentication/" segment "/{method}", KIND_READ(own), 1, flags, methods_get),         \
        ROUTE("DELETE", "users/{id}/authentication/" segment "/{method}", KIND_WRITE(own), 1, flags, methods_delete)

#define TAP_POLICY "policies/authenticationMethodsPolicy/authenticationMethodConfigurations/TemporaryAccessPass"

const struct route action_routes[] = {
    /* users */
    ROUTE("POST", "users", CREATE_USER, 1, 0, users_create),
    ROUTE("POST", "invitations", ANY_OF("User.Invite.All", "User.ReadWrite.All", "Directory.ReadWrite.All"), 1, 0,
          invitations_create),
    ROUTE("GET", "policies/authorizationPolicy", READ_POLICY, 1, 0, policies_get_authorization),
    ROUTE("POST", "users/{id}/sponsors/$ref", WRITE_USER, 1, 0, relations_add_sponsor),
    ROUTE("DELETE", "users/{id}/sponsors/{sponsor}/$ref", WRITE_USER, 1, 0, relations_remove_sponsor),
    ROUTE("DELETE", "users/{id}", DELETE_USER, 1, 0, deleted_delete),
    ROUTE("PUT", "users/{id}/manager/$ref", WRITE_USER, 1, 0, users_set_manager),
    ROUTE("DELETE", "users/{id}/manager/$ref", WRITE_USER, 1, 0, users_clear_manager),
    ROUTE("GET", "users/{id}/onPremisesSyncBehavior", SYNC_BEHAVIOUR, 1, 0, users_sync_behaviour),
    ROUTE("PATCH", "users/{id}/onPremisesSyncBehavior", SYNC_BEHAVIOUR, 1, 0, users_set_sync_behaviour),
    ROUTE("GET", "directory/deletedItems/microsoft.graph.user", READ_DELETED, 1, 0, deleted_list),
    ROUTE("GET", "directory/deletedItems/microsoft.graph.group", READ_GROUP, 1, 0, deleted_groups),
    ROUTE("GET", "directory/deletedItems/{id}", READ_DELETED, 1, 0, deleted_get),
    ROUTE("POST", "users/{id}/retryServiceProvisioning", ANY_OF("User.ReadWrite.All", "User.ManageIdentities.All"), 1,
          0, users_retry),
    ROUTE("POST", "users/{id}/convertExternalToInternalMemberUser", ANY_OF("User-ConvertToInternal.ReadWrite.All"), 1,
          ROUTE_BETA, users_convert),
    ROUTE("POST", "directory/deletedItems/{id}/restore", DELETE_USER, 1, 0, deleted_restore),
    ROUTE("DELETE", "directory/deletedItems/{id}", WRITE_USER, 1, 0, deleted_purge),
    /* groups */
    ROUTE("GET", "groups", READ_GROUP, 1, 0, groups_list),
    ROUTE("GET", "groups/{id}", READ_GROUP, 1, 0, groups_get),
    ROUTE("PATCH", "groups/{id}", ANY_OF("Group.ReadWrite.All", "Directory.ReadWrite.All"), 1, 0, groups_patch),
    ROUTE("GET", "groups/{id}/members", READ_GROUP, 3, 0, groups_members),
    ROUTE("GET", "groups/{id}/members/microsoft.graph.user", READ_GROUP, 3, 0, groups_user_members),
    ROUTE("GET", "groups/{id}/owners", READ_GROUP, 2, 0, groups_owners),
    ROUTE("POST", "groups/{id}/owners/$ref", ANY_OF("Group.ReadWrite.All", "Directory.ReadWrite.All"), 1, 0,
          groups_add_owner),
    ROUTE("DELETE", "groups/{id}/owners/{owner}/$ref", ANY_OF("Group.ReadWrite.All", "Directory.ReadWrite.All"), 1, 0,
          groups_remove_owner),
    ROUTE("POST", "groups/{id}/members/$ref", WRITE_MEMBERS, 1, 0, groups_add),
    ROUTE("DELETE", "groups/{id}/members/{member}/$ref", WRITE_MEMBERS, 1, 0, groups_remove),
    ROUTE("DELETE", "groups/{id}/members/{member}",
          ANY_OF("User.DeleteRestore.All", "User.ReadWrite.All", "Group.ReadWrite.All", "Directory.ReadWrite.All"), 1,
          0, groups_remove_object),
    ROUTE_EACH("GET", "users/{id}/memberOf", READ_OWN_GROUPS, READ_MEMBER_OF, 2, 0, memberships_direct),
    ROUTE_EACH("GET", "users/{id}/memberOf/microsoft.graph.group", READ_OWN_GROUPS, READ_MEMBER_OF, 2, 0,
               memberships_direct),
    ROUTE_EACH("GET", "users/{id}/memberOf/microsoft.graph.directoryRole", READ_OWN_GROUPS, READ_MEMBER_OF, 2, 0,
               memberships_direct),
    ROUTE_EACH("GET", "users/{id}/transitiveMemberOf", READ_OWN_GROUPS, READ_TRANSITIVE, 2, 0, memberships_transitive),
    ROUTE_EACH("GET", "users/{id}/transitiveMemberOf/microsoft.graph.group", READ_OWN_GROUPS, READ_TRANSITIVE, 2, 0,
               memberships_transitive),
    ROUTE_EACH("GET", "users/{id}/transitiveMemberOf/microsoft.graph.directoryRole", READ_OWN_GROUPS, READ_TRANSITIVE,
               2, 0, memberships_transitive),
    ROUTE("POST", "users/{id}/checkMemberGroups", READ_OWN_GROUPS, 1, 0, memberships_check),
    ROUTE("POST", "users/{id}/getMemberGroups", READ_OWN_GROUPS, 1, 0, memberships_all),
    /* roles */
    ROUTE("GET", "directoryRoles", READ_ROLES, 1, 0, roles_list),
    ROUTE("GET", "directoryRoles/{id}/members", READ_ROLES, 1, 0, roles_members),
    ROUTE("GET", "directoryRoles(*)/members", READ_ROLES, 1, 0, roles_members),
    ROUTE("DELETE", "directoryRoles/{id}/members/{member}/$ref", WRITE_ROLES, 1, 0, roles_remove_member),
    ROUTE("DELETE", "directoryRoles(*)/members/{member}/$ref", WRITE_ROLES, 1, 0, roles_remove_member),
    ROUTE("GET", "roleManagement/directory/roleAssignments", READ_ROLES, 1, 0, roles_assignments),
    ROUTE("POST", "roleManagement/directory/roleAssignments", WRITE_ROLES, 1, 0, roles_assign),
    ROUTE("DELETE", "roleManagement/directory/roleAssignments/{id}", WRITE_ROLES, 1, 0, roles_remove_assignment),
    ROUTE("GET", "roleManagement/directory/roleDefinitions", READ_ROLES, 1, 0, roles_definitions),
    ROUTE("GET", "roleManagement/directory/roleDefinitions/{id}", READ_ROLES, 1, 0, roles_definition),
    ROUTE("GET", "roleManagement/directory/roleEligibilityScheduleInstances", READ_ELIGIBLE, 1, 0, roles_eligible),
    ROUTE("GET", "roleManagement/directory/roleAssignmentScheduleInstances", READ_ACTIVE, 1, 0, roles_active),
    ROUTE("POST", "roleManagement/directory/roleAssignmentScheduleRequests", WRITE_ACTIVE, 1, 0, roles_schedule),
    ROUTE("POST", "roleManagement/directory/roleEligibilityScheduleRequests", WRITE_ELIGIBLE, 1, 0, roles_schedule),
    /* telephone numbers of Teams */
    ROUTE("GET", "admin/teams/telephoneNumberManagement/numberAssignments", READ_NUMBERS, 1, 0, numbers_list),
    ROUTE("POST", "admin/teams/telephoneNumberManagement/numberAssignments/assignNumber", WRITE_NUMBERS, 1, 0,
          numbers_assign),
    ROUTE("POST", "admin/teams/telephoneNumberManagement/numberAssignments/unassignNumber", WRITE_NUMBERS, 1, 0,
          numbers_unassign),
    /* administrative units */
    ROUTE("POST", "directory/administrativeUnits/{id}/members/$ref", WRITE_UNITS, 1, 0, units_add),
    ROUTE("DELETE", "directory/administrativeUnits/{id}/members/{member}/$ref", WRITE_UNITS, 1, 0, units_remove),
    /* licences */
    ROUTE("POST", "users/{id}/assignLicense", ASSIGN_LICENCES, 1, 0, licences_assign),
    ROUTE("POST", "users/{id}/reprocessLicenseAssignment", WRITE_USER, 1, 0, licences_reprocess),
    ROUTE("GET", "users/{id}/licenseDetails", READ_LICENCES, 2, 0, licences_details),
    /* methods */
    ROUTE("GET", "users/{id}/authentication/methods", READ_METHODS, 1, 0, methods_list),
    ROUTE("GET", "users/{id}/authentication/methods/{method}", READ_METHODS, 1, 0, methods_get),
    ROUTE("GET", "users/{id}/authentication/passwordMethods", READ_METHODS, 1, 0, methods_list_kind),
    ROUTE("GET", "users/{id}/authentication/passwordMethods/{method}", READ_METHODS, 1, 0, methods_get),
    KIND("phoneMethods", "Phone", 0),
    KIND("microsoftAuthenticatorMethods", "MicrosoftAuthApp", 0),
    KIND("softwareOathMethods", "SoftwareOATH", 0),
    KIND("fido2Methods", "Passkey", 0),
    KIND("windowsHelloForBusinessMethods", "WindowsHello", 0),
    KIND("emailMethods", "Email", 0),
    KIND("temporaryAccessPassMethods", "TAP", 0),
    KIND("platformCredentialMethods", "PlatformCred", 0),
    KIND("externalAuthenticationMethods", "External", 0),
    KIND("hardwareOathMethods", "HardwareOATH", ROUTE_BETA),
    KIND("passwordlessMicrosoftAuthenticatorMethods", "MicrosoftAuthApp", ROUTE_BETA),
    ROUTE("GET", "users/{id}/authentication/qrCodePinMethod", READ_METHODS, 1, ROUTE_BETA, methods_get),
    ROUTE("DELETE", "users/{id}/authentication/qrCodePinMethod", WRITE_METHODS, 1, ROUTE_BETA, methods_delete),
    ROUTE("POST", "users/{id}/authentication/phoneMethods", KIND_WRITE("Phone"), 1, 0, methods_add_phone),
    ROUTE("PATCH", "users/{id}/authentication/phoneMethods/{method}", KIND_WRITE("Phone"), 1, 0, methods_patch_phone),
    ROUTE("POST", "users/{id}/authentication/phoneMethods/{method}/enableSmsSignIn", KIND_WRITE("Phone"), 1, 0,
          methods_sms),
    ROUTE("POST", "users/{id}/authentication/phoneMethods/{method}/disableSmsSignIn", KIND_WRITE("Phone"), 1, 0,
          methods_sms),
    ROUTE("POST", "users/{id}/authentication/emailMethods", KIND_WRITE("Email"), 1, 0, methods_add_email),
    ROUTE("POST", "users/{id}/authentication/temporaryAccessPassMethods", KIND_WRITE("TAP"), 1, 0, tap_create),
    ROUTE("GET", "users/{id}/authentication/requirements", READ_POLICY, 1, ROUTE_BETA, methods_requirements),
    ROUTE("PATCH", "users/{id}/authentication/requirements", WRITE_METHOD_POLICY, 1, ROUTE_BETA,
          methods_set_requirements),
    ROUTE("GET", "users/{id}/authentication/signInPreferences", READ_METHODS, 1, ROUTE_BETA, methods_preferences),
    ROUTE("PATCH", "users/{id}/authentication/signInPreferences", WRITE_METHODS, 1, ROUTE_BETA,
          methods_set_preferences),
    ROUTE("GET", TAP_POLICY, READ_METHOD_POLICY, 1, 0, policies_get_tap),
    ROUTE("PATCH", TAP_POLICY, WRITE_METHOD_POLICY, 1, 0, policies_patch_tap),
    ROUTE("GET", "policies/identitySecurityDefaultsEnforcementPolicy", READ_POLICY, 1, 0, policies_security_defaults),
    /* reports */
    ROUTE("GET", "reports/authenticationMethods/userRegistrationDetails", READ_AUDIT, 1, 0, registration_list),
    ROUTE("GET", "reports/authenticationMethods/userRegistrationDetails/{id}", READ_AUDIT, 1, 0, registration_get),
    /* Identity Protection */
    ROUTE("GET", "identityProtection/riskyUsers", READ_RISK, 1, 0, risk_list),
    ROUTE("GET", "identityProtection/riskyUsers/{id}", READ_RISK, 1, 0, risk_get),
    ROUTE("GET", "identityProtection/riskyUsers/{id}/history", READ_RISK, 1, 0, risk_history),
    ROUTE("POST", "identityProtection/riskyUsers/confirmSafe", WRITE_RISK, 1, 0, risk_safe),
    ROUTE("POST", "identityProtection/riskyUsers/dismiss", WRITE_RISK, 1, 0, risk_dismiss),
    ROUTE("POST", "identityProtection/riskyUsers/confirmCompromised", WRITE_RISK, 1, 0, risk_confirm),
    /* service principals */
    ROUTE("GET", "servicePrincipals", READ_APPLICATIONS, 1, 0, service_principals_list),
    ROUTE("GET", "servicePrincipals(*)", READ_APPLICATIONS, 1, 0, service_principals_get),
    ROUTE("GET", "servicePrincipals/{id}", READ_APPLICATIONS, 1, 0, service_principals_get),
    ROUTE("POST", "servicePrincipals", WRITE_APPLICATIONS, 1, 0, service_principals_create),
    ROUTE("PATCH", "servicePrincipals/{id}", WRITE_APPLICATIONS, 1, 0, service_principals_patch),
    ROUTE("POST", "servicePrincipals/{id}/addPassword", WRITE_APPLICATIONS, 1, 0, service_principals_add_password),
    ROUTE("POST", "servicePrincipals(*)/addPassword", WRITE_APPLICATIONS, 1, 0, service_principals_add_password),
    ROUTE("POST", "servicePrincipals/{id}/removePassword", WRITE_APPLICATIONS, 1, 0,
          service_principals_remove_password),
    ROUTE("POST", "servicePrincipals(*)/removePassword", WRITE_APPLICATIONS, 1, 0, service_principals_remove_password),
    /* applications of the tenant's own */
    ROUTE("GET", "applications", READ_APPLICATIONS, 1, 0, applications_list),
    ROUTE("GET", "applications/{id}", READ_APPLICATIONS, 1, 0, applications_get),
    ROUTE("PATCH", "applications/{id}", WRITE_APPLICATIONS, 1, 0, applications_patch),
    ROUTE("POST", "applications/{id}/removePassword", WRITE_APPLICATIONS, 1, 0, applications_remove_password),
    ROUTE("GET", "applications/{id}/federatedIdentityCredentials", READ_APPLICATIONS, 1, 0, applications_issuers),
    ROUTE("DELETE", "applications/{id}/federatedIdentityCredentials/{credential}", WRITE_APPLICATIONS, 1, 0,
          applications_remove_issuer),
    ROUTE("GET", "applications/{id}/owners", READ_APPLICATIONS, 1, 0, applications_owners),
    ROUTE("POST", "applications/{id}/owners/$ref", WRITE_APPLICATIONS, 1, 0, applications_add_owner),
    ROUTE("DELETE", "applications/{id}/owners/{owner}/$ref", WRITE_APPLICATIONS, 1, 0, applications_remove_owner),
    /* files */
    ROUTE("GET", "shares/{id}/driveItem", READ_FILES, 1, 0, shares_item),
    ROUTE("GET", "shares/{id}/driveItem/permissions", READ_FILES, 1, 0, shares_permissions),
    ROUTE("GET", "drives/{id}/items/{item}/permissions", READ_FILES, 1, 0, shares_item_permissions),
    ROUTE("DELETE", "drives/{id}/items/{item}/permissions/{permission}", WRITE_FILES, 1, 0, shares_remove_permission),
    ROUTE("GET", "users/{id}/drive", READ_FILES, 1, 0, drive_get),
    ROUTE("GET", "users/{id}/drive/root/children", READ_FILES, 1, 0, drive_children),
    ROUTE("POST", "users/{id}/drive/root/children", WRITE_FILES, 1, ROUTE_BETA, drive_add),
    ROUTE("GET", "sites", READ_SITES, 1, 0, sites_search),
    ROUTE("GET", "sites/{id}", READ_SITES, 1, 0, sites_get),
    ROUTE("GET", "sites/{host}/sites/{name}", READ_SITES, 1, 0, sites_get),
    ROUTE("GET", "sites/{id}/drive", READ_SITES, 1, 0, sites_drive),
    ROUTE("GET", "sites/{id}/drives", READ_SITES, 1, 0, sites_drives),
    ROUTE("GET", "sites/{id}/lists", READ_SITES, 1, 0, sites_lists),
    ROUTE("GET", "drives/{id}/root", READ_FILES, 1, 0, sites_root),
    ROUTE("GET", "drives/{id}/root:/{*}", READ_FILES, 1, 0, sites_item),
    ROUTE("GET", "drives/{id}/root/children", READ_FILES, 1, 0, sites_children),
    {.method = NULL},
};
