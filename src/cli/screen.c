/* The terminal UI from the command line: configuration, worker, screen, and the end of all three. */
#include "cli/commands.h"

#include "base/clock.h"
#include "ui/ui.h"
#include <stdio.h>

enum { FINISH_DEADLINE = 120000 };

struct screen {
    const struct config *config;
    const struct options *options;
};

static struct worker *start(void *context, const struct config_tenant *tenant, const struct secret *typed,
                            struct err *e)
{
    const struct screen *screen = context;
    return engine_start(screen->config, screen->options, tenant, typed, e);
}

/* All of them; the deadline is for all together. */
static bool stop(struct ui_workers *workers)
{
    int64_t until = clock_monotonic() + FINISH_DEADLINE;
    bool finished = worker_stop(workers->now, FINISH_DEADLINE);
    for (size_t i = 0; i < workers->past_count; i++) {
        int64_t left = until - clock_monotonic();
        finished = worker_stop(workers->past[i].worker, left > 0 ? left : 0) && finished;
    }
    return finished;
}

int command_screen(const struct options *options)
{
    struct engine engine = {0};
    struct err e = {.code = ERR_OK};
    if (!engine_open(&engine, options, &e)) {
        engine_close(&engine);
        return options_fail(&e);
    }
    struct screen screen = {.config = engine.config, .options = options};
    struct ui_workers workers = {
        .now = engine.worker, .wants_secret = worker_wants_secret, .start = start, .context = &screen};
    engine.worker = NULL; /* the screen's; it may become another */
    const struct ui_options ui = {
        .config = engine.config,
        .tenant = engine.tenant,
        .workers = &workers,
        .theme = options->theme,
        .ascii = options->ascii,
        .read_only = options->read_only,
        .script = options->script,
        .dump = options->dump,
    };
    int code = ui_run(&ui);
    bool finished = stop(&workers);
    engine_close(&engine);
    if (!finished) {
        err_set(&e, ERR_CANCELLED, "not everything could be finished in time");
        err_hint(&e, "`roster journal` names what is unsettled");
        return options_fail(&e);
    }
    return code;
}
