/* Whether a mailbox outlives the licence (REQUESTS §7.1). */
#ifndef ACTION_LICENCE_MAILBOX_H
#define ACTION_LICENCE_MAILBOX_H

#include "action/action.h"

/** For `before` of a change: with keep_mailbox=true it goes on only where there is no mailbox, or one that needs no licence. */
enum flow_state licence_mailbox_check(struct flow *flow, const struct http_reply *reply);

#endif
