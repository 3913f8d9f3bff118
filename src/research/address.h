/* Addresses of clients as logs write them: with ports, in brackets, mapped. What is compared is their key. */
#ifndef RESEARCH_ADDRESS_H
#define RESEARCH_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

enum { ADDRESS_TEXT = 48 };

/* IPv4: the whole address; IPv6: its first 64 bits, since the rest changes by the hour. */
struct address_key {
    uint64_t bits;
    uint8_t family; /* 4, 6; 0: no address */
};

/** Strip port and brackets, unmap ::ffff:, write it the short way into `out`; false ("" in `out`): it is none. */
bool address_normalise(const char *text, char out[ADDRESS_TEXT]);
/** The key of an address in any of its forms; family 0 when it is none (NULL and "" are fine). */
struct address_key address_key(const char *text);
/** Two known keys that are the same. */
bool address_equal(struct address_key a, struct address_key b);
/** The same /24, or the same /64: the same house or the same rack. */
bool address_near(struct address_key a, struct address_key b);
/** For sorting. */
int address_compare(struct address_key a, struct address_key b);

#endif
