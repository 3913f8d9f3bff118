/* OData as the directory understands it: $filter and $search over users, parsed strictly. */
#ifndef TENANT_ODATA_H
#define TENANT_ODATA_H

#include "base/arena.h"
#include "tenant/state/property.h"

struct odata_node;

struct odata_query {
    struct odata_node *filter, *search; /* NULL: none */
    const char *advanced;  /* the operator that needs ConsistencyLevel: eventual and $count=true; NULL: none */
    int clauses;           /* comparisons in the filter */
    bool sign_in_activity; /* the filter is about it */
};

/** Parse; nodes live in `arena`. False with `message` (in `arena`) in the service's words. */
bool odata_filter(struct arena *arena, const char *text, struct odata_query *query, const char **message);
bool odata_search(struct arena *arena, const char *text, struct odata_query *query, const char **message);
bool odata_matches(const struct odata_query *query, const struct user_record *user);

#endif
