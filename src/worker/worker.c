/* The thread: empty the inbox, take replies, step jobs, send, sleep. */
#include "worker/worker.h"
#include "worker/arm.h"
#include "worker/begin.h"
#include "worker/session_start.h"
#include "worker/tokens.h"

#include "api/http/transport.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "codec/xml.h"
#include "config/sku_file.h"
#include "model/view.h"
#include "worker/engine.h"
#include "worker/queue.h"
#include "worker/research.h"
#include "worker/standing.h"
#include <assert.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { INBOX = 1024 };
enum { STOP_NOT, STOP_SOON, STOP_NOW };

struct worker {
    struct worker_options options;
    struct queue in, out;
    int event;
    atomic_int stop;
    bool stopped; /* FROM_STOPPED was taken; of the side that takes */
    pthread_t thread;
    struct work work; /* the thread's own once it runs */
};

static struct worker *worker_of(struct work *work)
{
    return (struct worker *)((char *)work - offsetof(struct worker, work));
}

/* --- messages --- */

static void sort(struct work *work, struct message *asked)
{
    struct message sorted = {.kind = FROM_SORTED, .job = asked->job, .sort = asked->sort};
    asked->sort = NULL;
    view_sort_job_run(sorted.sort);
    work_send(work, &sorted);
}

static void refuse(struct work *work, const struct message *asked)
{
    struct message end = {.kind = FROM_JOB_END, .job = asked->job, .state = JOB_CANCELLED};
    if (work->quitting)
        err_set(&end.error, ERR_CANCELLED, "roster is ending");
    else
        err_set(&end.error, ERR_REFUSED,
                "this is a case that was written down: nothing is read, and nothing is changed");
    if (asked->job)
        work_send(work, &end);
}

/* An action, a playbook, or what is taken back. */
static void carry_out(struct work *work, struct message *asked)
{
    if (asked->in_turn)
        take_back_in_turn(work, asked);
    else if (asked->playbook || asked->of_playbook)
        play_playbook(work, asked);
    else if (asked->entry_id || asked->entry_ids)
        undo_entry(work, asked);
    else
        run_action(work, asked);
}

static void dispatch(struct work *work, struct message *asked)
{
    static void (*const begin[])(struct work *, struct message *) = {
        [TO_LOAD_USERS] = load_users,
        [TO_READ] = read_sources,
        [TO_RUN] = carry_out,
        [TO_PREPARE] = carry_out,
        [TO_SORT] = sort,
        [TO_JOURNAL] = list_journal,
        [TO_SETTLE] = settle_entries,
        [TO_SIGN_IN] = sign_in,
        [TO_ARM] = arm,
        [TO_DOCTOR] = doctor,
        [TO_FIND_EVERYWHERE] = find_everywhere,
        [TO_RESEARCH] = research_users,
        [TO_KEEP_CASE] = keep_case,
    };
    if (asked->kind == TO_LOAD_USERS || asked->kind == TO_SIGN_IN || asked->kind == TO_DOCTOR ||
        (asked->kind == TO_RUN && !asked->plan))
        tokens_ask_again(work);
    if (asked->kind == TO_CANCEL && asked->research)
        research_cancel(work, asked);
    else if (asked->kind == TO_CANCEL)
        jobs_cancel(work, asked->job);
    else if (asked->kind == TO_SIGN_IN_ANSWER)
        sign_in_answer(work, asked->answer, asked->secret);
    else if (asked->kind == TO_QUIT)
        atomic_store(&worker_of(work)->stop, STOP_SOON);
    else if (work->quitting || (work->options->offline && asked->kind != TO_SORT && asked->kind != TO_JOURNAL))
        refuse(work, asked);
    else if (asked->kind < sizeof begin / sizeof begin[0] && begin[asked->kind])
        begin[asked->kind](work, asked);
    message_free(asked);
}

static void stop_turn(struct work *work)
{
    int stop = atomic_load(&worker_of(work)->stop);
    if (stop == STOP_NOT)
        return;
    for (struct job *job = work->quitting ? NULL : work->jobs; job; job = job->next) {
        if (job->ended || job->parent) /* a child goes on for as long as its parent does */
            continue;
        if (!job->writes)
            job_cancel(job);
        else if (job->kind->hurry)
            job->kind->hurry(job);
    }
    work->quitting = true;
    sign_in_cancel(work);
    for (struct job *job = stop == STOP_NOW ? work->jobs : NULL; job; job = job->next)
        if (!job->ended && job->kind->abandon)
            job->kind->abandon(job);
}

static int shorter(int64_t a, int64_t b)
{
    int64_t least = a < 0 ? b : b < 0 ? a : a < b ? a : b;
    return least < 0 || least > INT_MAX ? INT_MAX : (int)least;
}

static int turn(struct work *work)
{
    struct message asked;
    int64_t next = -1;
    work->busy = false;
    while (queue_take(&worker_of(work)->in, &asked))
        dispatch(work, &asked);
    calls_take(work);
    stop_turn(work);
    for (struct job *job = work->jobs; job; job = job->next)
        if (job->kind->step && !job->ended) {
            int64_t wait = job->kind->step(job, clock_monotonic());
            next = shorter(next, wait) == INT_MAX ? -1 : shorter(next, wait);
        }
    jobs_free_ended(work);
    int64_t signs = sign_in_step(work, clock_now());
    next = shorter(next, signs) == INT_MAX ? -1 : shorter(next, signs);
    int64_t call = calls_step(work), armed = arm_step(work, clock_now());
    next = shorter(next, armed) == INT_MAX ? -1 : shorter(next, armed);
    return work->busy ? 0 : shorter(next, call);
}

static void *run(void *context)
{
    struct worker *worker = context;
    struct work *work = &worker->work;
    for (;;) {
        int wait = turn(work);
        if (work->quitting && !work->jobs && queue_close(&worker->in)) /* nothing is left unanswered */
            break;
        transport_wait(work->transport, wait);
    }
    arm_end(work);
    struct message stopped = {.kind = FROM_STOPPED};
    work_send(work, &stopped);
    return NULL;
}

/* --- the outside --- */

/* Microsoft's names of the products, from a file of the user's. */
static bool tell_names(struct work *work, const char *path, struct err *e)
{
    struct message names = {.kind = FROM_SKUS, .arena = arena_new(0)};
    struct sku_file_row *first;
    if (!sku_file_read(path, names.arena, &first, e)) {
        message_free(&names);
        return false;
    }
    for (const struct sku_file_row *row = first; row; row = row->next)
        names.sku_count++;
    struct message_sku *skus = arena_alloc(names.arena, (names.sku_count + 1) * sizeof *skus);
    names.skus = skus;
    for (const struct sku_file_row *row = first; row; row = row->next)
        *skus++ = (struct message_sku){.sku_id = row->id, .name = row->name};
    work_send(work, &names);
    return true;
}

/* Reading needs no journal. */
static bool open_journal(struct work *work, const char *path, struct err *e)
{
    struct err why;
    work->journal = work->options->offline ? NULL : journal_open(path, &why);
    if (work->journal)
        return true;
    if (work->options->offline)
        err_set(&why, ERR_JOURNAL, "a case that was written down has no journal; what was done stands in its note");
    else
        work_notice(work, "Nothing can be changed: %s. %s", why.message, why.hint);
    work->journal = journal_refused(&why);
    return work->journal || err_set(e, ERR_INTERNAL, "there is no memory for a journal");
}

static bool prepare(struct worker *worker, struct err *e)
{
    struct work *work = &worker->work;
    const struct config_tenant *tenant = worker->options.tenant;
    size_t ignored;
    work->out = &worker->out;
    work->want_token = tokens_want;
    work->event = worker->event;
    work->options = &worker->options;
    work->endpoints = tenant->endpoints;
    work->endpoints.tenant_id = tenant->tenant_id;
    work->learned = arena_new(256);
    work->budget = budget_make(clock_monotonic());
    action_all(&ignored); /* fills the tables while there is one thread */
    source_all(&ignored);
    xml_start();
    if (!session_start(work, e))
        return false;
    if (!open_journal(work, worker->options.journal_path, e))
        return false;
    work->transport = transport_new(
        &(struct transport_options){.trace_path = worker->options.trace_path, .ca_file = tenant->ca_file}, e);
    return work->transport && (!worker->options.sku_names || tell_names(work, worker->options.sku_names, e));
}

static void worker_free(struct worker *worker)
{
    struct work *work = &worker->work;
    assert(!work->jobs);
    case_files_free(work);
    calls_free(work);
    sign_in_free(work);
    transport_free(work->transport);
    session_free(work->session);
    assertion_key_free(work->key);
    store_free(work->store);
    arena_free(work->tenant_arena);
    standing_free(work);
    arena_free(work->learned);
    arena_free(work->cmdlets_arena);
    arena_free(work->plans_arena);
    journal_close(work->journal);
    queue_free(&worker->in);
    queue_free(&worker->out);
    close(worker->event);
    xfree(worker);
}

struct worker *worker_start(const struct worker_options *options, struct err *e)
{
    static const int fatal[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
    struct worker *worker = xcalloc(1, sizeof *worker);
    sigset_t all, before;
    worker->options = *options;
    queue_init(&worker->in, INBOX);
    queue_init(&worker->out, 0);
    worker->event = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (!prepare(worker, e)) {
        worker_free(worker);
        return NULL;
    }
    sigfillset(&all);
    for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++)
        sigdelset(&all, fatal[i]); /* a crash here must reach the handler that puts the terminal right */
    pthread_sigmask(SIG_BLOCK, &all, &before);
    int failed = pthread_create(&worker->thread, NULL, run, worker);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failed) {
        err_set(e, ERR_INTERNAL, "no second thread can be started");
        worker_free(worker);
        return NULL;
    }
    return worker;
}

int worker_fd(const struct worker *worker)
{
    return worker->event;
}

bool worker_post(struct worker *worker, struct message *message)
{
    bool was_empty;
    if (!queue_put(&worker->in, message, &was_empty))
        return false;
    if (was_empty)
        transport_wakeup(worker->work.transport);
    return true;
}

bool worker_take(struct worker *worker, struct message *message)
{
    uint64_t count;
    bool some = queue_take(&worker->out, message);
    if (!some) {
        ssize_t ignored = read(worker->event, &count, sizeof count);
        (void)ignored;
        some = queue_take(&worker->out, message); /* what came in between has woken an fd that is quiet now */
    }
    worker->stopped |= some && message->kind == FROM_STOPPED;
    return some;
}

/* Take messages until FROM_STOPPED or `until`; true when it came, now or before. */
static bool drain(struct worker *worker, int64_t until)
{
    for (;;) {
        struct message message;
        while (!worker->stopped && worker_take(worker, &message))
            message_free(&message);
        if (worker->stopped)
            return true;
        int64_t left = until - clock_monotonic();
        if (until >= 0 && left <= 0)
            return false;
        struct pollfd wait = {.fd = worker->event, .events = POLLIN};
        poll(&wait, 1, until < 0 ? -1 : (int)left);
    }
}

bool worker_stop(struct worker *worker, int64_t deadline_ms)
{
    atomic_store(&worker->stop, STOP_SOON);
    transport_wakeup(worker->work.transport);
    bool finished = drain(worker, clock_monotonic() + deadline_ms);
    if (!finished) {
        atomic_store(&worker->stop, STOP_NOW);
        transport_wakeup(worker->work.transport);
        drain(worker, -1);
    }
    pthread_join(worker->thread, NULL);
    worker_free(worker);
    return finished;
}

const char *worker_library(void)
{
    return transport_library();
}
