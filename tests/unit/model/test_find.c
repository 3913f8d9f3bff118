/* Finding, against the library's own search: every length around a block, in memory that ends with the text. */
#include "unit.h"

#include "base/alloc.h"
#include "base/random.h"
#include "model/find.h"
#include <string.h>

static void compare(const char *text, size_t length, const char *needle, size_t needle_length)
{
    const char *expected = memmem(text, length, needle, needle_length);
    const char *found = find_text(text, length, needle, needle_length);
    if (found != expected)
        fail_msg("\"%.*s\" in \"%.*s\"", (int)needle_length, needle, (int)length, text);
}

static void find_text__finds_the_first__as_memmem_does(void **state)
{
    struct seeded seeded = {.state = 31};
    (void)state;
    for (int round = 0; round < 20000; round++) {
        size_t length = seeded_below(&seeded, 70), needle_length = seeded_below(&seeded, 20);
        unsigned letters = 1 + seeded_below(&seeded, 3);
        char *text = xmalloc(length), needle[20];
        for (size_t i = 0; i < length; i++)
            text[i] = (char)('a' + seeded_below(&seeded, letters));
        for (size_t i = 0; i < needle_length; i++)
            needle[i] = (char)('a' + seeded_below(&seeded, letters));
        compare(text, length, needle, needle_length);
        if (length > 5) /* one that is there for certain, at the very end */
            compare(text, length, text + length - 5, 5);
        xfree(text);
    }
}

static void find_text__takes_any_byte__at_the_edges_of_a_block(void **state)
{
    (void)state;
    for (size_t length = 1; length < 50; length++)
        for (size_t at = 0; at < length; at++) {
            char text[50];
            memset(text, '\x7f', sizeof text);
            text[at] = '\xff';
            compare(text, length, "\xff", 1);
            if (at + 1 < length)
                compare(text, length, "\xff\x7f", 2);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(find_text__finds_the_first__as_memmem_does),
        cmocka_unit_test(find_text__takes_any_byte__at_the_edges_of_a_block),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
