/* What the tenant must have bought before a route answers. */
#ifndef TENANT_LICENCE_H
#define TENANT_LICENCE_H

#include "tenant/state/store.h"
#include "tenant/state/tenant.h"
#include "tenant/wire/request.h"

/** Whether the tenant has this plan of Entra ID, or more; else answers 403 as the service does for it. A licensed tenant may answer so
 *  too where the caller holds AuditLog.Read.All without Directory.Read.All. */
bool licence_permits(const struct tenant *tenant, enum store_plan needed, const struct tenant_request *request,
                     struct tenant_reply *reply);
/** The service plans of a product (a row of seed_skus) as a licence of it shows them: those of Entra ID go by the tenant's licence, and
 *  what a scenario says is switched off is "Disabled", as what `disabled` (ids; NULL: none) names. To be freed by the caller. */
struct json *licence_plans(const struct tenant *tenant, int sku, const struct json *disabled);
/** The refusal alone: answers 403, gives false. */
bool licence_refuse(enum store_plan needed, const struct tenant_request *request, struct tenant_reply *reply);

#endif
