/* What a signed-in person cannot do to the OneDrive of another, said alike by all actions on it. */
#ifndef ACTION_ONEDRIVE_H
#define ACTION_ONEDRIVE_H

#include "action/action.h"

#define ONEDRIVE_OF_OTHERS      "Microsoft opens to a signed-in person no OneDrive but their own, whatever their roles"
#define ONEDRIVE_BY_APPLICATION "sign in as an application (docs/SETUP.md)"

/** A word for a person, before the form. */
enum flow_state onedrive_prepare(struct flow *flow, const struct http_reply *reply);

#endif
