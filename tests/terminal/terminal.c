/* forkpty, libvterm and waiting by condition. */
#include "terminal.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "demo.h"
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utmp.h>

enum { MOST_RAW = 16 << 20, MOST_ARGUMENTS = 24, LINE_BYTES = 4096 };

/* --- starting --- */

static void set_environment(const struct start *start)
{
    const char *keep[] = {"PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LSAN_OPTIONS"};
    const char *values[sizeof keep / sizeof *keep];
    for (size_t i = 0; i < sizeof keep / sizeof *keep; i++)
        values[i] = getenv(keep[i]);
    clearenv();
    for (size_t i = 0; i < sizeof keep / sizeof *keep; i++)
        if (values[i])
            setenv(keep[i], values[i], 1);
    setenv("HOME", demo_folder(), 1);
    setenv("XDG_STATE_HOME", demo_folder(), 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("TERM", start->term ? start->term : "xterm-256color", 1);
    for (const char *const *more = start->environment; more && *more; more++)
        putenv((char *)*more);
}

static void run_program(const struct start *start)
{
    const char *arguments[MOST_ARGUMENTS] = {"roster", "--config", demo_config()};
    size_t n = 3;
    for (const char *const *more = start->arguments; more && *more && n < MOST_ARGUMENTS - 1; more++)
        arguments[n++] = *more;
    set_environment(start);
    execv(BUILD_DIR "/roster", (char *const *)arguments);
    _exit(127);
}

/* What a shell does for a job, and no more. */
static void run_job(const struct start *start, int news)
{
    int status;
    signal(SIGTTOU, SIG_IGN);
    pid_t job = fork();
    if (job == 0) {
        setpgid(0, 0);
        tcsetpgrp(STDIN_FILENO, getpid());
        signal(SIGTTOU, SIG_DFL);
        run_program(start);
    }
    (void)!write(news, &job, sizeof job);
    while (waitpid(job, &status, WUNTRACED) == job && WIFSTOPPED(status))
        (void)!write(news, "S", 1);
    (void)!write(news, "E", 1);
    _exit(0);
}

struct terminal *terminal_start(const struct start *start)
{
    struct terminal *terminal = xcalloc(1, sizeof *terminal);
    int news[2];
    terminal->width = start->width ? start->width : 80;
    terminal->height = start->height ? start->height : 24;
    struct winsize size = {.ws_col = (unsigned short)terminal->width, .ws_row = (unsigned short)terminal->height};
    terminal->raw = buf_make(MOST_RAW);
    terminal->vterm = vterm_new(terminal->height, terminal->width);
    vterm_set_utf8(terminal->vterm, 1);
    terminal->screen = vterm_obtain_screen(terminal->vterm);
    vterm_screen_enable_altscreen(terminal->screen, 1);
    vterm_screen_reset(terminal->screen, 1);
    assert_int_equal(openpty(&terminal->master, &terminal->slave, NULL, NULL, &size), 0);
    fcntl(terminal->master, F_SETFD, FD_CLOEXEC);
    tcgetattr(terminal->slave, &terminal->found);
    assert_int_equal(pipe2(news, O_CLOEXEC), 0);
    pid_t child = fork();
    if (child == 0) {
        close(terminal->master); /* held here, it would outlive a test that is killed */
        login_tty(terminal->slave);
        if (start->job)
            run_job(start, news[1]);
        run_program(start);
    }
    close(news[1]);
    terminal->news = news[0];
    terminal->pid = child;
    if (start->job) {
        terminal->shell = child;
        assert_int_equal(read(news[0], &terminal->pid, sizeof terminal->pid), sizeof terminal->pid);
    }
    return terminal;
}

/* --- reading --- */

/* Take what comes within `ms`; false when nothing did. */
static bool take(struct terminal *terminal, int64_t ms)
{
    char bytes[65536];
    struct pollfd master = {.fd = terminal->master, .events = POLLIN};
    if (poll(&master, 1, ms > 0 ? (int)ms : 0) != 1)
        return false;
    ssize_t length = read(terminal->master, bytes, sizeof bytes);
    if (length <= 0)
        return false;
    buf_add(&terminal->raw, bytes, (size_t)length);
    vterm_input_write(terminal->vterm, bytes, (size_t)length);
    return true;
}

static void print_screen(struct terminal *terminal)
{
    for (int y = 0; y < terminal->height; y++)
        print_error("|%s\n", terminal_line(terminal, y));
}

static void wait_until(struct terminal *terminal, bool (*reached)(struct terminal *terminal, const char *text),
                       const char *text)
{
    int64_t until = clock_monotonic() + DEADLINE;
    while (!reached(terminal, text)) {
        int64_t left = until - clock_monotonic();
        if (!take(terminal, left < 50 ? left : 50) && left <= 0) {
            print_screen(terminal);
            fail_msg("waited in vain for \"%s\"", text);
        }
    }
}

static bool is_shown(struct terminal *terminal, const char *text)
{
    return terminal_find(terminal, text, NULL) >= 0;
}

static bool is_gone(struct terminal *terminal, const char *text)
{
    return !is_shown(terminal, text);
}

static bool is_in_raw(struct terminal *terminal, const char *text)
{
    return terminal_has(terminal, text);
}

void terminal_wait(struct terminal *terminal, const char *text)
{
    wait_until(terminal, is_shown, text);
}

void terminal_wait_gone(struct terminal *terminal, const char *text)
{
    wait_until(terminal, is_gone, text);
}

void terminal_wait_bytes(struct terminal *terminal, const char *bytes)
{
    wait_until(terminal, is_in_raw, bytes);
}

void terminal_settle(struct terminal *terminal)
{
    while (take(terminal, QUIET))
        ;
}

void terminal_forget(struct terminal *terminal)
{
    buf_clear(&terminal->raw);
}

bool terminal_has(const struct terminal *terminal, const char *bytes)
{
    return terminal->raw.length && memmem(terminal->raw.data, terminal->raw.length, bytes, strlen(bytes)) != NULL;
}

/* --- writing --- */

void terminal_send(struct terminal *terminal, const char *bytes)
{
    assert_int_equal(write(terminal->master, bytes, strlen(bytes)), strlen(bytes));
}

static bool has_read(struct terminal *terminal, const char *text)
{
    int waiting = 0;
    (void)text;
    return ioctl(terminal->slave, FIONREAD, &waiting) == 0 && !waiting;
}

void terminal_wait_read(struct terminal *terminal)
{
    wait_until(terminal, has_read, "the keys to be read");
}

void terminal_resize(struct terminal *terminal, int width, int height)
{
    struct winsize size = {.ws_col = (unsigned short)width, .ws_row = (unsigned short)height};
    terminal->width = width;
    terminal->height = height;
    vterm_set_size(terminal->vterm, height, width);
    ioctl(terminal->master, TIOCSWINSZ, &size);
}

/* --- the screen --- */

VTermScreenCell terminal_cell(struct terminal *terminal, int x, int y)
{
    VTermScreenCell cell;
    vterm_screen_get_cell(terminal->screen, (VTermPos){.row = y, .col = x}, &cell);
    return cell;
}

static size_t add_cell(const VTermScreenCell *cell, char *out)
{
    size_t length = 0;
    if (cell->chars[0] == (uint32_t)-1) /* the second half of a wide one */
        return 0;
    if (!cell->chars[0])
        out[length++] = ' ';
    for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell->chars[i]; i++)
        length += utf8_encode(cell->chars[i], out + length);
    return length;
}

const char *terminal_line(struct terminal *terminal, int y)
{
    static char line[LINE_BYTES];
    size_t length = 0;
    for (int x = 0; x < terminal->width && length < sizeof line - 64; x++) {
        VTermScreenCell cell = terminal_cell(terminal, x, y);
        length += add_cell(&cell, line + length);
    }
    while (length && line[length - 1] == ' ')
        length--;
    line[length] = '\0';
    return line;
}

int terminal_find(struct terminal *terminal, const char *text, int *x)
{
    for (int y = 0; y < terminal->height; y++) {
        const char *line = terminal_line(terminal, y), *found = strstr(line, text);
        if (!found)
            continue;
        auto_str char *before = xstrndup(line, (size_t)(found - line));
        if (x)
            *x = utf8_width(before);
        return y;
    }
    return -1;
}

/* --- the program and its terminal --- */

struct termios terminal_settings(const struct terminal *terminal)
{
    struct termios now = {0};
    tcgetattr(terminal->slave, &now);
    return now;
}

bool terminal_is_restored(const struct terminal *terminal)
{
    struct termios now = terminal_settings(terminal);
    return now.c_iflag == terminal->found.c_iflag && now.c_oflag == terminal->found.c_oflag &&
           now.c_lflag == terminal->found.c_lflag && now.c_cflag == terminal->found.c_cflag;
}

static bool is_stopped(struct terminal *terminal, const char *text)
{
    struct pollfd news = {.fd = terminal->news, .events = POLLIN};
    char letter = 0;
    (void)text;
    return poll(&news, 1, 0) == 1 && read(terminal->news, &letter, 1) == 1 && letter == 'S';
}

void terminal_wait_stopped(struct terminal *terminal)
{
    wait_until(terminal, is_stopped, "the program to stop");
    terminal_settle(terminal);
}

int terminal_wait_end(struct terminal *terminal)
{
    int status = -1;
    int64_t until = clock_monotonic() + DEADLINE;
    assert_false(terminal->shell);
    while (waitpid(terminal->pid, &status, WNOHANG) != terminal->pid) {
        take(terminal, 20);
        if (clock_monotonic() > until)
            fail_msg("the program does not end");
    }
    terminal->pid = 0;
    terminal_settle(terminal);
    return status;
}

void terminal_close(struct terminal *terminal)
{
    if (terminal->pid) {
        kill(terminal->pid, SIGCONT);
        kill(terminal->pid, SIGTERM);
        if (terminal->shell) {
            char letter;
            while (read(terminal->news, &letter, 1) == 1 && letter != 'E')
                ;
            waitpid(terminal->shell, NULL, 0);
        } else {
            terminal_wait_end(terminal);
        }
    }
    close(terminal->master);
    close(terminal->slave);
    close(terminal->news);
    vterm_free(terminal->vterm);
    buf_free(&terminal->raw);
    xfree(terminal);
}
