/* `--help` and `roster help`: what is printed of commands, options and actions, from their rows. */
#include "cli/commands.h"

#include "base/nearest.h"
#include "cli/release.h"
#include "output/say.h"
#include <string.h>

static void print_options(const struct command *command)
{
    size_t names = 0, arguments = 0;
    const struct option_row *row;
    for (size_t i = 0; (row = options_row(i)); i++) {
        const char *argument = options_argument(command, row);
        if (command->name && !options_takes(command, row))
            continue;
        names = strlen(row->name) > names ? strlen(row->name) : names;
        arguments = argument && strlen(argument) > arguments ? strlen(argument) : arguments;
    }
    say("\noptions:\n");
    for (size_t i = 0; (row = options_row(i)); i++)
        if (!command->name || options_takes(command, row))
            say("  %-*s %-*s %s\n", (int)names, row->name, (int)arguments, options_argument(command, row), row->help);
}

static void print_examples(const struct command *command)
{
    if (command->examples)
        say(command->examples[1] ? "\nexamples:\n" : "\nexample:\n");
    for (const char *const *example = command->examples; example && *example; example++)
        say("  %s\n", *example);
}

/* Every option, whichever command takes it. */
static void print_program(void)
{
    static const struct command any = {.name = NULL};
    say("roster %s: " RELEASE_ABOUT "\n\n", ROSTER_VERSION);
    for (const struct command *command = commands; command->name; command++)
        say("%s roster %-11s %-18s %s\n", command == commands ? "usage:" : "      ", command->name, command->words,
            command->help);
    say("\n`roster COMMAND --help` says which options a command takes.\n");
    print_options(&any);
    print_examples(commands);
    say("\nexit: ");
    for (const struct release_code *code = release_codes; code->means; code++)
        say("%s%d %s", code == release_codes ? "" : ", ", code->code, code->means);
    say("\n");
}

bool options_help(const struct options *options, struct err *e)
{
    const struct command *command = options->command;
    if (command->about && options->word_count)
        return command->about(options, e);
    if (!*command->name) {
        print_program();
        return true;
    }
    say("usage: roster %s [OPTION]...%s%s\n%s\n", command->name, command->words ? " " : "", command->words,
        command->help);
    if (command->details)
        say("\n%s\n", command->details);
    print_options(command);
    print_examples(command);
    return true;
}

/* The word is a command or an action. */
bool help_of(const struct options *options, struct err *e)
{
    struct options about = *options;
    const char *word = options->words[0];
    struct nearest nearest = nearest_to(word);
    size_t count;
    const struct action *const *all = action_all(&count);
    about.command = options_command(word);
    about.word_count = 0;
    if (about.command)
        return options_help(&about, e);
    if (action_find(word))
        return do_help(options, e);
    for (const struct command *command = commands + 1; command->name; command++)
        nearest_offer(&nearest, command->name);
    for (size_t i = 0; i < count; i++)
        nearest_offer(&nearest, all[i]->name);
    err_set(e, ERR_USAGE, "there is neither a command nor an action \"%s\"", word);
    return err_hint(e,
                    nearest.name ? "did you mean %s? `roster --help` and `roster actions` list them"
                                 : "`roster --help` and `roster actions` list them%s",
                    nearest.name ? nearest.name : "");
}

int command_help(const struct options *options)
{
    struct err e = {.code = ERR_OK};
    if (options->word_count)
        return help_of(options, &e) ? 0 : options_fail(&e);
    print_program();
    return 0;
}
