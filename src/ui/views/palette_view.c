/* The palette: everything that has a name, by typing a part of it. Commands, actions, columns and own views, each from its row. */
#include "base/alloc.h"
#include "base/utf8.h"
#include "ui/app/frame.h"
#include "ui/confirm/confirm_view.h"
#include "ui/screen/entry.h"
#include "ui/screen/match.h"
#include "ui/views/action_list.h"
#include "ui/views/views.h"
#include <stdio.h>
#include <string.h>

enum { LINES = 12, WIDTH = 100, NARROW = 60 };

struct choice {
    const char *text;    /* what is matched, completed and remembered */
    const char *name;    /* another word for it; "" for none */
    const char *note;    /* at the right: a key, whom it is done to */
    enum permission may; /* PERMISSION_CANNOT: it cannot be chosen */
    const char *reason;  /* why not, or probably not; NULL: nothing against it is known */
    const struct ui_command *command;
    const struct action *action;
    const struct config_view *own;
    const struct config_tenant *tenant;
    const struct message_customer *customer;
    const char *theme;
    int column;
    bool sort; /* the column: sort by it, else show or hide it */
};

struct palette {
    struct view view;
    struct list list; /* of `found` */
    struct entry entry;
    struct arena *arena;
    struct choice *choices;
    size_t count, capacity;
    size_t *found; /* the choices that fit, the best first */
    size_t found_count;
    struct target *targets;
    size_t target_count;
    size_t spoken; /* how far back in what was said; 0: not there */
};

/* --- the choices, from the rows --- */

static void add(struct palette *palette, const struct choice *choice)
{
    palette->choices = grow_array(palette->choices, &palette->capacity, palette->count + 1, sizeof *palette->choices);
    palette->choices[palette->count++] = *choice;
}

static void add_commands(struct palette *palette, const struct app *app)
{
    for (const struct ui_command *command = app->keymap.rows; command->name; command++) {
        if ((!command->run && !command->preset) || !strcmp(command->name, "commands")) /* of a view; this is it */
            continue;
        add(palette, &(struct choice){.text = command->label,
                                      .name = command->name,
                                      .command = command,
                                      .note = arena_strdup(palette->arena, key_name(command->keys[0]))});
    }
}

static enum permission may(const struct palette *palette, const struct app *app, const struct action *action,
                           const char **reason)
{
    *reason = NULL;
    if (!palette->target_count)
        *reason = "there is no user here";
    else if (palette->target_count > 1 && !(action->flags & ACTION_BULK))
        *reason = "for one user at a time";
    else if (!action_list_offered(action, palette->targets, palette->target_count))
        *reason = palette->target_count > 1 ? "already set for all of them" : "already set";
    return *reason ? PERMISSION_CANNOT : action_list_may(app, action, palette->arena, reason);
}

static void add_actions(struct palette *palette, const struct app *app)
{
    size_t rows;
    const struct action *const *all = action_all(&rows);
    char *who = palette->target_count == 1 ? arena_strdup(palette->arena, app_target_name(palette->targets))
                                           : arena_printf(palette->arena, "%zu users", palette->target_count);
    for (size_t i = 0; i < rows; i++) {
        if (all[i]->flags & ACTION_CREATES) /* a command opens its form */
            continue;
        struct choice choice = {.text = all[i]->label, .name = all[i]->name, .action = all[i], .note = who};
        choice.may = may(palette, app, all[i], &choice.reason);
        add(palette, &choice);
    }
}

static void add_columns(struct palette *palette, const struct app *app)
{
    for (size_t i = 0; i < column_count; i++)
        add(palette, &(struct choice){.text = arena_printf(palette->arena, "Sort by %s", columns[i].title),
                                      .name = columns[i].name,
                                      .note = "column",
                                      .column = (int)i,
                                      .sort = true});
    for (size_t i = 0; i < column_count; i++) {
        bool shown = app_shows(app, (int)i);
        if (!columns[i].keep)
            add(palette, &(struct choice){
                             .text = arena_printf(palette->arena, "%s %s", shown ? "Hide" : "Show", columns[i].title),
                             .name = columns[i].name,
                             .note = "column",
                             .column = (int)i});
    }
}

static void add_views(struct palette *palette, const struct app *app)
{
    for (size_t i = 0; i < app->config->view_count; i++)
        add(palette, &(struct choice){.text = arena_printf(palette->arena, "Show view %s", app->config->views[i].name),
                                      .name = "",
                                      .note = app->config->views[i].filter,
                                      .own = &app->config->views[i]});
}

static void add_tenants(struct palette *palette, const struct app *app)
{
    for (size_t i = 0; i < app->config->tenant_count; i++) {
        const struct config_tenant *tenant = &app->config->tenants[i];
        add(palette, &(struct choice){.text = arena_printf(palette->arena, "Switch to tenant %s", tenant->name),
                                      .name = tenant->name,
                                      .note = tenant->tenant_id,
                                      .tenant = tenant});
    }
    for (size_t i = 0; i < app->customer_count; i++) {
        const struct message_customer *customer = &app->customers[i];
        add(palette, &(struct choice){.text = arena_printf(palette->arena, "Switch to customer %s", customer->name),
                                      .name = customer->domain,
                                      .note = customer->status,
                                      .customer = customer});
    }
}

static void add_themes(struct palette *palette, const struct app *app)
{
    const char *used = app->theme_name ? app->theme_name : "default";
    for (size_t i = 0; theme_built_in(i); i++)
        add(palette, &(struct choice){.text = arena_printf(palette->arena, "Theme %s", theme_built_in(i)),
                                      .name = "",
                                      .note = !strcmp(theme_built_in(i), used) ? "in use" : "theme",
                                      .theme = theme_built_in(i)});
}

static void use_theme(struct app *app, const char *name)
{
    struct err e;
    if (app_use_theme(app, name, &e))
        app_status(app, ROLE_OK, "Theme %s. \"theme: %s\" in the configuration keeps it.", name, name);
    else
        app_status(app, ROLE_ERROR, "%s", e.message);
}

static enum match choice_match(const struct choice *choice, const char *typed)
{
    enum match text = match_text(choice->text, typed), name = match_text(choice->name, typed);
    return text < name ? text : name;
}

/* Commands that take words: "arm 15m reason", "find alice". */
static const struct with_words {
    const char *name;
    void (*open)(struct app *app, const char *words);
} with_words[] = {{"arm", arm_view_open}, {"find", everywhere_view_open}, {"prefill", add_view_open_with}};

/* The one that is typed, with its space behind it; NULL: none. */
static const struct with_words *wordy(const char *typed)
{
    for (size_t i = 0; i < sizeof with_words / sizeof with_words[0]; i++) {
        size_t length = strlen(with_words[i].name);
        if (!strncmp(typed, with_words[i].name, length) && typed[length] == ' ')
            return &with_words[i];
    }
    return NULL;
}

/* The better fits first; letters that are only strewn over a name count where nothing fits better. */
static void find(struct palette *palette)
{
    const char *typed = buf_text(&palette->entry.text);
    palette->found_count = 0;
    const struct with_words *words = wordy(typed);
    for (size_t i = 0; words && i < palette->count; i++)
        if (palette->choices[i].command && !strcmp(palette->choices[i].name, words->name))
            palette->found[palette->found_count++] = i;
    for (enum match match = words ? MATCH_NONE : MATCH_START;
         match < MATCH_LETTERS || (match == MATCH_LETTERS && !palette->found_count); match++)
        for (size_t i = 0; i < palette->count; i++)
            if (choice_match(&palette->choices[i], typed) == match)
                palette->found[palette->found_count++] = i;
    list_fit(&palette->list, palette->found_count, palette->list.height);
    list_move_to(&palette->list, 0);
}

static const struct choice *chosen(const struct palette *palette)
{
    return palette->found_count ? &palette->choices[palette->found[palette->list.cursor]] : NULL;
}

/* --- drawing --- */

static void draw_choice(struct grid *grid, struct rect rect, int y, const struct choice *choice, bool at_cursor)
{
    enum role role = at_cursor ? ROLE_CURSOR : choice->may == PERMISSION_CANNOT ? ROLE_DISABLED : ROLE_MODAL;
    int wide = utf8_width(choice->note), most = rect.width / 3;
    struct rect note = {rect.x + rect.width - 1 - (wide < most ? wide : most), rect.y, wide < most ? wide : most,
                        rect.height};
    struct rect text = {rect.x, rect.y, note.x - rect.x - 1, rect.height};
    if (at_cursor)
        grid_fill(grid, (struct rect){rect.x, rect.y + y, rect.width, 1}, role);
    grid_put(grid, rect, 0, y, role, at_cursor ? ">" : " ");
    int x = 2 + grid_put(grid, text, 2, y, role, choice->text);
    if (choice->reason)
        grid_printf(grid, text, x, y, role, " (%s)", choice->reason);
    grid_put(grid, note, 0, y, role == ROLE_MODAL ? ROLE_DIM : role, choice->note);
}

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct palette *palette = (struct palette *)base;
    int line = rect.height - 2, height = line - 1 < LINES + 2 ? line - 1 : LINES + 2;
    struct rect box = {0, line - height, rect.width < WIDTH ? rect.width : WIDTH, height};
    struct rect in = frame_draw(app, grid, box, "Commands");
    list_fit(&palette->list, palette->found_count, in.height);
    for (int y = 0; y < in.height && palette->list.top + (size_t)y < palette->found_count; y++) {
        size_t at = palette->list.top + (size_t)y;
        draw_choice(grid, in, y, &palette->choices[palette->found[at]], at == palette->list.cursor);
    }
    if (!palette->found_count)
        grid_printf(grid, in, 2, 0, ROLE_WARNING, "Nothing is called \"%s\".", buf_text(&palette->entry.text));
    frame_more(grid, box, palette->list.top > 0, palette->list.top + (size_t)in.height < palette->found_count);
    grid_fill(grid, (struct rect){rect.x, rect.y + line, rect.width, 1}, ROLE_INPUT);
    grid_put(grid, rect, 0, line, ROLE_KEY, ":");
    int room = app->status.length ? rect.width / 2 : rect.width - 2;
    entry_draw(&palette->entry, grid, rect, 1, line, room, true, false);
    if (app->status.length)
        grid_put(grid, rect, room + 2, line, app->status_role, buf_text(&app->status));
}

/* --- keys --- */

static void remember(struct app *app, const char *text)
{
    if (app->spoken_count && !strcmp(app->spoken[0], text))
        return;
    if (app->spoken_count == APP_SPOKEN)
        xfree(app->spoken[--app->spoken_count]);
    memmove(app->spoken + 1, app->spoken, app->spoken_count * sizeof *app->spoken);
    app->spoken[0] = xstrdup(text);
    app->spoken_count++;
}

static void show_or_hide(struct app *app, int column)
{
    size_t kept = 0;
    bool shown = app_shows(app, column);
    for (size_t i = 0; i < app->chosen_count; i++)
        if (app->chosen[i] != column)
            app->chosen[kept++] = app->chosen[i];
    app->chosen_count = kept;
    if (!shown && kept < APP_COLUMNS)
        app->chosen[app->chosen_count++] = column;
}

static void run(const struct palette *palette, struct app *app, const struct choice *choice)
{
    if (choice->command)
        app_run(app, choice->command);
    else if (choice->action)
        confirm_view_open(app, choice->action, palette->targets, palette->target_count);
    else if (choice->tenant)
        app_switch_to(app, choice->tenant);
    else if (choice->customer)
        app_switch_to(app, app_customer_tenant(app, choice->customer));
    else if (choice->own)
        app_set_preset(app, choice->own->name, choice->own->filter);
    else if (choice->theme)
        use_theme(app, choice->theme);
    else if (choice->sort)
        app_sort(app, choice->column, false);
    else
        show_or_hide(app, choice->column);
}

static enum reaction enter(struct palette *palette, struct app *app)
{
    const struct choice *choice = chosen(palette);
    const char *typed = buf_text(&palette->entry.text);
    const struct with_words *words = wordy(typed);
    if (words && typed[strlen(words->name) + 1]) {
        remember(app, typed);
        words->open(app, typed + strlen(words->name) + 1);
        return REACT_CLOSE;
    }
    if (!choice) {
        app_status(app, ROLE_WARNING, "Nothing is called \"%s\".", buf_text(&palette->entry.text));
        return REACT_REDRAW;
    }
    if (choice->may == PERMISSION_CANNOT) {
        app_status(app, ROLE_WARNING, "%s: %s", choice->text, choice->reason);
        return REACT_REDRAW;
    }
    remember(app, choice->text);
    run(palette, app, choice);
    return REACT_CLOSE;
}

/* Up in an empty line, and on from there: what was said before. */
static bool history_key(struct palette *palette, struct app *app, int code)
{
    bool up = code == KEY_ARROW_UP, down = code == KEY_ARROW_DOWN;
    if (up && (palette->spoken || !palette->entry.text.length) && palette->spoken < app->spoken_count)
        palette->spoken++;
    else if (down && palette->spoken)
        palette->spoken--;
    else
        return up && palette->spoken;
    entry_set(&palette->entry, palette->spoken ? app->spoken[palette->spoken - 1] : "");
    find(palette);
    return true;
}

static enum reaction key(struct view *base, struct app *app, int code)
{
    struct palette *palette = (struct palette *)base;
    if (code == KEY_ESCAPE || (code == KEY_ERASE && !palette->entry.text.length))
        return REACT_CLOSE;
    if (code == KEY_RETURN)
        return enter(palette, app);
    if (code == KEY_TABULATOR && chosen(palette)) {
        entry_set(&palette->entry, chosen(palette)->text);
        find(palette);
        return REACT_REDRAW;
    }
    if (history_key(palette, app, code))
        return REACT_REDRAW;
    if (code == KEY_ARROW_UP || code == KEY_ARROW_DOWN || code == KEY_PAGE_UP || code == KEY_PAGE_DOWN) {
        list_key(&palette->list, code);
        return REACT_REDRAW;
    }
    if (!entry_key(&palette->entry, code))
        return REACT_UNHANDLED;
    palette->spoken = 0;
    find(palette);
    return REACT_REDRAW;
}

static void close_palette(struct view *base, struct app *app)
{
    struct palette *palette = (struct palette *)base;
    (void)app;
    entry_free(&palette->entry);
    arena_free(palette->arena);
    xfree(palette->choices);
    xfree(palette->found);
    xfree(palette);
}

void palette_view_open(struct app *app)
{
    palette_view_open_with(app, "");
}

void palette_view_open_with(struct app *app, const char *text)
{
    static const struct view_ops ops = {.name = "palette",
                                        .title = "Commands",
                                        .modal = true,
                                        .close = close_palette,
                                        .draw = draw,
                                        .key = key,
                                        .typing = view_typing_always,
                                        .hint = "{choose} does it  {next} completes  {back} back  {up}{down} choose"};
    struct palette *palette = xcalloc(1, sizeof *palette);
    palette->view.ops = &ops;
    palette->arena = arena_new(0);
    palette->entry = entry_make(128);
    palette->targets = app_targets(app, palette->arena, &palette->target_count);
    add_commands(palette, app);
    add_actions(palette, app);
    add_columns(palette, app);
    add_views(palette, app);
    add_tenants(palette, app);
    add_themes(palette, app);
    palette->found = xcalloc(palette->count, sizeof *palette->found);
    entry_set(&palette->entry, text);
    find(palette);
    app_push(app, &palette->view);
}
