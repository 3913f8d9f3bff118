/* Reading the command line. */
#include "cli/options.h"

#include "base/nearest.h"
#include "output/say.h"

#include <stdint.h>
#include <string.h>

static const struct option_row rows[] = {
    {"--config", "FILE", "read this configuration", OPTION_TEXT, offsetof(struct options, config)},
    {"--tenant", "NAME", "a tenant of the configuration", OPTION_TEXT, offsetof(struct options, tenant)},
    {"--theme", "NAME", "a theme by its name, or a file", OPTION_TEXT, offsetof(struct options, theme)},
    {"--read-only", NULL, "let no write leave the process", OPTION_FLAG, offsetof(struct options, read_only)},
    {"--ascii", NULL, "draw with ASCII alone", OPTION_FLAG, offsetof(struct options, ascii)},
    {"--trace", "FILE", "write every exchange, without secrets, to FILE", OPTION_TEXT, offsetof(struct options, trace)},
    {"--log", "FILE", "write what happens, a line an event, to FILE", OPTION_TEXT, offsetof(struct options, log)},
    {"--log-level", "LEVELS", "info, debug, or for one area http=debug,job=none", OPTION_TEXT,
     offsetof(struct options, log_levels)},
    {"--script", "FILE", "drive the screen from FILE, without a terminal", OPTION_TEXT,
     offsetof(struct options, script)},
    {"--dump", "FILE", "where a script's `dump` appends the screen", OPTION_TEXT, offsetof(struct options, dump)},
    {"--columns", "A,B", "the columns to show", OPTION_TEXT, offsetof(struct options, columns)},
    {"--panel", "NAME", "a part of a user's page; again for more", OPTION_PANEL, 0},
    {"--what-if", "NAME=VALUE,...", "a sign-in that is described: which policies apply", OPTION_TEXT,
     offsetof(struct options, what_if)},
    {"--compare", "OTHER", "another user: what one has and the other lacks", OPTION_TEXT,
     offsetof(struct options, compare)},
    {"--photo", "FILE", "save the user's photo to FILE", OPTION_TEXT, offsetof(struct options, photo)},
    {"--window", "DAYS", "how far back is looked; 14 days", OPTION_TEXT, offsetof(struct options, window)},
    {"--bundle", "DIR", "write all evidence to a new folder, with a manifest", OPTION_TEXT,
     offsetof(struct options, bundle)},
    {"--note", "FILE", "write a note for the ticket (Markdown)", OPTION_TEXT, offsetof(struct options, note)},
    {"--since-last", NULL, "mark what is new since the last research", OPTION_FLAG,
     offsetof(struct options, since_last)},
    {"--spread", NULL, "and whom else its addresses, applications and forwarding targets touch", OPTION_FLAG,
     offsetof(struct options, spread)},
    {"--set-aside", "KEY=REASON", "a finding is explained: it no longer counts; again for more", OPTION_ASIDE, 0},
    {"--count-again", "KEY", "a finding that was set aside counts again", OPTION_AGAIN, 0},
    {"--rule", "NAME", "instead: which mail this inbox rule takes", OPTION_TEXT, offsetof(struct options, rule)},
    {"--classic", NULL, "block, end sessions, new password, all inbox rules off", OPTION_FLAG,
     offsetof(struct options, classic)},
    {"--everything", NULL, "whatever may give access, but for what is known as the user's own", OPTION_FLAG,
     offsetof(struct options, everything)},
    {"--step", "NAME", "this step alone; again for more", OPTION_STEP, 0},
    {"-o", "FORM", "how it is printed", OPTION_OUTPUT, offsetof(struct options, file)},
    {"--set", "NAME=VALUE", "a parameter of an action; again for more values", OPTION_SET, 0},
    {"--result", "FILE", "write what became of each line to FILE", OPTION_TEXT, offsetof(struct options, result)},
    {"--template", NULL, "print how such a file begins", OPTION_FLAG, offsetof(struct options, blank)},
    {"--use-template", "NAME", "what is not given is as this template has it; none: without the tenant's", OPTION_TEXT,
     offsetof(struct options, use_template)},
    {"--from", "USER", "make it of what this user has: job, address, manager, licences, groups", OPTION_TEXT,
     offsetof(struct options, from)},
    {"--prefill", "LINK", "fill the form of a new user from a link or a query string", OPTION_TEXT,
     offsetof(struct options, prefill)},
    {"--each", "FILE", "CSV: the users, each with values of his own", OPTION_TEXT, offsetof(struct options, each)},
    {"--where", "FILTER", "the users whom this filter of the table leaves", OPTION_TEXT,
     offsetof(struct options, where)},
    {"--name", "TEXT", "what has to be typed: the sign-in name, or of several \"2 contoso.com\"", OPTION_TEXT,
     offsetof(struct options, name)},
    {"--browser", NULL, "sign in with a browser instead of a code", OPTION_FLAG, offsetof(struct options, browser)},
    {"--customers", NULL, "a partner's customers; with --spread: whom else it touches in all of them", OPTION_FLAG,
     offsetof(struct options, customers)},
    {"--dry-run", NULL, "print the requests, send none that writes", OPTION_FLAG, offsetof(struct options, dry_run)},
    {"--as", "FORM", "the plan as roster, powershell or curl, to be copied", OPTION_TEXT, offsetof(struct options, as)},
    {"--playbook", NULL, "the numbers are playbooks: all that their steps did, the last first", OPTION_FLAG,
     offsetof(struct options, of_playbook)},
    {"--run", NULL, "with all that was done in the same run", OPTION_FLAG, offsetof(struct options, whole_run)},
    {"--yes", NULL, "do not ask", OPTION_FLAG, offsetof(struct options, yes)},
    {"--since", "WHEN", "from then on: 7d, 24h, or a time", OPTION_TEXT, offsetof(struct options, since)},
    {"--user", "TEXT", "of those users whose name, address or id has this in it", OPTION_TEXT,
     offsetof(struct options, user)},
    {"--action", "NAME", "of this action alone", OPTION_TEXT, offsetof(struct options, action)},
    {"--limit", "N", "the newest N", OPTION_TEXT, offsetof(struct options, limit)},
    {"--users", "N", "this many users", OPTION_TEXT, offsetof(struct options, users)},
    {"--seed", "N", "another company", OPTION_TEXT, offsetof(struct options, seed)},
    {"--latency", "MS", "answer this much later", OPTION_TEXT, offsetof(struct options, latency)},
    {"--scenario", "FILE", "somebody to whom something happened (S1); again for more", OPTION_SCENARIO, 0},
    {"--help", NULL, "this text", OPTION_FLAG, offsetof(struct options, help)},
    {"--version", NULL, "the version", OPTION_FLAG, offsetof(struct options, version)},
};

enum { ROWS = sizeof rows / sizeof rows[0] };

const struct option_row *options_find(const char *name)
{
    for (size_t i = 0; i < ROWS; i++)
        if (!strcmp(rows[i].name, name))
            return &rows[i];
    return !strcmp(name, "-h") ? options_find("--help") : NULL;
}

const struct command *options_command(const char *name)
{
    const struct command *command = commands;
    while (command->name && strcmp(command->name, name) != 0)
        command++;
    return command->name ? command : NULL;
}

static const char *const outputs[] = {"", "table", "text", "json", "csv", "markdown", "setup", "jsonl"};

static bool set_output(struct options *out, const char *text, struct err *e)
{
    for (size_t i = 1; i < sizeof outputs / sizeof outputs[0]; i++)
        if (!strcmp(outputs[i], text)) {
            out->output = (enum output)i;
            return true;
        }
    return err_set(e, ERR_USAGE, "-o takes table, text, json, jsonl or csv, not \"%s\"", text);
}

static bool add_set(struct options *out, char *text, struct err *e)
{
    char *equals = strchr(text, '=');
    if (!equals || equals == text)
        return err_set(e, ERR_USAGE, "--set takes NAME=VALUE, not \"%s\"", text);
    if (out->set_count == sizeof out->set / sizeof out->set[0])
        return err_set(e, ERR_USAGE, "too many --set");
    *equals = '\0';
    out->set[out->set_count++] = (struct param_value){.name = text, .value = equals + 1};
    return true;
}

/* Options that come several times: `list` has room for `most`. */
static bool add_one(const char **list, size_t *count, size_t most, const char *option, const char *value, struct err *e)
{
    if (*count == most)
        return err_set(e, ERR_USAGE, "too many %s", option);
    list[(*count)++] = value;
    return true;
}

static bool take(struct options *out, const struct option_row *row, char *argument, struct err *e)
{
    void *slot = (char *)out + row->offset;

    switch (row->kind) {
    case OPTION_FLAG:
        *(bool *)slot = true;
        return true;
    case OPTION_TEXT:
    case OPTION_OUTPUT:
        *(const char **)slot = argument;
        return true;
    case OPTION_SET:
        return add_set(out, argument, e);
    case OPTION_PANEL:
        return add_one(out->panels, &out->panel_count, sizeof out->panels / sizeof out->panels[0], row->name, argument,
                       e);
    case OPTION_ASIDE:
        return add_one(out->asides, &out->aside_count, sizeof out->asides / sizeof out->asides[0], row->name, argument,
                       e);
    case OPTION_AGAIN:
        return add_one(out->again, &out->again_count, sizeof out->again / sizeof out->again[0], row->name, argument, e);
    case OPTION_STEP:
        return add_one(out->steps, &out->step_count, sizeof out->steps / sizeof out->steps[0], row->name, argument, e);
    case OPTION_SCENARIO:
        return add_one(out->scenarios, &out->scenario_count, sizeof out->scenarios / sizeof out->scenarios[0],
                       row->name, argument, e);
    }
    return false;
}

static bool take_word(struct options *out, char *word, struct err *e)
{
    if (*out->command->name) {
        out->words[out->word_count++] = word;
        return true;
    }
    struct nearest nearest = nearest_to(word);
    for (const struct command *command = commands + 1; command->name; command++) {
        if (!strcmp(command->name, word)) {
            out->command = command;
            return true;
        }
        nearest_offer(&nearest, command->name);
    }
    err_set(e, ERR_USAGE, "there is no command \"%s\"", word);
    return err_hint(e,
                    nearest.name ? "did you mean %s? `roster --help` lists the commands"
                                 : "`roster --help` lists the commands%s",
                    nearest.name ? nearest.name : "");
}

static bool check_words(const struct options *out, struct err *e)
{
    const struct command *command = out->command;
    if (out->word_count >= command->least_words && out->word_count <= command->most_words)
        return true;
    return err_set(e, ERR_USAGE, "usage: roster %s%s%s", command->name, command->words ? " " : "",
                   command->words ? command->words : "");
}

bool options_takes(const struct command *command, const struct option_row *row)
{
    if (!strcmp(row->name, "--help"))
        return true;
    for (const char *const *name = command->options; *name; name++)
        if (!strcmp(*name, row->name))
            return true;
    return false;
}

/* What is given must mean something to the command: an option that is read and ignored would be a promise that is not kept. */
static bool check_options(const struct options *out, uint64_t given, struct err *e)
{
    const struct command *command = out->command;
    for (size_t i = 0; i < ROWS; i++)
        if (given & (uint64_t)1 << i && !options_takes(command, &rows[i])) {
            err_set(e, ERR_USAGE, "%s takes no %s", *command->name ? command->name : "the screen", rows[i].name);
            return err_hint(e, "`roster %s%s--help` lists its options", command->name, *command->name ? " " : "");
        }
    return true;
}

static bool is_given(const struct options *out, uint64_t given, const char *name)
{
    const struct option_row *row = options_find(name);
    return row ? given >> (row - rows) & 1 : out->word_count != 0;
}

static bool check_rules(const struct options *out, uint64_t given, struct err *e)
{
    for (const struct option_rule *rule = option_rules; rule->option; rule++) {
        if ((rule->command && strcmp(rule->command, out->command->name) != 0) || !is_given(out, given, rule->option))
            continue;
        if (rule->needs && !is_given(out, given, rule->needs))
            return err_set(e, ERR_USAGE, "%s goes with %s", rule->option, rule->needs) || err_hint(e, "%s", rule->why);
        for (const char *const *other = rule->goes_not; other && *other; other++)
            if (is_given(out, given, *other))
                return err_set(e, ERR_USAGE, "%s does not go with %s", rule->option, *other) ||
                       err_hint(e, "%s", rule->why);
    }
    return true;
}

static bool check_output(struct options *out, struct err *e)
{
    const char *forms = out->command->forms, *word = out->file;
    if (!word || !strcmp(forms, OPTIONS_FILE))
        return true;
    if (!set_output(out, word, e))
        return false;
    for (const char *at = forms; *at; at += *at == '|') {
        size_t form = strcspn(at, "|");
        if (form == strlen(word) && !strncmp(at, word, form))
            return true;
        at += form;
    }
    return err_set(e, ERR_USAGE, "%s: -o takes %s, not \"%s\"", out->command->name, forms, word);
}

/* One option with its argument, which may be the next word. False with `e`. */
static bool take_option(struct options *out, char **argv, int *at, uint64_t *given, struct err *e)
{
    char *word = argv[*at], *argument = NULL;
    char *equals = word[1] == '-' ? strchr(word, '=') : NULL;
    bool joined = !strncmp(word, "-o", 2) && word[2]; /* -ojson */
    if (equals) {
        *equals = '\0';
        argument = equals + 1;
    } else if (joined)
        argument = word + 2;
    const struct option_row *row = options_find(joined ? "-o" : word);
    if (!row) {
        struct nearest nearest = nearest_to(word);
        for (size_t i = 0; i < ROWS; i++)
            nearest_offer(&nearest, rows[i].name);
        err_set(e, ERR_USAGE, "there is no option %s", word);
        return err_hint(e,
                        nearest.name ? "did you mean %s? `roster --help` lists the options"
                                     : "`roster --help` lists the options%s",
                        nearest.name ? nearest.name : "");
    }
    if (row->argument && !argument && argv[*at + 1])
        argument = argv[++*at];
    if (!row->argument != !argument)
        return err_set(e, ERR_USAGE, row->argument ? "%s needs %s" : "%s takes no value", row->name,
                       row->argument ? row->argument : "");
    *given |= (uint64_t)1 << (row - rows);
    return take(out, row, argument, e);
}

bool options_read(int argc, char **argv, struct options *out, struct err *e)
{
    bool only_words = false;
    uint64_t given = 0; /* bits by row */

    /* words are gathered at the front of argv, behind what is read */
    *out = (struct options){.command = commands, .words = argv};
    for (int i = 1; i < argc; i++) {
        if (!only_words && !strcmp(argv[i], "--"))
            only_words = true;
        else if (only_words || argv[i][0] != '-' || !argv[i][1] ? !take_word(out, argv[i], e)
                                                                : !take_option(out, argv, &i, &given, e))
            return false;
    }
    return check_options(out, given, e) &&
           (out->help || out->version || (check_words(out, e) && check_rules(out, given, e) && check_output(out, e)));
}

const struct option_row *options_row(size_t i)
{
    return i < ROWS ? &rows[i] : NULL;
}

const char *options_argument(const struct command *command, const struct option_row *row)
{
    return row->kind == OPTION_OUTPUT && command->forms ? command->forms : row->argument;
}

int options_fail(const struct err *e)
{
    say_error("roster: %s%s%s", e->message, e->hint[0] ? ": " : "", e->hint);
    if (e->request_id[0])
        say_error(" (request id %s)", e->request_id);
    say_error("\n");
    return err_exit_code(e->code);
}
