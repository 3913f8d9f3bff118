/* The doctor's screen: by area, what is wrong, what to do about it; and what every list can do. */
#include "people_fixture.h"

#include "ui/views/views.h"
#include <stdlib.h>
#include <unistd.h>

static void find(struct app *app, const char *area, const char *name, enum check_state state, const char *hint)
{
    struct message message = {.kind = FROM_CHECK, .job = posted_last(TO_DOCTOR)->job, .arena = arena_new(0)};
    struct message_check *check = arena_alloc(message.arena, sizeof *check);
    *check = (struct message_check){.state = state,
                                    .area = area,
                                    .name = name,
                                    .text = state == CHECK_OK ? "as it must be" : "something is missing",
                                    .needed = !strcmp(area, "permissions") ? "User.ReadWrite.All" : NULL,
                                    .held = ""};
    if (*hint) {
        err_set(&message.error, ERR_FORBIDDEN, "missing");
        err_hint(&message.error, "%s", hint);
    }
    message.check = check;
    answer(app, message);
}

static struct app *begin(int width, int height)
{
    struct app *app = people_start(width, height);
    doctor_view_open(app);
    assert_shows(app, "Looking at everything");
    find(app, "permissions", "block-sign-in", CHECK_OK, "");
    find(app, "permissions", "reset-password", CHECK_MISSING, "grant it: https://login.example/adminconsent?x=1");
    find(app, "network", "Graph", CHECK_OK, "");
    find(app, "network", "Exchange", CHECK_FAILED, "look at the proxy");
    answer(app, (struct message){.kind = FROM_JOB_END, .job = posted_last(TO_DOCTOR)->job, .state = JOB_DONE});
    return app;
}

static void doctor__lists_by_area__and_counts_what_is_in_order(void **state)
{
    static const int sizes[][2] = {{80, 24}, {160, 45}, {40, 12}};
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct app *app = begin(sizes[i][0], sizes[i][1]);
        if (sizes[i][0] >= 80) {
            assert_shows(app, "4 looked at, 2 wrong");
            assert_shows(app, "> network");
            assert_shows(app, "1 of 2 can be done (a shows them)");
        }
        assert_shows(app, "Graph");
        assert_hides(app, "block-sign-in");
        press(app, "a");
        assert_shows(app, "block-sign-in");
        app_end(app);
    }
}

static void doctor__says_what_is_needed__of_the_one_at_the_cursor(void **state)
{
    struct app *app = begin(80, 24);
    (void)state;
    press(app, "j j");
    assert_shows(app, "> permissions  reset-password");
    assert_shows(app, "User.ReadWrite.All");
    assert_shows(app, "none of it");
    assert_shows(app, "grant it: https://login.example/adminconsent?x=1");
    app_end(app);
}

static void doctor__copies_what_to_do__here_or_of_the_consent(void **state)
{
    struct app *app = begin(80, 24);
    (void)state;
    press(app, "y"); /* Graph is well: the link of the consent */
    assert_non_null(strstr(buf_text(&app->copied), "aHR0cHM6Ly9sb2dpbi5leGFtcGxlL2FkbWluY29uc2VudD94PTE="));
    app_copied(app);
    press(app, "j y");
    assert_non_null(strstr(buf_text(&app->copied), "bG9vayBhdCB0aGUgcHJveHk=")); /* look at the proxy */
    app_end(app);
}

static void doctor__looks_again__and_forgets_what_it_found(void **state)
{
    struct app *app = begin(80, 24);
    size_t before = posted_count;
    (void)state;
    press(app, "F5 F5");
    assert_int_equal(posted_count, before + 1); /* one question at a time */
    assert_shows(app, "Looking at everything");
    assert_hides(app, "Exchange");
    press(app, "Esc");
    assert_int_equal(posted_last(TO_CANCEL)->job, posted_last(TO_DOCTOR)->job);
    assert_string_equal(top_name(app), "users");
    app_end(app);
}

static void doctor__writes_what_is_shown__when_x_is_pressed(void **state)
{
    char path[] = "/tmp/roster-test-XXXXXX", text[2048] = "";
    struct app *app = begin(100, 30);
    (void)state;
    int file = mkstemp(path);
    assert_true(file >= 0);
    type(app, "/network");
    press(app, "Enter s s s x");
    assert_shows(app, "2 of 4"); /* below the question */
    press(app, "Ctrl-U");
    type(app, path);
    press(app, "Enter y");
    assert_true(pread(file, text, sizeof text - 1, 0) == 0); /* another file has its name now */
    FILE *written = fopen(path, "r");
    assert_non_null(written);
    assert_true(fread(text, 1, sizeof text - 1, written) > 0);
    fclose(written);
    close(file);
    unlink(path);
    assert_string_equal(text, "area,check,state,result,toDo\r\n"
                              "network,Graph,ok,as it must be,\r\n"
                              "network,Exchange,failed,something is missing,look at the proxy\r\n");
    app_end(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(doctor__lists_by_area__and_counts_what_is_in_order),
        cmocka_unit_test(doctor__says_what_is_needed__of_the_one_at_the_cursor),
        cmocka_unit_test(doctor__copies_what_to_do__here_or_of_the_consent),
        cmocka_unit_test(doctor__looks_again__and_forgets_what_it_found),
        cmocka_unit_test(doctor__writes_what_is_shown__when_x_is_pressed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
