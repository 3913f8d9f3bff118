/* Scopes: one resource a request, and what of it has been consented to. */
#include "tenant/login/login_call.h"

#include <string.h>
#include <strings.h>

static const char *const exchange_app[] = {"Exchange.ManageAsApp", "full_access_as_app"};
static const char *const exchange_user[] = {"Exchange.Manage"};
static const char *const sharepoint_app[] = {"Sites.FullControl.All"};
static const char *const sharepoint_user[] = {"AllSites.FullControl"};

/* Words that belong to no resource. */
static bool is_general(const char *word, struct login_scope *scope)
{
    scope->offline = scope->offline || !strcmp(word, "offline_access");
    scope->openid = scope->openid || !strcmp(word, "openid");
    return !strcmp(word, "offline_access") || !strcmp(word, "openid") || !strcmp(word, "profile") ||
           !strcmp(word, "email");
}

static bool invalid(const struct login_call *call, bool application, const char *text)
{
    struct arena *arena = call->request->arena;
    if (application)
        return login_refuse(
            call, 1002012,
            arena_printf(arena,
                         "The provided value for scope %s is not valid. Client credential flows must have a scope "
                         "value with /.default suffixed to the resource identifier (application ID URI).",
                         text));
    return login_refuse(
        call, 70011,
        arena_printf(arena,
                     "The provided request must include a 'scope' input parameter. The provided value for the input "
                     "parameter 'scope' is not valid. The scope %s is not valid.",
                     text));
}

/* One word: "resource/Name", or a name of Graph's alone. */
static bool take_word(const struct login_call *call, const char *text, char *word, bool application,
                      struct login_scope *scope)
{
    char *slash = strrchr(word, '/');
    const char *name = slash ? slash + 1 : word;
    if (!*name || (application && strcmp(name, ".default") != 0) || (slash && !strstr(word, "://")))
        return invalid(call, application, text);
    if (slash)
        *slash = '\0';
    char *resource = slash ? word : arena_strdup(call->request->arena, "https://graph.microsoft.com");
    if (scope->resource && strcmp(scope->resource, resource) != 0)
        return login_refuse(call, application ? 700022 : 28000, NULL);
    scope->resource = resource;
    scope->all = scope->all || !strcmp(name, ".default");
    scope->names[scope->count++] = name;
    return !scope->all || scope->count == 1 || invalid(call, application, text);
}

bool login_scope_read(const struct login_call *call, const char *text, bool application, struct login_scope *scope)
{
    struct arena *arena = call->request->arena;
    *scope = (struct login_scope){
        .names = arena_alloc(arena, ((text ? strlen(text) : 0) / 2 + 2) * sizeof *scope->names)};
    if (!text)
        return login_refuse(call, 900144, "The request body must contain the following parameter: 'scope'.");
    for (const char *at = text; *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        char *word = arena_strndup(arena, at, length);
        at += length;
        if (length && !is_general(word, scope) && !take_word(call, text, word, application, scope))
            return false;
    }
    if (!scope->resource)
        return invalid(call, application, text);
    scope->audience = token_audience_of(scope->resource);
    if (scope->audience < AUDIENCES && scope->audience != AUDIENCE_MFA)
        return true;
    return login_refuse(
        call, 500011,
        arena_printf(arena,
                     "The resource principal named %s was not found in the tenant named %s. This can happen if "
                     "the application has not been installed by the administrator of the tenant or consented to by "
                     "any user in the tenant. You might have sent your authentication request to the wrong tenant.",
                     scope->resource, call->tenant ? call->tenant->name : call->authority));
}

/* --- what is granted --- */

/* Everything the application holds for a resource. */
static void fill(const struct login *login, const struct login_app *app, enum token_audience audience, bool user,
                 struct token_wish *wish)
{
    const struct login_names *own = user ? &app->delegated[audience] : &app->application[audience];
    wish->grants = login->grants;
    wish->grant_count = login->grant_count;
    if (own->given) {
        wish->grants = own->names;
        wish->grant_count = own->count;
    } else if (audience == AUDIENCE_EXCHANGE) {
        wish->grants = user ? exchange_user : exchange_app;
        wish->grant_count = user ? 1 : 2;
    } else if (audience == AUDIENCE_SHAREPOINT) {
        wish->grants = user ? sharepoint_user : sharepoint_app;
        wish->grant_count = 1;
    }
}

/* Keep of the grants what was asked for by name. */
static void narrow(const struct login_call *call, const struct login_scope *scope, struct token_wish *wish)
{
    const char **kept = arena_alloc(call->request->arena, (wish->grant_count + 1) * sizeof *kept);
    size_t count = 0;
    for (size_t i = 0; i < wish->grant_count; i++)
        for (size_t k = 0; k < scope->count; k++)
            if (!strcasecmp(wish->grants[i], scope->names[k])) {
                kept[count++] = wish->grants[i];
                break;
            }
    wish->grants = kept;
    wish->grant_count = count;
}

static bool needs_consent(const struct login_call *call, int code, const struct login_tenant *tenant)
{
    const char *where = arena_printf(call->request->arena, "%s/%s/adminconsent?client_id=%s", call->request->origin,
                                     tenant->id, call->app->id);
    return login_refuse(
        call, code,
        arena_printf(
            call->request->arena,
            "The user or administrator has not consented to use the application with ID '%s' named '%s'. Send "
            "an interactive authorization request for this user and resource. An administrator consents at %s.",
            call->app->id, call->app->name, where));
}

static bool listed(const struct login_names *names, const char *a, const char *b)
{
    for (size_t i = 0; i < names->count; i++)
        if ((a && !strcasecmp(names->names[i], a)) || (b && !strcasecmp(names->names[i], b)))
            return true;
    return false;
}

static bool is_home(const struct login_call *call, const struct login_tenant *tenant)
{
    const struct login_config *config = call->login->config;
    return tenant == (call->app->home ? login_config_tenant(config, call->app->home) : &config->tenants[LOGIN_HOME]);
}

/* A client that asks for consent as it goes: an administrator's sign-in gives it, for everybody from then on. */
static bool grant_dynamic(const struct login_call *call, const struct login_scope *scope,
                          const struct login_identity *who, const struct login_tenant *tenant, struct token_wish *wish)
{
    static const char *const least[] = {"User.Read"};
    struct login_names roles = login_roles(who, tenant, call->request->arena);
    wish->grants = scope->all ? least : scope->names;
    wish->grant_count = scope->all ? 1 : scope->count;
    bool plain = wish->grant_count == 1 && !strcmp(wish->grants[0], least[0]);
    bool administers = listed(&roles, "62e90394-69f5-4237-9190-012177145e10", NULL), all = true;
    for (size_t i = 0; i < wish->grant_count; i++)
        all &= login_named_consent(call->login, call->app, tenant, wish->grants[i], administers);
    return plain || all || needs_consent(call, 90094, tenant);
}

bool login_scope_grant(const struct login_call *call, const struct login_scope *scope, const struct login_identity *who,
                       const struct login_tenant *tenant, struct token_wish *wish)
{
    const struct login_app *app = call->app;
    if (app->resources.given && !listed(&app->resources, login_audiences[scope->audience], scope->resource))
        return login_refuse(
            call, 65002,
            arena_printf(
                call->request->arena,
                "Consent between first party application '%s' and first party resource '%s' must be configured "
                "via preauthorization - applications owned and operated by Microsoft must get approval from the "
                "API owner before requesting tokens for that API.",
                app->id, scope->resource));
    bool consented = login_consented(call->login, app, tenant);
    if ((app->single_tenant && !is_home(call, tenant)) || (!who && !consented))
        return login_refuse(
            call, 700016,
            arena_printf(call->request->arena,
                         "Application with identifier '%s' was not found in the directory '%s'. This can happen if the "
                         "application has not been installed by the administrator of the tenant or consented to by any "
                         "user in the tenant. You may have sent your authentication request to the wrong tenant.",
                         app->id, tenant->name));
    if (who && app->dynamic)
        return grant_dynamic(call, scope, who, tenant, wish);
    if (!consented)
        return needs_consent(call, 65001, tenant);
    fill(call->login, app, scope->audience, who != NULL, wish);
    if (!scope->all)
        narrow(call, scope, wish);
    return wish->grant_count > 0 || !who || needs_consent(call, 65001, tenant);
}
