/* The table of public clients. A refresh token belongs to its client, so each of these is a sign-in of its own. */
#include "api/login/clients.h"

#include <stddef.h>

/* What the actions and the research need; consent is asked for at the first sign-in. */
static const char *const graph_scopes[] = {
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

static const struct public_client clients[] = {
    [RESOURCE_GRAPH] = {"14d82eec-204b-4c2f-b7e8-296a70dab67e", "Microsoft Graph Command Line Tools", "Microsoft Graph",
                        graph_scopes},
    [RESOURCE_EXCHANGE] = {"fb78d390-0c51-40cd-8e17-fdbfab77341b", "Microsoft Exchange REST API Based PowerShell",
                           "Exchange Online", NULL},
    [RESOURCE_SHAREPOINT] = {"9bc3ab49-b65d-410a-85ad-de819febfddc", "SharePoint Online Management Shell", "SharePoint",
                             NULL},
};

const struct public_client *client_find(enum http_resource resource)
{
    return &clients[resource == RESOURCE_NONE ? RESOURCE_GRAPH : resource];
}
