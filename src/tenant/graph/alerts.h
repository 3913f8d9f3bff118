/* Defender's alerts. */
#ifndef TENANT_ALERTS_H
#define TENANT_ALERTS_H

#include "tenant/state/tenant.h"
#include "tenant/wire/request.h"

void alerts_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);

#endif
