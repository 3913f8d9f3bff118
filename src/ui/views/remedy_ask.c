/* The question before a playbook is carried out: how many steps, to whom, where, and what there is to mind. Nothing typed ahead answers
 * it. */
#include "action/guard.h"
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
    struct remedy_question is;
    struct arena *arena;
    uint64_t asked;     /* what has to be known before; 0: it is known */
    const char **minds; /* what there is to mind, a line each */
    size_t mind_count;
    struct err error;   /* why it cannot be done */
    const char *wanted; /* that has to be typed; NULL: nothing */
    struct entry name;
    int top;
};

static void draw_steps(const struct remedy_ask *view, struct sheet *sheet)
{
    char line[512];
    for (size_t i = 0; i < view->is.tasks->count; i++) {
        const struct playbook_task *task = &view->is.tasks->items[i];
        snprintf(line, sizeof line, "%.200s%s%.200s", task->step->title, *task->thing ? ": " : "", task->thing);
        if (task->chosen)
            sheet_indent(sheet, 2, ROLE_NORMAL, line);
    }
}

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct remedy_ask *view = (struct remedy_ask *)base;
    auto_sheet struct sheet sheet = sheet_make(grid, dialog_width(grid), ROLE_MODAL);
    char line[512], who[400];
    size_t count = 0, destroys = 0;
    (void)rect;
    for (size_t i = 0; i < view->is.tasks->count; i++) {
        count += view->is.tasks->items[i].chosen;
        destroys += view->is.tasks->items[i].chosen && playbook_destroys(&view->is.tasks->items[i]);
    }
    if (view->is.text)
        snprintf(line, sizeof line, "%s", view->is.text);
    else if (view->is.count == 1)
        snprintf(line, sizeof line, "Do these %zu steps to %s?", count,
                 app_target_title(&view->is.targets[0], false, ", ", who, sizeof who));
    else
        snprintf(line, sizeof line, "Do these %zu steps to each of these %zu users?", count, view->is.count);
    sheet_wrap(&sheet, ROLE_NORMAL, line);
    for (size_t i = 0; view->is.count > 1 && i < view->is.count; i++) {
        sheet_indent(&sheet, 2, ROLE_NORMAL, app_target_title(&view->is.targets[i], false, "  ", line, sizeof line));
    }
    draw_steps(view, &sheet);
    if (destroys) {
        snprintf(line, sizeof line,
                 "%zu of them take away what only the snapshot keeps: they are done only when it was saved before.",
                 destroys);
        sheet_wrap(&sheet, ROLE_NORMAL, line);
    }
    sheet_gap(&sheet);
    if (view->asked)
        sheet_wrap(&sheet, ROLE_DIM, "Reading whom it is about ...");
    for (size_t i = 0; i < view->mind_count; i++)
        sheet_wrap(&sheet, ROLE_WARNING, view->minds[i]);
    sheet_error(&sheet, 0, &view->error);
    if (view->wanted) {
        snprintf(line, sizeof line, "Type %.200s to do it:", view->is.count == 1 ? "the sign-in name" : view->wanted);
        sheet_wrap(&sheet, ROLE_NORMAL, line);
    }
    struct rect in = dialog_frame(app, grid, view->is.title, sheet.y, FEET);
    sheet_show(&sheet, grid, (struct rect){in.x, in.y, in.width, in.height - FEET}, &view->top);
    if (view->wanted) {
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
    if (view->asked || view->wanted || app->hasty || view->error.code != ERR_OK)
        return REACT_REDRAW;
    view->is.then(app, view->is.owner, false);
    return REACT_CLOSE;
}

static enum reaction key(struct view *base, struct app *app, int key)
{
    struct remedy_ask *view = (struct remedy_ask *)base;
    if (key == KEY_ESCAPE || (key == KEY_RETURN && !view->wanted))
        return REACT_CLOSE; /* No is what is offered */
    if (key == KEY_PAGE_DOWN || key == KEY_PAGE_UP) {
        view->top += key == KEY_PAGE_DOWN ? 5 : -5;
        return REACT_REDRAW;
    }
    if (!view->wanted)
        return REACT_UNHANDLED;
    if (key != KEY_RETURN)
        return entry_key(&view->name, key) ? REACT_REDRAW : REACT_UNHANDLED;
    if (view->asked || view->error.code != ERR_OK || strcasecmp(buf_text(&view->name.text), view->wanted) != 0) {
        app_status(app, ROLE_WARNING, "That is not %s: nothing is done.",
                   view->is.count == 1 ? "the sign-in name" : view->wanted);
        return REACT_REDRAW;
    }
    view->is.then(app, view->is.owner, true);
    return REACT_CLOSE;
}

static enum reaction plan(struct view *base, struct app *app)
{
    struct remedy_ask *view = (struct remedy_ask *)base;
    if (view->is.plan) {
        view->is.plan(app, view->is.owner);
        return REACT_CLOSE;
    }
    app_status(app, ROLE_NORMAL, "The requests of this one are not known before: each step reads what it changes.");
    return REACT_REDRAW;
}

const struct ui_command remedy_ask_keys[] = {
    {"remedy-ask.plan", "The requests of each step", "Before a playbook", {'p'}, IN_OTHERS, .act = plan},
    {"remedy-ask.yes", "Do the steps", "Before a playbook", {'y'}, IN_OTHERS, .act = yes},
    {.name = NULL},
};

static void mind(struct remedy_ask *view, const char *whose, const char *text)
{
    for (size_t i = 0; i < view->mind_count; i++) /* the same is said once, as of the missing permission */
        if (!strcmp(view->minds[i], text))
            return;
    const char **more = arena_alloc(view->arena, (view->mind_count + 1) * sizeof *more);
    if (view->mind_count)
        memcpy(more, view->minds, view->mind_count * sizeof *more);
    more[view->mind_count++] = arena_printf(view->arena, "%s%s%s", whose, *whose ? ": " : "", text);
    view->minds = more;
}

static void take_prepared(struct remedy_ask *view, const struct message *message)
{
    bool many = view->is.count > 1;
    const char *whose = many ? view->is.targets[message->index].user_principal_name : "";
    for (const char *const *one = message->warnings; one && *one; one++)
        mind(view, whose, *one);
    if (message->text)
        mind(view, whose, arena_printf(view->arena, "left out (%s)", message->text));
    if (message->doubt)
        mind(view, "", message->doubt);
    if (message->error.code != ERR_OK && many)
        mind(view, whose, message->error.message);
    else if (message->error.code != ERR_OK)
        view->error = message->error;
    if (!many && message->wants_name)
        view->wanted = view->is.targets[0].user_principal_name;
}

static enum reaction message(struct view *base, struct app *app, struct message *message)
{
    struct remedy_ask *view = (struct remedy_ask *)base;
    (void)app;
    if (!view->asked || message->job != view->asked)
        return REACT_NONE;
    if (message->kind == FROM_PREPARED && message->index < view->is.count)
        take_prepared(view, message);
    if (message->kind == FROM_JOB_END) {
        view->asked = 0;
        if (message->error.code != ERR_OK)
            view->error = message->error;
    }
    return REACT_REDRAW;
}

static bool typing(const struct view *base)
{
    return ((const struct remedy_ask *)base)->wanted;
}

static void close_ask(struct view *base, struct app *app)
{
    struct remedy_ask *view = (struct remedy_ask *)base;
    if (view->asked)
        app_cancel(app, view->asked);
    arena_free(view->arena);
    entry_free(&view->name);
    xfree(view);
}

void remedy_ask_open(struct app *app, const struct remedy_question *question)
{
    static const struct view_ops ops = {.name = "remedy-ask",
                                        .title = "Playbook",
                                        .modal = true,
                                        .asks = true,
                                        .close = close_ask,
                                        .draw = draw,
                                        .key = key,
                                        .message = message,
                                        .typing = typing,
                                        .hint = "{remedy-ask.yes} do it  {remedy-ask.plan} requests  {back} leave"};
    struct remedy_ask *view = xcalloc(1, sizeof *view);
    const struct action *gravest = playbook_gravest(question->tasks);
    const struct message_tenant *tenant = app->model->tenant;
    struct message prepare = message_about(TO_PREPARE, gravest, question->targets, question->count);
    view->view.ops = &ops;
    view->is = *question;
    view->arena = arena_new(0);
    view->name = entry_make(LONGEST);
    if (question->count > 1)
        view->wanted = guard_typed(view->arena, gravest, question->targets, question->count,
                                   tenant && *tenant->default_domain ? tenant->default_domain
                                                                     : app->model->tenant_config->name);
    view->asked = app_post(app, &prepare);
    if (!view->asked) {
        message_free(&prepare);
        err_set(&view->error, ERR_INTERNAL, "the worker takes no more just now; try again");
    }
    app_push(app, &view->view);
}
