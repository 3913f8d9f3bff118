/* The background thread: owns every socket, token, timer and the journal. The screen and the command line see this only. */
#ifndef WORKER_WORKER_H
#define WORKER_WORKER_H

#include "config/config.h"
#include "worker/message.h"

struct worker;

struct worker_options {
    const struct config_tenant *tenant; /* outlives the worker */
    const char *journal_path;
    const char *trace_path; /* NULL: none */
    const char *sku_names;  /* Microsoft's CSV, or NULL */
    bool read_only;         /* no write leaves the process */
};

/** Start the thread (signals blocked in it). Owned by the caller. NULL with `e`. */
struct worker *worker_start(const struct worker_options *options, struct err *e) MUST_USE;
/** Readable (poll) when messages wait. */
int worker_fd(const struct worker *worker);
/** Move `message` to the worker (it is cleared). False when the inbox is full (say "busy", never wait)
 *  or the worker has stopped. */
bool worker_post(struct worker *worker, struct message *message);
/** Move the next waiting message out; false when there is none (the fd is then quiet). */
bool worker_take(struct worker *worker, struct message *message);
/** Post TO_QUIT, take what comes until FROM_STOPPED or `deadline_ms`, join, free. True when everything in flight was finished. */
bool worker_stop(struct worker *worker, int64_t deadline_ms);

#endif
