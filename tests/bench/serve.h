/* A demo tenant of a benchmark's own, and loading its users as the program does. */
#ifndef BENCH_SERVE_H
#define BENCH_SERVE_H

#include <stdbool.h>
#include <sys/types.h>

#define SERVE_SECRET "loopback"
#define SERVE_CLIENT "b1c7e8f4-2a36-4f0d-9e55-6c0a7d81f3e2"

struct users;
struct user_view;

struct serve {
    pid_t pid;
    char folder[64], config[96], base[64];
    double ready_ms; /* from start to listening */
};

/** Start roster-tenant with `users` users; `latency` in ms. False when it does not listen. */
bool serve_start(struct serve *serve, unsigned users, unsigned latency);
/** The same with further arguments, NULL-terminated, at most 8. */
bool serve_start_with(struct serve *serve, unsigned users, unsigned latency, const char *const *more);
void serve_stop(struct serve *serve);
/** Load every user through the worker into `users` and `view` (may be NULL), page by page. Milliseconds from asking to the end,
 *  negative on failure; `*longest` is the longest the model took for one page. */
double serve_load(const struct serve *serve, struct users *users, struct user_view *view, double *longest);

#endif
