/* What stands below the steps of a containment: the step at the cursor with its requests, and what came of it all. */
#include "base/arena.h"
#include "base/clock.h"
#include "ui/app/hint.h"
#include "ui/app/researches.h"
#include "ui/screen/sheet.h"
#include "ui/views/remedy_view.h"
#include <stdio.h>

static void draw_requests(struct sheet *sheet, const struct job_target *row)
{
    for (size_t i = 0; row && i < row->request_count; i++) {
        char line[1024];
        snprintf(line, sizeof line, "%s %s", row->requests[i].method, row->requests[i].url);
        sheet_wrap(sheet, ROLE_NORMAL, line);
        if (row->requests[i].body)
            sheet_indent(sheet, 2, ROLE_DIM, row->requests[i].body);
    }
}

static void draw_lines(struct sheet *sheet, const char *title, const char *const *lines)
{
    if (!*lines)
        return;
    sheet_gap(sheet);
    sheet_wrap(sheet, ROLE_TITLE, title);
    for (; *lines; lines++)
        sheet_indent(sheet, 2, ROLE_NORMAL, *lines);
}

/* How long what was issued before the sessions ended still lives. */
static void draw_countdown(struct sheet *sheet, const struct app_job *job)
{
    char line[160];
    int64_t until = job->end_time + PLAYBOOK_TOKEN_LIFE - clock_now();
    int minutes = (int)((until + 59999) / 60000);
    if (until <= 0)
        return;
    snprintf(line, sizeof line,
             "Tokens issued before live for up to %d minute%s more; services that check continuously end them sooner.",
             minutes, minutes == 1 ? "" : "s");
    sheet_wrap(sheet, ROLE_WARNING, line);
}

static void draw_end(const struct remedy_view *view, struct sheet *sheet, const struct app_job *job)
{
    const struct research *research = remedy_research(view);
    auto_arena struct arena *arena = arena_new(0); /* of this frame: it counts down */
    bool *done = arena_alloc(arena, (view->tasks.count + 1) * sizeof *done);
    bool revoked = false;
    for (size_t i = 0; i < view->tasks.count; i++) {
        const struct job_target *row = remedy_row(view, job, i);
        done[i] = row && (row->state == JOB_DONE || row->state == JOB_ALREADY);
        revoked |= done[i] && view->tasks.items[i].step->of == FOOTHOLD_SESSIONS;
    }
    if (revoked)
        draw_countdown(sheet, job);
    if (!research || !research->report)
        return;
    draw_lines(sheet, "What still gives access", playbook_left(arena, research->report, &view->tasks, done));
    draw_lines(sheet, "What to do next", playbook_next(arena, research->report));
}

static void draw_task(const struct remedy_view *view, struct sheet *sheet)
{
    int at = table_at(&view->table);
    char space[256];
    const struct app_job *job = remedy_job(view);
    if (at == TABLE_NO_ROW)
        return;
    const struct playbook_task *task = &view->tasks.items[at];
    const struct job_target *row = remedy_row(view, job, (size_t)at);
    sheet_wrap(sheet, ROLE_TITLE, task->step->title);
    sheet_wrap(sheet, ROLE_NORMAL, task->step->why);
    if (*task->detail)
        sheet_wrap(sheet, ROLE_DIM, task->detail);
    if (playbook_destroys(task))
        sheet_wrap(sheet, ROLE_WARNING,
                   "It takes away what only the snapshot keeps: it is done only when that was saved before.");
    if (task->action && task->action->undo)
        sheet_wrap(sheet, ROLE_DIM, "It can be undone from the journal.");
    if (row && row->text && row->state != JOB_PLANNED) /* nothing came of it yet */
        sheet_wrap(sheet, ROLE_NORMAL, row->text);
    if (row)
        sheet_error(sheet, 0, &row->error);
    draw_requests(sheet, row);
    if (!row && task->action && job && job->plan)
        sheet_wrap(sheet, ROLE_DIM,
                   hint_text(&view->app->keymap,
                             "Its requests are shown when it is chosen ({remedy.toggle}) and "
                             "{remedy.plan} is pressed again.",
                             space, sizeof space));
}

void remedy_below_draw(struct remedy_view *view, struct grid *grid, struct rect rect)
{
    auto_sheet struct sheet sheet = sheet_make(grid, rect.width, ROLE_NORMAL);
    const struct app_job *job = view->job ? remedy_job(view) : NULL;
    for (size_t i = 0; !job && view->tasks.notes && view->tasks.notes[i]; i++)
        sheet_wrap(&sheet, ROLE_WARNING, view->tasks.notes[i]);
    bool ended = job && job->ended;
    if (ended && !view->moved) /* what came of it, until somebody looks at a step */
        draw_end(view, &sheet, job);
    else
        draw_task(view, &sheet);
    if (ended && view->moved)
        draw_end(view, &sheet, job);
    sheet_show(&sheet, grid, rect, &view->top);
}
