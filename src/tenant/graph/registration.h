/* The report of who has registered which authentication method. */
#ifndef TENANT_REGISTRATION_H
#define TENANT_REGISTRATION_H

#include "tenant/state/tenant.h"
#include "tenant/wire/request.h"

void registration_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void registration_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);

#endif
