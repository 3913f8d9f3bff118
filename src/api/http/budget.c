/* Token buckets and sliding windows, with a cap on how many are under way. */
#include "api/http/budget.h"

#include "api/service.h"
#include <assert.h>

struct budget budget_make(int64_t now)
{
    struct budget budget = {0};
    for (int i = 0; i < WORKLOADS; i++) {
        budget.buckets[i].tokens = service_workload((enum http_workload)i)->burst;
        budget.buckets[i].filled = now;
    }
    return budget;
}

/* When the place may be taken again: a request counts from its reply on, as it is not known when it came in. */
static int64_t free_at(const struct workload *limit, int64_t counted)
{
    return counted == BUDGET_GOING ? BUDGET_GOING : counted + limit->span + 1;
}

static int64_t free_when(const struct budget_bucket *b, const struct workload *limit, int place)
{
    return place < b->counted ? free_at(limit, b->last[place]) : INT64_MIN;
}

/* The place that is free first, of those that are not `taken`; its time, BUDGET_GOING: that of none is known. */
static int64_t soonest(const struct budget_bucket *b, const struct workload *limit, const bool *taken, int *place)
{
    int64_t best = BUDGET_GOING;
    for (int i = 0; i < limit->most; i++)
        if (!taken[i] && free_when(b, limit, i) < best) {
            best = free_when(b, limit, i);
            *place = i;
        }
    return best;
}

/* No more than `most` in any span, wherever it begins: each takes a place, which is free again when it is old enough. `spare` stay free. */
static int64_t slide(struct budget_bucket *b, const struct workload *limit, int cost, int spare, int64_t now)
{
    int places[BUDGET_NARROW + 1] = {0};
    bool taken[BUDGET_WIDE] = {false};
    int64_t at = INT64_MIN;
    assert(cost <= BUDGET_NARROW && cost + spare <= limit->most && limit->most <= BUDGET_WIDE);
    for (int i = 0; i < cost + spare; i++) {
        int *place = &places[i < cost ? i : BUDGET_NARROW];
        at = soonest(b, limit, taken, place);
        if (at == BUDGET_GOING)
            return -1;
        taken[*place] = true;
    }
    if (at > now) /* the last is free last */
        return at - now;
    for (int i = 0; i < cost; i++) {
        b->last[places[i]] = BUDGET_GOING;
        b->counted = places[i] >= b->counted ? places[i] + 1 : b->counted;
    }
    return 0;
}

static int64_t take(struct budget *budget, enum http_workload workload, double cost, bool person, int64_t now)
{
    const struct workload *limit = service_workload(workload);
    struct budget_bucket *b = &budget->buckets[workload];
    if (b->closed > now)
        return b->closed - now;
    if (b->active >= limit->at_once - (person ? 0 : limit->kept))
        return -1;
    int64_t wait = limit->most ? slide(b, limit, (int)cost, person ? 0 : limit->spare, now) : 0;
    if (wait)
        return wait;
    double rate = limit->per_ms;
    assert(cost <= limit->burst || rate <= 0);
    if (rate > 0) {
        if (now > b->filled)
            b->tokens += (double)(now - b->filled) * rate;
        if (b->tokens > limit->burst)
            b->tokens = limit->burst;
        b->filled = now;
        if (b->tokens + 1e-9 < cost)
            return (int64_t)((cost - b->tokens) / rate) + 1;
        b->tokens -= cost;
    }
    b->active++;
    return 0;
}

int64_t budget_take(struct budget *budget, enum http_workload workload, double cost, int64_t now)
{
    return take(budget, workload, cost, true, now);
}

int64_t budget_take_spare(struct budget *budget, enum http_workload workload, double cost, int64_t now)
{
    return take(budget, workload, cost, false, now);
}

/* The service counts a request when it arrives, which is before its reply: a slow one must not count as older than it is. */
void budget_release(struct budget *budget, enum http_workload workload, double cost, int64_t now)
{
    const struct workload *limit = service_workload(workload);
    struct budget_bucket *b = &budget->buckets[workload];
    if (b->active <= 0)
        return;
    b->active--;
    for (int i = 0, left = (int)cost; i < limit->most && left; i++)
        if (i < b->counted && b->last[i] == BUDGET_GOING) {
            b->last[i] = now;
            left--;
        }
}

size_t budget_room(enum http_workload workload)
{
    const struct workload *limit = service_workload(workload);
    return limit->most ? (size_t)limit->most : limit->per_ms > 0 ? (size_t)limit->burst : SIZE_MAX;
}

void budget_throttled(struct budget *budget, enum http_workload workload, int64_t until)
{
    if (until > budget->buckets[workload].closed)
        budget->buckets[workload].closed = until;
}

int64_t budget_closed_until(const struct budget *budget, enum http_workload workload, int64_t now)
{
    int64_t closed = budget->buckets[workload].closed;
    return closed > now ? closed : 0;
}
