/* Setting a finding aside: an administrator knows what it was, and says so. */
#include "base/alloc.h"
#include "research/indicator.h"
#include "ui/app/app.h"
#include "ui/app/dialog.h"
#include "ui/form/form.h"
#include "ui/views/research_view.h"
#include <stdio.h>

enum { FEET = 2, LONGEST = 300 };

struct research_aside {
    struct view view;
    struct arena *arena;
    struct target target;
    const char *key, *title, *text;
    bool aside; /* it is: it would count again */
    struct form form;
    int top;
};

static const struct param reason[] = {
    {.name = "reason",
     .label = "What was it?",
     .help = "Stands beside the finding, with your name and the time, in the report and in the case.",
     .kind = PARAM_TEXT,
     .required = true,
     .maximum = LONGEST},
    {.name = NULL},
};

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct research_aside *view = (struct research_aside *)base;
    auto_sheet struct sheet sheet = sheet_make(grid, dialog_width(grid), ROLE_MODAL);
    (void)rect;
    sheet_wrap(&sheet, ROLE_TITLE, view->title);
    sheet_wrap(&sheet, ROLE_NORMAL, view->text);
    sheet_gap(&sheet);
    sheet_wrap(&sheet, ROLE_NORMAL,
               view->aside ? "It is set aside. It counts again, with its points."
                           : "It stays in the report and no longer counts: 0 points. The verdict says that it was set "
                             "aside.");
    sheet_gap(&sheet);
    int line = view->aside ? 0 : form_draw(&view->form, &sheet, 0);
    struct rect in = dialog_frame(app, grid, view->aside ? "Count it again" : "Set aside", sheet.y, FEET);
    sheet_reveal(&view->top, line + 2, in.height - FEET);
    sheet_show(&sheet, grid, (struct rect){in.x, in.y, in.width, in.height - FEET}, &view->top);
    const struct dialog_button buttons[] = {
        {.text = view->aside ? "Count it again" : "Set it aside", .command = "choose"}};
    dialog_buttons(app, grid, in, in.height - 1, buttons, 1, 0);
}

static enum reaction finish(struct research_aside *view, struct app *app)
{
    auto_arena struct arena *arena = arena_new(0);
    struct research *research = researches_of(app, view->target.id);
    struct param_values values;
    size_t wrong = 0;
    if (!view->aside && !form_values(&view->form, arena, &values, &wrong))
        return REACT_REDRAW;
    if (!research || !researches_set_aside(app, research, view->key, view->aside ? NULL : form_text(&view->form, 0)))
        return REACT_REDRAW;
    app_status(app, ROLE_NORMAL, view->aside ? "It counts again." : "Set aside: it is judged anew.");
    return REACT_CLOSE;
}

static enum reaction key(struct view *base, struct app *app, int key)
{
    struct research_aside *view = (struct research_aside *)base;
    if (key == KEY_ESCAPE)
        return REACT_CLOSE;
    if (key == KEY_RETURN)
        return finish(view, app);
    if (view->aside)
        return REACT_UNHANDLED;
    return form_key(&view->form, 0, key) == FORM_NOT_MINE ? REACT_UNHANDLED : REACT_REDRAW;
}

static bool typing(const struct view *base)
{
    return !((const struct research_aside *)base)->aside;
}

static void close_aside(struct view *base, struct app *app)
{
    struct research_aside *view = (struct research_aside *)base;
    (void)app;
    form_free(&view->form);
    arena_free(view->arena);
    xfree(view);
}

void research_aside_open(struct app *app, const struct target *target, const struct finding *finding)
{
    static const struct view_ops ops = {.name = "aside",
                                        .title = "Set aside",
                                        .modal = true,
                                        .asks = true,
                                        .close = close_aside,
                                        .draw = draw,
                                        .key = key,
                                        .typing = typing,
                                        .hint = "{choose} do it  {back} leave"};
    struct research_aside *view = xcalloc(1, sizeof *view);
    view->view.ops = &ops;
    view->arena = arena_new(0);
    view->target = target_copy(view->arena, target);
    view->key = arena_strdup(view->arena, finding->key);
    view->title = arena_printf(view->arena, "%s  %s", finding->indicator->id, finding->indicator->title);
    view->text = arena_strdup(view->arena, finding->text);
    view->aside = finding->aside;
    view->form = form_make(reason, NULL, 0);
    view->form.keymap = &app->keymap;
    app_push(app, &view->view);
}
