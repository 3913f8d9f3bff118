/* The frame of panels and modals: a title, the tenant, and whether there is more than fits. */
#ifndef UI_FRAME_H
#define UI_FRAME_H

#include "ui/app/app.h"

/** A blank frame with `title` above and the tenant's name below; returns the room inside. */
struct rect frame_draw(const struct app *app, struct grid *grid, struct rect box, const char *title);
/** Arrows at its right edge: there is more above, below. */
void frame_more(struct grid *grid, struct rect box, bool above, bool below);

#endif
