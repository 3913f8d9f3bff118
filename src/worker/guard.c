/* Before a flow begins: who is the target? Its directory roles are read, and the guards have their say. */
#include "worker/arm.h"
#include "worker/read.h"
#include "worker/run.h"
#include "worker/standing.h"

#include <assert.h>
#include <string.h>

static void refuse(struct run *run, struct run_target *t, const struct err *e)
{
    run_finish(run, t, JOB_REFUSED, NULL, e);
}

static bool is_bulk(const struct run *run)
{
    return run->count > 1 || run->part.bulk;
}

/* What needs no request: true when the target is over. */
static bool refused_at_once(struct run *run, struct run_target *t)
{
    struct err e;
    bool shows = run->plan; /* what would be sent may be looked at where nothing may be changed */
    if ((shows || arm_may_begin(run->job.work, &e)) &&
        (!t->facts.break_glass || !is_bulk(run) ||
         guard_allows(run->action, t->target, &t->facts, true, run->typed, &e)))
        return false;
    refuse(run, t, &e);
    return true;
}

/* What the guards say, now that everything is known; else the target is over. */
static bool may_go_on(struct run *run, struct run_target *t)
{
    struct err e;
    if (run->prepare || (run_permitted(run, &e) && /* what cannot be done needs no name */
                         guard_allows(t->flow.action, t->target, &t->facts, is_bulk(run), run->typed, &e)))
        return true;
    refuse(run, t, &e);
    return false;
}

bool run_guard(struct run *run, struct run_target *t)
{
    struct err e;
    if (run->extra.looks)
        return false;
    if (!permission_reachable(t->flow.action, &run->job.work->endpoints, &e)) {
        refuse(run, t, &e);
        return true;
    }
    t->facts = (struct guard_facts){
        .roles = "", .grave = action_is_grave(t->flow.action, run->each ? run->each[t - run->targets] : run->values)};
    standing_of(run->job.work, t->target, &t->facts);
    if (run->part.facts) {
        t->facts.roles = run->part.facts->roles;
        t->facts.roles_known = run->part.facts->roles_known;
        t->facts.grant = run->part.facts->grant;
        t->facts.unread = run->part.facts->unread;
        return refused_at_once(run, t) || !may_go_on(run, t);
    }
    if (!run->prepare && refused_at_once(run, t))
        return true;
    if (t->flow.action->flags & ACTION_CREATES && !*t->target->id) { /* who is not there yet holds no role */
        t->facts.roles_known = true;
        return !may_go_on(run, t);
    }
    t->phase = TARGET_ASKED;
    return true;
}

bool run_guard_others(struct run *run, struct run_target *t)
{
    for (size_t i = 0; i < t->flow.other_count; i++) {
        const struct target *other = &t->flow.others[i];
        struct guard_facts facts = {.roles = ""};
        struct err e;
        standing_of(run->job.work, other, &facts);
        if (!facts.break_glass)
            continue;
        err_set(&e, ERR_REFUSED, "%.200s is a break-glass account: nothing is done to it beside something else",
                other->user_principal_name);
        err_hint(&e, "leave it out here, and do it to that account alone if you mean it");
        run_finish(run, t, t->wrote ? JOB_FAILED : JOB_REFUSED, NULL, &e);
        return false;
    }
    return true;
}

/* A group that carries roles is named where nothing else is. */
static const char *names_of(const struct record_page *page, struct arena *arena)
{
    const char *roles = NULL, *groups = NULL;
    for (size_t i = 0; i < page->count; i++) {
        const char *name = record_text_at(&page->records[i], page->kind->title);
        const char **to = record_true(&page->records[i], "isAssignableToRole") ? &groups : &roles;
        *to = *to ? arena_printf(arena, "%s; %s", *to, name) : arena_strdup(arena, name);
    }
    return roles ? roles : groups ? groups : "";
}

/* No answer came: neither that there are roles nor that this cannot be told. */
static bool is_failure(const struct reading *reading)
{
    return reading->state == READ_NOT &&
           (reading->why == WHY_CUT_SHORT || reading->why == WHY_TIMED_OUT || reading->why == WHY_THROTTLED ||
            reading->error.code == ERR_SIGN_IN || reading->error.code == ERR_TLS);
}

void run_guard_learn(struct guard_facts *facts, const struct reading *reading, struct arena *arena)
{
    facts->roles = names_of(reading->page, arena);
    facts->roles_known = reading->state == READ_WHOLE;
    facts->grant = reading->error.code == ERR_FORBIDDEN
                       ? (reading->beside ? reading->source->also : reading->source->needs)[0]
                       : NULL;
    facts->unread = arena_strdup(arena, reading->error.message);
}

static void roles_in(struct job *job, struct reading *reading)
{
    struct run *run = (struct run *)job;
    struct run_target *t = &run->targets[reading->index];
    if (t->phase != TARGET_ASKED)
        return; /* cancelled meanwhile */
    run_guard_learn(&t->facts, reading, t->flow.arena);
    if (is_failure(reading))
        run_finish(run, t, JOB_FAILED, NULL, &reading->error);
    else if (may_go_on(run, t))
        run_advance(run, t, NULL);
}

/* What is not known of an entry ends a run of several before it begins. One user alone is kept from it only by an entry that could
 * not be read and only until his name is typed: an entry that is nobody's is not his. */
static bool entry_stops(const struct run *run, const struct reading *reading)
{
    return run->count > 1 || (reading->state != READ_WHOLE && !run->prepare && !run->typed);
}

static void standing_in(struct job *job, struct reading *reading)
{
    struct run *run = (struct run *)job;
    struct err e;
    run->standing--;
    if (!standing_learn(job->work, reading, &e) && !job->ended && entry_stops(run, reading)) {
        if (run->count == 1)
            err_hint(&e, "add --name %s if you mean it", run->targets[0].target->user_principal_name);
        job_fail(job, &e);
    }
    job->work->busy = true;
}

bool run_guard_waits(struct run *run)
{
    if (!run->guarded && !run->extra.looks && !standing_known(run->job.work))
        run->standing = standing_ask(&run->job, standing_in);
    run->guarded = true;
    return run->standing > 0;
}

void run_guard_ask(struct run *run, size_t from)
{
    auto_arena struct arena *arena = arena_new(0);
    struct read_subject *subjects = arena_alloc(arena, (run->next - from + 1) * sizeof *subjects);
    size_t count = 0;
    for (size_t i = from; i < run->next; i++)
        if (run->targets[i].phase == TARGET_ASKED)
            subjects[count++] = (struct read_subject){.id = run->targets[i].target->id, .index = i};
    if (count)
        read_children(&run->job, "roles", subjects, count, roles_in);
}
