/* The services as rows: where each is in every cloud, whose client signs in, how much it takes, how its replies are read. */
#ifndef API_SERVICE_H
#define API_SERVICE_H

#include "api/endpoints.h"
#include "api/http/exchange.h"

#define CLOUD_NAMES "global, usgov, dod or china"

/* One budget of a service (REQUESTS §13.3). */
struct workload {
    enum http_workload id;
    const char *name;     /* "sign-in logs": "the sign-in logs service asks to wait" */
    double burst, per_ms; /* requests at once, and gained each millisecond; 0: only `at_once` counts */
    int most,
        spare; /* instead: requests, items of a batch among them, in any span of `span` ms; 0: no such limit. spare: of those, how
                        many are left to a person */
    int64_t span;
    int at_once, kept; /* kept: of those, how many are free for a person whatever runs in the background */
};

struct service {
    const char *name;  /* the key under `endpoints:` in the configuration */
    const char *label; /* "Microsoft Graph", "MFA connector" */
    /* Where it is by default, by cloud (REQUESTS §12.6), without a final slash. "{tenant}": it depends on the tenant's name and
     * is found out when it is first needed. NULL: no address is documented there. */
    const char *address[CLOUDS];
    const char
        *reach; /* a path that answers whoever asks: the doctor's; "{tenant}" is filled in. NULL: it is not asked */
    struct workload workloads[6]; /* up to the first without a name */
    /* Where a session keeps its tokens: */
    const char
        *app_id; /* the service's own application: what a token may name as its audience instead of the address */
    const char *client_id; /* Microsoft's public client for it (REQUESTS §12.4) */
    bool
        people_by_microsoft; /* people sign in by that client, whatever registration the tenant has: the service refuses
                                 others (REQUESTS §8.2) */
    const char *client_name; /* as the sign-in page shows it */
    const char *const
        *permissions; /* what each call takes: an application's, then a person's; NULL: an action's row says */
    bool (*check)(const struct http_reply *reply, struct err *e);
    /* Several requests in one: */
    size_t batch_most; /* how many; 0: each travels alone */
    size_t (*batch_prefix)(
        const char *url); /* length of what stands before an item's own part of the URL; 0: it travels alone */
    bool batch_whole;     /* an item has its whole address and the token, not what follows the prefix */
};

/** The row of a service; RESOURCE_NONE: Graph's. */
const struct service *service_find(enum http_resource resource);
const struct workload *service_workload(enum http_workload workload);
/** True when `reply` answers `request` with a success; else `e` has the service's own code and message, the request id and a
 *  hint in plain words, whichever service it was. `request` may be NULL: Graph. */
bool service_check(const struct http_request *request, const struct http_reply *reply, struct err *e) MUST_USE;

/** A cloud's name ("global"), and the other way round (case-insensitive; NULL or "": the global one; false: there is none). */
const char *service_cloud_name(enum cloud cloud);
bool service_cloud_find(const char *name, enum cloud *cloud) MUST_USE;
/** Fill in the default address of each service that has none in `endpoints`, for its cloud. */
void service_fill(struct endpoints *endpoints);
/** The address depends on the tenant's name. */
bool service_is_per_tenant(enum http_resource resource);
/** Forget the addresses that depend on the tenant's name: for another tenant of the same cloud. */
void service_forget_tenant(struct endpoints *endpoints);
/** True when a service has an address or its address can be found out; else `e` (ERR_REFUSED) says which service has none in which
 *  cloud. */
bool service_reachable(const struct endpoints *endpoints, enum http_resource resource, struct err *e) MUST_USE;

#endif
