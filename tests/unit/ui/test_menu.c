/* The ellipsis menu: what it holds, where it stands, what its keys do. */
#include "screen_fixture.h"

static void menu__offers_what_applies__when_a_user_is_enabled(void **state)
{
    struct screen *screen = screen_start(80, 24);
    (void)state;
    press(screen, KEY_RETURN);
    assert_string_equal(top_name(screen), "menu");
    assert_shown(screen, "─ Alice Ng ─");
    assert_shown(screen, " Contoso Ltd ─┘");
    assert_shown(screen, " 1 Created   2026-01-01 12:00");
    assert_shown(screen, " 2 Last sync –");
    assert_shown(screen, " 3 GUID      00000000-0000-4000-8000-000000000001");
    assert_shown(screen, "> i More info");
    assert_shown(screen, " b Block sign-in");
    assert_not_shown(screen, "Unblock sign-in");
    assert_not_shown(screen, " MFA "); /* no rows, no heading */
    screen_end(screen);
}

static void menu__offers_unblocking__when_a_user_is_blocked(void **state)
{
    struct screen *screen = screen_start(80, 24);
    (void)state;
    press(screen, 'j');
    press(screen, '.');
    assert_shown(screen, "─ Bob Berg ─");
    assert_shown(screen, " n Unblock sign-in");
    assert_not_shown(screen, " b Block sign-in");
    screen_end(screen);
}

static void menu__is_for_several__when_marks_are_set(void **state)
{
    struct screen *screen = screen_start(80, 24);
    (void)state;
    for (int i = 0; i < 3; i++)
        press(screen, KEY_SPACE);
    press(screen, KEY_RETURN);
    assert_shown(screen, "─ 3 users ─");
    assert_shown(screen, " b Block sign-in"); /* one of them is enabled */
    assert_shown(screen, " n Unblock sign-in");
    assert_not_shown(screen, "GUID");
    assert_not_shown(screen, "More info");
    screen_end(screen);
}

static void menu__names_by_address__when_the_name_shows_nothing(void **state)
{
    struct screen *screen = screen_start(80, 24);
    (void)state;
    press(screen, 'G');
    press(screen, KEY_RETURN);
    assert_shown(screen, "─ user4@contoso.example ─");
    screen_end(screen);
}

static void menu__copies_a_fact__when_its_key_is_pressed(void **state)
{
    struct screen *screen = screen_start(80, 24);
    (void)state;
    press(screen, KEY_RETURN);
    press(screen, '3');
    assert_string_equal(top_name(screen), "menu");
    /* OSC 52 of base64 "00000000-0000-4000-8000-000000000001" */
    assert_non_null(strstr(buf_text(&screen->app.copied), "MDAwMDAwMDAtMDAwMC00MDAwLTgwMDAtMDAwMDAwMDAwMDAx"));
    screen_end(screen);
}

static void menu__gives_way__when_an_action_is_chosen(void **state)
{
    struct screen *screen = screen_start(80, 24);
    (void)state;
    press(screen, KEY_RETURN);
    press(screen, 'b');
    assert_string_not_equal(top_name(screen), "menu");
    screen_end(screen);
}

static void menu__does_nothing_and_says_why__when_a_permission_is_missing(void **state)
{
    static const char *const held[] = {"User.Read.All", "User.RevokeSessions.All", NULL};
    struct screen *screen = screen_start(100, 24);
    (void)state;
    screen->tenant.permissions = held;
    press(screen, KEY_RETURN);
    assert_shown(screen, " b Block sign-in (needs the permission User.EnableDi");
    assert_shown(screen, " k Revoke sessions ");
    press(screen, 'b');
    assert_string_equal(top_name(screen), "menu");
    assert_string_equal(status_of(screen), "Block sign-in: needs the permission User.EnableDisableAccount.All");
    press(screen, KEY_ARROW_DOWN); /* past the heading, on the action */
    assert_shown(screen, "> b Block sign-in");
    assert_shown(screen, "│  needs the permission User.EnableDisableAccount.All");
    press(screen, KEY_RETURN);
    assert_string_equal(top_name(screen), "menu");
    screen_end(screen);
}

static void menu__refuses_every_action__when_read_only(void **state)
{
    struct screen *screen = screen_start(80, 24);
    (void)state;
    screen->app.read_only = true;
    press(screen, KEY_RETURN);
    assert_shown(screen, " k Revoke sessions (read-only)");
    press(screen, 'k');
    assert_string_equal(top_name(screen), "menu");
    assert_string_equal(status_of(screen), "Revoke sessions: read-only");
    screen_end(screen);
}

static void menu__narrows_by_name__when_a_slash_came_before(void **state)
{
    struct screen *screen = screen_start(80, 24);
    (void)state;
    press(screen, KEY_RETURN);
    type(screen, "/passw");
    assert_shown(screen, "> p Reset password ");
    assert_shown(screen, " P Reset password (must change)");
    assert_not_shown(screen, "Revoke sessions");
    assert_not_shown(screen, "GUID");
    type(screen, "xx");
    assert_shown(screen, "Nothing has this in its name.");
    press(screen, KEY_ESCAPE);
    assert_shown(screen, "Revoke sessions");
    press(screen, KEY_ESCAPE);
    assert_string_equal(top_name(screen), "users");
    screen_end(screen);
}

static void menu__stands_beside_its_row__when_there_is_room(void **state)
{
    struct screen *screen = screen_start(100, 40);
    (void)state;
    press(screen, KEY_RETURN);
    assert_int_equal(screen->app.cursor_line, 3);
    assert_string_equal(grid_cell(screen->app.grid, 40, 4)->text, "┌"); /* right under it */
    screen_end(screen);
}

static void menu__scrolls_to_its_cursor__when_the_screen_is_small(void **state)
{
    struct screen *screen = screen_start(40, 12);
    (void)state;
    press(screen, KEY_RETURN);
    assert_string_equal(grid_cell(screen->app.grid, 0, 1)->text, "┌"); /* all the width */
    assert_string_equal(grid_cell(screen->app.grid, 39, 9)->text, "┘");
    press(screen, KEY_FIRST_LINE);
    assert_shown(screen, "> 1 Created");
    press(screen, KEY_LAST_LINE);
    assert_shown(screen, "> k Revoke sessions");
    assert_shown(screen, "▲");
    screen_end(screen);
}

static void menu__is_ascii__when_the_screen_is(void **state)
{
    struct screen *screen = screen_start(80, 24);
    (void)state;
    screen->app.grid->ascii = true;
    press(screen, '/'); /* one user without other letters */
    type(screen, "alice");
    press(screen, KEY_RETURN);
    press(screen, KEY_RETURN);
    assert_string_equal(top_name(screen), "menu");
    assert_true(is_ascii(screen->app.grid));
    screen_end(screen);
}

static void menu__opens_not__when_there_is_no_user(void **state)
{
    struct screen *screen = screen_start(80, 24);
    (void)state;
    app_set_filter(&screen->app, "nobody");
    press(screen, KEY_RETURN);
    assert_string_equal(top_name(screen), "users");
    assert_string_equal(status_of(screen), "There is no user here.");
    screen_end(screen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(menu__offers_what_applies__when_a_user_is_enabled),
        cmocka_unit_test(menu__offers_unblocking__when_a_user_is_blocked),
        cmocka_unit_test(menu__is_for_several__when_marks_are_set),
        cmocka_unit_test(menu__names_by_address__when_the_name_shows_nothing),
        cmocka_unit_test(menu__copies_a_fact__when_its_key_is_pressed),
        cmocka_unit_test(menu__gives_way__when_an_action_is_chosen),
        cmocka_unit_test(menu__does_nothing_and_says_why__when_a_permission_is_missing),
        cmocka_unit_test(menu__refuses_every_action__when_read_only),
        cmocka_unit_test(menu__narrows_by_name__when_a_slash_came_before),
        cmocka_unit_test(menu__stands_beside_its_row__when_there_is_room),
        cmocka_unit_test(menu__scrolls_to_its_cursor__when_the_screen_is_small),
        cmocka_unit_test(menu__is_ascii__when_the_screen_is),
        cmocka_unit_test(menu__opens_not__when_there_is_no_user),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
