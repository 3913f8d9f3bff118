/* Listing and deleting authentication methods; per-user MFA and the preferred second factor. */
#include "tenant/graph/methods.h"

#include "base/alloc.h"
#include "tenant/graph/rights.h"
#include "tenant/graph/users.h"
#include <string.h>
#include <strings.h>

static const char *const options[] = {"$top", NULL};
static const char *const nothing[] = {NULL};

const char *methods_text(const struct json *method, const char *name)
{
    return json_text_or(json_get(method, name), "");
}

void methods_write(struct tenant *tenant, uint32_t number, struct json *methods)
{
    store_write(tenant->store, number, "methods", methods);
}

static bool is_beta(const struct tenant_request *request)
{
    return !strcmp(request->version, "beta");
}

/* Phones differ by their ids. */
const struct method_kind *methods_kind(const struct json *method)
{
    const struct method_kind *found = NULL;
    for (int row = 0; row < method_kind_count; row++) {
        const struct method_kind *kind = &method_kinds[row];
        if (!strcmp(kind->type, methods_text(method, "@odata.type")) &&
            (!kind->id || !strcmp(kind->id, methods_text(method, "id"))))
            found = kind;
    }
    return found;
}

const char *methods_preference(const struct user_record *user, const struct json *methods)
{
    const struct store_value *written = store_value(user->change, "secondFactor");
    const char *wanted = written ? json_text_or(written->value, "") : NULL, *first = NULL;
    for (const struct json *method = json_first(methods); method; method = json_next(method)) {
        const char *own = methods_kind(method) ? methods_kind(method)->preference : NULL;
        if (own && wanted && (!strcmp(own, wanted) || (!strcmp(own, "sms") && !strcmp(wanted, "voiceMobile"))))
            return wanted;
        if (own && !first)
            first = own;
    }
    return first;
}

static struct object_kind method_list_kind(const struct tenant_request *request, const char *segment)
{
    return (struct object_kind){
        .type = "authenticationMethod",
        .set = arena_printf(request->arena, "users('%s')/authentication/%s", request->segments[1], segment),
        .properties = nothing,
        .options = options};
}

static void not_found(const struct tenant_request *request, struct tenant_reply *reply)
{
    tenant_error(request, reply, 404, "resourceNotFound",
                 "The requested authentication method was not found for the user.");
}

/* The user of the path, loaded; false after answering 404. */
static bool load(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                 struct user_record *user)
{
    uint32_t number = users_of_path(tenant, request, reply);
    if (number == SEED_NOBODY)
        return false;
    user_record_load(user, tenant->store, number);
    return true;
}

/* All but the last two digits. */
static void mask_number(struct json *method)
{
    char masked[64];
    const char *number = methods_text(method, "phoneNumber");
    size_t length = strlen(number);
    if (length < 3 || length >= sizeof masked)
        return;
    for (size_t i = 0; i <= length; i++)
        masked[i] = i && i + 2 < length && number[i] != ' ' ? 'X' : number[i];
    json_set_text(method, "phoneNumber", masked);
}

/* What this version shows of a list of methods (consumed): those of `segment`, or all when it is NULL. */
static struct json *shown(struct tenant *tenant, const struct tenant_request *request, struct json *methods,
                          const char *segment)
{
    auto_json struct json *all = methods;
    struct json *list = json_new_array();
    for (const struct json *method = json_first(all); method; method = json_next(method)) {
        const struct method_kind *kind = methods_kind(method);
        if (!kind || (kind->beta && !is_beta(request)) || (segment && strcasecmp(kind->segment, segment) != 0))
            continue;
        struct json *copy = json_copy(method);
        if (!rights_sees_numbers(request))
            mask_number(copy);
        if (!strcmp(kind->type, METHOD_TAP))
            tap_judge(tenant->store, copy);
        json_push(list, copy);
    }
    return list;
}

void methods_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct user_record user;
    struct object_kind kind = method_list_kind(request, "methods");
    if (load(tenant, request, reply, &user))
        objects_answer_list(request, reply, &kind, shown(tenant, request, methods_of(&user), NULL));
}

void methods_list_kind(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct user_record user;
    struct object_kind kind = method_list_kind(request, request->segments[3]);
    if (load(tenant, request, reply, &user))
        objects_answer_list(request, reply, &kind, shown(tenant, request, methods_of(&user), request->segments[3]));
}

/* The method a path names: by segment and id; "methods" is every segment, "qrCodePinMethod" has no id. */
static const struct json *find(const struct json *list, const struct tenant_request *request)
{
    const char *id = request->segment_count > 4 ? request->segments[4] : NULL;
    for (const struct json *method = json_first(list); method; method = json_next(method)) {
        const char *segment = request->segments[3];
        if ((!strcasecmp(segment, "methods") || !strcasecmp(methods_kind(method)->segment, segment)) &&
            (!id || !strcasecmp(methods_text(method, "id"), id)))
            return method;
    }
    return NULL;
}

void methods_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct user_record user;
    struct object_kind kind = method_list_kind(request, request->segments[3]);
    if (!load(tenant, request, reply, &user))
        return;
    auto_json struct json *list = shown(tenant, request, methods_of(&user), NULL);
    const struct json *method = find(list, request);
    if (method)
        objects_answer(request, reply, &kind, 200, json_copy(method));
    else
        not_found(request, reply);
}

static bool is_id(const struct json *method, const char *id)
{
    return !strcasecmp(methods_text(method, "id"), id);
}

/* The default second factor goes last, and the mobile phone after the alternate one. */
static bool may_go(const struct tenant_request *request, struct tenant_reply *reply, const struct user_record *user,
                   const struct json *methods, const struct json *method)
{
    const char *own = methods_kind(method)->preference, *preferred = methods_preference(user, methods);
    bool is_default = own && preferred &&
                      (!strcmp(own, preferred) || (!strcmp(own, "sms") && !strcmp(preferred, "voiceMobile")));
    for (const struct json *other = json_first(methods); is_default && other; other = json_next(other))
        if (other != method && methods_kind(other)->preference) {
            tenant_error(
                request, reply, 400, "badRequest",
                "The method is the user's default multi-factor authentication method and cannot be deleted while other "
                "methods are registered. Delete the other methods first, or change the default.");
            return false;
        }
    for (const struct json *other = json_first(methods); is_id(method, METHOD_MOBILE) && other;
         other = json_next(other))
        if (is_id(other, METHOD_ALTERNATE)) {
            tenant_error(request, reply, 400, "badRequest",
                         "The mobile phone cannot be deleted while an alternate mobile phone is registered.");
            return false;
        }
    return true;
}

void methods_delete(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct user_record user;
    if (!objects_no_options(request, reply) || !load(tenant, request, reply, &user))
        return;
    auto_json struct json *methods = methods_of(&user);
    const struct json *gone = find(methods, request);
    if (!gone) {
        not_found(request, reply);
        return;
    }
    if (!may_go(request, reply, &user, methods, gone))
        return;
    struct json *kept = json_new_array();
    for (const struct json *method = json_first(methods); method; method = json_next(method))
        if (method != gone)
            json_push(kept, json_copy(method));
    methods_write(tenant, user.seed.number, kept);
    tenant_empty(reply, 204);
}

/* --- per-user MFA --- */

static const struct property *mfa_row(void)
{
    return property_find("perUserMfaState", strlen("perUserMfaState"));
}

/* Who has a second factor: then "enabled" becomes "enforced" by itself (REQUESTS §6.3). */
static bool has_second_factor(const struct user_record *user)
{
    auto_json struct json *methods = methods_of(user);
    return methods_preference(user, methods) != NULL;
}

void methods_requirements(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct user_record user;
    char scratch[SEED_TEXT];
    if (!objects_no_options(request, reply) || !load(tenant, request, reply, &user))
        return;
    auto_json struct json *one = json_new_object();
    json_set_text(one, "@odata.context",
                  arena_printf(request->arena, "%s/%s/$metadata#users('%s')/authentication/requirements",
                               request->origin, request->version, request->segments[1]));
    json_set_text(one, "perUserMfaState", property_text(mfa_row(), &user, scratch));
    tenant_json(reply, 200, one);
}

void methods_set_requirements(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const known[] = {"perUserMfaState", NULL}, *const states[] = {"disabled", "enabled", "enforced"};
    struct user_record user;
    if (!objects_no_options(request, reply) || !load(tenant, request, reply, &user))
        return;
    auto_json struct json *body = objects_body(request, reply, known, true);
    const char *wanted = json_text(json_get(body, "perUserMfaState"));
    if (!body)
        return;
    for (size_t i = 0; wanted && i < sizeof states / sizeof *states; i++)
        if (!strcmp(states[i], wanted)) {
            bool moves_on = !strcmp(wanted, "enabled") && has_second_factor(&user);
            store_write(tenant->store, user.seed.number, mfa_row()->name,
                        json_new_text(moves_on ? "enforced" : states[i]));
            tenant_empty(reply, 204);
            return;
        }
    objects_refuse(request, reply, "badRequest", "perUserMfaState",
                   "Invalid value specified for property 'perUserMfaState'.");
}

/* --- the preferred second factor --- */

bool methods_system_decides(const struct user_record *user)
{
    const struct store_value *written = store_value(user->change, "systemPreferred");
    return written && json_true(written->value);
}

void methods_preferences(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct user_record user;
    if (!objects_no_options(request, reply) || !load(tenant, request, reply, &user))
        return;
    auto_json struct json *one = json_new_object();
    auto_json struct json *methods = methods_of(&user);
    json_set_text(one, "@odata.context",
                  arena_printf(request->arena, "%s/%s/$metadata#users('%s')/authentication/signInPreferences",
                               request->origin, request->version, request->segments[1]));
    json_set_bool(one, "isSystemPreferredAuthenticationMethodEnabled", methods_system_decides(&user));
    json_set_text(one, "userPreferredMethodForSecondaryAuthentication", methods_preference(&user, methods));
    tenant_json(reply, 200, one);
}

/* Whether one of the methods can be used the preferred way. */
static bool is_registered(const struct json *methods, const char *preference)
{
    const char *needed = strcmp(preference, "voiceMobile") ? preference : "sms";
    for (const struct json *method = json_first(methods); method; method = json_next(method))
        if (methods_kind(method)->preference && !strcmp(methods_kind(method)->preference, needed))
            return true;
    return false;
}

void methods_set_preferences(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char preferred[] = "userPreferredMethodForSecondaryAuthentication",
                      system[] = "isSystemPreferredAuthenticationMethodEnabled";
    static const char *const known[] = {preferred, system, NULL};
    struct user_record user;
    if (!objects_no_options(request, reply) || !load(tenant, request, reply, &user))
        return;
    auto_json struct json *body = objects_body(request, reply, known, true);
    auto_json struct json *methods = methods_of(&user);
    const struct json *wanted = json_get(body, preferred), *by_system = json_get(body, system);
    if (!body)
        return;
    if (by_system && json_kind(by_system) != JSON_BOOL) {
        objects_refuse(request, reply, "badRequest", system, "Invalid value specified for property.");
    } else if (wanted && (!json_text(wanted) || !is_registered(methods, json_text(wanted)))) {
        objects_refuse(request, reply, "badRequest", preferred, "The user has no method that can be used this way.");
    } else {
        if (wanted)
            store_write(tenant->store, user.seed.number, "secondFactor", json_copy(wanted));
        if (by_system)
            store_write(tenant->store, user.seed.number, "systemPreferred", json_copy(by_system));
        tenant_empty(reply, 204);
    }
}
