/* Cleaning: valid, without controls, and the same when done again. */
#include "base/clean.h"
#include "base/utf8.h"
#include "fuzz.h"

static bool is_dangerous(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || c == 0x200b || c == 0x200c || c == 0x200e ||
           c == 0x200f || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
           (c >= 0xe0000 && c <= 0xe0fff);
}

void fuzz_clean(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    size_t need = clean_text(text, size, NULL, 0);
    auto_str char *once = xmalloc(need + 1), *twice = xmalloc(need + 1);
    MUST(clean_text(text, size, once, need + 1) == need && strlen(once) == need);
    MUST(utf8_valid(once, need));
    for (size_t at = 0; at < need;) {
        uint32_t c;
        at += utf8_decode(once + at, need - at, &c);
        MUST(!is_dangerous(c));
    }
    MUST(clean_text(once, need, twice, need + 1) == need && !strcmp(once, twice));
    MUST(!clean_is(text, size) || (need == size && !memcmp(once, text, size)));
    for (size_t room = 1; room < 12; room++) {
        clean_text(text, size, twice, room < need + 1 ? room : need + 1);
        MUST(strlen(twice) < room && utf8_valid(twice, strlen(twice)));
    }
}
