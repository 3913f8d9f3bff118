/* roster: the commands, and the way into them. */
#include "cli/commands.h"

#include "base/log.h"
#include "base/secret.h"
#include <limits.h>
#include <locale.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>

const struct command commands[] = {
    {"demo", "[--users N] [--seed N] [--latency MS]", "the screen on a private demo tenant", 0, 0, command_demo},
    {"users", "[FILTER] [--columns A,B] [-o table|json|csv]",
     "list users; with --tenant all, find one in every customer", 0, 1, command_users},
    {"show", "USER [-o text|json]", "one user in detail", 1, 1, command_show},
    {"do", "ACTION USER... [--set NAME=VALUE]... [--name UPN] [--dry-run] [--yes] [-o text|json]",
     "do something to users", 2, SIZE_MAX, command_do},
    {"actions", "[-o text|json|markdown|setup]", "every action there is", 0, 0, command_actions},
    {"journal", "[-o text|json]", "what was done", 0, 0, command_journal},
    {"settle", "[-o text|json]", "read back what the journal names as unsettled", 0, 0, command_settle},
    {"undo", "ID [--dry-run] [--yes] [-o text|json]", "take an entry of the journal back", 1, 1, command_undo},
    {"login", "", "sign in; a person gets a code, on standard error", 0, 0, command_login},
    {"logout", "", "forget every token that is kept", 0, 0, command_logout},
    {"tenants", "[--customers] [-o table|json]", "the tenants of the configuration, or a partner's customers", 0, 0,
     command_tenants},
    {"doctor", "[-o text|json]", "look at everything that signing in and acting needs", 0, 0, command_doctor},
    {.name = NULL},
};

int main(int argc, char **argv)
{
    struct options options;
    struct err e = {.code = ERR_OK};

    setlocale(LC_ALL, "");
    signal(SIGPIPE, SIG_IGN);
    secret_no_core();
    if (!options_read(argc, argv, &options, &e))
        return options_fail(&e);
    if (options.help) {
        options_help();
        return 0;
    }
    if (options.version) {
        puts("roster " ROSTER_VERSION);
        return 0;
    }
    if (options.log_levels && !options.log) {
        err_set(&e, ERR_USAGE, "--log-level needs --log FILE");
        return options_fail(&e);
    }
    if (options.log && !log_open(options.log, options.log_levels, &e))
        return options_fail(&e);
    log_line(LOG_START, LOG_INFO, "roster " ROSTER_VERSION ", %s",
             options.command ? options.command->name : "the screen");
    int code = options.command ? options.command->run(&options) : command_screen(&options);
    log_line(LOG_START, LOG_INFO, "ends with exit code %d", code);
    if (fflush(stdout) || ferror(stdout)) {
        fprintf(stderr, "roster: standard output cannot be written\n");
        return code ? code : 1;
    }
    return code;
}
