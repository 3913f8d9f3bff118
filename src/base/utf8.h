/* UTF-8, columns and case folding (utf8proc). Everything here takes cleaned text or copes with any bytes. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/buf.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Decode one code point from `length` bytes; returns bytes used (≥1); invalid bytes give U+FFFD, one byte. 0 at the end. */
size_t utf8_decode(const char *text, size_t length, uint32_t *code_point);
/** Encode into `out` (4 bytes of room); returns bytes written. */
size_t utf8_encode(uint32_t code_point, char out[4]);
/** Bytes of the grapheme cluster that starts at `text`; its columns in `*columns`. 0 at the end. */
size_t utf8_cluster(const char *text, size_t length, int *columns);
/** Columns of a whole text. */
int utf8_width(const char *text);
/** Bytes of the longest prefix of whole clusters that fits `columns`; `*used` gets its columns. */
size_t utf8_fit(const char *text, int columns, int *used);
bool utf8_valid(const char *text, size_t length);
/** Case- and accent-folded copy for comparing and searching (NFKD, marks removed, case folded) into `out`
 *  of `size` bytes; returns the length it needs (like snprintf). Fast path for ASCII. */
size_t utf8_fold(const char *text, size_t length, char *out, size_t size);
/** Append the form in which two texts are the same text: NFKC, case folded, without characters that nobody sees; accents stay. */
void utf8_same_form(struct buf *out, const char *text, size_t length);
/** A letter or a digit of any script, or a mark that belongs to one. */
bool utf8_is_word(uint32_t code_point);

#endif
