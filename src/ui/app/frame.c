/* Frames. */
#include "ui/app/frame.h"

#include "base/utf8.h"
#include <stdio.h>

struct rect frame_draw(const struct app *app, struct grid *grid, struct rect box, const char *title)
{
    char tenant[128];
    grid_fill(grid, box, ROLE_MODAL);
    struct rect in = grid_box(grid, box, ROLE_MODAL, NULL);
    struct rect above = {box.x + 2, box.y, box.width - 4, 1},
                below = {box.x + 2, box.y + box.height - 1, box.width - 4, 1};
    grid_printf(grid, above, 0, 0, ROLE_MODAL_TITLE, " %s ", title);
    snprintf(tenant, sizeof tenant, " %s ", app_tenant_title(app));
    grid_put_right(grid, below, 0, ROLE_MODAL, tenant);
    return in;
}

void frame_more(struct grid *grid, struct rect box, bool above, bool below)
{
    if (above)
        grid_put(grid, box, box.width - 1, 1, ROLE_MODAL_TITLE, grid->ascii ? "^" : "▲");
    if (below)
        grid_put(grid, box, box.width - 1, box.height - 2, ROLE_MODAL_TITLE, grid->ascii ? "v" : "▼");
}
