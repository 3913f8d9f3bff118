/* Policies of the tenant that decide on methods. */
#ifndef TENANT_POLICIES_H
#define TENANT_POLICIES_H

#include "tenant/state/property.h"
#include "tenant/state/tenant.h"
#include "tenant/wire/objects.h"

struct policy_tap {
    bool enabled, once;
    int default_lifetime, minimum_lifetime, maximum_lifetime, length;
};

struct policy_tap policies_tap(struct tenant_store *store);
/** Whether the policy's targets take this user in. */
bool policies_tap_includes(struct tenant *tenant, const struct user_record *user);

void policies_get_tap(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void policies_patch_tap(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void policies_security_defaults(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);

#endif
