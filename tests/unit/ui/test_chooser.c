/* The columns chooser: what it lists, what its keys change in the table. */
#include "view_fixture.h"

static const char *column_at(const struct app *app, size_t place)
{
    return place < app->chosen_count ? columns[app->chosen[place]].name : "";
}

static void chooser__lists_every_column__the_shown_ones_first(void **state)
{
    struct app *app = app_make(80, 24, 3);
    (void)state;
    press(app, "c");
    assert_string_equal(app->top->ops->name, "columns");
    assert_shows(app, "─ Columns ─");
    assert_shows(app, " Contoso Ltd ─┘");
    assert_shows(app, "> [x] Display name");
    for (size_t i = 0; i < column_count; i++) {
        char line[64];
        snprintf(line, sizeof line, "[%s] %s", columns[i].shown ? "x" : " ", columns[i].title);
        assert_shows(app, line);
    }
    app_end(app);
}

static void chooser__hides_and_shows__when_space_is_pressed(void **state)
{
    struct app *app = app_make(80, 24, 3);
    (void)state;
    press(app, "c Down Space");
    assert_shows(app, "> [ ] Email address");
    press(app, "Esc");
    assert_string_equal(app->top->ops->name, "users");
    assert_hides(app, "Email address");
    press(app, "c Down Down Down Down Space Esc"); /* it stands behind the shown ones now */
    assert_shows(app, "Email address");
    assert_string_equal(column_at(app, 4), "mail");
    app_end(app);
}

static void chooser__keeps_what_is_always_shown(void **state)
{
    struct app *app = app_make(80, 24, 3);
    (void)state;
    press(app, "c Space");
    assert_shows(app, "> [x] Display name");
    assert_shows(app, "Display name is always shown.");
    assert_string_equal(column_at(app, 0), "displayName");
    app_end(app);
}

static void chooser__moves_a_column__and_stops_at_the_ends(void **state)
{
    struct app *app = app_make(80, 24, 3);
    (void)state;
    press(app, "c <");
    assert_string_equal(column_at(app, 0), "displayName");
    press(app, ">");
    assert_string_equal(column_at(app, 0), "mail");
    assert_string_equal(column_at(app, 1), "displayName");
    assert_shows(app, "> [x] Display name"); /* the cursor went along */
    press(app, "G >");
    assert_int_equal(app->chosen_count, 5);
    press(app, "Esc");
    assert_shows(app, "Email address");
    app_end(app);
}

static void chooser__scrolls_to_its_cursor__on_the_smallest_screen(void **state)
{
    struct app *app = app_make(APP_LEAST_WIDTH, APP_LEAST_HEIGHT, 3);
    (void)state;
    press(app, "c");
    assert_shows(app, "> [x] Display name                   ▐");
    press(app, "G");
    assert_shows(app, "> [ ] Id                             ▐");
    app_end(app);
}

static void chooser__narrows__and_moves_among_what_is_left(void **state)
{
    struct app *app = app_make(80, 24, 3);
    (void)state;
    press(app, "c /");
    type(app, "name");
    press(app, "Enter");
    assert_shows(app, "> [x] Display name");
    assert_hides(app, "Licences                           ");
    press(app, "j Space <");
    assert_string_equal(column_at(app, 0), "userPrincipalName");
    press(app, "/");
    type(app, "nothing of it");
    assert_shows(app, "No match.");
    press(app, "Esc Esc");
    assert_string_equal(app->top->ops->name, "users");
    app_end(app);
}

static void chooser__does_nothing__with_keys_of_the_table(void **state)
{
    struct app *app = app_make(80, 24, 3);
    (void)state;
    press(app, "c * x 3");
    assert_string_equal(app->top->ops->name, "columns");
    assert_int_equal(users_marked_count(app->model->users), 0);
    assert_string_equal(app->model->base_filter, "");
    app_end(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chooser__lists_every_column__the_shown_ones_first),
        cmocka_unit_test(chooser__hides_and_shows__when_space_is_pressed),
        cmocka_unit_test(chooser__keeps_what_is_always_shown),
        cmocka_unit_test(chooser__moves_a_column__and_stops_at_the_ends),
        cmocka_unit_test(chooser__scrolls_to_its_cursor__on_the_smallest_screen),
        cmocka_unit_test(chooser__narrows__and_moves_among_what_is_left),
        cmocka_unit_test(chooser__does_nothing__with_keys_of_the_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
