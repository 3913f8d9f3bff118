/* Searches of the unified audit log: asked for, run a while, read page by page. */
#ifndef TENANT_AUDIT_QUERIES_H
#define TENANT_AUDIT_QUERIES_H

#include "tenant/state/tenant.h"
#include "tenant/wire/request.h"

void audit_queries_create(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void audit_queries_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void audit_queries_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void audit_queries_delete(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void audit_queries_records(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);

#endif
