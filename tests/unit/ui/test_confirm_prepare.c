/* What is read before the question: warnings, the name to type, defaults, options, or why it cannot be done. */
#include "view_fixture.h"
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"

static enum flow_state never_run(struct flow *flow, const struct http_reply *reply)
{
    (void)reply;
    return flow_done(flow, "-");
}

static const char *const levels[] = {"none", "some", "all", NULL};
static const struct param params[] = {
    {.name = "minutes", .label = "Minutes", .kind = PARAM_NUMBER, .minimum = 10, .maximum = 1440},
    {.name = "methods", .label = "Methods", .kind = PARAM_CHOICE, .many = true},
    {.name = "level", .label = "Level", .kind = PARAM_CHOICE, .choices = levels, .otherwise = "none"},
    {.name = "start", .label = "Starts", .kind = PARAM_DATE_TIME},
    {.name = NULL},
};
static const struct action asking = {.name = "ask",
                                     .label = "Ask",
                                     .flags = ACTION_BULK | ACTION_CONTAINMENT,
                                     .confirm = "Ask {target}?",
                                     .params = params,
                                     .prepare = never_run,
                                     .flow = never_run};

static const char *value_of(const struct message *run, const char *name)
{
    for (size_t i = 0; i < run->value_count; i++)
        if (!strcmp(run->values[i].name, name))
            return run->values[i].value;
    return NULL;
}

static struct message prepared(size_t index, const char *warning)
{
    struct message message = {
        .kind = FROM_PREPARED, .job = posted_last(TO_PREPARE)->job, .index = index, .arena = arena_new(0)};
    const char **warnings = arena_alloc(message.arena, 2 * sizeof *warnings);
    warnings[0] = warning;
    message.warnings = warnings;
    return message;
}

static void end_prepare(struct app *app)
{
    answer(app, (struct message){.kind = FROM_JOB_END, .job = posted_last(TO_PREPARE)->job, .state = JOB_DONE});
}

static struct prepared_option options[] = {
    {.value = "1", .label = "Phone", .detail = "+1 X", .chosen = true, .next = &options[1]},
    {.value = "2", .label = "Key", .chosen = true}};
static struct prepared_param level = {.name = "level", .otherwise = "all"};
static struct prepared_param methods = {.name = "methods", .options = options, .next = &level};
static struct prepared_param minutes = {
    .name = "minutes", .otherwise = "60", .minimum = 30, .maximum = 90, .next = &methods};
static struct prepared_note note = {.text = "The tenant allows 30 to 90 minutes."};

static void answer_all(struct app *app)
{
    struct message message = prepared(0, NULL);
    struct prepared *found = arena_alloc(message.arena, sizeof *found);
    *found = (struct prepared){.params = &minutes, .notes = &note};
    message.prepared = found;
    answer(app, message);
    end_prepare(app);
}

static void prepare__is_asked_for_every_target__when_the_question_opens(void **state)
{
    struct app *app = app_make(80, 24, 5);
    (void)state;
    mark_first(app, 3);
    ask_for(app, action_find("block-sign-in"));
    const struct message *asked = posted_last(TO_PREPARE);
    assert_non_null(asked);
    assert_ptr_equal(asked->action, action_find("block-sign-in"));
    assert_int_equal(asked->target_count, 3);
    assert_shows(app, "reading … 0 of 3");
    app_end(app);
}

static void prepare__is_cancelled__when_the_question_is_left(void **state)
{
    struct app *app = app_make(80, 24, 5);
    (void)state;
    ask_for(app, action_find("block-sign-in"));
    uint64_t job = posted_last(TO_PREPARE)->job;
    press(app, "Esc");
    assert_int_equal(posted_last(TO_CANCEL)->job, job);
    app_end(app);
}

static void prepare__replaces_the_guesses__when_it_has_answered(void **state)
{
    struct app *app = app_make(80, 24, 5);
    (void)state;
    app_move_to(app, 1);
    ask_for(app, action_find("block-sign-in"));
    assert_shows(app, "Synchronised from Active Directory");
    answer(app, prepared(0, "Privileged: Helpdesk Administrator."));
    assert_shows(app, "! Privileged: Helpdesk Administrator.");
    assert_hides(app, "Synchronised from Active Directory");
    end_prepare(app);
    assert_hides(app, "reading");
    app_end(app);
}

static void prepare__has_the_name_typed_and_says_so_to_the_worker__when_the_target_is_privileged(void **state)
{
    struct app *app = app_make(80, 24, 5);
    (void)state;
    ask_for(app, action_find("block-sign-in"));
    assert_hides(app, "to confirm:");
    struct message message = prepared(0, "Privileged: Global Administrator.");
    message.wants_name = true;
    answer(app, message);
    assert_shows(app, "Type user1@contoso.example to confirm:");
    type(app, "user2@n.example"); /* no letter of a name answers the question */
    assert_string_equal(app->top->ops->name, "confirm");
    press(app, "Enter y");
    assert_null(posted_last(TO_RUN));
    press(app, "Ctrl-U");
    type(app, "user1@contoso.example");
    press(app, "Enter y");
    assert_true(posted_last(TO_RUN)->typed);
    app_end(app);
}

static void prepare__is_not_typed__when_nothing_asked_for_it(void **state)
{
    struct app *app = app_make(80, 24, 5);
    (void)state;
    ask_for(app, action_find("block-sign-in"));
    answer(app, prepared(0, NULL));
    press(app, "y");
    assert_false(posted_last(TO_RUN)->typed);
    app_end(app);
}

static void prepare__fills_the_form__when_nothing_was_typed(void **state)
{
    struct app *app = app_make(80, 24, 5);
    (void)state;
    ask_for(app, &asking);
    assert_shows(app, "Methods  reading …");
    answer_all(app);
    assert_shows(app, "- The tenant allows 30 to 90 minutes.");
    assert_shows(app, "Minutes  60");
    assert_shows(app, "[x] Phone  +1 X");
    assert_shows(app, "[x] Key");
    assert_shows(app, "(•) all");
    press(app, "Space Tab Tab Tab y"); /* from the list of methods */
    const struct message *run = posted_last(TO_RUN);
    assert_string_equal(value_of(run, "minutes"), "60");
    assert_string_equal(value_of(run, "methods"), "2");
    assert_string_equal(value_of(run, "level"), "all");
    app_end(app);
}

static void prepare__leaves_what_was_typed__when_it_comes_later(void **state)
{
    struct app *app = app_make(80, 24, 5);
    (void)state;
    ask_for(app, &asking);
    press(app, "Shift-Tab 4 5 Tab Tab Right");
    answer_all(app);
    assert_shows(app, "Minutes  45");
    assert_shows(app, "(•) some");
    press(app, "Tab Tab y");
    assert_string_equal(value_of(posted_last(TO_RUN), "minutes"), "45");
    app_end(app);
}

static void prepare__limits_a_number__when_the_tenant_does(void **state)
{
    struct app *app = app_make(80, 24, 5);
    (void)state;
    ask_for(app, &asking);
    answer_all(app);
    press(app, "Shift-Tab Ctrl-U 9 1");
    assert_shows(app, "30 to 90");
    press(app, "Shift-Tab Shift-Tab y");
    assert_null(posted_last(TO_RUN));
    assert_shows(app, "! minutes must be a number from 30 to 90");
    app_end(app);
}

static void prepare__wants_one_of_the_list__when_none_would_mean_all(void **state)
{
    struct app *app = app_make(80, 24, 5);
    (void)state;
    ask_for(app, &asking);
    answer_all(app);
    press(app, "* Tab Tab Tab y");
    assert_null(posted_last(TO_RUN));
    assert_shows(app, "! Choose at least one.");
    app_end(app);
}

static void prepare__offers_no_run_but_a_second_reading__when_it_fails(void **state)
{
    struct app *app = app_make(80, 24, 5);
    (void)state;
    ask_for(app, &asking);
    struct message message = prepared(0, NULL);
    err_set(&message.error, ERR_REFUSED, "Temporary Access Pass is off in this tenant");
    err_hint(&message.error, "switch it on in the Entra admin centre");
    answer(app, message);
    end_prepare(app);
    assert_shows(app, "Temporary Access Pass is off in this tenant");
    assert_shows(app, "switch it on in the Entra admin centre");
    assert_shows(app, "[Close (n)]  Read again (r)");
    assert_hides(app, "Minutes");
    press(app, "y");
    assert_null(posted_last(TO_RUN));
    uint64_t before = posted_last(TO_PREPARE)->job;
    press(app, "r");
    assert_int_not_equal(posted_last(TO_PREPARE)->job, before);
    answer_all(app);
    assert_shows(app, "Minutes  60");
    assert_shows(app, "Yes (y)");
    app_end(app);
}

static void prepare__names_those_left_out__when_many_are_meant(void **state)
{
    struct app *app = app_make(80, 24, 5);
    (void)state;
    mark_first(app, 3);
    ask_for(app, action_find("block-sign-in"));
    struct message message = prepared(0, "Privileged: Global Administrator.");
    message.text = "Global Administrator";
    answer(app, message);
    answer(app, prepared(1, "Whether this account holds a directory role could not be read."));
    message = prepared(2, NULL);
    err_set(&message.error, ERR_SERVICE, "The service is away.");
    answer(app, message);
    end_prepare(app);
    assert_shows(app, "! 1 of 3 will be left out: see beside the names");
    assert_shows(app, "left out: Global");
    assert_shows(app, "for 2 users?");
    assert_shows(app, "1-3 of 3, 1 left out");
    assert_shows(app, "! 1 of 2: Whether this account holds");
    assert_shows(app, "! 1 of 2: The service is away.");
    assert_hides(app, "Privileged");
    press(app, "y"); /* the others are done */
    assert_int_equal(posted_last(TO_RUN)->target_count, 3);
    app_end(app);
}

static void prepare__asks_for_no_word__when_nobody_is_left(void **state)
{
    struct app *app = app_make(80, 24, 5);
    (void)state;
    mark_first(app, 2);
    const struct action destroying = {.name = "delete-user",
                                      .label = "Delete",
                                      .flags = ACTION_BULK | ACTION_DESTRUCTIVE,
                                      .confirm = "Delete {target}?"};
    ask_for(app, &destroying);
    assert_shows(app, "Type 2 contoso.example to confirm:");
    for (size_t i = 0; i < 2; i++) {
        struct message message = prepared(i, NULL);
        message.text = "Global Administrator";
        answer(app, message);
    }
    end_prepare(app);
    assert_shows(app, "! 2 of 2 will be left out");
    assert_hides(app, "to confirm:");
    press(app, "y");
    assert_null(posted_last(TO_RUN));
    assert_shows(app, "All of them are left out.");
    app_end(app);
}

static void field__says_what_a_time_means__when_one_is_typed(void **state)
{
    struct app *app = app_make(80, 24, 5);
    (void)state;
    setenv("TZ", "CET-1", 1);
    tzset();
    clock_set(INT64_C(1793491200000)); /* 2026-11-01T00:00Z */
    ask_for(app, &asking);
    press(app, "Tab Tab");
    type(app, "+7x");
    assert_shows(app, "today 18:00, mon 8:00");
    press(app, "Backspace d");
    assert_shows(app, "= 2026-11-08 01:00 +01:00");
    press(app, "Ctrl-U");
    type(app, "2026-10-31T08:00Z");
    assert_shows(app, "= 2026-10-31 09:00 +01:00, which is past");
    clock_set(-1);
    app_end(app);
}

static void running__counts_down__when_a_person_is_waited_for(void **state)
{
    struct app *app = app_make(80, 24, 5);
    (void)state;
    ask_for(app, action_find("block-sign-in"));
    answer(app, prepared(0, NULL));
    end_prepare(app);
    clock_set(INT64_C(1793491200000));
    press(app, "y");
    uint64_t job = posted_last(TO_RUN)->job;
    assert_int_equal(app->wake, 0);
    struct message message = {.kind = FROM_TARGET,
                              .job = job,
                              .state = JOB_RUNNING,
                              .arena = arena_new(0),
                              .text = "waiting for the user to answer on the phone",
                              .until = INT64_C(1793491318000)};
    answer(app, message);
    assert_shows(app, "waiting for the user to answer on the phone, 118 s left");
    assert_int_not_equal(app->wake, 0);
    clock_set(INT64_C(1793491202000));
    app_tick(app);
    assert_true(app->redraw);
    assert_shows(app, "phone, 116 s left");
    press(app, "Esc J");
    assert_shows(app, "waits, 116 s left");
    press(app, "Esc");
    app->wake = 0;
    app_draw(app);
    assert_int_equal(app->wake, 0); /* nobody looks */
    clock_set(-1);
    app_end(app);
}

static void result__names_what_the_secret_is__when_it_is_no_password(void **state)
{
    struct app *app = app_make(80, 24, 5);
    (void)state;
    ask_for(app, action_find("reset-password"));
    press(app, "y");
    uint64_t job = posted_last(TO_RUN)->job;
    struct message message = {.kind = FROM_TARGET,
                              .job = job,
                              .state = JOB_DONE,
                              .secret_name = "Temporary Access Pass",
                              .secret = secret_new("Ab3#fg7K", 8)};
    answer(app, message);
    end_job(app, job, 1, 0);
    assert_shows(app, "Temporary Access Pass:");
    assert_shows(app, "Ab3#fg7K");
    app_end(app);
}

static void result__names_the_refused_and_keeps_their_marks__when_many_end(void **state)
{
    struct app *app = app_make(80, 24, 5);
    (void)state;
    mark_first(app, 4);
    ask_for(app, action_find("block-sign-in"));
    press(app, "y");
    uint64_t job = posted_last(TO_RUN)->job;
    end_target(app, job, 0, JOB_DONE, NULL);
    for (size_t i = 1; i < 4; i++) {
        struct message message = {.kind = FROM_TARGET, .job = job, .index = i, .state = JOB_REFUSED};
        err_set(&message.error, ERR_REFUSED, "holds a directory role (%s Administrator): left out of the bulk run",
                i < 3 ? "Global" : "Helpdesk");
        answer(app, message);
    }
    end_job(app, job, 1, 0);
    assert_shows(app, "Left out  user2@contoso.example");
    assert_shows(app, "holds a directory role (Global");
    assert_shows(app, "Left out  user3@contoso.example: as above"); /* not under the next one's reason */
    assert_shows(app, "holds a directory role (Helpdesk");
    assert_int_equal(users_marked_count(app->model->users), 3);
    assert_true(users_marked(app->model->users, 1));
    app_end(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prepare__is_asked_for_every_target__when_the_question_opens),
        cmocka_unit_test(prepare__is_cancelled__when_the_question_is_left),
        cmocka_unit_test(prepare__replaces_the_guesses__when_it_has_answered),
        cmocka_unit_test(prepare__has_the_name_typed_and_says_so_to_the_worker__when_the_target_is_privileged),
        cmocka_unit_test(prepare__is_not_typed__when_nothing_asked_for_it),
        cmocka_unit_test(prepare__fills_the_form__when_nothing_was_typed),
        cmocka_unit_test(prepare__leaves_what_was_typed__when_it_comes_later),
        cmocka_unit_test(prepare__limits_a_number__when_the_tenant_does),
        cmocka_unit_test(prepare__wants_one_of_the_list__when_none_would_mean_all),
        cmocka_unit_test(prepare__offers_no_run_but_a_second_reading__when_it_fails),
        cmocka_unit_test(prepare__names_those_left_out__when_many_are_meant),
        cmocka_unit_test(prepare__asks_for_no_word__when_nobody_is_left),
        cmocka_unit_test(field__says_what_a_time_means__when_one_is_typed),
        cmocka_unit_test(running__counts_down__when_a_person_is_waited_for),
        cmocka_unit_test(result__names_what_the_secret_is__when_it_is_no_password),
        cmocka_unit_test(result__names_the_refused_and_keeps_their_marks__when_many_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
