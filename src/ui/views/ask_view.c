/* A form in a frame, for whoever needs some values. */
#include "ui/views/ask_view.h"

#include "base/alloc.h"
#include "ui/app/dialog.h"
#include <assert.h>
#include <string.h>

enum { FEET = 2 };

struct ask_view {
    struct view view;
    struct ask ask;
    struct form form;
    size_t focus;
    int top;
};

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct ask_view *view = (struct ask_view *)base;
    auto_sheet struct sheet sheet = sheet_make(grid, dialog_width(grid), ROLE_MODAL);
    (void)rect;
    sheet_wrap(&sheet, ROLE_TITLE, view->ask.about);
    if (view->ask.about)
        sheet_gap(&sheet);
    int line = form_draw(&view->form, &sheet, view->focus);
    struct rect in = dialog_frame(app, grid, view->ask.title, sheet.y, FEET);
    sheet_reveal(&view->top, line + 2, in.height - FEET);
    sheet_reveal(&view->top, line > 0 ? line - 1 : 0, in.height - FEET);
    sheet_show(&sheet, grid, (struct rect){in.x, in.y, in.width, in.height - FEET}, &view->top);
    const struct dialog_button buttons[] = {{.text = view->ask.button, .command = "choose"}};
    dialog_buttons(app, grid, in, in.height - 1, buttons, 1, 0);
}

static enum reaction take(struct ask_view *view, struct app *app)
{
    auto_arena struct arena *arena = arena_new(0);
    struct param_values values;
    struct err e = {.code = ERR_OK};
    size_t wrong;
    if (!form_values(&view->form, arena, &values, &wrong)) {
        view->focus = wrong;
        return REACT_REDRAW;
    }
    if (view->ask.take(view->ask.owner, app, values, &e))
        return REACT_CLOSE;
    app_status(app, ROLE_WARNING, "%s%s%s", e.message, *e.hint ? ": " : "", e.hint);
    return REACT_REDRAW;
}

/* Round the form: after the last field comes the first. */
static size_t around(const struct form *form, size_t at, bool forward)
{
    for (size_t i = 0; i < form->count; i++) {
        at = forward ? (at + 1) % form->count : (at + form->count - 1) % form->count;
        if (form_open(form, at) == at)
            break;
    }
    return at;
}

static enum reaction key(struct view *base, struct app *app, int code)
{
    struct ask_view *view = (struct ask_view *)base;
    assert(view->focus < view->form.count);
    if (code == KEY_ESCAPE)
        return REACT_CLOSE;
    enum field_kind kind = view->form.fields[view->focus].kind;
    if (code == KEY_RETURN && kind != FIELD_PICK && kind != FIELD_LINES) /* there it picks, or begins a line */
        return take(view, app);
    enum form_move move = form_key(&view->form, view->focus, code);
    form_lookup_key(&view->form, app);
    form_update(&view->form);
    if (move == FORM_NEXT || move == FORM_PREVIOUS)
        view->focus = around(&view->form, view->focus, move == FORM_NEXT);
    return move == FORM_NOT_MINE ? REACT_UNHANDLED : REACT_REDRAW;
}

static enum reaction message(struct view *base, struct app *app, struct message *told)
{
    (void)app;
    form_lookup_message(&((struct ask_view *)base)->form, told);
    return REACT_NONE;
}

static void tick(struct view *base, struct app *app, int64_t now)
{
    form_lookup_tick(&((struct ask_view *)base)->form, app, now);
}

static bool typing(const struct view *base)
{
    const struct ask_view *view = (const struct ask_view *)base;
    return form_types(&view->form, view->focus);
}

static const char *scope(const struct view *base, const struct app *app)
{
    const struct ask_view *view = (const struct ask_view *)base;
    (void)app;
    return form_scope(&view->form, view->focus);
}

static const char *hints(const struct view *base, const struct app *app)
{
    (void)app;
    return ((const struct ask_view *)base)->ask.hint;
}

static void close_view(struct view *base, struct app *app)
{
    struct ask_view *view = (struct ask_view *)base;
    form_lookup_end(&view->form, app);
    form_free(&view->form);
    arena_free(view->ask.arena);
    xfree(view);
}

void ask_view_open(struct app *app, const struct ask *ask)
{
    static const struct view_ops ops = {.name = "ask",
                                        .title = "What is asked",
                                        .modal = true,
                                        .close = close_view,
                                        .draw = draw,
                                        .key = key,
                                        .typing = typing,
                                        .scope = scope,
                                        .message = message,
                                        .tick = tick,
                                        .hints = hints};
    struct ask_view *view = xcalloc(1, sizeof *view);
    view->view.ops = &ops;
    view->ask = *ask;
    view->form = form_make(ask->params, ask->values.items, ask->values.count);
    view->form.keymap = &app->keymap;
    form_update(&view->form);
    for (size_t i = 0; i < view->form.count; i++)
        if (ask->first && !strcmp(view->form.fields[i].param->name, ask->first))
            view->focus = i;
    app_push(app, &view->view);
}
