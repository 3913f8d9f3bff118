/* The journal's jobs: list it, take an entry back, read back what is unsettled. */
#include "worker/record.h"
#include "journal/playbook.h"
#include "worker/begin.h"
#include "worker/engine.h"
#include "worker/run.h"
#include "worker/tenant_ask.h"
#include "worker/tenant_info.h"

#include <string.h>

enum { LISTED = 1000, LISTED_ALL = 1 << 20 };

static bool is_listed(const struct message *answer, int64_t id)
{
    for (size_t i = 0; i < answer->entry_count; i++)
        if (answer->entries[i].id == id)
            return true;
    return false;
}

/* What the steps of a playbook did, the last first. One that is not over is gone on with before. */
static void list_playbook(struct work *work, const struct message *asked, struct message *answer)
{
    struct journal_playbook playbook;
    answer->error = (struct err){.code = ERR_OK};
    if (!journal_playbook_take(work->journal, answer->arena, asked->entry_id, &playbook, &answer->error))
        return;
    if (!playbook.over) {
        err_set(&answer->error, ERR_REFUSED, "playbook %lld is not over", (long long)playbook.id);
        err_hint(&answer->error, "`roster resume %lld` goes on with it", (long long)playbook.id);
        return;
    }
    struct journal_entry *all = arena_alloc(answer->arena, (playbook.count + 1) * sizeof *all);
    for (size_t i = playbook.count; i-- > 0;) {
        size_t count = 0;
        struct journal_entry *run = playbook.steps[i].run
                                        ? journal_of_run(work->journal, answer->arena, playbook.steps[i].run, &count,
                                                         &answer->error)
                                        : NULL;
        for (size_t k = 0; k < count; k++)
            if (run[k].state == JOURNAL_DONE && answer->entry_count < playbook.count) /* one user makes one entry */
                all[answer->entry_count++] = run[k];
    }
    answer->entries = all;
}

/* Each once, in the order of asking; of a run what was done stands behind the entry that was asked for. */
static void list_entries(struct work *work, const struct message *asked, struct message *answer)
{
    struct journal_entry *all = NULL, one;
    size_t room = 0;
    answer->error = (struct err){.code = ERR_OK};
    for (size_t i = 0; i < asked->entry_id_count; i++) {
        size_t count = 0;
        struct journal_entry *run = NULL;
        if (!journal_get(work->journal, answer->arena, asked->entry_ids[i], &one, &answer->error))
            return;
        if (asked->whole_runs && one.run &&
            !(run = journal_of_run(work->journal, answer->arena, one.run, &count, &answer->error)))
            return;
        struct journal_entry *more = arena_alloc(answer->arena, (room += count + 1) * sizeof *more);
        if (all)
            memcpy(more, all, answer->entry_count * sizeof *more);
        answer->entries = all = more;
        if (!is_listed(answer, one.id))
            all[answer->entry_count++] = one;
        for (size_t k = 0; k < count; k++)
            if (!is_listed(answer, run[k].id))
                all[answer->entry_count++] = run[k];
    }
}

void list_journal(struct work *work, struct message *asked)
{
    struct message answer = {.kind = FROM_JOURNAL, .job = asked->job, .arena = arena_new(0)};
    if (asked->of_playbook) {
        list_playbook(work, asked, &answer);
        work_send(work, &answer);
        return;
    }
    if (asked->entry_ids) {
        list_entries(work, asked, &answer);
        work_send(work, &answer);
        return;
    }
    size_t count = 0, unsettled = 0, n = 0;
    struct journal_entry *open = journal_unsettled(work->journal, answer.arena, NULL, &unsettled, &answer.error);
    struct journal_entry *all = open ? journal_list(work->journal, answer.arena, NULL, 0,
                                                    asked->all ? LISTED_ALL : LISTED, &count, &answer.error)
                                     : NULL;
    if (all) {
        struct journal_entry *entries = arena_alloc(answer.arena, (count + unsettled + 1) * sizeof *entries);
        for (size_t i = 0; i < unsettled; i++) {
            open[i].state = JOURNAL_UNSETTLED;
            entries[n++] = open[i];
        }
        for (size_t i = 0; i < count; i++) {
            bool twice = false;
            for (size_t j = 0; j < unsettled; j++)
                twice |= open[j].id == all[i].id;
            if (!twice)
                entries[n++] = all[i];
        }
        answer.entries = entries;
        answer.entry_count = n;
        answer.unsettled = unsettled;
        if (!journal_playbook_name_runs(work->journal, answer.arena, entries, n, &answer.error))
            answer.entry_count = 0;
        answer.playbooks = journal_playbooks_open(work->journal, answer.arena, NULL, &answer.playbook_count,
                                                  &answer.error);
    }
    work_send(work, &answer);
}

/* --- undo and settle: an entry of another tenant is not ours to touch --- */

/* The job goes on as a run under the same number; this part of it says nothing more. */
static void go_on(struct tenant_ask *ask, struct message *run, const struct run_extra *extra)
{
    struct work *work = ask->job.work;
    run->job = ask->job.id;
    run->plan = ask->asked.plan;
    run->typed = ask->asked.typed;
    job_hand_over(&ask->job);
    run_begin(work, run, extra);
}

void record_journal_target(const struct journal_entry *entry, struct target *target)
{
    struct guid id;
    if (guid_parse(entry->target_id, strlen(entry->target_id), &id))
        guid_format(&id, target->id);
    target->user_principal_name = entry->target_upn;
    target->display_name = entry->target_name;
}

bool record_may_take_back(const struct journal_entry *entry, const char *tenant, const struct action **undo,
                          struct err *e)
{
    const struct action *action = action_find(entry->action);
    if (strcmp(entry->tenant, tenant) != 0)
        return err_set(e, ERR_REFUSED, "entry %lld belongs to another tenant (%s)", (long long)entry->id,
                       entry->tenant);
    if (entry->state != JOURNAL_DONE) {
        err_set(e, ERR_REFUSED, "entry %lld is %s: only what was done can be taken back", (long long)entry->id,
                journal_state_name(entry->state));
        return err_hint(e, entry->state == JOURNAL_UNSETTLED || entry->state == JOURNAL_INTENT
                               ? "read it back first (`roster settle`, or the journal on the screen)"
                               : "nothing needs to be done");
    }
    *undo = action && action->undo ? action_find(action->undo) : NULL;
    return *undo || err_set(e, ERR_REFUSED, "%s cannot be taken back", entry->action);
}

/* One of the entries that are taken back together: the same is done for all of them, and one user's are not taken back side by side, as
 * what was before the older one would come in any order. */
static bool take_entry(struct work *work, int64_t id, const char *tenant, struct journal_entry *entries,
                       struct message *run, struct err *e)
{
    const struct action *undo = NULL;
    struct journal_entry *entry = &entries[run->target_count];
    if (!journal_get(work->journal, run->arena, id, entry, e) || !record_may_take_back(entry, tenant, &undo, e))
        return false;
    if (run->action && undo != run->action) {
        err_set(e, ERR_REFUSED, "entry %lld is taken back by \"%s\", the others by \"%s\"", (long long)id, undo->label,
                run->action->label);
        return err_hint(e, "take back together what was done by one action");
    }
    for (size_t i = 0; i < run->target_count; i++)
        if (!strcmp(entries[i].target_id, entry->target_id)) {
            err_set(e, ERR_REFUSED, "entries %lld and %lld are both of %s", (long long)entries[i].id, (long long)id,
                    entry->target_upn);
            return err_hint(e, "take the newer one back first");
        }
    run->action = undo;
    record_journal_target(entry, &run->targets[run->target_count++]);
    return true;
}

static void undo_known(struct tenant_ask *ask, const char *tenant)
{
    const int64_t *ids = ask->asked.entry_ids ? ask->asked.entry_ids : &ask->asked.entry_id;
    size_t count = ask->asked.entry_ids ? ask->asked.entry_id_count : 1;
    struct message run = {.kind = ask->asked.kind == TO_PREPARE ? TO_PREPARE : TO_RUN, .arena = arena_new(0)};
    struct journal_entry *entries = arena_alloc(run.arena, (count + 1) * sizeof *entries);
    struct err e = {.code = ERR_OK};
    bool good = true;
    run.targets = arena_alloc(run.arena, (count + 1) * sizeof *run.targets);
    for (size_t i = 0; good && i < count; i++)
        good = take_entry(ask->job.work, ids[i], tenant, entries, &run, &e);
    if (good && count > 1 && !(run.action->flags & ACTION_BULK))
        good = err_set(&e, ERR_REFUSED, "%s takes one user at a time", run.action->label);
    if (!good) {
        message_free(&run);
        job_fail(&ask->job, &e);
        return;
    }
    go_on(ask, &run, &(struct run_extra){.undoes = entries});
}

/* Also what must be known before: then the run is one of TO_PREPARE. */
void undo_entry(struct work *work, struct message *asked)
{
    ask_tenant(work, asked, undo_known);
}

static void settle_known(struct tenant_ask *ask, const char *tenant)
{
    struct message run = {.kind = TO_RUN, .arena = arena_new(0)};
    struct err e = {.code = ERR_OK};
    size_t count;
    struct journal_entry *open = journal_unsettled(ask->job.work->journal, run.arena, tenant, &count, &e);
    if (!open) {
        message_free(&run);
        job_fail(&ask->job, &e);
        return;
    }
    struct journal_entry *looks = arena_alloc(run.arena, (count + 1) * sizeof *looks);
    run.targets = arena_alloc(run.arena, (count + 1) * sizeof *run.targets);
    for (size_t i = 0; i < count; i++) {
        if (!action_find(open[i].action))
            continue; /* of a newer roster */
        looks[run.target_count] = open[i];
        record_journal_target(&open[i], &run.targets[run.target_count++]);
    }
    if (!run.target_count) {
        message_free(&run);
        job_done(&ask->job);
        return;
    }
    go_on(ask, &run, &(struct run_extra){.looks = looks});
}

void settle_entries(struct work *work, struct message *asked)
{
    ask_tenant(work, asked, settle_known);
}
