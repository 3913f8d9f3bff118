/* The rules' word on a request before it is answered, and its line in the ledger afterwards. */
#ifndef TENANT_RULES_H
#define TENANT_RULES_H

#include "tenant/front/front.h"

/** What the rules want of a request. They name a path below "/exchange" and the like (`service`) with that prefix; "": none. */
struct fault_decision rules_fault(struct tenant_front *front, const struct tenant_request *request,
                                  const char *service);
/** Write down a request to the absolute `url`; a status of 0: no reply was sent. */
void rules_note(struct tenant_front *front, const struct tenant_request *request, const char *url, int status,
                const struct fault_decision *fault);
/** What a fault of an item does to the reply of the batch. */
void rules_spoil_batch(struct round *round, const struct fault_decision *fault);

#endif
