/* Two users side by side: what one has and the other lacks, and may be given. */
#include "base/alloc.h"
#include "panel/compare.h"
#include "ui/app/screen.h"
#include "ui/app/user_readings.h"
#include "ui/confirm/confirm_view.h"
#include "ui/views/table_view.h"
#include "ui/views/views.h"
#include <stdio.h>
#include <string.h>

enum { COLUMN_WHAT, COLUMN_NAME, COLUMN_FIRST, COLUMN_SECOND, COLUMNS };

struct compare_view {
    struct table_view base;
    struct arena *arena; /* of the targets */
    struct target of[2];
    struct table_column columns[COLUMNS];
    struct record_page *page;
    char warning[256];
    bool dirty; /* a message came: the rows have to be made anew */
};

/* --- reading --- */

static void want(struct compare_view *view, struct app *app, bool again)
{
    for (int i = 0; i < 2; i++)
        for (const struct source *const *source = compare_sources(); *source; source++)
            (void)(again ? user_readings_again : user_readings_want)(app, user_readings_of(app, &view->of[i]), *source);
    view->dirty = true;
}

static void ask(struct table_view *base, struct app *app)
{
    want((struct compare_view *)base, app, true);
}

/* What of whom is not read, or not to its end: there nothing is known to be lacking. */
static void warn(struct compare_view *view, const struct compared of[2])
{
    struct buf text = buf_make(sizeof view->warning - 1);
    size_t open = 0, count = 0;
    for (int i = 0; i < 2; i++)
        for (const struct source *const *source = compare_sources(); *source; source++) {
            const struct panel_reading *reading = panel_reading_known(of[i].readings, *source);
            const char *state = panel_reading_state(reading);
            open += !reading->over;
            count++;
            if (reading->over && *state)
                buf_printf(&text, "%s%s of %s: %s", text.length ? "; " : "", (*source)->label,
                           app_target_name(&view->of[i]), state);
        }
    if (open)
        buf_printf(&text, "%s%zu of %zu being read ...", text.length ? "; " : "", open, count);
    snprintf(view->warning, sizeof view->warning, "%s", buf_text(&text));
    view->base.warning = *view->warning ? view->warning : NULL;
    buf_free(&text);
}

static void make(struct compare_view *view, struct app *app)
{
    if (!view->dirty)
        return;
    /* as they are now: the next call moves them */
    struct panel_readings second = *user_readings_of(app, &view->of[1]);
    struct panel_readings first = *user_readings_of(app, &view->of[0]);
    struct compared of[2] = {{.readings = &first, .id = view->of[0].id}, {.readings = &second, .id = view->of[1].id}};
    record_page_free(view->page);
    view->page = compare_users(of, app->model->names);
    warn(view, of);
    table_changed(&view->base.table, view->page->count);
    view->dirty = false;
}

static enum reaction message(struct view *base, struct app *app, struct message *told)
{
    struct compare_view *view = (struct compare_view *)base;
    view->dirty = true;
    if (told->kind == FROM_JOB_END && app_job(app, told->job)) /* a run may have given what was lacking */
        want(view, app, false);
    return REACT_NONE;
}

/* --- rows --- */

static void cell(const void *owner, size_t row, size_t column, struct table_cell *out)
{
    static const char *const names[] = {"what", "name", "first", "second"};
    const struct record *record = &((const struct compare_view *)owner)->page->records[row];
    out->text = record_text(record, names[column]);
    if (!strcmp(out->text, "lacks"))
        out->role = ROLE_WARNING;
    else if (column != COLUMN_NAME)
        out->role = ROLE_DIM;
}

static void key_of(const void *owner, size_t row, char out[TABLE_KEY])
{
    const struct record *record = &((const struct compare_view *)owner)->page->records[row];
    snprintf(out, TABLE_KEY, "%.8s%.50s", record_text(record, "what"), record_text(record, "id"));
}

static const struct table_ops table_ops = {.name = "comparison",
                                           .what = "rows",
                                           .empty = "Nothing is known that one of the two has.",
                                           .ordered = true,
                                           .growing = true,
                                           .cell = cell,
                                           .key = key_of};

/* What one lacks and can be given opens the question that gives it to him. */
static void give(struct table_view *base, struct app *app)
{
    static const struct {
        const char *what, *action, *param;
    } ways[] = {{"licence", "manage-licences", "add"},
                {"group", "add-to-group", "group"},
                {"full access", "give-full-access", "user"},
                {"send as", "give-send-as", "user"}};
    struct compare_view *view = (struct compare_view *)base;
    int row = table_at(&base->table);
    const struct record *record = row == TABLE_NO_ROW ? NULL : &view->page->records[row];
    int lacks = !record                                           ? -1
                : !strcmp(record_text(record, "first"), "lacks")  ? 0
                : !strcmp(record_text(record, "second"), "lacks") ? 1
                                                                  : -1;
    for (size_t i = 0; lacks >= 0 && i < sizeof ways / sizeof ways[0]; i++)
        if (!strcmp(record_text(record, "what"), ways[i].what)) {
            struct param_value value = {.name = ways[i].param, .value = record_text(record, "id")};
            confirm_open_named(app, action_find(ways[i].action), &view->of[lacks], &value,
                               (const char *const[]){record_text(record, "name"), NULL});
            return;
        }
    app_status(app, ROLE_NORMAL, "Only what one of the two lacks is given from here, and no role or method.");
}

/* --- the view --- */

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct compare_view *view = (struct compare_view *)base;
    char title[512];
    make(view, app);
    snprintf(title, sizeof title, "%.200s beside %.200s", app_target_name(&view->of[0]), app_target_name(&view->of[1]));
    table_view_draw(&view->base, app, grid, rect, title, "", 0);
}

static enum reaction key(struct view *base, struct app *app, int key)
{
    make((struct compare_view *)base, app);
    return table_view_key(base, app, key);
}

static void close_compare(struct view *base, struct app *app)
{
    struct compare_view *view = (struct compare_view *)base;
    record_page_free(view->page);
    arena_free(view->arena);
    table_view_close(base, app);
}

static void name_columns(struct compare_view *view)
{
    view->columns[COLUMN_WHAT] = (struct table_column){.name = "what", .title = "What", .least = 8};
    view->columns[COLUMN_NAME] = (struct table_column){
        .name = "name", .title = "Name", .weight = 3, .flags = TABLE_IDENTIFIES | TABLE_COPIED};
    for (int i = 0; i < 2; i++)
        view->columns[COLUMN_FIRST + i] = (struct table_column){
            .name = i ? "second" : "first", .title = app_target_name(&view->of[i]), .least = 8, .flags = TABLE_KEEP};
}

/* The one marked user who is not this one; false: there is none, or there are several. */
static bool other_of(struct app *app, const struct target *target, struct arena *arena, struct target *out)
{
    size_t count = 0, others = 0;
    struct target *marked = users_marked_count(app->model->users) ? app_targets(app, arena, &count) : NULL;
    for (size_t i = 0; i < count; i++)
        if (strcmp(marked[i].id, target->id) != 0 && !others++)
            *out = marked[i];
    return others == 1;
}

static void compare_with(struct app *app, const struct target *target, const struct target *other)
{
    static const struct view_ops ops = {
        .name = "compare",
        .title = "Compare",
        .modal = true,
        .close = close_compare,
        .draw = draw,
        .key = key,
        .message = message,
        .typing = table_view_types,
        .hint =
            "{choose} give what is lacking  {narrow} find  {back} back  {copy} copy  {export} export  {refresh} refresh",
        .hints = table_view_hints};
    const struct target *const of[] = {target, other};
    struct compare_view *view = xcalloc(1, sizeof *view);
    view->arena = arena_new(0);
    for (int i = 0; i < 2; i++) {
        view->of[i] = *of[i];
        view->of[i].display_name = arena_strdup(view->arena, of[i]->display_name);
        view->of[i].user_principal_name = arena_strdup(view->arena, of[i]->user_principal_name);
    }
    name_columns(view);
    view->page = record_page_new(source_find("groups")->kind);
    view->base = (struct table_view){.view = {.ops = &ops},
                                     .table = table_make(&table_ops, view, view->columns, COLUMNS),
                                     .ask = ask,
                                     .choose = give};
    app_push(app, &view->base.view);
    want(view, app, false);
}

void compare_view_open(struct app *app, const struct target *target)
{
    auto_arena struct arena *arena = arena_new(0);
    struct target other;
    if (other_of(app, target, arena, &other))
        compare_with(app, target, &other);
    else
        person_view_open(app, "Compare with", target, compare_with);
}
