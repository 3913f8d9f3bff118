/* What each action takes and what of it is held, as the permission check decides it; then what to grant, and where. */
#include "api/login/form.h"
#include "worker/consent.h"
#include "worker/doctor.h"
#include "worker/engine.h"
#include "worker/tenant_info.h"

#include "api/service.h"
#include "base/buf.h"
#include <string.h>
#include <strings.h>

enum { MOST_GRANTS = 64, TEXT = 2048 };

struct grants {
    const char *names[MOST_GRANTS];
    size_t count;
};

static void list(struct buf *out, const char *before, const char *const *names, const char *between)
{
    for (const char *const *name = names; name && *name; name++)
        buf_printf(out, "%s%s", name != names ? between : out->length ? before : before + strspn(before, "; "), *name);
}

static const char *const *roles_for(const struct action *action, const struct held *held)
{
    return held->caller == CALLER_APPLICATION ? permission_app_roles(action) : action->roles;
}

static const char *needed_by(struct arena *arena, const struct action *action, const struct held *held)
{
    auto_buf struct buf text = buf_make(TEXT);
    list(&text, "", action->needs, " or ");
    list(&text, "; ", action->reads, " or ");
    list(&text, "; ", action->cmdlets, " and ");
    if (action->other)
        list(&text, "; ", permission_needs(action, action->other), " or ");
    list(&text, "; role ", roles_for(action, held), " or ");
    return arena_strdup(arena, buf_text(&text));
}

static bool is_among(const char *const *names, const char *name)
{
    for (; names && *names; names++)
        if (!strcasecmp(*names, name))
            return true;
    return false;
}

/* Those of `wanted` that are in `there`. */
static void add_held(struct buf *out, const char *const *wanted, const char *const *there)
{
    for (; wanted && *wanted; wanted++)
        if (is_among(there, *wanted))
            buf_printf(out, "%s%s", out->length ? ", " : "", *wanted);
}

static const char *held_of(struct arena *arena, const struct action *action, const struct held *held)
{
    auto_buf struct buf text = buf_make(TEXT);
    add_held(&text, action->needs, held->permissions[RESOURCE_GRAPH]);
    add_held(&text, action->reads, held->permissions[RESOURCE_GRAPH]);
    add_held(&text, action->cmdlets, held->cmdlets);
    add_held(&text, permission_needs(action, action->other), held->permissions[action->other]);
    add_held(&text, roles_for(action, held), held->roles);
    return arena_strdup(arena, buf_text(&text));
}

static void add_grant(struct grants *grants, const char *name)
{
    for (size_t i = 0; i < grants->count; i++)
        if (!strcmp(grants->names[i], name))
            return;
    if (grants->count < MOST_GRANTS)
        grants->names[grants->count++] = name;
}

static void grant(struct grants *grants, const char *const *wanted, const struct held *held)
{
    if (!permission_held(held, RESOURCE_GRAPH, wanted))
        add_grant(grants, wanted[0]);
}

/* Unknown counts as held for the check, but is not told as such. */
static const char *unknown_of(struct arena *arena, const struct action *action, const struct held *held)
{
    enum http_resource other = action->other;
    if (action->cmdlets && !held->cmdlets)
        return "Exchange could not be asked";
    return permission_needs(action, other) && !held->permissions[other]
               ? arena_printf(arena, "%s could not be asked", service_find(other)->label)
               : NULL;
}

static void tell_grants(struct work *work, uint64_t job, const struct grants *grants)
{
    auto_buf struct buf text = buf_make(TEXT);
    auto_arena struct arena *arena = arena_new(0);
    const struct config_tenant *tenant = work->options->tenant;
    struct err e;
    for (size_t i = 0; i < grants->count; i++)
        buf_printf(&text, "%s%s", i ? ", " : "", grants->names[i]);
    const struct message_check check = {
        .state = CHECK_MISSING, .area = "permissions", .name = "to grant", .text = buf_text(&text)};
    err_set(&e, ERR_FORBIDDEN, "permissions are missing");
    if (tenant->client_id)
        err_hint(&e, "add them to the app registration (docs/SETUP.md), then: %s",
                 login_consent_url(arena, work->endpoints.at[RESOURCE_LOGIN], work->endpoints.tenant_id,
                                   tenant->client_id,
                                   arena_printf(arena, "%s/.default", work->endpoints.at[RESOURCE_GRAPH])));
    else
        err_hint(&e, "sign in with an app registration that has them (docs/SETUP.md)");
    doctor_tell(work, job, &check, &e);
}

/* What no permission makes up for: the licence of the tenant, a cmdlet that Exchange does not offer, the roles of a person, which are never
 * known whole (REQUESTS §0.4). NULL: nothing speaks against it. */
static const char *closed_by(struct arena *arena, const struct source *source, const struct held *held)
{
    if (source->plan && held->plans && !is_among(held->plans, source->plan))
        return arena_printf(arena, "the tenant has no licence with %s", source->plan);
    for (const char *const *need = source->cmdlets; need && *need && held->cmdlets; need++)
        if (!is_among(held->cmdlets, *need))
            return arena_printf(arena, "Exchange does not offer %s to this sign-in", *need);
    if ((source->cmdlets && held->cmdlets) || held->caller != CALLER_PERSON || !source->roles || !held->roles ||
        is_among(held->roles, "Global Administrator"))
        return NULL;
    for (const char *const *role = held->roles; *role; role++)
        if (is_among(source->roles, *role))
            return NULL;
    return arena_printf(arena, "needs the role %s", action_any_of(arena, source->roles));
}

/* What is read; a partner's list is nothing that others miss. */
static size_t tell_readings(struct work *work, uint64_t job, const struct held *held, struct grants *grants)
{
    size_t count, missing = 0;
    const struct source *const *all = source_all(&count);
    for (size_t i = 0; i < count; i++) {
        auto_buf struct buf needed = buf_make(TEXT), there = buf_make(TEXT), name = buf_make(TEXT);
        const struct source *source = all[i];
        bool partner = source->flags & SOURCE_PARTNER, lacks = !permission_held(held, RESOURCE_GRAPH, source->needs) ||
                                                               !permission_held(held, RESOURCE_GRAPH, source->also);
        list(&needed, "", source->needs, " or ");
        list(&needed, "; ", source->also, " or ");
        if (held->caller == CALLER_PERSON)
            list(&needed, "; role ", source->roles, " or ");
        add_held(&there, source->needs, held->permissions[RESOURCE_GRAPH]);
        add_held(&there, source->also, held->permissions[RESOURCE_GRAPH]);
        if (held->caller == CALLER_PERSON)
            add_held(&there, source->roles, held->roles);
        buf_printf(&name, "read-%s", source->name);
        auto_arena struct arena *arena = arena_new(0);
        const char *closed = lacks ? NULL : closed_by(arena, source, held);
        const struct message_check check = {
            .state = lacks && !partner ? CHECK_MISSING
                     : lacks || closed ? CHECK_NOTE
                                       : CHECK_OK,
            .area = "permissions",
            .name = buf_text(&name),
            .text = closed ? arena_printf(arena, "%s: probably not: %s", source->label, closed) : source->label,
            .needed = buf_text(&needed),
            .held = buf_text(&there)};
        if (source->flags & SOURCE_OPEN)
            continue;
        doctor_tell(work, job, &check, NULL);
        if (!lacks || partner)
            continue;
        missing++;
        grant(grants, source->needs, held);
        grant(grants, source->also, held);
    }
    return missing;
}

/* Another service's permission: an application's token holds all it has. */
static void grant_other(struct grants *grants, const struct action *action, enum http_resource service,
                        const struct held *held)
{
    if (!permission_held(held, service, permission_needs(action, service)))
        add_grant(grants, permission_named(action, service, held->caller));
}

/* One action; true: something is missing for it. */
static bool tell_action(struct work *work, uint64_t job, const struct action *action, const struct held *held,
                        struct grants *grants)
{
    auto_arena struct arena *arena = arena_new(0);
    struct err e = {.code = ERR_OK};
    bool reachable = permission_reachable(action, held->endpoints, &e),
         lacks = !permission_held(held, RESOURCE_GRAPH, action->needs) ||
                 !permission_held(held, RESOURCE_GRAPH, action->reads);
    enum permission may = reachable ? permission_of(action, held, &e) : PERMISSION_CANNOT;
    /* A person's roles are never known whole; an application's are in its token. */
    bool licensed = permission_licensed(action, held);
    bool missing = reachable && licensed && permission_of_caller(action, held) && (!action->exchange_role || lacks) &&
                   (may == PERMISSION_CANNOT ||
                    (may == PERMISSION_PROBABLY_NOT && (lacks || held->caller == CALLER_APPLICATION)));
    bool later = may == PERMISSION_MAY && lacks;
    const char *unknown = may == PERMISSION_MAY ? unknown_of(arena, action, held) : NULL;
    const struct message_check check = {.state = missing                          ? CHECK_MISSING
                                                 : may != PERMISSION_MAY || later ? CHECK_NOTE
                                                 : unknown                        ? CHECK_SKIPPED
                                                                                  : CHECK_OK,
                                        .area = "permissions",
                                        .name = action->name,
                                        .needed = needed_by(arena, action, held),
                                        .held = held_of(arena, action, held),
                                        .text = may == PERMISSION_PROBABLY_NOT
                                                    ? arena_printf(arena, "probably not: %s", e.message)
                                                : may == PERMISSION_CANNOT ? e.message
                                                : later   ? "its permission is asked for when it is first used"
                                                : unknown ? unknown
                                                          : action->label};
    doctor_tell(work, job, &check, may == PERMISSION_MAY ? NULL : &e);
    if (!missing)
        return false;
    grant(grants, action->needs, held);
    grant(grants, action->reads, held);
    if (action->cmdlets && held->caller == CALLER_APPLICATION)
        grant_other(grants, action, RESOURCE_EXCHANGE, held);
    grant_other(grants, action, action->other, held);
    return true;
}

size_t doctor_permissions(struct work *work, uint64_t job)
{
    size_t count;
    struct held held = work_held(work);
    memset(held.no_token, 0, sizeof held.no_token); /* told among the services already */
    struct grants grants = {.count = 0};
    size_t missing = tell_readings(work, job, &held, &grants);
    const struct action *const *all = action_all(&count);
    for (size_t i = 0; i < count; i++)
        missing += tell_action(work, job, all[i], &held, &grants);
    if (grants.count)
        tell_grants(work, job, &grants);
    return missing;
}
