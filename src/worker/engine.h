/* The inside of the worker thread: what its parts share. Nobody outside src/worker includes this. */
#ifndef WORKER_ENGINE_H
#define WORKER_ENGINE_H

#include "api/graph/users.h"
#include "api/http/budget.h"
#include "api/http/retry.h"
#include "api/http/transport.h"
#include "api/login/session.h"
#include "api/login/store.h"
#include "config/config.h"
#include "worker/job.h"
#include "worker/worker.h"

struct call;
struct queue;

struct work {
    const struct worker_options *options;
    struct queue *out; /* to the other side */
    int event;         /* readable there when something is in it */
    struct endpoints endpoints;
    struct arena *learned; /* of what `endpoints` learned */
    struct transport *transport;
    struct session *session;
    struct budget budget;
    struct journal *journal;
    struct call *calls;         /* in the order they were begun */
    unsigned passed[WORKLOADS]; /* calls of persons that were sent since the last one of the background */
    uint64_t last_tag;
    unsigned generation[SESSION_RESOURCES]; /* counts the tokens */
    bool signing_in[SESSION_RESOURCES];
    struct sign_in *sign_in; /* a person is waited for; NULL: nobody is */
    struct err given_up
        [SESSION_RESOURCES]; /* why the last asking for a token gave none; OK: it gave one, or may be tried again */
    char why[SESSION_RESOURCES][160];    /* the last sign-in for it ended; "": there was none */
    const char *beside[3];               /* permissions that the next sign-in for Graph asks for too, NULL-terminated */
    enum http_resource wanted;           /* of the sign-in that was given up last */
    struct store *store;                 /* of refresh tokens; NULL: none */
    int64_t obtained[SESSION_RESOURCES]; /* when the refresh token of a resource was, ms */
    struct assertion_key *key;
    int renewing; /* token requests under way */
    bool clock_told, store_told;
    struct message_tenant tenant; /* what was last told, in `tenant_arena` */
    struct arena *tenant_arena;
    const char *const *cmdlets; /* that Exchange offers; NULL: not asked; in `cmdlets_arena` */
    struct arena *cmdlets_arena;
    struct arm *arm; /* read-only is lifted; NULL: it is not */
    bool unhealthy;  /* a FROM_HEALTH with text stands */
    struct job *jobs;
    bool quitting;
    bool busy; /* something happened that others may have waited for: turn again before sleeping */
};

/** What the tokens and services have told so far; borrowed until the next turn. */
struct held work_held(const struct work *work);
/** A token came: what it tells beside permissions (the tenant's id for Exchange's addresses). */
void work_learn(struct work *work);
/** What the worker itself keeps of a reading: who the tenant is, what Exchange offers (told at once). */
void work_learn_reading(struct work *work, const struct reading *reading);
/** A flow found where SharePoint's administration is. */
void work_learn_sharepoint(struct work *work, const char *url);
/** Tell who the tenant is and what is held, as far as it is known by now. */
void work_tell_tenant(struct work *work);

/* --- calls.c: a request with its token, budget and retries --- */

typedef void call_done(void *owner, const struct call *call, const struct http_reply *reply);

struct call {
    const struct http_request *request; /* lives until `done` */
    call_done *done;                    /* the reply is borrowed */
    void *owner;                        /* what `done` is given */
    struct job *job; /* whose it is: its end drops the call; NULL: the worker's own (a token), or it is dropped */
    double cost;
    /* private */
    struct call *next;
    uint64_t tag; /* 0: not under way */
    int64_t due;
    int attempt, renewals;
    unsigned generation;
    enum http_workload workload;
    enum http_resource fetches;  /* a token fetch: for whom */
    struct arena *arena;         /* of a request that the call owns */
    int tries;                   /* a token fetch: how often it was refused before */
    struct http_request *filled; /* what was sent instead, with the token in its body; NULL: `request` */
    bool over;
};

/** A call of `job`, which has not ended. It lives until `done` returns or it is dropped. */
struct call *call_begin(struct job *job, const struct http_request *request, double cost, call_done *done, void *owner);
/** The same for a request that lives in `arena`, which the call owns and wipes; not before `due` (monotonic ms). It is the
 *  worker's own until its `job` is set. */
struct call *call_own(struct work *work, const struct http_request *request, struct arena *arena, int64_t due,
                      call_done *done, void *owner);
/** End every call that waits for a token of `resource`. */
void calls_fail_waiting(struct work *work, enum http_resource resource, const struct err *e);
/** Send it at once, before this turn goes on: what follows runs while the service works. It may still have to wait its turn. */
void call_hurry(struct work *work, struct call *call);
/** Forget it; `done` is not called. */
void call_drop(struct work *work, struct call *call);
/** Forget every call of `job`. */
void calls_drop(struct job *job);
bool job_has_calls(const struct job *job);
/** Start what may start; milliseconds until something is due, -1: nothing is. */
int64_t calls_step(struct work *work);
/** Take the replies that are in. */
void calls_take(struct work *work);
void calls_free(struct work *work);
/** Say that the service asks to wait (any thread of the screen shows it), or that all is well again. */
void work_throttled(struct work *work, enum http_workload workload, int64_t ms);
void work_healthy(struct work *work);

/* --- tokens.c: renewing, keeping, sharing them --- */

/** A call needs a token for `resource` and nothing is on its way: ask for it, or for a person, or fail the calls that wait.
 *  Milliseconds until it is to be called again, -1: when something has come. */
int64_t tokens_want(struct work *work, enum http_resource resource);
/** Take what another process may have left in the store. */
void tokens_look(struct work *work, enum http_resource resource);
/** 401 on a token of `generation`: forget it once. `challenge`: the WWW-Authenticate that came with it, or NULL. */
void work_token_refused(struct work *work, enum http_resource resource, unsigned generation, const char *challenge);
/** A token came for `resource`, from a person (`signed_in`) or by renewal: keep what renews it. */
void tokens_keep(struct work *work, enum http_resource resource, bool signed_in);
/** A user has asked for something: whoever gave up a sign-in may be asked again. */
void tokens_ask_again(struct work *work);
/** Look at the service's clock and tell when ours is far from it. */
void tokens_check_clock(struct work *work, const struct http_reply *reply);
/** One line that has to be known (any side shows it). */
void work_notice(struct work *work, const char *format, ...) PRINTF_LIKE(2, 3);

/* --- arm.c: read-only, and lifting it for a time --- */

/** Whether a write may leave: read-only does not hold, is lifted, or what began while it was is not finished. */
bool arm_may_send(const struct work *work);
/** Whether something that writes may be begun. Else `e`. */
bool arm_may_begin(const struct work *work, struct err *e) MUST_USE;
void arm(struct work *work, struct message *asked);
void disarm(struct work *work, struct message *asked);
/** End it when its time is over; milliseconds until then, -1: it is not lifted. */
int64_t arm_step(struct work *work, int64_t now);
/** The worker ends: it holds again. */
void arm_end(struct work *work);

/* --- doctor.c, doctor_permissions.c --- */

void doctor(struct work *work, struct message *asked);
/** One thing that was looked at; the strings are copied; `e` may be NULL. */
void doctor_tell(struct work *work, uint64_t job, const struct message_check *check, const struct err *e);
/** What each action takes and what is held of it; how many cannot be done. */
size_t doctor_permissions(struct work *work, uint64_t job);

/* --- session_start.c --- */

/** The session as the configuration says, with what the store has. False with `e`. */
bool session_start(struct work *work, struct err *e) MUST_USE;

/* --- sign_in.c: a person signs in with a code --- */

void sign_in_begin(struct work *work, enum http_resource resource);
/** Nobody will; `e` for those who wait. */
void sign_in_cancel(struct work *work);
void sign_in_free(struct work *work);
void sign_in(struct work *work, struct message *asked);

/* --- consent.c: permissions that are asked for when they are first needed --- */

struct consent {     /* of a job */
    const char *use; /* label of the action or source */
    const char *const *needs, *const *also;
    bool asked, over;
};
/** Whether the sign-in is a person's by Microsoft's own client. */
bool consent_can_grow(const struct work *work);
/** Before the first request: 0 when the job may go on; else it waits, for so many milliseconds or (-1) until something has come. */
int64_t consent_step(struct work *work, struct consent *consent);

/* --- read.c: sources for subjects --- */

/** TO_READ. */
void read_sources(struct work *work, struct message *asked);
/** A reading is over; `owner` is the job that began it. What `reading` holds is borrowed, a page may be taken. */
typedef void read_done(struct job *owner, struct reading *reading);
/** Read a source of the tenant as a part of `owner`; `done` is called once, unless the owner ends before. */
void read_child(struct job *owner, const char *source, read_done *done);
/** A reading as a FROM_READ of `job`; its page goes with it. */
void read_tell(struct job *job, struct reading *reading, size_t index);
/** Read the row of one user and send it as a page of no job. */
void read_row(struct work *work, const char *user_id);

/* --- what the messages begin --- */

void load_users(struct work *work, struct message *asked);
void find_everywhere(struct work *work, struct message *asked);
void run_action(struct work *work, struct message *asked);
void list_journal(struct work *work, struct message *asked);
void undo_entry(struct work *work, struct message *asked);
void settle_entries(struct work *work, struct message *asked);

/** Ask who the tenant is, then go on in `then` with its id and what was asked (moved; freed with the job): a job that `then` ends. */
struct tenant_ask {
    struct job job;
    struct message asked;
    void (*then)(struct tenant_ask *ask, const char *tenant);
};
void ask_tenant(struct work *work, struct message *asked, void (*then)(struct tenant_ask *ask, const char *tenant));

/** Begin a run whose targets undo (`undoes[i]`) or look back at (`looks[i]`) journal entries; arrays may be NULL. */
struct run_extra {
    const struct journal_entry *undoes; /* one for each target */
    const struct journal_entry *looks;
};
void run_begin(struct work *work, struct message *asked, const struct run_extra *extra);

/** Microsoft's CSV of product names as a FROM_SKUS message. False with `e` (file and line). */
bool sku_csv_read(const char *path, struct message *out, struct err *e) MUST_USE;
/** The client's secret, or the passphrase of its certificate, from where the configuration says, or `asked` (what a person
 *  typed). False with `e`; `*out` (owned by the caller) may be NULL for a certificate. */
bool secret_source_read(const struct config_tenant *tenant, const struct secret *asked, struct secret **out,
                        struct err *e) MUST_USE;
/** The value of an environment variable, which is taken out of the environment and kept for the next time; NULL when it is not
 *  there. Borrowed. Only before the thread starts. */
const struct secret *secret_from_environment(const char *name);

#endif
