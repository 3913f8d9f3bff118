#include "unit.h"

#include "codec/json.h"
#include "codec/json_scan.h"
#include <stdio.h>
#include <string.h>

/* The events of a text as letters. */
static const char *events(const char *text)
{
    static char out[256];
    static const char letters[] = {
        [SCAN_END] = '.',    [SCAN_BAD] = '!',       [SCAN_OBJECT] = '{', [SCAN_OBJECT_END] = '}',
        [SCAN_ARRAY] = '[',  [SCAN_ARRAY_END] = ']', [SCAN_NAME] = 'n',   [SCAN_STRING] = 's',
        [SCAN_NUMBER] = '0', [SCAN_TRUE] = 't',      [SCAN_FALSE] = 'f',  [SCAN_NULL] = 'N'};
    struct json_scan scan = json_scan(text, strlen(text));
    size_t n = 0;
    enum json_event event;
    do {
        event = json_scan_next(&scan);
        out[n++] = letters[event];
    } while (event != SCAN_END && event != SCAN_BAD && n < sizeof out - 1);
    out[n] = '\0';
    return out;
}

static void json_scan__tells_events__in_every_row(void **state)
{
    static const struct {
        const char *text, *events;
    } rows[] = {
        {"{}", "{}."},
        {"[]", "[]."},
        {" {\"a\":1,\"b\":[true,false,null]} ", "{n0n[tfN]}."},
        {"\"x\"", "s."},
        {"-1.5e+3", "0."},
        {"[1,]", "[0!"},
        {"{\"a\":1,}", "{n0!"},
        {"{,}", "{!"},
        {"{\"a\"}", "{!"},
        {"[1 2]", "[0!"},
        {"[1]x", "[0]!"},
        {"{]", "{!"},
        {"[}", "[!"},
        {"01", "0!"},
        {"1.", "!"},
        {"\"a", "!"},
        {"\"a\nb\"", "!"},
        {"\"\\x\"", "!"},
        {"\"\\u12g4\"", "!"},
        {"tru", "!"},
        {"", "!"},
        {"[", "[!"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (strcmp(events(rows[i].text), rows[i].events) != 0)
            fail_msg("%s: got %s", rows[i].text, events(rows[i].text));
}

static void json_scan__agrees_with_the_tree__about_what_is_json(void **state)
{
    static const char *const rows[] = {"{\"a\":[1,2,{\"b\":\"c\"}]}", "[\"\\ud83d\\ude00\",\"\\u00e9\"]", "{\"a\":}",
                                       "[[[]]]", "{\"a\":1 \"b\":2}"};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct err e;
        auto_json struct json *tree = json_parse(rows[i], strlen(rows[i]), &e);
        bool good = !strchr(events(rows[i]), '!');
        assert_int_equal(good, tree != NULL);
    }
}

static void json_scan_unescape__decodes__pairs_and_halves(void **state)
{
    static const struct {
        const char *from, *to;
    } rows[] = {
        {"a\\n\\\"\\\\\\/b", "a\n\"\\/b"}, {"\\u00e9", "\xc3\xa9"},     {"\\ud83d\\ude00", "\xf0\x9f\x98\x80"},
        {"\\ud83dx", "\xef\xbf\xbdx"},     {"\\ude00", "\xef\xbf\xbd"},
    };
    char out[64];
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t length = json_scan_unescape(rows[i].from, strlen(rows[i].from), out);
        out[length] = '\0';
        assert_string_equal(out, rows[i].to);
    }
}

static void json_scan_skip__passes_whole_values__of_any_kind(void **state)
{
    static const char text[] = "{\"a\":{\"x\":[1,{\"y\":2}]},\"b\":\"end\"}";
    struct json_scan scan = json_scan(text, strlen(text));
    (void)state;
    assert_int_equal(json_scan_next(&scan), SCAN_OBJECT);
    assert_int_equal(json_scan_next(&scan), SCAN_NAME);
    assert_true(json_scan_skip(&scan));
    assert_int_equal(json_scan_next(&scan), SCAN_NAME);
    assert_true(json_scan_is(&scan, "b"));
    assert_int_equal(json_scan_next(&scan), SCAN_STRING);
    assert_true(json_scan_is(&scan, "end"));
}

static void json_scan_take_name__takes_what_comes__and_leaves_all_else_as_it_was(void **state)
{
    static const struct {
        const char *text, *name;
        bool taken;
    } rows[] = {
        {"{\"id\":7}", "id", true},   {"{\"id\":7}", "i", false},   {"{\"id\":7}", "idx", false},
        {"{\"id\" :7}", "id", false}, {"{ \"id\":7}", "id", false}, {"{\"\\u0069d\":7}", "id", false},
        {"{\"id\"", "id", false},     {"{\"id\":", "id", true},     {"{}", "id", false},
        {"{,\"id\":7}", "id", false}, {"[\"id\":7]", "id", false},  {"\"id\":7", "id", false},
        {"{\"id", "id", false},       {"{", "id", false},           {"", "id", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct json_scan scan = json_scan(rows[i].text, strlen(rows[i].text)), plain = scan;
        if (*rows[i].text == '{' || *rows[i].text == '[')
            assert_int_equal(json_scan_next(&scan), json_scan_next(&plain));
        assert_int_equal(json_scan_take_name(&scan, rows[i].name, strlen(rows[i].name)), rows[i].taken);
        if (rows[i].taken)
            assert_int_equal(json_scan_next(&plain), SCAN_NAME);
        for (int event = 0; event < 4; event++) /* what follows is the same either way */
            assert_int_equal(json_scan_next(&scan), json_scan_next(&plain));
    }
    static const char two[] = "{\"a\":[1,2],\"b\":true}";
    struct json_scan scan = json_scan(two, strlen(two));
    assert_int_equal(json_scan_next(&scan), SCAN_OBJECT);
    assert_false(json_scan_take_name(&scan, "b", 1));
    assert_true(json_scan_take_name(&scan, "a", 1));
    assert_false(json_scan_take_name(&scan, "a", 1)); /* a value comes */
    assert_int_equal(json_scan_next(&scan), SCAN_ARRAY);
    assert_int_equal(json_scan_next(&scan), SCAN_NUMBER);
    assert_false(json_scan_take_name(&scan, "b", 1)); /* an array has none */
    assert_int_equal(json_scan_next(&scan), SCAN_NUMBER);
    assert_int_equal(json_scan_next(&scan), SCAN_ARRAY_END);
    assert_true(json_scan_take_name(&scan, "b", 1));
    assert_int_equal(json_scan_next(&scan), SCAN_TRUE);
    assert_int_equal(json_scan_next(&scan), SCAN_OBJECT_END);
    assert_int_equal(json_scan_next(&scan), SCAN_END);
}

/* What is special is found at every place of the text, as a name and as a value. */
static void json_writer__escapes__wherever_it_stands(void **state)
{
    static const struct {
        const char *from, *to, *inert;
    } rows[] = {
        {"\"", "\\\"", "\\\""},
        {"\\", "\\\\", "\\\\"},
        {"\x1f", "\\u001f", "\\u001f"},
        {"\x7f", "\x7f", "\\u007f"},
        {"\x80", "\xef\xbf\xbd", "\xef\xbf\xbd"},
        {"\xff", "\xef\xbf\xbd", "\xef\xbf\xbd"},
        {"\xc3\xa9", "\xc3\xa9", "\xc3\xa9"},
        {"\xe2\x80\xae", "\xe2\x80\xae", "\\u202e"},
        {"\x20", " ", " "},
        {"!#[]~", "!#[]~", "!#[]~"}, /* the neighbours of what is special */
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (int before = 0; before < 20; before++)
            for (int after = 0; after < 20; after++) {
                static const char fill[] = "abcdefghijklmnopqrst";
                auto_buf struct buf out = buf_make(1000), inert = buf_make(1000);
                struct json_writer w = json_writer(&out);
                char text[100], expected[300];
                snprintf(text, sizeof text, "%.*s%s%.*s", before, fill, rows[i].from, after, fill);
                json_open(&w, '{');
                json_member_text(&w, text, text);
                json_member_text(&w, "b", "");
                json_close(&w);
                snprintf(expected, sizeof expected, "{\"%.*s%s%.*s\":\"%.*s%s%.*s\",\"b\":\"\"}", before, fill,
                         rows[i].to, after, fill, before, fill, rows[i].to, after, fill);
                assert_string_equal(buf_text(&out), expected);
                json_inert(&inert, buf_text(&out), out.length);
                snprintf(expected, sizeof expected, "{\"%.*s%s%.*s\":\"%.*s%s%.*s\",\"b\":\"\"}", before, fill,
                         rows[i].inert, after, fill, before, fill, rows[i].inert, after, fill);
                assert_string_equal(buf_text(&inert), expected);
            }
}

static void json_writer__puts_commas_itself__and_escapes(void **state)
{
    auto_buf struct buf out = buf_make(1000);
    struct json_writer w = json_writer(&out);
    (void)state;
    json_open(&w, '{');
    json_name(&w, "a");
    json_open(&w, '[');
    json_put_int(&w, 1);
    json_put_text(&w, "x\"\n\xff");
    json_put_null(&w);
    json_close(&w);
    json_name(&w, "b");
    json_put_bool(&w, true);
    json_close(&w);
    assert_string_equal(buf_text(&out), "{\"a\":[1,\"x\\\"\\u000a\xef\xbf\xbd\",null],\"b\":true}");
}

static void json_parse__refuses__depth_and_names_the_place(void **state)
{
    char deep[200];
    struct err e;
    (void)state;
    memset(deep, '[', 100);
    memset(deep + 100, ']', 100);
    assert_null(json_parse(deep, sizeof deep, &e));
    assert_null(json_parse("{\n \"a\": x}", 10, &e));
    assert_non_null(strstr(e.message, "line 2"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_scan__tells_events__in_every_row),
        cmocka_unit_test(json_scan__agrees_with_the_tree__about_what_is_json),
        cmocka_unit_test(json_scan_unescape__decodes__pairs_and_halves),
        cmocka_unit_test(json_scan_skip__passes_whole_values__of_any_kind),
        cmocka_unit_test(json_scan_take_name__takes_what_comes__and_leaves_all_else_as_it_was),
        cmocka_unit_test(json_writer__escapes__wherever_it_stands),
        cmocka_unit_test(json_writer__puts_commas_itself__and_escapes),
        cmocka_unit_test(json_parse__refuses__depth_and_names_the_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
