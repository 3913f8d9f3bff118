/* A partner's customers: delegated administration and contracts, made one list (REQUESTS §12.5). */
#ifndef API_GRAPH_PARTNERS_H
#define API_GRAPH_PARTNERS_H

#include "api/graph/graph.h"

struct customer { /* cleaned; never NULL */
    char *tenant_id, *name;
    char *domain;       /* "" unknown: contracts tell */
    const char *status; /* "active", "expiring"; "contract" */
    char *roles;        /* of all its relationships that hold, "A, B" */
    int64_t ends;       /* of the last of them, ms; 0: unknown */
    bool renews;
    struct customer *next;
};

/* The list as it grows, page by page. */
struct customers {
    struct arena *arena; /* of all strings */
    struct customer *first, **last;
    size_t count;
};

struct customers customers_make(struct arena *arena);
struct http_request *graph_relationships(struct arena *arena, const struct endpoints *endpoints);
struct http_request *graph_contracts(struct arena *arena, const struct endpoints *endpoints);
/** Take a page of either; `*next` is the request for the page behind it in `arena`, NULL: it was the last. False with `e`. */
bool graph_relationships_read(struct customers *customers, const struct http_reply *reply,
                              const struct endpoints *endpoints, struct http_request **next, struct err *e) MUST_USE;
/** The same; `all`: also those without a relationship are customers, else only their domains are taken. */
bool graph_contracts_read(struct customers *customers, const struct http_reply *reply,
                          const struct endpoints *endpoints, bool all, struct http_request **next,
                          struct err *e) MUST_USE;
/** What a refusal by a customer's tenant means for a partner: another hint where one is known. `reply` may be to a sign-in or to Graph. */
void customer_explain(const struct http_reply *reply, struct err *e);

#endif
