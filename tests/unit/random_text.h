/* Seeded texts for property tests: mostly words, with everything that could upset a terminal or a parser between them. */
#ifndef RANDOM_TEXT_H
#define RANDOM_TEXT_H

#include "base/random.h"
#include "base/utf8.h"
#include <string.h>

/* Code points worth meeting: controls, marks, joiners, emoji, wide ones, bidirectional ones, the ends of ranges. */
static inline uint32_t random_code_point(struct seeded *seeded)
{
    static const uint32_t rows[] = {
        0x1b,   0x07,   0x7f,   0x9b,    0xad,    0x301,   0x20dd,  0xfe0f,   0x200d, 0x200b, 0x202e, 0x2066,
        0x2028, 0xfeff, 0x3164, 0x1f469, 0x1f4bb, 0x1f3fd, 0x2708,  0x5c71,   0xac00, 0x5d0,  0x627,  0x130,
        0xdf,   0xfdfa, 0xe9,   0xe0041, 0xe0100, 0x20000, 0x1faff, 0x10ffff, 0xfffd, 0x9,    0xa,    0x2b00,
    };
    switch (seeded_below(seeded, 4)) {
    case 0:
        return rows[seeded_below(seeded, sizeof rows / sizeof rows[0])];
    case 1:
        return seeded_below(seeded, 0x110000);
    default:
        return 0x20 + seeded_below(seeded, 0x5f);
    }
}

/** At most `size` - 1 bytes, terminated; now and then a byte that is no UTF-8. Returns the length. */
static inline size_t random_text(struct seeded *seeded, char *out, size_t size)
{
    size_t length = 0, wanted = seeded_below(seeded, (uint32_t)size);
    while (length + 5 < wanted) {
        if (!seeded_below(seeded, 30))
            out[length++] = (char)(0x80 + seeded_below(seeded, 0x80));
        uint32_t code_point = random_code_point(seeded);
        length += utf8_encode(code_point ? code_point : ' ', out + length);
    }
    out[length] = '\0';
    return length;
}

#endif
