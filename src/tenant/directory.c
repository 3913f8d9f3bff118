/* The directory's routes: what each needs (requests.md §1, §2, §9) and costs (§13.3). */
#include "tenant/route.h"
#include "tenant/users.h"


static const char *const read_users[] = {"User.Read.All", "User.ReadWrite.All", "Directory.Read.All",
                                         "Directory.ReadWrite.All", NULL};
static const char *const write_users[] = {"User.ReadWrite.All", "Directory.ReadWrite.All", "User.EnableDisableAccount.All",
                                          "User-PasswordProfile.ReadWrite.All", "User-Phone.ReadWrite.All",
                                          "User-Mail.ReadWrite.All", NULL};
static const char *const revoke[] = {"User.RevokeSessions.All", "User.ReadWrite.All", "Directory.ReadWrite.All", NULL};
static const char *const organization[] = {"Organization.Read.All", "Directory.Read.All", "Directory.ReadWrite.All",
                                           "User.Read", "User.Read.All", "User.ReadWrite.All", NULL};
static const char *const licences[] = {"LicenseAssignment.Read.All", "LicenseAssignment.ReadWrite.All",
                                       "Organization.Read.All", "Directory.Read.All", "Directory.ReadWrite.All", NULL};
static const char *const domains[] = {"Domain.Read.All", "Directory.Read.All", "Directory.ReadWrite.All", NULL};
static const char *const methods[] = {"UserAuthenticationMethod.ReadWrite.All", NULL};
static const char *const read_methods[] = {"UserAuthenticationMethod.Read.All", "UserAuthenticationMethod.ReadWrite.All", NULL};

const struct route directory_routes[] = {
    {"GET", "users", read_users, read_users, 2, 0, users_list},
    {"GET", "users/$count", read_users, read_users, 1, ROUTE_TEXT, users_count_text},
    {"GET", "users/delta", read_users, read_users, 1, 0, users_delta},
    {"GET", "users/delta(*)", read_users, read_users, 1, 0, users_delta},
    {"GET", "users/{id}", read_users, read_users, 1, 0, users_get},
    {"GET", "users(*)", read_users, read_users, 1, 0, users_get},
    {"GET", "users/{id}/manager", read_users, read_users, 1, 0, users_manager},
    {"PATCH", "users/{id}", write_users, write_users, 1, 0, users_patch},
    {"PATCH", "users(*)", write_users, write_users, 1, 0, users_patch},
    {"POST", "users/{id}/revokeSignInSessions", revoke, revoke, 1, 0, users_revoke},
    {"POST", "users/{id}/authentication/methods/{method}/resetPassword", methods, NULL, 1, 0, users_reset_password},
    {"GET", "users/{id}/authentication/operations/{operation}", read_methods, NULL, 1, 0, users_operation},
    {"GET", "organization", organization, organization, 1, 0, organization_list},
    {"GET", "subscribedSkus", licences, licences, 3, 0, skus_list},
    {"GET", "domains", domains, domains, 1, 0, domains_list},
    {.method = NULL},
};
