/* Requests to the MFA connector. */
#include "api/mfa/connector.h"

#include "api/login/aadsts.h"
#include "base/clean.h"
#include "codec/json.h"
#include "codec/url.h"
#include "codec/xml.h"
#include <string.h>
#include <strings.h>

#define ARRAYS "http://schemas.microsoft.com/2003/10/Serialization/Arrays"

/* Whom a token is for; known also where the address is not (REQUESTS §6.4). */
static const char *const hosts[CLOUDS] = {
    [CLOUD_GLOBAL] = "adnotifications.windowsazure.com",
    [CLOUD_USGOV] = "adnotifications.windowsazure.us",
    [CLOUD_DOD] = "adnotifications.windowsazure.us",
    [CLOUD_CHINA] = "adnotifications.windowsazure.cn",
};

enum { PERSON_SECONDS = 150 }; /* the service waits for the user for about a minute and a half */

static void field(struct buf *form, const char *name, const char *value)
{
    buf_printf(form, "%s%s=", form->length ? "&" : "", name);
    url_encode(form, value);
}

struct http_request *connector_token(struct arena *arena, const struct endpoints *endpoints,
                                     const struct secret *client_secret)
{
    auto_buf struct buf url = buf_make(4096), form = buf_make(16384);
    struct http_request *r = arena_alloc(arena, sizeof *r);
    buf_printf(&url, "%s/", endpoints->at[RESOURCE_LOGIN]);
    url_encode(&url, endpoints->tenant_id);
    buf_puts(&url, "/oauth2/token");
    field(&form, "grant_type", "client_credentials");
    field(&form, "client_id", CONNECTOR_APP_ID);
    field(&form, "resource",
          arena_printf(arena, "https://%s/StrongAuthenticationService.svc/Connector", hosts[endpoints->cloud]));
    field(&form, "scope", "openid");
    const char *shown = arena_printf(arena, "%s&client_secret={secret}", buf_text(&form));
    field(&form, "client_secret", client_secret ? secret_text(client_secret) : "{secret}");
    *r = (struct http_request){
        .method = "POST",
        .url = arena_strdup(arena, buf_text(&url)),
        .headers = http_header_add(arena, NULL, "Content-Type", "application/x-www-form-urlencoded"),
        .body = arena_strdup(arena, buf_text(&form)),
        .body_length = form.length,
        .repeat = HTTP_READ,
        .resource = RESOURCE_NONE,
        .workload = WORKLOAD_LOGIN,
        .secret_body = true,
        .secret_reply = true,
        .shown_body = shown,
        .sample_status = 200,
        .sample_body = "{\"access_token\":\"token\"}",
    };
    if (form.data)
        secret_wipe(form.data, form.length);
    return r;
}

struct secret *connector_token_read(const struct http_reply *reply, bool *not_yet, struct err *e)
{
    /* What servers say that do not know a secret, an application or its principal yet. The colon: no longer number. */
    static const char *const fresh[] = {"AADSTS7000215:", "AADSTS700016:", "AADSTS7000229:"};
    *not_yet = false;
    for (size_t i = 0; reply->status >= 400 && i < sizeof fresh / sizeof fresh[0]; i++)
        *not_yet |= strstr(buf_text(&reply->body), fresh[i]) != NULL;
    if (reply->status == 0) {
        *e = reply->error;
        return NULL;
    }
    if (reply->status != 200) {
        if (aadsts_explain(buf_text(&reply->body), reply->body.length, reply->status, e))
            err_set(e, ERR_SIGN_IN, "the MFA connector's sign-in failed");
        if (strstr(buf_text(&reply->body), "AADSTS7000112"))
            err_hint(e, "enable the MFA client (" CONNECTOR_APP_ID ") under Enterprise applications");
        if (strstr(buf_text(&reply->body), "AADSTS500014"))
            err_hint(e,
                     "enable the MFA connector (1f5530b3-261a-47a9-b357-ded261e17918) under Enterprise applications");
        return NULL;
    }
    auto_json struct json *root = json_parse(buf_text(&reply->body), reply->body.length, e);
    const char *token = json_text(json_get(root, "access_token"));
    if (http_token_is_sound(token))
        return secret_new(token, strlen(token));
    err_set(e, ERR_SIGN_IN, "the sign-in service answered without a token for the MFA connector");
    return NULL;
}

/* The order of the elements matters to the service. */
static const char *push_body(struct arena *arena, const char *upn, const char *context_id)
{
    auto_xml struct xml *root = xml_new("BeginTwoWayAuthenticationRequest", NULL);
    auto_buf struct buf out = buf_make(BUF_REQUEST);
    xml_add(root, "Version", "1.0");
    xml_add(root, "UserPrincipalName", upn);
    xml_add(root, "Lcid", "en-us");
    xml_add(root, "AuthenticationMethodId", "PhoneAppNotification");
    struct xml *properties = xml_add(root, "AuthenticationMethodProperties", NULL);
    xml_declare(properties, "a", ARRAYS);
    struct xml *pair = xml_add(properties, "a:KeyValueOfstringstring", NULL);
    xml_add(pair, "a:Key", "OverrideVoiceOtp");
    xml_add(pair, "a:Value", "false");
    xml_add(root, "ContextId", context_id);
    xml_add(root, "SyncCall", "true");
    xml_add(root, "RequireUserMatch", "true");
    xml_add(root, "CallerName", "radius");
    xml_add(root, "CallerIP", "UNKNOWN:");
    xml_write(root, &out);
    return arena_strdup(arena, buf_text(&out));
}

struct http_request *connector_push(struct arena *arena, const struct endpoints *endpoints, const char *upn,
                                    const char *context_id, const struct secret *bearer)
{
    struct http_request *r = arena_alloc(arena, sizeof *r);
    *r = (struct http_request){
        .method = "POST",
        .url = arena_printf(arena, "%s/StrongAuthenticationService.svc/Connector//BeginTwoWayAuthentication",
                            endpoints->at[RESOURCE_MFA]),
        .headers = http_header_add(arena, NULL, "Content-Type", "application/xml"),
        .body = push_body(arena, upn, context_id),
        .repeat = HTTP_CONSUMES,
        .resource = RESOURCE_NONE,
        .workload = WORKLOAD_MFA,
        .bearer = bearer,
        .timeout_s = PERSON_SECONDS,
        .sample_status = 200,
        .sample_body = "<BeginTwoWayAuthenticationResponse><Result><Value>Success</Value></Result>"
                       "<AuthenticationResult>true</AuthenticationResult></BeginTwoWayAuthenticationResponse>",
    };
    r->body_length = strlen(r->body);
    return r;
}

bool connector_may_have_asked(const struct http_reply *reply)
{
    return reply->unsure || reply->status >= 500 || (reply->status >= 200 && reply->status < 300);
}

bool connector_push_read(const struct http_reply *reply, struct arena *arena, enum connector_answer *answer,
                         const char **said, struct err *e)
{
    auto_buf struct buf value = buf_make(512), result = buf_make(64);
    if (reply->status == 0) {
        *e = reply->error;
        return false;
    }
    if (reply->status != 200) {
        err_set(e, reply->status == 401 ? ERR_SIGN_IN : ERR_SERVICE, "the MFA connector answered HTTP %ld",
                reply->status);
        return err_hint(e, "it may be switched off in this tenant");
    }
    auto_xml struct xml *root = xml_parse(buf_text(&reply->body), reply->body.length, e);
    if (!root)
        return false;
    const char *word = xml_text(xml_path(root, "Result/Value"), &value);
    const char *is = xml_text(xml_child(root, "AuthenticationResult"), &result);
    *said = clean_strdup(arena, word, strlen(word));
    *answer = !strcasecmp(is, "true") && !strcmp(word, "Success") ? CONNECTOR_APPROVED
              : !strcmp(word, "PhoneAppDenied")                   ? CONNECTOR_DENIED
              : !strcmp(word, "PhoneAppNoResponse")               ? CONNECTOR_NO_ANSWER
              : !strcasecmp(is, "challenge")                      ? CONNECTOR_CHALLENGE
                                                                  : CONNECTOR_OTHER;
    return *word || err_set(e, ERR_PARSE, "the MFA connector's answer cannot be understood");
}
