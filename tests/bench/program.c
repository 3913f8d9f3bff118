/* forkpty and libvterm. */
#include "program.h"

#include "bench.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vterm.h>

#define DEADLINE 10000.0

bool program_start(struct program *program, const char *const arguments[])
{
    struct winsize size = {.ws_row = PROGRAM_HEIGHT, .ws_col = PROGRAM_WIDTH};
    *program = (struct program){.started = bench_now()};
    program->pid = forkpty(&program->fd, NULL, NULL, &size);
    if (program->pid == 0) {
        setenv("TERM", "xterm-256color", 1);
        setenv("LC_ALL", "C.UTF-8", 1);
        unsetenv("COLORTERM");
        execvp(arguments[0], (char **)arguments);
        _exit(127);
    }
    if (program->pid < 0)
        return false;
    fcntl(program->fd, F_SETFL, fcntl(program->fd, F_GETFL) | O_NONBLOCK);
    program->terminal = vterm_new(PROGRAM_HEIGHT, PROGRAM_WIDTH);
    vterm_set_utf8(program->terminal, 1);
    program->screen = vterm_obtain_screen(program->terminal);
    vterm_screen_enable_altscreen(program->screen, 1);
    vterm_screen_reset(program->screen, 1);
    return true;
}

/* All that is there now; false when the program has ended. */
static bool drain(struct program *program)
{
    char bytes[1 << 16];
    ssize_t got;
    while ((got = read(program->fd, bytes, sizeof bytes)) > 0) {
        vterm_input_write(program->terminal, bytes, (size_t)got);
        program->bytes += (size_t)got;
    }
    return got < 0 && (errno == EAGAIN || errno == EINTR);
}

const char *program_line(const struct program *program, int y)
{
    static char line[PROGRAM_WIDTH * 24 + 1]; /* the benchmark has one thread */
    VTermRect rect = {.start_row = y, .end_row = y + 1, .start_col = 0, .end_col = PROGRAM_WIDTH};
    size_t length = vterm_screen_get_text(program->screen, line, sizeof line - 1, rect);
    line[length] = '\0';
    return line;
}

bool program_shows(const struct program *program, const char *text)
{
    for (int y = 0; y < PROGRAM_HEIGHT; y++)
        if (strstr(program_line(program, y), text))
            return true;
    return false;
}

int program_marked(const struct program *program, char mark)
{
    for (int y = 0; y < PROGRAM_HEIGHT; y++) {
        VTermScreenCell cell;
        VTermPos at = {.row = y};
        if (vterm_screen_get_cell(program->screen, at, &cell) && cell.chars[0] == (uint32_t)mark)
            return y;
    }
    return -1;
}

void program_type(struct program *program, const char *keys)
{
    ssize_t ignored = write(program->fd, keys, strlen(keys));
    (void)ignored;
}

void program_pass(struct program *program, double ms)
{
    double until = bench_now() + ms, left;
    while ((left = until - bench_now()) > 0) {
        struct pollfd wait = {.fd = program->fd, .events = POLLIN};
        struct timespec time = {.tv_nsec = (long)(left * 1e6) % 1000000000, .tv_sec = (time_t)(left / 1e3)};
        if (ppoll(&wait, 1, &time, NULL) > 0 && !drain(program))
            return;
    }
}

double program_until(struct program *program, bool (*holds)(const struct program *program, const void *context),
                     const void *context)
{
    double from = bench_now();
    for (;;) {
        struct pollfd wait = {.fd = program->fd, .events = POLLIN};
        bool alive = drain(program);
        double took = bench_now() - from;
        if (holds(program, context))
            return took;
        if (!alive || took > DEADLINE)
            return -1;
        poll(&wait, 1, (int)(DEADLINE - took) + 1);
    }
}

void program_stop(struct program *program)
{
    if (program->pid > 0) {
        kill(program->pid, SIGTERM);
        program_pass(program, 100); /* what it says in the end must not hold it up */
        kill(program->pid, SIGKILL);
        waitpid(program->pid, NULL, 0);
        close(program->fd);
    }
    if (program->terminal)
        vterm_free(program->terminal);
    *program = (struct program){.pid = -1};
}
