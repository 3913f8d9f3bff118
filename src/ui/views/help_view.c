/* Help: what the keys do, generated from the rows of commands and actions, the filter language, moving about. */
#include "base/alloc.h"
#include "base/utf8.h"
#include "ui/app/frame.h"
#include "ui/screen/entry.h"
#include "ui/screen/list.h"
#include "ui/screen/match.h"
#include "ui/views/views.h"
#include <stdio.h>
#include <string.h>

enum { WIDTH = 92, KEYS = 22, KEYS_NARROW = 12, NARROW = 60 };

struct help {
    struct view view;
    struct list scroll; /* its cursor is the line that stands first */
    struct entry entry;
    bool narrowing;
};

static const struct {
    const char *keys, *text;
} filtering[] = {
    {"ali finance", "each word is somewhere in the name, address, title or department; case and accents do not count"},
    {"\"two words\"", "these words, together"},
    {"-word", "not this; -field:value too"},
    {"dept:legal OR dept:sales", "one of the two, and whatever else there is"},
    {"field:value", "the field has it; the fields are"},
};

/* One pass over the text: drawn where it is seen, counted everywhere. */
struct pass {
    struct grid *grid;
    struct rect rect;
    int y, keys;
    const char *narrow, *section;
    bool titled, any;
};

static void section(struct pass *pass, const char *title)
{
    pass->section = title;
    pass->titled = false;
}

static bool fits(const struct pass *pass, const char *text)
{
    return match_text(text, pass->narrow) < MATCH_LETTERS;
}

static void row(struct pass *pass, const char *keys, const char *text)
{
    int x = 2 + pass->keys + 1;
    if (!fits(pass, keys) && !fits(pass, text) && !fits(pass, pass->section))
        return;
    if (!pass->titled) {
        pass->y += pass->any;
        grid_put(pass->grid, pass->rect, 1, pass->y++, ROLE_TITLE, pass->section);
        pass->titled = pass->any = true;
    }
    struct rect left = {pass->rect.x + 2, pass->rect.y, pass->keys, pass->rect.height};
    struct rect right = {pass->rect.x + x, pass->rect.y, pass->rect.width - x - 1, pass->rect.height};
    int lines = grid_wrap(pass->grid, left, pass->y, ROLE_KEY, keys);
    int more = grid_wrap(pass->grid, right, pass->y, ROLE_MODAL, text);
    pass->y += more > lines ? more : lines;
}

/* --- the rows --- */

static void command_keys(const struct ui_command *command, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (int i = 0; i < COMMAND_KEYS && command->keys[i] && used < size; i++)
        used += (size_t)snprintf(out + used, size - used, "%s%s", i ? ", " : "", key_name(command->keys[i]));
    if (!command->keys[0])
        snprintf(out, size, command->run ? ":%s" : "-", command->name);
}

/* Of the view that was asked from: what it has for itself stands first. */
static const char *scope_below(const struct view *base, const struct app *app)
{
    const struct view *view = base->below;
    if (!view)
        return "";
    return view->ops->scope ? view->ops->scope(view, app) : view->ops->name;
}

static void put_commands(struct pass *pass, const struct app *app, const char *scope, bool own)
{
    char keys[64];
    const char *group = "";
    for (const struct ui_command *command = app->keymap.rows; command->name; command++) {
        if (keymap_is_of(command, scope) != own)
            continue;
        if (strcmp(command->group, group) != 0)
            section(pass, group = command->group);
        command_keys(command, keys, sizeof keys);
        row(pass, keys, command->label);
        if (command->becomes && !command[1].becomes)
            row(pass, "letters", "in the menu and the panel they are actions, and the arrow keys move");
        if (command->own && (size_t)command->own <= app->config->view_count)
            row(pass, "", app->config->views[command->own - 1].name);
    }
}

static void put_actions(struct pass *pass)
{
    char title[64], text[512];
    size_t count;
    const struct action *const *all = action_all(&count);
    for (enum action_group group = 0; group < ACTION_GROUPS; group++) {
        snprintf(title, sizeof title, "In the menu: %s", action_group_title(group));
        section(pass, title);
        for (size_t i = 0; i < count; i++) {
            if (all[i]->group != group || all[i]->flags & ACTION_CREATES)
                continue;
            snprintf(text, sizeof text, "%s. %s", all[i]->label, all[i]->help);
            row(pass, key_name(all[i]->key), text);
        }
    }
}

static void put_filter(struct pass *pass)
{
    char names[128], takes[256];
    section(pass, "The filter language");
    for (size_t i = 0; i < sizeof filtering / sizeof filtering[0]; i++)
        row(pass, filtering[i].keys, filtering[i].text);
    for (size_t i = 0; filter_field_help(i, names, sizeof names, takes, sizeof takes); i++)
        row(pass, names, takes);
}

/* All of it from line `y`; returns the line after it. */
static int put_all(const struct help *help, const struct app *app, struct grid *grid, struct rect rect, int y)
{
    struct pass pass = {.grid = grid,
                        .rect = rect,
                        .y = y,
                        .keys = rect.width < NARROW ? KEYS_NARROW : KEYS,
                        .narrow = buf_text(&help->entry.text)};
    if (help->view.below && help->view.below->ops->tabs) {
        section(&pass, "The tabs");
        row(&pass, "1 to 9, 0", "the tab of that number");
        row(&pass, "Tab, Left, Right", "the next tab, the one before");
    }
    put_commands(&pass, app, scope_below(&help->view, app), true);
    put_commands(&pass, app, scope_below(&help->view, app), false);
    put_actions(&pass);
    put_filter(&pass);
    return pass.y;
}

/* --- the view --- */

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct help *help = (struct help *)base;
    int width = rect.width > WIDTH ? WIDTH : rect.width;
    struct rect box = {(rect.width - width) / 2, 1, width, rect.height - 3};
    struct rect in = frame_draw(app, grid, box, "Help");
    if (help->narrowing) {
        grid_put(grid, in, 0, 0, ROLE_KEY, "/");
        entry_draw(&help->entry, grid, in, 1, 0, in.width - 2, true, false);
        in.y++;
        in.height--;
    }
    int lines = put_all(help, app, grid, (struct rect){in.x, in.y, in.width, 0}, 0);
    int most = lines > in.height ? lines - in.height : 0;
    list_fit(&help->scroll, (size_t)most + 1, in.height);
    put_all(help, app, grid, in, -(int)help->scroll.cursor);
    if (!lines)
        grid_put(grid, in, 2, 0, ROLE_MODAL, "No match.");
    frame_more(grid, box, help->scroll.cursor > 0, help->scroll.cursor < (size_t)most);
}

static enum reaction narrow_key(struct help *help, int code)
{
    if (code == KEY_ESCAPE) {
        help->narrowing = false;
        entry_set(&help->entry, "");
    } else if (code != KEY_RETURN && entry_key(&help->entry, code)) {
        list_move_to(&help->scroll, 0);
    }
    return REACT_REDRAW;
}

static enum reaction key(struct view *base, struct app *app, int code)
{
    struct help *help = (struct help *)base;
    if ((!help->narrowing || !key_is_text(code)) && list_key(&help->scroll, code))
        return REACT_REDRAW;
    if (help->narrowing)
        return narrow_key(help, code);
    if (code == KEY_SPACE)
        return list_key(&help->scroll, KEY_PAGE_DOWN) ? REACT_REDRAW : REACT_NONE;
    if (code == KEY_ESCAPE || code == KEY_RETURN || keymap_is(&app->keymap, "help", code))
        return REACT_CLOSE;
    if (code == '/') {
        help->narrowing = true;
        return REACT_REDRAW;
    }
    return key_is_text(code) ? REACT_NONE : REACT_UNHANDLED;
}

static bool typing(const struct view *base)
{
    return ((const struct help *)base)->narrowing;
}

static const char *hints(const struct view *base, const struct app *app)
{
    (void)app;
    return ((const struct help *)base)->narrowing ? "type a part  {back} all again  {page-up} {page-down} scroll"
                                                  : "{up}{down} scroll  {narrow} find  {back} back";
}

static void close_help(struct view *base, struct app *app)
{
    struct help *help = (struct help *)base;
    (void)app;
    entry_free(&help->entry);
    xfree(help);
}

void help_view_open(struct app *app)
{
    static const struct view_ops ops = {.name = "help",
                                        .title = "Help",
                                        .modal = true,
                                        .close = close_help,
                                        .draw = draw,
                                        .key = key,
                                        .typing = typing,
                                        .hints = hints};
    struct help *help = xcalloc(1, sizeof *help);
    help->view.ops = &ops;
    help->entry = entry_make(64);
    app_push(app, &help->view);
}
