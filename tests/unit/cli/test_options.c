/* The command line: every command with every option. */
#include "unit.h"

#include "cli/commands.h"
#include <stdio.h>
#include <string.h>

static bool takes(const struct command *command, const char *option)
{
    bool taken = !strcmp(option, "--help");
    for (const char *const *name = command->options; *name; name++)
        taken |= !strcmp(*name, option);
    return taken;
}

/* "roster COMMAND OPTION [VALUE] WORDS…" as it is typed. */
static bool read_line(const struct command *command, const char *option, struct options *out, struct err *e)
{
    static const char *const plain[] = {"--read-only", "--ascii",   "--customers",  "--dry-run",    "--yes",
                                        "--version",   "--help",    "--browser",    "--since-last", "--spread",
                                        "--template",  "--classic", "--everything", "--run",        "--playbook"};
    static char line[8][32];
    char *argv[9] = {0};
    int argc = 0;
    bool alone = false;
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        alone |= !strcmp(plain[i], option);
    const char *value = !strcmp(option, "--set") ? "a=b" : strcmp(option, "-o") != 0 ? "1" : "json";
    const char *words[8] = {"roster"};
    size_t n = 1;
    if (*command->name)
        words[n++] = command->name;
    words[n++] = option;
    if (!alone)
        words[n++] = value;
    for (size_t i = 0; i < command->least_words; i++)
        words[n++] = "word";
    for (size_t i = 0; i < n; i++) {
        snprintf(line[i], sizeof line[i], "%s", words[i]);
        argv[argc++] = line[i];
    }
    return options_read(argc, argv, out, e);
}

static void options__are_taken_or_refused__by_every_command(void **state)
{
    (void)state;
    for (const struct command *command = commands; command->name; command++)
        for (size_t i = 0; options_name(i); i++) {
            const char *option = options_name(i), *called = *command->name ? command->name : "the screen";
            struct options out;
            struct err e = {.code = ERR_OK};
            bool taken = read_line(command, option, &out, &e);
            if (taken != takes(command, option))
                fail_msg("roster %s %s: %s", command->name, option, taken ? "is taken" : e.message);
            if (taken) {
                assert_ptr_equal(out.command, command);
                continue;
            }
            assert_int_equal(e.code, ERR_USAGE);
            if (!strstr(e.message, called) || !strstr(e.message, option) || !strstr(e.hint, "--help"))
                fail_msg("roster %s %s: \"%s\" (%s) names not both", command->name, option, e.message, e.hint);
        }
}

static void options__refuse__what_used_to_be_ignored(void **state)
{
    static const struct {
        const char *command, *option;
    } rows[] = {{"settle", "--name"}, {"journal", "--dry-run"}, {"users", "--yes"},   {"do", "--columns"},
                {"show", "--set"},    {"logout", "--trace"},    {"actions", "--yes"}, {"demo", "--tenant"},
                {"", "--dry-run"},    {"doctor", "--theme"}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct command *command = commands;
        struct options out;
        struct err e;
        while (command->name && strcmp(command->name, rows[i].command) != 0)
            command++;
        assert_non_null(command->name);
        if (read_line(command, rows[i].option, &out, &e))
            fail_msg("roster %s %s", rows[i].command, rows[i].option);
    }
}

/* A row names options that are there, each once, and the forms of -o where it takes one. */
static void commands__name__options_that_are_there(void **state)
{
    (void)state;
    for (const struct command *command = commands; command->name; command++) {
        assert_true(command->run && command->help);
        assert_true(takes(command, "-o") == (command->forms != NULL));
        for (const char *const *name = command->options; *name; name++) {
            size_t i = 0;
            while (options_name(i) && strcmp(options_name(i), *name) != 0)
                i++;
            if (!options_name(i))
                fail_msg("%s: there is no option %s", command->name, *name);
            for (const char *const *other = command->options; other < name; other++)
                assert_string_not_equal(*other, *name);
        }
    }
}

static void options__stand__before_and_behind_the_command(void **state)
{
    char words[][16] = {"roster", "--tenant=t", "-o", "json", "undo", "--yes", "12", "--", "x"};
    char *argv[] = {words[0], words[1], words[2], words[3], words[4], words[5], words[6], NULL};
    struct options out;
    struct err e;
    (void)state;
    assert_true(options_read(7, argv, &out, &e));
    assert_string_equal(out.command->name, "undo");
    assert_string_equal(out.tenant, "t");
    assert_true(out.yes && !out.dry_run && out.output == OUTPUT_JSON);
    assert_int_equal(out.word_count, 1);
    assert_string_equal(out.words[0], "12");
    char more[][16] = {"roster", "show", "--", "--yes"};
    char *behind[] = {more[0], more[1], more[2], more[3], NULL};
    assert_true(options_read(4, behind, &out, &e)); /* a name may begin with a hyphen */
    assert_string_equal(out.words[0], "--yes");
    assert_false(out.yes);
    char missing[][16] = {"roster", "users", "--columns"};
    char *ends[] = {missing[0], missing[1], missing[2], NULL};
    assert_false(options_read(3, ends, &out, &e));
    assert_non_null(strstr(e.message, "--columns needs A,B"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options__are_taken_or_refused__by_every_command),
        cmocka_unit_test(options__refuse__what_used_to_be_ignored),
        cmocka_unit_test(commands__name__options_that_are_there),
        cmocka_unit_test(options__stand__before_and_behind_the_command),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
