/* The tenants that were left while something was being changed there: their workers finish it, and a line tells. */
#include "ui/app/app.h"

#include <string.h>

static void drop_past(struct ui_workers *workers, size_t at)
{
    worker_stop(workers->past[at].worker, 0); /* it has said its last word */
    workers->past_count--;
    memmove(&workers->past[at], &workers->past[at + 1], (workers->past_count - at) * sizeof workers->past[0]);
}

/* True when it has stopped. */
static bool take_from(struct ui_workers *workers, size_t at)
{
    struct message message;
    bool stopped = false;
    while (!stopped && worker_take(workers->past[at].worker, &message)) {
        stopped = message.kind == FROM_STOPPED;
        if (message.kind == FROM_JOB_END) {
            workers->past[at].ok += message.ok;
            workers->past[at].failed += message.failed;
        }
        message_free(&message);
    }
    return stopped;
}

bool app_take_past(struct app *app)
{
    struct ui_workers *workers = app->workers;
    bool told = false;
    for (size_t i = workers ? workers->past_count : 0; i-- > 0;) {
        if (!take_from(workers, i))
            continue;
        if (workers->past[i].ok || workers->past[i].failed)
            app_status(app, workers->past[i].failed ? ROLE_ERROR : ROLE_OK,
                       "%s is finished: %zu ok, %zu failed (the journal, %s)", workers->past[i].tenant->name,
                       workers->past[i].ok, workers->past[i].failed, keymap_key(&app->keymap, "journal"));
        told |= workers->past[i].ok || workers->past[i].failed;
        drop_past(workers, i);
    }
    return told;
}
