/* A service principal is kept as the object Graph shows; its secrets are known to the connector alone. */
#include "tenant/graph/service_principals.h"

#include "base/clock.h"
#include "base/guid.h"
#include "base/random.h"
#include "codec/base64.h"
#include "tenant/graph/grants.h"
#include "tenant/graph/message_traces.h"
#include "tenant/mfa/mfa_connector.h"
#include "tenant/state/store.h"
#include "tenant/state/token.h"
#include <string.h>
#include <strings.h>

#define YEAR (INT64_C(86400000) * 365)

#define NAMES                                                                                                          \
    "id", "deletedDateTime", "accountEnabled", "appDisplayName", "appId", "appOwnerOrganizationId",                    \
        "appRoleAssignmentRequired", "displayName", "homepage", "keyCredentials", "passwordCredentials", "replyUrls",  \
        "servicePrincipalNames", "servicePrincipalType", "signInAudience", "tags", "verifiedPublisher"
static const char *const beta_names[] = {NAMES, "createdDateTime", "publisherName", NULL};
static const char *const names[] = {NAMES, NULL};
static const char *const options[] = {"$select", "$filter",  "$top",       "$count",
                                      "$search", "$orderby", "$skiptoken", NULL};
static const char *const searchable[] = {"displayName", NULL};
static const struct object_kind principal_kind = {.type = "servicePrincipal",
                                                  .set = "servicePrincipals",
                                                  .properties = names,
                                                  .options = options,
                                                  .search = searchable,
                                                  .rules = DIRECTORY};

/* Those that somebody has to create, and the last, which is always there: the application that asks. */
static const struct application {
    const char *app_id, *id, *name;
    bool always;
} applications[] = {
    {MFA_CLIENT_ID, "9e0f64b8-7a2c-4d5f-9b61-3f2a0c7d1e01", "Azure Multi-Factor Auth Client", false},
    {"1f5530b3-261a-47a9-b357-ded261e17918", "9e0f64b8-7a2c-4d5f-9b61-3f2a0c7d1e02",
     "Azure Multi-Factor Auth Connector", false},
    {MESSAGE_TRACES_APP, "9e0f64b8-7a2c-4d5f-9b61-3f2a0c7d1e03", "Message Trace", false},
    {NULL, NULL, NULL, true},
};
enum { MFA_CLIENT = 0, APPLICATIONS = sizeof applications / sizeof *applications };

static struct json *new_principal(const struct application *application)
{
    struct json *one = json_new_object(), *own_names = json_new_array();
    json_push(own_names, json_new_text(application->app_id));
    json_set_text(one, "id", application->id);
    json_set_text(one, "deletedDateTime", NULL);
    json_set_bool(one, "accountEnabled", true);
    json_set_text(one, "appDisplayName", application->name);
    json_set_text(one, "appId", application->app_id);
    json_set_text(one, "appOwnerOrganizationId", "f8cdef31-a31e-4b4a-93e4-5f571e91255a");
    json_set_text(one, "displayName", application->name);
    json_set(one, "keyCredentials", json_new_array());
    json_set(one, "passwordCredentials", json_new_array());
    json_set(one, "servicePrincipalNames", own_names);
    json_set_text(one, "servicePrincipalType", "Application");
    json_set_text(one, "signInAudience", "AzureADMultipleOrgs");
    json_set(one, "tags", json_new_array());
    return one;
}

static struct application application_at(const struct tenant *tenant, const struct tenant_request *request, size_t row)
{
    const char *asks = request->caller.app_id;
    char id[UUID_TEXT];
    if (applications[row].app_id)
        return applications[row];
    return (struct application){.app_id = asks,
                                .id = arena_strdup(request->arena, token_principal(asks, id)),
                                .name = strcmp(asks, tenant->client_id) ? asks : "roster",
                                .always = true};
}

static const struct json *kept(struct tenant *tenant, const struct tenant_request *request, size_t row)
{
    struct application application = application_at(tenant, request, row);
    struct json *all = store_record(tenant->store, "servicePrincipals");
    if (application.always && !json_get(all, application.id))
        json_set(all, application.id, new_principal(&application));
    return json_get(all, application.id);
}

/* The row a path names: "servicePrincipals(appId='…')" or "servicePrincipals", "{id}"; after answering 404, APPLICATIONS. */
static size_t row_of_path(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply)
{
    static const char key[] = "servicePrincipals(appId='";
    const char *first = request->segments[0];
    bool by_app = !strncasecmp(first, key, strlen(key));
    const char *wanted = by_app ? arena_strndup(request->arena, first + strlen(key), strcspn(first + strlen(key), "'"))
                                : request->segments[1];
    for (size_t row = 0; row < APPLICATIONS; row++) {
        struct application application = application_at(tenant, request, row);
        if (!strcasecmp(by_app ? application.app_id : application.id, wanted) && kept(tenant, request, row))
            return row;
    }
    objects_not_found(request, reply, wanted);
    return APPLICATIONS;
}

/* --- those a scenario brought --- */

static bool is_added(struct tenant *tenant, const struct tenant_request *request, const struct json *kept_one)
{
    const char *id = json_text_or(json_get(kept_one, "id"), "");
    for (size_t row = 0; row < APPLICATIONS; row++)
        if (!strcmp(application_at(tenant, request, row).id, id))
            return false;
    return true;
}

/* By "{id}" or "(appId='…')"; NULL: none. */
static const struct json *added_of_path(struct tenant *tenant, const struct tenant_request *request)
{
    const struct json *all = store_record(tenant->store, "servicePrincipals");
    for (const struct json *one = json_first(all); one; one = json_next(one)) {
        const char *app = json_text_or(json_get(one, "appId"), "");
        bool is = request->segment_count == 1
                      ? *app && strcasestr(request->segments[0], app)
                      : !strcasecmp(json_text_or(json_get(one, "id"), ""), request->segments[1]);
        if (is && is_added(tenant, request, one))
            return one;
    }
    return NULL;
}

void service_principals_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct json *list = json_new_array();
    for (size_t row = 0; row < APPLICATIONS; row++)
        if (kept(tenant, request, row))
            json_push(list, json_copy(kept(tenant, request, row)));
    for (int i = 0; i < seed_principal_count; i++)
        json_push(list, grants_principal(tenant, &seed_principals[i]));
    const struct json *all = store_record(tenant->store, "servicePrincipals");
    for (const struct json *one = json_first(all); one; one = json_next(one))
        if (is_added(tenant, request, one))
            json_push(list, json_copy(one));
    struct object_kind beta = principal_kind;
    beta.properties = beta_names;
    objects_answer_list(request, reply, strcmp(request->version, "beta") ? &principal_kind : &beta, list);
}

/* One that was there from the beginning; NULL: it is none of them. */
static const struct seed_principal *seeded(const struct tenant_request *request)
{
    const char *first = request->segments[0];
    for (int i = 0; i < seed_principal_count; i++) {
        bool is = request->segment_count == 1 ? strcasestr(first, seed_principals[i].app_id) != NULL
                                              : !strcasecmp(seed_principals[i].id, request->segments[1]);
        if (is)
            return &seed_principals[i];
    }
    return NULL;
}

void service_principals_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    const struct seed_principal *known = seeded(request);
    const struct json *added = known ? NULL : added_of_path(tenant, request);
    struct object_kind kind = principal_kind;
    if (!strcmp(request->version, "beta"))
        kind.properties = beta_names;
    size_t row = known || added ? APPLICATIONS : row_of_path(tenant, request, reply);
    if (known)
        objects_answer(request, reply, &kind, 200, grants_principal(tenant, known));
    else if (added)
        objects_answer(request, reply, &kind, 200, json_copy(added));
    else if (row < APPLICATIONS)
        objects_answer(request, reply, &kind, 200, json_copy(kept(tenant, request, row)));
}

/* Sign-in to it is switched on or off. */
void service_principals_patch(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const writable[] = {"accountEnabled", NULL};
    const struct seed_principal *known = seeded(request);
    const struct json *added = known ? NULL : added_of_path(tenant, request);
    size_t row = known || added ? APPLICATIONS : row_of_path(tenant, request, reply);
    auto_json struct json *body = NULL;
    if (known || added || row < APPLICATIONS)
        body = objects_no_options(request, reply) ? objects_body(request, reply, writable, true) : NULL;
    const struct json *enabled = json_get(body, "accountEnabled");
    if (!body)
        return;
    if (json_kind(enabled) != JSON_BOOL) {
        objects_refuse(request, reply, "Request_BadRequest", "accountEnabled",
                       "Invalid value specified for property 'accountEnabled' of resource 'ServicePrincipal'.");
        return;
    }
    if (known)
        json_set_bool(store_record(tenant->store, "principalsSwitched"), known->id, json_true(enabled));
    else
        json_set_bool((struct json *)(added ? added : kept(tenant, request, row)), "accountEnabled",
                      json_true(enabled)); /* ours to change */
    tenant_empty(reply, 204);
}

void service_principals_create(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const known[] = {"appId", NULL};
    auto_json struct json *body = objects_no_options(request, reply) ? objects_body(request, reply, known, true) : NULL;
    const char *app_id = json_text_or(json_get(body, "appId"), "");
    size_t row = 0;
    if (!body)
        return;
    while (row < APPLICATIONS && strcasecmp(application_at(tenant, request, row).app_id, app_id) != 0)
        row++;
    if (row == APPLICATIONS) {
        objects_refuse(request, reply, "Request_BadRequest", "appId",
                       arena_printf(request->arena,
                                    "The appId '%s' of the service principal does not reference a valid application "
                                    "object.",
                                    app_id));
    } else if (kept(tenant, request, row)) {
        tenant_error(
            request, reply, 409, "Request_MultipleObjectsWithSameKeyValue",
            "The service principal cannot be created, updated, or restored because the service principal name is already "
            "in use.");
    } else {
        json_set(store_record(tenant->store, "servicePrincipals"), applications[row].id,
                 new_principal(&applications[row]));
        objects_answer(request, reply, &principal_kind, 201, json_copy(kept(tenant, request, row)));
    }
}

/* --- secrets --- */

static bool date_fits(const struct json *value, int64_t *out)
{
    const char *text = json_text(value);
    return !value || (text && strchr(text, 'T') && clock_parse(text, strlen(text), out));
}

static char *new_secret(struct arena *arena)
{
    unsigned char bytes[30];
    struct buf text = buf_make(64);
    random_bytes(bytes, sizeof bytes);
    base64url_encode(&text, bytes, sizeof bytes);
    char *secret = arena_strdup(arena, buf_text(&text));
    buf_free(&text);
    return secret;
}

static struct json *new_credential(const char *name, const char *secret, int64_t start, int64_t end)
{
    char id[UUID_TEXT], date[CLOCK_TEXT], hint[4] = "";
    struct json *one = json_new_object();
    memcpy(hint, secret, 3);
    json_set_text(one, "customKeyIdentifier", NULL);
    json_set_text(one, "displayName", name);
    json_set_text(one, "endDateTime", clock_format(end, date));
    json_set_text(one, "hint", hint);
    json_set_text(one, "keyId", random_uuid(id));
    json_set_text(one, "secretText", NULL);
    json_set_text(one, "startDateTime", clock_format(start, date));
    return one;
}

/* Keep another list of credentials (moved in). */
static void keep_credentials(struct tenant *tenant, const struct tenant_request *request, size_t row,
                             struct json *credentials)
{
    struct json *principal = json_copy(kept(tenant, request, row));
    json_set(principal, "passwordCredentials", credentials);
    json_set(store_record(tenant->store, "servicePrincipals"), application_at(tenant, request, row).id, principal);
}

static bool credential_fits(const struct tenant_request *request, struct tenant_reply *reply, const struct json *wanted,
                            int64_t *start, int64_t *end)
{
    static const char *const known[] = {"displayName", "startDateTime", "endDateTime"};
    if (wanted && json_kind(wanted) != JSON_OBJECT)
        return objects_refuse(request, reply, "Request_BadRequest", "passwordCredential",
                              "Invalid value specified for property 'passwordCredential'.");
    for (const struct json *member = json_first(wanted); member; member = json_next(member)) {
        size_t i = 0;
        while (i < 3 && strcmp(known[i], json_key(member)) != 0)
            i++;
        if (i == 3 || json_kind(member) != JSON_STRING)
            return objects_refuse(request, reply, "Request_BadRequest", json_key(member),
                                  arena_printf(request->arena, "Invalid property '%s'.", json_key(member)));
    }
    *start = clock_now();
    if (!date_fits(json_get(wanted, "startDateTime"), start))
        return objects_refuse(request, reply, "Request_BadRequest", "startDateTime",
                              "Invalid value specified for property 'startDateTime' of resource 'PasswordCredential'.");
    *end = *start + 2 * YEAR;
    if (!date_fits(json_get(wanted, "endDateTime"), end) || *end <= *start || *end <= clock_now())
        return objects_refuse(request, reply, "Request_BadRequest", "endDateTime",
                              "Invalid value specified for property 'endDateTime' of resource 'PasswordCredential'.");
    return true;
}

void service_principals_add_password(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const known[] = {"passwordCredential", NULL}, *const none[] = {NULL};
    static const struct object_kind kind = {
        .type = "passwordCredential", .set = "microsoft.graph.passwordCredential", .properties = none};
    int64_t start, end;
    size_t row = objects_no_options(request, reply) ? row_of_path(tenant, request, reply) : APPLICATIONS;
    auto_json struct json *body = row == APPLICATIONS ? NULL : objects_body(request, reply, known, true);
    const struct json *wanted = json_get(body, "passwordCredential");
    if (!body || !credential_fits(request, reply, wanted, &start, &end))
        return;
    const char *secret = new_secret(request->arena);
    struct json *one = new_credential(json_text(json_get(wanted, "displayName")), secret, start, end);
    struct json *all = json_copy(json_get(kept(tenant, request, row), "passwordCredentials"));
    json_push(all, json_copy(one));
    keep_credentials(tenant, request, row, all);
    if (row == MFA_CLIENT)
        tenant_mfa_secret_add(tenant, json_text_or(json_get(one, "keyId"), ""), secret, end);
    json_set_text(one, "secretText", secret); /* told once */
    objects_answer(request, reply, &kind, 200, one);
}

void service_principals_remove_password(struct tenant *tenant, struct tenant_request *request,
                                        struct tenant_reply *reply)
{
    static const char *const known[] = {"keyId", NULL};
    size_t row = objects_no_options(request, reply) ? row_of_path(tenant, request, reply) : APPLICATIONS;
    auto_json struct json *body = row == APPLICATIONS ? NULL : objects_body(request, reply, known, true);
    const char *key = json_text_or(json_get(body, "keyId"), "");
    bool found = false;
    if (!body)
        return;
    struct json *rest = json_new_array();
    const struct json *all = json_get(kept(tenant, request, row), "passwordCredentials");
    for (const struct json *one = json_first(all); one; one = json_next(one)) {
        bool is = !strcasecmp(json_text_or(json_get(one, "keyId"), ""), key);
        found |= is;
        if (!is)
            json_push(rest, json_copy(one));
    }
    if (!found) {
        json_free(rest);
        objects_refuse(request, reply, "Request_BadRequest", "keyId",
                       "No password credential found with the specified keyId.");
        return;
    }
    keep_credentials(tenant, request, row, rest);
    if (row == MFA_CLIENT)
        tenant_mfa_secret_remove(tenant, key);
    tenant_empty(reply, 204);
}
