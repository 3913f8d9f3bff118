/* `roster actions -o markdown`: docs/ACTIONS.md, written from the rows. */
#include "cli/commands.h"

#include "action/permission.h"
#include <stdio.h>
#include <string.h>

static void list(const char *title, const char *const *names, const char *between)
{
    if (!names || !names[0])
        return;
    printf("- %s: ", title);
    for (const char *const *name = names; *name; name++)
        printf("%s`%s`", name == names ? "" : between, *name);
    puts("");
}

static void roles(const struct action *action)
{
    printf("- Role: ");
    for (const char *const *name = action->roles; name && *name; name++)
        printf("%s%s", name == action->roles ? "" : " or ", *name);
    if (action->role_for_admins)
        printf("; %s when the user is an administrator", action->role_for_admins);
    puts("");
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
            printf("%s%s", before, rows[i].says);
            before = "; ";
        }
    if (*before == ';')
        puts("");
}

static void limits(const struct param *param)
{
    if (param->kind == PARAM_NUMBER && (param->minimum || param->maximum))
        printf("%ld to %ld", param->minimum, param->maximum);
    else if (param->kind == PARAM_CHOICE && param->choices)
        for (const char *const *choice = param->choices; *choice; choice++)
            printf("%s`%s`", choice == param->choices ? "" : ", ", *choice);
    else if (param->kind == PARAM_BOOL)
        printf("`true`, `false`");
    else if (param->kind == PARAM_DATE_TIME)
        printf("`2026-01-31T08:00Z`, `now`, `+90m`, `+4h`, `+7d`");
    else if (param->maximum)
        printf("at most %ld bytes", param->maximum);
}

static void params(const struct param *param)
{
    if (!param || !param->name)
        return;
    puts("\n| `--set` | | values | default |\n|---|---|---|---|");
    for (; param->name; param++) {
        printf("| `%s`%s%s | %s: %s | ", param->name, param->required ? ", required" : "",
               param->many ? ", several" : "", param->label, param->help);
        limits(param);
        printf(" | %s%s%s |\n", param->otherwise ? "`" : "", param->otherwise ? param->otherwise : "",
               param->otherwise ? "`" : "");
    }
}

static void row(const struct action *action)
{
    const struct action *undo = action->undo ? action_find(action->undo) : NULL;
    printf("\n### %s\n\n`%s`, key `%c`. %s\n\n", action->label, action->name, action->key, action->help);
    list("Graph permission, one of", action->needs, ", ");
    list("Graph permission to read, one of", action->reads, ", ");
    list("Exchange cmdlets", action->cmdlets, ", ");
    list("SharePoint permission, one of", permission_needs(action, RESOURCE_SHAREPOINT), ", ");
    roles(action);
    flags(action->flags);
    if (undo)
        printf("- Undo: by `%s`, to what the journal kept\n", undo->name);
    else
        puts("- Undo: none");
    params(action->params);
}

void actions_markdown(void)
{
    size_t count;
    const struct action *const *all = action_all(&count);
    puts(
        "# Actions\n\nWritten from the rows in `src/action` by `roster actions -o markdown > docs/ACTIONS.md`; a test compares.\n"
        "Each runs from the menu, the palette, and as `roster do ACTION USER... [--set NAME=VALUE]...`; `--dry-run` prints its requests.\n"
        "Exchange's cmdlets need `Exchange.ManageAsApp` (an application) or `Exchange.Manage` (a person) beside the role.");
    for (int group = 0; group < GROUPS; group++) {
        printf("\n## %s\n", action_group_title((enum action_group)group));
        for (size_t i = 0; i < count; i++)
            if (all[i]->group == (enum action_group)group)
                row(all[i]);
    }
}
