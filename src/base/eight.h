/* Eight bytes of a text at a step, for loops that pass over millions of them. Each test marks the highest bit of the bytes it finds; the
 * first mark in memory order is right on a little-endian machine, later ones may be too many. */
#ifndef BASE_EIGHT_H
#define BASE_EIGHT_H

#include <stdint.h>
#include <string.h>

#define EIGHT_TIMES(byte) (0x0101010101010101u * (uint64_t)(byte))

/** The eight bytes at `text`. */
static inline uint64_t eight_at(const char *text)
{
    uint64_t word;
    memcpy(&word, text, sizeof word);
    return word;
}

/** Not 0: a byte is below `least` (at most 0x80). */
static inline uint64_t eight_below(uint64_t word, unsigned char least)
{
    return (word - EIGHT_TIMES(least)) & ~word & EIGHT_TIMES(0x80);
}

/** Not 0: a byte is `byte`. */
static inline uint64_t eight_are(uint64_t word, unsigned char byte)
{
    return eight_below(word ^ EIGHT_TIMES(byte), 1);
}

/** Not 0: a byte is above ASCII. */
static inline uint64_t eight_above_ascii(uint64_t word)
{
    return word & EIGHT_TIMES(0x80);
}

#endif
