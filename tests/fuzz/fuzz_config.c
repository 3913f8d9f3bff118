/* The whole configuration, through a file as it is read. */
#include "config/config.h"
#include "fuzz.h"

void fuzz_config(const uint8_t *data, size_t size)
{
    struct err e = {.code = ERR_OK};
    const char *path = fuzz_file("c.yaml", data, size);
    setenv("XDG_STATE_HOME", fuzz_folder(), 1);
    struct config *config = config_read(path, &e);
    MUST(config || (e.code == ERR_CONFIG && !strncmp(e.message, path, strlen(path))));
    for (size_t i = 0; config && i < config->tenant_count; i++) {
        const struct config_tenant *tenant = &config->tenants[i];
        bool application = tenant->auth == AUTH_CLIENT_SECRET || tenant->auth == AUTH_CERTIFICATE;
        MUST(tenant->tenant_id && tenant->endpoints.at[RESOURCE_GRAPH]);
        MUST(tenant->client_id || !application); /* a person may sign in through a public client */
    }
    config_free(config);
}
