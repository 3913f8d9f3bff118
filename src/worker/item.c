/* A request that may travel in a batch: it has a policy of its own, for the rest of the batch may have gone well. */
#include "worker/item.h"
#include "api/http/batch.h"
#include "base/clock.h"
#include "base/random.h"
#include "worker/engine.h"

/* What may be the batch's own failure (its reply was broken, a proxy refused it) is not yet the item's. A write is only sent by
 * itself when the whole batch was plainly refused: none of it was carried out. */
static bool is_the_batchs(const struct http_request *request, const struct http_reply *reply,
                          const struct http_reply *whole)
{
    if (request->join) /* one that is not there, or too many, refuses them all */
        return whole->status == 400 || whole->status == 404 || (whole->status == 200 && reply->status == 0);
    if (http_is_write(request))
        return whole->status >= 400 && whole->status < 500 && whole->status != 408 && whole->status != 429 &&
               whole->status != 499;
    return whole->status != 200 || reply->status == 0 || reply->status == 401 || reply->status == 429 ||
           reply->status >= 500;
}

enum retry_what item_decide(struct work *work, struct item *item, const struct http_request *request,
                            const struct http_reply *reply, const struct http_reply *whole, const struct call *call)
{
    bool counted = reply->status == 0 || call->attempt > 1;
    item->attempt += counted && reply->status != 200 ? call->attempt : 1;
    struct retry_decision decision = retry_decide(request, reply, item->attempt, item->renewals + call->renewals,
                                                  clock_now(), random_below(UINT32_MAX));
    item->due = work_due(work, decision.ms);
    if (decision.what == RETRY_AGAIN && reply->status == 429)
        work_throttled(work, request->workload, decision.ms);
    if (decision.what == RETRY_AGAIN)
        return RETRY_AGAIN;
    item->due = 0;
    work->busy = true;
    if (decision.what == RETRY_RENEW_TOKEN) {
        item->renewals++;
        work_token_refused(work, request->resource, call->generation, NULL);
        return RETRY_AGAIN;
    }
    item->alone = is_the_batchs(request, reply, whole);
    return item->alone ? RETRY_AGAIN : decision.what;
}

bool item_fits(const struct item *item, const struct http_request *request, const struct item *first,
               const struct http_request *other, size_t count)
{
    return !item->alone && !first->alone && batch_room(request) > count && batch_together(other, request);
}
