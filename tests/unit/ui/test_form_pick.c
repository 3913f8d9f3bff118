/* Fields that are searched while one types, lists to choose from, and long texts in an editor. */
#include "view_fixture.h"

#include "base/clock.h"
#include <stdlib.h>
#include <unistd.h>

static const struct param params[] = {
    {.name = "group", .label = "Groups", .kind = PARAM_GROUP, .many = true, .required = true},
    {.name = "site", .label = "Site", .kind = PARAM_SITE},
    {.name = "codes", .label = "Codes", .kind = PARAM_CHOICE, .many = true},
    {.name = "text", .label = "Text", .kind = PARAM_MULTILINE},
    {.name = NULL},
};
static const struct action joining = {
    .name = "join", .label = "Join", .flags = ACTION_BULK, .confirm = "Join {target}?", .params = params};

static int64_t now = INT64_C(1793491200000);

static struct app *begin(void)
{
    struct app *app = app_make(80, 24, 5);
    clock_set(now);
    ask_for(app, &joining);
    return app;
}

static void finish(struct app *app)
{
    clock_set(-1);
    app_end(app);
}

/* The pause after which a text counts as typed. */
static void pause_typing(struct app *app)
{
    now += 1000;
    clock_set(now);
    app_tick(app);
    app_draw(app);
}

/* Two groups, or none. */
static void answer_search(struct app *app, uint64_t job, bool found)
{
    struct message message = reading_of("find-groups", job);
    if (found) {
        record_of(&message,
                  (const char *const[][2]){
                      {"id", "id-1"}, {"displayName", "Sales"}, {"description", "Microsoft 365 group"}, {NULL}});
        record_of(&message,
                  (const char *const[][2]){
                      {"id", "id-2"}, {"displayName", "Sales News"}, {"description", "distribution list"}, {NULL}});
    }
    answer(app, message);
    answer(app, (struct message){.kind = FROM_JOB_END, .job = job, .state = JOB_DONE});
}

static const char *value_of(const struct message *run, const char *name)
{
    for (size_t i = 0; i < run->value_count; i++)
        if (!strcmp(run->values[i].name, name))
            return run->values[i].value;
    return NULL;
}

static void pick__asks_once__when_the_typing_pauses(void **state)
{
    struct app *app = begin();
    (void)state;
    type(app, "sal");
    assert_null(posted_read("find-groups"));
    assert_shows(app, "searching");
    pause_typing(app);
    const struct message *asked = posted_read("find-groups");
    assert_non_null(asked);
    assert_string_equal(asked->texts[0], "sal");
    size_t count = posted_count;
    pause_typing(app);
    assert_int_equal(posted_count, count);
    finish(app);
}

static void pick__passes_ids_by_lines__when_several_are_picked(void **state)
{
    struct app *app = begin();
    (void)state;
    type(app, "sal");
    pause_typing(app);
    answer_search(app, posted_read("find-groups")->job, true);
    assert_shows(app, "> Sales       Microsoft 365 group");
    press(app, "Enter");
    assert_shows(app, "• Sales  Microsoft 365 group");
    type(app, "new");
    pause_typing(app);
    answer_search(app, posted_read("find-groups")->job, true);
    press(app, "Down Enter");
    assert_shows(app, "• Sales News");
    press(app, "Shift-Tab Shift-Tab y");
    assert_string_equal(value_of(posted_last(TO_RUN), "group"), "id-1\nid-2");
    finish(app);
}

static void pick__takes_one_off__when_it_is_deleted(void **state)
{
    struct app *app = begin();
    (void)state;
    for (int i = 0; i < 2; i++) {
        type(app, "sal");
        pause_typing(app);
        answer_search(app, posted_read("find-groups")->job, true);
        press(app, i ? "Down Enter" : "Enter");
    }
    press(app, "Up Up Delete");
    assert_hides(app, "• Sales  ");
    assert_shows(app, "• Sales News");
    press(app, "Down Backspace"); /* the last one, from the empty line */
    assert_hides(app, "• Sales");
    finish(app);
}

static void pick__ignores_an_answer__when_another_text_was_typed_since(void **state)
{
    struct app *app = begin();
    (void)state;
    type(app, "sal");
    pause_typing(app);
    uint64_t old = posted_read("find-groups")->job;
    type(app, "x");
    assert_int_equal(posted_last(TO_CANCEL)->job, old);
    answer_search(app, old, true);
    assert_hides(app, "> Sales");
    pause_typing(app);
    answer_search(app, posted_read("find-groups")->job, false);
    assert_shows(app, "Nothing found");
    finish(app);
}

static void pick__says_why__when_the_search_fails(void **state)
{
    struct app *app = begin();
    (void)state;
    type(app, "sal");
    pause_typing(app);
    struct message end = {.kind = FROM_JOB_END, .job = posted_read("find-groups")->job, .state = JOB_FAILED};
    err_set(&end.error, ERR_FORBIDDEN, "Insufficient privileges");
    answer(app, end);
    assert_shows(app, "Insufficient privileges");
    finish(app);
}

static void pick__takes_the_text_as_it_is__when_nothing_was_picked(void **state)
{
    struct app *app = begin();
    (void)state;
    type(app, "sales@contoso.example");
    press(app, "Tab Tab");
    type(app, "one");
    press(app, "Enter");
    type(app, "two");
    press(app, "Tab Tab y");
    assert_string_equal(value_of(posted_last(TO_RUN), "group"), "sales@contoso.example");
    assert_string_equal(value_of(posted_last(TO_RUN), "codes"), "one\ntwo");
    finish(app);
}

static void pick__cancels_its_question__when_the_confirmation_is_left(void **state)
{
    struct app *app = begin();
    (void)state;
    type(app, "sal");
    pause_typing(app);
    uint64_t job = posted_read("find-groups")->job;
    press(app, "Esc");
    assert_int_equal(posted_last(TO_CANCEL)->job, job);
    finish(app);
}

static void checks__scroll__when_there_are_many(void **state)
{
    static struct prepared_option many[20];
    static char names[20][8];
    struct app *app = begin();
    (void)state;
    for (size_t i = 0; i < 20; i++) {
        snprintf(names[i], sizeof names[i], "g%02zu", i);
        many[i] = (struct prepared_option){.value = names[i], .label = names[i], .next = i < 19 ? &many[i + 1] : NULL};
    }
    struct message message = {.kind = FROM_PREPARED, .job = posted_last(TO_PREPARE)->job, .arena = arena_new(0)};
    struct prepared_param *groups = arena_alloc(message.arena, sizeof *groups);
    struct prepared *all = arena_alloc(message.arena, sizeof *all);
    *groups = (struct prepared_param){.name = "group", .options = many};
    all->params = groups;
    message.prepared = all;
    answer(app, message);
    assert_shows(app, "[ ] g00");
    assert_shows(app, "1/20");
    press(app, "Down Down Down Down Down Down Down Down Space");
    assert_shows(app, "[x] g08");
    assert_hides(app, "g00");
    press(app, "Home Space Shift-Tab Shift-Tab y");
    assert_string_equal(value_of(posted_last(TO_RUN), "group"), "g00\ng08");
    finish(app);
}

/* --- the editor --- */

static void run_editor(struct app *app, const char *command)
{
    unsetenv("VISUAL");
    setenv("EDITOR", command, 1);
    setenv("XDG_RUNTIME_DIR", "/tmp", 1);
    press(app, "Tab Tab Tab");
    type(app, "one");
    press(app, "Ctrl-E");
    assert_non_null(app->edit);
    app_edit_now(app);
    assert_null(app->edit);
    app_draw(app);
}

static void editor__gives_back_what_was_written__when_it_ends_well(void **state)
{
    struct app *app = begin();
    (void)state;
    run_editor(
        app,
        "sh -c 'test $(stat -c %a \"$0\") = 600 && echo \"$0\" >/tmp/roster-edit-path && printf \"two\\tthree\\nfour\\n\\n\" >>\"$0\"'");
    press(app, "Shift-Tab Shift-Tab Shift-Tab");
    type(app, "g");
    press(app, "Shift-Tab Shift-Tab y");
    assert_string_equal(value_of(posted_last(TO_RUN), "text"), "onetwo    three\nfour");
    char path[256] = "";
    FILE *told = fopen("/tmp/roster-edit-path", "r");
    assert_non_null(told);
    assert_non_null(fgets(path, sizeof path, told));
    fclose(told);
    path[strcspn(path, "\n")] = '\0';
    assert_int_not_equal(access(path, F_OK), 0);
    unlink("/tmp/roster-edit-path");
    finish(app);
}

static void editor__leaves_the_text__when_it_ends_badly(void **state)
{
    struct app *app = begin();
    (void)state;
    run_editor(app, "sh -c 'id >\"$0\"; exit 3'");
    assert_non_null(strstr(buf_text(&app->status), "nothing was taken"));
    assert_shows(app, "one");
    assert_hides(app, "uid=");
    finish(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pick__asks_once__when_the_typing_pauses),
        cmocka_unit_test(pick__passes_ids_by_lines__when_several_are_picked),
        cmocka_unit_test(pick__takes_one_off__when_it_is_deleted),
        cmocka_unit_test(pick__ignores_an_answer__when_another_text_was_typed_since),
        cmocka_unit_test(pick__says_why__when_the_search_fails),
        cmocka_unit_test(pick__takes_the_text_as_it_is__when_nothing_was_picked),
        cmocka_unit_test(pick__cancels_its_question__when_the_confirmation_is_left),
        cmocka_unit_test(checks__scroll__when_there_are_many),
        cmocka_unit_test(editor__gives_back_what_was_written__when_it_ends_well),
        cmocka_unit_test(editor__leaves_the_text__when_it_ends_badly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
