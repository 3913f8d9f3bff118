/* What stands before the store: one round from the words of HTTP to a finished reply. Knows no socket. */
#ifndef TENANT_FRONT_H
#define TENANT_FRONT_H

#include "tenant/front/ledger.h"
#include "tenant/front/options.h"
#include "tenant/login/login.h"
#include "tenant/state/fault.h"
#include "tenant/state/tenant.h"
#include "tenant/state/throttle.h"
#include "tenant/wire/gzip.h"
#include "tenant/wire/route.h"

enum front_delivery {
    DELIVER_WHOLE,
    DELIVER_CUT,      /* close without a reply */
    DELIVER_TRUNCATED /* half of the body, then close */
};

/* One HTTP request and its reply; `arena` holds everything but the reply's body. */
struct round {
    struct arena *arena;
    const char *method, *uri; /* path and query as asked */
    struct tenant_pair *headers;
    size_t header_count;
    const char *body;
    size_t body_length;
    /* the reply */
    struct tenant_reply reply;
    struct tenant_pair out[20]; /* all headers, Content-Type included */
    size_t out_count;
    enum front_delivery delivery;
};

struct tenants;

enum { FRONT_MAILBOXES = 64 };

struct front_mailbox { /* requests under way for one mailbox */
    char anchor[320];
    int under_way;
};

struct tenant_front {
    struct tenant tenant;
    struct tenant_front *home; /* the first tenant's: listens, signs in, keeps ledger and faults for all */
    struct options options;
    struct tenants *tenants;           /* the others, of the first alone */
    const struct route *const *tables; /* NULL-terminated */
    const char *base;                  /* "http://127.0.0.1:PORT" */
    const char *graph_origin;
    struct arena *arena;
    struct tokens tokens;
    struct scenario *scenario;
    struct login login;
    pthread_mutex_t rules_lock; /* guards faults and throttle */
    struct fault_rule *faults;
    size_t fault_count;
    struct throttle throttle;
    struct under_way *under_way; /* writes to groups, of the first alone; under rules_lock */
    unsigned met;                /* how many of them met another */
    struct ledger ledger;
    struct gzip_cache gzip;
    int latency;
    int mailbox_limit;                               /* requests at once for one mailbox; 0: any number */
    struct front_mailbox mailboxes[FRONT_MAILBOXES]; /* under rules_lock */
};

/** Stand a front before `store`; texts in `options` must outlive it. False with `e` when the ledger cannot be opened. */
bool front_init(struct tenant_front *front, const struct options *options, const char *base, struct tenant_store *store,
                const struct route *const *tables, struct err *e) MUST_USE;
void front_free(struct tenant_front *front);
/** The front of a tenant of the sign-in configuration, made when it is first asked for; it lives as long as `home`. */
struct tenant_front *front_enter(struct tenant_front *home, const struct login_tenant *tenant);
/** Answer; the caller frees `round->reply.body` and the arena. */
void front_answer(struct tenant_front *front, struct round *round);

/* Between the parts of the front: */

struct tenants *tenants_new(size_t count);
void tenants_free(struct tenants *tenants);
/** The front of the tenant that an access token names; `home` when it names none that is known. */
struct tenant_front *front_of_token(struct tenant_front *home, const struct tenant_request *request);

#endif
