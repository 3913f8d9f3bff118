/* What is said of roster as a whole. */
#include "cli/release.h"

#include <stddef.h>

const char release_commit[] =
#include "commit.inc"
    ;

const struct release_code release_codes[] = {
    {0, "done"}, {1, "some target failed"}, {2, "usage"}, {3, "sign-in"}, {4, "refused by a guard"}, {5, "not reached"},
    {0, NULL},
};

const struct release_word release_variables[] = {
    {"HOME", "where the next two begin; without it the system's list of users is asked"},
    {"XDG_CONFIG_HOME", "the folder of the configuration, instead of `~/.config`"},
    {"XDG_STATE_HOME", "the folder of the journal and what else is kept, instead of `~/.local/state`"},
    {"ROSTER_ACCESS_TOKEN", "an access token, or several with blanks between them, instead of a sign-in"},
    {"TZ", "the time zone in which times are shown and entered"},
    {"NO_COLOR", "when it is set and not empty: no colours"},
    {"VISUAL", "the editor for long texts; else `EDITOR`"},
    {"HTTPS_PROXY", "the proxy to go through; `NO_PROXY` names what is reached without it"},
    {NULL, NULL},
};

const struct release_word release_files[] = {
    {"$XDG_CONFIG_HOME/roster/config.yaml", "the configuration"},
    {"$XDG_STATE_HOME/roster/journal.db", "the journal: what was changed, by whom, and what it was before"},
    {"$XDG_STATE_HOME/roster/tokens.json", "sign-ins, where the configuration says `token_store: file`"},
    {"$XDG_STATE_HOME/roster/cases", "what was there before a playbook began"},
    {"$XDG_STATE_HOME/roster/research", "the last research of each account"},
    {NULL, NULL},
};
