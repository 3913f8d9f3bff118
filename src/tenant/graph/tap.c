/* Making a Temporary Access Pass. The pass itself is told once and kept nowhere. */
#include "tenant/graph/methods.h"

#include "base/clock.h"
#include "base/random.h"
#include "tenant/graph/policies.h"
#include "tenant/graph/users.h"
#include <string.h>

enum { MINUTE = 60000, LATE = 5 * MINUTE };

static bool refuse(const struct tenant_request *request, struct tenant_reply *reply, const char *message)
{
    tenant_error(request, reply, 400, "badRequest", message);
    return false;
}

void tap_judge(struct tenant_store *store, struct json *pass)
{
    int64_t start = 0, now = clock_now();
    const char *text = methods_text(pass, "startDateTime"), *reason = "EnabledByPolicy";
    clock_parse(text, strlen(text), &start);
    if (!policies_tap(store).enabled)
        reason = "DisabledByPolicy";
    else if (now >= start + (int64_t)json_number(json_get(pass, "lifetimeInMinutes"), 0) * MINUTE)
        reason = "Expired";
    else if (now < start)
        reason = "NotYetValid";
    json_set_bool(pass, "isUsable", !strcmp(reason, "EnabledByPolicy"));
    json_set_text(pass, "methodUsabilityReason", reason);
    json_set_text(pass, "temporaryAccessPass", NULL);
}

/* Whether the policy and the user's kind allow a pass at all. */
static bool user_fits(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                      const struct user_record *user)
{
    if (user->seed.guest)
        return refuse(request, reply, "Temporary Access Pass cannot be added to an external user.");
    if (!policies_tap(tenant->store).enabled)
        return refuse(request, reply,
                      "Temporary Access Pass is not enabled in the authentication methods policy of the tenant.");
    if (!policies_tap_includes(tenant, user))
        return refuse(request, reply,
                      "Temporary Access Pass is not enabled for this user by the authentication methods policy.");
    return true;
}

static bool body_fits(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                      const struct json *body)
{
    struct policy_tap policy = policies_tap(tenant->store);
    const struct json *lifetime = json_get(body, "lifetimeInMinutes"), *once = json_get(body, "isUsableOnce");
    const struct json *start = json_get(body, "startDateTime");
    const char *text = json_text_or(start, "");
    double minutes = json_number(lifetime, -1);
    int64_t when = 0;
    if (lifetime && (json_kind(lifetime) != JSON_NUMBER || minutes != (int)minutes))
        return refuse(request, reply,
                      "Cannot convert the value of 'lifetimeInMinutes' to the expected type 'Edm.Int32'.");
    if (lifetime && (minutes < policy.minimum_lifetime || minutes > policy.maximum_lifetime))
        return refuse(request, reply,
                      arena_printf(request->arena,
                                   "Invalid LifetimeInMinutes specified. The valid range between %d and %d.",
                                   policy.minimum_lifetime, policy.maximum_lifetime));
    if (once && json_kind(once) != JSON_BOOL)
        return refuse(request, reply, "Cannot convert the value of 'isUsableOnce' to the expected type 'Edm.Boolean'.");
    if (once && !json_true(once) && policy.once)
        return refuse(request, reply,
                      "The Temporary Access Pass policy of the tenant requires one-time use: isUsableOnce must be "
                      "true.");
    if (start && (!strchr(text, 'T') || !clock_parse(text, strlen(text), &when)))
        return refuse(request, reply,
                      "Cannot convert the value of 'startDateTime' to the expected type 'Edm.DateTimeOffset'.");
    if (start && when < clock_now() - LATE)
        return refuse(request, reply, "Invalid StartDateTime specified. The start must not be in the past.");
    return true;
}

static char *pass_of(struct arena *arena, int length)
{
    static const char characters[] = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789+&^%#*@=";
    char *text = arena_bytes(arena, (size_t)length + 1);
    for (int i = 0; i < length; i++)
        text[i] = characters[random_below(sizeof characters - 1)];
    text[length] = '\0';
    return text;
}

static struct json *pass_object(struct tenant *tenant, const struct json *body)
{
    char id[UUID_TEXT], date[CLOCK_TEXT];
    struct policy_tap policy = policies_tap(tenant->store);
    const char *start = json_text(json_get(body, "startDateTime"));
    int64_t when = clock_now();
    struct json *pass = json_new_object();
    if (start)
        clock_parse(start, strlen(start), &when);
    json_set_text(pass, "@odata.type", METHOD_TAP);
    json_set_text(pass, "id", random_uuid(id));
    json_set_text(pass, "createdDateTime", clock_format(clock_now(), date));
    json_set_text(pass, "startDateTime", clock_format(when, date));
    json_set_number(pass, "lifetimeInMinutes",
                    json_number(json_get(body, "lifetimeInMinutes"), policy.default_lifetime));
    json_set_bool(pass, "isUsableOnce",
                  json_get(body, "isUsableOnce") ? json_true(json_get(body, "isUsableOnce")) : policy.once);
    return pass;
}

void tap_create(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const known[] = {"@odata.type", "lifetimeInMinutes", "isUsableOnce", "startDateTime", NULL};
    static const char *const none[] = {NULL};
    struct user_record user;
    uint32_t number = objects_no_options(request, reply) ? users_of_path(tenant, request, reply) : SEED_NOBODY;
    auto_json struct json *body = number == SEED_NOBODY ? NULL : objects_body(request, reply, known, true);
    if (!body)
        return;
    user_record_load(&user, tenant->store, number);
    if (!user_fits(tenant, request, reply, &user) || !body_fits(tenant, request, reply, body))
        return;
    auto_json struct json *before = methods_of(&user);
    struct json *after = json_new_array(), *pass = pass_object(tenant, body), *told = json_copy(pass);
    for (const struct json *method = json_first(before); method; method = json_next(method))
        if (strcmp(methods_text(method, "@odata.type"), METHOD_TAP) != 0) /* one at a time: the new one replaces */
            json_push(after, json_copy(method));
    json_push(after, pass);
    methods_write(tenant, number, after);
    tap_judge(tenant->store, told);
    json_set_text(told, "temporaryAccessPass", pass_of(request->arena, policies_tap(tenant->store).length));
    json_remove(told, "@odata.type");
    const struct object_kind kind = {.type = "temporaryAccessPassAuthenticationMethod",
                                     .set = arena_printf(request->arena,
                                                         "users('%s')/authentication/temporaryAccessPassMethods",
                                                         request->segments[1]),
                                     .properties = none};
    objects_answer(request, reply, &kind, 201, told);
}
