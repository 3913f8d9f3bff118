/* The app: views in a stack, messages into the model. */
#include "ui/app/app.h"
#include "action/template.h"
#include "journal/playbook.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/utf8.h"
#include "ui/app/status.h"
#include "ui/screen/editor.h"
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

void app_init(struct app *app, const struct app_hooks *hooks, const struct config_tenant *tenant, int width, int height)
{
    *app = (struct app){.hooks = hooks, .keymap = keymap_make(hooks->commands), .next_job = 1};
    app->grid = grid_new(width, height);
    app->model = tenant_model_new(tenant, false);
    app->status = buf_make(1024);
    app->copied = buf_make(1u << 18);
    for (size_t i = 0; i < column_count && app->chosen_count < APP_COLUMNS; i++)
        if (columns[i].shown)
            app->chosen[app->chosen_count++] = (int)i;
    app->redraw = true;
}

void app_free(struct app *app)
{
    while (app->top)
        app_pop(app);
    tenant_model_free(app->model);
    keymap_free(&app->keymap);
    grid_free(app->grid);
    arena_free(app->customers_arena);
    for (size_t i = 0; i < app->spoken_count; i++)
        xfree(app->spoken[i]);
    buf_free(&app->status);
    secret_free(app->next_secret);
    xfree(app->next_filter);
    app_copied(app);
    buf_free(&app->copied);
}

void app_push(struct app *app, struct view *view)
{
    assert(view->ops->close && view->ops->draw);
    view->below = app->top;
    app->top = view;
    log_line(LOG_SCREEN, LOG_DEBUG, "%s opens", view->ops->name);
    app->redraw = true;
    if (view->ops->open)
        view->ops->open(view, app);
}

void app_pop(struct app *app)
{
    struct view *view = app->top;
    assert(view);
    app->top = view->below;
    log_line(LOG_SCREEN, LOG_DEBUG, "%s closes", view->ops->name);
    app->redraw = true;
    view->ops->close(view, app);
}

void app_close(struct app *app, struct view *view)
{
    struct view **at = &app->top;
    while (*at && *at != view)
        at = &(*at)->below;
    if (!*at)
        return;
    *at = view->below;
    app->redraw = true;
    view->ops->close(view, app);
}

const struct user *app_user(const struct app *app)
{
    return app->model->cursor < view_count(app->model->table)
               ? users_at(app->model->users, view_row(app->model->table, app->model->cursor))
               : NULL;
}

void app_target(const struct user *user, struct arena *arena, struct target *out)
{
    target_of_user(user, arena, out);
}

bool app_text_shows(const char *text)
{
    uint32_t point;
    for (size_t at = 0, used; (used = utf8_decode(text + at, strlen(text + at), &point)); at += used)
        if (point > ' ' && point != 0xa0 && point != 0x3000 && !(point >= 0x2000 && point <= 0x200f))
            return true;
    return false;
}

const char *app_target_name(const struct target *target)
{
    return app_text_shows(target->display_name) ? target->display_name : target->user_principal_name;
}

const char *app_target_title(const struct target *target, bool narrow, const char *between, char *out, size_t size)
{
    const char *name = app_target_name(target), *also = target->user_principal_name;
    bool one = narrow || !strcmp(name, also);
    snprintf(out, size, "%.180s%s%.180s", name, one ? "" : between, one ? "" : also);
    return out;
}

struct target *app_targets(const struct app *app, struct arena *arena, size_t *count)
{
    uint32_t marked = users_marked_count(app->model->users);
    const struct user *user = app_user(app);
    struct target *targets = arena_alloc(arena, (marked + 1) * sizeof *targets);
    *count = 0;
    for (uint32_t row = 0; marked && row < users_count(app->model->users); row++)
        if (users_marked(app->model->users, row))
            app_target(users_at(app->model->users, row), arena, &targets[(*count)++]);
    if (!marked && user)
        app_target(user, arena, &targets[(*count)++]);
    return targets;
}

uint64_t app_post(struct app *app, struct message *message)
{
    uint64_t id = app->next_job;
    message->job = id;
    if (!worker_post(app->worker, message)) {
        app_status(app, ROLE_WARNING, "Busy: too much is waiting already. Try again in a moment.");
        return 0;
    }
    app->next_job++;
    app->model->waiting++;
    return id;
}

void app_refresh(struct app *app)
{
    struct message message = {.kind = TO_LOAD_USERS};
    if (app->model->loading)
        return;
    uint64_t id = app_post(app, &message);
    if (!id)
        return;
    app->model->load_job = id;
    app->model->probed = false; /* a role may have been assigned since: Exchange is asked anew when the menu needs it */
    app->model->loading = true;
    app->model->load_total = app->model->load_pages_users = 0;
    app->model->load_error = (struct err){.code = ERR_OK};
    if (users_count(
            app->model
                ->users)) /* what is shown stays until the new table is whole; the first one is shown as it comes */
        users_refresh_begin(app->model->users);
    app->redraw = true;
}

void app_probe(struct app *app)
{
    struct message message = message_read("exchange-cmdlets", NULL, NULL);
    if (!app->model->probed && app->model->tenant_config->endpoints.at[RESOURCE_EXCHANGE] && app_post(app, &message))
        app->model->probed = true;
    message_free(&message); /* where it was not posted */
}

const struct template *app_template(const struct app *app)
{
    const char *name = app->model->tenant_config->template;
    for (size_t i = 0; name && i < app->template_count; i++)
        if (!strcmp(app->templates[i].name, name))
            return &app->templates[i];
    return NULL;
}

const struct held *app_permissions(const struct app *app)
{
    static const struct held unknown = {.roles = NULL};
    return app->model->tenant ? &app->model->tenant->held : &unknown;
}

size_t app_address_length(const struct app *app, const char *address)
{
    const char *at = strrchr(address, '@'), *own = app->model->tenant ? app->model->tenant->default_domain : "";
    return at && *own && !strcasecmp(at + 1, own) ? (size_t)(at + 1 - address) : strlen(address);
}

const char *app_tenant_title(const struct app *app)
{
    return app->model->tenant && *app->model->tenant->display_name ? app->model->tenant->display_name
                                                                   : app->model->tenant_config->name;
}

bool app_table_part(const struct app *app, char out[APP_PART])
{
    const struct tenant_model *model = app->model;
    size_t have = users_count(model->users),
           all = model->counted > model->load_total ? model->counted : model->load_total;
    char number[32], total[32];
    bool part = !model->whole && have;
    bool counted = part && all > have;
    snprintf(out, APP_PART, "%s%s%s user%s%s", status_number(have, number), counted ? " of " : "",
             counted ? status_number(all, total) : "", (counted ? all : have) == 1 ? "" : "s",
             part ? "  INCOMPLETE" : "");
    return part;
}

void app_edit(struct app *app, struct entry *entry)
{
    app->edit = entry;
}

void app_edit_now(struct app *app)
{
    struct err e;
    struct entry *entry = app->edit;
    app->edit = NULL;
    app->redraw = true;
    if (!editor_run(entry, &e))
        app_status(app, ROLE_ERROR, "%s", e.message);
}

void app_tick(struct app *app)
{
    int64_t now = clock_monotonic();
    if (!app->wake || app->wake > now)
        return;
    app->wake = 0;
    app_status_tick(app, now);
    app_sort_step(app);
    for (struct view *view = app->top, *below; view; view = below) {
        below = view->below;
        if (view->ops->tick)
            view->ops->tick(view, app, now);
    }
}

/* --- messages --- */

static void take_tenant(struct app *app, struct message *message)
{
    arena_free(app->model->tenant_arena);
    app->model->tenant_arena = message->arena;
    app->model->tenant = message->tenant;
    message->arena = NULL;
}

static void take_customers(struct app *app, struct message *message)
{
    if (message->read == READ_NOT)
        return;
    message_customers(message);
    arena_free(app->customers_arena);
    app->customers_arena = message->arena;
    app->customers = message->customers;
    app->customer_count = message->customer_count;
    app->partner = app->model->tenant_config;
    message->arena = NULL;
}

static void take_armed(struct app *app, const struct message *message)
{
    bool was = app->model->armed_until != 0;
    app->model->armed_until = message->until;
    app->model->read_only = !message->until && app_is_read_only(app, app->model->tenant_config);
    if (was && !message->until)
        app_status(app, ROLE_NORMAL, "Read-only holds again.");
}

static void take_names(struct app *app, const struct message *message)
{
    message_names(message, app->model->names);
    view_rebuild(app->model->table);
    app_keep_sorted(app);
    app_restore_cursor(app);
}

static void take_page(struct app *app, struct message *message)
{
    uint32_t first = users_count(app->model->users);
    if (message->job)
        app->model->load_pages_users = message->finished;
    users_append(app->model->users, message->page);
    message->page = NULL;
    view_appended(app->model->table, first);
    app_restore_cursor(app);
}

static void load_ended(struct app *app, const struct message *message)
{
    bool complete = message->state == JOB_DONE;
    app->model->loading = false;
    app->model->load_error = message->error;
    if (complete) {
        app->model->whole = message->error.code == ERR_OK;
        app->model->counted = app->model->load_total;
    }
    users_refresh_end(app->model->users, complete);
    if (complete)
        app->model->as_of = clock_now();
    view_rebuild(app->model->table);
    app_keep_sorted(app);
    app_restore_cursor(app);
}

static void take_health(struct app *app, const struct message *message)
{
    xfree((char *)app->model->health);
    app->model->health = message->text ? xstrdup(message->text) : NULL;
}

/* What an action changed is shown at once. */
static void take_change(struct app *app, const struct message *message)
{
    struct guid id;
    if (!(message->enabled_changed || message->removed) || !message->target_count ||
        !guid_parse(message->targets[0].id, strlen(message->targets[0].id), &id))
        return;
    if (message->removed)
        users_remove(app->model->users, &id);
    else
        users_set_enabled(app->model->users, &id, message->enabled_now);
    if (message->removed || *app->model->base_filter || app->model->filter.length) /* it may not match any more */
        view_rebuild(app->model->table);
    app_keep_sorted(app);
    app_restore_cursor(app);
}

/* Asked for once, at the start: what an earlier run could not finish must not be forgotten. */
static void take_unsettled(struct app *app, const struct message *message)
{
    app->model->unsettled_job = 0;
    for (size_t i = 0; i < message->playbook_count; i++) {
        const struct journal_playbook *one = &message->playbooks[i];
        if (strcasecmp(one->tenant, app->model->tenant_config->tenant_id) != 0)
            continue;
        app->model->interrupted = one->id;
        app_status(app, ROLE_WARNING, "The containment of %s was interrupted: \":resume\" goes on with it.",
                   one->target_upn);
        return;
    }
    if (message->unsettled)
        app_status(app, ROLE_WARNING, "%zu change%s of an earlier run %s unsettled: %s, then %s reads %s back.",
                   message->unsettled, message->unsettled == 1 ? "" : "s", message->unsettled == 1 ? "is" : "are",
                   keymap_key(&app->keymap, "journal"), keymap_key(&app->keymap, "journal.settle"),
                   message->unsettled == 1 ? "it" : "them");
}

void app_ask_unsettled(struct app *app)
{
    struct message message = {.kind = TO_JOURNAL};
    app->model->unsettled_job = app_post(app, &message);
}

/* A table that could not be read for want of a sign-in is read once there is one. */
static void take_sign_in(struct app *app, struct message *message)
{
    enum sign_in_state state = message->sign_in->state;
    if (state == SIGN_IN_DONE && !app->model->loading && app->model->load_error.code == ERR_SIGN_IN)
        app_refresh(app);
    else if (state != SIGN_IN_DONE)
        app->hooks->sign_in(app, message);
}

static void to_model(struct app *app, struct message *message)
{
    bool load = message->job == app->model->load_job;
    switch (message->kind) {
    case FROM_TENANT:
        take_tenant(app, message);
        break;
    case FROM_SKUS:
        take_names(app, message);
        break;
    case FROM_PROGRESS:
        if (load)
            users_expect(app->model->users, app->model->load_total = message->total);
        break;
    case FROM_USERS_PAGE:
        if ((load || !message->job) && message->page) /* a page of no job: a row read again */
            take_page(app, message);
        break;
    case FROM_JOB_END:
        if (load && app->model->loading)
            load_ended(app, message);
        break;
    case FROM_SORTED:
        if (message->sort)
            app_sort_apply(app, message->job, message->sort);
        break;
    case FROM_ARMED:
        take_armed(app, message);
        break;
    case FROM_READ:
        if (message_is_reading(message, "customers"))
            take_customers(app, message);
        break;
    case FROM_HEALTH:
        take_health(app, message);
        break;
    case FROM_TARGET:
        take_change(app, message);
        break;
    case FROM_JOURNAL:
        if (message->job == app->model->unsettled_job)
            take_unsettled(app, message);
        break;
    case FROM_SIGN_IN:
        take_sign_in(app, message);
        break;
    case FROM_NOTICE:
        app_status(app, ROLE_WARNING, "%s", message->text);
        break;
    case FROM_STOPPED:
        app->quit = true;
        break;
    default:
        break;
    }
}

static bool is_last(const struct message *message)
{
    return message->job &&
           (message->kind == FROM_JOB_END || message->kind == FROM_SORTED || message->kind == FROM_JOURNAL);
}

void app_message(struct app *app, struct message *message)
{
    app->redraw = true;
    if (is_last(message) && app->model->waiting)
        app->model->waiting--;
    to_model(app, message);
    app_jobs_message(app, message);
    app->hooks->read(app, message);
    for (struct view *view = app->top, *below; view; view = below) {
        below = view->below;
        if (view->ops->message && view->ops->message(view, app, message) == REACT_CLOSE)
            app_close(app, view);
    }
    message_free(message);
}

/* --- drawing --- */

static void draw_views(struct app *app, struct view *view)
{
    if (!view)
        return;
    draw_views(app, view->below); /* bottom first */
    view->ops->draw(view, app, app->grid, grid_whole(app->grid));
}

void app_draw(struct app *app)
{
    struct rect whole = grid_whole(app->grid);
    app->redraw = false;
    grid_fill(app->grid, whole, ROLE_NORMAL);
    if (whole.width < APP_LEAST_WIDTH || whole.height < APP_LEAST_HEIGHT) {
        char text[64];
        snprintf(text, sizeof text, "Too small: %d x %d, needs %d x %d.", whole.width, whole.height, APP_LEAST_WIDTH,
                 APP_LEAST_HEIGHT);
        grid_wrap(app->grid, whole, 0, ROLE_NORMAL, text);
        return;
    }
    draw_views(app, app->top);
}
