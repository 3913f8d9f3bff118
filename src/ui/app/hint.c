/* Hints. */
#include "ui/app/hint.h"

#include "base/utf8.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { LONGEST = 160 };

static const char gap[] = "  ";

/* What stands for the `length` bytes at `at`, which are a name in braces or a byte that stays as it is. */
static const char *part(const struct keymap *keymap, const char *at, bool ascii, size_t *length)
{
    static const char *const arrows[][2] = {{"Up", "↑"}, {"Down", "↓"}, {"Left", "←"}, {"Right", "→"}};
    static char same[2]; /* of the thread of the screen */
    char name[32];
    *length = 1;
    same[0] = *at;
    if (*at != '{')
        return same;
    *length = strcspn(at, "}") + 1;
    assert(at[*length - 1] == '}' && *length < sizeof name);
    snprintf(name, sizeof name, "%.*s", (int)*length - 2, at + 1);
    const char *key = keymap_key(keymap, name);
    for (size_t i = 0; i < sizeof arrows / sizeof *arrows && !ascii; i++)
        if (!strcmp(key, arrows[i][0]))
            return arrows[i][1];
    return key;
}

const char *hint_text(const struct keymap *keymap, const char *format, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t length; *format && used < size; format += length)
        used += (size_t)snprintf(out + used, size - used, "%s", part(keymap, format, true, &length));
    return out;
}

int hint_draw(const struct keymap *keymap, const char *hints, struct grid *grid, struct rect rect, int y,
              enum role role)
{
    int x = 0;
    while (*hints) {
        const char *next = strstr(hints, gap), *end = next ? next : hints + strlen(hints);
        char text[LONGEST];
        size_t used = (size_t)snprintf(text, sizeof text, "%s", x ? gap : "");
        for (size_t length; hints < end && used < sizeof text; hints += length)
            used += (size_t)snprintf(text + used, sizeof text - used, "%s", part(keymap, hints, grid->ascii, &length));
        if (x + utf8_width(text) > rect.width)
            break;
        x += grid_put(grid, rect, x, y, role, text);
        hints = next ? next + strlen(gap) : end;
    }
    return x;
}
