/* The one confirmation: opening it, and handing keys and drawing to the stage it is in. */
#include "ui/confirm.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "ui/screen.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { MOST_WARNINGS = 16, MOST_WITHOUT_NUMBER = 50 };

/* --- what is to be said before --- */

struct tally { /* a warning and how many of the targets it is about */
    const char *text;
    size_t count;
};

static void tally_add(struct tally *tallies, size_t *n, const char *text)
{
    for (size_t i = 0; i < *n; i++)
        if (!strcmp(tallies[i].text, text)) {
            tallies[i].count++;
            return;
        }
    if (*n < MOST_WARNINGS)
        tallies[(*n)++] = (struct tally){.text = text, .count = 1};
}

static bool is_break_glass(const struct app *app, const struct target *target)
{
    for (const char *const *name = app->tenant_config->break_glass; name && *name; name++)
        if (!strcasecmp(*name, target->id) || !strcasecmp(*name, target->user_principal_name))
            return true;
    return false;
}

static bool is_oneself(const struct app *app, const struct target *target)
{
    const char *self = app->tenant ? app->tenant->operator_name : NULL;
    return self && !strcasecmp(self, target->user_principal_name);
}

static void collect_warnings(struct confirm *confirm, const struct app *app)
{
    struct tally tallies[MOST_WARNINGS];
    size_t n = 0;
    for (size_t i = 0; i < confirm->count; i++) {
        const struct target *target = &confirm->targets[i];
        if (is_oneself(app, target))
            tally_add(tallies, &n, "This is your own account.");
        if (is_break_glass(app, target))
            tally_add(tallies, &n, confirm->count > 1 ? "A break-glass account: never part of a bulk run, it will be refused."
                                                      : "A break-glass account: it is kept for emergencies.");
        for (const char **one = action_warnings(confirm->arena, confirm->action, target); *one; one++)
            tally_add(tallies, &n, *one);
    }
    confirm->warnings = arena_alloc(confirm->arena, (n + 1) * sizeof *confirm->warnings);
    for (size_t i = 0; i < n; i++)
        confirm->warnings[i] = confirm->count == 1 ? tallies[i].text
                                                   : arena_printf(confirm->arena, "%zu of %zu: %s", tallies[i].count,
                                                                  confirm->count, tallies[i].text);
    confirm->warning_count = n;
    if (action_permitted(confirm->action, app_permissions(app), &confirm->forbidden))
        confirm->forbidden.code = ERR_OK;
}

/* --- the view --- */

static void close_confirm(struct view *base, struct app *app)
{
    struct confirm *confirm = (struct confirm *)base;
    struct app_job *job = confirm->job ? app_job(app, confirm->job) : NULL;
    if (job) {
        job->watched = false;
        job->seen |= job->ended;
    }
    confirm_plan_end(confirm, app);
    confirm_secrets_free(confirm);
    grid_fill(app->grid, grid_whole(app->grid), ROLE_NORMAL); /* the cells held the secrets */
    form_free(&confirm->form);
    entry_free(&confirm->typed);
    arena_free(confirm->arena);
    xfree(confirm);
}

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct confirm *confirm = (struct confirm *)base;
    (void)rect;
    if (confirm->stage == CONFIRM_ASK)
        confirm_form_draw(confirm, app, grid);
    else if (confirm->stage == CONFIRM_PLAN)
        confirm_plan_draw(confirm, app, grid);
    else
        confirm_result_draw(confirm, app, grid);
}

static enum reaction key(struct view *base, struct app *app, int code)
{
    struct confirm *confirm = (struct confirm *)base;
    if (app->pasting && (confirm->stage != CONFIRM_ASK || !confirm_form_types(confirm)))
        return REACT_NONE; /* pasted text answers no question */
    if (code == KEY_CTRL('C') && confirm->secret_count)
        code = KEY_ESCAPE; /* leaves the secrets, not roster */
    enum reaction reaction = confirm->stage == CONFIRM_ASK    ? confirm_form_key(confirm, app, code)
                             : confirm->stage == CONFIRM_PLAN ? confirm_plan_key(confirm, app, code)
                                                              : confirm_result_key(confirm, app, code);
    if (reaction == REACT_UNHANDLED && code != KEY_CTRL('L') && code != KEY_CTRL('Z') && code != KEY_CTRL('C'))
        return REACT_NONE; /* nothing opens over a question */
    return reaction;
}

static enum reaction message(struct view *base, struct app *app, struct message *message)
{
    struct confirm *confirm = (struct confirm *)base;
    if (message->kind == FROM_JOB_END && message->job == confirm->job && confirm->stage == CONFIRM_RESULT)
        confirm_secrets_take(confirm, app);
    return REACT_NONE;
}

static const char *hints(const struct view *base, const struct app *app)
{
    const struct confirm *confirm = (const struct confirm *)base;
    if (confirm->stage == CONFIRM_PLAN)
        return "Up Down scroll  Esc back to the question";
    if (confirm->stage == CONFIRM_RESULT)
        return confirm_result_hints(confirm, app);
    return app->read_only ? "p the exact requests  Esc leave" : "Tab next  y yes  n no  p the exact requests  Esc leave";
}

static struct confirm *confirm_new(void)
{
    static const struct view_ops ops = {.name = "confirm", .title = "Confirmation", .modal = true, .close = close_confirm,
                                        .draw = draw, .key = key, .message = message, .hints = hints};
    struct confirm *confirm = xcalloc(1, sizeof *confirm);
    confirm->view.ops = &ops;
    confirm->arena = arena_new(0);
    confirm->typed = entry_make(256);
    return confirm;
}

/* What has to be typed: the name for what destroys, the number for what touches many. */
static void want_typed(struct confirm *confirm)
{
    bool destroys = confirm->action->flags & ACTION_DESTRUCTIVE;
    if (destroys && confirm->count == 1)
        confirm->wanted = confirm->targets[0].user_principal_name;
    else if (destroys || confirm->count > MOST_WITHOUT_NUMBER)
        confirm->wanted = arena_printf(confirm->arena, "%zu", confirm->count);
}

static void copy_targets(struct confirm *confirm, const struct target *targets, size_t count)
{
    confirm->targets = arena_alloc(confirm->arena, (count + 1) * sizeof *confirm->targets);
    confirm->count = count;
    for (size_t i = 0; i < count; i++) {
        confirm->targets[i] = targets[i];
        confirm->targets[i].user_principal_name = arena_strdup(confirm->arena, targets[i].user_principal_name);
        confirm->targets[i].display_name = arena_strdup(confirm->arena, targets[i].display_name);
    }
}

void confirm_open_with(struct app *app, const struct action *action, const struct target *targets, size_t count,
                       const struct param_value *values, size_t value_count)
{
    if (!count) {
        app_status(app, ROLE_WARNING, "%s: nobody is chosen.", action->label);
        return;
    }
    if (count > 1 && !(action->flags & ACTION_BULK)) {
        app_status(app, ROLE_WARNING, "%s is done to one user at a time.", action->label);
        return;
    }
    struct confirm *confirm = confirm_new();
    copy_targets(confirm, targets, count);
    confirm->action = action;
    confirm->title = action->label;
    confirm->text = action_confirm_text(confirm->arena, action, confirm->targets, count);
    collect_warnings(confirm, app);
    want_typed(confirm);
    confirm_form_begin(confirm, values, value_count);
    app_push(app, &confirm->view);
}

void confirm_view_open(struct app *app, const struct action *action, const struct target *targets, size_t count)
{
    confirm_open_with(app, action, targets, count, NULL, 0);
}

/* --- taking an entry back --- */

/* As the table knows the user now; what the journal wrote down where it does not. */
static void undo_target(struct confirm *confirm, const struct app *app, const struct journal_entry *entry)
{
    struct guid id;
    confirm->targets = arena_alloc(confirm->arena, sizeof *confirm->targets);
    confirm->count = 1;
    uint32_t row = guid_parse(entry->target_id, strlen(entry->target_id), &id) ? users_find(app->users, &id) : NO_ROW;
    if (row != NO_ROW) {
        app_target(users_at(app->users, row), confirm->arena, confirm->targets);
        return;
    }
    snprintf(confirm->targets->id, sizeof confirm->targets->id, "%s", entry->target_id);
    confirm->targets->user_principal_name = arena_strdup(confirm->arena, entry->target_upn ? entry->target_upn : "");
    confirm->targets->display_name = arena_strdup(confirm->arena, entry->target_name ? entry->target_name : "");
}

void confirm_undo_view_open(struct app *app, const struct journal_entry *entry)
{
    const struct action *done = action_find(entry->action);
    const struct action *undo = done && done->undo ? action_find(done->undo) : NULL;
    char when[32];
    if (!undo) {
        app_status(app, ROLE_WARNING, "%s cannot be taken back.", done ? done->label : entry->action);
        return;
    }
    struct confirm *confirm = confirm_new();
    undo_target(confirm, app, entry);
    screen_time(entry->begun, when);
    confirm->action = undo;
    confirm->entry = entry->id;
    confirm->title = arena_printf(confirm->arena, "Take back: %s", done->label);
    confirm->text = arena_printf(confirm->arena, "%s was done to %s at %s%s%s. Take it back: %s?", done->label,
                                 confirm->targets->user_principal_name, when,
                                 entry->operator_name && *entry->operator_name ? " by " : "",
                                 entry->operator_name ? entry->operator_name : "", undo->label);
    collect_warnings(confirm, app);
    want_typed(confirm);
    confirm_form_begin(confirm, NULL, 0);
    app_push(app, &confirm->view);
}

/* --- jobs --- */

void confirm_job_open(struct app *app, uint64_t id)
{
    struct app_job *job = app_job(app, id);
    if (!job)
        return;
    struct confirm *confirm = confirm_new();
    confirm->action = job->action;
    confirm->title = arena_strdup(confirm->arena, job->title);
    confirm->count = job->target_count;
    confirm_result_begin(confirm, app, id);
    app_push(app, &confirm->view);
}

bool confirm_is_left(const struct app_job *job, size_t target)
{
    enum job_state state = job->targets[target].state;
    return state == JOB_FAILED || state == JOB_UNSETTLED || state == JOB_CANCELLED ||
           (job->ended && (state == JOB_QUEUED || state == JOB_RUNNING));
}

bool confirm_retry(struct app *app, const struct app_job *job)
{
    auto_arena struct arena *arena = arena_new(0);
    struct target *targets = arena_alloc(arena, (job->target_count + 1) * sizeof *targets);
    size_t count = 0;
    for (size_t i = 0; i < job->target_count; i++)
        if (confirm_is_left(job, i))
            targets[count++] = job->targets[i].target;
    if (!job->ended || !count || !job->action || job->undoes) {
        app_status(app, ROLE_NORMAL, !job->ended ? "It still runs."
                                     : !count    ? "Nothing of it failed."
                                     : job->undoes ? "Take it back again from the journal (L)."
                                                   : "Read it back again from the journal (L, then S).");
        return false;
    }
    confirm_open_with(app, job->action, targets, count, job->values, job->value_count);
    return true;
}
