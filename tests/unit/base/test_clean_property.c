/* What holds for cleaning of any text at all, from seeded texts and from every code point. */
#include "unit.h"

#include "base/clean.h"
#include "random_text.h"
#include <stdio.h>
#include <string.h>

/* What must never reach a terminal as it is: controls, bidirectional controls, and what has no width of its own. */
static bool is_dangerous(uint32_t c)
{
    static const struct {
        uint32_t first, last;
    } rows[] = {
        {0x00, 0x1f},       {0x7f, 0x9f},     {0xad, 0xad},        {0x34f, 0x34f},     {0x61c, 0x61c},
        {0x180e, 0x180e},   {0x200b, 0x200c}, {0x200e, 0x200f},    {0x2028, 0x202e},   {0x2060, 0x206f},
        {0xfeff, 0xfeff},   {0xfff9, 0xfffb}, {0x13430, 0x1343f},  {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a},
        {0xe0000, 0xe0fff}, {0xe000, 0xf8ff}, {0xf0000, 0x10ffff},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (c >= rows[i].first && c <= rows[i].last)
            return true;
    return false;
}

static bool is_emoji(uint32_t c)
{
    return (c >= 0x1f000 && c <= 0x1faff) || (c >= 0x2600 && c <= 0x27bf) || c == 0xfe0f;
}

static void check(const char *text, size_t length)
{
    static char once[1 << 16], twice[1 << 16];
    size_t need = clean_text(text, length, once, sizeof once);
    assert_true(need < sizeof once);
    assert_int_equal(strlen(once), need);
    assert_true(utf8_valid(once, need));
    uint32_t before = 0, c, after;
    for (size_t at = 0, used; at < need; at += used, before = c) {
        used = utf8_decode(once + at, need - at, &c);
        if (is_dangerous(c))
            fail_msg("U+%04X stays in \"%s\"", c, once);
        if (c == 0x200d &&
            !(is_emoji(before) && utf8_decode(once + at + used, need - at - used, &after) && is_emoji(after)))
            fail_msg("a joiner between U+%04X and U+%04X stays", before, after);
    }
    clean_text(once, need, twice, sizeof twice);
    if (strcmp(once, twice) != 0)
        fail_msg("\"%s\" becomes \"%s\" when cleaned again", once, twice);
}

static void clean_text__leaves_nothing_dangerous__in_random_texts(void **state)
{
    struct seeded seeded = {.state = 31};
    char text[120];
    (void)state;
    for (int i = 0; i < 20000; i++)
        check(text, random_text(&seeded, text, sizeof text));
}

static void clean_text__leaves_nothing_dangerous__in_random_bytes(void **state)
{
    struct seeded seeded = {.state = 32};
    char text[64];
    (void)state;
    for (int i = 0; i < 20000; i++) {
        size_t length = seeded_below(&seeded, sizeof text);
        for (size_t j = 0; j < length; j++)
            text[j] = (char)seeded_next(&seeded);
        check(text, length);
    }
}

static void clean_text__leaves_nothing_dangerous__for_every_code_point(void **state)
{
    (void)state;
    for (uint32_t c = 0; c < 0x110000; c++) {
        char text[32] = "a";
        size_t length = 1 + utf8_encode(c, text + 1);
        text[length++] = 'b';
        check(text, length);
    }
}

/* A joiner is let through for its neighbours, which must then be there. */
static void clean_text__shows_a_joiner__unless_emoji_stand_on_both_sides(void **state)
{
    static const struct {
        const char *from, *to;
    } rows[] = {
        {"\U0001f469\u200d\U0001f4bb", "\U0001f469\u200d\U0001f4bb"},
        {"\U0001f469\u200d\U000e0041", "\U0001f469<200D><E0041>"},
        {"\U00020000\u200d\U00020001", "\U00020000<200D>\U00020001"},
        {"\U0001f469\u200d", "\U0001f469<200D>"},
        {"\u200d\U0001f469", "<200D>\U0001f469"},
        {"\u2764\ufe0f\u200d\U0001f525", "\u2764\ufe0f\u200d\U0001f525"},
        {"\U0001f469\u0301\u0301\u0301\u0301\ufe0f\u200d\U0001f4bb",
         "\U0001f469\u0301\u0301\u0301\u0301<200D>\U0001f4bb"},
    };
    char out[128];
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        clean_text(rows[i].from, strlen(rows[i].from), out, sizeof out);
        assert_string_equal(out, rows[i].to);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clean_text__leaves_nothing_dangerous__in_random_texts),
        cmocka_unit_test(clean_text__leaves_nothing_dangerous__in_random_bytes),
        cmocka_unit_test(clean_text__leaves_nothing_dangerous__for_every_code_point),
        cmocka_unit_test(clean_text__shows_a_joiner__unless_emoji_stand_on_both_sides),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
