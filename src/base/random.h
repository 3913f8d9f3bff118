/* Randomness: the kernel's for anything secret, a seeded generator for the demo tenant and tests. */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

#define UUID_TEXT 37

/** Fill with bytes of the kernel's generator. Ends the process if there are none. */
void random_bytes(void *out, size_t length);
/** Uniform in [0, bound) from the kernel's generator; bound > 0. No modulo bias. */
uint32_t random_below(uint32_t bound);
/** A random version 4 UUID in lower case. */
char *random_uuid(char out[UUID_TEXT]);

/* A deterministic generator (splitmix64): one state each, never shared. */
struct seeded {
    uint64_t state;
};
uint64_t seeded_next(struct seeded *seeded);
uint32_t seeded_below(struct seeded *seeded, uint32_t bound);
/** A deterministic UUID. */
char *seeded_uuid(struct seeded *seeded, char out[UUID_TEXT]);

#endif
