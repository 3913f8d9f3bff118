/* What a signed-in person cannot do to the OneDrive of another, said alike by all actions on it. */
#ifndef ACTION_ONEDRIVE_H
#define ACTION_ONEDRIVE_H

#include "action/action.h"
#include "api/graph/sites.h"

/** End a flow of a person whom another's OneDrive refuses (403, in `flow->error`): why, with what the service said. */
enum flow_state onedrive_refused(struct flow *flow);

/** For `before`: FLOW_DONE once the address of the user's personal site is `flow->state`. Its steps are below ONEDRIVE_STEPS. */
enum flow_state onedrive_find(struct flow *flow, const struct http_reply *reply);
enum { ONEDRIVE_STEPS = 10 };

#endif
