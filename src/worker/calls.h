/* Calls: a request with its token, its share of the budget and its retries. */
#ifndef WORKER_CALLS_H
#define WORKER_CALLS_H

#include "worker/job.h"
#include "worker/work.h"

struct call;

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

#endif
