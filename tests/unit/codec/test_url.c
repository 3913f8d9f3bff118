/* URLs: encoding and decoding, splitting with suspicion, comparing origins. */
#include "unit.h"

#include "base/random.h"
#include "codec/url.h"
#include <string.h>

static void url_same_origin__sees_through__every_disguise(void **state)
{
    static const struct {
        const char *a, *b;
        bool same;
    } rows[] = {
        {"https://graph.microsoft.com/v1.0", "https://GRAPH.microsoft.com:443/x?y", true},
        {"https://graph.microsoft.com", "HTTPS://graph.microsoft.com#f", true},
        {"https://graph.microsoft.com", "https://graph.microsoft.com.evil.example", false},
        {"https://graph.microsoft.com", "https://graph.microsoft.com@evil.example", false},
        {"https://graph.microsoft.com", "https://evil.example\\@graph.microsoft.com", false},
        {"https://graph.microsoft.com", "https://evil.example/https://graph.microsoft.com", false},
        {"https://graph.microsoft.com", "https://evil.example?https://graph.microsoft.com", false},
        {"https://graph.microsoft.com", "https://evil.example#graph.microsoft.com", false},
        {"https://graph.microsoft.com", "http://graph.microsoft.com", false},
        {"https://graph.microsoft.com", "https://graph.microsoft.com:444", false},
        {"http://127.0.0.1:8080/graph", "http://127.0.0.1:8080/login", true},
        {"http://[::1]:80/", "http://[::1]/", true},
        {"https://a", "https://a\r\nHost: b", false},
        {"https://a", "//a", false},
        {"https://a", "", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (url_same_origin(rows[i].a, rows[i].b) != rows[i].same)
            fail_msg("%s and %s", rows[i].a, rows[i].b);
}

static void url_split__takes_apart__what_is_whole(void **state)
{
    static const struct {
        const char *text, *scheme, *host, *path, *query;
        int port;
    } rows[] = {
        {"https://Graph.Microsoft.com", "https", "graph.microsoft.com", "/", "", 443},
        {"http://h:8080/a/b?c=d?e#f", "http", "h", "/a/b", "c=d?e", 8080},
        {"https://[2001:DB8::1]:444?q", "https", "2001:db8::1", "/", "q", 444},
        {"https://h?", "https", "h", "/", "", 443},
        {"https://h/#x?y", "https", "h", "/", "", 443},
    };
    auto_arena struct arena *arena = arena_new(0);
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct url url;
        if (!url_split(arena, rows[i].text, &url))
            fail_msg("%s was refused", rows[i].text);
        assert_string_equal(url.scheme, rows[i].scheme);
        assert_string_equal(url.host, rows[i].host);
        assert_string_equal(url.path, rows[i].path);
        assert_string_equal(url.query, rows[i].query);
        assert_int_equal(url.port, rows[i].port);
    }
}

static void url_split__refuses__what_is_none(void **state)
{
    static const char *const rows[] = {
        "",
        "h",
        "ftp://h",
        "https:/h",
        "https://",
        "https://:80/",
        "https://h:",
        "https://h:0",
        "https://h:65536",
        "https://h:8o",
        "https://h:+80",
        "https://h: 80",
        "https://u@h",
        "https://[::1",
        "https://[::1]x",
        "https://h/a b",
        "https://h/\x7f",
        "https://h/\n",
        "https://h\\a",
        "https://\u00e9",
    };
    auto_arena struct arena *arena = arena_new(0);
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct url url;
        if (url_split(arena, rows[i], &url))
            fail_msg("\"%s\" was taken", rows[i]);
    }
}

static void url_is_loopback__takes_numbers__not_names(void **state)
{
    (void)state;
    assert_true(url_is_loopback("http://127.0.0.1:80/"));
    assert_true(url_is_loopback("http://[::1]/"));
    assert_true(url_is_loopback("http://localhost/"));
    assert_false(url_is_loopback("http://127.evil.example/"));
    assert_false(url_is_loopback("http://localhost.evil.example/"));
    assert_false(url_is_loopback("http://128.0.0.1/"));
    assert_false(url_is_loopback("127.0.0.1"));
}

static void url_encode__is_decoded_again__for_any_bytes(void **state)
{
    struct seeded seeded = {.state = 41};
    (void)state;
    for (int i = 0; i < 2000; i++) {
        char text[40];
        size_t length = seeded_below(&seeded, sizeof text);
        for (size_t j = 0; j < length; j++)
            text[j] = (char)(1 + seeded_below(&seeded, 255));
        text[length] = '\0';
        auto_buf struct buf out = buf_make(200);
        url_encode(&out, text);
        assert_int_equal(strspn(buf_text(&out), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%"),
                         out.length);
        if (!length)
            continue;
        assert_true(url_decode(out.data, i % 2));
        assert_string_equal(out.data, text);
    }
}

static void url_encode__escapes__all_but_unreserved(void **state)
{
    auto_buf struct buf out = buf_make(200);
    (void)state;
    url_encode(&out, "a b#EXT#@x+y");
    assert_string_equal(buf_text(&out), "a%20b%23EXT%23%40x%2By");
    buf_clear(&out);
    url_odata_literal(&out, "O'Neil''");
    assert_string_equal(buf_text(&out), "%27O%27%27Neil%27%27%27%27%27");
}

static void url_decode__refuses__broken_escapes_and_nul(void **state)
{
    static const char *const rows[] = {"%", "%4", "%zz", "%4g", "a%00b", "%%41"};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[16];
        memcpy(text, rows[i], strlen(rows[i]) + 1);
        if (url_decode(text, false))
            fail_msg("%s was taken", rows[i]);
    }
    char plus[] = "a+b%2b", kept[] = "a+b";
    assert_true(url_decode(plus, true) && url_decode(kept, false));
    assert_string_equal(plus, "a b+");
    assert_string_equal(kept, "a+b");
}

static void url_query_next__splits_and_decodes__until_the_end(void **state)
{
    static const struct {
        const char *name, *value;
        bool bad;
    } rows[] = {
        {"$top", "5", false}, {"x", "a b c", false}, {"flag", "", false}, {"e", "=f", false}, {"bad", NULL, true}};
    auto_arena struct arena *arena = arena_new(0);
    const char *at = "$top=5&&x=a%20b+c&flag&e==f&bad=%zz&";
    char *name, *value;
    bool bad;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_true(url_query_next(arena, &at, &name, &value, &bad));
        assert_string_equal(name, rows[i].name);
        assert_int_equal(bad, rows[i].bad);
        if (rows[i].value)
            assert_string_equal(value, rows[i].value);
    }
    assert_false(url_query_next(arena, &at, &name, &value, &bad));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(url_same_origin__sees_through__every_disguise),
        cmocka_unit_test(url_split__takes_apart__what_is_whole),
        cmocka_unit_test(url_split__refuses__what_is_none),
        cmocka_unit_test(url_is_loopback__takes_numbers__not_names),
        cmocka_unit_test(url_encode__is_decoded_again__for_any_bytes),
        cmocka_unit_test(url_encode__escapes__all_but_unreserved),
        cmocka_unit_test(url_decode__refuses__broken_escapes_and_nul),
        cmocka_unit_test(url_query_next__splits_and_decodes__until_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
