/* People who sign in: those of the file, and everybody in a directory. */
#include "tenant/login/login_call.h"

#include "base/alloc.h"
#include "tenant/graph/roles.h"
#include "tenant/state/lock.h"
#include "tenant/state/store.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define ANY_USER "b79fbf4d-3ef9-4689-8143-76b194e85509" /* every person's token says so */

static const struct login_tenant *home_of(const struct login *login, const struct login_person *person)
{
    const struct login_config *config = login->config;
    const struct login_tenant *home = person->home ? login_config_tenant(config, person->home) : NULL;
    return home ? home : &config->tenants[LOGIN_HOME];
}

const struct login_person *login_person(struct login *login, const char *upn)
{
    const struct login_person *configured = login_config_person(login->config, upn);
    const char *at = strrchr(upn, '@');
    const struct login_tenant *tenant = at ? login_config_tenant(login->config, at + 1) : NULL;
    if (configured || !tenant)
        return configured;
    struct tenant *directory = login->enter(login->front, tenant);
    pthread_mutex_lock(&directory->lock);
    bool known = store_find(directory->store, upn) != SEED_NOBODY;
    pthread_mutex_unlock(&directory->lock);
    if (!known)
        return NULL;
    pthread_mutex_lock(&login->lock);
    struct login_person *person = arena_alloc(login->config->arena, sizeof *person);
    person->upn = arena_strdup(login->config->arena, upn);
    person->home = tenant->id;
    pthread_mutex_unlock(&login->lock);
    return person;
}

/* The roles a directory gives a user; under its lock. */
static struct login_names roles_in(struct tenant *tenant, const struct user_record *user, struct arena *arena)
{
    struct login_names roles = {.names = arena_alloc(arena, ((size_t)seed_role_count + 1) * sizeof *roles.names)};
    assert(lock_is_held(&tenant->lock));
    for (int i = 0; i < seed_role_count; i++)
        if (roles_has_somehow(tenant, &seed_roles[i], user))
            roles.names[roles.count++] = seed_roles[i].template_id;
    return roles;
}

struct login_identity login_identify(struct login *login, const struct login_person *person, struct arena *arena)
{
    struct login_identity who = {
        .person = person, .home = home_of(login, person), .upn = person->upn, .roles = person->roles};
    struct tenant *directory = login->enter(login->front, who.home);
    char id[GUID_TEXT];
    pthread_mutex_lock(&directory->lock);
    struct tenant_store *store = directory->store;
    uint32_t number = store_find(store, person->oid ? person->oid : person->upn);
    who.known = number != SEED_NOBODY || person->oid;
    who.enabled = !person->disabled;
    who.oid = person->oid;
    who.name = person->name ? person->name : person->upn;
    if (number != SEED_NOBODY) {
        struct user_record *user = arena_alloc(arena, sizeof *user);
        const struct store_value *written = store_value(store_change(store, number), "accountEnabled");
        user_record_load(user, store, number);
        who.enabled = who.enabled && (written ? json_true(written->value) : user->seed.enabled);
        who.oid = arena_strdup(arena, guid_format(&user->seed.id, id));
        who.name = person->name ? person->name : user->seed.display_name;
        if (!person->roles.given)
            who.roles = roles_in(directory, user, arena);
    }
    pthread_mutex_unlock(&directory->lock);
    return who;
}

static bool was_active(const struct login_relationship *relationship)
{
    static const char *const before[] = {"created", "approvalPending", "approved", "activating"};
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        if (!strcmp(relationship->status, before[i]))
            return false;
    return true;
}

static bool invited(const struct login *login, const struct login_identity *who, const struct login_tenant *tenant)
{
    const struct login_names *named = &who->person->tenants;
    for (size_t i = 0; i < named->count; i++)
        if (login_config_tenant(login->config, named->names[i]) == tenant)
            return true;
    for (size_t i = 0; !named->given && i < tenant->relationship_count; i++)
        if (was_active(&tenant->relationships[i]))
            return true;
    return false;
}

bool login_may_enter(const struct login_call *call, const struct login_identity *who, const struct login_tenant *tenant)
{
    struct arena *arena = call->request->arena;
    if (!who->known)
        return login_refuse(call, 50034,
                            arena_printf(arena,
                                         "The user account %s does not exist in the %s directory. To sign into this "
                                         "application, the account must be added to the directory.",
                                         who->upn, who->home->name));
    if (!who->enabled)
        return login_refuse(call, 50057, NULL);
    if (tenant == who->home || invited(call->login, who, tenant))
        return true;
    return login_refuse(
        call, 50020,
        arena_printf(arena,
                     "User account '%s' from identity provider 'https://sts.windows.net/%s/' does not exist in "
                     "tenant '%s' and cannot access the application '%s'(%s) in that tenant. The account needs to be "
                     "added as an external user in the tenant first.",
                     who->upn, who->home->id, tenant->name, call->app->id, call->app->name));
}

struct login_names login_roles(const struct login_identity *who, const struct login_tenant *tenant, struct arena *arena)
{
    const struct login_names *own = &who->roles;
    size_t most = own->count + 1;
    for (size_t i = 0; i < tenant->relationship_count; i++)
        most += tenant->relationships[i].roles.count;
    struct login_names roles = {.names = arena_alloc(arena, most * sizeof *roles.names), .given = true};
    bool at_home = tenant == who->home;
    for (size_t i = 0; at_home && i < own->count; i++)
        roles.names[roles.count++] = own->names[i];
    for (size_t i = 0; !at_home && i < tenant->relationship_count; i++) {
        const struct login_relationship *one = &tenant->relationships[i];
        bool holds = !strcmp(one->status, "active") || !strcmp(one->status, "expiring");
        for (size_t k = 0; holds && k < one->roles.count; k++)
            roles.names[roles.count++] = one->roles.names[k];
    }
    roles.names[roles.count++] = ANY_USER;
    return roles;
}
