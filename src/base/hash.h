/* A hash of bytes, for tables and for telling whether something came before; not for secrets. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#define HASH_NOTHING UINT64_C(14695981039346656037)

/** FNV-1a: `hash` (HASH_NOTHING at first) with `length` bytes more. */
uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t length);

#endif
