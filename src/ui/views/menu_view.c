/* The ellipsis menu: what can be done to a user, or to those that are marked, beside the row. Letters act at once; `/` narrows
 * by name. */
#include "base/alloc.h"
#include "ui/app/frame.h"
#include "ui/screen/entry.h"
#include "ui/views/action_list.h"
#include "ui/views/views.h"
#include <stdio.h>
#include <string.h>

enum {
    WIDTH = 56, /* of one column with its frame */
    LABEL = 9,
    NARROW = 60,
    NOTE = 2,
    LEAST = 38, /* of each of two columns */
    MOST = 50   /* a GUID with its label */
};

struct menu {
    struct view view;
    struct action_list list;
    struct entry entry;
    bool narrowing;
    struct arena *arena;
    const struct target *targets;
    size_t target_count;
    struct {
        const char *label, *value;
    } facts[3];
    size_t fact_count;
};

static const struct {
    const char *column, *label, *key;
} facts[] = {{"createdDateTime", "Created", "menu.copy-created"},
             {"onPremisesLastSyncDateTime", "Last sync", "menu.copy-sync"},
             {"id", "GUID", "menu.copy-id"}};

#define GROUP "In the menu"
const struct ui_command menu_keys[] = {
    {"menu.copy-created", "Copy when the user was created", GROUP, {'1'}, IN_OTHERS | LETTERS, .act = NULL},
    {"menu.copy-sync", "Copy the last synchronisation", GROUP, {'2'}, IN_OTHERS | LETTERS, .act = NULL},
    {"menu.copy-id", "Copy the user's id", GROUP, {'3'}, IN_OTHERS | LETTERS, .act = NULL},
    {.name = NULL},
};

static void build(struct menu *menu, const struct app *app, int width)
{
    struct action_list *list = &menu->list;
    action_list_begin(list, width, LABEL, buf_text(&menu->entry.text));
    for (size_t i = 0; i < menu->fact_count; i++)
        action_list_fact(list, menu->facts[i].label, menu->facts[i].value,
                         keymap_find(&app->keymap, facts[i].key)->keys[0]);
    if (menu->target_count == 1) {
        action_list_heading(list, "Look");
        action_list_command(list, keymap_find(&app->keymap, "view"));
        action_list_command(list, keymap_find(&app->keymap, "research"));
        action_list_command(list, keymap_find(&app->keymap, "info"));
        action_list_command(list, keymap_find(&app->keymap, "playbooks"));
    } else {
        action_list_heading(list, "Look");
        action_list_command(list, keymap_find(&app->keymap, "research"));
        action_list_command(list, keymap_find(&app->keymap, "playbooks"));
    }
    action_list_actions(list, app, menu->targets, menu->target_count);
    action_list_end(list);
}

static void learn_facts(struct menu *menu, const struct app *app)
{
    char text[128];
    struct guid id;
    if (menu->target_count != 1 || !guid_parse(menu->targets[0].id, strlen(menu->targets[0].id), &id))
        return;
    uint32_t row = users_find(app->model->users, &id);
    for (size_t i = 0; row != NO_ROW && i < sizeof facts / sizeof facts[0]; i++) {
        const struct column *column = &columns[column_find(facts[i].column)];
        column_cell(column, app->model->users, users_at(app->model->users, row), app->model->names, text, sizeof text);
        menu->facts[i].label = facts[i].label;
        menu->facts[i].value = arena_strdup(menu->arena, text);
        menu->fact_count++;
    }
}

/* --- where --- */

/* Two where there is room for them, and the lines do not fit into one. */
static int columns_of(const struct menu *menu, struct rect rect)
{
    return rect.width >= 2 * LEAST + 2 && (int)menu->list.count + 1 + NOTE + 2 > rect.height - 3 ? 2 : 1;
}

static int column_width(struct rect rect, int across)
{
    int room = rect.width < NARROW ? rect.width - 2 : (rect.width - 2) / across, most = across > 1 ? MOST : WIDTH - 2;
    return room < most ? room : most;
}

static int lines_wanted(const struct menu *menu, int across)
{
    return ((int)menu->list.count + across - 1) / across + menu->narrowing + 1 + NOTE + 2;
}

/* Under the row, else over it, else wherever it fits; always between the title of the screen and its last two lines. */
static struct rect place(const struct menu *menu, const struct app *app, struct rect rect, int across)
{
    int first = 1, last = rect.height - 2, width = across * column_width(rect, across) + 2,
        height = lines_wanted(menu, across);
    int row = app->model->cursor_line,
        x = rect.width - width - 4 < 0 ? (rect.width - width) / 2 : rect.width - width - 4;
    if (rect.width < NARROW || height >= last - first)
        return (struct rect){x, first, width, last - first};
    if (row + 1 + height <= last)
        return (struct rect){x, row + 1, width, height};
    if (row - height >= first)
        return (struct rect){x, row - height, width, height};
    return (struct rect){x, last - height, width, height};
}

static void title(const struct menu *menu, char *out, size_t size)
{
    if (menu->target_count == 1)
        snprintf(out, size, "%s", app_target_name(menu->targets));
    else
        snprintf(out, size, "%zu users", menu->target_count);
}

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct menu *menu = (struct menu *)base;
    char name[256];
    build(menu, app, column_width(rect, 1));
    int across = columns_of(menu, rect);
    if (across > 1)
        build(menu, app, column_width(rect, across));
    struct rect box = place(menu, app, rect, across);
    title(menu, name, sizeof name);
    struct rect in = frame_draw(app, grid, box, name);
    int note = in.height > 2 * NOTE + 4 ? NOTE : 1;
    struct rect lines = {in.x, in.y + menu->narrowing, in.width, in.height - menu->narrowing - note};
    if (menu->narrowing) {
        grid_put(grid, in, 0, 0, ROLE_KEY, "/");
        entry_draw(&menu->entry, grid, in, 1, 0, in.width - 2, true, false);
    }
    if (note > 1)
        lines.height--; /* a gap */
    action_list_draw(&menu->list, grid, lines, across, true);
    if (!menu->list.count)
        grid_put(grid, lines, 2, 0, ROLE_MODAL, menu->narrowing ? "No match." : "Nothing can be done to these.");
    frame_more(grid, box, menu->list.list.top > 0,
               menu->list.list.top + (size_t)(lines.height * across) < menu->list.count);
    action_list_draw_note(&menu->list, app, grid, (struct rect){in.x + 2, in.y + in.height - note, in.width - 3, note});
}

/* --- keys --- */

static enum reaction choose(struct menu *menu, struct app *app, const struct action_line *line)
{
    return line && action_list_choose(&menu->list, app, line) ? REACT_CLOSE : REACT_REDRAW;
}

static void narrow(struct menu *menu, struct app *app, bool on)
{
    menu->narrowing = on;
    if (!on)
        entry_set(&menu->entry, "");
    build(menu, app, WIDTH - 2);
    if (menu->entry.text.length)
        action_list_to_first(&menu->list);
}

static enum reaction narrow_key(struct menu *menu, struct app *app, int code)
{
    if (code == KEY_ESCAPE)
        narrow(menu, app, false);
    else if (entry_key(&menu->entry, code))
        narrow(menu, app, true);
    else
        return REACT_UNHANDLED;
    return REACT_REDRAW;
}

static enum reaction key(struct view *base, struct app *app, int code)
{
    struct menu *menu = (struct menu *)base;
    if (code == KEY_RETURN)
        return choose(menu, app, action_list_at(&menu->list));
    if (action_list_move(&menu->list, code))
        return REACT_REDRAW;
    if (menu->narrowing)
        return narrow_key(menu, app, code);
    const struct action_line *line = action_list_find(&menu->list, code);
    if (line)
        return choose(menu, app, line);
    if ((code == KEY_ARROW_LEFT || code == KEY_ARROW_RIGHT) &&
        action_list_across(&menu->list, code == KEY_ARROW_LEFT ? -1 : 1))
        return REACT_REDRAW;
    if (code == KEY_ESCAPE || keymap_is(&app->keymap, "menu", code) || code == KEY_ARROW_LEFT)
        return REACT_CLOSE;
    if (code == '/') {
        narrow(menu, app, true);
        return REACT_REDRAW;
    }
    if (key_is_text(code) && !keymap_by_key(&app->keymap, code, OVER))
        app_status(app, ROLE_WARNING, "Nothing here has the key %s.", key_name(code));
    return REACT_UNHANDLED;
}

static bool typing(const struct view *base)
{
    return ((const struct menu *)base)->narrowing;
}

static const char *hints(const struct view *base, const struct app *app)
{
    (void)app;
    return ((const struct menu *)base)->narrowing
               ? "type a part of the name  {choose} does it  {back} all again  {up}{down} move"
               : "a letter acts  {narrow} find  {back} back  {up}{down} and {choose} too";
}

static void close_menu(struct view *base, struct app *app)
{
    struct menu *menu = (struct menu *)base;
    (void)app;
    action_list_free(&menu->list);
    entry_free(&menu->entry);
    arena_free(menu->arena);
    xfree(menu);
}

static void open_menu(struct app *app, struct arena *arena, const struct target *targets, size_t count)
{
    static const struct view_ops ops = {.name = "menu",
                                        .title = "Menu",
                                        .modal = true,
                                        .letters = true,
                                        .close = close_menu,
                                        .draw = draw,
                                        .key = key,
                                        .typing = typing,
                                        .hints = hints};
    struct menu *menu = xcalloc(1, sizeof *menu);
    menu->view.ops = &ops;
    menu->arena = arena;
    menu->targets = targets;
    menu->target_count = count;
    menu->entry = entry_make(64);
    learn_facts(menu, app);
    build(menu, app, WIDTH - 2);
    action_list_to_first(&menu->list);
    app_push(app, &menu->view);
    app_probe(app);
}

void menu_view_open(struct app *app)
{
    struct arena *arena = arena_new(0);
    size_t count;
    const struct target *targets = app_targets(app, arena, &count);
    if (count) {
        open_menu(app, arena, targets, count);
        return;
    }
    arena_free(arena);
    app_status(app, ROLE_WARNING, "There is no user here.");
}

void menu_view_open_for(struct app *app, const struct target *target)
{
    struct arena *arena = arena_new(0);
    open_menu(app, arena, targets_copy(arena, target, 1), 1);
}
