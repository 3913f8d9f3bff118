/* Two users side by side: what one has and the other lacks, and may be given. */
#include "base/alloc.h"
#include "panel/compare.h"
#include "ui/app/screen.h"
#include "ui/app/user_readings.h"
#include "ui/confirm/confirm_view.h"
#include "ui/views/remedy_view.h"
#include "ui/views/table_view.h"
#include "ui/views/views.h"
#include <stdio.h>
#include <string.h>

enum { VALUES = 1u << 16 };
enum { COLUMN_WHAT, COLUMN_NAME, COLUMN_FIRST, COLUMN_SECOND, COLUMNS };

struct compare_view {
    struct table_view base;
    struct arena *arena; /* of the targets */
    struct target of[2];
    struct table_column columns[COLUMNS];
    struct record_page *page;
    struct arena *asked;           /* of the tasks; NULL: nothing was asked */
    struct playbook_tasks tasks;   /* that somebody is asked about */
    const struct target *receiver; /* who gets them */
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

/* Who lacks it: 0 or 1; -1: neither, as far as is known. */
static int lacking(const struct record *record)
{
    return !strcmp(record_text(record, "first"), "lacks")    ? 0
           : !strcmp(record_text(record, "second"), "lacks") ? 1
                                                             : -1;
}

/* Who lacks it is part of it: what was given loses its mark. */
static void key_of(const void *owner, size_t row, char out[TABLE_KEY])
{
    const struct record *record = &((const struct compare_view *)owner)->page->records[row];
    snprintf(out, TABLE_KEY, "%d%.8s%.48s", lacking(record), record_text(record, "what"), record_text(record, "id"));
}

static const struct table_ops table_ops = {.name = "comparison",
                                           .what = "rows",
                                           .empty = "Nothing is known that one of the two has.",
                                           .marks = true,
                                           .ordered = true,
                                           .growing = true,
                                           .cell = cell,
                                           .key = key_of};

/* --- giving --- */

/* In the order in which they are given: a mailbox may come with a licence, and mail may go to a group. */
static const struct way {
    const char *what, *action, *param;
} ways[] = {{"licence", "manage-licences", "add"},
            {"group", "add-to-group", "group"},
            {"full access", "give-full-access", "user"},
            {"send as", "give-send-as", "user"}};

static const struct way *way_of(const struct record *record)
{
    bool given = lacking(record) >= 0 && !*record_text(record, "kept");
    for (size_t i = 0; given && i < sizeof ways / sizeof *ways; i++)
        if (!strcmp(record_text(record, "what"), ways[i].what))
            return &ways[i];
    return NULL;
}

/* The marked rows, or the row at the cursor where none is marked. */
static bool is_meant(const struct compare_view *view, size_t row)
{
    const struct table *table = &view->base.table;
    return table->mark_count ? table_is_marked(table, row) : table_at(table) == (int)row;
}

/* What can be given of the rows that are meant, by way; `*rest` gets how many cannot. */
static size_t choose_gifts(const struct compare_view *view, const struct record **gifts, size_t *rest)
{
    size_t count = 0, taken = 0;
    for (size_t i = 0; i < view->page->count; i++)
        taken += is_meant(view, i);
    for (size_t way = 0; way < sizeof ways / sizeof *ways; way++)
        for (size_t i = 0; i < view->page->count; i++)
            if (is_meant(view, i) && way_of(&view->page->records[i]) == &ways[way])
                gifts[count++] = &view->page->records[i];
    *rest = taken - count;
    return count;
}

/* The row that is spoken of. */
static int first_meant(const struct compare_view *view)
{
    for (size_t i = 0; i < view->page->count; i++)
        if (is_meant(view, i))
            return (int)i;
    return TABLE_NO_ROW;
}

/* One action takes them all. */
static bool ask_at_once(struct compare_view *view, struct app *app, const struct record *const *gifts, size_t count)
{
    const struct way *way = way_of(gifts[0]);
    const struct param *param = param_called(action_find(way->action)->params, way->param);
    auto_arena struct arena *arena = arena_new(0);
    auto_buf struct buf values = buf_make(VALUES);
    const char **names = arena_alloc(arena, (count + 1) * sizeof *names);
    if (way_of(gifts[count - 1]) != way || (count > 1 && !param->many))
        return false;
    for (size_t i = 0; i < count; i++) {
        buf_printf(&values, "%s%s", i ? "\n" : "", record_text(gifts[i], "id"));
        names[i] = record_text(gifts[i], "name");
    }
    struct param_value value = {.name = way->param, .value = buf_text(&values)};
    confirm_open_named(app, action_find(way->action), &view->of[lacking(gifts[0])], &value, names);
    return true;
}

static void carry_out(struct app *app, void *owner, bool typed)
{
    struct compare_view *view = owner;
    if (app_post_playbook(app, view->receiver, &view->tasks, "give", typed ? RUN_TYPED : 0))
        app_status(app, ROLE_NORMAL, "Begun: %s shows how it goes.", keymap_key(&app->keymap, "jobs"));
    else
        app_status(app, ROLE_WARNING, "The worker takes no more just now: nothing was begun.");
}

/* Several actions: one after the other, as a playbook. */
static void ask_in_turn(struct compare_view *view, struct app *app, const struct record *const *gifts, size_t count)
{
    static const char *const none[] = {NULL};
    arena_free(view->asked);
    struct arena *arena = view->asked = arena_new(0);
    struct playbook_step *steps = arena_alloc(arena, count * sizeof *steps);
    struct param_value *values = arena_alloc(arena, count * sizeof *values);
    view->tasks = (struct playbook_tasks){
        .items = arena_alloc(arena, count * sizeof *view->tasks.items), .count = count, .notes = none};
    view->receiver = &view->of[lacking(gifts[0])];
    for (size_t i = 0; i < count; i++) {
        const struct way *way = way_of(gifts[i]);
        const struct action *action = action_find(way->action);
        values[i] = (struct param_value){.name = way->param, .value = arena_strdup(arena, record_text(gifts[i], "id"))};
        steps[i] = (struct playbook_step){
            .name = action->name, .title = action->label, .stage = (int)i, .action = action->name};
        view->tasks.items[i] = (struct playbook_task){.step = &steps[i],
                                                      .action = action,
                                                      .values = {&values[i], 1},
                                                      .thing = arena_strdup(arena, record_text(gifts[i], "name")),
                                                      .detail = "",
                                                      .because = "",
                                                      .stage = (int)i,
                                                      .chosen = true};
    }
    remedy_ask_open(app, &(struct remedy_question){.title = "Give what is lacking",
                                                   .targets = view->receiver,
                                                   .count = 1,
                                                   .tasks = &view->tasks,
                                                   .then = carry_out,
                                                   .owner = view});
}

/* What one lacks and can be given opens the one question that gives it to him. */
static void give(struct table_view *base, struct app *app)
{
    struct compare_view *view = (struct compare_view *)base;
    auto_arena struct arena *arena = arena_new(0);
    const struct record **gifts = arena_alloc(arena, (view->page->count + 1) * sizeof *gifts);
    size_t rest, count = choose_gifts(view, gifts, &rest);
    bool both = false;
    for (size_t i = 1; i < count; i++)
        both |= lacking(gifts[i]) != lacking(gifts[0]);
    if (both) {
        app_status(app, ROLE_WARNING, "Some of it the one lacks, some the other: mark what one of them is to get.");
        return;
    }
    int at = first_meant(view);
    const char *kept = at == TABLE_NO_ROW ? "" : record_text(&view->page->records[at], "kept");
    if (!count && *kept)
        app_status(app, ROLE_WARNING, "%.200s is not given from here: %s.",
                   record_text(&view->page->records[at], "name"), kept);
    else if (!count || rest)
        app_status(app, count ? ROLE_WARNING : ROLE_NORMAL,
                   "%sOnly what one of the two lacks is given from here, and no role or method.",
                   count ? "Not all that is marked is in the question. " : "");
    if (count && !ask_at_once(view, app, gifts, count))
        ask_in_turn(view, app, gifts, count);
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
    arena_free(view->asked);
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
            "{choose} give what is lacking  {mark} mark, for several  {narrow} find  {back} back  {copy} copy  {export} export  {refresh} refresh",
        .hints = table_view_hints};
    struct compare_view *view = xcalloc(1, sizeof *view);
    view->arena = arena_new(0);
    view->of[0] = target_copy(view->arena, target);
    view->of[1] = target_copy(view->arena, other);
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
