/* What is known of the tenant and of the one who is signed in: told to the screen, asked by the permission check. */
#include "worker/engine.h"

#include "api/graph/roles.h"
#include <string.h>

static const char *const *held_by(const struct work *work, enum http_resource resource)
{
    size_t count;
    const char *const *permissions = session_permissions(work->session, resource, &count);
    return count ? permissions : NULL; /* ends with NULL */
}

struct held work_held(const struct work *work)
{
    return (struct held){
        .graph = held_by(work, RESOURCE_GRAPH),
        .exchange = held_by(work, RESOURCE_EXCHANGE),
        .sharepoint = held_by(work, RESOURCE_SHAREPOINT),
        .cmdlets = work->cmdlets,
        .roles = session_roles(work->session),
    };
}

static const char *const *copied(struct arena *arena, const char *const *names)
{
    size_t count = 0;
    while (names && names[count])
        count++;
    const char **copy = arena_alloc(arena, (count + 1) * sizeof *copy);
    for (size_t i = 0; i < count; i++)
        copy[i] = arena_strdup(arena, names[i]);
    return names ? copy : NULL;
}

void work_tell_tenant(struct work *work)
{
    const struct session_identity *identity = session_identity(work->session);
    struct message message = {.kind = FROM_TENANT, .arena = arena_new(0)};
    struct message_tenant *tenant = arena_alloc(message.arena, sizeof *tenant);
    struct held held = work_held(work);
    *tenant = (struct message_tenant){
        .id = arena_strdup(message.arena, identity ? identity->tenant_id : work->tenant.id),
        .display_name = arena_strdup(message.arena, work->tenant.display_name ? work->tenant.display_name : ""),
        .default_domain = arena_strdup(message.arena, work->tenant.default_domain ? work->tenant.default_domain : ""),
        .operator_name = identity ? arena_strdup(message.arena, identity->operator_name) : NULL,
        .delegated = identity && identity->delegated,
        .held = {.graph = copied(message.arena, held.graph),
                 .exchange = copied(message.arena, held.exchange),
                 .sharepoint = copied(message.arena, held.sharepoint),
                 .cmdlets = copied(message.arena, held.cmdlets),
                 .roles = copied(message.arena, held.roles)},
    };
    message.tenant = tenant;
    work_send(work, &message);
}

void work_learn(struct work *work)
{
    const struct session_identity *identity = session_identity(work->session);
    if (identity && *identity->tenant_id && strcmp(identity->tenant_id, work->endpoints.tenant_id) != 0)
        work->endpoints.tenant_id = arena_strdup(work->learned, identity->tenant_id);
}

void work_learn_sharepoint(struct work *work, const char *url)
{
    if (work->endpoints.at[RESOURCE_SHAREPOINT])
        return;
    work->endpoints.at[RESOURCE_SHAREPOINT] = arena_strdup(work->learned, url);
    session_set_address(work->session, RESOURCE_SHAREPOINT, url);
}
