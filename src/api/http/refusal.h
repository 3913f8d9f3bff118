/* What a refusal says, in whatever shape it comes; and whether it was the service that answered. */
#ifndef API_HTTP_REFUSAL_H
#define API_HTTP_REFUSAL_H

#include "api/http/exchange.h"
#include "codec/json.h"

struct refusal {
    char code[96], message[320]; /* cleaned; "" where it says none */
};

/** Code and message of an error's body (REQUESTS §13.1): the innermost message, the outermost code; `root` may be NULL. */
void refusal_read(const struct json *root, struct refusal *refusal);
/** Whether a proxy, filter or portal answered in place of `service`: a web page, or a status that is the proxy's own. Then `e` (may
 *  be NULL) says so. */
bool refusal_is_foreign(long status, const char *body, size_t length, const char *service, struct err *e);
/** Where a throttled service asks for longer than anybody waits, the hint says for how long. */
void refusal_hint_wait(const struct http_reply *reply, struct err *e);

#endif
