/* A trace of every exchange as JSON lines, for a support case: no token, secret or password is ever in it. */
#ifndef API_HTTP_TRACE_H
#define API_HTTP_TRACE_H

#include "api/http/exchange.h"

struct trace;

/** Open for appending, mode 0600. NULL with `e`. */
struct trace *trace_open(const char *path, struct err *e) MUST_USE;
void trace_close(struct trace *trace); /* NULL is fine */
/** One line for one exchange; `id` is its client-request-id. */
void trace_exchange(struct trace *trace, const struct http_request *request, const struct http_reply *reply,
                    const char *id, int64_t took_ms);
/** Append `text` (JSON, a form or anything) with the values of secret names replaced by "…"; what is not JSON or a form,
 *  and anything over 64 KiB, is told by its size only. */
void trace_redact(struct buf *out, const char *text, size_t length);

#endif
