/* The permission check: the one for menu, panel, palette, confirmation, command line, doctor, and for what is said of a refusal. */
#include "action/permission.h"

#include "api/service.h"
#include <string.h>
#include <strings.h>

static bool is_among(const char *const *names, const char *name)
{
    for (; names && *names; names++)
        if (!strcasecmp(*names, name))
            return true;
    return false;
}

static bool holds_any(const char *const *needs, const char *const *held)
{
    if (!held || !needs)
        return true;
    for (; *needs; needs++)
        if (is_among(held, *needs))
            return true;
    return false;
}

bool permission_held(const struct held *held, enum http_resource service, const char *const *names)
{
    const char *const *there = held->permissions[service];
    return holds_any(names, there) || (service == RESOURCE_GRAPH && held->caller == CALLER_PERSON &&
                                       is_among(there, "Directory.AccessAsUser.All"));
}

const char *const *permission_needs(const struct action *action, enum http_resource service)
{
    if (service == RESOURCE_GRAPH)
        return action->needs;
    bool takes = service == RESOURCE_EXCHANGE ? action->cmdlets != NULL
                                              : service != RESOURCE_NONE && service == action->other;
    return takes ? service_find(service)->permissions : NULL;
}

/* The one that is named first; Directory.AccessAsUser.All is for persons alone. */
static const char *graph_need(const char *const *needs, enum caller caller)
{
    bool other = caller == CALLER_APPLICATION && needs[1] && !strcmp(needs[0], "Directory.AccessAsUser.All");
    return needs[other];
}

const char *permission_named(const struct action *action, enum http_resource service, enum caller caller)
{
    const char *const *needs = permission_needs(action, service);
    if (needs && service == RESOURCE_GRAPH) /* it has one name for both */
        return graph_need(needs, caller);
    return needs ? needs[caller == CALLER_PERSON] : NULL;
}

const char *const *permission_app_roles(const struct action *action)
{
    return action->app_roles ? action->app_roles : action->cmdlets ? action->roles : NULL;
}

bool permission_reachable(const struct action *action, const struct endpoints *endpoints, struct err *e)
{
    return service_reachable(endpoints, RESOURCE_LOGIN, e) && service_reachable(endpoints, RESOURCE_GRAPH, e) &&
           (!action->cmdlets || service_reachable(endpoints, RESOURCE_EXCHANGE, e)) &&
           (!action->other || service_reachable(endpoints, action->other, e));
}

/* --- before --- */

bool permission_licensed(const struct action *action, const struct held *held)
{
    return !action->plan || !held->plans || is_among(held->plans, action->plan);
}

/* What the tenant owns is known whole: the service would refuse everybody. */
static enum permission of_licence(const struct action *action, const struct held *held, struct err *e)
{
    static const struct {
        const char *plan, *product;
    } names[] = {{"AAD_PREMIUM", "Microsoft Entra ID P1"}, {"AAD_PREMIUM_P2", "Microsoft Entra ID P2"}};
    const char *product = action->plan;
    if (permission_licensed(action, held))
        return PERMISSION_MAY;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (!strcmp(names[i].plan, action->plan))
            product = names[i].product;
    err_set(e, ERR_FORBIDDEN, "needs %s, which the tenant does not have", product);
    err_hint(e, "buy a licence that holds it, then load the table again");
    return PERMISSION_CANNOT;
}

static enum permission no_token(const struct action *action, const struct held *held, struct err *e)
{
    for (enum http_resource r = RESOURCE_GRAPH; r < RESOURCES; r++)
        if (held->no_token[r] && (r == RESOURCE_GRAPH || permission_needs(action, r))) {
            err_set(e, ERR_FORBIDDEN, "%s gave no token: %s", service_find(r)->label, held->no_token[r]);
            err_hint(e, "sign in again when this is mended");
            return PERMISSION_CANNOT;
        }
    return PERMISSION_MAY;
}

/* The permission that is missing of a service; NULL: none. A person's scopes for Exchange say nothing: Microsoft's own client has others
 * than a registration (REQUESTS §12.4), so the probe decides there. */
static const char *missing_permission(const struct action *action, const struct held *held, enum http_resource service)
{
    if (service == RESOURCE_GRAPH) {
        if (held->grows && action->flags & ACTION_RARE)
            return NULL;
        if (!permission_held(held, service, action->needs))
            return graph_need(action->needs, held->caller);
        return permission_held(held, service, action->reads) ? NULL : action->reads[0];
    }
    if (service == RESOURCE_EXCHANGE && (held->cmdlets || held->caller != CALLER_APPLICATION))
        return NULL;
    return permission_held(held, service, permission_needs(action, service))
               ? NULL
               : permission_named(action, service, held->caller);
}

static const char *missing_cmdlet(const struct action *action, const struct held *held)
{
    for (const char *const *need = action->cmdlets; need && *need && held->cmdlets; need++)
        if (!is_among(held->cmdlets, *need))
            return *need;
    return NULL;
}

/* What no role could make up for: an application's permissions are all in its token, and Exchange has told what it offers. */
static enum permission of_permissions(const struct action *action, const struct held *held, struct err *e)
{
    auto_arena struct arena *arena = arena_new(0);
    const char *cmdlet = missing_cmdlet(action, held), *missing = NULL;
    for (enum http_resource r = RESOURCE_GRAPH; r < RESOURCES && !missing; r++)
        missing = missing_permission(action, held, r);
    if (missing) {
        err_set(e, ERR_FORBIDDEN, "needs the permission %s", missing);
        if (held->caller == CALLER_PERSON)
            err_hint(e, "grant %s (and the role %s), then sign in again", missing, action_any_of(arena, action->roles));
        else
            err_hint(e, "grant the application %s, with admin consent, then sign in again", missing);
        return held->caller == CALLER_PERSON ? PERMISSION_PROBABLY_NOT : PERMISSION_CANNOT;
    }
    if (!cmdlet)
        return PERMISSION_MAY;
    err_set(e, ERR_FORBIDDEN, "Exchange does not offer %s to this sign-in", cmdlet);
    if (action->exchange_role)
        err_hint(e, "put the role %s of Exchange, which nobody has by default, into a role group of this sign-in",
                 action->exchange_role);
    else
        err_hint(e, "assign the role %s, then sign in again", action_any_of(arena, action->roles));
    return PERMISSION_CANNOT;
}

bool permission_of_caller(const struct action *action, const struct held *held)
{
    return !action->only || !held->caller || action->only == held->caller;
}

/* Some tenants and the owner's own OneDrive are exceptions. */
static enum permission of_caller(const struct action *action, const struct held *held, struct err *e)
{
    bool person = action->only == CALLER_PERSON;
    if (permission_of_caller(action, held))
        return PERMISSION_MAY;
    err_set(e, ERR_FORBIDDEN, "needs %s", person ? "a signed-in person" : "an application");
    err_hint(e, "%s: %s", action->only_because,
             person ? "sign in as a person (auth: device_code or browser)" : "use an application (docs/SETUP.md)");
    return PERMISSION_PROBABLY_NOT;
}

static enum permission of_roles(const struct action *action, const struct held *held, struct err *e)
{
    static const char *const global[] = {"Global Administrator", NULL};
    auto_arena struct arena *arena = arena_new(0);
    bool person = held->caller == CALLER_PERSON;
    const char *const *roles = person ? action->roles : permission_app_roles(action);
    if (held->caller == CALLER_UNKNOWN || (action->cmdlets && held->cmdlets) || /* the probe has decided */
        holds_any(roles, held->roles) || holds_any(global, held->roles))
        return PERMISSION_MAY;
    err_set(e, ERR_FORBIDDEN, "needs the role %s", action_any_of(arena, roles));
    err_hint(e, "%s",
             person ? "activate or assign it, then sign in again"
                    : "assign it to the application (docs/SETUP.md), then wait some minutes");
    return PERMISSION_PROBABLY_NOT;
}

enum permission permission_of(const struct action *action, const struct held *held, struct err *e)
{
    enum permission degree = PERMISSION_MAY;
    if (held->endpoints && !permission_reachable(action, held->endpoints, e))
        return PERMISSION_CANNOT;
    degree = of_licence(action, held, e);
    if (degree == PERMISSION_MAY)
        degree = no_token(action, held, e);
    if (degree == PERMISSION_MAY)
        degree = of_permissions(action, held, e);
    if (degree == PERMISSION_MAY)
        degree = of_caller(action, held, e);
    return degree == PERMISSION_MAY ? of_roles(action, held, e) : degree;
}

/* --- afterwards --- */

const char *permission_explained(struct arena *arena, const struct action *action, const struct http_request *request,
                                 bool delegated)
{
    enum http_resource service = request && request->resource != RESOURCE_NONE ? request->resource : RESOURCE_GRAPH;
    bool read = request && service == RESOURCE_GRAPH && !http_is_write(request) && action->reads;
    const char *needs = read ? action->reads[0]
                             : permission_named(action, service, delegated ? CALLER_PERSON : CALLER_APPLICATION);
    const char *const *roles = delegated ? action->roles : permission_app_roles(action);
    const char *admins = action->role_for_admins
                             ? arena_printf(arena, "; %s when the user is an administrator", action->role_for_admins)
                             : "";
    if (!needs)
        return NULL;
    if (!roles)
        return arena_printf(arena, "needs the permission %s%s", needs, admins);
    if (delegated && service == RESOURCE_EXCHANGE) /* Microsoft's own client has the permission */
        return arena_printf(arena,
                            "needs the role %s, or an Exchange role group with this cmdlet; a registration of your own "
                            "also %s%s",
                            action_any_of(arena, roles), needs, admins);
    return arena_printf(arena, "needs the permission %s and the role %s%s", needs, action_any_of(arena, roles), admins);
}
