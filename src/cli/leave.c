/* After the screen: the terminal is the shell's again, and changes that are under way are not. */
#include "cli/leave.h"

#include "base/clock.h"
#include "output/say.h"
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>

enum { FINISH_DEADLINE = 120000, JOBS = 32, SOURCES = WORKERS_PAST + 1, PROMPT = 300 /* ms before the first word */ };

struct leaving {
    struct worker *workers[SOURCES];
    bool stopped[SOURCES];
    size_t count;
    struct {
        const struct worker *worker;
        uint64_t job;
        size_t finished, total;
    } jobs[JOBS];
    size_t job_count;
    size_t ok, failed, skipped;
    bool stops, said;
    int64_t begun;
    sigset_t waiting;
};

static volatile sig_atomic_t interrupted;

static void note_interrupt(int number)
{
    interrupted = 1;
    signal(number, SIG_DFL); /* the second one means it */
}

static void begin(struct leaving *leaving, struct ui_workers *workers)
{
    sigset_t interrupt;
    *leaving = (struct leaving){.count = 1, .workers = {workers->now}, .begun = clock_monotonic()};
    for (size_t i = 0; i < workers->past_count; i++)
        leaving->workers[leaving->count++] = workers->past[i].worker;
    for (size_t i = 0; i < leaving->count; i++) {
        struct message quit = {.kind = TO_QUIT};
        worker_post(leaving->workers[i], &quit); /* where the inbox is full worker_stop() tells it */
    }
    sigemptyset(&interrupt);
    sigaddset(&interrupt, SIGINT);
    pthread_sigmask(SIG_BLOCK, &interrupt, &leaving->waiting);
    sigdelset(&leaving->waiting, SIGINT);
    sigaction(SIGINT, &(struct sigaction){.sa_handler = note_interrupt}, NULL);
}

static void note_progress(struct leaving *leaving, const struct worker *worker, const struct message *came)
{
    size_t at = 0;
    while (at < leaving->job_count && (leaving->jobs[at].worker != worker || leaving->jobs[at].job != came->job))
        at++;
    if (at == JOBS)
        return;
    leaving->job_count += at == leaving->job_count;
    leaving->jobs[at].worker = worker;
    leaving->jobs[at].job = came->job;
    leaving->jobs[at].finished = came->finished;
    leaving->jobs[at].total = came->total;
}

/* True when it has said its last word. */
static bool take(struct leaving *leaving, struct worker *worker)
{
    struct message came;
    bool stopped = false;
    while (!stopped && worker_take(worker, &came)) {
        stopped = came.kind == FROM_STOPPED;
        if (came.kind == FROM_PROGRESS)
            note_progress(leaving, worker, &came);
        if (came.kind == FROM_JOB_END) {
            leaving->ok += came.ok;
            leaving->failed += came.failed;
            leaving->skipped += came.skipped;
        }
        message_free(&came);
    }
    return stopped;
}

static void tell(struct leaving *leaving)
{
    const char *hint = leaving->stops ? "what has not begun is left out" : "Ctrl-C stops what has not begun";
    char text[160];
    size_t finished = 0, total = 0;
    for (size_t i = 0; i < leaving->job_count; i++) {
        finished += leaving->jobs[i].finished;
        total += leaving->jobs[i].total;
    }
    if (total)
        snprintf(text, sizeof text, "Finishing %zu of %zu ... %s", finished, total, hint);
    else
        snprintf(text, sizeof text, "Finishing what was begun ... %s", hint);
    if (say_is_watched())
        say_passing(text);
    else if (!leaving->said)
        say_error("roster: %s\n", text);
    leaving->said = true;
}

static void pass_on_interrupt(struct leaving *leaving)
{
    if (!interrupted || leaving->stops)
        return;
    leaving->stops = true;
    for (size_t i = 0; i < leaving->count; i++) {
        struct message cancel = {.kind = TO_CANCEL};
        worker_post(leaving->workers[i], &cancel);
    }
}

/* One look at all of them; false when they have stopped, or the time is over. */
static bool turn(struct leaving *leaving)
{
    struct pollfd on[SOURCES];
    nfds_t count = 0;
    pass_on_interrupt(leaving);
    for (size_t i = 0; i < leaving->count; i++) {
        leaving->stopped[i] = leaving->stopped[i] || take(leaving, leaving->workers[i]);
        if (!leaving->stopped[i])
            on[count++] = (struct pollfd){.fd = worker_fd(leaving->workers[i]), .events = POLLIN};
    }
    int64_t gone = clock_monotonic() - leaving->begun, left = FINISH_DEADLINE - gone;
    if (!count || left <= 0)
        return false;
    if (gone >= PROMPT)
        tell(leaving);
    else
        left = PROMPT - gone;
    struct timespec most = {.tv_sec = left / 1000, .tv_nsec = left % 1000 * 1000000};
    ppoll(on, count, &most, &leaving->waiting);
    return true;
}

bool leave(struct ui_workers *workers)
{
    struct leaving leaving;
    bool finished = true;
    begin(&leaving, workers);
    while (turn(&leaving))
        ;
    say_passing(NULL);
    for (size_t i = 0; i < leaving.count; i++)
        finished = worker_stop(leaving.workers[i], 0) && finished;
    if (leaving.said)
        say_error("roster: %s: %zu done, %zu failed, %zu left out\n", finished ? "finished" : "not finished in time",
                  leaving.ok, leaving.failed, leaving.skipped);
    signal(SIGINT, SIG_DFL);
    return finished;
}
