/* The real program in a pseudo-terminal: first frame, keys answered idle and under load, bytes, memory. */
#include "base/alloc.h"
#include "bench.h"
#include "program.h"
#include "serve.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { STARTS = 11, MOVES = 300, MOST_KEYS = 2000 };

static bool shows(const struct program *program, const void *text)
{
    return program_shows(program, text);
}

static bool loaded(const struct program *program, const void *count)
{
    return strstr(program_line(program, 0), count) && strstr(program_line(program, 0), "as of") &&
           !program_shows(program, " loading");
}

static bool marked_at(const struct program *program, const void *line)
{
    return program_marked(program, '>') == *(const int *)line;
}

static bool begins_otherwise(const struct program *program, const void *line)
{
    return strcmp(program_line(program, 0), line) != 0;
}

static bool start_roster(struct program *program, const struct serve *serve)
{
    const char *const arguments[] = {BUILD_DIR "/roster", "--config", serve->config, NULL};
    return program_start(program, arguments);
}

/* Down and up by turns; the milliseconds each took to be on the screen. Returns how many were asked. */
static size_t press_keys(struct program *program, double *took, size_t most, double pause, const char *until)
{
    size_t count = 0;
    int home = program_marked(program, '>');
    while (count < most && (!until || program_shows(program, until))) {
        int line = home + (count % 2 == 0);
        program_type(program, count % 2 == 0 ? "j" : "k");
        took[count] = program_until(program, marked_at, &line);
        if (took[count++] < 0)
            break;
        program_pass(program, pause);
    }
    return count;
}

/* --- the pager everybody has, on as many lines --- */

struct pager {
    double first, key, slow; /* ms; the slowest of a hundred */
    size_t bytes;            /* per key */
    bool there;
};

static struct pager measure_pager(const struct serve *serve)
{
    struct pager pager = {.there = bench_installed("less")};
    auto_str char *path = xasprintf("%s/lines", serve->folder);
    const char *const arguments[] = {"less", path, NULL};
    double first[STARTS], took[MOVES];
    struct program program = {.pid = -1};
    FILE *file = pager.there ? fopen(path, "w") : NULL;
    if (!file)
        return (struct pager){.there = false};
    for (int i = 0; i < 100000; i++)
        fprintf(file, "   Person Number %-9d person.%06d@contoso.com   E5, Visio   Enabled\n", i, i);
    fclose(file);
    for (int i = 0; i < STARTS; i++) {
        program_stop(&program);
        if (program_start(&program, arguments))
            first[i] = program_until(&program, shows, "Number 22 ");
    }
    program_pass(&program, 50);
    size_t before = program.bytes;
    for (int i = 0; i < MOVES; i++) {
        auto_str char *top = xstrdup(program_line(&program, 0));
        program_type(&program, i % 2 ? "k" : "j");
        took[i] = program_until(&program, begins_otherwise, top);
        program_pass(&program, 1);
    }
    pager.bytes = (program.bytes - before) / MOVES;
    program_stop(&program);
    pager.first = bench_quantile(first, STARTS, 0.5);
    pager.key = bench_quantile(took, MOVES, 0.5);
    pager.slow = bench_quantile(took, MOVES, 0.99);
    return pager;
}

/* --- idle --- */

static void measure_idle(const struct serve *serve, const struct pager *pager)
{
    double first[STARTS], took[MOVES];
    struct program program = {.pid = -1};
    for (int i = 0; i < STARTS; i++) {
        program_stop(&program);
        first[i] = start_roster(&program, serve) ? program_until(&program, shows, "Enter menu") : -1;
    }
    bench_row("first frame after start, median", bench_quantile(first, STARTS, 0.5), "ms", 20, "less: %.2f ms",
              pager->first);
    double load = program_until(&program, loaded, "100,000 users");
    if (load < 0) {
        bench_row("loading 100,000 users on the screen", -1, "ms", 0, "it never ended");
        program_stop(&program);
        return;
    }
    program_pass(&program, 100);
    bench_row("resident memory, 100,000 users loaded (VmRSS)", bench_status(program.pid, "VmRSS"), "MiB", 48, NULL);
    bench_row("  at its highest (VmHWM)", bench_status(program.pid, "VmHWM"), "MiB", 48, NULL);
    size_t before = program.bytes, count = press_keys(&program, took, MOVES, 1, NULL);
    program_pass(&program, 50);
    double bytes = (double)(program.bytes - before) / (double)count;
    bench_row("key to finished frame, idle, median", bench_quantile(took, count, 0.5), "ms", 0.3, "less: %.2f ms",
              pager->key);
    bench_row("  the slowest of a hundred (p99)", bench_quantile(took, count, 0.99), "ms", 0, "less: %.2f ms",
              pager->slow);
    bench_row("bytes to the terminal per cursor move", bytes, "B", 240, "less: %zu B", pager->bytes);
    before = program.bytes;
    program_pass(&program, 1000);
    double idle = (double)(program.bytes - before);
    bench_row("bytes to the terminal when idle, in 1 s", idle, "B", 0, idle > 0 ? "OVER: budget 0" : "budget 0: ok");
    program_stop(&program);
}

/* --- while pages arrive --- */

/* `first` is typed as soon as there are rows: an order or a filter that every page has to be fitted into. */
static void measure_loading(unsigned users, unsigned latency, const char *first, const char *how)
{
    static double took[MOST_KEYS];
    struct serve serve;
    struct program program;
    if (serve_start(&serve, users, latency) && start_roster(&program, &serve)) {
        double rows = program_until(&program, marked_at, &(int){3});
        program_type(&program, first);
        program_pass(&program, 50);
        size_t count = rows < 0 ? 0 : press_keys(&program, took, MOST_KEYS, 5, " loading");
        auto_str char *what = xasprintf("key to finished frame, %u loading%s, p99", users, how);
        double slow = bench_quantile(took, count, 0.99), median = bench_quantile(took, count, 0.5);
        bench_row(what, slow, "ms", 8, "of %zu keys; median %.2f ms, slowest %.1f ms; pages after %u ms", count, median,
                  bench_quantile(took, count, 1), latency);
        program_stop(&program);
    }
    serve_stop(&serve);
}

int main(void)
{
    struct serve serve;
    if (serve_start(&serve, 100000, 0)) {
        const struct pager pager = measure_pager(&serve);
        measure_idle(&serve, &pager);
    }
    serve_stop(&serve);
    measure_loading(100000, 20, "", "");
    measure_loading(100000, 20, "s", " in order of names");
    measure_loading(1000000, 0, "", "");
    return 0;
}
