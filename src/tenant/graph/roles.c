/* directoryRoles and roleManagement over the same few assignments. */
#include "tenant/graph/roles.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "codec/base64.h"
#include <string.h>
#include <strings.h>

const struct seed_role seed_roles[] = {
    {"0c1b7f36-6d0e-4b2c-9d1a-000000000001", "29232cdf-9323-42fd-ade2-1d097af3e4de", "Exchange Administrator",
     "Can manage all aspects of the Exchange product.", 0, NULL},
    {"0c1b7f36-6d0e-4b2c-9d1a-000000000002", "62e90394-69f5-4237-9190-012177145e10", "Global Administrator",
     "Can manage all aspects of Microsoft Entra ID and Microsoft services that use Microsoft Entra identities.",
     TRAIT_GLOBAL_ADMIN, NULL},
    {"0c1b7f36-6d0e-4b2c-9d1a-000000000003", "729827e3-9c14-49f7-bb1b-9608f156bbb8", "Helpdesk Administrator",
     "Can reset passwords for non-administrators and Helpdesk Administrators.", 0, "helpdesk.operators"},
    {"0c1b7f36-6d0e-4b2c-9d1a-000000000004", "fe930be7-5e62-47db-91af-98c3a49a38b1", "User Administrator",
     "Can manage all aspects of users and groups, including resetting passwords for limited admins.", 0, NULL},
};
const int seed_role_count = sizeof seed_roles / sizeof *seed_roles;

/* Assignments that are no directoryRole: of a role of the tenant's own, within a unit; and of one that has to be activated. */
static const struct seed_role unit_role = {
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

bool roles_has(const struct seed_role *role, const struct user_record *user)
{
    const struct store_value *taken = store_value(user->change, "rolesTaken"),
                             *given = store_value(user->change, "rolesGiven");
    bool has = user->seed.traits & role->traits || (given && json_get(given->value, role->template_id));
    return has && !(taken && json_get(taken->value, role->template_id));
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

void roles_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct json *list = json_new_array();
    (void)tenant;
    for (int i = 0; i < seed_role_count; i++)
        json_push(list, roles_object(&seed_roles[i]));
    objects_answer_list(request, reply, &role_kind, list);
}

/* --- assignments: every pair of a role and somebody or a group --- */

struct assignment {
    const struct seed_role *role;
    uint32_t number; /* SEED_NOBODY: a group */
    const struct seed_group *group;
    char principal[GUID_TEXT];
    char *id;        /* in the arena */
    int64_t created; /* the user */
};

static void assignment_make(struct arena *arena, struct assignment *a)
{
    struct guid both[2];
    struct buf text = buf_make(128);
    guid_parse(a->role->template_id, GUID_TEXT - 1, &both[0]);
    guid_parse(a->principal, GUID_TEXT - 1, &both[1]);
    base64url_encode(&text, both, sizeof both);
    a->id = arena_printf(arena, "%s-1", buf_text(&text));
    buf_free(&text);
}

/* Only users of the seed's situations have roles, so nobody else is looked at. */
static void take_holders(struct tenant *tenant, struct arena *arena, const struct seed_role *role,
                         struct assignment *all, size_t *n)
{
    const struct seed_people *people = store_people(tenant->store);
    for (uint32_t s = 0; s < people->special_count; s++) {
        struct user_record user;
        user_record_load(&user, tenant->store, seed_number(people, people->special_place[s]));
        if (store_life(tenant->store, user.seed.number) != LIFE_ALIVE || !roles_has(role, &user))
            continue;
        all[*n] = (struct assignment){.role = role, .number = user.seed.number, .created = user.seed.created};
        guid_format(&user.seed.id, all[*n].principal);
        assignment_make(arena, &all[(*n)++]);
    }
    for (uint32_t i = 0; i < people->added_count; i++) {
        struct user_record user;
        user_record_load(&user, tenant->store, people->added[i].place);
        if (store_life(tenant->store, user.seed.number) != LIFE_ALIVE || !roles_has(role, &user))
            continue;
        all[*n] = (struct assignment){.role = role, .number = user.seed.number, .created = user.seed.created};
        guid_format(&user.seed.id, all[*n].principal);
        assignment_make(arena, &all[(*n)++]);
    }
}

static size_t assignments_read(struct tenant *tenant, struct arena *arena, struct assignment **out)
{
    const struct seed_people *people = store_people(tenant->store);
    struct assignment *all = arena_alloc(arena, (people->special_count + people->added_count + 1) *
                                                    (size_t)(seed_role_count + 1) * sizeof *all);
    size_t n = 0;
    for (int r = 0; r < seed_role_count; r++) {
        const struct seed_group *group = carrier(tenant->store, &seed_roles[r]);
        take_holders(tenant, arena, &seed_roles[r], all, &n);
        if (!group)
            continue;
        all[n] = (struct assignment){.role = &seed_roles[r], .number = SEED_NOBODY, .group = group};
        memcpy(all[n].principal, group->id, GUID_TEXT);
        assignment_make(arena, &all[n++]);
    }
    take_holders(tenant, arena, &unit_role, all, &n);
    *out = all;
    return n;
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
    const struct seed_role *role = !strcasecmp(id, unit_role.template_id) ? &unit_role : NULL;
    (void)tenant;
    for (int i = 0; i < seed_role_count; i++)
        if (!strcasecmp(id, seed_roles[i].template_id))
            role = &seed_roles[i];
    if (role)
        objects_answer(request, reply, &definition_kind, 200, definition(role));
    else
        objects_not_found(request, reply, id);
}

static struct json *assignment_object(const struct assignment *a, bool expand)
{
    struct json *one = json_new_object();
    json_set_text(one, "id", a->id);
    json_set_text(one, "principalId", a->principal);
    json_set_text(one, "directoryScopeId",
                  a->role == &unit_role ? "/administrativeUnits/0c1b7f36-6d0e-4b2c-9d1a-0000000000a1" : "/");
    json_set_text(one, "roleDefinitionId", a->role->template_id);
    json_set_text(one, "appScopeId", NULL);
    json_set_text(one, "condition", NULL);
    json_set_text(one, "principalOrganizationId", NULL);
    if (expand)
        json_set(one, "roleDefinition", definition(a->role));
    return one;
}

/* What a schedule says, and its instance; neither has a condition of its own. */
static void add_schedule(struct json *one, int64_t created, bool schedule)
{
    char date[CLOCK_TEXT];
    json_remove(one, "condition");
    json_remove(one, "principalOrganizationId");
    json_set_text(one, "memberType", "Direct");
    if (!schedule) {
        json_set_text(one, "startDateTime", clock_format(created, date));
        json_set_text(one, "endDateTime", NULL);
        json_set_text(one, "roleEligibilityScheduleId", json_text(json_get(one, "id")));
        return;
    }
    struct json *info = json_new_object(), *end = json_new_object();
    json_set_text(end, "type", "noExpiration");
    json_set_text(end, "endDateTime", NULL);
    json_set_text(end, "duration", NULL);
    json_set_text(info, "startDateTime", clock_format(created, date));
    json_set(info, "recurrence", json_new_null());
    json_set(info, "expiration", end);
    json_set_text(one, "createdUsing", json_text(json_get(one, "id")));
    json_set_text(one, "createdDateTime", clock_format(created, date));
    json_set_text(one, "modifiedDateTime", NULL);
    json_set_text(one, "status", "Provisioned");
    json_set(one, "scheduleInfo", info);
}

static void answer_assignments(struct tenant_request *request, struct tenant_reply *reply,
                               const struct object_kind *kind, const struct assignment *all, size_t n)
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
        struct json *one = assignment_object(&all[i], expand != NULL);
        if (kind != &assignment_kind)
            add_schedule(one, all[i].created, !strcmp(kind->type, "unifiedRoleEligibilitySchedule"));
        json_push(list, one);
    }
    objects_answer_list(request, reply, kind, list);
}

void roles_assignments(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct assignment *all;
    size_t n = assignments_read(tenant, request->arena, &all);
    answer_assignments(request, reply, &assignment_kind, all, n);
}

/* Eligible roles, as instances or as the schedules they come from. */
static void answer_eligible(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply,
                            const struct object_kind *kind)
{
    const struct seed_people *people = store_people(tenant->store);
    struct assignment *all = arena_alloc(request->arena, (people->special_count + 1) * sizeof *all);
    size_t n = 0;
    if (store_plan(tenant->store) < PLAN_P2) { /* 400, not 403 (REQUESTS §2.2) */
        tenant_error(request, reply, 400, "AadPremiumLicenseRequired",
                     "The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.");
        return;
    }
    take_holders(tenant, request->arena, &eligible_role, all, &n);
    answer_assignments(request, reply, kind, all, n);
}

void roles_eligible(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const properties_of_instance[] = {
        "id",         "principalId",   "directoryScopeId", "roleDefinitionId",          "appScopeId",
        "memberType", "startDateTime", "endDateTime",      "roleEligibilityScheduleId", NULL};
    static const struct object_kind kind = {.type = "unifiedRoleEligibilityScheduleInstance",
                                            .set = "roleManagement/directory/roleEligibilityScheduleInstances",
                                            .properties = properties_of_instance,
                                            .options = assignment_options,
                                            .rules = ORDINARY};
    answer_eligible(tenant, request, reply, &kind);
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
    answer_eligible(tenant, request, reply, &kind);
}

static void take_away(struct tenant *tenant, const struct assignment *a)
{
    if (a->group) {
        json_set_bool(store_record(tenant->store, "groupRolesTaken"), a->role->template_id, true);
        return;
    }
    const struct store_value *written = store_value(store_change(tenant->store, a->number), "rolesTaken");
    struct json *taken = written ? json_copy(written->value) : json_new_object();
    json_set_bool(taken, a->role->template_id, true);
    store_write(tenant->store, a->number, "rolesTaken", taken);
}

static const struct seed_role *role_of_template(const char *id)
{
    for (int i = 0; i < seed_role_count; i++)
        if (!strcasecmp(id, seed_roles[i].template_id))
            return &seed_roles[i];
    return !strcasecmp(id, unit_role.template_id) ? &unit_role : NULL;
}

static void give(struct tenant *tenant, uint32_t number, const struct seed_role *role)
{
    static const char *const names[] = {"rolesTaken", "rolesGiven"};
    for (size_t i = 0; i < 2; i++) {
        const struct store_value *written = store_value(store_change(tenant->store, number), names[i]);
        struct json *kept = written ? json_copy(written->value) : json_new_object();
        if (i)
            json_set_bool(kept, role->template_id, true);
        else
            json_remove(kept, role->template_id);
        store_write(tenant->store, number, names[i], kept);
    }
}

void roles_assign(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const writable[] = {"principalId", "roleDefinitionId", "directoryScopeId", NULL};
    auto_json struct json *body = objects_no_options(request, reply) ? objects_body(request, reply, writable, true)
                                                                     : NULL;
    const char *principal = json_text_or(json_get(body, "principalId"), ""),
               *scope = json_text_or(json_get(body, "directoryScopeId"), "");
    const struct seed_role *role = role_of_template(json_text_or(json_get(body, "roleDefinitionId"), ""));
    struct assignment a = {.role = role, .number = store_find(tenant->store, principal)};
    struct user_record user;
    if (!body)
        return;
    if (!role || a.number == SEED_NOBODY || (role == &unit_role) == !strcmp(scope, "/")) {
        tenant_error(request, reply, 400, "Request_BadRequest",
                     "The provided role definition, principal or scope is invalid.");
        return;
    }
    user_record_load(&user, tenant->store, a.number);
    if (roles_has(role, &user)) {
        tenant_error(
            request, reply, 400, "Request_BadRequest",
            "A conflicting object with one or more of the specified property values is present in the directory.");
        return;
    }
    give(tenant, a.number, role);
    guid_format(&user.seed.id, a.principal);
    assignment_make(request->arena, &a);
    objects_answer(request, reply, &assignment_kind, 201, assignment_object(&a, false));
}

void roles_remove_assignment(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct assignment *all;
    size_t n = assignments_read(tenant, request->arena, &all);
    if (!objects_no_options(request, reply))
        return;
    for (size_t i = 0; i < n; i++)
        if (!strcmp(all[i].id, request->segments[3])) {
            take_away(tenant, &all[i]);
            tenant_empty(reply, 204);
            return;
        }
    objects_not_found(request, reply, request->segments[3]);
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
    size_t rest, n = assignments_read(tenant, request->arena, &all);
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
    size_t rest, n = assignments_read(tenant, request->arena, &all);
    const struct seed_role *role = role_of_path(request, reply, &rest);
    if (!role || !objects_no_options(request, reply))
        return;
    for (size_t i = 0; i < n; i++)
        if (all[i].role == role && !strcasecmp(all[i].principal, request->segments[rest + 1])) {
            take_away(tenant, &all[i]);
            tenant_empty(reply, 204);
            return;
        }
    objects_not_found(request, reply, request->segments[rest + 1]);
}
