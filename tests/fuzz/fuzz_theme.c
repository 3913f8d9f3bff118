/* Theme files, through a file as they are read. */
#include "config/theme_file.h"
#include "fuzz.h"
#include <unistd.h>

static char path[64];

static void remove_file(void)
{
    unlink(path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const roles[] = {"normal", "error"};
    struct theme_entry entries[2];
    struct err e = {.code = ERR_OK}, warning;
    if (!*path) {
        strcpy(path, "/tmp/roster-fuzz-XXXXXX");
        close(mkstemp(path));
        atexit(remove_file);
    }
    FILE *file = fopen(path, "wb");
    MUST(file && fwrite(data, 1, size, file) == size && !fclose(file));
    bool taken = theme_file_read(path, roles, 2, entries, &warning, &e);
    MUST(taken || (e.code == ERR_CONFIG && !strncmp(e.message, path, strlen(path))));
    for (int i = 0; taken && i < 2; i++)
        MUST(entries[i].fg >= THEME_NO_COLOUR && entries[i].fg <= 0xffffff && entries[i].attributes < 32);
    return 0;
}
