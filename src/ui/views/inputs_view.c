/* What a source is asked, as a form: a field for each of its inputs. */
#include "base/alloc.h"
#include "ui/app/dialog.h"
#include "ui/app/user_readings.h"
#include "ui/form/form.h"
#include "ui/views/views.h"
#include <stdio.h>
#include <string.h>

enum { LONGEST = 200, TEXT = 4096, FEET = 2 };

#define UNSAID "any"

struct inputs_view {
    struct view view;
    struct arena *arena;
    const struct source *source;
    struct target target;
    struct form form;
    size_t focus;
    int top;
};

/* --- the fields --- */

static const char *const *choices_of(struct arena *arena, const char *const *values)
{
    size_t count = 0;
    while (values[count])
        count++;
    const char **choices = arena_alloc(arena, (count + 2) * sizeof *choices);
    choices[0] = UNSAID;
    memcpy(choices + 1, values, count * sizeof *choices);
    return choices;
}

static const struct param *params_of(struct arena *arena, const struct source_input *inputs)
{
    size_t count = 0;
    while (inputs[count].name)
        count++;
    struct param *params = arena_alloc(arena, (count + 1) * sizeof *params);
    for (size_t i = 0; i < count; i++)
        params[i] = (struct param){.name = inputs[i].name,
                                   .label = inputs[i].label,
                                   .help = inputs[i].help,
                                   .kind = inputs[i].values ? PARAM_CHOICE : PARAM_TEXT,
                                   .choices = inputs[i].values ? choices_of(arena, inputs[i].values) : NULL,
                                   .otherwise = inputs[i].values ? UNSAID : NULL,
                                   .maximum = inputs[i].values ? 0 : LONGEST};
    return params;
}

/* --- drawing --- */

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct inputs_view *view = (struct inputs_view *)base;
    auto_sheet struct sheet sheet = sheet_make(grid, dialog_width(grid), ROLE_MODAL);
    (void)rect;
    sheet_wrap(&sheet, ROLE_TITLE, app_target_name(&view->target));
    sheet_gap(&sheet);
    int line = form_draw(&view->form, &sheet, view->focus);
    struct rect in = dialog_frame(app, grid, view->source->label, sheet.y, FEET);
    sheet_reveal(&view->top, line + 2, in.height - FEET);
    sheet_reveal(&view->top, line > 0 ? line - 1 : 0, in.height - FEET);
    sheet_show(&sheet, grid, (struct rect){in.x, in.y, in.width, in.height - FEET}, &view->top);
    const struct dialog_button buttons[] = {{.text = "Ask", .command = "choose"}};
    dialog_buttons(app, grid, in, in.height - 1, buttons, 1, 0);
}

/* --- keys --- */

static enum reaction ask(struct inputs_view *view, struct app *app)
{
    auto_arena struct arena *arena = arena_new(0);
    auto_buf struct buf text = buf_make(TEXT);
    struct param_values values;
    if (!form_values(&view->form, arena, &values, &view->focus))
        return REACT_REDRAW;
    for (size_t i = 0; i < values.count; i++)
        if (values.items[i].value && *values.items[i].value && strcmp(values.items[i].value, UNSAID) != 0)
            buf_printf(&text, "%s%s=%s", text.length ? ", " : "", values.items[i].name, values.items[i].value);
    if (!user_readings_ask(app, user_readings_of(app, &view->target), view->source, buf_text(&text))) {
        app_status(app, ROLE_WARNING, "Busy: try again in a moment.");
        return REACT_REDRAW;
    }
    return REACT_CLOSE;
}

static enum reaction key(struct view *base, struct app *app, int code)
{
    struct inputs_view *view = (struct inputs_view *)base;
    if (code == KEY_ESCAPE)
        return REACT_CLOSE;
    if (code == KEY_RETURN)
        return ask(view, app);
    switch (form_key(&view->form, view->focus, code)) {
    case FORM_NEXT:
        view->focus = view->focus + 1 < view->form.count ? view->focus + 1 : 0;
        return REACT_REDRAW;
    case FORM_PREVIOUS:
        view->focus = view->focus ? view->focus - 1 : view->form.count - 1;
        return REACT_REDRAW;
    case FORM_NOT_MINE:
        return REACT_UNHANDLED;
    default:
        return REACT_REDRAW;
    }
}

static bool typing(const struct view *base)
{
    const struct inputs_view *view = (const struct inputs_view *)base;
    return form_types(&view->form, view->focus);
}

static const char *scope(const struct view *base, const struct app *app)
{
    const struct inputs_view *view = (const struct inputs_view *)base;
    (void)app;
    return form_scope(&view->form, view->focus);
}

static void close_view(struct view *base, struct app *app)
{
    struct inputs_view *view = (struct inputs_view *)base;
    (void)app;
    form_free(&view->form);
    arena_free(view->arena);
    xfree(view);
}

void inputs_view_open(struct app *app, const struct source *source, const struct target *target)
{
    static const struct view_ops ops = {.name = "inputs",
                                        .title = "What is asked",
                                        .modal = true,
                                        .close = close_view,
                                        .draw = draw,
                                        .key = key,
                                        .typing = typing,
                                        .scope = scope,
                                        .hint = "{choose} ask  {next} next field  {back} back"};
    struct inputs_view *view = xcalloc(1, sizeof *view);
    view->view.ops = &ops;
    view->arena = arena_new(0);
    view->source = source;
    view->target = *target;
    view->target.display_name = arena_strdup(view->arena, target->display_name);
    view->target.user_principal_name = arena_strdup(view->arena, target->user_principal_name);
    view->form = form_make(params_of(view->arena, source->inputs), NULL, 0);
    view->form.keymap = &app->keymap;
    app_push(app, &view->view);
}
