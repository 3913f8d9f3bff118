/* The token endpoint, the device code endpoint and the discovery document. */
#include "tenant/login.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/guid.h"
#include "base/random.h"
#include "codec/url.h"
#include "tenant/permissions.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* A device code (used once) or a refresh token (used again and again). */
struct login_refresh {
    struct login_refresh *next;
    char secret[80];
    char client_id[64];
    char scope[512];
    bool device;
    unsigned polls;
};

struct form {
    struct tenant_pair pairs[24];
    size_t count;
};

static const char *form_get(const struct form *form, const char *name)
{
    for (size_t i = 0; i < form->count; i++)
        if (!strcmp(form->pairs[i].name, name))
            return form->pairs[i].value;
    return NULL;
}

static bool form_read(const struct tenant_request *request, struct form *form)
{
    const char *at = request->body;
    char *name, *value;
    bool bad = false;
    const char *type = tenant_header(request, "Content-Type");
    if (!type || strncasecmp(type, "application/x-www-form-urlencoded", 33) != 0)
        return false;
    while (form->count < 24 && url_query_next(request->arena, &at, &name, &value, &bad))
        form->pairs[form->count++] = (struct tenant_pair){name, value};
    return !bad;
}

void login_error(const struct tenant_request *request, struct tenant_reply *reply, int status,
                 const char *error, int code, const char *message)
{
    char trace[UUID_TEXT], date[CLOCK_TEXT];
    clock_format(clock_now(), date);
    date[10] = ' ';
    random_uuid(trace);
    buf_clear(&reply->body);
    struct json_writer w = json_writer(&reply->body);
    json_open(&w, '{');
    json_name(&w, "error");
    json_put_text(&w, error);
    json_name(&w, "error_description");
    json_put_text(&w, arena_printf(request->arena, "AADSTS%d: %s Trace ID: %s Correlation ID: %s Timestamp: %s",
                                   code, message, trace, request->client_id, date));
    json_name(&w, "error_codes");
    json_open(&w, '[');
    json_put_int(&w, code);
    json_close(&w);
    json_name(&w, "timestamp");
    json_put_text(&w, date);
    json_name(&w, "trace_id");
    json_put_text(&w, trace);
    json_name(&w, "correlation_id");
    json_put_text(&w, request->client_id);
    json_name(&w, "error_uri");
    json_put_text(&w, arena_printf(request->arena, "https://login.microsoftonline.com/error?code=%d", code));
    json_close(&w);
    reply->status = status;
    reply->content_type = "application/json; charset=utf-8";
}

static void discovery(const struct login *login, const struct tenant_request *request,
                      struct tenant_reply *reply)
{
    static const struct {
        const char *name, *path;
    } links[] = {{"token_endpoint", "/oauth2/v2.0/token"},
                 {"authorization_endpoint", "/oauth2/v2.0/authorize"},
                 {"device_authorization_endpoint", "/oauth2/v2.0/devicecode"},
                 {"jwks_uri", "/discovery/v2.0/keys"},
                 {"issuer", "/v2.0"}};
    struct json *document = json_new_object();
    for (size_t i = 0; i < sizeof links / sizeof *links; i++)
        json_set_text(document, links[i].name,
                      arena_printf(request->arena, "%s/login/%s%s", login->origin, login->tenant_id,
                                   links[i].path));
    json_set_text(document, "tenant_region_scope", "EU");
    json_set_text(document, "cloud_instance_name", "microsoftonline.com");
    json_set_text(document, "msgraph_host", "graph.microsoft.com");
    tenant_json(reply, 200, document);
    reply->content_type = "application/json; charset=utf-8";
    json_free(document);
}

/* The one resource of a scope ("https://graph.microsoft.com/.default offline_access"); NULL and an error otherwise. */
static char *resource_of(const struct tenant_request *request, struct tenant_reply *reply,
                         const char *scope, bool application)
{
    char *resource = NULL;
    for (const char *at = scope ? scope : ""; *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        char *word = arena_strndup(request->arena, at, length);
        at += length;
        if (!strcmp(word, "offline_access") || !strcmp(word, "openid") || !strcmp(word, "profile"))
            continue;
        char *slash = strrchr(word, '/');
        const char *name = slash ? slash + 1 : word;
        if (!slash || (application && strcmp(name, ".default") != 0)) {
            login_error(request, reply, 400, application ? "invalid_scope" : "invalid_request",
                        application ? 1002012 : 70011,
                        arena_printf(request->arena, "The provided value for scope %s is not valid.", scope));
            return NULL;
        }
        *slash = '\0';
        if (resource && strcmp(resource, word) != 0) {
            login_error(request, reply, 400, "invalid_request", 28000,
                        "Provided value for the input parameter scope is not valid because it contains more "
                        "than one resource.");
            return NULL;
        }
        resource = word;
    }
    if (!resource)
        login_error(request, reply, 400, "invalid_scope", 70011,
                    "The provided request must include a 'scope' input parameter.");
    return resource;
}

static void give_token(struct login *login, const struct tenant_request *request,
                       struct tenant_reply *reply, const struct token_wish *wish, const char *scope,
                       const char *refresh)
{
    auto_buf struct buf token = buf_make(1 << 16);
    token_mint(login->tokens, wish, &token);
    struct json_writer w = json_writer(&reply->body);
    json_open(&w, '{');
    json_name(&w, "token_type");
    json_put_text(&w, "Bearer");
    if (scope) {
        json_name(&w, "scope");
        json_put_text(&w, scope);
    }
    json_name(&w, "expires_in");
    json_put_int(&w, login->tokens->lifetime - (login->tokens->lifetime > 1));
    json_name(&w, "ext_expires_in");
    json_put_int(&w, login->tokens->lifetime - (login->tokens->lifetime > 1));
    json_name(&w, "access_token");
    json_put_text(&w, buf_text(&token));
    if (refresh) {
        json_name(&w, "refresh_token");
        json_put_text(&w, refresh);
    }
    json_close(&w);
    reply->status = 200;
    reply->content_type = "application/json; charset=utf-8";
    (void)request;
}

/* The permissions a token for `audience` carries. */
static void fill_grants(const struct login *login, enum token_audience audience, bool user,
                        struct token_wish *wish)
{
    static const char *const exchange_app[] = {"Exchange.ManageAsApp", "full_access_as_app"};
    static const char *const exchange_user[] = {"Exchange.Manage"};
    static const char *const sharepoint_app[] = {"Sites.FullControl.All"};
    static const char *const sharepoint_user[] = {"AllSites.FullControl"};
    wish->grants = login->grants;
    wish->grant_count = audience == AUDIENCE_GRAPH ? login->grant_count : 0;
    if (audience == AUDIENCE_EXCHANGE) {
        wish->grants = user ? exchange_user : exchange_app;
        wish->grant_count = user ? 1 : 2;
    } else if (audience == AUDIENCE_SHAREPOINT) {
        wish->grants = user ? sharepoint_user : sharepoint_app;
        wish->grant_count = 1;
    }
}

/* Mint for `scope`, or say what is wrong with it. */
static void token_for_scope(struct login *login, const struct tenant_request *request,
                            struct tenant_reply *reply, const char *scope, const char *refresh)
{
    bool user = refresh != NULL;
    struct token_wish wish = {.app_id = login->client_id};
    wish.audience = resource_of(request, reply, scope, !user);
    if (!wish.audience)
        return;
    enum token_audience audience = token_audience_of(wish.audience);
    if (audience == AUDIENCES) {
        login_error(request, reply, 400, "invalid_resource", 500011,
                    arena_printf(request->arena,
                                 "The resource principal named %s was not found in the tenant named %s. This "
                                 "can happen if the application has not been installed by the administrator of "
                                 "the tenant or consented to by any user in the tenant.",
                                 wish.audience, login->tenant_id));
        return;
    }
    if (user) {
        wish.user_oid = login->user_oid;
        wish.user_upn = login->user_upn;
    }
    fill_grants(login, audience, user, &wish);
    give_token(login, request, reply, &wish, user ? scope : NULL, refresh);
}

static bool known_client(const struct login *login, const struct tenant_request *request,
                         struct tenant_reply *reply, const char *client)
{
    if (!client) {
        login_error(request, reply, 400, "invalid_request", 900144,
                    "The request body must contain the following parameter: 'client_id'.");
        return false;
    }
    if (!strcasecmp(client, login->client_id))
        return true;
    login_error(request, reply, 400, "unauthorized_client", 700016,
                arena_printf(request->arena,
                             "Application with identifier '%s' was not found in the directory '%s'. This can "
                             "happen if the application has not been installed by the administrator of the "
                             "tenant or consented to by any user in the tenant.",
                             client, login->tenant_id));
    return false;
}

static bool right_secret(const struct login *login, const struct tenant_request *request,
                         struct tenant_reply *reply, const char *secret)
{
    if (!secret)
        login_error(request, reply, 401, "invalid_client", 7000218,
                    "The request body must contain the following parameter: 'client_assertion' or "
                    "'client_secret'.");
    else if (strcmp(secret, login->client_secret) != 0)
        login_error(request, reply, 401, "invalid_client", 7000215,
                    arena_printf(request->arena,
                                 "Invalid client secret provided. Ensure the secret being sent in the request "
                                 "is the client secret value, not the client secret ID, for a secret added to "
                                 "app '%s'.",
                                 login->client_id));
    else
        return true;
    return false;
}

static struct login_refresh *find_code(struct login *login, const char *secret, bool device)
{
    for (struct login_refresh *code = login->codes; code && secret; code = code->next)
        if (code->device == device && !strcmp(code->secret, secret))
            return code;
    return NULL;
}

static struct login_refresh *new_code(struct login *login, const char *scope, bool device)
{
    char a[UUID_TEXT], b[UUID_TEXT];
    struct login_refresh *code = xcalloc(1, sizeof *code);
    snprintf(code->secret, sizeof code->secret, "%s%s", random_uuid(a), random_uuid(b));
    snprintf(code->scope, sizeof code->scope, "%s", scope);
    code->device = device;
    code->next = login->codes;
    login->codes = code;
    return code;
}

static void device_start(struct login *login, const struct tenant_request *request,
                         struct tenant_reply *reply, const struct form *form)
{
    if (!known_client(login, request, reply, form_get(form, "client_id")))
        return;
    const char *scope = form_get(form, "scope");
    if (!resource_of(request, reply, scope, false))
        return;
    pthread_mutex_lock(&login->lock);
    const struct login_refresh *code = new_code(login, scope, true);
    pthread_mutex_unlock(&login->lock);
    char user_code[] = "XXXXXXXXX";
    for (size_t i = 0; i < sizeof user_code - 1; i++)
        user_code[i] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"[random_below(32)];
    auto_str char *where = xasprintf("%s/login/device", login->origin);
    auto_str char *message = xasprintf("To sign in, use a web browser to open the page %s and enter the code %s "
                                       "to authenticate.", where, user_code);
    struct json *answer = json_new_object();
    json_set_text(answer, "user_code", user_code);
    json_set_text(answer, "device_code", code->secret);
    json_set_text(answer, "verification_uri", where);
    json_set_number(answer, "expires_in", 900);
    json_set_number(answer, "interval", 1);
    json_set_text(answer, "message", message);
    tenant_json(reply, 200, answer);
    reply->content_type = "application/json; charset=utf-8";
    json_free(answer);
}

/* The first poll finds nobody yet, the second a person who has agreed. */
static void device_poll(struct login *login, const struct tenant_request *request,
                        struct tenant_reply *reply, const struct form *form)
{
    char refresh[80] = "", scope[512] = "";
    pthread_mutex_lock(&login->lock);
    struct login_refresh *code = find_code(login, form_get(form, "device_code"), true);
    bool agreed = code && login->user_oid && ++code->polls > 1;
    if (agreed) {
        snprintf(scope, sizeof scope, "%s", code->scope);
        snprintf(refresh, sizeof refresh, "%s", new_code(login, scope, false)->secret);
        code->secret[0] = '\0';
    }
    pthread_mutex_unlock(&login->lock);
    if (agreed)
        token_for_scope(login, request, reply, scope, refresh);
    else if (code)
        login_error(request, reply, 400, "authorization_pending", 70016,
                    "OAuth 2.0 device flow error. Authorization is pending. Continue polling.");
    else
        login_error(request, reply, 400, "bad_verification_code", 70018,
                    "Invalid verification code.");
}

static void refresh_grant(struct login *login, const struct tenant_request *request,
                          struct tenant_reply *reply, const struct form *form)
{
    const char *token = form_get(form, "refresh_token");
    pthread_mutex_lock(&login->lock);
    const struct login_refresh *code = find_code(login, token, false);
    pthread_mutex_unlock(&login->lock);
    const char *scope = form_get(form, "scope");
    if (code)
        token_for_scope(login, request, reply, scope ? scope : code->scope, token);
    else
        login_error(request, reply, 400, "invalid_grant", 70000,
                    "The provided value for the input parameter 'refresh_token' is not valid.");
}

static void token_endpoint(struct login *login, const struct tenant_request *request,
                           struct tenant_reply *reply, const struct form *form)
{
    const char *grant = form_get(form, "grant_type");
    if (!grant) {
        login_error(request, reply, 400, "invalid_request", 900144,
                    "The request body must contain the following parameter: 'grant_type'.");
        return;
    }
    if (!known_client(login, request, reply, form_get(form, "client_id")))
        return;
    if (!strcmp(grant, "client_credentials")) {
        if (right_secret(login, request, reply, form_get(form, "client_secret")))
            token_for_scope(login, request, reply, form_get(form, "scope"), NULL);
    } else if (!strcmp(grant, "refresh_token")) {
        refresh_grant(login, request, reply, form);
    } else if (!strcmp(grant, "urn:ietf:params:oauth:grant-type:device_code")) {
        device_poll(login, request, reply, form);
    } else {
        login_error(request, reply, 400, "unsupported_grant_type", 70003,
                    arena_printf(request->arena, "The app requested an unsupported grant type '%s'.", grant));
    }
}

static bool path_is(const struct tenant_request *request, const char *a, const char *b, const char *c)
{
    const char *want[] = {a, b, c};
    if (request->segment_count != 4 - (c == NULL))
        return false;
    for (size_t i = 0; i + 1 < request->segment_count; i++)
        if (strcmp(request->segments[i + 1], want[i]) != 0)
            return false;
    return true;
}

void login_answer(struct login *login, const struct tenant_request *request,
                  struct tenant_reply *reply)
{
    struct form form = {.count = 0};
    const char *tenant = request->segment_count ? request->segments[0] : "";
    bool post = !strcmp(request->method, "POST");
    bool token = path_is(request, "oauth2", "v2.0", "token");
    bool device = path_is(request, "oauth2", "v2.0", "devicecode");
    bool connector = path_is(request, "oauth2", "token", NULL);
    if (strcasecmp(tenant, login->tenant_id) != 0 && strcmp(tenant, "organizations") != 0) {
        login_error(request, reply, 400, "invalid_request", 90002,
                    arena_printf(request->arena,
                                 "Tenant '%s' not found. Check to make sure you have the correct tenant ID and "
                                 "are signing into the correct cloud.", tenant));
    } else if (path_is(request, "v2.0", ".well-known", "openid-configuration") && !post) {
        discovery(login, request, reply);
    } else if (!token && !device && !connector) {
        login_error(request, reply, 404, "invalid_request", 90014, "The page does not exist.");
    } else if (!post) {
        login_error(request, reply, 405, "invalid_request", 900561,
                    "The endpoint only accepts POST requests. Received a GET request.");
    } else if (!form_read(request, &form)) {
        login_error(request, reply, 400, "invalid_request", 9002313,
                    "Invalid request. Request is malformed or invalid.");
    } else if (connector) {
        login_connector_token(login, request, reply, form.pairs, form.count);
    } else if (device) {
        device_start(login, request, reply, &form);
    } else {
        token_endpoint(login, request, reply, &form);
    }
}

void login_free(struct login *login)
{
    while (login->codes) {
        struct login_refresh *next = login->codes->next;
        xfree(login->codes);
        login->codes = next;
    }
    pthread_mutex_destroy(&login->lock);
}
