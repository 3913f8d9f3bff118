/* The confirmation: what it says, what it takes to say yes, and what it shows afterwards. */
#include "view_fixture.h"

static const char *const colours[] = {"red", "green", "blue", NULL};
static const struct param params[] = {
    {.name = "note", .label = "Note", .help = "Why.", .kind = PARAM_TEXT, .required = true, .maximum = 20},
    {.name = "hours", .label = "Hours", .kind = PARAM_NUMBER, .otherwise = "8", .minimum = 1, .maximum = 24},
    {.name = "colour", .label = "Colour", .kind = PARAM_CHOICE, .choices = colours, .otherwise = "green"},
    {.name = "loud", .label = "Loud", .kind = PARAM_BOOL, .otherwise = "false"},
    {.name = "text", .label = "Text", .kind = PARAM_MULTILINE},
    {.name = NULL},
};
static const struct action formed = {
    .name = "paint", .label = "Paint", .flags = ACTION_BULK, .confirm = "Paint {target}?", .params = params};
static const struct action destroying = {
    .name = "delete-user", .label = "Delete", .flags = ACTION_BULK | ACTION_DESTRUCTIVE, .confirm = "Delete {target}?"};

static const char *value_of(const struct message *run, const char *name)
{
    for (size_t i = 0; i < run->value_count; i++)
        if (!strcmp(run->values[i].name, name))
            return run->values[i].value;
    return NULL;
}

static void confirm__names_action_target_and_tenant__when_it_opens(void **state)
{
    static const int sizes[][2] = {{80, 24}, {160, 45}, {40, 12}};
    (void)state;

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct app *app = app_make(sizes[i][0], sizes[i][1], 5);
        ask_for(app, action_find("block-sign-in"));
        assert_shows(app, "Contoso Ltd  Block sign-in");
        assert_shows(app, "user1@contoso.example");
        assert_shows(app, "in Contoso Ltd, contoso.example");
        assert_shows(app, "[No (n)]");
        app_end(app);
    }
}

static void confirm__sends_nothing__when_enter_is_pressed_at_once(void **state)
{
    struct app *app = app_make(80, 24, 5);
    (void)state;

    ask_for(app, action_find("block-sign-in"));
    press(app, "Enter");
    assert_null(posted_last(TO_RUN));
    assert_string_equal(app->top->ops->name, "users");
    app_end(app);
}

static void confirm__sends_a_run__when_yes_is_chosen(void **state)
{
    static const char *const ways[] = {"y", "Tab Enter", "Right Enter", "Shift-Tab Shift-Tab Enter"};
    (void)state;

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct app *app = app_make(80, 24, 5);
        ask_for(app, action_find("block-sign-in"));
        press(app, ways[i]);
        const struct message *run = posted_last(TO_RUN);
        assert_non_null(run);
        assert_false(run->plan);
        assert_int_equal(run->target_count, 1);
        assert_string_equal(run->targets[0].user_principal_name, "user1@contoso.example");
        assert_shows(app, "Working");
        app_end(app);
    }
}

static void confirm__takes_no_answer__when_the_question_is_not_read_yet(void **state)
{
    struct app *app = app_make(80, 24, 5);
    (void)state;

    ask_for(app, action_find("block-sign-in"));
    assert_hides(app, "Yes (y)");
    app_key(app, 'y');
    assert_shows(app, "you cannot answer Yes yet");
    assert_null(posted_last(TO_RUN));
    struct message end = {.kind = FROM_JOB_END, .job = posted_last(TO_PREPARE)->job, .state = JOB_DONE};
    app_message(app, &end);
    app_key(app, 'y'); /* all is known, but it was not drawn yet */
    assert_null(posted_last(TO_RUN));
    assert_shows(app, "Yes (y)");
    app->hasty = true; /* a console types a text */
    app_key(app, 'y');
    assert_null(posted_last(TO_RUN));
    app->hasty = false;
    app_key(app, 'y');
    assert_non_null(posted_last(TO_RUN));
    app_end(app);
}

static void confirm__takes_no_answer__when_the_key_is_pasted(void **state)
{
    struct app *app = app_make(80, 24, 5);
    (void)state;

    ask_for(app, action_find("block-sign-in"));
    app->pasting = true;
    press(app, "y Tab Enter");
    assert_null(posted_last(TO_RUN));
    assert_string_equal(app->top->ops->name, "confirm");
    app_end(app);
}

static void confirm__counts_warnings_by_kind__when_there_are_many_targets(void **state)
{
    struct app *app = app_make(80, 24, 5);
    (void)state;

    mark_first(app, 5);
    ask_for(app, action_find("block-sign-in"));
    assert_shows(app, "for 5 users");
    assert_shows(app, "! 1 of 5: Synchronised from Active Directory");
    assert_shows(app, "User 5"); /* all of them are shown */
    assert_shows(app, "5 of 5, 0 left out");
    app_end(app);
}

static void confirm__leaves_out__whom_space_took_out(void **state)
{
    struct app *app = app_make(80, 24, 60);
    (void)state;

    mark_first(app, 40);
    ask_for(app, action_find("block-sign-in"));
    assert_shows(app, "for 40 users");
    assert_hides(app, "user40@");
    press(app, "End");
    assert_shows(app, "user40@");
    press(app, "Space k k Space Space Space");
    assert_shows(app, "Block sign-in: 38");
    assert_shows(app, "of 40, 2 left out");
    assert_shows(app, "left out");
    press(app, "Home Space j Space Space"); /* the key leaves the cursor where it is: the second one is in again */
    assert_shows(app, "Block sign-in: 37");
    press(app, "y");
    const struct message *run = posted_last(TO_RUN);
    assert_int_equal(run->target_count, 37);
    assert_string_equal(run->targets[0].user_principal_name, "user2@contoso.example");
    assert_string_equal(run->targets[36].user_principal_name, "user39@contoso.example");
    app_end(app);
}

static void confirm__asks_as_for_one__when_all_others_are_left_out(void **state)
{
    struct app *app = app_make(80, 24, 5);
    (void)state;

    mark_first(app, 2);
    ask_for(app, &destroying);
    assert_shows(app, "Type 2 contoso.example to confirm:");
    type(app, "2 contoso.example");
    press(app, "Enter Space");
    assert_shows(app, "Type user2@contoso.example to confirm:");
    press(app, "y");
    assert_null(posted_last(TO_RUN));
    press(app, "Ctrl-U");
    type(app, "user2@contoso.example");
    press(app, "Enter j Space");
    assert_hides(app, "to confirm:");
    press(app, "y");
    assert_null(posted_last(TO_RUN));
    assert_shows(app, "All of them are left out.");
    press(app, "Home Space");
    type(app, "y"); /* the first one now, whose name was not typed */
    assert_null(posted_last(TO_RUN));
    app_end(app);
}

static void confirm__leaves_out__whom_the_filter_hides(void **state)
{
    struct app *app = app_make(80, 24, 5);
    (void)state;

    mark_first(app, 5);
    press(app, "/");
    type(app, "-user3 -user5");
    press(app, "Enter");
    ask_for(app, action_find("block-sign-in"));
    assert_shows(app, "for 3 users");
    assert_shows(app, "left out: hidden");
    assert_shows(app, "! 2 of 5 marked are hidden by the filter: h takes them in");
    press(app, "h");
    assert_shows(app, "for 5 users");
    press(app, "h");
    assert_shows(app, "for 3 users");
    press(app, "y");
    assert_int_equal(posted_last(TO_RUN)->target_count, 3);
    app_end(app);
}

static void confirm__says_so_and_sends_nothing__when_read_only(void **state)
{
    struct app *app = app_make(80, 24, 5);
    (void)state;

    app->model->read_only = true;
    ask_for(app, action_find("block-sign-in"));
    assert_shows(app, "Read-only: nothing can be changed here.");
    assert_hides(app, "Yes");
    press(app, "y");
    assert_null(posted_last(TO_RUN));
    press(app, "Tab Enter"); /* the requests may be looked at */
    assert_true(posted_last(TO_RUN)->plan);
    app_end(app);
}

static void confirm__types_letters_into_the_field__when_it_has_the_focus(void **state)
{
    struct app *app = app_make(80, 24, 5);
    (void)state;

    ask_for(app, &formed);
    type(app, "py nq");
    assert_null(posted_last(TO_RUN));
    assert_shows(app, "py nq");
    press(app, "Tab Tab Right Tab Space Tab");
    type(app, "one");
    press(app, "Enter");
    type(app, "two");
    press(app, "Tab y");
    const struct message *run = posted_last(TO_RUN);
    assert_non_null(run);
    assert_string_equal(value_of(run, "note"), "py nq");
    assert_string_equal(value_of(run, "hours"), "8");
    assert_string_equal(value_of(run, "colour"), "blue");
    assert_string_equal(value_of(run, "loud"), "true");
    assert_string_equal(value_of(run, "text"), "one\ntwo");
    app_end(app);
}

static void confirm__shows_the_message_at_the_field__when_a_value_is_wrong(void **state)
{
    struct app *app = app_make(80, 24, 5);
    (void)state;

    ask_for(app, &formed);
    press(app, "Tab Ctrl-U 9 9 Shift-Tab Shift-Tab Shift-Tab y");
    assert_null(posted_last(TO_RUN));
    assert_shows(app, "! This is needed.");
    assert_shows(app, "! hours must be a number from 1 to 24");
    type(app, "here now"); /* the focus is on the first that is wrong */
    assert_shows(app, "here now");
    assert_hides(app, "This is needed.");
    app_end(app);
}

static void confirm__wants_the_name__when_the_action_destroys(void **state)
{
    struct app *app = app_make(80, 24, 5);
    (void)state;

    ask_for(app, &destroying);
    assert_shows(app, "Type user1@contoso.example to confirm:");
    type(app, "user2@contoso.example");
    press(app, "Tab y");
    assert_null(posted_last(TO_RUN));
    assert_shows(app, "That is not what has to be typed.");
    press(app, "Ctrl-U");
    type(app, "user1@contoso.example");
    press(app, "Enter y");
    assert_non_null(posted_last(TO_RUN));
    app_end(app);
}

static void confirm__wants_the_number__when_more_than_fifty_are_meant(void **state)
{
    struct app *app = app_make(80, 24, 60);
    (void)state;

    mark_first(app, 50);
    ask_for(app, action_find("block-sign-in"));
    assert_hides(app, "to confirm:");
    press(app, "Esc");
    mark_first(app, 51);
    ask_for(app, action_find("block-sign-in"));
    assert_shows(app, "Type 51 to confirm:");
    press(app, "y Tab y");
    assert_null(posted_last(TO_RUN));
    press(app, "Ctrl-U 5 1 Tab y");
    assert_int_equal(posted_last(TO_RUN)->target_count, 51);
    app_end(app);
}

static void confirm__shows_the_requests__when_asked_for_the_plan(void **state)
{
    struct app *app = app_make(80, 24, 5);
    (void)state;

    mark_first(app, 3);
    ask_for(app, action_find("block-sign-in"));
    press(app, "p");
    const struct message *plan = posted_last(TO_RUN);
    assert_true(plan->plan);
    assert_int_equal(plan->target_count, 3);
    struct message told = {
        .kind = FROM_TARGET, .job = plan->job, .state = JOB_PLANNED, .arena = arena_new(0), .request_count = 1};
    struct plan_request *request = arena_alloc(told.arena, sizeof *request);
    *request = (struct plan_request){.method = "PATCH",
                                     .url = "http://127.0.0.1:1/v1.0/users/1",
                                     .body = "{\"accountEnabled\":false,\"a\":[]}",
                                     .together = 60};
    told.requests = request;
    answer(app, told);
    end_job(app, plan->job, 1, 0);
    assert_shows(app, "User 1  user1@contoso.example");
    assert_shows(app, "PATCH http://127.0.0.1:1/v1.0/users/1");
    assert_shows(app, "  \"accountEnabled\": false,");
    assert_shows(app, "Up to 60 users in one call.");
    assert_shows(app, "  \"a\": []");
    press(app, "y"); /* says yes to nothing here */
    assert_true(posted_last(TO_RUN)->plan);
    press(app, "Esc");
    assert_shows(app, "[No (n)]");
    assert_null(app_jobs(app));
    app_end(app);
}

static void confirm__shows_why_in_the_services_words__when_a_target_fails(void **state)
{
    static const int sizes[][2] = {{80, 24}, {160, 45}, {40, 20}};
    (void)state;

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct app *app = app_make(sizes[i][0], sizes[i][1], 5);
        ask_for(app, action_find("block-sign-in"));
        press(app, "y");
        uint64_t job = posted_last(TO_RUN)->job;
        end_target(app, job, 0, JOB_FAILED, NULL);
        end_job(app, job, 0, 1);
        assert_shows(app, "FAILED");
        assert_shows(app, "Authorization_RequestDenied");
        assert_shows(app, "needs the permission");
        assert_shows(app, sizes[i][0] == 40 ? "aa303fd4-c852-42cf-a51f-8c6fa9cfb43d"
                                            : "request id aa303fd4-c852-42cf-a51f-8c6fa9cfb43d");
        app_end(app);
    }
}

static void confirm__keeps_the_failed_marked__when_many_end(void **state)
{
    struct app *app = app_make(80, 24, 5);
    (void)state;

    mark_first(app, 3);
    ask_for(app, action_find("block-sign-in"));
    press(app, "y");
    uint64_t job = posted_last(TO_RUN)->job;
    end_target(app, job, 0, JOB_DONE, NULL);
    end_target(app, job, 1, JOB_FAILED, NULL);
    answer(app, (struct message){.kind = FROM_PROGRESS, .job = job, .finished = 2, .total = 3, .ok = 1, .failed = 1});
    assert_shows(app, "2 of 3: 1 ok, 1 failed, 0 left out ...");
    end_target(app, job, 2, JOB_ALREADY, NULL);
    end_job(app, job, 2, 1);
    assert_shows(app, "3 of 3: 2 ok, 1 failed, 0 left out");
    assert_int_equal(users_marked_count(app->model->users), 1);
    assert_true(users_marked(app->model->users, 1));
    press(app, "r");
    assert_shows(app, "user2@contoso.example");
    press(app, "y");
    assert_int_equal(posted_last(TO_RUN)->target_count, 1);
    app_end(app);
}

static void confirm__cancels__when_x_is_pressed_while_it_runs(void **state)
{
    struct app *app = app_make(80, 24, 5);
    (void)state;

    ask_for(app, action_find("block-sign-in"));
    press(app, "y x");
    assert_non_null(posted_last(TO_CANCEL));
    assert_string_equal(app->top->ops->name, "confirm");
    app_end(app);
}

static void confirm__leaves_a_line_in_the_status_bar__when_closed_before_the_end(void **state)
{
    struct app *app = app_make(80, 24, 5);
    (void)state;

    ask_for(app, action_find("block-sign-in"));
    press(app, "y Esc");
    assert_string_equal(app->top->ops->name, "users");
    uint64_t job = posted_last(TO_RUN)->job;
    end_target(app, job, 0, JOB_DONE, NULL);
    end_job(app, job, 1, 0);
    assert_shows(app, "Block sign-in, user1@contoso.example: done (J, u takes it back)");
    app_end(app);
}

/* Whether any cell of the grid, drawn over or not, still spells `text` in its line. */
static bool in_cells(const struct app *app, const char *text)
{
    return grid_contains(app->grid, text);
}

static void confirm__asks_once_more__before_a_secret_that_was_not_copied_is_wiped(void **state)
{
    struct app *app = app_make(80, 24, 5);
    (void)state;

    ask_for(app, action_find("reset-password"));
    press(app, "y");
    uint64_t job = posted_last(TO_RUN)->job;
    end_target(app, job, 0, JOB_DONE, "Kx7%mNa2&Zb4Qw");
    end_job(app, job, 1, 0);
    app->hasty = true;
    app_key(app, 'y'); /* the second of two, meant for the question */
    app->hasty = false;
    app_key(app, KEY_ESCAPE);
    assert_shows(app, "Kx7%mNa2&Zb4Qw");
    assert_shows(app, "Not copied yet: press Esc again to wipe it for good.");
    app_key(app, KEY_ESCAPE);
    app_draw(app);
    assert_false(in_cells(app, "Kx7%mNa2&Zb4Qw"));
    app_end(app);
}

static void confirm__shows_a_secret_once__when_one_was_made(void **state)
{
    struct app *app = app_make(80, 24, 5);
    (void)state;

    ask_for(app, action_find("reset-password"));
    press(app, "y");
    uint64_t job = posted_last(TO_RUN)->job;
    end_target(app, job, 0, JOB_DONE, "Kx7%mNa2&Zb4Qw");
    end_job(app, job, 1, 0);
    assert_shows(app, "Kx7%mNa2&Zb4Qw");
    assert_shows(app, "K  x  7  %");
    assert_shows(app, "A  a  9  #");
    assert_shows(app, "y copy");
    press(app, "y");
    assert_true(app->copied.length > 0);
    app_key(app, KEY_ESCAPE);
    assert_false(in_cells(app, "Kx7%mNa2&Zb4Qw")); /* before anything is drawn */
    app_draw(app);
    assert_null(app_job_take_secret(app, job, 0));
    app_copied(app);
    for (size_t i = 0; i < app->copied.capacity; i++)
        assert_int_equal(app->copied.data[i], 0);
    app_end(app);
}

static void confirm__lists_secrets_and_warns_before_wiping__when_there_are_several(void **state)
{
    struct app *app = app_make(80, 24, 5);
    (void)state;

    mark_first(app, 2);
    ask_for(app, action_find("reset-password"));
    press(app, "y");
    uint64_t job = posted_last(TO_RUN)->job;
    end_target(app, job, 0, JOB_DONE, "First%Secret1");
    end_target(app, job, 1, JOB_DONE, "Second%Secret2");
    end_job(app, job, 2, 0);
    assert_shows(app, "First%Secret1");
    assert_shows(app, "Second%Secret2");
    press(app, "Ctrl-C");
    assert_false(app->quit);
    assert_shows(app, "Not copied yet");
    press(app, "C Esc");
    assert_string_equal(app->top->ops->name, "users");
    /* "user1@contoso.example\tFirst%Secret1\n…" in base 64 */
    assert_non_null(strstr(buf_text(&app->copied), "dXNlcjFAY29udG9zby5leGFtcGxlCUZpcnN0JVNlY3JldDEK"));
    app_end(app);
}

static void confirm__takes_an_entry_back_as_a_plan_of_its_own__when_undone(void **state)
{
    struct app *app = app_make(80, 24, 5);
    const struct journal_entry entry = {.id = 7,
                                        .begun = 1700000000000,
                                        .action = "block-sign-in",
                                        .operator_name = "admin",
                                        .target_id = "00000000-0000-4000-8000-000000000002",
                                        .target_upn = "user2@contoso.example",
                                        .tenant = fixture_known.id,
                                        .state = JOURNAL_DONE};
    (void)state;

    confirm_undo_view_open(app, &entry, 1);
    assert_shows(app, "Take back: Block sign-in");
    assert_shows(app, "user2@contoso.example");
    assert_shows(app, "Synchronised from Active Directory"); /* as the table knows the user */
    press(app, "p");
    assert_true(posted_last(TO_RUN)->plan);
    press(app, "Esc y");
    assert_false(posted_last(TO_RUN)->plan);
    assert_int_equal(posted_last(TO_RUN)->entry_ids[0], 7);
    app_end(app);
}

static void confirm__draws_in_ascii__when_asked_to(void **state)
{
    struct app *app = app_make(40, 12, 3);
    auto_buf struct buf text = buf_make(1 << 20);
    (void)state;

    app->ascii = app->grid->ascii = true;
    mark_first(app, 2);
    ask_for(app, &formed);
    type(app, "x");
    press(app, "Shift-Tab Shift-Tab y");
    end_target(app, posted_last(TO_RUN)->job, 0, JOB_FAILED, NULL);
    app_draw(app);
    grid_text(app->grid, &text);
    for (size_t i = 0; i < text.length; i++)
        assert_true((unsigned char)text.data[i] < 128);
    app_end(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(confirm__names_action_target_and_tenant__when_it_opens),
        cmocka_unit_test(confirm__sends_nothing__when_enter_is_pressed_at_once),
        cmocka_unit_test(confirm__sends_a_run__when_yes_is_chosen),
        cmocka_unit_test(confirm__takes_no_answer__when_the_question_is_not_read_yet),
        cmocka_unit_test(confirm__takes_no_answer__when_the_key_is_pasted),
        cmocka_unit_test(confirm__counts_warnings_by_kind__when_there_are_many_targets),
        cmocka_unit_test(confirm__leaves_out__whom_space_took_out),
        cmocka_unit_test(confirm__asks_as_for_one__when_all_others_are_left_out),
        cmocka_unit_test(confirm__leaves_out__whom_the_filter_hides),
        cmocka_unit_test(confirm__says_so_and_sends_nothing__when_read_only),
        cmocka_unit_test(confirm__types_letters_into_the_field__when_it_has_the_focus),
        cmocka_unit_test(confirm__shows_the_message_at_the_field__when_a_value_is_wrong),
        cmocka_unit_test(confirm__wants_the_name__when_the_action_destroys),
        cmocka_unit_test(confirm__wants_the_number__when_more_than_fifty_are_meant),
        cmocka_unit_test(confirm__shows_the_requests__when_asked_for_the_plan),
        cmocka_unit_test(confirm__shows_why_in_the_services_words__when_a_target_fails),
        cmocka_unit_test(confirm__keeps_the_failed_marked__when_many_end),
        cmocka_unit_test(confirm__cancels__when_x_is_pressed_while_it_runs),
        cmocka_unit_test(confirm__leaves_a_line_in_the_status_bar__when_closed_before_the_end),
        cmocka_unit_test(confirm__asks_once_more__before_a_secret_that_was_not_copied_is_wiped),
        cmocka_unit_test(confirm__shows_a_secret_once__when_one_was_made),
        cmocka_unit_test(confirm__lists_secrets_and_warns_before_wiping__when_there_are_several),
        cmocka_unit_test(confirm__takes_an_entry_back_as_a_plan_of_its_own__when_undone),
        cmocka_unit_test(confirm__draws_in_ascii__when_asked_to),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
