/* What a partner sees of its customers: relationships, contracts, tenants by id. */
#ifndef TENANT_PARTNER_H
#define TENANT_PARTNER_H

#include "tenant/front/front.h"

extern const struct route partner_routes[];

/** Whether the customer's relationship lets this caller in; else answered. */
bool partner_permits(struct tenant_front *front, const struct tenant_request *request, struct tenant_reply *reply);

#endif
