/* What a partner sees of its customers: relationships, contracts, tenants by id. */
#ifndef TENANT_PARTNER_H
#define TENANT_PARTNER_H

#include "tenant/login/login.h"
#include "tenant/wire/route.h"

extern const struct route partner_routes[];

/** Whether the customer's relationship lets this caller in; else answered. */
bool partner_permits(const struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply);

#endif
