/* The program on a pseudo-terminal: what it wrote, as bytes and as the screen libvterm makes of them. */
#ifndef TERMINAL_H
#define TERMINAL_H

#include "base/buf.h"
#include <stdint.h>
#include <sys/types.h>
#include <termios.h>
#include <vterm.h>

enum { DEADLINE = 60000, QUIET = 150 }; /* ms; the second: so long nothing came */

struct start {
    const char *term;               /* NULL: xterm-256color */
    const char *const *arguments;   /* after --config; NULL-terminated; NULL: none */
    const char *const *environment; /* "NAME=value" beside the usual; NULL-terminated; NULL: none */
    int width, height;              /* 0: 80 by 24 */
    bool job;                       /* started as a shell would, in a process group that may be stopped */
};

struct terminal {
    int master, slave; /* the slave is kept open: its settings stay readable */
    int news;          /* with `job`: a letter for each change of the program's state */
    pid_t pid, shell;
    struct termios found;
    VTerm *vterm;
    VTermScreen *screen;
    int width, height;
    struct buf raw; /* all bytes since terminal_forget */
};

struct terminal *terminal_start(const struct start *start);
/** Read until the program shows `text`. Fails the test at the deadline. */
void terminal_wait(struct terminal *terminal, const char *text);
/** Read until the screen no longer holds `text`. */
void terminal_wait_gone(struct terminal *terminal, const char *text);
/** Read until `raw` holds `bytes`. */
void terminal_wait_bytes(struct terminal *terminal, const char *bytes);
/** Read until nothing came for QUIET ms. */
void terminal_settle(struct terminal *terminal);
void terminal_send(struct terminal *terminal, const char *bytes);
/** Wait until the program has read what was sent. */
void terminal_wait_read(struct terminal *terminal);
void terminal_forget(struct terminal *terminal); /* empties `raw` */
void terminal_resize(struct terminal *terminal, int width, int height);
/** The line `y` as text, trailing spaces removed; valid until the next call. */
const char *terminal_line(struct terminal *terminal, int y);
VTermScreenCell terminal_cell(struct terminal *terminal, int x, int y);
/** The first line that holds `text`, or -1; `*x` (may be NULL) gets the column it begins at. */
int terminal_find(struct terminal *terminal, const char *text, int *x);
bool terminal_has(const struct terminal *terminal, const char *bytes); /* in `raw` */
struct termios terminal_settings(const struct terminal *terminal);
/** Whether the settings are as the program found them. */
bool terminal_is_restored(const struct terminal *terminal);
/** With `job`: wait until the program is stopped. */
void terminal_wait_stopped(struct terminal *terminal);
/** Wait for the end; the status as of waitpid. Without `job` only. */
int terminal_wait_end(struct terminal *terminal);
/** Quit it if it still runs, free everything. */
void terminal_close(struct terminal *terminal);

#endif
