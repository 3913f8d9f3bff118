/* The keys in force, wherever a text names one: the last line, the row of presets, the status line, the menu, the help. */
#include "people_fixture.h"

#include "base/utf8.h"
#include "ui/app/hint.h"

static struct config_key bound[] = {
    {.name = "info", .key = "F3"}, {.name = "jobs", .key = "F4"}, {.name = "view-guests", .key = "F6"}};
static const struct config binding = {
    .path = "roster.yaml", .keys = bound, .key_count = sizeof bound / sizeof bound[0]};

static struct app *begin_bound(int width, int height)
{
    struct app *app = people_start(width, height);
    struct err e;
    assert_true(keymap_bind(&app->keymap, &binding, &e));
    app_draw(app);
    return app;
}

static void hints__name_the_key_in_force__when_it_is_bound_anew(void **state)
{
    struct app *app = begin_bound(120, 40);
    (void)state;
    assert_shows(app, "F3 info");
    assert_hides(app, "i info");
    assert_shows(app, "3 Blocked F6 Guests 5 Unlicensed");
    ask_for(app, action_find("block-sign-in"));
    press(app, "y Esc");
    assert_shows(app, "jobs: 1 running (F4)");
    uint64_t job = app_jobs(app)->id;
    end_target(app, job, 0, JOB_DONE, NULL);
    end_job(app, job, 1, 0);
    assert_non_null(strstr(status_of(app), "(F4"));
    press(app, "Enter");
    assert_shows(app, "F3 More info");
    press(app, "Esc ? /");
    type(app, "jobs: what");
    assert_shows(app, "  F4 ");
    assert_hides(app, "  J ");
    app_end(app);
}

static void keys__do_what_they_are_bound_to__also_in_the_views_they_open(void **state)
{
    struct app *app = begin_bound(120, 40);
    (void)state;
    press(app, "J");
    assert_string_equal(top_name(app), "users");
    press(app, "F4");
    assert_string_equal(top_name(app), "jobs");
    press(app, "F4"); /* it is open */
    press(app, "Esc");
    assert_string_equal(top_name(app), "users");
    press(app, "F3");
    assert_string_equal(top_name(app), "info");
    press(app, "F3");
    assert_string_equal(top_name(app), "users");
    press(app, "F6");
    assert_string_equal(app->model->base_name, "Guests");
    app_end(app);
}

/* Each line is made of whole entries, and the wider it is the more of them there are. */
static void hints__are_cut_by_whole_entries__at_every_width(void **state)
{
    static const char hints[] = "{menu} menu  ↑↓ move  [ ] other user  a letter acts";
    static const char *const whole[] = {"", "Enter menu", "Enter menu  ↑↓ move", "Enter menu  ↑↓ move  [ ] other user",
                                        "Enter menu  ↑↓ move  [ ] other user  a letter acts"};
    struct app *app = people_start(80, 24);
    (void)state;
    for (int width = 1; width <= 80; width++) {
        size_t most = 0;
        while (most + 1 < sizeof whole / sizeof whole[0] && utf8_width(whole[most + 1]) <= width)
            most++;
        grid_fill(app->grid, grid_whole(app->grid), ROLE_NORMAL);
        int used = hint_draw(&app->keymap, hints, app->grid, (struct rect){0, 0, width, 1}, 0, ROLE_HEADER);
        assert_int_equal(used, utf8_width(whole[most]));
        assert_true(grid_contains(app->grid, whole[most]));
    }
    app_end(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hints__name_the_key_in_force__when_it_is_bound_anew),
        cmocka_unit_test(keys__do_what_they_are_bound_to__also_in_the_views_they_open),
        cmocka_unit_test(hints__are_cut_by_whole_entries__at_every_width),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
