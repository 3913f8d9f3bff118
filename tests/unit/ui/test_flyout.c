/* "More info": it follows the cursor, reads when the cursor rests, and takes only what it asked for. */
#include "screen_fixture.h"

#define START INT64_C(1767268800000)

static struct screen *flyout_start(int width, int height)
{
    struct screen *screen = screen_start(width, height);
    clock_set(START);
    press(screen, 'i');
    assert_string_equal(top_name(screen), "info");
    return screen;
}

/* The cursor rests long enough; returns the job that was asked for, or the one before. */
static uint64_t rest(struct screen *screen)
{
    clock_set(clock_monotonic() + 200);
    app_tick(&screen->app);
    app_draw(&screen->app);
    return screen->app.next_job - 1;
}

static void answer(struct screen *screen, uint64_t job, const char *phone)
{
    struct message message = {.kind = FROM_USER, .job = job, .arena = arena_new(0), .field_count = 1};
    struct message_field *field = arena_alloc(message.arena, sizeof *field);
    *field = (struct message_field){.name = "mobilePhone", .label = "Mobile phone", .value = arena_strdup(message.arena, phone)};
    message.fields = field;
    app_message(&screen->app, &message);
    struct message end = {.kind = FROM_JOB_END, .job = job, .state = JOB_DONE};
    app_message(&screen->app, &end);
    app_draw(&screen->app);
}

static void flyout__shows_what_the_table_knows__when_it_opens(void **state)
{
    struct screen *screen = flyout_start(120, 45);
    (void)state;
    assert_shown(screen, "─ Alice Ng ─");
    assert_shown(screen, "Job title            Clerk");
    assert_shown(screen, "User principal name  user1@contoso.example");
    assert_shown(screen, "Reading the rest …");
    assert_shown(screen, " b Block sign-in");
    assert_shown(screen, "Status "); /* of the table, to the left */
    assert_int_equal(rest(screen), 1);
    answer(screen, 1, "+49 30 1234567");
    assert_shown(screen, "Mobile phone         +49 30 1234567");
    assert_not_shown(screen, "Reading the rest");
    screen_end(screen);
}

static void flyout__asks_once__when_the_cursor_moves_quickly(void **state)
{
    struct screen *screen = flyout_start(120, 45);
    (void)state;
    press(screen, KEY_ARROW_DOWN);
    app_tick(&screen->app);
    press(screen, KEY_ARROW_DOWN);
    app_tick(&screen->app);
    assert_int_equal(screen->app.next_job, 1); /* nothing yet */
    assert_shown(screen, "─ 漢字 太郎 ─");
    assert_int_equal(rest(screen), 1);
    assert_int_equal(rest(screen), 1);
    screen_end(screen);
}

static void flyout__ignores_a_reply__when_the_cursor_has_moved_on(void **state)
{
    struct screen *screen = flyout_start(120, 45);
    (void)state;
    uint64_t first = rest(screen);
    press(screen, 'j');
    answer(screen, first, "of another");
    assert_shown(screen, "─ Bob Berg ─");
    assert_not_shown(screen, "of another");
    uint64_t second = rest(screen);
    assert_int_not_equal(second, first);
    answer(screen, second, "of Bob");
    assert_shown(screen, "of Bob");
    screen_end(screen);
}

static void flyout__does_not_ask_again__when_the_user_was_read_before(void **state)
{
    struct screen *screen = flyout_start(120, 45);
    (void)state;
    answer(screen, rest(screen), "of Alice");
    press(screen, 'j');
    answer(screen, rest(screen), "of Bob");
    press(screen, 'k');
    assert_shown(screen, "of Alice");
    assert_int_equal(rest(screen), 2);
    screen_end(screen);
}

static void flyout__reads_again__when_an_action_changed_the_user(void **state)
{
    struct screen *screen = flyout_start(120, 45);
    (void)state;
    answer(screen, rest(screen), "before");
    struct message done = {.kind = FROM_TARGET, .job = 99, .state = JOB_DONE, .arena = arena_new(0), .target_count = 1};
    done.targets = arena_alloc(done.arena, sizeof *done.targets);
    snprintf(done.targets->id, sizeof done.targets->id, "00000000-0000-4000-8000-000000000001");
    app_message(&screen->app, &done);
    app_draw(&screen->app);
    assert_not_shown(screen, "before");
    assert_int_equal(rest(screen), 2);
    answer(screen, 2, "after");
    assert_shown(screen, "after");
    screen_end(screen);
}

static void flyout__says_what_to_do__when_the_reading_failed(void **state)
{
    struct screen *screen = flyout_start(120, 45);
    (void)state;
    struct message end = {.kind = FROM_JOB_END, .job = rest(screen), .state = JOB_FAILED};
    err_set(&end.error, ERR_NETWORK, "no way to the service");
    app_message(&screen->app, &end);
    app_draw(&screen->app);
    assert_shown(screen, "The rest could not be read: no way to the service. F5");
    assert_shown(screen, "reads it again.");
    assert_shown(screen, "Job title            Clerk");
    press(screen, KEY_FUNCTION + 5);
    assert_shown(screen, "Reading the rest …");
    assert_int_equal(rest(screen), 2);
    screen_end(screen);
}

static void flyout__has_the_keys__when_tab_gives_them(void **state)
{
    struct screen *screen = flyout_start(120, 45);
    (void)state;
    assert_shown(screen, " keys: the table (Tab: here) ");
    press(screen, KEY_TABULATOR);
    assert_shown(screen, " keys: here (Tab: the table) ");
    press(screen, KEY_ARROW_DOWN);
    assert_shown(screen, "─ Alice Ng ─"); /* the table stays */
    assert_shown(screen, "> Email address        user1@contoso.example");
    press(screen, 'y'); /* base64 "user1@contoso.example" */
    assert_non_null(strstr(buf_text(&screen->app.copied), "dXNlcjFAY29udG9zby5leGFtcGxl"));
    press(screen, KEY_TABULATOR);
    press(screen, KEY_ARROW_DOWN);
    assert_shown(screen, "─ Bob Berg ─");
    screen_end(screen);
}

static void flyout__refuses_a_letter__when_read_only(void **state)
{
    struct screen *screen = flyout_start(120, 45);
    (void)state;
    screen->app.read_only = true;
    press(screen, KEY_TABULATOR);
    press(screen, 'b');
    assert_string_equal(status_of(screen), "Block sign-in: read-only");
    assert_string_equal(top_name(screen), "info");
    screen_end(screen);
}

static void flyout__takes_the_screen__when_it_is_narrow(void **state)
{
    struct screen *screen = flyout_start(40, 12);
    (void)state;
    assert_string_equal(grid_cell(screen->app.grid, 0, 1)->text, "┌");
    assert_string_equal(grid_cell(screen->app.grid, 39, 9)->text, "┘");
    assert_shown(screen, "> Display name");
    press(screen, ']');
    assert_shown(screen, "─ Bob Berg ─");
    press(screen, KEY_LAST_LINE);
    assert_shown(screen, "> k Revoke sessions");
    screen_end(screen);
}

static void flyout__closes__when_left_by_any_of_its_keys(void **state)
{
    static const int keys[] = {KEY_ESCAPE, 'q', 'i', KEY_ARROW_LEFT};
    (void)state;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct screen *screen = flyout_start(120, 30);
        press(screen, keys[i]);
        assert_string_equal(top_name(screen), "users");
        screen_end(screen);
    }
}

static void flyout__opens_once__when_asked_for_from_the_menu(void **state)
{
    struct screen *screen = flyout_start(120, 45);
    (void)state;
    press(screen, KEY_RETURN);
    assert_string_equal(top_name(screen), "menu");
    press(screen, 'i');
    assert_string_equal(top_name(screen), "info");
    press(screen, KEY_ESCAPE);
    assert_string_equal(top_name(screen), "users");
    screen_end(screen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flyout__shows_what_the_table_knows__when_it_opens),
        cmocka_unit_test(flyout__asks_once__when_the_cursor_moves_quickly),
        cmocka_unit_test(flyout__ignores_a_reply__when_the_cursor_has_moved_on),
        cmocka_unit_test(flyout__does_not_ask_again__when_the_user_was_read_before),
        cmocka_unit_test(flyout__reads_again__when_an_action_changed_the_user),
        cmocka_unit_test(flyout__says_what_to_do__when_the_reading_failed),
        cmocka_unit_test(flyout__has_the_keys__when_tab_gives_them),
        cmocka_unit_test(flyout__refuses_a_letter__when_read_only),
        cmocka_unit_test(flyout__takes_the_screen__when_it_is_narrow),
        cmocka_unit_test(flyout__closes__when_left_by_any_of_its_keys),
        cmocka_unit_test(flyout__opens_once__when_asked_for_from_the_menu),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
