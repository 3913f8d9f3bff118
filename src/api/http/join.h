/* Asking for several objects in one call that is made for it (REQUESTS V16), which the service counts as one. */
#ifndef API_HTTP_JOIN_H
#define API_HTTP_JOIN_H

#include "api/http/exchange.h"
#include "codec/json.h"

/** Whether two requests differ in their object alone. */
bool join_together(const struct http_request *one, const struct http_request *other);
/** One call for all, in `arena`; they all go together. */
struct http_request *join_build(struct arena *arena, struct http_request *const requests[], size_t n);
/** The object of `request` in the list that answers; NULL: it is not in it. */
const struct json *join_find(const struct json *list, const struct http_request *request);

#endif
