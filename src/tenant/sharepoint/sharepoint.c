/* SharePoint's endpoints: who may ask, form digests, and where a request goes. */
#include "tenant/sharepoint/sharepoint_state.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/random.h"
#include "tenant/wire/route.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { SITES_MOST = 200, DIGEST_LIFE = 1800 /* s */ };

struct sharepoint *sharepoint_new(void)
{
    return xcalloc(1, sizeof(struct sharepoint));
}

void sharepoint_free(struct sharepoint *sharepoint)
{
    if (sharepoint)
        xfree(sharepoint->sites);
    xfree(sharepoint);
}

/* --- who asks --- */

static void refuse(struct tenant_reply *reply, int status, const char *why)
{
    auto_json struct json *root = json_new_object();
    json_set_text(root, "error_description", why);
    tenant_json(reply, status, root);
    reply->content_type = "application/json; charset=utf-8";
}

static void refuse_token(const struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                         const char *why)
{
    const char *challenge = request->caller.challenge;
    refuse(reply, 401, why);
    tenant_reply_header(reply, "WWW-Authenticate",
                        arena_printf(request->arena,
                                     "Bearer realm=\"%s\",client_id=\"00000003-0000-0ff1-ce00-000000000000\"%s%s%s",
                                     tenant->tenant_id, challenge ? ",error=\"insufficient_claims\",claims=\"" : "",
                                     challenge ? challenge : "", challenge ? "\"" : ""));
}

/* A person needs SharePoint Administrator or more (REQUESTS §0.4). */
static bool administers(const struct tenant_caller *caller)
{
    static const char *const roles[] = {"62e90394-69f5-4237-9190-012177145e10", "f28a1f50-f6e7-4571-818b-6a12f2af6b6c"};
    for (size_t i = 0; i < caller->role_count; i++)
        if (!strcmp(caller->roles[i], roles[0]) || !strcmp(caller->roles[i], roles[1]))
            return true;
    return false;
}

static bool token_fits(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply,
                       const struct fault_decision *fault)
{
    static const char *const needed[] = {"Sites.FullControl.All", "AllSites.FullControl"};
    enum token_verdict verdict = token_check(tenant->tokens, tenant_header(request, "Authorization"),
                                             AUDIENCE_SHAREPOINT, request->arena, &request->caller,
                                             &request->caller.token_id);
    if (verdict == TOKEN_GOOD && fault->kind == FAULT_EXPIRE) {
        token_expire(tenant->tokens, request->caller.token_id);
        verdict = TOKEN_EXPIRED;
    }
    if (verdict != TOKEN_GOOD) {
        refuse_token(
            tenant, request, reply,
            verdict == TOKEN_EXPIRED
                ? "Invalid JWT token. The token is expired."
                : "Exception of type 'Microsoft.IdentityModel.Tokens.AudienceUriValidationFailedException' was thrown.");
        return false;
    }
    if (!request->caller.delegated && tenant->certificate_only && !request->caller.by_certificate) {
        refuse_token(tenant, request, reply, "Unsupported app only token.");
        return false;
    }
    bool may = !request->caller.delegated || administers(&request->caller);
    for (size_t i = 0; may && i < request->caller.grant_count; i++)
        if (!strcmp(request->caller.grants[i], needed[request->caller.delegated]))
            return true;
    refuse(reply, 403, "Access denied. You do not have permission to perform this action or access this resource.");
    return false;
}

/* --- form digests: not needed with a token, but whoever sends one must have been given it --- */

static void give_digest(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply)
{
    char id[UUID_TEXT], date[CLOCK_TEXT];
    struct sharepoint *sharepoint = tenant->sharepoint;
    pthread_mutex_lock(&tenant->lock);
    struct sharepoint_digest *digest = &sharepoint->digests[sharepoint->digest_next++ % 16];
    snprintf(digest->text, sizeof digest->text, "0x%s,%s", random_uuid(id), clock_format(clock_now(), date));
    digest->end = clock_now() + DIGEST_LIFE * 1000;
    const char *text = arena_strdup(request->arena, digest->text);
    pthread_mutex_unlock(&tenant->lock);
    auto_json struct json *root = json_new_object();
    json_set_text(root, "FormDigestValue", text);
    json_set_number(root, "FormDigestTimeoutSeconds", DIGEST_LIFE);
    json_set_text(root, "LibraryVersion", "16.0.26330.12011");
    json_set_text(root, "WebFullUrl", "https://contoso-admin.sharepoint.com");
    tenant_json(reply, 200, root);
    reply->content_type = "application/json; charset=utf-8";
}

static bool digest_fits(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply)
{
    const char *given = tenant_header(request, "X-RequestDigest");
    bool fits = !given;
    pthread_mutex_lock(&tenant->lock);
    for (size_t i = 0; given && *given && i < 16; i++) {
        const struct sharepoint_digest *digest = &tenant->sharepoint->digests[i];
        fits = fits || (!strcmp(digest->text, given) && clock_now() < digest->end);
    }
    pthread_mutex_unlock(&tenant->lock);
    if (!fits)
        refuse(reply, 403,
               "The security validation for this page is invalid and might be corrupted. Please use your web "
               "browser's Back button to try your operation again.");
    return fits;
}

/* --- the plain request for personal sites --- */

bool sharepoint_provisions(const struct tenant *tenant, const struct tenant_caller *caller)
{
    static const char shell[] = "9bc3ab49-b65d-410a-85ad-de819febfddc"; /* SharePoint Online Management Shell */
    return tenant->anyone_provisions || (caller->delegated && !strcasecmp(caller->app_id, shell));
}

/* As SharePoint's REST services say what went wrong. */
static void refuse_operation(struct tenant_reply *reply)
{
    auto_json struct json *root = json_new_object();
    struct json *error = json_new_object(), *message = json_new_object();
    json_set_text(message, "lang", "en-US");
    json_set_text(message, "value", SHAREPOINT_UNAUTHORIZED);
    json_set_text(error, "code", "-2147024891, System.UnauthorizedAccessException");
    json_set(error, "message", message);
    json_set(root, "odata.error", error);
    tenant_json(reply, 403, root);
    reply->content_type = "application/json; charset=utf-8";
}

static bool addresses_fit(const struct json *list)
{
    if (json_kind(list) != JSON_ARRAY || json_count(list) == 0 || json_count(list) > SITES_MOST)
        return false;
    for (const struct json *one = json_first(list); one; one = json_next(one))
        if (!json_text(one) || !*json_text(one))
            return false;
    return true;
}

static void enqueue(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply)
{
    struct err e = {0};
    const char *type = tenant_header(request, "Content-Type");
    auto_json struct json *body = json_parse(request->body, request->body_length, &e);
    const struct json *list = json_get(body, "emailIDs");
    if (!type || strncasecmp(type, "application/json", 16) != 0 || json_count(body) != 1 || !addresses_fit(list)) {
        refuse(reply, 400, "The body must be {\"emailIDs\":[…]} with 1 to 200 addresses.");
        return;
    }
    if (!sharepoint_provisions(tenant, &request->caller)) {
        refuse_operation(reply);
        return;
    }
    pthread_mutex_lock(&tenant->lock);
    for (const struct json *one = json_first(list); one; one = json_next(one)) {
        uint32_t number = store_find(tenant->store, json_text(one));
        if (number != SEED_NOBODY)
            sharepoint_request_site(tenant, number);
    }
    pthread_mutex_unlock(&tenant->lock);
    buf_puts(&reply->body, "{\"odata.null\":true}");
    reply->status = 200;
    reply->content_type = "application/json; charset=utf-8";
}

static void process_query(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply)
{
    pthread_mutex_lock(&tenant->lock); /* whatever content type the query is said to have */
    sharepoint_query(tenant, request, reply);
    pthread_mutex_unlock(&tenant->lock);
}

static void admins(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply)
{
    pthread_mutex_lock(&tenant->lock);
    sharepoint_admins(tenant, request, reply);
    pthread_mutex_unlock(&tenant->lock);
}

static void set_admins(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply)
{
    pthread_mutex_lock(&tenant->lock);
    sharepoint_set_admins(tenant, request, reply);
    pthread_mutex_unlock(&tenant->lock);
}

static const struct endpoint {
    const char *path;
    bool digest; /* checks one that is sent */
    void (*handler)(struct tenant *, const struct tenant_request *, struct tenant_reply *);
} endpoints[] = {
    {"_vti_bin/client.svc/ProcessQuery", true, process_query},
    {"_api/contextinfo", false, give_digest},
    {"_api/SP.UserProfiles.ProfileLoader.GetProfileLoader/CreatePersonalSiteEnqueueBulk", true, enqueue},
    {"_api/SPO.Tenant/GetSiteAdministrators", true, admins},
    {"_api/SPOInternalUseOnly.Tenant/SetSiteSecondaryAdministrators", true, set_admins},
};

void sharepoint_answer(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply,
                       const struct fault_decision *fault)
{
    const struct endpoint *endpoint = NULL;
    unsigned literals;
    for (size_t i = 0; i < sizeof endpoints / sizeof *endpoints; i++)
        if (route_matches(endpoints[i].path, request->segments, request->segment_count, &literals))
            endpoint = &endpoints[i];
    if (fault->kind == FAULT_STATUS) {
        refuse(reply, fault->status, "The server was unable to process the request.");
        if (fault->retry_after >= 0)
            tenant_reply_header(reply, "Retry-After", arena_printf(request->arena, "%d", fault->retry_after));
    } else if (!endpoint) {
        tenant_empty(reply, 404);
        buf_puts(&reply->body, "404 FILE NOT FOUND");
        reply->content_type = "text/plain; charset=utf-8";
    } else if (!token_fits(tenant, request, reply, fault)) {
        return;
    } else if (strcmp(request->method, "POST") != 0) {
        refuse(reply, 405, "The HTTP method is not allowed.");
    } else if (!endpoint->digest || digest_fits(tenant, request, reply)) {
        endpoint->handler(tenant, request, reply);
    }
}
