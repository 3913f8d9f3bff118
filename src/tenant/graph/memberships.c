/* The groups and roles of one user, from the user's side. */
#include "tenant/graph/groups.h"

#include "tenant/graph/relations.h"
#include "tenant/graph/roles.h"
#include "tenant/graph/users.h"
#include <string.h>
#include <strings.h>

enum { CHECK_MOST = 20 };

static const char *const options[] = {"$select", "$filter", "$search",    "$orderby",
                                      "$top",    "$count",  "$skiptoken", NULL};
static const char *const searchable[] = {"displayName", "description", NULL};

/* What groups have, roles and units. */
static const char *const *union_of_properties(struct arena *arena)
{
    size_t n = 0, more = 0;
    while (group_kind.properties[n])
        n++;
    while (unit_properties[more])
        more++;
    const char **names = arena_alloc(arena, (n + more + 2) * sizeof *names);
    memcpy(names, group_kind.properties, n * sizeof *names);
    memcpy(names + n, unit_properties, more * sizeof *names);
    names[n + more] = "roleTemplateId";
    return names;
}

/* The type a path is cut down to ("microsoft.graph.group"); NULL: none. */
static const char *cast_of(const struct tenant_request *request)
{
    return request->segment_count > 3 ? request->segments[3] : NULL;
}

static void push(struct json *list, const char *type, const char *cast, struct json *object)
{
    if (cast && strcasecmp(cast, type + 1) != 0) {
        json_free(object);
        return;
    }
    struct json *typed = json_new_object();
    json_set_text(typed, "@odata.type", type);
    for (const struct json *member = json_first(object); member; member = json_next(member))
        json_set(typed, json_key(member), json_copy(member));
    json_free(object);
    json_push(list, typed);
}

/* Groups and roles of a scenario that the tenant does not have. */
static void push_others(struct tenant *tenant, const struct user_record *user, const char *cast, struct json *list)
{
    char id[GUID_TEXT];
    const struct store_value *given = store_value(user->change, ROLES_HELD);
    const struct json *others = json_get(store_record(tenant->store, "memberOf"), guid_format(&user->seed.id, id));
    for (const struct json *one = json_first(others); one; one = json_next(one))
        push(list, json_text_or(json_get(one, "@odata.type"), "#microsoft.graph.group"), cast, json_copy(one));
    for (const struct json *one = given ? json_first(given->value) : NULL; one; one = json_next(one)) {
        if (json_kind(one) == JSON_OBJECT && !roles_of_template(json_key(one)))
            push(list, "#microsoft.graph.directoryRole", cast, json_copy(one));
    }
}

static void answer(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply, bool transitive)
{
    struct user_record user;
    const char *cast = cast_of(request);
    uint32_t number = users_of_path(tenant, request, reply);
    const struct object_kind kind = {.type = "directoryObject",
                                     .set = "directoryObjects",
                                     .properties = union_of_properties(request->arena),
                                     .options = options,
                                     .search = searchable,
                                     .rules = RELATION};
    if (number == SEED_NOBODY)
        return;
    user_record_load(&user, tenant->store, number);
    struct json *list = json_new_array();
    for (int i = 0; i < seed_role_count; i++)
        if (transitive ? roles_has_somehow(tenant, &seed_roles[i], &user) : roles_has(&seed_roles[i], &user))
            push(list, "#microsoft.graph.directoryRole", cast, roles_object(&seed_roles[i]));
    for (int i = 0; i < seed_group_count; i++)
        if (transitive ? groups_has_somehow(tenant, &seed_groups[i], &user)
                       : groups_has(tenant, &seed_groups[i], &user))
            push(list, "#microsoft.graph.group", cast, groups_object(tenant->store, &seed_groups[i]));
    for (int i = 0; i < seed_unit_count; i++)
        if (units_has(&seed_units[i], &user))
            push(list, "#microsoft.graph.administrativeUnit", cast, units_object(&seed_units[i]));
    push_others(tenant, &user, cast, list);
    objects_answer_list(request, reply, &kind, list);
}

void memberships_direct(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    answer(tenant, request, reply, false);
}

void memberships_transitive(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    answer(tenant, request, reply, true);
}

/* --- checkMemberGroups, getMemberGroups --- */

static void answer_ids(const struct tenant_request *request, struct tenant_reply *reply, struct json *list)
{
    auto_json struct json *root = json_new_object();
    json_set_text(
        root, "@odata.context",
        arena_printf(request->arena, "%s/%s/$metadata#Collection(Edm.String)", request->origin, request->version));
    json_set(root, "value", list);
    tenant_json(reply, 200, root);
}

void memberships_check(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const known[] = {"groupIds", NULL};
    struct user_record user;
    uint32_t number = users_of_path(tenant, request, reply);
    auto_json struct json *body = number == SEED_NOBODY ? NULL : objects_body(request, reply, known, true);
    const struct json *ids = json_get(body, "groupIds");
    if (!body)
        return;
    if (json_kind(ids) != JSON_ARRAY || json_count(ids) > CHECK_MOST) {
        objects_refuse(request, reply, "Request_BadRequest", "groupIds",
                       "The parameter 'groupIds' must be an array of up to 20 ids.");
        return;
    }
    user_record_load(&user, tenant->store, number);
    struct json *list = json_new_array();
    for (const struct json *id = json_first(ids); id; id = json_next(id)) {
        int row = groups_find(tenant->store, json_text_or(id, ""));
        if (row != NO_GROUP && groups_has_somehow(tenant, &seed_groups[row], &user))
            json_push(list, json_new_text(seed_groups[row].id));
    }
    answer_ids(request, reply, list);
}

void memberships_all(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const known[] = {"securityEnabledOnly", NULL};
    struct user_record user;
    uint32_t number = users_of_path(tenant, request, reply);
    auto_json struct json *body = number == SEED_NOBODY ? NULL : objects_body(request, reply, known, true);
    const struct json *only = json_get(body, "securityEnabledOnly");
    if (!body)
        return;
    if (only && json_kind(only) != JSON_BOOL) {
        objects_refuse(request, reply, "Request_BadRequest", "securityEnabledOnly",
                       "The parameter 'securityEnabledOnly' must be a Boolean.");
        return;
    }
    user_record_load(&user, tenant->store, number);
    struct json *list = json_new_array();
    for (int i = 0; i < seed_group_count; i++)
        if (groups_has_somehow(tenant, &seed_groups[i], &user) &&
            (!json_true(only) || seed_groups[i].flags & GROUP_SECURITY))
            json_push(list, json_new_text(seed_groups[i].id));
    answer_ids(request, reply, list);
}
