/* `roster actions -o markdown`: docs/ACTIONS.md, written from the rows. */
#include "cli/commands.h"

#include "action/permission.h"
#include "output/say.h"
#include <stdio.h>
#include <string.h>

static void list(const char *title, const char *const *names, const char *between)
{
    if (!names || !names[0])
        return;
    say("- %s: ", title);
    for (const char *const *name = names; *name; name++)
        say("%s`%s`", name == names ? "" : between, *name);
    say("\n");
}

static void roles(const struct action *action)
{
    say("- Role: ");
    for (const char *const *name = action->roles; name && *name; name++)
        say("%s%s", name == action->roles ? "" : " or ", *name);
    if (action->role_for_admins)
        say("; %s when the user is an administrator", action->role_for_admins);
    if (action->only)
        say("; taken from %s alone", action->only == CALLER_PERSON ? "a signed-in person" : "an application");
    say("\n");
}

static void flags(unsigned set)
{
    static const struct {
        unsigned flag;
        const char *says;
    } rows[] = {
        {ACTION_BULK, "on many users at once"},
        {ACTION_CONTAINMENT, "stops an attacker: privileged accounts are left out of bulk runs"},
        {ACTION_DESTRUCTIVE, "the name of the user is typed"},
        {ACTION_SECRET, "makes a secret, which is shown once"},
        {ACTION_SYNC_REVERTS, "on a synchronised account the next sync takes it back"},
        {ACTION_DELEGATED_SYNCED, "on a synchronised account it needs a signed-in administrator"},
        {ACTION_NO_GUESTS, "not for guests"},
        {ACTION_CLOUD_ONLY, "not for synchronised accounts"},
    };
    const char *before = "- Notes: ";
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (set & rows[i].flag) {
            say("%s%s", before, rows[i].says);
            before = "; ";
        }
    if (*before == ';')
        say("\n");
}

static void limits(const struct param *param)
{
    if (param->kind == PARAM_NUMBER && (param->minimum || param->maximum))
        say("%ld to %ld", param->minimum, param->maximum);
    else if (param->kind == PARAM_CHOICE && param->choices)
        for (const char *const *choice = param->choices; *choice; choice++)
            say("%s`%s`", choice == param->choices ? "" : ", ", *choice);
    else if (param->kind == PARAM_BOOL)
        say("`true`, `false`");
    else if (param->kind == PARAM_DATE_TIME)
        say("`2026-01-31T08:00Z`, `2026-01-31 8:00` (in the zone of the caller), `today 18:00`, `mon 8:00`, `now`, `+90m`, `+4h`, `+7d`");
    else if (param->maximum)
        say("at most %ld bytes", param->maximum);
}

static void params(const struct param *param)
{
    if (!param || !param->name)
        return;
    say("\n| `--set` | | values | default |\n|---|---|---|---|\n");
    for (; param->name; param++) {
        say("| `%s`%s%s | %s: %s | ", param->name, param->required ? ", required" : "", param->many ? ", several" : "",
            param->label, param->help);
        limits(param);
        say(" | %s%s%s |\n", param->otherwise ? "`" : "", param->otherwise ? param->otherwise : "",
            param->otherwise ? "`" : "");
    }
}

static void row(const struct action *action)
{
    const struct action *undo = action->undo ? action_find(action->undo) : NULL;
    say("\n### %s\n\n`%s`, ", action->label, action->name);
    if (action->key)
        say("key `%c`. %s\n\n", action->key, action->help);
    else
        say("at the thing's row. %s\n\n", action->help);
    list("Graph permission, one of", action->needs, ", ");
    list("Graph permission to read, one of", action->reads, ", ");
    list("Exchange cmdlets", action->cmdlets, ", ");
    list("SharePoint permission, one of", permission_needs(action, RESOURCE_SHAREPOINT), ", ");
    roles(action);
    flags(action->flags);
    if (undo)
        say("- Undo: by `%s`, to what the journal kept\n", undo->name);
    else
        say("- Undo: none\n");
    params(action->params);
}

void actions_markdown(void)
{
    size_t count;
    const struct action *const *all = action_all(&count);
    say("# Actions\n\nWritten from the rows in `src/action` by `roster actions -o markdown > docs/ACTIONS.md`; a test compares.\n"
        "Each runs from the menu, the palette, and as `roster do ACTION USER... [--set NAME=VALUE]...`; `--dry-run` prints its requests.\n"
        "Exchange's cmdlets need `Exchange.ManageAsApp` (an application) or `Exchange.Manage` (a person) beside the role.\n");
    for (int group = 0; group < ACTION_GROUPS; group++) {
        say("\n## %s\n", action_group_title((enum action_group)group));
        for (size_t i = 0; i < count; i++)
            if (all[i]->group == (enum action_group)group)
                row(all[i]);
    }
}
