/* What the tenant must have bought before a route answers. */
#ifndef TENANT_LICENCE_H
#define TENANT_LICENCE_H

#include "tenant/state/store.h"
#include "tenant/wire/request.h"

/** Whether the tenant has this plan of Entra ID, or more; else answers 403 as the service does for it. */
bool licence_permits(const struct tenant_store *store, enum store_plan needed, const struct tenant_request *request,
                     struct tenant_reply *reply);

#endif
