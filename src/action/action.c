/* Finding rows, and what is the same for all of them: confirmation, warnings, permission. */
#include "action/action.h"

#include "action/rows.h"
#include <string.h>

enum { MOST_ACTIONS = 192 };

#define ACTION_FILE_LISTED(name) name##_actions,

const struct action *const *action_all(size_t *count)
{
    /* Filled once, by the first caller, before a second thread exists (worker_start asks for it). */
    static const struct action *all[MOST_ACTIONS];
    static size_t known;
    static const struct action *const domains[] = {ACTION_FILES(ACTION_FILE_LISTED)};

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
        if (key && all[i]->key == key)
            return all[i];
    return NULL;
}

const char *action_group_title(enum action_group group)
{
    static const char *const titles[ACTION_GROUPS] = {
        [GROUP_ACCOUNT] = "Account",
        [GROUP_MFA] = "MFA",
        [GROUP_MAIL] = "Mail",
        [GROUP_MAIL_ACCESS] = "Access to the mailbox",
        [GROUP_MAIL_SETTINGS] = "Settings of the mailbox",
        [GROUP_FILES] = "Groups and files",
    };
    return titles[group];
}

void target_of_user(const struct user *user, struct arena *arena, struct target *out)
{
    *out = (struct target){
        .user_principal_name = arena_strdup(arena, user->user_principal_name),
        .display_name = arena_strdup(arena, user->display_name),
        .enabled_known = user->flags & USER_ENABLED_KNOWN,
        .enabled = user->flags & USER_ENABLED,
        .synced = user->flags & USER_SYNCED,
        .guest = user->flags & USER_GUEST,
    };
    guid_format(&user->id, out->id);
}

struct target target_copy(struct arena *arena, const struct target *target)
{
    struct target copy = *target;
    copy.display_name = arena_strdup(arena, target->display_name);
    copy.user_principal_name = arena_strdup(arena, target->user_principal_name);
    return copy;
}

struct target *targets_copy(struct arena *arena, const struct target *targets, size_t count)
{
    struct target *copies = arena_alloc(arena, (count + 1) * sizeof *copies);
    for (size_t i = 0; i < count; i++)
        copies[i] = target_copy(arena, &targets[i]);
    return copies;
}

bool target_is_external(const struct target *target)
{
    return target->user_principal_name && strcasestr(target->user_principal_name, "#EXT#");
}

bool target_is_own(const struct target *target)
{
    return !target_is_external(target);
}

bool action_offered(const struct action *action, const struct target *target)
{
    return !(target->synced && action->flags & ACTION_CLOUD_ONLY) &&
           !(target->guest && action->flags & ACTION_NO_GUESTS) && (!action->offered || action->offered(target));
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
        warnings[n++] = arena_printf(
            arena, "Synchronised from Active Directory: the next sync takes this back. Do it there too (%s).",
            action->on_premises);
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
