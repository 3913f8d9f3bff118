/* Before a flow begins: who is the target? Its directory roles are read, and the guards have their say. */
#include "worker/arm.h"
#include "worker/run.h"

#include "api/graph/roles.h"
#include <string.h>
#include <strings.h>

static bool is_listed(const char *const *names, const struct target *target)
{
    for (const char *const *name = names; name && *name; name++)
        if (!strcasecmp(*name, target->id) || !strcasecmp(*name, target->user_principal_name))
            return true;
    return false;
}

static void refuse(struct run *run, struct run_target *t, const struct err *e)
{
    run_finish(run, t, JOB_REFUSED, NULL, e);
}

/* What needs no request: true when the target is over. */
static bool refused_at_once(struct run *run, struct run_target *t)
{
    struct err e;
    if (arm_may_begin(run->job.work, &e) && (!t->facts.break_glass || run->count == 1 ||
                                             guard_allows(run->action, t->target, &t->facts, true, run->typed, &e)))
        return false;
    refuse(run, t, &e);
    return true;
}

/* What the guards say, now that everything is known; else the target is over. */
static bool may_go_on(struct run *run, struct run_target *t)
{
    struct err e;
    if (run->prepare || run->plan ||
        guard_allows(t->flow.action, t->target, &t->facts, run->count > 1, run->typed || run->extra.undoes, &e))
        return true;
    refuse(run, t, &e);
    return false;
}

bool run_guard(struct run *run, struct run_target *t)
{
    const struct worker_options *options = run->job.work->options;
    const struct session_identity *identity = session_identity(run->job.work->session);
    struct err e;
    if (run->extra.looks)
        return false;
    if (!action_reachable(t->flow.action, &run->job.work->endpoints, &e)) {
        refuse(run, t, &e);
        return true;
    }
    t->facts = (struct guard_facts){
        .self = identity && *identity->object_id && !strcasecmp(identity->object_id, t->target->id),
        .break_glass = is_listed(options->tenant->break_glass, t->target),
        .roles = "",
    };
    if (!run->prepare && !run->plan && refused_at_once(run, t))
        return true;
    if (t->flow.action->flags & ACTION_CREATES && !*t->target->id) { /* who is not there yet holds no role */
        t->facts.roles_known = true;
        return !may_go_on(run, t);
    }
    t->guarding = true;
    t->flow.request = graph_roles(t->flow.arena, &run->job.work->endpoints, t->target->id);
    t->attempt = t->renewals = 0;
    t->phase = TARGET_READY;
    return true;
}

/* No right to read roles is no answer; no such user (any more) has none; anything else is a failure. */
static bool take_roles(struct run_target *t, const struct http_reply *reply, struct err *e)
{
    t->facts.roles = graph_roles_read(reply, t->flow.arena, e);
    t->facts.roles_known = t->facts.roles || e->code == ERR_NOT_FOUND;
    if (!t->facts.roles)
        t->facts.roles = "";
    return t->facts.roles_known || e->code == ERR_FORBIDDEN;
}

bool run_guard_take(struct run *run, struct run_target *t, const struct http_reply *reply)
{
    struct err e = {.code = ERR_OK};
    t->guarding = false;
    t->flow.request = NULL;
    if (!take_roles(t, reply, &e)) {
        run_finish(run, t, JOB_FAILED, NULL, &e);
        return false;
    }
    return may_go_on(run, t);
}
