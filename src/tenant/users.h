/* Reading users: lists, one, count, delta, manager; and the tenant's own records. */
#ifndef TENANT_USERS_H
#define TENANT_USERS_H

#include "tenant/request.h"
#include "tenant/store.h"
#include "tenant/tenant.h"

void users_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void users_count_text(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void users_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void users_manager(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void users_delta(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void users_patch(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void users_revoke(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void users_reset_password(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void users_operation(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void organization_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void skus_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void domains_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);

/** The user a path names (segment 1, or users('…')); SEED_NOBODY after answering 404. */
uint32_t users_of_path(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply);
bool users_caller_holds(const struct tenant_request *request, const char *permission);

#endif
