#include "unit.h"

#include "base/arena.h"
#include "base/clean.h"
#include "base/utf8.h"
#include <string.h>

static const struct {
    const char *name, *from, *to;
} rows[] = {
    {"plain", "Alice Ng", "Alice Ng"},
    {"empty", "", ""},
    {"escape sequence", "\033]0;owned\007x", "^[]0;owned^Gx"},
    {"csi", "a\033[2Jb", "a^[[2Jb"},
    {"delete", "a\177b", "a^?b"},
    {"c1 csi as utf-8",
     "a\xc2\x9b"
     "31mb",
     "a<009B>31mb"},
    {"raw c1 byte",
     "a\x9b"
     "b",
     "a\xef\xbf\xbd"
     "b"},
    {"tab and newline", "a\tb\nc\rd", "a b c d"},
    {"bidi override",
     "a\xe2\x80\xae"
     "b",
     "a<202E>b"},
    {"isolate", "\xe2\x81\xa6x", "<2066>x"},
    {"zero width space",
     "a\xe2\x80\x8b"
     "b",
     "a<200B>b"},
    {"joiner between letters",
     "a\xe2\x80\x8d"
     "b",
     "a<200D>b"},
    {"joiner inside an emoji", "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb",
     "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb"},
    {"byte order mark",
     "\xef\xbb\xbf"
     "a",
     "<FEFF>a"},
    {"soft hyphen",
     "a\xc2\xad"
     "b",
     "a<00AD>b"},
    {"tag character", "\xf3\xa0\x81\x81", "<E0041>"},
    {"hangul filler", "\xe3\x85\xa4", "<3164>"},
    {"overlong", "\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd"},
    {"surrogate", "\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
    {"wide", "\xe5\xb1\xb1\xe7\x94\xb0", "\xe5\xb1\xb1\xe7\x94\xb0"},
    {"one combining mark", "e\xcc\x81", "e\xcc\x81"},
    {"a mark with nothing to stand on", "\xcc\x81x", "<0301>x"},
    {"a tower of marks", "a\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81", "a\xcc\x81\xcc\x81\xcc\x81\xcc\x81"},
};

static void clean_text__shows_what_hides__in_every_row(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char out[256];
        size_t need = clean_text(rows[i].from, strlen(rows[i].from), out, sizeof out);
        if (strcmp(out, rows[i].to) != 0)
            fail_msg("%s: got \"%s\"", rows[i].name, out);
        assert_int_equal(need, strlen(rows[i].to));
    }
}

static void clean_text__leaves_its_own_result__when_run_twice(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char once[256], twice[256];
        clean_text(rows[i].from, strlen(rows[i].from), once, sizeof once);
        clean_text(once, strlen(once), twice, sizeof twice);
        assert_string_equal(once, twice);
    }
}

static void clean_text__never_writes_past_the_end__when_cut_anywhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (size_t size = 1; size < 24; size++) {
            char out[25];
            memset(out, 'Z', sizeof out);
            clean_text(rows[i].from, strlen(rows[i].from), out, size);
            assert_int_equal(out[size], 'Z');
            assert_true(strlen(out) < size);
            assert_true(utf8_valid(out, strlen(out)));
        }
}

static void clean_is__agrees_with_cleaning__for_single_bytes_at_any_place(void **state)
{
    (void)state;
    for (int byte = 1; byte < 256; byte++)
        for (size_t place = 0; place < 17; place++) {
            char text[18] = "aaaaaaaaaaaaaaaaa";
            text[place] = (char)byte;
            assert_int_equal(clean_is(text, 17), byte >= 0x20 && byte < 0x7f);
        }
}

static void clean_strdup__gives_null__for_null(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(0);
    assert_null(clean_strdup(arena, NULL, 0));
    assert_string_equal(clean_strdup(arena, "a\033b", 3), "a^[b");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clean_text__shows_what_hides__in_every_row),
        cmocka_unit_test(clean_text__leaves_its_own_result__when_run_twice),
        cmocka_unit_test(clean_text__never_writes_past_the_end__when_cut_anywhere),
        cmocka_unit_test(clean_is__agrees_with_cleaning__for_single_bytes_at_any_place),
        cmocka_unit_test(clean_strdup__gives_null__for_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
