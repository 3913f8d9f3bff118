/* userRegistrationDetails: a row for each user who is enabled and not new, from the methods the user has now. */
#include "tenant/graph/registration.h"

#include "base/clock.h"
#include "tenant/graph/methods.h"
#include "tenant/graph/roles.h"
#include "tenant/wire/licence.h"
#include <string.h>

/* The schema's members; beta has one more. */
#define MEMBERS                                                                                                        \
    "id", "isAdmin", "isMfaCapable", "isMfaRegistered", "isPasswordlessCapable", "isSsprCapable", "isSsprEnabled",     \
        "isSsprRegistered", "isSystemPreferredAuthenticationMethodEnabled", "lastUpdatedDateTime",                     \
        "methodsRegistered", "systemPreferredAuthenticationMethods", "userDisplayName",                                \
        "userPreferredMethodForSecondaryAuthentication", "userPrincipalName", "userType"

static struct object_kind kind_of(const struct tenant_request *request)
{
    static const char *const names[] = {MEMBERS, NULL}, *const beta_names[] = {MEMBERS, "defaultMfaMethod", NULL};
    static const char *const options[] = {"$select", "$filter", "$top", "$skiptoken", NULL};
    return (struct object_kind){.type = "userRegistrationDetails",
                                .set = "reports/authenticationMethods/userRegistrationDetails",
                                .properties = strcmp(request->version, "beta") ? names : beta_names,
                                .options = options};
}

static const struct property *property_of(const char *name)
{
    return property_find(name, strlen(name));
}

/* When the report was last made for a user: at night. */
static int64_t made_at(const struct user_record *user)
{
    const struct seed_people *people = store_people(user->store);
    int64_t when = people->today + (int64_t)(seed_mix(user->seed.dice + 25) >> 40) % 14400 * 1000;
    return when <= people->now ? when : when - INT64_C(86400000);
}

static bool holds(const struct json *list, const char *text)
{
    for (const struct json *one = json_first(list); one; one = json_next(one))
        if (!strcmp(json_text_or(one, ""), text))
            return true;
    return false;
}

static void put_methods(struct json *row, const struct json *methods, const char *preference, bool beta)
{
    unsigned any = 0, allowed = 0, resets = 0;
    const char *usual = "none";
    struct json *names = json_new_array(), *chosen = json_new_array();
    for (const struct json *method = json_first(methods); method; method = json_next(method)) {
        const struct method_kind *kind = methods_kind(method);
        if (!kind || !kind->registered)
            continue;
        if (!holds(names, kind->registered)) /* two telephones are one method */
            json_push(names, json_new_text(kind->registered));
        any |= kind->flags;
        allowed |= kind->flags & METHOD_OFF ? 0 : kind->flags;
        resets += (kind->flags & METHOD_RESETS) != 0;
        if (kind->preference && !json_first(chosen))
            json_push(chosen, json_new_text(kind->preference));
        if (preference && kind->preference &&
            !strcmp(kind->preference, strcmp(preference, "voiceMobile") ? preference : "sms"))
            usual = kind->registered;
    }
    json_set(row, "methodsRegistered", names);
    json_set_bool(row, "isMfaRegistered", any & METHOD_STRONG);
    json_set_bool(row, "isMfaCapable", allowed & METHOD_STRONG);
    json_set_bool(row, "isPasswordlessCapable", allowed & METHOD_PASSWORDLESS);
    json_set_bool(row, "isSsprRegistered", resets >= 2);
    json_set(row, "systemPreferredAuthenticationMethods", chosen);
    json_set_text(row, "userPreferredMethodForSecondaryAuthentication", preference ? preference : "none");
    if (beta)
        json_set_text(row, "defaultMfaMethod", usual);
}

/* A user's row; NULL: the report has none. */
static struct json *row_of(const struct tenant *tenant, uint32_t number, bool beta)
{
    struct user_record user;
    char id[GUID_TEXT], date[CLOCK_TEXT], scratch[SEED_TEXT];
    if (store_life(tenant->store, number) != LIFE_ALIVE)
        return NULL;
    user_record_load(&user, tenant->store, number);
    if (user.seed.unreported || property_flag(property_of("accountEnabled"), &user) != 1)
        return NULL;
    auto_json struct json *methods = methods_of(&user);
    struct json *row = json_new_object();
    json_set_text(row, "id", guid_format(&user.seed.id, id));
    json_set_text(row, "userPrincipalName", property_text(property_of("userPrincipalName"), &user, scratch));
    json_set_text(row, "userDisplayName", property_text(property_of("displayName"), &user, scratch));
    json_set_text(row, "userType", user.seed.guest ? "guest" : "member");
    json_set_bool(row, "isAdmin", roles_is_administrator(tenant, &user));
    json_set_bool(row, "isSsprEnabled", !user.seed.guest);
    put_methods(row, methods, methods_preference(&user, methods), beta);
    json_set_bool(row, "isSsprCapable", !user.seed.guest && json_true(json_get(row, "isSsprRegistered")));
    json_set_bool(row, "isSystemPreferredAuthenticationMethodEnabled", methods_system_decides(&user));
    json_set_text(row, "lastUpdatedDateTime", clock_format(made_at(&user), date));
    return row;
}

struct report {
    const struct tenant *tenant;
    bool beta;
};

static struct json *row_at(void *with, uint32_t place)
{
    const struct report *report = with;
    return row_of(report->tenant, place, report->beta);
}

void registration_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct object_kind kind = kind_of(request);
    struct report report = {.tenant = tenant, .beta = !strcmp(request->version, "beta")};
    if (licence_permits(tenant, PLAN_P1, request, reply))
        objects_answer_walk(
            request, reply, &kind,
            &(struct object_walk){.count = store_people(tenant->store)->count, .at = row_at, .with = &report});
}

void registration_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct object_kind kind = kind_of(request);
    struct guid guid;
    const char *id = request->segments[3];
    if (!licence_permits(tenant, PLAN_P1, request, reply))
        return;
    uint32_t number = guid_parse(id, strlen(id), &guid) ? store_find(tenant->store, id) : SEED_NOBODY;
    struct json *row = number == SEED_NOBODY ? NULL : row_of(tenant, number, !strcmp(request->version, "beta"));
    if (row)
        objects_answer(request, reply, &kind, 200, row);
    else
        tenant_errorf(request, reply, 404, "ResourceNotFound", "Resource '%s' was not found.", id);
}
