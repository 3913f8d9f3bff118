/* Hints. */
#include "ui/app/hint.h"

#include "base/utf8.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { LONGEST = 160 };

static const char gap[] = "  ", arrows[] = "↑↓";

/* What stands for the `length` bytes at `at`, which are a name in braces, arrows, or a byte that stays as it is. */
static const char *part(const struct keymap *keymap, const char *at, bool ascii, size_t *length)
{
    static char same[2]; /* of the thread of the screen */
    char name[32];
    if (ascii && !strncmp(at, arrows, strlen(arrows))) {
        *length = strlen(arrows);
        return "Up Down";
    }
    *length = 1;
    same[0] = *at;
    if (*at != '{')
        return same;
    *length = strcspn(at, "}") + 1;
    assert(at[*length - 1] == '}' && *length < sizeof name);
    snprintf(name, sizeof name, "%.*s", (int)*length - 2, at + 1);
    return keymap_key(keymap, name);
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
