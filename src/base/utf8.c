/* UTF-8 by utf8proc, with short cuts for ASCII. */
#include "base/utf8.h"

#include "base/alloc.h"
#include <string.h>
#include <utf8proc.h>

size_t utf8_decode(const char *text, size_t length, uint32_t *code_point)
{
    utf8proc_int32_t found;

    if (!length)
        return 0;
    if ((unsigned char)*text < 0x80) {
        *code_point = (unsigned char)*text;
        return 1;
    }
    utf8proc_ssize_t used = utf8proc_iterate((const utf8proc_uint8_t *)text, length > 4 ? 4 : (utf8proc_ssize_t)length,
                                             &found);
    *code_point = used < 1 ? 0xFFFD : (uint32_t)found;
    return used < 1 ? 1 : (size_t)used;
}

size_t utf8_encode(uint32_t code_point, char out[4])
{
    if (!utf8proc_codepoint_valid((utf8proc_int32_t)code_point))
        code_point = 0xFFFD;
    return (size_t)utf8proc_encode_char((utf8proc_int32_t)code_point, (utf8proc_uint8_t *)out);
}

/* Columns of one code point: 0 (combining), 1 or 2. */
static int utf8_columns(uint32_t code_point)
{
    if (code_point < 0x300)
        return code_point >= 0x20 && code_point != 0x7f && code_point != 0xad;
    if (code_point >= 0x1160 && code_point <= 0x11ff) /* Korean vowels and final consonants stand in their syllable */
        return 0;
    if (utf8proc_category((utf8proc_int32_t)code_point) == UTF8PROC_CATEGORY_MC)
        return 1;
    return utf8proc_charwidth((utf8proc_int32_t)code_point);
}

static bool is_pictogram(uint32_t code_point)
{
    return utf8proc_get_property((utf8proc_int32_t)code_point)->boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

static bool is_half_flag(uint32_t code_point)
{
    return code_point >= 0x1f1e6 && code_point <= 0x1f1ff;
}

/* What belongs to the character before it: combining marks, joiners and the picture after one, variation selectors, skin
 * tones, the rest of a Korean syllable. */
static bool continues(uint32_t before, uint32_t code_point)
{
    if (code_point < 0x300)
        return false;
    if (before == 0x200d && is_pictogram(code_point))
        return true;
    if (code_point == 0x200d || (code_point >= 0xfe00 && code_point <= 0xfe0f) ||
        (code_point >= 0x1f3fb && code_point <= 0x1f3ff) || (code_point >= 0x1160 && code_point <= 0x11ff))
        return true;
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code_point);
    return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME;
}

size_t utf8_cluster(const char *text, size_t length, int *columns)
{
    uint32_t first, last, next;
    size_t used = utf8_decode(text, length, &first), more;

    *columns = 0;
    if (!used)
        return 0;
    *columns = utf8_columns(first);
    last = first;
    if (used < length && (unsigned char)text[used] < 0x80)
        return used;
    if (is_half_flag(first) && (more = utf8_decode(text + used, length - used, &next)) && is_half_flag(next)) {
        *columns = 2;
        used += more;
    }
    while ((more = utf8_decode(text + used, length - used, &next)) && continues(last, next)) {
        if (next == 0xfe0f && *columns == 1 && first >= 0x203c)
            *columns = 2; /* shown as an emoji */
        used += more;
        last = next;
    }
    return used;
}

int utf8_width(const char *text)
{
    size_t length = strlen(text), used;
    int columns, total = 0;

    while ((used = utf8_cluster(text, length, &columns))) {
        total += columns;
        text += used;
        length -= used;
    }
    return total;
}

size_t utf8_fit(const char *text, int columns, int *used)
{
    size_t length = strlen(text), at = 0, more;
    int width;

    *used = 0;
    while ((more = utf8_cluster(text + at, length - at, &width)) && *used + width <= columns) {
        *used += width;
        at += more;
    }
    return at;
}

bool utf8_valid(const char *text, size_t length)
{
    utf8proc_int32_t found;

    while (length) {
        utf8proc_ssize_t used = utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)length, &found);
        if (used < 1)
            return false;
        text += used;
        length -= (size_t)used;
    }
    return true;
}

static void put(char *out, size_t size, size_t at, char byte)
{
    if (at < size)
        out[at] = byte;
}

/* Folds one non-ASCII code point; what it becomes is appended at `at`. */
static size_t fold_one(uint32_t code_point, char *out, size_t size, size_t at)
{
    utf8proc_int32_t parts[16];
    int last_boundary = 0;
    utf8proc_ssize_t n = utf8proc_decompose_char(
        (utf8proc_int32_t)code_point, parts, 16,
        UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK, &last_boundary);

    for (utf8proc_ssize_t i = 0; i < n && i < 16; i++) {
        char bytes[4];
        size_t length = utf8_encode((uint32_t)parts[i], bytes);
        for (size_t j = 0; j < length; j++)
            put(out, size, at++, bytes[j]);
    }
    return at;
}

/* Eight bytes at a time while they are ASCII and there is room; returns how many. */
static size_t fold_ascii(const char *text, size_t length, char *out, size_t size)
{
    size_t at = 0;
    for (uint64_t word; at + 8 <= length && at + 8 <= size; at += 8) {
        memcpy(&word, text + at, 8);
        if (word & 0x8080808080808080u)
            break;
        uint64_t from_a = word + 0x3f3f3f3f3f3f3f3fu,
                 past_z = word + 0x2525252525252525u; /* the highest bit: at least 'A', after 'Z' */
        word |= (from_a & ~past_z & 0x8080808080808080u) >> 2;
        memcpy(out + at, &word, 8);
    }
    return at;
}

size_t utf8_fold(const char *text, size_t length, char *out, size_t size)
{
    size_t at = fold_ascii(text, length, out, size);

    for (size_t i = at; i < length;) {
        unsigned char byte = (unsigned char)text[i];
        if (byte < 0x80) {
            put(out, size, at++, (char)(byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte));
            i++;
            continue;
        }
        uint32_t code_point;
        i += utf8_decode(text + i, length - i, &code_point);
        at = fold_one(code_point, out, size, at);
    }
    if (size)
        out[at < size ? at : size - 1] = '\0';
    return at;
}

static bool is_ascii(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] >= 0x80)
            return false;
    return true;
}

/* Marks after a letter stand in the order of their classes, whatever order they were typed in. */
static void order_marks(utf8proc_int32_t *points, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t j = i; j; j--) {
            int after = utf8proc_get_property(points[j])->combining_class;
            if (!after || utf8proc_get_property(points[j - 1])->combining_class <= after)
                break;
            utf8proc_int32_t swap = points[j];
            points[j] = points[j - 1];
            points[j - 1] = swap;
        }
}

void utf8_same_form(struct buf *out, const char *text, size_t length)
{
    if (is_ascii(text, length)) {
        for (size_t i = 0; i < length; i++)
            buf_putc(out, (char)(text[i] >= 'A' && text[i] <= 'Z' ? text[i] | 0x20 : text[i]));
        return;
    }
    const utf8proc_option_t form = UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD |
                                   UTF8PROC_IGNORE;
    utf8proc_int32_t *points = NULL;
    size_t capacity = 0, count = 0;
    int last_boundary = 0;
    for (size_t at = 0; at < length;) { /* one at a time: bytes that are no text become marks instead of an error */
        uint32_t code_point;
        at += utf8_decode(text + at, length - at, &code_point);
        points = grow_array(points, &capacity, count + 20, sizeof *points);
        utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)code_point, points + count, 20, form,
                                                     &last_boundary);
        count += n > 0 && n <= 20 ? (size_t)n : 0;
    }
    order_marks(points, count);
    utf8proc_ssize_t left = utf8proc_normalize_utf32(points, (utf8proc_ssize_t)count, form);
    for (utf8proc_ssize_t i = 0; i < left; i++) {
        char bytes[4];
        buf_add(out, bytes, utf8_encode((uint32_t)points[i], bytes));
    }
    xfree(points);
}

bool utf8_is_word(uint32_t code_point)
{
    if (code_point < 0x80)
        return (code_point >= '0' && code_point <= '9') || ((code_point | 0x20) >= 'a' && (code_point | 0x20) <= 'z');
    switch (utf8proc_category((utf8proc_int32_t)code_point)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return true;
    default:
        return false;
    }
}
