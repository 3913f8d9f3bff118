/* Consents and assignments, by the dice of each user. */
#include "tenant/graph/grants.h"

#include "base/clock.h"
#include "codec/base64.h"
#include "tenant/graph/users.h"
#include <string.h>
#include <strings.h>

#define MICROSOFT "f8cdef31-a31e-4b4a-93e4-5f571e91255a"
#define GRAPH_SP  "5e0f64b8-7a2c-4d5f-9b61-3f2a0c7d1e10"
#define SP(n)     "5e0f64b8-7a2c-4d5f-9b61-3f2a0c7d1e" n

#define RISKY_PUBLISHER "9f1c0b2a-4d5e-4f6a-8b7c-0e9d8c7b6a5f"

const struct seed_principal seed_principals[] = {
    {.id = GRAPH_SP,
     .app_id = "00000003-0000-0000-c000-000000000000",
     .name = "Microsoft Graph",
     .owner = MICROSOFT,
     .publisher = "Microsoft Services"},
    {.id = SP("11"),
     .app_id = "00000002-0000-0ff1-ce00-000000000000",
     .name = "Office 365 Exchange Online",
     .owner = MICROSOFT,
     .publisher = "Microsoft Services"},
    {.id = SP("12"),
     .app_id = "00000003-0000-0ff1-ce00-000000000000",
     .name = "Office 365 SharePoint Online",
     .owner = MICROSOFT,
     .publisher = "Microsoft Services"},
    {.id = SP("20"),
     .app_id = "8b1e6f2c-0d4a-4c1b-9a53-6f0e2d7c4b01",
     .name = "Tailspin Travel",
     .owner = "3d1b7c5e-5a4b-4e0f-8a57-2c8f0e6d9b11",
     .publisher = "Tailspin Toys BV",
     .scope = " openid profile User.Read Calendars.Read",
     .share = 30},
    {.id = SP("21"),
     .app_id = "8b1e6f2c-0d4a-4c1b-9a53-6f0e2d7c4b02",
     .name = "Mail Merge Pro",
     .owner = "7c9e1f3a-2b6d-4e8f-9a01-5d4c3b2a1f00",
     .scope = "offline_access Mail.ReadWrite Mail.Send MailboxSettings.ReadWrite User.Read",
     .share = 3},
    {.id = SP("22"),
     .app_id = "8b1e6f2c-0d4a-4c1b-9a53-6f0e2d7c4b03",
     .name = "PERFECTDATA S\xd0\xbe"
             "ftware", /* with a Cyrillic letter */
     .owner = RISKY_PUBLISHER,
     .scope = "offline_access EWS.AccessAsUser.All Mail.Read",
     .share = 1},
    {.id = SP("23"),
     .app_id = "8b1e6f2c-0d4a-4c1b-9a53-6f0e2d7c4b04",
     .name = "Contoso Expenses",
     .share = 35,
     .assigned = true},
    {.id = SP("24"),
     .app_id = "8b1e6f2c-0d4a-4c1b-9a53-6f0e2d7c4b05",
     .name = "Old CRM (retired)",
     .share = 8,
     .assigned = true,
     .disabled = true},
};
const int seed_principal_count = sizeof seed_principals / sizeof *seed_principals;

static bool has(const struct seed_principal *principal, const struct user_record *user)
{
    uint64_t dice = seed_mix(user->seed.dice + 0x6a0 + (uint64_t)(principal - seed_principals));
    bool risky = !principal->publisher && principal->scope;
    if (user->seed.traits & (TRAIT_AT_RISK | TRAIT_ALL_METHODS))
        return principal->share > 0;
    if (user->seed.traits & (TRAIT_NO_LICENCE | TRAIT_SHARED | TRAIT_ADDED))
        return false;
    return !(risky && user->seed.traits) && (int)(dice % 100) < principal->share;
}

struct json *grants_principal(const struct tenant *tenant, const struct seed_principal *principal)
{
    struct json *one = json_new_object(), *names = json_new_array(), *publisher = json_new_object();
    json_push(names, json_new_text(principal->app_id));
    json_set_text(publisher, "displayName", principal->publisher);
    json_set_text(publisher, "verifiedPublisherId", principal->publisher ? "6147431" : NULL);
    json_set_text(publisher, "addedDateTime", principal->publisher ? "2023-02-14T09:00:00Z" : NULL);
    json_set_text(one, "id", principal->id);
    json_set_text(one, "deletedDateTime", NULL);
    const struct json *switched = json_get(store_record(tenant->store, "principalsSwitched"), principal->id);
    json_set_bool(one, "accountEnabled", switched ? json_true(switched) : !principal->disabled);
    json_set_text(one, "appDisplayName", principal->name);
    json_set_text(one, "appId", principal->app_id);
    json_set_text(one, "appOwnerOrganizationId", principal->owner ? principal->owner : tenant->tenant_id);
    json_set_bool(one, "appRoleAssignmentRequired", principal->assigned);
    json_set_text(one, "displayName", principal->name);
    json_set_text(one, "homepage", principal->assigned ? "https://expenses.contoso.example" : NULL);
    json_set(one, "keyCredentials", json_new_array());
    json_set(one, "passwordCredentials", json_new_array());
    json_set(one, "servicePrincipalNames", names);
    json_set_text(one, "servicePrincipalType", "Application");
    json_set_text(one, "signInAudience", principal->assigned ? "AzureADMyOrg" : "AzureADMultipleOrgs");
    json_set(one, "tags", json_new_array());
    json_set(one, "verifiedPublisher", publisher);
    return one;
}

/* --- consents --- */

static const char *const grant_names[] = {"id", "clientId", "consentType", "principalId", "resourceId", "scope", NULL};
static const char *const options[] = {"$select", "$filter", "$top", "$count", "$skiptoken", NULL};

/* `id`: of the user; NULL: an administrator, for everybody. */
static struct json *grant(const struct seed_principal *principal, const char *id)
{
    struct guid parts[3];
    auto_buf struct buf text = buf_make(128);
    struct json *one = json_new_object();
    guid_parse(principal->id, GUID_TEXT - 1, &parts[0]);
    guid_parse(GRAPH_SP, GUID_TEXT - 1, &parts[1]);
    if (id)
        guid_parse(id, GUID_TEXT - 1, &parts[2]);
    base64url_encode(&text, parts, (id ? 3 : 2) * sizeof *parts);
    json_set_text(one, "id", buf_text(&text));
    json_set_text(one, "clientId", principal->id);
    json_set_text(one, "consentType", id ? "Principal" : "AllPrincipals");
    json_set_text(one, "principalId", id);
    json_set_text(one, "resourceId", GRAPH_SP);
    json_set_text(one, "scope", id ? principal->scope : "openid profile User.Read");
    return one;
}

/* Deleted since. */
static bool is_gone(const struct tenant *tenant, const struct json *one)
{
    return json_get(store_record(tenant->store, "grantsDeleted"), json_text_or(json_get(one, "id"), "")) != NULL;
}

/* Consumed where it was deleted. */
static struct json *unless_gone(const struct tenant *tenant, struct json *one)
{
    if (!one || !is_gone(tenant, one))
        return one;
    json_free(one);
    return NULL;
}

static void push_grants(const struct tenant *tenant, const struct user_record *user, struct json *list)
{
    char id[GUID_TEXT];
    for (int i = 0; i < seed_principal_count; i++)
        if (seed_principals[i].scope && has(&seed_principals[i], user)) {
            struct json *one = unless_gone(tenant, grant(&seed_principals[i], guid_format(&user->seed.id, id)));
            if (one)
                json_push(list, one);
        }
}

void grants_of_user(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct user_record user;
    char id[GUID_TEXT];
    const struct object_kind kind = {.type = "oAuth2PermissionGrant",
                                     .set = "oauth2PermissionGrants",
                                     .properties = grant_names,
                                     .options = options};
    uint32_t number = users_of_path(tenant, request, reply);
    if (number == SEED_NOBODY)
        return;
    user_record_load(&user, tenant->store, number);
    struct json *list = json_new_array();
    push_grants(tenant, &user, list);
    const struct json *kept = store_record(tenant->store, "grants");
    for (const struct json *one = json_first(kept); one; one = json_next(one))
        if (!strcasecmp(json_text_or(json_get(one, "principalId"), ""), guid_format(&user.seed.id, id)))
            json_push(list, json_copy(one));
    objects_answer_list(request, reply, &kind, list);
}

static uint32_t made_grants(const struct tenant *tenant)
{
    return 1 + store_people(tenant->store)->count * (uint32_t)seed_principal_count;
}

/* The first place is the administrator's consent for everybody, then each user has one for each application. */
static struct json *at(void *with, uint32_t place)
{
    struct tenant *tenant = with;
    uint32_t of_user = place - 1;
    struct user_record user;
    char id[GUID_TEXT];
    uint32_t made = made_grants(tenant);
    if (place >= made) { /* a scenario's after those of the seed */
        const struct json *one = json_first(store_record(tenant->store, "grants"));
        for (uint32_t i = made; one && i < place; i++)
            one = json_next(one);
        return one ? json_copy(one) : NULL;
    }
    if (!place)
        return unless_gone(tenant, grant(&seed_principals[3], NULL));
    const struct seed_principal *principal = &seed_principals[of_user % (uint32_t)seed_principal_count];
    user_record_load(&user, tenant->store, of_user / (uint32_t)seed_principal_count);
    return principal->scope && has(principal, &user)
               ? unless_gone(tenant, grant(principal, guid_format(&user.seed.id, id)))
               : NULL;
}

/* By walking through all: few are deleted. */
void grants_delete(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    const char *id = request->segments[1];
    if (json_get(store_record(tenant->store, "grants"), id)) {
        json_remove(store_record(tenant->store, "grants"), id);
        tenant_empty(reply, 204);
        return;
    }
    for (uint32_t place = 0, made = made_grants(tenant); place < made; place++) {
        auto_json struct json *one = at(tenant, place);
        if (!one || strcmp(json_text_or(json_get(one, "id"), ""), id) != 0)
            continue;
        json_set_bool(store_record(tenant->store, "grantsDeleted"), id, true);
        tenant_empty(reply, 204);
        return;
    }
    objects_not_found(request, reply, id);
}

void grants_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const plain[] = {"$select", "$filter", "$top", "$skiptoken", NULL};
    const struct object_kind kind = {
        .type = "oAuth2PermissionGrant", .set = "oauth2PermissionGrants", .properties = grant_names, .options = plain};
    struct object_walk rows = {.count = made_grants(tenant) +
                                        (uint32_t)json_count(store_record(tenant->store, "grants")),
                               .at = at,
                               .with = tenant};
    objects_answer_walk(request, reply, &kind, &rows);
}

/* --- giving a consent --- */

static struct guid guid_or_none(const char *text)
{
    struct guid guid = {{0}};
    if (text)
        (void)guid_parse(text, strlen(text), &guid);
    return guid;
}

/* Ids are made of what the object joins, as the service's are. */
static void joined_id(struct buf *out, const char *const *ids, size_t count)
{
    struct guid parts[3];
    for (size_t i = 0; i < count; i++)
        parts[i] = guid_or_none(ids[i]);
    base64url_encode(out, parts, count * sizeof *parts);
}

static bool is_principal(const struct tenant *tenant, const char *id)
{
    for (int i = 0; i < seed_principal_count; i++)
        if (!strcasecmp(seed_principals[i].id, id))
            return true;
    return json_get(store_record(tenant->store, "servicePrincipals"), id) ||
           json_get(store_record(tenant->store, "resources"), id);
}

/* Each of the members is the id of a service principal that is there; else answered. */
static bool principals_known(const struct tenant *tenant, const struct tenant_request *request,
                             struct tenant_reply *reply, const struct json *body, const char *const *names)
{
    for (; *names; names++) {
        const char *id = json_text_or(json_get(body, *names), "");
        if (is_principal(tenant, id))
            continue;
        objects_not_found(request, reply, id);
        return false;
    }
    return true;
}

/* One for the same application, resource and user is there already. */
static bool is_given(struct tenant *tenant, const char *id)
{
    if (json_get(store_record(tenant->store, "grants"), id))
        return true;
    for (uint32_t place = 0, made = made_grants(tenant); place < made; place++) {
        auto_json struct json *one = at(tenant, place);
        if (one && !strcmp(json_text_or(json_get(one, "id"), ""), id))
            return true;
    }
    return false;
}

void grants_create(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const writable[] = {"clientId", "consentType", "principalId", "resourceId", "scope", NULL},
                             *const principals[] = {"clientId", "resourceId", NULL};
    const struct object_kind kind = {
        .type = "oAuth2PermissionGrant", .set = "oauth2PermissionGrants", .properties = grant_names};
    auto_json struct json *body = objects_no_options(request, reply) ? objects_body(request, reply, writable, true)
                                                                     : NULL;
    const char *type = json_text_or(json_get(body, "consentType"), ""),
               *user = json_text(json_get(body, "principalId"));
    bool everybody = !strcmp(type, "AllPrincipals");
    if (!body)
        return;
    if ((!everybody && strcmp(type, "Principal") != 0) || everybody == (user != NULL) ||
        !json_text(json_get(body, "scope"))) {
        tenant_error(request, reply, 400, "Request_BadRequest", "One or more property values specified are invalid.");
        return;
    }
    if (user && store_find(tenant->store, user) == SEED_NOBODY) {
        objects_not_found(request, reply, user);
        return;
    }
    if (!principals_known(tenant, request, reply, body, principals))
        return;
    auto_buf struct buf id = buf_make(128);
    joined_id(
        &id,
        (const char *const[]){json_text(json_get(body, "clientId")), json_text(json_get(body, "resourceId")), user},
        everybody ? 2 : 3);
    if (is_given(tenant, buf_text(&id))) {
        tenant_error(request, reply, 409, "Request_MultipleObjectsWithSameKeyValue",
                     "Permission entry already exists.");
        return;
    }
    json_set_text(body, "id", buf_text(&id));
    json_set(store_record(tenant->store, "grants"), buf_text(&id), json_copy(body));
    objects_answer(request, reply, &kind, 201, json_copy(body));
}

/* --- assignments --- */

static const char *const assignment_names[][10] = {
    {"id", "deletedDateTime", "appRoleId", "createdDateTime", "principalDisplayName", "principalId", "principalType",
     "resourceDisplayName", "resourceId", NULL},
    {"id", "deletedDateTime", "appRoleId", "creationTimestamp", "principalDisplayName", "principalId", "principalType",
     "resourceDisplayName", "resourceId", NULL}};

static bool is_beta(const struct tenant_request *request)
{
    return !strcmp(request->version, "beta");
}

static struct object_kind assignment_kind(const struct tenant_request *request)
{
    return (struct object_kind){.type = "appRoleAssignment",
                                .set = "appRoleAssignments",
                                .properties = assignment_names[is_beta(request)],
                                .options = options};
}

static struct json *new_assignment(const struct tenant_request *request, const struct user_record *user,
                                   const char *resource, const char *resource_name, const char *role, int64_t since)
{
    char id[GUID_TEXT], date[CLOCK_TEXT], scratch[SEED_TEXT];
    auto_buf struct buf text = buf_make(128);
    struct json *one = json_new_object();
    guid_format(&user->seed.id, id);
    joined_id(&text, (const char *const[]){id, resource}, 2);
    json_set_text(one, "id", buf_text(&text));
    json_set_text(one, "deletedDateTime", NULL);
    json_set_text(one, "appRoleId", role);
    json_set_text(one, assignment_names[is_beta(request)][3], clock_format(since, date));
    json_set_text(one, "principalDisplayName",
                  property_text(property_find("displayName", strlen("displayName")), user, scratch));
    json_set_text(one, "principalId", id);
    json_set_text(one, "principalType", "User");
    json_set_text(one, "resourceDisplayName", resource_name);
    json_set_text(one, "resourceId", resource);
    return one;
}

/* Those that were there from the beginning, but for the deleted; then those that were made since. */
static struct json *assignments_of(struct tenant *tenant, const struct tenant_request *request,
                                   const struct user_record *user)
{
    char id[GUID_TEXT];
    struct json *list = json_new_array();
    const struct json *deleted = store_record(tenant->store, "assignmentsDeleted"),
                      *made = store_record(tenant->store, "assignments");
    guid_format(&user->seed.id, id);
    for (int i = 0; i < seed_principal_count; i++) {
        const struct seed_principal *principal = &seed_principals[i];
        if (!principal->share || !has(principal, user)) /* who consents is assigned, too */
            continue;
        struct json *one = new_assignment(request, user, principal->id, principal->name,
                                          principal->assigned ? "b9a1c0de-0000-4000-8000-000000000001"
                                                              : "00000000-0000-0000-0000-000000000000",
                                          user->seed.created + (int64_t)(user->seed.dice % 20) * 86400000);
        if (json_get(deleted, json_text_or(json_get(one, "id"), "")))
            json_free(one);
        else
            json_push(list, one);
    }
    for (const struct json *one = json_first(made); one; one = json_next(one))
        if (!strcasecmp(json_text_or(json_get(one, "principalId"), ""), id))
            json_push(list, json_copy(one));
    return list;
}

static bool user_of_path(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply,
                         struct user_record *user)
{
    uint32_t number = users_of_path(tenant, request, reply);
    if (number != SEED_NOBODY)
        user_record_load(user, tenant->store, number);
    return number != SEED_NOBODY;
}

void grants_assignments(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct user_record user;
    const struct object_kind kind = assignment_kind(request);
    if (user_of_path(tenant, request, reply, &user))
        objects_answer_list(request, reply, &kind, assignments_of(tenant, request, &user));
}

void grants_assign(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const writable[] = {"principalId", "resourceId", "appRoleId", NULL}, *const principals[] = {
                                                                                                "resourceId", NULL};
    struct user_record user;
    char id[GUID_TEXT];
    const struct object_kind kind = assignment_kind(request);
    if (!user_of_path(tenant, request, reply, &user))
        return;
    auto_json struct json *body = objects_no_options(request, reply) ? objects_body(request, reply, writable, true)
                                                                     : NULL;
    if (!body || !principals_known(tenant, request, reply, body, principals))
        return;
    const char *resource = json_text_or(json_get(body, "resourceId"), ""), *name = NULL;
    if (strcasecmp(json_text_or(json_get(body, "principalId"), ""), guid_format(&user.seed.id, id)) != 0 ||
        !json_text(json_get(body, "appRoleId"))) {
        tenant_error(request, reply, 400, "Request_BadRequest",
                     "Invalid value specified for property 'principalId' of "
                     "resource 'AppRoleAssignment'.");
        return;
    }
    auto_json struct json *there = assignments_of(tenant, request, &user);
    for (const struct json *one = json_first(there); one; one = json_next(one))
        if (!strcasecmp(json_text_or(json_get(one, "resourceId"), ""), resource)) {
            tenant_error(request, reply, 400, "Request_BadRequest",
                         "Permission being assigned already exists on the object");
            return;
        }
    for (int i = 0; i < seed_principal_count; i++)
        if (!strcasecmp(seed_principals[i].id, resource))
            name = seed_principals[i].name;
    if (!name)
        name = json_text_or(
            json_get(json_get(store_record(tenant->store, "servicePrincipals"), resource), "displayName"), "");
    struct json *one = new_assignment(request, &user, resource, name, json_text(json_get(body, "appRoleId")),
                                      clock_now());
    json_set(store_record(tenant->store, "assignments"), json_text(json_get(one, "id")), json_copy(one));
    objects_answer(request, reply, &kind, 201, one);
}

void grants_unassign(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct user_record user;
    const char *id = request->segments[3];
    if (!user_of_path(tenant, request, reply, &user))
        return;
    auto_json struct json *there = assignments_of(tenant, request, &user);
    for (const struct json *one = json_first(there); one; one = json_next(one))
        if (!strcmp(json_text_or(json_get(one, "id"), ""), id)) {
            json_remove(store_record(tenant->store, "assignments"), id);
            json_set_bool(store_record(tenant->store, "assignmentsDeleted"), id, true);
            tenant_empty(reply, 204);
            return;
        }
    objects_not_found(request, reply, id);
}
