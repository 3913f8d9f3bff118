/* The tenant's own applications: their secrets, certificates, trusted issuers and owners. */
#include "tenant/graph/applications.h"

#include "base/clock.h"
#include "tenant/graph/users.h"
#include "tenant/state/store.h"
#include "tenant/wire/objects.h"
#include <string.h>
#include <strings.h>

#define DAY INT64_C(86400000)

static const char *const names[] = {"id",
                                    "deletedDateTime",
                                    "appId",
                                    "createdDateTime",
                                    "displayName",
                                    "keyCredentials",
                                    "passwordCredentials",
                                    "publisherDomain",
                                    "signInAudience",
                                    "tags",
                                    NULL};
static const char *const options[] = {"$select", "$filter",  "$top",       "$count",
                                      "$search", "$orderby", "$skiptoken", NULL};
static const struct object_kind application_kind = {
    .type = "application", .set = "applications", .properties = names, .options = options, .rules = DIRECTORY};

/* Beside the service principals of the same applications. Of the secrets one has run out and one has no name; the owner of the
 * first is somebody whose account is at risk. */
static const struct {
    const char *id, *app_id, *name, *owner;
    bool secrets;
} seeded[] = {
    {"7a0e64b8-7a2c-4d5f-9b61-3f2a0c7d1e23", "8b1e6f2c-0d4a-4c1b-9a53-6f0e2d7c4b04", "Contoso Expenses",
     "max.methods@contoso.com", true},
    {"7a0e64b8-7a2c-4d5f-9b61-3f2a0c7d1e24", "8b1e6f2c-0d4a-4c1b-9a53-6f0e2d7c4b05", "Old CRM (retired)", NULL, false},
};

static struct json *credential(const char *key, const char *name, int64_t start, int64_t end)
{
    char date[CLOCK_TEXT];
    struct json *one = json_new_object();
    json_set_text(one, "customKeyIdentifier", NULL);
    json_set_text(one, "displayName", name);
    json_set_text(one, "endDateTime", clock_format(end, date));
    json_set_text(one, "keyId", key);
    json_set_text(one, "startDateTime", clock_format(start, date));
    return one;
}

static struct json *secrets_of(int64_t today, bool some)
{
    struct json *list = json_new_array();
    if (!some)
        return list;
    json_push(list,
              credential("5ec0e700-0000-4000-8000-000000000001", "build server", today - 800 * DAY, today - 70 * DAY));
    json_push(list, credential("5ec0e700-0000-4000-8000-000000000002", NULL, today - DAY, today + 730 * DAY));
    for (const struct json *one = json_first(list); one; one = json_next(one)) {
        json_set_text((struct json *)one, "hint", "q7~");
        json_set_text((struct json *)one, "secretText", NULL);
    }
    return list;
}

static struct json *certificates_of(int64_t today, bool some)
{
    struct json *list = json_new_array();
    if (!some)
        return list;
    json_push(list,
              credential("ce470000-0000-4000-8000-000000000001", "CN=expenses", today - 2 * DAY, today + 365 * DAY));
    for (const struct json *one = json_first(list); one; one = json_next(one)) {
        json_set_text((struct json *)one, "key", NULL);
        json_set_text((struct json *)one, "type", "AsymmetricX509Cert");
        json_set_text((struct json *)one, "usage", "Verify");
    }
    return list;
}

static struct json *issuers_of(bool some)
{
    struct json *list = json_new_array(), *one = json_new_object(), *audiences = json_new_array();
    json_push(audiences, json_new_text("api://AzureADTokenExchange"));
    json_set_text(one, "id", "fed00000-0000-4000-8000-000000000001");
    json_set_text(one, "name", "deploy");
    json_set_text(one, "issuer", "https://token.actions.elsewhere.example");
    json_set_text(one, "subject", "repo:someone/else:ref:refs/heads/main");
    json_set_text(one, "description", NULL);
    json_set(one, "audiences", audiences);
    if (some)
        json_push(list, one);
    else
        json_free(one);
    return list;
}

static struct json *owners_of(struct tenant *tenant, const char *owner)
{
    char id[GUID_TEXT];
    struct json *list = json_new_array();
    uint32_t number = owner ? store_find(tenant->store, owner) : SEED_NOBODY;
    if (number == SEED_NOBODY)
        return list;
    struct user_record user;
    user_record_load(&user, tenant->store, number);
    json_push(list, json_new_text(guid_format(&user.seed.id, id)));
    return list;
}

/* What is kept of all of them; made the first time. Beside Graph's members: "@issuers" and "@owners", which have addresses of
 * their own. */
static struct json *kept(struct tenant *tenant)
{
    char date[CLOCK_TEXT];
    int64_t today = store_people(tenant->store)->today;
    struct json *all = store_record(tenant->store, "applications");
    if (json_first(all))
        return all;
    for (size_t i = 0; i < sizeof seeded / sizeof *seeded; i++) {
        struct json *one = json_new_object();
        json_set_text(one, "id", seeded[i].id);
        json_set_text(one, "deletedDateTime", NULL);
        json_set_text(one, "appId", seeded[i].app_id);
        json_set_text(one, "createdDateTime", clock_format(today - 900 * DAY, date));
        json_set_text(one, "displayName", seeded[i].name);
        json_set(one, "keyCredentials", certificates_of(today, seeded[i].secrets));
        json_set(one, "passwordCredentials", secrets_of(today, seeded[i].secrets));
        json_set_text(one, "publisherDomain", SEED_DOMAIN);
        json_set_text(one, "signInAudience", "AzureADMyOrg");
        json_set(one, "tags", json_new_array());
        json_set(one, "@issuers", issuers_of(seeded[i].secrets));
        json_set(one, "@owners", owners_of(tenant, seeded[i].owner));
        json_set(all, seeded[i].id, one);
    }
    return all;
}

static struct json *shown(const struct json *one)
{
    struct json *copy = json_copy(one);
    json_remove(copy, "@issuers");
    json_remove(copy, "@owners");
    return copy;
}

/* By "{id}"; NULL after answering 404. */
static struct json *of_path(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply)
{
    const struct json *all = kept(tenant);
    for (const struct json *one = json_first(all); one; one = json_next(one))
        if (!strcasecmp(json_key(one), request->segments[1]))
            return (struct json *)one; /* ours to change */
    objects_not_found(request, reply, request->segments[1]);
    return NULL;
}

void applications_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct json *list = json_new_array();
    for (const struct json *one = json_first(kept(tenant)); one; one = json_next(one))
        json_push(list, shown(one));
    objects_answer_list(request, reply, &application_kind, list);
}

void applications_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    const struct json *one = of_path(tenant, request, reply);
    if (one)
        objects_answer(request, reply, &application_kind, 200, shown(one));
}

/* A list of objects without the one whose `member` is `value`; NULL: there is none. */
static struct json *without(const struct json *list, const char *member, const char *value)
{
    bool found = false;
    struct json *rest = json_new_array();
    for (const struct json *one = json_first(list); one; one = json_next(one)) {
        bool is = !strcasecmp(json_text_or(member ? json_get(one, member) : one, ""), value);
        found |= is;
        if (!is)
            json_push(rest, json_copy(one));
    }
    if (found)
        return rest;
    json_free(rest);
    return NULL;
}

/* Certificates can be taken away alone: a new one would need its key. */
void applications_patch(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const writable[] = {"keyCredentials", NULL};
    struct json *one = of_path(tenant, request, reply);
    auto_json struct json *body = one && objects_no_options(request, reply)
                                      ? objects_body(request, reply, writable, true)
                                      : NULL;
    const struct json *wanted = json_get(body, "keyCredentials");
    if (!body)
        return;
    struct json *list = json_new_array();
    for (const struct json *key = json_first(wanted); key; key = json_next(key)) {
        auto_json struct json *rest = without(json_get(one, "keyCredentials"), "keyId",
                                              json_text_or(json_get(key, "keyId"), ""));
        if (rest && !json_text(json_get(key, "key"))) {
            json_push(list, json_copy(key));
            continue;
        }
        json_free(list);
        objects_refuse(request, reply, "Request_BadRequest", "keyCredentials",
                       "New key credentials must not be added or existing ones changed without a proof of possession.");
        return;
    }
    if (json_kind(wanted) != JSON_ARRAY) {
        json_free(list);
        objects_refuse(request, reply, "Request_BadRequest", "keyCredentials",
                       "Invalid value specified for property 'keyCredentials' of resource 'Application'.");
        return;
    }
    json_set(one, "keyCredentials", list);
    tenant_empty(reply, 204);
}

void applications_remove_password(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const known[] = {"keyId", NULL};
    struct json *one = of_path(tenant, request, reply);
    auto_json struct json *body = one && objects_no_options(request, reply) ? objects_body(request, reply, known, true)
                                                                            : NULL;
    if (!body)
        return;
    struct json *rest = without(json_get(one, "passwordCredentials"), "keyId",
                                json_text_or(json_get(body, "keyId"), ""));
    if (!rest) {
        objects_refuse(request, reply, "Request_BadRequest", "keyId",
                       "No password credential found with the specified keyId.");
        return;
    }
    json_set(one, "passwordCredentials", rest);
    tenant_empty(reply, 204);
}

void applications_issuers(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const issuer_names[] = {"id", "name", "issuer", "subject", "description", "audiences", NULL},
                             *const plain[] = {"$select", "$filter", "$top", NULL};
    static const struct object_kind kind = {.type = "federatedIdentityCredential",
                                            .set = "federatedIdentityCredentials",
                                            .properties = issuer_names,
                                            .options = plain};
    const struct json *one = of_path(tenant, request, reply);
    if (one)
        objects_answer_list(request, reply, &kind, json_copy(json_get(one, "@issuers")));
}

/* Take one out of a list that has addresses of its own. */
static void take_out(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply,
                     const char *list, const char *member)
{
    struct json *one = of_path(tenant, request, reply);
    if (!one || !objects_no_options(request, reply))
        return;
    struct json *rest = without(json_get(one, list), member, request->segments[3]);
    if (!rest) {
        objects_not_found(request, reply, request->segments[3]);
        return;
    }
    json_set(one, list, rest);
    tenant_empty(reply, 204);
}

void applications_remove_issuer(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    take_out(tenant, request, reply, "@issuers", "id");
}

/* --- owners --- */

void applications_owners(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const owner_names[] = {"id", "displayName", "userPrincipalName", NULL}, *const plain[] = {
                                                                                                   "$select", "$top",
                                                                                                   NULL};
    static const struct object_kind kind = {
        .type = "directoryObject", .set = "directoryObjects", .properties = owner_names, .options = plain};
    const struct json *one = of_path(tenant, request, reply);
    struct json *list = one ? json_new_array() : NULL;
    for (const struct json *id = json_first(json_get(one, "@owners")); id; id = json_next(id)) {
        struct user_record user;
        char scratch[SEED_TEXT];
        uint32_t number = store_find(tenant->store, json_text_or(id, ""));
        if (number == SEED_NOBODY)
            continue;
        struct json *owner = json_new_object();
        user_record_load(&user, tenant->store, number);
        json_set_text(owner, "@odata.type", "#microsoft.graph.user");
        json_set_text(owner, "id", json_text(id));
        json_set_text(owner, "displayName",
                      property_text(property_find("displayName", strlen("displayName")), &user, scratch));
        json_set_text(owner, "userPrincipalName",
                      property_text(property_find("userPrincipalName", strlen("userPrincipalName")), &user, scratch));
        json_push(list, owner);
    }
    if (list)
        objects_answer_list(request, reply, &kind, list);
}

void applications_add_owner(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct json *one = of_path(tenant, request, reply);
    const char *id = one && objects_no_options(request, reply) ? objects_reference_body(request, reply) : NULL;
    if (!id)
        return;
    if (store_find(tenant->store, id) == SEED_NOBODY) {
        objects_not_found(request, reply, id);
        return;
    }
    auto_json struct json *rest = without(json_get(one, "@owners"), NULL, id);
    if (rest) {
        objects_refuse(
            request, reply, "Request_BadRequest", "owners",
            "One or more added object references already exist for the following modified properties: 'owners'.");
        return;
    }
    struct json *owners = json_copy(json_get(one, "@owners"));
    json_push(owners, json_new_text(id));
    json_set(one, "@owners", owners);
    tenant_empty(reply, 204);
}

void applications_remove_owner(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    take_out(tenant, request, reply, "@owners", NULL);
}
