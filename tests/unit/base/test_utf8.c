/* UTF-8: decoding anything, clusters and columns, folding. */
#include "unit.h"

#include "base/utf8.h"
#include "random_text.h"
#include <stdio.h>
#include <string.h>

static void utf8__round_trips__every_code_point(void **state)
{
    (void)state;
    for (uint32_t code_point = 0; code_point < 0x110000; code_point++) {
        char bytes[4];
        uint32_t back;
        size_t length = utf8_encode(code_point, bytes);
        assert_int_equal(utf8_decode(bytes, length, &back), length);
        bool surrogate = code_point >= 0xd800 && code_point <= 0xdfff;
        if (back != (surrogate ? 0xfffd : code_point))
            fail_msg("U+%04X became U+%04X", code_point, back);
        assert_true(utf8_valid(bytes, length));
    }
}

static void utf8_decode__takes_one_byte__of_what_is_invalid(void **state)
{
    static const char *const rows[] = {"\x80", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff", "\xe2\x82"};
    uint32_t code_point;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(utf8_decode(rows[i], strlen(rows[i]), &code_point), 1);
        assert_int_equal(code_point, 0xfffd);
        assert_false(utf8_valid(rows[i], strlen(rows[i])));
    }
    assert_int_equal(utf8_decode("", 0, &code_point), 0);
    assert_int_equal(utf8_decode("\xe2\x82\xac", 2, &code_point), 1); /* not beyond the length */
}

static void utf8_width__counts_columns__as_a_terminal_does(void **state)
{
    static const struct {
        const char *text;
        int width;
    } rows[] = {
        {"", 0},
        {"abc", 3},
        {"e\u0301", 1},
        {"\u5c71\u7530", 4},
        {"\uac00", 2},
        {"\U0001f469", 2},
        {"\U0001f469\u200d\U0001f4bb", 2},
        {"\U0001f469\U0001f3fd", 2},
        {"\u2708\ufe0f", 2},
        {"\u05d0\u05d1", 2},
        {"\u2026", 1},
        {"\U0001f1e9\U0001f1ea", 2},
        {"\u0928\u093e", 2}, /* a vowel sign has a column of its own */
        {"\u0915\u094d\u200d\u0937", 2},
        {"\u1112\u1161\u11ab", 2},
        {"\U0001f468\u200d\U0001f469\u200d\U0001f467", 2},
        {"\U0001f3f3\ufe0f\u200d\U0001f308", 2},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (utf8_width(rows[i].text) != rows[i].width)
            fail_msg("\"%s\" is %d wide, not %d", rows[i].text, utf8_width(rows[i].text), rows[i].width);
}

static void utf8_fit__keeps_together__what_is_one_sign(void **state)
{
    static const char *const signs[] = {"\U0001f1e9\U0001f1ea",
                                        "\U0001f468\U0001f3fd\u200d\U0001f4bb",
                                        "\U0001f468\u200d\U0001f469\u200d\U0001f467",
                                        "\U0001f3f3\ufe0f\u200d\U0001f308",
                                        "\u2764\ufe0f",
                                        "\u1112\u1161\u11ab"};
    (void)state;
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        char text[80];
        int used;
        snprintf(text, sizeof text, "a%s%s", signs[i], signs[i]);
        for (int room = 0; room < 6; room++) {
            size_t bytes = utf8_fit(text, room, &used), sign = strlen(signs[i]);
            assert_int_equal(bytes, room == 0 ? 0 : room < 3 ? 1 : room < 5 ? 1 + sign : 1 + 2 * sign);
        }
    }
}

static void utf8_fit__cuts_between_clusters__never_wider(void **state)
{
    struct seeded seeded = {.state = 21};
    char text[200];
    (void)state;
    for (int i = 0; i < 3000; i++) {
        random_text(&seeded, text, sizeof text);
        int room = (int)seeded_below(&seeded, 30), used, columns, total = 0;
        size_t bytes = utf8_fit(text, room, &used), at = 0;
        assert_true(used <= room);
        while (at < bytes) {
            at += utf8_cluster(text + at, strlen(text + at), &columns);
            total += columns;
        }
        assert_int_equal(at, bytes);
        assert_int_equal(total, used);
        if (text[at]) { /* the next one would not have fitted */
            utf8_cluster(text + at, strlen(text + at), &columns);
            assert_true(used + columns > room);
        }
    }
}

static void utf8_fold__makes_equal__what_people_call_equal(void **state)
{
    static const struct {
        const char *from, *to;
    } rows[] = {
        {"Alina WEISS", "alina weiss"},   {"Wei\u00df", "weiss"}, {"J\u00f6rg", "jorg"}, {"Jo\u0308rg", "jorg"},
        {"\u00c9\u00e8", "ee"},           {"\uff21\uff22", "ab"}, {"\ufb01n", "fin"},    {"\u0130", "i"},
        {"\u0391\u03a3", "\u03b1\u03c3"}, {"\u0416", "\u0436"},   {"\xff", "\ufffd"},    {"", ""},
    };
    char out[64];
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t need = utf8_fold(rows[i].from, strlen(rows[i].from), out, sizeof out);
        if (strcmp(out, rows[i].to) != 0)
            fail_msg("%s became %s", rows[i].from, out);
        assert_int_equal(need, strlen(rows[i].to));
    }
}

/* Searching relies on it: folding a part gives a part of the folded whole. */
static void utf8_fold__goes_piece_by_piece__and_only_once(void **state)
{
    struct seeded seeded = {.state = 22};
    char left[80], right[80], both[160], a[1200], b[1200], whole[2400], again[2400];
    (void)state;
    for (int i = 0; i < 3000; i++) {
        random_text(&seeded, left, sizeof left);
        random_text(&seeded, right, sizeof right);
        if (!utf8_valid(left, strlen(left)))
            continue; /* its last bytes may join the first of the other */
        snprintf(both, sizeof both, "%s%s", left, right);
        size_t length = utf8_fold(left, strlen(left), a, sizeof a);
        utf8_fold(right, strlen(right), b, sizeof b);
        assert_int_equal(utf8_fold(both, strlen(both), whole, sizeof whole), length + strlen(b));
        assert_memory_equal(whole, a, length);
        assert_string_equal(whole + length, b);
        utf8_fold(whole, strlen(whole), again, sizeof again);
        assert_true(utf8_valid(again, strlen(again)));
    }
}

static void utf8_fold__says_what_it_needs__and_ends_what_it_writes(void **state)
{
    char out[8];
    (void)state;
    assert_int_equal(utf8_fold("ABCDEFGHIJ", 10, NULL, 0), 10);
    memset(out, 'Z', sizeof out);
    assert_int_equal(utf8_fold("ABCDEFGHIJ", 10, out, 4), 10);
    assert_string_equal(out, "abc");
    assert_int_equal(out[4], 'Z');
}

static void utf8_same_form__makes_equal__what_is_the_same_text(void **state)
{
    static const struct {
        const char *text, *form;
    } rows[] = {
        {"", ""},
        {"Invoice", "invoice"},
        {"\uff29nvoice", "invoice"},        /* a wide letter */
        {"in\u200bvoice", "invoice"},       /* a space that nobody sees */
        {"PIRAT\u00c9", "pirat\u00e9"},     /* the accent stays */
        {"PIRATE\u0301", "pirat\u00e9"},    /* and is the same however it is written */
        {"q\u0307\u0323", "q\u0323\u0307"}, /* two marks in the order of their classes */
        {"\u00dcberweisung", "\u00fcberweisung"},
        {"a\xff", "a\ufffd"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_buf struct buf out = buf_make(100);
        utf8_same_form(&out, rows[i].text, strlen(rows[i].text));
        assert_string_equal(buf_text(&out), rows[i].form);
    }
}

static void utf8_is_word__knows_letters_and_digits__of_any_script(void **state)
{
    (void)state;
    assert_true(utf8_is_word('a') && utf8_is_word('Z') && utf8_is_word('0') && utf8_is_word(0xe9) &&
                utf8_is_word(0x433) && utf8_is_word(0x5c71) && utf8_is_word(0x301));
    assert_false(utf8_is_word(' ') || utf8_is_word('-') || utf8_is_word('_') || utf8_is_word(0xa0) ||
                 utf8_is_word(0x200b) || utf8_is_word(0x2026));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8__round_trips__every_code_point),
        cmocka_unit_test(utf8_decode__takes_one_byte__of_what_is_invalid),
        cmocka_unit_test(utf8_width__counts_columns__as_a_terminal_does),
        cmocka_unit_test(utf8_fit__keeps_together__what_is_one_sign),
        cmocka_unit_test(utf8_fit__cuts_between_clusters__never_wider),
        cmocka_unit_test(utf8_fold__makes_equal__what_people_call_equal),
        cmocka_unit_test(utf8_fold__goes_piece_by_piece__and_only_once),
        cmocka_unit_test(utf8_fold__says_what_it_needs__and_ends_what_it_writes),
        cmocka_unit_test(utf8_same_form__makes_equal__what_is_the_same_text),
        cmocka_unit_test(utf8_is_word__knows_letters_and_digits__of_any_script),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
