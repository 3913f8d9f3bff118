/* Text from outside is cleaned at the door: what could move a cursor, hide, reorder or imitate becomes a visible mark. */
#ifndef BASE_CLEAN_H
#define BASE_CLEAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/** Whether `text` needs no cleaning (fast scan; the common case). */
bool clean_is(const char *text, size_t length);
/** Whether a character above ASCII moves, hides or reorders others: what clean_text() makes visible, whatever is beside it. */
bool clean_hides(uint32_t code_point);
/** Clean `length` bytes into `out` of `size` bytes, always NUL-terminated, never cutting a cluster; returns the length
 *  it needs (like snprintf). Invalid UTF-8 → U+FFFD; C0, DEL, C1 → "^X" or U+FFFD-like visible marks; tabs and newlines → a space;
 *  bidirectional controls, zero-width characters (but ZWJ inside emoji), tags, BOM, soft hyphen → U+00B7-style visible "<202E>" marks;
 *  more than 4 combining marks in a row are dropped. */
size_t clean_text(const char *text, size_t length, char *out, size_t size);
/** The cleaned text in `arena` (or `text` copied as it is when clean). NULL gives NULL. */
char *clean_strdup(struct arena *arena, const char *text, size_t length);

#endif
