/* What the writing handlers share. */
#ifndef TENANT_USERS_WRITE_H
#define TENANT_USERS_WRITE_H

#include "tenant/graph/users.h"

/** Set a date (a constant name) to now. */
void users_write_now(struct tenant *tenant, uint32_t number, const char *property);
/** End the sign-in sessions of a user. */
void users_end_sessions(struct tenant *tenant, uint32_t number);
/** Whether an action's body has no other parameter than `known` (NULL: none); else false after answering 400. */
bool users_write_parameters(const struct tenant_request *request, struct tenant_reply *reply, const struct json *body,
                            const char *operation, const char *known);

#endif
