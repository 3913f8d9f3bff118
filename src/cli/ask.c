/* Before something is done: what there is to mind, and the question. */
#include "cli/commands.h"

#include "action/guard.h"
#include "base/zone.h"
#include "output/say.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { LINE_BYTES = 320 };

/* What a person answers: at standard input, or at the terminal itself where standard input was a list of users. False with `e`: nobody is
 * there. */
static bool hear(const struct outcomes *report, char *answer, size_t size, struct err *e)
{
    if (isatty(STDIN_FILENO) || !report->piped)
        return fgets(answer, (int)size, stdin) || err_set(e, ERR_CANCELLED, "nothing was done");
    FILE *terminal = fopen("/dev/tty", "re");
    bool heard = terminal && fgets(answer, (int)size, terminal);
    if (terminal)
        fclose(terminal);
    return heard || err_set(e, ERR_CANCELLED, "nothing was done");
}

/* Whether there is a person to ask; `name` is what has to be typed, or NULL. */
static bool is_asked(const struct outcomes *report, const char *name, struct err *e)
{
    int terminal = report->piped ? open("/dev/tty", O_RDONLY | O_CLOEXEC) : -1;
    bool there = terminal >= 0 || isatty(STDIN_FILENO);
    if (terminal >= 0)
        close(terminal);
    if (there)
        return true;
    err_set(e, ERR_USAGE, "there is no terminal to ask on");
    if (!name)
        return err_hint(e, "add --yes to do it, or --dry-run to see the requests");
    return err_hint(e, "add --name %s%s%s --yes to do it, or --dry-run to see the requests",
                    strchr(name, ' ') ? "\"" : "", name, strchr(name, ' ') ? "\"" : "");
}

static bool confirm(const struct outcomes *report, const char *question, struct err *e)
{
    char answer[16];
    if (!is_asked(report, NULL, e))
        return false;
    say_error("%s [y/N] ", question);
    if (!hear(report, answer, sizeof answer, e))
        return false;
    return answer[0] == 'y' || answer[0] == 'Y' || err_set(e, ERR_CANCELLED, "nothing was done");
}

/* The name of the one whom it is done to must be typed, or how many they are. */
static bool confirm_typed(const struct outcomes *report, const char *question, const char *name, struct err *e)
{
    char answer[LINE_BYTES];
    if (!is_asked(report, name, e))
        return false;
    say_error("%s Type %s to do it: ", question, name);
    if (!hear(report, answer, sizeof answer, e))
        return false;
    answer[strcspn(answer, "\r\n")] = '\0';
    return !strcasecmp(answer, name) || err_set(e, ERR_CANCELLED, "the name does not match: nothing was done");
}

void say_times(const struct outcomes *report)
{
    char meaning[ZONE_MEANING];
    int64_t ms;
    for (size_t i = 0; i < report->count; i++) {
        const struct outcome *one = &report->outcomes[i];
        for (const struct param *param = one->action->params; param && param->name; param++) {
            const char *value = param->kind == PARAM_DATE_TIME ? param_value_of(one->values, param->name) : NULL;
            const char *before = i ? param_value_of(one[-1].values, param->name) : NULL;
            if (value && (!before || strcmp(value, before) != 0) &&
                zone_understand(value, clock_now(), &ms) == ZONE_TWICE)
                say_error("roster: %s: %s\n", param->name, zone_meaning(ZONE_TWICE, ms, meaning));
        }
    }
}

struct before {
    const struct outcomes *report;
    const char *tenant; /* "Contoso Ltd (contoso.com)" */
    const char *domain; /* that is typed with the number of those whom it is done to */
    bool wants_name, doubted;
    struct err error; /* why it cannot be done to the only target */
};

static void take_tenant(void *context, struct message *message)
{
    struct before *before = context;
    if (!message_is_reading(message, "organization") || !message->records || !message->records->count)
        return;
    const struct record *organization = message->records->records;
    const char *domain = record_text(organization, "defaultDomain");
    before->tenant = arena_printf(before->report->arena, "%s (%s)", record_text(organization, "displayName"), domain);
    if (*domain)
        before->domain = arena_strdup(before->report->arena, domain);
}

/* Where it is done; a tenant whose name may not be read is called as the configuration calls it. */
static void name_tenant(struct engine *engine, struct before *before)
{
    struct message message = message_read("organization", NULL, NULL);
    struct err ignored;
    before->tenant = before->domain = engine->tenant->name;
    if (!engine_run(engine, &message, take_tenant, before, &ignored))
        before->tenant = engine->tenant->name;
    message_free(&message);
}

/* All of them: who is not named cannot be missed. */
static void name_targets(const struct before *before, const struct action *action)
{
    const struct outcomes *report = before->report;
    if (report->count < 2)
        return;
    say_error("%s, in %s, %zu users:\n", action->label, before->tenant, report->count);
    for (size_t i = 0; i < report->count; i++) {
        const struct target *target = &report->outcomes[i].target;
        say_error("  %s  %s\n", target->display_name ? target->display_name : "", target->user_principal_name);
    }
}

/* What would change, and for the write what was there when it was shown. */
static void show_change(const struct before *before, struct outcome *outcome, const struct action *action,
                        const struct prepared_param *found)
{
    const struct param *param = param_called(action->params, found->name);
    if (param && param->hidden && found->otherwise) {
        struct param_value *items = arena_alloc(before->report->arena, (outcome->values.count + 1) * sizeof *items);
        memcpy(items, outcome->values.items, outcome->values.count * sizeof *items);
        items[outcome->values.count] = (struct param_value){param->name,
                                                            arena_strdup(before->report->arena, found->otherwise)};
        outcome->values = (struct param_values){items, outcome->values.count + 1};
    }
    for (size_t i = 0; param && found->in_force && found->otherwise && i < outcome->values.count; i++) {
        const struct param_value *value = &outcome->values.items[i];
        if (!strcmp(value->name, param->name) && value->value && strcmp(value->value, found->otherwise) != 0)
            say_error("  %s: \"%s\" -> \"%s\"\n", param->label, found->otherwise, value->value);
    }
}

static void take(void *context, struct message *message)
{
    struct before *before = context;
    if (message->kind != FROM_PREPARED || message->index >= before->report->count)
        return;
    struct outcome *outcome = &before->report->outcomes[message->index];
    report_know(before->report, outcome, message);
    const char *name = outcome->target.user_principal_name;
    bool alone = before->report->count == 1;
    if (message->doubt && !before->doubted) /* the same for all of them */
        say_error("%s\n", message->doubt);
    before->doubted |= message->doubt != NULL;
    for (const char *const *one = message->warnings; one && *one; one++)
        say_error("%s: %s\n", name, *one);
    for (const struct prepared_note *note = message->prepared ? message->prepared->notes : NULL; note && alone;
         note = note->next)
        say_error("%s: %s\n", name, note->text);
    for (const struct prepared_param *found = message->prepared ? message->prepared->params : NULL;
         found && alone && outcome->action; found = found->next)
        show_change(before, outcome, outcome->action, found);
    if (message->text)
        say_error("%s: left out (%s)\n", name, message->text);
    before->wants_name |= alone && message->wants_name;
    if (alone)
        before->error = message->error;
    else if (message->error.code != ERR_OK)
        say_error("%s: %s\n", name, message->error.message);
}

static const struct target *targets_of(struct arena *arena, const struct outcomes *report)
{
    struct target *targets = arena_alloc(arena, (report->count + 1) * sizeof *targets);
    for (size_t i = 0; i < report->count; i++)
        targets[i] = report->outcomes[i].target;
    return targets;
}

const char *typed_of_many(struct engine *engine, const struct outcomes *report, const struct action *action)
{
    auto_arena struct arena *arena = arena_new(0);
    struct before before = {.report = report};
    const struct target *targets = targets_of(arena, report);
    if (!guard_typed(arena, action, targets, report->count, ""))
        return NULL;
    name_tenant(engine, &before);
    return guard_typed(report->arena, action, targets, report->count, before.domain);
}

static bool ask_question(const struct before *before, const struct message *about, const struct action *action,
                         bool named, bool *typed, struct err *e)
{
    auto_arena struct arena *arena = arena_new(0);
    const struct outcomes *report = before->report;
    const struct target *first = &report->outcomes[0].target;
    const struct target *targets = targets_of(arena, report);
    const char *text = report->question ? report->question : action_confirm_text(arena, action, targets, report->count);
    const char *question = about->entry_id_count > 1 ? arena_printf(arena, "In %s: take %zu entries back. %s",
                                                                    before->tenant, about->entry_id_count, text)
                           : about->entry_id ? arena_printf(arena, "In %s: take entry %lld back. %s", before->tenant,
                                                            (long long)about->entry_id, text)
                                             : arena_printf(arena, "In %s: %s", before->tenant, text);
    const char *wanted = report->count > 1    ? guard_typed(arena, action, targets, report->count, before->domain)
                         : before->wants_name ? first->user_principal_name
                                              : NULL;
    if (!wanted || named)
        return confirm(report, question, e);
    *typed = confirm_typed(report, question, wanted, e);
    return *typed;
}

bool ask_before(struct engine *engine, struct outcomes *report, struct message *about, bool named, bool *typed,
                struct err *e)
{
    struct before before = {.report = report};
    const struct message asked = {.action = about->action,
                                  .entry_id = about->entry_ids ? about->entry_ids[0] : about->entry_id,
                                  .entry_id_count = about->entry_id_count};
    name_tenant(engine, &before);
    if (report->outcomes[0].action)
        name_targets(&before, report->outcomes[0].action);
    if (!engine_run(engine, about, take, &before, e))
        return false;
    if (before.error.code != ERR_OK) {
        *e = before.error;
        return false;
    }
    return ask_question(&before, &asked, report->outcomes[0].action, named, typed, e);
}
