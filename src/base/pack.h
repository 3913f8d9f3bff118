/* Bytes kept small: compressed and given back (zlib). */
#ifndef BASE_PACK_H
#define BASE_PACK_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

struct packed {
    const unsigned char *bytes; /* in the arena they were packed into */
    size_t length, plain;       /* bytes as they are kept, and as they were */
};

/** Compress `length` bytes, quickly rather than tightly. */
struct packed pack(struct arena *arena, const void *bytes, size_t length);
/** The bytes as they were, into `out`, which has room for `packed->plain`. */
void unpack(const struct packed *packed, void *out);

#endif
