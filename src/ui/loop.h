/* The loop of the screen on a terminal: keys first, then messages, then one frame. */
#ifndef UI_LOOP_H
#define UI_LOOP_H

#include "ui/app/app.h"
#include "ui/screen/term.h"
#include <poll.h>

/** Take messages of the worker for about `micros`; false when some may be left. */
bool loop_messages(struct app *app, int64_t micros);
/** What to poll for the workers of other tenants; how many there are (WORKERS_PAST at the most). */
nfds_t loop_past(const struct app *app, struct pollfd *on);
/** Show `app` on `term` until it is left or the terminal is gone (false). */
bool loop_run(struct app *app, struct term *term);

#endif
