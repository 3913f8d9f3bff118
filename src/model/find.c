/* Compares the first and the last byte of the needle at sixteen places at once, and the rest only where both are right. memmem is
 * as fast for rare needles, but slow to begin: here it begins once for each user that matches. */
#include "model/find.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { BLOCK = 16, WIDE = 4 * BLOCK };

typedef unsigned char block __attribute__((vector_size(BLOCK)));

static block load(const char *at)
{
    block bytes;
    memcpy(&bytes, at, BLOCK);
    return bytes;
}

/* Marks by 0xff each of sixteen places where the first and the last byte are right. */
static block hits_at(const char *at, size_t needle_length, block first, block final)
{
    return (block)(load(at) == first) & (block)(load(at + needle_length - 1) == final);
}

static bool any(block hits)
{
    uint64_t marks[2];
    memcpy(marks, &hits, sizeof marks);
    return marks[0] | marks[1];
}

/* Goes on over places where there is nothing, in long steps. */
static const char *skip(const char *at, const char *last, size_t needle_length, block first, block final)
{
    for (; last - at >= WIDE; at += WIDE) {
        block hits = hits_at(at, needle_length, first, final);
        for (int i = BLOCK; i < WIDE; i += BLOCK)
            hits |= hits_at(at + i, needle_length, first, final);
        if (any(hits))
            break;
    }
    return at;
}

/* The first of sixteen places, marked by 0xff, where the whole needle stands; NULL when it does not. */
static const char *confirm(const char *at, const uint64_t marks[2], const char *needle, size_t needle_length)
{
    for (int half = 0; half < 2; half++)
        for (uint64_t left = marks[half]; left;) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
            int byte = __builtin_ctzll(left) / 8;
            left &= ~((uint64_t)0xff << 8 * byte);
#else
            int byte = __builtin_clzll(left) / 8;
            left &= ~((uint64_t)0xff << (56 - 8 * byte));
#endif
            const char *place = at + half * 8 + byte;
            if (needle_length < 3 || !memcmp(place + 1, needle + 1, needle_length - 2))
                return place;
        }
    return NULL;
}

const char *find_text(const char *text, size_t length, const char *needle, size_t needle_length)
{
    if (!needle_length)
        return text;
    if (needle_length > length)
        return NULL;
    const char *at = text, *last = text + length - needle_length;
    const block zero = {0}, first = zero + (unsigned char)needle[0],
                final = zero + (unsigned char)needle[needle_length - 1];
    while (last - text >= BLOCK - 1) {
        if (last - at < BLOCK - 1)
            at = last - (BLOCK - 1); /* the last block may begin in the one before */
        const block hits = hits_at(at, needle_length, first, final);
        uint64_t marks[2];
        memcpy(marks, &hits, sizeof marks);
        const char *found = marks[0] | marks[1] ? confirm(at, marks, needle, needle_length) : NULL;
        if (found || last - at < BLOCK)
            return found;
        at = skip(at + BLOCK, last, needle_length, first, final);
    }
    for (; at <= last && (at = memchr(at, *needle, (size_t)(last - at) + 1)); at++)
        if (!memcmp(at, needle, needle_length))
            return at;
    return NULL;
}
