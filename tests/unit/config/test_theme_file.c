/* Themes: those of the tree hold every role, and a mistake in one is told with its place. */
#include "unit.h"

#include "config/theme_file.h"
#include "ui/screen/theme.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const every_role[] = {
#define X(name, text) text,
    ROLE_MAP(X)
#undef X
};

/* Calls `check` with the name (without .yaml) and the path of each theme of the tree; how many there are. */
static int each_theme(void (*check)(const char *name, const char *path))
{
    DIR *folder = opendir(SOURCE_DIR "/themes");
    int count = 0;
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder));) {
        char name[300], path[600];
        char *dot = strstr(entry->d_name, ".yaml");
        if (!dot)
            continue;
        snprintf(name, sizeof name, "%.*s", (int)(dot - entry->d_name), entry->d_name);
        snprintf(path, sizeof path, SOURCE_DIR "/themes/%s", entry->d_name);
        check(name, path);
        count++;
    }
    closedir(folder);
    return count;
}

static void check_theme(const char *name, const char *path)
{
    struct theme_entry built_in[ROLES], file[ROLES];
    struct err e = {0}, odd = {0}, also = {0};
    if (!theme_file_read(name, every_role, ROLES, built_in, &odd, &e) ||
        !theme_file_read(path, every_role, ROLES, file, &also, &e))
        fail_msg("%s", e.message);
    if (odd.code != ERR_OK || also.code != ERR_OK) /* the themes of the tree are whole */
        fail_msg("%s%s", odd.message, also.message);
    for (int role = 0; role < ROLES; role++) {
        assert_memory_equal(&built_in[role], &file[role], sizeof file[role]);
        if (!strcmp(name, "mono"))
            assert_true(file[role].fg == THEME_NO_COLOUR && file[role].bg == THEME_NO_COLOUR);
    }
    struct theme_entry normal = file[ROLE_NORMAL], cursor = file[ROLE_CURSOR];
    assert_memory_not_equal(&normal, &cursor, sizeof normal);
}

static void themes__of_the_tree__hold_every_role(void **state)
{
    (void)state;
    assert_true(each_theme(check_theme) >= 4);
    struct theme_entry otherwise[ROLES], named[ROLES];
    struct err e;
    assert_true(theme_file_read(NULL, every_role, ROLES, otherwise, NULL, &e) &&
                theme_file_read("default", every_role, ROLES, named, NULL, &e));
    assert_memory_equal(otherwise, named, sizeof named);
}

static const char *const two_roles[] = {"normal", "error"};

static bool read_text(const char *text, struct theme_entry out[2], char path[64], struct err *warning, struct err *e)
{
    strcpy(path, "/tmp/roster-theme-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    close(fd);
    bool ok = theme_file_read(path, two_roles, 2, out, warning, e);
    unlink(path);
    return ok;
}

static void theme_file__says_where__for_every_mistake(void **state)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"normal: {fg: mauve}\nerror: {}\n", ":1:10: no such colour: \"mauve\""},
        {"normal: {}\nerror: {bg: \"#12345\"}\n", ":2:9: no such colour: \"#12345\""},
        {"normal: {}\nerror: {bg: [red]}\n", ":2:9: no such colour: \"\""},
        {"normal: {attributes: [bold, shiny]}\nerror: {}\n", ":1:29: no such attribute: \"shiny\""},
        {"normal: {attributes: [[bold]]}\nerror: {}\n", ":1:23: no such attribute: \"\""},
        {"normal: {attributes: bold}\nerror: {}\n", ":1:10: attributes is a list"},
        {"normal: {colour: red}\nerror: {}\n", ":1:10: unknown key \"colour\""},
        {"normal: red\nerror: {}\n", ":1:1: a role is {fg, bg, attributes}: \"normal\""},
        {"- a\n- b\n", ":1:1: a theme is a map of roles"},
        {"text\n", ":1:1: a theme is a map of roles"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct theme_entry out[2];
        struct err e = {0};
        char path[64];
        bool taken = read_text(rows[i].text, out, path, NULL, &e);
        if (taken || strncmp(e.message, path, strlen(path)) != 0 ||
            strncmp(e.message + strlen(path), rows[i].says, strlen(rows[i].says)) != 0)
            fail_msg("%s: %s", rows[i].text, taken ? "taken" : e.message);
        assert_int_equal(e.code, ERR_CONFIG);
    }
}

static void theme_file__takes_the_default__for_what_a_theme_leaves_open(void **state)
{
    enum { DEFAULT, PLAIN, RED };
    static const struct {
        const char *text, *says;
        int roles[2];
    } rows[] = {
        {"", ": roles missing, shown as in default: normal, error", {DEFAULT, DEFAULT}},
        {"normal: {fg: red}\n", ": roles missing, shown as in default: error", {RED, DEFAULT}},
        {"normal: {}\nerror: {}\nnosuch: {}\n", ": roles unknown, ignored: nosuch", {PLAIN, PLAIN}},
        {"error: {fg: red}\nnosuch: {}\nold: 7\n",
         ": roles missing, shown as in default: normal; roles unknown, ignored: nosuch, old",
         {DEFAULT, RED}},
    };
    struct theme_entry of_default[2];
    struct err e = {0};
    (void)state;
    assert_true(theme_file_read("default", two_roles, 2, of_default, NULL, &e));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct theme_entry out[2];
        struct err warning = {0};
        char path[64];
        if (!read_text(rows[i].text, out, path, &warning, &e))
            fail_msg("%s: %s", rows[i].text, e.message);
        assert_int_equal(warning.code, ERR_CONFIG);
        assert_int_equal(strncmp(warning.message, path, strlen(path)), 0);
        assert_string_equal(warning.message + strlen(path), rows[i].says);
        for (int role = 0; role < 2; role++) {
            const struct theme_entry wanted[] = {[DEFAULT] = of_default[role],
                                                 [PLAIN] = {.fg = THEME_NO_COLOUR, .bg = THEME_NO_COLOUR},
                                                 [RED] = {.fg = 0xcd0000, .bg = THEME_NO_COLOUR}};
            assert_memory_equal(&out[role], &wanted[rows[i].roles[role]], sizeof out[role]);
        }
    }
}

static void theme_file__reads__colours_and_attributes(void **state)
{
    struct theme_entry out[2];
    struct err e = {0}, warning = {0};
    char path[64];
    (void)state;
    assert_true(read_text("error: {fg: \"#fF8001\", bg: bright-blue, attributes: [bold, underline]}\nnormal: {}\n", out,
                          path, &warning, &e));
    assert_int_equal(warning.code, ERR_OK);
    assert_int_equal(out[0].fg, THEME_NO_COLOUR);
    assert_int_equal(out[0].bg, THEME_NO_COLOUR);
    assert_int_equal(out[0].attributes, 0);
    assert_int_equal(out[1].fg, 0xff8001);
    assert_int_equal(out[1].bg, 0x5f87ff);
    assert_int_equal(out[1].attributes, THEME_BOLD | THEME_UNDERLINE);
    assert_false(theme_file_read("nosuch", two_roles, 2, out, NULL, &e));
    assert_non_null(strstr(e.hint, "default"));
    assert_false(theme_file_read("/proc/self/absent/t.yaml", two_roles, 2, out, NULL, &e));
    assert_int_equal(e.code, ERR_FILE);
}

static void theme_colour__knows__names_and_numbers(void **state)
{
    static const struct {
        const char *text;
        int32_t colour;
    } good[] = {
        {"none", THEME_NO_COLOUR}, {"black", 0}, {"bright-white", 0xffffff}, {"#000000", 0}, {"#AbCdEf", 0xabcdef}};
    static const char *const wrong[] = {"",        "#",   "#12345", "#1234567", "#12345g",
                                        "#+12345", "Red", "123456", "#-00001"};
    int32_t colour;
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_true(theme_colour(good[i].text, &colour));
        assert_int_equal(colour, good[i].colour);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        if (theme_colour(wrong[i], &colour))
            fail_msg("%s was taken", wrong[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(themes__of_the_tree__hold_every_role),
        cmocka_unit_test(theme_file__says_where__for_every_mistake),
        cmocka_unit_test(theme_file__takes_the_default__for_what_a_theme_leaves_open),
        cmocka_unit_test(theme_file__reads__colours_and_attributes),
        cmocka_unit_test(theme_colour__knows__names_and_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
