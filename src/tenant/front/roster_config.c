/* Writing the configuration by which roster finds the demo tenant. */
#include "tenant/front/roster_config.h"

#include "base/alloc.h"
#include "base/clock.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Absolute, for roster may be started elsewhere; as it stands when there is no such file. */
static void put_path(struct buf *out, const char *name, const char *path)
{
    char whole[PATH_MAX];
    buf_printf(out, "    %s: \"%s\"\n", name, realpath(path, whole) ? whole : path);
}

static void put_endpoints(const struct options *options, const char *base, struct buf *out)
{
    static const char *const services[] = {"login", "graph", "exchange", "sharepoint", "mfa"};
    if (options->tls_certificate)
        put_path(out, "ca_file", options->tls_certificate);
    buf_puts(out, "    endpoints:\n");
    for (size_t i = 0; i < sizeof services / sizeof *services; i++)
        buf_printf(out, "      %s: %s/%s\n", services[i], base, services[i]);
}

/* The secret of the application that still counts: the file's own, else the command line's. */
static const char *secret_of(const struct options *options, const struct login_config *config)
{
    const struct login_app *app = login_config_app(config, options->client_id);
    for (size_t i = 0; app && i < app->secret_count; i++)
        if (!app->secrets[i].expires || app->secrets[i].expires > clock_now())
            return app->secrets[i].value;
    return options->client_secret;
}

/* The other ways to sign in that --login describes; "demo" stays the one that is used unless another is named. */
static void put_ways(const struct options *options, const struct login_config *config, const char *base,
                     struct buf *out)
{
    const struct login_app *app = login_config_app(config, options->client_id);
    if (app && app->public_client) {
        buf_printf(out, "  device:\n    tenant_id: %s\n    client_id: %s\n    auth: device_code\n", options->tenant_id,
                   app->id);
        put_endpoints(options, base, out);
    }
    if (app && app->certificate_path && app->key_path) {
        buf_printf(out, "  certificate:\n    tenant_id: %s\n    client_id: %s\n    auth: certificate\n",
                   options->tenant_id, app->id);
        put_path(out, "certificate", app->certificate_path);
        put_path(out, "certificate_key", app->key_path);
        put_endpoints(options, base, out);
    }
    buf_printf(out, "  microsoft:\n    tenant_id: %s\n    auth: device_code\n", options->tenant_id);
    put_endpoints(options, base, out);
}

/* The other tenants that --login names: a customer by the partner's sign-in. Those that `customers:` makes are found from there. */
static void put_others(const struct options *options, const struct login_config *config, const char *base,
                       struct buf *out)
{
    const struct login_app *app = login_config_app(config, options->client_id);
    for (size_t i = LOGIN_HOME + 1; i < config->tenant_count; i++) {
        const struct login_tenant *tenant = &config->tenants[i];
        if (tenant->made)
            continue;
        buf_printf(out, "  %s:\n    tenant_id: %s\n    client_id: %s\n", tenant->domain, tenant->id,
                   options->client_id);
        if (tenant->contract || tenant->relationship_count)
            buf_printf(out, "    partner_id: %s\n", options->tenant_id);
        if (app && app->public_client)
            buf_puts(out, "    auth: device_code\n");
        else
            buf_printf(out, "    client_secret: \"%s\"\n", secret_of(options, config));
        put_endpoints(options, base, out);
    }
}

/* As a tenant of Microsoft's own would be configured, with no address at all: served by https, a proxy can lead here. */
static void put_names(const struct options *options, struct buf *out)
{
    buf_printf(out, "  names:\n    tenant_id: %s\n    client_id: %s\n    secret_env: ROSTER_DEMO_SECRET\n",
               options->tenant_id, options->client_id);
    put_path(out, "ca_file", options->tls_certificate);
}

void roster_config_format(const struct options *options, const struct login_config *config, const char *base,
                          struct buf *out)
{
    buf_printf(out,
               "# A demo tenant on loopback; the secret is worth nothing elsewhere.\n"
               "tenants:\n"
               "  demo:\n"
               "    tenant_id: %s\n"
               "    client_id: %s\n"
               "    client_secret: \"%s\"\n",
               options->tenant_id, options->client_id, secret_of(options, config));
    put_endpoints(options, base, out);
    if (options->login || options->approve_after) {
        put_ways(options, config, base, out);
        put_others(options, config, base, out);
    }
    if (options->tls_certificate)
        put_names(options, out);
    buf_puts(out, "tenant: demo\n");
}

bool roster_config_write(const struct options *options, const struct login_config *config, const char *base,
                         struct err *e)
{
    auto_buf struct buf text = buf_make(1 << 16);
    roster_config_format(options, config, base, &text);
    auto_str char *partial = xasprintf("%s.new", options->write_config);
    int fd = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool good = fd >= 0 && fchmod(fd, 0600) == 0 && write(fd, text.data, text.length) == (ssize_t)text.length;
    int why = errno;
    if (fd >= 0)
        close(fd);
    if (good && rename(partial, options->write_config) == 0)
        return true;
    return err_set(e, ERR_FILE, "%s: %s", options->write_config, strerror(good ? errno : why));
}
