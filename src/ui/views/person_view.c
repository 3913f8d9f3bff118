/* "Who?": a user is searched for as one types, and whoever asked gets the one that is chosen. */
#include "base/alloc.h"
#include "base/guid.h"
#include "model/users.h"
#include "ui/app/dialog.h"
#include "ui/form/form.h"
#include "ui/views/views.h"
#include <stdio.h>
#include <string.h>

enum { FEET = 2 };

struct person_view {
    struct view view;
    struct arena *arena;
    const char *title;
    struct target about;
    person_chosen *chosen;
    struct form form;
    int top;
};

static const struct param params[] = {
    {.name = "user",
     .label = "User",
     .kind = PARAM_USER,
     .required = true,
     .help = "a part of the name or the address"},
    {.name = NULL},
};

static struct form_field *field_of(struct person_view *view)
{
    return &view->form.fields[0];
}

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct person_view *view = (struct person_view *)base;
    auto_sheet struct sheet sheet = sheet_make(grid, dialog_width(grid), ROLE_MODAL);
    (void)rect;
    int line = form_draw(&view->form, &sheet, 0);
    struct rect in = dialog_frame(app, grid, view->title, sheet.y, FEET);
    sheet_reveal(&view->top, line + 2, in.height - FEET);
    sheet_show(&sheet, grid, (struct rect){in.x, in.y, in.width, in.height - FEET}, &view->top);
}

/* One of the table is as the table knows him. */
static bool target_of(const struct app *app, const struct form_option *option, struct arena *arena, struct target *out)
{
    struct guid id;
    if (!guid_parse(option->value, strlen(option->value), &id))
        return false;
    uint32_t row = users_find(app->model->users, &id);
    if (row != NO_ROW) {
        app_target(users_at(app->model->users, row), arena, out);
        return true;
    }
    *out = (struct target){.display_name = arena_strdup(arena, option->label),
                           .user_principal_name = arena_strdup(arena, option->detail ? option->detail : "")};
    guid_format(&id, out->id);
    return true;
}

/* What was picked is the answer; a text that nobody was found for is none. */
static enum reaction answer(struct person_view *view, struct app *app)
{
    auto_arena struct arena *arena = arena_new(0);
    const struct form_options *picked = &field_of(view)->options;
    struct target other;
    if (!picked->count || !target_of(app, &picked->items[0], arena, &other)) {
        field_of(view)->options.count = 0;
        return REACT_REDRAW;
    }
    view->chosen(app, &view->about, &other);
    return REACT_CLOSE;
}

static enum reaction key(struct view *base, struct app *app, int code)
{
    struct person_view *view = (struct person_view *)base;
    if (code == KEY_ESCAPE)
        return REACT_CLOSE;
    enum form_move move = form_key(&view->form, 0, code);
    form_lookup_key(&view->form, app);
    if (code == KEY_RETURN && field_of(view)->options.count)
        return answer(view, app);
    return move == FORM_NOT_MINE && key_is_text(code) ? REACT_UNHANDLED : REACT_REDRAW;
}

static bool typing(const struct view *base)
{
    return form_types(&((const struct person_view *)base)->form, 0);
}

static const char *scope(const struct view *base, const struct app *app)
{
    (void)app;
    return form_scope(&((const struct person_view *)base)->form, 0);
}

static enum reaction message(struct view *base, struct app *app, struct message *told)
{
    (void)app;
    form_lookup_message(&((struct person_view *)base)->form, told);
    return REACT_REDRAW;
}

static void tick(struct view *base, struct app *app, int64_t now)
{
    form_lookup_tick(&((struct person_view *)base)->form, app, now);
}

static void close_view(struct view *base, struct app *app)
{
    struct person_view *view = (struct person_view *)base;
    form_lookup_end(&view->form, app);
    form_free(&view->form);
    arena_free(view->arena);
    xfree(view);
}

void person_view_open(struct app *app, const char *title, const struct target *about, person_chosen *chosen)
{
    static const struct view_ops ops = {.name = "person",
                                        .title = "Who",
                                        .modal = true,
                                        .close = close_view,
                                        .draw = draw,
                                        .key = key,
                                        .typing = typing,
                                        .scope = scope,
                                        .message = message,
                                        .tick = tick,
                                        .hint = "{choose} the one at the cursor  {up}{down} another  {back} back"};
    struct person_view *view = xcalloc(1, sizeof *view);
    view->view.ops = &ops;
    view->arena = arena_new(0);
    view->title = title;
    view->chosen = chosen;
    view->about = target_copy(view->arena, about);
    view->form = form_make(params, NULL, 0);
    view->form.keymap = &app->keymap;
    app_push(app, &view->view);
}
