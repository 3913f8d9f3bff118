/* What the last line of a screen says of the keys. */
#ifndef UI_HINT_H
#define UI_HINT_H

#include "ui/app/keymap.h"
#include "ui/screen/grid.h"

/** `format` with the key in force for each {NAME} of a command, in `out`; "Up" for an arrow. */
const char *hint_text(const struct keymap *keymap, const char *format, char *out, size_t size);
/** Draw `hints` ("{menu} menu  {jobs.cancel} cancel  {up}{down} move") into line `y` of `rect`: as many whole entries as fit. Two spaces part them, the
 *  most important stands first, {NAME} is the key in force of a command, ↑ for an arrow. Returns the columns used. */
int hint_draw(const struct keymap *keymap, const char *hints, struct grid *grid, struct rect rect, int y,
              enum role role);

#endif
