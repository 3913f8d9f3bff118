/* From the configuration to a session: secrets are read, the store is opened, tokens that are still there are taken. */
#include "worker/session_start.h"
#include "worker/engine.h"
#include "worker/tenant_info.h"

#include "api/login/arc.h"
#include "base/clock.h"
#include "codec/url.h"
#include <stdlib.h>
#include <string.h>

enum { MINUTE = 60000 };

static bool read_secret(struct work *work, struct session_options *o, struct secret **secret, struct err *e)
{
    const struct config_tenant *tenant = work->options->tenant;
    if (!secret_source_read(tenant, work->options->secret, secret, e))
        return err_at(e, tenant->secret_where);
    o->client_secret = *secret;
    return true;
}

static bool read_certificate(struct work *work, struct session_options *o, struct secret **secret, struct err *e)
{
    const struct config_tenant *tenant = work->options->tenant;
    if (!secret_source_read(tenant, work->options->secret, secret, e))
        return err_at(e, tenant->secret_where);
    work->key = assertion_key_read(tenant->certificate, tenant->certificate_key, *secret, NULL, e);
    o->key = work->key;
    return work->key || err_at(e, tenant->certificate_where);
}

static bool read_tokens(struct session_options *o, struct err *e)
{
    o->tokens = secret_from_environment(CONFIG_TOKEN_VARIABLE);
    if (o->tokens)
        return true;
    err_set(e, ERR_CONFIG, "the environment has no " CONFIG_TOKEN_VARIABLE);
    return err_hint(e, "put an access token for Graph there; more, separated by a space, for Exchange and SharePoint");
}

/* The header of a service in Azure is as good as a secret; a virtual machine needs none. */
static bool find_identity(struct session_options *o, struct err *e)
{
    const char *endpoint = getenv("IDENTITY_ENDPOINT");
    o->identity_header = secret_from_environment("IDENTITY_HEADER");
    bool arc = !o->identity_header && getenv("IMDS_ENDPOINT") && endpoint && *endpoint; /* as its agent sets them */
    o->identity_endpoint = (arc || o->identity_header) && endpoint && *endpoint ? endpoint : NULL;
    o->arc_folder = arc ? ARC_FOLDER : NULL;
    if (!o->identity_endpoint || url_is_loopback(o->identity_endpoint) ||
        strncmp(o->identity_endpoint, "http://169.254.", 15) == 0)
        return true;
    err_set(e, ERR_REFUSED, "IDENTITY_ENDPOINT leads away from this machine: %.200s", o->identity_endpoint);
    return err_hint(e, "a managed identity is told by this machine or its link alone");
}

/* A store that cannot be used costs a sign-in at the next start, not this one. */
static void open_store(struct work *work)
{
    const struct config_tenant *tenant = work->options->tenant;
    struct err e = {.code = ERR_OK};
    if ((tenant->auth != AUTH_DEVICE_CODE && tenant->auth != AUTH_BROWSER) || !work->options->state_folder)
        return;
    work->store = store_open(tenant->token_store, work->options->state_folder, &e);
    if (!work->store)
        work_notice(work, "The sign-in is not kept: %s. %s", e.message, e.hint);
}

static void tell_end(struct work *work)
{
    char when[CLOCK_TEXT];
    int64_t end = session_expires(work->session, RESOURCE_GRAPH), left = end - clock_now();
    if (end && left > 0 && left < (int64_t)365 * 24 * 60 * MINUTE)
        work_notice(work, "The token that was handed over is good until %s (%lld min); it is not renewed.",
                    clock_format(end, when), (long long)(left / MINUTE));
}

bool session_start(struct work *work, struct err *e)
{
    static const enum session_grant grants[] = {
        [AUTH_UNSAID] = GRANT_SECRET,
        [AUTH_DEVICE_CODE] = GRANT_DEVICE_CODE,
        [AUTH_BROWSER] = GRANT_DEVICE_CODE,
        [AUTH_CLIENT_SECRET] = GRANT_SECRET,
        [AUTH_CERTIFICATE] = GRANT_CERTIFICATE,
        [AUTH_TOKEN] = GRANT_TOKENS,
        [AUTH_MANAGED_IDENTITY] = GRANT_MANAGED,
    };
    const struct config_tenant *tenant = work->options->tenant;
    auto_secret struct secret *secret = NULL;
    struct session_options o = {.grant = grants[tenant->auth],
                                .tenant_id = tenant->tenant_id,
                                .client_id = tenant->client_id,
                                .endpoints = &work->endpoints};
    bool ok = o.grant == GRANT_SECRET        ? read_secret(work, &o, &secret, e)
              : o.grant == GRANT_CERTIFICATE ? read_certificate(work, &o, &secret, e)
              : o.grant == GRANT_TOKENS      ? read_tokens(&o, e)
              : o.grant == GRANT_MANAGED     ? find_identity(&o, e)
                                             : true;
    if (!ok && work->options->looks)
        work->unsigned_for = *e;
    else if (!ok)
        return false;
    work->session = session_new(&o);
    if (!session_is_fit(work->session, e))
        return false;
    work->wanted = RESOURCE_GRAPH;
    work->by_browser = tenant->auth == AUTH_BROWSER;
    if (!work->options->offline)
        open_store(work);
    if (o.grant == GRANT_TOKENS) {
        tell_end(work);
        work_learn(work);
    }
    return true;
}

const char *worker_wants_secret(const struct config_tenant *tenant, struct arena *arena)
{
    struct err ignored;
    bool wants = false;
    if (tenant->client_secret || tenant->secret_env || tenant->secret_file || tenant->secret_command)
        return NULL;
    if (tenant->auth == AUTH_CLIENT_SECRET)
        return arena_printf(arena, "Client secret for %s", tenant->name);
    if (tenant->auth != AUTH_CERTIFICATE)
        return NULL;
    assertion_key_free(assertion_key_read(tenant->certificate, tenant->certificate_key, NULL, &wants, &ignored));
    return wants ? arena_printf(arena, "Passphrase of %s",
                                tenant->certificate_key ? tenant->certificate_key : tenant->certificate)
                 : NULL;
}

bool worker_sign_out(const struct config_tenant *tenant, const char *state_folder, size_t *removed, struct err *e)
{
    auto_arena struct arena *arena = arena_new(0);
    struct session *session = session_new(&(struct session_options){.grant = GRANT_DEVICE_CODE,
                                                                    .tenant_id = tenant->tenant_id,
                                                                    .client_id = tenant->client_id,
                                                                    .endpoints = &tenant->endpoints});
    struct store *store = store_open(tenant->token_store, state_folder, e);
    bool ok = store != NULL;
    *removed = 0;
    for (enum http_resource r = RESOURCE_GRAPH; ok && r < SESSION_RESOURCES; r++) {
        bool any = false;
        ok = store_drop(
            store,
            store_key(arena, tenant->endpoints.at[RESOURCE_LOGIN], tenant->tenant_id, session_client(session, r)), NULL,
            &any, e);
        *removed += any;
    }
    store_free(store);
    session_free(session);
    return ok;
}
