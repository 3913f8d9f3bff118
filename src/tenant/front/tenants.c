/* The other tenants of the process: each with a store and keys of its own, made when first asked for. */
#include "tenant/front/front.h"

#include "base/alloc.h"
#include "codec/jwt.h"
#include "tenant/state/store.h"
#include <assert.h>
#include <string.h>
#include <strings.h>

struct tenants {
    pthread_mutex_t lock;
    size_t count;
    struct tenant_front **fronts; /* in the configuration's order; NULL: not asked for yet */
};

struct tenants *tenants_new(size_t count)
{
    struct tenants *tenants = xcalloc(1, sizeof *tenants);
    tenants->count = count;
    tenants->fronts = xcalloc(count, sizeof *tenants->fronts);
    pthread_mutex_init(&tenants->lock, NULL);
    return tenants;
}

void tenants_free(struct tenants *tenants)
{
    for (size_t i = 0; i < tenants->count; i++) {
        struct tenant_front *front = tenants->fronts[i];
        if (!front || front->home == front)
            continue;
        struct tenant_store *store = front->tenant.store;
        front_free(front);
        store_free(store);
        xfree(front);
    }
    pthread_mutex_destroy(&tenants->lock);
    xfree(tenants->fronts);
    xfree(tenants);
}

static struct tenant_front *make(struct tenant_front *home, const struct login_tenant *tenant)
{
    struct err e;
    struct tenant_front *front = xcalloc(1, sizeof *front);
    struct options options =
        home->options; /* but for what belongs to this tenant alone, and what the first keeps for all */
    options.tenant_id = tenant->id;
    options.users = tenant->users;
    options.seed = tenant->seed;
    options.ledger = options.login = NULL;
    options.fault_count = 0;
    options.scenarios[0] = tenant->scenario; /* the others are of the first */
    options.scenarios[1] = options.denied[0] = NULL;
    options.licence_given &= !tenant->scenario;
    struct tenant_store *store = store_new(tenant->users, tenant->seed);
    store_name(store, tenant->name, tenant->domain, tenant->initial_domain);
    store_set_plan(store, store_plan(home->tenant.store));
    if (!front_init(front, &options, home->base, store, home->tables, &e)) { /* the first one's options were good */
        store_free(store);
        xfree(front);
        return home;
    }
    front->home = home;
    front->tenant.home = &home->tenant;
    front->login.described = tenant;
    front->tokens.sessions = &home->login.sessions;
    return front;
}

struct tenant_front *front_enter(struct tenant_front *home, const struct login_tenant *tenant)
{
    size_t place = (size_t)(tenant - home->login.config->tenants);
    assert(place < home->tenants->count && home->home == home);
    if (place == LOGIN_HOME)
        return home;
    pthread_mutex_lock(&home->tenants->lock);
    if (!home->tenants->fronts[place])
        home->tenants->fronts[place] = make(home, tenant);
    struct tenant_front *front = home->tenants->fronts[place];
    pthread_mutex_unlock(&home->tenants->lock);
    return front;
}

struct tenant_front *front_of_token(struct tenant_front *home, const struct tenant_request *request)
{
    struct err e;
    const char *authorization = tenant_header(request, "Authorization");
    if (home->tenants->count == 1 || !authorization || strncasecmp(authorization, "Bearer ", 7) != 0)
        return home;
    auto_json struct json *claims = jwt_claims(authorization + 7, &e);
    const char *id = json_text(json_get(claims, "tid"));
    const struct login_tenant *tenant = id ? login_config_tenant(home->login.config, id) : NULL;
    return tenant ? front_enter(home, tenant) : home;
}
