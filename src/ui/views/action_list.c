/* Making, drawing and choosing lines. */
#include "ui/views/action_list.h"

#include "base/alloc.h"
#include "base/utf8.h"
#include "ui/app/hint.h"
#include "ui/confirm/confirm_view.h"
#include "ui/screen/match.h"
#include "ui/views/views.h"
#include <string.h>

enum { KEY_X = 2, TEXT_X = 4 };

void action_list_free(struct action_list *list)
{
    arena_free(list->arena);
    xfree(list->lines);
    xfree((char *)list->before.label);
}

/* --- making --- */

void action_list_begin(struct action_list *list, int width, int label_width, const char *narrow)
{
    const struct action_line *at = action_list_at(list);
    xfree((char *)list->before.label);
    list->before = (struct action_line){.kind = LINE_HEADING};
    if (at)
        list->before = (struct action_line){
            .kind = at->kind, .label = xstrdup(at->label), .part = at->part, .group = at->group};
    arena_free(list->arena);
    list->arena = arena_new(0);
    list->count = 0;
    list->width = width;
    list->label_width = label_width;
    list->narrow = narrow;
    list->heading = NULL;
}

void action_list_heading(struct action_list *list, const char *title)
{
    list->heading = title;
}

static struct action_line *add(struct action_list *list, const struct action_line *line)
{
    list->lines = grow_array(list->lines, &list->capacity, list->count + 2, sizeof *list->lines);
    if (list->heading)
        list->lines[list->count++] = (struct action_line){.kind = LINE_HEADING,
                                                          .label = arena_strdup(list->arena, list->heading)};
    list->heading = NULL;
    list->lines[list->count] = *line;
    return &list->lines[list->count++];
}

static bool wanted(const struct action_list *list, const char *label)
{
    return match_text(label, list->narrow) < MATCH_LETTERS;
}

static int fact_x(const struct action_list *list, int key)
{
    return (key ? TEXT_X : KEY_X) + list->label_width + 1;
}

void action_list_fact(struct action_list *list, const char *label, const char *value, int key)
{
    int room = list->width - fact_x(list, key);
    if (!*value || !wanted(list, label))
        return;
    struct action_line line = {.kind = LINE_FACT,
                               .label = arena_strdup(list->arena, label),
                               .key = key,
                               .value = arena_strdup(list->arena, value)};
    for (const char *at = line.value; *at; line.part++) {
        size_t skip, length = grid_wrap_part(at, room > 1 ? room : 1, &skip);
        line.shown = arena_strndup(list->arena, at, length);
        add(list, &line);
        line.key = 0;
        at += length + skip;
    }
}

void action_list_command(struct action_list *list, const struct ui_command *command)
{
    size_t length = strcspn(command->label, ":"); /* "More info: what that is" */
    char *label = arena_strndup(list->arena, command->label, length);
    if (wanted(list, label))
        add(list,
            &(struct action_line){.kind = LINE_COMMAND, .label = label, .key = command->keys[0], .command = command});
}

enum permission action_list_may(const struct app *app, const struct action *action, struct arena *arena,
                                const char **reason)
{
    struct err e = {.code = ERR_OK};
    *reason = "read-only";
    if (app->model->read_only)
        return PERMISSION_CANNOT;
    enum permission may = permission_of(action, app_permissions(app), &e);
    *reason = may == PERMISSION_MAY      ? NULL
              : may == PERMISSION_CANNOT ? arena_strdup(arena, e.message)
                                         : arena_printf(arena, "probably not: %s", e.message);
    return may;
}

bool action_list_offered(const struct action *action, const struct target *targets, size_t count)
{
    if (count > 1 && !(action->flags & ACTION_BULK))
        return false;
    for (size_t i = 0; i < count; i++)
        if (action_offered(action, &targets[i]))
            return true;
    return false;
}

static void add_action(struct action_list *list, const struct app *app, const struct action *action)
{
    struct action_line line = {.kind = LINE_ACTION, .label = action->label, .key = action->key, .action = action};
    line.now = list->target_count == 1 && action->now ? action->now(list->targets) : "";
    line.may = action_list_may(app, action, list->arena, &line.reason);
    add(list, &line);
}

static void add_fold(struct action_list *list, enum action_group group, size_t count)
{
    bool open = list->open & 1u << group;
    add(list, &(struct action_line){.kind = LINE_FOLD,
                                    .label = open ? "fewer" : arena_printf(list->arena, "%zu more", count),
                                    .group = group});
}

/* What is often done has a letter and stands there; the rest is behind one line. */
void action_list_actions(struct action_list *list, const struct app *app, const struct target *targets, size_t count)
{
    size_t rows;
    const struct action *const *all = action_all(&rows);
    list->targets = targets;
    list->target_count = count;
    for (enum action_group group = 0; group < ACTION_GROUPS; group++) {
        bool open = *list->narrow || list->open & 1u << group;
        size_t folded = 0;
        action_list_heading(list, action_group_title(group));
        for (size_t i = 0; i < 2 * rows; i++) { /* first those with a letter */
            const struct action *action = all[i % rows];
            bool common = action->key != 0;
            if (action->group != group || action->flags & ACTION_OF_ROW || common != (i < rows) ||
                !action_list_offered(action, targets, count) || !wanted(list, action->label))
                continue;
            folded += !common;
            if (common || open)
                add_action(list, app, action);
        }
        if (folded && !*list->narrow)
            add_fold(list, group, folded);
    }
}

/* Headings are passed over, the way the cursor was going where there is one. */
static void leave_heading(struct action_list *list, bool down)
{
    size_t at = list->list.cursor;
    while (at < list->count && list->lines[at].kind == LINE_HEADING && (down || at == 0)) {
        at++;
        down = true;
    }
    while (at > 0 && at < list->count && list->lines[at].kind == LINE_HEADING)
        at--;
    if (at < list->count && list->lines[at].kind == LINE_HEADING)
        at++;
    list_move_to(&list->list, at);
}

void action_list_end(struct action_list *list)
{
    list_fit(&list->list, list->count, list->list.height);
    for (size_t i = 0; i < list->count && list->before.label; i++)
        if (list->lines[i].kind == list->before.kind && list->lines[i].part == list->before.part &&
            (list->before.kind == LINE_FOLD ? list->lines[i].group == list->before.group
                                            : !strcmp(list->lines[i].label, list->before.label))) {
            list_move_to(&list->list, i);
            return;
        }
    leave_heading(list, true);
}

/* --- drawing --- */

static void draw_line(const struct action_list *list, struct grid *grid, struct rect rect, int y,
                      const struct action_line *line, bool at_cursor)
{
    enum role role = at_cursor ? ROLE_CURSOR : line->may == PERMISSION_CANNOT ? ROLE_DISABLED : ROLE_MODAL;
    int x = line->key || line->kind != LINE_FACT ? TEXT_X : KEY_X;
    if (line->kind == LINE_HEADING) {
        grid_put(grid, rect, 1, y, ROLE_TITLE, line->label);
        return;
    }
    if (at_cursor) {
        grid_fill(grid, (struct rect){rect.x, rect.y + y, rect.width, 1}, ROLE_CURSOR);
        grid_put(grid, rect, 0, y, ROLE_CURSOR, ">");
    }
    if (line->key) {
        int used = grid_put(grid, rect, KEY_X, y, role == ROLE_MODAL ? ROLE_KEY : role, key_name(line->key));
        x = KEY_X + used + 1 > x ? KEY_X + used + 1 : x;
    }
    if (line->kind == LINE_FACT) {
        bool keyed = list->lines[line - list->lines - line->part].key;
        struct rect label = {rect.x, rect.y, (keyed ? TEXT_X : KEY_X) + list->label_width, rect.height};
        if (!line->part)
            grid_put(grid, label, x, y, at_cursor ? role : ROLE_DIM, line->label);
        grid_put(grid, rect, fact_x(list, keyed), y, role, line->shown);
        return;
    }
    if (line->kind == LINE_FOLD) {
        grid_printf(grid, rect, x, y, role == ROLE_MODAL ? ROLE_DIM : role, "%s %s", grid->ascii ? "..." : "⋯",
                    line->label);
        return;
    }
    x += grid_put(grid, rect, x, y, role, line->label);
    if (line->now && *line->now && !line->reason)
        x += grid_printf(grid, rect, x, y, role == ROLE_MODAL ? ROLE_DIM : role, "   %s", line->now);
    if (line->reason)
        grid_printf(grid, rect, x, y, role == ROLE_MODAL ? ROLE_DIM : role, " (%s)", line->reason);
}

void action_list_draw(struct action_list *list, struct grid *grid, struct rect rect, int across, bool focus)
{
    int lines = rect.height * across;
    list->columns = across;
    list_fit(&list->list, list->count, lines);
    if (list->list.top == 1 && list->list.height > 1 && list->list.cursor < (size_t)lines)
        list->list.top = 0; /* its heading too */
    for (int i = 0; i < lines && list->list.top + (size_t)i < list->count; i++) {
        size_t at = list->list.top + (size_t)i;
        int width = rect.width / across;
        struct rect column = {rect.x + i / rect.height * width, rect.y, width, rect.height};
        draw_line(list, grid, column, i % rect.height, &list->lines[at], focus && at == list->list.cursor);
    }
}

bool action_list_across(struct action_list *list, int by)
{
    int height = list->columns > 1 ? list->list.height / list->columns : 0;
    int column = height ? (int)(list->list.cursor - list->list.top) / height + by : -1;
    if (column < 0 || column >= list->columns)
        return false;
    list_move_to(&list->list, list->list.cursor + (size_t)(by * height));
    leave_heading(list, true);
    return true;
}

static const char *note(const struct action_list *list, const struct app *app, char *out, size_t size)
{
    const struct action_line *line = action_list_at(list);
    if (!line)
        return "";
    switch (line->kind) {
    case LINE_FACT:
        return hint_text(&app->keymap, "{choose} copies it.", out, size);
    case LINE_COMMAND:
        return line->command->label;
    case LINE_ACTION:
        return line->reason ? line->reason : line->action->help;
    case LINE_FOLD:
        return hint_text(&app->keymap, "{choose} shows them, or leaves them out; {narrow} finds each by its name.", out,
                         size);
    default:
        return "";
    }
}

void action_list_draw_note(const struct action_list *list, const struct app *app, struct grid *grid, struct rect rect)
{
    char space[64];
    const char *text = note(list, app, space, sizeof space);
    const struct action_line *line = action_list_at(list);
    enum role role = line && line->reason ? ROLE_WARNING : ROLE_MODAL;
    if (rect.height == 1)
        grid_put(grid, rect, 0, 0, role, text);
    else
        grid_wrap(grid, rect, 0, role, text);
}

/* --- choosing --- */

const struct action_line *action_list_at(const struct action_list *list)
{
    return list->list.cursor < list->count ? &list->lines[list->list.cursor] : NULL;
}

void action_list_to_first(struct action_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->lines[i].kind == LINE_ACTION || list->lines[i].kind == LINE_COMMAND) {
            list_move_to(&list->list, i);
            return;
        }
}

const struct action_line *action_list_find(const struct action_list *list, int key)
{
    for (size_t i = 0; i < list->count && key; i++)
        if (list->lines[i].key == key)
            return &list->lines[i];
    return NULL;
}

bool action_list_move(struct action_list *list, int key)
{
    size_t before = list->list.cursor;
    if (key_is_text(key) || !list_key(&list->list, key))
        return false;
    leave_heading(list, list->list.cursor >= before);
    return true;
}

bool action_list_choose(struct action_list *list, struct app *app, const struct action_line *line)
{
    if (line->may == PERMISSION_CANNOT) {
        app_status(app, ROLE_WARNING, "%s: %s", line->label, line->reason);
        return false;
    }
    switch (line->kind) {
    case LINE_FACT:
        app_copy(app, line->value);
        return false;
    case LINE_COMMAND:
        if (line->command->run_for) /* for these, wherever the cursor of the table is */
            line->command->run_for(app, list->targets, list->target_count);
        else
            app_run(app, line->command);
        return true;
    case LINE_FOLD:
        list->open ^= 1u << line->group;
        return false;
    case LINE_ACTION:
        confirm_view_open(app, line->action, list->targets, list->target_count);
        return true;
    default:
        return false;
    }
}
