/* The parts of the users screen. */
#ifndef UI_USERS_VIEW_H
#define UI_USERS_VIEW_H

#include "ui/app/app.h"
#include "ui/screen/list.h"

struct users_view {
    struct view view;
    struct list list;
    int wants[APP_COLUMNS]; /* widths the contents would like; only grows while the columns stay, so nothing jumps */
    int chosen[APP_COLUMNS];
    size_t chosen_count;
};

/** The rows of users in `rect`, header line included. */
void users_table_draw(struct users_view *view, struct app *app, struct grid *grid, struct rect rect);
/** Progress, loading, health or status in one line. */
void users_bottom_draw(struct app *app, struct grid *grid, struct rect rect, int y);

#endif
