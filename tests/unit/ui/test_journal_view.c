/* The journal's screen: what it says when, and what u and S do. */
#include "view_fixture.h"

enum { ENTRIES = 5 };

static void fill(struct journal_entry *entries)
{
    static const struct {
        const char *action;
        enum journal_state state;
        const char *tenant;
    } rows[ENTRIES] = {
        {"block-sign-in", JOURNAL_UNSETTLED, "7f3c1a52-9d0e-4b6a-8c21-0d5e3fb7a901"},
        {"block-sign-in", JOURNAL_DONE, "7f3c1a52-9d0e-4b6a-8c21-0d5e3fb7a901"},
        {"reset-password", JOURNAL_DONE, "7f3c1a52-9d0e-4b6a-8c21-0d5e3fb7a901"},
        {"block-sign-in", JOURNAL_UNDONE, "7f3c1a52-9d0e-4b6a-8c21-0d5e3fb7a901"},
        {"block-sign-in", JOURNAL_DONE, "00000000-9d0e-4b6a-8c21-0d5e3fb7a901"},
    };
    for (int i = 0; i < ENTRIES; i++)
        entries[i] = (struct journal_entry){.id = 40 - i,
                                            .begun = 1700000000000 - i * 1000,
                                            .ended = 1700000000500,
                                            .tenant = rows[i].tenant,
                                            .operator_name = "admin@contoso.example",
                                            .action = rows[i].action,
                                            .target_id = "00000000-0000-4000-8000-000000000001",
                                            .target_upn = "user1@contoso.example",
                                            .prior = "{\"accountEnabled\":true}",
                                            .requests = "[{\"method\":\"PATCH\"}]",
                                            .request_id = "d2eb7ffe-15a0",
                                            .message = "It said so.",
                                            .state = rows[i].state};
}

static void tell(struct app *app, size_t count, size_t unsettled)
{
    struct message message = {.kind = FROM_JOURNAL,
                              .job = posted_last(TO_JOURNAL)->job,
                              .arena = arena_new(0),
                              .entry_count = count,
                              .unsettled = unsettled};
    struct journal_entry *entries = arena_alloc(message.arena, ENTRIES * sizeof *entries);
    fill(entries);
    message.entries = entries;
    answer(app, message);
}

static void journal__says_so__when_it_is_read_empty_or_broken(void **state)
{
    static const int sizes[][2] = {{80, 24}, {160, 45}, {40, 12}};
    (void)state;

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct app *app = app_make(sizes[i][0], sizes[i][1], 3);
        press(app, "L");
        assert_shows(app, "Reading the journal");
        tell(app, 0, 0);
        assert_shows(app, "The journal is empty");
        press(app, "u r Enter F5");
        struct message broken = {.kind = FROM_JOURNAL, .job = posted_last(TO_JOURNAL)->job};
        err_set(&broken.error, ERR_JOURNAL, "the journal cannot be read");
        answer(app, broken);
        assert_shows(app, "the journal cannot be read");
        press(app, "Esc");
        assert_string_equal(app->top->ops->name, "users");
        app_end(app);
    }
}

static void journal__names_the_unsettled_and_reads_them_back__when_there_are_some(void **state)
{
    struct app *app = app_make(80, 24, 3);
    (void)state;

    press(app, "L");
    tell(app, ENTRIES, 1);
    assert_shows(app, "! 1 change is unsettled: it is not known whether it was carried out. r reads");
    assert_shows(app, "UNSETTLED");
    press(app, "u");
    assert_null(posted_last(TO_RUN));
    assert_shows(app, "Press r to read it back");
    press(app, "r");
    const struct message *settle = posted_last(TO_SETTLE);
    assert_non_null(settle);
    uint64_t job = settle->job;
    struct message found = {.kind = FROM_TARGET,
                            .job = job,
                            .index = 0,
                            .state = JOB_DONE,
                            .arena = arena_new(0),
                            .target_count = 1,
                            .action = action_find("block-sign-in"),
                            .text = "Sign-in blocked, read back."};
    found.targets = arena_alloc(found.arena, sizeof *found.targets);
    *found.targets = (struct target){.id = "00000000-0000-4000-8000-000000000001",
                                     .user_principal_name = "user1@contoso.example"};
    answer(app, found);
    size_t before = posted_count;
    end_job(app, job, 1, 0);
    assert_shows(app, "Sign-in blocked, read back.");
    assert_int_equal(posted_count, before + 1); /* the journal is read anew */
    tell(app, ENTRIES, 0);
    press(app, "Esc");
    assert_hides(app, "unsettled: nobody");
    app_end(app);
}

static void journal__keeps_the_target_readable__and_every_cell_under_its_title(void **state)
{
    static const int widths[] = {160, 100, 80, 40};
    (void)state;

    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        struct app *app = app_make(widths[i], 24, 3);
        press(app, "L");
        tell(app, ENTRIES, 0);
        if (widths[i] >= 80)
            assert_shows(app, "user1@contoso.example");
        if (widths[i] == 160)
            assert_shows(app, "user1@contoso.example  u           admin@contoso.example");
        assert_shows(app, "user1@contoso");
        app_end(app);
    }
}

static void journal__takes_back__when_it_can(void **state)
{
    struct app *app = app_make(80, 24, 3);
    (void)state;

    press(app, "L");
    tell(app, ENTRIES, 1);
    press(app, "j u");
    assert_shows(app, "Take it back: Unblock sign-in?");
    press(app, "y");
    assert_int_equal(posted_last(TO_RUN)->entry_ids[0], 39);
    press(app, "Esc j u");
    assert_shows(app, "Reset password cannot be taken back.");
    press(app, "j u");
    assert_shows(app, "It has been taken back already.");
    press(app, "j u");
    assert_shows(app, "in another tenant");
    app_end(app);
}

static void journal__shows_the_whole_entry__when_enter_is_pressed(void **state)
{
    static const int sizes[][2] = {{80, 24}, {160, 45}};
    (void)state;

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct app *app = app_make(sizes[i][0], sizes[i][1], 3);
        press(app, "L");
        tell(app, ENTRIES, 1);
        press(app, "j Enter");
        assert_shows(app, "Contoso Ltd  Journal #39");
        assert_shows(app, "d2eb7ffe-15a0");
        assert_shows(app, "It said so.");
        assert_shows(app, "\"accountEnabled\": true");
        press(app, "y");
        assert_non_null(strstr(buf_text(&app->copied), "ZDJlYjdmZmUtMTVhMA==")); /* the request id */
        press(app, "Esc");
        assert_hides(app, "Journal #39");
        app_end(app);
    }
}

static void journal__keeps_the_cursor_on_its_entry__when_it_is_read_anew(void **state)
{
    struct app *app = app_make(80, 24, 3);
    (void)state;

    press(app, "L");
    tell(app, ENTRIES - 1, 1);
    press(app, "j j F5");
    tell(app, ENTRIES, 1);
    press(app, "Enter");
    assert_shows(app, "Journal #38");
    app_end(app);
}

static void app__tells_of_unsettled_changes__when_it_starts(void **state)
{
    struct app *app = app_make(80, 24, 3);
    (void)state;

    app_ask_unsettled(app);
    tell(app, ENTRIES, 2);
    assert_shows(app, "2 changes of an earlier run are unsettled: L, then r reads them back.");
    app_end(app);
}

/* Nine of ten in one run, of which the last failed; the tenth is of another. */
static void tell_run(struct app *app)
{
    enum { ALL = 10 };
    struct message message = {
        .kind = FROM_JOURNAL, .job = posted_last(TO_JOURNAL)->job, .arena = arena_new(0), .entry_count = ALL};
    struct journal_entry *entries = arena_alloc(message.arena, ALL * sizeof *entries);
    for (int i = 0; i < ALL; i++) {
        bool alone = i == 4; /* began while the run went on */
        entries[i] = (struct journal_entry){
            .id = 40 - i,
            .begun = 1700000000000 - i * 1000,
            .ended = 1700000000500,
            .tenant = "7f3c1a52-9d0e-4b6a-8c21-0d5e3fb7a901",
            .operator_name = "admin@contoso.example",
            .action = alone ? "set-out-of-office" : "block-sign-in",
            .target_id = arena_printf(message.arena, "00000000-0000-4000-8000-00000000000%d", i),
            .target_upn = arena_printf(message.arena, "user%d@contoso.example", i),
            .prior = "{\"accountEnabled\":true}",
            .message = "It said so.",
            .run = alone ? 78 : 77,
            .state = i == 9 ? JOURNAL_FAILED : JOURNAL_DONE};
    }
    message.entries = entries;
    answer(app, message);
}

static void journal__shows_a_run_as_one_line__which_opens_and_is_taken_back_whole(void **state)
{
    struct app *app = app_make(120, 24, 12);
    (void)state;
    press(app, "L");
    tell_run(app);
    assert_shows(app, "8 done, 1 FAILED");
    assert_shows(app, "▸ Block sign-in");
    assert_shows(app, "9 users");
    assert_shows(app, "1/2");
    assert_hides(app, "user3@contoso.example");
    press(app, "/");
    type(app, "user7");
    press(app, "Enter");
    assert_shows(app, "9 users"); /* he is in it */
    assert_hides(app, "Set out of office");
    press(app, "Esc u");
    assert_shows(app, "Take back, Unblock sign-in: 8");
    assert_shows(app, "Allow 8 users to sign in again?");
    struct message known = {.kind = FROM_JOB_END, .job = posted_last(TO_PREPARE)->job, .state = JOB_DONE};
    assert_int_equal(posted_last(TO_PREPARE)->entry_id_count, 8);
    answer(app, known);
    press(app, "Space y"); /* without the first */
    const struct message *undo = posted_last(TO_RUN);
    assert_int_equal(undo->entry_id_count, 7);
    assert_int_equal(undo->entry_ids[0], 39);
    assert_int_equal(undo->entry_ids[6], 32);
    press(app, "Esc Enter");
    assert_shows(app, "Journal: Block sign-in, 9 users");
    assert_shows(app, "user3@contoso.example");
    assert_hides(app, "user4@contoso.example");
    press(app, "Space Space u");
    assert_shows(app, "Take back, Unblock sign-in: 2");
    press(app, "Esc Enter");
    assert_shows(app, "Journal #38"); /* the third of them, whole */
    press(app, "Esc Esc");
    assert_shows(app, "1/2");
    press(app, "*");
    press(app, "u");
    assert_shows(app, "They were done by several actions");
    press(app, "Esc");
    app_end(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(journal__shows_a_run_as_one_line__which_opens_and_is_taken_back_whole),
        cmocka_unit_test(journal__says_so__when_it_is_read_empty_or_broken),
        cmocka_unit_test(journal__names_the_unsettled_and_reads_them_back__when_there_are_some),
        cmocka_unit_test(journal__keeps_the_target_readable__and_every_cell_under_its_title),
        cmocka_unit_test(journal__takes_back__when_it_can),
        cmocka_unit_test(journal__shows_the_whole_entry__when_enter_is_pressed),
        cmocka_unit_test(journal__keeps_the_cursor_on_its_entry__when_it_is_read_anew),
        cmocka_unit_test(app__tells_of_unsettled_changes__when_it_starts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
