/* The permissions the demo tenant's application holds unless told otherwise. */
#ifndef TENANT_PERMISSIONS_H
#define TENANT_PERMISSIONS_H

#include "base/arena.h"
#include <stddef.h>

/** Every Graph permission granted by default; `*count` gets how many. */
const char *const *permissions_all(size_t *count);
/** The names in a comma-separated list, in `arena`. */
const char **permissions_split(struct arena *arena, const char *list, size_t *count);

#endif
