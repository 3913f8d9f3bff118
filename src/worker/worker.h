/* The background thread: owns every socket, token, timer and the journal. The screen and the command line see this only. */
#ifndef WORKER_WORKER_H
#define WORKER_WORKER_H

#include "config/config.h"
#include "worker/message.h"

struct worker;

struct list_line; /* research/lists.h */

struct worker_options {
    const struct config_tenant *tenant; /* outlives the worker */
    const char *state_folder;           /* of the token store; NULL: tokens are not kept */
    const struct secret
        *secret; /* what a person typed (worker_wants_secret); borrowed until worker_start returns; NULL: nothing */
    const char *journal_path;
    const char *trace_path; /* NULL: none */
    const char *sku_names;  /* Microsoft's CSV, or NULL */
    bool read_only;         /* no write leaves the process, unless it is lifted for a time (TO_ARM) */
    bool read_only_always;  /* and nothing lifts it */
    bool looks;             /* start without what signing in takes, for the doctor: it says so, and looks at the rest */
    bool offline;           /* of a case that was written down: nobody is asked anything, and nothing is kept */
    long fuse;              /* a bulk run stops after this many failures; 0: never */
    long settle_after;      /* s; a younger change that is not found on reading back may still be under way */
    const struct list_line
        *list_lines; /* lines more of the lists of the research, which lists_new() took; outlive the worker */
    size_t list_line_count;
    long haste; /* a test's: pauses before asking again are this many times shorter; 0: as long as they are */
};

/** What a person has to type before the worker can start ("client secret of contoso"), in `arena`; NULL: nothing. */
const char *worker_wants_secret(const struct config_tenant *tenant, struct arena *arena);
/** Remove every stored token of the tenant. `*removed`: how many there were. */
bool worker_sign_out(const struct config_tenant *tenant, const char *state_folder, size_t *removed,
                     struct err *e) MUST_USE;
/** Take the secrets of every tenant out of the environment, while there is one thread. */
void worker_take_secrets(const struct config *config);
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

/** The name and version of the library that sends. */
const char *worker_library(void);

#endif
