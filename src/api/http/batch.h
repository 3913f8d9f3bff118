/* Up to twenty Graph requests in one (requests.md §13.4): building it and taking its reply apart. */
#ifndef API_HTTP_BATCH_H
#define API_HTTP_BATCH_H

#include "api/graph/endpoints.h"
#include "api/http/exchange.h"

#define BATCH_MAX 20

/** One POST /v1.0/$batch of `n` ≤ 20 requests to that Graph's v1.0, in `arena`; item i has the id i+1. Bodies that are JSON go in byte
 *  for byte. NULL when one cannot travel in a batch (another origin or version, not marked `batch`, n out of range). */
struct http_request *batch_build(struct arena *arena, const struct endpoints *endpoints,
                                 struct http_request *const requests[], size_t n);
/** Take the reply apart: `out[i]` gets the reply of `requests[i]`, owned by the caller (http_reply_free). A missing item is CUT (and
 *  `unsure` for a write); a failure of the whole is copied to every item, for the writes among them with its `unsure`. */
void batch_split(const struct http_reply *reply, struct http_request *const requests[], size_t n, struct http_reply *out[]);

#endif
