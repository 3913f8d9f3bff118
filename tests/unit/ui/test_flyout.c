/* "More info": it follows the cursor, reads when the cursor rests, and takes only what it asked for. */
#include "people_fixture.h"

#define START INT64_C(1767268800000)

static struct app *flyout_start(int width, int height)
{
    struct app *app = people_start(width, height);
    clock_set(START);
    hit(app, 'i');
    assert_string_equal(top_name(app), "info");
    return app;
}

static void flyout_end(struct app *app)
{
    clock_set(-1);
    app_end(app);
}

/* The cursor rests long enough; returns the job that was asked for, or the one before. */
static uint64_t rest(struct app *app)
{
    clock_set(clock_monotonic() + 200);
    app_tick(app);
    app_draw(app);
    return app->next_job - 1;
}

static void tell(struct app *app, uint64_t job, const char *phone)
{
    struct message message = reading_of("profile", job);
    record_of(&message, (const char *const[][2]){{"mobilePhone", phone}, {NULL}});
    app_message(app, &message);
    struct message end = {.kind = FROM_JOB_END, .job = job, .state = JOB_DONE};
    app_message(app, &end);
    app_draw(app);
}

static void flyout__shows_what_the_table_knows__when_it_opens(void **state)
{
    struct app *app = flyout_start(120, 45);
    (void)state;
    assert_shows(app, "─ Alice Ng ─");
    assert_shows(app, "Job title           Clerk");
    assert_shows(app, "User principal name user1@contoso.example");
    assert_shows(app, "Reading the rest …");
    assert_shows(app, " b Block sign-in");
    assert_shows(app, "Status "); /* of the table, to the left */
    assert_int_equal(rest(app), 1);
    tell(app, 1, "+49 30 1234567");
    assert_shows(app, "Mobile phone        +49 30 1234567");
    assert_hides(app, "Reading the rest");
    flyout_end(app);
}

static void flyout__asks_once__when_the_cursor_moves_quickly(void **state)
{
    struct app *app = flyout_start(120, 45);
    (void)state;
    hit(app, KEY_ARROW_DOWN);
    app_tick(app);
    hit(app, KEY_ARROW_DOWN);
    app_tick(app);
    assert_int_equal(app->next_job, 1); /* nothing yet */
    assert_shows(app, "─ 漢字 太郎 ─");
    assert_int_equal(rest(app), 1);
    assert_int_equal(rest(app), 1);
    flyout_end(app);
}

static void flyout__ignores_a_reply__when_the_cursor_has_moved_on(void **state)
{
    struct app *app = flyout_start(120, 45);
    (void)state;
    uint64_t first = rest(app);
    hit(app, 'j');
    tell(app, first, "of another");
    assert_shows(app, "─ Bob Berg ─");
    assert_hides(app, "of another");
    uint64_t second = rest(app);
    assert_int_not_equal(second, first);
    tell(app, second, "of Bob");
    assert_shows(app, "of Bob");
    flyout_end(app);
}

static void flyout__does_not_ask_again__when_the_user_was_read_before(void **state)
{
    struct app *app = flyout_start(120, 45);
    (void)state;
    tell(app, rest(app), "of Alice");
    hit(app, 'j');
    tell(app, rest(app), "of Bob");
    hit(app, 'k');
    assert_shows(app, "of Alice");
    assert_int_equal(rest(app), 2);
    flyout_end(app);
}

static void flyout__reads_again__when_an_action_changed_the_user(void **state)
{
    struct app *app = flyout_start(120, 45);
    (void)state;
    tell(app, rest(app), "before");
    struct message done = {.kind = FROM_TARGET, .job = 99, .state = JOB_DONE, .arena = arena_new(0), .target_count = 1};
    done.targets = arena_alloc(done.arena, sizeof *done.targets);
    snprintf(done.targets->id, sizeof done.targets->id, "00000000-0000-4000-8000-000000000001");
    app_message(app, &done);
    app_draw(app);
    assert_hides(app, "before");
    assert_int_equal(rest(app), 2);
    tell(app, 2, "after");
    assert_shows(app, "after");
    flyout_end(app);
}

static void flyout__says_what_to_do__when_the_reading_failed(void **state)
{
    struct app *app = flyout_start(120, 45);
    (void)state;
    struct message end = {.kind = FROM_JOB_END, .job = rest(app), .state = JOB_FAILED};
    err_set(&end.error, ERR_NETWORK, "no way to the service");
    app_message(app, &end);
    app_draw(app);
    assert_shows(app, "F5 tries again. The rest could not be read: no way to");
    assert_shows(app, "the service.");
    assert_shows(app, "Job title           Clerk");
    hit(app, KEY_FUNCTION + 5);
    assert_shows(app, "Reading the rest …");
    assert_int_equal(rest(app), 2);
    flyout_end(app);
}

static void flyout__has_the_keys__when_tab_gives_them(void **state)
{
    struct app *app = flyout_start(120, 45);
    (void)state;
    assert_shows(app, " keys: the table (Tab: here) ");
    hit(app, KEY_TABULATOR);
    assert_shows(app, " keys: here (Tab: the table) ");
    hit(app, KEY_ARROW_DOWN);
    assert_shows(app, "─ Alice Ng ─"); /* the table stays */
    assert_shows(app, "> Email address       user1@contoso.example");
    hit(app, 'y'); /* base64 "user1@contoso.example" */
    assert_non_null(strstr(buf_text(&app->copied), "dXNlcjFAY29udG9zby5leGFtcGxl"));
    hit(app, KEY_TABULATOR);
    hit(app, KEY_ARROW_DOWN);
    assert_shows(app, "─ Bob Berg ─");
    flyout_end(app);
}

static void flyout__asks_for_its_user_alone__when_others_are_marked(void **state)
{
    struct app *app = flyout_start(120, 45);
    (void)state;
    hit(app, '*');
    hit(app, KEY_TABULATOR);
    hit(app, 'k');
    assert_string_equal(top_name(app), "confirm");
    assert_shows(app, "Alice Ng (user1@contoso.example)");
    flyout_end(app);
}

static void flyout__does_nothing__when_text_is_pasted(void **state)
{
    struct app *app = flyout_start(120, 45);
    (void)state;
    hit(app, KEY_TABULATOR);
    app->pasting = true;
    type(app, "bkpi]");
    app->pasting = false;
    assert_string_equal(top_name(app), "info");
    assert_shows(app, "─ Alice Ng ─");
    flyout_end(app);
}

static void flyout__refuses_a_letter__when_read_only(void **state)
{
    struct app *app = flyout_start(120, 45);
    (void)state;
    app->model->read_only = true;
    hit(app, KEY_TABULATOR);
    hit(app, 'b');
    assert_string_equal(status_of(app), "Block sign-in: read-only");
    assert_string_equal(top_name(app), "info");
    flyout_end(app);
}

static void flyout__takes_the_screen__when_it_is_narrow(void **state)
{
    struct app *app = flyout_start(40, 12);
    (void)state;
    assert_string_equal(grid_cell(app->grid, 0, 1)->text, "┌");
    assert_string_equal(grid_cell(app->grid, 39, 9)->text, "┘");
    assert_shows(app, "> Display name");
    hit(app, ']');
    assert_shows(app, "─ Bob Berg ─");
    hit(app, KEY_LAST_LINE);
    assert_shows(app, "> h Add OneDrive shortcut");
    flyout_end(app);
}

static void flyout__closes__when_left_by_any_of_its_keys(void **state)
{
    static const int keys[] = {KEY_ESCAPE, 'q', 'i', KEY_ARROW_LEFT};
    (void)state;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct app *app = flyout_start(120, 30);
        hit(app, keys[i]);
        assert_string_equal(top_name(app), "users");
        flyout_end(app);
    }
}

static void flyout__opens_once__when_asked_for_from_the_menu(void **state)
{
    struct app *app = flyout_start(120, 45);
    (void)state;
    hit(app, KEY_RETURN);
    assert_string_equal(top_name(app), "menu");
    hit(app, 'i');
    assert_string_equal(top_name(app), "info");
    hit(app, KEY_ESCAPE);
    assert_string_equal(top_name(app), "users");
    flyout_end(app);
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
        cmocka_unit_test(flyout__asks_for_its_user_alone__when_others_are_marked),
        cmocka_unit_test(flyout__does_nothing__when_text_is_pasted),
        cmocka_unit_test(flyout__refuses_a_letter__when_read_only),
        cmocka_unit_test(flyout__takes_the_screen__when_it_is_narrow),
        cmocka_unit_test(flyout__closes__when_left_by_any_of_its_keys),
        cmocka_unit_test(flyout__opens_once__when_asked_for_from_the_menu),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
