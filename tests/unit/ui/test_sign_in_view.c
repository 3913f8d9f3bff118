/* The sign-in: code and address are there on every screen, keys copy them, an error offers another code. */
#include "view_fixture.h"

#include "base/clock.h"
#include "ui/screen/big_text.h"

static void feed(struct app *app, enum sign_in_state told, const char *client, const char *error)
{
    struct message message = {.kind = FROM_SIGN_IN, .arena = arena_new(0)};
    struct message_sign_in *sign = arena_alloc(message.arena, sizeof *sign);
    *sign = (struct message_sign_in){.state = told,
                                     .service = "Exchange Online",
                                     .client_name = client,
                                     .user_code = "ABCD2345X",
                                     .verification_uri = "https://microsoft.com/devicelogin",
                                     .text = "",
                                     .expires = 61000};
    message.sign_in = sign;
    if (error) {
        err_set(&message.error, ERR_SIGN_IN, "%s", error);
        err_hint(&message.error, "do this");
    }
    app_message(app, &message);
    app_draw(app);
}

static void sign_in__names__the_keys_in_force(void **state)
{
    static struct config_key bound[] = {{.name = "browser.copy", .key = "F6"},
                                        {.name = "browser.paste", .key = "F7"},
                                        {.name = "choose", .key = "F8"},
                                        {.name = "back", .key = "F9"}};
    const struct config binding = {.path = "roster.yaml", .keys = bound, .key_count = sizeof bound / sizeof bound[0]};
    struct app *app = app_make(80, 24, 3);
    struct err e;
    (void)state;
    assert_true(keymap_bind(&app->keymap, &binding, &e));
    feed(app, SIGN_IN_BROWSER, NULL, NULL);
    assert_true(shows(app, "(F6 copies it)") && shows(app, "press F7 to paste") && shows(app, "F9 cancel"));
    press(app, "F7");
    app_draw(app);
    assert_true(shows(app, "F8 go on  F9 back"));
    app_end(app);
}

static int set_up(void **state)
{
    (void)state;
    clock_set(1000);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    clock_set(-1);
    return 0;
}

static void sign_in__shows_code_and_address__on_every_screen(void **state)
{
    static const struct {
        int width, height;
        bool ascii, big;
    } rows[] = {{200, 60, false, true},
                {80, 24, false, true},
                {80, 24, true, false},
                {54, 24, false, false},
                {40, 14, false, false}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct app *app = app_make(rows[i].width, rows[i].height, 3);
        app->ascii = app->grid->ascii = rows[i].ascii;
        feed(app, SIGN_IN_CODE, "Microsoft's client", NULL);
        assert_string_equal(app->top->ops->name, "sign-in");
        assert_true(shows(app, "https://microsoft.com/devicelogin"));
        assert_true(shows(app, rows[i].big ? "ABCD2345X" : "A B C D 2 3 4 5 X"));
        assert_int_equal(shows(app, "█   █"), rows[i].big);
        assert_true(shows(app, "Exchange Online"));
        assert_true(shows(app, "1:00 left"));
        app_end(app);
    }
}

static void sign_in__copies_and_is_given_up__by_keys(void **state)
{
    struct app *app = app_make(80, 24, 3);
    (void)state;
    feed(app, SIGN_IN_CODE, NULL, NULL);
    assert_false(shows(app, "The page will name"));
    press(app, "c");
    assert_string_equal(buf_text(&app->copied), "\033]52;c;QUJDRDIzNDVY\a");
    app_copied(app);
    press(app, "y");
    assert_true(app->copied.length > 20);
    press(app, "q"); /* nothing is lost by a slip */
    assert_string_equal(app->top->ops->name, "sign-in");
    press(app, "Esc");
    assert_string_equal(app->top->ops->name, "users");
    assert_non_null(posted_last(TO_SIGN_IN_ANSWER));
    assert_int_equal(posted_last(TO_SIGN_IN_ANSWER)->answer, ANSWER_GIVE_UP);
    feed(app, SIGN_IN_FAILED, NULL, "it was given up");
    assert_string_equal(app->top->ops->name, "users"); /* it is not opened again to say so */
    assert_true(shows(app, "it was given up"));
    app_end(app);
}

static void sign_in__offers_another_code__after_an_error(void **state)
{
    struct app *app = app_make(80, 24, 3);
    (void)state;
    feed(app, SIGN_IN_CODE, NULL, NULL);
    feed(app, SIGN_IN_FAILED, NULL, "the code has expired");
    assert_true(shows(app, "the code has expired"));
    assert_true(shows(app, "do this"));
    press(app, "r");
    press(app, "r"); /* once is enough */
    size_t asked = 0;
    for (size_t i = 0; i < posted_count; i++)
        asked += posted[i].kind == TO_SIGN_IN;
    assert_int_equal(asked, 1);
    feed(app, SIGN_IN_CODE, NULL, NULL);
    assert_true(shows(app, "1:00 left"));
    feed(app, SIGN_IN_DONE, NULL, NULL);
    assert_string_equal(app->top->ops->name, "users");
    assert_true(shows(app, "Signed in to Exchange Online."));
    app_end(app);
}

static void sign_in__reads_the_table__that_waited_for_it(void **state)
{
    struct app *app = app_make(80, 24, 3);
    (void)state;
    feed(app, SIGN_IN_DONE, NULL, NULL);
    assert_null(posted_last(TO_LOAD_USERS)); /* nothing waited */
    err_set(&app->model->load_error, ERR_SIGN_IN, "not signed in");
    feed(app, SIGN_IN_DONE, NULL, NULL);
    assert_non_null(posted_last(TO_LOAD_USERS));
    app_end(app);
}

static void big_text__has_a_letter__for_every_code(void **state)
{
    (void)state;
    assert_true(big_text_fits("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-abcxyz", 1000));
    assert_false(big_text_fits("A\xc3\xa9", 1000));
    assert_false(big_text_fits("", 1000));
    assert_true(big_text_fits("ABC", 17));
    assert_false(big_text_fits("ABC", 16));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sign_in__shows_code_and_address__on_every_screen, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sign_in__copies_and_is_given_up__by_keys, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sign_in__names__the_keys_in_force, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sign_in__offers_another_code__after_an_error, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sign_in__reads_the_table__that_waited_for_it, set_up, tear_down),
        cmocka_unit_test(big_text__has_a_letter__for_every_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
