/* The rows of what the screen can do, with the keys they have unless the configuration binds others. */
#include "ui/commands.h"

#include "ui/app/researches.h"
#include "ui/app/user_readings.h"
#include "ui/confirm/confirm_view.h"
#include "ui/form/form.h"
#include "ui/views/views.h"

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

static void view_for(struct app *app, const struct target *targets, size_t count)
{
    (void)count;
    user_view_open_for(app, targets);
}

static void mark(struct app *app)
{
    if (!app_user(app))
        return;
    uint32_t row = view_row(app->model->table, app->model->cursor);
    users_mark(app->model->users, row, !users_marked(app->model->users, row));
    app_move_to(app, app->model->cursor + 1);
}

/* Of a table that is not whole "all" is a part: that is said before, once for each load. */
static void mark_all(struct app *app)
{
    char part[APP_PART];
    if (app->model->filter_error.code != ERR_OK) { /* what is shown is not what was asked for */
        app_status(app, ROLE_WARNING, "Nothing is marked: the filter cannot be read: %s",
                   app->model->filter_error.message);
        return;
    }
    if (app_table_part(app, part) && app->model->part_marked_job != app->model->load_job) {
        app->model->part_marked_job = app->model->load_job;
        app_status(app, ROLE_WARNING, "%s: %s again marks those that are here.", part,
                   keymap_key(&app->keymap, "mark-all"));
        return;
    }
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

static void cancel_load(struct app *app)
{
    if (app->model->loading)
        app_cancel(app, app->model->load_job);
    else
        app_status(app, ROLE_NORMAL, "Nothing is loading.");
}

/* What was confirmed when it was begun, and interrupted, is gone on with. */
static void resume(struct app *app)
{
    uint64_t job = app->model->interrupted
                       ? app_post_resume(app, app->model->interrupted, "Go on with a containment", false)
                       : 0;
    if (!app->model->interrupted)
        app_status(app, ROLE_NORMAL, "No containment was interrupted.");
    else if (job)
        confirm_job_open(app, job);
    app->model->interrupted = job ? 0 : app->model->interrupted;
}

static void sign_in(struct app *app)
{
    struct message message = {.kind = TO_SIGN_IN};
    if (app_post(app, &message))
        app_status(app, ROLE_NORMAL, "Signing in ...");
}

static void prefill(struct app *app)
{
    palette_view_open_with(app, "prefill ");
}

enum { NO_MORE_KEYS, SCREEN = EVERYWHERE | OVER }; /* a command without a key is reached by the palette alone */

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
    struct message message = {.kind = TO_ARM};
    if (!app->model->armed_until)
        app_status(app, ROLE_NORMAL, "Read-only is still on.");
    else if (!worker_post(app->worker, &message))
        app_status(app, ROLE_WARNING, "Busy: try again in a moment.");
}

static void clear_filter(struct app *app)
{
    if (!app->model->filter.length && !*app->model->base_filter) {
        app->greeting = NULL;
        return;
    }
    buf_clear(&app->model->filter);
    app_set_preset(app, presets[0].name, presets[0].filter);
}

static void undo_last(struct app *app)
{
    int64_t step = confirm_undo_last(app);
    if (step)
        journal_view_take_back(app, step);
}

static const struct ui_command rows[] = {
    {"menu",
     "The menu of actions for the user, or those marked",
     "User",
     {KEY_RETURN, '.'},
     IN_USERS,
     .run = menu_view_open},
    {"info",
     "More info: the profile beside the table",
     "User",
     {'i', KEY_ARROW_RIGHT},
     IN_USERS,
     .run = flyout_view_open},
    {"view",
     "View user: everything there is to know",
     "User",
     {'o'},
     IN_USERS,
     .run = user_view_open,
     .run_for = view_for},
    {"research",
     "Research compromised account: signs of a compromise",
     "User",
     {'r'},
     IN_USERS,
     .run = research_view_open,
     .run_for = research_view_open_for},
    {"remedy",
     "Contain a compromised account: steps, plan, progress",
     "User",
     {'R'},
     IN_USERS,
     .run = remedy_view_open,
     .run_for = remedy_view_open_for},
    {"playbooks",
     "Playbooks: several actions in order, as offboard",
     "User",
     {'+'},
     IN_USERS,
     .run = playbooks_view_open,
     .run_for = playbooks_view_open_for},
    {"history", "The history of a user: who changed what", "User", {'H'}, IN_USERS, .run = user_view_open_history},
    {"add", "Add a user: a form, also from a link", "User", {'a'}, IN_USERS, .run = add_view_open},
    {"edit", "Edit: the properties of the user, or of those marked", "User", {'e'}, IN_USERS, .run = edit_view_open},
    {"invite", "Invite a guest", "User", {'I'}, IN_USERS, .run = invite_view_open},
    {"bulk-add", "Add many users, or invite guests, from a CSV file", "User", {'b'}, IN_USERS, .run = bulk_view_open},
    {"prefill", "Add a user from a link: prefill LINK", "User", {NO_MORE_KEYS}, IN_USERS, .run = prefill},
    {"copy", "Copy the sign-in name, or what the table has for it", "User", {'y'}, IN_TABLES, .run = copy_address},
    {"mark", "Mark, and on to the next", "Marks", {KEY_SPACE}, IN_TABLES, .run = mark, .table = TABLE_MARK},
    {"range",
     "Mark a range: here, move, again",
     "Marks",
     {'v'},
     IN_TABLES,
     .run = range_view_open,
     .table = TABLE_RANGE},
    {"mark-all", "Mark all that the filter shows", "Marks", {'*'}, IN_TABLES, .run = mark_all, .table = TABLE_MARK_ALL},
    {"unmark", "Unmark all", "Marks", {'U'}, IN_TABLES, .run = unmark_all, .table = TABLE_UNMARK},
    {"filter", "Filter the table", "Table", {'/'}, IN_USERS, .run = filter_bar_open},
    {"clear-filter", "Show all again", "Table", {KEY_ESCAPE}, IN_USERS, .run = clear_filter},
    {"columns", "Choose the columns", "Table", {'c'}, IN_USERS, .run = chooser_view_open},
    {"sort-left", "Sort by the column before", "Table", {'<'}, IN_TABLES, .run = sort_left, .table = TABLE_SORT_LEFT},
    {"sort-right",
     "Sort by the next column",
     "Table",
     {'>', 's'},
     IN_TABLES,
     .run = sort_right,
     .table = TABLE_SORT_RIGHT},
    {"sort-invert", "Reverse the order", "Table", {'S'}, IN_TABLES, .run = invert, .table = TABLE_SORT_INVERT},
    {"sort-none",
     "The order they came in",
     "Table",
     {NO_MORE_KEYS},
     IN_TABLES,
     .run = unsort,
     .table = TABLE_SORT_NONE},
    {"export", "Write what is shown to a file", "Table", {'x'}, IN_TABLES, .run = export_view_open},
    {"refresh", "Read the table again", "Table", {KEY_FUNCTION + 5, KEY_CTRL('R')}, EVERYWHERE, .run = app_refresh},
    {"cancel-loading", "Stop reading the table", "Table", {NO_MORE_KEYS}, IN_USERS, .run = cancel_load},
    {"view-all", "Show all users", "Views", {'1'}, IN_USERS, .preset = &presets[0]},
    {"view-enabled", "Show enabled users", "Views", {'2'}, IN_USERS, .preset = &presets[1]},
    {"view-blocked", "Show blocked users", "Views", {'3'}, IN_USERS, .preset = &presets[2]},
    {"view-guests", "Show guests", "Views", {'4'}, IN_USERS, .preset = &presets[3]},
    {"view-unlicensed", "Show users without a licence", "Views", {'5'}, IN_USERS, .preset = &presets[4]},
    {"view-synced", "Show users synchronised from Active Directory", "Views", {'6'}, IN_USERS, .preset = &presets[5]},
    {"view-own-1", "Show the first view of your own", "Views", {'7'}, IN_USERS, .own = 1},
    {"view-own-2", "Show the second view of your own", "Views", {'8'}, IN_USERS, .own = 2},
    {"view-own-3", "Show the third view of your own", "Views", {'9'}, IN_USERS, .own = 3},
    {"jobs", "Jobs: what is running, and the results", "Screen", {'J'}, SCREEN, .run = jobs_view_open},
    {"undo", "Take back the last run", "User", {'u'}, IN_USERS, .run = undo_last},
    {"journal", "The journal: what was changed, and undo", "Screen", {'L'}, SCREEN, .run = journal_view_open},
    {"researches",
     "Researches: who was looked at, worst first",
     "Screen",
     {NO_MORE_KEYS},
     SCREEN,
     .run = research_board_open},
    {"resume", "Go on with an interrupted containment", "Screen", {NO_MORE_KEYS}, SCREEN, .run = resume},
    {"deleted", "Deleted users: bring them back", "Screen", {'X'}, SCREEN, .run = deleted_view_open},
    {"tenants", "Tenants: list and switch", "Screen", {'T'}, SCREEN, .run = tenants_view_open},
    {"doctor", "Check what signing in and acting needs", "Screen", {NO_MORE_KEYS}, SCREEN, .run = doctor_view_open},
    {"arm", "Lift read-only for a time: arm 15m reason", "Tenant", {NO_MORE_KEYS}, IN_USERS, .run = arm},
    {"find", "Find a person in every customer: find NAME", "Tenant", {NO_MORE_KEYS}, IN_USERS, .run = find_everywhere},
    {"disarm", "Read-only again, before the time is over", "Tenant", {NO_MORE_KEYS}, IN_USERS, .run = disarm},
    {"commands", "The command palette", "Screen", {':'}, SCREEN, .run = palette_view_open},
    {"help", "This help", "Screen", {'?', KEY_FUNCTION + 1}, SCREEN, .run = help_view_open},
    {"sign-in", "Sign in, where it was given up before", "Screen", {NO_MORE_KEYS}, SCREEN, .run = sign_in},
    {"redraw", "Redraw the screen", "Screen", {KEY_CTRL('L')}, SCREEN | ALWAYS, .run = redraw},
    {"suspend", "Suspend roster", "Screen", {KEY_CTRL('Z')}, SCREEN | ALWAYS, .run = suspend},
    {"quit", "Quit", "Screen", {'q'}, IN_USERS, .run = quit},
    {"interrupt", "Quit, from anywhere", "Screen", {KEY_CTRL('C')}, SCREEN | ALWAYS, .run = quit},
    {.name = NULL},
};

static const struct ui_command *const tables[] = {
    rows,        keymap_moves, menu_keys,       info_keys,     user_keys,   range_keys,   columns_keys,
    jobs_keys,   journal_keys, deleted_keys,    tenants_keys,  doctor_keys, confirm_keys, result_keys,
    form_keys,   export_keys,  sign_in_keys,    research_keys, spread_keys, board_keys,   note_keys,
    record_keys, remedy_keys,  remedy_ask_keys, bulk_keys,     NULL};

/* What was read of users stays when the view that asked for it is left. */
static void keep(struct app *app, struct message *message)
{
    researches_message(app, message);
    user_readings_message(app, message);
}

const struct app_hooks commands_hooks = {.commands = tables,
                                         .open_first = users_view_open,
                                         .ask_secret = secret_view_open,
                                         .read = keep,
                                         .sign_in = sign_in_view_told};
