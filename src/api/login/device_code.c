/* Device codes: asking for one, reading it, polling. */
#include "api/login/device_code.h"

#include "api/http/refusal.h"
#include "api/login/aadsts.h"
#include "api/login/form.h"
#include "base/clean.h"
#include "codec/json.h"
#include "codec/url.h"
#include <string.h>

enum { DEFAULT_LIFE = 900, DEFAULT_INTERVAL = 5, SLOWER_BY = 5000 };

struct http_request *device_code_request(struct arena *arena, const char *login, const char *tenant_id,
                                         const char *client_id, const char *scope)
{
    const struct login_field fields[] = {{"client_id", client_id, false}, {"scope", scope, false}};
    return login_form(arena, login, tenant_id, "devicecode", fields, 2);
}

static const char *cleaned(struct arena *arena, const struct json *root, const char *name)
{
    const char *text = json_text_or(json_get(root, name), "");
    return clean_strdup(arena, text, strlen(text));
}

static int64_t seconds(const struct json *value, int otherwise, int most)
{
    double told = json_number(value, otherwise);
    return told < 1 ? 1000 : told > most ? most * 1000LL : (int64_t)(told * 1000);
}

/* Policies may forbid this way of signing in and no other (REQUESTS §12.8). */
static void explain(const struct http_reply *reply, const struct aadsts_reply *said, struct err *e)
{
    aadsts_explain(buf_text(&reply->body), reply->body.length, reply->status, e);
    if (aadsts_may_be_the_flow(said->code))
        err_hint(e, "The policy may forbid device codes alone: sign in with a browser (`roster login --browser`). "
                    "The sign-in log names the policy");
}

bool device_code_read(struct device_code *code, const struct http_reply *reply, int64_t now, struct err *e)
{
    *code = (struct device_code){.arena = NULL};
    if (!reply->status) {
        if (e)
            *e = reply->error;
        return false;
    }
    if (reply->status != 200) {
        struct aadsts_reply said;
        aadsts_read(buf_text(&reply->body), reply->body.length, &said);
        explain(reply, &said, e);
        return false;
    }
    struct err ignored;
    auto_json_wiped struct json *root = json_parse(buf_text(&reply->body), reply->body.length, &ignored);
    const char *secret = json_text_or(json_get(root, "device_code"), "");
    code->arena = arena_new(0);
    code->user_code = cleaned(code->arena, root, "user_code");
    code->verification_uri = cleaned(code->arena, root, "verification_uri");
    code->message = cleaned(code->arena, root, "message");
    code->expires = now + seconds(json_get(root, "expires_in"), DEFAULT_LIFE, 86400);
    code->interval = seconds(json_get(root, "interval"), DEFAULT_INTERVAL, 600);
    code->device_code = secret_new(secret, strlen(secret));
    struct url url;
    if (*secret && *code->user_code && url_split(code->arena, code->verification_uri, &url))
        return true;
    return !refusal_is_foreign(reply->status, buf_text(&reply->body), reply->body.length, "the sign-in service", e) &&
           err_set(e, ERR_SIGN_IN, "the sign-in service answered without a code");
}

void device_code_free(struct device_code *code)
{
    secret_free(code->device_code);
    arena_free(code->arena);
    *code = (struct device_code){.arena = NULL};
}

struct http_request *device_code_poll(const struct device_code *code, struct arena *arena, const char *login,
                                      const char *tenant_id, const char *client_id, const char *claims)
{
    const struct login_field fields[] = {
        {"grant_type", "urn:ietf:params:oauth:grant-type:device_code", false},
        {"client_id", client_id, false},
        {"claims", claims, false},
        {"device_code", secret_text(code->device_code), true},
    };
    return login_form(arena, login, tenant_id, "token", fields, sizeof fields / sizeof fields[0]);
}

static enum device_step over(struct err *e, const char *message, const char *hint)
{
    err_set(e, ERR_SIGN_IN, "%s", message);
    err_hint(e, "%s", hint);
    return DEVICE_OVER;
}

/* A poll that was lost on the way is asked again; only the end of the code ends it. */
static bool passes(const struct http_reply *reply, const struct aadsts_reply *said)
{
    return !strcmp(said->error, "authorization_pending") || aadsts_is_transient(said->code) || reply->status == 429 ||
           reply->status >= 500 ||
           (!reply->status &&
            (reply->error.code == ERR_NETWORK || reply->error.code == ERR_TIMEOUT || reply->error.code == ERR_CUT));
}

enum device_step device_code_step(struct device_code *code, const struct http_reply *reply, int64_t now, struct err *e)
{
    struct aadsts_reply said;
    if (reply->status == 200)
        return DEVICE_SIGNED;
    aadsts_read(buf_text(&reply->body), reply->body.length, &said);
    bool slower = !strcmp(said.error, "slow_down");
    if (slower)
        code->interval += SLOWER_BY;
    if (!strcmp(said.error, "authorization_declined"))
        return over(e, "sign-in failed: it was declined in the browser", "Ask for a new code to try again");
    if (!strcmp(said.error, "expired_token") || now >= code->expires)
        return over(e, "sign-in failed: the code has expired", "Ask for a new code and enter it within its time");
    if (slower || passes(reply, &said))
        return DEVICE_PENDING;
    if (reply->status)
        explain(reply, &said, e);
    else if (e)
        *e = reply->error;
    return DEVICE_OVER;
}
