/* JSON broken into lines: nothing of it changes but the white space. */
#include "unit.h"

#include "output/pretty.h"

static void pretty_json__breaks_lines__when_it_is_compact(void **state)
{
    static const struct {
        const char *json, *text;
    } rows[] = {
        {"{\"a\":1,\"b\":[true,null],\"c\":{},\"d\":[]}",
         "{\n  \"a\": 1,\n  \"b\": [\n    true,\n    null\n  ],\n  \"c\": {},\n  \"d\": []\n}"},
        {"{\"a\":\"x,{}:[]\\\"y\\\\\"}", "{\n  \"a\": \"x,{}:[]\\\"y\\\\\"\n}"},
        {" { \"a\" : 1 } ", "{\n  \"a\": 1\n}"},
        {"", ""},
        {"}]{\"", "\n}\n]{\n  \""}, /* bad text comes out too */
        {"\"open\\", "\"open\\"},
    };
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        auto_buf struct buf out = buf_make(4096);
        pretty_json(rows[i].json, &out);
        assert_string_equal(buf_text(&out), rows[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pretty_json__breaks_lines__when_it_is_compact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
