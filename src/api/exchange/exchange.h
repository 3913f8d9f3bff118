/* Building Exchange Online cmdlet calls (InvokeCommand) and reading their replies: no sockets (REQUESTS §11). */
#ifndef API_EXCHANGE_EXCHANGE_H
#define API_EXCHANGE_EXCHANGE_H

#include "api/endpoints.h"
#include "api/http/exchange.h"
#include "codec/json.h"

/* One parameter of a cmdlet: a text, or JSON as it is (true, null, ["FullAccess"]). A list ends with a name NULL. */
struct exchange_parameter {
    const char *name;
    const char *text;
    const char *raw; /* instead of `text` */
};

/** Call `cmdlet` about the mailbox of `anchor` (a UPN; NULL: none, the organisation). Get- and Search- are reads; everything else
 *  is an idempotent write that answers itself in a plan with an empty result. In `arena`. */
struct http_request *exchange_invoke(struct arena *arena, const struct endpoints *endpoints, const char *cmdlet,
                                     const char *anchor, const struct exchange_parameter *parameters);
/** The next page of a list: the same call to `next_link`. NULL with `e` where the link leads away from Exchange. */
struct http_request *exchange_next(struct arena *arena, const struct endpoints *endpoints,
                                   const struct http_request *call, const char *next_link, struct err *e);
/** The bytes of "49.5 GB (53,150,220,288 bytes)"; -1 where it does not say ("Unlimited"). */
int64_t exchange_bytes(const char *size);
/** True for a success; else `e` has Exchange's own text (without its prefix), the code, the request id and a hint (§11.4).
 *  A missing mailbox or object is ERR_NOT_FOUND. */
bool exchange_check(const struct http_reply *reply, struct err *e) MUST_USE;
/** The length of "{exchange}/adminapi/beta/{tenant}" in the URL of a call; 0: it is none. */
size_t exchange_batch_prefix(const char *url);
/** Whether a failed reply says that there is no such mailbox, archive or recipient. */
bool exchange_says_none(const struct http_reply *reply);
/** Whether an inbox rule of this name is one that Exchange keeps for itself (REQUESTS §7.5). */
bool exchange_own_rule(const char *name);
/** Whether the reply's warnings say that there is more than was given. */
bool exchange_says_more(const struct json *body);
/** Whether a failed reply names this exception or text ("MemberAlreadyExistsException"), in any of the places errors stand. */
bool exchange_says(const struct http_reply *reply, const char *fragment);
/** The body of a success: owned by the caller; the objects are the children of its "value". NULL with `e`. */
struct json *exchange_body(const struct http_reply *reply, struct err *e) MUST_USE;

/** Which cmdlets the roles allow (§11.6). */
struct http_request *exchange_probe(struct arena *arena, const struct endpoints *endpoints);
/** NULL-terminated names in `arena`; NULL with `e`. */
const char *const *exchange_probe_read(const struct http_reply *reply, struct arena *arena, struct err *e) MUST_USE;

#endif
