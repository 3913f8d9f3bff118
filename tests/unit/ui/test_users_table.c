/* The users' table: it uses the room there is, and says why a row is left by a filter. */
#include "people_fixture.h"

static void widen(struct app *app, int width)
{
    grid_resize(app->grid, width, 24);
    app_draw(app);
}

static void table__shows_further_columns__while_there_is_room(void **state)
{
    struct app *app = people_start(60, 24);
    (void)state;
    assert_hides(app, "Department");
    widen(app, 120);
    assert_shows(app, "Synced");
    assert_shows(app, "Type");
    assert_shows(app, "Department");
    widen(app, 160);
    assert_shows(app, "Job title");
    widen(app, 60);
    assert_hides(app, "Department");
    assert_shows(app, "Status");
    app_end(app);
}

static void table__shows_the_chosen_columns_alone__where_some_were_chosen(void **state)
{
    struct app *app = people_start(160, 24);
    (void)state;
    app->chosen_count = 1; /* the name */
    app_draw(app);
    assert_hides(app, "Department");
    assert_hides(app, "Status");
    app_end(app);
}

/* An order that no header tells of looks like none. */
static void table__shows_what_it_is_sorted_by__however_narrow_it_is(void **state)
{
    struct app *app = people_start(120, 24);
    (void)state;
    app_sort(app, column_find("department"), true);
    for (int width = 40; width <= 160; width += 20) {
        widen(app, width);
        assert_shows(app, width < 80 ? " ▼" : "Department ▼");
    }
    app->chosen_count = 1; /* the name */
    app_draw(app);
    assert_shows(app, "Department ▼");
    app_sort(app, column_find("displayName"), false);
    app_draw(app);
    assert_hides(app, "Department");
    app_end(app);
}

static void table__leaves_the_own_domain_out__where_it_is_narrow(void **state)
{
    struct app *app = people_start(80, 24);
    const struct message_tenant *told = app->model->tenant;
    (void)state;
    assert_shows(app, "user1@ ");
    assert_hides(app, "user1@contoso.example");
    widen(app, 120);
    assert_shows(app, "user1@contoso.example");
    app->model->tenant = NULL; /* it is not known yet whose */
    widen(app, 80);
    assert_shows(app, "user1@contoso.example");
    app->model->tenant = told;
    app_end(app);
}

/* Whether a cell of the row at `y` is lit. */
static bool is_lit(const struct app *app, int y)
{
    for (int x = 0; x < app->grid->width; x++)
        if (grid_cell(app->grid, x, y)->role == ROLE_SEARCH_HIT)
            return true;
    return false;
}

static void row__shows_why_it_matches__in_its_cell_or_at_its_end(void **state)
{
    struct app *app = people_start(80, 24);
    (void)state;
    app_set_filter(app, "berg");
    app_draw(app);
    assert_true(is_lit(app, 3));
    assert_hides(app, "name: ");
    app_set_filter(app, "cler");
    app_draw(app);
    assert_shows(app, "title: Clerk");
    assert_shows(app, "BLOCKED"); /* never under the remark */
    assert_true(is_lit(app, 3));
    app_set_filter(app, "-cler OR berg");
    app_draw(app);
    assert_hides(app, "title: Clerk");
    app_set_filter(app, "");
    app_draw(app);
    assert_false(is_lit(app, 3));
    app_end(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table__shows_further_columns__while_there_is_room),
        cmocka_unit_test(table__shows_the_chosen_columns_alone__where_some_were_chosen),
        cmocka_unit_test(table__shows_what_it_is_sorted_by__however_narrow_it_is),
        cmocka_unit_test(table__leaves_the_own_domain_out__where_it_is_narrow),
        cmocka_unit_test(row__shows_why_it_matches__in_its_cell_or_at_its_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
