/* What the benchmarks share: the clock, a row of figures, running a command beside ours. */
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>
#include <stddef.h>

/** Milliseconds of the monotonic clock, with all its digits. */
double bench_now(void);
/** Milliseconds of processor that this thread has used: what another program takes from it is not in them. */
double bench_cpu(void);
/** The value below which `share` (0 to 1) of the values lie; sorts them. */
double bench_quantile(double *values, size_t count, double share);
/** One row: what, measured, budget, "ok" or "over", and what it is compared with (printf). Budget 0: there is none. */
void bench_row(const char *what, double measured, const char *unit, double budget, const char *compared, ...)
    __attribute__((format(printf, 5, 6)));
/** Milliseconds a shell command takes, the best of `times`; its output is dropped. Negative when it fails. */
double bench_command(const char *command, int times);
/** Everything a shell command prints; owned by the caller. */
char *bench_output(const char *command);
bool bench_installed(const char *program);
/** A figure of /proc/PID/status in MiB ("VmRSS"). */
double bench_status(int pid, const char *name);

#endif
