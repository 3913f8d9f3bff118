/* Telephones and addresses that an administrator registers for somebody (REQUESTS §16.4). */
#include "tenant/graph/methods.h"
#include "tenant/graph/users.h"

#include "base/clock.h"
#include <ctype.h>
#include <string.h>
#include <strings.h>

#define PHONE    "#microsoft.graph.phoneAuthenticationMethod"
#define EMAIL_ID "3ddfcfc8-9383-446f-83cc-3ab9be4be18f" /* the same for everybody */
#define EMAIL    "#microsoft.graph.emailAuthenticationMethod"

static const struct {
    const char *type, *id;
} phones[] = {{"mobile", METHOD_MOBILE}, {"alternateMobile", METHOD_ALTERNATE}, {"office", METHOD_OFFICE}};

static bool refuse(const struct tenant_request *request, struct tenant_reply *reply, const char *message)
{
    tenant_error(request, reply, 400, "invalidRequest", message);
    return false;
}

/* "+31 612345678", "+1 4255550199x123". */
static bool is_number(const char *text)
{
    size_t code = 0, digits = 0;
    if (*text++ != '+')
        return false;
    for (; isdigit((unsigned char)*text); text++)
        code++;
    if (code < 1 || code > 3 || *text++ != ' ')
        return false;
    for (; isdigit((unsigned char)*text); text++)
        digits++;
    if (*text == 'x')
        for (text++; isdigit((unsigned char)*text); text++)
            ;
    return digits >= 4 && digits <= 14 && !*text;
}

static const struct json *phone_of(const struct json *methods, const char *id)
{
    for (const struct json *one = json_first(methods); one; one = json_next(one))
        if (!strcmp(methods_text(one, "@odata.type"), PHONE) && !strcasecmp(methods_text(one, "id"), id))
            return one;
    return NULL;
}

static bool load(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                 struct user_record *user)
{
    uint32_t number = objects_no_options(request, reply) ? users_of_path(tenant, request, reply) : SEED_NOBODY;
    if (number != SEED_NOBODY)
        user_record_load(user, tenant->store, number);
    return number != SEED_NOBODY;
}

static void answer(const struct tenant_request *request, struct tenant_reply *reply, struct json *method)
{
    static const char *const nothing[] = {NULL};
    const struct object_kind kind = {.type = "authenticationMethod",
                                     .set = arena_printf(request->arena, "users('%s')/authentication/%s",
                                                         request->segments[1], request->segments[3]),
                                     .properties = nothing};
    objects_answer(request, reply, &kind, 201, method);
}

static struct json *method_new(const char *type, const char *id)
{
    char date[CLOCK_TEXT];
    struct json *one = json_new_object();
    json_set_text(one, "@odata.type", type);
    json_set_text(one, "id", id);
    json_set_text(one, "createdDateTime", clock_format(clock_now(), date));
    return one;
}

void methods_add_phone(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const known[] = {"phoneNumber", "phoneType", NULL};
    struct user_record user;
    if (!load(tenant, request, reply, &user))
        return;
    auto_json struct json *body = objects_body(request, reply, known, true);
    const char *type = json_text_or(json_get(body, "phoneType"), ""), *id = NULL;
    for (size_t i = 0; i < sizeof phones / sizeof *phones; i++)
        if (!strcasecmp(phones[i].type, type))
            id = phones[i].id;
    if (!body)
        return;
    auto_json struct json *methods = methods_of(&user);
    if (!id || !is_number(json_text_or(json_get(body, "phoneNumber"), ""))) {
        refuse(request, reply,
               id ? "Phone number is invalid: +{country code} {number}x{extension}." : "Phone type is invalid.");
    } else if (phone_of(methods, id)) {
        refuse(request, reply, "A phone of this type is registered already.");
    } else if (!strcmp(id, METHOD_ALTERNATE) && !phone_of(methods, METHOD_MOBILE)) {
        refuse(request, reply, "An alternate mobile phone needs a mobile phone first.");
    } else {
        struct json *one = method_new(PHONE, id);
        json_set_text(one, "phoneNumber", json_text(json_get(body, "phoneNumber")));
        json_set_text(one, "phoneType", type);
        json_set_text(one, "smsSignInState", !strcmp(id, METHOD_MOBILE) ? "ready" : "notSupported");
        json_push(methods, json_copy(one));
        methods_write(tenant, user.seed.number, json_copy(methods));
        answer(request, reply, one);
    }
}

/* The user's phone of the path, changed in a copy of all. NULL after answering. */
static struct json *changed_phone(const struct tenant_request *request, struct tenant_reply *reply,
                                  const struct user_record *user, struct json **all)
{
    *all = methods_of(user);
    const struct json *one = phone_of(*all, request->segments[4]);
    if (!one)
        tenant_error(request, reply, 404, "resourceNotFound",
                     "The requested authentication method was not found for the user.");
    return (struct json *)one; /* of the copy, which is ours */
}

void methods_patch_phone(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const known[] = {"phoneNumber", "phoneType", NULL};
    struct user_record user;
    if (!load(tenant, request, reply, &user))
        return;
    auto_json struct json *body = objects_body(request, reply, known, true);
    auto_json struct json *all = NULL;
    struct json *one = body ? changed_phone(request, reply, &user, &all) : NULL;
    if (!one)
        return;
    if (json_get(body, "phoneType") &&
        strcmp(json_text_or(json_get(body, "phoneType"), ""), methods_text(one, "phoneType")) != 0) {
        refuse(request, reply, "The type of a phone cannot be changed.");
    } else if (!is_number(json_text_or(json_get(body, "phoneNumber"), ""))) {
        refuse(request, reply, "Phone number is invalid: +{country code} {number}x{extension}.");
    } else {
        json_set_text(one, "phoneNumber", json_text(json_get(body, "phoneNumber")));
        methods_write(tenant, user.seed.number, json_copy(all));
        tenant_empty(reply, 204);
    }
}

/* enableSmsSignIn, disableSmsSignIn: of a mobile phone, where the policy allows it. */
void methods_sms(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct user_record user;
    auto_json struct json *all = NULL;
    struct json *one = load(tenant, request, reply, &user) ? changed_phone(request, reply, &user, &all) : NULL;
    if (!one)
        return;
    const char *state = methods_text(one, "smsSignInState");
    if (!strcmp(state, "notSupported") || !strcmp(state, "notAllowedByPolicy")) {
        refuse(request, reply,
               !strcmp(state, "notSupported") ? "SMS sign-in is for mobile phones alone."
                                              : "The user is not enabled by policy for SMS sign-in.");
        return;
    }
    json_set_text(one, "smsSignInState", !strcasecmp(request->segments[5], "enableSmsSignIn") ? "ready" : "notEnabled");
    methods_write(tenant, user.seed.number, json_copy(all));
    tenant_empty(reply, 204);
}

void methods_add_email(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const known[] = {"emailAddress", NULL};
    struct user_record user;
    if (!load(tenant, request, reply, &user))
        return;
    auto_json struct json *body = objects_body(request, reply, known, true);
    const char *address = json_text_or(json_get(body, "emailAddress"), ""), *at = strchr(address, '@');
    if (!body)
        return;
    auto_json struct json *methods = methods_of(&user);
    for (const struct json *one = json_first(methods); one; one = json_next(one))
        if (!strcmp(methods_text(one, "@odata.type"), EMAIL)) {
            refuse(request, reply, "An email method is registered already.");
            return;
        }
    if (!at || at == address || !strchr(at, '.')) {
        refuse(request, reply, "The email address is invalid.");
        return;
    }
    struct json *one = method_new(EMAIL, EMAIL_ID);
    json_set_text(one, "emailAddress", address);
    json_push(methods, json_copy(one));
    methods_write(tenant, user.seed.number, json_copy(methods));
    answer(request, reply, one);
}
