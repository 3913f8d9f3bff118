/* The last two lines of every screen: what is to be known now, and the keys. */
#ifndef UI_STATUS_H
#define UI_STATUS_H

#include "ui/app/app.h"

/** Both, in the last two lines of `rect`; returns how many lines above them it took for what did not fit. */
int status_draw(struct app *app, struct grid *grid, struct rect rect);
/** 12431 as "12,431". */
char *status_number(size_t number, char out[32]);

#endif
