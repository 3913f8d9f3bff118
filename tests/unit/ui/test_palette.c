/* The palette and the help: both come from the rows. */
#include "screen_fixture.h"

#include "ui/commands.h"
#include "ui/match.h"

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
    struct screen *screen = screen_start(80, 24);
    (void)state;
    type(screen, ":blocked");
    assert_shown(screen, "> Show blocked users");
    press(screen, KEY_RETURN);
    assert_string_equal(top_name(screen), "users");
    assert_string_equal(screen->app.base_name, "Blocked");
    assert_not_shown(screen, "Alice Ng");
    screen_end(screen);
}

static void palette__sorts_and_shows_columns__when_they_are_chosen(void **state)
{
    struct screen *screen = screen_start(120, 24);
    (void)state;
    type(screen, ":sort by email");
    press(screen, KEY_RETURN);
    assert_int_equal(screen->app.sort_column, column_find("mail"));
    assert_not_shown(screen, "Job title");
    type(screen, ":show job");
    press(screen, KEY_RETURN);
    assert_shown(screen, "Job title");
    type(screen, ":hide job");
    press(screen, KEY_RETURN);
    assert_not_shown(screen, "Job title");
    screen_end(screen);
}

static void palette__shows_an_own_view__when_the_configuration_has_one(void **state)
{
    static struct config_view own = {.name = "Nobody", .filter = "zzz"};
    struct screen *screen = screen_start(80, 24);
    (void)state;
    screen->config.views = &own;
    screen->config.view_count = 1;
    type(screen, ":nobody");
    assert_shown(screen, "> Show view Nobody");
    press(screen, KEY_RETURN);
    assert_int_equal(view_count(screen->app.table), 0);
    screen_end(screen);
}

static void palette__says_so__when_nothing_is_called_that(void **state)
{
    struct screen *screen = screen_start(80, 24);
    (void)state;
    type(screen, ":qqqqq");
    press(screen, KEY_RETURN);
    assert_string_equal(status_of(screen), "Nothing is called \"qqqqq\".");
    assert_string_equal(top_name(screen), "palette");
    assert_false(screen->app.quit);
    screen_end(screen);
}

static void palette__says_why_not__when_an_action_cannot_be_done(void **state)
{
    struct screen *screen = screen_start(80, 24);
    (void)state;
    type(screen, ":unblock");
    assert_shown(screen, "> Unblock sign-in (already so)");
    press(screen, KEY_RETURN);
    assert_string_equal(status_of(screen), "Unblock sign-in: already so");
    press(screen, KEY_ESCAPE);
    screen->app.read_only = true;
    type(screen, ":revoke");
    assert_shown(screen, "> Revoke sessions (read-only)");
    screen_end(screen);
}

static void palette__completes__when_tab_is_pressed(void **state)
{
    struct screen *screen = screen_start(80, 24);
    (void)state;
    type(screen, ":revo");
    press(screen, KEY_TABULATOR);
    assert_shown(screen, ":Revoke sessions");
    screen_end(screen);
}

static void palette__brings_back_what_was_said__when_up_is_pressed_in_an_empty_line(void **state)
{
    struct screen *screen = screen_start(80, 24);
    (void)state;
    type(screen, ":unmark");
    press(screen, KEY_RETURN);
    type(screen, ":show guests");
    press(screen, KEY_RETURN);
    type(screen, ":");
    press(screen, KEY_ARROW_UP);
    assert_shown(screen, ":Show guests");
    press(screen, KEY_ARROW_UP);
    assert_shown(screen, ":Unmark all");
    press(screen, KEY_ARROW_UP); /* there is nothing older */
    assert_shown(screen, ":Unmark all");
    press(screen, KEY_ARROW_DOWN);
    press(screen, KEY_ARROW_DOWN);
    assert_not_shown(screen, ":Unmark all");
    assert_string_equal(top_name(screen), "palette");
    screen_end(screen);
}

static void palette__fits__when_the_screen_is_small_and_ascii(void **state)
{
    struct screen *screen = screen_start(40, 12);
    (void)state;
    screen->app.grid->ascii = true;
    app_set_filter(&screen->app, "alice");
    type(screen, ":");
    assert_shown(screen, "+- Commands ---");
    assert_true(is_ascii(screen->app.grid));
    screen_end(screen);
}

/* --- help --- */

/* Everything the help shows, by scrolling through it. */
static void read_all(struct screen *screen, struct buf *out)
{
    for (size_t last = 0; last != out->length || !last;) {
        last = out->length;
        auto_buf struct buf page = buf_make(1 << 16);
        grid_text(screen->app.grid, &page);
        if (!out->length || !strstr(buf_text(out), buf_text(&page)))
            buf_add(out, page.data, page.length);
        press(screen, KEY_PAGE_DOWN);
    }
}

static void help__names_every_row__when_scrolled_through(void **state)
{
    struct screen *screen = screen_start(120, 24);
    auto_buf struct buf all = buf_make(1 << 20);
    size_t count;
    const struct action *const *actions = action_all(&count);
    (void)state;
    press(screen, '?');
    assert_string_equal(top_name(screen), "help");
    read_all(screen, &all);
    for (const struct ui_command *row = commands_all(); row->name; row++)
        if (!strstr(buf_text(&all), row->label))
            fail_msg("not in the help: %s", row->label);
    for (size_t i = 0; i < count; i++)
        if (!strstr(buf_text(&all), actions[i]->label))
            fail_msg("not in the help: %s", actions[i]->label);
    assert_non_null(strstr(buf_text(&all), "status, enabled"));
    assert_non_null(strstr(buf_text(&all), "blocked, disabled, enabled, no, yes"));
    assert_non_null(strstr(buf_text(&all), "F5, Ctrl-R"));
    screen_end(screen);
}

static void help__narrows__when_a_slash_came_before(void **state)
{
    struct screen *screen = screen_start(80, 24);
    (void)state;
    type(screen, "?/revoke");
    assert_shown(screen, "In the menu: Account");
    assert_shown(screen, "Revoke sessions.");
    assert_not_shown(screen, "Filter the table");
    type(screen, "zz");
    assert_shown(screen, "Nothing here has this in it.");
    press(screen, KEY_ESCAPE);
    assert_shown(screen, "Moving about");
    press(screen, 'q');
    assert_string_equal(top_name(screen), "users");
    assert_false(screen->app.quit);
    screen_end(screen);
}

static void help__can_be_read_to_its_end__when_the_screen_is_small(void **state)
{
    struct screen *screen = screen_start(40, 12);
    (void)state;
    press(screen, '?');
    press(screen, KEY_LAST_LINE);
    assert_shown(screen, "▲");
    assert_not_shown(screen, "▼");
    assert_shown(screen, "id ");
    size(screen, 160, 45); /* what is above comes down again */
    assert_not_shown(screen, "▼");
    screen_end(screen);
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
        cmocka_unit_test(palette__completes__when_tab_is_pressed),
        cmocka_unit_test(palette__brings_back_what_was_said__when_up_is_pressed_in_an_empty_line),
        cmocka_unit_test(palette__fits__when_the_screen_is_small_and_ascii),
        cmocka_unit_test(help__names_every_row__when_scrolled_through),
        cmocka_unit_test(help__narrows__when_a_slash_came_before),
        cmocka_unit_test(help__can_be_read_to_its_end__when_the_screen_is_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
