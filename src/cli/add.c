/* `roster add` and `roster invite`: somebody new, from --set and --prefill. */
#include "cli/commands.h"

#include "action/person.h"
#include "action/prefill.h"
#include "cli/add.h"
#include "cli/templates.h"
#include "output/say.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct wish {
    const struct action *action;
    struct arena *arena;
    struct param_value *given; /* of the link first, then --set */
    size_t count;
    const char *customer; /* of the link */
};

static bool take_sets(struct wish *wish, const struct options *options, struct err *e)
{
    for (size_t i = 0; i < options->set_count; i++) {
        const struct param *param = param_called(wish->action->params, options->set[i].name);
        if (!param) {
            err_set(e, ERR_USAGE, "there is no parameter \"%.80s\"", options->set[i].name);
            return err_hint(e, "`roster actions -o json` lists those of %s", wish->action->name);
        }
        wish->given[wish->count++] = (struct param_value){param->name, options->set[i].value};
    }
    return true;
}

static bool take_link(struct wish *wish, const char *link, struct err *e)
{
    struct prefill prefill;
    if (!prefill_read(wish->arena, link, &prefill, e))
        return false;
    wish->customer = prefill.customer;
    for (const char *const *one = (const char *const *)prefill.problems; *one; one++)
        say_error("roster: %s\n", *one);
    wish->given = arena_alloc(wish->arena, (prefill.values.count + 160) * sizeof *wish->given);
    if (prefill.values.count)
        memcpy(wish->given, prefill.values.items, prefill.values.count * sizeof *wish->given);
    wish->count = prefill.values.count;
    return true;
}

/* "3 of 5 free" */
static void take_seats(struct add_found *found, const struct prepared_param *param)
{
    size_t count = 0;
    for (const struct prepared_option *option = param->options; option; option = option->next)
        count++;
    found->seats = arena_alloc(found->arena, (count + 1) * sizeof *found->seats);
    for (const struct prepared_option *option = param->options; option; option = option->next)
        found->seats[found->seat_count++] = (struct add_seats){arena_strdup(found->arena, option->value),
                                                               arena_strdup(found->arena, option->label),
                                                               option->detail ? strtol(option->detail, NULL, 10) : 0};
}

static void take_prepared(void *context, struct message *message)
{
    struct add_found *found = context;
    if (message->kind != FROM_PREPARED)
        return;
    found->error = message->error;
    for (const struct prepared_param *param = message->prepared ? message->prepared->params : NULL; param;
         param = param->next)
        if (!strcmp(param->name, "domain")) {
            found->domain = arena_strdup(found->arena, param->otherwise);
            found->domains = prepared_values(found->arena, param);
        } else if (!strcmp(param->name, "licences"))
            take_seats(found, param);
}

bool add_ask_tenant(struct engine *engine, const struct action *action, struct add_found *found, struct err *e)
{
    const struct target nobody = {.display_name = "", .user_principal_name = ""};
    struct message message = message_about(TO_PREPARE, action, &nobody, 1);
    if (!engine_run(engine, &message, take_prepared, found, e))
        return false;
    if (found->error.code != ERR_OK)
        *e = found->error;
    return found->error.code == ERR_OK;
}

/* The link names the tenant by its name here, its id, or one of its domains: nothing is done in another one. */
static bool tenant_fits(const struct engine *engine, const struct wish *wish, const struct add_found *found,
                        struct err *e)
{
    const char *wanted = wish->customer;
    if (!wanted || !strcasecmp(wanted, engine->tenant->name) ||
        (engine->tenant->tenant_id && !strcasecmp(wanted, engine->tenant->tenant_id)))
        return true;
    for (const char *const *domain = (const char *const *)found->domains; domain && *domain; domain++)
        if (!strcasecmp(*domain, wanted))
            return true;
    err_set(e, ERR_USAGE, "the link is for the tenant \"%.120s\", and %s is another one", wanted, engine->tenant->name);
    return err_hint(e, "give --tenant NAME of that tenant, or add it to the configuration");
}

static void take_doubts(void *context, struct message *message)
{
    const struct target *target = context;
    const struct prepared *prepared = message->kind == FROM_PREPARED ? message->prepared : NULL;
    for (const struct prepared_note *note = prepared ? prepared->notes : NULL; note; note = note->next)
        if (note->warning)
            say_error("roster: %s: %s\n", target->user_principal_name, note->text);
}

/* Where nobody is asked there is no question to say it in. What cannot be read here ends the run itself, or does not matter to it. */
static void say_doubts(struct engine *engine, const struct wish *wish, struct target *target)
{
    struct message message = message_about(TO_PREPARE, wish->action, target, 1);
    struct err ignored;
    (void)!engine_run(engine, &message, take_doubts, target, &ignored);
}

/* What was not given. */
static bool take_template(const struct engine *engine, const struct options *options, struct wish *wish,
                          struct err *unmade, struct err *e)
{
    const struct template *template = NULL;
    unmade->code = ERR_OK;
    if (wish->action->params != person_new)
        return true;
    if (!templates_choose(wish->arena, engine->config, engine->tenant, options->use_template, &template, e))
        return false;
    struct param_values all = template_fill(wish->arena, template, (struct param_values){wish->given, wish->count},
                                            unmade);
    wish->given = arena_alloc(wish->arena, (all.count + 2) * sizeof *wish->given);
    memcpy(wish->given, all.items, all.count * sizeof *wish->given);
    wish->count = all.count;
    return true;
}

static bool run(struct engine *engine, const struct options *options, struct wish *wish, struct outcomes *report,
                struct err *e)
{
    struct add_found found = {.arena = report->arena};
    struct param_value *values;
    struct outcome *outcome = report->outcomes;
    struct err unmade; /* by the template, and why */
    bool typed = options->name != NULL;
    if (!add_ask_tenant(engine, wish->action, &found, e) || !tenant_fits(engine, wish, &found, e))
        return false;
    if (!take_template(engine, options, wish, &unmade, e))
        return false;
    struct param_values given = {wish->given, wish->count};
    if (param_called(wish->action->params, "domain") && !param_value_of(given, "domain") && found.domain)
        wish->given[wish->count++] = (struct param_value){"domain", found.domain};
    if (!action_values(report->arena, wish->action, wish->given, wish->count, &values, &outcome->values.count, e)) {
        if (unmade.code != ERR_OK && strstr(e->message, " needs "))
            *e = unmade;
        return false;
    }
    outcome->values.items = values;
    outcome->target = (struct target){.display_name = NULL};
    wish->action->names(report->arena, outcome->values, &outcome->target);
    if (!*outcome->target.user_principal_name)
        return err_set(e, ERR_USAGE, "%s needs domain (--set domain=…): the tenant's default is not known",
                       wish->action->name);
    if (options->name && strcasecmp(options->name, outcome->target.user_principal_name) != 0)
        return err_set(e, ERR_USAGE, "--name is %s, but the user is %s", options->name,
                       outcome->target.user_principal_name);
    say_times(report);
    if (!options->dry_run && !say_can(e))
        return false;
    if (options->dry_run || options->yes)
        say_doubts(engine, wish, &outcome->target);
    else {
        struct message about = do_message(report, wish->action, TO_PREPARE);
        if (!ask_before(engine, report, &about, typed, &typed, e))
            return false;
    }
    struct message message = do_message(report, wish->action, TO_RUN);
    message.plan = options->dry_run;
    message.typed = typed;
    struct err whole = {.code = ERR_OK};
    if (engine_run(engine, &message, report_take, report, &whole) || whole.code == ERR_OK || report->unwritten)
        return true;
    *e = whole;
    return outcome->state != JOB_UNSETTLED && outcome->state != JOB_RUNNING;
}

const char *add_tenant(const struct options *options, const char *customer)
{
    struct err ignored;
    const char *name = NULL;
    struct config *config = customer && !options->tenant ? config_read(options->config, &ignored) : NULL;
    for (size_t i = 0; config && i < config->tenant_count && !name; i++)
        if (!strcasecmp(config->tenants[i].name, customer) ||
            (config->tenants[i].tenant_id && !strcasecmp(config->tenants[i].tenant_id, customer)))
            name = config->tenants[i].name;
    static char kept[256]; /* the configuration is read anew; written once, by the only thread */
    snprintf(kept, sizeof kept, "%s", name ? name : "");
    config_free(config);
    return name ? kept : options->tenant;
}

int command_add(const struct options *options)
{
    auto_arena struct arena *arena = arena_new(0);
    struct outcomes report = {.arena = arena, .output = options->output, .count = 1};
    struct engine engine = {0};
    struct err e = {.code = ERR_OK};
    struct wish wish = {.action = action_find(strcmp(options->command->name, "invite") ? "add-user" : "invite-guest"),
                        .arena = arena};
    struct options there = *options;
    report.outcomes = arena_alloc(arena, sizeof *report.outcomes);
    *report.outcomes = (struct outcome){.action = wish.action, .state = JOB_UNSETTLED};
    wish.given = arena_alloc(arena, 160 * sizeof *wish.given);
    if ((options->prefill && !take_link(&wish, options->prefill, &e)) || !take_sets(&wish, options, &e))
        return options_fail(&e);
    there.tenant = add_tenant(options, wish.customer);
    bool ok = engine_open(&engine, &there, &e) && run(&engine, &there, &wish, &report, &e);
    int code = ok ? report_print(&report) : options_fail(&e);
    engine_close(&engine);
    return code;
}
