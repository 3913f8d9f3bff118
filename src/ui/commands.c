/* The rows of what the screen can do, and the keys they are bound to. */
#include "ui/commands.h"

#include "config/config.h"
#include "ui/app/views.h"
#include <stdio.h>
#include <string.h>

static void quit(struct app *app)
{
    app->quit = true;
}

static void redraw(struct app *app)
{
    app->repaint = true;
}

static void suspend(struct app *app)
{
    app->suspend = true;
}

static void mark(struct app *app)
{
    if (!app_user(app))
        return;
    uint32_t row = view_row(app->model->table, app->model->cursor);
    users_mark(app->model->users, row, !users_marked(app->model->users, row));
    app_move_to(app, app->model->cursor + 1);
}

static void mark_all(struct app *app)
{
    for (size_t i = 0; i < view_count(app->model->table); i++)
        users_mark(app->model->users, view_row(app->model->table, i), true);
}

static void unmark_all(struct app *app)
{
    users_unmark_all(app->model->users);
}

static size_t sorted_place(const struct app *app)
{
    size_t at = 0;
    while (at < app->chosen_count && app->chosen[at] != app->model->sort_column)
        at++;
    return at;
}

static void sort_right(struct app *app)
{
    size_t at = sorted_place(app);
    at = at >= app->chosen_count ? 0 : (at + 1) % app->chosen_count;
    app_sort(app, app->chosen[at], false);
}

static void sort_left(struct app *app)
{
    size_t at = sorted_place(app);
    at = at == 0 || at >= app->chosen_count ? app->chosen_count - 1 : at - 1;
    app_sort(app, app->chosen[at], false);
}

static void invert(struct app *app)
{
    app_sort(app, app->model->sort_column < 0 ? 0 : app->model->sort_column, !app->model->sort_descending);
}

static void unsort(struct app *app)
{
    app_sort(app, -1, false);
    app_status(app, ROLE_NORMAL, "In the order the service gives.");
}

static void copy_address(struct app *app)
{
    const struct user *user = app_user(app);
    if (user)
        app_copy(app, user->user_principal_name);
}

static void preset(struct app *app, size_t index)
{
    app_set_preset(app, presets[index].name, presets[index].filter);
}

static void preset_1(struct app *app)
{
    preset(app, 0);
}

static void preset_2(struct app *app)
{
    preset(app, 1);
}

static void preset_3(struct app *app)
{
    preset(app, 2);
}

static void preset_4(struct app *app)
{
    preset(app, 3);
}

static void preset_5(struct app *app)
{
    preset(app, 4);
}

static void preset_6(struct app *app)
{
    preset(app, 5);
}

static void cancel_load(struct app *app)
{
    if (app->model->loading)
        app_cancel(app, app->model->load_job);
    else
        app_status(app, ROLE_NORMAL, "Nothing is loading.");
}

static void sign_in(struct app *app)
{
    struct message message = {.kind = TO_SIGN_IN};
    if (app_post(app, &message))
        app_status(app, ROLE_NORMAL, "Signing in ...");
}

enum { NO_MORE_KEYS }; /* reached by the palette alone */

static void arm(struct app *app)
{
    palette_view_open_with(app, "arm 15m ");
}

static void find_everywhere(struct app *app)
{
    palette_view_open_with(app, "find ");
}

static void disarm(struct app *app)
{
    struct message message = {.kind = TO_DISARM};
    if (!app->model->armed_until)
        app_status(app, ROLE_NORMAL, "Nothing is lifted.");
    else if (!worker_post(app->worker, &message))
        app_status(app, ROLE_WARNING, "Busy: try again in a moment.");
}

static struct ui_command rows[] = {
    /* keys are bound once, at the start */
    {"menu", "The menu of actions for the user, or the marked users", "User", {KEY_RETURN, '.'}, menu_view_open},
    {"info", "More info: the profile beside the table", "User", {'i', KEY_ARROW_RIGHT}, flyout_view_open},
    {"copy", "Copy the sign-in name", "User", {'y'}, copy_address},
    {"mark", "Mark, and on to the next", "Marks", {KEY_SPACE}, mark},
    {"range", "Mark a range: here, move, and again", "Marks", {'v'}, range_view_open},
    {"mark-all", "Mark all that the filter shows", "Marks", {'*'}, mark_all},
    {"unmark", "Unmark all", "Marks", {'U'}, unmark_all},
    {"filter", "Filter the table", "Table", {'/'}, filter_bar_open},
    {"columns", "Choose the columns", "Table", {'c'}, chooser_view_open},
    {"sort-left", "Sort by the column to the left", "Table", {'<'}, sort_left},
    {"sort-right", "Sort by the column to the right", "Table", {'>', 's'}, sort_right},
    {"sort-invert", "Turn the order round", "Table", {'S'}, invert},
    {"sort-none", "The service's own order", "Table", {NO_MORE_KEYS}, unsort},
    {"export", "Write what is shown to a file", "Table", {'x'}, export_view_open},
    {"refresh", "Read the table again", "Table", {KEY_FUNCTION + 5, KEY_CTRL('R')}, app_refresh},
    {"cancel-loading", "Stop reading the table", "Table", {NO_MORE_KEYS}, cancel_load},
    {"view-all", "Show all users", "Views", {'1'}, preset_1},
    {"view-enabled", "Show enabled users", "Views", {'2'}, preset_2},
    {"view-blocked", "Show blocked users", "Views", {'3'}, preset_3},
    {"view-guests", "Show guests", "Views", {'4'}, preset_4},
    {"view-unlicensed", "Show users without a licence", "Views", {'5'}, preset_5},
    {"view-synced", "Show users synchronised from Active Directory", "Views", {'6'}, preset_6},
    {"jobs", "Jobs: what runs and what came of it", "Screen", {'J'}, jobs_view_open},
    {"journal", "The journal: what was changed, and undo", "Screen", {'L'}, journal_view_open},
    {"deleted", "Deleted users: bring them back", "Screen", {'X'}, deleted_view_open},
    {"tenants", "Tenants: which are there, and switch", "Screen", {'T'}, tenants_view_open},
    {"doctor", "Look at everything that signing in and acting needs", "Screen", {NO_MORE_KEYS}, doctor_view_open},
    {"arm", "Lift read-only for a time: arm 15m reason", "Tenant", {NO_MORE_KEYS}, arm},
    {"find", "Find a person in every customer: find NAME", "Tenant", {NO_MORE_KEYS}, find_everywhere},
    {"disarm", "Read-only again, before the time is over", "Tenant", {NO_MORE_KEYS}, disarm},
    {"commands", "The command palette", "Screen", {':'}, palette_view_open},
    {"help", "This help", "Screen", {'?', KEY_FUNCTION + 1}, help_view_open},
    {"sign-in", "Sign in, where it was given up before", "Screen", {NO_MORE_KEYS}, sign_in},
    {"redraw", "Draw the screen anew", "Screen", {KEY_CTRL('L')}, redraw},
    {"suspend", "Suspend roster", "Screen", {KEY_CTRL('Z')}, suspend},
    {"quit", "Quit", "Screen", {'q', KEY_CTRL('C')}, quit},
    {.name = NULL},
};

const struct ui_command *commands_all(void)
{
    return rows;
}

static struct ui_command *named(const char *name)
{
    for (struct ui_command *row = rows; row->name; row++)
        if (!strcmp(row->name, name))
            return row;
    return NULL;
}

const struct ui_command *commands_find(const char *name)
{
    return named(name);
}

const struct ui_command *commands_by_key(int key)
{
    for (const struct ui_command *row = rows; row->name && key; row++)
        for (int i = 0; i < COMMAND_KEYS; i++)
            if (row->keys[i] == key)
                return row;
    return NULL;
}

static bool wrong(const struct config *config, const struct config_key *key, struct err *e, const char *what,
                  const char *about)
{
    err_set(e, ERR_CONFIG, "%s:%d:%d: %s \"%s\"", config->path, key->line, key->column, what, about);
    return err_hint(e, "`?` on the screen lists commands and keys");
}

bool commands_bind(const struct config *config, struct err *e)
{
    for (size_t i = 0; i < config->key_count; i++) {
        const struct config_key *key = &config->keys[i];
        struct ui_command *row = named(key->name);
        int code = key_parse(key->key);
        if (!row)
            return wrong(config, key, e, "keys: there is no command", key->name);
        if (!code)
            return wrong(config, key, e, "keys: there is no key", key->key);
        memset(row->keys, 0, sizeof row->keys);
        row->keys[0] = code;
    }
    for (size_t i = 0; i < config->key_count; i++) { /* only now is it known what else a key does */
        const struct config_key *key = &config->keys[i];
        int code = key_parse(key->key);
        for (const struct ui_command *row = rows; row->name; row++)
            for (int k = 0; k < COMMAND_KEYS; k++)
                if (row->keys[k] == code && strcmp(row->name, key->name) != 0) {
                    char about[96];
                    snprintf(about, sizeof about, "%s\" is taken by \"%s", key->key, row->name);
                    return wrong(config, key, e, "keys: the key", about);
                }
    }
    return true;
}
