/* The sign-in service behind the whole front, asked in-process with forms. */
#ifndef LOGIN_FIXTURE_H
#define LOGIN_FIXTURE_H

#include "directory_fixture.h"

#include "base/random.h"
#include "codec/base64.h"
#include "codec/jwt.h"
#include "tenant/login/partner.h"
#include <stdlib.h>
#include <unistd.h>

#define APP       OPTIONS_CLIENT_ID
#define HOME      OPTIONS_TENANT_ID
#define DEVICE    "urn:ietf:params:oauth:grant-type:device_code"
#define GRAPH_ALL BASE "/graph/.default"
#define CP1       "{\"access_token\":{\"xms_cc\":{\"values\":[\"cp1\"]}}}"

/* A front whose sign-in is what `yaml` says (NULL: as without a file). */
static inline struct directory *login_start(const char *yaml)
{
    static const struct route *const tables[] = {directory_routes, action_routes, detail_routes, partner_routes, NULL};
    struct directory *d = xcalloc(1, sizeof *d);
    struct err e;
    char path[] = "/tmp/roster-login-XXXXXX";
    int fd = yaml ? mkstemp(path) : -1;
    clock_set(NOON);
    if (yaml) {
        assert_true(fd >= 0 && write(fd, yaml, strlen(yaml)) == (ssize_t)strlen(yaml));
        close(fd);
    }
    d->options = (struct options){.users = 300,
                                  .seed = 1,
                                  .token_lifetime = 3600,
                                  .tenant_id = HOME,
                                  .client_id = APP,
                                  .client_secret = "secret",
                                  .login = yaml ? path : NULL};
    d->store = store_new(300, 1);
    if (!front_init(&d->front, &d->options, BASE, d->store, tables, &e))
        fail_msg("%s", e.message);
    if (yaml) {
        unlink(path);
        d->options.login = "login.yaml"; /* that there was one is all that counts from here on */
    }
    return d;
}

static inline void login_stop(struct directory **d)
{
    directory_stop(*d);
    clock_set(-1);
}
#define auto_login __attribute__((cleanup(login_stop)))

static inline struct answer round_of(struct directory *d, const char *method, const char *uri, const char *type,
                                     const char *bearer, const char *body)
{
    struct tenant_pair headers[3];
    size_t n = 0;
    if (type)
        headers[n++] = (struct tenant_pair){"Content-Type", type};
    if (bearer)
        headers[n++] = (struct tenant_pair){"Authorization", bearer};
    struct round x = {.arena = arena_new(0), .method = method, .uri = uri, .headers = headers, .header_count = n};
    x.body = body ? body : "";
    x.body_length = strlen(x.body);
    front_answer(&d->front, &x);
    struct answer a = {.status = x.reply.status, .text = xstrdup(buf_text(&x.reply.body))};
    struct err e;
    for (size_t i = 0; i < x.out_count; i++) {
        if (!strcasecmp(x.out[i].name, "WWW-Authenticate"))
            a.location = xstrdup(x.out[i].value);
        if (!strcasecmp(x.out[i].name, "Retry-After"))
            a.retry_after = xstrdup(x.out[i].value);
    }
    a.json = *a.text == '{' ? json_parse(a.text, strlen(a.text), &e) : NULL;
    buf_free(&x.reply.body);
    arena_free(x.arena);
    return a;
}

/* POST a form of names and values. */
static inline struct answer post_list(struct directory *d, const char *path, const char *const *pairs)
{
    auto_buf struct buf body = buf_make(1 << 16);
    auto_str char *uri = xasprintf("/login/%s", path);
    for (size_t i = 0; pairs[i]; i += 2) {
        if (!pairs[i + 1])
            continue;
        buf_printf(&body, "%s%s=", body.length ? "&" : "", pairs[i]);
        url_encode(&body, pairs[i + 1]);
    }
    return round_of(d, "POST", uri, "application/x-www-form-urlencoded", NULL, buf_text(&body));
}
#define POST(d, path, ...) post_list((d), (path), (const char *const[]){__VA_ARGS__, NULL, NULL})
#define TOKEN              "/oauth2/v2.0/token"

static inline struct answer graph_get(struct directory *d, const char *token, const char *path)
{
    auto_str char *bearer = xasprintf("Bearer %s", token);
    auto_str char *uri = xasprintf(V1 "%s", path);
    return round_of(d, "GET", uri, NULL, bearer, NULL);
}

static inline int code_of(const struct answer *a)
{
    return (int)json_number(json_first(json_get(a->json, "error_codes")), 0);
}

/* Refused with this OAuth error and AADSTS code. */
#define assert_aadsts(a, wanted, word)                                                                                 \
    do {                                                                                                               \
        if (code_of(&(a)) != (wanted) || strcmp(text_of((a).json, "error"), (word)) != 0 || (a).status < 400)          \
            fail_msg("%d %.400s", (a).status, (a).text);                                                               \
    } while (0)

#define assert_token(a)                                                                                                \
    do {                                                                                                               \
        if ((a).status != 200 || !*text_of((a).json, "access_token"))                                                  \
            fail_msg("%d %.400s", (a).status, (a).text);                                                               \
    } while (0)

static inline struct json *claims_of(const struct answer *a)
{
    struct err e;
    struct json *claims = jwt_claims(text_of(a->json, "access_token"), &e);
    assert_non_null(claims);
    return claims;
}

static inline struct answer start_code(struct directory *d, const char *tenant, const char *app, const char *scope)
{
    auto_str char *path = xasprintf("%s/oauth2/v2.0/devicecode", tenant);
    return POST(d, path, "client_id", app, "scope", scope);
}

static inline struct answer poll_code(struct directory *d, const char *tenant, const char *app,
                                      const struct answer *code)
{
    auto_str char *path = xasprintf("%s" TOKEN, tenant);
    return POST(d, path, "client_id", app, "grant_type", DEVICE, "device_code", text_of(code->json, "device_code"),
                "claims", CP1);
}

static inline struct answer approve(struct directory *d, const struct answer *code, const char *user,
                                    const char *action)
{
    return POST(d, "device", "user_code", text_of(code->json, "user_code"), "user", user, "action", action);
}

/* A person signed in to `app` for Graph. */
static inline struct answer sign_in(struct directory *d, const char *app, const char *user)
{
    auto_answer struct answer code = start_code(d, "organizations", app, GRAPH_ALL " offline_access openid");
    assert_int_equal(code.status, 200);
    auto_answer struct answer page = approve(d, &code, user, "approve");
    assert_int_equal(page.status, 200);
    struct answer a = poll_code(d, "organizations", app, &code);
    assert_token(a);
    return a;
}

static inline struct answer renew(struct directory *d, const char *tenant, const struct answer *from, const char *scope)
{
    auto_str char *path = xasprintf("%s" TOKEN, tenant);
    return POST(d, path, "client_id", APP, "grant_type", "refresh_token", "refresh_token",
                text_of(from->json, "refresh_token"), "scope", scope);
}

#define by_secret(d, tenant, secret, scope)                                                                            \
    POST((d), tenant TOKEN, "client_id", APP, "grant_type", "client_credentials", "client_secret", (secret), "scope",  \
         (scope))

#endif
