/* How fast and how many at once, per workload (REQUESTS §13.3). Pure: the time comes in as an argument (any ms clock). */
#ifndef API_HTTP_BUDGET_H
#define API_HTTP_BUDGET_H

#include "api/http/exchange.h"

enum {
    BUDGET_WIDE = 100 /* the largest `most` of a workload */,
    BUDGET_NARROW = 5 /* what one request may cost of such a one */
};

#define BUDGET_GOING INT64_MAX

struct budget_bucket {
    double tokens;
    int64_t filled; /* when `tokens` was right */
    int active;     /* taken and not released */
    int64_t closed; /* the service asked for quiet until then */
    int64_t
        last[BUDGET_WIDE]; /* when each of the last requests was counted at the latest; BUDGET_GOING: no reply yet */
    int counted;           /* of them that were ever taken */
};

/* One for each tenant; a value. */
struct budget {
    struct budget_bucket buckets[WORKLOADS];
};

struct budget budget_make(int64_t now);
/** 0: taken (release it when its reply is in). Otherwise nothing is taken: milliseconds to wait before asking again;
 *  -1 when as many as allowed are under way: ask again after a release. `cost` in request units, usually 1; never more than the
 *  workload allows at once (budget_room). */
int64_t budget_take(struct budget *budget, enum http_workload workload, double cost, int64_t now);
/** The same for what nobody waits for: it leaves free what is kept for those who do. */
int64_t budget_take_spare(struct budget *budget, enum http_workload workload, double cost, int64_t now);
/** The reply to a request of `cost` is in: it was counted at `now` at the latest. */
void budget_release(struct budget *budget, enum http_workload workload, double cost, int64_t now);
/** How many requests may be sent in one batch, whose items are counted one by one. */
size_t budget_room(enum http_workload workload);
/** A 429 or 503 came: nothing of this workload before `until`. */
void budget_throttled(struct budget *budget, enum http_workload workload, int64_t until);
/** Until when the workload is closed by the service; 0 when it is open at `now`. */
int64_t budget_closed_until(const struct budget *budget, enum http_workload workload, int64_t now);

#endif
