/* One question to every service's replies: was it a success, and if not, why. */
#ifndef API_SERVICE_H
#define API_SERVICE_H

#include "api/http/exchange.h"

/** True when `reply` answers `request` with a success; else `e` has the service's own code and message, the request id and a
 *  hint in plain words, whichever service it was. `request` may be NULL: Graph. */
bool service_check(const struct http_request *request, const struct http_reply *reply, struct err *e) MUST_USE;

#endif
