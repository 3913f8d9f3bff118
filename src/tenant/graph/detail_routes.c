/* The routes of a close look at one user: logs, policies, devices, what an application was granted. */
#include "tenant/graph/access.h"
#include "tenant/graph/audits.h"
#include "tenant/graph/sign_ins.h"
#include "tenant/wire/route.h"

#define ANY_OF(...) ((const char *const[]){__VA_ARGS__, NULL})
#define ANYBODY     ((const char *const[]){NULL}) /* the handler refuses in words of its own */
#define READ_LOG    ANY_OF("AuditLog.Read.All")
#define READ_POLICY ANY_OF("Policy.Read.All", "Policy.Read.ConditionalAccess", "Policy.ReadWrite.ConditionalAccess")

const struct route detail_routes[] = {
    /* logs */
    ROUTE("GET", "auditLogs/signIns", READ_LOG, 1, 0, sign_ins_list),
    ROUTE("GET", "auditLogs/signIns/{id}", READ_LOG, 1, 0, sign_ins_get),
    ROUTE("GET", "auditLogs/directoryAudits", READ_LOG, 1, 0, audits_list),
    ROUTE("GET", "auditLogs/directoryAudits/{id}", READ_LOG, 1, 0, audits_get),
    /* Conditional Access */
    ROUTE_EACH("GET", "identity/conditionalAccess/policies", READ_POLICY, ANYBODY, 1, 0, access_list),
    ROUTE_EACH("GET", "identity/conditionalAccess/policies/{id}", READ_POLICY, ANYBODY, 1, 0, access_get),
    ROUTE_EACH("GET", "identity/conditionalAccess/namedLocations", READ_POLICY, ANYBODY, 1, 0, access_locations_list),
    ROUTE_EACH("GET", "identity/conditionalAccess/namedLocations/{id}", READ_POLICY, ANYBODY, 1, 0,
               access_location_get),
    {.method = NULL},
};
