/* From one tenant to another: the list, what is asked, what is left, what is new; customers; and lifting read-only. */
#include "people_fixture.h"

static struct config_tenant tenants[] = {
    {.name = "contoso", .tenant_id = "contoso.example", .auth = AUTH_CLIENT_SECRET},
    {.name = "fabrikam",
     .tenant_id = "fabrikam.example",
     .auth = AUTH_DEVICE_CODE,
     .endpoints.cloud = CLOUD_USGOV,
     .read_only = true,
     .accent = "red"},
};
static struct config two;
static struct ui_workers workers;
static size_t started;
static char typed_secret[32];
static const char *wanted_secret;
static bool refuse;

static struct worker *start_worker(void *context, const struct config_tenant *tenant, const struct secret *typed,
                                   struct err *e)
{
    assert_ptr_equal(context, &two);
    assert_non_null(tenant);
    snprintf(typed_secret, sizeof typed_secret, "%s", typed ? secret_text(typed) : "");
    if (refuse) {
        err_set(e, ERR_CONFIG, "nothing works");
        return NULL;
    }
    started++;
    return (struct worker *)&started; /* never looked into */
}

static const char *wants_secret(const struct config_tenant *tenant, struct arena *arena)
{
    (void)tenant;
    return arena_strdup(arena, wanted_secret);
}

static struct app *begin(int width, int height)
{
    struct app *app = people_start(width, height);
    started = 0;
    wanted_secret = NULL;
    refuse = false;
    two = (struct config){.arena = arena_new(0), .tenants = tenants, .tenant_count = 2};
    workers = (struct ui_workers){
        .now = app->worker, .start = start_worker, .wants_secret = wants_secret, .context = &two};
    app->config = &two;
    app->model->tenant_config = &tenants[0];
    app->workers = &workers;
    return app;
}

static void finish(struct app *app)
{
    app_end(app);
    arena_free(two.arena);
}

static void tenants__lists_each_with_its_sign_in_and_state(void **state)
{
    struct app *app = begin(80, 24);
    (void)state;
    hit(app, 'T');
    assert_string_equal(top_name(app), "tenants");
    assert_shows(app, ">● contoso");
    assert_shows(app, "shown");
    assert_shows(app, "   fabrikam");
    assert_shows(app, "[RO]");
    hit(app, 'j');
    assert_shows(app, "cloud usgov");
    assert_shows(app, "accent red");
    hit(app, KEY_ESCAPE);
    assert_string_equal(top_name(app), "users");
    finish(app);
}

static void tenants__are_readable__on_a_small_screen_in_ascii(void **state)
{
    struct app *app = begin(40, 12);
    (void)state;
    app->ascii = app->grid->ascii = true;
    hit(app, 'T');
    assert_shows(app, ">* contoso");
    assert_shows(app, "fabrikam");
    assert_true(is_ascii(app->grid));
    finish(app);
}

static void switching__makes_everything_the_new_tenants__when_one_is_chosen(void **state)
{
    struct app *app = begin(80, 24);
    (void)state;
    hit(app, KEY_SPACE);
    type(app, "/alice");
    hit(app, KEY_RETURN);
    press(app, "T j Enter");
    assert_int_equal(started, 1);
    assert_string_equal(top_name(app), "users");
    assert_ptr_equal(app->model->tenant_config, &tenants[1]);
    assert_ptr_equal(app->worker, workers.now);
    assert_int_equal(users_count(app->model->users), 0);
    assert_int_equal(users_marked_count(app->model->users), 0);
    assert_int_equal(app->model->filter.length, 0);
    assert_null(app->model->tenant);
    assert_true(app->model->read_only);
    assert_true(app->themed);
    assert_shows(app, "fabrikam");
    assert_shows(app, "[RO]");
    assert_hides(app, "Contoso");
    assert_non_null(posted_last(TO_QUIT));
    assert_non_null(posted_last(TO_LOAD_USERS));
    assert_int_equal(workers.past_count, 1);
    assert_ptr_equal(workers.past[0].tenant, &tenants[0]);
    finish(app);
}

static void switching__drops_what_was_copied__while_a_large_table_is_sorted(void **state)
{
    struct app *app = begin(80, 24);
    (void)state;
    add_users(app, 50000); /* more than are sorted between two keys */
    app_sort(app, 0, true);
    assert_non_null(app->model->sort_copy);
    press(app, "T j Enter");
    assert_int_equal(started, 1);
    assert_null(app->model->sort_copy); /* it names rows of the former table */
    assert_false(app->model->sorting);
    app_tick(app);
    assert_null(posted_last(TO_SORT));
    finish(app);
}

static void switching__begins_in_the_order_of_the_service__when_the_former_table_was_sorted(void **state)
{
    struct app *app = begin(80, 24);
    (void)state;
    app_sort(app, 0, true);
    assert_shows(app, "▼");
    press(app, "T j Enter");
    assert_int_equal(app->model->sort_column, -1);
    assert_hides(app, "▼");
    finish(app);
}

static void switching__asks_once__when_a_job_runs(void **state)
{
    struct app *app = begin(80, 24);
    (void)state;
    ask_for(app, action_find("block-sign-in"));
    press(app, "y Esc");
    press(app, "T j Enter");
    assert_int_equal(started, 0);
    assert_string_equal(status_of(app), "1 job is running. Choose it again to leave it to finish.");
    hit(app, KEY_RETURN);
    assert_int_equal(started, 1);
    assert_null(app_jobs(app));
    finish(app);
}

static void switching__stays__when_the_other_cannot_start(void **state)
{
    struct app *app = begin(80, 24);
    (void)state;
    refuse = true;
    press(app, "T j Enter");
    assert_string_equal(status_of(app), "fabrikam: nothing works");
    assert_ptr_equal(app->model->tenant_config, &tenants[0]);
    assert_int_equal(workers.past_count, 0);
    assert_null(posted_last(TO_QUIT));
    hit(app, KEY_ESCAPE);
    assert_shows(app, "Alice Ng");
    finish(app);
}

static void switching__says_so__when_it_is_the_same(void **state)
{
    struct app *app = begin(80, 24);
    (void)state;
    press(app, "T Enter");
    assert_int_equal(started, 0);
    assert_string_equal(status_of(app), "This is Contoso Ltd.");
    finish(app);
}

static void switching__takes_a_secret_unseen__when_one_is_wanted(void **state)
{
    struct app *app = begin(80, 24);
    (void)state;
    wanted_secret = "Client secret for fabrikam";
    press(app, "T j Enter");
    assert_string_equal(top_name(app), "secret");
    assert_shows(app, "Client secret for fabrikam:");
    hit(app, KEY_RETURN);
    assert_int_equal(started, 0);
    type(app, "canary-4711");
    assert_hides(app, "canary");
    hit(app, KEY_RETURN);
    assert_int_equal(started, 1);
    assert_string_equal(typed_secret, "canary-4711");
    assert_null(app->next_secret);
    finish(app);
}

static void palette__completes_tenants(void **state)
{
    struct app *app = begin(80, 24);
    (void)state;
    type(app, ":fabr");
    assert_shows(app, "> Switch to tenant fabrikam");
    hit(app, KEY_RETURN);
    assert_ptr_equal(app->model->tenant_config, &tenants[1]);
    finish(app);
}

/* --- customers --- */

static void answer_customers(struct app *app)
{
    uint64_t job = posted_read("customers")->job;
    struct message message = reading_of("customers", job);
    static const char *const roles[] = {"User Administrator"};
    struct record *one = record_of(&message,
                                   (const char *const[][2]){{"tenantId", "10000000-0000-4000-8000-000000000001"},
                                                            {"name", "Adatum"},
                                                            {"defaultDomainName", "adatum.example"},
                                                            {"status", "active"},
                                                            {NULL}});
    set_number(one, "endDateTime", INT64_C(1798761600000));
    *(struct value *)record_value(one, "renews") = (struct value){.known = true, .truth = true};
    *(struct value *)record_value(one, "roles") = (struct value){.known = true, .texts = roles, .count = 1};
    record_of(&message, (const char *const[][2]){{"tenantId", "10000000-0000-4000-8000-000000000002"},
                                                 {"name", "Litware"},
                                                 {"status", "expiring"},
                                                 {NULL}});
    answer(app, message);
    answer(app, (struct message){.kind = FROM_JOB_END, .job = job, .state = JOB_DONE});
}

static void customers__are_listed_filtered_and_entered(void **state)
{
    struct app *app = begin(80, 24);
    (void)state;
    press(app, "T c");
    assert_shows(app, "Reading the customers");
    answer_customers(app);
    assert_shows(app, "2 configured, 2 customers");
    assert_shows(app, "ends 2027-01-01");
    type(app, "/adat");
    hit(app, KEY_RETURN);
    assert_hides(app, "Litware");
    assert_shows(app, "ends 2027-01-01, renews");
    assert_shows(app, "roles: User Administrator");
    hit(app, KEY_RETURN);
    const struct config_tenant *there = app->model->tenant_config;
    assert_string_equal(there->name, "Adatum");
    assert_string_equal(there->tenant_id, "10000000-0000-4000-8000-000000000001");
    assert_string_equal(there->partner_id, "contoso.example");
    press(app, "T");
    assert_shows(app, "● Adatum");
    press(app, "c");
    assert_string_equal(status_of(app), "This is a customer: the list is contoso's.");
    press(app, "Home Enter");
    assert_ptr_equal(app->model->tenant_config, &tenants[0]);
    type(app, ":customer adat");
    hit(app, KEY_RETURN);
    assert_ptr_equal(app->model->tenant_config, there); /* the same each time */
    finish(app);
}

static void customers__tell_why_not__when_they_cannot_be_read(void **state)
{
    struct app *app = begin(80, 24);
    struct message end = {.kind = FROM_JOB_END, .state = JOB_FAILED};
    (void)state;
    press(app, "T c");
    end.job = posted_read("customers")->job;
    err_set(&end.error, ERR_FORBIDDEN, "no right to read relationships");
    err_hint(&end.error, "needs DelegatedAdminRelationship.Read.All");
    answer(app, end);
    assert_shows(app, "no right to read relationships");
    assert_shows(app, "needs DelegatedAdminRelationship.Read.All");
    finish(app);
}

/* --- lifting read-only --- */

static const int64_t now = INT64_C(1793491200000), minute = 60000;

static void arm__posts_the_reason_and_the_end__when_the_name_is_typed(void **state)
{
    struct app *app = begin(80, 24);
    (void)state;
    clock_set(now);
    two.read_only = app->model->read_only = true;
    type(app, ":arm 15m ticket 4711");
    hit(app, KEY_RETURN);
    assert_string_equal(top_name(app), "arm");
    assert_shows(app, "For 15 minutes");
    assert_shows(app, "why: ticket 4711");
    type(app, "wrong");
    hit(app, KEY_RETURN);
    assert_null(posted_last(TO_ARM));
    hit(app, KEY_CTRL('U'));
    type(app, "contoso");
    hit(app, KEY_RETURN);
    const struct message *asked = posted_last(TO_ARM);
    assert_non_null(asked);
    assert_string_equal(asked->text, "ticket 4711");
    assert_int_equal(asked->until, now + 15 * minute);
    answer(app, (struct message){.kind = FROM_ARMED, .until = now + 15 * minute - 1000});
    answer(app, (struct message){.kind = FROM_JOB_END, .job = asked->job, .state = JOB_DONE});
    assert_string_equal(top_name(app), "users");
    assert_false(app->model->read_only);
    assert_shows(app, "[ARMED 14:59]");
    answer(app, (struct message){.kind = FROM_ARMED});
    assert_true(app->model->read_only);
    assert_shows(app, "[RO]");
    assert_shows(app, "Read-only holds again.");
    clock_set(-1);
    finish(app);
}

static void arm__is_refused__by_the_command_lines_flag_and_without_words(void **state)
{
    static const char *const wrong[] = {"15m", "0m why", "481m why", "9h why", "m why", "15s why", "15mwhy"};
    struct app *app = begin(80, 24);
    (void)state;
    two.read_only = app->model->read_only = true;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        arm_view_open(app, wrong[i]);
        assert_string_equal(top_name(app), "users");
        assert_string_equal(status_of(app), "For how long (1m to 8h), and why: arm 15m reason");
    }
    app->read_only_always = true;
    arm_view_open(app, "15m why");
    assert_string_equal(status_of(app), "Started with --read-only: nothing lifts that.");
    finish(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tenants__lists_each_with_its_sign_in_and_state),
        cmocka_unit_test(tenants__are_readable__on_a_small_screen_in_ascii),
        cmocka_unit_test(switching__makes_everything_the_new_tenants__when_one_is_chosen),
        cmocka_unit_test(switching__drops_what_was_copied__while_a_large_table_is_sorted),
        cmocka_unit_test(switching__begins_in_the_order_of_the_service__when_the_former_table_was_sorted),
        cmocka_unit_test(switching__asks_once__when_a_job_runs),
        cmocka_unit_test(switching__stays__when_the_other_cannot_start),
        cmocka_unit_test(switching__says_so__when_it_is_the_same),
        cmocka_unit_test(switching__takes_a_secret_unseen__when_one_is_wanted),
        cmocka_unit_test(palette__completes_tenants),
        cmocka_unit_test(customers__are_listed_filtered_and_entered),
        cmocka_unit_test(customers__tell_why_not__when_they_cannot_be_read),
        cmocka_unit_test(arm__posts_the_reason_and_the_end__when_the_name_is_typed),
        cmocka_unit_test(arm__is_refused__by_the_command_lines_flag_and_without_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
