/* The one source of time. Tests pin it with clock_set. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CLOCK_TEXT 32 /* bytes for any text made here */

/** Milliseconds since 1970-01-01T00:00:00Z. */
int64_t clock_now(void);
/** Milliseconds of a clock that only goes forward, for durations. */
int64_t clock_monotonic(void);
/** Microseconds of the same clock, for measuring. */
int64_t clock_micros(void);
/** Pin both clocks to `now` (ms); a negative value lets them run again. Tests only. */
void clock_set(int64_t now);
/** Sleep of the process by `ms` (tenant latency, CLI polling). */
void clock_sleep(int64_t ms);

/** "2026-11-23T12:00:00Z" (Graph's form, seconds) of `ms`; returns `out`. */
char *clock_format(int64_t ms, char out[CLOCK_TEXT]);
/** Parse ISO 8601 UTC ("Z" or an offset, optional fraction); "0001-01-01T00:00:00Z" gives 0. False when it is none. */
bool clock_parse(const char *text, size_t length, int64_t *ms);
/** "3d", "5m", "just now": how long ago, for people. */
char *clock_ago(int64_t then, int64_t now, char out[CLOCK_TEXT]);

#endif
