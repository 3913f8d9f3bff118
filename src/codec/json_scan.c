/* The pull scanner: strict JSON, one event a call, nothing copied. */
#include "codec/json_scan.h"

#include "base/eight.h"
#include "base/utf8.h"
#include <stdint.h>
#include <string.h>

enum expect { VALUE, FIRST_VALUE, FIRST_NAME, NAME, COMMA, OVER, BAD };

struct json_scan json_scan(const char *text, size_t length)
{
    size_t mark = length >= 3 && !memcmp(text, "\xef\xbb\xbf", 3) ? 3 : 0;
    return (struct json_scan){.at = text + mark, .end = text + length, .expect = VALUE};
}

static enum json_event bad(struct json_scan *scan)
{
    scan->expect = BAD;
    return SCAN_BAD;
}

static void skip_space(struct json_scan *scan)
{
    while (scan->at < scan->end && (*scan->at == ' ' || *scan->at == '\n' || *scan->at == '\r' || *scan->at == '\t'))
        scan->at++;
}

static bool escape_fits(const char *at, const char *end)
{
    if (at >= end)
        return false;
    if (*at != 'u')
        return strchr("\"\\/bfnrt", *at) != NULL && *at;
    if (end - at < 5)
        return false;
    for (int i = 1; i < 5; i++) {
        char c = (char)(at[i] | 0x20);
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')) || (unsigned char)at[i] < '0')
            return false;
    }
    return true;
}

/* Which of eight bytes in memory has its highest bit set first. */
static size_t first_marked(uint64_t marks)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return (size_t)__builtin_ctzll(marks) / 8;
#else
    return marks ? 0 : 8; /* a borrow may have marked bytes too many: looked at one by one */
#endif
}

/* Reads a string after its opening quote. Eight bytes a step while none of them is special. */
static bool string(struct json_scan *scan)
{
    const char *at = ++scan->at, *end = scan->end;

    scan->text = at;
    scan->escaped = false;
    for (;;) {
        while (end - at >= 8) {
            uint64_t word = eight_at(at);
            uint64_t stop = eight_are(word, '"') | eight_are(word, '\\') | eight_below(word, 0x20);
            if (stop) {
                at += first_marked(stop);
                break;
            }
            at += 8;
        }
        while (at < end && *at != '"' && *at != '\\' && (unsigned char)*at >= 0x20)
            at++;
        if (at >= end || (unsigned char)*at < 0x20)
            return false;
        if (*at == '"')
            break;
        if (!escape_fits(at + 1, end))
            return false;
        scan->escaped = true;
        at += 2;
    }
    scan->length = (size_t)(at - scan->text);
    scan->at = at + 1;
    return true;
}

static bool digits(struct json_scan *scan)
{
    const char *from = scan->at;
    while (scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9')
        scan->at++;
    return scan->at > from;
}

static bool number(struct json_scan *scan)
{
    scan->text = scan->at;
    if (*scan->at == '-')
        scan->at++;
    if (scan->at < scan->end && *scan->at == '0')
        scan->at++;
    else if (!digits(scan))
        return false;
    if (scan->at < scan->end && *scan->at == '.') {
        scan->at++;
        if (!digits(scan))
            return false;
    }
    if (scan->at < scan->end && (*scan->at | 0x20) == 'e') {
        scan->at++;
        if (scan->at < scan->end && (*scan->at == '+' || *scan->at == '-'))
            scan->at++;
        if (!digits(scan))
            return false;
    }
    scan->length = (size_t)(scan->at - scan->text);
    return true;
}

static bool word(struct json_scan *scan, const char *expected)
{
    size_t length = strlen(expected);
    if ((size_t)(scan->end - scan->at) < length || memcmp(scan->at, expected, length) != 0)
        return false;
    scan->at += length;
    return true;
}

static enum json_event open(struct json_scan *scan, enum json_event event)
{
    if (scan->depth == sizeof scan->stack)
        return bad(scan);
    scan->stack[scan->depth++] = (unsigned char)event;
    scan->at++;
    scan->expect = event == SCAN_OBJECT ? FIRST_NAME : FIRST_VALUE;
    return event;
}

static enum json_event close(struct json_scan *scan, enum json_event opened, enum json_event event)
{
    if (!scan->depth || scan->stack[scan->depth - 1] != opened)
        return bad(scan);
    scan->depth--;
    scan->at++;
    scan->expect = scan->depth ? COMMA : OVER;
    return event;
}

static enum json_event value(struct json_scan *scan)
{
    enum json_event event = SCAN_BAD;

    switch (*scan->at) {
    case '{':
        return open(scan, SCAN_OBJECT);
    case '[':
        return open(scan, SCAN_ARRAY);
    case '"':
        event = string(scan) ? SCAN_STRING : SCAN_BAD;
        break;
    case 't':
        event = word(scan, "true") ? SCAN_TRUE : SCAN_BAD;
        break;
    case 'f':
        event = word(scan, "false") ? SCAN_FALSE : SCAN_BAD;
        break;
    case 'n':
        event = word(scan, "null") ? SCAN_NULL : SCAN_BAD;
        break;
    default:
        event = number(scan) ? SCAN_NUMBER : SCAN_BAD;
    }
    if (event == SCAN_BAD)
        return bad(scan);
    scan->expect = scan->depth ? COMMA : OVER;
    return event;
}

static enum json_event name(struct json_scan *scan)
{
    if (*scan->at != '"' || !string(scan))
        return bad(scan);
    skip_space(scan);
    if (scan->at >= scan->end || *scan->at != ':')
        return bad(scan);
    scan->at++;
    scan->expect = VALUE;
    return SCAN_NAME;
}

enum json_event json_scan_next(struct json_scan *scan)
{
    skip_space(scan);
    if (scan->expect == BAD)
        return SCAN_BAD;
    if (scan->at >= scan->end)
        return scan->expect == OVER ? SCAN_END : bad(scan);
    if (scan->expect == COMMA || scan->expect == FIRST_NAME || scan->expect == FIRST_VALUE) {
        if (*scan->at == '}' && scan->expect != FIRST_VALUE)
            return close(scan, SCAN_OBJECT, SCAN_OBJECT_END);
        if (*scan->at == ']' && scan->expect != FIRST_NAME)
            return close(scan, SCAN_ARRAY, SCAN_ARRAY_END);
    }
    if (scan->expect == COMMA) {
        if (*scan->at != ',')
            return bad(scan);
        scan->at++;
        skip_space(scan);
        if (scan->at >= scan->end)
            return bad(scan);
        scan->expect = scan->stack[scan->depth - 1] == SCAN_OBJECT ? NAME : VALUE;
    }
    if (scan->expect == NAME || scan->expect == FIRST_NAME)
        return name(scan);
    return scan->expect == OVER ? bad(scan) : value(scan);
}

bool json_scan_take_name(struct json_scan *scan, const char *name, size_t length)
{
    const char *at = scan->at;
    if (scan->expect == COMMA && scan->stack[scan->depth - 1] == SCAN_OBJECT && at < scan->end && *at == ',')
        at++;
    else if (scan->expect != FIRST_NAME)
        return false;
    if ((size_t)(scan->end - at) < length + 3 || at[0] != '"' || memcmp(at + 1, name, length) != 0 ||
        at[length + 1] != '"' || at[length + 2] != ':')
        return false;
    scan->at = at + length + 3;
    scan->expect = VALUE;
    return true;
}

bool json_scan_skip(struct json_scan *scan)
{
    unsigned depth = scan->depth;
    enum json_event event;

    do {
        event = json_scan_next(scan);
        if (event == SCAN_BAD || event == SCAN_END)
            return false;
    } while (scan->depth > depth);
    return true;
}

static uint32_t four_digits(const char *at)
{
    uint32_t value = 0;
    for (int i = 0; i < 4; i++) {
        char c = at[i];
        value = value << 4 | (uint32_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return value;
}

/* Decodes the \u escape at `at` (the u) and the low half that may follow; returns bytes read. */
static size_t unicode(const char *at, const char *end, uint32_t *code_point)
{
    *code_point = four_digits(at + 1);
    if (*code_point < 0xd800 || *code_point > 0xdfff)
        return 5;
    if (*code_point < 0xdc00 && end - at >= 11 && at[5] == '\\' && at[6] == 'u') {
        uint32_t low = four_digits(at + 7);
        if (low >= 0xdc00 && low <= 0xdfff) {
            *code_point = 0x10000 + ((*code_point - 0xd800) << 10) + (low - 0xdc00);
            return 11;
        }
    }
    *code_point = 0xfffd;
    return 5;
}

size_t json_scan_unescape(const char *text, size_t length, char *out)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    const char *end = text + length;
    char *at = out;

    while (text < end) {
        if (*text != '\\') {
            *at++ = *text++;
            continue;
        }
        text++;
        if (*text == 'u') {
            uint32_t code_point;
            text += unicode(text, end, &code_point);
            at += utf8_encode(code_point, at);
        } else {
            *at++ = to[strchr(from, *text++) - from];
        }
    }
    return (size_t)(at - out);
}

bool json_scan_is_escaped(const struct json_scan *scan, const char *expected)
{
    char plain[512];
    size_t length = scan->length <= sizeof plain ? json_scan_unescape(scan->text, scan->length, plain) : SIZE_MAX;
    return length == strlen(expected) && !memcmp(plain, expected, length);
}
