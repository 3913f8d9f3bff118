/* The jobs: what runs and what came of it, newest first. */
#include "base/alloc.h"
#include "base/clock.h"
#include "ui/app/screen.h"
#include "ui/confirm/confirm_view.h"
#include "ui/views/table_view.h"
#include "ui/views/views.h"
#include <stdio.h>

enum { ROOMY = 14, SECOND = 1000 };
enum { COLUMN_STARTED, COLUMN_ACTION, COLUMN_TARGET, COLUMN_STATE, COLUMN_TOOK, COLUMN_REQUEST };

struct jobs_view {
    struct table_view base;
    struct app_job **jobs; /* newest first */
    size_t count, capacity;
    char empty[256];
};

static const struct table_column columns_shown[] = {
    {.name = "started", .title = "Started", .least = 8, .flags = TABLE_ORDERED},
    {.name = "action", .title = "Action", .least = 10, .weight = 2, .flags = TABLE_KEEP},
    {.name = "target", .title = "Target", .weight = 3, .flags = TABLE_IDENTIFIES},
    {.name = "state", .title = "State", .least = 9, .weight = 2, .flags = TABLE_KEEP},
    {.name = "took", .title = "Took", .least = 6, .flags = TABLE_ORDERED},
    {.name = "requestId", .title = "Request id", .flags = TABLE_HIDDEN},
};
enum { COLUMNS = sizeof columns_shown / sizeof *columns_shown };

/* --- rows --- */

static void gather(struct jobs_view *view, const struct app *app)
{
    view->count = 0;
    for (struct app_job *job = app_jobs(app); job; job = job->next)
        if (!job->plan) {
            view->jobs = grow_array(view->jobs, &view->capacity, view->count + 1, sizeof *view->jobs);
            view->jobs[view->count++] = job;
        }
    table_changed(&view->base.table, view->count);
}

static struct app_job *job_at(const struct jobs_view *view)
{
    int row = table_at(&view->base.table);
    return row == TABLE_NO_ROW ? NULL : view->jobs[row];
}

static enum role state_text(const struct app_job *job, char *out, size_t size)
{
    size_t secrets = job->secrets;
    const struct job_target *only = job->target_count == 1 ? &job->targets[0] : NULL;
    if (!job->ended && only && app_job_waits(job)) {
        long long left = (only->until - clock_now() + 999) / 1000;
        snprintf(out, size, "waits, %lld s left", left > 0 ? left : 0);
        return ROLE_PROGRESS;
    }
    if (!job->ended) {
        snprintf(out, size, only ? "running" : "running %zu/%zu", job->finished, job->target_count);
        return ROLE_PROGRESS;
    }
    if (secrets) {
        snprintf(out, size, "secrets wait: %zu", secrets);
        return ROLE_WARNING;
    }
    if (job->error.code != ERR_OK) {
        snprintf(out, size, job->error.code == ERR_CANCELLED ? "cancelled" : "FAILED");
        return ROLE_ERROR;
    }
    if (only) {
        bool bad = only->state == JOB_FAILED || only->state == JOB_UNSETTLED || only->state == JOB_REFUSED;
        snprintf(out, size, "%s", bad && only->state == JOB_FAILED ? "FAILED" : job_state_name(only->state));
        return bad ? ROLE_ERROR : only->state == JOB_CANCELLED ? ROLE_WARNING : ROLE_OK;
    }
    if (job->failed || job->skipped)
        snprintf(out, size, "%zu ok, %zu %s%s", job->ok, job->failed ? job->failed : job->skipped,
                 job->failed ? "FAILED" : "left out", job->failed && job->skipped ? ", rest left out" : "");
    else
        snprintf(out, size, "%zu ok", job->ok);
    return job->failed ? ROLE_ERROR : ROLE_OK;
}

static void targets_text(const struct app_job *job, char *out, size_t size)
{
    const char *upn = job->target_count ? job->targets[0].target.user_principal_name : NULL;
    if (job->target_count == 1)
        snprintf(out, size, "%s", upn ? upn : "");
    else if (job->target_count)
        snprintf(out, size, "%zu %s", job->target_count, job->steps ? "steps" : "users");
    else
        snprintf(out, size, "-");
}

static const char *request_id(const struct app_job *job)
{
    for (size_t i = 0; i < job->target_count; i++)
        if (job->targets[i].error.request_id[0])
            return job->targets[i].error.request_id;
    return job->error.request_id;
}

static void cell(const void *owner, size_t row, size_t column, struct table_cell *out)
{
    const struct app_job *job = ((const struct jobs_view *)owner)->jobs[row];
    int64_t took = (job->ended ? job->end_time : clock_now()) - job->started;
    out->order = column == COLUMN_TOOK ? took : job->started;
    if (column == COLUMN_STARTED)
        screen_time(job->started, out->space);
    else if (column == COLUMN_TOOK)
        screen_duration(took, out->space);
    else if (column == COLUMN_ACTION)
        out->text = job->title;
    else if (column == COLUMN_TARGET)
        targets_text(job, out->space, sizeof out->space);
    else if (column == COLUMN_STATE)
        out->role = state_text(job, out->space, sizeof out->space);
    else
        out->text = request_id(job);
    if (column == COLUMN_STARTED || column == COLUMN_TOOK)
        out->role = ROLE_DIM;
}

static void key_of(const void *owner, size_t row, char out[TABLE_KEY])
{
    snprintf(out, TABLE_KEY, "%llu", (unsigned long long)((const struct jobs_view *)owner)->jobs[row]->id);
}

/* --- drawing --- */

/* What is known of the job at the cursor, below the list. */
static void draw_details(const struct app *app, const struct app_job *job, struct grid *grid, struct rect rect)
{
    int top = 0;
    rect = table_view_rule(grid, rect);
    if (!job)
        return;
    auto_sheet struct sheet sheet = sheet_make(grid, rect.width - 4, ROLE_NORMAL);
    confirm_result_lines(app, job, &sheet);
    sheet_show(&sheet, grid, (struct rect){rect.x + 2, rect.y, rect.width - 4, rect.height}, &top);
}

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct jobs_view *view = (struct jobs_view *)base;
    size_t running, failed;
    char right[64] = "";
    gather(view, app);
    app_job_count(app, &running, &failed);
    if (running)
        snprintf(right, sizeof right, "%zu running", running);
    int details = view->count && rect.height >= ROOMY + 3 ? (rect.height - 3) / 2 : 0;
    struct rect below = table_view_draw(&view->base, app, grid, rect, "Jobs", right, details);
    for (size_t i = 0; i < view->count; i++)
        if (app_job_waits(view->jobs[i]))
            app_wake_in(app, SECOND);
    if (details)
        draw_details(app, job_at(view), grid, below);
}

/* --- keys --- */

static void show_job(struct table_view *view, struct app *app)
{
    const struct app_job *job = job_at((const struct jobs_view *)view);
    if (job)
        confirm_job_open(app, job->id);
}

/* The job a key is for: keys may come faster than frames. */
static const struct app_job *gather_at(struct view *base, const struct app *app)
{
    gather((struct jobs_view *)base, app);
    return job_at((const struct jobs_view *)base);
}

static enum reaction cancel(struct view *base, struct app *app)
{
    const struct app_job *job = gather_at(base, app);
    if (job && !job->ended)
        app_cancel(app, job->id);
    else
        app_status(app, ROLE_NORMAL, job ? "It has ended already." : "There is no job.");
    return REACT_REDRAW;
}

static enum reaction retry(struct view *base, struct app *app)
{
    const struct app_job *job = gather_at(base, app);
    if (job)
        confirm_retry(app, job);
    return REACT_REDRAW;
}

const struct ui_command jobs_keys[] = {
    {"jobs.cancel", "Cancel the job", "In the jobs", {'c'}, IN_LISTS, .act = cancel},
    {"jobs.retry", "Try those again that failed", "In the jobs", {'r'}, IN_LISTS, .act = retry},
    {.name = NULL},
};

static enum reaction key(struct view *base, struct app *app, int code)
{
    gather((struct jobs_view *)base, app);
    return table_view_key(base, app, code);
}

static void tick(struct view *base, struct app *app, int64_t now)
{
    (void)base, (void)now;
    app->redraw = true; /* a countdown goes on */
}

static void close_jobs(struct view *base, struct app *app)
{
    for (struct app_job *job = app_jobs(app); job; job = job->next)
        job->seen |= job->ended;
    xfree(((struct jobs_view *)base)->jobs);
    table_view_close(base, app);
}

void jobs_view_open(struct app *app)
{
    static const struct view_ops ops = {
        .name = "jobs",
        .title = "Jobs",
        .modal = true,
        .close = close_jobs,
        .draw = draw,
        .key = key,
        .tick = tick,
        .typing = table_view_types,
        .hint =
            "{choose} details  {jobs.cancel} cancel  {back} back  {jobs.retry} retry the failed  {narrow} find  {export} export  {journal} journal  {help} help",
        .hints = table_view_hints};
    static const struct table_ops table_ops = {.name = "jobs", .what = "jobs", .cell = cell, .key = key_of};
    struct jobs_view *view = xcalloc(1, sizeof *view);
    view->base = (struct table_view){
        .view = {.ops = &ops}, .table = table_make(&table_ops, view, columns_shown, COLUMNS), .choose = show_job};
    snprintf(
        view->empty, sizeof view->empty,
        "No job yet: nothing has been asked for since roster was started. %s on a user opens the actions; what was "
        "done before is in the journal (%s).",
        keymap_key(&app->keymap, "menu"), keymap_key(&app->keymap, "journal"));
    view->base.empty = view->empty;
    app_push(app, &view->base.view);
}
