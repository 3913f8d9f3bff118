/* The doctor on the screen: what was looked at, by area, as the answers come. */
#include "base/alloc.h"
#include "ui/app/screen.h"
#include "ui/app/views.h"
#include "ui/screen/sheet.h"
#include <stdio.h>
#include <string.h>

static const char *const areas[] = {"configuration", "network", "sign-in", "services", "licences", "permissions"};
enum { AREAS = sizeof areas / sizeof areas[0], NAME = 28, STATE = 8 };

struct finding {
    struct message_check check; /* in `arena` */
    struct err error;
    struct arena *arena;
};

struct doctor_view {
    struct view view;
    struct finding *findings;
    size_t count, capacity;
    uint64_t asked; /* 0: no question is under way */
    int top, height;
    bool all; /* also what is as it must be, of the permissions */
};

static void forget(struct doctor_view *view)
{
    for (size_t i = 0; i < view->count; i++)
        arena_free(view->findings[i].arena);
    view->count = 0;
    view->top = 0;
}

static void ask(struct doctor_view *view, struct app *app)
{
    struct message message = {.kind = TO_DOCTOR};
    if (view->asked)
        return;
    view->asked = app_post(app, &message);
    if (view->asked)
        forget(view);
}

static enum reaction message(struct view *base, struct app *app, struct message *message)
{
    struct doctor_view *view = (struct doctor_view *)base;
    (void)app;
    if (!view->asked || message->job != view->asked)
        return REACT_NONE;
    if (message->kind == FROM_JOB_END)
        view->asked = 0;
    if (message->kind != FROM_CHECK)
        return REACT_REDRAW;
    view->findings = grow_array(view->findings, &view->capacity, view->count + 1, sizeof *view->findings);
    view->findings[view->count++] = (struct finding){
        .check = *message->check, .error = message->error, .arena = message->arena};
    message->arena = NULL;
    message->check = NULL;
    return REACT_REDRAW;
}

/* --- drawing --- */

static enum role role_of(enum check_state state)
{
    static const enum role roles[] = {[CHECK_OK] = ROLE_OK,
                                      [CHECK_NOTE] = ROLE_WARNING,
                                      [CHECK_MISSING] = ROLE_ERROR,
                                      [CHECK_FAILED] = ROLE_ERROR,
                                      [CHECK_SKIPPED] = ROLE_DIM};
    return roles[state];
}

static void put_finding(struct sheet *sheet, const struct finding *finding)
{
    const struct message_check *check = &finding->check;
    char text[640];
    sheet_room(sheet, 1);
    grid_put(sheet->grid, sheet->rect, 2, sheet->y, role_of(check->state), check_state_name(check->state));
    if (sheet->rect.width < NAME + STATE + 20) {
        grid_put(sheet->grid, sheet->rect, 3 + STATE, sheet->y, ROLE_NORMAL, check->name);
        sheet->y++;
        sheet_indent(sheet, 4, ROLE_NORMAL, check->text);
    } else {
        grid_put(sheet->grid, sheet->rect, 3 + STATE, sheet->y, ROLE_NORMAL, check->name);
        sheet_indent(sheet, 3 + STATE + NAME, ROLE_NORMAL, check->text);
    }
    if (check->needed && check->state != CHECK_OK) {
        snprintf(text, sizeof text, "needed: %s", check->needed);
        sheet_indent(sheet, 4, ROLE_DIM, text);
        snprintf(text, sizeof text, "held: %s", *check->held ? check->held : "nothing of it");
        sheet_indent(sheet, 4, ROLE_DIM, text);
    }
    sheet_indent(sheet, 4, ROLE_WARNING, finding->error.hint);
}

/* Of the permissions those in order are counted, unless all are wanted. */
static void put_area(const struct doctor_view *view, struct sheet *sheet, const char *area)
{
    size_t shown = 0, fine = 0;
    bool counted = !view->all && !strcmp(area, "permissions");
    for (size_t i = 0; i < view->count; i++) {
        const struct message_check *check = &view->findings[i].check;
        if (strcmp(check->area, area) != 0)
            continue;
        if (!shown++)
            sheet_line(sheet, ROLE_TITLE, area);
        if (counted && check->state == CHECK_OK)
            fine++;
        else
            put_finding(sheet, &view->findings[i]);
    }
    if (fine) {
        char text[96];
        snprintf(text, sizeof text, "%zu of %zu things can be done (a shows them)", fine, shown);
        sheet_indent(sheet, 2, ROLE_OK, text);
    }
    if (shown)
        sheet_gap(sheet);
}

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct doctor_view *view = (struct doctor_view *)base;
    size_t wrong = 0;
    char right[64];
    for (size_t i = 0; i < view->count; i++)
        wrong += view->findings[i].check.state == CHECK_FAILED || view->findings[i].check.state == CHECK_MISSING;
    snprintf(right, sizeof right, "%zu looked at, %zu wrong%s", view->count, wrong, view->asked ? " ..." : "");
    struct rect in = screen_draw(app, grid, rect, "Doctor", right);
    auto_sheet struct sheet sheet = sheet_make(grid, in.width - 1, ROLE_NORMAL);
    for (size_t i = 0; i < AREAS; i++)
        put_area(view, &sheet, areas[i]);
    view->height = in.height;
    sheet_show(&sheet, grid, in, &view->top);
}

/* --- keys --- */

/* The link of the consent, else the first hint. */
static void copy_hint(const struct doctor_view *view, struct app *app)
{
    const char *hint = NULL, *link = NULL;
    for (size_t i = 0; i < view->count && !link; i++) {
        const char *at = view->findings[i].error.hint;
        hint = hint || !*at ? hint : at;
        link = strstr(at, "adminconsent") ? strstr(at, "http") : NULL;
    }
    if (link || hint)
        app_copy(app, link ? link : hint);
    else
        app_status(app, ROLE_NORMAL, "There is nothing to do, so nothing to copy.");
}

static enum reaction key(struct view *base, struct app *app, int code)
{
    struct doctor_view *view = (struct doctor_view *)base;
    switch (app->pasting ? 0 : code) {
    case 0:
        return REACT_NONE;
    case KEY_ESCAPE:
    case 'q':
        return REACT_CLOSE;
    case 'a':
        view->all = !view->all;
        return REACT_REDRAW;
    case 'y':
        copy_hint(view, app);
        return REACT_REDRAW;
    case KEY_FUNCTION + 5:
    case KEY_CTRL('R'):
        ask(view, app);
        return REACT_REDRAW;
    default:
        return sheet_key(&view->top, view->height, code) ? REACT_REDRAW : REACT_UNHANDLED;
    }
}

static const char *hints(const struct view *base, const struct app *app)
{
    (void)base;
    return app->grid->width < 60 ? "a all  y copy  F5 again  Esc"
                                 : "a all permissions  y copy what to do  F5 again  Esc back";
}

static void close_doctor(struct view *base, struct app *app)
{
    struct doctor_view *view = (struct doctor_view *)base;
    if (view->asked)
        app_cancel(app, view->asked);
    forget(view);
    xfree(view->findings);
    xfree(view);
}

void doctor_view_open(struct app *app)
{
    static const struct view_ops ops = {.name = "doctor",
                                        .title = "Doctor",
                                        .modal = true,
                                        .close = close_doctor,
                                        .draw = draw,
                                        .key = key,
                                        .message = message,
                                        .hints = hints};
    struct doctor_view *view = xcalloc(1, sizeof *view);
    view->view.ops = &ops;
    app_push(app, &view->view);
    ask(view, app);
}
