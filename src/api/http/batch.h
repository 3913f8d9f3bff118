/* Many requests to Graph or Exchange in one (REQUESTS §13.4, §11.5): building it and taking its reply apart. Requests that may be
 * joined become one call that asks for all of them instead, which counts as one (join.h). */
#ifndef API_HTTP_BATCH_H
#define API_HTTP_BATCH_H

#include "api/http/exchange.h"

#define BATCH_MAX 60 /* the most of any service, and of any call that is joined */

/** Whether two requests may travel in one batch: the same service, version and kind (reads with reads, writes with writes). */
bool batch_together(const struct http_request *one, const struct http_request *other);
/** Whether they write to one object: in one batch of Graph each waits for the one before it. */
bool batch_is_serial(const struct http_request *one, const struct http_request *other);
/** How many of `request`'s kind fit into one batch: 20 for Graph, 10 for Exchange, fewer where the service counts each item and
 *  allows no more at once; 1: it travels alone. */
size_t batch_room(const struct http_request *request);
/** How many requests the service counts when `n` that fit travel together. */
double batch_cost(const struct http_request *first, size_t n);
/** One POST to the $batch beside what is asked, in `arena`; item i has the id i+1. Bodies that are JSON go in byte for byte. Exchange's
 *  items carry their own token: "{bearer}" in the body becomes it when the batch is sent (§11.5). NULL when they cannot travel
 *  together, or n is out of range. */
struct http_request *batch_build(struct arena *arena, struct http_request *const requests[], size_t n);
/** Take the reply apart: `out[i]` gets the reply of `requests[i]`, owned by the caller (http_reply_free). A missing item is CUT (and
 *  `unsure` for a write); a failure of the whole is copied to every item, for the writes among them with its `unsure`. */
void batch_split(const struct http_reply *reply, struct http_request *const requests[], size_t n,
                 struct http_reply *out[]);

#endif
