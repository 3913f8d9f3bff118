/* The terminal UI from the command line: configuration, worker, screen, and the end of all three. */
#include "cli/commands.h"

#include "base/clock.h"
#include "ui/ui.h"
#include <stdio.h>

enum { FINISH_DEADLINE = 120000 };

int command_screen(const struct options *options)
{
    struct engine engine = {0};
    struct err e = {.code = ERR_OK};
    if (!engine_open(&engine, options, &e)) {
        engine_close(&engine);
        return options_fail(&e);
    }
    const struct ui_options ui = {
        .config = engine.config,
        .tenant = engine.tenant,
        .worker = engine.worker,
        .theme = options->theme,
        .ascii = options->ascii,
        .read_only = options->read_only || engine.config->read_only || engine.tenant->read_only,
        .script = options->script,
        .dump = options->dump,
    };
    int code = ui_run(&ui);
    bool finished = worker_stop(engine.worker, FINISH_DEADLINE);
    engine.worker = NULL;
    engine_close(&engine);
    if (!finished) {
        err_set(&e, ERR_CANCELLED, "not everything could be finished in time");
        err_hint(&e, "`roster journal` names what is unsettled");
        return options_fail(&e);
    }
    return code;
}
