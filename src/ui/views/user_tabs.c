/* The tabs of "View user". */
#include "ui/views/user_tabs.h"

#include <string.h>

const struct panel *const *user_tabs_place(const char *name)
{
    const struct panel *const *panel = panel_all;
    while (strcmp((*panel)->name, name) != 0)
        panel++;
    return panel;
}

size_t user_tabs_count(void)
{
    size_t count = 0;
    while (panel_all[count])
        count++;
    return count;
}

static const char digits[] = "1234567890"; /* a tab behind the tenth has none */

size_t user_tabs_pressed(int key)
{
    size_t count = user_tabs_count();
    for (size_t i = 0; i < count && digits[i]; i++)
        if (digits[i] == key)
            return i;
    return count;
}

/* "1 Overview " */
static int width_of(size_t from, size_t to)
{
    int width = 1;
    for (size_t i = from; i <= to; i++)
        width += (int)strlen(panel_all[i]->label) + 4;
    return width;
}

/* Where not all have room, those up to the one after the one that is shown. */
void user_tabs_draw(const struct panel *const *shown, struct grid *grid, struct rect rect)
{
    size_t at = (size_t)(shown - panel_all), count = user_tabs_count(), last = at + 1 < count ? at + 1 : at, first = 0;
    while (first < at && width_of(first, last) > rect.width)
        first++;
    if (first)
        grid_put(grid, rect, 0, 0, ROLE_DIM, grid->ascii ? "<" : "‹");
    int x = 1;
    for (size_t i = first; i < count && x < rect.width; i++) {
        bool here = &panel_all[i] == shown;
        if (i < sizeof digits - 1)
            x += grid_printf(grid, rect, x, 0, ROLE_KEY, "%c", digits[i]);
        x += 1 + grid_printf(grid, rect, x, 0, here ? ROLE_BUTTON_ACTIVE : ROLE_DIM, " %s ", panel_all[i]->label);
    }
}
