/* Running one job without a screen. */
#include "cli/engine.h"

#include "base/arena.h"
#include <poll.h>
#include <string.h>

enum { STOP_DEADLINE = 30000 };

bool engine_open(struct engine *engine, const struct options *options, struct err *e)
{
    *engine = (struct engine){.config = config_read(options->config, e)};
    if (!engine->config)
        return false;
    engine->tenant = config_tenant(engine->config, options->tenant, e);
    if (!engine->tenant)
        return false;
    const struct worker_options start = {
        .tenant = engine->tenant,
        .journal_path =
            arena_printf(engine->config->arena, "%s/journal.db", engine->config->state_folder),
        .trace_path = options->trace,
        .sku_names = engine->config->sku_names,
        .read_only = options->read_only || engine->config->read_only || engine->tenant->read_only,
    };
    engine->worker = worker_start(&start, e);
    return engine->worker != NULL;
}

void engine_close(struct engine *engine)
{
    if (engine->worker)
        worker_stop(engine->worker, STOP_DEADLINE);
    config_free(engine->config);
    *engine = (struct engine){0};
}

static bool is_last(const struct message *asked, const struct message *came)
{
    if (came->kind == FROM_STOPPED)
        return true;
    return asked->kind == TO_JOURNAL ? came->kind == FROM_JOURNAL : came->kind == FROM_JOB_END;
}

bool engine_run(struct engine *engine, struct message *message,
                void (*each)(void *context, struct message *message), void *context, struct err *e)
{
    const struct message asked = *message;
    bool ended = false, ok = true;

    message->job = 1;
    if (!worker_post(engine->worker, message))
        return err_set(e, ERR_INTERNAL, "the worker takes no job");
    while (!ended) {
        struct pollfd wait = {.fd = worker_fd(engine->worker), .events = POLLIN};
        struct message came;
        poll(&wait, 1, -1);
        while (!ended && worker_take(engine->worker, &came)) {
            ended = is_last(&asked, &came);
            if (ended && came.error.code != ERR_OK) {
                *e = came.error;
                ok = false;
            }
            if (each)
                each(context, &came);
            message_free(&came);
        }
    }
    return ok;
}
