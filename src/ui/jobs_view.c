/* The jobs: what runs and what came of it, newest first. */
#include "base/alloc.h"
#include "base/clock.h"
#include "ui/confirm.h"
#include "ui/screen.h"
#include <stdio.h>
#include <string.h>

enum { NARROW = 60, TIME = 9, TITLE = 24, STATE = 24, TOOK = 10, ROOMY = 14 };

struct jobs_view {
    struct view view;
    struct list list;
    uint64_t at; /* job under the cursor */
};

static struct app_job *job_number(const struct app *app, size_t n)
{
    for (struct app_job *job = app_jobs(app); job; job = job->next)
        if (!job->plan && !n--)
            return job;
    return NULL;
}

static size_t count_jobs(const struct app *app)
{
    size_t count = 0;
    for (const struct app_job *job = app_jobs(app); job; job = job->next)
        count += !job->plan;
    return count;
}

/* New jobs come on top: the cursor stays with its job. */
static void fit(struct jobs_view *view, const struct app *app, int height)
{
    size_t count = count_jobs(app);
    for (size_t i = 0; i < count && view->at; i++)
        if (job_number(app, i)->id == view->at)
            view->list.cursor = i;
    list_fit(&view->list, count, height);
    const struct app_job *job = job_number(app, view->list.cursor);
    view->at = job ? job->id : 0;
}

/* --- a line --- */

static enum role state_text(const struct app_job *job, char *out, size_t size)
{
    size_t secrets = app_job_secrets(job);
    const struct job_target *only = job->target_count == 1 ? &job->targets[0] : NULL;
    if (!job->ended) {
        snprintf(out, size, only ? "running" : "running %zu/%zu", job->finished, job->target_count);
        return ROLE_PROGRESS;
    }
    if (secrets) {
        snprintf(out, size, "%zu secret%s wait%s: Enter", secrets, secrets == 1 ? "" : "s", secrets == 1 ? "s" : "");
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
    snprintf(out, size, "%zu ok%s%zu %s%s%zu skipped", job->ok, ", ", job->failed, job->failed ? "FAILED" : "failed", ", ",
             job->skipped);
    return job->failed ? ROLE_ERROR : ROLE_OK;
}

static void targets_text(const struct app_job *job, char *out, size_t size)
{
    const char *upn = job->target_count ? job->targets[0].target.user_principal_name : NULL;
    if (job->target_count == 1)
        snprintf(out, size, "%s", upn ? upn : "");
    else if (job->target_count)
        snprintf(out, size, "%zu users", job->target_count);
    else
        snprintf(out, size, "-");
}

static int put(struct grid *grid, struct rect rect, int x, int y, int width, enum role role, const char *text)
{
    grid_put(grid, (struct rect){rect.x + x, rect.y, width, rect.height}, 0, y, role, text);
    return x + width + 1;
}

static void draw_row(struct grid *grid, struct rect rect, int y, const struct app_job *job, bool here)
{
    char text[256], state[64];
    enum role role = state_text(job, state, sizeof state), name = here ? ROLE_CURSOR : ROLE_NORMAL;
    bool narrow = rect.width < NARROW;
    int room = rect.width - 2 - TIME - 1 - TITLE - 1 - STATE - 1 - TOOK - 1, x = 2;
    grid_put(grid, rect, 0, y, name, here ? ">" : " ");
    if (!narrow) {
        screen_time(job->started, text);
        x = put(grid, rect, x, y, TIME, ROLE_DIM, text);
    }
    x = put(grid, rect, x, y, narrow ? rect.width - 22 : TITLE, name, job->title);
    if (!narrow) {
        targets_text(job, text, sizeof text);
        x = put(grid, rect, x, y, room, ROLE_NORMAL, text);
    }
    x = put(grid, rect, x, y, narrow ? 18 : STATE, role, state);
    if (!narrow) {
        screen_duration((job->ended ? job->end_time : clock_now()) - job->started, text);
        put(grid, rect, x, y, TOOK, ROLE_DIM, text);
    }
}

static void draw_header(struct grid *grid, struct rect rect)
{
    grid_fill(grid, (struct rect){rect.x, rect.y, rect.width, 1}, ROLE_HEADER);
    if (rect.width < NARROW) {
        put(grid, rect, 2, 0, rect.width - 22, ROLE_HEADER, "Action");
        put(grid, rect, rect.width - 19, 0, 18, ROLE_HEADER, "State");
        return;
    }
    int room = rect.width - 2 - TIME - 1 - TITLE - 1 - STATE - 1 - TOOK - 1;
    int x = put(grid, rect, 2, 0, TIME, ROLE_HEADER, "Started");
    x = put(grid, rect, x, 0, TITLE, ROLE_HEADER, "Action");
    x = put(grid, rect, x, 0, room, ROLE_HEADER, "Target");
    x = put(grid, rect, x, 0, STATE, ROLE_HEADER, "State");
    put(grid, rect, x, 0, TOOK, ROLE_HEADER, "Took");
}

/* What is known of the job at the cursor, below the list. */
static void draw_details(const struct app_job *job, struct grid *grid, struct rect rect)
{
    int top = 0;
    grid_put(grid, rect, 0, 0, ROLE_BORDER, "");
    for (int x = 0; x < rect.width; x++)
        grid_put(grid, rect, x, 0, ROLE_BORDER, grid->ascii ? "-" : "─");
    if (!job)
        return;
    auto_sheet struct sheet sheet = sheet_make(grid, rect.width - 4, ROLE_NORMAL);
    confirm_result_lines(job, &sheet);
    sheet_show(&sheet, grid, (struct rect){rect.x + 2, rect.y + 1, rect.width - 4, rect.height - 1}, &top);
}

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct jobs_view *view = (struct jobs_view *)base;
    size_t running, failed;
    char right[64] = "";
    app_job_count(app, &running, &failed);
    if (running)
        snprintf(right, sizeof right, "%zu running", running);
    struct rect in = screen_draw(app, grid, rect, "Jobs", right);
    int details = in.height >= ROOMY ? in.height / 2 : 0;
    struct rect rows = {in.x, in.y + 1, in.width, in.height - 1 - details};
    draw_header(grid, in);
    fit(view, app, rows.height);
    if (!view->list.count) {
        grid_wrap(grid, (struct rect){rows.x + 2, rows.y, rows.width - 4, rows.height}, 1, ROLE_NORMAL,
                  "No job yet: nothing has been asked for since roster was started. Enter on a user opens the actions; what was "
                  "done before is in the journal (L).");
        return;
    }
    for (int y = 0; y < rows.height && view->list.top + (size_t)y < view->list.count; y++) {
        size_t n = view->list.top + (size_t)y;
        draw_row(grid, rows, y, job_number(app, n), n == view->list.cursor);
    }
    if (details)
        draw_details(job_number(app, view->list.cursor), grid,
                     (struct rect){in.x, in.y + in.height - details, in.width, details});
}

static enum reaction key(struct view *base, struct app *app, int code)
{
    struct jobs_view *view = (struct jobs_view *)base;
    struct app_job *job = app_job(app, view->at);
    if (code == KEY_ESCAPE || code == 'q')
        return REACT_CLOSE;
    if (code == 'J')
        return REACT_NONE;
    if (list_key(&view->list, code)) {
        const struct app_job *here = job_number(app, view->list.cursor);
        view->at = here ? here->id : 0;
        return REACT_REDRAW;
    }
    if (code == KEY_RETURN && job)
        confirm_job_open(app, job->id);
    else if (code == 'r' && job)
        confirm_retry(app, job);
    else if (code == 'x' && job && !job->ended)
        app_cancel(app, job->id);
    else if (code == 'x')
        app_status(app, ROLE_NORMAL, job ? "It has ended already." : "There is no job.");
    else
        return REACT_UNHANDLED;
    return REACT_REDRAW;
}

static void close_jobs(struct view *base, struct app *app)
{
    (void)app;
    xfree(base);
}

static const char *hints(const struct view *base, const struct app *app)
{
    (void)base;
    return app->grid->width < NARROW ? "Enter details  r retry  x cancel  Esc"
                                     : "Enter details  r retry the failed  x cancel  L journal  Esc back  ? help";
}

void jobs_view_open(struct app *app)
{
    static const struct view_ops ops = {.name = "jobs", .title = "Jobs", .modal = true, .close = close_jobs, .draw = draw,
                                        .key = key, .hints = hints};
    struct jobs_view *view = xcalloc(1, sizeof *view);
    view->view.ops = &ops;
    app_push(app, &view->view);
}
