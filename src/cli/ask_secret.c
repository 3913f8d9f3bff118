/* A secret from the terminal: the echo is off while it is typed and on again whatever ends the typing. */
#include "cli/ask_secret.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { LONGEST = 4096 };

static volatile sig_atomic_t interrupted;

static void note_signal(int number)
{
    interrupted = number;
}

/* One line; its length, -1 when none came. Cut lines are no secrets. */
static ssize_t read_line(int terminal, char *line, size_t size)
{
    size_t length = 0;
    while (length < size) {
        ssize_t got = read(terminal, line + length, 1);
        if (got != 1)
            return -1;
        if (line[length] == '\n' || line[length] == '\r')
            return (ssize_t)length;
        length++;
    }
    return -1;
}

static ssize_t ask_silently(int terminal, const char *prompt, char *line, size_t size)
{
    struct termios before, silent;
    struct sigaction old, note = {.sa_handler = note_signal}; /* without SA_RESTART: it ends the read */
    if (tcgetattr(terminal, &before))
        return -1;
    silent = before;
    silent.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
    interrupted = 0;
    sigaction(SIGINT, &note, &old);
    tcsetattr(terminal, TCSAFLUSH, &silent);
    dprintf(terminal, "%s: ", prompt); /* not before: what is typed at it has to be unseen */
    ssize_t length = read_line(terminal, line, size);
    tcsetattr(terminal, TCSAFLUSH, &before);
    sigaction(SIGINT, &old, NULL);
    dprintf(terminal, "\n");
    return interrupted ? -1 : length;
}

struct secret *ask_secret(const char *prompt, struct err *e)
{
    char line[LONGEST];
    int terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (terminal < 0) {
        err_set(e, ERR_CONFIG, "%s is needed, and there is no terminal to ask on", prompt);
        err_hint(e, "set secret_file, secret_env or secret_command in the configuration");
        return NULL;
    }
    ssize_t length = ask_silently(terminal, prompt, line, sizeof line);
    close(terminal);
    struct secret *secret = length > 0 ? secret_new(line, (size_t)length) : NULL;
    secret_wipe(line, sizeof line);
    if (!secret)
        err_set(e, interrupted ? ERR_CANCELLED : ERR_CONFIG, interrupted ? "cancelled" : "nothing was typed");
    return secret;
}
