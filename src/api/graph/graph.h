/* Building Graph requests and reading its replies: no sockets, no threads. */
#ifndef API_GRAPH_GRAPH_H
#define API_GRAPH_GRAPH_H

#include "api/endpoints.h"
#include "api/http/exchange.h"
#include "codec/json.h"

/** A request to `{graph}/v1.0<path>`; `path` is already encoded and begins with a slash. Read, batchable. In `arena`. */
struct http_request *graph_get(struct arena *arena, const struct endpoints *endpoints, const char *path);
/** The page behind a nextLink, exactly as given; NULL with `e` when it leads away from this Graph. */
struct http_request *graph_next(struct arena *arena, const struct endpoints *endpoints, const char *next_link,
                                struct err *e) MUST_USE;
/** The same with values of enumerations that came after "unknownFutureValue" told by their names. */
struct http_request *graph_all_members(struct arena *arena, struct http_request *request);
/** Turn a request to v1.0 into one to beta: only for what v1.0 has not (REQUESTS §15). Returns `request`. */
struct http_request *graph_beta(struct arena *arena, struct http_request *request);
/** Mark a request as an advanced query (ConsistencyLevel: eventual, §1.3). Returns `request`. */
struct http_request *graph_eventual(struct arena *arena, struct http_request *request);
/** A write with a JSON body (NULL: none); idempotent, batchable, answering itself with `sample_status` in a plan. */
struct http_request *graph_write(struct arena *arena, const struct endpoints *endpoints, const char *method,
                                 const char *path, const char *body, long sample_status, const char *sample_body);
/** "/users/{encoded id or UPN}<rest>"; a UPN that begins with $ takes the ('…') form (REQUESTS §0.3). */
char *graph_user_path(struct arena *arena, const char *id, const char *rest);

/** Turn any reply that is no success (or none) into `e`: the service's code and message, request id, and a hint of
 *  REQUESTS §1.6, §9.2, §14 in plain words. True when the reply is a success (2xx). */
bool graph_check(const struct http_reply *reply, struct err *e) MUST_USE;
/** The length of "{graph}/v1.0" or "{graph}/beta" in a URL; 0: it names no version. */
size_t graph_batch_prefix(const char *url);
/** Whether an error's message, as graph_check() makes it, says that the tenant has not bought what it takes. */
bool graph_unlicensed(const char *message);
/** graph_check and parse the body; owned by the caller; NULL with `e`. */
struct json *graph_body(const struct http_reply *reply, struct err *e) MUST_USE;

#endif
