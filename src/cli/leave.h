/* After the screen: what was being changed is finished, and said while it is. */
#ifndef CLI_LEAVE_H
#define CLI_LEAVE_H

#include "ui/ui.h"

/** Tell every worker to finish what writes, and say on standard error how far it is; Ctrl-C stops what has not begun, a second one
 *  ends the process. Ends with one line that says what came of it, where something was under way. The workers are gone afterwards.
 *  False: not everything was finished within the deadline. */
bool leave(struct ui_workers *workers);

#endif
