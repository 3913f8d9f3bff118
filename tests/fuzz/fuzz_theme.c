/* Theme files, through a file as they are read. */
#include "config/theme_file.h"
#include "fuzz.h"

void fuzz_theme(const uint8_t *data, size_t size)
{
    static const char *const roles[] = {"normal", "error"};
    struct theme_entry entries[2];
    struct err e = {.code = ERR_OK}, warning;
    const char *path = fuzz_file("theme", data, size);
    bool taken = theme_file_read(path, roles, 2, entries, &warning, &e);
    MUST(taken || (e.code == ERR_CONFIG && !strncmp(e.message, path, strlen(path))));
    for (int i = 0; taken && i < 2; i++)
        MUST(entries[i].fg >= THEME_NO_COLOUR && entries[i].fg <= 0xffffff && entries[i].attributes < 32);
}
