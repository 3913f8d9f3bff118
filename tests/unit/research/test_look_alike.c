/* What imitates what: domains one letter off, names in two alphabets, names of products. */
#include "unit.h"

#include "research/lists.h"
#include "research/look_alike.h"
#include <string.h>

static void look_alike_distance__counts_edits__and_swaps_as_one(void **state)
{
    static const struct {
        const char *a, *b;
        unsigned most, distance;
    } rows[] = {
        {"", "", 2, 0},          {"abc", "abc", 2, 0},   {"abc", "abd", 2, 1},        {"abc", "ab", 2, 1},
        {"abc", "abcd", 2, 1},   {"abc", "acb", 2, 1},   {"abcd", "badc", 2, 2},      {"abc", "xyz", 2, 3},
        {"abc", "abcdef", 2, 3}, {"a", "abcdefg", 9, 6}, {"kitten", "sitting", 5, 3},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(look_alike_distance(rows[i].a, rows[i].b, rows[i].most), rows[i].distance);
        assert_int_equal(look_alike_distance(rows[i].b, rows[i].a, rows[i].most), rows[i].distance);
    }
    char longest[300];
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    assert_int_equal(look_alike_distance(longest, longest + 1, 2), 3); /* longer than a domain can be */
}

static void look_alike_domain__sees_what_a_hasty_eye_does_not(void **state)
{
    static const struct {
        const char *domain, *original;
        bool alike;
    } rows[] = {
        {"northvvind.example", "northwind.example", true},
        {"northwind.example", "northwind.example", false},
        {"NorthWind.example", "northwind.example", false},
        {"n0rthw1nd.example", "northwind.example", true},
        {"northwlnd.example", "northwind.example", true},
        {"north-wind-.-example", "northwind.example", true}, /* three hyphens: by folding alone */
        {"rnicrosoft.example", "microsoft.example", true},
        {"northwnid.example", "northwind.example", true},
        {"northwindsss.example", "northwind.example", false},
        {"customer.example", "contoso.example", false},
        {"", "northwind.example", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (look_alike_domain(rows[i].domain, rows[i].original) != rows[i].alike)
            fail_msg("%s and %s", rows[i].domain, rows[i].original);
}

static void look_alike_mixed__means_alphabets_with_the_same_shapes(void **state)
{
    (void)state;
    assert_true(look_alike_mixed("Sha\u0433ePoint"));
    assert_true(look_alike_mixed("\u041e\u043feDrive for Business"));
    assert_true(look_alike_mixed("Micr\u03bfsoft"));
    assert_false(look_alike_mixed("SharePoint"));
    assert_false(look_alike_mixed("Stra\u00dfe \u00e9t\u00e9"));
    assert_false(look_alike_mixed("\u042f\u043d\u0434\u0435\u043a\u0441 2026"));
    assert_false(look_alike_mixed("Teams \u4f1a\u8b70"));
}

static void look_alike_product__finds_the_product__under_what_was_put_around_it(void **state)
{
    static const struct {
        const char *name, *product;
    } rows[] = {
        {"SharePoint", "sharepoint"},
        {"Sha\u0433ePoint Online", "sharepoint"},
        {"One Drive for Business", "onedrive"},
        {"OneDrive-2025", "onedrive"},
        {"\u041e\u043feDrive for Business", "onedrive"},
        {"\u041c\u0438icrosoft", NULL}, /* another word */
        {"0ffice 365", "office 365"},
        {"Microsoft. Cloud App Security", "cloud app security"},
        {"Microsoft Outlook Security 2026", "outlook"},
        {"Outlook Mail Backup", NULL},
        {"App", NULL},
        {"Security Online", NULL},
        {"CRM Connector", NULL},
        {"", NULL},
    };
    struct err e;
    struct lists *lists = lists_new(NULL, 0, &e);
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *product = look_alike_product(lists, rows[i].name);
        if (!product != !rows[i].product || (product && strcmp(product, rows[i].product) != 0))
            fail_msg("%s gave %s", rows[i].name, product ? product : "none");
    }
    lists_free(lists);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(look_alike_distance__counts_edits__and_swaps_as_one),
        cmocka_unit_test(look_alike_domain__sees_what_a_hasty_eye_does_not),
        cmocka_unit_test(look_alike_mixed__means_alphabets_with_the_same_shapes),
        cmocka_unit_test(look_alike_product__finds_the_product__under_what_was_put_around_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
