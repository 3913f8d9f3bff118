/* $batch: up to 20 requests in one, each with its own throttling, faults and ledger line. */
#ifndef TENANT_BATCH_H
#define TENANT_BATCH_H

#include "tenant/front/front.h"

/** Answer a POST to $batch; a cut in an item cuts the whole round. */
void batch_answer(struct tenant_front *front, struct round *round, struct tenant_request *request);

#endif
