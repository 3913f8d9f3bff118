/* The parts of the users screen. */
#ifndef UI_USERS_VIEW_H
#define UI_USERS_VIEW_H

#include "ui/app/app.h"
#include "ui/screen/table.h"

struct users_view {
    struct view view;
    struct app *app;
    struct table table;
    struct table_column shape[APP_COLUMNS]; /* of the chosen columns */
    int chosen[APP_COLUMNS];                /* and of those there may be room for */
    size_t chosen_count;
    bool narrow;                  /* while it is drawn: the tenant's own domain is left out of addresses */
    char titles[EXTRA_COUNT][32]; /* of those that have a source of their own: they tell whether it was read */
};

void users_table_make(struct users_view *view, struct app *app);
/** Cursor and rows as the model has them now. */
void users_table_fit(struct users_view *view);
/** The rows of users in `rect`, header line included. */
void users_table_draw(struct users_view *view, struct grid *grid, struct rect rect);

#endif
