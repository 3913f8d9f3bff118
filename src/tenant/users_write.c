/* Writing users: PATCH with Graph's validation, sessions, passwords of synced users. */
#include "tenant/users.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "tenant/property.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool refuse(const struct tenant_request *request, struct tenant_reply *reply, int status, const char *code,
                   const char *message)
{
    tenant_error(request, reply, status, code, message);
    return false;
}

static bool invalid_value(const struct tenant_request *request, struct tenant_reply *reply, const char *name)
{
    return refuse(request, reply, 400, "Request_BadRequest",
                  arena_printf(request->arena, "Invalid value specified for property '%s' of resource 'User'.", name));
}

static size_t characters(const char *text)
{
    size_t n = 0;
    for (; *text; text++)
        n += ((unsigned char)*text & 0xc0) != 0x80;
    return n;
}

static bool text_fits(const struct tenant_request *request, struct tenant_reply *reply, const struct property *property,
                      const char *text)
{
    if (!text || !*text)
        return invalid_value(request, reply, property->name);
    if (!property->longest || characters(text) <= property->longest)
        return true;
    return refuse(request, reply, 400, "Request_BadRequest",
                  arena_printf(request->arena, "The value of property '%s' exceeds the maximum allowed size of %zu.",
                               property->name, property->longest));
}

static bool type_fits(const struct tenant_request *request, struct tenant_reply *reply, const struct property *property,
                      const struct json *value)
{
    int64_t ignored;
    if (json_kind(value) == JSON_NULL)
        return property->flags & PROPERTY_CLEARABLE || invalid_value(request, reply, property->name);
    switch (property->type) {
    case TYPE_BOOL:
        return json_kind(value) == JSON_BOOL || invalid_value(request, reply, property->name);
    case TYPE_TEXT:
        return text_fits(request, reply, property, json_text(value));
    case TYPE_DATE:
        return (json_text(value) && clock_parse(json_text(value), strlen(json_text(value)), &ignored)) ||
               invalid_value(request, reply, property->name);
    case TYPE_TEXTS:
        if (json_kind(value) != JSON_ARRAY || (!strcmp(property->name, "businessPhones") && json_count(value) > 1))
            return invalid_value(request, reply, property->name);
        for (const struct json *one = json_first(value); one; one = json_next(one))
            if (!text_fits(request, reply, property, json_text(one)))
                return false;
        return true;
    default:
        return json_kind(value) == JSON_OBJECT || invalid_value(request, reply, property->name);
    }
}

/* --- passwords --- */

static bool strong(const char *password)
{
    int classes[4] = {0};
    size_t length = strlen(password);
    for (const char *c = password; *c; c++)
        classes[isupper((unsigned char)*c) ? 0 : islower((unsigned char)*c) ? 1 : isdigit((unsigned char)*c) ? 2 : 3] = 1;
    return length >= 8 && length <= 256 && classes[0] + classes[1] + classes[2] + classes[3] >= 3;
}

static bool contains(const char *text, const char *part)
{
    return strlen(part) >= 4 && strcasestr(text, part);
}

static bool password_fits(const struct tenant_request *request, struct tenant_reply *reply, const struct seed_user *user,
                          const char *password)
{
    static const char *const banned[] = {"password", "contoso", "welcome", "qwerty"};
    if (!strong(password))
        return refuse(request, reply, 400, "Request_BadRequest",
                      "The specified password does not comply with password complexity requirements. Please provide a "
                      "different password.");
    for (size_t i = 0; i < sizeof banned / sizeof *banned; i++)
        if (contains(password, banned[i]) && strlen(password) < 16)
            return refuse(request, reply, 400, "Request_BadRequest",
                          "The specified password is too weak: it contains a commonly used or banned password.");
    if (contains(password, user->given_name) || contains(password, user->surname) || contains(password, user->nickname))
        return refuse(request, reply, 400, "Request_BadRequest", "The password cannot contain the user's name.");
    return true;
}

static bool profile_fits(const struct tenant_request *request, struct tenant_reply *reply, const struct seed_user *user,
                         const struct json *profile)
{
    static const char *const known[] = {"password", "forceChangePasswordNextSignIn", "forceChangePasswordNextSignInWithMfa"};
    for (const struct json *member = json_first(profile); member; member = json_next(member)) {
        size_t i = 0;
        while (i < 3 && strcmp(json_key(member), known[i]) != 0)
            i++;
        if (i == 3 || json_kind(member) != (i ? JSON_BOOL : JSON_STRING))
            return invalid_value(request, reply, "passwordProfile");
    }
    const char *password = json_text(json_get(profile, "password"));
    return !password || password_fits(request, reply, user, password);
}

/* --- PATCH --- */

static bool upn_fits(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                     const char *upn, uint32_t number)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'.-_!#^~";
    const char *at = strrchr(upn, '@');
    if (!at || at == upn || strspn(upn, allowed) != (size_t)(at - upn))
        return invalid_value(request, reply, "userPrincipalName");
    if (strcasecmp(at + 1, SEED_DOMAIN) != 0 && strcasecmp(at + 1, SEED_INITIAL_DOMAIN) != 0)
        return refuse(request, reply, 400, "Request_BadRequest",
                      "The domain portion of the userPrincipalName property is invalid. You must use one of the verified "
                      "domain names in your organization.");
    if (store_upn_taken(tenant->store, upn, number))
        return refuse(request, reply, 400, "Request_BadRequest",
                      "Another object with the same value for property userPrincipalName already exists.");
    return true;
}

static bool permitted(const struct tenant_request *request, struct tenant_reply *reply, const struct property *property)
{
    bool password = !strcmp(property->name, "passwordProfile"); /* User.ReadWrite.All does not suffice */
    if (property->permission && users_caller_holds(request, property->permission))
        return true;
    if (!password && (users_caller_holds(request, "User.ReadWrite.All") || users_caller_holds(request, "Directory.ReadWrite.All")))
        return true;
    return refuse(request, reply, 403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
}

static bool member_fits(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                        const struct user_record *user, const struct json *member)
{
    const char *name = json_key(member);
    const struct property *property = property_find(name, strlen(name));
    if (!property)
        return refuse(request, reply, 400, "Request_BadRequest", arena_printf(request->arena, "Invalid property '%s'.", name));
    if (!(property->flags & PROPERTY_WRITABLE))
        return refuse(request, reply, 400, "Request_BadRequest",
                      arena_printf(request->arena, "Property '%s' is read-only and cannot be set.", name));
    if (!permitted(request, reply, property) || !type_fits(request, reply, property, member))
        return false;
    if (user->seed.synced && !(property->flags & PROPERTY_SYNCED))
        return refuse(request, reply, 400, "Request_BadRequest",
                      "Unable to update the specified properties for on-premises mastered Directory Sync objects or objects "
                      "currently undergoing migration.");
    if (!strcmp(name, "userPrincipalName"))
        return upn_fits(tenant, request, reply, json_text(member), user->seed.number);
    if (!strcmp(name, "usageLocation") && strlen(json_text_or(member, "")) != 2)
        return invalid_value(request, reply, name);
    if (!strcmp(name, "passwordProfile"))
        return profile_fits(request, reply, &user->seed, member);
    return true;
}

static void write_now(struct tenant *tenant, uint32_t number, const char *property)
{
    char date[CLOCK_TEXT];
    store_write(tenant->store, number, property, json_new_text(clock_format(clock_now(), date)));
}

static void carry_out(struct tenant *tenant, uint32_t number, const struct json *body)
{
    for (const struct json *member = json_first(body); member; member = json_next(member)) {
        if (strcmp(json_key(member), "passwordProfile") != 0) {
            store_write(tenant->store, number, json_key(member), json_copy(member));
            continue;
        }
        if (json_get(member, "password")) { /* a new password also ends sessions */
            write_now(tenant, number, "lastPasswordChangeDateTime");
            write_now(tenant, number, "signInSessionsValidFromDateTime");
        }
    }
}

void users_patch(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const allowed[] = {NULL};
    struct user_record user;
    if (!tenant_allow_query(request, reply, allowed))
        return;
    uint32_t number = users_of_path(tenant, request, reply);
    if (number == SEED_NOBODY)
        return;
    auto_json struct json *body = tenant_body(request, reply);
    if (!body)
        return;
    if (!json_count(body)) {
        refuse(request, reply, 400, "Request_BadRequest", "Empty Payload. JSON content expected.");
        return;
    }
    user_record_load(&user, tenant->store, number);
    for (const struct json *member = json_first(body); member; member = json_next(member))
        if (!member_fits(tenant, request, reply, &user, member))
            return; /* all or nothing */
    carry_out(tenant, number, body);
    tenant_empty(reply, 204);
}

/* --- sessions --- */

static bool empty_body(const struct tenant_request *request, struct tenant_reply *reply)
{
    if (!request->body_length)
        return true;
    auto_json struct json *body = tenant_body(request, reply);
    if (!body)
        return false;
    return json_count(body) == 0 ||
           refuse(request, reply, 400, "BadRequest",
                  arena_printf(request->arena, "The parameter '%s' in the request payload is not a valid parameter for the "
                                               "operation 'revokeSignInSessions'.", json_key(json_first(body))));
}

void users_revoke(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    uint32_t number = users_of_path(tenant, request, reply);
    if (number == SEED_NOBODY || !empty_body(request, reply))
        return;
    auto_json struct json *answer = json_new_object();
    write_now(tenant, number, "signInSessionsValidFromDateTime");
    json_set_text(answer, "@odata.context",
                  arena_printf(request->arena, "%s/%s/$metadata#Edm.Boolean", request->origin, request->version));
    json_set_bool(answer, "value", true);
    tenant_json(reply, 200, answer);
}

/* --- passwords written back on-premises (A3, A4) --- */

#define PASSWORD_METHOD "28c10230-6103-485e-b985-444c60001490"

void users_reset_password(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    uint32_t number = users_of_path(tenant, request, reply);
    struct user_record user;
    if (number == SEED_NOBODY)
        return;
    if (strcasecmp(request->segments[4], PASSWORD_METHOD) != 0) {
        refuse(request, reply, 404, "resourceNotFound", "The authentication method does not exist.");
        return;
    }
    auto_json struct json *body = tenant_body(request, reply);
    if (!body)
        return;
    user_record_load(&user, tenant->store, number);
    char id[GUID_TEXT];
    if (request->caller.user_oid && !strcasecmp(request->caller.user_oid, guid_format(&user.seed.id, id))) {
        refuse(request, reply, 400, "badRequest", "You cannot reset your own password.");
        return;
    }
    const char *password = json_text(json_get(body, "newPassword"));
    if (!password) {
        refuse(request, reply, 400, "badRequest", "newPassword is required in a hybrid tenant.");
        return;
    }
    if (!password_fits(request, reply, &user.seed, password))
        return;
    write_now(tenant, number, "lastPasswordChangeDateTime");
    struct store_operation *operation = store_operation_new(tenant->store, number);
    tenant_empty(reply, 202);
    tenant_reply_header(reply, "Location",
                        arena_printf(request->arena, "%s/%s/users/%s/authentication/operations/%s", request->origin,
                                     request->version, id, operation->id));
}

void users_operation(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    uint32_t number = users_of_path(tenant, request, reply);
    if (number == SEED_NOBODY)
        return;
    struct store_operation *operation = store_operation(tenant->store, request->segments[4]);
    if (!operation || operation->number != number) {
        refuse(request, reply, 404, "resourceNotFound", "The operation does not exist.");
        return;
    }
    auto_json struct json *answer = json_new_object();
    bool done = operation->asked++ > 0; /* seen running once */
    json_set_text(answer, "id", operation->id);
    json_set_text(answer, "status", done ? "succeeded" : "running");
    json_set_text(answer, "statusDetail", done ? "The password was written back." : "The password is on its way.");
    if (!done)
        tenant_reply_header(reply, "Retry-After", "1");
    tenant_json(reply, 200, answer);
}
