/* A roster configuration that reaches this tenant. */
#ifndef TENANT_ROSTER_CONFIG_H
#define TENANT_ROSTER_CONFIG_H

#include "base/buf.h"
#include "tenant/front/options.h"
#include "tenant/login/login_config.h"

/** The configuration's text for a tenant served at `base`. */
void roster_config_format(const struct options *options, const struct login_config *config, const char *base,
                          struct buf *out);
/** Write it to `options->write_config`, readable by the owner alone. */
bool roster_config_write(const struct options *options, const struct login_config *config, const char *base,
                         struct err *e) MUST_USE;

#endif
