/* "View user": a user whole, a tab a panel. Each source of a panel is asked by a job of its own: one that is slow or refused keeps none of
 * the others waiting, and what is under way ends with the user that is left. */
#include "base/alloc.h"
#include "base/clock.h"
#include "ui/app/hint.h"
#include "ui/app/screen.h"
#include "ui/app/user_readings.h"
#include "ui/views/record_view.h"
#include "ui/views/user_shown.h"
#include "ui/views/user_tabs.h"
#include "ui/views/views.h"
#include <stdio.h>
#include <string.h>

enum { PATIENCE = 120 /* ms a user must be looked at before anything is asked */, NARROW_BYTES = 256, NARROW = 60 };

static struct panel_readings *readings_of(const struct user_shown *shown, struct app *app)
{
    return user_readings_of(app, &shown->target);
}

/* --- whom, and what of him --- */

static void ask_in(struct user_shown *shown, struct app *app, int64_t ms)
{
    shown->due = clock_monotonic() + ms;
    shown->dirty = true;
    app_wake_in(app, ms);
}

static void ask(struct user_shown *shown, struct app *app)
{
    const struct source *sources[PANEL_SOURCES + 1];
    panel_asked(*shown->panel, sources);
    bool all = true;
    for (const struct source **source = sources; *source; source++)
        all &= user_readings_want(app, readings_of(shown, app), *source);
    shown->due = 0;
    shown->dirty = true;
    if (!all) /* the worker takes no more just now */
        ask_in(shown, app, PATIENCE);
}

static void look_at(struct user_shown *shown, struct app *app, const struct target *target)
{
    if (shown->arena)
        user_readings_cancel(app, readings_of(shown, app), NULL);
    shown->files.waits = false;
    struct arena *arena = arena_new(0);
    shown->target = target_copy(arena, target);
    arena_free(shown->arena);
    shown->arena = arena;
    shown->doc.list.cursor = shown->doc.list.top = 0;
    user_marks_clear(&shown->doc.marks);
    ask_in(shown, app, PATIENCE);
}

/* --- from one user to another, and back --- */

static void open_person(struct user_shown *shown, struct app *app, const struct target *target)
{
    user_readings_cancel(app, readings_of(shown, app), NULL);
    user_trail_push(&shown->trail, &(struct been){.arena = shown->arena,
                                                  .target = shown->target,
                                                  .panel = shown->panel,
                                                  .cursor = shown->doc.list.cursor,
                                                  .top = shown->doc.list.top});
    shown->arena = NULL;
    shown->panel = panel_all;
    look_at(shown, app, target);
    shown->doc.count = 0; /* these lines are of somebody else */
}

static void go_back(struct user_shown *shown, struct app *app)
{
    struct been been = user_trail_pop(&shown->trail);
    user_readings_cancel(app, readings_of(shown, app), NULL);
    arena_free(shown->arena);
    shown->arena = been.arena;
    shown->target = been.target;
    shown->panel = been.panel;
    shown->doc.list.cursor = been.cursor;
    shown->doc.list.top = been.top;
    shown->doc.count = 0; /* these lines are of somebody else */
    user_marks_clear(&shown->doc.marks);
    ask_in(shown, app, 0);
}

void user_shown_step(struct user_shown *shown, struct app *app, bool forward)
{
    auto_arena struct arena *arena = arena_new(0);
    struct target target;
    size_t at = app->model->cursor;
    app_move_to(app, forward ? at + 1 : at ? at - 1 : 0);
    if (!app_user(app))
        return;
    app_target(app_user(app), arena, &target);
    user_trail_clear(&shown->trail);
    if (strcmp(target.id, shown->target.id) != 0)
        look_at(shown, app, &target);
}

void user_shown_panel(struct user_shown *shown, struct app *app, const struct panel *const *panel)
{
    shown->panel = panel;
    shown->asked = NULL;
    shown->doc.list.cursor = shown->doc.list.top = 0;
    entry_set(&shown->narrow, "");
    shown->narrowing = false;
    ask_in(shown, app, 0);
}

/* --- drawing --- */

static void make(struct user_shown *shown, struct app *app, int width)
{
    if (!shown->dirty && shown->width == width)
        return;
    user_doc_make(&shown->doc, app, *shown->panel, readings_of(shown, app), width, buf_text(&shown->narrow.text));
    if (shown->asked)
        user_doc_go_to(&shown->doc, shown->asked);
    shown->dirty = false;
    shown->width = width;
}

void user_shown_settle(struct user_shown *shown, struct app *app)
{
    if (shown->width)
        make(shown, app, shown->width);
}

static void describe(const struct user_shown *shown, const struct app *app, char *out, size_t size)
{
    const struct target *target = &shown->target;
    snprintf(out, size, "%s%s%s%zu/%zu", target->enabled_known && !target->enabled ? "BLOCKED  " : "",
             target->synced ? "AD  " : "", target->guest ? "guest  " : "", app->model->cursor + 1,
             view_count(app->model->table));
}

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct user_shown *shown = (struct user_shown *)base;
    char title[512], right[96];
    app_target_title(&shown->target, rect.width < NARROW, "  ", title, sizeof title);
    describe(shown, app, right, sizeof right);
    struct rect in = screen_draw(app, grid, rect, title, right);
    user_tabs_draw(shown->panel, grid, in);
    in = (struct rect){in.x, in.y + 1, in.width, in.height - 1};
    if (shown->narrowing || shown->narrow.text.length) {
        grid_put(grid, in, 1, 0, ROLE_KEY, "/");
        entry_draw(&shown->narrow, grid, in, 2, 0, in.width - 4, shown->narrowing, false);
        in = (struct rect){in.x, in.y + 1, in.width, in.height - 1};
    }
    shown->dirty |= shown->under && app->top == base;
    shown->under = app->top != base;
    make(shown, app, in.width);
    if (shown->narrow.text.length && !shown->doc.count)
        grid_put(grid, in, 1, 0, ROLE_NORMAL,
                 hint_text(&app->keymap, "No match. {back} shows all again.", right, sizeof right));
    user_doc_draw(&shown->doc, grid, in);
}

/* --- copying, exporting, reading again --- */

static void again(struct user_shown *shown, struct app *app)
{
    const struct source *sources[PANEL_SOURCES + 1];
    panel_sources(*shown->panel, sources);
    for (const struct source **source = sources; *source; source++)
        if (!panel_waits(*shown->panel, readings_of(shown, app), *source))
            user_readings_again(app, readings_of(shown, app), *source);
    shown->dirty = true;
}

static bool run_command(struct user_shown *shown, struct app *app)
{
    const struct doc_line *at = user_doc_at(&shown->doc);
    if (keymap_is(&app->keymap, "copy", app->pressed)) {
        if (at && *at->value)
            app_copy(app, at->value);
        else
            app_status(app, ROLE_WARNING, "There is nothing to copy on this line.");
    } else if (keymap_is(&app->keymap, "export", app->pressed)) {
        user_files_export(&shown->files, app, &shown->target, *shown->panel, shown->doc.count);
    } else if (keymap_is(&app->keymap, "refresh", app->pressed)) {
        again(shown, app);
    } else {
        return false;
    }
    return true;
}

/* --- keys --- */

static enum reaction narrow_key(struct user_shown *shown, int key)
{
    if (key == KEY_ESCAPE)
        entry_set(&shown->narrow, "");
    if (key == KEY_ESCAPE || key == KEY_RETURN)
        shown->narrowing = false;
    else if (!entry_key(&shown->narrow, key) && !user_doc_key(&shown->doc, key))
        return REACT_UNHANDLED;
    shown->dirty = true;
    return REACT_REDRAW;
}

static bool tab_key(struct user_shown *shown, struct app *app, int key)
{
    size_t count = user_tabs_count(), at = (size_t)(shown->panel - panel_all);
    if (key == KEY_TABULATOR || key == KEY_ARROW_RIGHT)
        at = (at + 1) % count;
    else if (key == KEY_BACK_TAB || key == KEY_ARROW_LEFT)
        at = (at + count - 1) % count;
    else
        at = user_tabs_pressed(key);
    if (at == count)
        return false;
    user_shown_panel(shown, app, &panel_all[at]);
    return true;
}

static enum reaction back(struct user_shown *shown, struct app *app)
{
    if (!shown->narrow.text.length && !shown->trail.count)
        return REACT_CLOSE;
    if (!shown->narrow.text.length) {
        go_back(shown, app);
        return REACT_REDRAW;
    }
    entry_set(&shown->narrow, "");
    shown->dirty = true;
    return REACT_REDRAW;
}

/* At the end of a log what is older is read. */
static void read_on(struct user_shown *shown, struct app *app)
{
    const struct doc_line *at = user_doc_at(&shown->doc);
    const struct source *source;
    for (size_t i = 0; at && at->last && (source = part_source(at->part, i)); i++)
        shown->dirty |= user_readings_older(app, readings_of(shown, app), source);
}

/* Rows that are marked are asked about, a user opens whole, anything else as what is known of it. */
static enum reaction choose(struct user_shown *shown, struct app *app, const struct doc_line *at)
{
    if (user_marks_ask(&shown->doc.marks, app, &shown->target, at->part, user_doc_content(&shown->doc, at->part)))
        return REACT_REDRAW;
    auto_arena struct arena *arena = arena_new(0);
    struct target target;
    if (at->part->people && user_trail_person(app, at->record, arena, &target))
        open_person(shown, app, &target);
    else
        record_view_open(app, &shown->target, at->part, at->record);
    return REACT_REDRAW;
}

static enum reaction key(struct view *base, struct app *app, int key)
{
    struct user_shown *shown = (struct user_shown *)base;
    user_shown_settle(shown, app);
    const struct doc_line *at = user_doc_at(&shown->doc);
    shown->asked = NULL;
    if (shown->narrowing)
        return narrow_key(shown, key);
    if (key == KEY_ESCAPE)
        return back(shown, app);
    if (user_doc_key(&shown->doc, key)) {
        read_on(shown, app);
        return REACT_REDRAW;
    }
    if (tab_key(shown, app, key))
        return REACT_REDRAW;
    if (key == KEY_RETURN && at && !at->record && at->part && part_waits(at->part, readings_of(shown, app)))
        return user_shown_more(shown, app);
    if (key == '/') {
        shown->narrowing = true;
        return REACT_REDRAW;
    }
    if (key == KEY_RETURN && at && at->record)
        return choose(shown, app, at);
    return run_command(shown, app) ? REACT_REDRAW : REACT_UNHANDLED;
}

static bool typing(const struct view *base)
{
    return ((const struct user_shown *)base)->narrowing;
}

/* --- the view --- */

static enum reaction message(struct view *base, struct app *app, struct message *told)
{
    struct user_shown *shown = (struct user_shown *)base;
    shown->dirty = true;
    user_files_message(&shown->files, app);
    if (told->kind == FROM_JOB_END && app_job(app, told->job)) /* a run may have changed what is shown */
        ask_in(shown, app, 0);
    return REACT_NONE;
}

static void tick(struct view *base, struct app *app, int64_t now)
{
    struct user_shown *shown = (struct user_shown *)base;
    if (!shown->due)
        return;
    if (shown->due > now)
        app_wake_in(app, shown->due - now);
    else
        ask(shown, app);
    app->redraw = true;
}

static void close_user(struct view *base, struct app *app)
{
    struct user_shown *shown = (struct user_shown *)base;
    user_readings_cancel(app, readings_of(shown, app), NULL);
    user_doc_free(&shown->doc);
    entry_free(&shown->narrow);
    user_trail_free(&shown->trail);
    arena_free(shown->arena);
    xfree(shown);
}

static void open_at(struct app *app, const struct target *target, const char *panel)
{
    static const struct view_ops ops = {
        .name = "user",
        .title = "View user",
        .modal = true,
        .tabs = true,
        .close = close_user,
        .draw = draw,
        .key = key,
        .typing = typing,
        .message = message,
        .tick = tick,
        .hint =
            "{next} next tab  {choose} details  {user.mark} mark  {user.menu} actions  {user.more} more  {user.research} research  {user.compare} compare  {user.next} {user.previous} other user  {back} back  {narrow} find  {copy} copy  {export} export  {refresh} refresh  {user.cancel} cancel"};
    struct user_shown *shown = xcalloc(1, sizeof *shown);
    shown->view.ops = &ops;
    shown->panel = user_tabs_place(panel);
    shown->narrow = entry_make(NARROW_BYTES);
    look_at(shown, app, target);
    app_push(app, &shown->view);
}

static void open_here(struct app *app, const char *panel)
{
    auto_arena struct arena *arena = arena_new(0);
    struct target target;
    if (!app_user(app)) {
        app_status(app, ROLE_WARNING, "There is no user here.");
        return;
    }
    app_target(app_user(app), arena, &target);
    open_at(app, &target, panel);
}

void user_view_open_for(struct app *app, const struct target *target)
{
    open_at(app, target, panel_all[0]->name);
}

void user_view_open(struct app *app)
{
    open_here(app, panel_all[0]->name);
}

void user_view_open_history(struct app *app)
{
    open_here(app, "history");
}
