/* What a handler of the demo tenant gets and gives: one request, one reply, and the ways to fill it. */
#ifndef TENANT_REQUEST_H
#define TENANT_REQUEST_H

#include "base/arena.h"
#include "base/buf.h"
#include "codec/json.h"
#include "tenant/state/token.h"
#include <stdbool.h>
#include <stddef.h>

#define TENANT_REPLY_LIMIT ((size_t)512 << 20)

struct tenant_pair {
    const char *name, *value;
};

/* One request; everything in it lives in `arena`, which ends with the request. */
struct tenant_request {
    const char *method;     /* "GET" … in upper case */
    const char *version;    /* "v1.0" or "beta"; "" outside Graph */
    const char *path;       /* as asked, after the version, without the query: "/users/a%40b" */
    const char *query_text; /* as asked, without "?"; "" when absent */
    char **segments;        /* the path's segments, decoded: "users", "a@b" */
    size_t segment_count;
    struct tenant_pair *query; /* decoded, in order; names keep their case and "$" */
    size_t query_count;
    struct tenant_pair *headers;
    size_t header_count;
    const char *body; /* NUL-terminated; "" when absent */
    size_t body_length;
    struct arena *arena;
    struct tenant_caller caller;
    const char *origin;    /* "http://127.0.0.1:PORT/graph": nextLink = origin + "/" + version + path + "?…" */
    const char *id;        /* request-id */
    const char *client_id; /* client-request-id, or `id` when the client sent none */
    int page_most;         /* rows of a page of a log, whatever $top says; 0: as the service has it */
    bool in_batch;
    bool serial;   /* an item of a batch whose items wait for each other */
    bool overlaps; /* another write to its group is under way */
};

/* One reply; zeroed but for `body` before the handler. A status of 0 afterwards counts as a defect (500). */
struct tenant_reply {
    int status;
    struct buf body;          /* JSON unless `content_type` says otherwise */
    const char *content_type; /* NULL: application/json;odata.metadata=minimal;odata.streaming=true;… */
    struct tenant_pair headers[8];
    size_t header_count;
    int resource_units; /* 0: the route's; a handler may lower it ($select) or raise it ($expand) */
    bool is_write;
};

/** Split `path` and `query` into a request (request_parse.c); false on a bad escape. */
bool request_parse(struct tenant_request *request, const char *path, const char *query);
/** A query option's value by name ("$select" also matches "select"), or NULL. */
const char *tenant_query(const struct tenant_request *request, const char *name);
/** A request header's value, any case, or NULL. */
const char *tenant_header(const struct tenant_request *request, const char *name);
/** Whether the caller holds a permission. Directory.AccessAsUser.All lets a person do whatever the person may do (REQUESTS §12.4). */
bool tenant_caller_holds(const struct tenant_request *request, const char *permission);
/** The request has "ConsistencyLevel: eventual". */
bool tenant_eventual(const struct tenant_request *request);
/** Whether every "$" option is one of `allowed` ("$select", …; NULL-terminated); else answers 400 and gives false. */
bool tenant_allow_query(const struct tenant_request *request, struct tenant_reply *reply, const char *const *allowed);
/** Whether no option begins with "$" that OData does not know, and none stands twice; else answers 400 and gives false. */
bool tenant_known_query(const struct tenant_request *request, struct tenant_reply *reply);
/** The body as a JSON object, to be freed by the caller; else answers 400 and gives NULL. */
struct json *tenant_body(const struct tenant_request *request, struct tenant_reply *reply);

/** Answer with the JSON of `value` (not consumed). */
void tenant_json(struct tenant_reply *reply, int status, const struct json *value);
/** Answer without a body: 204, 202. */
void tenant_empty(struct tenant_reply *reply, int status);
/** Add a header; both texts must outlive the reply (arena or constant). */
void tenant_reply_header(struct tenant_reply *reply, const char *name, const char *value);
/** Answer with Graph's error envelope, dropping any body written so far. */
void tenant_error(const struct tenant_request *request, struct tenant_reply *reply, int status, const char *code,
                  const char *message);
/** The same with one entry in "details": its code, and the property or parameter it is about. */
void tenant_error_about(const struct tenant_request *request, struct tenant_reply *reply, int status, const char *code,
                        const char *message, const char *detail, const char *target);
/** The first with a formatted message. */
void tenant_errorf(const struct tenant_request *request, struct tenant_reply *reply, int status, const char *code,
                   const char *format, ...) __attribute__((format(printf, 5, 6)));

#endif
