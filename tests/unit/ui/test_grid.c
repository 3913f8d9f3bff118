/* The grid, the keys, the list and the themes. */
#include "unit.h"

#include "ui/screen/grid.h"
#include "ui/screen/keys.h"
#include "ui/screen/list.h"

static void grid_put__clips_by_columns__when_text_is_wide(void **state)
{
    struct grid *grid = grid_new(6, 1);
    (void)state;

    assert_int_equal(grid_put(grid, grid_whole(grid), 0, 0, ROLE_NORMAL, "漢字漢字"), 5);
    assert_true(grid_contains(grid, "漢字…\n"));
    grid_free(grid);
}

static void grid_put__shows_a_mark__when_a_byte_is_a_control(void **state)
{
    struct grid *grid = grid_new(8, 1);
    (void)state;

    grid_put(grid, grid_whole(grid), 0, 0, ROLE_NORMAL, "a\033[b");
    assert_true(grid_contains(grid, "a?[b\n"));
    grid_free(grid);
}

static void key_parse__reads_what_key_name_writes__when_it_is_a_key(void **state)
{
    static const char *const all[] = {"Ctrl-R", "F5", "Esc", "PgUp", "a", "é", "Space"};
    (void)state;

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        assert_string_equal(key_name(key_parse(all[i])), all[i]);
    assert_int_equal(key_parse("Hyper-X"), KEY_NOTHING);
}

static void list_key__keeps_the_cursor_inside__when_moved_far(void **state)
{
    struct list list = {0};
    (void)state;

    list_fit(&list, 100, 10);
    list_key(&list, KEY_LAST_LINE);
    assert_int_equal(list.cursor, 99);
    assert_int_equal(list.top, 90);
    list_key(&list, KEY_HALF_UP);
    assert_int_equal(list.cursor, 94);
    list_fit(&list, 0, 10);
    assert_int_equal(list.cursor, 0);
}

static void theme_load__reads_every_theme__when_built_in(void **state)
{
    static const char *const all[] = {"default", "light", "mono", "high-contrast"};
    struct theme theme;
    struct err e = {0}, warning = {0};
    (void)state;

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (!theme_load(&theme, all[i], "red", &warning, &e) || warning.code != ERR_OK)
            fail_msg("%s", e.message);
    }
    assert_false(theme_load(&theme, "none-such", NULL, &warning, &e));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grid_put__clips_by_columns__when_text_is_wide),
        cmocka_unit_test(grid_put__shows_a_mark__when_a_byte_is_a_control),
        cmocka_unit_test(key_parse__reads_what_key_name_writes__when_it_is_a_key),
        cmocka_unit_test(list_key__keeps_the_cursor_inside__when_moved_far),
        cmocka_unit_test(theme_load__reads_every_theme__when_built_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
