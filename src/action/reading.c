/* The rows of what is read. */
#include "action/reading.h"

#define ANY(...)                                                                                                       \
    (const char *const[])                                                                                              \
    {                                                                                                                  \
        __VA_ARGS__, NULL                                                                                              \
    }
#define DIRECTORY "Directory.Read.All", "Directory.ReadWrite.All"
#define USERS     "User.Read.All", "User.ReadWrite.All"

static const struct reading rows[] = {
    {"read-users", "The table of users and their profiles", ANY(USERS, DIRECTORY), false},
    {"read-organization", "The tenant's name and domains", ANY("Organization.Read.All", "User.Read", USERS, DIRECTORY),
     false},
    {"read-licences", "Which licences there are",
     ANY("LicenseAssignment.Read.All", "LicenseAssignment.ReadWrite.All", "Organization.Read.All", DIRECTORY), false},
    {"read-roles", "Who is an administrator",
     ANY("RoleManagement.Read.Directory", "RoleManagement.ReadWrite.Directory", DIRECTORY), false},
    {"read-sign-ins", "Last sign-ins", ANY("AuditLog.Read.All"), false},
    {"read-sites", "Sites, and where SharePoint's administration is",
     ANY("Sites.Read.All", "Sites.ReadWrite.All", "Sites.FullControl.All"), false},
    {"read-customers", "A partner's customers",
     ANY("DelegatedAdminRelationship.Read.All", "DelegatedAdminRelationship.ReadWrite.All"), true},
};

const struct reading *reading_all(size_t *count)
{
    *count = sizeof rows / sizeof rows[0];
    return rows;
}
