/* Which tenant is meant, a partner's customer as one, and how to sign in where the configuration does not say. */
#include "config/config.h"

#include "api/service.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum config_auth config_auth_of(const struct config_tenant *tenant)
{
    const char *token = getenv(CONFIG_TOKEN_VARIABLE);
    if (tenant->auth != AUTH_UNSAID)
        return tenant->auth;
    if (tenant->certificate || tenant->certificate_key)
        return AUTH_CERTIFICATE;
    if (tenant->client_secret || tenant->secret_file || tenant->secret_env || tenant->secret_command)
        return AUTH_CLIENT_SECRET;
    return token && *token ? AUTH_TOKEN : AUTH_DEVICE_CODE;
}

const char *config_cloud_name(const struct config_tenant *tenant)
{
    return service_cloud_name(tenant->endpoints.cloud);
}

struct config_tenant config_customer(const struct config_tenant *partner, const char *name, const char *tenant_id)
{
    struct config_tenant customer = *partner;
    customer.name = name;
    customer.tenant_id = tenant_id;
    customer.partner_id = partner->tenant_id;
    customer.template = NULL;
    customer.break_glass = NULL; /* accounts of the partner */
    service_forget_tenant(&customer.endpoints);
    return customer;
}

/* Nothing is configured: a person signs in by Microsoft's own clients, or a token was handed over. */
static void make_alone(struct config *config)
{
    config->alone = (struct config_tenant){.name = CONFIG_ANY_TENANT, .tenant_id = CONFIG_ANY_TENANT};
    config->alone.auth = config_auth_of(&config->alone);
    service_fill(&config->alone.endpoints);
}

static const struct config_tenant *unknown_tenant(const struct config *config, const char *name, struct err *e)
{
    char names[200] = "";
    for (size_t i = 0, at = 0; i < config->tenant_count && at < sizeof names; i++)
        at += (size_t)snprintf(names + at, sizeof names - at, "%s%s", i ? ", " : "", config->tenants[i].name);
    if (name)
        err_set(e, ERR_CONFIG, "there is no tenant \"%s\" in %s", name,
                config->path ? config->path : "the configuration");
    else
        err_set(e, ERR_CONFIG, "several tenants are configured: say which with --tenant NAME");
    err_hint(e, "there are %s", names);
    return NULL;
}

const struct config_tenant *config_tenant(struct config *config, const char *name, struct err *e)
{
    if (!name)
        name = config->tenant;
    if (!name && config->tenant_count == 1)
        return &config->tenants[0];
    if (!config->tenant_count) {
        make_alone(config);
        if (name)
            config->alone.name = config->alone.tenant_id = arena_strdup(config->arena, name);
        return &config->alone;
    }
    for (size_t i = 0; name && i < config->tenant_count; i++)
        if (!strcmp(config->tenants[i].name, name))
            return &config->tenants[i];
    return unknown_tenant(config, name, e);
}
