/* Usage reports: a file behind an address that is good for a while, names concealed unless the tenant says otherwise. */
#ifndef TENANT_USAGE_H
#define TENANT_USAGE_H

#include "tenant/state/tenant.h"
#include "tenant/wire/request.h"

void usage_report(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void usage_settings(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void usage_set_settings(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
/** Answer what an address of usage_report() leads to: without a token, and with one not at all. Takes the tenant's lock. */
void usage_download(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply);

#endif
