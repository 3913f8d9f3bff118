/* Each plan is refused in words of its own (REQUESTS §1.6). */
#include "tenant/wire/licence.h"

#include <string.h>

static bool hidden(const struct tenant *tenant, const struct tenant_request *request)
{
    return tenant->audit_needs_directory && tenant_caller_holds(request, "AuditLog.Read.All") &&
           !tenant_caller_holds(request, "Directory.Read.All") &&
           !tenant_caller_holds(request, "Directory.ReadWrite.All");
}

bool licence_refuse(enum store_plan needed, const struct tenant_request *request, struct tenant_reply *reply)
{
    static const struct {
        const char *code, *message;
    } words[] = {
        [PLAN_P1] = {"Authentication_RequestFromNonPremiumTenantOrB2CTenant",
                     "Neither tenant is B2C or tenant doesn't have premium license"},
        [PLAN_P2] = {"AccessDenied", "Your tenant is not licensed for this feature."},
    };
    tenant_error(request, reply, 403, words[needed].code, words[needed].message);
    return false;
}

bool licence_permits(const struct tenant *tenant, enum store_plan needed, const struct tenant_request *request,
                     struct tenant_reply *reply)
{
    return (store_plan(tenant->store) >= needed && (needed != PLAN_P1 || !hidden(tenant, request))) ||
           licence_refuse(needed, request, reply);
}

bool licence_holds_plan(const struct tenant_store *store, const char *plan_name)
{
    static const struct {
        const char *name;
        enum store_plan plan;
    } entra[] = {{"AAD_PREMIUM", PLAN_P1}, {"AAD_PREMIUM_P2", PLAN_P2}};
    for (size_t i = 0; i < sizeof entra / sizeof *entra; i++)
        if (!strcmp(entra[i].name, plan_name))
            return store_plan(store) >= entra[i].plan;
    return true;
}
