/* What the service remembers: consents an administrator has given, and assertions it has seen. */
#include "tenant/login/login_call.h"

#include "base/alloc.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { ASSERTIONS = 4096 };

struct consent {
    struct consent *next;
    const struct login_app *app;
    const struct login_tenant *tenant;
};

/* One permission of a client that asks for them as it goes. */
struct named_consent {
    const struct login_app *app;
    const struct login_tenant *tenant;
    char name[96];
    struct named_consent *next;
};

struct login_memory {
    struct consent *consents;
    struct named_consent *named;
    char assertions[ASSERTIONS][64]; /* a ring of ids */
    size_t next;
};

static struct login_memory *memory_of(struct login *login)
{
    if (!login->memory)
        login->memory = xcalloc(1, sizeof *login->memory);
    return login->memory;
}

bool login_consented(struct login *login, const struct login_app *app, const struct login_tenant *tenant)
{
    bool found = !app->consented.given;
    for (size_t i = 0; i < app->consented.count && !found; i++)
        found = login_config_tenant(login->config, app->consented.names[i]) == tenant;
    pthread_mutex_lock(&login->lock);
    for (const struct consent *one = memory_of(login)->consents; one && !found; one = one->next)
        found = one->app == app && one->tenant == tenant;
    pthread_mutex_unlock(&login->lock);
    return found;
}

bool login_assertion_new(struct login *login, const char *id)
{
    bool seen = false;
    pthread_mutex_lock(&login->lock);
    struct login_memory *memory = memory_of(login);
    for (size_t i = 0; i < ASSERTIONS && memory->assertions[i][0] && !seen; i++)
        seen = !strncmp(memory->assertions[i], id, sizeof memory->assertions[i] - 1);
    if (!seen) {
        char *slot = memory->assertions[memory->next++ % ASSERTIONS];
        size_t length = strnlen(id, sizeof memory->assertions[0] - 1);
        memcpy(slot, id, length);
        slot[length] = '\0';
    }
    pthread_mutex_unlock(&login->lock);
    return !seen;
}

static void consent(struct login *login, const struct login_app *app, const struct login_tenant *tenant)
{
    struct consent *one = xcalloc(1, sizeof *one);
    pthread_mutex_lock(&login->lock);
    *one = (struct consent){.next = memory_of(login)->consents, .app = app, .tenant = tenant};
    login->memory->consents = one;
    pthread_mutex_unlock(&login->lock);
}

/* What is wrong with the question; NULL: nothing. The newer page names its scopes and where it ends. */
static const char *consent_wrong(const struct login_call *call, const struct login_app *app)
{
    bool newer = call->request->segment_count > 2;
    const char *redirect = tenant_query(call->request, "redirect_uri");
    if (!app)
        return "AADSTS700016: The application was not found.";
    if (!call->tenant)
        return "AADSTS50059: A tenant is needed.";
    if (newer && !tenant_query(call->request, "scope"))
        return "AADSTS900144: The request must contain the parameter 'scope'.";
    if (newer && !redirect)
        return "AADSTS900144: The request must contain the parameter 'redirect_uri'.";
    if (redirect && !login_redirect_fits(app, redirect, call->request->arena))
        return "AADSTS50011: The redirect URI specified in the request does not match those configured for the "
               "application.";
    return NULL;
}

void login_consent_page(struct login_call *call, bool post)
{
    struct tenant_reply *reply = call->reply;
    const char *id = tenant_query(call->request, "client_id"), *redirect = tenant_query(call->request, "redirect_uri");
    id = id ? id : login_form(call, "client_id");
    const struct login_app *app = id ? login_config_app(call->login->config, id) : NULL;
    const char *wrong = consent_wrong(call, app);
    reply->content_type = "text/html; charset=utf-8";
    reply->status = wrong ? 400 : 200;
    buf_puts(&reply->body, "<!DOCTYPE html><html><head><title>Permissions requested</title></head><body>");
    if (wrong) {
        buf_printf(&reply->body, "<p>%s</p>", wrong);
    } else if (post) {
        consent(call->login, app, call->tenant);
        buf_printf(&reply->body, "<p>%s may now be used in %s.</p>", app->name, call->tenant->name);
    } else {
        buf_printf(
            &reply->body,
            "<p>%s asks for permissions in %s.</p><form method=\"post\"><input type=\"hidden\" name=\"client_id\" "
            "value=\"%s\"><button>Accept</button></form>",
            app->name, call->tenant->name, app->id);
    }
    buf_puts(&reply->body, "</body></html>");
    if (post && !wrong && redirect)
        login_redirect(call, redirect,
                       (const struct tenant_pair[]){{"admin_consent", "True"},
                                                    {"tenant", call->tenant->id},
                                                    {"scope", tenant_query(call->request, "scope")},
                                                    {"state", tenant_query(call->request, "state")}},
                       4);
}

bool login_named_consent(struct login *login, const struct login_app *app, const struct login_tenant *tenant,
                         const char *name, bool give)
{
    pthread_mutex_lock(&login->lock);
    struct login_memory *memory = memory_of(login);
    const struct named_consent *found = memory->named;
    while (found && (found->app != app || found->tenant != tenant || strcasecmp(found->name, name) != 0))
        found = found->next;
    if (!found && give) {
        struct named_consent *consent = xcalloc(1, sizeof *consent);
        *consent = (struct named_consent){.app = app, .tenant = tenant, .next = memory->named};
        snprintf(consent->name, sizeof consent->name, "%s", name);
        found = memory->named = consent;
    }
    pthread_mutex_unlock(&login->lock);
    return found != NULL;
}

void login_memory_free(struct login_memory *memory)
{
    while (memory && memory->named) {
        struct named_consent *next = memory->named->next;
        xfree(memory->named);
        memory->named = next;
    }
    while (memory && memory->consents) {
        struct consent *next = memory->consents->next;
        xfree(memory->consents);
        memory->consents = next;
    }
    xfree(memory);
}
