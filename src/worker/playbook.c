/* Carrying out a playbook: stage by stage, each task an ordinary run of one action on one user, with its guards, its intent, its
 * reading back and its outcome. Nothing of a run is here.
 *
 *   - Stages follow each other; what is of one stage goes side by side. A task that fails leaves the others going.
 *   - A stage is in the journal before its runs begin, with the numbers by which their entries are found. Where the journal cannot be
 *     written nothing more begins.
 *   - What destroys begins only when the snapshot holds what it destroys.
 *   - What was interrupted is read back before anything is sent again (run_extra.looks); what was not carried out is done, what cannot
 *     be known is told and left. */
#include "worker/arm.h"
#include "worker/begin.h"
#include "worker/play.h"
#include "worker/standing.h"
#include "worker/tenant_ask.h"
#include "worker/tenant_info.h"

#include "base/clock.h"
#include "base/random.h"
#include <assert.h>
#include <string.h>

/* --- telling --- */

static void tell_task(struct play *play, size_t at)
{
    const struct play_task *task = &play->tasks[at];
    struct message message = {.kind = FROM_TARGET,
                              .job = play->job.id,
                              .arena = arena_new(256),
                              .index = at,
                              .action = task->is->action,
                              .state = task->phase == PLAY_OVER    ? task->state
                                       : task->phase == PLAY_BEGUN ? JOB_RUNNING
                                                                   : JOB_QUEUED};
    bool bad = message.state == JOB_FAILED || message.state == JOB_REFUSED || message.state == JOB_UNSETTLED;
    message.text = arena_strdup(message.arena, task->text);
    if (bad && task->text)
        err_set(&message.error, message.state == JOB_REFUSED ? ERR_REFUSED : ERR_SERVICE, "%s", task->text);
    if (play->refused.code != ERR_OK)
        message.error = play->refused; /* with what to do about it */
    message.entry_id = task->phase == PLAY_OVER ? task->look.id : 0;
    work_send(play->job.work, &message);
}

static void finish(struct play *play, size_t at, enum job_state state, const char *text)
{
    struct play_task *task = &play->tasks[at];
    assert(task->phase != PLAY_OVER);
    task->phase = PLAY_OVER;
    task->state = state;
    task->text = arena_strdup(play->job.arena, text);
    task->dirty = true;
    play->job.work->busy = true;
}

static void count(struct play *play)
{
    play->ok = play->failed = play->skipped = 0;
    for (size_t i = 0; i < play->count; i++) {
        enum job_state state = play->tasks[i].phase == PLAY_OVER ? play->tasks[i].state : JOB_CANCELLED;
        play->ok += state == JOB_DONE || state == JOB_ALREADY || state == JOB_PLANNED;
        play->failed += state == JOB_FAILED || state == JOB_UNSETTLED || state == JOB_REFUSED;
        play->skipped += state == JOB_SKIPPED || state == JOB_CANCELLED;
    }
}

static void end(struct play *play)
{
    struct message message = {.arena = arena_new(256), .entry_id = play->record.id, .total = play->count};
    count(play);
    message.ok = play->ok;
    message.failed = play->failed;
    message.skipped = play->skipped;
    message.finished = play->ok + play->failed;
    message.text = arena_strdup(message.arena, play->record.folder);
    message.state = play->plan ? JOB_PLANNED : play->skipped ? JOB_CANCELLED : play->failed ? JOB_FAILED : JOB_DONE;
    if (play->lost.code != ERR_OK) {
        message.error = play->lost;
        message.state = JOB_FAILED;
    }
    job_end(&play->job, &message);
}

/* --- tasks --- */

/* An interrupted task that was not carried out is done now; one whose secret nobody saw, again. */
static bool goes_on(struct play *play, size_t at, enum job_state state)
{
    struct play_task *task = &play->tasks[at];
    bool secret = task->is->action->flags & ACTION_SECRET;
    bool looked = task->look.id != 0;
    if (!looked || !(state == JOB_FAILED || (secret && (state == JOB_DONE || state == JOB_ALREADY))))
        return false;
    task->look.id = 0;
    task->phase = PLAY_WAITS;
    task->dirty = true;
    play->job.work->busy = true;
    return true;
}

static void task_over(struct job *job, size_t at, const struct message *told)
{
    struct play *play = (struct play *)job;
    play->under_way--;
    if (goes_on(play, at, told->state))
        return;
    play->tasks[at].lost = told->state == JOB_FAILED && err_exit_code(told->error.code) == err_exit_code(ERR_NETWORK);
    finish(play, at, told->state, told->error.code != ERR_OK ? told->error.message : told->text);
}

static int64_t new_number(void)
{
    int64_t number;
    random_bytes(&number, sizeof number);
    return (number & ((INT64_C(1) << 53) - 1)) | 1;
}

static void begin_run(struct play *play, size_t at)
{
    struct play_task *task = &play->tasks[at];
    struct message asked = {.kind = TO_RUN, .arena = arena_new(0), .action = task->is->action, .target_count = 1};
    const struct run_extra extra = {.looks = task->look.id ? &task->look : NULL};
    asked.plan = play->plan;
    asked.typed = play->typed;
    asked.targets = arena_alloc(asked.arena, sizeof *asked.targets);
    asked.targets[0] = *play->target;
    struct param_value *values;
    struct param_values given;
    struct err e;
    if (!play_fill(play, asked.arena, task->is->values, &given, &e) ||
        !action_values(asked.arena, task->is->action, given.items, given.count, &values, &asked.value_count, &e)) {
        message_free(&asked);
        finish(play, at, JOB_FAILED, e.message);
        tell_task(play, at);
        return;
    }
    asked.values = values;
    play->under_way++;
    run_begin_part(&asked, &extra,
                   &(struct run_part){.of = &play->job,
                                      .index = at,
                                      .number = play->record.steps[at].run,
                                      .facts = &play->facts,
                                      .bulk = play->asked.bulk,
                                      .over = task_over});
}

/* --- the snapshot --- */

/* Of what is told by a text, such as a file: which one the task is about; NULL: the user. */
static const char *saved_text(const struct message_task *is)
{
    const struct source *source = is->saved ? source_find(is->saved) : NULL;
    bool by_text = source && source->flags & SOURCE_BY_TEXT;
    return by_text ? param_value_of(is->values, is->action->params->name) : NULL;
}

static void refuse_unsaved(struct play *play, const char *why)
{
    for (size_t i = 0; i < play->count; i++) {
        const struct message_task *is = play->tasks[i].is;
        if (play->tasks[i].phase != PLAY_WAITS || !is->saved)
            continue;
        const char *lacks = why ? why : snapshot_lacks(play->snapshot, is->saved, saved_text(is));
        if (!lacks)
            continue;
        finish(play, i, JOB_REFUSED,
               arena_printf(play->job.arena, "not done: what it destroys was not saved (%s)", lacks));
        tell_task(play, i);
    }
}

static void snapshot_done(struct job *job)
{
    struct play *play = (struct play *)job;
    struct err e = {.code = ERR_OK};
    size_t at = 0, whole, not_whole;
    while (at < play->count && (play->tasks[at].is->action || play->tasks[at].phase != PLAY_BEGUN))
        at++;
    assert(at < play->count);
    const char *folder = snapshot_folder(play->snapshot, &e);
    play->under_way--;
    snapshot_count(play->snapshot, &whole, &not_whole);
    if (folder) {
        play->record.folder = folder;
        finish(play, at, JOB_DONE,
               not_whole ? arena_printf(job->arena, "%zu lists saved in %s; %zu could not be read whole", whole, folder,
                                        not_whole)
                         : arena_printf(job->arena, "%zu lists saved in %s", whole, folder));
    } else {
        finish(play, at, JOB_FAILED, arena_printf(job->arena, "nothing was saved: %s", e.message));
    }
    tell_task(play, at);
    refuse_unsaved(play, folder ? NULL : e.message);
}

static void begin_snapshot(struct play *play, size_t at)
{
    if (play->plan) {
        finish(play, at, JOB_PLANNED, "every list that there is of the user is read and saved");
        tell_task(play, at);
        return;
    }
    struct snapshot_also *also = arena_alloc(play->job.arena, (play->count + 1) * sizeof *also);
    size_t count = 0;
    for (size_t i = 0; i < play->count; i++)
        if (saved_text(play->tasks[i].is))
            also[count++] = (struct snapshot_also){play->tasks[i].is->saved, saved_text(play->tasks[i].is)};
    play->under_way++;
    play->snapshot = snapshot_begin(&play->job, play->target, also, count, play->job.work->options->state_folder,
                                    snapshot_done);
}

/* --- stages --- */

/* The stage that is next; -1: none is left. A plan has one. */
static int next_stage(const struct play *play)
{
    int stage = -1;
    for (size_t i = 0; i < play->count; i++)
        if (play->tasks[i].phase == PLAY_WAITS && (stage < 0 || play->tasks[i].is->stage < stage))
            stage = play->tasks[i].is->stage;
    return stage;
}

static bool is_of(const struct play *play, size_t at, int stage)
{
    return play->tasks[at].phase == PLAY_WAITS && (play->plan || play->tasks[at].is->stage == stage);
}

/* Those whose turn it is are written down; they begin when the journal has them. */
static void call_up(struct play *play, int stage)
{
    for (size_t i = 0; i < play->count; i++) {
        struct play_task *task = &play->tasks[i];
        if (!is_of(play, i, stage))
            continue;
        task->phase = PLAY_BEGUN;
        task->dirty = true;
        if (!task->look.id)
            play->record.steps[i].run = new_number();
    }
}

static void begin_called(struct play *play)
{
    for (size_t i = 0; i < play->count && !play->job.ended; i++) {
        if (play->tasks[i].phase != PLAY_BEGUN)
            continue;
        tell_task(play, i);
        if (play->tasks[i].is->action)
            begin_run(play, i);
        else
            begin_snapshot(play, i);
    }
}

/* Where the journal takes nothing, what has not begun does not begin. */
static void call_off(struct play *play, const char *why)
{
    for (size_t i = 0; i < play->count; i++)
        if (play->tasks[i].phase != PLAY_OVER) {
            finish(play, i, JOB_CANCELLED, why);
            tell_task(play, i);
        }
}

static const char *why_not(const struct play *play)
{
    return play->lost.code != ERR_OK ? play->lost.message : "not begun: `roster resume` goes on with it";
}

static bool is_left(const struct play *play)
{
    for (size_t i = 0; i < play->count; i++) {
        const struct play_task *task = &play->tasks[i];
        if (task->phase != PLAY_OVER || task->lost || task->state == JOB_CANCELLED || task->state == JOB_UNSETTLED)
            return true;
    }
    return false;
}

/* All is over, or nothing more begins: what is left stays in the journal, to be gone on with. */
static int64_t wind_up(struct play *play, int64_t now)
{
    call_off(play, why_not(play));
    int64_t wait = play_keep(play, now);
    if (wait >= 0)
        return wait;
    if (!play->plan && !is_left(play) && play->lost.code == ERR_OK)
        wait = play_close(play, now);
    if (wait >= 0)
        return wait;
    end(play);
    return -1;
}

static int64_t play_step(struct job *job, int64_t now)
{
    struct play *play = (struct play *)job;
    if (!play->known || play->under_way)
        return play->known ? play_keep(play, now) : -1; /* what is over meanwhile is written down */
    int stage = job->cancelled || play->lost.code != ERR_OK ? -1 : next_stage(play);
    bool called = false;
    for (size_t i = 0; i < play->count; i++)
        called |= play->tasks[i].phase == PLAY_BEGUN;
    if (!called && stage < 0)
        return wind_up(play, now);
    if (!called)
        call_up(play, stage);
    int64_t wait = play_keep(play, now);
    if (wait >= 0)
        return wait;
    job->work->busy = true;
    if (play->lost.code == ERR_OK && !job->cancelled)
        begin_called(play);
    else
        call_off(play, why_not(play));
    return 0;
}

/* --- beginning and ending --- */

static void for_children(struct job *job, void (*then)(struct job *child))
{
    for (struct job *child = job->work->jobs; child; child = child->next)
        if (child->parent == job && !child->ended)
            then(child);
}

static void hurry_child(struct job *child)
{
    if (child->kind->hurry)
        child->kind->hurry(child);
}

/* What has written is finished; the snapshot is given up. */
static void play_cancel(struct job *job)
{
    struct play *play = (struct play *)job;
    for_children(job, job_cancel);
    for (size_t i = 0; i < play->count; i++)
        if (!play->tasks[i].is->action && play->tasks[i].phase == PLAY_BEGUN && play->snapshot) {
            finish(play, i, JOB_CANCELLED, "given up");
            tell_task(play, i);
            play->under_way--;
        }
    if (!play->known)
        end(play);
}

static void play_hurry(struct job *job)
{
    for_children(job, hurry_child);
}

static void play_abandon(struct job *job)
{
    struct play *play = (struct play *)job;
    job->cancelled = true;
    (void)play_keep(play, clock_monotonic());
    if (!job->ended)
        end(play);
}

static void play_free(struct job *job)
{
    struct play *play = (struct play *)job;
    snapshot_free(play->snapshot);
    message_free(&play->asked);
}

/* A child that failed as a whole, before its target was over. */
static void child_ended(struct job *job, struct job *child, const struct message *end_of_it)
{
    struct play *play = (struct play *)job;
    if (strcmp(child->kind->name, "run") != 0)
        return;
    size_t at = ((struct run *)child)->part.index;
    if (play->tasks[at].phase != PLAY_BEGUN || ((struct run *)child)->over)
        return;
    play->under_way--;
    finish(play, at, end_of_it->state == JOB_CANCELLED ? JOB_CANCELLED : JOB_FAILED, end_of_it->error.message);
    tell_task(play, at);
}

/* Whether the guards let each of its steps pass: a playbook begins as a whole or not at all. */
static bool may_begin(const struct play *play, struct err *e)
{
    struct guard_facts facts = play->facts;
    standing_of(play->job.work, play->target, &facts);
    for (size_t i = 0; i < play->count; i++) {
        const struct message_task *is = play->tasks[i].is;
        if (play->tasks[i].phase != PLAY_WAITS || !is->action)
            continue;
        facts.grave = action_is_grave(is->action, is->values);
        if (!arm_may_begin(play->job.work, e) ||
            !guard_allows(is->action, play->target, &facts, play->asked.bulk, play->typed, e))
            return false;
    }
    return true;
}

/* What is gone on with stays in the journal, as it is left; what begins is over. */
static void refuse_whole(struct play *play, const struct err *e)
{
    if (play->asked.of_playbook) {
        job_fail(&play->job, e);
        return;
    }
    play->refused = *e;
    for (size_t i = 0; i < play->count; i++)
        if (play->tasks[i].phase == PLAY_WAITS) {
            finish(play, i, JOB_REFUSED, e->message);
            tell_task(play, i);
        }
}

static void roles_in(struct job *job, struct reading *reading)
{
    struct play *play = (struct play *)job;
    struct err e = {.code = ERR_OK};
    run_guard_learn(&play->facts, reading, job->arena);
    play->known = !--play->asked_for;
    job->work->busy = true;
    if (play->known && !play->plan && !may_begin(play, &e))
        refuse_whole(play, &e);
}

/* Whose it is, and what it consists of: who asked to go on with it does not know. */
static void tell_taken(struct play *play)
{
    struct message message = message_about(FROM_PREPARED, NULL, play->target, 1);
    struct message_playbook *playbook = arena_alloc(message.arena, sizeof *playbook);
    struct message_task *tasks = arena_alloc(message.arena, (play->count + 1) * sizeof *tasks);
    for (size_t i = 0; i < play->count; i++)
        tasks[i] = (struct message_task){.step = arena_strdup(message.arena, play->tasks[i].is->step),
                                         .title = arena_strdup(message.arena, play->tasks[i].is->title),
                                         .thing = arena_strdup(message.arena, play->tasks[i].is->thing),
                                         .stage = play->tasks[i].is->stage,
                                         .action = play->tasks[i].is->action};
    *playbook = (struct message_playbook){arena_strdup(message.arena, play->record.name), tasks, play->count};
    message.job = play->job.id;
    message.playbook = playbook;
    message.entry_id = play->record.id;
    work_send(play->job.work, &message);
}

static void tenant_in(struct tenant_ask *ask, const char *tenant)
{
    static const struct job_kind kind = {.name = "playbook",
                                         .size = sizeof(struct play),
                                         .cancel = play_cancel,
                                         .hurry = play_hurry,
                                         .abandon = play_abandon,
                                         .free = play_free,
                                         .step = play_step,
                                         .child_ended = child_ended};
    struct work *work = ask->job.work;
    struct play *play = job_begin(work, &kind, ask->job.id);
    struct err e = {.code = ERR_OK};
    play->asked = ask->asked;
    ask->asked = (struct message){0};
    job_hand_over(&ask->job);
    play->plan = play->asked.plan;
    play->typed = play->asked.typed;
    play->job.writes = !play->plan;
    play->target = play->asked.targets;
    if (play->asked.playbook)
        play_write_down(play, tenant, session_identity(work->session)->operator_name);
    else if (!play_take_over(play, play->asked.entry_id, tenant, &e)) {
        job_fail(&play->job, &e);
        return;
    }
    tell_taken(play);
    for (size_t i = 0; i < play->count; i++)
        if (play->tasks[i].phase == PLAY_OVER)
            tell_task(play, i);
    play_ask_manager(play);
    play->asked_for++;
    read_children(&play->job, "roles", &(struct read_subject){.id = play->target->id}, 1, roles_in);
}

void play_playbook(struct work *work, struct message *asked)
{
    assert(asked->of_playbook || (asked->playbook && asked->target_count == 1));
    ask_tenant(work, asked, tenant_in);
}
