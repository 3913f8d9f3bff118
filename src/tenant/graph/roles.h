/* Directory roles: who has them, directly or through a group. */
#ifndef TENANT_ROLES_H
#define TENANT_ROLES_H

#include "tenant/graph/groups.h"

struct seed_role {
    const char *id, *template_id, *name, *description;
    unsigned traits;   /* users of the seed's situations who have it */
    const char *group; /* nickname of the group that carries it; NULL: none */
};

extern const struct seed_role seed_roles[];
extern const int seed_role_count;

/** Whether a user has the role directly, and whether in any way. */
bool roles_has(const struct seed_role *role, const struct user_record *user);
bool roles_has_somehow(const struct tenant *tenant, const struct seed_role *role, const struct user_record *user);
/** Whether a user has any role: such users are better protected. */
bool roles_is_administrator(const struct tenant *tenant, const struct user_record *user);
/** The role as a directoryRole, to be freed by the caller. */
struct json *roles_object(const struct seed_role *role);

void roles_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void roles_members(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void roles_remove_member(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void roles_assignments(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void roles_assign(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void roles_remove_assignment(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void roles_definitions(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void roles_definition(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void roles_eligible(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void roles_eligible_schedules(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);

#endif
