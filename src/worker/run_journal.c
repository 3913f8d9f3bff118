/* What a run writes into the journal: an intent before the first write of a target, the outcome after. The journal may be
 * another process's turn, or its disk full: nothing here waits, a step of the run tries again. */
#include "worker/run.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "codec/json.h"
#include "worker/tenant_info.h"

enum { PATIENCE = 10000, PAUSE = 50 }; /* ms */

static char *requests_json(const struct run_target *t)
{
    auto_buf struct buf out = buf_make(1u << 20);
    struct json_writer w = json_writer(&out);
    json_open(&w, '[');
    for (size_t i = 0; i < t->write_count; i++) {
        const struct plan_request *request = &t->writes[i];
        json_open(&w, '{');
        json_member_text(&w, "method", request->method);
        json_member_text(&w, "url", request->url);
        json_name(&w, "body");
        json_put_body(&w, request->body);
        json_close(&w);
    }
    json_close(&w);
    return arena_strdup(t->flow.arena, buf_text(&out));
}

/* What the action was told, without secrets: undo and settling need it. */
static const char *parameters_json(const struct run_target *t)
{
    const struct flow *flow = &t->flow;
    auto_buf struct buf out = buf_make(1u << 20);
    struct json_writer w = json_writer(&out);
    if (!flow->value_count)
        return NULL;
    json_open(&w, '{');
    for (const struct param *param = flow->action->params; param && param->name; param++) {
        const char *value = flow_value(flow, param->name);
        if (param->kind == PARAM_SECRET || param->hidden ||
            (!value && !(param->computed && flow_given(flow, param->name))))
            continue;
        json_member_text(&w, param->name, value ? value : "");
    }
    json_close(&w);
    return arena_strdup(flow->arena, buf_text(&out));
}

static struct journal_entry intent_of(struct run *run, struct run_target *t)
{
    const struct session_identity *identity = session_identity(run->job.work->session);
    const struct journal_entry *undoes = run->extra.undoes ? &run->extra.undoes[t - run->targets] : NULL;
    return (struct journal_entry){
        .begun = clock_now(),
        .tenant = identity ? identity->tenant_id : run->job.work->options->tenant->tenant_id,
        .operator_name = identity ? identity->operator_name : run->job.work->options->tenant->client_id,
        .action = run->action->name,
        .target_id = t->target->id,
        .target_upn = t->target->user_principal_name,
        .target_name = t->target->display_name,
        .prior = t->flow.prior,
        .parameters = parameters_json(t),
        .requests = requests_json(t),
        .undoes = undoes ? undoes->id : 0,
        .run = run->number,
    };
}

bool run_wants_intent(const struct run_target *t)
{
    return t->phase == TARGET_READY && !t->entry && http_is_write(t->flow.request);
}

/* Whether it is worth asking; known now, because every flow reads before it writes. */
bool run_permitted(struct run *run, struct err *e)
{
    struct held held = work_held(run->job.work);
    held.grows = false; /* it was asked for, if it could be */
    return permission_of(run->action, &held, e) != PERMISSION_CANNOT;
}

/* Another roster is writing: come back soon, while the screen and the sockets go on. Long enough, and it is a failure. */
static int64_t later(const struct run *run, int64_t *until, int64_t now)
{
    if (!journal_is_busy(run->job.work->journal))
        return -1;
    if (!*until)
        *until = now + PATIENCE;
    return now < *until ? PAUSE : -1;
}

/* What the journal says for the targets that want an intent: numbers for all, or `e`. */
static bool ask_intents(struct run *run, size_t count, int64_t *ids, struct err *e)
{
    struct journal_entry *entries = xcalloc(count, sizeof *entries);
    size_t n = 0;
    for (size_t i = run->low; i < run->next; i++)
        if (run_wants_intent(&run->targets[i]))
            entries[n++] = intent_of(run, &run->targets[i]);
    bool good = journal_intents(run->job.work->journal, entries, n, ids, e);
    xfree(entries);
    return good;
}

int64_t run_intents(struct run *run, int64_t now)
{
    struct err e = {.code = ERR_OK};
    int64_t wait = -1;
    size_t n = 0, at = 0;

    if (run->plan)
        return -1;
    for (size_t i = run->low; i < run->next; i++)
        n += run_wants_intent(&run->targets[i]);
    if (!n)
        return -1;
    int64_t *ids = xcalloc(n, sizeof *ids);
    bool may = run_permitted(run, &e), good = may && ask_intents(run, n, ids, &e);
    if (may && !good)
        wait = later(run, &run->intents_until, now);
    else
        run->intents_until = 0;
    for (size_t i = run->low; i < run->next && wait < 0; i++) {
        struct run_target *t = &run->targets[i];
        if (!run_wants_intent(t))
            continue;
        if (good)
            t->entry = ids[at++];
        else
            run_finish(run, t, may ? JOB_FAILED : JOB_REFUSED, NULL, &e);
    }
    xfree(ids);
    return wait;
}

/* --- outcomes --- */

struct outcome { /* to be written; in the run's arena */
    struct outcome *next;
    struct journal_entry entry;
};

void run_note(struct run *run, const struct run_target *t, enum job_state state, const char *text)
{
    static const enum journal_state states[] = {
        [JOB_DONE] = JOURNAL_DONE,           [JOB_ALREADY] = JOURNAL_ALREADY, [JOB_FAILED] = JOURNAL_FAILED,
        [JOB_UNSETTLED] = JOURNAL_UNSETTLED, [JOB_REFUSED] = JOURNAL_FAILED,  [JOB_CANCELLED] = JOURNAL_FAILED,
        [JOB_SKIPPED] = JOURNAL_FAILED,
    };
    const struct journal_entry *look = run->extra.looks ? &run->extra.looks[t - run->targets] : NULL;
    bool ends = !look || state != JOB_UNSETTLED || !look->ended; /* looking in vain makes nothing younger */
    struct arena *arena = run->arena;
    struct outcome *outcome = arena_alloc(arena, sizeof *outcome);
    outcome->entry = (struct journal_entry){
        .id = t->entry,
        .undoes = run->extra.undoes ? run->extra.undoes[t - run->targets].id : 0,
        .ended = ends ? clock_now() : look->ended,
        .state = states[state],
        .message = arena_strdup(arena, text),
        .target_id = arena_strdup(arena, t->flow.made_id),
        .request_id = t->request_id[0] ? arena_strdup(arena, t->request_id) : NULL,
        .requests = t->write_count ? arena_strdup(arena, requests_json(t)) : NULL,
    };
    if (!run->outcomes)
        run->outcomes_end = &run->outcomes;
    *run->outcomes_end = outcome;
    run->outcomes_end = &outcome->next;
}

/* What an undo found as it was before is taken back, though nothing was sent. */
static bool write_one(struct journal *journal, const struct journal_entry *entry, struct err *e)
{
    return entry->id ? journal_outcome(journal, entry, e) : journal_undone(journal, entry->undoes, e);
}

int64_t run_outcomes(struct run *run, int64_t now)
{
    struct journal *journal = run->job.work->journal;
    struct err e;
    while (run->outcomes && write_one(journal, &run->outcomes->entry, &e)) {
        run->outcomes = run->outcomes->next;
        run->outcomes_until = 0;
    }
    if (!run->outcomes)
        return -1;
    if (!run->outcomes_until)
        run->outcomes_until = now + PATIENCE;
    if (now < run->outcomes_until && !run->abandoned)
        return PAUSE;
    run->lost_why = e;
    for (; run->outcomes; run->outcomes = run->outcomes->next)
        run->lost++;
    run->outcomes_until = 0;
    return -1;
}

bool run_lost(const struct run *run, struct err *e)
{
    if (!run->lost)
        return false;
    err_set(e, ERR_JOURNAL, "%s: the outcome of %zu %s is not in it", run->lost_why.message, run->lost,
            run->lost == 1 ? "entry" : "entries");
    err_hint(e, "when the journal can be written again, `roster settle` reads back what became of them");
    return true;
}
