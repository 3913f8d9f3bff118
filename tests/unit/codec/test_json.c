/* The JSON tree: reading without tests for what is absent, and what scanner and tree agree about. */
#include "unit.h"

#include "codec/json.h"
#include "codec/json_scan.h"
#include "random_text.h"
#include <string.h>

static struct json *parsed(const char *text)
{
    struct err e = {0};
    struct json *root = json_parse(text, strlen(text), &e);
    if (!root)
        fail_msg("%s: %s", text, e.message);
    return root;
}

static void json__reads__without_asking_whether_it_is_there(void **state)
{
    auto_json struct json *root = parsed("{\"a\":{\"b\":[1,true,\"x\",null]},\"A\":2,\"n\":1.5}");
    (void)state;
    const struct json *list = json_path(root, "a.b");
    assert_int_equal(json_count(list), 4);
    assert_int_equal(json_number(json_first(list), 0), 1);
    assert_true(json_true(json_next(json_first(list))));
    assert_string_equal(json_text_or(json_next(json_next(json_first(list))), ""), "x");
    assert_int_equal(json_number(json_get(root, "A"), 0), 2);
    assert_string_equal(json_key(json_first(root)), "a");
    assert_null(json_path(root, "a.c.d"));
    assert_null(json_get(list, "b"));
    assert_null(json_get(NULL, "b"));
    assert_null(json_first(NULL));
    assert_null(json_text(NULL));
    assert_false(json_true(NULL));
    assert_int_equal(json_kind(NULL), JSON_NULL);
    assert_int_equal(json_number(json_get(root, "a"), 7), 7);
    assert_int_equal(json_count(NULL), 0);
}

static void json__is_built_and_written__in_the_order_of_the_calls(void **state)
{
    auto_json struct json *root = json_new_object();
    auto_buf struct buf out = buf_make(1000);
    struct json *list = json_new_array();
    (void)state;
    json_push(list, json_new_text("x"));
    json_push(list, json_new_null());
    json_set(root, "list", list);
    json_set_text(root, "text", "old");
    json_set_text(root, "text", "n\"ew");
    json_set_number(root, "number", 3);
    json_set_bool(root, "bool", false);
    json_set_text(root, "null", NULL);
    json_set_text(root, "gone", "x");
    json_remove(root, "gone");
    auto_json struct json *copy = json_copy(root);
    assert_true(json_write(copy, &out));
    assert_string_equal(buf_text(&out),
                        "{\"list\":[\"x\",null],\"text\":\"n\\\"ew\",\"number\":3,\"bool\":false,\"null\":null}");
}

static void json_parse__names_the_place__of_what_is_no_json(void **state)
{
    static const struct {
        const char *text, *place;
    } rows[] = {
        {"", "line 1"},
        {"{\n \"a\": x}", "line 2, column 7"},
        {"[1,2]x", "line 1, column 6"},
        {"{} {}", "line 1, column 4"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct err e;
        assert_null(json_parse(rows[i].text, strlen(rows[i].text), &e));
        if (!strstr(e.message, rows[i].place))
            fail_msg("%s: %s", rows[i].text, e.message);
    }
}

static void json_parse__takes__sixty_four_levels_and_no_more(void **state)
{
    struct err e;
    (void)state;
    for (size_t depth = 63; depth < 67; depth++) {
        char text[200];
        memset(text, '[', depth);
        memset(text + depth, ']', depth);
        auto_json struct json *root = json_parse(text, 2 * depth, &e);
        assert_int_equal(root != NULL, depth <= 64);
        struct json_scan scan = json_scan(text, 2 * depth);
        assert_int_equal(json_scan_skip(&scan), depth <= 64);
    }
}

static void json_writer__writes__what_both_readers_read(void **state)
{
    struct seeded seeded = {.state = 61};
    char text[80], decoded[400];
    (void)state;
    for (int i = 0; i < 3000; i++) {
        auto_buf struct buf out = buf_make(2000);
        size_t length = random_text(&seeded, text, sizeof text);
        if (!utf8_valid(text, length))
            continue;
        json_quote(&out, text, length);
        auto_json struct json *tree = parsed(buf_text(&out));
        assert_string_equal(json_text(tree), text);
        struct json_scan scan = json_scan(buf_text(&out), out.length);
        assert_int_equal(json_scan_next(&scan), SCAN_STRING);
        size_t got = json_scan_unescape(scan.text, scan.length, decoded);
        assert_int_equal(got, length);
        assert_memory_equal(decoded, text, length);
        assert_int_equal(json_scan_next(&scan), SCAN_END);
    }
}

static void json_parse__skips_a_byte_order_mark__before_any_text(void **state)
{
    static const char *const rows[] = {"\xef\xbb\xbf"
                                       "2",
                                       "\xef\xbb\xbf{}", "\xef\xbb\xbf[1,2,3]"};
    struct err e;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct json *json = json_parse(rows[i], strlen(rows[i]), &e);
        assert_non_null(json);
        json_free(json);
    }
    assert_null(json_parse("\xef\xbb\xbf", 3, &e));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json__reads__without_asking_whether_it_is_there),
        cmocka_unit_test(json__is_built_and_written__in_the_order_of_the_calls),
        cmocka_unit_test(json_parse__names_the_place__of_what_is_no_json),
        cmocka_unit_test(json_parse__takes__sixty_four_levels_and_no_more),
        cmocka_unit_test(json_parse__skips_a_byte_order_mark__before_any_text),
        cmocka_unit_test(json_writer__writes__what_both_readers_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
