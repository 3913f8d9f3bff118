/* The question before a containment: how many steps, to whom, where, and what there is to mind. Nothing typed ahead answers it. */
#include "base/alloc.h"
#include "ui/app/dialog.h"
#include "ui/screen/entry.h"
#include "ui/screen/sheet.h"
#include "ui/views/remedy_view.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { LONGEST = 320, FEET = 2 };

struct remedy_ask {
    struct view view;
    struct target target; /* borrowed texts */
    const struct playbook_tasks *tasks;
    void (*then)(struct app *app, void *owner, bool typed);
    void *owner;
    uint64_t asked; /* what has to be known before; 0: it is known */
    struct message told;
    bool wants_name;
    struct entry name;
    int top;
};

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct remedy_ask *view = (struct remedy_ask *)base;
    auto_sheet struct sheet sheet = sheet_make(grid, dialog_width(grid), ROLE_MODAL);
    char line[512];
    size_t count = 0, destroys = 0;
    (void)rect;
    for (size_t i = 0; i < view->tasks->count; i++) {
        count += view->tasks->items[i].chosen;
        destroys += view->tasks->items[i].chosen && playbook_destroys(&view->tasks->items[i]);
    }
    snprintf(line, sizeof line, "Do these %zu steps to %.200s, %.200s?", count, app_target_name(&view->target),
             view->target.user_principal_name);
    sheet_wrap(&sheet, ROLE_NORMAL, line);
    if (destroys) {
        snprintf(line, sizeof line,
                 "%zu of them cannot be read back afterwards; they are done only when what is there is saved.",
                 destroys);
        sheet_wrap(&sheet, ROLE_NORMAL, line);
    }
    sheet_gap(&sheet);
    if (view->asked)
        sheet_wrap(&sheet, ROLE_DIM, "Reading whom it is about ...");
    for (const char *const *one = view->told.warnings; one && *one; one++)
        sheet_wrap(&sheet, ROLE_WARNING, *one);
    if (view->told.doubt)
        sheet_wrap(&sheet, ROLE_WARNING, view->told.doubt);
    sheet_error(&sheet, 0, &view->told.error);
    if (view->wants_name)
        sheet_wrap(&sheet, ROLE_NORMAL, "Type the sign-in name to do it:");
    struct rect in = dialog_frame(app, grid, "Contain", sheet.y, FEET);
    sheet_show(&sheet, grid, (struct rect){in.x, in.y, in.width, in.height - FEET}, &view->top);
    if (view->wants_name) {
        entry_draw(&view->name, grid, in, 0, in.height - 1, in.width, true, true);
        return;
    }
    const struct dialog_button buttons[] = {{.text = "No", .command = "back"},
                                            {.text = "Yes", .command = "remedy-ask.yes", .off = view->asked != 0}};
    dialog_buttons(app, grid, in, in.height - 1, buttons, 2, 0);
}

static enum reaction yes(struct view *base, struct app *app)
{
    struct remedy_ask *view = (struct remedy_ask *)base;
    if (view->asked || view->wants_name || app->hasty || view->told.error.code != ERR_OK)
        return REACT_REDRAW;
    view->then(app, view->owner, false);
    return REACT_CLOSE;
}

static enum reaction key(struct view *base, struct app *app, int key)
{
    struct remedy_ask *view = (struct remedy_ask *)base;
    if (key == KEY_ESCAPE || (key == KEY_RETURN && !view->wants_name))
        return REACT_CLOSE; /* No is what is offered */
    if (!view->wants_name)
        return REACT_UNHANDLED;
    if (key != KEY_RETURN)
        return entry_key(&view->name, key) ? REACT_REDRAW : REACT_UNHANDLED;
    if (strcasecmp(buf_text(&view->name.text), view->target.user_principal_name) != 0) {
        app_status(app, ROLE_WARNING, "That is not the sign-in name: nothing is done.");
        return REACT_REDRAW;
    }
    view->then(app, view->owner, true);
    return REACT_CLOSE;
}

const struct ui_command remedy_ask_keys[] = {
    {"remedy-ask.yes", "Do the steps", "Before a containment", {'y'}, IN_OTHERS, .act = yes},
    {.name = NULL},
};

static enum reaction message(struct view *base, struct app *app, struct message *message)
{
    struct remedy_ask *view = (struct remedy_ask *)base;
    (void)app;
    if (!view->asked || message->job != view->asked)
        return REACT_NONE;
    if (message->kind == FROM_PREPARED) {
        message_free(&view->told);
        view->told = *message;
        view->wants_name = message->wants_name;
        message->arena = NULL; /* ours now */
    }
    if (message->kind == FROM_JOB_END) {
        view->asked = 0;
        if (message->error.code != ERR_OK)
            view->told.error = message->error;
    }
    return REACT_REDRAW;
}

static bool typing(const struct view *base)
{
    return ((const struct remedy_ask *)base)->wants_name;
}

static void close_ask(struct view *base, struct app *app)
{
    struct remedy_ask *view = (struct remedy_ask *)base;
    if (view->asked)
        app_cancel(app, view->asked);
    message_free(&view->told);
    entry_free(&view->name);
    xfree(view);
}

void remedy_ask_open(struct app *app, const struct target *target, const struct playbook_tasks *tasks,
                     void (*then)(struct app *app, void *owner, bool typed), void *owner)
{
    static const struct view_ops ops = {.name = "remedy-ask",
                                        .title = "Contain",
                                        .modal = true,
                                        .asks = true,
                                        .close = close_ask,
                                        .draw = draw,
                                        .key = key,
                                        .message = message,
                                        .typing = typing,
                                        .hint = "{remedy-ask.yes} do it  {back} leave"};
    struct remedy_ask *view = xcalloc(1, sizeof *view);
    struct message prepare = {
        .kind = TO_PREPARE, .action = playbook_gravest(tasks), .arena = arena_new(0), .target_count = 1};
    view->view.ops = &ops;
    view->target = *target;
    view->tasks = tasks;
    view->then = then;
    view->owner = owner;
    view->name = entry_make(LONGEST);
    prepare.targets = arena_alloc(prepare.arena, sizeof *prepare.targets);
    prepare.targets[0] = app_target_copy(target, prepare.arena);
    view->asked = app_post(app, &prepare);
    if (!view->asked) {
        message_free(&prepare);
        err_set(&view->told.error, ERR_INTERNAL, "the worker takes no more just now; try again");
    }
    app_push(app, &view->view);
}
