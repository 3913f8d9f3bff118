/* The tenant as a child process; the load through the worker, with the model fed as the screen feeds it. */
#include "serve.h"

#include "base/alloc.h"
#include "bench.h"
#include "config/config.h"
#include "model/users.h"
#include "model/view.h"
#include "worker/worker.h"
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { DEADLINE = 60000, MOST = 24 };

/* The tenant prints its address when it listens. */
static bool read_base(struct serve *serve, int fd)
{
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    ssize_t got = poll(&wait, 1, DEADLINE) == 1 ? read(fd, serve->base, sizeof serve->base - 1) : 0;
    serve->base[got > 0 ? got : 0] = '\0';
    serve->base[strcspn(serve->base, "\n")] = '\0';
    return *serve->base;
}

bool serve_start(struct serve *serve, unsigned users, unsigned latency)
{
    return serve_start_with(serve, users, latency, (const char *const[]){NULL});
}

bool serve_start_with(struct serve *serve, unsigned users, unsigned latency, const char *const *more)
{
    char count[16], delay[16];
    int ends[2];
    *serve = (struct serve){.pid = -1};
    snprintf(serve->folder, sizeof serve->folder, "/tmp/roster-bench-XXXXXX");
    snprintf(count, sizeof count, "%u", users);
    snprintf(delay, sizeof delay, "%u", latency);
    if (!mkdtemp(serve->folder) || pipe(ends))
        return false;
    snprintf(serve->config, sizeof serve->config, "%s/config.yaml", serve->folder);
    double from = bench_now();
    serve->pid = fork();
    if (serve->pid == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        const char *arguments[MOST] = {"roster-tenant",
                                       "--listen",
                                       "127.0.0.1:0",
                                       "--users",
                                       count,
                                       "--latency",
                                       delay,
                                       "--write-config",
                                       serve->config,
                                       "--client-secret",
                                       SERVE_SECRET,
                                       "--throttle-units",
                                       "0",
                                       "--die-with-parent"};
        for (size_t at = 14; *more; more++)
            arguments[at++] = *more;
        execv(BUILD_DIR "/roster-tenant", (char *const *)(uintptr_t)arguments);
        _exit(127);
    }
    close(ends[1]);
    bool ready = serve->pid > 0 && read_base(serve, ends[0]);
    serve->ready_ms = bench_now() - from;
    close(ends[0]);
    return ready;
}

static int remove_one(const char *path, const struct stat *about, int flag, struct FTW *ftw)
{
    (void)about, (void)flag, (void)ftw;
    return remove(path);
}

void serve_stop(struct serve *serve)
{
    if (serve->pid > 0) {
        kill(serve->pid, SIGTERM);
        waitpid(serve->pid, NULL, 0);
    }
    nftw(serve->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void take(struct message *message, struct users *users, struct user_view *view, double *longest)
{
    double from = bench_cpu();
    uint32_t first = users_count(users);
    users_append(users, message->page);
    message->page = NULL;
    if (view)
        view_appended(view, first);
    double took = bench_cpu() - from;
    if (took > *longest)
        *longest = took;
}

static bool pump(struct worker *worker, struct users *users, struct user_view *view, double *longest)
{
    struct message message = {.kind = TO_LOAD_USERS, .job = 1};
    bool ended = !worker_post(worker, &message), good = false;
    while (!ended) {
        struct pollfd wait = {.fd = worker_fd(worker), .events = POLLIN};
        if (poll(&wait, 1, DEADLINE) != 1)
            return false;
        while (worker_take(worker, &message)) {
            if (message.kind == FROM_USERS_PAGE)
                take(&message, users, view, longest);
            if (message.kind == FROM_PROGRESS)
                users_expect(users, message.total);
            if (message.kind == FROM_JOB_END) {
                ended = true;
                good = message.state == JOB_DONE;
                if (!good)
                    fprintf(stderr, "bench: %s\n", message.error.message);
            }
            message_free(&message);
        }
    }
    return good;
}

double serve_load(const struct serve *serve, struct users *users, struct user_view *view, double *longest)
{
    struct err e = {.code = ERR_OK};
    struct config *config = config_read(serve->config, &e);
    auto_str char *journal = xasprintf("%s/journal.db", serve->folder);
    double took = -1, none = 0;
    struct worker_options options = {.journal_path = journal};
    struct worker *worker = NULL;
    if (config && (options.tenant = config_tenant(config, NULL, &e)))
        worker = worker_start(&options, &e);
    if (worker) {
        double from = bench_now();
        bool good = pump(worker, users, view, longest ? longest : &none);
        took = good ? bench_now() - from : -1;
        worker_stop(worker, 1000);
    } else {
        fprintf(stderr, "bench: %s\n", e.message);
    }
    config_free(config);
    return took;
}
