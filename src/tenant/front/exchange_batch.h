/* Exchange's batch: absolute URLs, headers and token with every item, replies in no order. */
#ifndef TENANT_EXCHANGE_BATCH_H
#define TENANT_EXCHANGE_BATCH_H

#include "tenant/front/front.h"

/** Answer a request to $batch; a cut in an item cuts the whole round. */
void exchange_batch_answer(struct tenant_front *front, struct round *round, struct tenant_request *request);

#endif
