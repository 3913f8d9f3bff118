/* Resource units per time, as the directory counts them, and the narrower limits of single workloads. */
#ifndef TENANT_THROTTLE_H
#define TENANT_THROTTLE_H

#include <stdbool.h>
#include <stdint.h>

enum { THROTTLE_WORKLOADS = 2, THROTTLE_NARROW = 5 };

struct throttle_window {
    int64_t began; /* ms on the monotonic clock */
    int used;
    bool open;
};

/* When the last requests of a workload passed, as many as its limit, in a ring. */
struct throttle_last {
    int64_t at[THROTTLE_NARROW];
    int count;
};

struct throttle {
    int units;  /* in 10 s; 0: no limit at all */
    int writes; /* in 150 s; 0: no limit */
    struct throttle_window units_window, writes_window;
    struct throttle_last workloads[THROTTLE_WORKLOADS];
};

/* What throttling says to one request. */
struct throttle_verdict {
    bool refused;
    int retry_after;   /* seconds; negative: the service does not say */
    double percentage; /* of the limit in use, for x-ms-throttle-limit-percentage */
    const char *scope;
};

/** Take `units` (and a write) for a request to `path` at `now` (monotonic ms), or refuse it. */
struct throttle_verdict throttle_take(struct throttle *throttle, const char *path, int units, bool write, int64_t now);

#endif
