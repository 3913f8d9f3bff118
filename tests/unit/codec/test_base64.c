/* base64: known texts, both alphabets, and what is none. */
#include "unit.h"

#include "codec/base64.h"
#include <string.h>

static void base64__knows__the_vectors_of_the_rfc(void **state)
{
    static const char *const rows[][2] = {{"", ""},
                                          {"f", "Zg=="},
                                          {"fo", "Zm8="},
                                          {"foo", "Zm9v"},
                                          {"foob", "Zm9vYg=="},
                                          {"fooba", "Zm9vYmE="},
                                          {"foobar", "Zm9vYmFy"}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_buf struct buf out = buf_make(100), back = buf_make(100);
        base64_encode(&out, rows[i][0], strlen(rows[i][0]));
        assert_string_equal(buf_text(&out), rows[i][1]);
        assert_true(base64_decode(&back, rows[i][1], strlen(rows[i][1])));
        assert_string_equal(buf_text(&back), rows[i][0]);
    }
}

static void base64__round_trips__every_length_in_both_alphabets(void **state)
{
    unsigned char bytes[60];
    (void)state;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(i * 37 + 200);
    for (size_t length = 0; length < sizeof bytes; length++) {
        auto_buf struct buf text = buf_make(100), safe = buf_make(100), back = buf_make(100), again = buf_make(100);
        base64_encode(&text, bytes, length);
        base64url_encode(&safe, bytes, length);
        assert_true(base64_decode(&back, buf_text(&text), text.length));
        assert_true(base64_decode(&again, buf_text(&safe), safe.length));
        assert_int_equal(back.length, length);
        assert_memory_equal(buf_text(&back), bytes, length);
        assert_int_equal(again.length, length);
        assert_memory_equal(buf_text(&again), bytes, length);
        assert_null(strpbrk(buf_text(&safe), "+/="));
    }
}

static void base64_decode__refuses__other_characters_and_lengths(void **state)
{
    static const char *const rows[] = {"A", "AAAAA", "AA A", "AA=A", "A=", "AAA*", "AAA\n", "\xc3\xa9"};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_buf struct buf out = buf_make(100);
        if (base64_decode(&out, rows[i], strlen(rows[i])))
            fail_msg("\"%s\" was taken", rows[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(base64__knows__the_vectors_of_the_rfc),
        cmocka_unit_test(base64__round_trips__every_length_in_both_alphabets),
        cmocka_unit_test(base64_decode__refuses__other_characters_and_lengths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
