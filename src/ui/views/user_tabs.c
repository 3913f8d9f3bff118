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

/* The tabs from the one shown on, where not all have room. */
void user_tabs_draw(const struct panel *const *shown, struct grid *grid, struct rect rect)
{
    int width = 0, x = 1, at = (int)(shown - panel_all);
    size_t first = 0, count = user_tabs_count();
    for (size_t i = 0; i < count; i++)
        width += (int)strlen(panel_all[i]->label) + 4;
    if (width > rect.width && at > 0)
        first = (size_t)at - 1;
    for (size_t i = first; i < count && x < rect.width; i++) {
        bool here = &panel_all[i] == shown;
        if (i < sizeof digits - 1)
            x += grid_printf(grid, rect, x, 0, ROLE_KEY, "%c", digits[i]);
        x += 1 + grid_printf(grid, rect, x, 0, here ? ROLE_BUTTON_ACTIVE : ROLE_DIM, " %s ", panel_all[i]->label);
    }
}
