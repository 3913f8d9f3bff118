/* The key map as a table: each key of a view is its own where it counts, can be bound anew, and is said by its new name. */
#include "people_fixture.h"

#include "base/buf.h"
#include "ui/app/hint.h"
#include "ui/form/form.h"

static struct config bound_to(struct config_key *key)
{
    return (struct config){.path = "roster.yaml", .keys = key, .key_count = 1};
}

static bool binds(const struct config *config, struct err *e)
{
    struct keymap keymap = keymap_make(commands_hooks.commands);
    bool ok = keymap_bind(&keymap, config, e);
    keymap_free(&keymap);
    return ok;
}

static bool has(const struct ui_command *row, int key)
{
    for (int i = 0; i < COMMAND_KEYS && key; i++)
        if (row->keys[i] == key)
            return true;
    return false;
}

static void rows__have_keys_of_their_own__wherever_they_count(void **state)
{
    struct app *app = people_start(80, 24);
    (void)state;
    for (const struct ui_command *row = app->keymap.rows; row->name; row++) {
        assert_true(row->in);
        for (const struct ui_command *other = row + 1; other->name; other++) {
            assert_string_not_equal(row->name, other->name);
            for (int i = 0; i < COMMAND_KEYS && keymap_meet(row, other); i++)
                if (has(other, row->keys[i]))
                    fail_msg("%s is a key of %s and of %s", key_name(row->keys[i]), row->name, other->name);
        }
    }
    app_end(app);
}

static void rows__are_in_the_documentation__with_their_keys_and_labels(void **state)
{
    struct app *app = people_start(80, 24);
    auto_buf struct buf page = buf_make(1 << 20);
    (void)state;
    FILE *file = fopen(SOURCE_DIR "/docs/CONFIGURATION.md", "r");
    assert_non_null(file);
    for (int byte; (byte = fgetc(file)) != EOF;)
        buf_add(&page, &(char){(char)byte}, 1);
    fclose(file);
    for (const struct ui_command *row = app->keymap.rows; row->name; row++) {
        auto_buf struct buf line = buf_make(1024);
        buf_printf(&line, "\n| `%s` |", row->name);
        for (int i = 0; i < COMMAND_KEYS && row->keys[i]; i++)
            buf_printf(&line, " `%s`", key_name(row->keys[i]));
        buf_printf(&line, "%s | %s |\n", row->keys[0] ? "" : " –", row->label);
        if (!strstr(buf_text(&page), buf_text(&line)))
            fail_msg("docs/CONFIGURATION.md lacks the line%s", buf_text(&line));
    }
    app_end(app);
}

/* Every row can have F12 instead, and is then known by it alone. */
static void rows__can_be_bound_anew__each_of_them(void **state)
{
    struct app *app = people_start(80, 24);
    struct err e = {.code = ERR_OK};
    (void)state;
    for (const struct ui_command *row = app->keymap.rows; row->name; row++) {
        struct config_key key = {.name = row->name, .key = "F12", .line = 1, .column = 1};
        struct config config = bound_to(&key);
        struct keymap keymap = keymap_make(commands_hooks.commands);
        if (!keymap_bind(&keymap, &config, &e))
            fail_msg("%s: %s", row->name, e.message);
        assert_string_equal(keymap_key(&keymap, row->name), "F12");
        const char *dot = strchr(row->name, '.');
        char scope[32] = "";
        if (dot)
            snprintf(scope, sizeof scope, "%.*s", (int)(dot - row->name), row->name);
        for (int i = 0; i < COMMAND_KEYS && row->keys[i]; i++) {
            assert_false(keymap_is(&keymap, row->name, row->keys[i]));
            if (row->becomes && !dot)
                assert_int_not_equal(keymap_means(&keymap, row->keys[i], row->in), row->becomes);
        }
        if (dot)
            assert_string_equal(keymap_own(&keymap, scope, KEY_FUNCTION + 12)->name, row->name);
        else if (row->becomes)
            assert_int_equal(keymap_means(&keymap, KEY_FUNCTION + 12, row->in), row->becomes);
        else
            assert_string_equal(keymap_by_key(&keymap, KEY_FUNCTION + 12, row->in)->name, row->name);
        keymap_free(&keymap);
    }
    app_end(app);
}

static void binding__says_where__for_every_clash(void **state)
{
    static const struct {
        const char *name, *key, *says;
    } rows[] = {
        {"jobs", "g", "the key \"g\" is taken by \"first\""},
        {"jobs", "Up", "the key \"Up\" is taken by \"up\""},
        {"copy", "c", "the key \"c\" is taken by \"columns\""},
        {"help", "Ctrl-D", "the key \"Ctrl-D\" is taken by \"half-down\""},
        {"jobs.cancel", "j", "the key \"j\" is taken by \"down\""},
        {"jobs.cancel", "r", "the key \"r\" is taken by \"jobs.retry\""},
        {"jobs.cancel", "x", "the key \"x\" is taken by \"export\""},
        {"jobs.cancel", "J", "the key \"J\" is taken by \"jobs\""},
        {"jobs.cancel", "q", "the key \"q\" is taken by \"back\""},
        {"journal.undo", "y", "the key \"y\" is taken by \"copy\""},
        {"columns.left", "/", "the key \"/\" is taken by \"narrow\""},
        {"confirm.yes", "n", "the key \"n\" is taken by \"confirm.no\""},
        {"info.next", "b", "the key \"b\" is taken by \"block-sign-in\""},
        {"jobs.cancle", "F8", "there is no command \"jobs.cancle\""},
        {"jobs.cancel", "F13", "there is no key \"F13\""},
        {"choose", "~", "a key that writes no letter is needed, too, for \"choose\""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct config_key key = {.name = rows[i].name, .key = rows[i].key, .line = 7, .column = 3};
        struct config config = bound_to(&key);
        struct err e = {.code = ERR_OK};
        char says[160];
        snprintf(says, sizeof says, "roster.yaml:7:3: keys: %s", rows[i].says);
        assert_false(binds(&config, &e));
        assert_int_equal(e.code, ERR_CONFIG);
        assert_string_equal(e.message, says);
    }
}

static void binding__takes__what_does_not_meet(void **state)
{
    static struct config_key keys[] = {{.name = "jobs.cancel", .key = "F8"}, {.name = "journal.undo", .key = "F8"},
                                       {.name = "result.retry", .key = "n"}, {.name = "down", .key = "Down"},
                                       {.name = "down", .key = "Z"},         {.name = "jobs.retry", .key = "j"},
                                       {.name = "confirm.no", .key = "E"}};
    struct config config = {.path = "x", .keys = keys, .key_count = sizeof keys / sizeof *keys};
    struct err e = {.code = ERR_OK};
    (void)state;
    assert_true(binds(&config, &e));
    config.keys = (struct config_key[]){{.name = "jobs", .key = "F5", .line = 3, .column = 9},
                                        {.name = "refresh", .key = "f5", .line = 4, .column = 9}};
    config.key_count = 2;
    assert_false(binds(&config, &e));
    assert_non_null(strstr(e.message, "x:3:9"));
}

static struct app *start_with(struct config_key *keys, size_t count)
{
    struct app *app = people_start(120, 30);
    struct config config = {.path = "x", .keys = keys, .key_count = count};
    struct err e;
    assert_true(keymap_bind(&app->keymap, &config, &e));
    return app;
}

static void jobs__answer_to_the_new_key_alone__when_it_is_bound(void **state)
{
    static struct config_key keys[] = {{.name = "jobs.cancel", .key = "F8"},
                                       {.name = "down", .key = "Down"},
                                       {.name = "down", .key = "Z"},
                                       {.name = "back", .key = "F9"}};
    struct app *app = start_with(keys, 4);
    (void)state;
    ask_for(app, action_find("block-sign-in"));
    press(app, "y F9 J");
    assert_string_equal(top_name(app), "jobs");
    assert_shows(app, "F8 cancel  F9 back");
    assert_hides(app, "c cancel");
    forget_posted();
    press(app, "c Esc q");
    assert_string_equal(top_name(app), "jobs");
    assert_null(posted_last(TO_CANCEL));
    press(app, "F8");
    assert_non_null(posted_last(TO_CANCEL));
    press(app, "F9");
    assert_string_equal(top_name(app), "users");
    press(app, "j");
    assert_int_equal(app->model->cursor, 0);
    press(app, "Z");
    assert_int_equal(app->model->cursor, 1);
    press(app, "? /");
    type(app, "in the jobs");
    assert_shows(app, "  F8 ");
    app_end(app);
}

static void screens__come_back__instead_of_being_opened_twice(void **state)
{
    struct app *app = start_with(NULL, 0);
    (void)state;
    press(app, "J L T J L J L");
    assert_string_equal(top_name(app), "journal");
    press(app, "Esc");
    assert_string_equal(top_name(app), "jobs");
    press(app, "Esc Esc");
    assert_string_equal(top_name(app), "users");
    app_end(app);
}

static void questions__answer_to_the_new_key_alone__when_it_is_bound(void **state)
{
    static struct config_key keys[] = {{.name = "confirm.yes", .key = "F8"}, {.name = "choose", .key = "F9"}};
    struct app *app = start_with(keys, 2);
    (void)state;
    ask_for(app, action_find("block-sign-in"));
    see(app, 'y');
    assert_shows(app, "Yes (F8)");
    assert_shows(app, "F8 yes  n no");
    forget_posted();
    press(app, "y Right Enter");
    assert_null(posted_last(TO_RUN));
    press(app, "F8");
    assert_non_null(posted_last(TO_RUN));
    app_end(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows__have_keys_of_their_own__wherever_they_count),
        cmocka_unit_test(rows__are_in_the_documentation__with_their_keys_and_labels),
        cmocka_unit_test(rows__can_be_bound_anew__each_of_them),
        cmocka_unit_test(binding__says_where__for_every_clash),
        cmocka_unit_test(binding__takes__what_does_not_meet),
        cmocka_unit_test(jobs__answer_to_the_new_key_alone__when_it_is_bound),
        cmocka_unit_test(screens__come_back__instead_of_being_opened_twice),
        cmocka_unit_test(questions__answer_to_the_new_key_alone__when_it_is_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
