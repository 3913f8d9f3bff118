/* XML: what is read, what is refused, and what is written. */
#include "unit.h"

#include "codec/xml.h"
#include <stdlib.h>
#include <string.h>

static void xml_parse__refuses__what_may_harm(void **state)
{
    static const char *const rows[] = {
        "",
        "text",
        "<a>",
        "<a></b>",
        "<a/><b/>",
        "<a>&undefined;</a>",
        "<a b=1/>",
        "<a>\x01</a>",
        "<a>\xff</a>",
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a SYSTEM \"http://127.0.0.1:9/x.dtd\"><a/>",
        "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
        "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>",
        "<!DOCTYPE a [<!ENTITY % p SYSTEM \"http://127.0.0.1:9/p\"> %p;]><a/>",
        "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">"
        "<!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;\"><!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;\"><!ENTITY f \"&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;\">"
        "<!ENTITY g \"&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;\"><!ENTITY h \"&g;&g;&g;&g;&g;&g;&g;&g;&g;&g;\">]><l>&h;</l>",
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct err e = {0};
        auto_xml struct xml *root = xml_parse(rows[i], strlen(rows[i]), &e);
        if (root)
            fail_msg("taken: %s", rows[i]);
        assert_int_equal(e.code, ERR_PARSE);
        if (strstr(rows[i], "<!DOCTYPE a><") || strstr(rows[i], "passwd"))
            assert_non_null(strstr(e.message, "DTD"));
    }
}

static void xml_parse__refuses__depth_without_end(void **state)
{
    enum { DEEP = 100000 };
    char *text = malloc(DEEP * 3 + 1);
    struct err e = {0};
    (void)state;
    for (size_t i = 0; i < DEEP; i++)
        memcpy(text + i * 3, "<a>", 3);
    auto_xml struct xml *root = xml_parse(text, (size_t)DEEP * 3, &e);
    assert_null(root);
    free(text);
}

static void xml__finds_by_local_names__whatever_the_prefix(void **state)
{
    static const char text[] =
        "<?xml version=\"1.0\"?><!-- c --><n:Reply xmlns:n=\"u\" xmlns=\"v\"> <Result> <n:Value a:x=\"1\" xmlns:a=\"w\" y=\"a&amp;b\">"
        "on<![CDATA[e <&>]]>&lt;two&gt;<sub>no</sub></n:Value><Value>second</Value></Result><Empty/></n:Reply>";
    struct err e = {0};
    auto_buf struct buf out = buf_make(1024), tiny = buf_make(4);
    auto_xml struct xml *root = xml_parse(text, strlen(text), &e);
    (void)state;
    assert_non_null(root);
    assert_string_equal(xml_name(root), "Reply");
    const struct xml *value = xml_path(root, "Result/Value");
    assert_string_equal(xml_text(value, &out), "one <&><two>"); /* its own text, not that of what is in it */
    assert_string_equal(xml_attribute(value, "y", &out), "a&b");
    assert_null(xml_attribute(value, "z", &out));
    assert_null(xml_attribute(NULL, "y", &out));
    assert_string_equal(xml_text(xml_next(value), &out), "second");
    assert_null(xml_next(xml_next(value)));
    assert_string_equal(xml_name(xml_child(root, NULL)), "Result");
    assert_string_equal(xml_text(xml_child(root, "Empty"), &out), "");
    assert_string_equal(xml_text(NULL, &out), "");
    assert_string_equal(xml_text(value, &tiny), ""); /* longer than there is room for */
    assert_null(xml_child(root, "Value"));
    assert_null(xml_child(NULL, "Value"));
    assert_null(xml_path(root, "Result/None/Value"));
    assert_ptr_equal(xml_path(root, ""), root);
}

static void xml__writes__with_escapes_and_namespaces(void **state)
{
    auto_xml struct xml *root = xml_new("Root", "http://u/");
    auto_buf struct buf out = buf_make(4096), small = buf_make(8);
    (void)state;
    struct xml *child = xml_add(root, "Child", "a<b>&\"'c\n");
    xml_set(child, "q", "\"<&>'");
    xml_declare(child, "p", "v");
    xml_add(child, "p:In", "\xe2\x82\xac");
    xml_add(root, "Empty", NULL);
    assert_true(xml_write(root, &out));
    assert_string_equal(
        buf_text(&out),
        "<Root xmlns=\"http://u/\"><Child xmlns:p=\"v\" q=\"&quot;&lt;&amp;&gt;'\">a&lt;b&gt;&amp;\"'c\n"
        "<p:In>\xe2\x82\xac</p:In></Child><Empty/></Root>");
    assert_false(xml_write(root, &small));
    struct err e = {0};
    auto_xml struct xml *again = xml_parse(buf_text(&out), out.length, &e);
    auto_buf struct buf text = buf_make(64);
    assert_string_equal(xml_attribute(xml_child(again, "Child"), "q", &text), "\"<&>'");
    assert_string_equal(xml_text(xml_path(again, "Child/In"), &text), "\xe2\x82\xac");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(xml_parse__refuses__what_may_harm),
        cmocka_unit_test(xml_parse__refuses__depth_without_end),
        cmocka_unit_test(xml__finds_by_local_names__whatever_the_prefix),
        cmocka_unit_test(xml__writes__with_escapes_and_namespaces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
