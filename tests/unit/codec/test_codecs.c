#include "unit.h"

#include "base/clock.h"
#include "base/guid.h"
#include "codec/base64.h"
#include "codec/csv.h"
#include "codec/jwt.h"
#include "codec/url.h"
#include "codec/yaml.h"
#include <string.h>

static void url_same_origin__sees_through__every_disguise(void **state)
{
    static const struct {
        const char *a, *b;
        bool same;
    } rows[] = {
        {"https://graph.microsoft.com/v1.0", "https://GRAPH.microsoft.com:443/x?y", true},
        {"https://graph.microsoft.com", "https://graph.microsoft.com.evil.example", false},
        {"https://graph.microsoft.com", "https://graph.microsoft.com@evil.example", false},
        {"https://graph.microsoft.com", "http://graph.microsoft.com", false},
        {"https://graph.microsoft.com", "https://graph.microsoft.com:444", false},
        {"http://127.0.0.1:8080/graph", "http://127.0.0.1:8080/login", true},
        {"https://a", "https://a\r\nHost: b", false},
        {"https://a", "//a", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (url_same_origin(rows[i].a, rows[i].b) != rows[i].same)
            fail_msg("%s and %s", rows[i].a, rows[i].b);
}

static void url_is_loopback__takes_numbers__not_names(void **state)
{
    (void)state;
    assert_true(url_is_loopback("http://127.0.0.1:80/"));
    assert_true(url_is_loopback("http://[::1]/"));
    assert_true(url_is_loopback("http://localhost/"));
    assert_false(url_is_loopback("http://127.evil.example/"));
    assert_false(url_is_loopback("http://localhost.evil.example/"));
}

static void url_encode__escapes__all_but_unreserved(void **state)
{
    auto_buf struct buf out = buf_make(200);
    (void)state;
    url_encode(&out, "a b#EXT#@x");
    assert_string_equal(buf_text(&out), "a%20b%23EXT%23%40x");
    buf_clear(&out);
    url_odata_literal(&out, "O'Neil");
    assert_string_equal(buf_text(&out), "%27O%27%27Neil%27");
}

static void url_query_next__splits_and_decodes__until_the_end(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    const char *at = "$top=5&x=a%20b+c&bad=%zz";
    char *name, *value;
    bool bad;
    (void)state;
    assert_true(url_query_next(arena, &at, &name, &value, &bad));
    assert_string_equal(name, "$top");
    assert_string_equal(value, "5");
    assert_true(url_query_next(arena, &at, &name, &value, &bad));
    assert_string_equal(value, "a b c");
    assert_true(url_query_next(arena, &at, &name, &value, &bad));
    assert_true(bad);
    assert_false(url_query_next(arena, &at, &name, &value, &bad));
}

static void base64__round_trips__every_length(void **state)
{
    unsigned char bytes[40];
    (void)state;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(i * 37 + 200);
    for (size_t length = 0; length < sizeof bytes; length++) {
        auto_buf struct buf text = buf_make(100), back = buf_make(100), safe = buf_make(100);
        base64_encode(&text, bytes, length);
        base64url_encode(&safe, bytes, length);
        assert_true(base64_decode(&back, buf_text(&text), text.length));
        assert_int_equal(back.length, length);
        assert_memory_equal(buf_text(&back), bytes, length);
        assert_null(strpbrk(buf_text(&safe), "+/="));
    }
}

static void jwt_verify__refuses__a_changed_token(void **state)
{
    auto_buf struct buf token = buf_make(4096);
    auto_json struct json *claims = json_new_object();
    struct err e;
    (void)state;
    json_set_text(claims, "aud", "graph");
    assert_true(jwt_sign_hs256(claims, "key", 3, &token));
    auto_json struct json *good = jwt_verify_hs256(buf_text(&token), "key", 3, &e);
    assert_string_equal(json_text(json_get(good, "aud")), "graph");
    assert_null(jwt_verify_hs256(buf_text(&token), "kex", 3, &e));
    char *middle = strchr(token.data, '.') + 3;
    *middle = *middle == 'A' ? 'B' : 'A';
    assert_null(jwt_verify_hs256(buf_text(&token), "key", 3, &e));
    assert_null(jwt_claims("no dots", &e));
}

static void yaml_parse__says_where__for_every_mistake(void **state)
{
    static const struct {
        const char *text, *place;
    } rows[] = {
        {"a: 1\nb: [1, 2\n", "f:3:1"},
        {"a: 1\na: 2\n", "f:2:1"},
        {"a: &x 1\n", "f:1:4"},
        {"a: 1\n---\nb: 2\n", "f:2:1"},
    };
    struct err e;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_null(yaml_parse(rows[i].text, strlen(rows[i].text), "f", &e));
        if (strncmp(e.message, rows[i].place, strlen(rows[i].place)) != 0)
            fail_msg("%s: %s", rows[i].place, e.message);
    }
}

static void yaml_parse__remembers_places__of_values(void **state)
{
    static const char text[] = "theme: dark\ntenants:\n  demo:\n    x: \"1\"\n  other: [a, b]\n";
    struct err e;
    struct yaml *root = yaml_parse(text, strlen(text), "f", &e);
    (void)state;
    assert_non_null(root);
    assert_string_equal(yaml_text(root, "theme", ""), "dark");
    const struct yaml *demo = yaml_get(yaml_get(root, "tenants"), "demo");
    assert_int_equal(demo->line, 3);
    assert_int_equal(demo->column, 3);
    assert_true(yaml_get(demo, "x")->quoted);
    assert_string_equal(yaml_get(yaml_get(root, "tenants"), "other")->first->next->scalar, "b");
    yaml_tree_free(root);
    root = yaml_parse("", 0, "f", &e);
    assert_int_equal(root->kind, YAML_MAP);
    yaml_tree_free(root);
}

static void csv_next__reads__quotes_newlines_and_marks(void **state)
{
    static const char text[] = "\xef\xbb\xbf"
                               "a,\"b \"\"x\"\"\"\r\n\"two\nlines\",\n\n\"open";
    struct csv_reader reader = csv_reader(text, strlen(text));
    struct err e;
    (void)state;
    assert_true(csv_next(&reader, &e));
    assert_string_equal(csv_field(&reader, 0), "a");
    assert_string_equal(csv_field(&reader, 1), "b \"x\"");
    assert_true(csv_next(&reader, &e));
    assert_string_equal(csv_field(&reader, 0), "two\nlines");
    assert_int_equal(reader.count, 2);
    assert_false(csv_next(&reader, &e));
    assert_int_equal(e.code, ERR_PARSE);
    assert_non_null(strstr(e.message, "line 5"));
    csv_free(&reader);
}

static void clock__round_trips__and_refuses(void **state)
{
    static const char *const good[] = {"2026-11-23T12:00:00Z", "2000-02-29T23:59:59Z",
                                       "1970-01-01T00:00:00Z", "1969-12-31T23:59:59Z"};
    static const char *const wrong[] = {"2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
                                        "2026-11-23", "2026-11-23T12:00:00",
                                        "2026-11-23T24:00:00Z"};
    char text[CLOCK_TEXT];
    int64_t ms;
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_true(clock_parse(good[i], strlen(good[i]), &ms));
        assert_string_equal(clock_format(ms, text), good[i]);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(clock_parse(wrong[i], strlen(wrong[i]), &ms));
    assert_true(clock_parse("2026-11-23T12:00:00.1234567+01:00", 33, &ms));
    assert_string_equal(clock_format(ms, text), "2026-11-23T11:00:00Z");
    assert_int_equal(ms % 1000, 123);
    assert_true(clock_parse("0001-01-01T00:00:00Z", 20, &ms));
    assert_int_equal(ms, 0);
}

static void guid__round_trips__in_lower_case(void **state)
{
    struct guid guid;
    char text[GUID_TEXT];
    (void)state;
    assert_true(guid_parse("6FD2C87F-B296-42F0-B197-1E91E994B900", 36, &guid));
    assert_string_equal(guid_format(&guid, text), "6fd2c87f-b296-42f0-b197-1e91e994b900");
    assert_false(guid_parse("6fd2c87f-b296-42f0-b197-1e91e994b90g", 36, &guid));
    assert_false(guid_parse("6fd2c87fb-29642f0-b197-1e91e994b9000", 36, &guid));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(url_same_origin__sees_through__every_disguise),
        cmocka_unit_test(url_is_loopback__takes_numbers__not_names),
        cmocka_unit_test(url_encode__escapes__all_but_unreserved),
        cmocka_unit_test(url_query_next__splits_and_decodes__until_the_end),
        cmocka_unit_test(base64__round_trips__every_length),
        cmocka_unit_test(jwt_verify__refuses__a_changed_token),
        cmocka_unit_test(yaml_parse__says_where__for_every_mistake),
        cmocka_unit_test(yaml_parse__remembers_places__of_values),
        cmocka_unit_test(csv_next__reads__quotes_newlines_and_marks),
        cmocka_unit_test(clock__round_trips__and_refuses),
        cmocka_unit_test(guid__round_trips__in_lower_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
