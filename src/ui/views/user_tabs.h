/* The tabs of "View user": a panel each. */
#ifndef UI_USER_TABS_H
#define UI_USER_TABS_H

#include "panel/panel.h"
#include "ui/screen/grid.h"

/** The place in panel_all of a panel that exists. */
const struct panel *const *user_tabs_place(const char *name);
size_t user_tabs_count(void);
/** The tab that a key goes to, 1 to 9 and 0 for the tenth; their number: none. */
size_t user_tabs_pressed(int key);
void user_tabs_draw(const struct panel *const *shown, struct grid *grid, struct rect rect);

#endif
