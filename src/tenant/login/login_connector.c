/* The token of the multi-factor connector: the older endpoint, a resource instead of a scope, and a secret made for it. */
#include "tenant/login/login.h"

#include "base/clock.h"
#include "tenant/mfa/mfa_connector.h"
#include <string.h>
#include <strings.h>

static const char *value_of(const struct tenant_pair *form, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(form[i].name, name))
            return form[i].value;
    return NULL;
}

static bool form_fits(struct login *login, const struct tenant_request *request, struct tenant_reply *reply,
                      const struct tenant_pair *form, size_t count)
{
    static const char *const needed[] = {"grant_type", "client_id", "client_secret", "resource"};
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        if (value_of(form, count, needed[i]))
            continue;
        bool secret = !strcmp(needed[i], "client_secret");
        login_error(
            request, reply, secret ? 401 : 400, secret ? "invalid_client" : "invalid_request",
            secret ? 7000218 : 900144,
            arena_printf(request->arena, "The request body must contain the following parameter: '%s'.", needed[i]));
        return false;
    }
    const char *client = value_of(form, count, "client_id"), *resource = value_of(form, count, "resource");
    const char *own = arena_printf(request->arena, "%s/mfa/StrongAuthenticationService.svc/Connector", login->origin);
    if (strcmp(value_of(form, count, "grant_type"), "client_credentials") != 0)
        login_error(request, reply, 400, "unsupported_grant_type", 70003,
                    "The app requested an unsupported grant type.");
    else if (strcasecmp(client, MFA_CLIENT_ID) != 0)
        login_error(request, reply, 400, "unauthorized_client", 700016,
                    arena_printf(request->arena,
                                 "Application with identifier '%s' was not found in the directory '%s'.", client,
                                 login->tenant_id));
    else if (strcmp(resource, MFA_RESOURCE) != 0 && strcmp(resource, own) != 0)
        login_error(request, reply, 400, "invalid_resource", 500011,
                    arena_printf(request->arena,
                                 "The resource principal named %s was not found in the tenant named %s.", resource,
                                 login->tenant_id));
    else
        return true;
    return false;
}

static bool secret_fits(struct login *login, const struct tenant_request *request, struct tenant_reply *reply,
                        const char *secret)
{
    enum mfa_secret state = tenant_mfa_secret_state(login->tenant, secret);
    if (state == MFA_SECRET_NO_PRINCIPAL)
        login_error(request, reply, 401, "invalid_client", 7000229,
                    arena_printf(request->arena,
                                 "The client application " MFA_CLIENT_ID
                                 " is missing service principal in the tenant %s. See instructions here: "
                                 "https://go.microsoft.com/fwlink/?linkid=2225119",
                                 login->tenant_id));
    else if (state == MFA_SECRET_NO_APPLICATION)
        login_error(request, reply, 400, "unauthorized_client", 700016,
                    arena_printf(request->arena,
                                 "Application with identifier '" MFA_CLIENT_ID "' was not found in the directory '%s'.",
                                 login->tenant_id));
    else if (state == MFA_SECRET_UNKNOWN)
        login_error(
            request, reply, 401, "invalid_client", 7000215,
            "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the "
            "client secret ID, for a secret added to app '" MFA_CLIENT_ID "'.");
    else if (state == MFA_SECRET_EXPIRED)
        login_error(request, reply, 401, "invalid_client", 7000222,
                    "The provided client secret keys for app '" MFA_CLIENT_ID "' are expired.");
    return state == MFA_SECRET_GOOD;
}

/* The older endpoint writes its numbers as texts. */
static void put_number(struct json_writer *w, const struct tenant_request *request, const char *name, int64_t number)
{
    json_member_text(w, name, arena_printf(request->arena, "%lld", (long long)number));
}

void login_connector_token(struct login *login, const struct tenant_request *request, struct tenant_reply *reply,
                           const struct tenant_pair *form, size_t count)
{
    if (!form_fits(login, request, reply, form, count) ||
        !secret_fits(login, request, reply, value_of(form, count, "client_secret")))
        return;
    const char *resource = value_of(form, count, "resource");
    struct token_wish wish = {.audience = resource, .app_id = MFA_CLIENT_ID};
    auto_buf struct buf token = buf_make(1 << 16);
    token_mint(login->tokens, &wish, &token);
    int64_t now = clock_now() / 1000;
    struct json_writer w = json_writer(&reply->body);
    json_open(&w, '{');
    json_member_text(&w, "token_type", "Bearer");
    put_number(&w, request, "expires_in", login->tokens->lifetime);
    put_number(&w, request, "ext_expires_in", login->tokens->lifetime);
    put_number(&w, request, "expires_on", now + login->tokens->lifetime);
    put_number(&w, request, "not_before", now);
    json_member_text(&w, "resource", resource);
    json_member_text(&w, "access_token", buf_text(&token));
    json_close(&w);
    reply->status = 200;
    reply->content_type = "application/json; charset=utf-8";
}
