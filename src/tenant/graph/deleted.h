/* Users that were deleted: kept for restoring until they are deleted for good. */
#ifndef TENANT_DELETED_H
#define TENANT_DELETED_H

#include "tenant/graph/users.h"

/** Delete a user and answer, if the caller may. */
void deleted_delete_user(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                         uint32_t number);

void deleted_delete(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void deleted_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void deleted_groups(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void deleted_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void deleted_restore(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void deleted_purge(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);

#endif
