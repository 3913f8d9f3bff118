/* What came of it: how far it is, what failed and why, and the secrets it made. */
#include "ui/confirm/confirm.h"

#include "base/clock.h"
#include "ui/app/dialog.h"
#include "ui/app/hint.h"
#include "ui/app/screen.h"
#include <stdio.h>
#include <string.h>

enum { LISTED = 200 /* failures drawn one by one */, LEAST_LIST = 3, MOST_WAITING = 4, SECOND = 1000 };

void confirm_result_begin(struct confirm *confirm, struct app *app, uint64_t id)
{
    struct app_job *job = app_job(app, id);
    confirm->stage = CONFIRM_RESULT;
    confirm->job = id;
    confirm->top = 0;
    job->watched = true;
    if (job->ended)
        confirm_secrets_take(confirm, app);
}

static bool is_over(enum job_state state)
{
    return state != JOB_QUEUED && state != JOB_RUNNING;
}

static enum role state_role(enum job_state state)
{
    switch (state) {
    case JOB_DONE:
    case JOB_ALREADY:
        return ROLE_OK;
    case JOB_FAILED:
    case JOB_UNSETTLED:
        return ROLE_ERROR;
    case JOB_QUEUED:
    case JOB_RUNNING:
        return ROLE_DIM;
    default:
        return ROLE_WARNING;
    }
}

static const char *state_word(enum job_state state)
{
    switch (state) {
    case JOB_DONE:
        return "Done";
    case JOB_ALREADY:
        return "Already set";
    case JOB_FAILED:
        return "FAILED";
    case JOB_SKIPPED:
        return "Skipped";
    case JOB_REFUSED:
        return "REFUSED";
    case JOB_UNSETTLED:
        return "UNSETTLED";
    case JOB_CANCELLED:
        return "Cancelled";
    case JOB_PLANNED:
        return "Planned";
    default:
        return "Working";
    }
}

/* --- one target --- */

/* What a running target waits for and how long still: "waiting for the answer, 118 s left"; "" when nothing is told. */
static void confirm_result_waiting(const struct job_target *row, char *out, size_t size)
{
    int64_t left = row->until ? (row->until - clock_now() + 999) / 1000 : 0;
    out[0] = '\0';
    if (row->state != JOB_RUNNING || !row->text)
        return;
    if (left > 0)
        snprintf(out, size, "%.300s, %lld s left", row->text, (long long)left);
    else
        snprintf(out, size, "%.300s%s", row->text, row->until ? ", which should end now" : "");
}

static void draw_one(const struct app *app, const struct app_job *job, struct sheet *sheet)
{
    const struct job_target *row = &job->targets[0];
    const char *name = row->target.display_name, *upn = row->target.user_principal_name;
    bool never = job->ended && !is_over(row->state); /* it did not come to the target */
    char text[512];
    snprintf(text, sizeof text, "%s%s", never ? "FAILED" : state_word(row->state),
             job->ended || is_over(row->state) ? "" : " ...");
    sheet_line(sheet, never ? ROLE_ERROR : state_role(row->state), text);
    if (upn) {
        snprintf(text, sizeof text, "%.200s%s%.250s", name ? name : "", name && *name ? "  " : "", upn);
        sheet_wrap(sheet, ROLE_NORMAL, text);
    }
    sheet_gap(sheet);
    if (never)
        sheet_error(sheet, 0, &job->error);
    confirm_result_waiting(row, text, sizeof text);
    sheet_wrap(sheet, ROLE_NORMAL, *text ? text : row->text);
    sheet_error(sheet, 0, &row->error);
    if (row->state == JOB_UNSETTLED)
        sheet_wrap(
            sheet, ROLE_WARNING,
            hint_text(
                &app->keymap,
                "It is not known whether it was carried out. The journal reads it back: {journal}, then {journal.settle}.",
                text, sizeof text));
}

/* --- many --- */

/* Whether `r` has something to do. */
static bool is_retried(const struct app_job *job)
{
    bool left = false;
    for (size_t i = 0; i < job->target_count && !left; i++)
        left = confirm_is_left(job, i);
    return left && job->ended && job->action && !job->undoes;
}

static void draw_bar(const struct app_job *job, struct sheet *sheet)
{
    struct grid *grid = sheet->grid;
    int room = sheet->rect.width - 2, x = 1;
    int filled = job->target_count ? (int)((double)job->finished / (double)job->target_count * room) : room;
    sheet_room(sheet, 1);
    grid_put(grid, sheet->rect, 0, sheet->y, ROLE_PROGRESS, grid->ascii ? "[" : "▕");
    for (; x <= room; x++)
        grid_put(grid, sheet->rect, x, sheet->y, x <= filled ? ROLE_PROGRESS : ROLE_DIM,
                 x <= filled ? grid->ascii ? "#" : "█" : " ");
    grid_put(grid, sheet->rect, x, sheet->y++, ROLE_PROGRESS, grid->ascii ? "]" : "▏");
}

static void draw_pace(const struct app_job *job, struct sheet *sheet)
{
    char text[128], took[32], left[32];
    int64_t ms = (job->ended ? job->end_time : clock_now()) - job->started;
    screen_duration(ms, took);
    if (job->ended) {
        snprintf(text, sizeof text, "took %s", took);
    } else if (!job->finished || ms <= 0) {
        snprintf(text, sizeof text, "just begun");
    } else {
        double rate = (double)job->finished * 1000.0 / (double)ms;
        screen_duration((int64_t)((double)(job->target_count - job->finished) / rate * 1000.0), left);
        snprintf(text, sizeof text, "%.1f a second, about %s left", rate, left);
    }
    sheet_line(sheet, ROLE_DIM, text);
}

static bool is_same_reason(const struct err *error, const struct err *before)
{
    return before && before->code == error->code && !strcmp(before->message, error->message);
}

/* Why, in full for the first of those in a row that have the same reason; the request id of each. */
static void draw_reason(struct sheet *sheet, const struct err *error, const struct err *before)
{
    if (!is_same_reason(error, before)) {
        sheet_error(sheet, 2, error);
        return;
    }
    if (!strcmp(before->request_id, error->request_id))
        return;
    struct err id = *error;
    id.message[0] = id.hint[0] = '\0';
    sheet_error(sheet, 2, &id);
}

/* Of several, whoever is not among those it is done to, before and afterwards, is left out. */
static bool is_left_out(enum job_state state)
{
    return state == JOB_SKIPPED || state == JOB_REFUSED;
}

static void draw_bad(const struct app_job *job, struct sheet *sheet)
{
    const struct err *before = NULL;
    size_t listed = 0, left = 0;
    char text[400];
    for (size_t i = 0; i < job->target_count; i++) {
        const struct job_target *row = &job->targets[i];
        bool good = row->state == JOB_DONE || row->state == JOB_ALREADY || !is_over(row->state);
        if (good || listed == LISTED) {
            left += !good;
            continue;
        }
        listed++;
        snprintf(text, sizeof text, "%-9s %.300s%s", is_left_out(row->state) ? "Left out" : state_word(row->state),
                 row->target.user_principal_name, is_same_reason(&row->error, before) ? ": as above" : "");
        sheet_wrap(sheet, state_role(row->state), text);
        draw_reason(sheet, &row->error, before);
        before = &row->error;
    }
    if (left) {
        snprintf(text, sizeof text, "and %zu more", left);
        sheet_line(sheet, ROLE_ERROR, text);
    }
}

/* Those that ended well, each with what came of it. */
static void draw_good(const struct app_job *job, struct sheet *sheet)
{
    size_t listed = 0, left = 0;
    char text[400];
    for (size_t i = 0; job->ended && i < job->target_count; i++) {
        const struct job_target *row = &job->targets[i];
        if (row->state != JOB_DONE && row->state != JOB_ALREADY)
            continue;
        if (listed++ >= LISTED) {
            left++;
            continue;
        }
        snprintf(text, sizeof text, "%-11s %.300s", state_word(row->state), row->target.user_principal_name);
        sheet_line(sheet, state_role(row->state), text);
    }
    if (left) {
        snprintf(text, sizeof text, "and %zu more", left);
        sheet_line(sheet, ROLE_OK, text);
    }
}

/* What those that are under way wait for, one by one while they are few. */
static void draw_waiting(const struct app_job *job, struct sheet *sheet)
{
    char waits[400], text[800];
    for (size_t i = 0, told = 0; !job->ended && i < job->target_count && told < MOST_WAITING; i++) {
        confirm_result_waiting(&job->targets[i], waits, sizeof waits);
        if (!*waits)
            continue;
        snprintf(text, sizeof text, "%.300s: %s", job->targets[i].target.user_principal_name, waits);
        sheet_wrap(sheet, ROLE_DIM, text);
        told++;
    }
}

static void draw_many(const struct app *app, const struct app_job *job, struct sheet *sheet)
{
    char text[160];
    snprintf(text, sizeof text, "%zu of %zu: %zu ok, %zu failed, %zu left out%s", job->finished, job->target_count,
             job->ok, job->failed, job->skipped, job->ended ? "" : " ...");
    sheet_line(sheet, job->failed ? ROLE_ERROR : job->ended ? ROLE_OK : ROLE_NORMAL, text);
    draw_bar(job, sheet);
    draw_pace(job, sheet);
    sheet_error(sheet, 0, &job->error);
    if (is_retried(job))
        sheet_wrap(sheet, ROLE_NORMAL,
                   hint_text(&app->keymap, "Those that are not done stay marked; {result.retry} tries them again.",
                             text, sizeof text));
    draw_waiting(job, sheet);
    draw_bad(job, sheet);
    draw_good(job, sheet);
}

static void draw_nothing(const struct app_job *job, struct sheet *sheet)
{
    sheet_wrap(sheet, ROLE_NORMAL,
               !job->ended                 ? "Reading back ..."
               : job->error.code == ERR_OK ? "Nothing is unsettled in this tenant."
                                           : NULL);
    sheet_error(sheet, 0, &job->error);
}

void confirm_result_lines(const struct app *app, const struct app_job *job, struct sheet *sheet)
{
    if (job->target_count == 1)
        draw_one(app, job, sheet);
    else if (job->target_count)
        draw_many(app, job, sheet);
    else
        draw_nothing(job, sheet);
}

/* --- the whole --- */

static const char *foot(const struct confirm *confirm, const struct app_job *job)
{
    if (!job->ended)
        return "{back} leave it running  {result.cancel} cancel what has not begun";
    if (confirm->warned && !confirm->copied)
        return confirm->secret_count > 1 ? "Not copied yet: press {back} again to wipe them for good."
                                         : "Not copied yet: press {back} again to wipe it for good.";
    if (confirm->secret_count)
        return confirm->secret_count > 1 ? "{result.copy} copy this one  {result.copy-all} copy all  {back} wipe"
                                         : "{result.copy} copy  {back} wipe";
    bool undone = job->ok && job->action && job->action->undo;
    return is_retried(job) && undone ? "{result.retry} try again  {result.undo} undo  {result.note} note  {back} close"
           : is_retried(job)         ? "{result.retry} try again  {result.note} note  {back} close"
           : undone                  ? "{result.undo} undo  {result.note} note for the ticket  {back} close"
                                     : "{result.note} note for the ticket  {back} close";
}

void confirm_result_draw(struct confirm *confirm, struct app *app, struct grid *grid)
{
    const struct app_job *job = app_job(app, confirm->job);
    if (!job)
        return;
    auto_sheet struct sheet sheet = sheet_make(grid, dialog_width(grid), ROLE_MODAL);
    confirm_result_lines(app, job, &sheet);
    if (app_job_waits(job))
        app_wake_in(app, SECOND);
    int secrets = confirm_secrets_lines(confirm, sheet.rect.width), feet = 2 + secrets;
    struct rect in = dialog_frame(app, grid, confirm->title, sheet.y, feet);
    int least = secrets < LEAST_LIST || confirm->secret_count == 1 ? secrets : LEAST_LIST;
    int height = in.height - feet, lacking = sheet.y - height;
    if (lacking > 0 && secrets > least) /* the list of secrets gives way a little */
        secrets -= lacking < secrets - least ? lacking : secrets - least;
    confirm->height = in.height - 2 - secrets > 0 ? in.height - 2 - secrets : 0;
    sheet_show(&sheet, grid, (struct rect){in.x, in.y, in.width, confirm->height}, &confirm->top);
    confirm_secrets_draw(confirm, app, grid, (struct rect){in.x, in.y + confirm->height, in.width, secrets});
    bool warn = confirm->warned && !confirm->copied;
    hint_draw(&app->keymap, foot(confirm, job), grid, in, in.height - 1, warn ? ROLE_WARNING : ROLE_DIM);
}

const char *confirm_result_hints(const struct confirm *confirm, const struct app *app)
{
    for (const struct app_job *job = app_jobs(app); job; job = job->next)
        if (job->id == confirm->job)
            return foot(confirm, job);
    return "";
}

static bool may_close(struct confirm *confirm)
{
    bool would_lose = confirm->secret_count && !confirm->copied && !confirm->warned;
    confirm->warned = true;
    return !would_lose;
}

static enum reaction cancel(struct view *view, struct app *app)
{
    const struct confirm *confirm = (const struct confirm *)view;
    const struct app_job *job = app_job(app, confirm->job);
    if (!job || job->ended)
        return REACT_NONE;
    app_cancel(app, confirm->job);
    app_status(app, ROLE_WARNING, "Cancelling: what is under way is finished first.");
    return REACT_REDRAW;
}

static enum reaction retry(struct view *view, struct app *app)
{
    const struct confirm *confirm = (const struct confirm *)view;
    const struct app_job *job = app_job(app, confirm->job);
    if (confirm->secret_count)
        app_status(
            app, ROLE_WARNING,
            "The secrets first: copy them, then %s. %s lists the jobs, where the failed ones can be tried again.",
            keymap_key(&app->keymap, "back"), keymap_key(&app->keymap, "jobs"));
    else if (!job || confirm_retry(app, job))
        return REACT_CLOSE; /* the new question takes its place */
    return REACT_REDRAW;
}

/* Ask whether to take back what was done to those whom it was done to: the journal knows their entries. */
static void ask_undo_of(struct app *app, const struct app_job *job)
{
    auto_arena struct arena *arena = arena_new(0);
    size_t count = 0;
    struct journal_entry *entries = arena_alloc(arena, (job->target_count + 1) * sizeof *entries);
    for (size_t i = 0; i < job->target_count && job->action; i++)
        if (job->targets[i].state == JOB_DONE && job->targets[i].entry)
            entries[count++] = (struct journal_entry){.id = job->targets[i].entry,
                                                      .begun = job->started,
                                                      .action = job->action->name,
                                                      .target_id = job->targets[i].target.id,
                                                      .target_upn = job->targets[i].target.user_principal_name,
                                                      .target_name = job->targets[i].target.display_name};
    if (count)
        confirm_undo_view_open(app, entries, count);
    else
        app_status(app, ROLE_NORMAL, "Nothing was changed: there is nothing to take back.");
}

static enum reaction undo(struct view *view, struct app *app)
{
    const struct app_job *job = app_job(app, ((const struct confirm *)view)->job);
    if (!job || !job->ended)
        return REACT_NONE;
    if (((const struct confirm *)view)->secret_count)
        app_status(app, ROLE_WARNING, "The secrets first: copy them, then %s.", keymap_key(&app->keymap, "back"));
    else
        ask_undo_of(app, job);
    return REACT_REDRAW;
}

/* The last of its steps that was done. */
static int64_t step_done(struct app *app, const struct app_job *job)
{
    for (size_t i = job->target_count; i-- > 0;)
        if (job->targets[i].entry && job->targets[i].state == JOB_DONE)
            return job->targets[i].entry;
    app_status(app, ROLE_NORMAL, "Nothing was changed: there is nothing to take back.");
    return 0;
}

int64_t confirm_undo_last(struct app *app)
{
    const struct app_job *job = app_jobs(app);
    const char *journal = keymap_key(&app->keymap, "journal"), *jobs = keymap_key(&app->keymap, "jobs");
    while (job && (job->plan || (!job->action && !job->steps)))
        job = job->next;
    if (!job)
        app_status(app, ROLE_NORMAL, "Nothing was done here yet. What was done before stands in the journal (%s).",
                   journal);
    else if (!job->ended)
        app_status(app, ROLE_WARNING, "%s is still running (%s).", job->title, jobs);
    else if (job->secrets)
        app_status(app, ROLE_WARNING, "%s: the secrets first (%s).", job->title, jobs);
    else if (job->undoes)
        app_status(app, ROLE_NORMAL, "The last run took something back. The journal (%s) has what came before.",
                   journal);
    else if (!job->action)
        return step_done(app, job);
    else
        ask_undo_of(app, job);
    return 0;
}

#define RESULT "In a result"
const struct ui_command result_keys[] = {
    {"result.cancel", "Cancel what has not begun", RESULT, {'x'}, IN_OTHERS, .act = cancel},
    {"result.retry", "Try those again that failed", RESULT, {'r'}, IN_OTHERS, .act = retry},
    {"result.undo", "Take back what was done", RESULT, {'u'}, IN_OTHERS, .act = undo},
    {"result.copy", "Copy the secret", RESULT, {'y', 'c'}, IN_OTHERS, .act = confirm_secrets_copy},
    {"result.copy-all", "Copy all secrets with their names", RESULT, {'C'}, IN_OTHERS, .act = confirm_secrets_copy_all},
    {.name = NULL},
};

enum reaction confirm_result_key(struct confirm *confirm, struct app *app, int key)
{
    const struct app_job *job = app_job(app, confirm->job);
    if (!job)
        return REACT_CLOSE;
    if (key == KEY_ESCAPE || (key == KEY_RETURN && !confirm->secret_count))
        return !job->ended || may_close(confirm) ? REACT_CLOSE : REACT_REDRAW;
    if (confirm_secrets_key(confirm, key))
        return REACT_REDRAW;
    return sheet_key(&confirm->top, confirm->height, key) ? REACT_REDRAW : REACT_UNHANDLED;
}
