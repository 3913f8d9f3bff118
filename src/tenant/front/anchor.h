/* How many requests at once one mailbox lets Exchange answer. */
#ifndef TENANT_ANCHOR_H
#define TENANT_ANCHOR_H

#include "tenant/front/front.h"

/** Count a request in for its mailbox; false when too many are under way. Every true needs an anchor_leave. */
bool anchor_enter(struct tenant_front *front, const struct tenant_request *request);
void anchor_leave(struct tenant_front *front, const struct tenant_request *request);

#endif
