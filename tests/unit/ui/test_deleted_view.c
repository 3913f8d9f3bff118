/* The deleted users: who they are, how long they can come back, and asking for it. */
#include "people_fixture.h"

static const int64_t now = INT64_C(1793491200000), day = INT64_C(86400000);

static struct message people(const struct app *app)
{
    static const struct {
        const char *const texts[4][2];
        int64_t days_and_half;
    } rows[] = {
        {{{"id", "00000000-0000-4000-8000-000000000011"},
          {"userPrincipalName", "old@contoso.example"},
          {"displayName", "Olga Old"}},
         58},
        {{{"id", "00000000-0000-4000-8000-000000000012"},
          {"userPrincipalName", "new@contoso.example"},
          {"displayName", "Nils Néw"}},
         1},
        {{{"id", "00000000-0000-4000-8000-000000000013"},
          {"userPrincipalName", "mid@contoso.example"},
          {"displayName", "Mia Mid"}},
         20},
    };
    struct message message = reading_of("deleted-users", posted_read("deleted-users")->job);
    (void)app;
    for (size_t i = 0; i < 3; i++)
        set_number(record_of(&message, rows[i].texts), "deletedDateTime", now - rows[i].days_and_half * day / 2);
    return message;
}

static struct app *begin(int width, int height)
{
    struct app *app = people_start(width, height);
    clock_set(now);
    hit(app, 'X');
    return app;
}

static void answer_people(struct app *app)
{
    uint64_t job = posted_read("deleted-users")->job;
    answer(app, people(app));
    answer(app, (struct message){.kind = FROM_JOB_END, .job = job, .state = JOB_DONE});
}

static void finish(struct app *app)
{
    clock_set(-1);
    app_end(app);
}

static void deleted__lists_the_newest_first_with_the_days_left__when_it_is_answered(void **state)
{
    struct app *app = begin(80, 24);
    (void)state;
    assert_shows(app, "Reading the deleted users");
    answer_people(app);
    assert_shows(app, "1/3 deleted");
    assert_shows(app, ">  Nils Néw");
    assert_shows(app, "30 days");
    assert_shows(app, "20 days");
    assert_shows(app, "1 day");
    hit(app, 'G');
    assert_shows(app, ">  Olga Old");
    finish(app);
}

static void deleted__asks_to_restore_the_one_at_the_cursor__when_enter_is_pressed(void **state)
{
    struct app *app = begin(80, 24);
    (void)state;
    answer_people(app);
    hit(app, 'j');
    hit(app, KEY_RETURN);
    assert_string_equal(top_name(app), "confirm");
    assert_shows(app, "Restore Mia Mid (mid@contoso.example)?");
    hit(app, 'y');
    assert_ptr_equal(posted_last(TO_RUN)->action, action_find("restore-user"));
    assert_int_equal(posted_last(TO_RUN)->target_count, 1);
    finish(app);
}

static void deleted__asks_to_restore_the_marked__when_there_are_marks(void **state)
{
    struct app *app = begin(80, 24);
    (void)state;
    answer_people(app);
    hit(app, KEY_SPACE);
    hit(app, KEY_SPACE);
    assert_shows(app, "2 marked   3/3 deleted");
    hit(app, 'r');
    hit(app, 'y');
    assert_int_equal(posted_last(TO_RUN)->target_count, 2);
    finish(app);
}

static void deleted__narrows__when_a_part_of_a_name_is_typed(void **state)
{
    struct app *app = begin(80, 24);
    (void)state;
    answer_people(app);
    type(app, "/new");
    assert_shows(app, "Nils Néw");
    assert_hides(app, "Olga Old");
    type(app, "zz");
    assert_shows(app, "No match.");
    hit(app, KEY_ESCAPE);
    assert_shows(app, "Olga Old");
    assert_string_equal(top_name(app), "deleted");
    finish(app);
}

static void deleted__says_why__when_it_cannot_be_read(void **state)
{
    struct app *app = begin(80, 24);
    (void)state;
    struct message end = {.kind = FROM_JOB_END, .job = posted_read("deleted-users")->job, .state = JOB_FAILED};
    err_set(&end.error, ERR_FORBIDDEN, "Insufficient privileges");
    answer(app, end);
    assert_shows(app, "Insufficient privileges");
    assert_shows(app, "F5 tries again.");
    size_t count = posted_count;
    hit(app, KEY_FUNCTION + 5);
    assert_int_equal(posted_count, count + 1);
    finish(app);
}

static void deleted__says_so__when_there_is_nobody(void **state)
{
    struct app *app = begin(40, 12);
    (void)state;
    uint64_t job = posted_read("deleted-users")->job;
    answer(app, reading_of("deleted-users", job));
    answer(app, (struct message){.kind = FROM_JOB_END, .job = job, .state = JOB_DONE});
    assert_shows(app, "No user was deleted");
    hit(app, 'r');
    assert_string_equal(top_name(app), "deleted");
    finish(app);
}

static void deleted__keeps_name_and_days__when_there_is_little_room(void **state)
{
    struct app *app = begin(40, 12);
    (void)state;
    answer_people(app);
    assert_shows(app, "Olga Old");
    assert_shows(app, "1 day");
    app->grid->ascii = true;
    app_draw(app);
    finish(app);
}

static void deleted__reads_again__when_a_run_has_ended(void **state)
{
    struct app *app = begin(80, 24);
    (void)state;
    answer_people(app);
    hit(app, KEY_RETURN);
    hit(app, 'y');
    uint64_t job = posted_last(TO_RUN)->job, before = posted_read("deleted-users")->job;
    end_target(app, job, 0, JOB_DONE, NULL);
    end_job(app, job, 1, 0);
    assert_int_not_equal(posted_read("deleted-users")->job, before);
    finish(app);
}

static void deleted__reads_again_once__when_runs_end_while_it_reads(void **state)
{
    struct app *app = begin(80, 24);
    (void)state;
    answer_people(app);
    press(app, "Enter y Esc");
    uint64_t first = posted_last(TO_RUN)->job;
    press(app, "j Enter y Esc");
    uint64_t last = posted_last(TO_RUN)->job;
    press(app, "F5");
    uint64_t reading = posted_read("deleted-users")->job;
    end_job(app, first, 1, 0);
    end_job(app, last, 1, 0);
    assert_int_equal(posted_read("deleted-users")->job, reading);
    answer_people(app);
    assert_int_not_equal(posted_read("deleted-users")->job, reading);
    reading = posted_read("deleted-users")->job;
    answer_people(app);
    assert_int_equal(posted_read("deleted-users")->job, reading);
    finish(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(deleted__lists_the_newest_first_with_the_days_left__when_it_is_answered),
        cmocka_unit_test(deleted__asks_to_restore_the_one_at_the_cursor__when_enter_is_pressed),
        cmocka_unit_test(deleted__asks_to_restore_the_marked__when_there_are_marks),
        cmocka_unit_test(deleted__narrows__when_a_part_of_a_name_is_typed),
        cmocka_unit_test(deleted__says_why__when_it_cannot_be_read),
        cmocka_unit_test(deleted__says_so__when_there_is_nobody),
        cmocka_unit_test(deleted__keeps_name_and_days__when_there_is_little_room),
        cmocka_unit_test(deleted__reads_again__when_a_run_has_ended),
        cmocka_unit_test(deleted__reads_again_once__when_runs_end_while_it_reads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
