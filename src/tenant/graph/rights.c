/* Directory roles as Microsoft's page on privileged roles has them: two tables of who may act on whom, and who may ask what. */
#include "tenant/graph/rights.h"

#include "tenant/graph/groups.h"
#include "tenant/graph/roles.h"
#include "tenant/seed/seed_callers.h"
#include "tenant/wire/route.h"
#include <string.h>
#include <strings.h>

enum {
    GLOBAL = 1 << 0,
    PRIVILEGED = 1 << 1, /* Privileged Authentication Administrator */
    AUTHENTICATION = 1 << 2,
    USERS = 1 << 3,
    HELPDESK = 1 << 4,
    PASSWORD = 1 << 5,
    METHOD_POLICY = 1 << 6, /* Authentication Policy Administrator */
    LICENCES = 1 << 7,
    GROUPS = 1 << 8,
    EXCHANGE = 1 << 9,
    SHAREPOINT = 1 << 10,
    TEAMS = 1 << 11,
    SECURITY = 1 << 12,
    OPERATOR = 1 << 13,
    SECURITY_READER = 1 << 14,
    GLOBAL_READER = 1 << 15,
    HYBRID = 1 << 16,
    APPLICATIONS = 1 << 17,
    REPORTS = 1 << 18,
    ACCESS = 1 << 19, /* Conditional Access Administrator */
    INTUNE = 1 << 20,
    CLOUD_DEVICE = 1 << 21,
    ROLES = 1 << 22,     /* Privileged Role Administrator */
    EVERYBODY = 1 << 23, /* with and without a role */
    ALL_POWERFUL = GLOBAL | PRIVILEGED,
    SENSITIVE = ALL_POWERFUL | AUTHENTICATION | USERS,
    RESET = SENSITIVE | HELPDESK | PASSWORD,
    RISK_READERS = GLOBAL | SECURITY | OPERATOR | SECURITY_READER | GLOBAL_READER,
    LOG_READERS = RISK_READERS | REPORTS,
    AUDIT_READERS = GLOBAL | GLOBAL_READER | REPORTS | SECURITY | SECURITY_READER,
    POLICY_READERS = GLOBAL | GLOBAL_READER | SECURITY | SECURITY_READER | ACCESS,
    USAGE_READERS = GLOBAL | GLOBAL_READER | REPORTS | EXCHANGE | SHAREPOINT | TEAMS,
};

/* Each role as a caller (`is`), and who may act on its holders. */
static const struct role {
    const char *id;
    unsigned is, reset, sensitive;
} roles[] = {
    {"62e90394-69f5-4237-9190-012177145e10", GLOBAL, ALL_POWERFUL, ALL_POWERFUL},
    {"7be44c8a-adaf-4e2a-84d6-ab2649e08a13", PRIVILEGED, ALL_POWERFUL, ALL_POWERFUL},
    {"c4e39bd9-1100-46d3-8c65-fb160da0071f", AUTHENTICATION, ALL_POWERFUL | AUTHENTICATION,
     ALL_POWERFUL | AUTHENTICATION},
    {"fe930be7-5e62-47db-91af-98c3a49a38b1", USERS, ALL_POWERFUL | USERS, ALL_POWERFUL | USERS},
    {"729827e3-9c14-49f7-bb1b-9608f156bbb8", HELPDESK, ALL_POWERFUL | USERS | HELPDESK, ALL_POWERFUL | USERS},
    {"966707d0-3269-4727-9be2-8c3a10f19b9d", PASSWORD, RESET, SENSITIVE},
    {"fdd7a751-b60b-444a-984c-02652fe8fa1c", GROUPS, ALL_POWERFUL | USERS, ALL_POWERFUL | USERS},
    {"4a5d8f65-41da-4de4-8968-e035b65339cf", REPORTS, RESET & ~(unsigned)PASSWORD, SENSITIVE},
    {"88d8e3e3-8f55-4a1e-953a-9b9898b8876b", 0, RESET, SENSITIVE}, /* Directory Readers */
    /* All others: */
    {"0526716b-113d-4c15-b2c8-68e3c22b9f80", METHOD_POLICY, ALL_POWERFUL, ALL_POWERFUL},
    {"4d6ac14f-3453-41d0-bef9-a3e0c569773a", LICENCES, ALL_POWERFUL, ALL_POWERFUL},
    {"29232cdf-9323-42fd-ade2-1d097af3e4de", EXCHANGE, ALL_POWERFUL, ALL_POWERFUL},
    {"f28a1f50-f6e7-4571-818b-6a12f2af6b6c", SHAREPOINT, ALL_POWERFUL, ALL_POWERFUL},
    {"69091246-20e8-4a56-aa4d-066075b2a7a8", TEAMS, ALL_POWERFUL, ALL_POWERFUL},
    {"194ae4cb-b126-40b2-bd5b-6091b380977d", SECURITY, ALL_POWERFUL, ALL_POWERFUL},
    {"5f2222b1-57c3-48ba-8ad5-d4759f1fde6f", OPERATOR, ALL_POWERFUL, ALL_POWERFUL},
    {"5d6b6bb7-de71-4623-b4af-96380a352509", SECURITY_READER, ALL_POWERFUL, ALL_POWERFUL},
    {"f2ef992c-3afb-46b9-b7cf-a126ee74c451", GLOBAL_READER, ALL_POWERFUL, ALL_POWERFUL},
    {"8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2", HYBRID, ALL_POWERFUL, ALL_POWERFUL},
    {"158c047a-c907-4556-b7ef-446551a6b5f7", APPLICATIONS, ALL_POWERFUL, ALL_POWERFUL},
    {"9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3", APPLICATIONS, ALL_POWERFUL, ALL_POWERFUL},
    {"b1be1c3e-b65d-4f19-8427-f6fa0d97feb9", ACCESS, ALL_POWERFUL, ALL_POWERFUL},
    {"3a2c62db-5318-420d-8d74-23affee5d9d5", INTUNE, ALL_POWERFUL, ALL_POWERFUL},
    {"e8611ab8-c189-46e8-94e1-60213ab1f814", ROLES, ALL_POWERFUL, ALL_POWERFUL},
    {"7698a772-787b-4ac8-901f-60d6b08affd2", CLOUD_DEVICE, ALL_POWERFUL, ALL_POWERFUL},
};

static const struct role *role_of(const char *id)
{
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (!strcmp(roles[i].id, id))
            return &roles[i];
    return NULL;
}

static unsigned caller_is(const struct tenant_request *request)
{
    unsigned is = EVERYBODY;
    for (size_t i = 0; i < request->caller.role_count; i++) {
        const struct role *role = role_of(request->caller.roles[i]);
        is |= role ? role->is : 0;
    }
    return is;
}

/* --- who may ask what: the first row that fits; what has none is open to all --- */

/* How a person without the role is refused, where not as everybody is. */
enum refusal { REFUSED, REFUSED_REPORT, REFUSED_ACCESS };

static const struct {
    const char *code, *message;
} refusals[] = {
    [REFUSED] = {"Authorization_RequestDenied", "Insufficient privileges to complete the operation."},
    [REFUSED_REPORT] = {"Authentication_RequestFromUnsupportedUserRole", "User is not in the allowed roles"},
    [REFUSED_ACCESS] = {"AccessDenied",
                        "You cannot perform the requested operation, required scopes are missing in the "
                        "token or the user does not have the required role."},
};

static const struct {
    const char *method; /* NULL: any but GET */
    const char *pattern;
    unsigned roles;
    enum refusal refusal;
} asked[] = {
    {"GET", "auditLogs/signIns/{*}", LOG_READERS, REFUSED_REPORT},
    {"GET", "auditLogs/directoryAudits/{*}", AUDIT_READERS, REFUSED_REPORT},
    {"GET", "reports/authenticationMethods/{*}", AUDIT_READERS, REFUSED_REPORT},
    {"GET", "reports/{*}", USAGE_READERS, REFUSED_REPORT},
    {"GET", "admin/reportSettings", USAGE_READERS, REFUSED_REPORT},
    {NULL, "admin/reportSettings", GLOBAL, REFUSED},
    {"GET", "identity/conditionalAccess/{*}", POLICY_READERS, REFUSED_ACCESS},
    {NULL, "identity/conditionalAccess/evaluate", POLICY_READERS, REFUSED_ACCESS},
    {"GET", "users/{id}/authentication/operations/{operation}", RESET, REFUSED},
    {"GET", "users/{id}/authentication/requirements", GLOBAL | METHOD_POLICY | GLOBAL_READER, REFUSED},
    {"GET", "users/{id}/authentication/{*}", ALL_POWERFUL | AUTHENTICATION | GLOBAL_READER, REFUSED},
    {"GET", "identityProtection/{*}", RISK_READERS, REFUSED},
    {"GET", "security/alerts_v2", RISK_READERS, REFUSED},
    {"GET", "security/auditLog/{*}", AUDIT_READERS | EXCHANGE, REFUSED},
    {NULL, "security/auditLog/{*}", AUDIT_READERS | EXCHANGE, REFUSED}, /* a search writes nothing */
    {"POST", "users/{id}/authentication/methods/{method}/resetPassword", RESET, REFUSED},
    {NULL, "users/{id}/authentication/requirements", GLOBAL | METHOD_POLICY, REFUSED},
    {NULL, "users/{id}/authentication/{*}", ALL_POWERFUL | AUTHENTICATION, REFUSED},
    {NULL, "policies/{*}", GLOBAL | METHOD_POLICY, REFUSED},
    {NULL, "users/{id}/revokeSignInSessions", RESET, REFUSED},
    {NULL, "users/{id}/assignLicense", GLOBAL | LICENCES | USERS, REFUSED},
    {NULL, "users/{id}/reprocessLicenseAssignment", GLOBAL | LICENCES | USERS, REFUSED},
    {NULL, "users/{id}/retryServiceProvisioning", GLOBAL | USERS, REFUSED},
    {NULL, "users/{id}/convertExternalToInternalMemberUser", GLOBAL | USERS, REFUSED},
    {NULL, "users/{id}/photo/{*}", GLOBAL | USERS, REFUSED},
    {NULL, "users/{id}/onPremisesSyncBehavior", GLOBAL | HYBRID, REFUSED},
    {NULL, "users/{id}/manager/$ref", SENSITIVE, REFUSED},
    {"POST", "users", GLOBAL | USERS, REFUSED},
    {"POST", "invitations", EVERYBODY, REFUSED}, /* as long as the tenant's policy lets everybody */
    {NULL, "users/{id}/sponsors/{*}", GLOBAL | USERS, REFUSED},
    {"DELETE", "users/{id}", SENSITIVE, REFUSED},
    {NULL, "directory/deletedItems/{*}", SENSITIVE, REFUSED},
    {NULL, "groups/{*}", GLOBAL | GROUPS | USERS | EXCHANGE | TEAMS | SHAREPOINT, REFUSED},
    {NULL, "identityProtection/{*}", GLOBAL | SECURITY | OPERATOR, REFUSED},
    {NULL, "servicePrincipals/{*}", GLOBAL | APPLICATIONS, REFUSED},
    {NULL, "applications/{*}", GLOBAL | APPLICATIONS, REFUSED},
    {NULL, "roleManagement/{*}", GLOBAL | ROLES, REFUSED},
    {"GET", "admin/teams/{*}", GLOBAL | TEAMS | GLOBAL_READER, REFUSED},
    {NULL, "admin/teams/{*}", GLOBAL | TEAMS, REFUSED},
    {NULL, "directory/administrativeUnits/{*}", GLOBAL | ROLES, REFUSED},
    {NULL, "oauth2PermissionGrants/{*}", GLOBAL | APPLICATIONS | ROLES, REFUSED},
    {NULL, "users/{id}/appRoleAssignments/{*}", GLOBAL | APPLICATIONS | USERS | ROLES, REFUSED},
    {NULL, "devices/{*}", GLOBAL | CLOUD_DEVICE | INTUNE, REFUSED},
};

/* An owner changes the members of the group, whatever roles there are (REQUESTS §0.4). */
static bool owns(const struct tenant_request *request)
{
    const struct seed_caller *person = seed_caller_find(request->caller.user_oid);
    if (!person || !person->owns || request->segment_count < 3 || strcasecmp(request->segments[0], "groups") ||
        strcasecmp(request->segments[2], "members"))
        return false;
    for (int i = 0; i < seed_group_count; i++)
        if (!strcmp(seed_groups[i].nickname, person->owns))
            return !strcasecmp(seed_groups[i].id, request->segments[1]);
    return false;
}

static bool refuse(const struct tenant_request *request, struct tenant_reply *reply, enum refusal refusal)
{
    tenant_error(request, reply, 403, refusals[refusal].code, refusals[refusal].message);
    return false;
}

bool rights_ask(const struct tenant_request *request, struct tenant_reply *reply)
{
    bool get = !strcmp(request->method, "GET");
    unsigned literals;
    if (!request->caller.delegated || owns(request))
        return true;
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
        if ((asked[i].method ? !strcmp(asked[i].method, request->method) : !get) &&
            route_matches(asked[i].pattern, request->segments, request->segment_count, &literals))
            return caller_is(request) & asked[i].roles || refuse(request, reply, asked[i].refusal);
    return get || !request->caller.reads_only || refuse(request, reply, REFUSED);
}

bool rights_see_managed(const struct tenant_request *request)
{
    return !request->caller.delegated ||
           caller_is(request) & (GLOBAL | INTUNE | GLOBAL_READER | SECURITY | SECURITY_READER);
}

bool rights_retire(const struct tenant_request *request)
{
    return !request->caller.delegated || caller_is(request) & (GLOBAL | INTUNE);
}

bool rights_reset_redemption(const struct tenant_request *request)
{
    return !request->caller.delegated || caller_is(request) & (GLOBAL | USERS | HELPDESK);
}

bool rights_see_policies(const struct tenant_request *request)
{
    return request->caller.delegated ? caller_is(request) & POLICY_READERS
                                     : tenant_caller_holds(request, "Policy.Read.All") ||
                                           tenant_caller_holds(request, "Policy.Read.ConditionalAccess");
}

/* --- who may act on whom --- */

/* Members and owners of a group that may carry roles count as the most powerful. */
static bool in_role_group(const struct tenant *tenant, const struct user_record *user)
{
    for (int i = 0; i < seed_group_count; i++)
        if (seed_groups[i].flags & GROUP_ROLES && groups_find(user->store, seed_groups[i].id) != NO_GROUP &&
            (groups_has(tenant, &seed_groups[i], user) || groups_owns(tenant, &seed_groups[i], user)))
            return true;
    return false;
}

bool rights_over(const struct tenant *tenant, const struct tenant_request *request, const struct user_record *user,
                 enum right right)
{
    unsigned may = right == RIGHT_RESET ? RESET : SENSITIVE;
    bool administrator = in_role_group(tenant, user);
    if (right == RIGHT_BASIC)
        return !request->caller.delegated || caller_is(request) & SENSITIVE;
    if (administrator)
        may = ALL_POWERFUL;
    for (int i = 0; i < seed_role_count; i++) {
        const struct role *role = role_of(seed_roles[i].template_id);
        if (!roles_has_somehow(tenant, &seed_roles[i], user))
            continue;
        administrator = true;
        may &= !role ? ALL_POWERFUL : right == RIGHT_RESET ? role->reset : role->sensitive;
    }
    return (!request->caller.delegated && !administrator) || caller_is(request) & may;
}

bool rights_set_password(const struct tenant_request *request)
{
    return request->caller.delegated || caller_is(request) & (ALL_POWERFUL | USERS);
}

bool rights_sees_numbers(const struct tenant_request *request)
{
    return !request->caller.delegated || caller_is(request) & (ALL_POWERFUL | GLOBAL_READER);
}
