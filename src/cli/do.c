/* `roster do ACTION USER…` and `roster settle`. */
#include "cli/commands.h"

#include "base/clock.h"
#include "output/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { SETTLED_MOST = 4096 };

/* Whether the users come from standard input, a line each. */
static bool is_piped(const struct options *options)
{
    return options->word_count == 2 && !strcmp(options->words[1], "-");
}

/* The users of the words, with the values of all, or those of the file. */
static bool who_is_meant(struct arena *arena, const struct options *options, const struct action *action,
                         struct each *out, struct err *e)
{
    struct param_value *values;
    size_t count;
    if (options->each)
        return each_read(arena, action, options, out, e);
    if (!action_values(arena, action, options->set, options->set_count, &values, &count, e))
        return false;
    *out = (struct each){.words = options->words + 1, .count = options->word_count - 1};
    if (is_piped(options) && !each_lines(arena, out, e))
        return false;
    out->values = arena_alloc(arena, out->count * sizeof *out->values);
    for (size_t i = 0; i < out->count; i++)
        out->values[i] = (struct param_values){values, count};
    return true;
}

/* The error of one of the users: with his line where he is of a file. */
static bool tell_line(const struct options *options, const struct each *each, size_t at, struct err *e)
{
    const struct err why = *e;
    if (!each->lines || at >= each->count)
        return false;
    err_set(e, why.code, "%s:%d: %s", options->each ? options->each : "standard input", each->lines[at], why.message);
    return err_hint(e, "%s", why.hint);
}

/* Those whom the filter of the table leaves, all with the same values. */
static bool find_where(struct engine *engine, const struct options *options, struct outcomes *report,
                       const struct action *action, struct err *e)
{
    struct param_values values;
    struct param_value *items;
    struct target *found;
    if (action_for_deleted(action))
        return err_set(e, ERR_USAGE, "--where finds users of the table: no deleted one is there");
    if (!action_values(report->arena, action, options->set, options->set_count, &items, &values.count, e) ||
        !people_where(engine, report->arena, options->where, &found, &report->count, e))
        return false;
    values.items = items;
    report->outcomes = arena_alloc(report->arena, (report->count + 1) * sizeof *report->outcomes);
    for (size_t i = 0; i < report->count; i++)
        report->outcomes[i] = (struct outcome){
            .action = action, .state = JOB_UNSETTLED, .target = found[i], .values = values};
    return true;
}

static bool find_targets(struct engine *engine, const struct options *options, const struct each *each,
                         struct outcomes *report, const struct action *action, struct err *e)
{
    struct target *found = arena_alloc(report->arena, (each->count + 1) * sizeof *found);
    report->outcomes = arena_alloc(report->arena, (each->count + 1) * sizeof *report->outcomes);
    bool whole = options->yes || options->dry_run; /* nobody is asked whether it is the right one */
    size_t wrong;
    if (!find_users_meant(engine, report->arena, each->words, each->count, action_for_deleted(action), whole, found,
                          &wrong, e))
        return tell_line(options, each, wrong, e);
    for (size_t i = 0; i < each->count; i++) {
        bool twice = false;
        for (size_t j = 0; j < report->count; j++)
            twice |= !strcmp(report->outcomes[j].target.id, found[i].id);
        if (twice && options->each)
            return err_set(e, ERR_USAGE, "%s:%d: %s appears twice", options->each, each->lines[i],
                           found[i].user_principal_name);
        if (!twice)
            report->outcomes[report->count++] = (struct outcome){
                .action = action, .state = JOB_UNSETTLED, .target = found[i], .values = each->values[i]};
    }
    return true;
}

struct message do_message(const struct outcomes *report, const struct action *action, enum message_kind kind)
{
    struct message message = {.kind = kind, .action = action, .arena = arena_new(0), .target_count = report->count};
    struct param_values *each = arena_alloc(message.arena, (report->count + 1) * sizeof *each);
    message.targets = arena_alloc(message.arena, (report->count + 1) * sizeof *message.targets);
    for (size_t i = 0; i < report->count; i++) {
        message.targets[i] = target_copy(message.arena, &report->outcomes[i].target);
        each[i] = param_values_copy(message.arena, report->outcomes[i].values);
    }
    message.each = each;
    return message;
}

/* --name must be who is meant, or how many and where: a slip of the shell's history must not confirm. */
static bool name_fits(const struct options *options, const struct outcomes *report, struct err *e)
{
    if (!options->name)
        return true;
    const char *upn = report->outcomes[0].target.user_principal_name;
    return !strcasecmp(options->name, upn) ||
           err_set(e, ERR_USAGE, "--name is %s, but the user is %s", options->name, upn);
}

bool do_names_fit(struct engine *engine, const struct options *options, const struct outcomes *report,
                  const struct action *action, struct err *e)
{
    if (report->count == 1 || !options->name)
        return name_fits(options, report, e);
    const char *wanted = typed_of_many(engine, report, action);
    if (!wanted)
        return err_set(e, ERR_USAGE, "--name confirms one user, not %zu", report->count);
    return !strcasecmp(options->name, wanted) ||
           err_set(e, ERR_USAGE, "--name is %s, but it is done to %s", options->name, wanted);
}

/* What is one user's cannot be the same for several. */
static bool alone_fits(const struct options *options, const struct outcomes *report, const struct action *action,
                       struct err *e)
{
    if (report->count < 2 || options->each)
        return true;
    for (const struct param *param = action->params; param && param->name; param++)
        if (param->alone && param_value_of(report->outcomes[0].values, param->name) &&
            !param_is_computed(param, param_value_of(report->outcomes[0].values, param->name))) {
            err_set(e, ERR_USAGE, "%s is one user's, not that of %zu", param->name, report->count);
            return err_hint(e, param->computed
                                   ? "make it of each one's properties, such as {mailNickname}@contoso.com, or "
                                     "give each a value in a file (--each FILE)"
                                   : "give each user a value of their own in a file (--each FILE)");
        }
    return true;
}

bool do_find(struct engine *engine, const struct options *options, struct outcomes *report, const struct action *action,
             struct err *e)
{
    struct each each;
    if (options->where ? !find_where(engine, options, report, action, e)
                       : !who_is_meant(report->arena, options, action, &each, e) ||
                             !find_targets(engine, options, &each, report, action, e))
        return false;
    if (report->count > 1 && !(action->flags & ACTION_BULK))
        return err_set(e, ERR_USAGE, "%s takes one user at a time", action->name);
    return alone_fits(options, report, action, e);
}

static bool run(struct engine *engine, const struct options *options, struct outcomes *report,
                const struct action *action, struct err *e)
{
    if (!do_find(engine, options, report, action, e))
        return false;
    if (action->flags & ACTION_SECRET && !options->dry_run && !say_can(e))
        return false;
    say_times(report);
    bool typed = options->name != NULL;
    if (!do_names_fit(engine, options, report, action, e))
        return false;
    if (!options->dry_run && !options->yes) {
        struct message about = do_message(report, action, TO_PREPARE);
        if (!ask_before(engine, report, &about, typed, &typed, e))
            return false;
    }
    struct message message = do_message(report, action, TO_RUN);
    message.plan = options->dry_run;
    message.typed = typed;
    /* a job whose targets failed is told by the report; only a failure before any target is one of
     * the command */
    struct err whole = {.code = ERR_OK};
    if (!engine_run(engine, &message, report_take, report, &whole) && whole.code != ERR_OK && !report->unwritten)
        for (size_t i = 0; i < report->count; i++)
            if (report->outcomes[i].state == JOB_UNSETTLED || report->outcomes[i].state == JOB_RUNNING) {
                *e = whole;
                return false;
            }
    return true;
}

/* The users come from one place: words, a file, a filter. */
bool do_who(const struct options *options, struct err *e)
{
    if ((options->each || options->where) && options->word_count > 1)
        return err_set(e, ERR_USAGE,
                       options->each ? "with --each the users are those of the file"
                                     : "with --where the users are those of the filter");
    for (size_t i = 1; i < options->word_count && options->word_count > 2; i++)
        if (!strcmp(options->words[i], "-"))
            return err_set(e, ERR_USAGE, "- reads the users from standard input: there are others beside it");
    if (options->each || options->where || options->word_count > 1)
        return true;
    err_set(e, ERR_USAGE, "usage: roster %s %s", options->command->name, options->command->words);
    return err_hint(e, "or --each FILE, or --where FILTER, or - for the lines of standard input");
}

static bool check_as(const struct options *options, struct err *e)
{
    if (options->as && options->output == OUTPUT_JSON)
        return err_set(e, ERR_USAGE, "--as spells a plan as text, not as JSON");
    return !options->as || spelled_find(options->as) != SPELLINGS ||
           err_set(e, ERR_USAGE, "--as takes roster, powershell or curl, not \"%s\"", options->as);
}

int command_do(const struct options *options)
{
    auto_arena struct arena *arena = arena_new(0);
    struct outcomes report = {.arena = arena, .output = options->output};
    struct engine engine = {0};
    struct err e = {.code = ERR_OK};
    const struct action *action = do_action(options->words[0], &e);
    if (!action)
        return options_fail(&e);
    if (action->flags & ACTION_CREATES) {
        err_set(&e, ERR_USAGE, "%s makes somebody new: it is done to nobody", action->name);
        err_hint(&e, "`roster add` does it");
        return options_fail(&e);
    }
    if (!do_who(options, &e) || !check_as(options, &e))
        return options_fail(&e);
    report.piped = is_piped(options);
    report.spelled = options->as != NULL;
    report.as = options->as ? spelled_find(options->as) : SPELLED_ROSTER;
    bool ok = engine_open(&engine, options, &e);
    report.tenant = ok ? engine.tenant->name : NULL;
    ok = ok && run(&engine, options, &report, action, &e);
    int code = ok ? report_print(&report) : options_fail(&e);
    engine_close(&engine);
    return code;
}

int command_edit(const struct options *options)
{
    static char action[] = "edit-user";
    auto_arena struct arena *arena = arena_new(0);
    struct options done = *options;
    done.words = arena_alloc(arena, (options->word_count + 1) * sizeof *done.words);
    done.words[0] = action;
    if (options->word_count)
        memcpy(done.words + 1, options->words, options->word_count * sizeof *done.words);
    done.word_count++;
    return command_do(&done);
}

struct settling {
    struct outcomes report;
    bool told; /* that something is waited for: once for all of them */
};

/* The number of targets is known when they come. */
static void settle_take(void *context, struct message *message)
{
    struct settling *settling = context;
    struct outcomes *report = &settling->report;
    if (message->kind == FROM_TARGET && message->state == JOB_RUNNING && message->text && !settling->told) {
        say_error("roster: %s: looked at again for up to %lld s ...\n", message->text,
                  (long long)(message->until - clock_now()) / 1000 + 1);
        settling->told = true;
    }
    if (message->kind == FROM_JOB_END)
        report_take(report, message);
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
    struct settling settling = {.report = {.arena = arena, .output = options->output}};
    struct outcomes *report = &settling.report;
    report->outcomes = arena_alloc(arena, SETTLED_MOST * sizeof *report->outcomes);
    struct engine engine = {0};
    struct err e = {.code = ERR_OK};
    struct message message = {.kind = TO_SETTLE, .arena = arena_new(0)};
    bool ok = engine_open(&engine, options, &e) &&
              (engine_run(&engine, &message, settle_take, &settling, &e) || report->unwritten);
    message_free(&message);
    int code = ok ? report_print(report) : options_fail(&e);
    if (ok && !report->count && options->output != OUTPUT_JSON)
        say("Nothing is unsettled.\n");
    engine_close(&engine);
    return code;
}
