/* A server on 127.0.0.1 for the one address that a browser comes back to (RFC 8252 §7.3). Never blocks; knows nothing of what is
 * in the address. */
#ifndef API_HTTP_LOOPBACK_H
#define API_HTTP_LOOPBACK_H

#include "base/err.h"

struct loopback;

/** Listen at a port that is free: `*port`. NULL with `e`. Owned by the caller. */
struct loopback *loopback_open(int *port, struct err *e) MUST_USE;
void loopback_close(struct loopback *loopback); /* NULL is fine */
/** Readable when loopback_next may have something. */
int loopback_fd(const struct loopback *loopback);
/** The target of the next whole GET ("/?code=…"); NULL: there is none yet. It waits for loopback_answer, which has to come before
 *  the next one is asked for. What is no GET, or is too long, is answered here. */
const char *loopback_next(struct loopback *loopback);
/** Answer it with a page that says `text` (plain; it is escaped), and close its connection. */
void loopback_answer(struct loopback *loopback, int status, const char *text);

#endif
