/* `roster do ACTION USER…` and `roster undo ID`. */
#include "cli/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { SETTLED_MOST = 4096 };

static bool find_targets(struct engine *engine, const struct options *options, struct report *report,
                         const struct action *action, struct err *e)
{
    size_t count = options->word_count - 1;
    struct target *found = arena_alloc(report->arena, (count + 1) * sizeof *found);
    if (!find_users_meant(engine, report->arena, options->words + 1, count, action_for_deleted(action), found, e))
        return false;
    for (size_t i = 0; i < count; i++) {
        bool twice = false;
        for (size_t j = 0; j < report->count; j++)
            twice |= !strcmp(report->outcomes[j].target.id, found[i].id);
        if (!twice)
            report->outcomes[report->count++] = (struct outcome){
                .action = action, .state = JOB_UNSETTLED, .target = found[i]};
    }
    return true;
}

static struct message run_message(const struct report *report, const struct action *action, bool plan)
{
    struct message message = {.kind = TO_RUN, .action = action, .plan = plan, .arena = arena_new(0)};
    message.target_count = report->count;
    message.targets = arena_alloc(message.arena, report->count * sizeof *message.targets);
    for (size_t i = 0; i < report->count; i++) {
        struct target *to = &message.targets[i];
        *to = report->outcomes[i].target;
        to->display_name = arena_strdup(message.arena, to->display_name);
        to->user_principal_name = arena_strdup(message.arena, to->user_principal_name);
    }
    return message;
}

/* --name must be who is meant: a slip of the shell's history must not confirm. */
static bool name_fits(const struct options *options, const struct report *report, struct err *e)
{
    if (!options->name)
        return true;
    if (report->count > 1)
        return err_set(e, ERR_USAGE, "--name confirms one user, not %zu", report->count);
    const char *upn = report->outcomes[0].target.user_principal_name;
    return !strcasecmp(options->name, upn) ||
           err_set(e, ERR_USAGE, "--name is %s, but the user is %s", options->name, upn);
}

static bool run(struct engine *engine, const struct options *options, struct report *report,
                const struct action *action, struct err *e)
{
    struct param_value *values;
    size_t value_count;

    if (!action_values(report->arena, action, options->set, options->set_count, &values, &value_count, e) ||
        !find_targets(engine, options, report, action, e))
        return false;
    if (report->count > 1 && !(action->flags & ACTION_BULK))
        return err_set(e, ERR_USAGE, "%s takes one user at a time", action->name);
    bool typed = options->name != NULL;
    if (!name_fits(options, report, e))
        return false;
    if (!options->dry_run && !options->yes) {
        struct message about = run_message(report, action, false);
        about.kind = TO_PREPARE;
        if (!ask_before(engine, report, &about, typed, &typed, e))
            return false;
    }
    struct message message = run_message(report, action, options->dry_run);
    message.typed = typed;
    message.value_count = value_count;
    struct param_value *copy = arena_alloc(message.arena, (value_count + 1) * sizeof *copy);
    for (size_t i = 0; i < value_count; i++)
        copy[i] = (struct param_value){.name = arena_strdup(message.arena, values[i].name),
                                       .value = arena_strdup(message.arena, values[i].value)};
    message.values = copy;
    /* a job whose targets failed is told by the report; only a failure before any target is one of
     * the command */
    struct err whole = {.code = ERR_OK};
    if (!engine_run(engine, &message, report_take, report, &whole) && whole.code != ERR_OK)
        for (size_t i = 0; i < report->count; i++)
            if (report->outcomes[i].state == JOB_UNSETTLED || report->outcomes[i].state == JOB_RUNNING) {
                *e = whole;
                return false;
            }
    return true;
}

int command_do(const struct options *options)
{
    auto_arena struct arena *arena = arena_new(0);
    struct report report = {.arena = arena,
                            .outcomes = arena_alloc(arena, options->word_count * sizeof *report.outcomes)};
    const struct action *action = action_find(options->words[0]);
    struct engine engine = {0};
    struct err e = {.code = ERR_OK};

    if (!action) {
        err_set(&e, ERR_USAGE, "there is no action \"%s\"", options->words[0]);
        err_hint(&e, "`roster actions` lists them");
        return options_fail(&e);
    }
    bool ok = engine_open(&engine, options, &e) && run(&engine, options, &report, action, &e);
    int code = ok ? report_print(&report, options->output) : options_fail(&e);
    engine_close(&engine);
    return code;
}

int command_undo(const struct options *options)
{
    auto_arena struct arena *arena = arena_new(0);
    struct report report = {.arena = arena, .outcomes = arena_alloc(arena, sizeof *report.outcomes), .count = 1};
    struct engine engine = {0};
    struct err e = {.code = ERR_OK};
    char *end;
    long long id = strtoll(options->words[0], &end, 10);

    if (*end || id < 1) {
        err_set(&e, ERR_USAGE, "an id of `roster journal` is expected, not \"%s\"", options->words[0]);
        return options_fail(&e);
    }
    struct message message = {.kind = TO_UNDO, .entry_id = id, .plan = options->dry_run, .arena = arena_new(0)};
    bool ok = engine_open(&engine, options, &e);
    if (ok && !options->dry_run && !options->yes)
        ok = confirm("Undo this entry?", &e);
    ok = ok && engine_run(&engine, &message, report_take, &report, &e);
    message_free(&message); /* where it was not posted */
    int code = ok ? report_print(&report, options->output) : options_fail(&e);
    engine_close(&engine);
    return code;
}

/* The number of targets is known when they come. */
static void settle_take(void *context, struct message *message)
{
    struct report *report = context;
    if (message->kind == FROM_TARGET && message->state != JOB_RUNNING && message->action && message->target_count &&
        message->index < SETTLED_MOST) {
        if (message->index >= report->count)
            report->count = message->index + 1;
        report_take(report, message);
    }
}

int command_settle(const struct options *options)
{
    auto_arena struct arena *arena = arena_new(0);
    struct report report = {.arena = arena, .outcomes = arena_alloc(arena, SETTLED_MOST * sizeof *report.outcomes)};
    struct engine engine = {0};
    struct err e = {.code = ERR_OK};
    struct message message = {.kind = TO_SETTLE, .arena = arena_new(0)};
    bool ok = engine_open(&engine, options, &e) && engine_run(&engine, &message, settle_take, &report, &e);
    message_free(&message);
    int code = ok ? report_print(&report, options->output) : options_fail(&e);
    if (ok && !report.count && options->output != OUTPUT_JSON)
        puts("Nothing is unsettled.");
    engine_close(&engine);
    return code;
}
