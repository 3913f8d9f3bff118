/* Devices: as the directory knows them, and as Intune manages them. */
#ifndef TENANT_DEVICES_H
#define TENANT_DEVICES_H

#include "tenant/state/tenant.h"
#include "tenant/wire/objects.h"

void devices_owned(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void devices_registered(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void devices_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void devices_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void devices_delete(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void devices_order(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void devices_patch(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void devices_managed(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void devices_managed_of_user(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void devices_managed_retire(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void devices_managed_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);

#endif
