/* A GUID in 16 bytes. */
#ifndef BASE_GUID_H
#define BASE_GUID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct guid {
    uint8_t bytes[16];
};

#define GUID_TEXT 37

/** Parse "8-4-4-4-12" of exactly 36 characters, either case. */
bool guid_parse(const char *text, size_t length, struct guid *out);
/** Lower-case text; returns `out`. */
char *guid_format(const struct guid *guid, char out[GUID_TEXT]);
bool guid_equal(const struct guid *a, const struct guid *b);
bool guid_zero(const struct guid *guid);
uint64_t guid_hash(const struct guid *guid);

#endif
