/* Finding rows, and what is the same for all of them: confirmation, warnings, permission,
 * parameters. */
#include "action/action.h"

#include "action/rows.h"
#include "api/graph/graph.h"
#include "base/clock.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ACTIONS = 64 };

const struct action *const *action_all(size_t *count)
{
    /* Filled once, by the first caller, before a second thread exists (worker_start asks for it).
     */
    static const struct action *all[MOST_ACTIONS];
    static size_t known;
    static const struct action *const domains[] = {account_actions};

    if (!known)
        for (size_t i = 0; i < sizeof domains / sizeof domains[0]; i++)
            for (const struct action *row = domains[i]; row->name && known < MOST_ACTIONS; row++)
                all[known++] = row;
    *count = known;
    return all;
}

const struct action *action_find(const char *name)
{
    size_t count;
    const struct action *const *all = action_all(&count);

    for (size_t i = 0; i < count; i++)
        if (!strcmp(all[i]->name, name))
            return all[i];
    return NULL;
}

const struct action *action_by_key(int key)
{
    size_t count;
    const struct action *const *all = action_all(&count);

    for (size_t i = 0; i < count; i++)
        if (all[i]->key == key)
            return all[i];
    return NULL;
}

const char *action_group_title(enum action_group group)
{
    static const char *const titles[GROUPS] = {
        [GROUP_ACCOUNT] = "Account",
        [GROUP_MFA] = "MFA",
        [GROUP_MAIL] = "Mail",
        [GROUP_FILES] = "Groups and files",
    };
    return titles[group];
}

static const char *target_name(const struct target *target)
{
    return target->display_name && *target->display_name ? target->display_name
                                                         : target->user_principal_name;
}

char *action_confirm_text(struct arena *arena, const struct action *action,
                          const struct target *targets, size_t count)
{
    const char *hole = strstr(action->confirm, "{target}");
    char *who = count == 1 ? arena_printf(arena, "%s (%s)", target_name(targets),
                                          targets->user_principal_name)
                           : arena_printf(arena, "%zu users", count);

    if (!hole)
        return arena_strdup(arena, action->confirm);
    return arena_printf(arena, "%.*s%s%s", (int)(hole - action->confirm), action->confirm, who,
                        hole + strlen("{target}"));
}

const char **action_warnings(struct arena *arena, const struct action *action,
                             const struct target *target)
{
    const char **warnings = arena_alloc(arena, 4 * sizeof *warnings);
    size_t n = 0;

    if (target->synced && action->flags & ACTION_SYNC_REVERTS)
        warnings[n++] = "Synchronised from Active Directory: the next sync takes this back. Change "
                        "it there too "
                        "(Disable-ADAccount, Enable-ADAccount).";
    if (target->synced && action->flags & ACTION_DELEGATED_SYNCED)
        warnings[n++] = "Synchronised from Active Directory: the password is written back there, "
                        "which needs password writeback "
                        "and a signed-in administrator, and must be changed at the next sign-in.";
    if (target->guest && action->flags & ACTION_CONTAINMENT)
        warnings[n++] = "A guest: this has no effect in the account's home tenant.";
    warnings[n] = NULL;
    return warnings;
}

bool action_permitted(const struct action *action, const char *const *held, struct err *e)
{
    if (!held || !action->needs)
        return true;
    for (const char *const *need = action->needs; *need; need++)
        for (const char *const *have = held; *have; have++)
            if (!strcmp(*need, *have))
                return true;
    err_set(e, ERR_FORBIDDEN, "needs the permission %s", action->needs[0]);
    return err_hint(e, "grant %s (and the role %s), then sign in again", action->needs[0],
                    action->role);
}

static bool value_fits(const struct action *action, const struct param *param, const char *value,
                       struct err *e)
{
    bool limited = param->minimum || param->maximum;
    char *end;
    long number;
    int64_t time;

    switch (param->kind) {
    case PARAM_NUMBER:
        number = strtol(value, &end, 10);
        if (!limited && (*end || end == value))
            return err_set(e, ERR_USAGE, "%s: %s must be a number", action->name, param->name);
        if (*end || end == value || (limited && (number < param->minimum || number > param->maximum)))
            return err_set(e, ERR_USAGE, "%s: %s must be a number from %ld to %ld", action->name,
                           param->name, param->minimum, param->maximum);
        return true;
    case PARAM_BOOL:
        if (strcmp(value, "true") != 0 && strcmp(value, "false") != 0)
            return err_set(e, ERR_USAGE, "%s: %s must be true or false", action->name, param->name);
        return true;
    case PARAM_CHOICE:
        for (const char *const *choice = param->choices; *choice; choice++)
            if (!strcmp(*choice, value))
                return true;
        return err_set(e, ERR_USAGE, "%s: %s cannot be \"%s\"", action->name, param->name, value);
    case PARAM_DATE_TIME:
        return !*value || clock_parse(value, strlen(value), &time) ||
               err_set(e, ERR_USAGE, "%s: %s must be a time such as 2026-11-23T12:00:00Z",
                       action->name, param->name);
    default:
        if (param->maximum && strlen(value) > (size_t)param->maximum)
            return err_set(e, ERR_USAGE, "%s: %s is longer than %ld bytes", action->name,
                           param->name, param->maximum);
        if (*value && strlen(value) < (size_t)param->minimum)
            return err_set(e, ERR_USAGE, "%s: %s is shorter than %ld bytes", action->name,
                           param->name, param->minimum);
        return true;
    }
}

static const struct param *param_find(const struct action *action, const char *name)
{
    for (const struct param *param = action->params; param && param->name; param++)
        if (!strcmp(param->name, name))
            return param;
    return NULL;
}

static const char *value_given(const struct param_value *given, size_t count, const char *name)
{
    for (size_t i = count; i-- > 0;)
        if (!strcmp(given[i].name, name))
            return given[i].value;
    return NULL;
}

bool action_values(struct arena *arena, const struct action *action,
                   const struct param_value *given, size_t given_count, struct param_value **out,
                   size_t *out_count, struct err *e)
{
    size_t n = 0;

    for (size_t i = 0; i < given_count; i++)
        if (!param_find(action, given[i].name)) {
            err_set(e, ERR_USAGE, "%s has no parameter \"%s\"", action->name, given[i].name);
            return err_hint(e, "`roster actions` lists every action with its parameters");
        }
    for (const struct param *param = action->params; param && param->name; param++)
        n++;
    *out = arena_alloc(arena, (n + 1) * sizeof **out);
    *out_count = 0;
    for (const struct param *param = action->params; param && param->name; param++) {
        const char *value = value_given(given, given_count, param->name);
        if (!value)
            value = param->otherwise;
        if (param->required && (!value || !*value))
            return err_set(e, ERR_USAGE, "%s needs %s (--set %s=…)", action->name, param->name,
                           param->name);
        if (value && !value_fits(action, param, value, e))
            return false;
        (*out)[(*out_count)++] =
            (struct param_value){.name = param->name, .value = arena_strdup(arena, value)};
    }
    return true;
}

const char *flow_value(const struct flow *flow, const char *name)
{
    return value_given(flow->values, flow->value_count, name);
}

struct secret *flow_take_secret(struct flow *flow)
{
    struct secret *secret = flow->secret;
    flow->secret = NULL;
    return secret;
}

enum flow_state flow_fail(struct flow *flow, const struct http_reply *reply)
{
    if (reply && flow->error.code == ERR_OK && graph_check(reply, &flow->error))
        err_set(&flow->error, ERR_PARSE, "the service's reply cannot be understood");
    if (flow->error.code == ERR_FORBIDDEN && flow->action->needs)
        err_hint(&flow->error, "needs the permission %s and the role %s", flow->action->needs[0],
                 flow->action->role);
    return FLOW_FAILED;
}
