/* Somebody new in the directory. */
#ifndef TENANT_USERS_CREATE_H
#define TENANT_USERS_CREATE_H

#include "tenant/graph/users.h"

void users_create(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void invitations_create(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void policies_get_authorization(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);

/** Put a person into the directory under an id of its own, now; what is not in `person` is null. The number. */
uint32_t users_make(struct tenant *tenant, const struct seed_added *person);

#endif
