/* GUIDs as 16 bytes in the order of their text. */
#include "base/guid.h"

#include <string.h>

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool guid_parse(const char *text, size_t length, struct guid *out)
{
    if (length != 36)
        return false;
    size_t at = 0;
    for (int i = 0; i < 16; i++) {
        if ((at == 8 || at == 13 || at == 18 || at == 23) && text[at++] != '-')
            return false;
        int high = digit(text[at]), low = digit(text[at + 1]);
        if (high < 0 || low < 0)
            return false;
        out->bytes[i] = (uint8_t)(high << 4 | low);
        at += 2;
    }
    return true;
}

char *guid_format(const struct guid *guid, char out[GUID_TEXT])
{
    static const char digits[] = "0123456789abcdef";
    char *at = out;
    for (int i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *at++ = '-';
        *at++ = digits[guid->bytes[i] >> 4];
        *at++ = digits[guid->bytes[i] & 15];
    }
    *at = '\0';
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
