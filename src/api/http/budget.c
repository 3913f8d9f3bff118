/* Token buckets with a cap on how many are under way. */
#include "api/http/budget.h"

#include "api/service.h"

struct budget budget_make(int64_t now)
{
    struct budget budget = {0};
    for (int i = 0; i < WORKLOADS; i++) {
        budget.buckets[i].tokens = service_workload((enum http_workload)i)->burst;
        budget.buckets[i].filled = now;
    }
    return budget;
}

/* `kept`: places that stay free. */
static int64_t take(struct budget *budget, enum http_workload workload, double cost, int kept, int64_t now)
{
    const struct workload *limit = service_workload(workload);
    struct budget_bucket *b = &budget->buckets[workload];
    if (b->closed > now)
        return b->closed - now;
    if (b->active >= limit->at_once - kept)
        return -1;
    double rate = limit->per_ms;
    if (rate > 0) {
        if (now > b->filled)
            b->tokens += (double)(now - b->filled) * rate;
        if (b->tokens > limit->burst)
            b->tokens = limit->burst;
        b->filled = now;
        if (cost > limit->burst)
            cost = limit->burst;
        if (b->tokens + 1e-9 < cost)
            return (int64_t)((cost - b->tokens) / rate) + 1;
        b->tokens -= cost;
    }
    b->active++;
    return 0;
}

int64_t budget_take(struct budget *budget, enum http_workload workload, double cost, int64_t now)
{
    return take(budget, workload, cost, 0, now);
}

int64_t budget_take_spare(struct budget *budget, enum http_workload workload, double cost, int64_t now)
{
    return take(budget, workload, cost, service_workload(workload)->kept, now);
}

void budget_release(struct budget *budget, enum http_workload workload)
{
    if (budget->buckets[workload].active > 0)
        budget->buckets[workload].active--;
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
