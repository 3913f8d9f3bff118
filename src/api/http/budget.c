/* Token buckets with a cap on how many are under way. */
#include "api/http/budget.h"

/* per_ms: tokens gained each millisecond; 0 = only the cap on how many at once counts. */
static const struct {
    double burst, per_ms;
    int at_once;
} limits[WORKLOADS] = {
    [WORKLOAD_LOGIN] = {0, 0, 2},
    [WORKLOAD_DIRECTORY] = {3500, 3500 / 10000.0, 8},
    [WORKLOAD_SIGN_IN_LOGS] = {5, 5 / 10000.0, 1},
    [WORKLOAD_PROTECTION] = {1, 1 / 1000.0, 1},
    [WORKLOAD_MAILBOX] = {1000, 10000 / 600000.0, 4},
    [WORKLOAD_EXCHANGE] = {0, 0, 4},
    [WORKLOAD_SHAREPOINT] = {0, 0, 4},
    [WORKLOAD_MFA] = {0, 0, 4}, /* each waits for a person */
    [WORKLOAD_CUSTOMERS] = {0, 0, 8},
};

struct budget budget_make(int64_t now)
{
    struct budget budget = {0};
    for (int i = 0; i < WORKLOADS; i++) {
        budget.buckets[i].tokens = limits[i].burst;
        budget.buckets[i].filled = now;
    }
    return budget;
}

int64_t budget_take(struct budget *budget, enum http_workload workload, double cost, int64_t now)
{
    struct budget_bucket *b = &budget->buckets[workload];
    if (b->closed > now)
        return b->closed - now;
    if (b->active >= limits[workload].at_once)
        return -1;
    double rate = limits[workload].per_ms;
    if (rate > 0) {
        if (now > b->filled)
            b->tokens += (double)(now - b->filled) * rate;
        if (b->tokens > limits[workload].burst)
            b->tokens = limits[workload].burst;
        b->filled = now;
        if (cost > limits[workload].burst)
            cost = limits[workload].burst;
        if (b->tokens + 1e-9 < cost)
            return (int64_t)((cost - b->tokens) / rate) + 1;
        b->tokens -= cost;
    }
    b->active++;
    return 0;
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
