/* The Graph side of the front: token, route, permission, throttle, handler; alone or as an item of a batch. */
#ifndef TENANT_GRAPH_H
#define TENANT_GRAPH_H

#include "tenant/front/front.h"

/** Answer a request whose path begins after "/graph/<version>". */
void graph_answer(struct tenant_front *front, struct round *round, struct tenant_request *request,
                  const struct fault_decision *fault);
/** The same behind the token: what an item of a batch goes through. */
void graph_perform(struct tenant_front *front, struct tenant_request *request, struct tenant_reply *reply,
                   const struct fault_decision *fault);

#endif
