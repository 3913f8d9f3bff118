/* Addresses of a user before and after: taking the Exchange plan away can take some with it (REQUESTS §3.3). */
#ifndef ACTION_ADDRESSES_H
#define ACTION_ADDRESSES_H

#include "base/arena.h"
#include "codec/json.h"

/** The proxyAddresses of `user`, NULL-terminated, in `arena`. */
const char **addresses_of(struct arena *arena, const struct json *user);
/** Those of `had` that `user` has no longer, for a sentence, in `arena`; NULL: none. Which is the primary one does not matter. */
const char *addresses_lost(struct arena *arena, const char *const *had, const struct json *user);

#endif
