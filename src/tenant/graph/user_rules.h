/* What may be written to a user: each rule answers the request itself when it is broken. */
#ifndef TENANT_USER_RULES_H
#define TENANT_USER_RULES_H

#include "tenant/graph/users.h"

/** A body (consumed) with the names of properties as the schema spells them: they are taken in any case. NULL for NULL. */
struct json *user_rules_spelt(struct json *body);
/** Whether one member of a PATCH's body may be written; else false after answering 400 or 403. */
bool user_rules_member(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                       const struct user_record *user, const struct json *member);
/** The same for one member of the body that makes a user; `user` has no more than the names that the password must not hold. No
 * permission for the password is needed then (REQUESTS §10.1). */
bool user_rules_new_member(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                           const struct user_record *user, const struct json *member);
/** Whether a password is good enough for this user; else false after answering 400. */
bool user_rules_password(const struct tenant_request *request, struct tenant_reply *reply,
                         const struct user_record *user, const char *password);
/** Whether a user principal name is well-formed, of a verified domain and free for `number`; else false after answering 400. */
bool user_rules_name(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                     const char *upn, uint32_t number);

/** Answer that an external user has no password here (REQUESTS §9.2). Always false. */
bool user_rules_external(const struct tenant_request *request, struct tenant_reply *reply);

#endif
