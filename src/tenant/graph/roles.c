/* directoryRoles and roleManagement over the same few assignments. */
#include "tenant/graph/roles.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "codec/base64.h"
#include <string.h>
#include <strings.h>

enum { ACTIVATED = 4 }; /* from the beginning */

/* Assignments that are no directoryRole: of a role of the tenant's own, within a unit; and of one that has to be activated. */
const struct seed_role unit_role = {
    NULL, "0c1b7f36-6d0e-4b2c-9d1a-0000000000c1", "Printer Desk", "Can reset passwords in one unit.", TRAIT_UNIT_ROLE,
    NULL};
static const struct seed_role eligible_role = {
    NULL,
    "fe930be7-5e62-47db-91af-98c3a49a38b1",
    "User Administrator",
    "Can manage all aspects of users and groups, including resetting passwords for limited admins.",
    TRAIT_ELIGIBLE,
    NULL};

static const char *const role_properties[] = {"id",          "deletedDateTime", "description",
                                              "displayName", "roleTemplateId",  NULL};
static const char *const role_options[] = {"$select", "$filter", "$top", "$count", "$skiptoken", NULL};
static const struct object_kind role_kind = {.type = "directoryRole",
                                             .set = "directoryRoles",
                                             .properties = role_properties,
                                             .options = role_options,
                                             .rules = ORDINARY};
static const char *const assignment_properties[] = {
    "id",         "principalId", "directoryScopeId",        "roleDefinitionId",
    "appScopeId", "condition",   "principalOrganizationId", NULL};
static const char *const assignment_options[] = {"$select", "$filter", "$top", "$count", "$expand", "$skiptoken", NULL};
static const struct object_kind assignment_kind = {.type = "unifiedRoleAssignment",
                                                   .set = "roleManagement/directory/roleAssignments",
                                                   .properties = assignment_properties,
                                                   .options = assignment_options,
                                                   .rules = ORDINARY};

/* --- who has what --- */

const char roles_held[] = "rolesHeld", roles_eligible_for[] = "rolesEligible";

/* What was written of one kind, by role and scope: with an end (ms) or without one; false: taken away. */
static const struct json *written(const struct user_record *user, const char *kind)
{
    const struct store_value *value = user->change ? store_value(user->change, kind) : NULL;
    return value ? value->value : NULL;
}

static bool in_force(const struct json *value)
{
    return json_kind(value) == JSON_NUMBER ? json_number(value, 0) > (double)clock_now()
                                           : json_kind(value) == JSON_OBJECT || json_true(value); /* of a scenario */
}

static bool has_as(const struct seed_role *role, const struct user_record *user, const char *kind)
{
    const struct json *value = json_get(written(user, kind), role->template_id);
    return value ? in_force(value) : (user->seed.traits & role->traits) != 0;
}

bool roles_has(const struct seed_role *role, const struct user_record *user)
{
    return has_as(role, user, ROLES_HELD);
}

static const struct seed_group *carrier(const struct tenant_store *store, const struct seed_role *role)
{
    const struct json *taken = json_get(store_record((struct tenant_store *)store, "groupRolesTaken"),
                                        role->template_id);
    for (int i = 0; role->group && !taken && i < seed_group_count; i++)
        if (!strcmp(seed_groups[i].nickname, role->group) && groups_find(store, seed_groups[i].id) != NO_GROUP)
            return &seed_groups[i];
    return NULL;
}

bool roles_has_somehow(const struct tenant *tenant, const struct seed_role *role, const struct user_record *user)
{
    const struct seed_group *group = carrier(user->store, role);
    return roles_has(role, user) || (group && groups_has(tenant, group, user)); /* nested groups carry no role on */
}

bool roles_is_administrator(const struct tenant *tenant, const struct user_record *user)
{
    for (int i = 0; i < seed_role_count; i++)
        if (roles_has_somehow(tenant, &seed_roles[i], user))
            return true;
    return false;
}

struct json *roles_object(const struct seed_role *role)
{
    struct json *one = json_new_object();
    json_set_text(one, "id", role->id);
    json_set_text(one, "deletedDateTime", NULL);
    json_set_text(one, "description", role->description);
    json_set_text(one, "displayName", role->name);
    json_set_text(one, "roleTemplateId", role->template_id);
    return one;
}

static bool activated(struct tenant *tenant, int row)
{
    return row < ACTIVATED || json_get(store_record(tenant->store, "rolesActivated"), seed_roles[row].template_id);
}

void roles_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct json *list = json_new_array();
    for (int i = 0; i < seed_role_count; i++)
        if (activated(tenant, i))
            json_push(list, roles_object(&seed_roles[i]));
    objects_answer_list(request, reply, &role_kind, list);
}

/* --- assignments: every pair of a role and somebody or a group --- */

const struct seed_role *roles_of_template(const char *id)
{
    for (int i = 0; i < seed_role_count; i++)
        if (!strcasecmp(id, seed_roles[i].template_id))
            return &seed_roles[i];
    return !strcasecmp(id, unit_role.template_id) ? &unit_role : NULL;
}

void roles_make_assignment(struct arena *arena, struct assignment *a, const char *kind)
{
    struct guid both[2];
    struct buf text = buf_make(128);
    guid_parse(a->role->template_id, GUID_TEXT - 1, &both[0]);
    guid_parse(a->principal, GUID_TEXT - 1, &both[1]);
    base64url_encode(&text, both, sizeof both);
    const char *unit = strrchr(a->scope, '/') + 1;
    a->id = arena_printf(arena, "%s-%s%s", buf_text(&text), *unit ? unit + 24 : "1", kind == ROLES_HELD ? "" : "-e");
    buf_free(&text);
}

struct holders {
    struct arena *arena;
    struct assignment *all;
    size_t n, capacity;
    const char *kind;
};

static struct assignment *push_assignment(struct holders *h, const struct assignment *a)
{
    if (h->n == h->capacity) {
        struct assignment *more = arena_alloc(h->arena, (h->capacity * 2 + 16) * sizeof *more);
        if (h->n)
            memcpy(more, h->all, h->n * sizeof *more);
        h->all = more;
        h->capacity = h->capacity * 2 + 16;
    }
    h->all[h->n] = *a;
    roles_make_assignment(h->arena, &h->all[h->n], h->kind);
    return &h->all[h->n++];
}

static void push_held(struct holders *h, const struct user_record *user, const struct seed_role *role,
                      const char *scope, const struct json *value)
{
    struct assignment a = {.role = role,
                           .number = user->seed.number,
                           .created = user->seed.created,
                           .scope = arena_strdup(h->arena, scope),
                           .end = json_kind(value) == JSON_NUMBER ? (int64_t)json_number(value, 0) : 0};
    guid_format(&user->seed.id, a.principal);
    push_assignment(h, &a);
}

static void take_person(struct tenant *tenant, struct holders *h, uint32_t number)
{
    struct user_record user;
    user_record_load(&user, tenant->store, number);
    if (store_life(tenant->store, number) != LIFE_ALIVE)
        return;
    const struct seed_role *made_up = h->kind == ROLES_HELD ? &unit_role : &eligible_role;
    for (int i = 0; h->kind == ROLES_HELD && i < seed_role_count; i++)
        if (user.seed.traits & seed_roles[i].traits && !json_get(written(&user, h->kind), seed_roles[i].template_id))
            push_held(h, &user, &seed_roles[i], "/", NULL);
    if (user.seed.traits & made_up->traits && !json_get(written(&user, h->kind), made_up->template_id))
        push_held(h, &user, made_up, made_up == &unit_role ? ROLES_UNIT : "/", NULL);
    for (const struct json *one = json_first(written(&user, h->kind)); one; one = json_next(one)) {
        const struct seed_role *role = roles_of_template(arena_strndup(h->arena, json_key(one), GUID_TEXT - 1));
        const char *scope = json_key(one) + GUID_TEXT - 1;
        if (role && in_force(one))
            push_held(h, &user, role, *scope ? scope : role == &unit_role ? ROLES_UNIT : "/", one);
    }
}

/* Only users of the seed's situations, and those who were given one, have roles, so nobody else is looked at. */
size_t roles_assigned(struct tenant *tenant, struct arena *arena, const char *kind, struct assignment **out)
{
    const struct seed_people *people = store_people(tenant->store);
    struct holders h = {.arena = arena, .kind = kind};
    size_t changes;
    const struct store_change *change = store_changes(tenant->store, &changes);
    for (uint32_t s = 0; s < people->special_count; s++)
        take_person(tenant, &h, seed_number(people, people->special_place[s]));
    for (uint32_t i = 0; i < people->added_count; i++)
        take_person(tenant, &h, people->added[i].place);
    for (size_t i = 0; i < changes; i++) {
        bool there = !store_value(&change[i], kind);
        for (uint32_t s = 0; !there && s < people->special_count; s++)
            there = seed_number(people, people->special_place[s]) == change[i].number;
        for (uint32_t s = 0; !there && s < people->added_count; s++)
            there = people->added[s].place == change[i].number;
        if (!there)
            take_person(tenant, &h, change[i].number);
    }
    for (int r = 0; kind == ROLES_HELD && r < seed_role_count; r++) {
        const struct seed_group *group = carrier(tenant->store, &seed_roles[r]);
        struct assignment a = {.role = &seed_roles[r], .number = SEED_NOBODY, .group = group, .scope = "/"};
        if (group) {
            memcpy(a.principal, group->id, GUID_TEXT);
            push_assignment(&h, &a);
        }
    }
    *out = h.all;
    return h.n;
}

static struct json *definition(const struct seed_role *role)
{
    struct json *one = json_new_object();
    json_set_text(one, "id", role->template_id);
    json_set_text(one, "description", role->description);
    json_set_text(one, "displayName", role->name);
    json_set_bool(one, "isBuiltIn", role != &unit_role);
    json_set_bool(one, "isEnabled", true);
    json_set_text(one, "templateId", role->template_id);
    json_set_text(one, "version", "1");
    return one;
}

static const char *const definition_properties[] = {"id",        "description", "displayName", "isBuiltIn",
                                                    "isEnabled", "templateId",  "version",     NULL};
static const struct object_kind definition_kind = {.type = "unifiedRoleDefinition",
                                                   .set = "roleManagement/directory/roleDefinitions",
                                                   .properties = definition_properties,
                                                   .options = role_options,
                                                   .rules = ORDINARY};

void roles_definitions(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct json *list = json_new_array();
    (void)tenant;
    for (int i = 0; i < seed_role_count; i++)
        json_push(list, definition(&seed_roles[i]));
    json_push(list, definition(&unit_role));
    objects_answer_list(request, reply, &definition_kind, list);
}

void roles_definition(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    const char *id = request->segments[3];
    const struct seed_role *role = roles_of_template(id);
    (void)tenant;
    if (role)
        objects_answer(request, reply, &definition_kind, 200, definition(role));
    else
        objects_not_found(request, reply, id);
}

struct json *roles_assignment_object(const struct assignment *a, bool expand)
{
    struct json *one = json_new_object();
    json_set_text(one, "id", a->id);
    json_set_text(one, "principalId", a->principal);
    json_set_text(one, "directoryScopeId", a->scope);
    json_set_text(one, "roleDefinitionId", a->role->template_id);
    json_set_text(one, "appScopeId", NULL);
    json_set_text(one, "condition", NULL);
    json_set_text(one, "principalOrganizationId", NULL);
    if (expand)
        json_set(one, "roleDefinition", definition(a->role));
    return one;
}

/* What a schedule says, and its instance; neither has a condition of its own. */
static void add_schedule(struct json *one, const struct assignment *a, const char *instance_of)
{
    char date[CLOCK_TEXT], end_date[CLOCK_TEXT];
    const char *end_text = a->end ? clock_format(a->end, end_date) : NULL;
    json_remove(one, "condition");
    json_remove(one, "principalOrganizationId");
    json_set_text(one, "memberType", "Direct");
    if (instance_of) {
        json_set_text(one, "startDateTime", clock_format(a->created, date));
        json_set_text(one, "endDateTime", end_text);
        json_set_text(one, instance_of, json_text(json_get(one, "id")));
        if (!strcmp(instance_of, "roleAssignmentScheduleId")) {
            json_set_text(one, "assignmentType", "Assigned");
            json_set_text(one, "roleAssignmentOriginId", json_text(json_get(one, "id")));
        }
        return;
    }
    struct json *info = json_new_object(), *end = json_new_object();
    json_set_text(end, "type", a->end ? "afterDateTime" : "noExpiration");
    json_set_text(end, "endDateTime", end_text);
    json_set_text(end, "duration", NULL);
    json_set_text(info, "startDateTime", clock_format(a->created, date));
    json_set(info, "recurrence", json_new_null());
    json_set(info, "expiration", end);
    json_set_text(one, "createdUsing", json_text(json_get(one, "id")));
    json_set_text(one, "createdDateTime", clock_format(a->created, date));
    json_set_text(one, "modifiedDateTime", NULL);
    json_set_text(one, "status", "Provisioned");
    json_set(one, "scheduleInfo", info);
}

static void answer_assignments(struct tenant_request *request, struct tenant_reply *reply,
                               const struct object_kind *kind, const char *instance_of, const struct assignment *all,
                               size_t n)
{
    const char *expand = tenant_query(request, "$expand");
    if (expand && strcmp(expand, "roleDefinition") != 0) {
        tenant_errorf(request, reply, 400, "BadRequest",
                      "Parsing OData Select and Expand failed: Could not expand '%s' on type 'microsoft.graph.%s'.",
                      expand, kind->type);
        return;
    }
    struct json *list = json_new_array();
    for (size_t i = 0; i < n; i++) {
        struct json *one = roles_assignment_object(&all[i], expand != NULL);
        if (kind != &assignment_kind)
            add_schedule(one, &all[i], instance_of);
        json_push(list, one);
    }
    objects_answer_list(request, reply, kind, list);
}

void roles_assignments(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct assignment *all;
    size_t n = roles_assigned(tenant, request->arena, ROLES_HELD, &all);
    answer_assignments(request, reply, &assignment_kind, NULL, all, n);
}

bool roles_scheduled(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply)
{
    if (store_plan(tenant->store) >= PLAN_P2)
        return true;
    tenant_error(request, reply, 400, "AadPremiumLicenseRequired", /* 400, not 403 (REQUESTS §2.2) */
                 "The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.");
    return false;
}

/* Roles of a kind, as instances or as the schedules they come from. */
static void answer_scheduled(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply,
                             const struct object_kind *kind, const char *instance_of, const char *held)
{
    struct assignment *all;
    if (!roles_scheduled(tenant, request, reply))
        return;
    size_t n = roles_assigned(tenant, request->arena, held, &all);
    answer_assignments(request, reply, kind, instance_of, all, n);
}

#define OF_INSTANCE                                                                                                    \
    "id", "principalId", "directoryScopeId", "roleDefinitionId", "appScopeId", "memberType", "startDateTime",          \
        "endDateTime"

void roles_eligible(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const names[] = {OF_INSTANCE, "roleEligibilityScheduleId", NULL};
    static const struct object_kind kind = {.type = "unifiedRoleEligibilityScheduleInstance",
                                            .set = "roleManagement/directory/roleEligibilityScheduleInstances",
                                            .properties = names,
                                            .options = assignment_options,
                                            .rules = ORDINARY};
    answer_scheduled(tenant, request, reply, &kind, "roleEligibilityScheduleId", ROLES_ELIGIBLE);
}

void roles_active(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const names[] = {OF_INSTANCE, "roleAssignmentScheduleId", "roleAssignmentOriginId",
                                        "assignmentType", NULL};
    static const struct object_kind kind = {.type = "unifiedRoleAssignmentScheduleInstance",
                                            .set = "roleManagement/directory/roleAssignmentScheduleInstances",
                                            .properties = names,
                                            .options = assignment_options,
                                            .rules = ORDINARY};
    answer_scheduled(tenant, request, reply, &kind, "roleAssignmentScheduleId", ROLES_HELD);
}

void roles_eligible_schedules(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const names[] = {"id",         "principalId",  "directoryScopeId", "roleDefinitionId",
                                        "appScopeId", "createdUsing", "createdDateTime",  "modifiedDateTime",
                                        "status",     "memberType",   "scheduleInfo",     NULL};
    static const struct object_kind kind = {.type = "unifiedRoleEligibilitySchedule",
                                            .set = "roleManagement/directory/roleEligibilitySchedules",
                                            .properties = names,
                                            .options = assignment_options,
                                            .rules = ORDINARY};
    answer_scheduled(tenant, request, reply, &kind, NULL, ROLES_ELIGIBLE);
}

/* "directoryRoles(roleTemplateId='…')" or "directoryRoles", "{id}"; `*rest` gets the first segment behind it. */
static const struct seed_role *role_of_path(const struct tenant_request *request, struct tenant_reply *reply,
                                            size_t *rest)
{
    static const char key[] = "directoryRoles(roleTemplateId='";
    const char *text = request->segments[0];
    bool by_template = !strncasecmp(text, key, strlen(key));
    *rest = by_template ? 1 : 2;
    for (int i = 0; i < seed_role_count; i++) {
        const char *template = seed_roles[i].template_id;
        bool is = by_template ? !strncasecmp(text + strlen(key), template, strlen(template))
                              : !strcasecmp(request->segments[1], seed_roles[i].id);
        if (is)
            return &seed_roles[i];
    }
    objects_not_found(request, reply, by_template ? text : request->segments[1]);
    return NULL;
}

static struct json *principal_object(struct tenant *tenant, const struct assignment *a)
{
    struct user_record user;
    char scratch[SEED_TEXT];
    struct json *one = json_new_object();
    json_set_text(one, "@odata.type", a->group ? "#microsoft.graph.group" : "#microsoft.graph.user");
    json_set_text(one, "id", a->principal);
    if (!a->group)
        user_record_load(&user, tenant->store, a->number);
    json_set_text(one, "displayName",
                  a->group ? a->group->name
                           : property_text(property_find("displayName", strlen("displayName")), &user, scratch));
    json_set_text(one, "userPrincipalName",
                  a->group
                      ? NULL
                      : property_text(property_find("userPrincipalName", strlen("userPrincipalName")), &user, scratch));
    return one;
}

void roles_members(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const names[] = {"id", "displayName", "userPrincipalName", NULL};
    static const struct object_kind kind = {.type = "directoryObject",
                                            .set = "directoryObjects",
                                            .properties = names,
                                            .options = role_options,
                                            .rules = RELATION};
    struct assignment *all;
    size_t rest, n = roles_assigned(tenant, request->arena, ROLES_HELD, &all);
    const struct seed_role *role = role_of_path(request, reply, &rest);
    if (!role)
        return;
    struct json *list = json_new_array();
    for (size_t i = 0; i < n; i++)
        if (all[i].role == role)
            json_push(list, principal_object(tenant, &all[i]));
    objects_answer_list(request, reply, &kind, list);
}

void roles_remove_member(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct assignment *all;
    size_t rest, n = roles_assigned(tenant, request->arena, ROLES_HELD, &all);
    const struct seed_role *role = role_of_path(request, reply, &rest);
    if (!role || !objects_no_options(request, reply))
        return;
    for (size_t i = 0; i < n; i++)
        if (all[i].role == role && !strcasecmp(all[i].principal, request->segments[rest + 1])) {
            roles_take(tenant, &all[i], ROLES_HELD);
            tenant_empty(reply, 204);
            return;
        }
    objects_not_found(request, reply, request->segments[rest + 1]);
}
