/* From one tenant to another: the worker that was is told to quit and finishes behind, the model and the views are made anew. */
#include "ui/app/app.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "ui/app/views.h"
#include <stdio.h>
#include <string.h>

bool app_is_read_only(const struct app *app, const struct config_tenant *tenant)
{
    return app->read_only_always || app->config->read_only || tenant->read_only;
}

const char *app_mark(struct app *app, char out[32])
{
    enum { SECOND = 1000 };
    int64_t left = (app->armed_until - clock_now() + SECOND - 1) / SECOND;
    if (!app->armed_until)
        return app->read_only ? "  [RO]" : "";
    left = left < 0 ? 0 : left;
    snprintf(out, 32, "  [ARMED %lld:%02lld]", (long long)(left / 60), (long long)(left % 60));
    app_wake_in(app, SECOND - clock_now() % SECOND);
    return out;
}

size_t app_running_writes(const struct app *app)
{
    size_t count = 0;
    for (const struct app_job *job = app_jobs(app); job; job = job->next)
        count += !job->plan && !job->ended;
    return count;
}

/* --- asking --- */

/* What would be left behind is said once; choosing the same tenant again does it. */
static bool may_leave(struct app *app, const struct config_tenant *tenant)
{
    size_t running = app_running_writes(app), secrets = app_secrets_waiting(app);
    if ((!running && !secrets) || (app->asked_tenant == tenant && app->asked_job == app->next_job))
        return true;
    app->asked_tenant = tenant;
    app->asked_job = app->next_job;
    if (secrets)
        app_status(app, ROLE_WARNING, "%zu secret%s unseen (J): once more leaves without.", secrets,
                   secrets == 1 ? "" : "s");
    else
        app_status(app, ROLE_WARNING, "%zu job%s running: once more leaves %s to finish.", running,
                   running == 1 ? " is" : "s are", running == 1 ? "it" : "them");
    return false;
}

void app_switch_to(struct app *app, const struct config_tenant *tenant)
{
    auto_arena struct arena *arena = arena_new(256);
    if (tenant == app->tenant_config) {
        app_status(app, ROLE_NORMAL, "This is %s.", app_tenant_title(app));
        return;
    }
    if (!app->workers || app->workers->past_count == WORKERS_PAST) {
        app_status(app, ROLE_WARNING, "Too many tenants are still finishing what was begun. Try again in a moment.");
        return;
    }
    if (!may_leave(app, tenant))
        return;
    const char *wanted = app->workers->wants_secret(tenant, arena);
    if (wanted)
        secret_view_open(app, tenant, wanted);
    else
        app_switch_with(app, tenant, NULL);
}

/* Made once and kept with the configuration: workers may still use it. */
struct customer_tenant {
    struct config_tenant tenant;
    struct customer_tenant *next;
};

const struct config_tenant *app_customer_tenant(struct app *app, const struct message_customer *customer)
{
    struct arena *arena = app->config->arena;
    struct customer_tenant *one = app->customer_tenants;
    while (one && (one->tenant.partner_id != app->partner->tenant_id ||
                   strcmp(one->tenant.tenant_id, customer->tenant_id) != 0))
        one = one->next;
    if (one)
        return &one->tenant;
    one = arena_alloc(arena, sizeof *one);
    one->tenant = *app->partner;
    one->tenant.name = arena_strdup(arena, customer->name);
    one->tenant.tenant_id = arena_strdup(arena, customer->tenant_id);
    one->tenant.partner_id = app->partner->tenant_id;
    one->tenant.sharepoint = NULL; /* the partner's own */
    one->next = app->customer_tenants;
    app->customer_tenants = one;
    return &one->tenant;
}

void app_switch_with(struct app *app, const struct config_tenant *tenant, struct secret *typed)
{
    secret_free(app->next_secret);
    app->next_secret = typed;
    app->next_tenant = tenant;
}

/* --- doing --- */

static void leave(struct app *app)
{
    struct ui_workers *workers = app->workers;
    struct message quit = {.kind = TO_QUIT};
    workers->past[workers->past_count].worker = app->worker;
    workers->past[workers->past_count].tenant = app->tenant_config;
    workers->past[workers->past_count].ok = workers->past[workers->past_count].failed = 0;
    workers->past_count++;
    worker_post(app->worker, &quit); /* where the inbox is full the end of the screen stops it */
}

/* Nothing of the tenant that was stays: views, table, marks, jobs, what was known of it. */
static void forget(struct app *app)
{
    while (app->top)
        app_pop(app);
    app_jobs_free(app);
    view_free(app->table);
    users_free(app->users);
    sku_names_free(app->names);
    arena_free(app->tenant_arena);
    xfree((char *)app->health);
    buf_clear(&app->filter);
    app->users = users_new();
    app->names = sku_names_new();
    app->table = view_new(app->users, app->names);
    app->base_filter = "";
    app->base_name = "All";
    app->filter_error = app->load_error = (struct err){.code = ERR_OK};
    app->cursor = 0;
    app->cursor_id = (struct guid){0};
    app->tenant_arena = NULL;
    app->tenant = NULL;
    app->health = NULL;
    app->loading = app->sorting = app->probed = false;
    app->load_job = app->unsettled_job = 0;
    app->load_total = app->load_pages_users = 0;
    app->as_of = app->wake = app->armed_until = 0;
    app->waiting = 0;
    app->dirty_jobs = true;
}

static bool start(struct app *app, const struct config_tenant *tenant, const struct secret *typed, struct err *e)
{
    struct theme theme;
    if (!theme_load(&theme, app->theme_name, tenant->accent, e))
        return false;
    struct worker *worker = app->workers->start(app->workers->context, tenant, typed, e);
    if (!worker)
        return false;
    leave(app);
    forget(app);
    app->worker = app->workers->now = worker;
    app->tenant_config = tenant;
    app->read_only = app_is_read_only(app, tenant);
    app->theme = theme;
    app->themed = true;
    return true;
}

static void forget_filter(struct app *app)
{
    xfree(app->next_filter);
    app->next_filter = NULL;
}

void app_switch_now(struct app *app)
{
    const struct config_tenant *tenant = app->next_tenant;
    auto_secret struct secret *typed = app->next_secret;
    struct err e = {.code = ERR_OK};
    app->next_tenant = NULL;
    app->next_secret = NULL;
    if (!tenant)
        return;
    if (!start(app, tenant, typed, &e)) {
        forget_filter(app);
        app_status(app, ROLE_ERROR, "%s: %s%s%s", tenant->name, e.message, e.hint[0] ? ": " : "", e.hint);
        return;
    }
    app->asked_tenant = NULL;
    users_view_open(app);
    app_status(app, ROLE_NORMAL, "This is %s now.", tenant->name);
    if (app->next_filter)
        app_set_filter(app, app->next_filter);
    forget_filter(app);
    app_refresh(app);
    app_ask_unsettled(app);
}
