/* Cleaning at the door. What is shown instead is always visible, so that a hidden character can be
 * seen to be there. */
#include "base/clean.h"

#include "base/arena.h"
#include "base/eight.h"
#include "base/utf8.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

enum { MOST_MARKS = 4 };

struct range {
    uint32_t first, last;
};

/* Characters without a picture that change what stands around them. */
static const struct range hidden[] = {
    {0x00ad, 0x00ad}, {0x034f, 0x034f},   {0x061c, 0x061c},   {0x115f, 0x1160},   {0x17b4, 0x17b5},   {0x180b, 0x180f},
    {0x200b, 0x200f}, {0x2028, 0x202e},   {0x2060, 0x206f},   {0x3164, 0x3164},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0},
    {0xfff0, 0xfffb}, {0x13430, 0x1343f}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
};

static bool is_hidden(uint32_t code_point)
{
    for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++)
        if (code_point >= hidden[i].first && code_point <= hidden[i].last)
            return true;
    return utf8proc_category((utf8proc_int32_t)code_point) == UTF8PROC_CATEGORY_CO ||
           utf8proc_category((utf8proc_int32_t)code_point) == UTF8PROC_CATEGORY_CN;
}

static bool is_mark(uint32_t code_point)
{
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code_point);
    return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME;
}

static bool is_emoji_part(uint32_t code_point)
{
    return ((code_point >= 0x1f000 && code_point <= 0x1faff) || (code_point >= 0x2600 && code_point <= 0x27bf) ||
            code_point == 0xfe0f) &&
           !is_hidden(code_point);
}

bool clean_is(const char *text, size_t length)
{
    size_t i = 0;
    for (; i + 8 <= length; i += 8) {
        uint64_t word = eight_at(text + i);
        if (eight_above_ascii(word) | eight_below(word, 0x20) | eight_are(word, 0x7f))
            return false;
    }
    for (; i < length; i++)
        if ((unsigned char)text[i] < 0x20 || (unsigned char)text[i] >= 0x7f)
            return false;
    return true;
}

struct cleaning {
    char *out;
    size_t size, need; /* bytes it takes; what does not fit is counted only */
    size_t written;
};

static void emit(struct cleaning *c, const char *bytes, size_t length)
{
    if (c->out && c->need == c->written && c->need + length < c->size) {
        memcpy(c->out + c->written, bytes, length);
        c->written += length;
    }
    c->need += length;
}

static void emit_mark(struct cleaning *c, uint32_t code_point)
{
    char text[16];
    int length;

    if (code_point < 0x20 || code_point == 0x7f)
        length = snprintf(text, sizeof text, "^%c", (int)(code_point ^ 0x40));
    else
        length = snprintf(text, sizeof text, "<%04X>", (unsigned)code_point);
    emit(c, text, (size_t)length);
}

static bool must_show(uint32_t code_point, uint32_t before, uint32_t after)
{
    if (code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0))
        return true;
    if (code_point < 0xad)
        return false;
    if (code_point == 0x200d) /* joins emoji; anywhere else it hides */
        return !(is_emoji_part(before) && is_emoji_part(after));
    return is_hidden(code_point);
}

bool clean_hides(uint32_t code_point)
{
    return (code_point >= 0x7f && code_point < 0xa0) || (code_point >= 0xad && is_hidden(code_point));
}

size_t clean_text(const char *text, size_t length, char *out, size_t size)
{
    struct cleaning c = {.out = out, .size = size};
    uint32_t before = 0;
    int marks = 0;

    for (size_t at = 0; at < length;) {
        uint32_t code_point, after = 0;
        size_t used = utf8_decode(text + at, length - at, &code_point);
        if (at + used < length)
            utf8_decode(text + at + used, length - at - used, &after);
        marks = is_mark(code_point) ? marks + 1 : 0;
        if (code_point == '\t' || code_point == '\n' || code_point == '\r')
            emit(&c, " ", 1);
        else if (must_show(code_point, before, after) || (marks && !before)) {
            emit_mark(&c, code_point); /* also a mark with nothing to stand on */
            code_point = '>';
        } else if (marks <= MOST_MARKS) {
            char bytes[4];
            emit(&c, bytes, utf8_encode(code_point, bytes));
        } else {
            code_point = before; /* dropped: what follows stands beside what was kept */
        }
        before = code_point;
        at += used;
    }
    if (size)
        out[c.written] = '\0';
    return c.need;
}

char *clean_strdup(struct arena *arena, const char *text, size_t length)
{
    if (!text)
        return NULL;
    if (clean_is(text, length))
        return arena_strndup(arena, text, length);
    size_t need = clean_text(text, length, NULL, 0);
    char *out = arena_bytes(arena, need + 1);
    clean_text(text, length, out, need + 1);
    return out;
}
