/* Whether a text came before: a set of hashes, for dropping what a service tells twice. */
#ifndef BASE_SEEN_H
#define BASE_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct seen { /* begins as zero; lives in the arena it is given */
    uint64_t *slots;
    size_t count, room;
};

/** True when the text is new; from now on it is not. Always with the same arena. */
bool seen_first(struct seen *seen, struct arena *arena, const char *text);

#endif
