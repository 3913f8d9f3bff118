/* Random passwords by the rules of REQUESTS §9.2 ("classic"): 14 characters, four classes,
 * kernel randomness. */
#ifndef ACTION_PASSWORD_H
#define ACTION_PASSWORD_H

#include "base/secret.h"

#define PASSWORD_LENGTH 14

/** A new password of `length` (8–256) characters: every class occurs, no look-alikes (I, O, l, o,
 * i, j, 0, 1 …). Owned by the caller. */
struct secret *password_new(size_t length);

#endif
