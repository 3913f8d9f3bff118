/* Each plan is refused in words of its own (requests.md §1.6, C24, C25). */
#include "tenant/wire/licence.h"

bool licence_permits(const struct tenant_store *store, enum store_plan needed, const struct tenant_request *request,
                     struct tenant_reply *reply)
{
    static const struct {
        const char *code, *message;
    } words[] = {
        [PLAN_P1] = {"Authentication_RequestFromNonPremiumTenantOrB2CTenant",
                     "Neither tenant is B2C or tenant doesn't have premium license"},
        [PLAN_P2] = {"AccessDenied", "Your tenant is not licensed for this feature."},
    };
    if (store_plan(store) >= needed)
        return true;
    tenant_error(request, reply, 403, words[needed].code, words[needed].message);
    return false;
}
