/* Photos of users. */
#ifndef TENANT_PHOTOS_H
#define TENANT_PHOTOS_H

#include "tenant/state/tenant.h"
#include "tenant/wire/objects.h"

void photos_delete(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void photos_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void photos_value(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);

#endif
