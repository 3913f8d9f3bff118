/* A text in the user's own editor: through a file that nobody else can read and that is gone afterwards. */
#ifndef UI_EDITOR_H
#define UI_EDITOR_H

#include "base/err.h"
#include "ui/screen/entry.h"

/** Run $VISUAL, $EDITOR or vi on what `entry` holds and take back what was written. The terminal must have been left before.
 *  False with `e`, and the entry as it was, when that did not go well. */
bool editor_run(struct entry *entry, struct err *e) MUST_USE;

#endif
