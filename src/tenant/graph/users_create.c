/* Making a user (REQUESTS §10.1). */
#include "tenant/graph/users_create.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/random.h"
#include "tenant/graph/rights.h"
#include "tenant/graph/user_rules.h"
#include "tenant/graph/users_write.h"
#include "tenant/state/store.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const struct property *row(const char *name)
{
    return property_find(name, strlen(name));
}

static bool refuse(const struct tenant_request *request, struct tenant_reply *reply, const char *message)
{
    tenant_error(request, reply, 400, "Request_BadRequest", message);
    return false;
}

/* --- somebody new --- */

uint32_t users_make(struct tenant *tenant, const struct seed_added *person)
{
    static const char *const made_up[] = {"givenName",    "surname",          "companyName",  "employeeId",
                                          "employeeType", "employeeHireDate", "creationType", "externalUserState"};
    struct seed_added whole = *person;
    char id[GUID_TEXT];
    whole.created = whole.password_changed = clock_now();
    guid_parse(random_uuid(id), GUID_TEXT - 1, &whole.id);
    uint32_t number = store_make(tenant->store, &whole);
    for (size_t i = 0; i < sizeof made_up / sizeof *made_up; i++) /* what nobody wrote is not there */
        store_write(tenant->store, number, row(made_up[i])->name, json_new_null());
    return number;
}

/* --- POST /users --- */

static void copy(char *to, size_t size, const struct json *body, const char *name)
{
    snprintf(to, size, "%s", json_text_or(json_get(body, name), ""));
}

static bool required(const struct tenant_request *request, struct tenant_reply *reply, const struct json *body)
{
    static const char *const names[] = {"accountEnabled", "displayName", "mailNickname", "passwordProfile",
                                        "userPrincipalName"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!json_get(body, names[i])) {
            tenant_error_about(
                request, reply, 400, "Request_BadRequest",
                arena_printf(request->arena, "A value is required for property '%s' of resource 'User'.", names[i]),
                "PropertyRequired", names[i]);
            return false;
        }
    if (json_text(json_path(body, "passwordProfile.password")))
        return true;
    tenant_error_about(request, reply, 400, "Request_BadRequest",
                       "Invalid value specified for property 'passwordProfile' of resource 'User'.", "InvalidValue",
                       "passwordProfile");
    return false;
}

/* Who is at home elsewhere is known there by this; the service names neither the property nor the reason. */
static bool federation_fits(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                            const struct json *body)
{
    const char *at = strrchr(json_text_or(json_get(body, "userPrincipalName"), ""), '@');
    const char *federated = store_people(tenant->store)->federated_domain;
    return !at || !federated || strcasecmp(at + 1, federated) != 0 ||
           json_text(json_get(body, "onPremisesImmutableId")) ||
           refuse(request, reply, "One or more properties contains invalid values.");
}

static bool members_fit(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                        const struct json *body)
{
    struct user_record nobody = {.store = tenant->store, .seed = {.number = SEED_NOBODY}};
    copy(nobody.seed.given_name, sizeof nobody.seed.given_name, body, "givenName");
    copy(nobody.seed.surname, sizeof nobody.seed.surname, body, "surname");
    copy(nobody.seed.nickname, sizeof nobody.seed.nickname, body, "mailNickname");
    for (const struct json *member = json_first(body); member; member = json_next(member)) {
        const struct property *property = row(json_key(member));
        if (json_key(member)[0] == '@') /* "@odata.type" says what the path says */
            continue;
        if (property && property->flags & PROPERTY_ALONE)
            return refuse(request, reply,
                          "The request is currently not supported: update these properties in a request of their own.");
        if (!user_rules_new_member(tenant, request, reply, &nobody, member))
            return false;
    }
    const char *upn = json_text_or(json_get(body, "userPrincipalName"), "");
    if (!users_address_taken(tenant, upn, SEED_NOBODY))
        return true;
    tenant_error_about(request, reply, 400, "Request_BadRequest",
                       "Another object with the same value for property proxyAddresses already exists.",
                       "ObjectConflict", "proxyAddresses");
    return false;
}

/* The answer, and where the new one is. */
static void answer(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply, uint32_t number)
{
    char id[GUID_TEXT];
    struct guid guid = seed_id(store_people(tenant->store), number);
    users_answer(tenant, request, reply, number, "users");
    reply->status = 201;
    tenant_reply_header(reply, "Location",
                        arena_printf(request->arena, "%s/%s/directoryObjects/%s/Microsoft.DirectoryServices.User",
                                     request->origin, request->version, guid_format(&guid, id)));
}

void users_create(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const allowed[] = {NULL};
    if (!tenant_allow_query(request, reply, allowed))
        return;
    if (!request->body_length) {
        refuse(request, reply, "Empty Payload. JSON content expected.");
        return;
    }
    auto_json struct json *body = user_rules_spelt(tenant_body(request, reply));
    if (!body || !required(request, reply, body) || !federation_fits(tenant, request, reply, body) ||
        !members_fit(tenant, request, reply, body))
        return;
    struct seed_added *person = arena_alloc(request->arena, sizeof *person);
    *person = (struct seed_added){.enabled = json_true(json_get(body, "accountEnabled")),
                                  .guest = !strcmp(json_text_or(json_get(body, "userType"), ""), "Guest")};
    copy(person->display_name, sizeof person->display_name, body, "displayName");
    copy(person->user_principal_name, sizeof person->user_principal_name, body, "userPrincipalName");
    uint32_t number = users_make(tenant, person);
    struct user_record user;
    user_record_load(&user, tenant->store, number);
    users_write_body(tenant, &user, body);
    answer(tenant, request, reply, number);
}
