/* Groups: finding them, and which way their members are changed (REQUESTS §3.1 E6–E9, §3.5). */
#ifndef API_GRAPH_GROUPS_H
#define API_GRAPH_GROUPS_H

#include "api/graph/graph.h"

enum group_kind { GROUP_KIND_SECURITY, GROUP_KIND_MICROSOFT_365, GROUP_KIND_DISTRIBUTION, GROUP_KIND_MAIL_SECURITY };

struct group {
    char *id, *display_name, *mail; /* cleaned; mail "" for none */
    enum group_kind kind;
    bool dynamic, synced, role_assignable, gives_licences, open; /* open: anybody can join */
    struct group *next;
};

/** One group by id, or those whose name or address begins with `text` (at most 25). */
struct http_request *graph_groups_find(struct arena *arena, const struct endpoints *endpoints, const char *id_or_text);
/** The groups with just this name or address, whatever else begins with it. */
struct http_request *graph_groups_called(struct arena *arena, const struct endpoints *endpoints, const char *name);
/** Groups a user is a direct member of. */
struct http_request *graph_groups_of(struct arena *arena, const struct endpoints *endpoints, const char *user_id);
/** The groups of either reply (other objects are left out), in `arena`; NULL and e->code OK when there is none. */
struct group *graph_groups_read(const struct http_reply *reply, struct arena *arena, struct err *e) MUST_USE;
/** The group that a JSON object is, in `arena`. */
struct group *graph_groups_one(struct arena *arena, const struct json *value);
/** "Microsoft 365 group"; static. */
const char *group_kind_title(const struct group *group);
/** "dynamic, gives licences": what is to be known before its members are changed; "" for none. In `arena`. */
const char *group_marks(struct arena *arena, const struct group *group);
/** "security group", "Microsoft 365 group, dynamic", … in `arena`. */
const char *group_describe(struct arena *arena, const struct group *group);
/** Why its members cannot be changed here; NULL: they can. */
const char *group_refusal(const struct group *group);
/** Members are changed through Exchange, not Graph. */
bool group_by_exchange(const struct group *group);

#endif
