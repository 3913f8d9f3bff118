/* What a session asks for: tokens by each kind of grant, device codes. */
#include "api/login/session_state.h"

#include "api/login/auth_code.h"
#include "api/login/device_code.h"
#include "api/login/form.h"
#include "api/service.h"
#include "base/clock.h"
#include "base/random.h"
#include "codec/base64.h"
#include "codec/url.h"
#include <string.h>

#define ASSERTION_TYPE  "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
#define VIRTUAL_MACHINE "http://169.254.169.254/metadata/identity/oauth2/token"

/* That we understand claims challenges (cp1), and what the last one asked for. */
static char *claims_of(const struct session *s, enum http_resource resource, struct arena *arena)
{
    static const char capable[] = "{\"access_token\":{\"xms_cc\":{\"values\":[\"cp1\"]}}}";
    const char *challenge = s->tokens[resource].challenge;
    struct err ignored;
    if (!challenge)
        return arena_strdup(arena, capable);
    auto_json struct json *asked = json_parse(challenge, strlen(challenge), &ignored);
    auto_json struct json *able = json_parse(capable, strlen(capable), &ignored);
    auto_buf struct buf text = buf_make(64u << 10);
    struct json *token = json_copy(json_get(asked, "access_token"));
    if (json_kind(token) != JSON_OBJECT) {
        json_free(token);
        return arena_strdup(arena, capable);
    }
    json_set(token, "xms_cc", json_copy(json_path(able, "access_token.xms_cc")));
    json_set(asked, "access_token", token);
    return json_write(asked, &text) ? arena_strdup(arena, buf_text(&text)) : arena_strdup(arena, capable);
}

static const char *assertion_of(const struct session *s, struct arena *arena)
{
    char id[UUID_TEXT];
    auto_buf struct buf text = buf_make(32u << 10);
    const char *audience = login_url(arena, s->endpoints.at[RESOURCE_LOGIN], s->tenant_id, "token");
    return assertion_sign(s->key, audience, s->client_id, random_uuid(id), clock_now(), &text)
               ? arena_strdup(arena, buf_text(&text))
               : NULL;
}

/* What an administrator's machine in Azure, or a service there, is told about its own identity (plain http on this link alone). */
static struct http_request *managed_request(const struct session *s, enum http_resource resource, struct arena *arena)
{
    auto_buf struct buf url = buf_make(4096);
    bool arc = s->arc_folder != NULL, machine = arc || !s->identity_endpoint;
    buf_printf(&url, "%s?api-version=%s&resource=", s->identity_endpoint ? s->identity_endpoint : VIRTUAL_MACHINE,
               arc       ? "2020-06-01"
               : machine ? "2018-02-01"
                         : "2019-08-01");
    url_encode(&url, session_audience(s, resource));
    if (s->client_id) {
        buf_puts(&url, "&client_id=");
        url_encode(&url, s->client_id);
    }
    struct http_header *headers = http_header_add(arena, NULL, machine ? "Metadata" : "X-IDENTITY-HEADER",
                                                  machine ? "true" : secret_text(s->identity_header));
    if (s->arc_key)
        headers = http_header_add(arena, headers, "Authorization",
                                  arena_printf(arena, "Basic %s", secret_text(s->arc_key)));
    struct http_request *r = arena_alloc(arena, sizeof *r);
    *r = (struct http_request){
        .method = "GET",
        .url = arena_strdup(arena, buf_text(&url)),
        .headers = headers,
        .repeat = HTTP_READ,
        .resource = RESOURCE_NONE,
        .workload = WORKLOAD_LOGIN,
        .this_link = true,
        .secret_reply = true,
        .reply_limit = 1u << 20,
    };
    return r;
}

struct http_request *session_request(const struct session *s, enum http_resource resource, struct arena *arena)
{
    const struct secret *refresh = session_refresh(s, resource);
    const char *assertion = s->key ? assertion_of(s, arena) : NULL;
    if (session_names_domain(s))
        return session_tenant_request(s, arena);
    if (s->grant == GRANT_MANAGED)
        return managed_request(s, resource, arena);
    const struct login_field fields[] = {
        {"grant_type", refresh ? "refresh_token" : "client_credentials", false},
        {"client_id", session_client(s, resource), false},
        {"scope", arena_printf(arena, "%s/.default%s", session_audience(s, resource), refresh ? " offline_access" : ""),
         false},
        {"claims", claims_of(s, resource, arena), false},
        {"client_assertion_type", assertion ? ASSERTION_TYPE : NULL, false},
        {"client_assertion", assertion, true},
        {"client_secret", s->client_secret && session_is_own_client(s, resource) ? secret_text(s->client_secret) : NULL,
         true},
        {"refresh_token", refresh ? secret_text(refresh) : NULL, true},
    };
    return login_form(arena, s->endpoints.at[RESOURCE_LOGIN], s->tenant_id, "token", fields,
                      sizeof fields / sizeof fields[0]);
}

static const char *person_scope(const struct session *s, enum http_resource resource, const char *const *scopes,
                                struct arena *arena)
{
    const char *audience = session_audience(s, resource);
    auto_buf struct buf text = buf_make(16384);
    if (!scopes)
        buf_printf(&text, "%s/.default ", audience);
    for (; scopes && *scopes; scopes++)
        buf_printf(&text, "%s/%s ", audience, *scopes);
    buf_puts(&text, "offline_access openid profile");
    return arena_strdup(arena, buf_text(&text));
}

struct http_request *session_device_request(const struct session *s, enum http_resource resource,
                                            const char *const *scopes, struct arena *arena)
{
    return device_code_request(arena, s->endpoints.at[RESOURCE_LOGIN], s->tenant_id, session_client(s, resource),
                               person_scope(s, resource, scopes, arena));
}

struct http_request *session_device_poll(const struct session *s, enum http_resource resource,
                                         const struct device_code *code, struct arena *arena)
{
    return device_code_poll(code, arena, s->endpoints.at[RESOURCE_LOGIN], s->tenant_id, session_client(s, resource),
                            claims_of(s, resource, arena));
}

struct auth_code session_browser_begin(const struct session *s, enum http_resource resource, const char *const *scopes,
                                       int port, int64_t now)
{
    auto_arena struct arena *arena = arena_new(0);
    return auth_code_begin(s->endpoints.at[RESOURCE_LOGIN], s->tenant_id, session_client(s, resource),
                           person_scope(s, resource, scopes, arena),
                           s->tokens[resource].challenge ? claims_of(s, resource, arena) : NULL, port, now);
}

struct http_request *session_browser_redeem(const struct session *s, enum http_resource resource,
                                            const struct auth_code *code, const struct secret *secret,
                                            struct arena *arena)
{
    return auth_code_redeem(code, secret, arena, s->endpoints.at[RESOURCE_LOGIN], s->tenant_id,
                            session_client(s, resource), claims_of(s, resource, arena));
}
