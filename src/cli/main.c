/* roster: the way into its commands. */
#include "cli/commands.h"

#include "base/log.h"
#include "base/secret.h"
#include "output/say.h"
#include <locale.h>
#include <signal.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    struct options options;
    struct err e = {.code = ERR_OK};

    say_start();
    setlocale(LC_ALL, "");
    signal(SIGPIPE, SIG_IGN);
    secret_no_core();
    if (!options_read(argc, argv, &options, &e))
        return options_fail(&e);
    if (options.help) {
        options_help(&options);
        return !say_flush();
    }
    if (options.version) {
        say("roster %s\n", ROSTER_VERSION);
        return !say_flush();
    }
    if (options.log_levels && !options.log) {
        err_set(&e, ERR_USAGE, "--log-level needs --log FILE");
        return options_fail(&e);
    }
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
