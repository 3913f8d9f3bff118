/* Units in fixed windows: what is used up comes back when the window ends. The narrow limits of workloads slide. */
#include "tenant/state/throttle.h"

#include <fnmatch.h>
#include <stddef.h>

/* Workloads that allow far less than the directory; counted in requests. */
static const struct workload {
    const char *glob;
    int limit, window; /* requests, ms */
    bool says_when;    /* sends Retry-After */
    const char *scope;
} workloads[THROTTLE_WORKLOADS] = {
    {"/auditLogs/*", 5, 10000, true, "Reporting"},
    {"/identityProtection/*", 1, 1000, false, "IdentityProtection"},
};

static int take(struct throttle_window *window, int amount, int limit, int length, int64_t now)
{
    if (!window->open || now - window->began >= length)
        *window = (struct throttle_window){.began = now, .open = true};
    if (window->used + amount > limit && window->used > 0)
        return (int)((window->began + length - now + 999) / 1000);
    window->used += amount;
    return 0;
}

/* No more than `limit` in any span of `length` ms, wherever it begins. */
static int slide(struct throttle_last *last, int limit, int length, int64_t now)
{
    int64_t *oldest = &last->at[last->count % limit];
    if (last->count >= limit && now - *oldest < length)
        return (int)((*oldest + length - now + 999) / 1000);
    *oldest = now;
    last->count++;
    return 0;
}

struct throttle_verdict throttle_take(struct throttle *throttle, const char *path, int units, bool write, int64_t now)
{
    struct throttle_verdict verdict = {.scope = "Tenant_Application/ReadWrite"};
    if (throttle->units <= 0)
        return verdict;
    for (size_t i = 0; i < THROTTLE_WORKLOADS; i++) {
        const struct workload *w = &workloads[i];
        if (fnmatch(w->glob, path, FNM_CASEFOLD) != 0)
            continue;
        int wait = slide(&throttle->workloads[i], w->limit, w->window, now);
        if (wait > 0)
            return (struct throttle_verdict){true, w->says_when ? wait : -1, 1.0, w->scope};
    }
    int wait = take(&throttle->units_window, units, throttle->units, 10000, now);
    if (wait > 0)
        return (struct throttle_verdict){true, wait, 1.0, verdict.scope};
    if (write && throttle->writes > 0) {
        wait = take(&throttle->writes_window, 1, throttle->writes, 150000, now);
        if (wait > 0)
            return (struct throttle_verdict){true, wait, 1.0, "Tenant_Application/Write"};
    }
    verdict.percentage = (double)throttle->units_window.used / throttle->units;
    return verdict;
}
