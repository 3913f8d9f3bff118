/* A playbook and the journal: each task is written down before its run begins and when it is over; what another process left is read
 * from there. */
#include "worker/play.h"
#include "worker/read.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "codec/json.h"
#include "playbook/stands.h"
#include <string.h>

enum { PATIENCE = 10000, PAUSE = 50 }; /* ms */

static const char *values_json(struct arena *arena, const struct message_task *task)
{
    auto_buf struct buf out = buf_make(1u << 20);
    struct json_writer w = json_writer(&out);
    if (!task->values.count)
        return NULL;
    json_open(&w, '{');
    for (size_t i = 0; i < task->values.count; i++) {
        const struct param *param = task->action->params;
        while (param->name && strcmp(param->name, task->values.items[i].name) != 0)
            param++;
        if (param->name && param->kind != PARAM_SECRET)
            json_member_text(&w, task->values.items[i].name, task->values.items[i].value);
    }
    json_close(&w);
    return arena_strdup(arena, buf_text(&out));
}

void play_write_down(struct play *play, const char *tenant, const char *operator_name)
{
    struct arena *arena = play->job.arena;
    const struct message_playbook *asked = play->asked.playbook;
    play->record = (struct journal_playbook){
        .tenant = arena_strdup(arena, tenant),
        .operator_name = arena_strdup(arena, operator_name),
        .name = asked->name,
        .target_id = play->target->id,
        .target_upn = play->target->user_principal_name,
        .target_name = play->target->display_name,
        .steps = arena_alloc(arena, (asked->count + 1) * sizeof(struct journal_step)),
        .count = asked->count};
    play->count = asked->count;
    play->tasks = arena_alloc(arena, (asked->count + 1) * sizeof *play->tasks);
    for (size_t i = 0; i < asked->count; i++) {
        const struct message_task *task = &asked->tasks[i];
        play->tasks[i].is = task;
        play->record.steps[i] = (struct journal_step){.step = task->step,
                                                      .action = task->action ? task->action->name : "",
                                                      .parameters = task->action ? values_json(arena, task) : NULL,
                                                      .thing = task->thing ? task->thing : "",
                                                      .saved = task->saved,
                                                      .stage = task->stage};
    }
}

/* --- values that stand for somebody --- */

static bool is_manager(const struct param_value *value)
{
    return value->value && !strcmp(value->value, PLAYBOOK_MANAGER);
}

static void manager_in(struct job *job, struct reading *reading)
{
    struct play *play = (struct play *)job;
    const struct record *one = reading->page->count ? &reading->page->records[0] : NULL;
    const char *name = one ? record_text(one, "userPrincipalName") : NULL;
    play->manager = name && *name ? arena_strdup(job->arena, name) : NULL;
    play->no_manager = reading->error;
    if (reading->error.code == ERR_OK)
        err_set(&play->no_manager, ERR_NOT_FOUND, "the user has no manager");
    play->known = !--play->asked_for;
    job->work->busy = true;
}

void play_ask_manager(struct play *play)
{
    for (size_t i = 0; i < play->count; i++)
        for (size_t k = 0; k < play->tasks[i].is->values.count; k++)
            if (is_manager(&play->tasks[i].is->values.items[k])) {
                play->asked_for++;
                read_children(&play->job, "manager", &(struct read_subject){.id = play->target->id}, 1, manager_in);
                return;
            }
}

bool play_fill(const struct play *play, struct arena *arena, struct param_values values, struct param_values *out,
               struct err *e)
{
    struct param_value *filled = arena_alloc(arena, (values.count + 1) * sizeof *filled);
    for (size_t i = 0; i < values.count; i++) {
        filled[i] = values.items[i];
        if (is_manager(&values.items[i]) && !(filled[i].value = arena_strdup(arena, play->manager))) {
            *e = play->no_manager;
            return false;
        }
    }
    *out = (struct param_values){filled, values.count};
    return true;
}

/* --- going on --- */

static struct param_values values_of(struct arena *arena, const char *json)
{
    struct err ignored;
    auto_json struct json *root = json ? json_parse(json, strlen(json), &ignored) : NULL;
    struct param_value *items = arena_alloc(arena, (json_count(root) + 1) * sizeof *items);
    size_t count = 0;
    for (const struct json *value = json_first(root); value; value = json_next(value))
        items[count++] = (struct param_value){arena_strdup(arena, json_key(value)),
                                              arena_strdup(arena, json_text_or(value, ""))};
    return (struct param_values){items, count};
}

/* What became of a run that another process began: its entry tells. */
static void take_begun(struct play *play, struct play_task *task, const struct journal_step *step)
{
    size_t count = 0;
    struct err ignored;
    bool secret = task->is->action && task->is->action->flags & ACTION_SECRET;
    task->phase = PLAY_WAITS;
    const struct journal_entry *made = step->run ? journal_of_run(play->job.work->journal, play->job.arena, step->run,
                                                                  &count, &ignored)
                                                 : NULL;
    if (!count)
        return; /* nothing was sent */
    const struct journal_entry entry = made[count - 1];
    if (entry.state == JOURNAL_INTENT || entry.state == JOURNAL_UNSETTLED) {
        task->look = entry;
    } else if ((entry.state == JOURNAL_DONE || entry.state == JOURNAL_ALREADY) && !secret) {
        task->phase = PLAY_OVER; /* a secret that nobody may have seen is made again */
        task->state = entry.state == JOURNAL_DONE ? JOB_DONE : JOB_ALREADY;
        task->text = entry.message;
        task->dirty = true;
    }
}

static void take_step(struct play *play, size_t at)
{
    static const enum job_state states[JOURNAL_STEP_STATES] = {
        [JOURNAL_STEP_DONE] = JOB_DONE,
        [JOURNAL_STEP_ALREADY] = JOB_ALREADY,
        [JOURNAL_STEP_FAILED] = JOB_FAILED,
        [JOURNAL_STEP_UNSETTLED] = JOB_UNSETTLED,
    };
    struct play_task *task = &play->tasks[at];
    const struct journal_step *step = &play->record.steps[at];
    task->text = step->message;
    if (step->state == JOURNAL_STEP_BEGUN || step->state == JOURNAL_STEP_UNSETTLED) {
        take_begun(play, task, step);
    } else if (step->state != JOURNAL_STEP_WAITS) {
        task->phase = PLAY_OVER;
        task->state = states[step->state];
    }
}

static bool check_taken(const struct play *play, const char *tenant, struct err *e)
{
    const struct journal_playbook *record = &play->record;
    if (strcmp(record->tenant, tenant) != 0)
        return err_set(e, ERR_REFUSED, "playbook %lld belongs to another tenant (%s)", (long long)record->id,
                       record->tenant);
    if (record->over)
        return err_set(e, ERR_REFUSED, "playbook %lld is over: nothing is left of it", (long long)record->id);
    for (size_t i = 0; i < record->count; i++)
        if (*record->steps[i].action && !action_find(record->steps[i].action))
            return err_set(e, ERR_REFUSED, "playbook %lld was begun by a newer roster: there is no action %s here",
                           (long long)record->id, record->steps[i].action);
    return true;
}

bool play_take_over(struct play *play, int64_t id, const char *tenant, struct err *e)
{
    struct arena *arena = play->job.arena;
    struct guid guid;
    if (!journal_playbook_take(play->job.work->journal, arena, id, &play->record, e) || !check_taken(play, tenant, e))
        return false;
    const struct journal_playbook *record = &play->record;
    struct target *target = arena_alloc(arena, sizeof *target);
    struct message_task *tasks = arena_alloc(arena, (record->count + 1) * sizeof *tasks);
    if (guid_parse(record->target_id, strlen(record->target_id), &guid))
        guid_format(&guid, target->id);
    target->user_principal_name = record->target_upn;
    target->display_name = record->target_name;
    play->target = target;
    play->count = record->count;
    play->tasks = arena_alloc(arena, (record->count + 1) * sizeof *play->tasks);
    for (size_t i = 0; i < record->count; i++) {
        const struct journal_step *step = &record->steps[i];
        const struct action *action = *step->action ? action_find(step->action) : NULL;
        tasks[i] = (struct message_task){.step = step->step,
                                         .title = action ? action->label : "Save what is there",
                                         .thing = step->thing,
                                         .stage = step->stage,
                                         .action = action,
                                         .values = values_of(arena, step->parameters),
                                         .saved = step->saved};
        play->tasks[i].is = &tasks[i];
        take_step(play, i);
    }
    return true;
}

/* --- keeping --- */

static enum journal_step_state state_of(const struct play_task *task)
{
    if (task->phase != PLAY_OVER)
        return task->phase == PLAY_BEGUN ? JOURNAL_STEP_BEGUN : JOURNAL_STEP_WAITS;
    if (task->lost)
        return JOURNAL_STEP_WAITS;
    switch (task->state) {
    case JOB_DONE:
        return JOURNAL_STEP_DONE;
    case JOB_ALREADY:
        return JOURNAL_STEP_ALREADY;
    case JOB_UNSETTLED:
        return JOURNAL_STEP_UNSETTLED;
    case JOB_CANCELLED: /* nothing of it was done: who goes on does it */
        return JOURNAL_STEP_WAITS;
    default:
        return JOURNAL_STEP_FAILED;
    }
}

/* One transaction for all that has changed. */
static bool write_dirty(struct play *play, struct err *e)
{
    struct journal *journal = play->job.work->journal;
    size_t *positions = xcalloc(play->count + 1, sizeof *positions), count = 0;
    for (size_t i = 0; i < play->count; i++) {
        struct play_task *task = &play->tasks[i];
        if (!task->dirty)
            continue;
        play->record.steps[i].state = state_of(task);
        play->record.steps[i].message = task->text;
        positions[count++] = i;
    }
    bool good = !count || journal_playbook_steps(journal, &play->record, positions, count, e);
    for (size_t i = 0; good && i < count; i++)
        play->tasks[positions[i]].dirty = false;
    xfree(positions);
    return good;
}

/* Another process's turn is waited for, for a time. */
static int64_t written(struct play *play, int64_t now, bool good, const struct err *e)
{
    if (good) {
        play->until = 0;
        return -1;
    }
    if (!play->until)
        play->until = now + PATIENCE;
    if (journal_is_busy(play->job.work->journal) && now < play->until)
        return PAUSE;
    play->lost = *e;
    return -1;
}

int64_t play_keep(struct play *play, int64_t now)
{
    struct journal *journal = play->job.work->journal;
    struct err e = {.code = ERR_OK};
    if (play->plan || play->lost.code != ERR_OK)
        return -1;
    bool good = (play->record.id || journal_playbook_begin(journal, &play->record, &play->record.id, &e)) &&
                write_dirty(play, &e);
    return written(play, now, good, &e);
}

int64_t play_close(struct play *play, int64_t now)
{
    struct err e = {.code = ERR_OK};
    bool good = journal_playbook_end(play->job.work->journal, play->record.id, &e);
    return written(play, now, good, &e);
}
