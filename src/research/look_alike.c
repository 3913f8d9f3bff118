/* Edit distance, and what looks the same. */
#include "research/look_alike.h"

#include "base/utf8.h"
#include "research/lists.h"
#include <string.h>

enum { DOMAIN_EDITS = 2, DOMAIN_MOST = 255 };

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

unsigned look_alike_distance(const char *a, const char *b, unsigned most)
{
    size_t m = strlen(a), n = strlen(b);
    unsigned rows[3][DOMAIN_MOST + 1], *before = rows[0], *last = rows[1], *now = rows[2];
    if (m > DOMAIN_MOST || n > DOMAIN_MOST || (m > n ? m - n : n - m) > most)
        return most + 1;
    for (size_t j = 0; j <= n; j++)
        last[j] = (unsigned)j;
    for (size_t i = 1; i <= m; i++) {
        size_t from = i > most + 1 ? i - most - 1 : 1, to = i + most < n ? i + most : n; /* farther off is too far */
        now[from - 1] = from > 1 ? most + 1 : (unsigned)i;
        if (to < n)
            now[to + 1] = most + 1;
        for (size_t j = from; j <= to; j++) {
            now[j] = least(least(last[j] + 1, now[j - 1] + 1), last[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = least(now[j], before[j - 2] + 1);
        }
        unsigned *free_row = before;
        before = last;
        last = now;
        now = free_row;
    }
    return least(last[n], most + 1);
}

/* What a hasty eye takes for the same; both sides are folded, so that l and 1 may both become i. */
static const struct {
    const char *from, *to;
} folds[] = {
    {"vv", "w"}, {"rn", "m"}, {"0", "o"}, {"1", "i"}, {"l", "i"}, {"5", "s"}, {"-", ""},
};

static void fold(struct buf *out, const char *text)
{
    while (*text) {
        size_t i = 0, count = sizeof folds / sizeof folds[0];
        while (i < count && strncmp(text, folds[i].from, strlen(folds[i].from)) != 0)
            i++;
        if (i < count) {
            buf_puts(out, folds[i].to);
            text += strlen(folds[i].from);
        } else {
            buf_putc(out, *text++);
        }
    }
}

void look_alike_fold(struct buf *out, const char *domain)
{
    auto_buf struct buf form = buf_make(BUF_REQUEST);
    utf8_same_form(&form, domain, strlen(domain));
    fold(out, buf_text(&form));
}

static bool same_to_the_eye(const char *a, const char *b)
{
    auto_buf struct buf x = buf_make(BUF_REQUEST), y = buf_make(BUF_REQUEST);
    fold(&x, a);
    fold(&y, b);
    return !strcmp(buf_text(&x), buf_text(&y));
}

bool look_alike_domain(const char *domain, const char *original)
{
    auto_buf struct buf a = buf_make(BUF_REQUEST), b = buf_make(BUF_REQUEST);
    utf8_same_form(&a, domain, strlen(domain));
    utf8_same_form(&b, original, strlen(original));
    if (!a.length || !b.length || !strcmp(buf_text(&a), buf_text(&b)))
        return false;
    return look_alike_distance(buf_text(&a), buf_text(&b), DOMAIN_EDITS) <= DOMAIN_EDITS ||
           same_to_the_eye(buf_text(&a), buf_text(&b));
}

/* Letters of other alphabets with the shape of a Latin one, lower case: as names of impostors have used them. */
static const struct {
    uint32_t letter;
    char shape;
} shapes[] = {
    {0x3b1, 'a'}, {0x3b5, 'e'}, {0x3b7, 'n'}, {0x3b9, 'i'}, {0x3ba, 'k'}, {0x3bd, 'v'}, {0x3bf, 'o'}, {0x3c1, 'p'},
    {0x3c4, 't'}, {0x3c5, 'u'}, {0x3c7, 'x'}, {0x3c9, 'w'}, {0x3f2, 'c'}, {0x430, 'a'}, {0x432, 'b'}, {0x433, 'r'},
    {0x435, 'e'}, {0x43a, 'k'}, {0x43c, 'm'}, {0x43d, 'h'}, {0x43e, 'o'}, {0x43f, 'n'}, {0x440, 'p'}, {0x441, 'c'},
    {0x442, 't'}, {0x443, 'y'}, {0x445, 'x'}, {0x455, 's'}, {0x456, 'i'}, {0x458, 'j'}, {0x4bb, 'h'}, {0x4cf, 'l'},
    {0x501, 'd'}, {0x51b, 'q'}, {0x51d, 'w'}, {0x570, 'h'}, {0x578, 'n'}, {0x57d, 'u'}, {0x585, 'o'}, {0x131, 'i'},
};

void look_alike_shape(struct buf *out, const char *name)
{
    auto_buf struct buf form = buf_make(BUF_REQUEST);
    uint32_t code_point;
    utf8_same_form(&form, name, strlen(name));
    const char *at = buf_text(&form);
    for (size_t used; (used = utf8_decode(at, strlen(at), &code_point)); at += used) {
        size_t i = 0, count = sizeof shapes / sizeof shapes[0];
        while (i < count && shapes[i].letter != code_point)
            i++;
        if (i < count)
            buf_putc(out, shapes[i].shape);
        else
            buf_add(out, at, used);
    }
}

static bool is_latin(uint32_t letter)
{
    return ((letter | 0x20) >= 'a' && (letter | 0x20) <= 'z' && letter < 0x80) ||
           (letter >= 0xc0 && letter <= 0x24f && letter != 0xd7 && letter != 0xf7);
}

static bool has_latin_shapes(uint32_t letter)
{
    return (letter >= 0x370 && letter <= 0x3ff && utf8_is_word(letter)) || (letter >= 0x400 && letter <= 0x52f) ||
           (letter >= 0x531 && letter <= 0x587) || (letter >= 0x13a0 && letter <= 0x13ff);
}

bool look_alike_mixed(const char *name)
{
    bool latin = false, other = false;
    uint32_t code_point;
    for (size_t used; (used = utf8_decode(name, strlen(name), &code_point)); name += used) {
        latin |= is_latin(code_point);
        other |= has_latin_shapes(code_point);
    }
    return latin && other;
}

/* What is put before or behind a product's name. */
static const char *const fillers[] = {"online", "for business", "cloud", "security", "microsoft", "2025", "2026"};
enum { FILLERS = sizeof fillers / sizeof fillers[0] };

/* Letters and digits alone, in words that one blank parts and surrounds: " sharepoint online ". */
static void words_of(struct buf *out, const char *shape)
{
    uint32_t code_point;
    buf_putc(out, ' ');
    for (size_t used; (used = utf8_decode(shape, strlen(shape), &code_point)); shape += used) {
        if (utf8_is_word(code_point))
            buf_add(out, shape, used);
        else if (out->data[out->length - 1] != ' ')
            buf_putc(out, ' ');
    }
    if (out->data[out->length - 1] != ' ')
        buf_putc(out, ' ');
}

/* Takes the fillers of `set` out of `words` and all blanks with them. */
static void without(struct buf *out, const char *words, unsigned set)
{
    while (*words) {
        size_t skip = 0;
        for (size_t i = 0; i < FILLERS && !skip; i++) {
            size_t length = strlen(fillers[i]);
            if ((set & 1u << i) && *words == ' ' && !strncmp(words + 1, fillers[i], length) && words[length + 1] == ' ')
                skip = length + 1;
        }
        if (!skip && *words != ' ')
            buf_putc(out, *words);
        words += skip ? skip : 1;
    }
}

static bool imitates(const char *words, const char *product)
{
    auto_buf struct buf whole = buf_make(BUF_REQUEST), original = buf_make(BUF_REQUEST);
    words_of(&whole, product);
    without(&original, buf_text(&whole), 0);
    for (unsigned set = 0; set < 1u << FILLERS; set++) {
        auto_buf struct buf rest = buf_make(BUF_REQUEST);
        without(&rest, words, set);
        if (rest.length && same_to_the_eye(buf_text(&rest), buf_text(&original)))
            return true;
    }
    return false;
}

const char *look_alike_product(const struct lists *lists, const char *name)
{
    auto_buf struct buf shape = buf_make(BUF_REQUEST), words = buf_make(BUF_REQUEST);
    look_alike_shape(&shape, name);
    words_of(&words, buf_text(&shape));
    size_t count = lists_count(lists, LIST_PRODUCT_NAMES, NULL);
    for (size_t i = 0; i < count; i++) {
        const struct list_row *row = lists_row(lists, LIST_PRODUCT_NAMES, i);
        if (imitates(buf_text(&words), row->key))
            return row->fields[0];
    }
    return NULL;
}
