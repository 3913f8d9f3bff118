/* Of many, all are shown: a list to look through, from which one can be left out. Whoever the table's filter hides is in it and is
 * left out until somebody takes him in. */
#include "ui/confirm/confirm.h"

#include "action/guard.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { LEAST = 4, AROUND = 6, BELOW = 2, FIELD = 2, TYPED = 4 /* lines that are not the list's */ };

static bool is_many(const struct confirm *confirm)
{
    return confirm->count > 1 && confirm->ones;
}

bool confirm_is_taken(const struct confirm *confirm, size_t target)
{
    return !is_many(confirm) || !confirm->ones[target].out;
}

struct target *confirm_taken(const struct confirm *confirm, struct arena *arena, size_t *count)
{
    struct target *taken = arena_alloc(arena, (confirm->count + 1) * sizeof *taken);
    *count = 0;
    for (size_t i = 0; i < confirm->count; i++)
        if (confirm_is_taken(confirm, i))
            taken[(*count)++] = confirm->targets[i];
    return taken;
}

int64_t *confirm_taken_entries(const struct confirm *confirm, struct arena *arena)
{
    int64_t *entries = arena_alloc(arena, (confirm->count + 1) * sizeof *entries);
    size_t n = 0;
    for (size_t i = 0; i < confirm->count; i++)
        if (confirm_is_taken(confirm, i))
            entries[n++] = confirm->entries[i];
    return entries;
}

struct param_values *confirm_taken_each(const struct confirm *confirm, struct arena *arena)
{
    struct param_values *each = arena_alloc(arena, (confirm->count + 1) * sizeof *each);
    size_t n = 0;
    for (size_t i = 0; i < confirm->count; i++)
        if (confirm_is_taken(confirm, i))
            each[n++] = confirm->each[i];
    return each;
}

/* Those it is done to: neither left out here nor by the run, as far as is known. */
static struct target *those_who_go(const struct confirm *confirm, struct arena *arena, size_t *count)
{
    struct target *go = arena_alloc(arena, (confirm->count + 1) * sizeof *go);
    *count = 0;
    for (size_t i = 0; i < confirm->count; i++)
        if (confirm_is_taken(confirm, i) && !(is_many(confirm) && confirm->known && confirm->known[i].left_out))
            go[(*count)++] = confirm->targets[i];
    return go;
}

/* What has to be typed. It does not go from under the hand of somebody who types: the letters would be answers. */
static const char *wanted_of(const struct confirm *confirm, const struct app *app, const struct target *go,
                             size_t count)
{
    const struct message_tenant *tenant = app->model->tenant;
    const char *wanted = guard_typed(confirm->arena, confirm->action, go, count,
                                     tenant && *tenant->default_domain ? tenant->default_domain
                                                                       : app->model->tenant_config->name);
    bool typing = confirm->wanted && count && confirm->focus == confirm->form.count;
    return wanted || !typing ? wanted : arena_printf(confirm->arena, "%zu", count);
}

void confirm_many_retell(struct confirm *confirm, const struct app *app)
{
    auto_arena struct arena *arena = arena_new(0);
    size_t count;
    const struct target *go = those_who_go(confirm, arena, &count);
    bool on_button = confirm->focus >= confirm->form.count + (confirm->wanted != NULL), typed = confirm->wanted != NULL;
    if (confirm->count > 1)
        confirm->title = arena_printf(confirm->arena, "%s%s: %zu", confirm->entries ? "Take back, " : "",
                                      confirm->action->label, count);
    if (count && (confirm->count > 1 || !confirm->entries))
        confirm->text = action_confirm_text(confirm->arena, confirm->action, go, count);
    confirm->going = count;
    confirm->taken = 0;
    for (size_t i = 0; i < confirm->count; i++)
        confirm->taken += confirm_is_taken(confirm, i);
    confirm->wanted = wanted_of(confirm, app, go, count);
    if (on_button)
        confirm->focus += (size_t)(confirm->wanted != NULL) - (size_t)typed;
    confirm->more_known = true; /* the warnings count those it is done to */
}

/* Whether the filter hides somebody who is marked. */
static bool is_hidden(const struct app *app, const struct target *target)
{
    struct guid id;
    uint32_t row = guid_parse(target->id, strlen(target->id), &id) ? users_find(app->model->users, &id) : NO_ROW;
    return row != NO_ROW && users_marked(app->model->users, row) && view_find(app->model->table, row) == (size_t)-1;
}

void confirm_many_begin(struct confirm *confirm, const struct app *app, bool chosen)
{
    confirm->ones = arena_alloc(confirm->arena, (confirm->count + 1) * sizeof *confirm->ones);
    for (size_t i = 0; i < confirm->count && confirm->count > 1 && chosen; i++)
        confirm->ones[i].out = confirm->ones[i].hidden = is_hidden(app, &confirm->targets[i]);
    confirm_many_retell(confirm, app);
}

/* --- drawing --- */

static const char *remark_of(const struct confirm *confirm, size_t i, struct arena *arena)
{
    const struct confirm_one *one = &confirm->ones[i];
    const struct confirm_known *known = &confirm->known[i];
    if (one->out)
        return one->hidden ? "left out: hidden" : "left out";
    if (known->left_out)
        return arena_printf(arena, "left out: %s", known->left_out);
    if (one->hidden)
        return "hidden by the filter";
    return known->warnings && *known->warnings ? known->warnings[0] : "";
}

static const char *address_of(const struct app *app, const struct target *target, struct arena *arena)
{
    const char *address = target->user_principal_name;
    return arena_strndup(arena, address, app_address_length(app, address));
}

enum { SIGN, NAME, ADDRESS, NOW, AFTER, REMARK, CELLS };

/* Where the cells of a line begin: what it is now and afterwards only where the table knows it, and where there is room for the remark
 * beside it. */
static void place(const struct confirm *confirm, int width, int at[CELLS + 1])
{
    enum { STATE = 9, ROOM_FOR_STATE = 66 };
    bool states = confirm->action->now && confirm->action->after && width >= ROOM_FOR_STATE;
    int name = width * (states ? 13 : 15) / 50, address = width * (states ? 11 : 12) / 50;
    const int widths[CELLS] = {2, name, address, states ? STATE : 0, states ? STATE : 0, width};
    at[0] = 0;
    for (int i = 0; i < CELLS; i++)
        at[i + 1] = at[i] + widths[i] < width ? at[i] + widths[i] : width;
}

static void draw_cells(struct sheet *sheet, const int at[CELLS + 1], enum role role, const char *const texts[CELLS])
{
    sheet_room(sheet, 1);
    for (int i = 0; i < CELLS; i++) {
        int room = at[i + 1] - at[i] - (i != SIGN && i != REMARK);
        if (room > 0)
            grid_put(sheet->grid, (struct rect){at[i], sheet->y, room, 1}, 0, 0, role, texts[i]);
    }
    sheet->y++;
}

static void draw_one(const struct confirm *confirm, const struct app *app, struct sheet *sheet, size_t i)
{
    auto_arena struct arena *arena = arena_new(0);
    const struct target *target = &confirm->targets[i];
    const struct action *action = confirm->action;
    bool here = i == confirm->looked.cursor, out = confirm->ones[i].out || confirm->known[i].left_out;
    int at[CELLS + 1];
    const char *const texts[CELLS] = {[SIGN] = here ? sheet->grid->ascii ? ">" : "▸" : "",
                                      [NAME] = target->display_name ? target->display_name : "",
                                      [ADDRESS] = address_of(app, target, arena),
                                      [NOW] = action->now ? action->now(target) : "",
                                      [AFTER] = out ? "" : action->after,
                                      [REMARK] = remark_of(confirm, i, arena)};
    place(confirm, sheet->rect.width, at);
    draw_cells(sheet, at, out ? ROLE_DIM : here ? ROLE_KEY : ROLE_NORMAL, texts);
}

static void draw_header(const struct confirm *confirm, struct sheet *sheet)
{
    static const char *const titles[CELLS] = {"", "Name", "Address", "now", "after", "remark"};
    int at[CELLS + 1];
    place(confirm, sheet->rect.width, at);
    draw_cells(sheet, at, ROLE_HEADER, titles);
}

static void draw_hidden(const struct confirm *confirm, const struct app *app, struct sheet *sheet)
{
    char text[160];
    size_t hidden = 0;
    for (size_t i = 0; i < confirm->count; i++)
        hidden += confirm->ones[i].hidden;
    if (!hidden)
        return;
    snprintf(text, sizeof text, "%zu of %zu marked are hidden by the filter: %s takes them in, or leaves them out.",
             hidden, confirm->count, keymap_key(&app->keymap, "confirm.hidden"));
    sheet_room(sheet, 1);
    grid_put(sheet->grid, sheet->rect, 0, sheet->y, ROLE_WARNING, "!");
    sheet_indent(sheet, 2, ROLE_WARNING, text);
}

int confirm_many_draw(struct confirm *confirm, const struct app *app, struct sheet *sheet)
{
    char text[96];
    if (!is_many(confirm))
        return -1;
    draw_hidden(confirm, app, sheet);
    sheet_gap(sheet);
    draw_header(confirm, sheet);
    int room = app->grid->height - AROUND - BELOW - sheet->y - FIELD * (int)confirm->form.count -
               (confirm->wanted ? TYPED : 0);
    size_t height = room < LEAST ? LEAST : (size_t)room;
    list_fit(&confirm->looked, confirm->count, (int)(height < confirm->count ? height : confirm->count));
    size_t end = confirm->looked.top + (size_t)confirm->looked.height;
    int first = sheet->y;
    for (size_t i = confirm->looked.top; i < end; i++)
        draw_one(confirm, app, sheet, i);
    snprintf(text, sizeof text, "%zu-%zu of %zu, %zu left out", confirm->looked.top + 1, end, confirm->count,
             confirm->count - confirm->going);
    sheet_line(sheet, ROLE_DIM, text);
    return first + (int)(confirm->looked.cursor - confirm->looked.top);
}

/* --- keys --- */

bool confirm_many_key(struct confirm *confirm, int key)
{
    size_t before = confirm->looked.cursor;
    if (!is_many(confirm) || !list_key(&confirm->looked, key))
        return false;
    confirm->look = true;
    return confirm->looked.cursor != before; /* at an end the whole question scrolls */
}

enum reaction confirm_leave(struct view *view, struct app *app)
{
    struct confirm *confirm = (struct confirm *)view;
    if (confirm->stage != CONFIRM_ASK || !is_many(confirm))
        return REACT_NONE;
    struct confirm_one *one = &confirm->ones[confirm->looked.cursor];
    one->out = !one->out;
    confirm->look = true;
    confirm_many_retell(confirm, app);
    return REACT_REDRAW;
}

enum reaction confirm_hidden(struct view *view, struct app *app)
{
    struct confirm *confirm = (struct confirm *)view;
    bool out = false, any = false;
    if (confirm->stage != CONFIRM_ASK || !is_many(confirm))
        return REACT_NONE;
    for (size_t i = 0; i < confirm->count; i++) {
        any |= confirm->ones[i].hidden;
        out |= confirm->ones[i].hidden && confirm->ones[i].out;
    }
    for (size_t i = 0; i < confirm->count; i++)
        if (confirm->ones[i].hidden)
            confirm->ones[i].out = !out;
    if (!any)
        app_status(app, ROLE_NORMAL, "The filter hides none of them.");
    confirm_many_retell(confirm, app);
    return REACT_REDRAW;
}
