/* A request that may travel in a batch: what is to be done about its part of the reply. */
#ifndef WORKER_ITEM_H
#define WORKER_ITEM_H

#include "api/http/retry.h"
#include "worker/calls.h"

struct item {
    int attempt, renewals; /* of the present request */
    int64_t due;           /* when it may be sent again */
    bool alone;            /* its batch failed as a whole: it travels by itself */
};

/** What to do about the part `reply` of the reply `whole` to a batch: RETRY_AGAIN at `item->due` (alone, where the batch failed rather
 *  than the request, and it certainly was not carried out); else `reply` is final, RETRY_READ_BACK when a write may have been. */
enum retry_what item_decide(struct work *work, struct item *item, const struct http_request *request,
                            const struct http_reply *reply, const struct http_reply *whole, const struct call *call);
/** Whether `request` may travel beside `count` others, the first of which is `other`. */
bool item_fits(const struct item *item, const struct http_request *request, const struct item *first,
               const struct http_request *other, size_t count);

#endif
