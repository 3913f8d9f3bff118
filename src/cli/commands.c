/* The table of commands: what each takes, and what runs it. */
#include "cli/commands.h"

#include <stdint.h>

/* What all take that read the configuration and speak to a tenant; what all take that draw the screen. */
#define LOG    "--log", "--log-level"
#define ENGINE "--config", "--tenant", "--read-only", "--trace", LOG
#define SCREEN "--theme", "--ascii", "--script", "--dump"
#define TAKES(...)                                                                                                     \
    (const char *const[])                                                                                              \
    {                                                                                                                  \
        __VA_ARGS__, NULL                                                                                              \
    }

const struct command commands[] = {
    {
        .name = "",
        .help = "the table of users",
        .options = TAKES(ENGINE, SCREEN, "--prefill", "--version"),
        .run = command_screen,
    },
    {
        .name = "demo",
        .help = "the screen on a private demo tenant",
        .options = TAKES("--users", "--seed", "--latency", "--scenario", "--read-only", "--trace", LOG, SCREEN),
        .run = command_demo,
    },
    {
        .name = "users",
        .words = "[FILTER]",
        .help = "list users; with --tenant all, find one in every customer",
        .options = TAKES("--columns", "-o", ENGINE),
        .forms = "table|json|csv",
        .most_words = 1,
        .run = command_users,
    },
    {
        .name = "show",
        .words = "USER",
        .help = "one user in detail",
        .options = TAKES("--panel", "--what-if", "--compare", "--photo", "-o", ENGINE),
        .forms = "text|json|markdown",
        .least_words = 1,
        .most_words = 1,
        .run = command_show,
    },
    {
        .name = "research",
        .words = "USER...",
        .help = "whether accounts are in other hands: findings, verdict, what could not be seen",
        .options = TAKES("--window", "--since-last", "--spread", "--set-aside", "--count-again", "--rule", "--bundle",
                         "--note", "-o", ENGINE),
        .forms = "text|json|markdown",
        .least_words = 1,
        .most_words = 64,
        .run = command_research,
    },
    {
        .name = "open",
        .words = "DIR",
        .help = "an evidence bundle, without a network or a sign-in",
        .options = TAKES("-o", SCREEN, LOG),
        .forms = "text|json|markdown",
        .least_words = 1,
        .most_words = 1,
        .run = command_open,
    },
    {
        .name = "verify",
        .words = "DIR",
        .help = "whether an evidence bundle is as it was written",
        .options = TAKES(LOG),
        .least_words = 1,
        .most_words = 1,
        .run = command_verify,
    },
    {
        .name = "remediate",
        .words = "USER",
        .help = "contain a compromised account: what its research asks for, in order, each step read back",
        .options = TAKES("--classic", "--everything", "--step", "--window", "--name", "--dry-run", "--yes", "-o",
                         ENGINE),
        .forms = "text|json",
        .least_words = 1,
        .most_words = 1,
        .run = command_remediate,
    },
    {
        .name = "resume",
        .words = "[ID]",
        .help = "go on with a remediation that was interrupted",
        .options = TAKES("--name", "--yes", "-o", ENGINE),
        .forms = "text|json",
        .most_words = 1,
        .run = command_resume,
    },
    {
        .name = "do",
        .words = "ACTION USER...",
        .help = "do something to users; - reads them from standard input, a line each",
        .options = TAKES("--set", "--each", "--where", "--name", "--dry-run", "--as", "--yes", "-o", ENGINE),
        .forms = "text|json",
        .least_words = 1,
        .most_words = SIZE_MAX,
        .run = command_do,
        .about = do_help,
    },
    {
        .name = "add",
        .help = "make a user: --set displayName=… --set mailNickname=…, or a link",
        .options = TAKES("--set", "--prefill", "--dry-run", "--yes", "-o", ENGINE),
        .forms = "text|json",
        .run = command_add,
    },
    {
        .name = "invite",
        .help = "invite a guest: --set email=…",
        .options = TAKES("--set", "--dry-run", "--yes", "-o", ENGINE),
        .forms = "text|json",
        .run = command_add,
    },
    {
        .name = "bulk-add",
        .words = "[FILE]",
        .help = "make many users from a CSV file; --set gives the same to all",
        .options = TAKES("--set", "--result", "--template", "--name", "--dry-run", "--yes", "-o", ENGINE),
        .forms = "text|json",
        .most_words = 1,
        .run = command_bulk_add,
    },
    {
        .name = "livelink",
        .words = "autotask|desktop",
        .help = "a template with which another program fills the form of a new user",
        .options = TAKES(NULL),
        .least_words = 1,
        .most_words = 1,
        .run = command_livelink,
    },
    {
        .name = "actions",
        .help = "every action there is",
        .options = TAKES("-o"),
        .forms = "text|json|markdown|setup",
        .run = command_actions,
    },
    {
        .name = "journal",
        .help = "what was done",
        .options = TAKES("-o", ENGINE),
        .forms = "text|json",
        .run = command_journal,
    },
    {
        .name = "settle",
        .help = "read back what the journal names as unsettled",
        .options = TAKES("-o", ENGINE),
        .forms = "text|json",
        .run = command_settle,
    },
    {
        .name = "undo",
        .words = "ID...",
        .help = "take entries of the journal back",
        .options = TAKES("--run", "--name", "--dry-run", "--yes", "-o", ENGINE),
        .forms = "text|json",
        .least_words = 1,
        .most_words = SIZE_MAX,
        .run = command_undo,
    },
    {
        .name = "login",
        .help = "sign in; a person gets a code or an address, on standard error",
        .options = TAKES("--browser", ENGINE),
        .run = command_login,
    },
    {
        .name = "logout",
        .help = "forget every token that is kept",
        .options = TAKES("--config", "--tenant", LOG),
        .run = command_logout,
    },
    {
        .name = "tenants",
        .help = "the tenants of the configuration, or a partner's customers",
        .options = TAKES("--customers", "-o", ENGINE),
        .forms = "table|json",
        .run = command_tenants,
    },
    {
        .name = "doctor",
        .help = "look at everything that signing in and acting needs",
        .options = TAKES("-o", ENGINE),
        .forms = "text|json",
        .run = command_doctor,
    },
    {.name = NULL},
};
