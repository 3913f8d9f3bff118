/* Whether an application is who it says: secrets with an end, assertions signed with a registered certificate's key. */
#include "tenant/login/login_call.h"

#include "base/clock.h"
#include "codec/jwt.h"
#include "codec/url.h"
#include <string.h>
#include <strings.h>

#define ASSERTION_TYPE "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

static bool secret_fits(struct login_call *call, const char *secret)
{
    const struct login_app *app = call->app;
    for (size_t i = 0; i < app->secret_count; i++) {
        if (strcmp(app->secrets[i].value, secret) != 0)
            continue;
        if (app->secrets[i].expires && app->secrets[i].expires <= clock_now())
            return login_refuse(
                call, 7000222,
                arena_printf(call->request->arena,
                             "The provided client secret keys for app '%s' are expired. Visit the Azure portal to "
                             "create new keys for your app: https://aka.ms/NewClientSecret, or consider using "
                             "certificate credentials for added security: https://aka.ms/certCreds.",
                             app->id));
        call->proof = PROOF_SECRET;
        return true;
    }
    return login_refuse(
        call, 7000215,
        arena_printf(call->request->arena,
                     "Invalid client secret provided. Ensure the secret being sent in the request is the client "
                     "secret value, not the client secret ID, for a secret added to app '%s'.",
                     app->id));
}

/* --- assertions --- */

static bool unsigned_by_us(const struct login_call *call, const char *reason, const char *thumbprint)
{
    return login_refuse(
        call, 700027,
        arena_printf(call->request->arena,
                     "The certificate with identifier used to sign the client assertion is not registered on "
                     "application. [Reason - %s, Thumbprint of key used by client: '%s', Please visit the Azure "
                     "Portal and update the certificate of app %s.]",
                     reason, thumbprint, call->app->id));
}

/* Some clients (MSAL for Python, older releases) pad the thumbprint. */
static const struct jwt_certificate *find_certificate(const struct login_app *app, const char *thumbprint, bool legacy)
{
    for (size_t i = 0; i < app->certificate_count; i++) {
        const struct jwt_certificate *one = app->certificates[i];
        const char *known = legacy ? jwt_certificate_sha1(one) : jwt_certificate_sha256(one);
        size_t length = strlen(known);
        if (!strncmp(thumbprint, known, length) && !thumbprint[length + strspn(thumbprint + length, "=")])
            return one;
    }
    return NULL;
}

/* The algorithm names the header's thumbprint: PS256 goes with SHA-256, the older RS256 with SHA-1. */
static bool signature_fits(const struct login_call *call, const char *assertion)
{
    struct err e;
    auto_json struct json *header = jwt_header(assertion, &e);
    const char *algorithm = json_text_or(json_get(header, "alg"), "");
    bool legacy = !strcmp(algorithm, "RS256");
    if (!header || (legacy ? !call->app->legacy : strcmp(algorithm, "PS256") != 0))
        return login_refuse(call, 50027, "JWT token is invalid or malformed: the header's 'alg' must be PS256.");
    const char *thumbprint = json_text(json_get(header, legacy ? "x5t" : "x5t#S256"));
    if (!thumbprint)
        return login_refuse(call, 50027,
                            arena_printf(call->request->arena,
                                         "JWT token is invalid or malformed: the header has no '%s'.",
                                         legacy ? "x5t" : "x5t#S256"));
    const struct jwt_certificate *certificate = find_certificate(call->app, thumbprint, legacy);
    if (!certificate)
        return unsigned_by_us(call, "The key was not found.", arena_strdup(call->request->arena, thumbprint));
    if (!jwt_certificate_valid(certificate, clock_now()))
        return unsigned_by_us(call, "The key used is expired.", arena_strdup(call->request->arena, thumbprint));
    if (!jwt_signed_by(assertion, certificate, legacy ? JWT_RS256 : JWT_PS256))
        return unsigned_by_us(call, "The provided signature value did not match the expected signature value.",
                              arena_strdup(call->request->arena, thumbprint));
    return true;
}

/* The audience is this tenant's token endpoint, by id or domain. */
static bool audience_fits(const struct login_call *call, const char *audience)
{
    const char *begin = arena_printf(call->request->arena, "%s/", call->request->origin);
    size_t length = strlen(begin);
    if (!audience || strncmp(audience, begin, length) != 0)
        return false;
    const char *name = arena_strndup(call->request->arena, audience + length, strcspn(audience + length, "/"));
    const struct login_tenant *tenant = login_config_tenant(call->login->config, name);
    return tenant && (!call->tenant || tenant == call->tenant) &&
           !strcmp(audience + length + strlen(name), "/oauth2/v2.0/token");
}

static bool times_fit(const struct login_call *call, const struct json *claims)
{
    char now_text[CLOCK_TEXT], from_text[CLOCK_TEXT], to_text[CLOCK_TEXT];
    int64_t now = clock_now(), skew = (int64_t)call->login->config->clock_skew * 1000;
    int64_t from = json_integer(json_get(claims, "nbf"), 0) * 1000,
            to = json_integer(json_get(claims, "exp"), 0) * 1000;
    if (from <= now + skew && to > now - skew)
        return true;
    return login_refuse(
        call, 700024,
        arena_printf(call->request->arena,
                     "Client assertion is not within its valid time range. Current time: %s, assertion valid from "
                     "%s, expiry time of assertion %s.",
                     clock_format(now, now_text), clock_format(from, from_text), clock_format(to, to_text)));
}

static bool claims_fit(const struct login_call *call, const struct json *claims)
{
    const char *issuer = json_text_or(json_get(claims, "iss"), ""),
               *subject = json_text_or(json_get(claims, "sub"), "");
    const char *id = json_text(json_get(claims, "jti")), *audience = json_text(json_get(claims, "aud"));
    if (strcasecmp(issuer, call->app->id) != 0 || strcasecmp(subject, call->app->id) != 0)
        return login_refuse(call, 700021, NULL);
    if (!audience_fits(call, audience))
        return login_refuse(call, 700023, NULL);
    if (!times_fit(call, claims))
        return false;
    if (!id || !*id)
        return login_refuse(call, 50027, "JWT token is invalid or malformed: the claim 'jti' is missing.");
    if (!call->app->reuse && !login_assertion_new(call->login, id))
        return login_refuse(call, 50027,
                            "JWT token is invalid or malformed: the assertion's 'jti' has been used before.");
    return true;
}

static bool assertion_fits(struct login_call *call, const char *assertion)
{
    struct err e;
    const char *type = login_form(call, "client_assertion_type");
    if (!type || strcmp(type, ASSERTION_TYPE) != 0)
        return login_refuse(call, 900144,
                            "The request body must contain the following parameter: 'client_assertion_type'.");
    auto_json struct json *claims = jwt_claims(assertion, &e);
    if (!claims)
        return login_refuse(call, 50027, NULL);
    if (!signature_fits(call, assertion) || !claims_fit(call, claims))
        return false;
    call->proof = PROOF_CERTIFICATE;
    return true;
}

bool login_client(struct login_call *call, bool must)
{
    const char *secret = login_form(call, "client_secret"), *assertion = login_form(call, "client_assertion");
    const struct login_app *app = call->app;
    if ((secret || assertion) && !app->secret_count && !app->certificate_count && app->public_client)
        return login_refuse(call, 700025, NULL);
    if (assertion)
        return assertion_fits(call, assertion);
    if (secret)
        return secret_fits(call, secret);
    if (must)
        return login_refuse(call, 7000216, NULL);
    return app->public_client || login_refuse(call, 7000218, NULL);
}
