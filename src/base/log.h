/* A log for finding out why: one line an event, by area and level. It is off until it is opened, and then costs a write a line.
 * No token, secret, password, key that was pressed or body of a request is ever given to it; the trace (api/http/trace.h) shows
 * bodies. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/err.h"

/* X(area, name, what it tells) */
#define LOG_MAP(X)                                                                                                     \
    X(START, "start", "versions, files that were read, how the process ends")                                          \
    X(HTTP, "http", "requests, replies, waits and repetitions")                                                        \
    X(LOGIN, "login", "how tokens were asked for, and what came of it; never a token")                                 \
    X(JOB, "job", "jobs and the targets of a run: begun, ended, cancelled")                                            \
    X(SCREEN, "screen", "views opened and closed, sizes, tenants switched")

enum log_area {
#define X(area, name, tells) LOG_##area,
    LOG_MAP(X)
#undef X
        LOG_AREAS
};

enum log_level { LOG_NONE, LOG_ERROR, LOG_INFO, LOG_DEBUG };

/** Append to `path` (0600, made when it is not there) from now on. `levels` is "info", "debug" or "error" for every area, or
 *  "http=debug,login=none" for some of them beside "info"; NULL: "info". Called once, before there is a second thread. */
bool log_open(const char *path, const char *levels, struct err *e) MUST_USE;
void log_close(void);
/** A regular file for nobody else to read (0600), opened for appending, made when it is not there; `what` names it in an error.
 *  -1 with `e`. The caller closes it. */
int log_file(const char *what, const char *path, struct err *e) MUST_USE;
/** Whether a line of this area and level is wanted: for what is costly to say. */
bool log_wants(enum log_area area, enum log_level level);
/** One line: cleaned, cut at 1,000 bytes, written at once. Any thread may call it. */
void log_line(enum log_area area, enum log_level level, const char *format, ...) PRINTF_LIKE(3, 4);

#endif
