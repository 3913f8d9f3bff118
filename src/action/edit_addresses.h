/* The addresses of a mailbox, a line each as Exchange has them ("SMTP:" is the primary one), changed. */
#ifndef ACTION_EDIT_ADDRESSES_H
#define ACTION_EDIT_ADDRESSES_H

#include "base/arena.h"
#include <stdbool.h>

/** `now` with another primary address, more aliases and fewer (each NULL: as it is; a line each), in `arena`. The primary one before stays
 *  as an alias, and is not removed; what is no mail stays as it is. */
const char *edit_addresses(struct arena *arena, const char *now, const char *primary, const char *add,
                           const char *remove);
/** Whether both hold the same addresses with the same primary one, in whatever order. */
bool edit_addresses_same(const char *one, const char *other);

#endif
