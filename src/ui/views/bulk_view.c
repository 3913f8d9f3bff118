/* Many new users, or guests, from a CSV file: each row with what is wrong with it, to be mended here before anything is sent. */
#include "action/intake.h"
#include "base/alloc.h"
#include "base/place.h"
#include "ui/confirm/confirm_view.h"
#include "ui/views/ask_view.h"
#include "ui/views/table_view.h"
#include "ui/views/views.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { LARGEST = 32 << 20, BLOCK = 1 << 16, SETTLING = 1500 /* ms */ };
enum { COLUMN_LINE, COLUMN_NAME, COLUMN_ADDRESS, COLUMN_STATE };

struct known {
    const char *name, *id;
    const char *deleted; /* who that was; NULL: an earlier run tried to make the one of this name */
    bool unfinished;     /* and could not give all of it */
};

struct bulk_view {
    struct table_view base;
    struct app *app;
    struct arena *arena; /* of the file, its rows and the domains */
    const char *path;
    struct buf text; /* of the file, until the domains are known */
    struct intake intake;
    struct question journal, deleted; /* who was made before, and who had a name */
    struct known *known;              /* what they said, in the order of time */
    size_t known_count, known_capacity;
    bool deleted_unread; /* whether somebody deleted had one of the names is not known */
    size_t wrong, there; /* rows */
    size_t edited;       /* the row in the form */
    size_t changes;      /* made here, in no file */
    bool warned;         /* that they are lost */
    bool settling;       /* a run has ended, and the table may not know all whom it made */
    char right[96];
};

static const struct table_column columns_shown[] = {
    {.name = "line", .title = "Line", .least = 4, .flags = TABLE_KEEP | TABLE_ORDERED},
    {.name = "displayName", .title = "Display name", .weight = 2},
    {.name = "userPrincipalName",
     .title = "Address",
     .least = 12,
     .weight = 2,
     .flags = TABLE_COPIED | TABLE_IDENTIFIES},
    {.name = "state", .title = "State", .least = 12, .weight = 8, .flags = TABLE_KEEP},
};
enum { COLUMNS = sizeof columns_shown / sizeof *columns_shown };

/* --- the rows --- */

/* Who is there by the name, or a guest by the address; what the table has not read yet, the run finds. */
static void mark_those_there(struct bulk_view *view, struct intake_row **by_name)
{
    const struct users *users = view->app->model->users;
    for (size_t i = 0; i < view->intake.count; i++) {
        view->intake.rows[i].there = view->intake.rows[i].ours = false;
        view->intake.rows[i].deleted = NULL;
        view->intake.rows[i].target.id[0] = '\0';
    }
    for (uint32_t i = 0; i < users_count(users); i++) {
        struct intake_row *row = intake_find(&view->intake, by_name, intake_name_of(&view->intake, users_at(users, i)));
        if (!row)
            continue;
        row->there = true;
        guid_format(&users_at(users, i)->id, row->target.id);
    }
}

/* Whom an earlier run made and could not give everything is not somebody else; a deleted user may be who is meant. */
static void mark_those_known(struct bulk_view *view, struct intake_row **by_name)
{
    for (size_t i = 0; i < view->known_count; i++) {
        const struct known *one = &view->known[i];
        struct intake_row *row = one->deleted ? intake_find(&view->intake, by_name, one->name) : NULL;
        if (row)
            row->deleted = one->deleted;
        else if (!one->deleted)
            intake_learn(&view->intake, by_name, one->name, one->id, one->unfinished);
    }
    for (size_t i = 0; i < view->intake.count; i++)
        if (!view->intake.rows[i].ours) /* who is made is made by name */
            view->intake.rows[i].target.id[0] = '\0';
}

static void compare_rows(struct bulk_view *view)
{
    auto_arena struct arena *arena = arena_new(0);
    struct intake_row **by_name = intake_by_name(&view->intake, arena);
    mark_those_there(view, by_name);
    mark_those_known(view, by_name);
    view->wrong = view->there = 0;
    for (size_t i = 0; i < view->intake.count; i++) {
        view->wrong += intake_problem(&view->intake.rows[i]) != NULL;
        view->there += view->intake.rows[i].there;
    }
    snprintf(view->right, sizeof view->right, "%zu to mend, %zu there already, %zu ready", view->wrong, view->there,
             view->intake.count - view->wrong - view->there);
    table_changed(&view->base.table, view->intake.count);
}

static void state_cell(const struct intake_row *row, const char *problem, struct table_cell *out)
{
    if (problem) {
        out->text = problem;
        out->role = ROLE_ERROR;
    } else if (row->there || row->ours) {
        out->text = row->ours ? "made before: what was missing is given" : "there already: left alone";
        out->role = row->ours ? ROLE_OK : ROLE_DIM;
    } else if (row->deleted) {
        snprintf(out->space, sizeof out->space, "ready, but a deleted user, %.60s, had this name", row->deleted);
        out->role = ROLE_WARNING;
    } else {
        out->text = "ready";
        out->role = ROLE_OK;
    }
}

static void cell(const void *owner, size_t number, size_t column, struct table_cell *out)
{
    const struct intake_row *row = &((const struct bulk_view *)owner)->intake.rows[number];
    const char *problem = intake_problem(row), *name = param_value_of(row->given, "displayName"),
               *local = param_value_of(row->given, "mailNickname");
    if (column == COLUMN_LINE) {
        out->order = row->line;
        snprintf(out->space, sizeof out->space, "%d", row->line);
    } else if (column == COLUMN_NAME) {
        out->text = *row->target.display_name ? row->target.display_name : name ? name : "";
    } else if (column == COLUMN_ADDRESS) {
        out->text = *row->target.user_principal_name ? row->target.user_principal_name : local ? local : "";
    } else {
        state_cell(row, problem, out);
    }
}

static void key_of(const void *owner, size_t row, char out[TABLE_KEY])
{
    snprintf(out, TABLE_KEY, "%d", ((const struct bulk_view *)owner)->intake.rows[row].line);
}

static const struct table_ops table_ops = {.name = "new-users",
                                           .what = "rows",
                                           .reading = "Reading the domains of this tenant ...",
                                           .empty = "No row is left.",
                                           .cell = cell,
                                           .key = key_of};

/* --- the file --- */

static bool read_file(struct bulk_view *view, struct err *e)
{
    char bytes[BLOCK];
    size_t got;
    FILE *file = place_stream("the file", view->path, false, e);
    if (!file)
        return false;
    while ((got = fread(bytes, 1, sizeof bytes, file)) > 0)
        buf_add(&view->text, bytes, got);
    bool good = !ferror(file);
    fclose(file);
    if (!good || view->text.overflow)
        return err_set(e, ERR_FILE, "%s %s", view->path, good ? "is larger than 32 MiB" : "cannot be read");
    if (view->text.length && memchr(buf_text(&view->text), '\0', view->text.length))
        return err_set(e, ERR_USAGE, "%s holds a NUL byte: it is no text", view->path);
    intake_to_utf8(&view->text);
    return true;
}

/* The columns tell whether they are users or guests; what is wrong with the first is said of users. */
static bool read_rows(struct bulk_view *view, struct err *e)
{
    static const char *const actions[] = {"add-user", "invite-guest"};
    struct err first = {.code = ERR_OK};
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        *e = (struct err){.code = ERR_OK};
        view->intake.action = action_find(actions[i]);
        if (intake_read(&view->intake, view->path, &view->text, e))
            return view->intake.count || err_set(e, ERR_USAGE, "%s names nobody", view->path);
        first = i ? first : *e;
        intake_free(&view->intake);
    }
    view->intake.action = action_find(actions[0]);
    *e = first;
    return false;
}

/* --- what is known of the names --- */

static void keep_known(struct bulk_view *view, struct known one)
{
    view->known = grow_array(view->known, &view->known_capacity, view->known_count + 1, sizeof *view->known);
    one.name = arena_strdup(view->arena, one.name);
    one.id = arena_strdup(view->arena, one.id);
    one.deleted = arena_strdup(view->arena, one.deleted);
    view->known[view->known_count++] = one;
}

static void take_journal(struct bulk_view *view, const struct message *message)
{
    for (size_t i = message->entry_count; i-- > 0;) { /* the oldest first */
        const struct journal_entry *entry = &message->entries[i];
        if (entry->target_upn && !strcmp(entry->action, view->intake.action->name))
            keep_known(view, (struct known){.name = entry->target_upn,
                                            .id = entry->target_id,
                                            .unfinished = journal_is_unfinished(entry)});
    }
}

static void take_deleted(struct bulk_view *view, struct message *message)
{
    message_targets(message);
    view->deleted_unread = message->read != READ_WHOLE;
    for (size_t i = 0; i < message->target_count; i++)
        keep_known(view, (struct known){.name = message->targets[i].user_principal_name,
                                        .deleted = message->targets[i].display_name});
}

static void ask_known(struct bulk_view *view)
{
    struct message journal = {.kind = TO_JOURNAL, .all = true, .arena = arena_new(0)},
                   deleted = message_read("deleted-users", NULL, NULL);
    view->known_count = 0;
    question_ask(&view->journal, view->app, &journal);
    question_ask(&view->deleted, view->app, &deleted);
}

static bool take_known(struct bulk_view *view, struct message *message)
{
    enum answer journal = question_answer(&view->journal, message), deleted = question_answer(&view->deleted, message);
    if (journal != ANSWER_NONE && message->kind == FROM_JOURNAL)
        take_journal(view, message);
    if (deleted == ANSWER_PART && message_is_reading(message, "deleted-users"))
        take_deleted(view, message);
    if (deleted == ANSWER_END && message->error.code != ERR_OK)
        view->deleted_unread = true;
    if (journal == ANSWER_NONE && deleted == ANSWER_NONE)
        return false;
    compare_rows(view);
    return true;
}

static enum reaction message(struct view *base, struct app *app, struct message *message)
{
    struct bulk_view *view = (struct bulk_view *)base;
    if (view->intake.count && take_known(view, message))
        return REACT_REDRAW;
    enum answer answer = question_answer(&view->base.question, message);
    if (question_is_stale(&view->base.question, app, message) && view->intake.count) {
        compare_rows(view);
        ask_known(view);
        view->settling = true;
        app_wake_in(app, SETTLING);
    }
    for (const struct prepared_param *param = answer == ANSWER_PART && message->prepared ? message->prepared->params
                                                                                         : NULL;
         param; param = param->next)
        if (!strcmp(param->name, "domain") && param->options) {
            view->intake.domain = arena_strdup(view->arena, param->otherwise);
            view->intake.domains = prepared_values(view->arena, param);
        }
    if (answer != ANSWER_END || message->error.code != ERR_OK || view->intake.count)
        return REACT_NONE;
    if (read_rows(view, &view->base.question.error)) {
        compare_rows(view);
        ask_known(view);
    }
    return REACT_REDRAW;
}

static void tick(struct view *base, struct app *app, int64_t now)
{
    struct bulk_view *view = (struct bulk_view *)base;
    (void)now;
    if (view->settling)
        compare_rows(view);
    app->redraw |= view->settling;
    view->settling = false;
}

static void ask(struct table_view *base, struct app *app)
{
    static const struct target nobody = {.display_name = "", .user_principal_name = ""};
    struct message message = message_about(TO_PREPARE, action_find("add-user"), &nobody, 1);
    question_ask(&base->question, app, &message);
}

/* F5: who has come meanwhile. */
static void refresh(struct table_view *base, struct app *app)
{
    struct bulk_view *view = (struct bulk_view *)base;
    if (!view->intake.count) { /* the file may have been mended */
        buf_clear(&view->text);
        if (read_file(view, &base->question.error))
            ask(base, app);
    } else {
        compare_rows(view);
        ask_known(view);
    }
}

/* --- mending a row, leaving it out --- */

static bool take_row(void *owner, struct app *app, struct param_values values, struct err *e)
{
    struct bulk_view *view = owner;
    (void)app, (void)e;
    intake_change(&view->intake, view->edited, values);
    view->changes++;
    compare_rows(view);
    return true;
}

static void edit(struct table_view *base, struct app *app)
{
    struct bulk_view *view = (struct bulk_view *)base;
    int row = table_at(&base->table);
    if (row == TABLE_NO_ROW)
        return;
    struct arena *arena = arena_new(0);
    view->edited = (size_t)row;
    ask_view_open(app, &(struct ask){.title = arena_printf(arena, "Line %d", view->intake.rows[row].line),
                                     .about = arena_strdup(arena, intake_problem(&view->intake.rows[row])),
                                     .button = "Take",
                                     .hint = "{choose} take  {next} next field  {back} leave it as it was",
                                     .params = view->intake.action->params,
                                     .values = param_values_copy(arena, view->intake.rows[row].given),
                                     .first = view->intake.rows[row].column,
                                     .take = take_row,
                                     .owner = view,
                                     .arena = arena});
}

static enum reaction leave_out(struct view *base, struct app *app)
{
    struct bulk_view *view = (struct bulk_view *)base;
    int row = table_at(&view->base.table);
    if (row == TABLE_NO_ROW)
        return REACT_NONE;
    app_status(app, ROLE_NORMAL, "Line %d is left out; the file is not changed.", view->intake.rows[row].line);
    intake_drop(&view->intake, (size_t)row);
    view->changes++;
    compare_rows(view);
    return REACT_REDRAW;
}

/* --- making them --- */

static enum reaction make(struct view *base, struct app *app)
{
    struct bulk_view *view = (struct bulk_view *)base;
    auto_arena struct arena *arena = arena_new(0);
    struct target *targets = arena_alloc(arena, (view->intake.count + 1) * sizeof *targets);
    struct param_values *each = arena_alloc(arena, (view->intake.count + 1) * sizeof *each);
    size_t count = 0;
    for (size_t i = 0; i < view->intake.count && !view->wrong; i++)
        if (!view->intake.rows[i].there) {
            targets[count] = view->intake.rows[i].target;
            each[count++] = view->intake.rows[i].values;
        }
    if (view->wrong)
        app_status(app, ROLE_WARNING, "%zu row%s to be mended or left out first.", view->wrong,
                   view->wrong == 1 ? " has" : "s have");
    else if (!count)
        app_status(app, ROLE_NORMAL, "Nobody is left to be made.");
    else
        confirm_open_each(app, view->intake.action, targets, each, count);
    view->changes = count ? 0 : view->changes;
    return REACT_REDRAW;
}

const struct ui_command bulk_keys[] = {
    {"bulk.make", "Make those that are ready: the question", "In a file of new users", {'m'}, IN_LISTS, .act = make},
    {"bulk.leave", "Leave the row out", "In a file of new users", {'d'}, IN_LISTS, .act = leave_out},
    {.name = NULL},
};

/* --- the view --- */

/* What was mended here stands in no file: it is not lost by one key. */
static enum reaction key(struct view *base, struct app *app, int code)
{
    struct bulk_view *view = (struct bulk_view *)base;
    bool warned = view->warned;
    enum reaction reaction = table_view_key(base, app, code);
    view->warned = false;
    if (reaction != REACT_CLOSE || !view->changes || warned)
        return reaction;
    view->warned = true;
    app_status(app, ROLE_WARNING, "%zu change%s made here %s in no file. Press %s again to leave.", view->changes,
               view->changes == 1 ? "" : "s", view->changes == 1 ? "is" : "are", keymap_key(&app->keymap, "back"));
    return REACT_REDRAW;
}

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct bulk_view *view = (struct bulk_view *)base;
    table_view_draw(&view->base, app, grid, rect,
                    view->intake.action && intake_invites(view->intake.action) ? "Invite guests" : "Add users",
                    view->right, 0);
}

static void close_view(struct view *base, struct app *app)
{
    struct bulk_view *view = (struct bulk_view *)base;
    question_close(&view->journal, app);
    question_close(&view->deleted, app);
    intake_free(&view->intake);
    buf_free(&view->text);
    xfree(view->known);
    arena_free(view->arena);
    table_view_close(base, app);
}

static bool take_path(void *owner, struct app *app, struct param_values values, struct err *e)
{
    (void)owner;
    return bulk_view_open_with(app, param_value_of(values, "path"), e);
}

bool bulk_view_open_with(struct app *app, const char *path, struct err *e)
{
    static const struct view_ops ops = {
        .name = "bulk",
        .title = "New users from a file",
        .modal = true,
        .close = close_view,
        .draw = draw,
        .key = key,
        .message = message,
        .tick = tick,
        .typing = table_view_types,
        .hint = "{choose} mend a row  {bulk.make} make them  {bulk.leave} leave out  {narrow} find  {back} back  "
                "{export} export  {refresh} compare again",
        .hints = table_view_hints};
    struct bulk_view *view = xcalloc(1, sizeof *view);
    view->app = app;
    view->arena = arena_new(0);
    view->text = buf_make(LARGEST);
    view->intake.arena = view->arena;
    view->intake.template = app_template(app);
    view->base = (struct table_view){.view = {.ops = &ops},
                                     .table = table_make(&table_ops, view, columns_shown, COLUMNS),
                                     .ask = refresh,
                                     .choose = edit};
    const char *expanded = place_expand(view->arena, path, "", e);
    view->path = expanded ? arena_strdup(view->arena, expanded) : NULL;
    if (!view->path || !read_file(view, e)) {
        close_view(&view->base.view, app);
        return false;
    }
    app_push(app, &view->base.view);
    ask(&view->base, app);
    return true;
}

void bulk_view_open(struct app *app)
{
    static const struct param params[] = {{.name = "path",
                                           .label = "CSV file",
                                           .required = true,
                                           .alone = true,
                                           .longest = 1024,
                                           .help = "`roster bulk-add --template` prints how it begins"},
                                          {.name = NULL}};
    ask_view_open(app, &(struct ask){.title = "Add users or invite guests from a file",
                                     .button = "Read",
                                     .hint = "{choose} read it  {back} leave",
                                     .params = params,
                                     .take = take_path});
}
