/* The rules of a write, in the service's words. */
#include "tenant/graph/user_rules.h"

#include "base/clock.h"
#include "tenant/graph/rights.h"
#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool refuse(const struct tenant_request *request, struct tenant_reply *reply, const char *detail,
                   const char *target, const char *message)
{
    tenant_error_about(request, reply, 400, "Request_BadRequest", message, detail, target);
    return false;
}

static bool invalid_value(const struct tenant_request *request, struct tenant_reply *reply, const char *name)
{
    return refuse(request, reply, "InvalidValue", name,
                  arena_printf(request->arena, "Invalid value specified for property '%s' of resource 'User'.", name));
}

/* --- types and sizes --- */

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
    if (!text || !*text) /* an empty text is no way to clear a property */
        return invalid_value(request, reply, property->name);
    if (property->longest && characters(text) > property->longest)
        return refuse(request, reply, "InvalidLength", property->name,
                      arena_printf(request->arena,
                                   "Invalid value specified for property '%s' of resource 'User': the property "
                                   "value exceeds the maximum allowed size of %zu.",
                                   property->name, property->longest));
    for (size_t i = 0; property->values; i++) {
        if (!property->values[i])
            return invalid_value(request, reply, property->name);
        if (!strcmp(property->values[i], text))
            break;
    }
    return true;
}

static bool texts_fit(const struct tenant_request *request, struct tenant_reply *reply, const struct property *property,
                      const struct json *value)
{
    if (json_kind(value) != JSON_ARRAY || (!strcmp(property->name, "businessPhones") && json_count(value) > 1))
        return invalid_value(request, reply, property->name);
    for (const struct json *one = json_first(value); one; one = json_next(one))
        if (!text_fits(request, reply, property, json_text(one)))
            return false;
    return true;
}

static bool null_fits(const struct tenant_request *request, struct tenant_reply *reply, const struct property *property)
{
    if (property->type == TYPE_TEXTS)
        return refuse(request, reply, "InvalidValue", property->name,
                      arena_printf(request->arena,
                                   "A null value was found for the property named '%s', which has the expected "
                                   "type 'Collection(Edm.String)[Nullable=False]'. The expected type does not "
                                   "allow null values.",
                                   property->name));
    return property->flags & PROPERTY_CLEARABLE || invalid_value(request, reply, property->name);
}

static bool members_fit(const struct tenant_request *request, struct tenant_reply *reply,
                        const struct property *property, const struct json *value)
{
    if (json_kind(value) != JSON_OBJECT)
        return invalid_value(request, reply, property->name);
    for (const struct json *one = property->members ? json_first(value) : NULL; one; one = json_next(one)) {
        const char *const *known = property->members, *text = json_text(one);
        while (*known && strcmp(*known, json_key(one)) != 0)
            known++;
        if (!*known)
            return refuse(request, reply, "InvalidProperty", property->name,
                          arena_printf(request->arena, "Invalid property '%s'.", json_key(one)));
        if (json_kind(one) != JSON_NULL && (!text || characters(text) > 1024))
            return invalid_value(request, reply, property->name);
    }
    return true;
}

static bool type_fits(const struct tenant_request *request, struct tenant_reply *reply, const struct property *property,
                      const struct json *value)
{
    const char *text = json_text(value);
    int64_t ms;
    if (json_kind(value) == JSON_NULL)
        return null_fits(request, reply, property);
    switch (property->type) {
    case TYPE_BOOL:
        return json_kind(value) == JSON_BOOL || invalid_value(request, reply, property->name);
    case TYPE_TEXT:
        return text_fits(request, reply, property, text);
    case TYPE_DATE:
        return (text && strchr(text, 'T') && clock_parse(text, strlen(text), &ms)) ||
               invalid_value(request, reply, property->name);
    case TYPE_TEXTS:
        return texts_fit(request, reply, property, value);
    default:
        return members_fit(request, reply, property, value);
    }
}

/* --- passwords --- */

static bool strong(const char *password)
{
    int classes[4] = {0};
    size_t length = strlen(password);
    for (const char *c = password; *c; c++)
        classes[isupper((unsigned char)*c)   ? 0
                : islower((unsigned char)*c) ? 1
                : isdigit((unsigned char)*c) ? 2
                                             : 3] = 1;
    return length >= 8 && length <= 256 && classes[0] + classes[1] + classes[2] + classes[3] >= 3;
}

static bool contains(const char *text, const char *part)
{
    return strlen(part) >= 4 && strcasestr(text, part);
}

bool user_rules_password(const struct tenant_request *request, struct tenant_reply *reply,
                         const struct user_record *user, const char *password)
{
    static const char *const banned[] = {"password", "contoso", "welcome", "qwerty"};
    const struct seed_user *seed = &user->seed;
    if (!strong(password))
        return refuse(request, reply, "PasswordComplexity", "passwordProfile",
                      "The specified password does not comply with password complexity requirements. Please provide a "
                      "different password.");
    for (size_t i = 0; i < sizeof banned / sizeof *banned; i++)
        if (contains(password, banned[i]) && strlen(password) < 16)
            return refuse(
                request, reply, "PasswordBanned", "passwordProfile",
                "The specified password is too weak: it is a commonly used or banned password. Please provide a "
                "different password.");
    if (contains(password, seed->given_name) || contains(password, seed->surname) || contains(password, seed->nickname))
        return refuse(request, reply, "PasswordContainsName", "passwordProfile",
                      "The specified password cannot contain the user's name. Please provide a different password.");
    return true;
}

static const char *const known_of_profile[] = {"password", "forceChangePasswordNextSignIn",
                                               "forceChangePasswordNextSignInWithMfa"};

static const char *spelling(const char *name, bool in_profile)
{
    const struct property *property = in_profile ? NULL : property_find(name, strlen(name));
    for (size_t i = 0; in_profile && i < 3; i++)
        if (!strcasecmp(name, known_of_profile[i]))
            return known_of_profile[i];
    return property ? property->name : name;
}

static struct json *spelt(const struct json *body, bool in_profile)
{
    struct json *out = json_new_object();
    for (const struct json *member = json_first(body); member; member = json_next(member)) {
        const char *name = spelling(json_key(member), in_profile);
        bool profile = !strcmp(name, "passwordProfile") && json_kind(member) == JSON_OBJECT;
        json_set(out, name, profile ? spelt(member, true) : json_copy(member));
    }
    return out;
}

struct json *user_rules_spelt(struct json *body)
{
    struct json *out = body ? spelt(body, false) : NULL;
    json_free(body);
    return out;
}

static bool profile_fits(const struct tenant_request *request, struct tenant_reply *reply,
                         const struct user_record *user, const struct json *profile)
{
    if (!json_first(profile))
        return invalid_value(request, reply, "passwordProfile");
    for (const struct json *member = json_first(profile); member; member = json_next(member)) {
        size_t i = 0;
        while (i < 3 && strcmp(json_key(member), known_of_profile[i]) != 0)
            i++;
        if (i == 3)
            return refuse(request, reply, "InvalidProperty", "passwordProfile",
                          arena_printf(request->arena, "Invalid property '%s'.", json_key(member)));
        if (json_kind(member) != (i ? JSON_BOOL : JSON_STRING))
            return invalid_value(request, reply, "passwordProfile");
    }
    const char *password = json_text(json_get(profile, "password"));
    return !password || user_rules_password(request, reply, user, password);
}

/* --- names and addresses --- */

static const char name_characters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'.-_!#^~";

/* What stands before the "@" (REQUESTS §10.1). */
static bool name_fits(const char *name, size_t length)
{
    bool dots = length && (name[0] == '.' || name[length - 1] == '.');
    for (size_t i = 1; i < length; i++)
        dots |= name[i] == '.' && name[i - 1] == '.';
    return length && length <= 64 && !dots && strspn(name, name_characters) >= length;
}

bool user_rules_name(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                     const char *upn, uint32_t number)
{
    static const char name[] = "userPrincipalName";
    const char *at = strrchr(upn, '@');
    const struct seed_people *people = store_people(tenant->store);
    if (!at || !name_fits(upn, (size_t)(at - upn)) || strlen(at + 1) > 48)
        return invalid_value(request, reply, name);
    if (strcasecmp(at + 1, people->domain) != 0 && strcasecmp(at + 1, people->initial_domain) != 0 &&
        (!people->federated_domain || strcasecmp(at + 1, people->federated_domain) != 0))
        return refuse(
            request, reply, "InvalidValue", name,
            "The domain portion of the userPrincipalName property is invalid. You must use one of the verified "
            "domain names in your organization.");
    if (store_upn_taken(tenant->store, upn, number))
        return refuse(request, reply, "ObjectConflict", name,
                      "Another object with the same value for property userPrincipalName already exists.");
    return true;
}

static bool is_address(const char *text)
{
    const char *at = strchr(text, '@');
    for (const char *c = text; *c; c++)
        if (*c == ' ' || *c == ',' || *c == ';' || *c == '<' || *c == '>' || iscntrl((unsigned char)*c))
            return false;
    return at && at != text && !strchr(at + 1, '@') && strchr(at + 1, '.') && at[1] != '.' &&
           text[strlen(text) - 1] != '.';
}

static bool mail_fits(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                      const char *mail, uint32_t number)
{
    if (!is_address(mail))
        return invalid_value(request, reply, "mail");
    return !store_mail_taken(tenant->store, mail, number) ||
           refuse(request, reply, "ObjectConflict", "proxyAddresses",
                  "Another object with the same value for property proxyAddresses already exists.");
}

static bool is_language(const char *text)
{
    size_t letters = strspn(text, "abcdefghijklmnopqrstuvwxyz");
    const char *rest = text + letters;
    return letters >= 2 && letters <= 3 &&
           (!*rest || (*rest == '-' && strlen(rest) > 2 &&
                       strspn(rest + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                        "0123456789-") == strlen(rest + 1)));
}

/* Rules of single properties; `value` is of the right type and no null. */
static bool value_fits(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                       const struct user_record *user, const struct property *property, const struct json *value)
{
    const char *name = property->name, *text = json_text_or(value, "");
    bool good = true;
    if (!strcmp(name, "userPrincipalName"))
        return user_rules_name(tenant, request, reply, text, user->seed.number);
    if (!strcmp(name, "mail"))
        return mail_fits(tenant, request, reply, text, user->seed.number);
    if (!strcmp(name, "passwordProfile"))
        return profile_fits(request, reply, user, value);
    if (!strcmp(name, "usageLocation"))
        good = strlen(text) == 2 && isalpha((unsigned char)text[0]) && isalpha((unsigned char)text[1]);
    else if (!strcmp(name, "mailNickname"))
        good = name_fits(text, strlen(text));
    else if (!strcmp(name, "preferredLanguage"))
        good = is_language(text);
    else if (!strcmp(name, "otherMails"))
        for (const struct json *one = json_first(value); one && good; one = json_next(one))
            good = is_address(json_text_or(one, ""));
    return good || invalid_value(request, reply, name);
}

/* --- who may set what --- */

static bool denied(const struct tenant_request *request, struct tenant_reply *reply)
{
    tenant_error(request, reply, 403, "Authorization_RequestDenied",
                 "Insufficient privileges to complete the operation.");
    return false;
}

static bool holds_any(const struct tenant_request *request, const char *const *any)
{
    for (; *any; any++)
        if (tenant_caller_holds(request, *any))
            return true;
    return false;
}

/* Whether the caller may set the property at all; else false after answering 403. */
static bool user_rules_permission(const struct tenant_request *request, struct tenant_reply *reply,
                                  const struct property *property)
{
    static const char *const all[] = {"User.ReadWrite.All", "Directory.ReadWrite.All", NULL};
    static const char *const read[] = {"User.Read.All", "User.ReadWrite.All", "Directory.Read.All",
                                       "Directory.ReadWrite.All", NULL};
    if (property->flags & PROPERTY_PERSON && !request->caller.delegated)
        return denied(request, reply);
    if (!(property->flags & PROPERTY_ONLY) && holds_any(request, all))
        return true;
    if (!property->permission || !tenant_caller_holds(request, property->permission))
        return denied(request, reply);
    return property->type != TYPE_BOOL || holds_any(request, read) ||
           denied(request, reply); /* accountEnabled needs both */
}

/* Which table a property's writing goes by (REQUESTS §0.4). */
static enum right right_of(const struct json *member)
{
    static const struct {
        const char *name;
        enum right right;
    } rows[] = {{"accountEnabled", RIGHT_SENSITIVE},    {"onPremisesImmutableId", RIGHT_SENSITIVE},
                {"userPrincipalName", RIGHT_SENSITIVE}, {"businessPhones", RIGHT_RESET},
                {"mobilePhone", RIGHT_RESET},           {"otherMails", RIGHT_RESET}};
    const char *name = json_key(member);
    if (!strcasecmp(name, "passwordProfile"))
        return json_get(member, "password") ? RIGHT_RESET : RIGHT_SENSITIVE;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (!strcasecmp(rows[i].name, name))
            return rows[i].right;
    return RIGHT_BASIC;
}

/* What a federated user's home decides on. */
static bool federation_allows(const struct tenant_request *request, struct tenant_reply *reply,
                              const struct user_record *user, const struct json *member)
{
    char scratch[SEED_TEXT];
    const char *upn = property_text(property_find("userPrincipalName", strlen("userPrincipalName")), user, scratch);
    const char *at = upn ? strrchr(upn, '@') : NULL, *name = json_key(member);
    if (!at || strcasecmp(at + 1, SEED_FEDERATED_DOMAIN) != 0)
        return true;
    if (!strcmp(name, "onPremisesImmutableId") && json_kind(member) == JSON_NULL)
        return refuse(
            request, reply, "InvalidValue", name,
            "Property 'onPremisesImmutableId' is required for a user of a federated domain and cannot be cleared.");
    if (!strcmp(name, "passwordProfile"))
        return refuse(
            request, reply, "InvalidValue", name,
            "The password of a federated user cannot be set here; it is kept by the user's identity provider.");
    return true;
}

bool user_rules_external(const struct tenant_request *request, struct tenant_reply *reply)
{
    return refuse(request, reply, "InvalidValue", "passwordProfile",
                  "The password of an external user cannot be set in this directory.");
}

bool user_rules_new_member(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                           const struct user_record *user, const struct json *member)
{
    const char *name = json_key(member);
    const struct property *property = property_find(name, strlen(name));
    if (!property)
        return refuse(request, reply, "InvalidProperty", name,
                      arena_printf(request->arena, "Invalid property '%s'.", name));
    if (!strcmp(name, "proxyAddresses") || (property->flags & PROPERTY_PERSON && !request->caller.delegated))
        return denied(request, reply);
    if (!(property->flags & PROPERTY_WRITABLE))
        return refuse(request, reply, "ReadOnlyProperty", name,
                      arena_printf(request->arena, "Property '%s' is read-only and cannot be set.", name));
    return type_fits(request, reply, property, member) &&
           (json_kind(member) == JSON_NULL || value_fits(tenant, request, reply, user, property, member));
}

bool user_rules_member(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                       const struct user_record *user, const struct json *member)
{
    const char *name = json_key(member);
    const struct property *property = property_find(name, strlen(name));
    if (!property)
        return refuse(request, reply, "InvalidProperty", name,
                      arena_printf(request->arena, "Invalid property '%s'.", name));
    if (!strcasecmp(name, "proxyAddresses")) /* whoever asks (REQUESTS §3.1) */
        return denied(request, reply);
    if (!(property->flags & PROPERTY_WRITABLE))
        return refuse(request, reply, "ReadOnlyProperty", name,
                      arena_printf(request->arena, "Property '%s' is read-only and cannot be set.", name));
    if (!user_rules_permission(request, reply, property) || !type_fits(request, reply, property, member))
        return false;
    if (user_record_synced(user) && !(property->flags & PROPERTY_SYNCED))
        return refuse(
            request, reply, "OnPremisesMastered", name,
            "Unable to update the specified properties for on-premises mastered Directory Sync objects or objects "
            "currently undergoing migration.");
    if (user->seed.once_synced && !strcmp(property->name, "onPremisesExtensionAttributes"))
        return refuse(request, reply, "InvalidValue", property->name,
                      "Unable to update the specified properties for objects that have originated within an external "
                      "service.");
    if (!rights_over(tenant, request, user, right_of(member)) ||
        (!strcasecmp(name, "passwordProfile") && !rights_set_password(request)))
        return denied(request, reply);
    if (!federation_allows(request, reply, user, member))
        return false;
    if (user->seed.guest && !strcasecmp(name, "passwordProfile"))
        return user_rules_external(request, reply);
    return json_kind(member) == JSON_NULL || value_fits(tenant, request, reply, user, property, member);
}
