/* URLs: encoding, splitting with suspicion, comparing origins. */
#include "codec/url.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool unreserved(unsigned char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

void url_encode(struct buf *out, const char *text)
{
    static const char digits[] = "0123456789ABCDEF";
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (unreserved(c)) {
            buf_putc(out, *text);
        } else {
            char three[3] = {'%', digits[c >> 4], digits[c & 15]};
            buf_add(out, three, 3);
        }
    }
}

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool url_decode(char *text, bool plus)
{
    char *to = text;
    for (const char *from = text; *from; from++) {
        if (*from == '%') {
            int high = hex(from[1]), low = high < 0 ? -1 : hex(from[2]);
            if (low < 0 || !(high | low))
                return false;
            *to++ = (char)(high << 4 | low);
            from += 2;
        } else {
            *to++ = plus && *from == '+' ? ' ' : *from;
        }
    }
    *to = '\0';
    return true;
}

void url_odata_literal(struct buf *out, const char *text)
{
    struct buf doubled = buf_make(3 * strlen(text) + 3);
    buf_putc(&doubled, '\'');
    for (; *text; text++) {
        buf_putc(&doubled, *text);
        if (*text == '\'')
            buf_putc(&doubled, *text);
    }
    buf_putc(&doubled, '\'');
    url_encode(out, buf_text(&doubled));
    buf_free(&doubled);
}

static bool split_authority(struct arena *arena, char *authority, struct url *out)
{
    char *port = NULL;

    if (!*authority || strchr(authority, '@') || strchr(authority, '\\'))
        return false;
    if (*authority == '[') {
        char *close = strchr(authority, ']');
        if (!close || (close[1] && close[1] != ':'))
            return false;
        port = close[1] ? close + 2 : NULL;
        *close = '\0';
        authority++;
    } else if ((port = strchr(authority, ':'))) {
        *port++ = '\0';
    }
    if (port) {
        char *end;
        long number = strtol(port, &end, 10);
        if (*port < '0' || *port > '9' || *end || number < 1 || number > 65535)
            return false;
        out->port = (int)number;
    }
    for (char *c = authority; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c | 0x20);
    out->host = arena_strdup(arena, authority);
    return *authority != '\0';
}

bool url_split(struct arena *arena, const char *text, struct url *out)
{
    *out = (struct url){0};
    for (const char *c = text; *c; c++)
        if ((unsigned char)*c <= 0x20 || (unsigned char)*c >= 0x7f)
            return false;
    if (!strncasecmp(text, "https://", 8)) {
        out->scheme = arena_strdup(arena, "https");
        out->port = 443;
        text += 8;
    } else if (!strncasecmp(text, "http://", 7)) {
        out->scheme = arena_strdup(arena, "http");
        out->port = 80;
        text += 7;
    } else {
        return false;
    }
    size_t authority = strcspn(text, "/?#");
    if (!split_authority(arena, arena_strndup(arena, text, authority), out))
        return false;
    text += authority;
    size_t path = strcspn(text, "?#");
    out->path = path ? arena_strndup(arena, text, path) : arena_strdup(arena, "/");
    text += path;
    out->query = *text == '?' ? arena_strndup(arena, text + 1, strcspn(text + 1, "#")) : arena_strdup(arena, "");
    return true;
}

bool url_same_origin(const char *a, const char *b)
{
    auto_arena struct arena *arena = arena_new(0);
    struct url one, other;
    return url_split(arena, a, &one) && url_split(arena, b, &other) && !strcmp(one.scheme, other.scheme) &&
           !strcmp(one.host, other.host) && one.port == other.port;
}

bool url_is_loopback(const char *url)
{
    auto_arena struct arena *arena = arena_new(0);
    struct url parts;

    if (!url_split(arena, url, &parts))
        return false;
    if (!strcmp(parts.host, "localhost") || !strcmp(parts.host, "::1"))
        return true;
    /* 127.a.b.c in digits only: "127.evil.example" is a name */
    return !strncmp(parts.host, "127.", 4) && strspn(parts.host, "0123456789.") == strlen(parts.host);
}

bool url_query_next(struct arena *arena, const char **at, char **name, char **value, bool *bad)
{
    *bad = false;
    while (**at == '&')
        (*at)++;
    if (!**at)
        return false;
    size_t length = strcspn(*at, "&"), split = strcspn(*at, "=&");
    *name = arena_strndup(arena, *at, split);
    *value = split < length ? arena_strndup(arena, *at + split + 1, length - split - 1) : arena_strdup(arena, "");
    *at += length;
    *bad = !url_decode(*name, true) || !url_decode(*value, true);
    return true;
}
