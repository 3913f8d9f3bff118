/* A program in a pseudo-terminal, its screen kept by libvterm, every byte counted. */
#ifndef BENCH_PROGRAM_H
#define BENCH_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { PROGRAM_WIDTH = 80, PROGRAM_HEIGHT = 24 };

struct program {
    pid_t pid;
    int fd;
    struct VTerm *terminal;
    struct VTermScreen *screen;
    size_t bytes;   /* the program has written */
    double started; /* bench_now */
};

/** Start a program (execvp) at 80x24, TERM=xterm-256color. */
bool program_start(struct program *program, const char *const arguments[]);
/** The characters of a line as UTF-8; valid until the next call. */
const char *program_line(const struct program *program, int y);
/** Whether a text stands anywhere on the screen. */
bool program_shows(const struct program *program, const char *text);
/** The first line that begins with `mark`, or -1. */
int program_marked(const struct program *program, char mark);
void program_type(struct program *program, const char *keys);
/** Read all that comes within `ms`. */
void program_pass(struct program *program, double ms);
/** Read until `holds`; milliseconds it took, negative when it never did (10 s) or the program ended. */
double program_until(struct program *program, bool (*holds)(const struct program *program, const void *context),
                     const void *context);
/** End the program if it has not ended, and forget it. */
void program_stop(struct program *program);

#endif
