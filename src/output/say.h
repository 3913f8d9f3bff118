/* The one way in which text leaves for standard output and standard error: what could move a cursor, hide or reorder is made visible,
 * a living secret is masked, and a stream that takes nothing is remembered. One thread prints. */
#ifndef OUTPUT_SAY_H
#define OUTPUT_SAY_H

#include "base/err.h"
#include <stdbool.h>
#include <stddef.h>

enum say_to { SAY_OUT, SAY_ERROR };

/** Descriptors 0 to 2 that are closed are put where nothing can be read or written, so that no file ever gets their number. */
void say_start(void);
/** To standard output. Arguments of %s are cleaned, the format is not. Takes %s %d %u %ld %lld %zu %c, with width and precision. */
void say(const char *format, ...) PRINTF_LIKE(1, 2);
/** To standard error, at once. */
void say_error(const char *format, ...) PRINTF_LIKE(1, 2);
/** Lines that were put together: all but their line breaks is cleaned. False when standard output takes nothing. */
bool say_lines(const char *text, size_t length);
/** JSON: what would be cleaned stands in it as an escape, so that nothing is lost. False when standard output takes nothing. */
bool say_json(const char *text, size_t length);
/** From now on JSON leaves as JSON lines: each object of an array at the top on a line of its own. */
void say_as_lines(bool lines);
/** A secret that is meant to be seen: cleaned, not masked; it is written at once and does not stay in the buffer. */
void say_secret(const char *text);
/** The same in JSON that holds one. */
void say_secret_json(const char *text, size_t length);
/** Write what is buffered. False when standard output takes nothing (any more). */
bool say_flush(void);
/** Whether what is written would arrive: asked before something is made that is shown once. */
bool say_can(struct err *e) MUST_USE;
/** The columns of standard output where it is a terminal that says how many; else 0: nothing has to fit. */
int say_width(void);
/** Whether standard error is a terminal: there a line may be drawn over. */
bool say_is_watched(void);
/** One line of standard error that the next one replaces; on no terminal nothing. NULL: it goes. */
void say_passing(const char *text);

#endif
