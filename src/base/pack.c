/* Bytes kept small: compressed and given back (zlib). */
#include "base/pack.h"

#include "base/alloc.h"
#include "base/arena.h"
#include <assert.h>
#include <string.h>
#include <zlib.h>

struct packed pack(struct arena *arena, const void *bytes, size_t length)
{
    uLongf size = compressBound((uLong)length);
    unsigned char *room = xmalloc(size);
    int done = compress2(room, &size, bytes, (uLong)length, 3);
    assert(done == Z_OK); /* there is room, and memory does not run out (base/alloc.h) */
    (void)done;
    unsigned char *kept = (unsigned char *)arena_bytes(arena, size);
    memcpy(kept, room, size);
    xfree(room);
    return (struct packed){.bytes = kept, .length = size, .plain = length};
}

void unpack(const struct packed *packed, void *out)
{
    uLongf size = (uLongf)packed->plain;
    int done = uncompress(out, &size, packed->bytes, (uLong)packed->length);
    assert(done == Z_OK && size == packed->plain);
    (void)done;
}
