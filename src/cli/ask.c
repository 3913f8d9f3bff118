/* Before something is done: what there is to mind, and the question. */
#include "cli/commands.h"

#include "output/say.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { LINE_BYTES = 320 };

bool confirm(const char *question, struct err *e)
{
    char answer[16];

    if (!isatty(STDIN_FILENO)) {
        err_set(e, ERR_USAGE, "there is no terminal to ask on");
        return err_hint(e, "add --yes to do it, or --dry-run to see the requests");
    }
    say_error("%s [y/N] ", question);
    if (fgets(answer, sizeof answer, stdin) && (answer[0] == 'y' || answer[0] == 'Y'))
        return true;
    return err_set(e, ERR_CANCELLED, "nothing was done");
}

/* The name of the one whom it is done to must be typed. */
static bool confirm_name(const char *question, const char *name, struct err *e)
{
    char answer[LINE_BYTES];
    if (!isatty(STDIN_FILENO)) {
        err_set(e, ERR_USAGE, "there is no terminal to ask on");
        return err_hint(e, "add --name %s --yes to do it, or --dry-run to see the requests", name);
    }
    say_error("%s Type %s to do it: ", question, name);
    if (!fgets(answer, sizeof answer, stdin))
        return err_set(e, ERR_CANCELLED, "nothing was done");
    answer[strcspn(answer, "\r\n")] = '\0';
    return !strcasecmp(answer, name) || err_set(e, ERR_CANCELLED, "that is another name: nothing was done");
}

struct before {
    const struct report *report;
    bool wants_name, doubted;
    struct err error; /* why it cannot be done to the only target */
};

static void take(void *context, struct message *message)
{
    struct before *before = context;
    if (message->kind != FROM_PREPARED || message->index >= before->report->count)
        return;
    const char *name = before->report->outcomes[message->index].target.user_principal_name;
    bool alone = before->report->count == 1;
    if (message->doubt && !before->doubted) /* the same for all of them */
        say_error("%s\n", message->doubt);
    before->doubted |= message->doubt != NULL;
    for (const char *const *one = message->warnings; one && *one; one++)
        say_error("%s: %s\n", name, *one);
    for (const struct prepared_note *note = message->prepared ? message->prepared->notes : NULL; note && alone;
         note = note->next)
        say_error("%s: %s\n", name, note->text);
    if (message->text)
        say_error("%s: left out (%s)\n", name, message->text);
    before->wants_name |= alone && message->wants_name;
    if (alone)
        before->error = message->error;
    else if (message->error.code != ERR_OK)
        say_error("%s: %s\n", name, message->error.message);
}

bool ask_before(struct engine *engine, const struct report *report, struct message *about, bool named, bool *typed,
                struct err *e)
{
    auto_arena struct arena *arena = arena_new(0);
    struct before before = {.report = report};
    const struct action *action = about->action;
    struct target *targets = arena_alloc(arena, report->count * sizeof *targets);
    for (size_t i = 0; i < report->count; i++)
        targets[i] = report->outcomes[i].target;
    if (!engine_run(engine, about, take, &before, e))
        return false;
    if (before.error.code != ERR_OK) {
        *e = before.error;
        return false;
    }
    const char *question = action_confirm_text(arena, action, targets, report->count);
    if (!before.wants_name || named)
        return confirm(question, e);
    *typed = confirm_name(question, targets[0].user_principal_name, e);
    return *typed;
}
