/* Groups, who is in them, and the roles some of them carry. */
#ifndef TENANT_GROUPS_H
#define TENANT_GROUPS_H

#include "tenant/seed/seed_groups.h"
#include "tenant/state/property.h"
#include "tenant/state/tenant.h"
#include "tenant/wire/objects.h"

extern const struct object_kind group_kind;

enum { NO_GROUP = -1 };

/** The row of a group by its id; NO_GROUP when there is none, or it is deleted. */
int groups_find(const struct tenant_store *store, const char *id);
bool groups_has(const struct tenant *tenant, const struct seed_group *group, const struct user_record *user);
/** A group that somebody has put the user into, before anything was written; NULL: none. */
const struct seed_group *groups_from_the_beginning(const struct seed_user *user);
/** The same for a group within a group, and through any number of groups. */
bool groups_nested(const struct tenant_store *store, const struct seed_group *child, const struct seed_group *parent);
bool groups_has_somehow(const struct tenant *tenant, const struct seed_group *group, const struct user_record *user);
/** Whether a user is among the group's owners. */
bool groups_owns(const struct tenant *tenant, const struct seed_group *group, const struct user_record *user);
/** The group as an object, to be freed by the caller. */
struct json *groups_object(const struct tenant_store *store, const struct seed_group *group);
/** Record that a user came or went, with what follows for licences. */
void groups_set_member(struct tenant *tenant, const struct seed_group *group, uint32_t number, bool in);
void groups_set_nested(struct tenant *tenant, const struct seed_group *child, const struct seed_group *parent, bool in);
void groups_delete(struct tenant *tenant, const struct seed_group *group);
/** The group a path names (segment 1); NULL after answering 404. */
const struct seed_group *groups_of_path(struct tenant *tenant, const struct tenant_request *request,
                                        struct tenant_reply *reply);

void groups_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void groups_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void groups_members(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void groups_user_members(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void groups_add_owner(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void groups_remove_owner(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void groups_owners(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void groups_patch(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void groups_add(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void groups_remove(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void groups_remove_object(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void memberships_direct(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void memberships_transitive(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void memberships_check(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void memberships_all(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);

#endif
