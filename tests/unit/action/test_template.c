/* Templates: what they take, and what they make of what there is. */
#include "unit.h"

#include "action/template.h"
#include "base/buf.h"
#include <string.h>

static const struct template_line lines[] = {{"username", "{first}.{last}", "c:3:5"},
                                             {"department", "Sales", "c:4:5"},
                                             {"licences", "SPE_E3", "c:5:7"},
                                             {"licences", "VISIOCLIENT", "c:5:15"},
                                             {"aliases", "{f}{last}@contoso.com", "c:6:5"},
                                             {"officeLocation", "{city}, {department}", "c:7:5"},
                                             {"mustChange", "false", "c:8:5"}};

static struct template office(struct arena *arena)
{
    struct template template;
    struct err e = {.code = ERR_OK};
    if (!template_make(arena, "office", lines, sizeof lines / sizeof *lines, &template, &e))
        fail_msg("%s", e.message);
    return template;
}

static void filling__says_what_was_not_given__and_nothing_else(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct template template = office(arena);
    const struct {
        struct param_value given[4];
        const char *name, *nick, *alias, *office, *department, *error;
    } rows[] = {
        {{{"givenName", "José"}, {"surname", "van der Müller"}, {"city", "Delft"}},
         "José van der Müller",
         "jose.vandermuller",
         "jvandermuller@contoso.com",
         "Delft, Sales",
         "Sales",
         NULL},
        {{{"givenName", "Øyvind"}, {"surname", "Łuß"}, {"department", "IT"}, {"city", "Oslo"}},
         "Øyvind Łuß",
         "oyvind.luss",
         "oluss@contoso.com",
         "Oslo, IT",
         "IT",
         NULL},
        {{{"givenName", "Ann"}, {"displayName", "Ann X"}},
         "Ann X",
         NULL,
         NULL,
         NULL,
         "Sales",
         "mailNickname cannot be made"},
        {{{"mailNickname", "ann"}, {"surname", "李"}, {"givenName", "Ann"}},
         "Ann 李",
         "ann",
         NULL,
         NULL,
         "Sales",
         "aliases"},
        {{{NULL, NULL}}, NULL, NULL, NULL, NULL, "Sales", "mailNickname"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct param_values given = {rows[i].given, 0};
        struct err e;
        while (given.count < 4 && rows[i].given[given.count].name)
            given.count++;
        struct param_values all = template_fill(arena, &template, given, &e);
        const char *const wanted[][2] = {{"displayName", rows[i].name},
                                         {"mailNickname", rows[i].nick},
                                         {"aliases", rows[i].alias},
                                         {"officeLocation", rows[i].office},
                                         {"department", rows[i].department},
                                         {"licences", "SPE_E3\nVISIOCLIENT"},
                                         {"mustChange", "false"}};
        for (size_t k = 0; k < sizeof wanted / sizeof *wanted; k++) {
            const char *found = param_value_of(all, wanted[k][0]);
            if (!wanted[k][1])
                assert_null(found);
            else
                assert_string_equal(found ? found : "nothing", wanted[k][1]);
        }
        assert_int_equal(e.code != ERR_OK, rows[i].error != NULL);
        if (rows[i].error)
            assert_non_null(strstr(e.message, rows[i].error));
    }
}

static void filling__makes_the_display_name__without_a_template(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    const struct param_value both[] = {{"givenName", "Ann"}, {"surname", "Lee"}}, one[] = {{"givenName", "Ann"}};
    (void)state;
    assert_string_equal(param_value_of(template_fill(arena, NULL, (struct param_values){both, 2}, NULL), "displayName"),
                        "Ann Lee");
    assert_int_equal(template_fill(arena, NULL, (struct param_values){one, 1}, NULL).count, 1);
}

static void making__refuses_with_the_place__what_does_not_fit(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    static const struct {
        struct template_line lines[2];
        const char *says;
    } rows[] = {
        {{{"shoe", "41", "c:1:2"}}, "c:1:2: nobody new has a property \"shoe\""},
        {{{"password", "Geheim123!", "c:1:2"}}, "c:1:2: password: a secret"},
        {{{"mailNickname", "{first}.{family}", "c:1:2"}}, "c:1:2: there is no property \"family\""},
        {{{"displayName", "{manager}", "c:1:2"}}, "no property \"manager\""},
        {{{"usageLocation", "Nederland", "c:3:2"}}, "c:3:2: usageLocation"},
        {{{"mailNickname", "a b", "c:1:2"}}, "c:1:2: mailNickname"},
        {{{"mustChange", "perhaps", "c:1:2"}}, "c:1:2: mustChange"},
        {{{"employeeId", "12345678901234567", "c:1:2"}}, "employeeId is longer than 16"},
        {{{"city", "Delft", "c:1:2"}, {"CITY", "Oslo", "c:2:2"}}, "c:2:2: city has one value"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct template template;
        struct err e = {.code = ERR_OK};
        assert_false(template_make(arena, "x", rows[i].lines, 1 + (rows[i].lines[1].name != NULL), &template, &e));
        if (!strstr(e.message, rows[i].says))
            fail_msg("\"%s\" lacks \"%s\"", e.message, rows[i].says);
        assert_int_equal(e.code, ERR_CONFIG);
    }
}

static void writing__is_yaml__a_line_a_value(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    auto_buf struct buf out = buf_make(4096);
    struct template template = office(arena);
    (void)state;
    template_write(&template, &out);
    assert_string_equal(buf_text(&out),
                        "mailNickname: \"{first}.{last}\"\ndepartment: \"Sales\"\nlicences:\n  - \"SPE_E3\"\n  - "
                        "\"VISIOCLIENT\"\naliases: \"{f}{last}@contoso.com\"\nofficeLocation: \"{city}, "
                        "{department}\"\nmustChange: \"false\"\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(filling__says_what_was_not_given__and_nothing_else),
        cmocka_unit_test(filling__makes_the_display_name__without_a_template),
        cmocka_unit_test(making__refuses_with_the_place__what_does_not_fit),
        cmocka_unit_test(writing__is_yaml__a_line_a_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
