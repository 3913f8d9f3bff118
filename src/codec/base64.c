/* base64 in both alphabets. */
#include "codec/base64.h"

#include <stdint.h>

static void encode(struct buf *out, const uint8_t *at, size_t length, const char *alphabet, bool pad)
{
    for (; length >= 3; at += 3, length -= 3) {
        uint32_t v = (uint32_t)at[0] << 16 | (uint32_t)at[1] << 8 | at[2];
        char four[4] = {alphabet[v >> 18], alphabet[v >> 12 & 63], alphabet[v >> 6 & 63], alphabet[v & 63]};
        buf_add(out, four, 4);
    }
    if (!length)
        return;
    uint32_t v = (uint32_t)at[0] << 16 | (length > 1 ? (uint32_t)at[1] << 8 : 0);
    char four[4] = {alphabet[v >> 18], alphabet[v >> 12 & 63], '=', '='};
    if (length > 1)
        four[2] = alphabet[v >> 6 & 63];
    buf_add(out, four, pad ? 4 : length + 1);
}

void base64_encode(struct buf *out, const void *bytes, size_t length)
{
    encode(out, bytes, length, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", true);
}

void base64url_encode(struct buf *out, const void *bytes, size_t length)
{
    encode(out, bytes, length, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", false);
}

static int value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+' || c == '-')
        return 62;
    return c == '/' || c == '_' ? 63 : -1;
}

bool base64_decode(struct buf *out, const char *text, size_t length)
{
    uint32_t bits = 0;
    int held = 0;

    while (length && text[length - 1] == '=')
        length--;
    for (size_t i = 0; i < length; i++) {
        int v = value(text[i]);
        if (v < 0)
            return false;
        bits = bits << 6 | (uint32_t)v;
        held += 6;
        if (held >= 8) {
            held -= 8;
            buf_putc(out, (char)(bits >> held & 255));
        }
    }
    return length % 4 != 1;
}
