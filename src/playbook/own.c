/* Playbooks without a research: what comes with roster for somebody who leaves, and those of the configuration. */
#include "playbook/playbook.h"

#include "base/arena.h"
#include <string.h>

#define VALUES(...)                                                                                                    \
    .values = (const struct param_value[]){__VA_ARGS__},                                                               \
    .value_count = sizeof((const struct param_value[]){__VA_ARGS__}) / sizeof(struct param_value)

#define SNAPSHOT                                                                                                       \
    {                                                                                                                  \
        .name = "snapshot", .title = "Save what is there",                                                             \
        .why = "What is changed afterwards cannot all be read back.", .stage = 0                                       \
    }

static const struct playbook_step leaving[] = {
    SNAPSHOT,
    {.name = "block",
     .title = "Block sign-in",
     .why = "Before sessions are ended, or a program signs in again in between.",
     .stage = 1,
     .action = "block-sign-in"},
    {.name = "revoke", .title = "End all sessions", .stage = 2, .action = "revoke-sessions"},
    {.name = "password",
     .title = "Reset the password",
     .why = "Nobody else has to know it: it is shown all the same.",
     .stage = 2,
     .action = "reset-password"},
    {.name = "methods", .title = "Remove the sign-in methods", .stage = 3, .action = "reset-mfa-methods"},
    {.name = "protocols",
     .title = "Close every mail protocol",
     .stage = 3,
     .action = "freeze-protocols",
     VALUES({"everything", "true"})},
    {.name = "rules", .title = "Disable the inbox rules", .stage = 3, .action = "disable-all-inbox-rules"},
    {.name = "hide",
     .title = "Hide from the address lists",
     .why = "Mail to the address still arrives.",
     .stage = 3,
     .action = "hide-from-address-list"},
    {.name = "meetings",
     .title = "Cancel the meetings that the user organised",
     .why = "While the mailbox can send: every attendee gets a message, and nothing takes it back.",
     .stage = 3,
     .action = "cancel-meetings"},
    {.name = "files-outside",
     .title = "Share no files outside any more",
     .why = "Links that colleagues have still work.",
     .stage = 3,
     .action = "set-onedrive-sharing",
     VALUES({"level", "nobody"})},
    {.name = "shared",
     .title = "Make the mailbox a shared one",
     .why = "Before the licence is taken away, or the mailbox is gone after 30 days.",
     .stage = 4,
     .action = "convert-to-shared"},
    {.name = "manager",
     .title = "Let the manager open the mailbox",
     .stage = 5,
     .action = "give-full-access",
     VALUES({"user", PLAYBOOK_MANAGER})},
    {.name = "files",
     .title = "Let the manager open the OneDrive",
     .why = "Without a licence it is kept for a while, and then deleted.",
     .stage = 5,
     .action = "give-onedrive-access",
     VALUES({"user", PLAYBOOK_MANAGER})},
    {.name = "owned-groups",
     .title = "Make the manager the owner of the user's groups",
     .why = "Before the user leaves them: a group without an owner is nobody's.",
     .stage = 5,
     .action = "hand-over-groups",
     VALUES({"user", PLAYBOOK_MANAGER})},
    {.name = "number",
     .title = "Take the telephone number of Teams",
     .why = "It is free for somebody else then.",
     .stage = 6,
     .action = "unassign-phone-number"},
    {.name = "groups",
     .title = "Leave the groups",
     .why = "Which they were is in the journal: undo joins them again.",
     .stage = 6,
     .action = "remove-from-group",
     VALUES({"all", "true"})},
    {.name = "licences",
     .title = "Take the user's own licences",
     .why = "Last, and only while the mailbox needs none.",
     .stage = 7,
     .action = "manage-licences",
     VALUES({"replace", "true"}, {"keep_mailbox", "true"})},
};

const struct playbook playbook_offboard = {
    .name = "offboard",
    .label = "Offboard somebody who leaves",
    .help =
        "Block the account, end what it can do, cancel its meetings, hand mailbox, files and groups to the manager, leave the groups, free the licences.",
    .steps = leaving,
    .count = sizeof leaving / sizeof *leaving,
};

static struct param_values with_manager(struct arena *arena, struct param_values from)
{
    struct param_value *out = arena_alloc(arena, (from.count + 1) * sizeof *out);
    for (size_t i = 0; i < from.count; i++)
        out[i] = (struct param_value){
            from.items[i].name, strcmp(from.items[i].value, PLAYBOOK_MANAGER) ? from.items[i].value : "x@example.com"};
    return (struct param_values){out, from.count};
}

static bool line_fits(struct arena *arena, const struct playbook_line *line, const struct action *action, struct err *e)
{
    struct param_value *values;
    struct err why;
    size_t count;
    const char *wrong = NULL;
    for (const struct param *param = action ? action->params : NULL; param && param->name; param++)
        if (param->kind == PARAM_SECRET && param_value_of(line->values, param->name))
            wrong = "a secret has no place in a file";
    if (!action)
        wrong = "there is no such action";
    else if (action->flags & ACTION_CREATES || action_for_deleted(action))
        wrong = "it cannot be part of a playbook";
    if (wrong)
        return err_set(e, ERR_CONFIG, "%s: %s: %s", line->where, line->action, wrong) ||
               err_hint(e, "`roster actions` lists them");
    struct param_values tried = with_manager(arena, line->values);
    if (action_values(arena, action, tried.items, tried.count, &values, &count, &why))
        return true;
    return err_set(e, ERR_CONFIG, "%s: %s: %s", line->where, line->action, why.message) ||
           err_hint(e, "%s", *why.hint ? why.hint : "`roster do ACTION --help` says what it takes");
}

bool playbook_make(struct arena *arena, const char *name, const struct playbook_line *lines, size_t count,
                   struct playbook *out, struct err *e)
{
    struct playbook_step *steps = arena_alloc(arena, (count + 1) * sizeof *steps);
    steps[0] = leaving[0];
    for (size_t i = 0; i < count; i++) {
        const struct action *action = action_find(lines[i].action);
        if (!line_fits(arena, &lines[i], action, e))
            return false;
        steps[i + 1] = (struct playbook_step){.name = action->name,
                                              .title = action->label,
                                              .stage = (int)i + 1,
                                              .action = action->name,
                                              .values = lines[i].values.items,
                                              .value_count = lines[i].values.count};
    }
    *out = (struct playbook){.name = name, .label = name, .help = "", .steps = steps, .count = count + 1};
    return true;
}

struct playbook_tasks playbook_tasks_whole(struct arena *arena, const struct playbook *playbook)
{
    static const char *const none[] = {NULL};
    struct playbook_tasks tasks = {.count = playbook->count, .notes = none};
    tasks.items = arena_alloc(arena, (playbook->count + 1) * sizeof *tasks.items);
    for (size_t i = 0; i < playbook->count; i++) {
        const struct playbook_step *step = &playbook->steps[i];
        tasks.items[i] = (struct playbook_task){.step = step,
                                                .action = step->action ? action_find(step->action) : NULL,
                                                .values = {step->values, step->value_count},
                                                .thing = "",
                                                .detail = "",
                                                .because = "",
                                                .stage = step->stage,
                                                .chosen = true};
    }
    return tasks;
}
