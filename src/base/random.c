/* Randomness of the kernel, and a seeded generator (splitmix64). */
#include "base/random.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

void random_bytes(void *out, size_t length)
{
    char *at = out;
    while (length) {
        ssize_t got = getrandom(at, length, 0);
        if (got < 0 && errno != EINTR)
            abort();
        if (got > 0) {
            at += got;
            length -= (size_t)got;
        }
    }
}

uint32_t random_below(uint32_t bound)
{
    uint32_t value, limit = UINT32_MAX - UINT32_MAX % bound;
    do
        random_bytes(&value, sizeof value);
    while (value >= limit);
    return value % bound;
}

static char *uuid_text(uint8_t bytes[16], char out[UUID_TEXT])
{
    static const char digits[] = "0123456789abcdef";
    char *at = out;

    bytes[6] = (uint8_t)((bytes[6] & 0x0f) | 0x40);
    bytes[8] = (uint8_t)((bytes[8] & 0x3f) | 0x80);
    for (int i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *at++ = '-';
        *at++ = digits[bytes[i] >> 4];
        *at++ = digits[bytes[i] & 15];
    }
    *at = '\0';
    return out;
}

char *random_uuid(char out[UUID_TEXT])
{
    uint8_t bytes[16];
    random_bytes(bytes, sizeof bytes);
    return uuid_text(bytes, out);
}

uint64_t seeded_next(struct seeded *seeded)
{
    uint64_t z = seeded->state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

uint32_t seeded_below(struct seeded *seeded, uint32_t bound)
{
    return (uint32_t)((seeded_next(seeded) >> 32) * bound >> 32);
}

char *seeded_uuid(struct seeded *seeded, char out[UUID_TEXT])
{
    uint8_t bytes[16];
    for (int i = 0; i < 16; i += 8) {
        uint64_t value = seeded_next(seeded);
        for (int j = 0; j < 8; j++)
            bytes[i + j] = (uint8_t)(value >> (8 * j));
    }
    return uuid_text(bytes, out);
}
