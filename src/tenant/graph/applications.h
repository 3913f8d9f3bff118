/* The tenant's own applications: their secrets, certificates, trusted issuers and owners. */
#ifndef TENANT_APPLICATIONS_H
#define TENANT_APPLICATIONS_H

#include "tenant/state/tenant.h"
#include "tenant/wire/request.h"

void applications_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void applications_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void applications_patch(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void applications_remove_password(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void applications_issuers(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void applications_remove_issuer(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void applications_owners(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void applications_add_owner(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void applications_remove_owner(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);

#endif
