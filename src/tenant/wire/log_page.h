/* Pages of a log: the newest first, filtered by the properties the service lists, followed by $skiptoken. */
#ifndef TENANT_LOG_PAGE_H
#define TENANT_LOG_PAGE_H

#include "tenant/wire/object_filter.h"
#include "tenant/wire/request.h"

enum { LOG_PAGE_MOST = 1000 };

struct log_kind {
    const char *set;                 /* "auditLogs/signIns" */
    const char *time;                /* "createdDateTime": what $orderby may name */
    const struct filter_path *paths; /* ends with a row without path */
    size_t most;                     /* rows of a page; 0: LOG_PAGE_MOST */
    const char *const *options;      /* beside $filter, $top, $skiptoken and $orderby; NULL: none */
};

struct log_entry { /* a row that need not be made before it is looked at */
    int64_t when;
    uint32_t number, place;
    bool other;
};

struct log_view {
    const struct log_kind *kind;
    const char *filter; /* NULL: none */
    uint64_t used;      /* bits of the paths the filter names */
    bool joined, ascending;
    uint64_t from;
    size_t top;
};

/** Read the options; false after answering 400. */
bool log_view_read(const struct tenant_request *request, struct tenant_reply *reply, const struct log_kind *kind,
                   struct log_view *out);
/** Whether the filter names a path of the kind. */
bool log_view_names(const struct log_view *view, const char *path);
/** What the filter, without `or`, wants of a text property ("userId eq '…'"), in the arena; NULL: it does not say. */
const char *log_view_wants(const struct tenant_request *request, const struct log_view *view, const char *path);
/** The earliest time the filter lets pass, in ms; 0: any. */
int64_t log_view_since(const struct tenant_request *request, const struct log_view *view);
/** Answer with the page, out of entries in any order (they are sorted); `make` gives each as an object. */
void log_answer(const struct tenant_request *request, struct tenant_reply *reply, const struct log_view *view,
                struct log_entry *entries, size_t count,
                struct json *(*make)(void *with, const struct log_entry *entry), void *with);

#endif
