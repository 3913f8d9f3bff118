/* Requests about users and the tenant itself, and reading their replies (REQUESTS §1, §2). */
#ifndef API_GRAPH_USERS_H
#define API_GRAPH_USERS_H

#include "api/graph/graph.h"

struct user_page; /* model/page.h */

/** U1: the first page of the user table, 999 at a time with the count. */
struct http_request *graph_users_list(struct arena *arena, const struct endpoints *endpoints);
/** The same for one user, by id: a page of one. */
struct http_request *graph_users_row(struct arena *arena, const struct endpoints *endpoints, const char *id);
/** The page behind `next_link`, exactly as given; NULL with `e` when it leads away from this Graph. */
struct http_request *graph_users_next(struct arena *arena, const struct endpoints *endpoints, const char *next_link,
                                      struct err *e) MUST_USE;
/** Decode one page into `*page` (owned by the caller); what follows it: page_link(). `*count` of all users, -1 when not told. False
 *  with `e` for a reply that is no success or no page. */
bool graph_users_page(const struct http_reply *reply, struct arena *arena, struct user_page **page, long *count,
                      struct err *e) MUST_USE;

/** Find a user given as object id (a user, 404 when none), as an address, also an alias, or as part of a name (a page of at most 25);
 *  `select`: "?$select=…". */
struct http_request *graph_users_find(struct arena *arena, const struct endpoints *endpoints, const char *text,
                                      const char *select);
/** Whether graph_users_find asks for exactly one user (an id): its reply is a user, not a page. */
bool graph_users_find_is_exact(const char *text);

struct sku_plan {    /* an app of a licence that users have each */
    char *id, *name; /* cleaned */
    struct sku_plan *next;
};

struct sku {
    char *id, *part_number;          /* cleaned */
    long enabled, warning, consumed; /* seats bought, bought and in their grace period, in use */
    struct sku_plan *plans;
    struct sku *next;
};
/** U5 */
struct http_request *graph_skus(struct arena *arena, const struct endpoints *endpoints);
/** In `arena`; NULL and e->code OK when the tenant has none. */
struct sku *graph_skus_read(const struct http_reply *reply, struct arena *arena, struct err *e) MUST_USE;

#endif
