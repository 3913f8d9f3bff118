/* Service principals: the one the multi-factor connector is asked through, and its secrets. */
#ifndef TENANT_SERVICE_PRINCIPALS_H
#define TENANT_SERVICE_PRINCIPALS_H

#include "tenant/state/tenant.h"
#include "tenant/wire/objects.h"

void service_principals_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void service_principals_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void service_principals_patch(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void service_principals_create(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void service_principals_add_password(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void service_principals_remove_password(struct tenant *tenant, struct tenant_request *request,
                                        struct tenant_reply *reply);

#endif
