/* The whole configuration, through a file as it is read. */
#include "config/config.h"
#include "fuzz.h"
#include <sys/stat.h>
#include <unistd.h>

static char folder[64], path[96];

static void remove_all(void)
{
    char state[96];
    unlink(path);
    snprintf(state, sizeof state, "%s/roster", folder);
    rmdir(state);
    rmdir(folder);
}

static void begin(void)
{
    strcpy(folder, "/tmp/roster-fuzz-XXXXXX");
    MUST(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/c.yaml", folder);
    setenv("XDG_STATE_HOME", folder, 1);
    atexit(remove_all);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {.code = ERR_OK};
    if (!*folder)
        begin();
    FILE *file = fopen(path, "wb");
    MUST(file && fwrite(data, 1, size, file) == size && !fclose(file));
    struct config *config = config_read(path, &e);
    MUST(config || (e.code == ERR_CONFIG && !strncmp(e.message, path, strlen(path))));
    for (size_t i = 0; config && i < config->tenant_count; i++)
        MUST(config->tenants[i].tenant_id && config->tenants[i].client_id &&
             config->tenants[i].endpoints.at[RESOURCE_GRAPH]);
    config_free(config);
    return 0;
}
