/* A pull scanner over JSON text without building a tree: for pages of a thousand users, where a tree costs more than the network. */
#ifndef CODEC_JSON_SCAN_H
#define CODEC_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum json_event {
    SCAN_END,
    SCAN_BAD,
    SCAN_OBJECT, /* { */
    SCAN_OBJECT_END,
    SCAN_ARRAY,
    SCAN_ARRAY_END,
    SCAN_NAME, /* member name: text/length, escapes not decoded unless `escaped` */
    SCAN_STRING,
    SCAN_NUMBER,
    SCAN_TRUE,
    SCAN_FALSE,
    SCAN_NULL
};

struct json_scan {
    const char *at, *end;
    const char *text; /* of NAME, STRING (between the quotes), NUMBER */
    size_t length;
    bool escaped; /* the string holds backslashes: decode with json_scan_unescape */
    unsigned depth;
    unsigned char stack[64];
    unsigned char expect; /* private */
};

/** A byte order mark before it is passed over. */
struct json_scan json_scan(const char *text, size_t length);
/** The next event; strict JSON; SCAN_BAD is final. */
enum json_event json_scan_next(struct json_scan *scan);
/** Take the member name that comes next if it is `name`, without an escape or white space around it, as json_scan_next would: quicker
 * than reading it, for who knows what comes. `name` has nothing that JSON escapes. False: nothing is taken, and `text` is as it was. */
bool json_scan_take_name(struct json_scan *scan, const char *name, size_t length);
/** After a NAME (or before a value): skip the whole value. False on bad text. */
bool json_scan_skip(struct json_scan *scan);
/** Decode a string with escapes into `out` (room for `length` bytes is enough); returns bytes written. Lone surrogates become U+FFFD. */
size_t json_scan_unescape(const char *text, size_t length, char *out);

/** The same as json_scan_is for a name or string with escapes in it. */
bool json_scan_is_escaped(const struct json_scan *scan, const char *expected);

/** Inline, so that the length of a literal is a constant. */
static inline bool json_scan_is(const struct json_scan *scan, const char *expected)
{
    size_t length = strlen(expected);
    if (scan->escaped)
        return json_scan_is_escaped(scan, expected);
    return scan->length == length && !memcmp(scan->text, expected, length);
}

#endif
