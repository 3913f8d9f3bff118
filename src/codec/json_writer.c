/* Writing JSON text as it is composed, without a tree. */
#include "codec/json.h"

#include "base/clean.h"
#include "base/eight.h"
#include "base/utf8.h"
#include <stdint.h>
#include <string.h>

/* Whether no byte needs an escape or a look at its UTF-8. */
static bool is_plain(const char *text, size_t length)
{
    size_t i = 0;
    for (; i + 8 <= length; i += 8) {
        uint64_t word = eight_at(text + i);
        if (eight_above_ascii(word) | eight_below(word, 0x20) | eight_are(word, '"') | eight_are(word, '\\'))
            return false;
    }
    for (; i < length; i++)
        if ((unsigned char)text[i] < 0x20 || (unsigned char)text[i] >= 0x80 || text[i] == '"' || text[i] == '\\')
            return false;
    return true;
}

/* Most texts need no escape: they go out as one piece, with what stands around them. */
static bool quote_plain(struct buf *out, bool comma, const char *text, size_t length, bool colon)
{
    if (!is_plain(text, length))
        return false;
    char *at = buf_extend(out, comma + length + 2 + colon);
    if (!at)
        return true; /* full, as `out` says */
    if (comma)
        *at++ = ',';
    *at++ = '"';
    memcpy(at, text, length);
    at[length] = '"';
    if (colon)
        at[length + 1] = ':';
    return true;
}

void json_quote(struct buf *out, const char *text, size_t length)
{
    static const char digits[] = "0123456789abcdef";
    size_t run = 0;

    if (quote_plain(out, false, text, length, false))
        return;
    buf_putc(out, '"');
    for (size_t i = 0; i < length;) {
        unsigned char c = (unsigned char)text[i];
        if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
            i++;
            continue;
        }
        uint32_t code_point;
        size_t used = utf8_decode(text + i, length - i, &code_point);
        if (c >= 0x80 && !(code_point == 0xfffd && used == 1)) {
            i += used;
            continue;
        }
        buf_add(out, text + run, i - run);
        if (c == '"' || c == '\\')
            buf_add(out, (const char[]){'\\', (char)c}, 2);
        else if (c < 0x20)
            buf_add(out, (const char[]){'\\', 'u', '0', '0', digits[c >> 4], digits[c & 15]}, 6);
        else
            buf_add(out, "\xef\xbf\xbd", 3);
        i += used;
        run = i;
    }
    buf_add(out, text + run, length - run);
    buf_putc(out, '"');
}

struct json_writer json_writer(struct buf *out)
{
    return (struct json_writer){.out = out};
}

/* The comma before a value or a name, except the first and the one after a name. */
static void separate(struct json_writer *w)
{
    if (w->comma[w->depth])
        buf_putc(w->out, ',');
    w->comma[w->depth] = true;
}

void json_open(struct json_writer *w, char bracket)
{
    separate(w);
    buf_putc(w->out, bracket);
    if (w->depth < sizeof w->comma - 1)
        w->depth++;
    w->comma[w->depth] = false;
    w->bracket[w->depth] = bracket;
}

void json_close(struct json_writer *w)
{
    buf_putc(w->out, w->bracket[w->depth] == '{' ? '}' : ']');
    w->depth--;
}

void json_name(struct json_writer *w, const char *name)
{
    size_t length = strlen(name);

    if (!quote_plain(w->out, w->comma[w->depth], name, length, true)) {
        separate(w);
        json_quote(w->out, name, length);
        buf_putc(w->out, ':');
    }
    w->comma[w->depth] = false; /* its value follows without a comma, and sets it again */
}

void json_put_text(struct json_writer *w, const char *text)
{
    separate(w);
    if (text)
        json_quote(w->out, text, strlen(text));
    else
        buf_puts(w->out, "null");
}

void json_put_bool(struct json_writer *w, bool value)
{
    separate(w);
    buf_puts(w->out, value ? "true" : "false");
}

void json_put_int(struct json_writer *w, long long value)
{
    separate(w);
    buf_printf(w->out, "%lld", value);
}

void json_member_text(struct json_writer *w, const char *name, const char *text)
{
    json_name(w, name);
    json_put_text(w, text);
}

void json_member_bool(struct json_writer *w, const char *name, bool value)
{
    json_name(w, name);
    json_put_bool(w, value);
}

void json_member_int(struct json_writer *w, const char *name, long long value)
{
    json_name(w, name);
    json_put_int(w, value);
}

void json_put_null(struct json_writer *w)
{
    separate(w);
    buf_puts(w->out, "null");
}

void json_put_raw(struct json_writer *w, const char *json, size_t length)
{
    separate(w);
    buf_add(w->out, json, length);
}

void json_put_body(struct json_writer *w, const char *body)
{
    struct err ignored;
    auto_json struct json *value = body && (*body == '{' || *body == '[') ? json_parse(body, strlen(body), &ignored)
                                                                          : NULL;
    if (value)
        json_put_raw(w, body, strlen(body));
    else
        json_put_text(w, body && *body ? body : NULL);
}

void json_inert(struct buf *out, const char *text, size_t length)
{
    size_t kept = 0;
    for (size_t at = 0; at < length;) {
        if (at + 8 <= length && !(eight_above_ascii(eight_at(text + at)) | eight_are(eight_at(text + at), 0x7f))) {
            at += 8;
            continue;
        }
        uint32_t point = (unsigned char)text[at];
        size_t used = point < 0x7f ? 1 : utf8_decode(text + at, length - at, &point);
        if (point >= 0x7f && clean_hides(point)) {
            buf_add(out, text + kept, at - kept);
            if (point > 0xffff)
                buf_printf(out, "\\u%04x\\u%04x", (unsigned)(0xd800 + ((point - 0x10000) >> 10)),
                           (unsigned)(0xdc00 + ((point - 0x10000) & 0x3ff)));
            else
                buf_printf(out, "\\u%04x", (unsigned)point);
            kept = at + used;
        }
        at += used;
    }
    buf_add(out, text + kept, length - kept);
}
