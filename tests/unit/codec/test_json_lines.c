/* JSON lines: whatever the pieces are, the lines are the same. */
#include "unit.h"

#include "codec/json_lines.h"
#include <string.h>

static void lines__are_the_same__in_pieces_of_any_size(void **state)
{
    static const struct {
        const char *json, *lines;
    } rows[] = {
        {"[]", ""},
        {"[\n]\n", ""},
        {"[{\"a\": 1},\n {\"b\": [1, 2, {\"c\": 3}]}]\n", "{\"a\":1}\n{\"b\":[1,2,{\"c\":3}]}\n"},
        {"[{\"a\": \"x, ]} \\\" \\\\\"}, {}]", "{\"a\":\"x, ]} \\\" \\\\\"}\n{}\n"},
        {"[1, \"two\", null]", "1\n\"two\"\nnull\n"},
        {"[[1, 2], [3]]", "[1,2]\n[3]\n"},
        {"{\"a\": [1, 2]}\n", "{\"a\":[1,2]}\n"},
        {"[{\"a\":1}]\n[{\"b\":2}]\n", "{\"a\":1}\n{\"b\":2}\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (size_t piece = 1; piece <= strlen(rows[i].json); piece++) {
            struct json_lines lines = {.depth = 0};
            auto_buf struct buf out = buf_make(1024);
            for (size_t at = 0; at < strlen(rows[i].json); at += piece) {
                size_t left = strlen(rows[i].json) - at;
                json_lines_add(&lines, &out, rows[i].json + at, left < piece ? left : piece);
            }
            assert_string_equal(buf_text(&out), rows[i].lines);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines__are_the_same__in_pieces_of_any_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
