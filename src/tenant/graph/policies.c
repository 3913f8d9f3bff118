/* The Temporary Access Pass policy, kept as the object Graph shows. */
#include "tenant/graph/policies.h"

#include "tenant/graph/groups.h"
#include <string.h>
#include <strings.h>

#define TAP_TYPE "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration"

static const char *const names[] = {"id",
                                    "state",
                                    "excludeTargets",
                                    "includeTargets",
                                    "defaultLength",
                                    "defaultLifetimeInMinutes",
                                    "isUsableOnce",
                                    "maximumLifetimeInMinutes",
                                    "minimumLifetimeInMinutes",
                                    NULL};
static const struct object_kind tap_kind = {.type = "temporaryAccessPassAuthenticationMethodConfiguration",
                                            .set = "authenticationMethodConfigurations",
                                            .properties = names};

static struct json *target(const char *id, bool include)
{
    struct json *one = json_new_object(), *list = json_new_array();
    json_set_text(one, "id", id);
    json_set_text(one, "targetType", "group");
    if (include)
        json_set_bool(one, "isRegistrationRequired", false);
    json_push(list, one);
    return list;
}

static struct json *policy(struct tenant_store *store)
{
    struct json *p = store_record(store, "temporaryAccessPassPolicy");
    if (json_first(p))
        return p;
    const char *without = NULL;
    for (int i = 0; i < seed_group_count; i++)
        if (seed_groups[i].traits & TRAIT_TAP_EXEMPT)
            without = seed_groups[i].id;
    json_set_text(p, "@odata.type", TAP_TYPE);
    json_set_text(p, "id", "TemporaryAccessPass");
    json_set_text(p, "state", "enabled");
    json_set_number(p, "defaultLifetimeInMinutes", 60);
    json_set_number(p, "defaultLength", 8);
    json_set_number(p, "minimumLifetimeInMinutes", 60);
    json_set_number(p, "maximumLifetimeInMinutes", 480);
    json_set_bool(p, "isUsableOnce", false);
    json_set(p, "excludeTargets", target(without, false));
    json_set(p, "includeTargets", target("all_users", true));
    return p;
}

static int number_of(const struct json *object, const char *name)
{
    return (int)json_number(json_get(object, name), 0);
}

struct policy_tap policies_tap(struct tenant_store *store)
{
    const struct json *p = policy(store);
    return (struct policy_tap){.enabled = !strcmp(json_text_or(json_get(p, "state"), ""), "enabled"),
                               .once = json_true(json_get(p, "isUsableOnce")),
                               .default_lifetime = number_of(p, "defaultLifetimeInMinutes"),
                               .minimum_lifetime = number_of(p, "minimumLifetimeInMinutes"),
                               .maximum_lifetime = number_of(p, "maximumLifetimeInMinutes"),
                               .length = number_of(p, "defaultLength")};
}

static bool targeted(const struct tenant *tenant, const struct json *targets, const struct user_record *user)
{
    for (const struct json *one = json_first(targets); one; one = json_next(one)) {
        const char *id = json_text_or(json_get(one, "id"), "");
        int row = groups_find(tenant->store, id);
        if (!strcmp(id, "all_users") || (row != NO_GROUP && groups_has_somehow(tenant, &seed_groups[row], user)))
            return true;
    }
    return false;
}

bool policies_tap_includes(struct tenant *tenant, const struct user_record *user)
{
    const struct json *p = policy(tenant->store);
    return targeted(tenant, json_get(p, "includeTargets"), user) &&
           !targeted(tenant, json_get(p, "excludeTargets"), user);
}

void policies_get_tap(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    objects_answer(request, reply, &tap_kind, 200, json_copy(policy(tenant->store)));
}

/* --- PATCH --- */

static bool targets_fit(const struct tenant_store *store, const struct json *list)
{
    for (const struct json *one = json_first(list); one; one = json_next(one)) {
        const char *id = json_text_or(json_get(one, "id"), ""), *type = json_text_or(json_get(one, "targetType"), "");
        if (strcmp(type, "group") != 0 || (strcmp(id, "all_users") != 0 && groups_find(store, id) == NO_GROUP))
            return false;
    }
    return json_kind(list) == JSON_ARRAY;
}

static bool value_fits(const struct tenant_store *store, const struct json *member)
{
    static const struct {
        const char *name;
        int least, most;
    } numbers[] = {{"defaultLength", 8, 48},
                   {"defaultLifetimeInMinutes", 10, 43200},
                   {"minimumLifetimeInMinutes", 10, 43200},
                   {"maximumLifetimeInMinutes", 10, 43200}};
    const char *name = json_key(member), *text = json_text_or(member, "");
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (!strcmp(numbers[i].name, name)) {
            double value = json_number(member, -1);
            return value >= numbers[i].least && value <= numbers[i].most && value == (int)value;
        }
    if (!strcmp(name, "state"))
        return !strcmp(text, "enabled") || !strcmp(text, "disabled");
    if (!strcmp(name, "isUsableOnce"))
        return json_kind(member) == JSON_BOOL;
    if (!strcmp(name, "@odata.type"))
        return !strcmp(text, TAP_TYPE);
    return strcmp(name, "id") != 0 && targets_fit(store, member);
}

void policies_patch_tap(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const known[] = {"@odata.type",
                                        "state",
                                        "isUsableOnce",
                                        "defaultLength",
                                        "defaultLifetimeInMinutes",
                                        "minimumLifetimeInMinutes",
                                        "maximumLifetimeInMinutes",
                                        "includeTargets",
                                        "excludeTargets",
                                        NULL};
    auto_json struct json *body = objects_no_options(request, reply) ? objects_body(request, reply, known, true) : NULL;
    if (!body)
        return;
    if (!json_get(body, "@odata.type")) {
        objects_refuse(
            request, reply, "badRequest", NULL,
            "A type named 'microsoft.graph.authenticationMethodConfiguration' is abstract; '@odata.type' is required.");
        return;
    }
    for (const struct json *member = json_first(body); member; member = json_next(member))
        if (!value_fits(tenant->store, member)) {
            objects_refuse(
                request, reply, "badRequest", json_key(member),
                arena_printf(request->arena, "Invalid value specified for property '%s'.", json_key(member)));
            return;
        }
    struct json *p = policy(tenant->store);
    for (const struct json *member = json_first(body); member; member = json_next(member))
        json_set(p, json_key(member), json_copy(member));
    tenant_empty(reply, 204);
}

/* Security defaults are off wherever Conditional Access is used, as here. */
void policies_security_defaults(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const properties_of_defaults[] = {"id",          "deletedDateTime", "description",
                                                         "displayName", "isEnabled",       NULL};
    static const struct object_kind kind = {.type = "identitySecurityDefaultsEnforcementPolicy",
                                            .set = "policies/identitySecurityDefaultsEnforcementPolicy",
                                            .properties = properties_of_defaults};
    struct json *one = json_new_object();
    (void)tenant;
    json_set_text(one, "id", "00000000-0000-0000-0000-000000000005");
    json_set_text(one, "deletedDateTime", NULL);
    json_set_text(one, "displayName", "Security Defaults");
    json_set_text(one, "description",
                  "Security defaults is a set of basic identity security mechanisms recommended by Microsoft.");
    json_set_bool(one, "isEnabled", false);
    objects_answer(request, reply, &kind, 200, one);
}
