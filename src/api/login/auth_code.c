/* Authorization code with PKCE: the address, the answer, the code redeemed. */
#include "api/login/auth_code.h"

#include "api/login/aadsts.h"
#include "api/login/form.h"
#include "base/random.h"
#include "codec/base64.h"
#include "codec/digest.h"
#include "codec/json.h"
#include "codec/url.h"
#include <string.h>

enum { LIFE = 900000 /* ms */, CHANCE = 32 /* bytes: 43 characters */, LONGEST = 16384 };

static void put(struct buf *url, const char *name, const char *value)
{
    if (!value)
        return;
    buf_printf(url, "%s%s=", strchr(buf_text(url), '?') ? "&" : "?", name);
    url_encode(url, value);
}

/* A word that nobody can guess. */
static void put_chance(struct buf *out)
{
    unsigned char bytes[CHANCE];
    random_bytes(bytes, sizeof bytes);
    base64url_encode(out, bytes, sizeof bytes);
    secret_wipe(bytes, sizeof bytes);
}

struct auth_code auth_code_begin(const char *login, const char *tenant_id, const char *client_id, const char *scope,
                                 const char *claims, int port, int64_t now)
{
    struct arena *arena = arena_new(0);
    auto_buf struct buf verifier = buf_make(128), state = buf_make(128), challenge = buf_make(128),
                        url = buf_make(LONGEST);
    put_chance(&verifier);
    put_chance(&state);
    digest_sha256_url(&challenge, buf_text(&verifier), verifier.length);
    struct auth_code code = {.arena = arena,
                             .verifier = secret_new(buf_text(&verifier), verifier.length),
                             .state = arena_strdup(arena, buf_text(&state)),
                             .redirect = arena_printf(arena, "http://localhost:%d", port),
                             .scope = arena_strdup(arena, scope),
                             .expires = now + LIFE};
    secret_wipe(verifier.data, verifier.length);
    buf_puts(&url, login_url(arena, login, tenant_id, "authorize"));
    put(&url, "client_id", client_id);
    put(&url, "response_type", "code");
    put(&url, "response_mode", "query");
    put(&url, "redirect_uri", code.redirect);
    put(&url, "scope", scope);
    put(&url, "state", code.state);
    put(&url, "code_challenge", buf_text(&challenge));
    put(&url, "code_challenge_method", "S256");
    put(&url, "prompt", "select_account");
    put(&url, "claims", claims);
    code.url = arena_strdup(arena, buf_text(&url));
    return code;
}

void auth_code_free(struct auth_code *code)
{
    secret_free(code->verifier);
    arena_free(code->arena);
    *code = (struct auth_code){.arena = NULL};
}

/* --- the answer --- */

static enum auth_answer foreign(struct err *e, const char *message, const char *hint)
{
    err_set(e, ERR_SIGN_IN, "%s", message);
    err_hint(e, "%s", hint);
    return AUTH_FOREIGN;
}

/* The query of an address: of the redirect's, or of a target on it. NULL: it is another address. */
static const char *query_of(const struct auth_code *code, const char *address, struct arena *arena)
{
    size_t length = strlen(code->redirect);
    address += strspn(address, " \t\r\n");
    size_t end = strcspn(address, "# \t\r\n");
    if (address[end] != '#' && address[end + strspn(address + end, " \t\r\n")])
        return NULL;
    bool whole = !strncmp(address, code->redirect, length);
    const char *text = arena_strndup(arena, address, end) + (whole ? length : 0);
    if (!whole && *text != '/')
        return NULL;
    text += *text == '/';
    return *text == '?' ? text + 1 : NULL;
}

/* What the service says in the address is what it says in a body elsewhere. */
static enum auth_answer refused(const char *error, const char *description, struct err *e)
{
    auto_json struct json *body = json_new_object();
    auto_buf struct buf text = buf_make(LONGEST);
    json_set_text(body, "error", error);
    json_set_text(body, "error_description", description ? description : error);
    if (json_write(body, &text))
        aadsts_explain(buf_text(&text), text.length, 400, e);
    if (!strcmp(error, "access_denied")) { /* with AADSTS65004 or without */
        err_set(e, ERR_SIGN_IN, "sign-in failed: it was declined in the browser");
        err_hint(e, "Sign in again, or with another account");
    }
    return AUTH_OVER;
}

enum auth_answer auth_code_read(const struct auth_code *code, const char *address, struct secret **secret,
                                struct err *e)
{
    static const char whole[] = "Paste the whole address that the browser ended at; it begins with http://localhost";
    enum { CODE, STATE, ERROR, DESCRIPTION, NAMES };
    static const char *const names[NAMES] = {"code", "state", "error", "error_description"};
    auto_arena struct arena *arena = arena_new(0);
    const char *found[NAMES] = {NULL};
    char *name, *value;
    bool bad = false, twice = false;
    const char *at = strlen(address) < LONGEST ? query_of(code, address, arena) : NULL;
    if (!at)
        return foreign(e, "this is not the address that the browser ended at", whole);
    while (url_query_next(arena, &at, &name, &value, &bad))
        for (size_t i = 0; i < NAMES; i++) {
            if (strcmp(name, names[i]) != 0)
                continue;
            twice = twice || found[i];
            found[i] = value;
        }
    if (bad || twice || (!found[CODE] && !found[ERROR]) || (found[CODE] && found[ERROR]))
        return foreign(e, "this address holds no answer to a sign-in", whole);
    if (!found[STATE] || strcmp(found[STATE], code->state) != 0)
        return foreign(e, "this answer belongs to another sign-in (its state differs)",
                       "Open the address that is shown now, and use the answer to that");
    if (found[ERROR])
        return refused(found[ERROR], found[DESCRIPTION], e);
    *secret = secret_new(found[CODE], strlen(found[CODE]));
    secret_wipe((char *)found[CODE], strlen(found[CODE]));
    return AUTH_SIGNED;
}

struct http_request *auth_code_redeem(const struct auth_code *code, const struct secret *secret, struct arena *arena,
                                      const char *login, const char *tenant_id, const char *client_id,
                                      const char *claims)
{
    const struct login_field fields[] = {
        {"grant_type", "authorization_code", false},
        {"client_id", client_id, false},
        {"scope", code->scope, false},
        {"redirect_uri", code->redirect, false},
        {"claims", claims, false},
        {"code", secret_text(secret), true},
        {"code_verifier", secret_text(code->verifier), true},
    };
    struct http_request *request = login_form(arena, login, tenant_id, "token", fields, sizeof fields / sizeof *fields);
    request->repeat = HTTP_CONSUMES;
    return request;
}
