/* Directory roles: who has them, directly or through a group. */
#ifndef TENANT_ROLES_H
#define TENANT_ROLES_H

#include "tenant/graph/groups.h"

struct seed_role {
    const char *id, *template_id, *name, *description;
    unsigned traits;   /* users of the seed's situations who have it */
    const char *group; /* nickname of the group that carries it; NULL: none */
};

extern const struct seed_role seed_roles[], unit_role; /* the last: of the tenant's own, within ROLES_UNIT alone */
extern const int seed_role_count;

/* Under which name what was given and taken away is kept of a user: by template id and, within a unit, its scope. */
#define ROLES_HELD     roles_held
#define ROLES_ELIGIBLE roles_eligible_for
extern const char roles_held[], roles_eligible_for[];
#define ROLES_UNIT "/administrativeUnits/0c1b7f36-6d0e-4b2c-9d1a-0000000000a1"

struct assignment {
    const struct seed_role *role;
    uint32_t number; /* SEED_NOBODY: a group */
    const struct seed_group *group;
    char principal[GUID_TEXT];
    const char *id, *scope;
    int64_t created, end; /* of the user; 0: none */
};

/** Whether a user has the role directly, and whether in any way. */
bool roles_has(const struct seed_role *role, const struct user_record *user);
bool roles_has_somehow(const struct tenant *tenant, const struct seed_role *role, const struct user_record *user);
/** Whether a user has any role: such users are better protected. */
bool roles_is_administrator(const struct tenant *tenant, const struct user_record *user);
/** The role as a directoryRole, to be freed by the caller. */
struct json *roles_object(const struct seed_role *role);

const struct seed_role *roles_of_template(const char *id); /* NULL: there is none */
/** Every assignment of a kind, in `arena`. */
size_t roles_assigned(struct tenant *tenant, struct arena *arena, const char *kind, struct assignment **out);
void roles_make_assignment(struct arena *arena, struct assignment *a, const char *kind); /* gives it its id */
struct json *roles_assignment_object(const struct assignment *a, bool expand);
/** Take a role away from somebody or a group; give it to somebody, with an end (ms) or without one (0). */
void roles_take(struct tenant *tenant, const struct assignment *a, const char *kind);
/** Whether the tenant has bought what schedules take; else it is answered. */
bool roles_scheduled(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply);

void roles_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void roles_members(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void roles_remove_member(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void roles_assignments(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void roles_assign(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void roles_remove_assignment(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void roles_definitions(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void roles_definition(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void roles_eligible(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void roles_active(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void roles_schedule(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void roles_eligible_schedules(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);

#endif
