/* From one tenant to another: the worker that was is told to quit and finishes behind, the model and the views are made anew. */
#include "ui/app/app.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/log.h"
#include <stdio.h>
#include <string.h>

bool app_is_read_only(const struct app *app, const struct config_tenant *tenant)
{
    return app->read_only_always || app->config->read_only || tenant->read_only;
}

const char *app_mark(struct app *app, char out[32])
{
    enum { SECOND = 1000 };
    int64_t left = (app->model->armed_until - clock_now() + SECOND - 1) / SECOND;
    if (!app->model->armed_until)
        return app->model->read_only ? "  [RO]" : "";
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
    if ((!running && !secrets) || (app->model->asked_tenant == tenant && app->model->asked_job == app->next_job))
        return true;
    app->model->asked_tenant = tenant;
    app->model->asked_job = app->next_job;
    if (secrets)
        app_status(app, ROLE_WARNING, "%zu secret%s unseen (%s): choose it again to leave without.", secrets,
                   secrets == 1 ? "" : "s", keymap_key(&app->keymap, "jobs"));
    else
        app_status(app, ROLE_WARNING, "%zu job%s running. Choose it again to leave %s to finish.", running,
                   running == 1 ? " is" : "s are", running == 1 ? "it" : "them");
    return false;
}

void app_switch_to(struct app *app, const struct config_tenant *tenant)
{
    auto_arena struct arena *arena = arena_new(256);
    if (tenant == app->model->tenant_config) {
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
        app->hooks->ask_secret(app, tenant, wanted);
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
    one->tenant = config_customer(app->partner, arena_strdup(arena, customer->name),
                                  arena_strdup(arena, customer->tenant_id));
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
    workers->past[workers->past_count].tenant = app->model->tenant_config;
    workers->past[workers->past_count].ok = workers->past[workers->past_count].failed = 0;
    workers->past_count++;
    worker_post(app->worker, &quit); /* where the inbox is full the end of the screen stops it */
}

static bool start(struct app *app, const struct config_tenant *tenant, const struct secret *typed, struct err *e)
{
    struct theme theme;
    if (!theme_load(&theme, app->theme_name, tenant->accent, NULL, e))
        return false;
    struct worker *worker = app->workers->start(app->workers->context, tenant, typed, e);
    if (!worker)
        return false;
    leave(app);
    while (app->top)
        app_pop(app);
    tenant_model_free(app->model);
    app->model = tenant_model_new(tenant, app_is_read_only(app, tenant));
    app->worker = app->workers->now = worker;
    app->wake = 0; /* of views that are gone */
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
    log_line(LOG_SCREEN, LOG_INFO, "tenant %s", tenant->name);
    app->hooks->open_first(app);
    app_status(app, ROLE_NORMAL, "This is %s now.", tenant->name);
    if (app->next_filter)
        app_set_filter(app, app->next_filter);
    forget_filter(app);
    app_refresh(app);
    app_ask_unsettled(app);
}
