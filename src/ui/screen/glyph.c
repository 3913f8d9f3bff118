/* Terminals disagree on what is joined, and a row stands askew where one draws fewer columns than were counted: a picture is shown by
 * its first part, a flag by its two letters, and nothing is sent that joins or widens. */
#include "ui/screen/glyph.h"

#include "base/utf8.h"
#include <limits.h>
#include <stdint.h>
#include <string.h>

/* Signs of ours that ASCII has a likeness of; anything else becomes '?'. */
static uint32_t likeness(uint32_t point)
{
    static const struct {
        uint32_t point;
        char ascii;
    } likenesses[] = {{0x2013, '-'}, {0x2014, '-'}, {0x2026, '.'}, {0x00b7, '.'}, {0x2190, '<'},
                      {0x2192, '>'}, {0x2581, '_'}, {0x2582, ':'}, {0x2583, '-'}, {0x2584, '='},
                      {0x2585, '+'}, {0x2586, '*'}, {0x2587, '%'}, {0x2588, '#'}};
    for (size_t i = 0; i < sizeof likenesses / sizeof *likenesses; i++)
        if (likenesses[i].point == point)
            return (uint32_t)likenesses[i].ascii;
    return '?';
}

static bool joins_or_widens(uint32_t point)
{
    return point == 0x200d || (point >= 0xfe00 && point <= 0xfe0f);
}

static bool can_be_shown(uint32_t point, bool ascii)
{
    char bytes[MB_LEN_MAX];
    mbstate_t state = {0};
    return (!ascii || point < 128) && wcrtomb(bytes, (wchar_t)point, &state) != (size_t)-1 &&
           wcwidth((wchar_t)point) >= 0;
}

void glyph_make(struct glyph *glyph, const char *cluster, int width, bool ascii)
{
    size_t length = strlen(cluster), at = 0, used;
    int count = 0, columns = 0;
    uint32_t point;
    *glyph = (struct glyph){0};
    for (; (used = utf8_decode(cluster + at, length - at, &point)) && count < GLYPH_TEXT - 1; at += used) {
        bool shown = can_be_shown(point, ascii);
        if (!count && (!shown || !wcwidth((wchar_t)point))) { /* a mark without a letter to stand on */
            point = likeness(point);
            shown = true;
        }
        if (count && (joins_or_widens(point) || !shown))
            continue;
        if (count && wcwidth((wchar_t)point))
            break; /* another character joined to it: the first stands for all */
        columns = count ? columns : wcwidth((wchar_t)point);
        glyph->first[count++] = (wchar_t)point;
    }
    if (columns > width)
        wcscpy(glyph->first, L"?");
    if (columns >= width)
        return;
    bool flag = columns == 1 && used && point >= 0x1f1e6 && point <= 0x1f1ff;
    glyph->second[0] = flag ? (wchar_t)point : L' ';
}
