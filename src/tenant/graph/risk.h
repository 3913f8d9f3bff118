/* Identity Protection: users at risk. */
#ifndef TENANT_RISK_H
#define TENANT_RISK_H

#include "tenant/state/tenant.h"
#include "tenant/wire/objects.h"

void risk_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void risk_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void risk_detections(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void risk_dismiss(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void risk_confirm(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);

#endif
