/* The guards' rules. */
#include "action/guard.h"

#include "base/arena.h"
#include <string.h>

enum { MOST_WITHOUT_NUMBER = 50 };

static const char unknown[] = "whether it holds a directory role could not be read";

static bool is_privileged(const struct guard_facts *facts)
{
    return facts->roles && *facts->roles;
}

/* What is not known is not safe. */
static bool may_be_privileged(const struct guard_facts *facts)
{
    return is_privileged(facts) || !facts->roles_known;
}

const char **guard_warnings(struct arena *arena, const struct action *action, const struct target *target,
                            const struct guard_facts *facts)
{
    const char **own = action_warnings(arena, action, target);
    size_t n = 0;
    while (own[n])
        n++;
    const char **all = arena_alloc(arena, (n + 5) * sizeof *all);
    memcpy(all, own, n * sizeof *all);
    if (facts->break_glass)
        all[n++] = "A break-glass account of this tenant: it is what you get back in with.";
    if (facts->self)
        all[n++] = "This is you: you may lock yourself out.";
    if (is_privileged(facts))
        all[n++] = arena_printf(
            arena, "Privileged: %s.%s%s%s", facts->roles, action->role_for_admins ? " It takes the role " : "",
            action->role_for_admins ? action->role_for_admins : "", action->role_for_admins ? "." : "");
    if (!facts->roles_known)
        all[n++] = "Whether this account holds a directory role could not be read.";
    all[n] = NULL;
    return all;
}

const char *guard_typed(struct arena *arena, const struct action *action, const struct target *targets, size_t count,
                        const char *tenant)
{
    bool destroys = action->flags & ACTION_DESTRUCTIVE;
    if (count == 1)
        return destroys ? targets[0].user_principal_name : NULL;
    return count && destroys             ? arena_printf(arena, "%zu %s", count, tenant)
           : count > MOST_WITHOUT_NUMBER ? arena_printf(arena, "%zu", count)
                                         : NULL;
}

bool guard_wants_name(const struct action *action, const struct guard_facts *facts)
{
    if (action->flags & ACTION_DESTRUCTIVE || facts->grave || facts->break_glass)
        return true;
    return action->flags & ACTION_CONTAINMENT && (facts->self || may_be_privileged(facts));
}

const char *guard_left_out(const struct action *action, const struct guard_facts *facts)
{
    bool guarded = action->touches <= TOUCHES_GUARDED;
    if (facts->break_glass)
        return "a break-glass account";
    if (facts->self && guarded)
        return "this is you";
    if (!guarded || !may_be_privileged(facts))
        return NULL;
    return is_privileged(facts) ? facts->roles : unknown;
}

bool guard_allows(const struct action *action, const struct target *target, const struct guard_facts *facts, bool bulk,
                  bool typed, struct err *e)
{
    const char *left_out = bulk ? guard_left_out(action, facts) : NULL;
    if (left_out && facts->break_glass)
        err_set(e, ERR_REFUSED, "a break-glass account is never part of a bulk run");
    else if (left_out && facts->self)
        err_set(e, ERR_REFUSED, "this is you: left out of the bulk run");
    else if (left_out && is_privileged(facts))
        err_set(e, ERR_REFUSED, "holds a directory role (%s): left out of the bulk run", facts->roles);
    else if (left_out)
        err_set(e, ERR_REFUSED, "%s: left out of the bulk run%s%.200s", unknown, facts->unread ? ". Why: " : "",
                facts->unread ? facts->unread : "");
    else if (!bulk && !typed && guard_wants_name(action, facts))
        err_set(e, ERR_REFUSED, "%s: the name must be typed",
                facts->break_glass     ? "a break-glass account"
                : facts->self          ? "this is you"
                : is_privileged(facts) ? "the account holds a directory role"
                : !facts->roles_known  ? unknown
                                       : "this cannot be taken back easily");
    else if (bulk && !typed && (action->flags & ACTION_DESTRUCTIVE || facts->grave))
        return err_set(e, ERR_REFUSED,
                       "this cannot be taken back easily: how many they are and the tenant must be typed") ||
               err_hint(e, "add --name \"NUMBER DOMAIN\" if you mean it, such as --name \"12 contoso.com\"");
    else
        return true;
    if (left_out && !facts->break_glass && !facts->self && !is_privileged(facts) && facts->grant)
        return err_hint(e, "grant %s to let roster read it; until then one user at a time, with --name %s",
                        facts->grant, target->user_principal_name);
    return err_hint(e, bulk ? "do it to this account alone if you mean it" : "add --name %s if you mean it",
                    target->user_principal_name);
}
