/* `roster do ACTION --help`: what an action does and which parameters it takes, from its row. */
#include "cli/commands.h"

#include "base/nearest.h"
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

const struct action *do_action(const char *name, struct err *e)
{
    const struct action *action = action_find(name);
    struct nearest nearest = nearest_to(name);
    size_t count;
    const struct action *const *all = action_all(&count);
    if (action)
        return action;
    for (size_t i = 0; i < count; i++)
        nearest_offer(&nearest, all[i]->name);
    err_set(e, ERR_USAGE, "there is no action \"%s\"", name);
    err_hint(e, nearest.name ? "did you mean %s? `roster actions` lists them" : "`roster actions` lists them%s",
             nearest.name ? nearest.name : "");
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
