/* The jobs: what the list says, retry, and the secrets that wait. */
#include "view_fixture.h"

static uint64_t block_first(struct app *app, size_t count)
{
    mark_first(app, count);
    ask_for(app, action_find("block-sign-in"));
    press(app, "y");
    return posted_last(TO_RUN)->job;
}

static void jobs__say_what_to_do__when_there_are_none(void **state)
{
    static const int sizes[][2] = {{80, 24}, {160, 45}, {40, 12}};
    (void)state;

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct app *app = app_make(sizes[i][0], sizes[i][1], 3);
        press(app, "J");
        assert_shows(app, "Jobs   Contoso Ltd");
        assert_shows(app, "No job yet");
        press(app, "Enter r x Esc");
        assert_string_equal(app->top->ops->name, "users");
        app_end(app);
    }
}

static void jobs__are_listed_newest_first__when_they_run_and_end(void **state)
{
    struct app *app = app_make(160, 45, 3);
    (void)state;

    uint64_t first = block_first(app, 3);
    press(app, "Esc J");
    assert_shows(app, "running 0/3");
    end_target(app, first, 0, JOB_DONE, NULL);
    end_target(app, first, 1, JOB_FAILED, NULL);
    end_target(app, first, 2, JOB_DONE, NULL);
    end_job(app, first, 2, 1);
    assert_shows(app, "2 ok, 1 FAILED");
    assert_shows(app, "request id aa303fd4"); /* below the list */
    press(app, "Esc U");
    app_move_to(app, 0);
    ask_for(app, action_find("revoke-sessions"));
    press(app, "y Esc J");
    assert_shows(app, "Revoke sessions");
    assert_shows(app, "user1@contoso.example");
    app_end(app);
}

static void jobs__ask_again_for_the_failed__when_r_is_pressed(void **state)
{
    struct app *app = app_make(80, 24, 3);
    (void)state;

    uint64_t job = block_first(app, 3);
    press(app, "Esc J r");
    assert_shows(app, "It is still running.");
    end_target(app, job, 0, JOB_DONE, NULL);
    end_target(app, job, 1, JOB_FAILED, NULL);
    end_target(app, job, 2, JOB_FAILED, NULL);
    end_job(app, job, 1, 2);
    press(app, "r");
    assert_shows(app, "Block sign-in for 2 users?");
    press(app, "y");
    assert_int_equal(posted_last(TO_RUN)->target_count, 2);
    assert_string_equal(posted_last(TO_RUN)->targets[0].user_principal_name, "user2@contoso.example");
    app_end(app);
}

static void jobs__cancel__when_c_is_pressed(void **state)
{
    struct app *app = app_make(80, 24, 3);
    (void)state;

    uint64_t job = block_first(app, 2);
    press(app, "Esc J c");
    assert_int_equal(posted_last(TO_CANCEL)->job, job);
    end_job(app, job, 2, 0);
    press(app, "c");
    assert_shows(app, "It has ended already.");
    app_end(app);
}

static void jobs__keep_a_secret_until_it_is_seen__when_the_modal_was_closed(void **state)
{
    struct app *app = app_make(80, 24, 3);
    (void)state;

    ask_for(app, action_find("reset-password"));
    press(app, "y Esc");
    uint64_t job = posted_last(TO_RUN)->job;
    end_target(app, job, 0, JOB_DONE, "Kx7%mNa2&Zb4Qw");
    end_job(app, job, 1, 0);
    assert_shows(app, "Reset password, user1@contoso.example: done (J)");
    assert_shows(app, "1 secret to see (J)");
    press(app, "J");
    assert_shows(app, "secrets wait: 1");
    assert_hides(app, "Kx7%mNa2&Zb4Qw");
    press(app, "Enter");
    assert_shows(app, "Kx7%mNa2&Zb4Qw");
    press(app, "Esc Esc Enter");
    assert_hides(app, "Kx7%mNa2&Zb4Qw");
    press(app, "Esc Esc");
    assert_hides(app, "to see (J)");
    app_end(app);
}

static void jobs__no_longer_remind_of_a_failure__when_it_was_looked_at(void **state)
{
    struct app *app = app_make(80, 24, 3);
    (void)state;

    uint64_t job = block_first(app, 1);
    press(app, "Esc");
    end_target(app, job, 0, JOB_FAILED, NULL);
    end_job(app, job, 0, 1);
    assert_shows(app, "1 failed (J)");
    press(app, "J Esc");
    assert_hides(app, "failed (J)");
    app_end(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(jobs__say_what_to_do__when_there_are_none),
        cmocka_unit_test(jobs__are_listed_newest_first__when_they_run_and_end),
        cmocka_unit_test(jobs__ask_again_for_the_failed__when_r_is_pressed),
        cmocka_unit_test(jobs__cancel__when_c_is_pressed),
        cmocka_unit_test(jobs__keep_a_secret_until_it_is_seen__when_the_modal_was_closed),
        cmocka_unit_test(jobs__no_longer_remind_of_a_failure__when_it_was_looked_at),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
