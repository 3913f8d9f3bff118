/* The jobs: what runs and what came of it, newest first. */
#include "base/alloc.h"
#include "base/clock.h"
#include "ui/app/screen.h"
#include "ui/confirm/confirm.h"
#include <stdio.h>
#include <string.h>

enum { NARROW = 60, WIDE = 100, ROOMY = 14, SECOND = 1000 };

/* Widths of the columns; 0: not shown. */
struct layout {
    int time, title, target, state, took;
};

static struct layout lay_out(int width)
{
    struct layout l = {
        .time = 9, .title = width < WIDE ? 18 : 28, .state = width < WIDE ? 20 : 32, .took = width < WIDE ? 8 : 12};
    if (width < NARROW)
        return (struct layout){.title = width - 22, .state = 18};
    l.target = width - 2 - (l.time + 1 + l.title + 1 + l.state + 1 + l.took + 1 + 1);
    return l;
}

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
                 job->failed ? "FAILED" : "skipped", job->failed && job->skipped ? ", rest skipped" : "");
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
        snprintf(out, size, "%zu users", job->target_count);
    else
        snprintf(out, size, "-");
}

static int put(struct grid *grid, struct rect rect, int x, int y, int width, enum role role, const char *text)
{
    if (!width)
        return x;
    grid_put(grid, (struct rect){rect.x + x, rect.y, width, rect.height}, 0, y, role, text);
    return x + width + 1;
}

static void draw_row(struct grid *grid, struct rect rect, int y, const struct app_job *job, bool here)
{
    struct layout l = lay_out(rect.width);
    char started[32], target[256], state[64], took[32];
    enum role role = state_text(job, state, sizeof state), name = here ? ROLE_CURSOR : ROLE_NORMAL;
    screen_time(job->started, started);
    screen_duration((job->ended ? job->end_time : clock_now()) - job->started, took);
    targets_text(job, target, sizeof target);
    grid_put(grid, rect, 0, y, name, here ? ">" : " ");
    int x = put(grid, rect, 2, y, l.time, ROLE_DIM, started);
    x = put(grid, rect, x, y, l.title, name, job->title);
    x = put(grid, rect, x, y, l.target, ROLE_NORMAL, target);
    x = put(grid, rect, x, y, l.state, role, state);
    put(grid, rect, x, y, l.took, ROLE_DIM, took);
}

static void draw_header(struct grid *grid, struct rect rect)
{
    struct layout l = lay_out(rect.width);
    grid_fill(grid, (struct rect){rect.x, rect.y, rect.width, 1}, ROLE_HEADER);
    int x = put(grid, rect, 2, 0, l.time, ROLE_HEADER, "Started");
    x = put(grid, rect, x, 0, l.title, ROLE_HEADER, "Action");
    x = put(grid, rect, x, 0, l.target, ROLE_HEADER, "Target");
    x = put(grid, rect, x, 0, l.state, ROLE_HEADER, "State");
    put(grid, rect, x, 0, l.took, ROLE_HEADER, "Took");
}

/* What is known of the job at the cursor, below the list. */
static void draw_details(const struct app_job *job, struct grid *grid, struct rect rect)
{
    int top = 0;
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
        grid_wrap(
            grid, (struct rect){rows.x + 2, rows.y, rows.width - 4, rows.height}, 1, ROLE_NORMAL,
            "No job yet: nothing has been asked for since roster was started. Enter on a user opens the actions; what was "
            "done before is in the journal (L).");
        return;
    }
    for (int y = 0; y < rows.height && view->list.top + (size_t)y < view->list.count; y++) {
        size_t n = view->list.top + (size_t)y;
        if (app_job_waits(job_number(app, n)))
            app_wake_in(app, SECOND);
        draw_row(grid, rows, y, job_number(app, n), n == view->list.cursor);
    }
    if (details)
        draw_details(job_number(app, view->list.cursor), grid,
                     (struct rect){in.x, in.y + in.height - details, in.width, details});
}

static enum reaction key(struct view *base, struct app *app, int code)
{
    struct jobs_view *view = (struct jobs_view *)base;
    fit(view, app, view->list.height); /* keys may come faster than frames */
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

static void tick(struct view *base, struct app *app, int64_t now)
{
    (void)base;
    (void)now;
    app->redraw = true; /* a countdown goes on */
}

static void close_jobs(struct view *base, struct app *app)
{
    for (struct app_job *job = app_jobs(app); job; job = job->next)
        job->seen |= job->ended;
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
    static const struct view_ops ops = {.name = "jobs",
                                        .title = "Jobs",
                                        .modal = true,
                                        .close = close_jobs,
                                        .draw = draw,
                                        .key = key,
                                        .tick = tick,
                                        .hints = hints};
    struct jobs_view *view = xcalloc(1, sizeof *view);
    view->view.ops = &ops;
    app_push(app, &view->view);
}
