/* `roster do ACTION --help`: what an action does and which parameters it takes, from its row. */
#include "cli/commands.h"

#include "base/zone.h"
#include "output/say.h"
#include <stdio.h>
#include <string.h>

static void print_values(const struct param *param)
{
    if (param->kind == PARAM_NUMBER && (param->minimum || param->maximum))
        say(" (%ld to %ld)", param->minimum, param->maximum);
    else if (param->kind == PARAM_BOOL)
        say(" (true, false)");
    else if (param->kind == PARAM_DATE_TIME)
        say(" (" ZONE_FORMS ")");
    for (const char *const *choice = param->choices; choice && *choice; choice++)
        say("%s%s%s", choice == param->choices ? " (" : ", ", *choice, choice[1] ? "" : ")");
}

/* A value that can be typed: for the example. */
static const char *value_of(const struct param *param)
{
    return param->otherwise ? param->otherwise : param->choices ? param->choices[0] : "VALUE";
}

enum { LONGEST_WORD = 32 };

/* The fewest letters to change, add or leave out in `typed` to make it a part of `name`. */
static size_t edits(const char *typed, const char *name)
{
    size_t rows[2][LONGEST_WORD + 1], length = strlen(typed), least = length;
    for (size_t i = 0; i <= length; i++)
        rows[0][i] = i;
    for (size_t at = 0; name[at]; at++) {
        const size_t *before = rows[at % 2];
        size_t *now = rows[(at + 1) % 2];
        now[0] = 0;
        for (size_t i = 1; i <= length; i++) {
            size_t changed = before[i - 1] + (typed[i - 1] != name[at]),
                   moved = before[i] < now[i - 1] ? before[i] : now[i - 1];
            now[i] = changed < moved + 1 ? changed : moved + 1;
        }
        least = now[length] < least ? now[length] : least;
    }
    return least;
}

const struct action *do_action(const char *name, struct err *e)
{
    const struct action *action = action_find(name), *nearest = NULL;
    size_t count, length = strlen(name), least = length / 3 + 1; /* one letter in three may be wrong */
    const struct action *const *all = action_all(&count);
    if (action)
        return action;
    for (size_t i = 0; length <= LONGEST_WORD && i < count; i++) {
        size_t wrong = edits(name, all[i]->name);
        if (wrong < least || (nearest && wrong == least && strlen(all[i]->name) < strlen(nearest->name))) {
            nearest = all[i];
            least = wrong;
        }
    }
    err_set(e, ERR_USAGE, "there is no action \"%s\"", name);
    err_hint(e, nearest ? "did you mean %s? `roster actions` lists them" : "`roster actions` lists them%s",
             nearest ? nearest->name : "");
    return NULL;
}

bool do_help(const struct options *options, struct err *e)
{
    const struct action *action = do_action(options->words[0], e);
    if (!action)
        return false;
    say("usage: roster do %s [OPTION]... USER%s\n%s\n", action->name, action->flags & ACTION_BULK ? "..." : "",
        action->help);
    for (const struct param *param = action->params; param && param->name; param++) {
        say(param == action->params ? "\n" : "");
        say("  --set %-12s %s%s%s: %s", param->name, param->label, param->required ? ", required" : "",
            param->many ? ", several" : "", param->help);
        print_values(param);
        say("%s%s\n", param->otherwise ? "; default " : "", param->otherwise ? param->otherwise : "");
    }
    say("\nexample: roster do %s ann@contoso.com", action->name);
    for (const struct param *param = action->params; param && param->name; param++)
        if (param->required)
            say(" --set %s=%s", param->name, value_of(param));
    say(" --dry-run\n`roster do --help` lists the options.\n");
    return true;
}
