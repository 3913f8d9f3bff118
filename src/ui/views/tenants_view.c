/* The tenants: those of the configuration, and the customers of a partner. Enter goes there. */
#include "base/alloc.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "ui/app/screen.h"
#include "ui/app/views.h"
#include "ui/screen/entry.h"
#include "ui/screen/list.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum { NARROW = 60, FOLDED = 1024, HOW = 16, STATE = 12, NOTE = 2 };

struct row {
    const struct config_tenant *tenant;      /* of the configuration */
    const struct message_customer *customer; /* or of a partner */
};

struct tenants_view {
    struct view view;
    struct list list;
    struct row *rows; /* those that the filter leaves */
    size_t count, capacity;
    struct entry filter;
    bool filtering; /* keys go into the filter */
    uint64_t asked; /* for customers; 0: no question is under way */
    struct err error;
};

/* --- rows --- */

static bool fits(const struct tenants_view *view, const char *name, const char *id, const char *domain)
{
    char text[FOLDED], wanted[FOLDED], folded[FOLDED];
    int length = snprintf(text, sizeof text, "%.300s %.300s %.300s", name, id, domain);
    utf8_fold(text, (size_t)length, folded, sizeof folded);
    utf8_fold(buf_text(&view->filter.text), view->filter.text.length, wanted, sizeof wanted);
    return strstr(folded, wanted) != NULL;
}

static void add(struct tenants_view *view, struct row row)
{
    view->rows = grow_array(view->rows, &view->capacity, view->count + 1, sizeof *view->rows);
    view->rows[view->count++] = row;
}

static void gather(struct tenants_view *view, const struct app *app)
{
    const struct config *config = app->config;
    view->count = 0;
    for (size_t i = 0; i < config->tenant_count; i++)
        if (fits(view, config->tenants[i].name, config->tenants[i].tenant_id, ""))
            add(view, (struct row){.tenant = &config->tenants[i]});
    if (!config->tenant_count)
        add(view, (struct row){.tenant = &config->alone});
    for (size_t i = 0; i < app->customer_count; i++)
        if (fits(view, app->customers[i].name, app->customers[i].tenant_id, app->customers[i].domain))
            add(view, (struct row){.customer = &app->customers[i]});
    list_fit(&view->list, view->count, view->list.height > 0 ? view->list.height : 1);
}

static const struct row *row_at(const struct tenants_view *view)
{
    return view->list.cursor < view->count ? &view->rows[view->list.cursor] : NULL;
}

static bool is_shown(const struct app *app, const struct row *row)
{
    const struct config_tenant *now = app->model->tenant_config;
    return row->tenant ? row->tenant == now : now->partner_id && !strcasecmp(now->tenant_id, row->customer->tenant_id);
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

/* --- drawing --- */

static void put(struct grid *grid, struct rect rect, int x, int y, int width, enum role role, const char *text)
{
    if (width > 0)
        grid_put(grid, (struct rect){rect.x + x, rect.y, width, rect.height}, 0, y, role, text);
}

static void draw_line(struct grid *grid, struct rect rect, int y, enum role role, const char *const cells[4])
{
    int how = rect.width < NARROW ? 0 : HOW, room = rect.width - 3 - STATE - 1 - (how ? how + 1 : 0);
    int name = room / 2, id = room - name - 1;
    put(grid, rect, 3, y, name, role, cells[0]);
    put(grid, rect, 3 + name + 1, y, id, role, cells[1]);
    put(grid, rect, 3 + room + 1, y, how, role, cells[2]);
    put(grid, rect, rect.width - STATE - 1, y, STATE, role, cells[3]);
}

static void draw_row(const struct app *app, struct grid *grid, struct rect rect, int y, const struct row *row,
                     bool here)
{
    enum role role = here ? ROLE_CURSOR : ROLE_NORMAL;
    char how[32] = "";
    if (row->customer)
        ends_at(row->customer, how);
    else
        snprintf(how, sizeof how, "%s", config_auth_name(row->tenant->auth));
    if (here)
        grid_fill(grid, (struct rect){rect.x, rect.y + y, rect.width, 1}, role);
    grid_put(grid, rect, 0, y, role, here ? ">" : " ");
    grid_put(grid, rect, 1, y, is_shown(app, row) ? ROLE_MARK : role,
             !is_shown(app, row) ? " "
             : grid->ascii       ? "*"
                                 : "●");
    const char *domain = row->customer && *row->customer->domain ? row->customer->domain
                         : row->customer                         ? row->customer->tenant_id
                                                                 : row->tenant->tenant_id;
    draw_line(grid, rect, y, role,
              (const char *const[]){row->customer ? row->customer->name : row->tenant->name, domain, how,
                                    state_of(app, row)});
}

/* More of the one at the cursor, in the lines below the rows. */
static void draw_note(const struct app *app, struct grid *grid, struct rect rect, const struct row *row)
{
    char ends[32];
    if (row->tenant) {
        const struct config_tenant *tenant = row->tenant;
        grid_printf(grid, rect, 1, 0, ROLE_DIM, "cloud %s   client %s%s%s", config_cloud_name(tenant),
                    tenant->client_id ? tenant->client_id : "Microsoft's own", tenant->accent ? "   accent " : "",
                    tenant->accent ? tenant->accent : "");
        return;
    }
    ends_at(row->customer, ends);
    grid_printf(grid, rect, 1, 0, ROLE_DIM, "%s   %s%s   customer of %s", row->customer->tenant_id, ends,
                row->customer->renews ? ", renews" : "", app->partner->name);
    grid_printf(grid, rect, 1, 1, ROLE_DIM, "roles: %s", *row->customer->roles ? row->customer->roles : "not known");
}

static int draw_notice(const struct tenants_view *view, struct grid *grid, struct rect rect)
{
    struct rect in = {rect.x + 1, rect.y, rect.width - 2, rect.height};
    int y = 0;
    if (view->error.code != ERR_OK) {
        y += grid_wrap(grid, in, y, ROLE_ERROR, view->error.message);
        y += grid_wrap(grid, in, y, ROLE_NORMAL, view->error.hint);
    } else if (view->asked) {
        y += grid_wrap(grid, in, y, ROLE_DIM, "Reading the customers ...");
    } else if (!view->count) {
        y += grid_wrap(grid, in, y, ROLE_NORMAL, "No tenant has this in its name.");
    }
    return y;
}

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    static const char *const titles[] = {"Name", "Tenant", "Sign-in", "State"};
    struct tenants_view *view = (struct tenants_view *)base;
    char right[64];
    gather(view, app);
    if (app->customer_count)
        snprintf(right, sizeof right, "%zu configured, %zu customer%s", app->config->tenant_count, app->customer_count,
                 app->customer_count == 1 ? "" : "s");
    else
        snprintf(right, sizeof right, "%zu configured", app->config->tenant_count);
    struct rect in = screen_draw(app, grid, rect, "Tenants", right);
    if (view->filtering || view->filter.text.length) {
        grid_put(grid, in, 1, 0, ROLE_KEY, "/");
        entry_draw(&view->filter, grid, in, 2, 0, in.width - 4, view->filtering, false);
        in = (struct rect){in.x, in.y + 1, in.width, in.height - 1};
    }
    int used = draw_notice(view, grid, in);
    struct rect rows = {in.x, in.y + used + 1, in.width, in.height - used - 1 - NOTE};
    list_fit(&view->list, view->count, rows.height > 0 ? rows.height : 1);
    if (!view->count)
        return;
    grid_fill(grid, (struct rect){rows.x, rows.y - 1, rows.width, 1}, ROLE_HEADER);
    draw_line(grid, (struct rect){rows.x, rows.y - 1, rows.width, 1}, 0, ROLE_HEADER, titles);
    for (int y = 0; y < rows.height && view->list.top + (size_t)y < view->count; y++) {
        size_t at = view->list.top + (size_t)y;
        draw_row(app, grid, rows, y, &view->rows[at], at == view->list.cursor);
    }
    draw_note(app, grid, (struct rect){in.x, in.y + in.height - NOTE, in.width, NOTE}, row_at(view));
}

/* --- keys and messages --- */

static void ask_customers(struct tenants_view *view, struct app *app)
{
    struct message message = message_read("customers", NULL, NULL);
    if (app->model->tenant_config->partner_id)
        app_status(app, ROLE_NORMAL, "This is a customer: the list is %s's.", app->partner->name);
    else if (!view->asked)
        view->asked = app_post(app, &message);
    message_free(&message); /* where it was not posted */
}

static void go(const struct tenants_view *view, struct app *app)
{
    const struct row *row = row_at(view);
    if (row && row->customer && is_shown(app, row))
        app_status(app, ROLE_NORMAL, "This is %s.", row->customer->name);
    else if (row)
        app_switch_to(app, row->customer ? app_customer_tenant(app, row->customer) : row->tenant);
}

static enum reaction filter_key(struct tenants_view *view, int code)
{
    if (code == KEY_ESCAPE)
        entry_set(&view->filter, "");
    else if (code != KEY_RETURN && !entry_key(&view->filter, code))
        return !key_is_text(code) && list_key(&view->list, code) ? REACT_REDRAW : REACT_UNHANDLED;
    view->filtering = code != KEY_ESCAPE && code != KEY_RETURN;
    return REACT_REDRAW;
}

static enum reaction leave(struct tenants_view *view)
{
    if (!view->filter.text.length)
        return REACT_CLOSE;
    entry_set(&view->filter, "");
    return REACT_REDRAW;
}

static enum reaction key(struct view *base, struct app *app, int code)
{
    struct tenants_view *view = (struct tenants_view *)base;
    if (view->filtering)
        return filter_key(view, code);
    gather(view, app); /* keys may come faster than frames */
    switch (app->pasting ? 0 : code) {
    case 0:
        return REACT_NONE;
    case KEY_ESCAPE:
        return leave(view);
    case 'q':
        return REACT_CLOSE;
    case 'T':
        return REACT_NONE;
    case '/':
        view->filtering = true;
        return REACT_REDRAW;
    case KEY_RETURN:
        go(view, app);
        return REACT_REDRAW;
    case 'y':
        if (row_at(view))
            app_copy(app, row_at(view)->tenant ? row_at(view)->tenant->tenant_id : row_at(view)->customer->tenant_id);
        return REACT_REDRAW;
    case 'c':
    case KEY_FUNCTION + 5:
    case KEY_CTRL('R'):
        ask_customers(view, app);
        return REACT_REDRAW;
    default:
        return list_key(&view->list, code) ? REACT_REDRAW : REACT_UNHANDLED;
    }
}

static enum reaction message(struct view *base, struct app *app, struct message *message)
{
    struct tenants_view *view = (struct tenants_view *)base;
    if (message->kind != FROM_JOB_END || !view->asked || message->job != view->asked)
        return REACT_NONE;
    view->asked = 0;
    view->error = message->error;
    if (message->error.code == ERR_OK && !app->customer_count)
        app_status(app, ROLE_NORMAL, "%s has no customers.", app_tenant_title(app));
    return REACT_REDRAW;
}

static const char *hints(const struct view *base, const struct app *app)
{
    if (((const struct tenants_view *)base)->filtering)
        return "type a part of the name  Enter keeps it  Esc all again";
    return app->grid->width < NARROW ? "Enter switch  / find  c customers  Esc"
                                     : "Enter switch  / find  c read the customers  y copy the id  Esc back";
}

static void close_tenants(struct view *base, struct app *app)
{
    struct tenants_view *view = (struct tenants_view *)base;
    if (view->asked)
        app_cancel(app, view->asked);
    entry_free(&view->filter);
    xfree(view->rows);
    xfree(view);
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
    static const struct view_ops ops = {.name = "tenants",
                                        .title = "Tenants",
                                        .modal = true,
                                        .close = close_tenants,
                                        .draw = draw,
                                        .key = key,
                                        .message = message,
                                        .hints = hints};
    struct tenants_view *view = xcalloc(1, sizeof *view);
    view->view.ops = &ops;
    view->filter = entry_make(128);
    gather(view, app);
    for (size_t i = 0; i < view->count; i++)
        if (is_shown(app, &view->rows[i]))
            list_move_to(&view->list, i);
    app_push(app, &view->view);
    if (is_partner(app) && !app->customer_count)
        ask_customers(view, app);
}
