/* The directory's routes: what each needs and what it costs. */
#include "tenant/graph/users.h"
#include "tenant/wire/route.h"

#define ANY_OF(...) ((const char *const[]){__VA_ARGS__, NULL})
#define READ_USERS  ANY_OF("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")
#define WRITE_USERS                                                                                                    \
    ANY_OF("User.ReadWrite.All", "Directory.ReadWrite.All", "User.EnableDisableAccount.All",                           \
           "User-PasswordProfile.ReadWrite.All", "User-Phone.ReadWrite.All", "User-Mail.ReadWrite.All",                \
           "User-LifeCycleInfo.ReadWrite.All")
#define REVOKE ANY_OF("User.RevokeSessions.All", "User.ReadWrite.All", "Directory.ReadWrite.All")
#define READ_OWN_TENANT                                                                                                \
    ANY_OF("User.Read", "User.Read.All", "User.ReadWrite.All", "Organization.Read.All", "Organization.ReadWrite.All",  \
           "Directory.Read.All", "Directory.ReadWrite.All")
#define READ_TENANT                                                                                                    \
    ANY_OF("Organization.Read.All", "Organization.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")
#define READ_LICENCES                                                                                                  \
    ANY_OF("LicenseAssignment.Read.All", "LicenseAssignment.ReadWrite.All", "Organization.Read.All",                   \
           "Directory.Read.All", "Directory.ReadWrite.All")
#define READ_DOMAINS  ANY_OF("Domain.Read.All", "Domain.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")
#define WRITE_METHODS ANY_OF("UserAuthenticationMethod.ReadWrite.All")
#define READ_METHODS  ANY_OF("UserAuthenticationMethod.Read.All", "UserAuthenticationMethod.ReadWrite.All")

const struct route directory_routes[] = {
    ROUTE("GET", "users", READ_USERS, 2, 0, users_list),
    ROUTE("GET", "users/$count", READ_USERS, 1, ROUTE_TEXT, users_count),
    ROUTE("GET", "users/delta", READ_USERS, 1, 0, users_delta),
    ROUTE("GET", "users/delta()", READ_USERS, 1, 0, users_delta),
    ROUTE("GET", "users/{id}", READ_USERS, 1, 0, users_get),
    ROUTE("GET", "users/{id}/manager", READ_USERS, 1, 0, users_manager),
    ROUTE("PATCH", "users/{id}", WRITE_USERS, 1, 0, users_patch),
    ROUTE("POST", "users/{id}/revokeSignInSessions", REVOKE, 1, 0, users_revoke),
    ROUTE_EACH("POST", "users/{id}/authentication/methods/{method}/resetPassword", WRITE_METHODS, NULL, 1, 0,
               users_reset_password),
    ROUTE_EACH("GET", "users/{id}/authentication/operations/{operation}", READ_METHODS, NULL, 1, 0, users_operation),
    ROUTE_EACH("GET", "organization", READ_OWN_TENANT, READ_TENANT, 1, 0, organization_list),
    ROUTE("GET", "subscribedSkus", READ_LICENCES, 3, 0, organization_skus),
    ROUTE("GET", "domains", READ_DOMAINS, 1, 0, organization_domains),
    {.method = NULL},
};
