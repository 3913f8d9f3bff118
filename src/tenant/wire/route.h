/* The demo tenant's Graph routes as data: what is asked, what it needs, what it costs, who answers. */
#ifndef TENANT_ROUTE_H
#define TENANT_ROUTE_H

#include "tenant/wire/request.h"

struct tenant;

enum route_flags {
    ROUTE_BETA = 1, /* only in beta */
    ROUTE_V1 = 2,   /* only in v1.0 */
    ROUTE_TEXT = 4, /* the reply is no JSON */
};

/* Pattern segments: "users" (any case), "{id}" any one segment, "name(*)" a function call with any arguments,
 * "{*}" as the last: any rest (also none). Literal segments win over "{id}", the first matching row otherwise. */
struct route {
    const char *method;
    const char *pattern;
    const char *const *delegated;   /* any of; NULL: not offered to users, {NULL}: no permission needed */
    const char *const *application; /* any of; NULL: not offered to applications */
    int units;                      /* resource units: 1, 2, 3, 5 */
    unsigned flags;
    void (*handler)(struct tenant *, struct tenant_request *, struct tenant_reply *);
};

/* A row whose permissions differ for users and for applications, and one whose do not. */
#define ROUTE_EACH(asked, path, users, applications, cost, marks, answer)                                              \
    {                                                                                                                  \
        .method = asked, .pattern = path, .delegated = users, .application = applications, .units = cost,              \
        .flags = marks, .handler = answer                                                                              \
    }
#define ROUTE(asked, path, permissions, cost, marks, answer)                                                           \
    ROUTE_EACH(asked, path, permissions, permissions, cost, marks, answer)

/* Tables end with a row whose method is NULL. */
extern const struct route directory_routes[], action_routes[], detail_routes[];

/** The row for a request; NULL when there is none, and then `*other_method` says whether the path exists at all. */
const struct route *route_find(const struct route *const *tables, const struct tenant_request *request,
                               bool *other_method);
/** Whether `path` segments match the pattern; `*literals` gets how many segments matched literally. */
bool route_matches(const char *pattern, char *const *segments, size_t count, unsigned *literals);
/** Whether the caller holds what the row needs. */
bool route_permits(const struct route *route, const struct tenant_request *request);

#endif
