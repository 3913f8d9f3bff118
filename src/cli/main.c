/* roster: the way into its commands. */
#include "cli/commands.h"

#include "base/log.h"
#include "base/secret.h"
#include "output/say.h"
#include <assert.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static bool same_file(const char *one, const char *other)
{
    struct stat a, b;
    return !strcmp(one, other) || (!stat(one, &a) && !stat(other, &b) && a.st_dev == b.st_dev && a.st_ino == b.st_ino);
}

/* What is written must be neither read nor written by another option: the log would be appended to the configuration. */
static bool files_differ(const struct options *options, struct err *e)
{
    const struct {
        const char *option, *path;
        bool written;
    } files[] = {{"--log", options->log, true},        {"--trace", options->trace, true},
                 {"--dump", options->dump, true},      {"--config", options->config, false},
                 {"--script", options->script, false}, {"--each", options->each, false},
                 {"--theme", options->theme, false},   {"--note", options->note, true}};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        for (size_t j = i + 1; files[i].written && files[i].path && j < sizeof files / sizeof files[0]; j++)
            if (files[j].path && same_file(files[i].path, files[j].path))
                return err_set(e, ERR_USAGE, "%s and %s are the same file, %s", files[i].option, files[j].option,
                               files[i].path);
    return true;
}

int main(int argc, char **argv)
{
    struct options options;
    struct err e = {.code = ERR_OK};

    say_start();
    if (!setlocale(LC_ALL, "") || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
        setlocale(LC_CTYPE, "C.UTF-8"); /* as most terminals are, whatever a container or a cron job says */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error, not an end between a write and its outcome */
    secret_no_core();
    bool wipes = secret_wiped_by_libraries();
    assert(wipes);
    (void)wipes;
    if (!options_read(argc, argv, &options, &e))
        return options_fail(&e);
    if (options.help)
        return options_help(&options, &e) ? !say_flush() : options_fail(&e);
    if (options.version)
        return command_version(&options) || !say_flush();
    say_as_lines(options.output == OUTPUT_JSONL);
    if (options.output == OUTPUT_JSONL)
        options.output = OUTPUT_JSON;
    if (!files_differ(&options, &e))
        return options_fail(&e);
    if (options.log && !log_open(options.log, options.log_levels, &e))
        return options_fail(&e);
    log_line(LOG_START, LOG_INFO, "roster " ROSTER_VERSION ", %s",
             *options.command->name ? options.command->name : "the screen");
    int code = options.command->run(&options);
    log_line(LOG_START, LOG_INFO, "ends with exit code %d", code);
    if (!say_flush()) {
        say_error("roster: standard output cannot be written\n");
        return code ? code : 1;
    }
    return code;
}
