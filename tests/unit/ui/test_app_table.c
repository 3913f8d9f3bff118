/* Sorting a large table: the keys are copied in slices between two keys, the worker sorts, the order is taken over. */
#include "view_fixture.h"

#include "model/columns.h"

enum { LARGE = 50000 };

/* Tick until the keys are with the worker; `press_between` in every slice. */
static void copy_all(struct app *app, const char *press_between)
{
    for (int ticks = 0; app->model->sort_copy && ticks < 10000; ticks++) {
        assert_true(app->wake); /* the loop comes back at once */
        if (press_between)
            press(app, press_between);
        app_tick(app);
    }
    assert_null(app->model->sort_copy);
}

/* What the worker does with the last one it got. */
static void sort_posted(struct app *app, struct message *message)
{
    struct message sorted = {.kind = FROM_SORTED, .job = message->job, .sort = message->sort};
    message->sort = NULL;
    view_sort_job_run(sorted.sort);
    app_message(app, &sorted);
}

static const char *name_at(const struct app *app, size_t position)
{
    return users_at(app->model->users, view_row(app->model->table, position))->display_name;
}

static void filter__hides_nothing__when_it_cannot_be_read(void **state)
{
    struct app *app = app_make(80, 24, 30);
    (void)state;
    press(app, "/");
    type(app, "user 2");
    size_t found = view_count(app->model->table);
    assert_true(found > 0 && found < 30);
    type(app, " nosuch:x");
    assert_int_not_equal(app->model->filter_error.code, ERR_OK);
    assert_int_equal(view_count(app->model->table), 30);
    app_end(app);
}

static void filter__puts_the_cursor_on_the_first_match__unless_a_hand_moved_it(void **state)
{
    struct app *app = app_make(80, 24, 30);
    (void)state;
    press(app, "j j j /");
    type(app, "user");
    assert_int_equal(app->model->cursor, 0);
    press(app, "Down Down");
    const char *here = app_user(app)->display_name;
    type(app, " ");
    assert_string_equal(app_user(app)->display_name, here);
    app_end(app);
}

static void app_sort__answers_keys__while_it_copies(void **state)
{
    struct app *app = app_make(80, 24, LARGE);
    (void)state;
    app_sort(app, column_find("createdDateTime"), true);
    app_sort(app, column_find("displayName"), true);
    assert_true(app->model->sorting);
    assert_null(posted_last(TO_SORT));
    assert_string_equal(name_at(app, 0), "User 1"); /* the old order stays */
    copy_all(app, "j k");
    assert_true(app->model->sorting);
    assert_int_equal(posted_count, 1); /* the order asked for first is not wanted any more */
    sort_posted(app, posted_last(TO_SORT));
    assert_false(app->model->sorting);
    assert_true(view_is_sorted(app->model->table));
    assert_string_equal(name_at(app, 0), "User 9999");
    assert_string_equal(app_user(app)->display_name, "User 1"); /* the cursor went with its user */
    app_end(app);
}

static void app_sort__begins_anew__when_the_table_changes(void **state)
{
    struct app *app = app_make(80, 24, LARGE);
    (void)state;
    app_sort(app, column_find("displayName"), true);
    view_rebuild(app->model->table);
    copy_all(app, NULL);
    view_rebuild(app->model->table);
    sort_posted(app, posted_last(TO_SORT)); /* sorted what is not there any more */
    assert_true(app->model->sorting);
    copy_all(app, NULL);
    assert_int_equal(posted_count, 2);
    sort_posted(app, posted_last(TO_SORT));
    assert_false(app->model->sorting);
    assert_string_equal(name_at(app, 0), "User 9999");
    app_end(app);
}

static void app_sort__ignores_an_order__that_was_asked_for_before(void **state)
{
    struct app *app = app_make(80, 24, LARGE);
    (void)state;
    app_sort(app, column_find("displayName"), true);
    copy_all(app, NULL);
    struct message *first = posted_last(TO_SORT);
    app_sort(app, column_find("displayName"), false);
    sort_posted(app, first);
    assert_true(app->model->sorting);
    assert_non_null(app->model->sort_copy); /* the newer one goes on */
    copy_all(app, NULL);
    sort_posted(app, posted_last(TO_SORT));
    assert_false(app->model->sorting);
    assert_string_equal(name_at(app, 1), "User 1");
    app_sort(app, -1, false); /* needs no worker */
    assert_false(app->model->sorting);
    assert_string_equal(name_at(app, 2), "User 3");
    app_sort(app, 0, true);
    app_end(app); /* in the middle of a copy */
}

static void app_sort__sorts_again__when_users_came_meanwhile(void **state)
{
    struct app *app = app_make(80, 24, LARGE);
    struct user_page *page = user_page_new(1);
    const struct user_input late = {.id = {"00000000-0000-4000-8000-0000000000ff", 36}, .display_name = {"Z", 1}};
    (void)state;
    app_sort(app, column_find("displayName"), true);
    assert_true(user_page_add(page, &late));
    users_append(app->model->users, page);
    view_appended(app->model->table, LARGE);
    copy_all(app, NULL);
    assert_int_equal(posted_count, 1);
    sort_posted(app, posted_last(TO_SORT));
    assert_string_equal(name_at(app, 0), "User 9999"); /* shown already, though one is missing */
    assert_string_equal(name_at(app, LARGE), "Z");
    assert_true(app->model->sorting);
    copy_all(app, NULL);
    sort_posted(app, posted_last(TO_SORT));
    assert_false(app->model->sorting);
    assert_string_equal(name_at(app, 0), "Z");
    app_end(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(filter__hides_nothing__when_it_cannot_be_read),
        cmocka_unit_test(filter__puts_the_cursor_on_the_first_match__unless_a_hand_moved_it),
        cmocka_unit_test(app_sort__answers_keys__while_it_copies),
        cmocka_unit_test(app_sort__begins_anew__when_the_table_changes),
        cmocka_unit_test(app_sort__ignores_an_order__that_was_asked_for_before),
        cmocka_unit_test(app_sort__sorts_again__when_users_came_meanwhile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
