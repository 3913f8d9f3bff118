/* Whether a text came before: a set of hashes, for dropping what a service tells twice. */
#include "base/seen.h"

#include "base/arena.h"
#include "base/hash.h"
#include <string.h>

enum { FIRST_ROOM = 64 };

/* Where the hash is, or may be put; 0 is no hash. */
static uint64_t *place(const struct seen *seen, uint64_t hash)
{
    size_t at = (size_t)(hash ^ hash >> 32) & (seen->room - 1);
    while (seen->slots[at] && seen->slots[at] != hash)
        at = (at + 1) & (seen->room - 1);
    return &seen->slots[at];
}

static void grow(struct seen *seen, struct arena *arena)
{
    struct seen more = {.count = seen->count, .room = seen->room ? seen->room * 4 : FIRST_ROOM};
    more.slots = arena_alloc(arena, more.room * sizeof *more.slots);
    for (size_t i = 0; i < seen->room; i++)
        if (seen->slots[i])
            *place(&more, seen->slots[i]) = seen->slots[i];
    *seen = more;
}

bool seen_first(struct seen *seen, struct arena *arena, const char *text)
{
    uint64_t hash = hash_bytes(HASH_NOTHING, text, strlen(text));
    if (seen->count * 2 >= seen->room)
        grow(seen, arena);
    uint64_t *slot = place(seen, hash ? hash : 1);
    if (*slot)
        return false;
    *slot = hash ? hash : 1;
    seen->count++;
    return true;
}
