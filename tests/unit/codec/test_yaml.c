/* YAML: a tree with places, and every mistake told with its own. */
#include "unit.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "codec/yaml.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void yaml_parse__says_where__for_every_mistake(void **state)
{
    static const struct {
        const char *text, *place;
    } rows[] = {
        {"a: 1\nb: [1, 2\n", "f:3:1"},
        {"a: 1\na: 2\n", "f:2:1: this key is there already"},
        {"a: &x 1\n", "f:1:4: anchors"},
        {"a: !!str 1\n", "f:1:4: anchors"},
        {"a: &x {b: 1}\n", "f:1:4: anchors"},
        {"a: &x [1]\n", "f:1:4: anchors"},
        {"a: !map {b: 1}\n", "f:1:4: anchors"},
        {"&x a: 1\n", "f:1:1: anchors"},
        {"a: *x\n", "f:1:4: aliases"},
        {"a: 1\n---\nb: 2\n", "f:2:1: a second document"},
        {"? [a]\n: 1\n", "f:1:3: a plain key"},
        {"a: b: c\n", "f:1:5"},
        {"\ta: 1\n", "f:1:1"},
        {"a: \"x\n", "f:2:1"},
        {"a: \xff\n", "f:1:1"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct err e = {0};
        struct yaml *root = yaml_parse(rows[i].text, strlen(rows[i].text), "f", &e);
        if (root || strncmp(e.message, rows[i].place, strlen(rows[i].place)) != 0)
            fail_msg("%s: %s", rows[i].place, root ? "taken" : e.message);
        assert_int_equal(e.code, ERR_CONFIG);
    }
}

static void yaml_parse__remembers_places__of_values(void **state)
{
    static const char text[] = "theme: dark\ntenants:\n  demo:\n    x: \"1\"\n  other: [a, b]\nempty:\n";
    struct err e;
    struct yaml *root = yaml_parse(text, strlen(text), "f", &e);
    (void)state;
    assert_non_null(root);
    assert_string_equal(yaml_text(root, "theme", ""), "dark");
    const struct yaml *demo = yaml_get(yaml_get(root, "tenants"), "demo");
    assert_int_equal(demo->line, 3);
    assert_int_equal(demo->column, 3);
    assert_true(yaml_get(demo, "x")->quoted);
    assert_false(yaml_get(root, "theme")->quoted);
    const struct yaml *list = yaml_get(yaml_get(root, "tenants"), "other");
    assert_string_equal(list->first->next->scalar, "b");
    assert_int_equal(list->first->next->column, 14);
    assert_string_equal(yaml_text(root, "empty", "x"), "");
    assert_string_equal(yaml_text(root, "tenants", "no scalar"), "no scalar");
    assert_string_equal(yaml_text(root, "absent", "otherwise"), "otherwise");
    yaml_tree_free(root);
}

static void yaml_parse__gives_an_empty_map__for_nothing(void **state)
{
    static const char *const rows[] = {"", "\n\n", "# only a comment\n"};
    struct err e;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct yaml *root = yaml_parse(rows[i], strlen(rows[i]), "f", &e);
        assert_non_null(root);
        assert_int_equal(root->kind, YAML_MAP);
        assert_null(root->first);
        yaml_tree_free(root);
    }
}

static void yaml_parse__refuses__what_is_too_deep_or_too_large(void **state)
{
    auto_buf struct buf text = buf_make(2 << 20);
    struct err e;
    (void)state;
    for (int i = 0; i < 32; i++)
        buf_putc(&text, '[');
    for (int i = 0; i < 32; i++)
        buf_putc(&text, ']');
    struct yaml *root = yaml_parse(buf_text(&text), text.length, "f", &e);
    assert_non_null(root);
    yaml_tree_free(root);
    buf_clear(&text);
    for (int i = 0; i < 33; i++)
        buf_putc(&text, '[');
    assert_null(yaml_parse(buf_text(&text), text.length, "f", &e));
    assert_non_null(strstr(e.message, "too deep"));
    buf_clear(&text);
    for (int i = 0; i <= 1 << 20; i++)
        buf_putc(&text, '#');
    assert_null(yaml_parse(buf_text(&text), text.length, "f", &e));
    assert_non_null(strstr(e.message, "1 MiB"));
}

static void yaml_read__names_the_file__when_it_cannot(void **state)
{
    struct err e;
    (void)state;
    assert_null(yaml_read("/proc/self/absent/x.yaml", &e));
    assert_int_equal(e.code, ERR_FILE);
    assert_non_null(strstr(e.message, "/proc/self/absent/x.yaml: No such file"));
    assert_null(yaml_read("/", &e));
    assert_int_equal(e.code, ERR_FILE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(yaml_parse__says_where__for_every_mistake),
        cmocka_unit_test(yaml_parse__remembers_places__of_values),
        cmocka_unit_test(yaml_parse__gives_an_empty_map__for_nothing),
        cmocka_unit_test(yaml_parse__refuses__what_is_too_deep_or_too_large),
        cmocka_unit_test(yaml_read__names_the_file__when_it_cannot),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
