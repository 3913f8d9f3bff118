/* The project's own scenarios, which lie in the program as they stand in scenarios/. */
#include "tenant/state/scenario.h"

#include <string.h>
#include <strings.h>

#define SCENARIO(name)                                                                                                 \
    __asm__(".pushsection .rodata\n"                                                                                   \
            "scenario_text_" #name ":\n"                                                                               \
            ".incbin \"" SCENARIO_FOLDER #name ".json\"\n"                                                             \
            "scenario_end_" #name ":\n"                                                                                \
            ".byte 0\n"                                                                                                \
            ".popsection\n");                                                                                          \
    extern const char scenario_text_##name[], scenario_end_##name[];

SCENARIO(S1)
SCENARIO(S3)
SCENARIO(S5)
SCENARIO(S7)
SCENARIO(S8)
SCENARIO(S9)
SCENARIO(small)
SCENARIO(traps)

#define ROW(name)                                                                                                      \
    {                                                                                                                  \
#name, scenario_text_##name, scenario_end_##name                                                               \
    }

const char *scenario_embedded(const char *name, size_t *length)
{
    static const struct {
        const char *name, *text, *end;
    } rows[] = {ROW(S1), ROW(S3), ROW(S5), ROW(S7), ROW(S8), ROW(S9), ROW(small), ROW(traps)};
    size_t plain = strlen(name);
    if (plain > 5 && !strcmp(name + plain - 5, ".json"))
        plain -= 5;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strlen(rows[i].name) == plain && !strncasecmp(rows[i].name, name, plain)) {
            *length = (size_t)(rows[i].end - rows[i].text);
            return rows[i].text;
        }
    return NULL;
}
