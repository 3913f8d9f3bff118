/* The command line: every command with every option. */
#include "unit.h"

#include "cli/commands.h"
#include <stdio.h>
#include <string.h>

static const char *options_name(size_t i)
{
    return options_row(i) ? options_row(i)->name : NULL;
}

static bool takes(const struct command *command, const char *option)
{
    bool taken = !strcmp(option, "--help");
    for (const char *const *name = command->options; *name; name++)
        taken |= !strcmp(*name, option);
    return taken;
}

static const char *value_of(const char *option)
{
    return !strcmp(option, "--set") ? "a=b" : !strcmp(option, "-o") ? "json" : "1";
}

/* "roster COMMAND OPTION=VALUE… WORDS…" as it is typed, with as many words as it takes; OPTIONS_WORD is one more. */
static bool read_line(const struct command *command, const char *const options[], struct options *out, struct err *e)
{
    static char line[16][32];
    char *argv[17] = {line[0]};
    int argc = 1;
    size_t words = command->least_words;
    if (*command->name)
        snprintf(line[argc++], sizeof line[0], "%s", command->name);
    for (size_t i = 0; options[i]; i++) {
        words += !strcmp(options[i], OPTIONS_WORD);
        if (options[i][0] == '-')
            snprintf(line[argc++], sizeof line[0], "%s", options[i]);
        if (options[i][0] == '-' && options_find(options[i])->argument)
            snprintf(line[argc++], sizeof line[0], "%s", value_of(options[i]));
    }
    for (size_t i = 0; i < words; i++)
        snprintf(line[argc++], sizeof line[0], "word");
    for (int i = 0; i < argc; i++)
        argv[i] = line[i];
    return options_read(argc, argv, out, e);
}

/* What the option needs beside it; NULL: nothing. */
static const char *need_of(const struct command *command, const char *option)
{
    for (const struct option_rule *rule = option_rules; rule->option; rule++)
        if (rule->needs && !strcmp(rule->option, option) && takes(command, option) &&
            (!rule->command || !strcmp(rule->command, command->name)))
            return rule->needs;
    return NULL;
}

static bool read_one(const struct command *command, const char *option, struct options *out, struct err *e)
{
    return read_line(command, (const char *const[]){option, need_of(command, option), NULL}, out, e);
}

static void options__are_taken_or_refused__by_every_command(void **state)
{
    (void)state;
    for (const struct command *command = commands; command->name; command++)
        for (size_t i = 0; options_name(i); i++) {
            const char *option = options_name(i), *called = *command->name ? command->name : "the screen";
            struct options out;
            struct err e = {.code = ERR_OK};
            bool taken = read_one(command, option, &out, &e);
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
        if (read_one(command, rows[i].option, &out, &e))
            fail_msg("roster %s %s", rows[i].command, rows[i].option);
    }
}

static void check_rule(const struct command *command, const struct option_rule *rule)
{
    const char *with = rule->needs;
    struct options out;
    struct err e = {.code = ERR_OK};
    if (!read_line(command, (const char *const[]){rule->option, with, NULL}, &out, &e))
        fail_msg("roster %s %s: %s", command->name, rule->option, e.message);
    if (with && read_line(command, (const char *const[]){rule->option, NULL}, &out, &e))
        fail_msg("roster %s %s goes without %s", command->name, rule->option, with);
    for (const char *const *other = rule->goes_not; other && *other; other++) {
        const char *need = need_of(command, *other);
        const char *const both[] = {*other, rule->option, need ? need : with, need ? with : NULL, NULL};
        e = (struct err){.code = ERR_OK};
        if (*other[0] == '-' && !takes(command, *other)) {
            assert_null(rule->command); /* of a rule for all: this one has nothing to mix up */
            continue;
        }
        if (read_line(command, both, &out, &e))
            fail_msg("roster %s %s goes with %s", command->name, rule->option, *other);
        assert_int_equal(e.code, ERR_USAGE);
        if (!strstr(e.message, rule->option) || !*e.hint ||
            !(strstr(e.message, *other) || (need && strstr(e.message, need))))
            fail_msg("%s", e.message);
    }
}

static void rules__hold__for_each_command_that_takes_the_option(void **state)
{
    (void)state;
    for (const struct option_rule *rule = option_rules; rule->option; rule++) {
        size_t commands_of = 0;
        for (const struct command *command = commands; command->name; command++) {
            if (rule->command ? strcmp(rule->command, command->name) != 0 : !takes(command, rule->option))
                continue;
            commands_of++;
            check_rule(command, rule);
        }
        assert_int_not_equal(commands_of, 0);
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
        cmocka_unit_test(rules__hold__for_each_command_that_takes_the_option),
        cmocka_unit_test(options__stand__before_and_behind_the_command),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
