/* The palette and the help: both come from the rows. */
#include "people_fixture.h"

#include "ui/commands.h"
#include "ui/screen/match.h"

static void match_text__ranks__when_better_and_worse_fit(void **state)
{
    (void)state;
    assert_int_equal(match_text("Block sign-in", "BLO"), MATCH_START);
    assert_int_equal(match_text("Block sign-in", "in"), MATCH_WORD);
    assert_int_equal(match_text("Unblock sign-in", "block"), MATCH_INSIDE);
    assert_int_equal(match_text("Revoke sessions", "rvs"), MATCH_LETTERS);
    assert_int_equal(match_text("Revoke sessions", "svr"), MATCH_NONE);
    assert_int_equal(match_text("Zoë", "zoe"), MATCH_START);
    assert_int_equal(match_text("anything", ""), MATCH_START);
}

static void palette__runs_a_command__when_its_name_is_typed(void **state)
{
    struct app *app = people_start(80, 24);
    (void)state;
    type(app, ":blocked");
    assert_shows(app, "> Show blocked users");
    hit(app, KEY_RETURN);
    assert_string_equal(top_name(app), "users");
    assert_string_equal(app->model->base_name, "Blocked");
    assert_hides(app, "Alice Ng");
    app_end(app);
}

static void palette__sorts_and_shows_columns__when_they_are_chosen(void **state)
{
    struct app *app = people_start(84, 24);
    (void)state;
    type(app, ":sort by email");
    hit(app, KEY_RETURN);
    assert_int_equal(app->model->sort_column, column_find("mail"));
    assert_hides(app, "Job title");
    type(app, ":show job");
    hit(app, KEY_RETURN);
    assert_shows(app, "Job title");
    type(app, ":hide job");
    hit(app, KEY_RETURN);
    assert_hides(app, "Job title");
    app_end(app);
}

static void palette__shows_an_own_view__when_the_configuration_has_one(void **state)
{
    static struct config_view own = {.name = "Nobody", .filter = "zzz"};
    struct app *app = people_start(80, 24);
    (void)state;
    fixture_config.views = &own;
    fixture_config.view_count = 1;
    type(app, ":nobody");
    assert_shows(app, "> Show view Nobody");
    hit(app, KEY_RETURN);
    assert_int_equal(view_count(app->model->table), 0);
    fixture_config.view_count = 0;
    app_end(app);
}

static void palette__says_so__when_nothing_is_called_that(void **state)
{
    struct app *app = people_start(80, 24);
    (void)state;
    type(app, ":qqqqq");
    hit(app, KEY_RETURN);
    assert_string_equal(status_of(app), "Nothing is called \"qqqqq\".");
    assert_string_equal(top_name(app), "palette");
    assert_false(app->quit);
    app_end(app);
}

static void palette__says_why_not__when_an_action_cannot_be_done(void **state)
{
    struct app *app = people_start(80, 24);
    (void)state;
    type(app, ":unblock");
    assert_shows(app, "> Unblock sign-in (already set)");
    hit(app, KEY_RETURN);
    assert_string_equal(status_of(app), "Unblock sign-in: already set");
    hit(app, KEY_ESCAPE);
    app->model->read_only = true;
    type(app, ":revoke");
    assert_shows(app, "> Revoke sessions (read-only)");
    app_end(app);
}

static void palette__asks_to_confirm__when_an_action_is_chosen(void **state)
{
    struct app *app = people_start(80, 24);
    (void)state;
    type(app, ":block s");
    hit(app, KEY_RETURN);
    assert_string_equal(top_name(app), "confirm");
    assert_shows(app, "Alice Ng (user1@contoso.example)");
    app_end(app);
}

static void palette__completes__when_tab_is_pressed(void **state)
{
    struct app *app = people_start(80, 24);
    (void)state;
    type(app, ":revo");
    hit(app, KEY_TABULATOR);
    assert_shows(app, ":Revoke sessions");
    app_end(app);
}

static void palette__brings_back_what_was_said__when_up_is_pressed_in_an_empty_line(void **state)
{
    struct app *app = people_start(80, 24);
    (void)state;
    type(app, ":unmark");
    hit(app, KEY_RETURN);
    type(app, ":show guests");
    hit(app, KEY_RETURN);
    type(app, ":");
    hit(app, KEY_ARROW_UP);
    assert_shows(app, ":Show guests");
    hit(app, KEY_ARROW_UP);
    assert_shows(app, ":Unmark all");
    hit(app, KEY_ARROW_UP); /* there is nothing older */
    assert_shows(app, ":Unmark all");
    hit(app, KEY_ARROW_DOWN);
    hit(app, KEY_ARROW_DOWN);
    assert_hides(app, ":Unmark all");
    assert_string_equal(top_name(app), "palette");
    app_end(app);
}

static void palette__fits__when_the_screen_is_small_and_ascii(void **state)
{
    struct app *app = people_start(40, 12);
    (void)state;
    app->grid->ascii = true;
    app_set_filter(app, "alice");
    type(app, ":");
    assert_shows(app, "+- Commands ---");
    assert_true(is_ascii(app->grid));
    app_end(app);
}

/* --- help --- */

/* Everything the help shows, by scrolling through it. */
static void read_all(struct app *app, struct buf *out)
{
    for (size_t last = 0; last != out->length || !last;) {
        last = out->length;
        auto_buf struct buf page = buf_make(1 << 16);
        grid_text(app->grid, &page);
        if (!out->length || !strstr(buf_text(out), buf_text(&page)))
            buf_add(out, page.data, page.length);
        hit(app, KEY_PAGE_DOWN);
    }
}

static void help__names_every_row__when_scrolled_through(void **state)
{
    struct app *app = people_start(120, 24);
    auto_buf struct buf all = buf_make(1 << 20);
    size_t count;
    const struct action *const *actions = action_all(&count);
    (void)state;
    hit(app, '?');
    assert_string_equal(top_name(app), "help");
    read_all(app, &all);
    for (const struct ui_command *row = app->keymap.rows; row->name; row++)
        if (!strstr(buf_text(&all), row->label))
            fail_msg("not in the help: %s", row->label);
    for (size_t i = 0; i < count; i++)
        if (!strstr(buf_text(&all), actions[i]->label))
            fail_msg("not in the help: %s", actions[i]->label);
    assert_non_null(strstr(buf_text(&all), "status, enabled"));
    assert_non_null(strstr(buf_text(&all), "blocked, disabled, enabled, no, yes"));
    assert_non_null(strstr(buf_text(&all), "F5, Ctrl-R"));
    app_end(app);
}

/* What can be pressed where the help was asked for stands at its top. */
static void help__begins__with_the_keys_of_the_view_below(void **state)
{
    struct app *app = people_start(80, 24);
    auto_buf struct buf shown = buf_make(1 << 16);
    (void)state;
    type(app, "J?");
    grid_text(app->grid, &shown);
    const char *own = strstr(buf_text(&shown), "Cancel the job"),
               *rest = strstr(buf_text(&shown), "The menu of actions");
    assert_true(own && rest && own < rest);
    app_end(app);
}

static void help__narrows__when_a_slash_came_before(void **state)
{
    struct app *app = people_start(80, 24);
    (void)state;
    type(app, "?/revoke");
    assert_shows(app, "In the menu: Account");
    assert_shows(app, "Revoke sessions.");
    assert_hides(app, "Filter the table");
    type(app, "zz");
    assert_shows(app, "No match.");
    hit(app, KEY_ESCAPE);
    assert_shows(app, "Mark, and on to the next");
    hit(app, 'q');
    assert_string_equal(top_name(app), "users");
    assert_false(app->quit);
    app_end(app);
}

static void help__can_be_read_to_its_end__when_the_screen_is_small(void **state)
{
    struct app *app = people_start(40, 12);
    (void)state;
    hit(app, '?');
    hit(app, KEY_LAST_LINE);
    assert_shows(app, "▲");
    assert_hides(app, "▼");
    assert_shows(app, "id ");
    grid_resize(app->grid, 160, 45); /* what is above comes down again */
    assert_hides(app, "▼");
    app_end(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(match_text__ranks__when_better_and_worse_fit),
        cmocka_unit_test(palette__runs_a_command__when_its_name_is_typed),
        cmocka_unit_test(palette__sorts_and_shows_columns__when_they_are_chosen),
        cmocka_unit_test(palette__shows_an_own_view__when_the_configuration_has_one),
        cmocka_unit_test(palette__says_so__when_nothing_is_called_that),
        cmocka_unit_test(palette__says_why_not__when_an_action_cannot_be_done),
        cmocka_unit_test(palette__asks_to_confirm__when_an_action_is_chosen),
        cmocka_unit_test(palette__completes__when_tab_is_pressed),
        cmocka_unit_test(palette__brings_back_what_was_said__when_up_is_pressed_in_an_empty_line),
        cmocka_unit_test(palette__fits__when_the_screen_is_small_and_ascii),
        cmocka_unit_test(help__names_every_row__when_scrolled_through),
        cmocka_unit_test(help__begins__with_the_keys_of_the_view_below),
        cmocka_unit_test(help__narrows__when_a_slash_came_before),
        cmocka_unit_test(help__can_be_read_to_its_end__when_the_screen_is_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
