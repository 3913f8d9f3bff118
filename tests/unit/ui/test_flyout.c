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

/* The cursor rests long enough; returns the job by which the profile was asked for last, 0: by none. */
static uint64_t rest(struct app *app)
{
    clock_set(clock_monotonic() + 200);
    app_tick(app);
    app_draw(app);
    const struct message *asked = posted_read("profile");
    return asked ? asked->job : 0;
}

static void job_over(struct app *app, uint64_t job)
{
    answer(app, (struct message){.kind = FROM_JOB_END, .job = job, .state = JOB_DONE});
}

static void tell(struct app *app, uint64_t job, const char *phone)
{
    struct message message = reading_of("profile", job);
    record_of(&message, (const char *const[][2]){{"mobilePhone", phone}, {NULL}});
    record_set(message.records->records, "lastPasswordChangeDateTime",
               (struct value){.known = true, .number = INT64_C(1767268800000)});
    answer(app, message);
    job_over(app, job);
}

/* All else that was asked for brings nothing. */
static void tell_rest(struct app *app)
{
    static const char *const names[] = {"licence-states", "groups", "subscriptions", "last-sign-in",
                                        "mfa-registration"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct message *asked = posted_read(names[i]);
        struct message message = reading_of(names[i], asked ? asked->job : 0);
        if (asked)
            answer(app, message);
        else
            message_free(&message);
        if (asked)
            job_over(app, asked->job);
    }
}

static void flyout__shows_what_the_table_knows__when_it_opens(void **state)
{
    struct app *app = flyout_start(120, 45);
    (void)state;
    assert_shows(app, "─ Alice Ng ─");
    assert_shows(app, "Job title           Clerk");
    assert_shows(app, "User principal name user1@contoso.example");
    assert_shows(app, "Reading the rest ...");
    assert_shows(app, " b Block sign-in");
    assert_shows(app, "Status "); /* of the table, to the left */
    tell(app, rest(app), "+49 30 1234567");
    assert_shows(app, "Mobile phone        +49 30 1234567");
    assert_shows(app, "Password changed    2026-01-01 12:00 "); /* as all times of the screen */
    assert_shows(app, "Reading it again ...");                  /* the rest of it */
    tell_rest(app);
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
    uint64_t job = rest(app);
    assert_string_equal(posted_read("profile")->targets[0].id, "00000000-0000-4000-8000-000000000003");
    assert_int_equal(rest(app), job);
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
    uint64_t last = rest(app);
    tell(app, last, "of Bob");
    hit(app, 'k');
    assert_shows(app, "of Alice");
    assert_int_equal(rest(app), last);
    flyout_end(app);
}

static void flyout__reads_again__when_an_action_changed_the_user(void **state)
{
    struct app *app = flyout_start(120, 45);
    (void)state;
    uint64_t first = rest(app);
    tell(app, first, "before");
    tell_rest(app);
    struct message done = {.kind = FROM_TARGET, .job = 99, .state = JOB_DONE, .arena = arena_new(0), .target_count = 1};
    done.targets = arena_alloc(done.arena, sizeof *done.targets);
    snprintf(done.targets->id, sizeof done.targets->id, "00000000-0000-4000-8000-000000000001");
    app_message(app, &done);
    app_draw(app);
    assert_shows(app, "before"); /* until it is there */
    assert_shows(app, "Reading it again ...");
    uint64_t second = rest(app);
    assert_int_not_equal(second, first);
    tell(app, second, "after");
    assert_shows(app, "after");
    assert_hides(app, "before");
    flyout_end(app);
}

static void flyout__says_what_to_do__when_the_reading_failed(void **state)
{
    struct app *app = flyout_start(120, 45);
    (void)state;
    uint64_t first = rest(app);
    struct message end = {.kind = FROM_JOB_END, .job = first, .state = JOB_FAILED};
    err_set(&end.error, ERR_NETWORK, "no way to the service");
    app_message(app, &end);
    app_draw(app);
    assert_shows(app, "F5 tries again. The profile of a user could not be");
    assert_shows(app, "no way to the service.");
    assert_shows(app, "Job title           Clerk");
    hit(app, KEY_FUNCTION + 5);
    assert_shows(app, "Reading the rest ...");
    assert_int_not_equal(rest(app), first);
    flyout_end(app);
}

static size_t cancelled(uint64_t job)
{
    size_t count = 0;
    for (size_t i = 0; i < posted_count; i++)
        count += posted[i].kind == TO_CANCEL && posted[i].job == job;
    return count;
}

/* What was read of the tenant serves the next user, and what was read before is there with its age. */
static void flyout__ends_what_it_reads__when_the_cursor_goes_on(void **state)
{
    struct app *app = flyout_start(120, 45);
    (void)state;
    uint64_t alice = rest(app), products = posted_read("subscriptions")->job;
    hit(app, 'j');
    assert_int_equal(cancelled(alice), 1);
    assert_int_equal(cancelled(products), 0);
    tell(app, rest(app), "of Bob");
    tell_rest(app);
    assert_int_equal(posted_read("subscriptions")->job, products);
    hit(app, 'k');
    tell(app, rest(app), "of Alice");
    tell_rest(app);
    clock_set(clock_monotonic() + 400000);
    hit(app, 'j');
    assert_shows(app, "of Bob");
    assert_shows(app, "Read 6 min 40 s ago, reading it again ...");
    flyout_end(app);
}

static void flyout__tells__how_a_licence_was_assigned(void **state)
{
    static const char sku[] = "05e9a617-0261-4cee-bb44-138d3ef5d965", sales[] = "00000000-0000-4000-8000-0000000000a1";
    struct app *app = flyout_start(120, 45);
    (void)state;
    rest(app);
    struct message states = reading_of("licence-states", posted_read("licence-states")->job),
                   groups = reading_of("groups", posted_read("groups")->job);
    record_of(&states,
              (const char *const[][2]){{"skuId", sku}, {"state", "Active"}, {"assignedByGroup", sales}, {NULL}});
    record_of(&states,
              (const char *const[][2]){{"skuId", sku}, {"state", "Error"}, {"error", "CountViolation"}, {NULL}});
    record_of(&groups, (const char *const[][2]){{"id", sales}, {"displayName", "Sales"}, {NULL}});
    answer(app, states);
    answer(app, groups);
    answer(app, reading_of("subscriptions", posted_read("subscriptions")->job));
    assert_shows(app, "Microsoft 365 E3, by group Sales");
    assert_shows(app, "Microsoft 365 E3, directly, ");
    assert_shows(app, "not enough licences");
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
    assert_shows(app, "h Add OneDrive shortcut");
    assert_shows(app, ">   ⋯ ");
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
        cmocka_unit_test(flyout__ends_what_it_reads__when_the_cursor_goes_on),
        cmocka_unit_test(flyout__tells__how_a_licence_was_assigned),
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
