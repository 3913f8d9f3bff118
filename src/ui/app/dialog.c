/* Frames in the middle of the screen. */
#include "ui/app/dialog.h"

#include "base/utf8.h"
#include <stdio.h>

enum { WIDEST = 96, LOW = 16, EDGE = 2 /* the line of the frame and a column beside it */ };

int dialog_width(const struct grid *grid)
{
    int width = grid->width - (grid->width > 60 ? 8 : 0);
    return (width > WIDEST ? WIDEST : width) - 2 * EDGE;
}

/* The tenant, then what it is about; neither pushes the other out. */
static void draw_title(struct app *app, struct grid *grid, struct rect box, const char *title)
{
    const char *tenant = app_tenant_title(app);
    int room = box.width - 4, wanted = utf8_width(title) + 2;
    int share = room - wanted > room / 3 ? room - wanted : room / 3;
    char text[256];
    snprintf(text, sizeof text, " %s ", tenant);
    int used = grid_put(grid, (struct rect){box.x + 2, box.y, share, 1}, 0, 0, ROLE_TENANT, text);
    snprintf(text, sizeof text, " %s ", title);
    grid_put(grid, (struct rect){box.x + 2 + used, box.y, room - used, 1}, 0, 0, ROLE_MODAL_TITLE, text);
}

struct rect dialog_frame(struct app *app, struct grid *grid, const char *title, int lines, int feet)
{
    int most = grid->height - (grid->height > LOW ? 2 : 0); /* the status line and the keys stay in sight */
    struct rect box = grid_centre(grid, dialog_width(grid) + 2 * EDGE,
                                  lines + feet + 2 < most ? lines + feet + 2 : most);
    if (box.y + box.height > most)
        box.y = most - box.height;
    grid_fill(grid, box, ROLE_MODAL);
    grid_box(grid, box, ROLE_MODAL, NULL);
    draw_title(app, grid, box, title);
    return (struct rect){box.x + EDGE, box.y + 1, box.width - 2 * EDGE, box.height - 2};
}

void dialog_buttons(const struct app *app, struct grid *grid, struct rect rect, int y,
                    const struct dialog_button *buttons, size_t count, int at)
{
    int x = 0;
    for (size_t i = 0; i < count; i++) {
        char text[64];
        bool here = (int)i == at;
        const char *key = keymap_key(&app->keymap, buttons[i].command);
        snprintf(text, sizeof text, buttons[i].off ? "%c%s  %s %c" : "%c%s (%s)%c", here ? '[' : ' ', buttons[i].text,
                 buttons[i].off ? "" : key, here ? ']' : ' ');
        enum role role = buttons[i].off ? ROLE_DIM : here ? ROLE_BUTTON_ACTIVE : ROLE_BUTTON;
        x += grid_put(grid, rect, x, y, role, text) + 1;
    }
}
