/* The directory's audit log. */
#ifndef TENANT_AUDITS_H
#define TENANT_AUDITS_H

#include "tenant/state/tenant.h"
#include "tenant/wire/request.h"

/** Note what a write that went well did, as the audit log tells it. Under the tenant's lock. */
void audits_note(struct tenant *tenant, const struct tenant_request *request, const struct tenant_reply *reply);

void audits_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void audits_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);

#endif
