/* The one door to the network: one curl_multi, used by one thread. Knows nothing of tokens, retries or what a request means. */
#ifndef API_HTTP_TRANSPORT_H
#define API_HTTP_TRANSPORT_H

#include "api/http/exchange.h"
#include <stdint.h>

struct transport;

struct transport_options {
    const char *trace_path; /* NULL: no trace (trace.h) */
    const char *user_agent; /* NULL: "roster/VERSION" */
    const char *ca_file;    /* trusted instead of the system's; NULL: the system's */
    long connect_timeout_s; /* 0: 10 */
    long
        stall_timeout_s; /* 0: 60; less than `stall_bytes_s` for this long is a timeout, and so is 15 times as long in all */
    long stall_bytes_s;   /* 0: 100 bytes a second */
    long max_connections; /* per host; 0: 24 */
};

/** NULL with `e` when the trace cannot be opened. Owned by the caller. */
struct transport *transport_new(const struct transport_options *options, struct err *e) MUST_USE;
/** Requests still under way are dropped without a reply. NULL is fine. */
void transport_free(struct transport *transport);

/** Begin; the request's memory must live until its reply (or cancel). `bearer` is copied. The reply comes back under `tag`,
 *  which is unique among those under way. What cannot be sent (http to a foreign host) also comes back as a reply. */
void transport_submit(struct transport *transport, const struct http_request *request, const char *bearer,
                      uint64_t tag);
/** Have transport_wait end, too, when `descriptor` is readable; -1: none. */
void transport_watch(struct transport *transport, int descriptor);
/** Wait at most `timeout_ms` (0: only look) for anything to happen, and let it happen. */
void transport_wait(struct transport *transport, int timeout_ms);
/** The next finished one: its tag, and the reply, owned by the caller (http_reply_free). False when there is none. */
bool transport_next(struct transport *transport, uint64_t *tag, struct http_reply **reply);
/** http_reply_free() for a reply of this transport, which keeps the memory of a large body, wiped, for the next one. */
void transport_give_back(struct transport *transport, struct http_reply *reply);
/** Drop a request. It comes back as a reply with CANCELLED (a write that had begun: `unsure`). False when not under way. */
bool transport_cancel(struct transport *transport, uint64_t tag);
/** End a transport_wait early. The only function here that any thread may call. */
void transport_wakeup(struct transport *transport);

/** The name and version of the library behind it. */
const char *transport_library(void);

#endif
