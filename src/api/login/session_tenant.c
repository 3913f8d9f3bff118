/* Whose a domain is: asked of the sign-in service before a token that it did not give for that domain is used. */
#include "api/login/session_state.h"

#include "api/http/refusal.h"
#include "api/login/aadsts.h"
#include "api/service.h"
#include "base/guid.h"
#include "codec/url.h"
#include <string.h>
#include <strings.h>

bool session_names_domain(const struct session *s)
{
    struct guid id;
    return (s->grant == GRANT_TOKENS || s->grant == GRANT_MANAGED) && s->tenant_id && strchr(s->tenant_id, '.') &&
           !guid_parse(s->tenant_id, strlen(s->tenant_id), &id);
}

struct http_request *session_tenant_request(const struct session *s, struct arena *arena)
{
    static const char hole[] = "{tenant}";
    auto_buf struct buf url = buf_make(4096);
    const char *path = service_find(RESOURCE_LOGIN)->reach, *cut = strstr(path, hole);
    struct http_request *r = arena_alloc(arena, sizeof *r);
    buf_printf(&url, "%s%.*s", s->endpoints.at[RESOURCE_LOGIN], (int)(cut - path), path);
    url_encode(&url, s->tenant_id);
    buf_puts(&url, cut + strlen(hole));
    *r = (struct http_request){.method = "GET",
                               .url = arena_strdup(arena, buf_text(&url)),
                               .repeat = HTTP_READ,
                               .resource = RESOURCE_NONE,
                               .workload = WORKLOAD_LOGIN,
                               .reply_limit = 1u << 20};
    return r;
}

/* The id in an issuer: https://login.microsoftonline.com/{id}/v2.0. */
static bool id_in(const char *issuer, char out[GUID_TEXT])
{
    struct guid id;
    const char *end = strrchr(issuer, '/'), *at = end;
    while (at && at > issuer && at[-1] != '/')
        at--;
    if (!at || !guid_parse(at, (size_t)(end - at), &id))
        return false;
    guid_format(&id, out);
    return true;
}

/* Every token that was handed over is of this tenant, or none is used. */
static bool are_all_of(struct session *s, const char *id, struct err *e)
{
    for (enum http_resource r = RESOURCE_GRAPH; r < SESSION_RESOURCES; r++) {
        const struct held_token *token = &s->tokens[r];
        if (!token->text || !*token->tenant_id || !strcasecmp(token->tenant_id, id))
            continue;
        err_set(e, ERR_SIGN_IN, "the token is for tenant %s, and the configuration names %s, which is %s",
                token->tenant_id, s->tenant_id, id);
        return err_hint(e, "Hand over a token of the tenant that is meant, or correct tenant_id in the configuration");
    }
    return true;
}

bool session_accept_tenant(struct session *s, const struct http_reply *reply, struct err *e)
{
    char id[GUID_TEXT];
    struct err ignored;
    if (reply->status == 0) {
        *e = reply->error;
        return false;
    }
    if (reply->status != 200) {
        aadsts_explain(buf_text(&reply->body), reply->body.length, reply->status, e);
        return false;
    }
    auto_json struct json *root = json_parse(buf_text(&reply->body), reply->body.length, &ignored);
    if (!id_in(json_text_or(json_get(root, "issuer"), ""), id))
        return !refusal_is_foreign(reply->status, buf_text(&reply->body), reply->body.length, "the sign-in service",
                                   e) &&
               err_set(e, ERR_SIGN_IN, "the sign-in service does not say which tenant %s is", s->tenant_id);
    if (!are_all_of(s, id, e))
        return false;
    s->tenant_id = arena_strdup(s->arena, id);
    return true;
}
