/* The command line as a value: `roster [options] command [words]`, one table of commands and one of options. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "action/action.h"
#include "base/err.h"
#include <stdbool.h>
#include <stddef.h>

enum output { OUTPUT_DEFAULT, OUTPUT_TABLE, OUTPUT_TEXT, OUTPUT_JSON, OUTPUT_CSV, OUTPUT_MARKDOWN, OUTPUT_SETUP };

struct options {
    const struct command *command; /* NULL: the terminal UI */
    const char *config, *tenant, *theme, *trace, *log, *log_levels, *columns, *script, *dump, *name;
    bool read_only, ascii, dry_run, yes, customers, help, version;
    enum output output;
    const char *users, *seed, *latency; /* demo */
    struct param_value set[128];
    size_t set_count;
    char **words; /* what is left after the command */
    size_t word_count;
};

struct command {
    const char *name;
    const char *usage; /* what follows the name */
    const char *help;
    size_t least_words, most_words;
    int (*run)(const struct options *options);
};

extern const struct command commands[]; /* main.c's table; ends with a row without a name */

/** Read `argv`; the strings stay argv's (--set is split in place). False with `e` on wrong usage. */
bool options_read(int argc, char **argv, struct options *out, struct err *e) MUST_USE;
/** Print the help of the program. */
void options_help(void);
/** Print an error (message, hint, request id) to standard error; returns the exit code that belongs to it. */
int options_fail(const struct err *e);

#endif
