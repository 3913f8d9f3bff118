/* What each action takes and what of it is held, as the permission check decides it; then what to grant, and where. */
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

static const char *needed_by(struct arena *arena, const struct action *action)
{
    auto_buf struct buf text = buf_make(TEXT);
    list(&text, "", action->needs, " or ");
    list(&text, "; ", action->reads, " or ");
    list(&text, "; ", action->cmdlets, " and ");
    list(&text, "; ", action->other.permissions, " or ");
    list(&text, "; role ", action->roles, " or ");
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
    add_held(&text, action->other.permissions, held->permissions[action->other.service]);
    add_held(&text, action->roles, held->roles);
    return arena_strdup(arena, buf_text(&text));
}

static void grant(struct grants *grants, const char *const *wanted, const char *const *held)
{
    for (const char *const *name = wanted; name && *name; name++)
        if (is_among(held, *name))
            return;
    for (size_t i = 0; wanted && i < grants->count; i++)
        if (!strcmp(grants->names[i], wanted[0]))
            return;
    if (wanted && held && grants->count < MOST_GRANTS)
        grants->names[grants->count++] = wanted[0];
}

/* Unknown counts as held for the check, but is not told as such. */
static const char *unknown_of(struct arena *arena, const struct action *action, const struct held *held)
{
    const struct need *other = &action->other;
    if (action->cmdlets && !held->cmdlets)
        return "Exchange could not be asked";
    return other->permissions && !held->permissions[other->service]
               ? arena_printf(arena, "%s could not be asked", service_find(other->service)->label)
               : NULL;
}

static void tell_grants(struct work *work, uint64_t job, const struct grants *grants)
{
    auto_buf struct buf text = buf_make(TEXT);
    const struct config_tenant *tenant = work->options->tenant;
    struct err e;
    for (size_t i = 0; i < grants->count; i++)
        buf_printf(&text, "%s%s", i ? ", " : "", grants->names[i]);
    const struct message_check check = {
        .state = CHECK_MISSING, .area = "permissions", .name = "to grant", .text = buf_text(&text)};
    err_set(&e, ERR_FORBIDDEN, "permissions are missing");
    if (tenant->client_id)
        err_hint(&e, "add them to the app registration (docs/SETUP.md), then: %s/%s/adminconsent?client_id=%s",
                 work->endpoints.at[RESOURCE_LOGIN], work->endpoints.tenant_id, tenant->client_id);
    else
        err_hint(&e, "sign in with an app registration that has them (docs/SETUP.md)");
    doctor_tell(work, job, &check, &e);
}

static bool lacks_any(const char *const *wanted, const char *const *held)
{
    if (!wanted || !held)
        return false; /* what is not known is not missing */
    for (; *wanted; wanted++)
        if (is_among(held, *wanted))
            return false;
    return true;
}

/* What is read; a partner's list is nothing that others miss. */
static size_t tell_readings(struct work *work, uint64_t job, const struct held *held, struct grants *grants)
{
    size_t count, missing = 0;
    const struct source *const *all = source_all(&count);
    for (size_t i = 0; i < count; i++) {
        auto_buf struct buf needed = buf_make(TEXT), there = buf_make(TEXT), name = buf_make(TEXT);
        const struct source *source = all[i];
        bool partner = source->flags & SOURCE_PARTNER,
             lacks = lacks_any(source->needs, held->permissions[RESOURCE_GRAPH]) ||
                     lacks_any(source->also, held->permissions[RESOURCE_GRAPH]);
        list(&needed, "", source->needs, " or ");
        list(&needed, "; ", source->also, " or ");
        add_held(&there, source->needs, held->permissions[RESOURCE_GRAPH]);
        add_held(&there, source->also, held->permissions[RESOURCE_GRAPH]);
        buf_printf(&name, "read-%s", source->name);
        const struct message_check check = {.state = !lacks    ? CHECK_OK
                                                     : partner ? CHECK_NOTE
                                                               : CHECK_MISSING,
                                            .area = "permissions",
                                            .name = buf_text(&name),
                                            .text = source->label,
                                            .needed = buf_text(&needed),
                                            .held = buf_text(&there)};
        if (source->flags & SOURCE_OPEN)
            continue;
        doctor_tell(work, job, &check, NULL);
        if (!lacks || partner)
            continue;
        missing++;
        grant(grants, source->needs, held->permissions[RESOURCE_GRAPH]);
        grant(grants, source->also, held->permissions[RESOURCE_GRAPH]);
    }
    return missing;
}

size_t doctor_permissions(struct work *work, uint64_t job)
{
    size_t count;
    struct held held = work_held(work);
    struct grants grants = {.count = 0};
    size_t missing = tell_readings(work, job, &held, &grants);
    const struct action *const *all = action_all(&count);
    for (size_t i = 0; i < count; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct err e = {.code = ERR_OK};
        bool reachable = action_reachable(all[i], held.endpoints, &e);
        bool permitted = reachable && action_permitted(all[i], &held, &e);
        bool later = permitted && (lacks_any(all[i]->needs, held.permissions[RESOURCE_GRAPH]) ||
                                   lacks_any(all[i]->reads, held.permissions[RESOURCE_GRAPH]));
        const char *unknown = permitted ? unknown_of(arena, all[i], &held) : NULL;
        const struct message_check check = {.state = !reachable   ? CHECK_NOTE
                                                     : !permitted ? CHECK_MISSING
                                                     : later      ? CHECK_NOTE
                                                     : unknown    ? CHECK_SKIPPED
                                                                  : CHECK_OK,
                                            .area = "permissions",
                                            .name = all[i]->name,
                                            .needed = needed_by(arena, all[i]),
                                            .held = held_of(arena, all[i], &held),
                                            .text = !permitted ? e.message
                                                    : later    ? "its permission is asked for when it is first used"
                                                    : unknown  ? unknown
                                                               : all[i]->label};
        doctor_tell(work, job, &check, permitted ? NULL : &e);
        missing += reachable && !permitted;
        if (permitted || !reachable)
            continue;
        grant(&grants, all[i]->needs, held.permissions[RESOURCE_GRAPH]);
        grant(&grants, all[i]->reads, held.permissions[RESOURCE_GRAPH]);
        grant(&grants, all[i]->other.permissions, held.permissions[all[i]->other.service]);
    }
    if (grants.count)
        tell_grants(work, job, &grants);
    return missing;
}
