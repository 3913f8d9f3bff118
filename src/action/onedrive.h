/* What a signed-in person cannot do to the OneDrive of another, said alike by all actions on it. */
#ifndef ACTION_ONEDRIVE_H
#define ACTION_ONEDRIVE_H

#include "action/action.h"

#define ONEDRIVE_OF_OTHERS "Microsoft opens to a signed-in person no OneDrive but their own, whatever their roles"

/** End a flow of a person whom another's OneDrive refuses (403, in `flow->error`): why, with what the service said. */
enum flow_state onedrive_refused(struct flow *flow);

#endif
