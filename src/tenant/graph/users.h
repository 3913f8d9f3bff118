/* The directory's handlers: users, and the tenant's own records. */
#ifndef TENANT_USERS_H
#define TENANT_USERS_H

#include "tenant/state/property.h"
#include "tenant/state/tenant.h"
#include "tenant/wire/request.h"

void users_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void users_count(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void users_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void users_manager(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void users_retry(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void users_convert(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void users_set_manager(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void users_clear_manager(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void users_sync_behaviour(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void users_set_sync_behaviour(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void users_delta(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void users_patch(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void users_revoke(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void users_reset_password(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void users_operation(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void organization_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void organization_skus(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void organization_domains(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);

/** The user a path names (segment 1); SEED_NOBODY after answering 404. */
uint32_t users_of_path(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply);
/** Answer 200 with one user, as selected, out of `set` ("users", "directoryObjects"). */
void users_answer(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply, uint32_t number,
                  const char *set);
/** The member "@odata.context" of a reply about `what` ("users"), `tail` behind it ("/$entity"). */
void users_put_context(struct json_writer *w, const struct tenant_request *request, const char *what,
                       const char *select, const char *tail);

#endif
