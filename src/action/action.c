/* Finding rows, and what is the same for all of them: confirmation, warnings, permission. */
#include "action/action.h"

#include "action/rows.h"
#include "api/service.h"
#include <string.h>
#include <strings.h>

enum { MOST_ACTIONS = 64 };

const struct action *const *action_all(size_t *count)
{
    /* Filled once, by the first caller, before a second thread exists (worker_start asks for it). */
    static const struct action *all[MOST_ACTIONS];
    static size_t known;
    static const struct action *const domains[] = {
        account_actions,       user_property_actions, life_cycle_actions, licences_actions, reprocess_actions,
        tap_actions,           methods_actions,       push_actions,       mailbox_actions,  forwarding_actions,
        out_of_office_actions, membership_actions,    onedrive_actions,   shortcut_actions,
    };

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

bool action_for_deleted(const struct action *action)
{
    static const struct target there = {.deleted = 0}, deleted = {.deleted = 1};
    return action->offered && action->offered(&deleted) && !action->offered(&there);
}

static const char *target_name(const struct target *target)
{
    return target->display_name && *target->display_name ? target->display_name : target->user_principal_name;
}

char *action_confirm_text(struct arena *arena, const struct action *action, const struct target *targets, size_t count)
{
    const char *hole = strstr(action->confirm, "{target}");
    char *who = count == 1 ? arena_printf(arena, "%s (%s)", target_name(targets), targets->user_principal_name)
                           : arena_printf(arena, "%zu users", count);

    if (!hole)
        return arena_strdup(arena, action->confirm);
    return arena_printf(arena, "%.*s%s%s", (int)(hole - action->confirm), action->confirm, who,
                        hole + strlen("{target}"));
}

const char **action_warnings(struct arena *arena, const struct action *action, const struct target *target)
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

char *action_any_of(struct arena *arena, const char *const *names)
{
    auto_buf struct buf out = buf_make(2048);
    for (const char *const *name = names; *name; name++)
        buf_printf(&out, "%s%s", name == names ? "" : name[1] ? ", " : " or ", *name);
    return arena_strdup(arena, buf_text(&out));
}

static bool holds_any(const char *const *needs, const char *const *held)
{
    if (!held || !needs)
        return true;
    for (const char *const *need = needs; *need; need++)
        for (const char *const *have = held; *have; have++)
            if (!strcasecmp(*need, *have))
                return true;
    return false;
}

static const char *missing_cmdlet(const char *const *cmdlets, const char *const *held)
{
    for (const char *const *need = cmdlets; need && *need && held; need++)
        if (!holds_any((const char *const[]){*need, NULL}, held))
            return *need;
    return NULL;
}

const char *const *action_needs(const struct action *action, enum http_resource service)
{
    if (service == RESOURCE_GRAPH)
        return action->needs;
    if (service == action->other.service && service != RESOURCE_NONE)
        return action->other.permissions;
    return service == RESOURCE_EXCHANGE && action->cmdlets ? service_find(service)->permissions : NULL;
}

bool action_reachable(const struct action *action, const struct endpoints *endpoints, struct err *e)
{
    return service_reachable(endpoints, RESOURCE_LOGIN, e) && service_reachable(endpoints, RESOURCE_GRAPH, e) &&
           (!action->cmdlets || service_reachable(endpoints, RESOURCE_EXCHANGE, e)) &&
           (!action->other.service || service_reachable(endpoints, action->other.service, e));
}

/* The first list of permissions of which none is held; NULL: there is no such list. */
static const char *const *missing_permission(const struct action *action, const struct held *held)
{
    bool asked_for = held->grows && action->flags & ACTION_RARE;
    if (!asked_for && !holds_any(action->needs, held->permissions[RESOURCE_GRAPH]))
        return action->needs;
    if (!asked_for && !holds_any(action->reads, held->permissions[RESOURCE_GRAPH]))
        return action->reads;
    for (enum http_resource r = RESOURCE_GRAPH; r < RESOURCES; r++)
        if (!(asked_for && r == RESOURCE_GRAPH) && !holds_any(action_needs(action, r), held->permissions[r]))
            return action_needs(action, r);
    return NULL;
}

bool action_permitted(const struct action *action, const struct held *held, struct err *e)
{
    auto_arena struct arena *arena = arena_new(0);
    const char *const *missing = missing_permission(action, held);
    const char *cmdlet = missing_cmdlet(action->cmdlets, held->cmdlets);
    if (held->endpoints && !action_reachable(action, held->endpoints, e))
        return false;
    if (missing) {
        err_set(e, ERR_FORBIDDEN, "needs the permission %s", missing[0]);
        return err_hint(e, "grant %s (and the role %s), then sign in again", missing[0],
                        action_any_of(arena, action->roles));
    }
    if (cmdlet) {
        err_set(e, ERR_FORBIDDEN, "Exchange does not offer %s to this sign-in", cmdlet);
        return err_hint(e, "assign the role %s, then sign in again", action_any_of(arena, action->roles));
    }
    if (!holds_any(action->roles, held->roles) &&
        !holds_any((const char *const[]){"Global Administrator", NULL}, held->roles)) {
        err_set(e, ERR_FORBIDDEN, "needs the role %s", action_any_of(arena, action->roles));
        return err_hint(e, "activate or assign it, then sign in again");
    }
    return true;
}
