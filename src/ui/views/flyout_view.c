/* "More info": the user at the cursor, beside the table that stays alive; what the table knows is there at once, the rest follows
 * when the cursor rests, and ends when it goes on. At its end the same actions as in the menu. */
#include "base/alloc.h"
#include "base/clock.h"
#include "model/extra_read.h"
#include "model/words.h"
#include "panel/panel.h"
#include "ui/app/frame.h"
#include "ui/app/screen.h"
#include "ui/app/user_readings.h"
#include "ui/views/action_list.h"
#include "ui/views/views.h"
#include <stdio.h>
#include <string.h>

enum { BESIDE = 100, LABEL = 19, LABEL_NARROW = 14, NARROW = 60, TIGHT = 44 };
enum { PATIENCE = 120 /* ms the cursor must rest */, OLD = 60000 /* ms from which on it is said */ };

struct flyout {
    struct view view;
    struct action_list list;
    struct arena *arena; /* of the target */
    struct target target;
    struct guid id; /* whose readings are wanted */
    int64_t due;    /* monotonic ms when they are asked for; 0: they were */
    bool focus;     /* the keys are the flyout's, not the table's */
};

static const struct view_ops flyout_ops;

static bool beside(const struct app *app)
{
    return app->grid->width >= BESIDE;
}

static bool has_focus(const struct flyout *flyout, const struct app *app)
{
    return flyout->focus || !beside(app);
}

/* --- what is shown --- */

static struct panel_readings *readings_of(const struct flyout *flyout, struct app *app)
{
    return user_readings_of(app, &flyout->target);
}

/* What is read: and what the table's columns do not know of this user. Ended by NULL. */
static void wanted(const struct flyout *flyout, const struct app *app, const struct source *out[PANEL_SOURCES + 1])
{
    size_t count = 0;
    panel_asked(&panel_info, out);
    while (out[count])
        count++;
    for (enum extra which = EXTRA_NONE + 1; which < EXTRA_COUNT; which++)
        if (app->model->extra_refused[which].code == ERR_OK &&
            extras_key(users_extras(app->model->users), which, &flyout->id) == EXTRA_UNKNOWN)
            out[count++] = source_find(extra_source(which, true));
    out[count] = NULL;
}

static void ask_in(struct flyout *flyout, struct app *app, int64_t ms)
{
    flyout->due = clock_monotonic() + ms;
    app_wake_in(app, ms);
}

static void ask(struct flyout *flyout, struct app *app)
{
    const struct source *sources[PANEL_SOURCES + 1];
    bool all = true;
    flyout->due = 0;
    wanted(flyout, app, sources);
    for (const struct source **source = sources; *source; source++)
        all &= user_readings_want(app, readings_of(flyout, app), *source);
    if (!all) /* the worker takes no more just now */
        ask_in(flyout, app, PATIENCE);
}

static bool is_reading(const struct flyout *flyout, struct app *app)
{
    const struct source *sources[PANEL_SOURCES + 1];
    bool any = flyout->due != 0;
    panel_asked(&panel_info, sources);
    for (const struct source **source = sources; *source; source++) {
        const struct panel_reading *reading = panel_reading_known(readings_of(flyout, app), *source);
        any |= reading->job || !reading->over;
    }
    return any;
}

/* One who left the view of a user has ended what it read: it is asked for here anew. */
static void look_for_ended(struct flyout *flyout, struct app *app)
{
    const struct source *sources[PANEL_SOURCES + 1];
    panel_asked(&panel_info, sources);
    for (const struct source **source = sources; !flyout->due && *source; source++) {
        const struct panel_reading *reading = panel_reading_known(readings_of(flyout, app), *source);
        if (!reading->job && !reading->over)
            ask_in(flyout, app, PATIENCE);
    }
}

static bool follow(struct flyout *flyout, struct app *app)
{
    const struct user *user = app_user(app);
    if (!user)
        return false;
    bool other = !guid_equal(&flyout->id, &user->id);
    if (other && !guid_zero(&flyout->id))
        user_readings_cancel(app, readings_of(flyout, app), NULL);
    arena_free(flyout->arena);
    flyout->arena = arena_new(0);
    app_target(user, flyout->arena, &flyout->target);
    flyout->id = user->id;
    if (other) {
        list_move_to(&flyout->list.list, 0);
        ask_in(flyout, app, PATIENCE);
    }
    look_for_ended(flyout, app);
    return true;
}

static void time_fact(struct action_list *list, const char *label, int64_t time)
{
    char text[CLOCK_TEXT];
    column_time(time, text, sizeof text);
    action_list_fact(list, label, text, 0);
}

/* "mobilePhone,email", a line each, as people say it. */
static void method_facts(struct action_list *list, const char *methods)
{
    auto_buf struct buf text = buf_make(4096);
    for (size_t length; *methods; methods += length + (methods[length] == ',')) {
        length = strcspn(methods, ",");
        auto_str char *one = xasprintf("%.*s", (int)length, methods);
        buf_printf(&text, "%s%s", text.length ? "\n" : "", words_say(words_method, one));
    }
    action_list_fact(list, "MFA methods", buf_text(&text), 0);
}

/* A value from a source of its own, with what is behind it. */
static void extra_facts(struct action_list *list, const struct app *app, const struct user *user,
                        const struct column *column)
{
    const struct extras *extras = users_extras(app->model->users);
    const struct err *refused = &app->model->extra_refused[column->extra];
    struct extra_value value;
    char text[512];
    column_cell(column, app->model->users, user, app->model->names, text, sizeof text);
    if (!extras_find(extras, column->extra, &user->id, &value)) {
        const char *why = refused->code == ERR_OK ? extras_status(extras, column->extra).hint : refused->hint;
        if (*why)
            snprintf(text, sizeof text, "not read: %s", why);
        action_list_fact(list, column->title, text, 0);
        return;
    }
    if (extra_key(column->extra, &value) == SIGN_IN_NEVER && column->extra == EXTRA_SIGN_IN)
        snprintf(text, sizeof text, "never (recorded since April 2020)");
    action_list_fact(list, column->title, text, 0);
    if (column->extra == EXTRA_MFA) {
        method_facts(list, extras_text(extras, value.at[MFA_METHODS]));
        time_fact(list, "MFA reported", (int64_t)value.at[MFA_UPDATED] * 1000);
    } else if (extra_key(column->extra, &value) != SIGN_IN_NEVER) {
        time_fact(list, "Interactive", (int64_t)value.at[LAST_INTERACTIVE] * 1000);
        time_fact(list, "Non-interactive", (int64_t)value.at[LAST_NON_INTERACTIVE] * 1000);
        time_fact(list, "Successful", (int64_t)value.at[LAST_SUCCESSFUL] * 1000);
    }
}

/* "Microsoft 365 E3, by group Sales", as they were assigned; as the table has them until that is known. */
static void licence_facts(struct flyout *flyout, struct app *app, const struct user *user, const char *title)
{
    const struct part *part = &panel_info.parts[1];
    const struct panel_readings *readings = readings_of(flyout, app);
    auto_buf struct buf all = buf_make(1u << 16);
    char spare[GUID_TEXT];
    struct part_content content = {.count = 0};
    bool known = part_is_whole(part, readings);
    if (known)
        content = part_content(part, readings, clock_now());
    for (size_t i = 0; i < content.count; i++) {
        const struct record *record = &content.records[i];
        buf_puts(&all, i ? "\n" : "");
        field_text(&record->kind->fields[record_field(record->kind, "assigned")], record_value(record, "assigned"),
                   app->model->names, &all);
        buf_printf(&all, ", %s", record_text(record, "from"));
        if (strcmp(record_text(record, "state"), "active") != 0)
            buf_printf(&all, ", %s", record_text(record, "state"));
    }
    for (size_t i = 0; !known && i < user->sku_count; i++)
        buf_printf(&all, "%s%s", i ? "\n" : "", sku_name(app->model->names, &user->skus[i], spare));
    action_list_fact(&flyout->list, title, buf_text(&all), 0);
    part_content_free(&content);
}

static void known_facts(struct flyout *flyout, struct app *app, const struct user *user)
{
    char text[512];
    for (size_t i = 0; i < column_count; i++) {
        if (columns[i].extra) {
            extra_facts(&flyout->list, app, user, &columns[i]);
        } else if (!strcmp(columns[i].name, "assignedLicenses")) { /* there is room for whole names here */
            licence_facts(flyout, app, user, columns[i].title);
        } else {
            column_cell(&columns[i], app->model->users, user, app->model->names, text, sizeof text);
            action_list_fact(&flyout->list, columns[i].title, text, 0);
        }
    }
}

static void read_facts(struct action_list *list, const struct panel_reading *profile)
{
    const struct record *record = profile->page && profile->page->count ? profile->page->records : NULL;
    for (size_t i = 0; record && i < record->kind->count; i++) {
        const struct field *field = &record->kind->fields[i];
        auto_buf struct buf text = buf_make(1u << 16);
        if (column_find(field->name) >= 0) /* the table's is there, and newer */
            continue;
        if (field->type == FIELD_TIME && record->values[i].known) /* as the table's own, in the viewer's zone */
            time_fact(list, field->label, record->values[i].number);
        else
            field_text(field, &record->values[i], NULL, &text);
        action_list_fact(list, field->label, buf_text(&text), 0);
    }
}

static const struct panel_reading *profile_of(const struct flyout *flyout, struct app *app)
{
    return panel_reading_known(readings_of(flyout, app), part_source(&panel_info.parts[0], 0));
}

static void build(struct flyout *flyout, struct app *app, int width)
{
    struct action_list *list = &flyout->list;
    action_list_begin(list, width, width < TIGHT ? LABEL_NARROW : LABEL, "");
    if (follow(flyout, app)) {
        known_facts(flyout, app, app_user(app));
        read_facts(list, profile_of(flyout, app));
        action_list_heading(list, "Look");
        action_list_command(list, keymap_find(&app->keymap, "research"));
        action_list_actions(list, app, &flyout->target, 1);
    }
    action_list_end(list);
}

/* --- drawing --- */

static int takes(const struct view *base, const struct app *app)
{
    (void)base;
    return beside(app) ? app->grid->width / 2 : 0;
}

static struct rect place(const struct app *app, struct rect rect)
{
    int width = beside(app) ? rect.width / 2 : rect.width;
    return (struct rect){rect.width - width, 1, width, rect.height - 3};
}

/* The first that could not be read; NULL: none. Whoever cancelled knows it. */
static const struct panel_reading *refused(const struct flyout *flyout, struct app *app)
{
    const struct source *sources[PANEL_SOURCES + 1];
    panel_asked(&panel_info, sources);
    for (const struct source **source = sources; *source; source++) {
        const struct panel_reading *reading = panel_reading_known(readings_of(flyout, app), *source);
        if (reading->over && !reading->job && reading->state == READ_NOT && reading->error.code != ERR_CANCELLED)
            return reading;
    }
    return NULL;
}

static void again(const struct flyout *flyout, struct app *app)
{
    const struct source *sources[PANEL_SOURCES + 1];
    panel_asked(&panel_info, sources);
    for (const struct source **source = sources; *source; source++)
        if (panel_reading_known(readings_of(flyout, app), *source)->state == READ_NOT)
            user_readings_again(app, readings_of(flyout, app), *source);
}

/* How the reading went when it went wrong; "" else. */
static void trouble(const struct flyout *flyout, struct app *app, char *out, size_t size)
{
    const struct panel_reading *reading = refused(flyout, app);
    out[0] = '\0';
    if (reading)
        snprintf(out, size, "%s tries again. %s could not be read: %s. %s", keymap_key(&app->keymap, "refresh"),
                 reading->source->label, reading->error.message, reading->error.hint);
}

/* Lines for the note below: what went wrong whole, where there is room. */
static int note_height(const struct grid *grid, int width, int height, const char *wrong)
{
    int least = height > 12 ? 2 : 1;
    int wanted = grid_wrap((struct grid *)grid, (struct rect){0, 0, width, 0}, 0, ROLE_NORMAL, wrong);
    return wanted < least ? least : wanted > height / 2 ? height / 2 : wanted;
}

/* "Read 3 min ago."; what is read anew stays until it is there. */
static void put_state(const struct flyout *flyout, struct app *app, bool reading, char *out, size_t size)
{
    const struct panel_reading *profile = profile_of(flyout, app);
    int64_t age = profile->page && profile->at ? clock_now() - profile->at : 0;
    char old[32];
    out[0] = '\0';
    if (age > OLD)
        snprintf(out, size, "Read %s ago%s", (screen_duration(age, old), old),
                 reading ? ", reading it again ..." : ".");
    else if (reading)
        snprintf(out, size, profile->page ? "Reading it again ..." : "Reading the rest ...");
}

static void draw_note(const struct flyout *flyout, struct app *app, struct grid *grid, struct rect rect,
                      const char *wrong)
{
    char state[96];
    put_state(flyout, app, is_reading(flyout, app), state, sizeof state);
    if (*wrong)
        grid_wrap(grid, rect, 0, ROLE_ERROR, wrong);
    else if (*state && (is_reading(flyout, app) || !has_focus(flyout, app)))
        grid_put(grid, rect, 0, 0, ROLE_DIM, state);
    else if (has_focus(flyout, app))
        action_list_draw_note(&flyout->list, app, grid, rect);
}

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct flyout *flyout = (struct flyout *)base;
    struct rect box = place(app, rect);
    char wrong[1024];
    build(flyout, app, box.width - 2);
    struct rect in = frame_draw(app, grid, box, app_user(app) ? app_target_name(&flyout->target) : "More info");
    if (!app_user(app)) {
        grid_put(grid, in, 2, 1, ROLE_MODAL, "There is no user at the cursor.");
        return;
    }
    trouble(flyout, app, wrong, sizeof wrong);
    int note = note_height(grid, in.width - 3, in.height, wrong);
    struct rect lines = {in.x, in.y, in.width, in.height - note - (in.height > 12)};
    action_list_draw(&flyout->list, grid, lines, 1, has_focus(flyout, app));
    frame_more(grid, box, flyout->list.list.top > 0, flyout->list.list.top + (size_t)lines.height < flyout->list.count);
    draw_note(flyout, app, grid, (struct rect){in.x + 2, in.y + in.height - note, in.width - 3, note}, wrong);
    if (beside(app))
        grid_printf(grid, (struct rect){box.x + 2, box.y + box.height - 1, box.width - 4, 1}, 0, 0, ROLE_MODAL_TITLE,
                    flyout->focus ? " keys: here (%s: the table) " : " keys: the table (%s: here) ",
                    keymap_key(&app->keymap, "next"));
}

/* --- keys --- */

static enum reaction focused_key(struct flyout *flyout, struct app *app, int code)
{
    const struct action_line *at = action_list_at(&flyout->list), *line = action_list_find(&flyout->list, code);
    if (action_list_move(&flyout->list, code))
        return REACT_REDRAW;
    if (code == KEY_RETURN)
        line = at;
    if (keymap_is(&app->keymap, "copy", code)) {
        if (at && at->value)
            app_copy(app, at->value);
        else
            app_status(app, ROLE_WARNING, "%s copies the field at the cursor. There is no field here.",
                       keymap_key(&app->keymap, "copy"));
        return REACT_REDRAW;
    }
    if (line) {
        action_list_choose(&flyout->list, app, line);
        return REACT_REDRAW;
    }
    if (key_is_text(code) && keymap_means(&app->keymap, code, ABOVE) != code) { /* these would move the table */
        app_status(app, ROLE_NORMAL, "Letters are actions here; the arrow keys move.");
        return REACT_REDRAW;
    }
    return REACT_UNHANDLED;
}

static enum reaction previous_user(struct view *base, struct app *app)
{
    (void)base;
    app_move_to(app, app->model->cursor ? app->model->cursor - 1 : 0);
    return REACT_REDRAW;
}

static enum reaction next_user(struct view *base, struct app *app)
{
    (void)base;
    app_move_to(app, app->model->cursor + 1);
    return REACT_REDRAW;
}

#define GROUP "In the panel"
const struct ui_command info_keys[] = {
    {"info.previous", "The user before", GROUP, {'['}, IN_OTHERS | LETTERS, .act = previous_user},
    {"info.next", "The next user", GROUP, {']'}, IN_OTHERS | LETTERS, .act = next_user},
    {.name = NULL},
};

/* Its own keys count while it has the focus. */
static const char *scope(const struct view *base, const struct app *app)
{
    return has_focus((const struct flyout *)base, app) ? base->ops->name : "";
}

static enum reaction key(struct view *base, struct app *app, int code)
{
    struct flyout *flyout = (struct flyout *)base;
    if (code == KEY_ARROW_RIGHT) {
        flyout->focus = true;
        return REACT_REDRAW;
    }
    if (code == KEY_ESCAPE || code == KEY_ARROW_LEFT || keymap_is(&app->keymap, "info", code))
        return REACT_CLOSE;
    if (keymap_is(&app->keymap, "refresh", code) && app_user(app) && refused(flyout, app)) {
        again(flyout, app);
        return REACT_REDRAW;
    }
    if ((code == KEY_TABULATOR || code == KEY_BACK_TAB) && beside(app)) {
        flyout->focus = !flyout->focus;
        return REACT_REDRAW;
    }
    if (app_user(app) && !flyout->list.count)
        build(flyout, app, place(app, grid_whole(app->grid)).width - 2);
    return has_focus(flyout, app) ? focused_key(flyout, app, code) : REACT_UNHANDLED;
}

static enum reaction message(struct view *base, struct app *app, struct message *told)
{
    struct flyout *flyout = (struct flyout *)base;
    bool refreshed = told->kind == FROM_JOB_END && told->job == app->model->load_job;
    bool sent = told->kind == FROM_TARGET && told->state != JOB_PLANNED;
    if ((sent || refreshed) && !guid_zero(&flyout->id)) /* it may have changed what is shown */
        ask_in(flyout, app, 0);
    return REACT_REDRAW;
}

static void tick(struct view *base, struct app *app, int64_t now)
{
    struct flyout *flyout = (struct flyout *)base;
    if (!flyout->due)
        return;
    if (flyout->due > now) {
        app_wake_in(app, flyout->due - now);
        return;
    }
    ask(flyout, app);
    app->redraw = true;
}

static const char *hints(const struct view *base, const struct app *app)
{
    return !has_focus((const struct flyout *)base, app)
               ? "{up}{down} the user  {next} into the panel  {back} close  {menu} menu  {mark} mark  {filter} filter"
           : beside(app)
               ? "a letter acts  {copy} copy  {back} close  {info.previous} {info.next} other user  {next} to the table"
               : "a letter acts  {copy} copy  {back} close  {info.previous} {info.next} other user";
}

static void close_flyout(struct view *base, struct app *app)
{
    struct flyout *flyout = (struct flyout *)base;
    if (!guid_zero(&flyout->id))
        user_readings_cancel(app, readings_of(flyout, app), NULL);
    action_list_free(&flyout->list);
    arena_free(flyout->arena);
    xfree(flyout);
}

static const struct view_ops flyout_ops = {.name = "info",
                                           .title = "More info",
                                           .letters = true,
                                           .scope = scope,
                                           .close = close_flyout,
                                           .draw = draw,
                                           .key = key,
                                           .message = message,
                                           .tick = tick,
                                           .takes = takes,
                                           .hints = hints};

void flyout_view_open(struct app *app)
{
    for (struct view *view = app->top; view; view = view->below)
        if (view->ops == &flyout_ops) { /* it is open: the keys go there */
            ((struct flyout *)view)->focus = true;
            return;
        }
    if (!app_user(app)) {
        app_status(app, ROLE_WARNING, "There is no user here.");
        return;
    }
    struct flyout *flyout = xcalloc(1, sizeof *flyout);
    flyout->view.ops = &flyout_ops;
    app_push(app, &flyout->view);
}
