/* Bulk runs begin with one: when that is well, waves follow, and too many failures stop the rest. */
#include "worker/run.h"

enum { LARGE = 10, FIRST_WAVE = 20 };

static bool is_large(const struct run *run)
{
    return run->count > LARGE && !run->plan && !run->prepare && !run->extra.looks;
}

size_t run_room(const struct run *run)
{
    size_t most = MOST_ACTIVE;
    if (run->stop)
        return 0;
    if (is_large(run) && !run->ok)
        most = 1;
    else if (is_large(run) && run->ok < FIRST_WAVE)
        most = FIRST_WAVE;
    return run->active < most ? most - run->active : 0;
}

void run_fuse(struct run *run)
{
    long fuse = run->job.work->options->fuse;
    struct err e;
    if (run->stop || !is_large(run) || !run->failed)
        return;
    if (!run->ok)
        run->stop = "the first one failed";
    else if (fuse > 0 && run->failed >= (size_t)fuse)
        run->stop = "too many failed";
    else
        return;
    err_set(&e, ERR_CANCELLED, "not begun: %s", run->stop);
    err_hint(&e, "look at what failed, then run it for the rest");
    while (run->next < run->count) {
        struct run_target *t = &run->targets[run->next++];
        if (t->phase != TARGET_OVER)
            run_finish(run, t, JOB_SKIPPED, NULL, &e);
    }
}
