/* Containing an account: the steps as a checklist with the findings that ask for them, their requests, then how each goes, and what is
 * left. */
#include "ui/views/remedy_view.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "ui/app/researches.h"
#include "ui/app/screen.h"
#include "ui/confirm/confirm_view.h"
#include "ui/views/research_view.h"
#include "ui/views/views.h"
#include <stdio.h>
#include <string.h>

enum { COLUMN_MARK, COLUMN_STEP, COLUMN_THING, COLUMN_STATE, COLUMN_BECAUSE };
enum { LEAST_BELOW = 4 };

static const struct table_column columns_shown[] = {
    {.name = "chosen", .title = "", .least = 3, .most = 3, .flags = TABLE_KEEP},
    {.name = "step", .title = "Step", .least = 14, .weight = 2, .flags = TABLE_IDENTIFIES},
    {.name = "thing", .title = "What", .least = 8, .weight = 2, .flags = TABLE_COPIED},
    {.name = "state", .title = "State", .least = 10, .flags = TABLE_KEEP},
    {.name = "because", .title = "Because of", .least = 6, .weight = 2},
};

/* --- tasks --- */

const struct research *remedy_research(const struct remedy_view *view)
{
    return researches_of(view->app, view->target.id);
}

const struct app_job *remedy_job(const struct remedy_view *view)
{
    return app_job(view->app, view->job ? view->job : view->plan);
}

static bool is_running(const struct remedy_view *view)
{
    const struct app_job *job = view->job ? app_job(view->app, view->job) : NULL;
    return job && !job->ended;
}

const struct job_target *remedy_row(const struct remedy_view *view, const struct app_job *job, size_t task)
{
    size_t at = 0;
    if (!job || !view->tasks.items[task].chosen)
        return NULL;
    for (size_t i = 0; i < task; i++)
        at += view->tasks.items[i].chosen;
    return at < job->target_count ? &job->targets[at] : NULL;
}

static void forget_plan(struct remedy_view *view)
{
    if (view->plan)
        app_job_drop(view->app, view->plan);
    view->plan = 0;
}

/* What is known is older than what was done, and newer things are on their way: nothing is offered from it. */
static bool is_read_again(const struct remedy_view *view)
{
    const struct research *research = remedy_research(view);
    return research && research->job_count && researches_old(research);
}

/* Another report makes the tasks anew; while a job runs they stay as they are, and what somebody chose stays chosen. */
static void take_report(struct remedy_view *view)
{
    const struct research *research = remedy_research(view);
    if (!research || !research->report || view->job || view->touched ||
        (view->report && view->reports == research->reports) || is_read_again(view))
        return;
    forget_plan(view);
    view->report = research->report;
    view->reports = research->reports;
    view->tasks = playbook_tasks_of(view->arena, research->report, CHOICE_FINDINGS);
    table_changed(&view->table, view->tasks.count);
    for (size_t i = 0; i < view->tasks.count && !view->moved; i++)
        if (view->tasks.items[i].action && view->tasks.items[i].chosen) {
            table_go_to(&view->table, i);
            view->table.list.top = 0; /* what is above is chosen, too, or could be */
            break;
        }
}

/* --- rows --- */

static const char *state_of(const struct remedy_view *view, size_t at, enum role *role)
{
    const struct playbook_task *task = &view->tasks.items[at];
    const struct job_target *row = remedy_row(view, view->job ? remedy_job(view) : NULL, at);
    if (row) {
        *role = row->state == JOB_DONE || row->state == JOB_ALREADY                                    ? ROLE_OK
                : row->state == JOB_QUEUED || row->state == JOB_RUNNING || row->state == JOB_CANCELLED ? ROLE_NORMAL
                                                                                                       : ROLE_ERROR;
        return job_state_name(row->state);
    }
    *role = ROLE_DIM;
    return task->off ? "already" : task->known ? "user's own" : "";
}

static void cell(const void *owner, size_t row, size_t column, struct table_cell *out)
{
    const struct remedy_view *view = owner;
    const struct playbook_task *task = &view->tasks.items[row];
    if (column == COLUMN_MARK)
        out->text = task->chosen ? "[x]" : "[ ]";
    else if (column == COLUMN_STEP)
        out->text = task->step->title;
    else if (column == COLUMN_THING)
        out->text = task->thing;
    else if (column == COLUMN_STATE)
        out->text = state_of(view, row, &out->role);
    else
        out->text = task->because;
    if (column != COLUMN_STATE && !task->chosen)
        out->role = ROLE_DIM;
}

static const struct table_ops table_ops = {.name = "remediation",
                                           .what = "steps",
                                           .reading = "Researching the account ...",
                                           .empty = "Researching the account ...",
                                           .ordered = true,
                                           .cell = cell};

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct remedy_view *view = (struct remedy_view *)base;
    const struct research *research = remedy_research(view);
    char title[512], when[RESEARCH_TEXT];
    snprintf(title, sizeof title, "Contain %.200s", view->target.user_principal_name);
    struct rect in = screen_draw(app, grid, rect, title,
                                 is_running(view)                  ? "running ..."
                                 : research && research->job_count ? "reading ..."
                                                                   : "");
    if (research && research->report) {
        int x = grid_put(grid, in, 1, 0, ROLE_NORMAL, research->report->sentence);
        bool old = research_is_old(app, research, when);
        grid_put(grid, in, x + 3, 0, old ? ROLE_WARNING : ROLE_DIM,
                 old ? when : research_as_of(research->report, when));
    }
    const struct app_job *job = view->job ? remedy_job(view) : NULL;
    int rows = (int)view->tasks.count + 1, most = (in.height - 1) * (job && job->ended && !view->moved ? 2 : 3) / 5;
    rows = rows > most ? most : rows;
    table_draw(&view->table, grid, (struct rect){in.x, in.y + 1, in.width, view->tasks.count ? rows : in.height - 1});
    int used = 1 + rows;
    if (!view->tasks.count || in.height - used < LEAST_BELOW)
        return;
    for (int x = 0; x < in.width; x++)
        grid_put(grid, in, x, used, ROLE_BORDER, grid->ascii ? "-" : "─");
    remedy_below_draw(view, grid, (struct rect){in.x + 1, in.y + used + 1, in.width - 2, in.height - used - 1});
}

/* --- keys --- */

static bool may_choose(struct remedy_view *view, struct app *app)
{
    if (is_running(view))
        app_status(app, ROLE_NORMAL, "It is being done; %s cancels what has not begun.",
                   keymap_key(&app->keymap, "remedy.cancel"));
    else if (remedy_research(view) && remedy_research(view)->kept)
        app_status(app, ROLE_NORMAL, "This case was written down: nothing is done from it.");
    else if (!view->tasks.count || is_read_again(view))
        app_status(app, ROLE_NORMAL, "The account is being researched; the steps are chosen from what is read now.");
    else
        return true;
    return false;
}

/* Another choice: what was done before is in the journal, and the steps are those of what was read since. */
static void begin_choice(struct remedy_view *view)
{
    forget_plan(view);
    if (view->job) {
        view->job = 0;
        view->touched = false;
        take_report(view);
    }
    view->touched = true;
    view->top = 0;
}

static size_t chosen(const struct remedy_view *view)
{
    size_t count = 0;
    for (size_t i = 0; i < view->tasks.count; i++)
        count += view->tasks.items[i].chosen;
    return count;
}

static enum reaction choose_all(struct view *base, struct app *app, enum playbook_choice choice)
{
    struct remedy_view *view = (struct remedy_view *)base;
    const struct research *research = remedy_research(view);
    if (!may_choose(view, app) || !research || !research->report)
        return REACT_REDRAW;
    begin_choice(view);
    playbook_choose(&view->tasks, research->report, choice);
    if (!chosen(view))
        app_status(app, ROLE_NORMAL, "None of these steps is left to do: as of this reading all of it is done.");
    return REACT_REDRAW;
}

static enum reaction findings(struct view *view, struct app *app)
{
    return choose_all(view, app, CHOICE_FINDINGS);
}

static enum reaction classic(struct view *view, struct app *app)
{
    return choose_all(view, app, CHOICE_CLASSIC);
}

static enum reaction everything(struct view *view, struct app *app)
{
    return choose_all(view, app, CHOICE_EVERYTHING);
}

static enum reaction toggle(struct view *base, struct app *app)
{
    struct remedy_view *view = (struct remedy_view *)base;
    int at = table_at(&view->table);
    if (!may_choose(view, app) || at == TABLE_NO_ROW)
        return REACT_REDRAW;
    begin_choice(view);
    playbook_mark(&view->tasks, (size_t)at, !view->tasks.items[at].chosen);
    table_key(&view->table, KEY_ARROW_DOWN);
    return REACT_REDRAW;
}

static bool any_chosen(struct remedy_view *view, struct app *app)
{
    if (chosen(view))
        return true;
    app_status(app, ROLE_NORMAL, "Nothing is chosen: %s takes the usual four, %s a single step.",
               keymap_key(&app->keymap, "remedy.classic"), keymap_key(&app->keymap, "remedy.toggle"));
    return false;
}

static enum reaction plan(struct view *base, struct app *app)
{
    struct remedy_view *view = (struct remedy_view *)base;
    if (!may_choose(view, app) || view->job || !any_chosen(view, app))
        return REACT_REDRAW;
    forget_plan(view);
    view->touched = true;
    view->plan = app_post_playbook(app, &view->target, &view->tasks, playbook_contain.name, RUN_PLAN);
    app_status(app, ROLE_NORMAL, "The requests of each chosen step stand below it: move to the step.");
    return REACT_REDRAW;
}

/* What failed is chosen again, and nothing else. */
static enum reaction retry(struct view *base, struct app *app)
{
    struct remedy_view *view = (struct remedy_view *)base;
    const struct app_job *job = view->job ? remedy_job(view) : NULL;
    bool *again = arena_alloc(view->arena, (view->tasks.count + 1) * sizeof *again), any = false;
    for (size_t i = 0; job && job->ended && i < view->tasks.count; i++) {
        const struct job_target *row = remedy_row(view, job, i);
        again[i] = row && view->tasks.items[i].action && row->state != JOB_DONE && row->state != JOB_ALREADY;
        any |= again[i];
    }
    if (!any) {
        app_status(app, ROLE_NORMAL, "There is no step that failed.");
        return REACT_REDRAW;
    }
    forget_plan(view);
    view->job = 0; /* the rows stay: it is they that failed */
    view->touched = true;
    view->top = 0;
    for (size_t i = 0; i < view->tasks.count; i++)
        view->tasks.items[i].chosen = false;
    for (size_t i = 0; i < view->tasks.count; i++)
        if (again[i])
            playbook_mark(&view->tasks, i, true);
    return REACT_REDRAW;
}

static enum reaction cancel(struct view *base, struct app *app)
{
    struct remedy_view *view = (struct remedy_view *)base;
    if (is_running(view))
        app_cancel(app, view->job);
    else
        app_status(app, ROLE_NORMAL, "Nothing is being done.");
    return REACT_REDRAW;
}

static void carry_out(struct app *app, void *owner, bool typed)
{
    struct remedy_view *view = owner;
    forget_plan(view);
    view->touched = true;
    view->shown = view->moved = false;
    view->top = 0;
    view->job = app_post_playbook(app, &view->target, &view->tasks, playbook_contain.name, typed ? RUN_TYPED : 0);
    struct app_job *job = view->job ? app_job(app, view->job) : NULL;
    if (job)
        job->watched = true;
    else
        app_status(app, ROLE_WARNING, "The worker takes no more just now; try again.");
}

/* The requests before they are sent: the question gives way to them. */
static void ask_plan(struct app *app, void *owner)
{
    (void)plan(owner, app);
}

/* What is next: again what failed, else the case, which the view of the research writes. */
static void say_done(const struct remedy_view *view, struct app *app)
{
    const struct app_job *job = app_job(app, view->job);
    if (job && job->ok == job->finished && !job->skipped)
        app_status(app, ROLE_NORMAL, "All of it is done. In the research (%s) %s writes the case to a folder.",
                   keymap_key(&app->keymap, "research"), keymap_key(&app->keymap, "research.keep"));
    else
        app_status(app, ROLE_NORMAL, "It is done; %s chooses what failed again.",
                   keymap_key(&app->keymap, "remedy.retry"));
}

static enum reaction key(struct view *base, struct app *app, int key)
{
    struct remedy_view *view = (struct remedy_view *)base;
    if (key == KEY_ESCAPE)
        return REACT_CLOSE;
    if (key == KEY_RETURN) {
        if (view->job && !is_running(view))
            say_done(view, app);
        else if (may_choose(view, app) && any_chosen(view, app))
            remedy_ask_open(app, &(struct remedy_question){.title = "Contain",
                                                           .targets = &view->target,
                                                           .count = 1,
                                                           .tasks = &view->tasks,
                                                           .then = carry_out,
                                                           .plan = ask_plan,
                                                           .owner = view});
        return REACT_REDRAW;
    }
    if (key == KEY_CLICK || key == KEY_CLICK_TWICE)
        return table_click(&view->table, app->pointer_x, app->pointer_y) ? REACT_REDRAW : REACT_UNHANDLED;
    if (key == KEY_PAGE_DOWN || key == KEY_PAGE_UP) {
        view->top += key == KEY_PAGE_DOWN ? 5 : -5;
        return REACT_REDRAW;
    }
    if (!table_key(&view->table, key))
        return REACT_UNHANDLED;
    view->top = 0;
    view->moved = true;
    return REACT_REDRAW;
}

#define GROUP "In a containment"
const struct ui_command remedy_keys[] = {
    {"remedy.toggle", "Choose the step, or leave it out", GROUP, {KEY_SPACE}, IN_OTHERS, .act = toggle},
    {"remedy.findings", "Choose what the findings ask for", GROUP, {'f'}, IN_OTHERS, .act = findings},
    {"remedy.classic",
     "Choose the usual four: block, password, sessions, rules",
     GROUP,
     {'4'},
     IN_OTHERS,
     .act = classic},
    {"remedy.everything", "Choose everything that may give access", GROUP, {'a'}, IN_OTHERS, .act = everything},
    {"remedy.plan", "The requests of each step", GROUP, {'p'}, IN_OTHERS, .act = plan},
    {"remedy.retry", "Choose the steps that failed again", GROUP, {'t'}, IN_OTHERS, .act = retry},
    {"remedy.cancel", "Cancel what has not begun", GROUP, {'c'}, IN_OTHERS, .act = cancel},
    {.name = NULL},
};

/* --- the view --- */

static enum reaction message(struct view *base, struct app *app, struct message *message)
{
    struct remedy_view *view = (struct remedy_view *)base;
    const struct app_job *job = view->job ? app_job(app, view->job) : NULL;
    take_report(view);
    if (job && message->job == view->job && job->ended && job->secrets && !view->shown) {
        view->shown = true;
        confirm_job_open(app, view->job);
    }
    return message->kind == FROM_RESEARCH || (message->job && (message->job == view->job || message->job == view->plan))
               ? REACT_REDRAW
               : REACT_NONE;
}

/* The countdown goes on. */
static void tick(struct view *base, struct app *app, int64_t now)
{
    const struct remedy_view *view = (const struct remedy_view *)base;
    (void)now;
    if (view->job)
        app_wake_in(app, 1000);
}

static void close_view(struct view *base, struct app *app)
{
    struct remedy_view *view = (struct remedy_view *)base;
    struct app_job *job = view->job ? app_job(app, view->job) : NULL;
    if (job && !job->ended)
        job->watched = false;
    forget_plan(view);
    table_free(&view->table);
    arena_free(view->arena);
    xfree(view);
}

static const char *hints(const struct view *base, const struct app *app)
{
    const struct research *research = remedy_research((const struct remedy_view *)base);
    (void)app;
    if (research && research->kept) /* a case that was opened: nothing is done from it */
        return "{back} back";
    return "{choose} do it  {remedy.toggle} choose  {remedy.findings} by findings  {remedy.classic} the usual four  "
           "{remedy.everything} everything  {remedy.plan} requests  {remedy.retry} failed again  {remedy.cancel} "
           "cancel  {back} back";
}

void remedy_view_open_for(struct app *app, const struct target *targets, size_t count)
{
    static const struct view_ops ops = {.name = "remedy",
                                        .title = "Contain",
                                        .modal = true,
                                        .close = close_view,
                                        .draw = draw,
                                        .key = key,
                                        .message = message,
                                        .tick = tick,
                                        .hints = hints};
    if (!count || !researches_begin(app, targets, 1, false))
        return;
    struct remedy_view *view = xcalloc(1, sizeof *view);
    view->view.ops = &ops;
    view->app = app;
    view->arena = arena_new(0);
    view->target = target_copy(view->arena, &targets[0]);
    view->table = table_make(&table_ops, view, columns_shown, sizeof columns_shown / sizeof *columns_shown);
    take_report(view);
    app_push(app, &view->view);
}

void remedy_view_open(struct app *app)
{
    auto_arena struct arena *arena = arena_new(0);
    const struct user *user = app_user(app);
    struct target target;
    if (!user)
        return;
    app_target(user, arena, &target);
    remedy_view_open_for(app, &target, 1);
}
