/* The question: what happens to whom in which tenant, what to mind, the form, and the buttons. No is where it begins. */
#include "ui/confirm/confirm.h"

#include "ui/app/dialog.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { FEET = 2 };
enum { BUTTON_NO, BUTTON_YES, BUTTON_REQUESTS, BUTTON_AGAIN };

/* The buttons of each case, and what they do. */
struct buttons {
    struct dialog_button shown[3];
    int does[3];
    size_t count;
};

static const struct buttons buttons_ask = {.shown = {{.text = "No", .command = "confirm.no"},
                                                     {.text = "Yes", .command = "confirm.yes"},
                                                     {.text = "Requests", .command = "confirm.requests"}},
                                           .does = {BUTTON_NO, BUTTON_YES, BUTTON_REQUESTS},
                                           .count = 3};
static const struct buttons buttons_read_only = {
    .shown = {{.text = "Close", .command = "confirm.no"}, {.text = "Requests", .command = "confirm.requests"}},
    .does = {BUTTON_NO, BUTTON_REQUESTS},
    .count = 2};
static const struct buttons buttons_failed = {
    .shown = {{.text = "Close", .command = "confirm.no"}, {.text = "Read again", .command = "confirm.again"}},
    .does = {BUTTON_NO, BUTTON_AGAIN},
    .count = 2};

/* In the form where something has to be said; where its defaults may do, on what comes after it. */
static size_t first_focus(const struct form *form)
{
    for (size_t i = form_open(form, 0); i < form->count; i = form_open(form, i + 1))
        if (form->fields[i].param->required || form->fields[i].param->computed || form->fields[i].kind == FIELD_PICK ||
            form->fields[i].kind == FIELD_CHECKS)
            return i;
    return form->count;
}

void confirm_form_begin(struct confirm *confirm, const struct app *app, const struct param_value *values, size_t count)
{
    confirm->stage = CONFIRM_ASK;
    /* an entry is taken back with what the journal knows */
    confirm->form = form_make(confirm->entries || confirm->each ? NULL : confirm->action->params, values, count);
    confirm->form.keymap = &app->keymap;
    confirm->form.several = confirm->count > 1;
    form_update(&confirm->form);
    confirm->focus = first_focus(&confirm->form);
}

/* Without a form where it cannot be done. */
static bool is_failed(const struct confirm *confirm)
{
    return confirm->failed.code != ERR_OK;
}

static size_t typed_place(const struct confirm *confirm)
{
    return confirm->form.count;
}

static size_t first_button(const struct confirm *confirm)
{
    return is_failed(confirm) ? 0 : confirm->form.count + (confirm->wanted != NULL);
}

bool confirm_form_types(const struct confirm *confirm)
{
    return confirm->focus < first_button(confirm);
}

void confirm_form_settle(struct confirm *confirm, const struct app *app)
{
    if (app->model->read_only && confirm_form_types(confirm))
        confirm->focus = first_button(confirm);
}

const char *confirm_form_scope(const struct confirm *confirm)
{
    return !confirm_form_types(confirm)           ? confirm->view.ops->name
           : confirm->focus < confirm->form.count ? form_scope(&confirm->form, confirm->focus)
                                                  : "";
}

static const struct buttons *buttons_of(const struct confirm *confirm, const struct app *app)
{
    return is_failed(confirm) ? &buttons_failed : app->model->read_only ? &buttons_read_only : &buttons_ask;
}

static int button_at(const struct confirm *confirm, const struct app *app)
{
    return buttons_of(confirm, app)->does[confirm->focus - first_button(confirm)];
}

/* --- drawing --- */

static void draw_warnings(const struct confirm *confirm, const struct app *app, struct sheet *sheet)
{
    for (size_t i = 0; i < confirm->warning_count; i++) {
        sheet_room(sheet, 1);
        grid_put(sheet->grid, sheet->rect, 0, sheet->y, ROLE_WARNING, "!");
        sheet_indent(sheet, 2, ROLE_WARNING, confirm->warnings[i]);
    }
    for (const char *const *one = (const char *const *)confirm->problems; one && *one; one++) {
        sheet_room(sheet, 1);
        grid_put(sheet->grid, sheet->rect, 0, sheet->y, ROLE_WARNING, "!");
        sheet_indent(sheet, 2, ROLE_WARNING, *one);
    }
    for (const struct prepared_note *note = confirm->notes; note; note = note->next) {
        sheet_room(sheet, 1);
        grid_put(sheet->grid, sheet->rect, 0, sheet->y, note->warning ? ROLE_WARNING : ROLE_DIM,
                 note->warning ? "!" : "-");
        sheet_indent(sheet, 2, note->warning ? ROLE_WARNING : ROLE_NORMAL, note->text);
    }
    if (confirm->may != PERMISSION_MAY) {
        bool cannot = confirm->may == PERMISSION_CANNOT;
        char text[840];
        snprintf(text, sizeof text, "! It will %sbe refused: %s; %s.", cannot ? "" : "probably ",
                 confirm->forbidden.message, confirm->forbidden.hint);
        sheet_wrap(sheet, cannot ? ROLE_ERROR : ROLE_WARNING, text);
    }
    if (app->model->read_only)
        sheet_wrap(
            sheet, ROLE_WARNING,
            "! Read-only: nothing can be changed here. Lift it (:arm 15m reason), or start without --read-only (and read_only: in "
            "the configuration) to do this.");
}

/* What is being read, or why it cannot be done. */
static void draw_reading(const struct confirm *confirm, struct sheet *sheet)
{
    char text[96];
    const char *dots = sheet->grid->ascii ? "..." : "…";
    if (is_failed(confirm)) {
        sheet_gap(sheet);
        sheet_error(sheet, 0, &confirm->failed);
    } else if (confirm->prepare && confirm->count > 1) {
        snprintf(text, sizeof text, "reading %s %zu of %zu", dots, confirm->known_count, confirm->count);
        sheet_line(sheet, ROLE_DIM, text);
    } else if (confirm->prepare) {
        snprintf(text, sizeof text, "reading %s", dots);
        sheet_line(sheet, ROLE_DIM, text);
    }
}

static int draw_typed(struct confirm *confirm, struct sheet *sheet)
{
    char text[400];
    bool focus = confirm->focus == typed_place(confirm);
    int line = sheet->y;
    snprintf(text, sizeof text, "Type %.300s to confirm:", confirm->wanted);
    sheet_wrap(sheet, focus ? ROLE_KEY : ROLE_NORMAL, text);
    sheet_room(sheet, 2);
    entry_draw(&confirm->typed, sheet->grid, sheet->rect, 2, sheet->y++, sheet->rect.width - 4, focus, false);
    sheet_indent(sheet, 2, ROLE_ERROR, confirm->typed_error);
    return line;
}

/* Everything above the buttons; returns the line that has the focus, or -1. */
static int draw_question(struct confirm *confirm, struct app *app, struct sheet *sheet)
{
    char tenant[256];
    int line = -1;
    snprintf(tenant, sizeof tenant, "in %.100s%s%.100s", app_tenant_title(app),
             app->model->tenant && *app->model->tenant->default_domain ? ", " : "",
             app->model->tenant ? app->model->tenant->default_domain : "");
    confirm_prepare_tell(confirm, app);
    sheet_wrap(sheet, ROLE_TITLE, confirm->text);
    sheet_line(sheet, ROLE_NORMAL, tenant);
    sheet_wrap(sheet, ROLE_TITLE, confirm->about);
    confirm_create_tell(confirm, app, sheet);
    draw_reading(confirm, sheet);
    if (confirm->warning_count || confirm->notes || (confirm->problems && *confirm->problems) ||
        confirm->may != PERMISSION_MAY || app->model->read_only)
        sheet_gap(sheet);
    draw_warnings(confirm, app, sheet);
    int looked = confirm_many_draw(confirm, app, sheet);
    if (app->model->read_only || is_failed(confirm))
        return confirm->look ? looked : line;
    if (confirm->form.count) {
        sheet_gap(sheet);
        line = form_draw(&confirm->form, sheet, confirm->focus);
    }
    if (confirm->wanted) {
        sheet_gap(sheet);
        int typed = draw_typed(confirm, sheet);
        line = confirm->focus == typed_place(confirm) ? typed : line;
    }
    return confirm->focus < first_button(confirm) ? line : confirm->look ? looked : -1;
}

void confirm_form_draw(struct confirm *confirm, struct app *app, struct grid *grid)
{
    auto_sheet struct sheet sheet = sheet_make(grid, dialog_width(grid), ROLE_MODAL);
    int line = draw_question(confirm, app, &sheet);
    struct rect in = dialog_frame(app, grid, confirm->title, sheet.y, FEET);
    confirm->height = in.height - FEET;
    if (line >= 0) {
        sheet_reveal(&confirm->top, line + 2, confirm->height);                /* and what is said of it */
        sheet_reveal(&confirm->top, line > 0 ? line - 1 : 0, confirm->height); /* and its label */
    }
    sheet_show(&sheet, grid, (struct rect){in.x, in.y, in.width, confirm->height}, &confirm->top);
    struct buttons buttons = *buttons_of(confirm, app);
    for (size_t i = 0; i < buttons.count; i++)
        buttons.shown[i].off = buttons.does[i] == BUTTON_YES && confirm->prepare;
    confirm->seen = !confirm->prepare;
    int at = confirm->focus >= first_button(confirm) || app->model->read_only
                 ? (int)(confirm->focus - first_button(confirm))
                 : -1;
    dialog_buttons(app, grid, in, in.height - 1, buttons.shown, buttons.count, at);
}

/* --- keys --- */

static bool typed_right(struct confirm *confirm)
{
    confirm->typed_error[0] = '\0';
    if (!confirm->wanted || !strcasecmp(buf_text(&confirm->typed.text), confirm->wanted))
        return true;
    confirm->focus = typed_place(confirm);
    snprintf(confirm->typed_error, sizeof confirm->typed_error, "! That is not what has to be typed.");
    return false;
}

bool confirm_form_values(struct confirm *confirm, struct arena *arena, struct param_values *values)
{
    size_t wrong;
    *values = (struct param_values){NULL, 0};
    if (!confirm->form.count)
        return true;
    if (form_values(&confirm->form, arena, values, &wrong)) {
        confirm_asks_settle(confirm, values);
        return confirm_create_name(confirm, *values);
    }
    confirm->focus = wrong;
    return false;
}

/* What was typed in secret does not stay behind in memory that is not wiped. */
static void wipe_secrets(const struct action *action, struct param_values values)
{
    for (const struct param *param = action ? action->params : NULL; param && param->name; param++) {
        const char *value = param->kind == PARAM_SECRET ? param_value_of(values, param->name) : NULL;
        if (value)
            secret_wipe((char *)value, strlen(value));
    }
}

static enum reaction run(struct confirm *confirm, struct app *app)
{
    auto_arena struct arena *arena = arena_new(0);
    struct param_values values;
    if (!confirm_form_values(confirm, arena, &values))
        return REACT_REDRAW;
    if (confirm->count == 1 && !confirm->wanted && action_is_grave(confirm->action, values)) {
        confirm_want_name(confirm);
        confirm->focus = typed_place(confirm);
        return REACT_REDRAW;
    }
    if (!typed_right(confirm))
        return REACT_REDRAW;
    size_t count;
    const struct target *targets = confirm_taken(confirm, arena, &count);
    if (!confirm->going) {
        app_status(app, ROLE_WARNING, "All of them are left out.");
        return REACT_REDRAW;
    }
    unsigned how = confirm->wanted ? RUN_TYPED : 0;
    uint64_t job = confirm->entries ? app_post_undo(app, confirm_taken_entries(confirm, arena), confirm->action,
                                                    targets, count, confirm->title, how)
                   : confirm->each
                       ? app_post_each(app, confirm->action, targets, count, confirm_taken_each(confirm, arena), how)
                       : app_post_run(app, confirm->action, targets, count, values.items, values.count, how);
    wipe_secrets(confirm->action, values);
    if (job)
        confirm_result_begin(confirm, app, job);
    return REACT_REDRAW;
}

/* Yes counts only from a hand that has seen the whole question: not what was typed ahead, not a text sent by a console. */
static enum reaction answer(struct confirm *confirm, struct app *app)
{
    if (confirm->seen && !app->hasty)
        return run(confirm, app);
    app_status(app, ROLE_WARNING, "%s",
               confirm->prepare ? "Still reading: you cannot answer Yes yet."
                                : "That came before the question could be read. Press it again.");
    return REACT_REDRAW;
}

static enum reaction press(struct confirm *confirm, struct app *app, int button)
{
    if (button == BUTTON_NO)
        return REACT_CLOSE;
    if (button == BUTTON_AGAIN) {
        confirm_prepare_begin(confirm, app);
        confirm->focus = first_focus(&confirm->form);
        return REACT_REDRAW;
    }
    if (is_failed(confirm)) {
        app_status(app, ROLE_WARNING, "It cannot be done: %s", confirm->failed.message);
        return REACT_REDRAW;
    }
    if (button == BUTTON_YES)
        return app->model->read_only ? REACT_NONE : answer(confirm, app);
    confirm_plan_begin(confirm, app);
    return REACT_REDRAW;
}

static void step(struct confirm *confirm, const struct app *app, bool forward)
{
    size_t count = first_button(confirm) + buttons_of(confirm, app)->count;
    size_t least = app->model->read_only ? first_button(confirm) : 0;
    do { /* over the fields that are not shown, and those that cannot be changed */
        if (forward)
            confirm->focus = confirm->focus + 1 < count ? confirm->focus + 1 : least;
        else
            confirm->focus = confirm->focus > least ? confirm->focus - 1 : count - 1;
    } while (form_open(&confirm->form, confirm->focus) > confirm->focus);
}

static enum reaction yes(struct view *view, struct app *app)
{
    return press((struct confirm *)view, app, BUTTON_YES);
}

static enum reaction no(struct view *view, struct app *app)
{
    return press((struct confirm *)view, app, BUTTON_NO);
}

static enum reaction requests(struct view *view, struct app *app)
{
    return press((struct confirm *)view, app, BUTTON_REQUESTS);
}

static enum reaction again(struct view *view, struct app *app)
{
    struct confirm *confirm = (struct confirm *)view;
    return is_failed(confirm) ? press(confirm, app, BUTTON_AGAIN) : REACT_NONE;
}

static enum reaction copy_as(struct view *view, struct app *app)
{
    return confirm_plan_copy((struct confirm *)view, app);
}

#define QUESTION "In a question"
const struct ui_command confirm_keys[] = {
    {"confirm.yes", "Yes", QUESTION, {'y'}, IN_OTHERS, .act = yes},
    {"confirm.no", "No", QUESTION, {'n'}, IN_OTHERS, .act = no},
    {"confirm.requests", "The exact requests, and back", QUESTION, {'p'}, IN_OTHERS, .act = requests},
    {"confirm.copy-as",
     "Beside the requests: copy as roster do, PowerShell, curl",
     QUESTION,
     {'c'},
     IN_OTHERS,
     .act = copy_as},
    {"confirm.leave",
     "Leave one of several out, and take it in again",
     QUESTION,
     {' '},
     IN_OTHERS,
     .act = confirm_leave},
    {"confirm.hidden",
     "Take in those whom the filter hides, or leave them out",
     QUESTION,
     {'h'},
     IN_OTHERS,
     .act = confirm_hidden},
    {"confirm.again", "Read again what could not be read", QUESTION, {'r'}, IN_OTHERS, .act = again},
    {.name = NULL},
};

static enum reaction button_key(struct confirm *confirm, struct app *app, int key)
{
    if (confirm_many_key(confirm, key))
        return REACT_REDRAW;
    confirm->look = false;
    if (confirm->count > 1 && sheet_key(&confirm->top, confirm->height, key))
        return REACT_REDRAW;
    switch (key) {
    case KEY_RETURN:
        return press(confirm, app, button_at(confirm, app));
    case KEY_TABULATOR:
    case KEY_ARROW_RIGHT:
    case KEY_ARROW_DOWN:
        step(confirm, app, true);
        return REACT_REDRAW;
    case KEY_BACK_TAB:
    case KEY_ARROW_LEFT:
    case KEY_ARROW_UP:
        step(confirm, app, false);
        return REACT_REDRAW;
    default:
        return sheet_key(&confirm->top, confirm->height, key) ? REACT_REDRAW : REACT_UNHANDLED;
    }
}

static enum reaction typed_key(struct confirm *confirm, struct app *app, int key)
{
    if (key == KEY_RETURN || key == KEY_TABULATOR || key == KEY_ARROW_DOWN) {
        step(confirm, app, true);
    } else if (key == KEY_BACK_TAB || key == KEY_ARROW_UP) {
        step(confirm, app, false);
    } else if (entry_key(&confirm->typed, key)) {
        confirm->typed_error[0] = '\0';
    } else {
        return REACT_UNHANDLED;
    }
    return REACT_REDRAW;
}

enum reaction confirm_form_key(struct confirm *confirm, struct app *app, int key)
{
    if (key == KEY_ESCAPE)
        return REACT_CLOSE;
    confirm_form_settle(confirm, app);
    if (key == KEY_CTRL('S'))
        return press(confirm, app, BUTTON_YES);
    if (key == KEY_CTRL('T'))
        return confirm_create_template(confirm, app);
    if (confirm->focus >= first_button(confirm))
        return button_key(confirm, app, key);
    if (confirm->focus == typed_place(confirm) && confirm->wanted)
        return typed_key(confirm, app, key);
    enum form_move move = form_key(&confirm->form, confirm->focus, key);
    form_lookup_key(&confirm->form, app);
    confirm_asks_key(confirm, app);
    confirm_create_key(confirm, app);
    switch (move) {
    case FORM_NEXT:
        step(confirm, app, true);
        break;
    case FORM_PREVIOUS:
        step(confirm, app, false);
        break;
    case FORM_EDIT:
        app_edit(app, &confirm->form.fields[confirm->focus].entry);
        break;
    case FORM_NOT_MINE:
        return REACT_UNHANDLED;
    default:
        break;
    }
    return REACT_REDRAW;
}
