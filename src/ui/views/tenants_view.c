/* The tenants: those of the configuration, and the customers of a partner. Enter goes there. */
#include "base/alloc.h"
#include "ui/app/screen.h"
#include "ui/views/table_view.h"
#include "ui/views/views.h"
#include <stdio.h>
#include <strings.h>
#include <time.h>

enum { NOTE = 2 };
enum { COLUMN_NAME, COLUMN_DOMAIN, COLUMN_ID, COLUMN_HOW, COLUMN_STATE };

struct row {
    const struct config_tenant *tenant;      /* of the configuration */
    const struct message_customer *customer; /* or of a partner */
};

struct tenants_view {
    struct table_view base;
    const struct app *app;
    struct row *rows;
    size_t count, capacity;
};

static const struct table_column columns_shown[] = {
    {.name = "name", .title = "Name", .weight = 2, .flags = TABLE_IDENTIFIES},
    {.name = "tenant", .title = "Tenant", .least = 8, .weight = 2},
    {.name = "tenantId", .title = "Tenant id", .flags = TABLE_HIDDEN | TABLE_COPIED},
    {.name = "signIn", .title = "Sign-in", .least = 8},
    {.name = "state", .title = "State", .least = 11, .flags = TABLE_KEEP},
};
enum { COLUMNS = sizeof columns_shown / sizeof *columns_shown };

/* --- rows --- */

static void add(struct tenants_view *view, struct row row)
{
    view->rows = grow_array(view->rows, &view->capacity, view->count + 1, sizeof *view->rows);
    view->rows[view->count++] = row;
}

static void gather(struct tenants_view *view)
{
    const struct app *app = view->app;
    const struct config *config = app->config;
    view->count = 0;
    for (size_t i = 0; i < config->tenant_count; i++)
        add(view, (struct row){.tenant = &config->tenants[i]});
    if (!config->tenant_count)
        add(view, (struct row){.tenant = &config->alone});
    for (size_t i = 0; i < app->customer_count; i++)
        add(view, (struct row){.customer = &app->customers[i]});
    table_changed(&view->base.table, view->count);
}

static const struct row *row_at(const struct tenants_view *view)
{
    int row = table_at(&view->base.table);
    return row == TABLE_NO_ROW ? NULL : &view->rows[row];
}

static bool is_shown(const struct app *app, const struct row *row)
{
    const struct config_tenant *now = app->model->tenant_config;
    return row->tenant ? row->tenant == now : now->partner_id && !strcasecmp(now->tenant_id, row->customer->tenant_id);
}

static bool marked(const void *owner, size_t row)
{
    const struct tenants_view *view = owner;
    return is_shown(view->app, &view->rows[row]);
}

static bool is_finishing(const struct app *app, const struct row *row)
{
    for (size_t i = 0; app->workers && i < app->workers->past_count; i++) {
        const struct config_tenant *past = app->workers->past[i].tenant;
        if (row->tenant ? past == row->tenant
                        : past->partner_id && !strcasecmp(past->tenant_id, row->customer->tenant_id))
            return true;
    }
    return false;
}

static const char *state_of(const struct app *app, const struct row *row)
{
    if (is_finishing(app, row))
        return "finishing";
    if (row->customer)
        return is_shown(app, row) ? "shown" : row->customer->status;
    bool closed = app_is_read_only(app, row->tenant);
    return is_shown(app, row) ? closed ? "shown, [RO]" : "shown" : closed ? "[RO]" : "";
}

static void ends_at(const struct message_customer *customer, char out[32])
{
    time_t seconds = (time_t)(customer->ends / 1000);
    struct tm when;
    out[0] = '\0';
    if (customer->ends && gmtime_r(&seconds, &when))
        strftime(out, 32, "ends %Y-%m-%d", &when);
}

static void cell(const void *owner, size_t index, size_t column, struct table_cell *out)
{
    const struct tenants_view *view = owner;
    const struct row *row = &view->rows[index];
    const struct message_customer *customer = row->customer;
    const char *id = customer ? customer->tenant_id : row->tenant->tenant_id;
    if (column == COLUMN_NAME)
        out->text = customer ? customer->name : row->tenant->name;
    else if (column == COLUMN_DOMAIN)
        out->text = customer && *customer->domain ? customer->domain : id;
    else if (column == COLUMN_ID)
        out->text = id;
    else if (column == COLUMN_STATE)
        out->text = state_of(view->app, row);
    else if (customer)
        ends_at(customer, out->space);
    else
        out->text = config_auth_name(row->tenant->auth);
}

/* --- drawing --- */

/* More of the one at the cursor, in the lines below the rows. */
static void draw_note(const struct app *app, struct grid *grid, struct rect rect, const struct row *row)
{
    char ends[32];
    if (row && row->tenant) {
        const struct config_tenant *tenant = row->tenant;
        grid_printf(grid, rect, 1, 0, ROLE_DIM, "cloud %s   client %s%s%s", config_cloud_name(tenant),
                    tenant->client_id ? tenant->client_id : "Microsoft's own", tenant->accent ? "   accent " : "",
                    tenant->accent ? tenant->accent : "");
    } else if (row) {
        ends_at(row->customer, ends);
        grid_printf(grid, rect, 1, 0, ROLE_DIM, "%s   %s%s   customer of %s", row->customer->tenant_id, ends,
                    row->customer->renews ? ", renews" : "", app->partner->name);
        grid_printf(grid, rect, 1, 1, ROLE_DIM, "roles: %s",
                    *row->customer->roles ? row->customer->roles : "not known");
    }
}

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct tenants_view *view = (struct tenants_view *)base;
    char right[96], customers[48] = "";
    if (app->customer_count)
        snprintf(customers, sizeof customers, ", %zu customer%s", app->customer_count,
                 app->customer_count == 1 ? "" : "s");
    snprintf(right, sizeof right, "%zu configured%s", app->config->tenant_count, customers);
    struct rect below = table_view_draw(&view->base, app, grid, rect, "Tenants", right, NOTE);
    draw_note(app, grid, below, row_at(view));
}

/* --- keys and messages --- */

static void ask_customers(struct table_view *view, struct app *app)
{
    struct message message = message_read("customers", NULL, NULL);
    if (app->model->tenant_config->partner_id)
        app_status(app, ROLE_NORMAL, "This is a customer: the list is %s's.", app->partner->name);
    else
        question_ask(&view->question, app, &message);
    message_free(&message); /* where it was not asked */
}

static void go(struct table_view *view, struct app *app)
{
    const struct row *row = row_at((const struct tenants_view *)view);
    if (row && row->customer && is_shown(app, row))
        app_status(app, ROLE_NORMAL, "This is %s.", row->customer->name);
    else if (row)
        app_switch_to(app, row->customer ? app_customer_tenant(app, row->customer) : row->tenant);
}

static enum reaction customers_key(struct view *view, struct app *app)
{
    ask_customers((struct table_view *)view, app);
    return REACT_REDRAW;
}

const struct ui_command tenants_keys[] = {
    {"tenants.customers", "Read the list of customers", "In the tenants", {'c'}, IN_LISTS, .act = customers_key},
    {.name = NULL},
};

static enum reaction message(struct view *base, struct app *app, struct message *message)
{
    struct tenants_view *view = (struct tenants_view *)base;
    enum answer answer = question_answer(&view->base.question, message);
    if (message_is_reading(message, "customers"))
        gather(view);
    if (answer == ANSWER_END && message->error.code == ERR_OK && !app->customer_count)
        app_status(app, ROLE_NORMAL, "%s has no customers.", app_tenant_title(app));
    return REACT_REDRAW;
}

static void close_tenants(struct view *base, struct app *app)
{
    xfree(((struct tenants_view *)base)->rows);
    table_view_close(base, app);
}

/* Who may read relationships is a partner, most likely. */
static bool is_partner(const struct app *app)
{
    const char *const *held = app_permissions(app)->permissions[RESOURCE_GRAPH];
    while (held && *held && strcasecmp(*held, "DelegatedAdminRelationship.Read.All") != 0)
        held++;
    return held && *held;
}

void tenants_view_open(struct app *app)
{
    static const struct view_ops ops = {
        .name = "tenants",
        .title = "Tenants",
        .modal = true,
        .close = close_tenants,
        .draw = draw,
        .key = table_view_key,
        .message = message,
        .typing = table_view_types,
        .hint =
            "{choose} switch  {narrow} find  {back} back  {tenants.customers} read the customers  {copy} copy the id  {export} export",
        .hints = table_view_hints};
    static const struct table_ops table_ops = {.name = "tenants",
                                               .what = "",
                                               .reading = "Reading the customers ...",
                                               .empty = "No tenant is configured.",
                                               .cell = cell,
                                               .marked = marked};
    struct tenants_view *view = xcalloc(1, sizeof *view);
    view->app = app;
    view->base = (struct table_view){.view = {.ops = &ops},
                                     .table = table_make(&table_ops, view, columns_shown, COLUMNS),
                                     .ask = ask_customers,
                                     .choose = go};
    gather(view);
    for (size_t i = 0; i < view->count; i++)
        if (is_shown(app, &view->rows[i]))
            table_go_to(&view->base.table, i);
    app_push(app, &view->base.view);
    if (is_partner(app) && !app->customer_count)
        ask_customers(&view->base, app);
}
