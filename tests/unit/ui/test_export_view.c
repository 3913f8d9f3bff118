/* The export: what is written where, and that nothing is overwritten unasked. */
#include "random_text.h"
#include "view_fixture.h"

#include "base/clock.h"
#include "ui/views/export_file.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/roster-export-XXXXXX";

static char *path_of(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static const char *read_all(const char *path)
{
    static char text[8192];
    FILE *file = fopen(path, "re");
    if (!file)
        return "";
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return text;
}

static void write_to(struct app *app, const char *path)
{
    press(app, "x Ctrl-U");
    type(app, path);
    press(app, "Enter");
}

static void export__writes_what_is_shown__when_it_is_csv(void **state)
{
    struct app *app = app_make(80, 24, 5);
    struct stat about;
    const char *path = path_of("a.csv");
    (void)state;

    app_set_filter(app, "-user1");
    write_to(app, path);
    assert_string_equal(app->top->ops->name, "users");
    assert_shows(app, "4 users written to");
    const char *text = read_all(path);
    assert_non_null(strstr(text, "displayName,mail,"));
    assert_null(strstr(text, "User 1"));
    assert_non_null(strstr(text, "User 2,,"));
    assert_non_null(strstr(text, "\"'=漢字漢字 Four\"")); /* no formula */
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    app_end(app);
}

static void export__asks__when_the_file_exists(void **state)
{
    struct app *app = app_make(80, 24, 2);
    const char *path = path_of("b.csv");
    (void)state;

    FILE *file = fopen(path, "we");
    assert_non_null(file);
    fputs("mine", file);
    fclose(file);
    write_to(app, path);
    assert_shows(app, "There is a file of this name already.");
    press(app, "Enter"); /* keeps it */
    assert_string_equal(read_all(path), "mine");
    press(app, "Enter Esc");
    assert_string_equal(read_all(path), "mine");
    press(app, "Enter y");
    assert_non_null(strstr(read_all(path), "User 2"));
    app_end(app);
}

static void export__writes_objects__when_it_is_json(void **state)
{
    struct app *app = app_make(80, 24, 2);
    (void)state;

    press(app, "x Ctrl-U");
    type(app, path_of("c.csv"));
    press(app, "Shift-Tab Right");
    assert_shows(app, "c.json"); /* the name follows the format */
    press(app, "Enter");
    const char *text = read_all(path_of("c.json"));
    assert_non_null(strstr(
        text, "[{\"id\":\"00000000-0000-4000-8000-000000000001\",\"userPrincipalName\":\"user1@contoso.example\""));
    assert_non_null(strstr(text, "\"accountEnabled\":true"));
    assert_non_null(strstr(text, "\"mail\":null"));
    app_end(app);
}

static void export__says_why__when_the_file_cannot_be_written(void **state)
{
    struct app *app = app_make(40, 12, 2);
    (void)state;

    write_to(app, path_of("nowhere/a.csv"));
    assert_shows(app, "! It cannot be written: No");
    assert_shows(app, "such file or directory");
    press(app, "Esc");
    assert_string_equal(app->top->ops->name, "users");
    app_end(app);
}

static size_t none(const void *from)
{
    (void)from;
    return 0;
}

static void say_none(const void *from, char *out, size_t size)
{
    (void)from;
    snprintf(out, size, "nothing");
}

/* Which tenant, what, about whom, when; whatever they are called. */
static void export__is_named_safely__by_tenant_view_and_day(void **state)
{
    static const struct {
        const char *tenant, *whom, *name;
    } rows[] = {
        {"contoso", NULL, " contoso-sign-ins-2026-11-01.csv "},
        {"contoso", "ann.lee@contoso.com", " contoso-sign-ins-ann.lee-2026-11-01.csv "},
        {"../../etc", "-rf /@x", " _._.._etc-sign-ins-_rf__-2026-11-01.csv "},
        {"--force", "\033]0;owned\a$(id)`", " _-force-sign-ins-__0_owned___id__-2026-11-01.csv "},
        {"Größe & Söhne", "..", " Gr____e___S__hne-sign-ins-_.-2026-11-01.csv "},
        {"-", "~", " _-sign-ins-_-2026-11-01.csv "},
        {"a name that is longer than a file's name may be, by far", NULL,
         " a_name_that_is_longer_than_a_file_s_name-sign-ins-2026-11-01.csv "},
    };
    (void)state;
    clock_set(INT64_C(1793534400000)); /* noon */
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct app *app = app_make(160, 24, 2);
        const struct config_tenant *was = app->model->tenant_config;
        struct config_tenant tenant = *was;
        tenant.name = rows[i].tenant;
        app->model->tenant_config = &tenant;
        export_open(
            app,
            &(struct exported){
                .name = "sign-ins", .whom = rows[i].whom, .what = "sign-ins", .count = none, .describe = say_none});
        assert_shows(app, rows[i].name);
        app->model->tenant_config = was;
        app_end(app);
    }
    clock_set(-1);
}

static bool write_nothing(const void *from, bool json, bool (*out)(void *context, const char *bytes, size_t length),
                          void *context)
{
    (void)from, (void)json;
    return out(context, "x", 1);
}

/* The only file of the folder that one stands in: no name leads out of it, and no shell reads an option or a hidden file in it. */
static void assert_one_plain_file(void)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    DIR *here = opendir(".");
    const struct dirent *one;
    int count = 0;
    assert_non_null(here);
    while ((one = readdir(here))) {
        const char *name = one->d_name;
        if (!strcmp(name, ".") || !strcmp(name, ".."))
            continue;
        count++;
        assert_int_equal(strspn(name, plain), strlen(name));
        assert_true(*name != '-' && *name != '.' && strlen(name) < 160);
        assert_true(strlen(name) > 15 && !strcmp(name + strlen(name) - 15, "-2026-11-01.csv"));
        assert_int_equal(unlink(name), 0);
    }
    closedir(here);
    assert_int_equal(count, 1);
}

static void export__writes_one_plain_file__whatever_tenant_and_user_are_called(void **state)
{
    struct seeded seeded = {.state = 7};
    char tenant_name[200], whom[200], *inside = path_of("here");
    (void)state;
    assert_int_equal(mkdir(inside, 0700), 0);
    int before = open(".", O_RDONLY | O_DIRECTORY);
    assert_int_equal(chdir(inside), 0);
    clock_set(INT64_C(1793534400000)); /* noon */
    struct app *app = app_make(160, 24, 2);
    const struct config_tenant *was = app->model->tenant_config;
    struct config_tenant tenant = *was;
    for (int i = 0; i < 400; i++) {
        random_text(&seeded, tenant_name, sizeof tenant_name);
        random_text(&seeded, whom, sizeof whom);
        tenant.name = *tenant_name ? tenant_name : "/";
        app->model->tenant_config = &tenant;
        export_open(app, &(struct exported){.name = "sign-ins",
                                            .whom = whom,
                                            .what = "sign-ins",
                                            .count = none,
                                            .describe = say_none,
                                            .write = write_nothing});
        press(app, "Enter");
        assert_string_equal(app->top->ops->name, "users");
        assert_one_plain_file();
    }
    app->model->tenant_config = was;
    app_end(app);
    clock_set(-1);
    assert_int_equal(fchdir(before), 0);
    close(before);
    assert_int_equal(rmdir(path_of("here")), 0);
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    static const char *const names[] = {"a.csv", "b.csv", "c.json"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlink(path_of(names[i]));
    return rmdir(folder); /* fails when a temporary file was left */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(export__writes_what_is_shown__when_it_is_csv),
        cmocka_unit_test(export__asks__when_the_file_exists),
        cmocka_unit_test(export__writes_objects__when_it_is_json),
        cmocka_unit_test(export__says_why__when_the_file_cannot_be_written),
        cmocka_unit_test(export__is_named_safely__by_tenant_view_and_day),
        cmocka_unit_test(export__writes_one_plain_file__whatever_tenant_and_user_are_called),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
