/* The permissions an application registered for user administration is given: the least that does everything. */
#include "tenant/state/permissions.h"

#include <string.h>

static const char *const all[] = {
    "User.ReadWrite.All",
    "User-PasswordProfile.ReadWrite.All",
    "User-Phone.ReadWrite.All",
    "User-Mail.ReadWrite.All",
    "User.EnableDisableAccount.All",
    "User.RevokeSessions.All",
    "User.DeleteRestore.All",
    "User.Invite.All",
    "User.ManageIdentities.All",
    "User-OnPremisesSyncBehavior.ReadWrite.All",
    "Directory.Read.All",
    "GroupMember.ReadWrite.All",
    "LicenseAssignment.ReadWrite.All",
    "UserAuthenticationMethod.ReadWrite.All",
    "Policy.Read.All",
    "Policy.ReadWrite.AuthenticationMethod",
    "AuditLog.Read.All",
    "Reports.Read.All",
    "IdentityRiskyUser.ReadWrite.All",
    "IdentityRiskEvent.Read.All",
    "RoleManagement.ReadWrite.Directory",
    "RoleManagement.Read.Directory",
    "AdministrativeUnit.ReadWrite.All",
    "Device.ReadWrite.All",
    "DeviceManagementManagedDevices.Read.All",
    "DeviceManagementManagedDevices.PrivilegedOperations.All",
    "MailboxSettings.ReadWrite",
    "Mail.ReadBasic.All",
    "Files.ReadWrite.All",
    "Sites.Read.All",
    "Domain.Read.All",
    "Application.ReadWrite.All",
    "Device.ReadWrite.All",
    "DelegatedPermissionGrant.ReadWrite.All",
    "AppRoleAssignment.ReadWrite.All",
    "AuditLogsQuery.Read.All",
    "SecurityAlert.Read.All",
    "ExchangeMessageTrace.Read.All",
    "DelegatedAdminRelationship.Read.All",
    "ProfilePhoto.ReadWrite.All",
    "TeamsTelephoneNumber.ReadWrite.All",
    "Group.ReadWrite.All",
    "User-ConvertToInternal.ReadWrite.All",
};

const char *const *permissions_all(size_t *count)
{
    *count = sizeof all / sizeof *all;
    return all;
}

const char **permissions_split(struct arena *arena, const char *list, size_t *count)
{
    size_t most = 1;
    for (const char *at = list; *at; at++)
        most += *at == ',' || *at == ' ';
    const char **names = arena_alloc(arena, most * sizeof *names);
    *count = 0;
    while (*list) {
        size_t length = strcspn(list, ", ");
        if (length > 0)
            names[(*count)++] = arena_strndup(arena, list, length);
        list += length + (list[length] != '\0');
    }
    return names;
}
