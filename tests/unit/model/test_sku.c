/* Names of licences: the table of the tree, what is learnt on top, and what is left when nothing is known. */
#include "unit.h"

#include "model/sku.h"
#include <string.h>

static void sku_table__is_sorted__and_complete(void **state)
{
    (void)state;
    assert_true(sku_table_count > 50);
    for (size_t i = 0; i < sku_table_count; i++) {
        const struct sku_row *row = &sku_table[i];
        struct guid id;
        char text[GUID_TEXT], spare[GUID_TEXT];
        if (!guid_parse(row->id, strlen(row->id), &id))
            fail_msg("%s is no GUID", row->id);
        assert_string_equal(guid_format(&id, text), row->id); /* lower case, so that it is found */
        assert_true(i == 0 || strcmp(sku_table[i - 1].id, row->id) < 0);
        assert_true(*row->name && *row->brief && *row->part_number);
        assert_true(strlen(row->brief) <= strlen(row->name) + 8);
        assert_string_equal(sku_name(NULL, &id, spare), row->name);
        assert_string_equal(sku_brief(NULL, &id, spare), row->brief);
    }
}

static void sku_names__prefer__the_users_own_to_the_table_to_the_part_number(void **state)
{
    struct sku_names *names = sku_names_new();
    struct guid known, unknown;
    char spare[GUID_TEXT];
    (void)state;
    assert_true(guid_parse("06ebc4ee-1bb5-47dd-8120-11324bc54e06", 36, &known));
    assert_true(guid_parse("aaaaaaaa-0000-4000-8000-0000000000aa", 36, &unknown));
    assert_string_equal(sku_name(names, &known, spare), "Microsoft 365 E5");
    assert_string_equal(sku_brief(names, &unknown, spare), "aaaaaaaa");
    sku_names_add(names, &known, "SPE_E5", true);
    sku_names_add(names, &unknown, "PART_NUMBER", true);
    assert_string_equal(sku_brief(names, &known, spare), "M365 E5");
    assert_string_equal(sku_brief(names, &unknown, spare), "PART_NUMBER");
    sku_names_add(names, &known, "Our own name", false);
    sku_names_add(names, &unknown, "Product", false);
    assert_string_equal(sku_brief(names, &known, spare), "Our own name");
    sku_names_add(names, &known, "SPE_E5", true); /* a part number never takes a name away */
    sku_names_add(names, &unknown, "Product 2", false);
    assert_string_equal(sku_name(names, &known, spare), "Our own name");
    assert_string_equal(sku_name(names, &unknown, spare), "Product 2");
    sku_names_free(names);
    sku_names_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sku_table__is_sorted__and_complete),
        cmocka_unit_test(sku_names__prefer__the_users_own_to_the_table_to_the_part_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
