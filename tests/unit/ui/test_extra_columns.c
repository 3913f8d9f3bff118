/* Columns with a source of their own: when they are read, what is shown meanwhile, and how a missing licence looks. */
#include "view_fixture.h"

#include "base/clock.h"
#include "ui/app/extra_columns.h"

static struct record *add(struct message *message, unsigned number)
{
    static char ids[64][GUID_TEXT];
    snprintf(ids[number % 64], GUID_TEXT, "00000000-0000-4000-8000-%012u", number);
    return record_of(message, (const char *const[][2]){{"id", ids[number % 64]}, {NULL}});
}

/* Users number `from` to `to` signed in an hour less than as many days ago as their number; one of five never did. */
static void tell_sign_ins(struct app *app, uint64_t job, unsigned from, unsigned to, enum read_state state)
{
    struct message message = reading_of("last-sign-ins", job);
    message.read = state;
    for (unsigned i = from; i <= to; i++) {
        struct record *record = add(&message, i);
        if (i % 5)
            set_number(record, "lastSignInDateTime", clock_now() - i * INT64_C(86400000) + 3600000);
    }
    answer(app, message);
}

static void refuse(struct app *app, uint64_t job, const char *source, const char *hint)
{
    struct message message = reading_of(source, job);
    message.read = READ_NOT;
    message.why = WHY_NOT_LICENSED;
    err_set(&message.error, ERR_FORBIDDEN, "refused (HTTP 403 X)");
    err_hint(&message.error, "%s", hint);
    answer(app, message);
    answer(app, (struct message){.kind = FROM_JOB_END, .job = job, .state = JOB_FAILED});
}

/* What the table shows of the first user's last sign-in. */
static const char *first_cell(const struct app *app)
{
    static char text[32];
    column_cell(&columns[column_find("lastSignIn")], app->model->users, users_at(app->model->users, 0), NULL, text,
                sizeof text);
    return text;
}

static uint64_t job_of(const char *source)
{
    assert_non_null(posted_read(source));
    return posted_read(source)->job;
}

static void choose(struct app *app, const char *name)
{
    app->chosen[app->chosen_count++] = column_find(name);
    app_draw(app);
}

static void column__is_not_read__before_it_is_wanted(void **state)
{
    struct app *app = app_make(120, 24, 12);
    (void)state;
    press(app, "Down j k");
    assert_null(posted_read("last-sign-ins"));
    assert_null(posted_read("mfa-registrations"));
    choose(app, "mfa");
    assert_non_null(posted_read("mfa-registrations"));
    assert_false(posted_read("mfa-registrations")->urgent);
    assert_null(posted_read("last-sign-ins"));
    size_t before = posted_count;
    press(app, "Down j k"); /* once */
    assert_int_equal(posted_count, before);
    app_end(app);
}

static void filter__begins_the_reading__and_narrows_as_values_come(void **state)
{
    struct app *app = app_make(120, 24, 12);
    (void)state;
    type(app, "/signin:>6d");
    uint64_t job = job_of("last-sign-ins");
    assert_int_equal(view_count(app->model->table), 0);
    assert_shows(app, "filter: signin:>6d  INCOMPLETE");
    tell_sign_ins(app, job, 1, 8, READ_GOING);
    assert_int_equal(view_count(app->model->table), 2); /* 7 and 8 */
    press(app, "Enter");
    assert_shows(app, "INCOMPLETE");
    assert_shows(app, "Last sign-in: 8 of 12 read");
    tell_sign_ins(app, job, 9, 11, READ_WHOLE);
    answer(app, (struct message){.kind = FROM_JOB_END, .job = job, .state = JOB_DONE});
    assert_int_equal(view_count(app->model->table), 4); /* 7, 8, 9, 11; the service does not list 12 */
    assert_hides(app, "INCOMPLETE");
    assert_hides(app, "of 12 read");
    app_set_filter(app, "signin:never");
    assert_int_equal(view_count(app->model->table), 2);
    app_set_filter(app, "signin:unknown");
    assert_int_equal(view_count(app->model->table), 1);
    app_end(app);
}

static void order__begins_the_reading__and_follows_at_its_end(void **state)
{
    struct app *app = app_make(120, 24, 6);
    (void)state;
    app_sort(app, column_find("lastSignIn"), true);
    app_draw(app);
    tell_sign_ins(app, job_of("last-sign-ins"), 1, 4, READ_WHOLE);
    static const char *const names[] = {"User 1", "User 2", "User 3", "=漢字漢字 Four", "User 5", "User 6"};
    for (size_t i = 0; i < 6; i++)
        assert_string_equal(users_at(app->model->users, view_row(app->model->table, i))->display_name, names[i]);
    app_sort(app, column_find("lastSignIn"), false);
    assert_string_equal(users_at(app->model->users, view_row(app->model->table, 0))->display_name, names[3]);
    assert_string_equal(users_at(app->model->users, view_row(app->model->table, 5))->display_name, names[5]);
    app_end(app);
}

static void column__says_why_it_is_not_there__and_the_table_stays(void **state)
{
    struct app *app = app_make(140, 24, 12);
    (void)state;
    choose(app, "lastSignIn");
    assert_shows(app, "Last sign-in …");
    refuse(app, job_of("last-sign-ins"), "last-sign-ins", "Sign-in data needs Microsoft Entra ID P1");
    assert_shows(app, "Last sign-in !");
    assert_shows(app, "Last sign-in was not read (F5): Sign-in data needs Microsoft Entra ID P1");
    assert_shows(app, "User 12");
    size_t before = posted_count;
    press(app, "Down j k"); /* it is not asked for again and again */
    assert_int_equal(posted_count, before);
    app_set_filter(app, "-signin:<7d"); /* nobody is taken for one who never signed in */
    assert_int_equal(view_count(app->model->table), 0);
    app_end(app);
}

static void refresh__reads_again__and_keeps_what_there_was(void **state)
{
    struct app *app = app_make(120, 24, 4);
    (void)state;
    choose(app, "lastSignIn");
    uint64_t first = job_of("last-sign-ins");
    tell_sign_ins(app, first, 1, 4, READ_WHOLE);
    answer(app, (struct message){.kind = FROM_JOB_END, .job = first, .state = JOB_DONE});
    assert_int_equal(*first_cell(app), '2');
    app_refresh(app);
    app->model->loading = false; /* as if the users were in: their progress has the line before */
    app_draw(app);
    uint64_t second = job_of("last-sign-ins");
    assert_int_not_equal(first, second);
    assert_shows(app, "Last sign-in: 0 of 4 read, older ones of 20");
    assert_int_equal(*first_cell(app), '2');
    answer(app, (struct message){.kind = FROM_JOB_END, .job = second, .state = JOB_CANCELLED});
    assert_shows(app, "Last sign-in was not read (F5), older ones of 20");
    assert_int_equal(*first_cell(app), '2');
    app_end(app);
}

static void flyout__asks_for_one_user__and_not_again_where_it_is_refused(void **state)
{
    struct app *app = app_make(120, 60, 4);
    (void)state;
    clock_set(INT64_C(1767268800000));
    press(app, "i");
    clock_set(clock_monotonic() + 200);
    app_tick(app);
    assert_non_null(posted_read("last-sign-in"));
    assert_non_null(posted_read("mfa-registration"));
    struct message told = reading_of("last-sign-in", posted_read("last-sign-in")->job);
    set_number(add(&told, 1), "lastNonInteractiveSignInDateTime", INT64_C(1767182400000));
    answer(app, told);
    refuse(app, posted_read("mfa-registration")->job, "mfa-registration", "Your role cannot read this");
    assert_shows(app, "Last sign-in        2025-12-31 12:00");
    assert_shows(app, "Interactive         –");
    assert_shows(app, "Non-interactive     2025-12-31 12:00");
    assert_shows(app, "not read: Your role cannot read this");
    forget_posted();
    press(app, "Down");
    clock_set(clock_monotonic() + 200);
    app_tick(app);
    assert_non_null(posted_read("last-sign-in")); /* of the other user that alone */
    assert_null(posted_read("mfa-registration"));
    clock_set(-1);
    app_end(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(column__is_not_read__before_it_is_wanted),
        cmocka_unit_test(filter__begins_the_reading__and_narrows_as_values_come),
        cmocka_unit_test(order__begins_the_reading__and_follows_at_its_end),
        cmocka_unit_test(column__says_why_it_is_not_there__and_the_table_stays),
        cmocka_unit_test(refresh__reads_again__and_keeps_what_there_was),
        cmocka_unit_test(flyout__asks_for_one_user__and_not_again_where_it_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
