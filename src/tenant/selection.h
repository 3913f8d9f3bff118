/* $select, $expand, $top, $orderby, $count and $skiptoken of one request, checked, as a value. */
#ifndef TENANT_SELECTION_H
#define TENANT_SELECTION_H

#include "tenant/odata.h"
#include "tenant/request.h"

enum { MOST_SELECTED = 96 };

struct selection {
    const struct property *chosen[MOST_SELECTED];
    size_t count;
    bool expand_manager, activity, alone;
    const struct property *manager[MOST_SELECTED];
    size_t manager_count;
};

struct paging {
    uint32_t top;
    bool counted;     /* $count=true with ConsistencyLevel */
    bool descending;
    uint32_t from;    /* the first number (position) of the page */
    struct odata_query query;
};

/** $select and $expand; false after answering 400, 403 or 501. */
bool selection_read(const struct tenant_request *request, struct tenant_reply *reply, bool collection,
                    struct selection *out);
/** The rest; false after answering 400. */
bool paging_read(const struct tenant_request *request, struct tenant_reply *reply, struct paging *out);
/** Write one user as selected. */
void selection_put(const struct selection *selection, struct json_writer *w, const struct user_record *user);
/** Append "?…" of a next link: the options as asked, with $skiptoken for position `next`. */
void paging_link(const struct tenant_request *request, struct buf *out, uint32_t next);
/** A token of this tenant's own: what it stands for, or false when it is none. */
bool token_text_read(const char *text, const char *kind, uint64_t *a, uint64_t *b);
char *token_text(struct arena *arena, const char *kind, uint64_t a, uint64_t b);

#endif
