/* The workers of a screen: that of the tenant shown, and those that finish what was begun in others. Of the caller of the screen,
 * who stops them at its end. */
#ifndef UI_WORKERS_H
#define UI_WORKERS_H

#include "config/config.h"
#include "worker/worker.h"

enum { WORKERS_PAST = 8 };

struct ui_workers {
    struct worker *now;
    struct {
        struct worker *worker; /* told to quit */
        const struct config_tenant *tenant;
        size_t ok, failed; /* of what was finished there since */
    } past[WORKERS_PAST];
    size_t past_count;
    /** worker_wants_secret. */
    const char *(*wants_secret)(const struct config_tenant *tenant, struct arena *arena);
    /** Start the worker of another tenant; `typed`: what a person typed for it (worker_wants_secret), or NULL. NULL with `e`. */
    struct worker *(*start)(void *context, const struct config_tenant *tenant, const struct secret *typed,
                            struct err *e);
    void *context;
};

#endif
