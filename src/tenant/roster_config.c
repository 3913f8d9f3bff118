/* Writing the configuration by which roster finds the demo tenant. */
#include "tenant/roster_config.h"

#include "base/alloc.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void roster_config_format(const struct options *options, const char *base, struct buf *out)
{
    static const char *const services[] = {"login", "graph", "exchange", "sharepoint", "mfa"};
    buf_printf(out,
               "# A demo tenant on loopback; the secret is worth nothing elsewhere.\n"
               "tenants:\n"
               "  demo:\n"
               "    tenant_id: %s\n"
               "    client_id: %s\n"
               "    client_secret: \"%s\"\n",
               options->tenant_id, options->client_id, options->client_secret);
    if (options->tls_certificate)
        buf_printf(out, "    ca_file: \"%s\"\n", options->tls_certificate);
    buf_puts(out, "    endpoints:\n");
    for (size_t i = 0; i < sizeof services / sizeof *services; i++)
        buf_printf(out, "      %s: %s/%s\n", services[i], base, services[i]);
}

bool roster_config_write(const struct options *options, const char *base, struct err *e)
{
    auto_buf struct buf text = buf_make(1 << 16);
    roster_config_format(options, base, &text);
    auto_str char *partial = xasprintf("%s.new", options->write_config);
    int fd = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool good = fd >= 0 && fchmod(fd, 0600) == 0 &&
                write(fd, text.data, text.length) == (ssize_t)text.length;
    int why = errno;
    if (fd >= 0)
        close(fd);
    if (good && rename(partial, options->write_config) == 0)
        return true;
    return err_set(e, ERR_FILE, "%s: %s", options->write_config, strerror(good ? errno : why));
}
