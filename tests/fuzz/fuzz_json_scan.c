/* The scanner: stays within the text, ends, and takes nothing that the tree refuses (but for what cJSON does not know: halves of
 * surrogate pairs, NUL and very long numbers). */
#include "codec/json.h"
#include "codec/json_scan.h"
#include "fuzz.h"

void fuzz_json_scan(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    struct json_scan scan = json_scan(text, size), skip = json_scan(text, size);
    enum json_event event;
    bool comparable = true;
    size_t events = 0;

    while ((event = json_scan_next(&scan)) != SCAN_END && event != SCAN_BAD) {
        MUST(++events <= 2 * size + 2);
        if (event != SCAN_NAME && event != SCAN_STRING && event != SCAN_NUMBER)
            continue;
        MUST(scan.text >= text && scan.text + scan.length <= text + size);
        if (event == SCAN_NUMBER) {
            comparable &= scan.length < 60;
            continue;
        }
        auto_str char *out = xmalloc(scan.length + 1);
        size_t length = json_scan_unescape(scan.text, scan.length, out);
        MUST(length <= scan.length);
        comparable &= !memmem(scan.text, scan.length, "\\u", 2);
    }
    MUST(json_scan_next(&scan) == event);
    if (event == SCAN_END)
        MUST(json_scan_skip(&skip));
    if (event == SCAN_END && comparable) {
        struct err e;
        auto_json struct json *tree = json_parse(text, size, &e);
        MUST(tree);
    }
}
