/* Directory roles: which a user holds, and their names (REQUESTS §0.4, V10). */
#ifndef API_GRAPH_ROLES_H
#define API_GRAPH_ROLES_H

#include "api/graph/graph.h"

/** The roles of a user, also through groups. */
struct http_request *graph_roles(struct arena *arena, const struct endpoints *endpoints, const char *user_id);
/** "Global Administrator, User Administrator", cleaned, in `arena`; "" for none (roles that only read count as none). NULL with `e`. */
const char *graph_roles_read(const struct http_reply *reply, struct arena *arena, struct err *e) MUST_USE;
/** The name of a role by its template id, as tokens carry it in `wids`; NULL: not a role this program asks for. */
const char *graph_role_name(const char *template_id);

#endif
