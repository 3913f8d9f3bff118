/* UTF-8: clusters and folding go forward through any bytes, and columns add up. */
#include "base/utf8.h"
#include "fuzz.h"

void fuzz_utf8(const uint8_t *data, size_t size)
{
    const char *bytes = (const char *)data;
    auto_str char *text = fuzz_text(data, size);
    size_t at = 0, length = strlen(text);
    int columns, used, total = 0;

    while (at < size) {
        size_t more = utf8_cluster(bytes + at, size - at, &columns);
        MUST(more >= 1 && more <= size - at && columns >= 0 && columns <= 2);
        at += more;
    }
    for (at = 0; at < length; total += columns)
        at += utf8_cluster(text + at, length - at, &columns);
    MUST(total == utf8_width(text));
    for (int room = 0; room <= 8; room++) {
        size_t fits = utf8_fit(text, room, &used);
        MUST(fits <= length && used <= room);
    }
    size_t need = utf8_fold(bytes, size, NULL, 0);
    auto_str char *folded = xmalloc(need + 1);
    MUST(utf8_fold(bytes, size, folded, need + 1) == need && !folded[need]);
    MUST(utf8_valid(folded, need));
}
