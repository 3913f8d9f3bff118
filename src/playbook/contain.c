/* The containment of a compromised account: its steps in their order, and which of them the findings ask for. */
#include "base/arena.h"
#include "playbook/playbook.h"
#include "research/indicator.h"

#include <assert.h>
#include <string.h>

enum { STAGE_SNAPSHOT, STAGE_BLOCK, STAGE_REVOKE, STAGE_DEVICES, STAGE_PASSWORD, STAGE_REPAIR, STAGE_AGAIN = 1000 };

static const struct playbook_step steps[] = {
    {.name = "snapshot",
     .title = "Save what is there",
     .why = "What is changed afterwards cannot be read back: rules of Outlook, deleted methods.",
     .stage = STAGE_SNAPSHOT},
    {.name = "hold",
     .title = "Keep the mailbox as evidence",
     .why = "Before anything is changed: what is deleted from now on is kept. It takes a licence: choose it yourself.",
     .stage = STAGE_BLOCK,
     .action = "start-litigation-hold",
     .of = FOOTHOLD_EVIDENCE,
     .flags = STEP_ASKS},
    {.name = "block",
     .title = "Block sign-in",
     .why = "Before sessions are ended: whoever knows the password would sign in again in between.",
     .stage = STAGE_BLOCK,
     .action = "block-sign-in",
     .of = FOOTHOLD_SIGN_IN,
     .flags = STEP_CLASSIC},
    {.name = "grants",
     .title = "Remove the consent to the application",
     .why = "Before the mailbox: an application keeps its access, whatever the password is.",
     .stage = STAGE_BLOCK,
     .action = "remove-grant",
     .param = "grant",
     .of = FOOTHOLD_GRANT,
     .flags = STEP_EACH},
    {.name = "assignments",
     .title = "Take away the assigned application",
     .why = "With the consents: what was assigned stays, whatever the password is.",
     .stage = STAGE_BLOCK,
     .action = "remove-app-assignment",
     .param = "assignment",
     .of = FOOTHOLD_ASSIGNMENT,
     .flags = STEP_EACH},
    {.name = "credentials",
     .title = "Remove the application's credentials",
     .why =
         "Whoever has them signs in as the application, without any account: it concerns the whole tenant: choose it yourself.",
     .stage = STAGE_BLOCK,
     .action = "remove-app-credentials",
     .param = "app",
     .of = FOOTHOLD_CREDENTIALS,
     .flags = STEP_EACH | STEP_ASKS},
    {.name = "application",
     .title = "Disable the application for everybody",
     .why = "Others may have consented, too, and nobody can again: it concerns the whole tenant: choose it yourself.",
     .stage = STAGE_BLOCK,
     .action = "disable-service-principal",
     .param = "app",
     .of = FOOTHOLD_APPLICATION,
     .flags = STEP_EACH | STEP_ASKS},
    {.name = "revoke",
     .title = "End all sessions",
     .why = "Before the password: it takes seconds and waits for no synchronisation.",
     .stage = STAGE_REVOKE,
     .action = "revoke-sessions",
     .of = FOOTHOLD_SESSIONS,
     .flags = STEP_CLASSIC},
    {.name = "devices",
     .title = "Disable the device",
     .why = "Before the password: the token of a device outlives the end of sessions and a new password.",
     .stage = STAGE_DEVICES,
     .action = "disable-device",
     .param = "device",
     .of = FOOTHOLD_DEVICE,
     .flags = STEP_EACH},
    {.name = "phones",
     .title = "Remove the phone from the mailbox",
     .why = "With the devices: it synchronises mail by a token of its own.",
     .stage = STAGE_DEVICES,
     .action = "remove-phone",
     .param = "device",
     .of = FOOTHOLD_PHONE,
     .flags = STEP_EACH},
    {.name = "retire",
     .title = "Let Intune retire the device",
     .why = "It takes the organisation's data from the device: evidence may go with them: choose it yourself.",
     .stage = STAGE_DEVICES,
     .action = "retire-device",
     .param = "device",
     .of = FOOTHOLD_MANAGED,
     .flags = STEP_EACH | STEP_ASKS},
    {.name = "password",
     .title = "Reset the password",
     .why = "After the devices, and before methods: nobody can set it by self-service while sign-in is blocked.",
     .stage = STAGE_PASSWORD,
     .action = "reset-password-must-change",
     .of = FOOTHOLD_PASSWORD,
     .flags = STEP_CLASSIC},
    {.name = "rules",
     .title = "Disable the inbox rule",
     .why = "After the thief is out, or it is made anew.",
     .stage = STAGE_REPAIR,
     .action = "disable-inbox-rule",
     .param = "rule",
     .of = FOOTHOLD_RULE,
     .flags = STEP_EACH | STEP_CLASSIC},
    {.name = "sweep-rules",
     .title = "Disable the sweep rule",
     .why = "It clears away what warns the user.",
     .stage = STAGE_REPAIR,
     .action = "disable-sweep-rule",
     .param = "rule",
     .of = FOOTHOLD_SWEEP_RULE,
     .flags = STEP_EACH},
    {.name = "forwarding",
     .title = "Stop forwarding",
     .why = "After the thief is out, or it is set anew.",
     .stage = STAGE_REPAIR,
     .action = "disable-forwarding",
     .of = FOOTHOLD_FORWARDING,
     .flags = STEP_EACH},
    {.name = "auto-reply",
     .title = "Switch off automatic replies",
     .why = "They may carry the thief's text and address.",
     .stage = STAGE_REPAIR,
     .action = "disable-out-of-office",
     .of = FOOTHOLD_AUTO_REPLY,
     .flags = STEP_EACH},
    {.name = "sender-lists",
     .title = "Take out of the lists of trusted and blocked senders",
     .why = "A warning that is blocked does not arrive, and fraud that is trusted does.",
     .stage = STAGE_REPAIR,
     .action = "set-safe-senders",
     .param = "untrust",
     .also = "unblock",
     .of = FOOTHOLD_SENDERS,
     .flags = STEP_EACH},
    {.name = "full-access",
     .title = "Take away full access",
     .why = "Another account opens the mailbox with it, whatever is done to this one.",
     .stage = STAGE_REPAIR,
     .action = "remove-full-access",
     .param = "user",
     .of = FOOTHOLD_FULL_ACCESS,
     .flags = STEP_EACH},
    {.name = "send-as",
     .title = "Take away sending as the user",
     .why = "Another account writes in the user's name with it.",
     .stage = STAGE_REPAIR,
     .action = "remove-send-as",
     .param = "user",
     .of = FOOTHOLD_SEND_AS,
     .flags = STEP_EACH},
    {.name = "send-on-behalf",
     .title = "Take away sending on behalf",
     .why = "Another account writes for the user with it.",
     .stage = STAGE_REPAIR,
     .action = "remove-send-on-behalf",
     .param = "user",
     .of = FOOTHOLD_SEND_FOR,
     .flags = STEP_EACH},
    {.name = "folders",
     .title = "Take away the right on a folder",
     .why = "Another account, or everybody, reads the folder with it.",
     .stage = STAGE_REPAIR,
     .action = "remove-folder-permission",
     .param = "user",
     .also = "folder",
     .of = FOOTHOLD_FOLDER,
     .flags = STEP_EACH},
    {.name = "links",
     .title = "Take back the links to the file",
     .why = "Whoever has a link opens the file, whatever is done to the account.",
     .stage = STAGE_REPAIR,
     .action = "remove-link",
     .param = "file",
     .of = FOOTHOLD_LINK,
     .flags = STEP_EACH},
    {.name = "roles",
     .title = "Take the directory role",
     .why = "Whoever gets back in has it again: it may be needed for the work: choose it yourself.",
     .stage = STAGE_REPAIR,
     .action = "remove-role",
     .param = "assignment",
     .of = FOOTHOLD_ROLE,
     .flags = STEP_EACH | STEP_ASKS},
    {.name = "role-groups",
     .title = "Take out of the role group",
     .why = "Whoever is in it opens mailboxes and gives rights: it may be needed for the work: choose it yourself.",
     .stage = STAGE_REPAIR,
     .action = "remove-role-group-member",
     .param = "group",
     .of = FOOTHOLD_ROLE_GROUP,
     .flags = STEP_EACH | STEP_ASKS},
    {.name = "flow-rules",
     .title = "Disable the mail flow rule",
     .why = "It works on the mail of everybody: choose it yourself.",
     .stage = STAGE_REPAIR,
     .action = "disable-transport-rule",
     .param = "rule",
     .of = FOOTHOLD_FLOW_RULE,
     .flags = STEP_EACH | STEP_ASKS},
    {.name = "audit-bypass",
     .title = "Record again what the account does",
     .why = "While it is bypassed nothing of it is found: backup software may need that: choose it yourself.",
     .stage = STAGE_REPAIR,
     .action = "clear-audit-bypass",
     .of = FOOTHOLD_BYPASS,
     .flags = STEP_ASKS},
    {.name = "protocols",
     .title = "Close IMAP, POP and SMTP with a password",
     .why =
         "They ask for no second factor. Mail stays open to applications of Graph: block, end of sessions and grants close that.",
     .stage = STAGE_REPAIR,
     .action = "freeze-protocols",
     .of = FOOTHOLD_PROTOCOLS},
    {.name = "methods",
     .title = "Remove the sign-in method",
     .why =
         "After block and password, or the password is set anew by it; one after the other, as the default one goes last.",
     .stage = STAGE_REPAIR,
     .action = "remove-method",
     .param = "method",
     .of = FOOTHOLD_METHOD,
     .flags = STEP_EACH | STEP_IN_TURN},
    {.name = "contact",
     .title = "Clear the phone and the other addresses",
     .why = "With the methods: an account is got back by them.",
     .stage = STAGE_REPAIR,
     .action = "clear-contact-data",
     .of = FOOTHOLD_CONTACT,
     .flags = STEP_EACH},
    {.name = "revoke-again",
     .title = "End all sessions again",
     .why = "Tokens may have been issued meanwhile.",
     .stage = STAGE_AGAIN,
     .action = "revoke-sessions",
     .of = FOOTHOLD_SESSIONS,
     .flags = STEP_AGAIN},
    {.name = "confirm-risk",
     .title = "Confirm the account as compromised",
     .why = "Policies of risk then hold for it, too.",
     .stage = STAGE_AGAIN,
     .action = "confirm-compromised",
     .of = FOOTHOLD_RISK,
     .flags = STEP_ASKS},
};

const struct playbook playbook_contain = {
    .name = "contain",
    .label = "Contain a compromised account",
    .help = "Block the account, end what its thief holds, and take away what was left behind.",
    .steps = steps,
    .count = sizeof steps / sizeof *steps,
    .researched = true,
};

const struct playbook_step *playbook_step_find(const struct playbook *playbook, const char *name)
{
    for (size_t i = 0; i < playbook->count; i++)
        if (!strcmp(playbook->steps[i].name, name))
            return &playbook->steps[i];
    return NULL;
}

const char *playbook_saved(const struct playbook_step *step)
{
    return step->action ? action_find(step->action)->saved : NULL;
}

bool playbook_destroys(const struct playbook_task *task)
{
    return playbook_saved(task->step);
}

const struct action *playbook_gravest(const struct playbook_tasks *tasks)
{
    const struct action *found = NULL;
    for (size_t i = 0; i < tasks->count; i++) {
        const struct action *action = tasks->items[i].chosen ? tasks->items[i].action : NULL;
        if (action && (!found || (action->flags & ACTION_DESTRUCTIVE && !(found->flags & ACTION_DESTRUCTIVE))))
            found = action;
    }
    return found;
}

int playbook_longest(const struct playbook_tasks *tasks)
{
    size_t longest = 0;
    for (size_t i = 0; i < tasks->count; i++)
        if (strlen(tasks->items[i].step->name) > longest)
            longest = strlen(tasks->items[i].step->name);
    return (int)longest;
}

bool playbook_is_so(const struct playbook_task *task)
{
    return task->off && *task->because && !(task->step->flags & STEP_AGAIN);
}

/* --- what the findings ask for --- */

static bool decided_by(const struct report *report, const char *rule)
{
    for (size_t i = 0; report->decisive[i]; i++)
        if (!strcmp(report->decisive[i], rule))
            return true;
    return false;
}

static bool is_pattern(const struct report *report, const char *beginning)
{
    return !strncmp(report->pattern, beginning, strlen(beginning));
}

static const struct finding *finding_of(const struct report *report, const char *id)
{
    for (size_t i = 0; i < report->finding_count; i++)
        if (!strcmp(report->findings[i]->indicator->id, id))
            return report->findings[i];
    return NULL;
}

/* The three cases in which what the findings name is not what is to be done first. */
static bool is_delegated(const struct report *report)
{
    return is_pattern(report, "Delegated access abuse");
}

static bool is_stolen_code(const struct report *report)
{
    return decided_by(report, "K9") || is_pattern(report, "Stolen authorization code");
}

static bool is_helpdesk(const struct report *report)
{
    return is_pattern(report, "Method change after a helpdesk act");
}

static bool findings_choose(const struct report *report, const struct playbook_task *task)
{
    if (!task->suspect || task->step->flags & STEP_ASKS || is_helpdesk(report))
        return false;
    if (is_delegated(report) && task->step->of == FOOTHOLD_PASSWORD)
        return false;
    if (is_stolen_code(report) && task->step->of == FOOTHOLD_DEVICE)
        return strstr(task->because, "P09");
    return true;
}

static bool choice_takes(const struct report *report, const struct playbook_task *task, enum playbook_choice choice)
{
    bool all_of_kind = !task->known && !task->off && !(task->step->flags & STEP_ASKS);
    switch (choice) {
    case CHOICE_FINDINGS:
        return findings_choose(report, task);
    case CHOICE_CLASSIC:
        return task->step->flags & STEP_CLASSIC && !task->off;
    case CHOICE_EVERYTHING:
        return all_of_kind && !(is_stolen_code(report) && task->step->of == FOOTHOLD_DEVICE && !task->suspect);
    case CHOICE_NONE:
        break;
    }
    return false;
}

/* The snapshot goes before whatever is done; the second end of sessions follows the first. */
static void follow(struct playbook_tasks *tasks)
{
    bool any = false;
    for (size_t i = 0; i < tasks->count; i++) {
        struct playbook_task *task = &tasks->items[i];
        for (size_t k = 0; task->step->flags & STEP_AGAIN && k < i; k++)
            if (tasks->items[k].action == task->action)
                task->chosen = tasks->items[k].chosen;
        any |= task->action && task->chosen;
    }
    for (size_t i = 0; i < tasks->count; i++)
        if (!tasks->items[i].action)
            tasks->items[i].chosen = any;
}

void playbook_choose(struct playbook_tasks *tasks, const struct report *report, enum playbook_choice choice)
{
    for (size_t i = 0; i < tasks->count; i++)
        tasks->items[i].chosen = choice_takes(report, &tasks->items[i], choice);
    follow(tasks);
}

void playbook_mark(struct playbook_tasks *tasks, size_t at, bool chosen)
{
    tasks->items[at].chosen = chosen;
    follow(tasks);
}

bool playbook_add_step(struct playbook_tasks *tasks, const char *name)
{
    bool any = false, suspects = false;
    for (size_t i = 0; i < tasks->count; i++)
        suspects |= !strcmp(tasks->items[i].step->name, name) && tasks->items[i].suspect;
    for (size_t i = 0; i < tasks->count; i++) {
        struct playbook_task *task = &tasks->items[i];
        bool one = !(task->step->flags & STEP_EACH) || task->suspect || (!suspects && !task->known && !task->off);
        if (strcmp(task->step->name, name) != 0 || !one)
            continue;
        task->chosen = any = true;
    }
    follow(tasks);
    return any;
}

/* --- tasks --- */

static struct param_values values_for(struct arena *arena, const struct playbook_step *step,
                                      const struct foothold *foothold)
{
    struct param_value *both = arena_alloc(arena, 2 * sizeof *both);
    both[0] = (struct param_value){step->param, arena_strdup(arena, foothold->id)};
    both[1] = (struct param_value){step->also, arena_strdup(arena, foothold->also)};
    return (struct param_values){both, step->also ? 2 : step->param ? 1 : 0};
}

static struct playbook_task task_of(struct arena *arena, const struct playbook_step *step,
                                    const struct foothold *foothold)
{
    struct playbook_task task = {.step = step,
                                 .action = step->action ? action_find(step->action) : NULL,
                                 .stage = step->stage,
                                 .thing = "",
                                 .detail = "",
                                 .because = ""};
    assert(!step->action == !task.action);
    if (!foothold)
        return task;
    task.values = values_for(arena, step, foothold);
    task.thing = arena_strdup(arena, foothold->name);
    task.detail = arena_strdup(arena, foothold->detail);
    task.because = arena_strdup(arena, foothold->because);
    task.suspect = foothold->suspect;
    task.off = foothold->off;
    task.known = foothold->known;
    return task;
}

static const char *const *notes_of(struct arena *arena, const struct report *report)
{
    const char **notes = arena_alloc(arena, 4 * sizeof *notes);
    size_t count = 0;
    const struct finding *given = finding_of(report, "D01");
    if (is_helpdesk(report))
        notes[count++] =
            "Confirm the ticket with the user by telephone first: a lost telephone and an impostor leave the same "
            "records. Nothing is chosen until then.";
    if (is_delegated(report))
        notes[count++] = arena_printf(
            arena,
            "The owner's password may be intact: begin with the rights on the mailbox, and research %s. "
            "If it is an administrator's account, whoever holds it can watch what is done here.",
            given && *given->about ? given->about : "the account that got them");
    if (is_stolen_code(report))
        notes[count++] = "A code was stolen, no device: the user's own devices stay on.";
    return notes;
}

/* What goes in turn has a stage of its own each. */
static void push_task(struct playbook_tasks *tasks, struct playbook_task task)
{
    const struct playbook_task *last = tasks->count ? &tasks->items[tasks->count - 1] : NULL;
    if (task.step->flags & STEP_IN_TURN && last && last->step == task.step && last->stage + 1 < STAGE_AGAIN)
        task.stage = last->stage + 1;
    tasks->items[tasks->count++] = task;
}

struct playbook_tasks playbook_tasks_of(struct arena *arena, const struct report *report, enum playbook_choice choice)
{
    struct playbook_tasks tasks = {.notes = notes_of(arena, report)};
    tasks.items = arena_alloc(arena, (playbook_contain.count + report->foothold_count * 2) * sizeof *tasks.items);
    for (size_t s = 0; s < playbook_contain.count; s++) {
        const struct playbook_step *step = &playbook_contain.steps[s];
        if (!step->action)
            tasks.items[tasks.count++] = task_of(arena, step, NULL);
        for (size_t i = 0; step->action && i < report->foothold_count; i++)
            if (report->footholds[i].kind == step->of)
                push_task(&tasks, task_of(arena, step, &report->footholds[i]));
    }
    playbook_choose(&tasks, report, choice);
    return tasks;
}
