/* Roles given and taken: at once (unifiedRoleAssignment), or by a request with an end or to be activated (privileged identity
 * management). */
#include "tenant/graph/relations.h"
#include "tenant/graph/roles.h"

#include "base/clock.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { SHORTEST = 5 * 60 * 1000 }; /* ms */

static const char *const assignment_names[] = {
    "id",         "principalId", "directoryScopeId",        "roleDefinitionId",
    "appScopeId", "condition",   "principalOrganizationId", NULL};
static const struct object_kind assignment_kind = {.type = "unifiedRoleAssignment",
                                                   .set = "roleManagement/directory/roleAssignments",
                                                   .properties = assignment_names,
                                                   .rules = ORDINARY};

/* --- what is kept --- */

static void keep(struct tenant *tenant, const struct assignment *a, const char *kind, struct json *value)
{
    struct user_record user;
    user_record_load(&user, tenant->store, a->number);
    const struct store_value *now = user.change ? store_value(user.change, kind) : NULL;
    struct json *all = now ? json_copy(now->value) : json_new_object();
    auto_buf struct buf key = buf_make(256);
    bool whole = !strcmp(a->scope, "/") || !strcmp(a->role->template_id, unit_role.template_id);
    buf_printf(&key, "%s%s", a->role->template_id, whole ? "" : a->scope);
    json_set(all, buf_text(&key), value);
    store_write(tenant->store, a->number, kind, all);
}

void roles_take(struct tenant *tenant, const struct assignment *a, const char *kind)
{
    if (a->group)
        json_set_bool(store_record(tenant->store, "groupRolesTaken"), a->role->template_id, true);
    else
        keep(tenant, a, kind, json_new_bool(false));
}

static void roles_give(struct tenant *tenant, const struct assignment *a, const char *kind)
{
    keep(tenant, a, kind, a->end ? json_new_number((double)a->end) : json_new_bool(true));
    if (kind == ROLES_HELD)
        json_set_bool(store_record(tenant->store, "rolesActivated"), a->role->template_id, true);
}

/* --- who, what and where --- */

static bool scope_fits(const struct seed_role *role, const char *scope)
{
    static const char units[] = "/administrativeUnits/";
    if (!strcmp(scope, "/"))
        return role != &unit_role;
    for (int i = 0; !strncmp(scope, units, strlen(units)) && i < seed_unit_count; i++)
        if (!strcasecmp(seed_units[i].id, scope + strlen(units)))
            return role->traits != TRAIT_GLOBAL_ADMIN; /* of the whole tenant alone */
    return false;
}

/* False after answering. */
static bool read_assignment(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                            const struct json *body, struct assignment *a)
{
    struct user_record user;
    a->role = roles_of_template(json_text_or(json_get(body, "roleDefinitionId"), ""));
    a->number = store_find(tenant->store, json_text_or(json_get(body, "principalId"), ""));
    a->scope = arena_strdup(request->arena, json_text_or(json_get(body, "directoryScopeId"), ""));
    if (!a->role || a->number == SEED_NOBODY || !scope_fits(a->role, a->scope)) {
        tenant_error(request, reply, 400, "Request_BadRequest",
                     "The provided role definition, principal or scope is invalid.");
        return false;
    }
    user_record_load(&user, tenant->store, a->number);
    guid_format(&user.seed.id, a->principal);
    a->created = clock_now();
    return true;
}

static const struct assignment *find(struct tenant *tenant, const struct tenant_request *request,
                                     const struct assignment *wanted, const char *kind)
{
    struct assignment *all;
    size_t n = roles_assigned(tenant, request->arena, kind, &all);
    for (size_t i = 0; i < n; i++)
        if (all[i].role->template_id == wanted->role->template_id && !strcmp(all[i].principal, wanted->principal) &&
            !strcasecmp(all[i].scope, wanted->scope))
            return &all[i];
    return NULL;
}

/* --- at once --- */

void roles_assign(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const writable[] = {"principalId", "roleDefinitionId", "directoryScopeId", NULL};
    auto_json struct json *body = objects_no_options(request, reply) ? objects_body(request, reply, writable, true)
                                                                     : NULL;
    struct assignment a = {.number = SEED_NOBODY};
    if (!body || !read_assignment(tenant, request, reply, body, &a))
        return;
    if (find(tenant, request, &a, ROLES_HELD)) {
        tenant_error(
            request, reply, 400, "Request_BadRequest",
            "A conflicting object with one or more of the specified property values is present in the directory.");
        return;
    }
    roles_give(tenant, &a, ROLES_HELD);
    roles_make_assignment(request->arena, &a, ROLES_HELD);
    objects_answer(request, reply, &assignment_kind, 201, roles_assignment_object(&a, false));
}

void roles_remove_assignment(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct assignment *all;
    size_t n = roles_assigned(tenant, request->arena, ROLES_HELD, &all);
    if (!objects_no_options(request, reply))
        return;
    for (size_t i = 0; i < n; i++)
        if (!strcmp(all[i].id, request->segments[3])) {
            roles_take(tenant, &all[i], ROLES_HELD);
            tenant_empty(reply, 204);
            return;
        }
    objects_not_found(request, reply, request->segments[3]);
}

/* --- by a request --- */

static bool refuse(const struct tenant_request *request, struct tenant_reply *reply, const char *code,
                   const char *message)
{
    tenant_error(request, reply, 400, code, message);
    return false;
}

/* "PT4H", "P30D"; 0: it is none. */
static int64_t duration_of(const char *text)
{
    int number = 0, length = 0;
    char unit = 0;
    bool days = sscanf(text, "P%4d%c%n", &number, &unit, &length) == 2 && unit == 'D';
    if (!days && !(sscanf(text, "PT%5d%c%n", &number, &unit, &length) == 2 && strchr("HM", unit)))
        return 0;
    return text[length] ? 0 : number * (int64_t)60000 * (days ? 1440 : unit == 'H' ? 60 : 1);
}

/* What the rules of a role are in a new tenant: a reason for what is active, and no end is asked for. False after answering. */
static bool read_schedule(const struct tenant_request *request, struct tenant_reply *reply, const struct json *body,
                          const char *kind, struct assignment *a)
{
    const struct json *info = json_get(body, "scheduleInfo"), *expiration = json_get(info, "expiration");
    const char *type = json_text_or(json_get(expiration, "type"), ""),
               *start = json_text_or(json_get(info, "startDateTime"), ""),
               *end = json_text_or(json_get(expiration, "endDateTime"), "");
    int64_t from = clock_now();
    if (*start && !clock_parse(start, strlen(start), &from))
        return refuse(request, reply, "BadRequest",
                      "Cannot convert the literal to the expected type 'Edm.DateTimeOffset'.");
    if (kind == ROLES_HELD && !*json_text_or(json_get(body, "justification"), ""))
        return refuse(request, reply, "RoleAssignmentRequestPolicyValidationFailed",
                      "The following policy rules failed: [\"JustificationRule\"]");
    if (!strcasecmp(type, "noExpiration"))
        return true;
    if (!strcasecmp(type, "afterDateTime") && clock_parse(end, strlen(end), &a->end))
        return a->end - from >= SHORTEST || refuse(request, reply, "ActiveDurationTooShort",
                                                   "The active duration is too short; it must be at least 5 minutes.");
    a->end = !strcasecmp(type, "afterDuration") ? duration_of(json_text_or(json_get(expiration, "duration"), "")) : 0;
    if (a->end)
        a->end += from;
    return a->end || refuse(request, reply, "InvalidRequest", "The schedule's expiration is invalid.");
}

static struct json *request_object(const struct tenant_request *request, const struct assignment *a,
                                   const struct json *body)
{
    static const char *const as_sent[] = {"action", "justification", "scheduleInfo", "ticketInfo"};
    char date[CLOCK_TEXT];
    struct json *one = roles_assignment_object(a, false);
    json_remove(one, "condition");
    json_remove(one, "principalOrganizationId");
    json_set_text(one, "id", request->id);
    json_set_text(one, "status", "Provisioned");
    json_set_text(one, "targetScheduleId", a->id);
    json_set_text(one, "createdDateTime", clock_format(clock_now(), date));
    for (size_t i = 0; i < sizeof as_sent / sizeof *as_sent; i++)
        json_set(one, as_sent[i], json_get(body, as_sent[i]) ? json_copy(json_get(body, as_sent[i])) : json_new_null());
    return one;
}

/* Of eligible roles or of active ones, by the path. */
void roles_schedule(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const writable[] = {"action",           "principalId",  "roleDefinitionId",
                                           "directoryScopeId", "scheduleInfo", "ticketInfo",
                                           "justification",    "@odata.type",  NULL},
                             *const names[] = {"id",         "action",           "principalId",      "roleDefinitionId",
                                               "appScopeId", "directoryScopeId", "targetScheduleId", "status",
                                               "ticketInfo", "createdDateTime",  "justification",    "scheduleInfo",
                                               NULL};
    bool eligible = !strcasecmp(request->segments[2], "roleEligibilityScheduleRequests");
    const char *kind = eligible ? ROLES_ELIGIBLE : ROLES_HELD;
    const struct object_kind answer = {.type = eligible ? "unifiedRoleEligibilityScheduleRequest"
                                                        : "unifiedRoleAssignmentScheduleRequest",
                                       .set = eligible ? "roleManagement/directory/roleEligibilityScheduleRequests"
                                                       : "roleManagement/directory/roleAssignmentScheduleRequests",
                                       .properties = names,
                                       .rules = ORDINARY};
    struct assignment a = {.number = SEED_NOBODY};
    auto_json struct json *body = objects_no_options(request, reply) ? objects_body(request, reply, writable, true)
                                                                     : NULL;
    if (!body || !roles_scheduled(tenant, request, reply) || !read_assignment(tenant, request, reply, body, &a))
        return;
    const char *action = json_text_or(json_get(body, "action"), "");
    const struct assignment *there = find(tenant, request, &a, kind);
    bool removes = !strcasecmp(action, "adminRemove");
    if (!removes && strcasecmp(action, "adminAssign") != 0) {
        refuse(request, reply, "InvalidAction", "The requested action is not available to the caller.");
    } else if (removes && !there) {
        refuse(request, reply, "RoleAssignmentDoesNotExist", "The Role assignment does not exist.");
    } else if (!removes && there) {
        refuse(request, reply, "RoleAssignmentExists", "The Role assignment already exists.");
    } else if (removes || read_schedule(request, reply, body, kind, &a)) {
        roles_make_assignment(request->arena, &a, kind);
        (removes ? roles_take : roles_give)(tenant, &a, kind);
        objects_answer(request, reply, &answer, 201, request_object(request, &a, body));
    }
}
