/* The frame of a question or an answer in the middle of the screen: the tenant's name is always in it, and a row of buttons. */
#ifndef UI_DIALOG_H
#define UI_DIALOG_H

#include "ui/app/app.h"

struct dialog_button {
    const char *text;    /* "Yes" */
    const char *command; /* whose key presses it: "confirm.yes" */
    bool off;            /* it does nothing yet */
};

/** Columns inside a dialog on this screen. */
int dialog_width(const struct grid *grid);
/** A frame around `lines` lines and `feet` lines below them that are always there; returns the room inside: as many columns as
 *  dialog_width says and at most as many lines as fit. */
struct rect dialog_frame(struct app *app, struct grid *grid, const char *title, int lines, int feet);
/** Buttons in one line from column `x`; `at` has the focus (-1: none has). */
void dialog_buttons(const struct app *app, struct grid *grid, struct rect rect, int y,
                    const struct dialog_button *buttons, size_t count, int at);

#endif
