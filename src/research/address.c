/* Addresses in the forms of the logs: "a.b.c.d:port", "[v6]:port", "::ffff:a.b.c.d", with a zone. */
#include "research/address.h"
#include <arpa/inet.h>
#include <string.h>

/* 4, 6 or 0; `bytes` gets the address in the order of the network. */
static int parse(const char *text, unsigned char bytes[16])
{
    char plain[ADDRESS_TEXT];
    if (!text)
        return 0;
    while (*text == ' ')
        text++;
    const char *end = text + strcspn(text, " ");
    if (*text == '[') {
        text++;
        end = text + strcspn(text, "]");
    } else if (strchr(
                   text,
                   '.')) { /* an IPv4 address, perhaps mapped: its port comes after the last colon, behind the dots */
        const char *dot = strrchr(text, '.');
        const char *port = strchr(dot, ':');
        if (port && port < end)
            end = port;
    }
    size_t length = (size_t)(end - text);
    const char *zone = memchr(text, '%', length);
    length = zone ? (size_t)(zone - text) : length;
    if (!length || length >= sizeof plain)
        return 0;
    memcpy(plain, text, length);
    plain[length] = '\0';
    if (inet_pton(AF_INET, plain, bytes) == 1)
        return 4;
    if (inet_pton(AF_INET6, plain, bytes) != 1)
        return 0;
    static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};
    if (memcmp(bytes, mapped, sizeof mapped) != 0)
        return 6;
    memmove(bytes, bytes + 12, 4);
    return 4;
}

bool address_normalise(const char *text, char out[ADDRESS_TEXT])
{
    unsigned char bytes[16];
    int family = parse(text, bytes);
    out[0] = '\0';
    return family && inet_ntop(family == 4 ? AF_INET : AF_INET6, bytes, out, ADDRESS_TEXT);
}

struct address_key address_key(const char *text)
{
    unsigned char bytes[16];
    struct address_key key = {.family = (uint8_t)parse(text, bytes)};
    for (int i = 0; key.family && i < (key.family == 4 ? 4 : 8); i++)
        key.bits = key.bits << 8 | bytes[i];
    return key;
}

bool address_equal(struct address_key a, struct address_key b)
{
    return a.family && a.family == b.family && a.bits == b.bits;
}

bool address_near(struct address_key a, struct address_key b)
{
    int shift = a.family == 4 ? 8 : 0;
    return a.family && a.family == b.family && a.bits >> shift == b.bits >> shift;
}

int address_compare(struct address_key a, struct address_key b)
{
    if (a.family != b.family)
        return a.family < b.family ? -1 : 1;
    return a.bits < b.bits ? -1 : a.bits > b.bits;
}
