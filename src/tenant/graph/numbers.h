/* Telephone numbers of Teams. */
#ifndef TENANT_GRAPH_NUMBERS_H
#define TENANT_GRAPH_NUMBERS_H

#include "tenant/state/tenant.h"
#include "tenant/wire/request.h"

void numbers_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void numbers_assign(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void numbers_unassign(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);

#endif
