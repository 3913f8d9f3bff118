/* Writing users: PATCH, and ending their sessions. */
#include "tenant/graph/users.h"

#include "base/clock.h"
#include "tenant/graph/rights.h"
#include "tenant/graph/user_rules.h"
#include "tenant/graph/users_write.h"
#include "tenant/state/sessions.h"
#include "tenant/state/store.h"
#include "tenant/state/token.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool refuse(const struct tenant_request *request, struct tenant_reply *reply, const char *message)
{
    tenant_error(request, reply, 400, "Request_BadRequest", message);
    return false;
}

void users_write_now(struct tenant *tenant, uint32_t number, const char *property)
{
    char date[CLOCK_TEXT];
    store_write(tenant->store, number, property, json_new_text(clock_format(clock_now(), date)));
}

/* Properties of the personal site travel alone. */
static bool alone_fits(const struct tenant_request *request, struct tenant_reply *reply, const struct json *body)
{
    size_t alone = 0, all = json_count(body);
    for (const struct json *member = json_first(body); member; member = json_next(member)) {
        const struct property *property = property_find(json_key(member), strlen(json_key(member)));
        alone += property && property->flags & PROPERTY_ALONE;
    }
    return !alone || alone == all ||
           refuse(request, reply,
                  "The request is currently not supported: update these properties in a request of their own.");
}

/* "@odata.type" may say what the path says already; it is no property. */
static bool annotation_fits(const struct tenant_request *request, struct tenant_reply *reply, const struct json *member)
{
    if (!strcmp(json_key(member), "@odata.type") && !strcasecmp(json_text_or(member, ""), "#microsoft.graph.user"))
        return true;
    return refuse(request, reply, arena_printf(request->arena, "Invalid property '%s'.", json_key(member)));
}

static bool body_fits(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                      const struct user_record *user, const struct json *body)
{
    size_t properties_given = 0;
    for (const struct json *member = json_first(body); member; member = json_next(member)) {
        bool annotation = json_key(member)[0] == '@';
        properties_given += !annotation;
        if (annotation ? !annotation_fits(request, reply, member)
                       : !user_rules_member(tenant, request, reply, user, member))
            return false; /* all or nothing */
    }
    if (!properties_given)
        return refuse(request, reply, "Empty Payload. JSON content expected.");
    return alone_fits(request, reply, body);
}

/* A new address becomes the primary one; those it had stay as aliases. */
static void write_mail(struct tenant *tenant, const struct user_record *user, const char *mail)
{
    const struct property *row = property_find("proxyAddresses", strlen("proxyAddresses"));
    struct json *old = property_value(row, user), *all = json_new_array();
    struct buf text = buf_make(4096);
    buf_printf(&text, "SMTP:%s", mail);
    json_push(all, json_new_text(buf_text(&text)));
    for (const struct json *one = json_first(old); one; one = json_next(one)) {
        const char *address = json_text_or(one, "");
        bool smtp = !strncasecmp(address, "smtp:", 5);
        if (smtp && !strcasecmp(address + 5, mail))
            continue;
        buf_clear(&text);
        buf_printf(&text, "%s%s", smtp ? "smtp:" : "", smtp ? address + 5 : address);
        json_push(all, json_new_text(buf_text(&text)));
    }
    buf_free(&text);
    json_free(old);
    store_write(tenant->store, user->seed.number, row->name, all);
}

/* What is kept of a password profile is all but the password. */
static void write_profile(struct tenant *tenant, const struct user_record *user, const struct property *row,
                          const struct json *profile)
{
    struct json *kept = property_value(row, user);
    for (const struct json *member = json_first(profile); member; member = json_next(member))
        if (json_kind(member) == JSON_BOOL)
            json_set_bool(kept, json_key(member), json_true(member));
    json_set_text(kept, "password", NULL);
    store_write(tenant->store, user->seed.number, row->name, kept);
    if (!json_get(profile, "password"))
        return;
    users_write_now(tenant, user->seed.number, "lastPasswordChangeDateTime"); /* which ends sessions, too */
    users_write_now(tenant, user->seed.number, "signInSessionsValidFromDateTime");
    users_end_sessions(tenant, user->seed.number);
}

/* What is not named of an object that is written member by member stays. */
static struct json *merged(const struct property *property, const struct user_record *user, const struct json *body)
{
    struct json *value = property_value(property, user);
    if (json_kind(value) != JSON_OBJECT || json_kind(body) != JSON_OBJECT) {
        json_free(value);
        value = json_copy(body);
    }
    for (const struct json *one = json_first(body); one; one = json_next(one))
        json_set(value, json_key(one), json_copy(one));
    return value;
}

void users_write_body(struct tenant *tenant, const struct user_record *user, const struct json *body)
{
    for (const struct json *member = json_first(body); member; member = json_next(member)) {
        const struct property *property = property_find(json_key(member), strlen(json_key(member)));
        if (!property)
            continue;
        if (!strcmp(property->name, "passwordProfile")) {
            write_profile(tenant, user, property, member);
            continue;
        }
        if (!strcmp(property->name, "mail"))
            write_mail(tenant, user, json_text_or(member, ""));
        store_write(tenant->store, user->seed.number, property->name,
                    property->members ? merged(property, user, member) : json_copy(member));
        if (!strcmp(property->name, "accountEnabled") && !json_true(member))
            users_end_sessions(tenant, user->seed.number);
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
    if (request->body_length == 0) {
        refuse(request, reply, "Empty Payload. JSON content expected.");
        return;
    }
    auto_json struct json *body = user_rules_spelt(tenant_body(request, reply));
    if (!body)
        return;
    user_record_load(&user, tenant->store, number);
    const char *name = json_text(json_get(body, "userPrincipalName"));
    if (!body_fits(tenant, request, reply, &user, body))
        return;
    if (name && users_address_taken(tenant, name, number)) { /* as an alias of somebody else */
        tenant_error_about(request, reply, 400, "Request_BadRequest",
                           "Another object with the same value for property proxyAddresses already exists.",
                           "ObjectConflict", "proxyAddresses");
        return;
    }
    users_write_body(tenant, &user, body);
    tenant_empty(reply, 204);
}

static bool has_address(const struct tenant *tenant, uint32_t number, const char *address)
{
    struct user_record other;
    bool has = false;
    user_record_load(&other, tenant->store, number);
    auto_json struct json *all = property_value(property_find("proxyAddresses", strlen("proxyAddresses")), &other);
    for (const struct json *one = json_first(all); one && !has; one = json_next(one)) {
        const char *text = json_text_or(one, ""), *colon = strchr(text, ':');
        has = !strcasecmp(colon ? colon + 1 : text, address);
    }
    return has;
}

bool users_address_taken(struct tenant *tenant, const char *address, uint32_t number)
{
    size_t count;
    char upn[SEED_TEXT];
    const struct seed_people *people = store_people(tenant->store);
    const struct store_change *changes = store_changes(tenant->store, &count);
    for (size_t at = 0; at < count; at++)
        if (changes[at].number != number && changes[at].life == LIFE_ALIVE &&
            has_address(tenant, changes[at].number, address))
            return true;
    /* Of the seed everybody has the name in the initial domain, too. */
    snprintf(upn, sizeof upn, "%.*s@%s", (int)strcspn(address, "@"), address, people->domain);
    uint32_t other = seed_find_upn(people, upn);
    return store_mail_taken(tenant->store, address, number) ||
           (other != SEED_NOBODY && other != number && store_life(tenant->store, other) == LIFE_ALIVE &&
            has_address(tenant, other, address));
}

void users_end_sessions(struct tenant *tenant, uint32_t number)
{
    char text[GUID_TEXT];
    struct guid id = seed_id(store_people(tenant->store), number);
    sessions_end(tenant->tokens->sessions, guid_format(&id, text));
}

bool users_write_parameters(const struct tenant_request *request, struct tenant_reply *reply, const struct json *body,
                            const char *operation, const char *known)
{
    for (const struct json *member = json_first(body); member; member = json_next(member))
        if (!known || strcmp(json_key(member), known) != 0) {
            tenant_errorf(request, reply, 400, "BadRequest",
                          "The parameter '%s' in the request payload is not a valid parameter for the operation '%s'.",
                          json_key(member), operation);
            return false;
        }
    return true;
}

void users_revoke(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const allowed[] = {NULL};
    if (!tenant_allow_query(request, reply, allowed))
        return;
    uint32_t number = users_of_path(tenant, request, reply);
    if (number == SEED_NOBODY)
        return;
    auto_json struct json *body = request->body_length ? tenant_body(request, reply) : NULL;
    if ((request->body_length && !body) || !users_write_parameters(request, reply, body, "revokeSignInSessions", NULL))
        return;
    struct user_record user;
    user_record_load(&user, tenant->store, number);
    if (!rights_over(tenant, request, &user, RIGHT_RESET)) {
        tenant_error(request, reply, 403, "Authorization_RequestDenied",
                     "Insufficient privileges to complete the operation.");
        return;
    }
    auto_json struct json *answer = json_new_object();
    users_write_now(tenant, number, "signInSessionsValidFromDateTime");
    users_end_sessions(tenant, number);
    json_set_text(answer, "@odata.context",
                  arena_printf(request->arena, "%s/%s/$metadata#Edm.Boolean", request->origin, request->version));
    json_set_bool(answer, "value", true);
    tenant_json(reply, 200, answer);
}
