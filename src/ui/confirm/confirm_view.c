/* The one confirmation: opening it, and handing keys and drawing to the stage it is in. */
#include "ui/confirm/confirm.h"

#include "action/prefill.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "ui/app/screen.h"
#include <stdio.h>
#include <string.h>

/* --- the view --- */

static void close_confirm(struct view *base, struct app *app)
{
    struct confirm *confirm = (struct confirm *)base;
    struct app_job *job = confirm->job ? app_job(app, confirm->job) : NULL;
    if (job) {
        job->watched = false;
        job->seen |= job->ended;
        if (job->ended && !job->plan && job->ok && !job->secrets && job->action && job->action->undo)
            app_job_tell_end(app, job);
    }
    confirm_plan_end(confirm, app);
    confirm_prepare_end(confirm, app);
    confirm_create_end(confirm, app);
    confirm_asks_end(confirm, app);
    form_lookup_end(&confirm->form, app);
    app->repaint |= confirm->secret_slots >
                    0; /* a whole frame, over what the terminal's library wrote of the last ones */
    confirm_secrets_free(confirm);
    grid_fill(app->grid, grid_whole(app->grid), ROLE_NORMAL); /* the cells held the secrets */
    form_free(&confirm->form);
    entry_free(&confirm->typed);
    arena_free(confirm->said);
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
    if (keymap_is(&app->keymap, "interrupt", code) && confirm->secret_count)
        code = KEY_ESCAPE; /* leaves the secrets, not roster */
    return confirm->stage == CONFIRM_ASK    ? confirm_form_key(confirm, app, code)
           : confirm->stage == CONFIRM_PLAN ? confirm_plan_key(confirm, app, code)
                                            : confirm_result_key(confirm, app, code);
}

static const char *scope(const struct view *base, const struct app *app)
{
    const struct confirm *confirm = (const struct confirm *)base;
    (void)app;
    return confirm->stage == CONFIRM_ASK ? confirm_form_scope(confirm) : confirm->stage == CONFIRM_PLAN ? "" : "result";
}

static enum reaction message(struct view *base, struct app *app, struct message *message)
{
    struct confirm *confirm = (struct confirm *)base;
    if (message->kind == FROM_JOB_END && message->job == confirm->job && confirm->stage == CONFIRM_RESULT)
        confirm_secrets_take(confirm, app);
    confirm_prepare_message(confirm, app, message);
    confirm_create_message(confirm, app, message);
    confirm_asks_message(confirm, app, message);
    confirm_asks_key(confirm, app); /* what was picked while it could not be asked */
    confirm_form_settle(confirm, app);
    form_lookup_message(&confirm->form, message);
    return REACT_NONE;
}

static void tick(struct view *base, struct app *app, int64_t now)
{
    struct confirm *confirm = (struct confirm *)base;
    form_lookup_tick(&confirm->form, app, now);
    confirm_create_tick(confirm, app, now);
    app->redraw |= confirm->stage == CONFIRM_RESULT; /* a countdown goes on */
}

static bool typing(const struct view *base)
{
    const struct confirm *confirm = (const struct confirm *)base;
    size_t typed = confirm->form.count; /* where what must be typed comes */
    return confirm->stage == CONFIRM_ASK && confirm_form_types(confirm) &&
           (confirm->focus == typed || form_types(&confirm->form, confirm->focus));
}

static const char *hints(const struct view *base, const struct app *app)
{
    const struct confirm *confirm = (const struct confirm *)base;
    if (confirm->stage == CONFIRM_PLAN)
        return "{back} back to the question  {up}{down} scroll";
    if (confirm->stage == CONFIRM_RESULT)
        return confirm_result_hints(confirm, app);
    if (confirm->failed.code != ERR_OK)
        return "{confirm.again} read again  {back} leave";
    return app->model->read_only ? "{back} leave  {confirm.requests} the exact requests"
           : confirm_form_types(confirm)
               ? "{next} next  {back} leave  {previous} before; then {confirm.yes} yes, {confirm.no} no, {confirm.requests} the exact requests"
           : confirm->count > 1
               ? "{confirm.yes} yes  {confirm.no} no  {back} leave  {up}{down} look through  {confirm.leave} leave one out  {next} next  {confirm.requests} the exact requests"
               : "{confirm.yes} yes  {confirm.no} no  {back} leave  {next} next  {confirm.requests} the exact requests";
}

static struct confirm *confirm_new(void)
{
    static const struct view_ops ops = {.name = "confirm",
                                        .title = "Confirmation",
                                        .modal = true,
                                        .asks = true,
                                        .scope = scope,
                                        .close = close_confirm,
                                        .draw = draw,
                                        .key = key,
                                        .typing = typing,
                                        .message = message,
                                        .tick = tick,
                                        .hints = hints};
    struct confirm *confirm = xcalloc(1, sizeof *confirm);
    confirm->view.ops = &ops;
    confirm->arena = arena_new(0);
    confirm->typed = entry_make(256);
    return confirm;
}

static void copy_targets(struct confirm *confirm, const struct target *targets, size_t count)
{
    confirm->targets = targets_copy(confirm->arena, targets, count);
    confirm->count = count;
}

/* What the values are called, a line each: all is said, and what is left is the answer. */
static void name_values(struct confirm *confirm, const char *value, const char *const *names)
{
    for (size_t i = 0; names[i]; i++) {
        size_t length = names[i + 1] ? strcspn(value, "\n") : strlen(value);
        form_name(&confirm->form, arena_strndup(confirm->arena, value, length), names[i]);
        value += length + (value[length] != '\0');
    }
    if (names[0] && !names[1])
        confirm->about = arena_strdup(confirm->arena, names[0]);
    confirm->focus = confirm->form.count;
}

static void open_with(struct app *app, const struct action *action, const struct target *targets, size_t count,
                      const struct param_value *values, size_t value_count, bool chosen, const char *const *names)
{
    if (!count) {
        app_status(app, ROLE_WARNING, "%s: no user is chosen.", action->label);
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
    confirm_many_begin(confirm, app, chosen);
    confirm_form_begin(confirm, app, values, value_count);
    if (names)
        name_values(confirm, values[0].value, names);
    confirm_form_settle(confirm, app);
    confirm_prepare_begin(confirm, app);
    app_push(app, &confirm->view);
}

void confirm_create_open(struct app *app, const struct action *action, const struct prefill *prefill)
{
    const struct target nobody = {.user_principal_name = "", .display_name = ""};
    struct confirm *confirm = confirm_new();
    copy_targets(confirm, &nobody, 1);
    confirm->action = action;
    confirm->title = action->label;
    confirm_many_begin(confirm, app, false);
    confirm_form_begin(confirm, app, prefill ? prefill->values.items : NULL, prefill ? prefill->values.count : 0);
    confirm_create_begin(confirm, app, prefill);
    confirm_form_settle(confirm, app);
    confirm_prepare_begin(confirm, app);
    app_push(app, &confirm->view);
}

void confirm_open_each(struct app *app, const struct action *action, const struct target *targets,
                       const struct param_values *each, size_t count)
{
    struct confirm *confirm = confirm_new();
    copy_targets(confirm, targets, count);
    confirm->each = arena_alloc(confirm->arena, (count + 1) * sizeof *confirm->each);
    for (size_t i = 0; i < count; i++)
        confirm->each[i] = param_values_copy(confirm->arena, each[i]);
    confirm->action = action;
    confirm->title = action->label;
    confirm_many_begin(confirm, app, false);
    confirm_form_begin(confirm, app, NULL, 0);
    confirm_form_settle(confirm, app);
    confirm_prepare_begin(confirm, app);
    app_push(app, &confirm->view);
}

/* The confirmation with values already in its form (a retry). */
static void confirm_open_with(struct app *app, const struct action *action, const struct target *targets, size_t count,
                              const struct param_value *values, size_t value_count)
{
    open_with(app, action, targets, count, values, value_count, false, NULL);
}

void confirm_open_named(struct app *app, const struct action *action, const struct target *target,
                        const struct param_value *value, const char *const *names)
{
    open_with(app, action, target, 1, value, 1, false, names);
}

void confirm_view_open(struct app *app, const struct action *action, const struct target *targets, size_t count)
{
    open_with(app, action, targets, count, NULL, 0, true, NULL);
}

/* --- taking an entry back --- */

/* As the table knows the user now; what the journal wrote down where it does not. */
static void undo_target(struct confirm *confirm, const struct app *app, const struct journal_entry *entry,
                        struct target *target)
{
    struct guid id;
    uint32_t row = guid_parse(entry->target_id, strlen(entry->target_id), &id) ? users_find(app->model->users, &id)
                                                                               : NO_ROW;
    if (row != NO_ROW) {
        app_target(users_at(app->model->users, row), confirm->arena, target);
        return;
    }
    snprintf(target->id, sizeof target->id, "%s", entry->target_id);
    target->user_principal_name = arena_strdup(confirm->arena, entry->target_upn ? entry->target_upn : "");
    target->display_name = arena_strdup(confirm->arena, entry->target_name ? entry->target_name : "");
}

static void ask_undo(struct confirm *confirm, const struct app *app, const struct action *done,
                     const struct journal_entry *entry)
{
    char when[32];
    screen_time(entry->begun, when);
    confirm->title = arena_printf(confirm->arena, "Take back: %s", done->label);
    confirm->text = arena_printf(confirm->arena, "%s was done to %s at %s%s%s. Take it back: %s?", done->label,
                                 confirm->targets->user_principal_name, when,
                                 entry->operator_name && *entry->operator_name ? " by " : "",
                                 entry->operator_name ? entry->operator_name : "", confirm->action->label);
    confirm_many_begin(confirm, app, false);
}

void confirm_undo_view_open(struct app *app, const struct journal_entry *entries, size_t count)
{
    const struct action *done = action_find(entries->action);
    const struct action *undo = done && done->undo ? action_find(done->undo) : NULL;
    if (!undo || (count > 1 && !(undo->flags & ACTION_BULK))) {
        app_status(app, ROLE_WARNING, undo ? "%s is taken back one at a time." : "%s cannot be taken back.",
                   done ? done->label : entries->action);
        return;
    }
    struct confirm *confirm = confirm_new();
    confirm->targets = arena_alloc(confirm->arena, count * sizeof *confirm->targets);
    confirm->entries = arena_alloc(confirm->arena, count * sizeof *confirm->entries);
    confirm->count = count;
    for (size_t i = 0; i < count; i++) {
        undo_target(confirm, app, &entries[i], &confirm->targets[i]);
        confirm->entries[i] = entries[i].id;
    }
    confirm->action = undo;
    ask_undo(confirm, app, done, entries);
    confirm_form_begin(confirm, app, NULL, 0);
    confirm_form_settle(confirm, app);
    confirm_prepare_begin(confirm, app);
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
    return state == JOB_FAILED || state == JOB_UNSETTLED || state == JOB_CANCELLED || state == JOB_SKIPPED ||
           (state == JOB_REFUSED && job->target_count == 1) || /* asked alone, the question knows more by then */
           (job->ended && (state == JOB_QUEUED || state == JOB_RUNNING));
}

bool confirm_retry(struct app *app, const struct app_job *job)
{
    auto_arena struct arena *arena = arena_new(0);
    struct target *targets = arena_alloc(arena, (job->target_count + 1) * sizeof *targets);
    struct param_values *each = arena_alloc(arena, (job->target_count + 1) * sizeof *each);
    size_t count = 0;
    for (size_t i = 0; i < job->target_count; i++)
        if (confirm_is_left(job, i)) {
            each[count] = job->each ? job->each[i] : (struct param_values){job->values, job->value_count};
            targets[count++] = job->targets[i].target;
        }
    if (!job->ended || !count || !job->action || job->undoes) {
        if (!job->ended || !count)
            app_status(app, ROLE_NORMAL, job->ended ? "Nothing failed." : "It is still running.");
        else
            app_status(app, ROLE_NORMAL, "%s it back again from the journal (%s, then %s).",
                       job->undoes ? "Take" : "Read", keymap_key(&app->keymap, "journal"),
                       keymap_key(&app->keymap, job->undoes ? "journal.undo" : "journal.settle"));
        return false;
    }
    if (job->each || (job->action->flags & ACTION_CREATES && *targets->id)) /* who was made is gone on with */
        confirm_open_each(app, job->action, targets, each, count);
    else
        confirm_open_with(app, job->action, targets, count, job->values, job->value_count);
    return true;
}

struct app_job *confirm_result_of(const struct view *view, struct app *app)
{
    const struct confirm *confirm = (const struct confirm *)view;
    return confirm->stage == CONFIRM_RESULT ? app_job(app, confirm->job) : NULL;
}
