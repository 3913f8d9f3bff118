/* `roster plan ACTION USER… -o FILE` and `roster apply FILE`: one person writes down what is to be done, another looks at it and does
 * it. Nothing else is done than what is written, and nothing at all when something has changed meanwhile. */
#include "cli/commands.h"

#include "base/clock.h"
#include "base/zone.h"
#include "cli/plan_file.h"
#include "output/say.h"
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

struct planning {
    struct outcomes report;
    struct plan_file plan;
    struct engine engine;
    const struct options *options;
    struct plan_person me;
    const char *tenant_id;
};

/* --- who --- */

static void take_tenant(void *context, struct message *message)
{
    struct planning *planning = context;
    struct arena *arena = planning->report.arena;
    if (message->kind != FROM_TENANT || !message->tenant->operator_name)
        return;
    planning->me.name = arena_strdup(arena, message->tenant->operator_name);
    planning->me.delegated = message->tenant->delegated;
    planning->tenant_id = arena_strdup(arena, message->tenant->id);
}

/* Who is signed in where, and whose process this is. */
static bool learn_who(struct planning *planning, struct err *e)
{
    struct message message = {.kind = TO_SIGN_IN};
    const struct passwd *account = getpwuid(getuid());
    planning->me.account = account ? arena_strdup(planning->report.arena, account->pw_name)
                                   : arena_printf(planning->report.arena, "%u", (unsigned)getuid());
    if (!engine_run(&planning->engine, &message, take_tenant, planning, e))
        return false;
    return (planning->me.name && planning->tenant_id && *planning->tenant_id) ||
           err_set(e, ERR_SIGN_IN, "the sign-in does not say who it is");
}

/* Two who cannot be told apart are one. */
static bool is_same_person(const struct plan_person *one, const struct plan_person *other)
{
    return one->delegated && other->delegated ? !strcasecmp(one->name, other->name)
                                              : !strcmp(one->account, other->account);
}

static const char *person_text(struct arena *arena, const struct plan_person *person)
{
    return arena_printf(arena, "%s (%s%s)", person->name, person->delegated ? "as " : "an application, used by ",
                        person->account);
}

/* --- planning --- */

/* A time is the same whoever reads the plan, and whenever. */
static struct param_values pinned(struct arena *arena, const struct action *action, struct param_values from)
{
    struct param_value *items = arena_alloc(arena, (from.count + 1) * sizeof *items);
    char text[CLOCK_TEXT];
    int64_t ms;
    for (size_t i = 0; i < from.count; i++) {
        const struct param *param = param_called(action->params, from.items[i].name);
        items[i] = from.items[i];
        if (param && param->kind == PARAM_DATE_TIME && !param->property && items[i].value &&
            zone_read(items[i].value, clock_now(), &ms))
            items[i].value = arena_strdup(arena, clock_format(ms, text));
    }
    return (struct param_values){items, from.count};
}

static bool holds_secret(const struct action *action, struct param_values values)
{
    for (size_t i = 0; i < values.count; i++) {
        const struct param *param = param_called(action->params, values.items[i].name);
        if (param && param->kind == PARAM_SECRET && values.items[i].value && *values.items[i].value)
            return true;
    }
    return false;
}

static bool prepare_values(struct planning *planning, const struct action *action, struct err *e)
{
    struct outcomes *report = &planning->report;
    for (size_t i = 0; i < report->count; i++) {
        struct outcome *one = &report->outcomes[i];
        if (holds_secret(action, one->values))
            return err_set(e, ERR_USAGE, "a secret has no place in a plan") || err_hint(e, "`roster do` takes one");
        one->values = pinned(report->arena, action, one->values);
    }
    return true;
}

static void take_plan(void *context, struct message *message)
{
    struct planning *planning = context;
    report_take(&planning->report, message);
    if (message->kind == FROM_TARGET && message->index < planning->plan.count)
        planning->plan.targets[message->index].expect.before = arena_strdup(planning->report.arena, message->before);
}

static void make_room(struct planning *planning)
{
    struct outcomes *report = &planning->report;
    planning->plan.count = report->count;
    planning->plan.targets = arena_alloc(report->arena, (report->count + 1) * sizeof *planning->plan.targets);
    for (size_t i = 0; i < report->count; i++)
        planning->plan.targets[i] = (struct plan_target){.target = report->outcomes[i].target,
                                                         .values = report->outcomes[i].values};
}

/* Whether all of them can be planned: who cannot is told. */
static bool fill_in(struct planning *planning)
{
    bool good = true;
    for (size_t i = 0; i < planning->plan.count; i++) {
        const struct outcome *one = &planning->report.outcomes[i];
        good &= one->state == JOB_PLANNED || one->state == JOB_ALREADY;
        planning->plan.targets[i].expect.requests = one->requests;
        planning->plan.targets[i].expect.count = one->state == JOB_PLANNED ? one->request_count : 0;
    }
    return good;
}

static void tell_written(const struct planning *planning, const char *path)
{
    size_t writes = 0;
    for (size_t i = 0; i < planning->plan.count; i++)
        writes += planning->plan.targets[i].expect.count;
    say("%s: %s, %zu %s, %zu %s\n", path, planning->plan.action->label, planning->plan.count,
        planning->plan.count == 1 ? "user" : "users", writes, writes == 1 ? "request" : "requests");
    say("Digest %.16s: whoever applies it sees the same one.\n", planning->plan.digest);
}

static bool plan(struct planning *planning, const struct action *action, int *code, struct err *e)
{
    const struct options *options = planning->options;
    struct outcomes *report = &planning->report;
    if (!engine_open(&planning->engine, options, e) || !learn_who(planning, e) ||
        !do_find(&planning->engine, options, report, action, e) || !prepare_values(planning, action, e))
        return false;
    planning->plan = (struct plan_file){.by = planning->me,
                                        .at = clock_now() / 1000 * 1000,
                                        .tenant_id = planning->tenant_id,
                                        .tenant = planning->engine.tenant->name,
                                        .action = action};
    make_room(planning);
    struct message message = do_message(report, action, TO_RUN);
    message.plan = true;
    message.typed = true; /* who applies it types the name */
    if (!engine_run(&planning->engine, &message, take_plan, planning, e) && e->code != ERR_OK)
        return false;
    if (!fill_in(planning)) {
        *code = report_print(report);
        say_error("roster: no plan was written\n");
        return true;
    }
    if (!plan_file_write(&planning->plan, options->file, e))
        return false;
    tell_written(planning, options->file);
    return true;
}

int command_plan(const struct options *options)
{
    auto_arena struct arena *arena = arena_new(0);
    struct planning planning = {.report = {.arena = arena}, .options = options};
    struct options whole = *options;
    struct err e = {.code = ERR_OK};
    int code = 0;
    whole.dry_run = true; /* users by a whole name: nobody is asked whether it is the right one */
    planning.options = &whole;
    const struct action *action = do_action(options->words[0], &e);
    bool ok = action && do_who(options, &e);
    if (ok && action->flags & ACTION_CREATES)
        ok = err_set(&e, ERR_USAGE, "%s makes somebody new: it is done to nobody", action->name);
    if (ok && !options->file)
        ok = err_set(&e, ERR_USAGE, "-o FILE says where the plan is written");
    ok = ok && plan(&planning, action, &code, &e);
    engine_close(&planning.engine);
    return ok ? code : options_fail(&e);
}

/* --- applying --- */

static bool may_apply(struct planning *planning, struct err *e)
{
    const struct plan_file *plan = &planning->plan;
    if (strcasecmp(plan->tenant_id, planning->tenant_id) != 0)
        return err_set(e, ERR_REFUSED, "it was planned for another tenant (%s, %s)", plan->tenant, plan->tenant_id) ||
               err_hint(e, "--tenant says for which it is applied");
    if (!is_same_person(&plan->by, &planning->me) || planning->options->dry_run)
        return true;
    err_set(e, ERR_REFUSED, "you planned it yourself: somebody else has to apply it");
    return err_hint(
        e,
        plan->by.delegated && planning->me.delegated
            ? "`roster do` does it alone"
            : "an application is signed in, so the account on this machine tells who it is; `roster do` does it alone");
}

static bool find_planned(struct planning *planning, struct err *e)
{
    const struct plan_file *plan = &planning->plan;
    struct outcomes *report = &planning->report;
    char **words = arena_alloc(report->arena, (plan->count + 1) * sizeof *words);
    struct target *found = arena_alloc(report->arena, (plan->count + 1) * sizeof *found);
    size_t wrong;
    for (size_t i = 0; i < plan->count; i++)
        words[i] = plan->targets[i].target.id;
    if (!find_users_meant(&planning->engine, report->arena, words, plan->count, action_for_deleted(plan->action), true,
                          found, &wrong, e))
        return false;
    report->count = plan->count;
    report->outcomes = arena_alloc(report->arena, (plan->count + 1) * sizeof *report->outcomes);
    for (size_t i = 0; i < plan->count; i++) {
        const char *was = plan->targets[i].target.user_principal_name, *is = found[i].user_principal_name;
        if (strcasecmp(was, is) != 0)
            return err_set(e, ERR_REFUSED, "%s is called %s now: plan it anew", was, is);
        report->outcomes[i] = (struct outcome){
            .action = plan->action, .state = JOB_UNSETTLED, .target = found[i], .values = plan->targets[i].values};
    }
    return true;
}

static struct message planned_message(const struct planning *planning, bool dry)
{
    const struct plan_file *plan = &planning->plan;
    struct message message = do_message(&planning->report, plan->action, TO_RUN);
    message.plan = dry;
    struct plan_expect *expects = arena_alloc(message.arena, (plan->count + 1) * sizeof *expects);
    for (size_t i = 0; i < plan->count; i++) {
        const struct plan_expect *from = &plan->targets[i].expect;
        struct plan_request *requests = arena_alloc(message.arena, (from->count + 1) * sizeof *requests);
        for (size_t r = 0; r < from->count; r++)
            requests[r] = (struct plan_request){.method = arena_strdup(message.arena, from->requests[r].method),
                                                .url = arena_strdup(message.arena, from->requests[r].url),
                                                .body = arena_strdup(message.arena, from->requests[r].body)};
        expects[i] = (struct plan_expect){arena_strdup(message.arena, from->before), requests, from->count};
    }
    message.expects = expects;
    message.planned = plan->at;
    return message;
}

/* What is there now leads to the same requests, or nothing is done. */
static bool still_holds(struct planning *planning, struct err *e)
{
    struct outcomes *report = &planning->report;
    struct message message = planned_message(planning, true);
    size_t changed = 0;
    message.typed = true; /* nothing is sent */
    if (!engine_run(&planning->engine, &message, report_take, report, e) && e->code != ERR_OK)
        return false;
    *e = (struct err){.code = ERR_OK};
    for (size_t i = 0; i < report->count; i++) {
        struct outcome *one = &report->outcomes[i];
        size_t then = planning->plan.targets[i].expect.count, now = one->state == JOB_PLANNED ? one->request_count : 0;
        bool can = one->state == JOB_PLANNED || one->state == JOB_ALREADY;
        if (can && then == now)
            continue;
        say_error("roster: %s: %s\n", one->target.user_principal_name,
                  can ? "changed since it was planned: less has to be done"
                      : (one->error.code != ERR_OK ? one->error.message
                         : one->message            ? one->message
                                                   : ""));
        changed++;
    }
    return !changed || err_set(e, ERR_REFUSED, "what was planned no longer holds, and nothing was done") ||
           err_hint(e, "plan it anew");
}

static void show(const struct planning *planning)
{
    const struct plan_file *plan = &planning->plan;
    char at[CLOCK_TEXT];
    say_error("Planned by %s, %s\n%s, %zu %s, digest %.16s\n", person_text(planning->report.arena, &plan->by),
              zone_show(plan->at, at), plan->action->label, plan->count, plan->count == 1 ? "user" : "users",
              plan->digest);
    for (size_t i = 0; i < plan->count; i++) {
        const struct plan_expect *expect = &plan->targets[i].expect;
        say_error("%s%s\n", plan->targets[i].target.user_principal_name, expect->count ? "" : ": already set this way");
        for (size_t r = 0; r < expect->count; r++)
            say_error("  %s %s\n%s%s%s", expect->requests[r].method, expect->requests[r].url,
                      expect->requests[r].body ? "  " : "", expect->requests[r].body ? expect->requests[r].body : "",
                      expect->requests[r].body ? "\n" : "");
    }
}

static void forget_check(struct outcomes *report, const struct plan_file *plan)
{
    for (size_t i = 0; i < report->count; i++)
        report->outcomes[i] = (struct outcome){.action = plan->action,
                                               .state = JOB_UNSETTLED,
                                               .target = report->outcomes[i].target,
                                               .values = plan->targets[i].values};
}

static bool carry_out(struct planning *planning, struct err *e)
{
    const struct options *options = planning->options;
    struct outcomes *report = &planning->report;
    bool typed = options->name != NULL;
    if ((planning->plan.action->flags & ACTION_SECRET && !say_can(e)) ||
        !do_names_fit(&planning->engine, options, report, planning->plan.action, e))
        return false;
    forget_check(report, &planning->plan);
    if (!options->yes) {
        struct message about = do_message(report, planning->plan.action, TO_PREPARE);
        if (!ask_before(&planning->engine, report, &about, typed, &typed, e))
            return false;
    }
    forget_check(report, &planning->plan); /* the values are those of the plan */
    struct message message = planned_message(planning, false);
    message.typed = typed;
    struct err whole = {.code = ERR_OK};
    if (engine_run(&planning->engine, &message, report_take, report, &whole) || whole.code == ERR_OK ||
        report->unwritten)
        return true;
    for (size_t i = 0; i < report->count; i++)
        if (report->outcomes[i].state == JOB_UNSETTLED || report->outcomes[i].state == JOB_RUNNING) {
            *e = whole;
            return false;
        }
    return true;
}

int command_apply(const struct options *options)
{
    auto_arena struct arena *arena = arena_new(0);
    struct planning planning = {.report = {.arena = arena, .output = options->output}, .options = options};
    struct err e = {.code = ERR_OK};
    bool ok = plan_file_read(arena, options->words[0], &planning.plan, &e) &&
              engine_open(&planning.engine, options, &e) && learn_who(&planning, &e);
    if (ok)
        show(&planning);
    ok = ok && may_apply(&planning, &e) && find_planned(&planning, &e) && still_holds(&planning, &e) &&
         (options->dry_run || carry_out(&planning, &e));
    int code = ok ? report_print(&planning.report) : options_fail(&e);
    engine_close(&planning.engine);
    return code;
}
