/* What to do about a reply (REQUESTS §13.2). Pure: time and chance come in as arguments. */
#ifndef API_HTTP_RETRY_H
#define API_HTTP_RETRY_H

#include "api/http/exchange.h"

enum { RETRY_LONGEST_WAIT = 600000 }; /* ms; a service that asks for more is not waited for: who asked is told */

enum retry_what {
    RETRY_GIVE_UP,     /* it is what it is: a success, or an error to show */
    RETRY_AGAIN,       /* the same request after `ms` */
    RETRY_RENEW_TOKEN, /* session_forget, a new token, then the same request */
    RETRY_READ_BACK    /* a write of unknown outcome: read the state back and decide; never blindly repeated */
};

struct retry_decision {
    enum retry_what what;
    int64_t ms;
};

/** `attempt`: how many times it was sent (1 after the first); `renewals`: how many times its token was renewed.
 *  `now`: clock_now(); `random`: any 32 bits. */
struct retry_decision retry_decide(const struct http_request *request, const struct http_reply *reply, int attempt,
                                   int renewals, int64_t now, uint32_t random);
/** A 401 that is about what the caller may do, as Exchange sends it (REQUESTS §11.4): another token would not help. */
bool retry_token_was_good(const struct http_reply *reply);
/** Milliseconds that Retry-After asks for, a day at most: seconds, also with decimals, or an HTTP date; of several the longest. -1 when
 *  absent or unreadable. */
int64_t retry_after(const struct http_reply *reply, int64_t now);
/** "Sun, 06 Nov 1994 08:49:37 GMT" as ms; false when it is none. */
bool retry_http_date(const char *text, int64_t *ms);

#endif
