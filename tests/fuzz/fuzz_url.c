/* URLs: splitting, origins and query strings of anything. */
#include "codec/url.h"
#include "fuzz.h"
#include <strings.h>

void fuzz_url(const uint8_t *data, size_t size)
{
    auto_arena struct arena *arena = arena_new(0);
    auto_str char *text = fuzz_text(data, size);
    auto_buf struct buf encoded = buf_make(3 * size + 1);
    struct url url;
    char *name, *value;
    bool bad;

    if (url_split(arena, text, &url)) {
        MUST(*url.host && url.port > 0 && url.port < 65536 && *url.path == '/');
        MUST(!strcmp(url.scheme, "https") || !strcmp(url.scheme, "http"));
        MUST(!strpbrk(url.host, "/?#@\\ ") && url_same_origin(text, text));
    } else {
        MUST(!url_same_origin(text, text) && !url_is_loopback(text));
    }
    MUST(!url_same_origin(text, "https://graph.microsoft.com") ||
         !strncasecmp(text, "https://graph.microsoft.com", 27));
    for (const char *at = text; url_query_next(arena, &at, &name, &value, &bad);)
        MUST(at > text && at <= text + strlen(text));
    url_encode(&encoded, text);
    if (encoded.length)
        MUST(url_decode(encoded.data, false) && !strcmp(encoded.data, text));
    url_decode(text, true);
}
