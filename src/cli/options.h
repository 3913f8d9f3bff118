/* The command line as a value: `roster [options] command [words]`, one table of commands and one of options. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "action/action.h"
#include "base/err.h"
#include <stdbool.h>
#include <stddef.h>

enum output {
    OUTPUT_DEFAULT,
    OUTPUT_TABLE,
    OUTPUT_TEXT,
    OUTPUT_JSON,
    OUTPUT_CSV,
    OUTPUT_MARKDOWN,
    OUTPUT_SETUP,
    OUTPUT_JSONL
};

struct options {
    const struct command *command; /* the row without a word: the terminal UI */
    const char *config, *tenant, *theme, *trace, *log, *log_levels, *columns, *script, *dump, *name, *each, *where,
        *what_if, *file, *compare, *photo, *window, *prefill, *result, *bundle, *note, *rule, *as, *use_template, *from;
    bool blank, read_only, ascii, dry_run, yes, whole_run, of_playbook, customers, browser, since_last, spread, classic,
        everything, help, version;
    enum output output;
    const char *since, *user, *limit, *action; /* journal */
    const char *users, *seed, *latency;        /* demo, and the next */
    const char *scenarios[16];
    size_t scenario_count;
    struct param_value set[128];
    size_t set_count;
    const char *steps[32];
    size_t step_count;
    const char *panels[16];
    size_t panel_count;
    const char *asides[16], *again[16]; /* research: findings */
    size_t aside_count, again_count;
    char **words; /* what is left after the command */
    size_t word_count;
};

#define OPTIONS_FILE "FILE" /* -o says where it is written */

enum option_kind {
    OPTION_FLAG,
    OPTION_TEXT,
    OPTION_OUTPUT, /* a text whose meaning is the command's */
    OPTION_SET,
    OPTION_PANEL,
    OPTION_STEP,
    OPTION_SCENARIO,
    OPTION_ASIDE,
    OPTION_AGAIN
};

struct option_row {
    const char *name, *argument, *help; /* without an argument: a switch */
    enum option_kind kind;
    size_t offset; /* in struct options */
};

struct command {
    const char *name;  /* "": the terminal UI */
    const char *words; /* what follows the name, "a|b" where it is one of these; NULL: nothing */
    const char *help;
    const char *details;         /* what the help has no room for, paragraphs parted by an empty line; NULL: nothing */
    const char *const *examples; /* "roster users dept:legal", NULL-terminated; NULL: none. Tests run them */
    const char *const *options;  /* which it takes beside --help, NULL-terminated */
    const char *forms;           /* what -o takes, "text|json", or OPTIONS_FILE; NULL without -o */
    size_t least_words, most_words;
    int (*run)(const struct options *options);
    /* print the help of the first word; false with `e` when there is none. NULL: never */
    bool (*about)(const struct options *options, struct err *e);
};

/* What an option goes with: read and ignored it would be a promise that is not kept. OPTIONS_WORD stands for a word. */
struct option_rule {
    const char *command; /* NULL: every one that takes the option */
    const char *option;
    const char *needs;           /* it says something beside this one only; NULL: by itself */
    const char *const *goes_not; /* and beside none of these, NULL-terminated; NULL: beside all */
    const char *why;             /* told with the refusal */
};
#define OPTIONS_WORD "an argument"

extern const struct option_rule option_rules[]; /* ends with a row without an option */
extern const struct command commands[];         /* ends with a row whose name is NULL; the first is the terminal UI */

/** Read `argv`; the strings stay argv's (--set is split in place). False with `e` on wrong usage: an option or a word that is not
 *  known, or that the command does not take. */
bool options_read(int argc, char **argv, struct options *out, struct err *e) MUST_USE;
/** Every option there is, by number; NULL after the last. */
const struct option_row *options_row(size_t i);
/** By its name; -h, too. NULL: there is none. */
const struct option_row *options_find(const char *name);
bool options_takes(const struct command *command, const struct option_row *row);
/** By its name, "" is the screen; NULL: there is none. */
const struct command *options_command(const char *name);
/** What the argument of an option is called where the command has it: -o is called by its forms. */
const char *options_argument(const struct command *command, const struct option_row *row);
/** Print the help of what was asked for: of a word of the command where it has one, of the command, or of the program. False with `e`
 *  when there is no such word. */
bool options_help(const struct options *options, struct err *e) MUST_USE;
/** Print an error (message, hint, request id) to standard error; returns the exit code that belongs to it. */
int options_fail(const struct err *e);

#endif
