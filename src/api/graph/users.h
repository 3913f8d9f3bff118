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
/** Decode one page into `*page` (owned by the caller). `*next_link` in `arena`, NULL on the last page; `*count` of all users, -1 when not told.
 *  False with `e` for a reply that is no success or no page. */
bool graph_users_page(const struct http_reply *reply, struct arena *arena, struct user_page **page, char **next_link,
                      long *count, struct err *e) MUST_USE;
/** Only the next link of a page, without decoding it: ask for the next before reading this. NULL when there is none. */
char *graph_users_peek_next(const struct http_reply *reply, struct arena *arena);

/** Find a user given as object id or UPN (a user, 404 when none) or as part of a name (a page of at most 25). */
struct http_request *graph_users_find(struct arena *arena, const struct endpoints *endpoints, const char *text);
/** Whether graph_users_find asks for exactly one user (id or UPN): its reply is a user, not a page. */
bool graph_users_find_is_exact(const char *text);

struct user_match {
    char *id, *user_principal_name, *display_name; /* cleaned */
    bool enabled, synced, guest;
    struct user_match *next;
};
/** The reply to graph_users_find, either form; in `arena`; NULL and no error (e->code OK) when nobody matches. */
struct user_match *graph_users_found(const struct http_reply *reply, struct arena *arena, struct err *e) MUST_USE;

struct deleted_user {
    char *id, *user_principal_name, *display_name; /* cleaned */
    int64_t deleted;                               /* ms */
    struct deleted_user *next;
};
/** A9: the deleted users, the last 999. */
struct http_request *graph_deleted_list(struct arena *arena, const struct endpoints *endpoints);
/** In `arena`; NULL and e->code OK when there is none. */
struct deleted_user *graph_deleted_read(const struct http_reply *reply, struct arena *arena, struct err *e) MUST_USE;

/** V1: one user in detail, with the manager. */
struct http_request *graph_user_detail(struct arena *arena, const struct endpoints *endpoints, const char *id);
struct detail_field {
    const char *name, *label; /* "jobTitle", "Job title" */
    char *value;              /* cleaned; "" when not set */
    struct detail_field *next;
};
/** The fields in the order they are shown; in `arena`; NULL with `e`. */
struct detail_field *graph_user_detail_fields(const struct http_reply *reply, struct arena *arena,
                                              struct err *e) MUST_USE;

struct organization {
    char *id, *display_name, *default_domain, *country; /* cleaned; never NULL */
};
/** U7 */
struct http_request *graph_organization(struct arena *arena, const struct endpoints *endpoints);
bool graph_organization_read(const struct http_reply *reply, struct arena *arena, struct organization *out,
                             struct err *e) MUST_USE;

struct sku {
    char *id, *part_number; /* cleaned */
    long enabled, consumed;
    struct sku *next;
};
/* Which Entra ID licences there are: research is limited without them. */
struct entra_plans {
    bool p1, p2;
};
/** Of the reply to graph_skus: the service plans of what is in use. False with `e`. */
bool graph_plans_read(const struct http_reply *reply, struct entra_plans *out, struct err *e) MUST_USE;

/** U5 */
struct http_request *graph_skus(struct arena *arena, const struct endpoints *endpoints);
/** In `arena`; NULL and e->code OK when the tenant has none. */
struct sku *graph_skus_read(const struct http_reply *reply, struct arena *arena, struct err *e) MUST_USE;

#endif
