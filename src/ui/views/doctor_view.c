/* The doctor on the screen: what was looked at, by area, as the answers come; below, all that is known of the one at the cursor. */
#include "base/alloc.h"
#include "ui/screen/sheet.h"
#include "ui/views/table_view.h"
#include "ui/views/views.h"
#include <stdio.h>
#include <string.h>

static const char *const areas[] = {"configuration", "network", "sign-in", "services", "licences", "permissions"};
enum {
    AREAS = sizeof areas / sizeof areas[0],
    DETAILS = 10,
    SMALL_DETAILS = 5,
    LEAST_DETAILS = 3,
    TALL = 30,
    LOW = 16
};
enum { COLUMN_AREA, COLUMN_CHECK, COLUMN_STATE, COLUMN_RESULT, COLUMN_TO_DO };

struct finding {
    struct message_check check;
    struct err error;
};

struct doctor_view {
    struct table_view base;
    struct finding *findings;
    size_t count, capacity;
    size_t *rows; /* findings by area, those that are shown */
    size_t row_capacity;
    struct finding fine; /* stands for the permissions that are in order */
    char fine_text[96];
    bool all; /* also the permissions that are in order, one by one */
};

static const struct table_column columns_shown[] = {
    {.name = "area", .title = "Area", .least = 4, .most = 13},
    {.name = "check", .title = "Check", .weight = 2, .most = 40, .flags = TABLE_IDENTIFIES},
    {.name = "state", .title = "State", .least = 7, .flags = TABLE_KEEP | TABLE_ORDERED},
    {.name = "result", .title = "Result", .least = 12, .weight = 3},
    {.name = "toDo", .title = "To do", .flags = TABLE_HIDDEN | TABLE_COPIED},
};
enum { COLUMNS = sizeof columns_shown / sizeof *columns_shown };

/* --- rows --- */

static const struct finding *finding(const struct doctor_view *view, size_t row)
{
    return view->rows[row] < view->count ? &view->findings[view->rows[row]] : &view->fine;
}

/* Of the permissions those in order are counted, unless all are wanted. */
static void gather(struct doctor_view *view, const struct app *app)
{
    size_t rows = 0, fine = 0, asked = 0;
    view->rows = grow_array(view->rows, &view->row_capacity, view->count + 1, sizeof *view->rows);
    for (size_t a = 0; a < AREAS; a++)
        for (size_t i = 0; i < view->count; i++) {
            const struct message_check *check = &view->findings[i].check;
            bool permission = !strcmp(check->area, "permissions");
            if (strcmp(check->area, areas[a]) != 0)
                continue;
            asked += permission;
            if (permission && check->state == CHECK_OK && !view->all)
                fine++;
            else
                view->rows[rows++] = i;
        }
    snprintf(view->fine_text, sizeof view->fine_text, "%zu of %zu can be done (%s shows them)", fine, asked,
             keymap_key(&app->keymap, "doctor.all"));
    view->fine.check = (struct message_check){
        .state = CHECK_OK, .area = "permissions", .name = "actions", .text = view->fine_text};
    if (fine)
        view->rows[rows++] = view->count;
    table_changed(&view->base.table, rows);
}

static enum role role_of(enum check_state state)
{
    static const enum role roles[] = {[CHECK_OK] = ROLE_OK,
                                      [CHECK_NOTE] = ROLE_WARNING,
                                      [CHECK_MISSING] = ROLE_ERROR,
                                      [CHECK_FAILED] = ROLE_ERROR,
                                      [CHECK_SKIPPED] = ROLE_DIM};
    return roles[state];
}

static void cell(const void *owner, size_t row, size_t column, struct table_cell *out)
{
    const struct finding *found = finding(owner, row);
    const struct message_check *check = &found->check;
    const char *const texts[] = {[COLUMN_AREA] = check->area,
                                 [COLUMN_CHECK] = check->name,
                                 [COLUMN_STATE] = check_state_name(check->state),
                                 [COLUMN_RESULT] = check->text,
                                 [COLUMN_TO_DO] = found->error.hint};
    out->text = texts[column];
    out->order = check->state;
    if (column == COLUMN_STATE)
        out->role = role_of(check->state);
    else if (column == COLUMN_AREA)
        out->role = ROLE_DIM;
}

static void key_of(const void *owner, size_t row, char out[TABLE_KEY])
{
    const struct message_check *check = &finding(owner, row)->check;
    snprintf(out, TABLE_KEY, "%.15s %.40s", check->area, check->name);
}

/* --- asking and taking --- */

static void ask(struct table_view *base, struct app *app)
{
    struct doctor_view *view = (struct doctor_view *)base;
    if (!question_ask(&base->question, app, &(struct message){.kind = TO_DOCTOR}))
        return;
    question_forget(&base->question);
    view->count = 0;
    gather(view, app);
}

static enum reaction message(struct view *base, struct app *app, struct message *message)
{
    struct doctor_view *view = (struct doctor_view *)base;
    if (question_answer(&view->base.question, message) != ANSWER_PART || message->kind != FROM_CHECK)
        return REACT_NONE;
    view->findings = grow_array(view->findings, &view->capacity, view->count + 1, sizeof *view->findings);
    view->findings[view->count++] = (struct finding){.check = *message->check, .error = message->error};
    question_keep(&view->base.question, message);
    gather(view, app);
    return REACT_REDRAW;
}

/* --- drawing --- */

static void draw_details(const struct doctor_view *view, struct grid *grid, struct rect rect)
{
    int row = table_at(&view->base.table), top = 0;
    rect = table_view_rule(grid, rect);
    if (row == TABLE_NO_ROW)
        return;
    const struct finding *found = finding(view, (size_t)row);
    const struct message_check *check = &found->check;
    auto_sheet struct sheet sheet = sheet_make(grid, rect.width - 3, ROLE_NORMAL);
    sheet_field(&sheet, check_state_name(check->state), role_of(check->state), check->text);
    if (check->needed && check->state != CHECK_OK) {
        sheet_field(&sheet, "needed", ROLE_DIM, check->needed);
        sheet_field(&sheet, "held", ROLE_DIM, *check->held ? check->held : "none of it");
    }
    sheet_field(&sheet, "to do", ROLE_WARNING, found->error.hint);
    sheet_show(&sheet, grid, (struct rect){rect.x + 2, rect.y, rect.width - 3, rect.height}, &top);
}

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct doctor_view *view = (struct doctor_view *)base;
    size_t wrong = 0;
    char right[64];
    for (size_t i = 0; i < view->count; i++)
        wrong += view->findings[i].check.state == CHECK_FAILED || view->findings[i].check.state == CHECK_MISSING;
    snprintf(right, sizeof right, "%zu looked at, %zu wrong", view->count, wrong);
    int details = rect.height < LOW ? LEAST_DETAILS : rect.height < TALL ? SMALL_DETAILS : DETAILS;
    draw_details(view, grid, table_view_draw(&view->base, app, grid, rect, "Doctor", right, details));
}

/* --- keys --- */

/* What to do about the one at the cursor; else the consent that is missing, else the first thing there is. */
static void copy_hint(struct table_view *base, struct app *app)
{
    const struct doctor_view *view = (const struct doctor_view *)base;
    int row = table_at(&view->base.table);
    const char *hint = row == TABLE_NO_ROW ? "" : finding(view, (size_t)row)->error.hint, *link = NULL;
    for (size_t i = 0; i < view->count && !*hint; i++)
        hint = strstr(view->findings[i].error.hint, "adminconsent") ? view->findings[i].error.hint : "";
    for (size_t i = 0; i < view->count && !*hint; i++)
        hint = view->findings[i].error.hint;
    link = strstr(hint, "adminconsent") ? strstr(hint, "http") : NULL;
    if (*hint)
        app_copy(app, link ? link : hint);
    else
        app_status(app, ROLE_NORMAL, "There is nothing to do, and nothing to copy.");
}

static enum reaction show_all(struct view *base, struct app *app)
{
    struct doctor_view *view = (struct doctor_view *)base;
    view->all = !view->all;
    gather(view, app);
    return REACT_REDRAW;
}

const struct ui_command doctor_keys[] = {
    {"doctor.all", "Show every permission, or count those in order", "In the doctor", {'a'}, IN_LISTS, .act = show_all},
    {.name = NULL},
};

static void close_doctor(struct view *base, struct app *app)
{
    struct doctor_view *view = (struct doctor_view *)base;
    xfree(view->findings);
    xfree(view->rows);
    table_view_close(base, app);
}

void doctor_view_open(struct app *app)
{
    static const struct view_ops ops = {
        .name = "doctor",
        .title = "Doctor",
        .modal = true,
        .close = close_doctor,
        .draw = draw,
        .key = table_view_key,
        .message = message,
        .typing = table_view_types,
        .hint =
            "{doctor.all} all permissions  {narrow} find  {back} back  {copy} copy what to do  {sort-right} sort  {export} export  {refresh} again",
        .hints = table_view_hints};
    static const struct table_ops table_ops = {.name = "doctor",
                                               .what = "",
                                               .reading = "Looking at everything ...",
                                               .empty = "Nothing was looked at.",
                                               .growing = true,
                                               .cell = cell,
                                               .key = key_of};
    struct doctor_view *view = xcalloc(1, sizeof *view);
    view->base = (struct table_view){.view = {.ops = &ops},
                                     .table = table_make(&table_ops, view, columns_shown, COLUMNS),
                                     .ask = ask,
                                     .copy = copy_hint};
    app_push(app, &view->base.view);
    ask(&view->base, app);
}
