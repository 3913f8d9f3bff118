/* A hash of bytes: FNV-1a. */
#include "base/hash.h"

uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t length)
{
    for (const unsigned char *at = bytes, *end = at + length; at < end; at++)
        hash = (hash ^ *at) * UINT64_C(1099511628211);
    return hash;
}
