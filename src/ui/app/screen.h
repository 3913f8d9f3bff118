/* What every whole screen beside the users has: the tenant above, status and keys below. */
#ifndef UI_SCREEN_H
#define UI_SCREEN_H

#include "ui/app/app.h"

/** Clear `rect` and draw the frame of a screen; `right` (may be "") stands at the end of the first line. Returns the room inside. */
struct rect screen_draw(struct app *app, struct grid *grid, struct rect rect, const char *title, const char *right);
/** "02:14:09", "11-24 02:14" when it is not today's, the date alone when it is long ago; local time. */
void screen_time(int64_t ms, char out[32]);
/** "850 ms", "1.6 s", "42 s", "3 min 5 s". */
void screen_duration(int64_t ms, char out[32]);

#endif
