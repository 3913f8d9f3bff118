/* Sources that are refused, so that a client's word on what it could not see can be tried. */
#include "tenant/state/scenario.h"

#include "base/alloc.h"
#include <string.h>
#include <strings.h>

static const char no_premium[] = "Authentication_RequestFromNonPremiumTenantOrB2CTenant";

const struct scenario_source scenario_sources[] = {
    {"signIns", "auditLogs/signIns", no_premium},
    {"signIns", "auditLogs/signIns/{id}", no_premium},
    {"directoryAudits", "auditLogs/directoryAudits", NULL},
    {"directoryAudits", "auditLogs/directoryAudits/{id}", NULL},
    {"unifiedAuditLog", "security/auditLog/{*}", NULL},
    {"riskDetections", "identityProtection/riskDetections", NULL},
    {"riskyUser", "identityProtection/riskyUsers", NULL},
    {"riskyUser", "identityProtection/riskyUsers/{*}", NULL},
    {"alerts_v2", "security/alerts_v2", NULL},
    {"user", "users/{id}", NULL},
    {"authenticationMethods", "users/{id}/authentication/{*}", NULL},
    {"registeredDevices", "users/{id}/registeredDevices", NULL},
    {"registeredDevices", "users/{id}/ownedDevices", NULL},
    {"managedDevices", "users/{id}/managedDevices", NULL},
    {"managedDevices", "deviceManagement/managedDevices", NULL},
    {"oauth2PermissionGrants", "users/{id}/oauth2PermissionGrants", NULL},
    {"oauth2PermissionGrants", "oauth2PermissionGrants", NULL},
    {"appRoleAssignments", "users/{id}/appRoleAssignments", NULL},
    {"servicePrincipals", "servicePrincipals", NULL},
    {"servicePrincipals", "servicePrincipals/{id}", NULL},
    {"memberOf", "users/{id}/memberOf/{*}", NULL},
    {"memberOf", "users/{id}/transitiveMemberOf/{*}", NULL},
    {"roleAssignments", "roleManagement/directory/{*}", NULL},
    {"userRegistrationDetails", "reports/authenticationMethods/{*}", NULL},
    {"licenseDetails", "users/{id}/licenseDetails", NULL},
    {"subscribedSkus", "subscribedSkus", NULL},
    {"messageTraces", "admin/exchange/tracing/{*}", NULL},
    {"messageRules", "users/{id}/mailFolders/inbox/messageRules", NULL},
    {NULL, NULL, NULL},
};

static bool is_source(const char *name)
{
    for (const struct scenario_source *row = scenario_sources; row->name; row++)
        if (!strcmp(row->name, name))
            return true;
    return !strncmp(name, "Get-", 4) || !strncmp(name, "Search-", 7);
}

bool scenario_deny(struct scenario *scenario, const char *source, struct err *e)
{
    if (!is_source(source))
        return err_set(e, ERR_USAGE, "--deny %s: a source (signIns, unifiedAuditLog …) or a cmdlet is wanted", source);
    scenario->denied = grow_array(scenario->denied, &scenario->denied_capacity, scenario->denied_count + 1,
                                  sizeof *scenario->denied);
    scenario->denied[scenario->denied_count++] = xstrdup(source);
    return true;
}

bool scenario_denies(const struct scenario *scenario, const char *source)
{
    for (size_t i = 0; scenario && i < scenario->denied_count; i++)
        if (!strcasecmp(scenario->denied[i], source))
            return true;
    return false;
}
