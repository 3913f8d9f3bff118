/* GUIDs as 16 bytes in the order of their text. */
#include "base/guid.h"

#include <string.h>

/* Where the two digits of each byte stand. */
static const uint8_t places[16] = {0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34};

/* Without a branch, for a table is full of them; `bad` gets a bit when it is no digit. */
static unsigned digit(char c, unsigned *bad)
{
    unsigned number = (unsigned char)c - '0', letter = ((unsigned char)c | 0x20u) - 'a';
    *bad |= (number > 9) & (letter > 5);
    return (c & 0xf) + 9 * (letter <= 5);
}

bool guid_parse(const char *text, size_t length, struct guid *out)
{
    if (length != 36)
        return false;
    unsigned bad = (text[8] ^ '-') | (text[13] ^ '-') | (text[18] ^ '-') | (text[23] ^ '-');
    struct guid found;
    for (int i = 0; i < 16; i++) {
        const char *at = text + places[i];
        found.bytes[i] = (uint8_t)(digit(at[0], &bad) << 4 | digit(at[1], &bad));
    }
    if (bad)
        return false;
    *out = found;
    return true;
}

char *guid_format(const struct guid *guid, char out[GUID_TEXT])
{
    static const char digits[] = "0123456789abcdef";
    for (int i = 0; i < 16; i++) {
        out[places[i]] = digits[guid->bytes[i] >> 4];
        out[places[i] + 1] = digits[guid->bytes[i] & 15];
    }
    out[8] = out[13] = out[18] = out[23] = '-';
    out[36] = '\0';
    return out;
}

bool guid_equal(const struct guid *a, const struct guid *b)
{
    return !memcmp(a->bytes, b->bytes, sizeof a->bytes);
}

bool guid_zero(const struct guid *guid)
{
    static const struct guid zero;
    return guid_equal(guid, &zero);
}

uint64_t guid_hash(const struct guid *guid)
{
    uint64_t parts[2];
    memcpy(parts, guid->bytes, sizeof parts);
    uint64_t z = parts[0] ^ (parts[1] * 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 32)) * 0xbf58476d1ce4e5b9u; /* the last bytes of the text are the highest bits here */
    z = (z ^ (z >> 32)) * 0x94d049bb133111ebu;
    return z ^ (z >> 32);
}
