/* What every part of the worker stands on: its state, the way out, notices, how the services are. */
#ifndef WORKER_WORK_H
#define WORKER_WORK_H

#include "api/http/budget.h"
#include "api/http/retry.h"
#include "api/http/transport.h"
#include "api/login/session.h"
#include "api/login/store.h"
#include "config/config.h"
#include "worker/message.h"
#include "worker/worker.h"

struct queue;
struct standing;  /* worker/standing.h */
struct case_file; /* worker/research.h */
struct lists;     /* research/lists.h */

enum { WORK_QUERIES = 9 /* of the audit log that a tenant may have under way; one is left to others */ };

struct work {
    const struct worker_options *options;
    struct queue *out; /* to the other side */
    int event;         /* readable there when something is in it */
    struct endpoints endpoints;
    struct arena *learned; /* of what `endpoints` learned */
    struct transport *transport;
    struct session *session;
    struct err unsigned_for; /* why there can be no sign-in (worker_options.looks); OK: there can */
    struct budget budget;
    struct journal *journal;
    /** A call waits for a token of `resource`: tokens_want. */
    int64_t (*want_token)(struct work *work, enum http_resource resource);
    struct call *calls;         /* in the order they were begun */
    struct sending *sendings;   /* what runs have under way (run_send.c) */
    unsigned passed[WORKLOADS]; /* calls of persons that were sent since the last one of the background */
    uint64_t last_tag;
    unsigned generation[SESSION_RESOURCES]; /* counts the tokens */
    bool signing_in[SESSION_RESOURCES];
    struct sign_in *sign_in; /* a person is waited for; NULL: nobody is */
    bool by_browser;         /* people sign in with a browser; else with a device code */
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
    const char *const *plans; /* service plans of the products in use; NULL: not read; in `plans_arena` */
    struct arena *plans_arena;
    struct standing *standing; /* who the break-glass accounts are; NULL: not asked */
    struct arm *arm;           /* read-only is lifted; NULL: it is not */
    bool unhealthy;            /* a FROM_HEALTH with text stands */
    struct case_file *cases;   /* users who are or were researched, the last first (research.h) */
    int64_t
        queries_left[WORK_QUERIES]; /* monotonic ms: until when the service may still be at a query that was given up */
    struct lists *lists;            /* what they are judged by; NULL: not needed yet */
    struct job *jobs;
    bool quitting;
    bool busy; /* something happened that others may have waited for: turn again before sleeping */
};

/** When a pause of `ms` that begins now is over, as clock_monotonic() tells it. */
int64_t work_due(const struct work *work, int64_t ms);
/** Send to the other side (cleared). */
void work_send(struct work *work, struct message *message);
/** Look at the service's clock and tell when ours is far from it. */
void work_check_clock(struct work *work, const struct http_reply *reply);
/** One line that has to be known (any side shows it). */
void work_notice(struct work *work, const char *format, ...) PRINTF_LIKE(2, 3);
/** Say that the service asks to wait (any thread of the screen shows it), or that all is well again. */
void work_throttled(struct work *work, enum http_workload workload, int64_t ms);
void work_healthy(struct work *work);
/** 401 on a token of `generation`: forget it once. `challenge`: the WWW-Authenticate that came with it, or NULL. */
void work_token_refused(struct work *work, enum http_resource resource, unsigned generation, const char *challenge);

#endif
