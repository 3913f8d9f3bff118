/* The roles of the directory by template id (REQUESTS §0.4). */
#ifndef API_GRAPH_ROLES_H
#define API_GRAPH_ROLES_H

#include <stdbool.h>

/** The name of a role by its template id, as tokens carry it in `wids`; NULL: not a role this program knows. */
const char *graph_role_name(const char *template_id);
/** Whether the role gives no power over others: whoever holds it is no administrator. */
bool graph_role_only_reads(const char *template_id);

#endif
