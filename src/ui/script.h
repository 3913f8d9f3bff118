/* The screen driven by a file instead of a person, without a terminal. */
#ifndef UI_SCRIPT_H
#define UI_SCRIPT_H

#include "ui/app/app.h"

/** Carry out the script at `path`; screens it shows, and the last one, go to the file `dump` (NULL: nowhere). */
bool script_run(struct app *app, const char *path, const char *dump, struct err *e) MUST_USE;

#endif
