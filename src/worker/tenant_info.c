/* What is known of the tenant and of the one who is signed in: told to the screen, asked by the permission check. */
#include "worker/tenant_info.h"
#include "api/graph/users.h"
#include "worker/engine.h"

#include <string.h>

static const char *const *held_by(const struct work *work, enum http_resource resource)
{
    size_t count;
    const char *const *permissions = session_permissions(work->session, resource, &count);
    return count ? permissions : NULL; /* ends with NULL */
}

struct held work_held(const struct work *work)
{
    const struct session_identity *identity = session_identity(work->session);
    struct held held = {.caller = !identity             ? CALLER_UNKNOWN
                                  : identity->delegated ? CALLER_PERSON
                                                        : CALLER_APPLICATION,
                        .cmdlets = work->cmdlets,
                        .plans = work->plans,
                        .roles = session_roles(work->session),
                        .endpoints = &work->endpoints};
    for (enum http_resource r = RESOURCE_GRAPH; r < SESSION_RESOURCES; r++)
        held.permissions[r] = held_by(work, r);
    for (enum http_resource r = RESOURCE_GRAPH; r < SESSION_RESOURCES; r++)
        if (!session_expires(work->session, r) && work->given_up[r].code == ERR_SIGN_IN)
            held.no_token[r] = work->given_up[r].message;
    held.grows = work_can_grow(work);
    return held;
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

static const struct endpoints *endpoints_copied(struct arena *arena, const struct endpoints *from)
{
    struct endpoints *copy = arena_alloc(arena, sizeof *copy);
    *copy = *from;
    copy->tenant_id = arena_strdup(arena, from->tenant_id);
    for (enum http_resource r = RESOURCE_GRAPH; r < RESOURCES; r++)
        copy->at[r] = arena_strdup(arena, from->at[r]);
    return copy;
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
        .held = {.caller = held.caller,
                 .cmdlets = copied(message.arena, held.cmdlets),
                 .plans = copied(message.arena, held.plans),
                 .roles = copied(message.arena, held.roles),
                 .grows = held.grows,
                 .endpoints = endpoints_copied(message.arena, held.endpoints)},
    };
    for (enum http_resource r = RESOURCE_GRAPH; r < SESSION_RESOURCES; r++)
        tenant->held.permissions[r] = copied(message.arena, held.permissions[r]);
    for (enum http_resource r = RESOURCE_GRAPH; r < SESSION_RESOURCES; r++)
        tenant->held.no_token[r] = held.no_token[r] ? arena_strdup(message.arena, held.no_token[r]) : NULL;
    message.tenant = tenant;
    work_send(work, &message);
}

static void learn_cmdlets(struct work *work, const struct record_page *page)
{
    const struct record *offer = page->records;
    const struct value *names = record_value(offer, "cmdlets");
    arena_free(work->cmdlets_arena);
    work->cmdlets_arena = arena_new(0);
    const char **copy = arena_alloc(work->cmdlets_arena, (names->count + 1) * sizeof *copy);
    for (size_t i = 0; i < names->count; i++)
        copy[i] = arena_strdup(work->cmdlets_arena, names->texts[i]);
    work->cmdlets = copy;
    work_tell_tenant(work);
}

static void learn_plans(struct work *work, const struct record_page *page)
{
    size_t count = 0, most = 0;
    if (!subscriptions_tell(page))
        return; /* what is not told is not known to be missing */
    for (size_t i = 0; i < page->count; i++)
        most += record_value(&page->records[i], "servicePlans")->count;
    arena_free(work->plans_arena);
    work->plans_arena = arena_new(0);
    const char **plans = arena_alloc(work->plans_arena, (most + 1) * sizeof *plans);
    for (size_t i = 0; i < page->count; i++) {
        const struct value *own = record_value(&page->records[i], "servicePlans");
        for (size_t k = 0; k < own->count; k++)
            if (subscription_runs(&page->records[i], own->texts[k]))
                plans[count++] = arena_strdup(work->plans_arena, own->texts[k]);
    }
    work->plans = plans;
    work_tell_tenant(work);
}

static void learn_tenant(struct work *work, const struct record_page *page)
{
    const struct record *organization = page->records;
    arena_free(work->tenant_arena);
    work->tenant_arena = arena_new(0);
    work->tenant = (struct message_tenant){
        .id = arena_strdup(work->tenant_arena, record_text(organization, "id")),
        .display_name = arena_strdup(work->tenant_arena, record_text(organization, "displayName")),
        .default_domain = arena_strdup(work->tenant_arena, record_text(organization, "defaultDomain")),
    };
}

void work_learn_reading(struct work *work, const struct reading *reading)
{
    static const struct {
        const char *source;
        void (*learn)(struct work *work, const struct record_page *page);
    } rows[] = {{"exchange-cmdlets", learn_cmdlets}, {"organization", learn_tenant}, {"subscriptions", learn_plans}};
    bool whole = reading->state == READ_WHOLE && reading->page->count;
    for (size_t i = 0; whole && i < sizeof rows / sizeof rows[0]; i++)
        if (!strcmp(rows[i].source, reading->source->name))
            rows[i].learn(work, reading->page);
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

bool work_can_grow(const struct work *work)
{
    const struct config_tenant *tenant = work->options->tenant;
    return (tenant->auth == AUTH_DEVICE_CODE || tenant->auth == AUTH_BROWSER) && !tenant->partner_id &&
           !session_is_own_client(work->session, RESOURCE_GRAPH);
}

bool tenant_known(const struct work *work, const struct reading *organization)
{
    return organization->state != READ_NOT ||
           (organization->error.code == ERR_FORBIDDEN && session_identity(work->session) != NULL);
}
