/* Scopes of Microsoft Graph that are asked for by name. */
#include "api/login/clients.h"

#include <stddef.h>

/* What the actions and the research need; consent is asked for at the first sign-in. */
const char *const clients_graph_scopes[] = {
    "User.ReadWrite.All",
    "User-PasswordProfile.ReadWrite.All",
    "User-Phone.ReadWrite.All",
    "User-Mail.ReadWrite.All",
    "User.EnableDisableAccount.All",
    "User.RevokeSessions.All",
    "User.DeleteRestore.All",
    "User.Invite.All",
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
    "RoleManagement.Read.Directory",
    "Device.Read.All",
    "DeviceManagementManagedDevices.Read.All",
    "Files.ReadWrite.All",
    "Sites.Read.All",
    "Domain.Read.All",
    "User-OnPremisesSyncBehavior.ReadWrite.All",
    NULL,
};
