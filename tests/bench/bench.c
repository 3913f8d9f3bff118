/* Clocks and rows. A benchmark prints and never fails: what is over stands in its row. */
#include "bench.h"

#include "base/alloc.h"
#include "base/buf.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

double bench_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

double bench_cpu(void)
{
    struct timespec used;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return (double)used.tv_sec * 1e3 + (double)used.tv_nsec / 1e6;
}

static int compare(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return a < b ? -1 : a > b;
}

double bench_quantile(double *values, size_t count, double share)
{
    if (!count)
        return -1;
    qsort(values, count, sizeof *values, compare);
    size_t at = (size_t)(share * (double)count);
    return values[at < count ? at : count - 1];
}

void bench_row(const char *what, double measured, const char *unit, double budget, const char *compared, ...)
{
    char left[64], limit[64] = "–";
    va_list arguments;
    snprintf(left, sizeof left, "%.*f %s", measured < 10 ? 2 : measured < 100 ? 1 : 0, measured, unit);
    if (budget > 0)
        snprintf(limit, sizeof limit, "%g %s", budget, unit);
    printf("%-56s %12s %*s %-5s ", what, left, budget > 0 ? 12 : 14, limit,
           measured < 0         ? "FAIL"
           : budget <= 0        ? ""
           : measured <= budget ? "ok"
                                : "OVER");
    va_start(arguments, compared);
    if (compared)
        vprintf(compared, arguments);
    va_end(arguments);
    putchar('\n');
    fflush(stdout);
}

char *bench_output(const char *command)
{
    struct buf out = buf_make(64u << 20);
    char bytes[1 << 16];
    size_t got;
    FILE *pipe = popen(command, "r");
    while (pipe && (got = fread(bytes, 1, sizeof bytes, pipe)) > 0)
        buf_add(&out, bytes, got);
    if (pipe)
        pclose(pipe);
    return buf_take(&out);
}

double bench_command(const char *command, int times)
{
    double best = -1;
    for (int i = 0; i < times; i++) {
        double from = bench_now();
        FILE *pipe = popen(command, "r");
        char bytes[1 << 12];
        while (pipe && fread(bytes, 1, sizeof bytes, pipe) > 0)
            ;
        if (!pipe || pclose(pipe) != 0)
            return -1;
        double took = bench_now() - from;
        best = best < 0 || took < best ? took : best;
    }
    return best;
}

bool bench_installed(const char *program)
{
    auto_str char *command = xasprintf("command -v %s", program);
    auto_str char *found = bench_output(command);
    return *found != '\0';
}

double bench_status(int pid, const char *name)
{
    auto_str char *path = xasprintf("/proc/%d/status", pid);
    char line[256];
    double found = -1;
    size_t length = strlen(name);
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file))
        if (!strncmp(line, name, length) && line[length] == ':')
            found = strtod(line + length + 1, NULL) / 1024;
    if (file)
        fclose(file);
    return found;
}
