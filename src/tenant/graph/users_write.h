/* What the writing handlers share. */
#ifndef TENANT_USERS_WRITE_H
#define TENANT_USERS_WRITE_H

#include "tenant/graph/users.h"

/** Set a date (a constant name) to now. */
void users_write_now(struct tenant *tenant, uint32_t number, const char *property);
/** Write the members of a body that fits. */
void users_write_body(struct tenant *tenant, const struct user_record *user, const struct json *body);
/** Whether another user than `number` has an address, as the first or as an alias. */
bool users_address_taken(struct tenant *tenant, const char *address, uint32_t number);
/** End the sign-in sessions of a user. */
void users_end_sessions(struct tenant *tenant, uint32_t number);
/** Whether an action's body has no other parameter than `known` (NULL: none); else false after answering 400. */
bool users_write_parameters(const struct tenant_request *request, struct tenant_reply *reply, const struct json *body,
                            const char *operation, const char *known);

#endif
