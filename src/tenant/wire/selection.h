/* $select, $expand, $top, $orderby, $count and $skiptoken of one request, checked, as a value. */
#ifndef TENANT_SELECTION_H
#define TENANT_SELECTION_H

#include "tenant/state/tenant.h"
#include "tenant/wire/odata.h"
#include "tenant/wire/request.h"

enum { MOST_SELECTED = 96, PAGE_DEFAULT = 100, PAGE_MOST = 999, PAGE_MOST_ACTIVITY = 500 };

struct selection {
    const struct property *chosen[MOST_SELECTED];
    size_t count;
    bool expand_manager, activity;
    const struct property *manager[MOST_SELECTED];
    size_t manager_count;
};

struct paging {
    uint32_t top;
    bool counted; /* $count=true with ConsistencyLevel */
    bool descending;
    uint32_t from; /* the first position of the page */
    struct odata_query query;
};

/** `select` (NULL: the default set) and $expand; false after answering 400, 403 or 501. */
bool selection_read(const struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                    const char *select, bool collection, struct selection *out);
/** The rest of a list's options; false after answering 400 or 403. */
bool paging_read(const struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                 struct paging *out);
/** $filter and $search alone, as /users/$count takes them. */
bool paging_conditions(const struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                       struct odata_query *out);
/** Write one user as selected. */
void selection_put(const struct selection *selection, struct json_writer *w, const struct user_record *user);
/** Append a next link: the options as asked, with $skiptoken for position `next`. */
void paging_link(const struct tenant_request *request, struct buf *out, uint32_t next);

#endif
