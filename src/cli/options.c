/* Reading the command line. */
#include "cli/options.h"

#include <stdio.h>
#include <string.h>

enum option_kind { OPTION_FLAG, OPTION_TEXT, OPTION_OUTPUT, OPTION_SET };

struct option_row {
    const char *name, *argument, *help;
    enum option_kind kind;
    size_t offset;
};

static const struct option_row rows[] = {
    {"--config", "FILE", "read this configuration", OPTION_TEXT, offsetof(struct options, config)},
    {"--tenant", "NAME", "a tenant of the configuration", OPTION_TEXT, offsetof(struct options, tenant)},
    {"--theme", "NAME", "default, light, mono, … or a file", OPTION_TEXT, offsetof(struct options, theme)},
    {"--read-only", NULL, "let no write leave the process", OPTION_FLAG, offsetof(struct options, read_only)},
    {"--ascii", NULL, "draw with ASCII alone", OPTION_FLAG, offsetof(struct options, ascii)},
    {"--trace", "FILE", "write every exchange, without secrets, to FILE", OPTION_TEXT, offsetof(struct options, trace)},
    {"--log", "FILE", "write what happens, a line an event, to FILE", OPTION_TEXT, offsetof(struct options, log)},
    {"--log-level", "LEVELS", "info, debug, or for one area http=debug,job=none", OPTION_TEXT,
     offsetof(struct options, log_levels)},
    {"--script", "FILE", "drive the screen from FILE, without a terminal", OPTION_TEXT,
     offsetof(struct options, script)},
    {"--dump", "FILE", "where a script's `dump` appends the screen", OPTION_TEXT, offsetof(struct options, dump)},
    {"--columns", "A,B", "columns of `users`", OPTION_TEXT, offsetof(struct options, columns)},
    {"-o", "FORM", "table, text, json or csv", OPTION_OUTPUT, offsetof(struct options, output)},
    {"--set", "NAME=VALUE", "a parameter of an action; again for more values", OPTION_SET, 0},
    {"--name", "UPN", "the sign-in name once more, for what needs it typed", OPTION_TEXT,
     offsetof(struct options, name)},
    {"--customers", NULL, "tenants: a partner's customers", OPTION_FLAG, offsetof(struct options, customers)},
    {"--dry-run", NULL, "print the requests, send none that writes", OPTION_FLAG, offsetof(struct options, dry_run)},
    {"--yes", NULL, "do not ask", OPTION_FLAG, offsetof(struct options, yes)},
    {"--users", "N", "demo: this many users", OPTION_TEXT, offsetof(struct options, users)},
    {"--seed", "N", "demo: another company", OPTION_TEXT, offsetof(struct options, seed)},
    {"--latency", "MS", "demo: answer this much later", OPTION_TEXT, offsetof(struct options, latency)},
    {"--help", NULL, "this text", OPTION_FLAG, offsetof(struct options, help)},
    {"--version", NULL, "the version", OPTION_FLAG, offsetof(struct options, version)},
};

static const struct option_row *find_row(const char *name)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (!strcmp(rows[i].name, name))
            return &rows[i];
    return !strcmp(name, "-h") ? find_row("--help") : NULL;
}

static const char *const outputs[] = {"", "table", "text", "json", "csv", "markdown", "setup"};

static bool set_output(struct options *out, const char *text, struct err *e)
{
    for (size_t i = 1; i < sizeof outputs / sizeof outputs[0]; i++)
        if (!strcmp(outputs[i], text)) {
            out->output = (enum output)i;
            return true;
        }
    return err_set(e, ERR_USAGE, "-o takes table, text, json or csv, not \"%s\"", text);
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

static bool take(struct options *out, const struct option_row *row, char *argument, struct err *e)
{
    void *slot = (char *)out + row->offset;

    switch (row->kind) {
    case OPTION_FLAG:
        *(bool *)slot = true;
        return true;
    case OPTION_TEXT:
        *(const char **)slot = argument;
        return true;
    case OPTION_OUTPUT:
        return set_output(out, argument, e);
    case OPTION_SET:
        return add_set(out, argument, e);
    }
    return false;
}

static bool take_word(struct options *out, char *word, struct err *e)
{
    if (out->command) {
        out->words[out->word_count++] = word;
        return true;
    }
    for (const struct command *command = commands; command->name; command++)
        if (!strcmp(command->name, word)) {
            out->command = command;
            return true;
        }
    err_set(e, ERR_USAGE, "there is no command \"%s\"", word);
    return err_hint(e, "`roster --help` lists the commands");
}

static bool check_words(const struct options *out, struct err *e)
{
    const struct command *command = out->command;
    if (!command || (out->word_count >= command->least_words && out->word_count <= command->most_words))
        return true;
    return err_set(e, ERR_USAGE, "usage: roster %s %s", command->name, command->usage);
}

/* A command's usage names the forms it prints: "[-o table|json|csv]". */
static bool check_output(const struct options *out, struct err *e)
{
    const char *usage = out->command ? out->command->usage : "";
    const char *forms = strstr(usage, "[-o "), *word = outputs[out->output];
    size_t length = strlen(word);
    if (out->output == OUTPUT_DEFAULT)
        return true;
    if (!forms)
        return err_set(e, ERR_USAGE, "%s takes no -o", out->command ? out->command->name : "the screen");
    forms += strlen("[-o ");
    int all = (int)strcspn(forms, "]");
    for (const char *at = forms; *at && *at != ']'; at += *at == '|') {
        size_t form = strcspn(at, "|]");
        if (form == length && !strncmp(at, word, length))
            return true;
        at += form;
    }
    return err_set(e, ERR_USAGE, "%s: -o takes %.*s, not \"%s\"", out->command->name, all, forms, word);
}

bool options_read(int argc, char **argv, struct options *out, struct err *e)
{
    bool only_words = false;

    *out = (struct options){.words = argv}; /* words are gathered at the front of argv, behind what is read */
    for (int i = 1; i < argc; i++) {
        char *word = argv[i], *argument = NULL;
        if (only_words || word[0] != '-' || !word[1]) {
            if (!take_word(out, word, e))
                return false;
            continue;
        }
        if (!strcmp(word, "--")) {
            only_words = true;
            continue;
        }
        char *equals = word[1] == '-' ? strchr(word, '=') : NULL;
        if (equals) {
            *equals = '\0';
            argument = equals + 1;
        }
        const struct option_row *row = find_row(word);
        if (!row) {
            err_set(e, ERR_USAGE, "there is no option %s", word);
            return err_hint(e, "`roster --help` lists the options");
        }
        if (row->argument && !argument)
            argument = ++i < argc ? argv[i] : NULL;
        if (!row->argument != !argument)
            return err_set(e, ERR_USAGE, row->argument ? "%s needs %s" : "%s takes no value", row->name,
                           row->argument ? row->argument : "");
        if (!take(out, row, argument, e))
            return false;
    }
    return out->help || out->version || (check_words(out, e) && check_output(out, e));
}

void options_help(void)
{
    printf("roster %s: Microsoft 365 users from the keyboard\n\n"
           "usage: roster [options]                 the table of users\n",
           ROSTER_VERSION);
    for (const struct command *command = commands; command->name; command++)
        printf("       roster %-8s %-24s %s\n", command->name, command->usage, command->help);
    printf("\noptions:\n");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        printf("  %-11s %-11s %s\n", rows[i].name, rows[i].argument ? rows[i].argument : "", rows[i].help);
    printf("\nexit: 0 done, 1 some target failed, 2 usage, 3 sign-in, 4 refused by a guard, 5 not "
           "reached\n");
}

int options_fail(const struct err *e)
{
    fprintf(stderr, "roster: %s%s%s", e->message, e->hint[0] ? ": " : "", e->hint);
    if (e->request_id[0])
        fprintf(stderr, " (request id %s)", e->request_id);
    fputc('\n', stderr);
    return err_exit_code(e->code);
}
