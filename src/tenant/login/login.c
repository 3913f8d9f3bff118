/* From a request below /login to the part that answers it: tenant, page or endpoint, form, application. */
#include "tenant/login/login_call.h"

#include "base/alloc.h"
#include "codec/url.h"
#include <string.h>
#include <strings.h>

#define CONSUMERS "9188040d-6c67-4c5b-b112-36a304b66dad" /* the tenant of personal accounts */

static bool form_read(struct login_call *call)
{
    const char *at = call->request->body;
    char *name, *value;
    bool bad = false;
    const char *type = tenant_header(call->request, "Content-Type");
    if (!type || strncasecmp(type, "application/x-www-form-urlencoded", 33) != 0)
        return login_refuse(call, 9002313, NULL);
    while (call->count < sizeof call->pairs / sizeof *call->pairs &&
           url_query_next(call->request->arena, &at, &name, &value, &bad)) {
        if (login_form(call, name))
            return login_refuse(call, 9002313,
                                "Invalid request. Request is malformed or invalid: a parameter stands twice.");
        call->pairs[call->count++] = (struct tenant_pair){name, value};
    }
    return !bad || login_refuse(call, 9002313, NULL);
}

/* --- the tenant in the path --- */

static bool is_open(const char *authority)
{
    return !strcasecmp(authority, "organizations") || !strcasecmp(authority, "common");
}

static bool is_consumers(const char *authority)
{
    return !strcasecmp(authority, "consumers") || !strcasecmp(authority, CONSUMERS);
}

static bool find_tenant(struct login_call *call, bool discovery)
{
    struct guid id;
    call->tenant = login_config_tenant(call->login->config, call->authority);
    if (call->tenant || is_open(call->authority) || is_consumers(call->authority))
        return true;
    bool named = strchr(call->authority, '.') || guid_parse(call->authority, strlen(call->authority), &id);
    const char *begin = named ? "Tenant" : "Specified tenant identifier";
    const char *end =
        named ? "not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. "
                "Check with your subscription administrator, this may happen if there are no active subscriptions for "
                "the tenant."
              : "is neither a valid DNS name, nor a valid external domain.";
    login_error(call->request, call->reply, 400, discovery ? "invalid_tenant" : "invalid_request",
                named ? 90002 : 900023, arena_printf(call->request->arena, "%s '%s' %s", begin, call->authority, end));
    return false;
}

/* --- endpoints --- */

/* Which names an authority goes by; clients ask before they trust one. */
static void instances(struct login_call *call, bool post)
{
    static const char *const aliases[] = {"login.microsoftonline.com", "login.windows.net", "login.microsoft.com",
                                          "sts.windows.net"};
    (void)post;
    auto_json struct json *document = json_new_object();
    struct json *one = json_new_object(), *names = json_new_array(), *metadata = json_new_array();
    json_set_text(
        document, "tenant_discovery_endpoint",
        arena_printf(call->request->arena, "%s/common/v2.0/.well-known/openid-configuration", call->request->origin));
    json_set_text(document, "api-version", "1.1");
    json_set_text(one, "preferred_network", aliases[0]);
    json_set_text(one, "preferred_cache", aliases[1]);
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        json_push(names, json_new_text(aliases[i]));
    json_set(one, "aliases", names);
    json_push(metadata, one);
    json_set(document, "metadata", metadata);
    tenant_json(call->reply, 200, document);
    call->reply->content_type = "application/json; charset=utf-8";
}

static void set_texts(struct json *document, const char *name, const char *const *texts)
{
    struct json *list = json_new_array();
    for (; *texts; texts++)
        json_push(list, json_new_text(*texts));
    json_set(document, name, list);
}

/* OpenID Connect's document, of version 1.0 or 2.0: it differs in paths and issuer. */
static void discovery_of(struct login_call *call, const char *version)
{
    static const struct {
        const char *name, *path;
    } links[] = {{"token_endpoint", "oauth2%s/token"},
                 {"authorization_endpoint", "oauth2%s/authorize"},
                 {"device_authorization_endpoint", "oauth2%s/devicecode"},
                 {"end_session_endpoint", "oauth2%s/logout"},
                 {"jwks_uri", "discovery%s/keys"}};
    static const struct {
        const char *name, *texts[8];
    } lists[] = {{"response_types_supported", {"code"}},
                 {"response_modes_supported", {"query"}},
                 {"subject_types_supported", {"pairwise"}},
                 {"id_token_signing_alg_values_supported", {"RS256"}},
                 {"scopes_supported", {"openid", "profile", "email", "offline_access"}},
                 {"token_endpoint_auth_methods_supported", {"client_secret_post", "private_key_jwt"}},
                 {"code_challenge_methods_supported", {"S256"}}};
    struct arena *arena = call->request->arena;
    const char *tenant = call->tenant ? call->tenant->id : call->authority;
    const char *issuer = call->tenant ? call->tenant->id : is_consumers(call->authority) ? CONSUMERS : "{tenantid}";
    auto_json struct json *document = json_new_object();
    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        const char *end = strchr(links[i].path, '%') + 2;
        json_set_text(document, links[i].name,
                      arena_printf(arena, "%s/%s/%.*s%s%s", call->request->origin, tenant,
                                   (int)(end - 2 - links[i].path), links[i].path, version, end));
    }
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        set_texts(document, lists[i].name, lists[i].texts);
    json_set_text(document, "issuer",
                  *version ? arena_printf(arena, "%s/%s/v2.0", call->request->origin, issuer)
                           : arena_printf(arena, "https://sts.windows.net/%s/", issuer));
    json_set_text(document, "tenant_region_scope", call->tenant ? "EU" : NULL);
    json_set_text(document, "cloud_instance_name", "microsoftonline.com");
    json_set_text(document, "msgraph_host", "graph.microsoft.com");
    tenant_json(call->reply, 200, document);
    call->reply->content_type = "application/json; charset=utf-8";
}

static void discovery(struct login_call *call, bool post)
{
    (void)post;
    discovery_of(call, "/v2.0");
}

static void discovery_first(struct login_call *call, bool post)
{
    (void)post;
    discovery_of(call, "");
}

static void connector(struct login_call *call, bool post)
{
    (void)post;
    if (!call->tenant) {
        login_refuse(call, 50059, NULL);
        return;
    }
    const struct tenant *tenant = call->login->enter(call->login->front, call->tenant);
    login_connector_token(tenant->login, call->request, call->reply, call->pairs, call->count);
}

/* The application of a request; false when answered. */
static bool find_app(struct login_call *call)
{
    const char *id = login_form(call, "client_id");
    if (!id)
        return login_refuse(call, 900144, "The request body must contain the following parameter: 'client_id'.");
    call->app = login_config_app(call->login->config, id);
    if (call->app && !is_consumers(call->authority) && (call->tenant || !call->app->single_tenant))
        return true;
    if (call->app && is_open(call->authority))
        return login_refuse(
            call, 50194,
            arena_printf(call->request->arena,
                         "Application '%s'(%s) is not configured as a multi-tenant application. Usage of the /common "
                         "endpoint is not supported for such apps created after '10/15/2018'. Use a tenant-specific "
                         "endpoint or configure the application to be multi-tenant.",
                         id, call->app->name));
    return login_refuse(
        call, 700016,
        arena_printf(call->request->arena,
                     "Application with identifier '%s' was not found in the directory '%s'. This can happen if the "
                     "application has not been installed by the administrator of the tenant or consented to by any "
                     "user in the tenant. You may have sent your authentication request to the wrong tenant.",
                     id,
                     is_consumers(call->authority) ? "Microsoft Accounts"
                     : call->tenant                ? call->tenant->name
                                                   : call->authority));
}

static void token(struct login_call *call, bool post)
{
    (void)post;
    if (find_app(call))
        login_token(call);
}

static void devicecode(struct login_call *call, bool post)
{
    (void)post;
    if (find_app(call))
        login_device_start(call);
}

static void keys(struct login_call *call, bool post)
{
    (void)post; /* access tokens are opaque to clients: the key they are signed with is nobody's business */
    buf_puts(&call->reply->body, "{\"keys\":[]}");
    call->reply->status = 200;
    call->reply->content_type = "application/json; charset=utf-8";
}

enum methods { GET_ONLY, POST_ONLY, BOTH };

static const struct endpoint {
    const char *path; /* after the tenant */
    enum methods methods;
    void (*answer)(struct login_call *call, bool post);
} endpoints[] = {{"oauth2/v2.0/token", POST_ONLY, token},
                 {"oauth2/v2.0/devicecode", POST_ONLY, devicecode},
                 {"oauth2/v2.0/authorize", BOTH, login_authorize},
                 {"oauth2/token", POST_ONLY, connector},
                 {"adminconsent", BOTH, login_consent_page},
                 {"v2.0/adminconsent", BOTH, login_consent_page},
                 {"v2.0/.well-known/openid-configuration", GET_ONLY, discovery},
                 {".well-known/openid-configuration", GET_ONLY, discovery_first},
                 {"discovery/v2.0/keys", GET_ONLY, keys},
                 {"discovery/keys", GET_ONLY, keys},
                 {"discovery/instance", GET_ONLY, instances}};

static const struct endpoint *find_endpoint(const struct tenant_request *request)
{
    auto_buf struct buf path = buf_make(4096);
    for (size_t i = 1; i < request->segment_count; i++)
        buf_printf(&path, "%s%s", i > 1 ? "/" : "", request->segments[i]);
    for (size_t i = 0; i < sizeof endpoints / sizeof *endpoints; i++)
        if (!strcmp(endpoints[i].path, buf_text(&path)))
            return &endpoints[i];
    return NULL;
}

void login_answer(struct login *login, const struct tenant_request *request, struct tenant_reply *reply)
{
    struct login_call call = {.login = login,
                              .request = request,
                              .reply = reply,
                              .authority = request->segment_count ? request->segments[0] : ""};
    bool post = !strcmp(request->method, "POST");
    if (request->segment_count == 1 && !strcmp(call.authority, "device")) {
        if (!post || form_read(&call))
            login_device_page(&call, post);
        return;
    }
    const struct endpoint *endpoint = find_endpoint(request);
    if (!find_tenant(&call, endpoint && endpoint->methods == GET_ONLY))
        return;
    if (!endpoint)
        login_error(request, reply, 404, "invalid_request", 90014, "The page does not exist.");
    else if (!post && endpoint->methods == POST_ONLY)
        login_refuse(&call, 900561,
                     arena_printf(request->arena, "The endpoint only accepts POST requests. Received a %s request.",
                                  request->method));
    else if (post && endpoint->methods == GET_ONLY)
        login_error(request, reply, 405, "invalid_request", 900561, "The endpoint only accepts GET requests.");
    else if (!post || form_read(&call))
        endpoint->answer(&call, post);
}

void login_free(struct login *login)
{
    while (login->devices) {
        struct login_device *next = login->devices->next;
        xfree(login->devices->scope);
        xfree(login->devices);
        login->devices = next;
    }
    while (login->refreshes) {
        struct login_refresh *next = login->refreshes->next;
        xfree(login->refreshes->scope);
        xfree(login->refreshes);
        login->refreshes = next;
    }
    login_codes_free(login);
    login_memory_free(login->memory);
    login_config_free(login->config);
    sessions_free(&login->sessions);
    pthread_mutex_destroy(&login->lock);
}
