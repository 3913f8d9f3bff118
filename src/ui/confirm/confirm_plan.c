/* The exact requests: a plan run, as it would be sent. */
#include "ui/confirm/confirm.h"

#include "output/pretty.h"
#include "ui/app/dialog.h"
#include <stdio.h>
#include <string.h>

enum { BODY = 1 << 20, FEET = 1, MOST = 50 /* targets that are planned */ };

bool confirm_plan_begin(struct confirm *confirm, struct app *app)
{
    auto_arena struct arena *arena = arena_new(0);
    struct param_values values;
    size_t count;
    if (!confirm_form_values(confirm, arena, &values)) /* which names somebody new */
        return false;
    const struct target *taken = confirm_taken(confirm, arena, &count);
    if (!count)
        return false;
    size_t shown = count < MOST ? count : MOST;
    confirm->plan = confirm->entries ? app_post_undo(app, confirm_taken_entries(confirm, arena), confirm->action, taken,
                                                     shown, confirm->title, RUN_PLAN | RUN_TYPED)
                    : confirm->each  ? app_post_each(app, confirm->action, taken, shown,
                                                     confirm_taken_each(confirm, arena), RUN_PLAN | RUN_TYPED)
                                     : app_post_run(app, confirm->action, taken, shown, values.items, values.count,
                                                    RUN_PLAN | RUN_TYPED);
    if (!confirm->plan)
        return false;
    confirm->plan_top = 0;
    confirm->stage = CONFIRM_PLAN;
    return true;
}

void confirm_plan_end(struct confirm *confirm, struct app *app)
{
    const struct app_job *job = confirm->plan ? app_job(app, confirm->plan) : NULL;
    if (job && !job->ended)
        app_cancel(app, confirm->plan);
    app_job_drop(app, confirm->plan);
    confirm->plan = 0;
}

static void draw_request(struct sheet *sheet, const struct plan_request *request, bool many)
{
    auto_buf struct buf body = buf_make(BODY);
    auto_buf struct buf line = buf_make(BODY);
    buf_printf(&line, "%s %s", request->method, request->url);
    sheet_wrap(sheet, ROLE_TITLE, buf_text(&line));
    if (request->body && *request->body) {
        if (request->body[0] == '{' || request->body[0] == '[')
            pretty_json(request->body, &body);
        else
            buf_puts(&body, request->body);
        sheet_indent(sheet, 2, ROLE_NORMAL, buf_text(&body));
    }
    if (request->together && many) {
        char text[80];
        snprintf(text, sizeof text, "Up to %zu users in one call.", request->together);
        sheet_indent(sheet, 2, ROLE_DIM, text);
    }
    sheet_gap(sheet);
}

static void draw_target(const struct job_target *row, struct sheet *sheet, bool many)
{
    if (row->error.code != ERR_OK) {
        sheet_error(sheet, 0, &row->error);
    } else if (!row->request_count) {
        sheet_wrap(sheet, ROLE_NORMAL, "Nothing would be sent: already set this way.");
        sheet_wrap(sheet, ROLE_DIM, row->text);
    }
    for (size_t i = 0; i < row->request_count; i++)
        draw_request(sheet, &row->requests[i], many);
}

/* Of many each for himself: what one needs another may have, or be refused. */
static void draw_targets(const struct confirm *confirm, const struct app_job *job, struct sheet *sheet)
{
    char text[400];
    if (job->target_count < confirm->taken) {
        snprintf(text, sizeof text, "The first %zu of %zu:", job->target_count, confirm->taken);
        sheet_wrap(sheet, ROLE_DIM, text);
        sheet_gap(sheet);
    }
    for (size_t i = 0; i < job->target_count; i++) {
        const struct target *target = &job->targets[i].target;
        sheet_wrap(sheet, ROLE_KEY, app_target_title(target, false, "  ", text, sizeof text));
        draw_target(&job->targets[i], sheet, true);
        sheet_gap(sheet);
    }
}

static void draw_requests(const struct confirm *confirm, const struct app_job *job, struct sheet *sheet)
{
    if (!job->ended)
        sheet_wrap(sheet, ROLE_DIM, "Reading the current state to see what would be sent ...");
    else if (job->error.code != ERR_OK)
        sheet_error(sheet, 0, &job->error);
    else if (confirm->taken > 1)
        draw_targets(confirm, job, sheet);
    else if (job->target_count)
        draw_target(&job->targets[0], sheet, false);
}

/* What is asked of all of them is one command; requests are each target's. */
static bool spell(struct confirm *confirm, const struct app *app, const struct app_job *job, struct buf *out)
{
    auto_arena struct arena *arena = arena_new(0);
    struct param_values values;
    if (confirm->spelling == SPELLED_ROSTER) {
        size_t count;
        const struct target *taken = confirm_taken(confirm, arena, &count);
        if (!confirm_form_values(confirm, arena, &values))
            return false;
        spelled_do(confirm->action, app->model->tenant_config->name, taken, count, values, out);
    }
    for (size_t i = 0; confirm->spelling != SPELLED_ROSTER && i < job->target_count; i++)
        for (size_t k = 0; k < job->targets[i].request_count; k++) {
            const struct plan_request *request = &job->targets[i].requests[k];
            spelled_request(confirm->spelling, request->method, request->url, request->body, out);
        }
    return out->length && !out->overflow;
}

enum reaction confirm_plan_copy(struct confirm *confirm, struct app *app)
{
    static const char *const titles[SPELLINGS] = {"roster do", "PowerShell", "curl"};
    const struct app_job *job = app_job(app, confirm->plan);
    auto_buf struct buf text = buf_make((size_t)16 << 20);
    if (confirm->stage != CONFIRM_PLAN)
        return REACT_NONE;
    if (!job || !job->ended || !confirm->action) {
        app_status(app, ROLE_NORMAL, "It is not known yet what would be sent.");
        return REACT_REDRAW;
    }
    if (confirm->entries && confirm->spelling == SPELLED_ROSTER) /* taken back by `roster undo`, one by one */
        confirm->spelling = SPELLED_POWERSHELL;
    if (!spell(confirm, app, job, &text)) {
        app_status(app, ROLE_NORMAL, "There is nothing to copy: nothing would be sent.");
    } else if (app_copy(app, buf_text(&text))) {
        enum spelling next = (confirm->spelling + 1) % SPELLINGS;
        app_status(app, ROLE_NORMAL, "Sent to the terminal's clipboard as %s; %s again: %s.", titles[confirm->spelling],
                   keymap_key(&app->keymap, "confirm.copy-as"), titles[next]);
        confirm->spelling = next;
    }
    return REACT_REDRAW;
}

void confirm_plan_draw(struct confirm *confirm, struct app *app, struct grid *grid)
{
    const struct app_job *job = app_job(app, confirm->plan);
    char title[160];
    auto_sheet struct sheet sheet = sheet_make(grid, dialog_width(grid), ROLE_MODAL);
    if (job)
        draw_requests(confirm, job, &sheet);
    snprintf(title, sizeof title, "%.100s: requests", confirm->title);
    struct rect in = dialog_frame(app, grid, title, sheet.y, FEET);
    confirm->height = in.height - FEET;
    sheet_show(&sheet, grid, (struct rect){in.x, in.y, in.width, confirm->height}, &confirm->plan_top);
    grid_printf(grid, in, 0, in.height - 1, ROLE_DIM, "Nothing has been changed. %s back  %s copy as ...",
                keymap_key(&app->keymap, "back"), keymap_key(&app->keymap, "confirm.copy-as"));
}

enum reaction confirm_plan_key(struct confirm *confirm, struct app *app, int key)
{
    if (key == KEY_ESCAPE || key == KEY_RETURN || keymap_is(&app->keymap, "confirm.requests", key)) {
        confirm_plan_end(confirm, app);
        confirm->stage = CONFIRM_ASK;
        return REACT_REDRAW;
    }
    if (keymap_is(&app->keymap, "confirm.copy-as", key))
        return confirm_plan_copy(confirm, app);
    return sheet_key(&confirm->plan_top, confirm->height, key) ? REACT_REDRAW : REACT_UNHANDLED;
}
